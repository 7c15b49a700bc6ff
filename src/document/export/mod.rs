//! Pages for people: PDF with the very pels at true size, and PNG with square pixels.

use image::{ExtendedColorType, ImageEncoder};

use super::{DocumentError, DocumentFormat};
use crate::coding::{self, BitOrder};
use crate::model::{Coding, FaxPage};

/// A PDF with one page of true size per fax page, each a lossless T.6 image (ISO 32000-1 §7.4.6).
///
/// # Errors
/// The first error of the iterator; [`DocumentError::NoPages`] when it gives nothing.
pub fn to_pdf(pages: &mut dyn Iterator<Item = Result<FaxPage, DocumentError>>) -> Result<Vec<u8>, DocumentError> {
    let mut pdf = Pdf { octets: b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec(), offsets: vec![0; RESERVED] };
    let mut page_objects = Vec::new();
    for page in pages {
        let page = page?;
        let (width_mm, height_mm) = page.size_mm();
        let (width_pt, height_pt) = (width_mm / 25.4 * 72.0, height_mm / 25.4 * 72.0);
        let data = coding::encode_file(&page.bitmap, Coding::Mmr, BitOrder::MsbFirst);
        let (columns, rows) = (page.bitmap.width(), page.bitmap.rows());
        let image = pdf.stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width {columns} /Height {rows} /BitsPerComponent 1 \
                 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode \
                 /DecodeParms << /K -1 /Columns {columns} /Rows {rows} >>"
            ),
            &data,
        );
        let drawing = format!("q {width_pt:.3} 0 0 {height_pt:.3} 0 0 cm /Page Do Q\n");
        let contents = pdf.stream("", drawing.as_bytes());
        page_objects.push(pdf.object(&format!(
            "<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 {width_pt:.3} {height_pt:.3}] \
             /Resources << /XObject << /Page {image} 0 R >> >> /Contents {contents} 0 R >>"
        )));
    }
    if page_objects.is_empty() {
        return Err(DocumentError::NoPages { format: DocumentFormat::Pdf });
    }
    let kids: Vec<String> = page_objects.iter().map(|object| format!("{object} 0 R")).collect();
    pdf.object_as(CATALOG, &format!("<< /Type /Catalog /Pages {PAGES} 0 R >>"));
    let count = page_objects.len();
    pdf.object_as(PAGES, &format!("<< /Type /Pages /Count {count} /Kids [{}] >>", kids.join(" ")));
    pdf.object_as(INFO, "<< /Producer (Faxwell) >>");
    Ok(pdf.finish())
}

/// Object numbers that are known before the pages are.
const CATALOG: usize = 1;
const PAGES: usize = 2;
const INFO: usize = 3;
/// These and object 0, which heads the list of free objects.
const RESERVED: usize = 4;

/// A PDF file in the making.
struct Pdf {
    octets: Vec<u8>,
    /// Where each object lies.
    offsets: Vec<usize>,
}

impl Pdf {
    fn object(&mut self, body: &str) -> usize {
        self.offsets.push(0);
        let number = self.offsets.len() - 1;
        self.object_as(number, body);
        number
    }

    fn object_as(&mut self, number: usize, body: &str) {
        self.begin(number);
        self.octets.extend(body.as_bytes());
        self.octets.extend(b"\nendobj\n");
    }

    fn stream(&mut self, dictionary: &str, data: &[u8]) -> usize {
        self.offsets.push(0);
        let number = self.offsets.len() - 1;
        self.begin(number);
        self.octets.extend(format!("<< {dictionary} /Length {} >>\nstream\n", data.len()).as_bytes());
        self.octets.extend(data);
        self.octets.extend(b"\nendstream\nendobj\n");
        number
    }

    fn begin(&mut self, number: usize) {
        if let Some(offset) = self.offsets.get_mut(number) {
            *offset = self.octets.len();
        }
        self.octets.extend(format!("{number} 0 obj\n").as_bytes());
    }

    fn finish(mut self) -> Vec<u8> {
        let table = self.octets.len();
        let objects = self.offsets.len();
        self.octets.extend(format!("xref\n0 {objects}\n0000000000 65535 f \n").as_bytes());
        for offset in self.offsets.iter().skip(1) {
            self.octets.extend(format!("{offset:010} 00000 n \n").as_bytes());
        }
        let trailer =
            format!("trailer\n<< /Size {objects} /Root {CATALOG} 0 R /Info {INFO} 0 R >>\nstartxref\n{table}\n%%EOF\n");
        self.octets.extend(trailer.as_bytes());
        self.octets
    }
}

/// A grey PNG with square pixels and its density: the finer axis keeps its pels, the other is stretched smoothly.
///
/// # Errors
/// [`DocumentError::TooLarge`] when the picture would be larger than a PNG reader takes.
pub fn to_png(page: &FaxPage) -> Result<Vec<u8>, DocumentError> {
    let (x_per_metre, y_per_metre) = page.resolution.pels_per_metre();
    let target = x_per_metre.max(y_per_metre);
    let scaled = |pels: u32, from: u32| (u64::from(pels) * u64::from(target)).div_ceil(u64::from(from)).max(1) as u32;
    let (width, height) = (scaled(page.bitmap.width(), x_per_metre), scaled(page.bitmap.rows(), y_per_metre));
    if u64::from(width) * u64::from(height) > MAX_PNG_PIXELS {
        return Err(DocumentError::TooLarge {
            what: "the page".to_owned(),
            found: format!("{width} × {height} pixels"),
            limit: format!("{} million pixels in a PNG", MAX_PNG_PIXELS / 1_000_000),
        });
    }
    let luma = stretched(page, width, height);
    let mut png = Vec::new();
    image::codecs::png::PngEncoder::new(&mut png)
        .write_image(&luma, width, height, ExtendedColorType::L8)
        .map_err(|error| DocumentError::Write(std::io::Error::other(error)))?;
    Ok(with_density(png, target))
}

const MAX_PNG_PIXELS: u64 = 250_000_000;

/// Each axis by linear interpolation between the centres of pels.
fn stretched(page: &FaxPage, width: u32, height: u32) -> Vec<u8> {
    let across = weights(page.bitmap.width(), width);
    let down = weights(page.bitmap.rows(), height);
    let mut out = Vec::with_capacity(width as usize * height as usize);
    let ink = |x: u32, y: u32| if page.bitmap.is_black(x, y) { 256u32 } else { 0 };
    for (y, y_next, y_weight) in &down {
        for (x, x_next, x_weight) in &across {
            let top = ink(*x, *y) * (256 - x_weight) + ink(*x_next, *y) * x_weight;
            let level = if *y_weight == 0 {
                top * 256
            } else {
                let bottom = ink(*x, *y_next) * (256 - x_weight) + ink(*x_next, *y_next) * x_weight;
                top * (256 - y_weight) + bottom * y_weight
            };
            out.push(255 - ((u64::from(level) * 255) >> 24) as u8);
        }
    }
    out
}

/// For each target position the two source positions around it and the weight of the second, of 256.
fn weights(source: u32, target: u32) -> Vec<(u32, u32, u32)> {
    let step = f64::from(source) / f64::from(target);
    let last = source.saturating_sub(1);
    (0..target)
        .map(|position| {
            let at = ((f64::from(position) + 0.5) * step - 0.5).clamp(0.0, f64::from(last));
            let first = at as u32;
            (first, (first + 1).min(last), ((at - f64::from(first)) * 256.0) as u32)
        })
        .collect()
}

/// Puts a `pHYs` chunk behind `IHDR` (PNG §11.3.4.3).
fn with_density(png: Vec<u8>, pixels_per_metre: u32) -> Vec<u8> {
    const AFTER_IHDR: usize = 8 + 25;
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(pixels_per_metre.to_be_bytes());
    chunk.extend(pixels_per_metre.to_be_bytes());
    chunk.push(1);
    let Some((head, tail)) = png.split_at_checked(AFTER_IHDR) else { return png };
    let mut out = head.to_vec();
    out.extend(9u32.to_be_bytes());
    out.extend(&chunk);
    out.extend(crc32(&chunk).to_be_bytes());
    out.extend(tail);
    out
}

/// CRC-32 of ISO 3309, as PNG §5.5 wants it.
fn crc32(octets: &[u8]) -> u32 {
    !octets.iter().fold(!0u32, |crc, octet| {
        (0..8).fold(crc ^ u32::from(*octet), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests;
