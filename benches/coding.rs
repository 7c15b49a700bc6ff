//! How long a page takes into MH, MR and MMR and back, on one core: `cargo bench --bench coding`.
//!
//! Ratios to libtiff come from `compare-libtiff.py`, which runs both programs side by side.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use faxwell::coding::{BitOrder, DecodeLimits, LineOptions, decode, encode_file, encode_line};
use faxwell::model::Coding;

mod pages;

fn coding(criterion: &mut Criterion) {
    let limits = DecodeLimits::default();
    for (name, page) in pages::all() {
        let mut group = criterion.benchmark_group(format!("coding {name}"));
        group.throughput(Throughput::Elements(u64::from(page.width()) * u64::from(page.rows())));
        for coding in [Coding::Mh, Coding::Mr, Coding::Mmr] {
            let coded = encode_file(&page, coding, BitOrder::MsbFirst);
            assert_eq!(
                decode(&coded, coding, BitOrder::MsbFirst, page.width(), &limits).bitmap,
                page,
                "{name} returns"
            );
            group.bench_function(format!("encode {coding}"), |bencher| {
                bencher.iter(|| encode_file(&page, coding, BitOrder::MsbFirst));
            });
            group.bench_function(format!("decode {coding}"), |bencher| {
                bencher.iter(|| decode(&coded, coding, BitOrder::MsbFirst, page.width(), &limits));
            });
        }
        // As it goes on the line without error correction: with fill for 20 ms a row at 14400 bit/s.
        let line = LineOptions { min_row_bits: 288, k: 4 };
        group.bench_function("encode MH for the line", |bencher| {
            bencher.iter(|| encode_line(&page, Coding::Mh, &line));
        });
        group.finish();
    }
}

criterion_group!(benches, coding);
criterion_main!(benches);
