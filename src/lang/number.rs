//! Numbers as a language writes them.

use super::{Lang, current};

/// `14,400`; in German `14.400`.
pub(crate) fn grouped(number: u64) -> String {
    group(&number.to_string(), current())
}

/// `1,234.5` with so many places after the point; in German `1.234,5`.
pub(crate) fn decimal(number: f64, places: usize) -> String {
    write(number, places, current())
}

/// `1.5`, without zeros at the end; in German `1,5`.
pub(crate) fn shortest(number: f64) -> String {
    let plain = number.to_string();
    match current() {
        Lang::English => plain,
        Lang::German => plain.replace('.', ","),
    }
}

/// A number as `lang` writes it.
pub(super) fn write(number: f64, places: usize, lang: Lang) -> String {
    let plain = format!("{:.places$}", number.abs());
    let (whole, rest) = plain.split_once('.').unwrap_or((&plain, ""));
    let sign = if number < 0.0 { "-" } else { "" };
    let point = match lang {
        _ if rest.is_empty() => "",
        Lang::English => ".",
        Lang::German => ",",
    };
    format!("{sign}{}{point}{rest}", group(whole, lang))
}

fn group(digits: &str, lang: Lang) -> String {
    let separator = match lang {
        Lang::English => ',',
        Lang::German => '.',
    };
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}
