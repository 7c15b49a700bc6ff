//! What a person names as one fax, as files: documents as they are, folders as the documents in them.

use std::cmp::Ordering;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::document::DocumentFormat;

/// Documents of one folder at the most.
const FOLDER_MAX: usize = 10_000;

/// A document of a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in octets when it was looked at.
    pub octets: u64,
    /// The folder that was named, for one that was found in it.
    pub folder: Option<PathBuf>,
}

/// The documents of a fax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// In the order of their pages.
    pub files: Vec<SourceFile>,
    /// What a person should know, one sentence each, with the path last.
    pub warnings: Vec<String>,
}

/// A name that gives no document.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It cannot be looked at.
    #[error("the file or folder cannot be looked at ({source}): {path}", path = path.display())]
    Unreadable {
        /// What was named.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder without any document.
    #[error("the folder has no documents that can be faxed: {path}", path = path.display())]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A folder with very many documents.
    #[error("the folder has more than {FOLDER_MAX} files; send part of them: {path}", path = path.display())]
    TooMany {
        /// The folder.
        path: PathBuf,
    },
}

/// Finds the documents behind what a person named, in that order. A folder stands for the documents in it, not for
/// those in the folders inside, in the order people count (`a2` before `a10`); hidden files are left out, and so are,
/// with a warning, those of unknown kinds. A file that was named itself is always in, whatever its name.
///
/// # Errors
/// [`SourceError`] for the first name that gives nothing.
pub fn expand(named: &[PathBuf]) -> Result<Sources, SourceError> {
    let mut sources = Sources::default();
    for path in named {
        let about = fs::metadata(path).map_err(|source| SourceError::Unreadable { path: path.clone(), source })?;
        if about.is_dir() {
            folder(path, &mut sources)?;
        } else {
            sources.files.push(SourceFile { path: path.clone(), octets: about.len(), folder: None });
        }
    }
    Ok(sources)
}

fn folder(path: &Path, sources: &mut Sources) -> Result<(), SourceError> {
    let unreadable = |source| SourceError::Unreadable { path: path.to_owned(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        names.push(entry.map_err(unreadable)?.file_name());
        if names.len() > FOLDER_MAX {
            return Err(SourceError::TooMany { path: path.to_owned() });
        }
    }
    names.sort_by(|one, other| natural(&one.to_string_lossy(), &other.to_string_lossy()));
    let before = sources.files.len();
    for name in names {
        let file = path.join(&name);
        let mut skip = |why: &str| sources.warnings.push(format!("{why}: {}", file.display()));
        let name = name.to_string_lossy();
        // Hidden ones, and what editors and office programs leave beside an open document.
        if name.starts_with('.') || name.starts_with("~$") || name.ends_with('~') {
            continue;
        }
        let about = match fs::metadata(&file) {
            Ok(about) => about,
            Err(error) => {
                skip(&format!("Left out, it cannot be looked at ({error})"));
                continue;
            }
        };
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let is_known = ending.is_some_and(|ending| DocumentFormat::EXTENSIONS.contains(&ending.as_str()));
        match () {
            () if about.is_dir() => skip("Left out, folders inside of folders are not looked into"),
            () if !about.is_file() => skip("Left out, it is no file"),
            () if !is_known => skip("Left out, it is of no known kind"),
            () if about.len() == 0 => skip("Left out, it is empty"),
            () => {
                let folder = Some(path.to_owned());
                sources.files.push(SourceFile { path: file, octets: about.len(), folder });
            }
        }
    }
    if sources.files.len() == before {
        return Err(SourceError::EmptyFolder { path: path.to_owned() });
    }
    Ok(())
}

/// The order people count in: numbers by value, letters without regard to case; what is the same in both ways in the
/// order of its characters, so that the order is a total one.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    loop {
        let ((number, rest), (other_number, other_rest)) = (digits(left), digits(right));
        if !number.is_empty() && !other_number.is_empty() {
            let (value, other_value) = (number.trim_start_matches('0'), other_number.trim_start_matches('0'));
            let order = value.len().cmp(&other_value.len()).then_with(|| value.cmp(other_value));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (rest, other_rest);
            continue;
        }
        let (mut letters, mut other_letters) = (left.chars(), right.chars());
        match (letters.next(), other_letters.next()) {
            (None, None) => return one.cmp(other),
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(letter), Some(other_letter)) => {
                let order = letter.to_lowercase().cmp(other_letter.to_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
            }
        }
        (left, right) = (letters.as_str(), other_letters.as_str());
    }
}

/// The digits of ASCII that a text begins with, and the rest.
fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(sources: &Sources) -> Vec<String> {
        sources.files.iter().map(|file| file.path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_folder_is_its_documents_in_the_order_people_count() {
        let dir = tempfile::tempdir().unwrap();
        for name in
            ["a10.txt", "a2.PDF", "B1.tif", "a02.txt", ".hidden.txt", "~$a2.docx", "old.txt~", "program.exe", "none"]
        {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        fs::write(dir.path().join("empty.txt"), "").unwrap();
        fs::create_dir(dir.path().join("inside.txt")).unwrap();
        fs::write(dir.path().join("inside.txt").join("deep.txt"), "x").unwrap();
        let named = dir.path().join("program.exe");
        let sources = expand(&[named.clone(), dir.path().to_owned(), dir.path().join("a10.txt")]).unwrap();
        assert_eq!(names(&sources), ["program.exe", "a2.PDF", "a02.txt", "a10.txt", "B1.tif", "a10.txt"]);
        assert_eq!(sources.files[0], SourceFile { path: named, octets: 1, folder: None });
        assert_eq!(sources.files[1].folder.as_deref(), Some(dir.path()));
        let mut warned = sources.warnings.iter().map(|warning| warning.rsplit(['/', '\\']).next().unwrap());
        assert_eq!(warned.by_ref().collect::<Vec<_>>(), ["empty.txt", "inside.txt", "none", "program.exe"]);
        assert!(sources.warnings[1].contains("folders inside"), "{:?}", sources.warnings);
    }

    #[test]
    fn what_gives_no_document_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().to_owned();
        assert!(matches!(expand(std::slice::from_ref(&path)), Err(SourceError::EmptyFolder { .. })));
        fs::write(path.join("x.exe"), "x").unwrap();
        assert!(expand(std::slice::from_ref(&path)).unwrap_err().to_string().contains("no documents"));
        let gone = expand(&[path.join("gone.pdf")]).unwrap_err();
        assert!(matches!(&gone, SourceError::Unreadable { source, .. } if source.kind() == io::ErrorKind::NotFound));
        assert_eq!(expand(&[]).unwrap(), Sources::default());
    }

    #[test]
    fn numbers_count_by_value_and_letters_without_case() {
        let mut names = ["b", "A10x", "a9", "a010w", "a9b1", "", "10", "9", "a", "ä"];
        names.sort_by(|one, other| natural(one, other));
        assert_eq!(names, ["", "9", "10", "a", "a9", "a9b1", "a010w", "A10x", "b", "ä"]);
    }

    proptest! {
        #[test]
        fn the_order_is_total(mut names in prop::collection::vec("[aAb0-2]{0,6}", 0..12)) {
            names.sort_by(|one, other| natural(one, other));
            for (place, one) in names.iter().enumerate() {
                for other in &names[place..] {
                    prop_assert!(natural(one, other) != Ordering::Greater);
                    prop_assert_eq!(natural(one, other), natural(other, one).reverse());
                    prop_assert_eq!(natural(one, other) == Ordering::Equal, one == other);
                }
            }
        }
    }
}
