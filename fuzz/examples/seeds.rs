//! Makes the seeds of the targets for page codings: `cargo +nightly run --no-default-features --example seeds`. The
//! other targets begin with the documents in `tests/data`.

use std::error::Error;
use std::path::Path;

use faxwell_fuzz::coding::jbig::{Encoder, Options, Template, encode};
use faxwell_fuzz::coding::{BitOrder, LineOptions, encode_file, encode_line};
use faxwell_fuzz::model::{Bitmap, Coding};

/// Places in the list of widths of `input.rs`, with the widths.
const WIDTHS: [(u8, u32); 3] = [(0, 1728), (11, 24), (15, 200)];

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-seeds");
    let write = |target: &str, name: String, data: Vec<u8>| -> Result<(), Box<dyn Error>> {
        std::fs::create_dir_all(root.join(target))?;
        Ok(std::fs::write(root.join(target).join(name), data)?)
    };
    for (choice, width) in WIDTHS {
        let page = page(width);
        for coding in [Coding::Mh, Coding::Mr, Coding::Mmr] {
            let name = coding.name();
            let line = encode_line(&page, coding, &LineOptions { min_row_bits: 96, k: 4 });
            write(&format!("decode_{name}"), format!("line-{width}"), [&[choice, 1][..], &line].concat())?;
            let file = encode_file(&page, coding, BitOrder::MsbFirst);
            write(&format!("decode_{name}"), format!("file-{width}"), [&[choice, 0][..], &file].concat())?;
            // A damaged bit in the middle.
            let mut damaged = line.clone();
            if let Some(octet) = damaged.get_mut(line.len() / 2) {
                *octet ^= 0x10;
            }
            write(&format!("decode_{name}"), format!("damaged-{width}"), [&[choice, 1][..], &damaged].concat())?;
            let kind = 1 + coding as u8;
            write("stream_chunks", format!("{name}-{width}"), [&[kind, choice, 1, 2, 6, 40, 90][..], &line].concat())?;
        }
        for (name, template) in [("three", Template::ThreeRows), ("two", Template::TwoRows)] {
            let options = Options { template, stripe_rows: 8, ..Options::default() };
            let whole = encode(&page, &options);
            write("decode_jbig", format!("whole-{name}-{width}"), [&[0][..], &whole].concat())?;
            let mut open = Vec::new();
            let mut encoder = Encoder::new(width, None, &options);
            page.iter_rows().for_each(|row| encoder.encode_row(row, &mut open));
            encoder.finish(&mut open);
            write("decode_jbig", format!("open-{name}-{width}"), [&[0][..], &open].concat())?;
            write("stream_chunks", format!("jbig-{name}-{width}"), [&[0, 0, 0, 2, 6, 40, 90][..], &open].concat())?;
            let marked = [&[0xFF, 7, 0, 0, 0, 2, 65, 66, 0xFF, 6, 0, 0, 0, 3, 8, 0][..], open.get(20..).unwrap_or(&[])];
            let kind = if template == Template::ThreeRows { 0x1B } else { 0x1F };
            write(
                "decode_jbig",
                format!("marked-{name}-{width}"),
                [&[kind, choice, 16][..], &marked.concat()].concat(),
            )?;
        }
        for kind in [0, 1, 2, 3, 4 + 24, 5 + 32, 6, 7 + 64] {
            write("encode_round_trip", format!("{kind}-{width}"), [&[kind, 5, choice][..], page.data()].concat())?;
        }
    }
    Ok(())
}

/// Twenty rows with white, strokes, solid black, a repeated row and the dots of a dither.
fn page(width: u32) -> Bitmap {
    let stride = width.div_ceil(8) as usize;
    let row = |y: usize| {
        (0..stride).map(move |x| match y {
            0..3 => 0,
            3..9 => u8::from(x % 5 == 1) * (0x3C >> (y % 4)),
            9 => 0xFF,
            10..14 => u8::from(x % 3 == 0) * 0x81,
            14..18 => [0x88, 0x22][y % 2],
            _ => (x * y * 37 % 251) as u8,
        })
    };
    Bitmap::new(width, 20, (0..20).flat_map(row).collect()).expect("twenty rows")
}
