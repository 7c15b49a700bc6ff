//! Cover pages of any kind and damage: read, filled and drawn within their limits, or refused with a place.

#![no_main]

use std::sync::LazyLock;

use faxwell_fuzz::cover::{CoverOptions, Fonts, Locale, SHIPPED_FONTS, Sample, Template, compose, sample};
use faxwell_fuzz::model::{PageWidth, Resolution};
use libfuzzer_sys::fuzz_target;

/// Our fonts alone: the same words measure the same on every machine.
static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::new(&SHIPPED_FONTS));

// The first octet chooses what the fax tells and in which language, the rest is the file.
fuzz_target!(|data: &[u8]| {
    let Some((choice, svg)) = data.split_first() else { return };
    let choice = usize::from(*choice);
    let template = match Template::parse("fuzzed", svg) {
        Ok(template) => template,
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.hint().is_empty());
            return;
        }
    };
    let kind = Sample::ALL[choice % Sample::ALL.len()];
    let locale = Locale::ALL[choice / Sample::ALL.len() % Locale::ALL.len()];
    let options = CoverOptions { locale, frames: choice >= 128, ..CoverOptions::default() };
    let Ok(sheets) = compose(&template, &sample(kind), &options, &FONTS) else { return };
    assert!((1..=50).contains(&sheets.len()));
    let Some(first) = sheets.first() else { return };
    for found in first.boxes() {
        assert!(found.offset < svg.len(), "an element outside the file");
    }
    if let Ok(page) = first.fax_page(Resolution::Standard, PageWidth::default()) {
        assert_eq!(page.bitmap.width(), 1728);
    }
});
