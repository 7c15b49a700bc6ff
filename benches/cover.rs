//! From a template and the words of a fax to the pels of its cover page.
//!
//! `short` is what most faxes are; `first` draws with fonts that have learnt nothing yet, as the first fax after a start
//! does.

use criterion::{Criterion, criterion_group, criterion_main};
use faxwell::cover::{CoverOptions, Fonts, SHIPPED_FONTS, Sample, Template, builtin, compose, render, sample};
use faxwell::model::Resolution;

fn templates() -> Vec<Template> {
    builtin().iter().filter_map(|own| Template::parse(own.name, own.svg.as_bytes()).ok()).collect()
}

fn covers(criterion: &mut Criterion) {
    let fonts = Fonts::new(&SHIPPED_FONTS);
    let mut group = criterion.benchmark_group("cover");
    group.sample_size(20);
    for resolution in [Resolution::Standard, Resolution::Fine] {
        let options = CoverOptions { resolution, ..CoverOptions::default() };
        for template in templates() {
            let info = sample(Sample::Short);
            group.bench_function(format!("{}/{resolution:?}", template.name()), |bencher| {
                bencher.iter(|| render(&template, &info, &options, &fonts));
            });
        }
    }
    let options = CoverOptions::default();
    if let Some(template) = templates().first() {
        let (short, long) = (sample(Sample::Short), sample(Sample::Long));
        group.bench_function("first", |bencher| {
            bencher.iter(|| render(template, &short, &options, &Fonts::new(&SHIPPED_FONTS)));
        });
        group.bench_function("three pages", |bencher| bencher.iter(|| render(template, &long, &options, &fonts)));
        group.bench_function("compose", |bencher| bencher.iter(|| compose(template, &short, &options, &fonts)));
    }
    group.bench_function("parse", |bencher| bencher.iter(templates));
    group.finish();
}

criterion_group!(benches, covers);
criterion_main!(benches);
