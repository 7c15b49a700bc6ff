//! How long a page takes into JBIG (T.85) and back, on one core: `cargo bench --bench jbig`.
//!
//! The counterpart is JBIG-KIT: `pbmtojbg85` and `jbgtopbm85` on the same pages. Compressed sizes are equal by
//! construction, as both give the same octets.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use faxwell::coding::DecodeLimits;
use faxwell::coding::jbig::{Decoder, Options, Template, decode, encode};

mod pages;

fn jbig(criterion: &mut Criterion) {
    let limits = DecodeLimits::default();
    for (name, page) in pages::all() {
        let mut group = criterion.benchmark_group(format!("jbig {name}"));
        group.throughput(Throughput::Elements(u64::from(page.width()) * u64::from(page.rows())));
        for (rows, template) in [("three rows", Template::ThreeRows), ("two rows", Template::TwoRows)] {
            let options = Options { template, ..Options::default() };
            let coded = encode(&page, &options);
            assert_eq!(decode(&coded, &limits).bitmap, page, "{name} returns");
            group.bench_function(format!("encode, {rows}"), |bencher| bencher.iter(|| encode(&page, &options)));
            group.bench_function(format!("decode, {rows}"), |bencher| bencher.iter(|| decode(&coded, &limits)));
        }
        // As page data come from a line: frame by frame, rows looked at and dropped.
        let coded = encode(&page, &Options::default());
        group.bench_function("decode in frames of 256 octets", |bencher| {
            bencher.iter(|| {
                let mut decoder = Decoder::new(&limits);
                let mut black = 0;
                for frame in coded.chunks(256) {
                    let pushed = decoder.push(frame, |row| black += usize::from(row.contains(&0xFF)));
                    debug_assert!(pushed.is_ok(), "a whole page");
                }
                (decoder.finish(|_| ()), black)
            });
        });
        group.finish();
    }
}

criterion_group!(benches, jbig);
criterion_main!(benches);
