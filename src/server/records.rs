//! Phone book, journal and statistics as resources: further rows of the table in [`super::resources`].

use axum::http::Method;

use super::answer::shapes;
use super::resources::Answer::{self, File, Json, Nothing};
use super::resources::{Input, Operation, SchemaOf, invalid, of};
use crate::api::{Command, FaxError};
use crate::model::{
    BookEntry, BookEntryId, BookFormat, BookGroup, BookImport, BookPage, BookQuery, Content, FaxNumber, JobId,
    JournalCheck, JournalFilter, NumberNote, Statistics, Timestamp,
};

bodies! {
    /// A group's new name and notes; what is absent stays.
    GroupChange { #[serde(default)] rename: Option<String>, #[serde(default)] notes: Option<String>, }
    /// A file of another program, or our own.
    BookFile {
        content: Content,
        #[serde(default)] format: Option<BookFormat>,
        #[serde(default)] any_number: bool,
        #[serde(default)] dry_run: bool,
    }
    /// Names of people and groups, `#12`, words that only one has.
    Names { names: Vec<String>, }
    /// Numbers as they would be dialled.
    Numbers { numbers: Vec<FaxNumber>, }
    /// Who has sent a fax: a name, or `#12` for an entry.
    Sender { job: JobId, name: String, }
}

/// What may be asked of lists of people.
const PEOPLE: &[(&str, &str, SchemaOf)] = &[
    ("text", "Words that all must be found", of::<String>),
    ("group", "People of this group alone", of::<String>),
    ("favourites", "Favourites alone", of::<bool>),
    ("offset", "People before the first wanted", of::<u32>),
    ("limit", "How many at the most, 1 to 500; as many when absent", of::<u32>),
];

/// What may be asked of a phone book as a file.
const FILE: &[(&str, &str, SchemaOf)] = &[
    ("text", "Words that all must be found", of::<String>),
    ("group", "People of this group alone", of::<String>),
    ("favourites", "Favourites alone", of::<bool>),
    ("format", "Which form; vCard 4.0 when absent", of::<BookFormat>),
];

/// What may be asked of the journal.
const ENTRIES: &[(&str, &str, SchemaOf)] = &[
    ("since", "From this moment on, milliseconds since 1970", of::<Timestamp>),
    ("until", "Before this moment", of::<Timestamp>),
    ("actor", "By this user; - is the program by itself", of::<String>),
    ("kind", "Of this kind: what stands before the point in `action`", of::<String>),
    ("object", "About this object", of::<String>),
    ("text", "With this text anywhere", of::<String>),
    ("newest", "Up to this number", of::<u64>),
    ("skip", "So many of the newest are left out", of::<u64>),
    ("limit", "How many at the most, 1 to 1000; 100 when absent", of::<u32>),
];

/// A stretch of time.
const SPAN: &[(&str, &str, SchemaOf)] = &[
    ("since", "From this moment on, milliseconds since 1970", of::<Timestamp>),
    ("until", "Before this moment", of::<Timestamp>),
];

fn person(input: &Input) -> Result<BookEntryId, FaxError> {
    input.part("entry").map(BookEntryId)
}

fn query(input: &Input) -> Result<BookQuery, FaxError> {
    Ok(BookQuery {
        text: input.words("text"),
        group: Some(input.words("group")).filter(|group| !group.is_empty()),
        favourites: input.ask("favourites")?.unwrap_or_default(),
        offset: input.ask("offset")?.unwrap_or_default(),
        limit: input.ask("limit")?.unwrap_or_default(),
    })
}

fn filter(input: &Input) -> Result<JournalFilter, FaxError> {
    let limit = input.ask::<u32>("limit")?.unwrap_or(100);
    if !(1..=JournalFilter::LIMIT).contains(&limit) {
        return Err(invalid(&format!("limit is 1 to {}", JournalFilter::LIMIT)));
    }
    Ok(JournalFilter {
        since: input.ask("since")?,
        until: input.ask("until")?,
        actor: input.words("actor"),
        kind: input.words("kind"),
        object: input.words("object"),
        text: input.words("text"),
        newest: input.ask("newest")?,
        skip: input.ask("skip")?.unwrap_or_default(),
        limit,
    })
}

/// Every request about records there is.
pub(super) fn operations() -> Vec<Operation> {
    let one = |method, path, summary, answer: Answer, command| Operation::new(method, path, summary, answer, command);
    vec![
        one(Method::GET, "/v1/book", "People of the phone book", Json(of::<BookPage>), |input| {
            Ok(Command::Book { query: query(input)? })
        })
        .asks(PEOPLE),
        one(Method::POST, "/v1/book", "Put somebody into the phone book: id 0", Json(of::<BookEntry>), |input| {
            let entry: BookEntry = input.body()?;
            if entry.id != BookEntryId::default() {
                return Err(invalid("a new entry has the id 0; PUT changes one that is there"));
            }
            Ok(Command::SaveBookEntry { entry: Box::new(entry) })
        })
        .takes(of::<BookEntry>),
        one(Method::GET, "/v1/book/{entry}", "An entry of the phone book", Json(of::<BookEntry>), |input| {
            Ok(Command::BookEntry { id: person(input)? })
        }),
        one(
            Method::PUT,
            "/v1/book/{entry}",
            "Change an entry; 409 when it is based on an old revision",
            Json(of::<BookEntry>),
            |input| {
                let entry = BookEntry { id: person(input)?, ..input.body()? };
                if entry.id == BookEntryId::default() {
                    return Err(invalid("an entry that is there has an id from 1"));
                }
                Ok(Command::SaveBookEntry { entry: Box::new(entry) })
            },
        )
        .takes(of::<BookEntry>),
        one(Method::DELETE, "/v1/book/{entry}", "Remove an entry", Nothing, |input| {
            Ok(Command::RemoveBookEntries { ids: vec![person(input)?] })
        }),
        one(Method::GET, "/v1/book_groups", "Groups of the phone book", Json(of::<Vec<BookGroup>>), |_| {
            Ok(Command::BookGroups)
        }),
        one(Method::PUT, "/v1/book_groups/{group}", "Make or change a group", Json(of::<Vec<BookGroup>>), |input| {
            let GroupChange { rename, notes } = input.body()?;
            Ok(Command::SaveBookGroup { name: input.part("group")?, rename, notes })
        })
        .takes(of::<GroupChange>),
        one(
            Method::DELETE,
            "/v1/book_groups/{group}",
            "Forget a group; people in it stay",
            Json(of::<Vec<BookGroup>>),
            |input| Ok(Command::RemoveBookGroup { name: input.part("group")? }),
        ),
        one(Method::POST, "/v1/book_import", "Read a file into the phone book", Json(of::<BookImport>), |input| {
            let BookFile { content, format, any_number, dry_run } = input.body()?;
            Ok(Command::ImportBook { content, format, any_number, dry_run })
        })
        .takes(of::<BookFile>),
        one(Method::GET, "/v1/book_export", "The phone book as a file", File("application/octet-stream"), |input| {
            Ok(Command::ExportBook { query: query(input)?, format: input.ask("format")?.unwrap_or_default() })
        })
        .asks(FILE),
        one(
            Method::POST,
            "/v1/book_recipients",
            "Recipients for names of people and groups",
            Json(of::<shapes::FoundRecipients>),
            |input| Ok(Command::FindRecipients { names: input.body::<Names>()?.names }),
        )
        .takes(of::<Names>),
        one(
            Method::POST,
            "/v1/book_notes",
            "What is known of numbers before they are dialled",
            Json(of::<Vec<NumberNote>>),
            |input| Ok(Command::NumberNotes { numbers: input.body::<Numbers>()?.numbers }),
        )
        .takes(of::<Numbers>),
        one(Method::POST, "/v1/book_sender", "Give the sender of a fax a name", Json(of::<BookEntry>), |input| {
            let Sender { job, name } = input.body()?;
            Ok(Command::LearnSender { job, name })
        })
        .takes(of::<Sender>),
        one(
            Method::GET,
            "/v1/journal",
            "Who did what, and every call, newest first",
            Json(of::<shapes::JournalEntries>),
            |input| Ok(Command::Journal { filter: filter(input)? }),
        )
        .asks(ENTRIES),
        one(
            Method::POST,
            "/v1/journal/verify",
            "Look whether every entry is as it was written",
            Json(of::<JournalCheck>),
            |_| Ok(Command::VerifyJournal),
        ),
        one(Method::GET, "/v1/statistics", "Figures of a stretch of time", Json(of::<Statistics>), |input| {
            let wanted = |name| input.ask::<Timestamp>(name)?.ok_or_else(|| invalid("since and until are needed"));
            Ok(Command::Statistics { since: wanted("since")?, until: wanted("until")? })
        })
        .asks(SPAN),
    ]
}
