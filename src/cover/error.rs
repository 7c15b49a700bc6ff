//! What is wrong with a cover page, and where in its file.

/// A place in a file, as text editors count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

impl Place {
    /// The place of an octet; the end of the text when it lies beyond.
    #[must_use]
    pub fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let line = before.bytes().filter(|octet| *octet == b'\n').count() + 1;
        Self { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a file is no cover page, or why one cannot be drawn. The text says what is wrong; [`CoverError::place`] where,
/// [`CoverError::hint`] what helps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CoverError {
    /// The file is larger than any cover page needs.
    #[error("the file has {octets} octets; a cover page may have {limit}")]
    FileTooLarge {
        /// Octets of the file.
        octets: usize,
        /// Octets at the most.
        limit: usize,
    },
    /// The file is not text in UTF-8.
    #[error("{place}: the file is not written in UTF-8")]
    NotUtf8 {
        /// Of the first octet that is no UTF-8.
        place: Place,
    },
    /// The file is not well-formed XML.
    #[error("{place}: {what}")]
    NotXml {
        /// Where the reader stopped.
        place: Place,
        /// What the reader met.
        what: String,
    },
    /// The file is XML but its root is not `svg`.
    #[error("{place}: the file begins with <{root}>, not with <svg>")]
    NotSvg {
        /// Of the root.
        place: Place,
        /// Its name.
        root: String,
    },
    /// The document type declares entities, which can make a small file endless.
    #[error("{place}: the file declares entities of its own")]
    Entities {
        /// Of the declaration.
        place: Place,
    },
    /// Elements lie deeper in one another than any drawing needs.
    #[error("{place}: elements lie more than {limit} deep in one another")]
    TooDeep {
        /// Of the element that is too deep.
        place: Place,
        /// How deep they may lie.
        limit: usize,
    },
    /// Something is there too often.
    #[error("{place}: more than {limit} {what}")]
    TooMany {
        /// Where the limit was passed.
        place: Place,
        /// Of what.
        what: &'static str,
        /// As many as there may be.
        limit: usize,
    },
    /// The drawing takes longer than a page may.
    #[error("the drawing is too complex: {what}")]
    TooComplex {
        /// What takes the time.
        what: &'static str,
    },
    /// The size of the page is missing or makes no sense.
    #[error("{place}: the size of the page is missing or not between 50 and 1000 mm")]
    NoPaper {
        /// Of the root.
        place: Place,
    },
    /// The words do not fit on as many pages as covers may have.
    #[error("the note does not fit on {pages} pages of this cover")]
    NoteTooLong {
        /// Pages that were filled.
        pages: usize,
    },
    /// The library that reads SVG refuses the filled page.
    #[error("the page cannot be drawn: {what}")]
    NotDrawn {
        /// Its words.
        what: String,
    },
}

impl CoverError {
    /// Where in the file, when it is somewhere.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::NotUtf8 { place }
            | Self::NotXml { place, .. }
            | Self::NotSvg { place, .. }
            | Self::Entities { place }
            | Self::TooDeep { place, .. }
            | Self::TooMany { place, .. }
            | Self::NoPaper { place } => Some(*place),
            Self::FileTooLarge { .. } | Self::TooComplex { .. } | Self::NoteTooLong { .. } | Self::NotDrawn { .. } => {
                None
            }
        }
    }

    /// What helps, as one sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::FileTooLarge { .. } => "Embed smaller pictures: 200 pixels an inch are all that a fax shows.",
            Self::NotUtf8 { .. } => "Save the file as UTF-8.",
            Self::NotXml { .. } => {
                "Open the file in a text editor at this place, or save it anew in a drawing program."
            }
            Self::NotSvg { .. } => "Choose a file in SVG; other formats can be exported as SVG by a drawing program.",
            Self::Entities { .. } => "Save the file as plain SVG, without entities in its document type.",
            Self::TooDeep { .. } => "Ungroup the groups within groups.",
            Self::TooMany { .. } | Self::TooComplex { .. } => {
                "Simplify the drawing, or embed the complex part as a picture in PNG."
            }
            Self::NoPaper { .. } => {
                "Give the root a width and a height in mm, such as width=\"210mm\" height=\"297mm\"."
            }
            Self::NoteTooLong { .. } => "Shorten the note, or send it as a document of its own.",
            Self::NotDrawn { .. } => "Open the file in a drawing program and save it as plain SVG.",
        }
    }
}

/// Something in a cover page that is not drawn, or not as it was meant. It is drawn without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where in the file.
    pub place: Place,
    /// What it is.
    pub kind: WarningKind,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.kind)
    }
}

/// What a cover page does not get.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WarningKind {
    /// A field that does not exist; it stays empty.
    #[error("there is no field {name:?}{}; it stays empty", Suggestion(.like))]
    UnknownField {
        /// As it is written.
        name: String,
        /// The field whose name is most like it.
        like: Option<&'static str>,
    },
    /// An attribute of ours with a value it cannot have; it counts as not written.
    #[error("{attribute}={value:?} is not understood; use {expected}")]
    BadAttribute {
        /// Its name.
        attribute: &'static str,
        /// As it is written.
        value: String,
        /// What it may be.
        expected: &'static str,
    },
    /// An element that could do something else than be drawn: scripts, foreign content, animation.
    #[error("<{name}> is left out: a cover page is a picture that stands still")]
    ActiveElement {
        /// Its name.
        name: String,
    },
    /// Filter effects.
    #[error("filter effects are left out: they do not outlive black and white")]
    Filter,
    /// A link to something outside the file.
    #[error("{address:?} is left out: nothing outside the file is read")]
    Outside {
        /// Its beginning.
        address: String,
    },
    /// A picture that is broken, of an unknown kind, or larger than a fax could show.
    #[error("a picture is left out: {why}")]
    Picture {
        /// What is wrong with it.
        why: &'static str,
    },
    /// An element that contains itself by reference.
    #[error("<use> of an element within itself is left out")]
    Recursion,
}

/// ` (did you mean …?)`
struct Suggestion<'a>(&'a Option<&'static str>);

impl std::fmt::Display for Suggestion<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(name) => write!(f, " (did you mean {name:?}?)"),
            None => Ok(()),
        }
    }
}
