//! A change of the drawing's text as pieces of the old one and new words between them. It knows which octet of the new
//! text was which of the old one, so that elements keep their ids, and it can be taken back exactly.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// A part of the new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Taken from the old one.
    Keep(Range<usize>),
    /// New.
    New(String),
}

/// A range of the old text and what stands there afterwards.
#[derive(Clone, Debug)]
pub(super) struct Splice {
    pub(super) range: Range<usize>,
    pub(super) pieces: Vec<Piece>,
}

impl Splice {
    /// Other words for a range.
    pub(super) fn replace(range: Range<usize>, words: impl Into<String>) -> Self {
        Self { range, pieces: vec![Piece::New(words.into())] }
    }

    /// Words put in.
    pub(super) fn insert(at: usize, words: impl Into<String>) -> Self {
        Self::replace(at..at, words)
    }

    /// A range taken out.
    pub(super) fn remove(range: Range<usize>) -> Self {
        Self { range, pieces: Vec::new() }
    }
}

/// The new text, and where in the old one its kept parts stood.
#[derive(Debug)]
pub(super) struct Patched {
    pub(super) text: Arc<str>,
    kept: Vec<(usize, Range<usize>)>,
    pub(super) change: Change,
}

/// The difference between two texts: in each place what was there before and after. Takes the room of what changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change(Vec<Difference>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Difference {
    before: (usize, Box<str>),
    after: (usize, Box<str>),
}

/// Applies splices to a text. Splices at one place stand in their order; one that overlaps an earlier one is left out.
pub(super) fn patch(text: &str, mut splices: Vec<Splice>) -> Patched {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut out = String::with_capacity(text.len() + 256);
    let mut kept = Vec::new();
    let mut differences: Vec<Difference> = Vec::new();
    let mut at = 0;
    let keep = |out: &mut String, kept: &mut Vec<_>, range: Range<usize>| {
        if let Some(words) = text.get(range.clone()) {
            kept.push((out.len(), range));
            out.push_str(words);
        }
    };
    for splice in splices {
        if splice.range.start < at {
            continue;
        }
        keep(&mut out, &mut kept, at..splice.range.start);
        let begins = out.len();
        for piece in splice.pieces {
            match piece {
                Piece::Keep(range) => keep(&mut out, &mut kept, range),
                Piece::New(words) => out.push_str(&words),
            }
        }
        let (old, new) = (text.get(splice.range.clone()).unwrap_or_default(), out.get(begins..).unwrap_or_default());
        if old != new {
            differences.push(Difference { before: (splice.range.start, old.into()), after: (begins, new.into()) });
        }
        at = splice.range.end;
    }
    keep(&mut out, &mut kept, at..text.len());
    Patched { text: out.into(), kept, change: Change(differences) }
}

impl Patched {
    /// For every octet of the new text that begins one of `old`, which one: only the first time it occurs.
    pub(super) fn origins(&self, old: &[usize]) -> HashMap<usize, usize> {
        let mut origins = HashMap::with_capacity(old.len());
        let mut taken = std::collections::HashSet::with_capacity(old.len());
        for (new_start, range) in &self.kept {
            let from = old.partition_point(|at| *at < range.start);
            for at in old.iter().skip(from).take_while(|at| **at < range.end) {
                if taken.insert(*at) {
                    origins.insert(new_start + (at - range.start), *at);
                }
            }
        }
        origins
    }
}

impl Change {
    /// Nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text after this change, from the one before it.
    pub(super) fn forward(&self, text: &str) -> Arc<str> {
        rewritten(text, self.0.iter().map(|it| (it.before.0, it.before.1.len(), it.after.1.as_ref())))
    }

    /// The text before this change, from the one after it.
    pub(super) fn backward(&self, text: &str) -> Arc<str> {
        rewritten(text, self.0.iter().map(|it| (it.after.0, it.after.1.len(), it.before.1.as_ref())))
    }
}

fn rewritten<'a>(text: &str, differences: impl Iterator<Item = (usize, usize, &'a str)>) -> Arc<str> {
    let mut out = String::with_capacity(text.len() + 256);
    let mut at = 0;
    for (start, length, words) in differences {
        out.push_str(text.get(at..start).unwrap_or_default());
        out.push_str(words);
        at = start + length;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_can_be_taken_back_and_knows_where_things_went() {
        let text = "<a/><b/><c/>";
        let splices = vec![
            Splice::remove(4..8),
            Splice { range: 12..12, pieces: vec![Piece::New("<g>".to_owned()), Piece::Keep(4..8)] },
            Splice::insert(12, "</g>"),
            Splice::replace(1..2, "x"),
        ];
        let patched = patch(text, splices);
        assert_eq!(&*patched.text, "<x/><c/><g><b/></g>");
        assert_eq!(patched.change.forward(text), patched.text);
        assert_eq!(&*patched.change.backward(&patched.text), text);
        let origins = patched.origins(&[0, 4, 8]);
        assert_eq!(origins, HashMap::from([(0, 0), (4, 8), (11, 4)]));
    }
}
