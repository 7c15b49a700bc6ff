//! The templates that are always there.

use std::sync::OnceLock;

use super::template::Template;

/// A template that is compiled in.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its name on the command line and in files: `business`.
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// The file.
    pub svg: &'static str,
}

/// Templates to begin with, as a list shows them. Each fits A4, Letter and Legal.
#[must_use]
pub fn builtin() -> &'static [BuiltIn] {
    &BUILTIN
}

/// A template that is compiled in, read; nothing when there is none of that name.
#[must_use]
pub fn builtin_template(name: &str) -> Option<Template> {
    let own = BUILTIN.iter().find(|builtin| builtin.name.eq_ignore_ascii_case(name))?;
    Template::parse(own.name, own.svg.as_bytes()).ok()
}

static BUILTIN: [BuiltIn; 6] = [
    BuiltIn { name: "business", title: "Business", svg: include_str!("../../coverpages/business.svg") },
    BuiltIn { name: "modern", title: "Modern", svg: include_str!("../../coverpages/modern.svg") },
    BuiltIn { name: "minimal", title: "Minimal", svg: include_str!("../../coverpages/minimal.svg") },
    BuiltIn { name: "medical", title: "Medical, confidential", svg: include_str!("../../coverpages/medical.svg") },
    BuiltIn { name: "legal", title: "Legal, statement of service", svg: include_str!("../../coverpages/legal.svg") },
    BuiltIn { name: "urgent", title: "Urgent", svg: include_str!("../../coverpages/urgent.svg") },
];

/// How further pages look when a template does not say, as a file.
pub(super) const CONTINUATION_SVG: &str = include_str!("continuation.svg");

/// How further pages look when a template does not say.
pub(super) fn continuation() -> &'static Template {
    static CONTINUATION: OnceLock<Template> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "the file is compiled in and a test reads it")]
    CONTINUATION
        .get_or_init(|| Template::parse("continuation", CONTINUATION_SVG.as_bytes()).expect("a template compiled in"))
}
