//! Annotations that say what they are and not how they look: form fields that a program filled in without drawing them,
//! marks on text, lines and boxes (ISO 32000-1 §12.5.6, §12.7.3.3). The renderer draws appearance streams and nothing
//! else, so these get some, in an incremental update at the end of the document.
//!
//! Left alone are notes, links and whatever else has no place on paper.

mod field;
mod markup;
mod script;

use std::fmt::Write as _;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::dict::Dict;
use hayro::hayro_syntax::object::{Array, MaybeRef, Name, ObjRef, Object, ObjectIdentifier};
use hayro::hayro_syntax::page::Page;

use self::field::Form;

/// Annotations looked at in a document at the most.
const MOST: usize = 50_000;
/// Numbers of new objects begin here at the least, beyond those of any document that is not hostile.
const FIRST_NUMBER: u32 = 4_100_000;
/// Annotations that are not shown (table 165): hidden, or not viewed.
const NOT_SHOWN: i32 = 1 << 1 | 1 << 5;
/// Fonts and effects that every appearance may name.
const RESOURCES: &str = "<</Font<</S<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\
    /D<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>>>/ExtGState<</M<</BM/Multiply>>>>>>";

/// How an annotation is to look.
struct Appearance {
    /// In the coordinates of the content: left, bottom, right, top.
    bbox: [f64; 4],
    /// From those to the page's, but for where it lies.
    matrix: [f64; 6],
    /// Where it lies on the page, if that is not what the annotation says.
    rect: Option<[f64; 4]>,
    content: String,
    /// Letters that the font does not have were left out.
    incomplete: bool,
}

/// What became of a document's annotations.
#[derive(Default)]
pub(super) struct Added {
    /// To be appended to the document. Empty if nothing is to be drawn.
    pub(super) update: Vec<u8>,
    /// Annotations that are not drawn, or not all of them.
    pub(super) undrawn: usize,
}

/// Draws what has to be drawn.
pub(super) fn added(pdf: &Pdf) -> Added {
    let Some(root) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else { return Added::default() };
    let form = Form::of(&root);
    let mut update = Update { form, objects: Vec::new(), next: FIRST_NUMBER, drawn: 0, undrawn: 0, looked_at: 0 };
    for page in pdf.pages().iter() {
        update.page(page);
    }
    if update.objects.is_empty() {
        return Added::default();
    }
    if is_encrypted(pdf.data().as_ref()) {
        // What is added would have to be encrypted too.
        return Added { update: Vec::new(), undrawn: update.drawn };
    }
    let undrawn = update.undrawn;
    Added { update: update.written(pdf), undrawn }
}

struct Update<'a> {
    form: Form<'a>,
    objects: Vec<(ObjectIdentifier, Vec<u8>)>,
    next: u32,
    drawn: usize,
    undrawn: usize,
    looked_at: usize,
}

impl<'a> Update<'a> {
    fn page(&mut self, page: &Page<'a>) {
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return };
        let mut references = String::new();
        let mut has_moved = false;
        for (raw, annotation) in annotations.raw_iter().zip(annotations.iter::<Object<'_>>()) {
            self.looked_at += 1;
            if self.looked_at > MOST {
                return;
            }
            let Object::Dict(annotation) = annotation else { continue };
            let place = match raw {
                MaybeRef::Ref(reference) => Some(reference),
                MaybeRef::NotRef(_) => None,
            };
            let drawn = self.annotation(&annotation, place);
            has_moved |= place.is_none() && drawn;
            let reference = match place {
                Some(reference) => reference,
                None if drawn => ObjRef::new(self.next - 1, 0),
                None => self.add(annotation.data().to_vec()),
            };
            let _ = write!(references, "{reference} ");
        }
        // Annotations that stood in the page itself have become objects.
        if has_moved && let Some(id) = page.raw().obj_id() {
            self.objects.push((id, with(page.raw(), &format!("/Annots[{references}]"))));
        }
    }

    /// Draws an annotation if it needs that. Without a place of its own it becomes the last new object.
    fn annotation(&mut self, annotation: &Dict<'a>, place: Option<ObjRef>) -> bool {
        if annotation.get::<i32>("F").is_some_and(|flags| flags & NOT_SHOWN != 0) {
            return false;
        }
        let appearance = match annotation.get::<Name<'_>>("Subtype") {
            Some(kind) if kind.as_ref() == b"Widget" => self.form.appearance(annotation),
            Some(_) if annotation.get::<Dict<'_>>("AP").is_some_and(|looks| looks.contains_key("N")) => None,
            Some(kind) => markup::appearance(kind.as_ref(), annotation),
            None => None,
        };
        let Some(appearance) = appearance else { return false };
        self.drawn += 1;
        self.undrawn += usize::from(appearance.incomplete);
        let stream = self.add(appearance.stream());
        let mut entries = format!("/AP<</N {stream}>>");
        if let Some(rect) = appearance.rect {
            let _ = write!(entries, "/Rect[{}]", script::numbers(&rect));
        }
        let annotation = with(annotation, &entries);
        match place {
            Some(reference) => self.objects.push((reference.into(), annotation)),
            None => {
                self.add(annotation);
            }
        }
        true
    }

    fn add(&mut self, object: Vec<u8>) -> ObjRef {
        let reference = ObjRef::new(self.next, 0);
        self.next += 1;
        self.objects.push((reference.into(), object));
        reference
    }

    /// The update as it is appended: objects, cross-references, trailer (§7.5.6).
    fn written(mut self, pdf: &Pdf) -> Vec<u8> {
        let old = pdf.data().as_ref();
        self.objects.sort_by_key(|(id, _)| *id);
        let mut out = b"\n".to_vec();
        let mut table = "xref\n".to_owned();
        for (id, object) in &self.objects {
            let at = old.len() + out.len();
            let (number, generation) = (id.obj_number, id.gen_number);
            let _ = write!(table, "{number} 1\n{at:010} {generation:05} n \n");
            out.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
            out.extend_from_slice(object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let start = old.len() + out.len();
        let root = ObjRef::from(pdf.xref().root_id());
        let before = last_start(old).map(|at| format!("/Prev {at}")).unwrap_or_default();
        let size = self.next;
        let _ = write!(table, "trailer\n<</Size {size}/Root {root}{before}>>\nstartxref\n{start}\n%%EOF\n");
        out.extend_from_slice(table.as_bytes());
        out
    }
}

impl Appearance {
    fn stream(&self) -> Vec<u8> {
        let (bbox, matrix) = (script::numbers(&self.bbox), script::numbers(&self.matrix));
        let (length, content) = (self.content.len(), &self.content);
        let entries = format!("/Type/XObject/Subtype/Form/BBox[{bbox}]/Matrix[{matrix}]/Resources{RESOURCES}");
        format!("<<{entries}/Length {length}>>\nstream\n{content}\nendstream").into_bytes()
    }
}

/// A dictionary with more entries. Of two with the same name the last one counts.
fn with(dictionary: &Dict<'_>, entries: &str) -> Vec<u8> {
    let old = dictionary.data().trim_ascii();
    let inside = old.strip_prefix(b"<<").unwrap_or(old);
    let inside = inside.strip_suffix(b">>").unwrap_or(inside);
    [b"<<", inside, b"\n", entries.as_bytes(), b">>"].concat()
}

/// Where the document says that its cross-references begin.
fn last_start(bytes: &[u8]) -> Option<usize> {
    const MARK: &[u8] = b"startxref";
    let at = bytes.windows(MARK.len()).rposition(|window| window == MARK)?;
    let rest = bytes.get(at + MARK.len()..)?.trim_ascii_start();
    let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
    std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok().filter(|start| *start > 0)
}

fn is_encrypted(bytes: &[u8]) -> bool {
    bytes.windows(8).any(|window| window == b"/Encrypt")
}
