//! Every language says everything, with the same variables, in forms that Fluent reads.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::*;

/// Key and names of the variables of every text of a language.
fn texts(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (name, source) in catalogue::sources(lang) {
        if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
            panic!("{lang:?} {name}: {errors:?}");
        }
        let mut key = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                key = line.split([' ', '=']).next().unwrap_or_default().to_owned();
                assert!(found.insert(key.clone(), BTreeSet::new()).is_none(), "{lang:?} {name}: {key} stands twice");
            }
            let variables = line.split('$').skip(1).map(|rest| {
                rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
            });
            if let Some(of_key) = found.get_mut(&key) {
                of_key.extend(variables);
            }
        }
    }
    found
}

#[test]
fn every_language_says_everything_with_the_same_variables() {
    let english = texts(Lang::English);
    let german = texts(Lang::German);
    let of_model = catalogue::sources(Lang::German).iter().find(|(name, _)| *name == "model");
    let of_model: BTreeSet<&str> = of_model.map(|(_, source)| catalogue::keys(source).collect()).unwrap_or_default();
    for (key, variables) in &english {
        assert_eq!(german.get(key), Some(variables), "{key} in German");
        assert!(!of_model.contains(key.as_str()), "{key}: the model has the English words");
    }
    for key in german.keys() {
        assert!(english.contains_key(key) || of_model.contains(key.as_str()), "{key} is in German alone");
    }
}

#[test]
fn numbers_are_written_as_the_language_does() {
    assert_eq!((grouped(14_400), decimal(1234.56, 1)), ("14,400".to_owned(), "1,234.6".to_owned()));
    speak(Lang::German);
    assert_eq!((grouped(14_400), decimal(1234.56, 1)), ("14.400".to_owned(), "1.234,6".to_owned()));
    assert_eq!((grouped(0), decimal(-0.5, 1)), ("0".to_owned(), "-0,5".to_owned()));
}

#[test]
fn the_system_is_asked_for_its_best_liked_known_language() {
    let nearest = |tags: &[&str]| Lang::nearest(tags.iter().map(|tag| (*tag).to_owned()));
    assert_eq!(nearest(&["fr-FR", "de-CH", "en-US"]), Lang::German);
    assert_eq!(nearest(&["C"]), Lang::English);
    assert_eq!(nearest(&[]), Lang::English);
    assert_eq!(Lang::chosen(Language::English, Lang::German), Lang::English);
    assert_eq!(Lang::chosen(Language::System, Lang::German), Lang::German);
}
