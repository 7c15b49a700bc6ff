//! The gallery as plain values, and names for covers.

use super::super::format;
use crate::cover::{Field, FieldGroup, PersonField, Sample};
use crate::lang::{self, words};
use crate::model::{CoverScope, CoverSummary, Timestamp};

/// A heading of the gallery and the covers below it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shelf {
    pub(super) title: &'static str,
    pub(super) cards: Vec<Card>,
}

/// A cover in the gallery.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Card {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) scope: CoverScope,
    pub(super) detail: String,
    pub(super) is_default: bool,
    pub(super) problem: Option<String>,
    /// Everything it says, for those who hear it.
    pub(super) spoken: String,
}

/// The covers by whose they are: one's own first, the built-in ones last. Empty shelves are left out.
pub(super) fn shelves(covers: &[CoverSummary], now: Timestamp, zone: &jiff::tz::TimeZone) -> Vec<Shelf> {
    let shelf = |scope: CoverScope, title: &'static str| {
        let cards: Vec<Card> = covers.iter().filter(|it| it.scope == scope).map(|it| card(it, now, zone)).collect();
        Shelf { title, cards }
    };
    let all = [
        shelf(CoverScope::Personal, lang::text("cover-shelf-personal")),
        shelf(CoverScope::Common, lang::text("cover-shelf-common")),
        shelf(CoverScope::BuiltIn, lang::text("cover-shelf-templates")),
    ];
    all.into_iter().filter(|shelf| !shelf.cards.is_empty()).collect()
}

fn card(cover: &CoverSummary, now: Timestamp, zone: &jiff::tz::TimeZone) -> Card {
    let title = if cover.title.is_empty() { cover.name.clone() } else { cover.title.clone() };
    let mut parts = vec![scope_word(cover.scope).to_owned()];
    parts.extend(cover.changed_at.map(|at| words!("cover-changed-at", when = format::moment(at, now, zone))));
    let detail = cover.problem.clone().unwrap_or_else(|| parts.join(" · "));
    let mut spoken = format!("{title}, {detail}");
    if cover.is_default {
        spoken.push_str(lang::text("cover-is-default"));
    }
    Card {
        name: cover.name.clone(),
        title,
        scope: cover.scope,
        detail,
        is_default: cover.is_default,
        problem: cover.problem.clone(),
        spoken,
    }
}

/// Whose, in a word.
pub(super) fn scope_word(scope: CoverScope) -> &'static str {
    match scope {
        CoverScope::BuiltIn => lang::text("cover-template"),
        CoverScope::Common => lang::text("cover-common"),
        CoverScope::Personal => lang::text("cover-personal"),
    }
}

/// What a name may have, at most so long: the engine makes a file of it.
pub(super) fn tidy_name(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_alphanumeric() || " -_.".contains(c) { c } else { ' ' }).collect();
    let words = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(60).collect::<String>().trim().to_owned()
}

/// A name nobody has: the wanted one, else with a number behind it.
pub(super) fn free_name(wanted: &str, covers: &[CoverSummary]) -> String {
    let wanted =
        Some(tidy_name(wanted)).filter(|name| !name.is_empty()).unwrap_or_else(|| lang::text("book-cover").to_owned());
    let taken = |name: &str| covers.iter().any(|cover| cover.name.eq_ignore_ascii_case(name));
    if !taken(&wanted) {
        return wanted;
    }
    let short: String = wanted.chars().take(54).collect();
    (2..10_000).map(|number| format!("{short} {number}")).find(|name| !taken(name)).unwrap_or(wanted)
}

/// A field's name with whose it is, in the language spoken.
pub(super) fn field_label(field: Field) -> String {
    lang::coded("field", field.name(), &field.label()).to_owned()
}

/// A field's name where it is plain whose it is.
pub(super) fn field_short(field: Field) -> &'static str {
    lang::coded("field-short", field.name(), field.short_label())
}

/// The heading of a group of fields.
fn group_label(group: FieldGroup) -> &'static str {
    lang::coded("field-group", group.label(), group.label())
}

/// What a sample is of.
pub(super) fn sample_label(sample: Sample) -> &'static str {
    lang::coded("sample", sample.name(), sample.label())
}

/// The palette's fields under their headings: the usual ones; all others are in the list of fields at the right.
pub(super) fn palette() -> [(&'static str, Vec<Field>); 3] {
    use PersonField as P;
    let recipient = [P::Name, P::FaxNumber, P::Company, P::Address].map(Field::Recipient).to_vec();
    let sender = [P::Name, P::OfficePhone, P::Email].map(Field::Sender).to_vec();
    let message = vec![Field::Subject, Field::Note, Field::PageCount, Field::TimeSent];
    [
        (group_label(FieldGroup::Recipient), recipient),
        (group_label(FieldGroup::Sender), sender),
        (group_label(FieldGroup::Message), message),
    ]
}

/// The fields that are not in the palette, for its “More” list.
pub(super) fn further_fields() -> Vec<Field> {
    let shown: Vec<Field> = palette().into_iter().flat_map(|(_, fields)| fields).collect();
    Field::ALL.iter().copied().filter(|field| !shown.contains(field) && *field != Field::JobCode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tidy_and_free() {
        let covers = [CoverSummary { name: "praxis 1".to_owned(), ..CoverSummary::default() }];
        assert_eq!(free_name("Praxis/1", &covers), "Praxis 1 2");
        assert_eq!(free_name("  Ärzte: «neu» ", &covers), "Ärzte neu");
        assert_eq!(free_name("///", &covers), "Cover page");
    }

    #[test]
    fn covers_stand_on_shelves_by_whose_they_are() {
        let cover = |name: &str, scope, is_default| CoverSummary {
            name: name.to_owned(),
            scope,
            is_default,
            changed_at: None,
            ..CoverSummary::default()
        };
        let covers = [cover("a", CoverScope::BuiltIn, false), cover("b", CoverScope::Personal, true)];
        let shelves = shelves(&covers, Timestamp(0), &jiff::tz::TimeZone::UTC);
        let titles: Vec<_> = shelves.iter().map(|shelf| (shelf.title, shelf.cards.len())).collect();
        assert_eq!(titles, [("Personal", 1), ("Templates", 1)]);
        assert_eq!(shelves[0].cards[0].spoken, "b, personal, default");
    }

    #[test]
    fn every_field_is_offered_once() {
        let shown = palette().into_iter().flat_map(|(_, fields)| fields).chain(further_fields());
        assert_eq!(shown.count() + 1, Field::ALL.len());
    }
}
