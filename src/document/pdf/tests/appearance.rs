//! Form fields and marks that do not say how they look are on the fax all the same.

use super::*;

/// A page of 300 × 400 points with annotations as objects 10, 11, …; `form` goes into the catalogue's form.
fn with_annotations(form: &str, annotations: &[&str]) -> Vec<u8> {
    let references: Vec<String> = (10..10 + annotations.len()).map(|number| format!("{number} 0 R")).collect();
    let plain = pdf("0 0 300 400", &format!("/Annots [{}]", references.join(" ")), "");
    let mut text = String::from_utf8(plain).unwrap();
    text = text.replace("/Pages 2 0 R >>", &format!("/Pages 2 0 R /AcroForm << {form} >> >>"));
    let objects: String =
        (10..).zip(annotations).map(|(number, one)| format!("{number} 0 obj\n<< {one} >>\nendobj\n")).collect();
    text.replace("trailer\n", &(objects + "trailer\n")).into_bytes()
}

/// Black pels in a box of the page, in points from below.
fn ink_in(page: &Bitmap, [left, bottom, right, top]: [f64; 4]) -> u32 {
    let scale = f64::from(page.width()) / 300.0;
    let rows = f64::from(page.rows());
    let (across, down) = (scale, scale * 196.0 / 204.0);
    let mut found = 0;
    for y in (rows - top * down).max(0.0) as u32..(rows - bottom * down) as u32 {
        for x in (left * across) as u32..(right * across) as u32 {
            found += u32::from(page.is_black(x, y));
        }
    }
    found
}

/// The page is fitted to the paper's width, so that its points are larger.
fn page_of(bytes: &[u8]) -> Bitmap {
    let mut options = fine();
    options.layout = Layout { fit: Fit::Width, ..Layout::default() };
    drawn(bytes, &options).finish(&options).pages[0].bitmap.clone()
}

fn warnings(bytes: &[u8]) -> Vec<String> {
    let mut heard = Vec::new();
    open(None, bytes.to_vec(), &fine(), false, &mut |pages: &mut dyn Pages| {
        heard = pages.warnings();
        Ok(())
    })
    .unwrap();
    heard
}

const PLACE: [f64; 4] = [50.0, 200.0, 250.0, 230.0];
const RECT: &str = "/Rect [50 200 250 230]";
const FORM: &str = "/DA (/Helv 12 Tf 0 g)";

#[test]
fn fields_filled_in_without_a_look_are_drawn() {
    for field in [
        "/FT /Tx /V (A value in the field)",
        "/FT /Tx /V (A value) /DA (/Helv 0 Tf 0 0 1 rg)",
        "/FT /Tx /Ff 4096 /V (Several words that need more than one line of the field, and more)",
        "/FT /Tx /Ff 16777216 /MaxLen 8 /V (20261121)",
        "/FT /Tx /V <FEFF00DC006200650072006D00FC00640065> /Q 2",
        "/FT /Ch /Ff 131072 /V (b) /Opt [[(a) (First)] [(b) (Second choice)]]",
        "/FT /Btn /AS /Yes /V /Yes",
        "/FT /Btn /Ff 65536 /MK << /CA (Send) >>",
        "/FT /Tx /MK << /BC [0] /R 90 >> /V (turned)",
    ] {
        let page = page_of(&with_annotations(FORM, &[&format!("/Type /Annot /Subtype /Widget {RECT} {field}")]));
        let ink = ink_in(&page, PLACE);
        assert!(ink > 100, "{field}: {ink}");
        // But for a frame's outer edge, which may fall on the next pel.
        let near = ink_in(&page, [48.0, 198.0, 252.0, 232.0]);
        assert_eq!(near, black(&page), "{field}: nothing lies beside the field");
    }
    for field in ["/FT /Tx", "/FT /Tx /V ()", "/FT /Btn /AS /Off", "/FT /Sig", "/FT /Tx /V (hidden) /F 2"] {
        let page = page_of(&with_annotations(FORM, &[&format!("/Subtype /Widget {RECT} {field}")]));
        assert_eq!(black(&page), 0, "{field}");
    }
}

#[test]
fn a_value_may_stand_in_the_field_above() {
    let parent = "/FT /Tx /V (Value) /Kids [11 0 R]";
    let kid = format!("/Subtype /Widget /Parent 10 0 R {RECT}");
    let page = page_of(&with_annotations(FORM, &[parent, &kid]));
    assert!(ink_in(&page, PLACE) > 100);
}

#[test]
fn an_outdated_look_gives_way_to_the_value() {
    let look = "/AP << /N 11 0 R >>";
    let field = format!("/Subtype /Widget /FT /Tx {RECT} /V (New) {look}");
    // The old look blackens the whole field.
    let old = "/Type /XObject /Subtype /Form /BBox [0 0 200 30] /Length 16 >>\nstream\n0 0 200 30 re f \nendstream\n<<";
    let document = |form: &str| with_annotations(form, &[&field, old]);
    let whole = ink_in(&page_of(&document(FORM)), PLACE);
    let value = ink_in(&page_of(&document("/NeedAppearances true")), PLACE);
    assert!(value > 100 && value < whole / 3, "{value} of {whole}");
}

#[test]
fn annotations_in_the_page_itself_are_drawn_too() {
    let widget = format!("/Annots [<< /Subtype /Widget /FT /Tx /V (Value) {RECT} >> << /Subtype /Link {RECT} >>]");
    let page = page_of(&pdf("0 0 300 400", &widget, ""));
    assert!(ink_in(&page, PLACE) > 100);
}

#[test]
fn marks_without_a_look_are_drawn() {
    let quad = "/QuadPoints [50 230 250 230 50 200 250 200]";
    for mark in [
        format!("/Subtype /Underline {quad}"),
        format!("/Subtype /StrikeOut {quad} /C [1 0 0]"),
        "/Subtype /Square /C [0] /BS << /W 2 >>".to_owned(),
        "/Subtype /Circle /C [0] /IC [0]".to_owned(),
        "/Subtype /Line /L [52 210 240 220] /LE [/None /OpenArrow] /C [0]".to_owned(),
        "/Subtype /PolyLine /Vertices [52 210 100 220 150 210]".to_owned(),
        "/Subtype /Ink /InkList [[60 205 100 225 140 205]] /C [0] /BS << /W 3 >>".to_owned(),
        "/Subtype /FreeText /Contents (Please sign) /DA (/Helv 14 Tf 0 g)".to_owned(),
        format!("/Subtype /Highlight {quad} /C [0.2 0.2 0.2]"),
    ] {
        let page = page_of(&with_annotations("", &[&format!("{mark} {RECT}")]));
        let [left, bottom, right, top] = PLACE;
        let ink = ink_in(&page, [left - 4.0, bottom - 4.0, right + 4.0, top + 4.0]);
        assert!(ink > 100, "{mark}: {ink}");
        assert_eq!(ink, black(&page), "{mark}: nothing lies beside it");
    }
    // A frame around a link or a note's icon has no place on paper.
    for other in ["/Subtype /Link /Border [0 0 1]", "/Subtype /Text /Contents (a note)", "/Subtype /Popup"] {
        assert_eq!(black(&page_of(&with_annotations("", &[&format!("{other} {RECT}")]))), 0, "{other}");
    }
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let field = |value: &str| format!("/Subtype /Widget /FT /Tx {RECT} /V {value}");
    assert_eq!(warnings(&with_annotations(FORM, &[&field("(Letters)")])), Vec::<String>::new());
    let told = warnings(&with_annotations(FORM, &[&field("<FEFF041F04400438043204350442>")]));
    assert!(told.iter().any(|words| words.contains("form field")), "{told:?}");
}

#[test]
fn forms_without_resources_take_the_pages() {
    let form = "6 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 300 400] /Length 40 >>\nstream\n\
                BT /F 40 Tf 20 100 Td (Letters) Tj ET   \nendstream\nendobj\n";
    let text = String::from_utf8(pdf("0 0 300 400", "", "/X Do")).unwrap();
    let text = text.replace("/Font << /F 5 0 R >>", "/Font << /F 5 0 R >> /XObject << /X 6 0 R >>");
    let bytes = text.replace("trailer\n", &format!("{form}trailer\n")).into_bytes();
    assert!(black(&as_pels(&bytes, &fine())) > 1000);
}

#[test]
fn strange_annotations_do_no_harm() {
    for strange in [
        "/Subtype /Widget /FT /Tx /V (x) /Rect [0 0 0 0]",
        "/Subtype /Widget /FT /Tx /V (x) /Rect [1e30 -1e30 5 5]",
        "/Subtype /Widget /FT /Tx /V (x) /DA (/Helv 1e9 Tf) /Rect [0 0 10 10]",
        "/Subtype /Widget /FT /Tx /V (x) /DA (/Helv -5 Tf k) /MaxLen -1 /Ff 16777216 /Rect [0 0 10 10]",
        "/Subtype /Widget /Parent 10 0 R /Rect [0 0 10 10]",
        "/Subtype /Line /L [1] /Rect [0 0 10 10]",
        "/Subtype /Ink /InkList [[] [1]] /Rect [0 0 10 10]",
        "/Subtype /Highlight /QuadPoints [1 2 3] /C [0 0] /Rect [0 0 10 10]",
        "/Subtype /Square /RD [9 9 9 9] /C [0] /Rect [0 0 10 10]",
    ] {
        page_of(&with_annotations("/NeedAppearances true", &[strange]));
    }
}
