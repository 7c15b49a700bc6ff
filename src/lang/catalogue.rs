//! The catalogues themselves: read once, at first need, and never changed. Texts without variables are formatted then;
//! those with variables when they are asked for.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Lang, number};

/// The files of one language.
macro_rules! files {
    ($lang:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../assets/lang/", $lang, "/", $name, ".ftl")))),+]
    };
}

/// Name and content of every file.
pub(super) const fn sources(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::English => {
            files!("en": "shell", "actions", "lists", "ports", "book", "compose", "covers", "journal", "settings")
        }
        Lang::German => {
            files!("de": "shell", "actions", "lists", "ports", "book", "compose", "covers", "journal", "settings", "model")
        }
    }
}

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Lang::English));
static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(Lang::German));

/// A language's catalogue.
pub(super) fn of(lang: Lang) -> &'static Catalogue {
    match lang {
        Lang::English => &ENGLISH,
        Lang::German => &GERMAN,
    }
}

/// All texts of one language.
pub(super) struct Catalogue {
    plain: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    fn new(lang: Lang) -> Self {
        let tag: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The marks around variables are for scripts of two directions; people would copy them.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::English => |value, _| written(value, Lang::English),
            Lang::German => |value, _| written(value, Lang::German),
        }));
        let mut keys = Vec::new();
        for (_, source) in sources(lang) {
            keys.extend(self::keys(source).map(str::to_owned));
            // A test reads every file: what is wrong in one never gets here, and costs that one text if it did.
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(whole, _)| whole);
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::warn!(?errors, ?lang, "texts that stand twice");
            }
        }
        let plain = keys.into_iter().filter_map(|key| format(&bundle, &key, None).map(|text| (key, text)));
        Self { plain: plain.collect(), bundle }
    }

    /// A text without variables; none when there is no such text, or it has variables.
    pub(super) fn plain(&self, key: &str) -> Option<&str> {
        self.plain.get(key).map(String::as_str)
    }

    /// A text with its variables; none when one of them is missing.
    pub(super) fn filled(&self, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        format(&self.bundle, key, Some(arguments))
    }
}

/// The keys of a file, in its order.
pub(super) fn keys(source: &str) -> impl Iterator<Item = &str> {
    let message = |line: &str| line.starts_with(|c: char| c.is_ascii_lowercase());
    source.lines().filter(move |line| message(line)).filter_map(|line| line.split([' ', '=']).next())
}

fn format(bundle: &FluentBundle<FluentResource>, key: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

/// Numbers as the language writes them; everything else as it is.
fn written(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let places = number.options.minimum_fraction_digits.unwrap_or_default();
    Some(number::write(number.value, places, lang))
}
