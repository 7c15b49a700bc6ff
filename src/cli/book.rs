//! `book`: the phone book listed, changed, imported, exported, and learned from received faxes.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::export::write;
use super::screen::{Table, plain};
use super::{CliError, Exit, Here, Screen, when};
use crate::api::FaxServer;
use crate::model::{
    BookEntry, BookEntryId, BookFormat, BookGroup, BookImport, BookNumber, BookQuery, Content, FaxNumber, JobId,
    NumberNote, Person, StationId,
};

/// What to do with the phone book.
#[derive(Debug, Subcommand)]
pub enum BookTask {
    /// List people, all or those that fit
    List(ListArgs),
    /// Show an entry
    Show {
        /// Its number, or a name that only one has
        who: String,
    },
    /// Put somebody in
    #[command(after_help = FIELD_HELP)]
    Add(AddArgs),
    /// Change an entry
    #[command(after_help = FIELD_HELP)]
    Set(SetArgs),
    /// Take entries out
    Remove {
        /// Their numbers, or names that only one has
        #[arg(required = true)]
        who: Vec<String>,
    },
    /// Read a vCard file or a table; who is there already gets only what is new
    #[command(after_help = IMPORT_HELP)]
    Import(ImportArgs),
    /// Write a vCard file (.vcf) or a table (.csv)
    Export(BookExportArgs),
    /// List groups, or change them
    Groups {
        /// What to do; nothing lists them.
        #[command(subcommand)]
        action: Option<GroupTask>,
    },
    /// Give the sender of a received fax a name: all its faxes, old and new, are shown with it
    Learn {
        /// The received fax
        #[arg(value_name = "JOB", value_parser = super::values::job_id)]
        job: JobId,
        /// Who sent it: a new name, or an entry's name or #number
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Say what is known of numbers: whose they are, whether they were ever called, whether they keep failing
    Check {
        /// Numbers as you would dial them
        #[arg(required = true, value_name = "NUMBER")]
        numbers: Vec<FaxNumber>,
    },
}

const FIELD_HELP: &str = "\
Fields: name, company, title, department, office_location, street_address, city, state, zip_code, country, \
office_phone, home_phone, email, billing_code, notes, language, cover (the cover page it gets by itself), \
favourite (on or off), groups and station_ids (each with ; between several), csid (what the machine at the first number \
calls itself). \\n begins a new line in street_address and notes. An empty value empties the field.

Examples:
  faxwell book add 'Dr. Ohm' --fax '+49 30 5557 0142=Praxis' company='Praxis Ohm' groups='Doctors; Berlin'
  faxwell book set 'Dr. Ohm' csid='+49 30 55570142' favourite=on
  faxwell book set 12 --fax 1002 --no-fax '030 5557 0142'
  faxwell send --to @'Dr. Ohm' --to @Doctors letter.pdf";

const IMPORT_HELP: &str = "\
vCard 2.1, 3.0 and 4.0; tables with the headings of `book export`, of Outlook and of Google, in English or German, with \
commas, semicolons or tabs; in UTF-8, UTF-16 or a western encoding. Whoever has no fax number is skipped and told.

Examples:
  faxwell book import contacts.vcf
  faxwell book import contacts.csv --dry-run --json";

/// Arguments of `book list`.
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// Words that must all be found: in names, companies, numbers, groups, notes
    pub words: Vec<String>,
    /// People of this group
    #[arg(long, value_name = "NAME")]
    pub group: Option<String>,
    /// Favourites
    #[arg(long)]
    pub favourites: bool,
}

impl ListArgs {
    fn query(&self) -> BookQuery {
        BookQuery {
            text: self.words.join(" "),
            group: self.group.clone(),
            favourites: self.favourites,
            ..BookQuery::default()
        }
    }
}

/// Arguments of `book add`.
#[derive(Clone, Debug, Args)]
pub struct AddArgs {
    /// The name; empty for an organisation alone
    pub name: String,
    /// A fax number as it is dialled, and what kind it is; may be repeated, the usual one first
    #[arg(long, required = true, value_name = "NUMBER[=KIND]", value_parser = number)]
    pub fax: Vec<BookNumber>,
    /// Other fields
    #[arg(value_name = "FIELD=VALUE", value_parser = super::values::assignment)]
    pub fields: Vec<(String, String)>,
}

/// Arguments of `book set`.
#[derive(Clone, Debug, Args)]
pub struct SetArgs {
    /// The entry's number, or a name that only one has
    pub who: String,
    /// A fax number more, and what kind it is; a known one gets the kind
    #[arg(long, value_name = "NUMBER[=KIND]", value_parser = number)]
    pub fax: Vec<BookNumber>,
    /// A fax number less
    #[arg(long, value_name = "NUMBER")]
    pub no_fax: Vec<FaxNumber>,
    /// Fields
    #[arg(value_name = "FIELD=VALUE", value_parser = super::values::assignment)]
    pub fields: Vec<(String, String)>,
}

/// Arguments of `book import`.
#[derive(Clone, Debug, Args)]
pub struct ImportArgs {
    /// The file
    #[arg(value_name = "FILE.{vcf,csv}")]
    pub file: PathBuf,
    /// Its form: vcard or csv [default: found out]
    #[arg(long)]
    pub format: Option<BookFormat>,
    /// Take a telephone number for a fax number where somebody has no other
    #[arg(long)]
    pub any_number: bool,
    /// Only say what would become of it
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `book export`.
#[derive(Clone, Debug, Args)]
pub struct BookExportArgs {
    /// The file to write, by its ending: .vcf or .csv
    #[arg(value_name = "OUT.{vcf,csv}")]
    pub out: PathBuf,
    /// Its form: vcard (4.0), vcard3 (3.0) or csv [default: by its ending]
    #[arg(long)]
    pub format: Option<BookFormat>,
    /// Whom.
    #[command(flatten)]
    pub whom: ListArgs,
}

/// What to do with groups.
#[derive(Debug, Subcommand)]
pub enum GroupTask {
    /// List groups
    List,
    /// Make a group, or put people into one
    Add {
        /// The group
        name: String,
        /// Numbers of entries, or names that only one has
        who: Vec<String>,
        /// Notes on the group
        #[arg(long)]
        notes: Option<String>,
    },
    /// Take people out of a group
    Take {
        /// The group
        name: String,
        /// Numbers of entries, or names that only one has
        #[arg(required = true)]
        who: Vec<String>,
    },
    /// Give a group another name
    Rename {
        /// Which
        name: String,
        /// Its new name
        to: String,
    },
    /// Forget a group; the people stay in the book
    Remove {
        /// Which
        name: String,
    },
}

pub(super) async fn act(task: &BookTask, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<Exit, CliError> {
    match task {
        BookTask::List(args) => list(args, fax, screen).await?,
        BookTask::Show { who } => show(&one(who, fax).await?, here, screen)?,
        BookTask::Add(args) => {
            let mut entry = BookEntry { numbers: args.fax.clone(), ..BookEntry::default() };
            args.name.clone_into(&mut entry.person.name);
            save(entry, &args.fields, fax, here, screen).await?;
        }
        BookTask::Set(args) => {
            let mut entry = one(&args.who, fax).await?;
            for number in &args.no_fax {
                let before = entry.numbers.len();
                entry.numbers.retain(|old| old.number.dialled() != number.dialled());
                if entry.numbers.len() == before {
                    return Err(CliError::NoSuchThing(format!("{} has no number {number}", entry.label())));
                }
            }
            for new in &args.fax {
                match entry.numbers.iter_mut().find(|old| old.number.dialled() == new.number.dialled()) {
                    Some(old) => old.label.clone_from(&new.label),
                    None => entry.numbers.push(new.clone()),
                }
            }
            save(entry, &args.fields, fax, here, screen).await?;
        }
        BookTask::Remove { who } => {
            let mut entries = Vec::new();
            for who in who {
                entries.push(one(who, fax).await?);
            }
            fax.remove_book_entries(entries.iter().map(|entry| entry.id).collect()).await?;
            if screen.json {
                screen.value(&entries)?;
            } else {
                for entry in &entries {
                    screen.line(&plain(&format!("{} is out of the phone book", entry.label())))?;
                }
            }
        }
        BookTask::Import(args) => return import(args, fax, screen).await,
        BookTask::Export(args) => export(args, fax, screen).await?,
        BookTask::Groups { action } => groups(action.as_ref(), fax, screen).await?,
        BookTask::Learn { job, name } => {
            let entry = fax.learn_sender(*job, name.clone()).await?;
            if screen.json {
                screen.value(&entry)?;
            } else {
                let known = known_by(&entry);
                screen.line(&plain(&format!("Faxes from {known} are from {} now", entry.label())))?;
            }
        }
        BookTask::Check { numbers } => check(fax.number_notes(numbers.clone()).await?, here, screen)?,
    }
    Ok(Exit::Done)
}

async fn list(args: &ListArgs, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let entries = all(args.query(), fax).await?;
    if screen.json {
        return screen.value(&entries);
    }
    let mut table = Table::new(&["ID", "NAME", "COMPANY", "FAX", "GROUPS"]);
    for entry in &entries {
        let company = if entry.person.name.is_empty() { "" } else { &entry.person.company };
        table.row([
            entry.id.to_string(),
            entry.label().to_owned(),
            company.to_owned(),
            entry.numbers.iter().map(BookNumber::text).collect::<Vec<_>>().join(", "),
            entry.groups.join(", "),
        ]);
    }
    let looked = !args.words.is_empty() || args.group.is_some() || args.favourites;
    screen.table(&table, if looked { "Nobody fits" } else { "The phone book is empty" })
}

/// Everybody who fits, piece by piece.
async fn all(query: BookQuery, fax: &FaxServer) -> Result<Vec<BookEntry>, CliError> {
    let mut entries = Vec::new();
    loop {
        let offset = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let page = fax.book(BookQuery { offset, limit: BookQuery::LIMIT, ..query.clone() }).await?;
        let last = page.entries.is_empty();
        entries.extend(page.entries);
        if last || entries.len() >= page.total as usize {
            return Ok(entries);
        }
    }
}

/// The entry that is meant: by its number, or by a name that only one has.
async fn one(who: &str, fax: &FaxServer) -> Result<BookEntry, CliError> {
    if let Ok(id) = who.parse::<BookEntryId>() {
        return Ok(fax.book_entry(id).await?);
    }
    let found = all(BookQuery { text: who.to_owned(), ..BookQuery::default() }, fax).await?;
    let wanted = who.trim().to_lowercase();
    let is_called = |entry: &&BookEntry| {
        [&entry.person.name, &entry.person.company].into_iter().any(|name| name.to_lowercase() == wanted)
    };
    let exact: Vec<&BookEntry> = found.iter().filter(is_called).collect();
    let fits = if exact.is_empty() { found.iter().collect() } else { exact };
    match fits.as_slice() {
        [entry] => Ok((*entry).clone()),
        [] => {
            Err(CliError::NoSuchThing(format!("nobody in the phone book is called {who:?}; see `faxwell book list`")))
        }
        several => {
            let names: Vec<String> =
                several.iter().take(10).map(|entry| format!("{} ({})", entry.id, entry.label())).collect();
            let problem = format!("{who:?} may mean several; give the number of one: {}", names.join(", "));
            Err(CliError::Usage(problem))
        }
    }
}

fn show(entry: &BookEntry, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(entry);
    }
    let mut text = format!("Entry {}: {}\n", entry.id, plain(entry.label()));
    let mut say = |key: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("  {key:<16}{}\n", plain(&value.replace('\n', ", "))));
        }
    };
    for number in &entry.numbers {
        let mut value = number.text().to_owned();
        for (word, what) in [("", &number.label), ("answers as ", &number.csid.to_string())] {
            if !what.is_empty() {
                value.push_str(&format!("; {word}{what}"));
            }
        }
        say("fax", &value);
    }
    for name in Person::FIELDS {
        say(name, entry.person.field(name).unwrap_or_default());
    }
    let ids: Vec<&str> = entry.station_ids.iter().map(StationId::as_str).collect();
    say("station_ids", &ids.join("; "));
    say("groups", &entry.groups.join("; "));
    say("language", &entry.language);
    say("cover", &entry.cover);
    say("favourite", if entry.favourite { "on" } else { "" });
    say("notes", &entry.notes);
    say("changed", &when::minute(Some(entry.changed_at), &here.zone));
    screen.line(text.trim_end())
}

async fn save(
    mut entry: BookEntry,
    fields: &[(String, String)],
    fax: &FaxServer,
    here: &Here,
    screen: &mut Screen,
) -> Result<(), CliError> {
    for (key, value) in fields {
        set(&mut entry, key, value)?;
    }
    show(&fax.save_book_entry(entry).await?, here, screen)
}

fn set(entry: &mut BookEntry, key: &str, value: &str) -> Result<(), CliError> {
    let list = || value.split(';').map(str::trim).filter(|text| !text.is_empty());
    match key {
        "notes" => entry.notes = value.replace("\\n", "\n"),
        "language" => value.clone_into(&mut entry.language),
        "cover" => value.clone_into(&mut entry.cover),
        "groups" => entry.groups = list().map(str::to_owned).collect(),
        "station_ids" => entry.station_ids = list().map(station).collect::<Result<_, _>>()?,
        "csid" => match entry.numbers.first_mut() {
            Some(number) => number.csid = station(value)?,
            None => return Err(CliError::Usage("csid belongs to a fax number; give one with --fax".to_owned())),
        },
        "favourite" => {
            entry.favourite = match value {
                "true" | "on" | "yes" | "1" => true,
                "false" | "off" | "no" | "0" | "" => false,
                _ => return Err(CliError::Usage(format!("favourite takes on or off, not {value:?}"))),
            }
        }
        "fax_number" => return Err(CliError::Usage("fax numbers are given with --fax and --no-fax".to_owned())),
        _ => match entry.person.field_mut(key) {
            Some(field) => *field = value.replace("\\n", "\n"),
            None => {
                let problem = format!("an entry has no {key:?}; `faxwell book set --help` lists the fields");
                return Err(CliError::NoSuchThing(problem));
            }
        },
    }
    Ok(())
}

fn station(text: &str) -> Result<StationId, CliError> {
    let fits = text.len() <= StationId::MAX_CHARS && text.chars().all(|c| (' '..='~').contains(&c));
    if fits {
        Ok(StationId::new(text))
    } else {
        let problem = format!("a station identification has at most 20 printable ASCII characters, not {text:?}");
        Err(CliError::Usage(problem))
    }
}

async fn import(args: &ImportArgs, fax: &FaxServer, screen: &mut Screen) -> Result<Exit, CliError> {
    let octets = fs::read(&args.file).map_err(|source| CliError::file("reading", &args.file, source))?;
    let content = Content(octets.into());
    let report = fax.import_book(content, args.format, args.any_number, args.dry_run).await?;
    if screen.json {
        screen.value(&report)?;
    } else {
        screen.line(&summary(&report, args.dry_run))?;
        for problem in &report.problems {
            let who = if problem.name.is_empty() { String::new() } else { format!(", {}", problem.name) };
            screen.remark(&format!("Line {}{who}: {}", problem.line, problem.reason));
        }
        let told = u32::try_from(report.problems.len()).unwrap_or(u32::MAX);
        if report.skipped > told {
            screen.remark(&format!("… and {} more", report.skipped - told));
        }
    }
    // Nothing in it was of use: whoever runs this in a script wants to know.
    let nothing = report.read > 0 && report.skipped == report.read;
    Ok(if nothing { Exit::Failed } else { Exit::Done })
}

fn summary(report: &BookImport, dry_run: bool) -> String {
    let BookImport { read, added, updated, unchanged, skipped, .. } = report;
    let would = if dry_run { "would be " } else { "" };
    format!("{read} read: {added} {would}added, {updated} {would}updated, {unchanged} unchanged, {skipped} skipped")
}

async fn export(args: &BookExportArgs, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let format = match args.format {
        Some(format) => format,
        None => format_of(&args.out).ok_or_else(|| {
            let path = args.out.display();
            CliError::Usage(format!("the file's ending must be .vcf or .csv, or --format says what it is: {path}"))
        })?,
    };
    let octets = fax.export_book(args.whom.query(), format).await?;
    let file = write(&args.out, &octets)?;
    if screen.json {
        return screen.value(&serde_json::json!({ "files": [file], "octets": octets.len() }));
    }
    screen.line(&file.display().to_string())
}

fn format_of(path: &Path) -> Option<BookFormat> {
    let ending = path.extension()?.to_string_lossy().to_ascii_lowercase();
    match ending.as_str() {
        "vcf" | "vcard" => Some(BookFormat::VCard),
        "csv" => Some(BookFormat::Csv),
        _ => None,
    }
}

async fn groups(action: Option<&GroupTask>, fax: &FaxServer, screen: &mut Screen) -> Result<(), CliError> {
    let groups = match action {
        None | Some(GroupTask::List) => fax.book_groups().await?,
        Some(GroupTask::Add { name, who, notes }) => {
            let mut entries = Vec::new();
            for who in who {
                entries.push(one(who, fax).await?);
            }
            fax.save_book_group(name.clone(), None, notes.clone()).await?;
            for mut entry in entries {
                entry.groups.push(name.clone());
                fax.save_book_entry(entry).await?;
            }
            fax.book_groups().await?
        }
        Some(GroupTask::Take { name, who }) => {
            let wanted = name.trim().to_lowercase();
            for who in who {
                let mut entry = one(who, fax).await?;
                let before = entry.groups.len();
                entry.groups.retain(|group| group.to_lowercase() != wanted);
                if entry.groups.len() == before {
                    return Err(CliError::NoSuchThing(format!("{} is not in the group {name:?}", entry.label())));
                }
                fax.save_book_entry(entry).await?;
            }
            fax.book_groups().await?
        }
        Some(GroupTask::Rename { name, to }) => fax.save_book_group(name.clone(), Some(to.clone()), None).await?,
        Some(GroupTask::Remove { name }) => fax.remove_book_group(name.clone()).await?,
    };
    if screen.json {
        return screen.value(&groups);
    }
    let mut table = Table::new(&["GROUP", "PEOPLE", "NOTES"]);
    for BookGroup { name, notes, members } in groups {
        table.row([name, members.to_string(), notes.replace('\n', ", ")]);
    }
    screen.table(&table, "There are no groups")
}

fn check(notes: Vec<NumberNote>, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    if screen.json {
        return screen.value(&notes);
    }
    let mut table = Table::new(&["NUMBER", "NAME", "LAST CALL", "OUTCOME", "REMARK"]);
    for note in notes {
        let remark = match (note.first_use, note.failed_in_row) {
            (true, _) => "never called".to_owned(),
            (false, failed) if failed >= NumberNote::KEEPS_FAILING => format!("failed {failed} times in a row"),
            _ => String::new(),
        };
        table.row([
            note.shown,
            note.name,
            when::minute(note.last_at, &here.zone),
            super::words::cause(note.last_outcome).to_owned(),
            remark,
        ]);
    }
    screen.table(&table, "")
}

fn known_by(entry: &BookEntry) -> String {
    let numbers = entry.numbers.iter().map(|number| number.text().to_owned());
    let ids = entry.station_ids.iter().map(ToString::to_string);
    numbers.chain(ids).collect::<Vec<_>>().join(", ")
}

fn number(text: &str) -> Result<BookNumber, String> {
    let (number, label) = text.split_once('=').unwrap_or((text, ""));
    let number = FaxNumber::parse(number).map_err(|error| error.to_string())?;
    Ok(BookNumber { label: label.trim().to_owned(), ..BookNumber::new(number) })
}
