//! Searches that somebody gave a name, as they stand in one setting: `Labor=from:labor; Long ones=pages:>10`. What is
//! found by them the views know, not this.

/// A search with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    /// What it is called; without `=` and `;`.
    pub name: String,
    /// What is typed into the search box; without `;`.
    pub search: String,
}

/// The searches a setting's text names. What has no name or searches nothing is left out.
pub fn saved_searches(text: &str) -> Vec<SavedSearch> {
    let entries = text.split(';').filter_map(|entry| entry.split_once('='));
    let entries = entries.map(|(name, search)| (name.trim(), search.trim()));
    let named = entries.filter(|(name, search)| !name.is_empty() && !search.is_empty());
    named.map(|(name, search)| SavedSearch { name: name.to_owned(), search: search.to_owned() }).collect()
}

/// The text with one search more, or changed when its name is there already.
pub fn with_search(text: &str, name: &str, search: &str) -> String {
    let plain = |text: &str, not: &[char]| text.replace(not, " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let (name, search) = (plain(name, &['=', ';']), plain(search, &[';']));
    let mut all = saved_searches(text);
    match all.iter_mut().find(|other| other.name == name) {
        Some(other) => other.search = search,
        None => all.push(SavedSearch { name, search }),
    }
    text_of(&all)
}

/// The text without the search of that name.
pub fn without_search(text: &str, name: &str) -> String {
    let mut all = saved_searches(text);
    all.retain(|other| other.name != name);
    text_of(&all)
}

fn text_of(all: &[SavedSearch]) -> String {
    let entries: Vec<String> = all.iter().map(|one| format!("{}={}", one.name, one.search)).collect();
    entries.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_are_kept_changed_and_forgotten_by_name() {
        let text = with_search("", "Labor", "from:labor pages:>3");
        let text = with_search(&text, "A=B; C", "one; two");
        assert_eq!(text, "Labor=from:labor pages:>3; A B C=one two");
        let text = with_search(&text, "Labor", "to:labor");
        let names: Vec<_> = saved_searches(&text).into_iter().map(|one| (one.name, one.search)).collect();
        assert_eq!(names, [("Labor".to_owned(), "to:labor".to_owned()), ("A B C".to_owned(), "one two".to_owned())]);
        assert_eq!(without_search(&text, "Labor"), "A B C=one two");
        assert!(saved_searches("=x; y=; ;; z").is_empty());
    }
}
