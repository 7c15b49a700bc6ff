//! What covers must show: every template looked at and kept, every word of a note sent, nothing hostile let in.

mod fields;
mod golden;
mod hostile;

use jiff::tz::TimeZone;
use resvg::usvg::{Group, Node};

use super::{CoverOptions, Fonts, Locale, SHIPPED_FONTS, Sheet, Template, compose};
use crate::model::{CoverInfo, Resolution};

/// Our fonts alone: pictures are the same on every machine.
pub(super) fn fonts() -> Fonts {
    static FONTS: std::sync::OnceLock<Fonts> = std::sync::OnceLock::new();
    FONTS.get_or_init(|| Fonts::new(&SHIPPED_FONTS)).clone()
}

pub(super) fn options(resolution: Resolution) -> CoverOptions {
    CoverOptions { resolution, locale: Locale::EnGb, zone: TimeZone::UTC, ..CoverOptions::default() }
}

/// A page of 100 × 100 mm with something on it; user units are millimetres.
pub(super) fn template(content: &str) -> Template {
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100mm" height="100mm" viewBox="0 0 100 100" font-family="Inter" font-size="4">{content}</svg>"#
    );
    Template::parse("test", svg.as_bytes()).unwrap()
}

pub(super) fn sheets(template: &Template, info: &CoverInfo) -> Vec<Sheet> {
    compose(template, info, &options(Resolution::Standard), &fonts()).unwrap()
}

/// The texts of a page in the order they are drawn, a line each, without marks of direction.
pub(super) fn lines(sheet: &Sheet) -> Vec<String> {
    fn collect(group: &Group, lines: &mut Vec<String>) {
        for node in group.children() {
            match node {
                Node::Group(group) => collect(group, lines),
                Node::Text(text) => {
                    let marks = ['\u{2066}', '\u{2067}', '\u{2069}'];
                    lines.extend(text.chunks().iter().map(|chunk| chunk.text().replace(marks, "")));
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    collect(sheet.tree().root(), &mut found);
    found
}
