//! Every language says everything, with the same variables, in forms that Fluent reads.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;

use super::*;
use crate::cover::{Field, Sample};
use crate::model::{Outcome, PORT_SETTINGS, RULE_CONDITIONS, SETTINGS, Setting, SettingKind};

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

/// Keys of all that the model says in English by itself.
fn keys_of_the_model() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut add = |family: &str, code: &str| {
        keys.insert(code_key(family, code));
    };
    for outcome in Outcome::ALL {
        let info = outcome.info();
        add("outcome", info.name);
        if !info.hint.is_empty() {
            add("outcome-hint", info.name);
        }
    }
    let mut choices = Vec::new();
    for setting in &SETTINGS {
        add("section", setting.section.title());
        add("setting", setting.key);
        add("setting-about", setting.key);
        choices.push((setting.unit, setting.kind));
    }
    for setting in &PORT_SETTINGS {
        add("port-setting", setting.key);
        add("port-setting-about", setting.key);
        choices.push((setting.unit, setting.kind));
    }
    for (unit, kind) in choices {
        match kind {
            SettingKind::Choice(choices) => choices.iter().for_each(|choice| add("choice", choice.words)),
            _ if unit.is_empty() => {}
            _ => add("unit", unit),
        }
    }
    for condition in &RULE_CONDITIONS {
        add("condition", condition.key);
        add("condition-about", condition.key);
    }
    for method in ["inbox", "folder", "email", "print"] {
        add("method", method);
    }
    for field in Field::ALL {
        add("field", field.name());
        add("field-short", field.name());
        add("field-group", field.group().label());
    }
    for sample in Sample::ALL {
        add("sample", sample.name());
    }
    add("device", "Built-in exchange");
    keys
}

#[test]
fn german_knows_every_word_of_the_model_and_no_other() {
    let (_, source) = catalogue::sources(Lang::German).iter().find(|(name, _)| *name == "model").unwrap();
    let german: BTreeSet<String> = catalogue::keys(source).map(str::to_owned).collect();
    let expected = keys_of_the_model();
    let missing: Vec<_> = expected.difference(&german).collect();
    let unused: Vec<_> = german.difference(&expected).collect();
    assert!(missing.is_empty() && unused.is_empty(), "missing {missing:?}, unused {unused:?}");
}

#[test]
fn words_of_the_model_follow_the_language() {
    let setting = Setting::find("banner").unwrap();
    assert_eq!((setting_title(setting), outcome_text(Outcome::Busy)), ("Banner line", "The number is busy"));
    assert_eq!(outcome_inside(Outcome::Busy), "the number is busy");
    speak(Lang::German);
    assert_eq!((setting_title(setting), outcome_text(Outcome::Busy)), ("Kopfzeile", "Die Nummer ist besetzt"));
    assert_eq!(outcome_inside(Outcome::Busy), "Die Nummer ist besetzt");
    assert_eq!(outcome_words(Outcome::Canceled), "Abgebrochen");
    assert_eq!(fits(setting.kind), "an oder aus");
    assert_eq!(noted("the number is busy"), "Die Nummer ist besetzt");
    assert_eq!(noted("Dialing 1002"), "Dialing 1002");
}

#[test]
fn numbers_choose_the_plural_form() {
    let said = |count: u32| (words!("said-trashed", count = count), words!("port-today", sent = count, received = 0));
    assert_eq!(said(1), ("The fax is in the trash".to_owned(), "1 sent · 0 received".to_owned()));
    assert_eq!(said(0).0, "0 faxes are in the trash");
    assert_eq!(said(2).0, "2 faxes are in the trash");
    speak(Lang::German);
    assert_eq!(said(1), ("Das Fax ist im Papierkorb".to_owned(), "1 gesendet · 0 empfangen".to_owned()));
    assert_eq!(said(0).0, "0 Faxe sind im Papierkorb");
    assert_eq!(said(1284).0, "1.284 Faxe sind im Papierkorb");
}

#[test]
fn every_text_of_every_language_can_be_filled() {
    for lang in Lang::ALL {
        for (key, variables) in texts(lang) {
            for count in [0, 1, 2] {
                let mut arguments = FluentArgs::new();
                for variable in &variables {
                    arguments.set(variable.clone(), fluent_bundle::FluentValue::from(count));
                }
                let text = catalogue::of(lang).filled(&key, &arguments);
                assert!(text.is_some_and(|text| !text.is_empty()), "{lang:?} {key}");
            }
        }
    }
}
