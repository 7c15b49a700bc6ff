//! Presentation properties: where one is set (`style` or an attribute), what it is after inheritance, and the splices
//! that set it. Style sheets (`<style>`) are not read: what is set here goes before them, as CSS has it.

use std::ops::Range;

use super::patch::Splice;
use super::source::{Element, Index, Source, escaped_value};

impl Source {
    /// A property's value on an element itself.
    pub(super) fn own_property(&self, index: Index, name: &str) -> Option<&str> {
        let element = self.element(index);
        let in_style = element.value("style").and_then(|style| declaration(style, name));
        in_style.map(|(_, value)| value).or_else(|| element.value(name)).filter(|value| *value != "inherit")
    }

    /// A property that is inherited: the element's own, else the nearest one's above.
    pub(super) fn property(&self, index: Index, name: &str) -> Option<&str> {
        self.own_property(index, name).or_else(|| self.above(index).find_map(|above| self.own_property(above, name)))
    }

    /// Sets an attribute without a namespace, or puts it in.
    pub(super) fn set_attribute(&self, index: Index, name: &str, value: &str) -> Option<Splice> {
        let element = self.element(index);
        match element.attribute(name) {
            Some(old) if old.value == value => None,
            Some(old) => Some(Splice::replace(old.value_range.clone(), escaped_value(value))),
            None => Some(Splice::insert(attribute_place(element), format!(" {name}=\"{}\"", escaped_value(value)))),
        }
    }

    /// Takes an attribute without a namespace out, with the space before it.
    pub(super) fn remove_attribute(&self, index: Index, name: &str) -> Option<Splice> {
        let old = self.element(index).attribute(name)?;
        let before = self.slice(self.element(index).name_end..old.range.start);
        let start = old.range.start - (before.len() - before.trim_end().len());
        Some(Splice::remove(start..old.range.end))
    }

    /// Sets an attribute, or takes it out when there is no value.
    pub(super) fn put_attribute(&self, index: Index, name: &str, value: Option<&str>) -> Option<Splice> {
        match value {
            Some(value) => self.set_attribute(index, name, value),
            None => self.remove_attribute(index, name),
        }
    }

    /// Sets a property where it is set already; else in `style` when there is one, else as an attribute.
    pub(super) fn set_property(&self, index: Index, name: &str, value: &str) -> Option<Splice> {
        let element = self.element(index);
        let Some(style) = element.attribute("style") else {
            return self.set_attribute(index, name, value);
        };
        let raw = self.slice(style.value_range.clone());
        match declaration(&style.value, name) {
            Some((_, old)) if old == value => None,
            None if element.attribute(name).is_some() => self.set_attribute(index, name, value),
            // Entities make the places in the value differ from those in the text.
            found if raw.contains('&') => {
                let words = match found {
                    Some((range, _)) => replaced(&style.value, range, value),
                    None => appended(&style.value, name, value),
                };
                Some(Splice::replace(style.value_range.clone(), escaped_value(&words)))
            }
            Some((range, _)) => {
                let start = style.value_range.start;
                Some(Splice::replace(start + range.start..start + range.end, escaped_value(value)))
            }
            None => {
                let added = appended(raw, name, value);
                let added = added.get(raw.len()..).unwrap_or_default();
                Some(Splice::insert(style.value_range.end, escaped_value(added)))
            }
        }
    }
}

/// Where a new attribute goes: behind the last one, else behind the name.
fn attribute_place(element: &Element) -> usize {
    element.attributes.iter().map(|attribute| attribute.range.end).max().unwrap_or(element.name_end)
}

fn replaced(text: &str, range: Range<usize>, value: &str) -> String {
    let (before, behind) = (text.get(..range.start), text.get(range.end..));
    [before.unwrap_or_default(), value, behind.unwrap_or_default()].concat()
}

fn appended(style: &str, name: &str, value: &str) -> String {
    let separator = if style.trim().is_empty() || style.trim_end().ends_with(';') { "" } else { ";" };
    format!("{style}{separator}{name}:{value}")
}

/// The value of a property in a `style` and where it stands; the last one counts.
fn declaration<'a>(style: &'a str, name: &str) -> Option<(Range<usize>, &'a str)> {
    let mut found = None;
    let mut start = 0;
    let mut ends: Vec<usize> = Vec::new();
    let mut quote = None;
    let mut depth = 0_u32;
    for (at, octet) in style.bytes().enumerate() {
        match (quote, octet) {
            (None, b'"' | b'\'') => quote = Some(octet),
            (Some(open), close) if open == close => quote = None,
            (None, b'(') => depth += 1,
            (None, b')') => depth = depth.saturating_sub(1),
            (None, b';') if depth == 0 => ends.push(at),
            _ => {}
        }
    }
    ends.push(style.len());
    for end in ends {
        let part = style.get(start..end).unwrap_or_default();
        if let Some((key, value)) = part.split_once(':')
            && key.trim().eq_ignore_ascii_case(name)
        {
            let trimmed = value.trim();
            let from = end - value.trim_start().len();
            found = Some((from..from + trimmed.len(), trimmed));
        }
        start = end + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_declaration_counts_and_quotes_hide_semicolons() {
        let style = "font-family:'A;B' ; fill : url(#a;b);fill:none; ";
        assert_eq!(declaration(style, "font-family"), Some((12..17, "'A;B'")));
        assert_eq!(declaration(style, "fill").map(|found| found.1), Some("none"));
        assert_eq!(declaration(style, "stroke"), None);
    }
}
