//! Why a document could not be read or written: what happened, why, what to do. The file's name is not in the
//! text; whoever opened the file knows it and puts it last.

use std::time::Duration;

use super::DocumentFormat;

/// A document that could not be turned into fax pages, or pages that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Not a single octet.
    #[error("the file is empty; choose a file with content")]
    Empty,
    /// Of a kind Faxwell does not read.
    #[error("the file is {found}, which Faxwell cannot read; save it as {} and try again", DocumentFormat::accepted())]
    Unsupported {
        /// What it seems to be, as words that follow "is".
        found: String,
    },
    /// Encrypted, and no password was given.
    #[error("the PDF is protected by a password; give the password, or save the PDF without protection")]
    PasswordNeeded,
    /// Encrypted, and the given password does not open it.
    #[error("the password does not open the PDF; check it and try again")]
    WrongPassword,
    /// Encrypted in a way no renderer here knows.
    #[error("the PDF is encrypted in an unknown way ({detail}); save it without protection and try again")]
    UnknownEncryption {
        /// What the renderer said.
        detail: String,
    },
    /// The data breaks its format's rules so badly that the pages cannot be had.
    #[error("the {format} file is damaged: {detail}; open it in the program that made it and save it again")]
    Damaged {
        /// What the file claims to be.
        format: DocumentFormat,
        /// What is wrong.
        detail: String,
    },
    /// Well-formed, but with nothing to send.
    #[error("the {format} file has no pages; choose a document with at least one page")]
    NoPages {
        /// What the file is.
        format: DocumentFormat,
    },
    /// Beyond what fits on fax paper or in memory.
    #[error("{what} is too large ({found}; the limit is {limit}); make it smaller and try again")]
    TooLarge {
        /// What is too large, as the subject of a sentence.
        what: String,
        /// Its size.
        found: String,
        /// The largest that is accepted.
        limit: String,
    },
    /// Drawing took longer than it may; whatever was drawing has been ended.
    #[error("{} took longer than {} s to draw; print the document to a new PDF, or as pictures, and try again",
        subject(.page), .limit.as_secs())]
    TooSlow {
        /// The page, counted from 1; the document before its first page if there is none.
        page: Option<u32>,
        /// What it may take.
        limit: Duration,
    },
    /// LibreOffice is not installed.
    #[error(
        "LibreOffice is needed to read {format} documents; install it (libreoffice.org), or save the document as PDF"
    )]
    OfficeMissing {
        /// What the file is.
        format: DocumentFormat,
    },
    /// LibreOffice makes no PDF of it.
    #[error(
        "LibreOffice cannot convert the {format} document ({detail}); open it in the program that made it and save it as PDF"
    )]
    Office {
        /// What the file is.
        format: DocumentFormat,
        /// Why, as far as that is known.
        detail: String,
    },
    /// The folder that other programs work in cannot be used.
    #[error("the folder for temporary files cannot be used ({0}); free some space there")]
    Scratch(#[source] std::io::Error),
    /// A page was asked for that the file does not have.
    #[error("there is no page {page}; the document has {pages}")]
    NoSuchPage {
        /// The page, counted from 1.
        page: u32,
        /// Pages there are.
        pages: u32,
    },
    /// A page could not be written.
    #[error("a page could not be written")]
    Write(#[from] std::io::Error),
}

fn subject(page: &Option<u32>) -> String {
    page.map_or_else(|| "the document".to_owned(), |page| format!("page {page}"))
}

impl DocumentError {
    pub(super) fn damaged(format: DocumentFormat, detail: impl Into<String>) -> Self {
        Self::Damaged { format, detail: detail.into() }
    }
}

/// Runs a reader over outside bytes. A panic in it (a fault of the reader, met by a hostile file) is an error like any
/// other; nothing that the closure has touched is used afterwards.
pub(super) fn guarded<T>(
    format: DocumentFormat,
    read: impl FnOnce() -> Result<T, DocumentError>,
) -> Result<T, DocumentError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(DocumentError::damaged(format, "it makes the reader fail")))
}
