//! Makes the seeds of the targets for page codings and for the protocol: `cargo +nightly run --no-default-features
//! --example seeds`. The other targets begin with the documents in `tests/data`.

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
    for (target, name, data) in protocol() {
        write(target, name.to_owned(), data)?;
    }
    for (target, name, data) in covers()? {
        write(target, name, data)?;
    }
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

/// The templates, and a drawing as Inkscape saves it, with a choice or with edits before them.
fn covers() -> Result<Vec<(&'static str, String, Vec<u8>)>, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let names = ["business", "modern", "minimal", "medical", "legal", "urgent"];
    let mut files: Vec<_> = names.iter().map(|name| root.join("coverpages").join(format!("{name}.svg"))).collect();
    files.push(root.join("tests/data/covers/inkscape.svg"));
    let mut seeds = Vec::new();
    for (n, file) in (0_u8..).zip(&files) {
        let svg = std::fs::read(file)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        seeds.push(("cover_page", name.clone(), [&[n * 37][..], &svg].concat()));
        let edits: Vec<u8> = (1..=12).flat_map(|step: u8| [(step * 5 + n) % 31 + 1, step * 3, 60 + step * 7]).collect();
        seeds.push(("cover_edits", name, [&edits, &[0][..], &svg].concat()));
    }
    Ok(seeds)
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

/// Frames, fields, and calls that go well: what to say next is in the targets, one octet an event.
fn protocol() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let (dis, dcs) = ([0x00, 0xEE, 0xF8, 0x44], [0x00, 0x62, 0xF8, 0x44]);
    let full = [0x00, 0xEF, 0xFF, 0xC5, 0x82, 0xBF, 0x83, 0x80, 0x80, 0xA0, 0x80, 0x80, 0x30];
    let frame = |octets: &[u8]| [&[octets.len() as u8][..], octets].concat();
    let frames = [
        frame(&[&[0xFF, 0x13, 0x80][..], &dis].concat()),
        frame(&[&[0xFF, 0x13, 0x83][..], &full].concat()),
        frame(&[&[0xFF, 0x03, 0x40][..], b"7654321 03 94+      "].concat()),
        frame(&[0xFF, 0x03, 0x20, 0xAD, 0x00, 0x36]),
        frame(&[0xFF, 0x03, 0xE2, 0x80, 1, 3, b'a', b'@', b'b']),
        frame(&[0xFF, 0x13, 0xBF, 0x4F, 1, 2, 0xFF]),
        frame(&[&[0xFF, 0x13, 0xBC][..], &[0xA5; 32]].concat()),
        frame(&[0xFF, 0xC8, 0x31]),
    ];
    let fields = |own: &[u8], peer: &[u8]| [&[0xFF, 0, 0, own.len() as u8][..], own, peer].concat();
    // A block of 17 frames; all but every third frame of it, asked for and sent again; two blocks; given up.
    let whole = vec![0, 0, 0x80, 0, 3, 4, 0x60, 0, 0, 16, 0, 20];
    let holes = vec![0, 0, 0x98, 0, 3, 4, 0x60, 0, 0, 16, 0, 0x80, 0, 3, 4, 0x60, 0, 0, 16, 0, 20];
    let blocks = vec![0, 1, 0xC0, 0, 3, 4, 0, 0, 0, 254, 0, 0x80, 0, 3, 4, 0x60, 0, 1, 16, 0, 20];
    let lost = vec![0, 0, 0x98, 0, 3, 4, 0x20, 0, 0, 16, 0, 0x71, 0, 20];
    let ppr = [&[32][..], &[0x11; 32]].concat();
    let sent = vec![1, 3, 0, 0, 0, 23, 0, 0, 10, 0];
    let long = [&[1, 7, 0, 0, 0, 23][..], &[0, 0, 10].repeat(3), &[0]].concat();
    let again =
        [&[1, 3, 0, 0, 0, 23, 0, 0][..], &ppr, &[0, 0], &ppr, &[0, 0], &ppr, &[0, 0], &ppr, &[0, 16, 0, 0, 10, 0]];
    // The choices at the front, then friendly events.
    let call = |choices: &[u8]| [choices, &[0x5F; 60]].concat();
    vec![
        ("t30_frames", "usual", frames.concat()),
        ("t30_capabilities", "usual", fields(&dis, &dcs)),
        ("t30_capabilities", "full", fields(&full, &full)),
        ("t30_ecm", "whole", whole),
        ("t30_ecm", "holes", holes),
        ("t30_ecm", "blocks", blocks),
        ("t30_ecm", "lost", lost),
        ("t30_ecm", "sent", sent),
        ("t30_ecm", "long", long),
        ("t30_ecm", "again", again.concat()),
        ("t30_session", "calling", call(&[0, 5, 0, 1, 0, 0, 7, 0, 0, 0])),
        ("t30_session", "calling-plain", call(&[0, 9, 0, 2, 0, 0, 15, 2, 0, 0])),
        ("t30_session", "calling-mixed", call(&[0, 9, 1, 3, 0, 0, 7, 2, 0, 0])),
        ("t30_session", "calling-polls", call(&[0, 5, 0, 4, 0, 0, 7, 0, 0, 0])),
        ("t30_session", "answering", call(&[1, 5, 0, 0, 0, 7, 0, 0, 0])),
        ("t30_session", "answering-plain", call(&[1, 5, 0, 0, 0, 15, 0, 0, 0])),
        ("t30_session", "answering-offers", call(&[1, 5, 0, 2, 0, 7, 0, 0, 0])),
        ("t30_session", "stuck", call(&[7, 5, 0, 0, 0, 7, 0, 0, 0])),
    ]
}
