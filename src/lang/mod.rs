//! What the console says: one catalogue of texts a language, in Fluent's form, under `assets/lang`. No text for people
//! stands in the code of the console; it asks here by key. Not the words of the command line, which speaks English.
//!
//! The language belongs to the thread that draws: `speak` sets it, `text` and `words!` follow it. Threads that work for
//! the window take it along (see `current`).
//!
//! English words that the model keeps with its codes (settings, outcomes) stay there alone; other languages have them
//! here under keys made of the code, and `coded` finds them.

mod argument;
mod catalogue;
mod model;
mod number;
#[cfg(test)]
mod tests;

use std::cell::Cell;

use crate::model::Language;

pub(crate) use argument::Argument;
pub(crate) use fluent_bundle::FluentArgs;
pub(crate) use model::{
    choice_words, condition_about, condition_title, device_words, fits, method_name, noted, number_warning,
    outcome_hint, outcome_inside, outcome_text, outcome_words, port_setting_about, port_setting_title, section_title,
    setting_about, setting_title, small, unit,
};
pub(crate) use number::{decimal, grouped, shortest};

/// A language there is a catalogue of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The first of the tags that there is a catalogue for, best liked first; English when there is none.
    pub fn nearest(tags: impl IntoIterator<Item = String>) -> Self {
        let known = tags.into_iter().find_map(|tag| Language::of_tag(&tag));
        Self::chosen(known.unwrap_or_default(), Self::English)
    }

    /// What a configuration asks for.
    pub const fn chosen(language: Language, system: Self) -> Self {
        match language {
            Language::System => system,
            Language::English => Self::English,
            Language::German => Self::German,
        }
    }

    /// Its BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

thread_local! {
    static CURRENT: Cell<Lang> = const { Cell::new(Lang::English) };
}

/// Has this thread speak `lang` from now on.
pub(crate) fn speak(lang: Lang) {
    CURRENT.set(lang);
}

/// What this thread speaks.
pub(crate) fn current() -> Lang {
    CURRENT.get()
}

/// A text without variables. As cheap as a look into a hash table.
pub(crate) fn text(key: &'static str) -> &'static str {
    catalogue::of(current()).plain(key).or_else(|| catalogue::of(Lang::English).plain(key)).unwrap_or(key)
}

/// A text of the model in the language spoken: `english`, or what stands under the family's name and the code.
pub(crate) fn coded<'a>(family: &str, code: &str, english: &'a str) -> &'a str {
    if current() == Lang::English {
        return english;
    }
    catalogue::of(current()).plain(&code_key(family, code)).unwrap_or(english)
}

/// The key of a code's text: `setting-station-name` of `setting` and `station.name`.
fn code_key(family: &str, code: &str) -> String {
    let mut key = family.to_owned();
    for part in code.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        key.push('-');
        key.push_str(&part.to_ascii_lowercase());
    }
    key
}

/// A text with variables filled in.
pub(crate) fn filled(key: &'static str, arguments: &FluentArgs<'_>) -> String {
    let spoken = catalogue::of(current()).filled(key, arguments);
    spoken.or_else(|| catalogue::of(Lang::English).filled(key, arguments)).unwrap_or_else(|| key.to_owned())
}

/// A text with variables: `words!("pages-of", page = 3, pages = 12)`. Numbers choose the plural form.
macro_rules! words {
    ($key:literal $(, $name:ident = $value:expr)+ $(,)?) => {{
        let mut arguments = $crate::lang::FluentArgs::new();
        $(arguments.set(stringify!($name), $crate::lang::Argument::argument(&$value));)+
        $crate::lang::filled($key, &arguments)
    }};
}
pub(crate) use words;
