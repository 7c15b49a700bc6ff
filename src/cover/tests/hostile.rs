//! Files that want to be endless, huge, deep, or to read what is not theirs.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{fonts, options, template};
use crate::cover::{CoverError, Sample, Template, WarningKind, builtin, compose, sample};
use crate::model::{CoverInfo, Resolution};

/// Refused or drawn: either quickly.
fn check_quick<T>(what: &str, work: impl FnOnce() -> T) -> T {
    #[expect(clippy::disallowed_methods, reason = "the test is about time that passes")]
    let start = Instant::now();
    let done = work();
    assert!(start.elapsed() < Duration::from_secs(10), "{what} took {:?}", start.elapsed());
    done
}

fn parse(svg: &str) -> Result<Template, CoverError> {
    check_quick("reading", || Template::parse("hostile", svg.as_bytes()))
}

fn page(content: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">{content}</svg>"#
    )
}

fn drawn(svg: &str) -> Result<(), CoverError> {
    check_quick("drawing", || {
        let template = Template::parse("hostile", svg.as_bytes())?;
        let sheets = compose(&template, &CoverInfo::default(), &options(Resolution::Fine), &fonts())?;
        sheets.iter().try_for_each(|sheet| sheet.fax_page(Resolution::Fine, Default::default()).map(drop))
    })
}

#[test]
fn entities_are_refused() {
    let laughs = format!("<!DOCTYPE svg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>\n{}", page("&b;"));
    assert!(matches!(parse(&laughs), Err(CoverError::Entities { place }) if place.line == 1));
    let plain = format!("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://x/svg11.dtd\">\n{}", page(""));
    assert!(parse(&plain).is_ok(), "a document type that declares nothing is harmless");
}

#[test]
fn nothing_outside_the_file_is_drawn() {
    for address in
        ["file:///etc/passwd", "/etc/passwd", "http://example.com/a.png", "a.svg", "data:image/svg+xml;base64,PHN2Zy8+"]
    {
        let template = parse(&page(&format!(r#"<image width="9" height="9" href="{address}"/>"#))).unwrap();
        assert_eq!(template.warnings().len(), 1, "{address}: {:?}", template.warnings());
    }
    let used = parse(&page(r##"<use href="other.svg#a"/><use href="#missing"/>"##)).unwrap();
    assert!(matches!(used.warnings()[0].kind, WarningKind::Outside { .. }));
}

#[test]
fn scripts_foreign_content_and_filters_are_left_out() {
    let template = parse(&page(
        r##"<script>1</script><foreignObject/><rect onclick="x()" width="9" height="9" filter="url(#f)"/><filter id="f"/>"##,
    ));
    let kinds: Vec<WarningKind> = template.unwrap().warnings().iter().map(|warning| warning.kind.clone()).collect();
    let active = |name: &str| WarningKind::ActiveElement { name: name.into() };
    assert_eq!(kinds, [active("script"), active("foreignObject"), WarningKind::Filter]);
}

#[test]
fn deep_nesting_is_refused_before_anything_calls_itself() {
    let deep = page(&format!("{}{}", "<g>".repeat(200_000), "</g>".repeat(200_000)));
    assert!(matches!(parse(&deep), Err(CoverError::TooDeep { .. } | CoverError::TooMany { .. })));
}

#[test]
fn copies_of_copies_are_counted() {
    let mut content = r#"<g id="a0"><rect width="1" height="1"/></g>"#.to_owned();
    for n in 1..12 {
        let last = format!(r##"<use href="#a{}"/>"##, n - 1).repeat(10);
        content.push_str(&format!(r#"<g id="a{n}">{last}</g>"#));
    }
    assert!(matches!(parse(&page(&content)), Err(CoverError::TooMany { .. })));
    let circle = parse(&page(r##"<g id="a"><use href="#a"/></g>"##)).unwrap();
    assert!(matches!(circle.warnings()[0].kind, WarningKind::Recursion));
    drawn(&page(r##"<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>"##)).unwrap();
}

#[test]
fn patterns_in_patterns_and_masks_in_masks_are_counted() {
    for (element, paint) in [("pattern", "fill"), ("mask", "mask"), ("clipPath", "clip-path")] {
        let mut content =
            format!(r#"<{element} id="p0" width="1" height="1"><rect width="9" height="9"/></{element}>"#);
        for n in 1..14 {
            let rects = format!(r##"<rect width="9" height="9" {paint}="url(#p{})"/>"##, n - 1).repeat(8);
            content.push_str(&format!(r#"<{element} id="p{n}" width="1" height="1">{rects}</{element}>"#));
        }
        content.push_str(&format!(r##"<rect width="99" height="99" {paint}="url(#p13)"/>"##));
        assert!(drawn(&page(&content)).is_err(), "{element}");
    }
}

#[test]
fn a_huge_picture_is_left_out_by_its_head_alone() {
    let mut png = vec![];
    {
        let mut encoder = png::Encoder::new(&mut png, 60_000, 60_000);
        encoder.set_color(png::ColorType::Grayscale);
        drop(encoder.write_header());
    }
    let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, png);
    let template =
        parse(&page(&format!(r#"<image width="9" height="9" href="data:image/png;base64,{data}"/>"#))).unwrap();
    assert!(matches!(template.warnings()[0].kind, WarningKind::Picture { .. }), "{:?}", template.warnings());
}

#[test]
fn layers_dashes_and_wild_paths_are_refused() {
    let layers =
        format!("{}<rect width=\"200\" height=\"200\"/>{}", "<g opacity=\"0.9\">".repeat(60), "</g>".repeat(60));
    assert!(matches!(drawn(&page(&layers)), Err(CoverError::TooComplex { .. })));
    let many = r#"<g opacity="0.9"><rect width="200" height="200"/></g>"#.repeat(2000);
    assert!(matches!(drawn(&page(&many)), Err(CoverError::TooComplex { .. })));
    let dashes = r#"<path d="M0 0L200 0" stroke="red" stroke-width="1" stroke-dasharray="0.00001"/>"#;
    assert!(matches!(drawn(&page(dashes)), Err(CoverError::TooComplex { .. })));
    let wild = format!(r#"<path d="M0 0{}"/>"#, "L1 297L2 0".repeat(100_000));
    assert!(matches!(drawn(&page(&wild)), Err(CoverError::TooComplex { .. })));
    let marks = format!(
        r##"<marker id="m"><g>{}</g></marker><path marker-mid="url(#m)" d="M0 0{}"/>"##,
        "<rect/>".repeat(500),
        "L1 1".repeat(50_000)
    );
    assert!(drawn(&page(&marks)).is_err());
}

#[test]
fn broken_files_name_the_line_and_the_column() {
    for (svg, line, column) in [
        ("<svg xmlns='http://www.w3.org/2000/svg'>\n <g>\n</svg>", 3, 3),
        ("<svg xmlns='http://www.w3.org/2000/svg'>\n  <rect x=1/></svg>", 2, 11),
        ("\n<html/>", 2, 1),
        ("<svg xmlns='http://www.w3.org/2000/svg' width='2mm' height='9mm'/>", 1, 1),
    ] {
        let error = parse(svg).unwrap_err();
        let place = error.place().unwrap_or_else(|| panic!("{error} has no place"));
        assert_eq!((place.line, place.column.abs_diff(column) <= 2), (line, true), "{error} of {svg:?}");
        assert!(!error.hint().is_empty());
    }
    let octets = b"<svg>\n\xFF</svg>";
    assert!(matches!(Template::parse("x", octets), Err(CoverError::NotUtf8 { place }) if place.line == 2));
    assert!(matches!(Template::parse("x", &vec![b' '; 30 << 20]), Err(CoverError::FileTooLarge { .. })));
}

#[test]
fn a_hostile_note_is_bounded() {
    let template = template(r#"<text x="9" y="9" data-field="message.note" data-width="80" data-height="80">X</text>"#);
    for note in ["x".repeat(1 << 20), "\n".repeat(300_000), "W".repeat(60_000), "a ".repeat(150_000)] {
        let info = CoverInfo { note, ..CoverInfo::default() };
        let done = check_quick("a note", || compose(&template, &info, &options(Resolution::Standard), &fonts()));
        assert!(done.is_ok_and(|sheets| sheets.len() <= 50) || info.note.len() > 10_000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, rng_seed: proptest::test_runner::RngSeed::Fixed(9), failure_persistence: None, ..ProptestConfig::default() })]

    /// A template with octets changed anywhere is refused or drawn, never the end of the program.
    #[test]
    fn damage_does_no_harm(which in 0usize..6, at in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8)) {
        let mut octets = builtin()[which].svg.as_bytes().to_vec();
        for (index, octet) in at {
            let place = index.index(octets.len());
            octets[place] = octet;
        }
        if let Ok(template) = Template::parse("damaged", &octets) {
            let _ = compose(&template, &sample(Sample::Short), &options(Resolution::Standard), &fonts());
        }
    }
}
