//! `new`: which documents the console starts with.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::{CliError, NewArgs};

/// The documents of `new` by their whole paths: the console may outlive the directory it was started in.
///
/// # Errors
/// [`CliError::File`] with the first one that is not there or cannot be looked at; [`CliError::Usage`] for a directory.
pub fn documents(args: &NewArgs) -> Result<Vec<PathBuf>, CliError> {
    let whole = |path: &PathBuf| {
        let found = fs::metadata(path).and_then(|found| io::Result::Ok((found, std::path::absolute(path)?)));
        match found {
            Ok((found, _)) if found.is_dir() => {
                Err(CliError::Usage(format!("this is a directory, not a document: {}", path.display())))
            }
            Ok((_, whole)) => Ok(whole),
            Err(source) => Err(CliError::file("finding the document", path, source)),
        }
    };
    args.files.iter().map(whole).collect()
}
