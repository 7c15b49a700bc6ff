//! PDF for people: one lossless image a page at true size, written as the pages come.
//!
//! The file is PDF 1.6 and meets PDF/A-2b (ISO 19005-2): archives take it as it is. Each page is a T.6 image
//! (ISO 32000-1 §7.4.6), the smallest form that every viewer reads.

use std::fmt::Write as _;
use std::io::Write;

use super::DocumentInfo;
use super::icc::gray_profile;
use crate::coding::{self, BitOrder};
use crate::document::{DocumentError, DocumentFormat};
use crate::model::{Coding, FaxPage};

/// Points an inch.
const POINTS: f32 = 72.0;
/// Longest and shortest side of a page (ISO 32000-1 Annex C, ISO 19005-2 §6.1.13).
const LONGEST_SIDE: f32 = 14_400.0;
const SHORTEST_SIDE: f32 = 3.0;
/// Where the last octet may lie: offsets in the table have ten digits.
const MAX_OCTETS: u64 = 9_999_999_999;

/// Object numbers that are known before the pages are.
const CATALOG: usize = 1;
const PAGES: usize = 2;
const INFO: usize = 3;
const METADATA: usize = 4;
const PROFILE: usize = 5;
/// These and object 0, which heads the list of free objects.
const RESERVED: usize = 6;

/// Writes a PDF page by page, forwards only; a page is on its way out before the next is asked for.
#[derive(Debug)]
pub struct PdfWriter<W> {
    out: W,
    info: DocumentInfo,
    /// Octets written.
    end: u64,
    /// Where each object lies; 0 for those that are still to come.
    offsets: Vec<u64>,
    /// The objects of the pages.
    pages: Vec<usize>,
    /// The drawing instructions that the page before used, and their object: most pages of a fax have one size.
    drawing: Option<(String, usize)>,
    /// Of all image data, for the file's identifier.
    digest: Fnv,
}

impl<W: Write> PdfWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// [`DocumentError::Write`].
    pub fn new(out: W, info: DocumentInfo) -> Result<Self, DocumentError> {
        let mut pdf = Self {
            out,
            info,
            end: 0,
            offsets: vec![0; RESERVED],
            pages: Vec::new(),
            drawing: None,
            digest: Fnv::default(),
        };
        // The octets of the second line show that the file is not text (ISO 32000-1 §7.5.2).
        pdf.write(b"%PDF-1.6\n%\xE2\xE3\xCF\xD3\n")?;
        Ok(pdf)
    }

    /// Adds a page of the size it has on paper.
    ///
    /// # Errors
    /// [`DocumentError::Write`]; [`DocumentError::TooLarge`] beyond 10 GB.
    pub fn page(&mut self, page: &FaxPage) -> Result<(), DocumentError> {
        let data = coding::encode_file(&page.bitmap, Coding::Mmr, BitOrder::MsbFirst);
        self.digest.add(&data);
        let (columns, rows) = (page.bitmap.width(), page.bitmap.rows());
        let image = self.reserve();
        self.stream_as(
            image,
            &format!(
                "/Type/XObject/Subtype/Image/Width {columns}/Height {rows}/BitsPerComponent 1/ColorSpace/DeviceGray\
                 /Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns {columns}/Rows {rows}>>"
            ),
            &data,
        )?;
        let (width_mm, height_mm) = page.size_mm();
        // Pages of some metres need a larger unit than the point.
        let unit = (width_mm.max(height_mm) / 25.4 * POINTS / LONGEST_SIDE).ceil().max(1.0);
        let points = |mm: f32| (mm / 25.4 * POINTS / unit).max(SHORTEST_SIDE);
        let (width, height) = (number(points(width_mm)), number(points(height_mm)));
        let drawing = format!("q {width} 0 0 {height} 0 0 cm/P Do Q");
        let contents = match &self.drawing {
            Some((same, object)) if *same == drawing => *object,
            _ => {
                let object = self.reserve();
                self.stream_as(object, "", drawing.as_bytes())?;
                self.drawing = Some((drawing, object));
                object
            }
        };
        let unit = if unit > 1.0 { format!("/UserUnit {unit}") } else { String::new() };
        let object = self.reserve();
        self.object_as(
            object,
            &format!(
                "<</Type/Page/Parent {PAGES} 0 R/MediaBox[0 0 {width} {height}]{unit}\
                 /Resources<</XObject<</P {image} 0 R>>>>/Contents {contents} 0 R>>"
            ),
        )?;
        self.pages.push(object);
        Ok(())
    }

    /// Pages written.
    pub fn pages(&self) -> u32 {
        self.pages.len() as u32
    }

    /// Writes what belongs behind the pages and gives the stream back, flushed.
    ///
    /// # Errors
    /// [`DocumentError::NoPages`] when there is none; [`DocumentError::Write`].
    pub fn finish(mut self) -> Result<W, DocumentError> {
        if self.pages.is_empty() {
            return Err(DocumentError::NoPages { format: DocumentFormat::Pdf });
        }
        let profile = gray_profile();
        self.stream_as(PROFILE, "/N 1", &profile)?;
        let metadata = xmp(&self.info);
        self.stream_as(METADATA, "/Type/Metadata/Subtype/XML", metadata.as_bytes())?;
        let info = info_dictionary(&self.info);
        self.object_as(INFO, &info)?;
        let mut kids = String::new();
        for object in &self.pages {
            let _ = write!(kids, "{object} 0 R ");
        }
        let count = self.pages.len();
        self.object_as(PAGES, &format!("<</Type/Pages/Count {count}/Kids[{}]>>", kids.trim_end()))?;
        self.object_as(
            CATALOG,
            &format!(
                "<</Type/Catalog/Pages {PAGES} 0 R/Metadata {METADATA} 0 R/OutputIntents[<</Type/OutputIntent\
                 /S/GTS_PDFA1/OutputConditionIdentifier(Grey gamma 2.2)/DestOutputProfile {PROFILE} 0 R>>]>>"
            ),
        )?;
        let (table_at, objects) = (self.end, self.offsets.len());
        let mut table = format!("xref\n0 {objects}\n0000000000 65535 f \n");
        for offset in self.offsets.iter().skip(1) {
            let _ = writeln!(table, "{offset:010} 00000 n ");
        }
        let id = self.digest.hex();
        let _ = write!(
            table,
            "trailer\n<</Size {objects}/Root {CATALOG} 0 R/Info {INFO} 0 R/ID[<{id}><{id}>]>>\nstartxref\n{table_at}\n\
             %%EOF\n"
        );
        self.write(table.as_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn reserve(&mut self) -> usize {
        self.offsets.push(0);
        self.offsets.len() - 1
    }

    fn object_as(&mut self, number: usize, body: &str) -> Result<(), DocumentError> {
        self.begin(number)?;
        self.write(body.as_bytes())?;
        self.write(b"\nendobj\n")
    }

    fn stream_as(&mut self, number: usize, dictionary: &str, data: &[u8]) -> Result<(), DocumentError> {
        self.begin(number)?;
        self.write(format!("<<{dictionary}/Length {}>>\nstream\n", data.len()).as_bytes())?;
        self.write(data)?;
        self.write(b"\nendstream\nendobj\n")
    }

    fn begin(&mut self, number: usize) -> Result<(), DocumentError> {
        if let Some(offset) = self.offsets.get_mut(number) {
            *offset = self.end;
        }
        self.write(format!("{number} 0 obj\n").as_bytes())
    }

    fn write(&mut self, octets: &[u8]) -> Result<(), DocumentError> {
        let end = self.end + octets.len() as u64;
        if end > MAX_OCTETS {
            return Err(DocumentError::TooLarge {
                what: "the PDF file".to_owned(),
                found: format!("{end} octets"),
                limit: "10 GB".to_owned(),
            });
        }
        self.out.write_all(octets)?;
        self.end = end;
        Ok(())
    }
}

/// A PDF in memory; see [`PdfWriter`] for one that is written as pages come.
///
/// # Errors
/// The first error of the iterator; [`DocumentError::NoPages`] when it gives nothing.
pub fn to_pdf(pages: &mut dyn Iterator<Item = Result<FaxPage, DocumentError>>) -> Result<Vec<u8>, DocumentError> {
    let mut pdf = PdfWriter::new(Vec::new(), DocumentInfo::default())?;
    for page in pages {
        pdf.page(&page?)?;
    }
    pdf.finish()
}

/// Without zeros at the end.
fn number(value: f32) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

const PRODUCER: &str = "Faxwell";

/// The document information dictionary (ISO 32000-1 §14.3.3). It says the same as the metadata stream.
fn info_dictionary(info: &DocumentInfo) -> String {
    let mut out = format!("<</Producer({PRODUCER})");
    let texts =
        [("Title", &info.title), ("Author", &info.author), ("Subject", &info.description), ("Creator", &info.software)];
    for (key, text) in texts {
        if let Some(text) = text {
            let _ = write!(out, "/{key}{}", text_string(text));
        }
    }
    if let Some(time) = info.pdf_time() {
        let _ = write!(out, "/CreationDate({time})/ModDate({time})");
    }
    out.push_str(">>");
    out
}

/// A text string (ISO 32000-1 §7.9.2): ASCII in brackets, else UTF-16 in hexadecimal.
fn text_string(text: &str) -> String {
    if text.bytes().all(|octet| (0x20..0x7F).contains(&octet)) {
        let mut out = String::from("(");
        for character in text.chars() {
            if matches!(character, '(' | ')' | '\\') {
                out.push('\\');
            }
            out.push(character);
        }
        out.push(')');
        return out;
    }
    let mut out = String::from("<FEFF");
    for unit in text.encode_utf16() {
        let _ = write!(out, "{unit:04X}");
    }
    out.push('>');
    out
}

/// The metadata stream (ISO 16684-1), with the identification of PDF/A.
fn xmp(info: &DocumentInfo) -> String {
    let mut out = String::from(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n\
         <pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n",
    );
    let _ = writeln!(out, "<pdf:Producer>{PRODUCER}</pdf:Producer>");
    if let Some(title) = &info.title {
        let title = escaped(title);
        let _ =
            writeln!(out, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>");
    }
    if let Some(author) = &info.author {
        let _ = writeln!(out, "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>", escaped(author));
    }
    if let Some(description) = &info.description {
        let text = escaped(description);
        let _ = writeln!(
            out,
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:Alt></dc:description>"
        );
    }
    if let Some(software) = &info.software {
        let _ = writeln!(out, "<xmp:CreatorTool>{}</xmp:CreatorTool>", escaped(software));
    }
    if let Some(time) = info.xmp_time() {
        let _ = writeln!(out, "<xmp:CreateDate>{time}</xmp:CreateDate>\n<xmp:ModifyDate>{time}</xmp:ModifyDate>");
    }
    out.push_str("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>");
    out
}

/// As XML content; characters that XML does not have are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(character),
            ..' ' | '\u{FFFE}' | '\u{FFFF}' => {}
            other => out.push(other),
        }
    }
    out
}

/// FNV-1a of 128 bits: identifies the file, protects nothing.
#[derive(Debug)]
struct Fnv(u128);

impl Default for Fnv {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Fnv {
    fn add(&mut self, octets: &[u8]) {
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
        self.0 = octets.iter().fold(self.0, |hash, octet| (hash ^ u128::from(*octet)).wrapping_mul(PRIME));
    }

    fn hex(&self) -> String {
        format!("{:032X}", self.0)
    }
}
