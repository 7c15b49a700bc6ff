//! The counterpart of libtiff's `tiffcp` for `compare-libtiff.py`: reads a multi-page TIFF, writes another coding of it.
//!
//! `recode pages DIRECTORY` writes the benchmark pages as uncompressed TIFFs; `recode none|mh|mr|mmr IN OUT` recodes.
//! It reads what `tiffcp` writes for these pages (little-endian, one strip a page) and nothing else.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use faxwell::coding::{BitOrder, DecodeLimits, Decoder, Encoder, FileOptions};
use faxwell::model::Coding;

mod pages;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Pages a file: enough for the programs' start not to matter.
const PAGES: usize = 20;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // `cargo bench` without arguments has nothing to compare.
        [] => Ok(()),
        ["pages", directory] => write_pages(Path::new(directory)),
        [coding, from, to] => {
            let coding = if coding == "none" { None } else { Some(coding.parse::<Coding>()?) };
            recode(coding, Path::new(from), Path::new(to))
        }
        _ => Err("usage: recode pages DIRECTORY | recode none|mh|mr|mmr IN OUT".into()),
    }
}

fn write_pages(directory: &Path) -> Result<()> {
    for (name, page) in pages::all() {
        let mut out = TiffWriter::create(&directory.join(format!("{name}.tif")))?;
        for _ in 0..PAGES {
            out.page(page.width(), page.rows(), None, page.data())?;
        }
        out.finish()?;
    }
    Ok(())
}

fn recode(coding: Option<Coding>, from: &Path, to: &Path) -> Result<()> {
    let mut from = File::open(from)?;
    let mut out = TiffWriter::create(to)?;
    let (mut strip, mut pels, mut coded) = (Vec::new(), Vec::new(), Vec::new());
    for page in pages_of(&mut from)? {
        strip.resize(page.length, 0);
        from.seek(SeekFrom::Start(page.offset))?;
        from.read_exact(&mut strip)?;
        let (mut rows, mut pels_of_page) = (page.rows, &strip);
        if let Some(old) = page.coding {
            let limits = DecodeLimits { max_rows: page.rows, ..DecodeLimits::default() };
            let mut decoder = Decoder::new(old, BitOrder::MsbFirst, page.width, &limits).ok_or("not a fax coding")?;
            pels.clear();
            decoder.push(&strip, |row| pels.extend_from_slice(row.octets));
            decoder.finish(|row| pels.extend_from_slice(row.octets));
            (rows, pels_of_page) = (decoder.quality().rows, &pels);
        }
        match coding {
            None => out.page(page.width, rows, None, pels_of_page)?,
            Some(new) => {
                let options = FileOptions::default();
                let mut encoder = Encoder::for_file(new, page.width, &options).ok_or("not a fax coding")?;
                coded.clear();
                for row in pels_of_page.chunks_exact(page.width.div_ceil(8) as usize) {
                    encoder.encode_row(row, &mut coded);
                }
                encoder.finish(&mut coded);
                out.page(page.width, rows, Some(new), &coded)?;
            }
        }
    }
    out.finish()
}

/// Where a page of a TIFF lies, and what it is.
struct Page {
    width: u32,
    rows: u32,
    coding: Option<Coding>,
    offset: u64,
    length: usize,
}

fn pages_of(file: &mut File) -> Result<Vec<Page>> {
    let mut pages = Vec::new();
    let mut header = [0; 8];
    file.read_exact(&mut header)?;
    let mut next = long(&header, 4);
    while next != 0 {
        let mut count = [0; 2];
        file.seek(SeekFrom::Start(next.into()))?;
        file.read_exact(&mut count)?;
        let mut directory = vec![0; usize::from(short(&count, 0)) * 12 + 4];
        file.read_exact(&mut directory)?;
        let (mut width, mut rows, mut compression, mut options, mut offset, mut length) = (0, 0, 1, 0, 0, 0);
        let (entries, behind) = directory.split_at(directory.len() - 4);
        for entry in entries.chunks_exact(12) {
            let is_short = short(entry, 2) == 3;
            let value = if is_short { short(entry, 8).into() } else { long(entry, 8) };
            match short(entry, 0) {
                256 => width = value,
                257 => rows = value,
                259 => compression = value,
                273 if long(entry, 4) != 1 => return Err("more than one strip a page".into()),
                273 => offset = value,
                279 => length = value,
                292 => options = value,
                _ => {}
            }
        }
        let coding = match (compression, options & 1) {
            (1, _) => None,
            (3, 0) => Some(Coding::Mh),
            (3, _) => Some(Coding::Mr),
            (4, _) => Some(Coding::Mmr),
            _ => return Err(format!("compression {compression}").into()),
        };
        pages.push(Page { width, rows, coding, offset: offset.into(), length: length as usize });
        next = long(behind, 0);
    }
    Ok(pages)
}

fn short(octets: &[u8], at: usize) -> u16 {
    octets.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |octets| u16::from_le_bytes(*octets))
}

fn long(octets: &[u8], at: usize) -> u32 {
    octets.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |octets| u32::from_le_bytes(*octets))
}

/// Writes pages as they come; each directory follows its page's data.
struct TiffWriter {
    file: BufWriter<File>,
    /// Octets written.
    position: u32,
    pages: Vec<(u32, u32, Option<Coding>, u32, u32)>,
}

/// Entries of a directory.
const ENTRIES: u32 = 12;

impl TiffWriter {
    fn create(path: &Path) -> Result<Self> {
        Ok(Self { file: BufWriter::new(File::create(path)?), position: 8, pages: Vec::new() }).and_then(|mut new| {
            // The place of the first directory is known when all is written: it lies behind the pages.
            new.file.write_all(b"II*\0\0\0\0\0")?;
            Ok(new)
        })
    }

    fn page(&mut self, width: u32, rows: u32, coding: Option<Coding>, strip: &[u8]) -> Result<()> {
        self.file.write_all(strip)?;
        let length = u32::try_from(strip.len())?;
        self.pages.push((width, rows, coding, self.position, length));
        self.position += length;
        if self.position % 2 == 1 {
            self.file.write_all(&[0])?;
            self.position += 1;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        let first = self.position;
        let pages = std::mem::take(&mut self.pages);
        for (n, &(width, rows, coding, offset, length)) in pages.iter().enumerate() {
            let directory = self.position;
            let behind = directory + 2 + 12 * ENTRIES + 4;
            let (compression, options) = match coding {
                None => (1, (297, 0)),
                Some(Coding::Mh) => (3, (292, 0)),
                Some(Coding::Mr) => (3, (292, 1)),
                Some(_) => (4, (293, 0)),
            };
            let next = if n + 1 < pages.len() { behind + 16 } else { 0 };
            let entries: [(u16, u16, u32, u32); ENTRIES as usize] = [
                (254, 4, 1, 2),
                (256, 4, 1, width),
                (257, 4, 1, rows),
                (258, 3, 1, 1),
                (259, 3, 1, compression),
                (262, 3, 1, 0),
                (273, 4, 1, offset),
                (278, 4, 1, rows),
                (279, 4, 1, length),
                (282, 5, 1, behind),
                (283, 5, 1, behind + 8),
                if options.0 == 297 { (297, 3, 2, n as u32) } else { (options.0, 4, 1, options.1) },
            ];
            let mut octets = Vec::from((ENTRIES as u16).to_le_bytes());
            for (tag, kind, count, value) in entries {
                octets.extend(tag.to_le_bytes());
                octets.extend(kind.to_le_bytes());
                octets.extend(count.to_le_bytes());
                octets.extend(value.to_le_bytes());
            }
            octets.extend(next.to_le_bytes());
            for value in [204u32, 1, 196, 1] {
                octets.extend(value.to_le_bytes());
            }
            self.file.write_all(&octets)?;
            self.position += u32::try_from(octets.len())?;
        }
        let mut file = self.file.into_inner()?;
        file.seek(SeekFrom::Start(4))?;
        file.write_all(&first.to_le_bytes())?;
        Ok(())
    }
}
