//! `cover`: cover pages listed, kept, checked and drawn.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::export::{Form, write, write_pages};
use super::screen::Table;
use super::{CliError, Exit, Here, Screen, when};
use crate::api::{ErrorKind, FaxError, FaxServer};
use crate::cover::{Locale, Template, Warning};
use crate::document::{TiffFile, to_pdf};
use crate::model::{CoverChoice, CoverInfo, CoverScope, JobId, Resolution};

/// What to do with cover pages.
#[derive(Debug, Subcommand)]
pub enum CoverTask {
    /// List the cover pages there are
    List,
    /// Write the file of a cover page, SVG, to the standard output
    Show {
        /// Its name
        name: String,
    },
    /// Draw a cover page as it would go out
    #[command(after_help = RENDER_HELP)]
    Render(RenderArgs),
    /// Put a cover page on paper, with the system's print command
    #[command(after_help = RENDER_HELP)]
    Print(PrintArgs),
    /// Keep a new cover page: a copy of another one, or a file
    New {
        /// Its name: letters, digits, blanks, - _ and .
        name: String,
        /// What it begins as: the name of a cover page, or an SVG file
        #[arg(long, value_name = "NAME|FILE.svg", default_value = "business")]
        from: String,
        /// For yourself only; the server may forbid to send with it (server_covers_only)
        #[arg(long)]
        personal: bool,
        /// Take the place of the one of that name
        #[arg(long)]
        replace: bool,
    },
    /// Check a cover page: exit code 1 when it cannot be used, with the line at fault; what is not drawn is told, too
    Validate {
        /// An SVG file, or the name of a cover page
        #[arg(value_name = "FILE.svg|NAME")]
        cover: String,
    },
    /// Give a cover page another name
    Rename {
        /// Which
        name: String,
        /// Its new name
        to: String,
    },
    /// Forget a cover page
    Delete {
        /// Which
        name: String,
    },
}

const RENDER_HELP: &str = "\
Fields of --set are those of coverpages/README.md: recipient.name, recipient.company, sender.office_phone, \
message.subject, message.note, fax.pages, fax.time_sent (a time as for send --at), fax.job, … What is not set of the \
sender comes from the settings.

Examples:
  faxwell cover render medical cover.png --set recipient.name='Dr. Weiss' --set message.subject=Findings
  faxwell cover render business brief.pdf --locale de --set message.subject=Befunde
  faxwell cover render own.svg cover.pdf --resolution standard";

/// Arguments of `cover render`.
#[derive(Clone, Debug, Args)]
pub struct RenderArgs {
    /// The name of a cover page, or an SVG file
    #[arg(value_name = "NAME|FILE.svg")]
    pub cover: String,
    /// Where to: TIFF class F, PDF, or PNG (one file a page)
    #[arg(value_name = "OUT.{tif,pdf,png}")]
    pub out: PathBuf,
    /// What is on it.
    #[command(flatten)]
    pub words: WordsArgs,
    /// Raster of the pages: standard, fine, superfine, 300 or 400 per inch
    #[arg(long, default_value = "fine")]
    pub resolution: Resolution,
}

/// Arguments of `cover print`.
#[derive(Clone, Debug, Args)]
pub struct PrintArgs {
    /// The name of a cover page, or an SVG file
    #[arg(value_name = "NAME|FILE.svg")]
    pub cover: String,
    /// The printer [default: the system's]
    #[arg(long, value_name = "NAME")]
    pub printer: Option<String>,
    /// What is on it.
    #[command(flatten)]
    pub words: WordsArgs,
}

/// What a cover page says.
#[derive(Clone, Debug, Args)]
pub struct WordsArgs {
    /// What a field says
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = super::values::assignment)]
    pub set: Vec<(String, String)>,
    /// Language of labels, dates and numbers: en-US, en-GB, de, fr, es, it, nl or iso [default: the setting locale]
    #[arg(long, value_name = "LANGUAGE")]
    pub locale: Option<Locale>,
}

pub(super) async fn act(task: &CoverTask, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<Exit, CliError> {
    match task {
        CoverTask::List => list(fax, here, screen).await?,
        CoverTask::Show { name } => {
            let svg = fax.cover(name).await?;
            if screen.json { screen.value(&svg)? } else { screen.line(svg.trim_end())? }
        }
        CoverTask::Render(args) => render(args, fax, here, screen).await?,
        CoverTask::Print(args) => print(args, fax, here, screen).await?,
        CoverTask::New { name, from, personal, replace } => {
            if !replace && fax.covers().await?.iter().any(|cover| cover.name == *name) {
                let problem = format!("there is a cover page {name:?} already; --replace puts this one in its place");
                return Err(CliError::Usage(problem));
            }
            let svg = match file(from)? {
                Some(svg) => svg,
                None => fax.cover(from).await?,
            };
            let scope = if *personal { CoverScope::Personal } else { CoverScope::Common };
            let saved = fax.save_cover(name, scope, svg).await?;
            if screen.json { screen.value(&saved.first())? } else { screen.line(&format!("{name} is kept"))? }
        }
        CoverTask::Validate { cover } => return validate(cover, fax, screen).await,
        CoverTask::Rename { name, to } => {
            let renamed = fax.rename_cover(name, to).await?;
            if screen.json { screen.value(&renamed.first())? } else { screen.line(&format!("{name} is {to} now"))? }
        }
        CoverTask::Delete { name } => {
            fax.delete_cover(name).await?;
            if screen.json { screen.value(name)? } else { screen.line(&format!("{name} is deleted"))? }
        }
    }
    Ok(Exit::Done)
}

async fn list(fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let covers = fax.covers().await?;
    if screen.json {
        return screen.value(&covers);
    }
    let mut table = Table::new(&["NAME", "TITLE", "WHOSE", "CHANGED", ""]);
    for cover in &covers {
        let whose = match cover.scope {
            CoverScope::BuiltIn => "built in",
            CoverScope::Common => "common",
            CoverScope::Personal => "personal",
        };
        let changed = when::minute(cover.changed_at, &here.zone);
        let remark = match &cover.problem {
            Some(problem) => problem.clone(),
            None if cover.is_default => "default".to_owned(),
            None => String::new(),
        };
        table.row([cover.name.clone(), cover.title.clone(), whose.to_owned(), changed, remark]);
    }
    screen.table(&table, "There are no cover pages")
}

async fn render(args: &RenderArgs, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    let Some(form) = Form::of(&args.out) else {
        let path = args.out.display();
        return Err(CliError::Usage(format!("the file's ending must be .tif, .pdf or .png: {path}")));
    };
    let tiff = drawn(&args.cover, &args.words, args.resolution, fax, here).await?;
    let damaged = |source| CliError::document(Path::new("the cover page"), source);
    let drawn = TiffFile::open(tiff.clone()).map_err(damaged)?;
    let files = match form {
        Form::Tiff => vec![write(&args.out, &tiff)?],
        Form::Pdf | Form::Png => write_pages(&drawn, form, &args.out, &|| false, damaged)?,
    };
    if screen.json {
        return screen.value(&serde_json::json!({ "pages": drawn.pages(), "files": files }));
    }
    files.iter().try_for_each(|file| screen.line(&file.display().to_string()))
}

/// A cover page as it would go out, TIFF class F.
async fn drawn(
    cover: &str,
    words: &WordsArgs,
    resolution: Resolution,
    fax: &FaxServer,
    here: &Here,
) -> Result<Vec<u8>, CliError> {
    let mut info = CoverInfo::default();
    for (field, value) in &words.set {
        set(&mut info, field, value, here)?;
    }
    let locale = words.locale.map(|locale| locale.name().to_owned()).unwrap_or_default();
    let choice = CoverChoice { locale, ..choice(cover, "")? };
    Ok(fax.render_cover(choice, info, resolution).await?)
}

async fn print(args: &PrintArgs, fax: &FaxServer, here: &Here, screen: &mut Screen) -> Result<(), CliError> {
    // Paper shows more than a fax line does.
    let tiff = drawn(&args.cover, &args.words, Resolution::Dpi400, fax, here).await?;
    let damaged = |source| CliError::document(Path::new("the cover page"), source);
    let pages = TiffFile::open(tiff).map_err(damaged)?;
    let pdf = to_pdf(&mut pages.iter()).map_err(damaged)?;
    (here.print)(&pdf, args.printer.as_deref()).map_err(|problem| {
        CliError::Fax(FaxError::new(ErrorKind::WrongState, format!("the cover page was not printed: {problem}")))
    })?;
    if screen.json {
        return screen.value(&serde_json::json!({ "pages": pages.pages() }));
    }
    screen.line("The cover page is with the printer")
}

/// A cover by its name, or a file of one's own.
pub(super) fn choice(cover: &str, note: &str) -> Result<CoverChoice, CliError> {
    let svg = file(cover)?;
    let name = match &svg {
        Some(_) => Path::new(cover).file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        None => cover.to_owned(),
    };
    Ok(CoverChoice { name, svg, note: note.to_owned(), ..CoverChoice::default() })
}

/// The text of an SVG file; none for what is a cover's name.
fn file(cover: &str) -> Result<Option<String>, CliError> {
    let path = Path::new(cover);
    if !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg")) {
        return Ok(None);
    }
    let octets = fs::read(path).map_err(|source| CliError::file("reading the cover page", path, source))?;
    // What is no UTF-8 is the template reader's to tell.
    Ok(Some(String::from_utf8_lossy(&octets).into_owned()))
}

/// Sets a field by its name in templates.
fn set(info: &mut CoverInfo, field: &str, value: &str, here: &Here) -> Result<(), CliError> {
    let unknown = || {
        CliError::Usage(format!(
            "a cover page has no field {field:?} that can be set; coverpages/README.md lists them all"
        ))
    };
    // In a shell a line break is hard to write.
    let text = value.replace("\\n", "\n");
    match field.split_once('.').ok_or_else(unknown)? {
        ("recipient", name) => *info.recipient.field_mut(name).ok_or_else(unknown)? = text,
        ("sender", name) => *info.sender.field_mut(name).ok_or_else(unknown)? = text,
        ("message", "subject") => info.subject = text,
        ("message", "note") => info.note = text,
        ("fax", "pages") => {
            let number =
                value.parse().map_err(|_| CliError::Usage(format!("fax.pages takes a number, not {value:?}")))?;
            info.page_count = Some(number);
        }
        ("fax", "job") => {
            let number =
                value.parse().map_err(|_| CliError::Usage(format!("fax.job takes a number, not {value:?}")))?;
            info.job = Some(JobId(number));
        }
        ("fax", "time_sent" | "date" | "time") => {
            let now = here.clock.time();
            info.time_sent = Some(when::parse_at(value, now, &here.zone).map_err(CliError::Usage)?);
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

async fn validate(cover: &str, fax: &FaxServer, screen: &mut Screen) -> Result<Exit, CliError> {
    let octets = if Path::new(cover).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg")) {
        fs::read(cover).map_err(|source| CliError::file("reading the cover page", Path::new(cover), source))?
    } else {
        fax.cover(cover).await?.into_bytes()
    };
    let checked = Template::parse(cover, &octets);
    if screen.json {
        let value = match &checked {
            Ok(template) => serde_json::json!({
                "usable": true,
                "title": template.title(),
                "paper_mm": template.paper_mm(),
                "fields": template.fields().iter().map(|field| field.name()).collect::<Vec<_>>(),
                "warnings": template.warnings().iter().map(Warning::to_string).collect::<Vec<_>>(),
            }),
            Err(error) => serde_json::json!({ "usable": false, "problem": error.to_string(), "hint": error.hint() }),
        };
        screen.value(&value)?;
    } else {
        match &checked {
            Ok(template) => {
                let fields: Vec<_> = template.fields().iter().map(|field| field.name()).collect();
                screen.line(&format!("{cover} can be used: {}", template.title()))?;
                screen.line(&format!("Fields: {}", fields.join(", ")))?;
                for warning in template.warnings() {
                    screen.line(&format!("Not drawn: {warning}"))?;
                }
            }
            Err(error) => {
                screen.line(&format!("{cover} cannot be used: {error}"))?;
                screen.line(error.hint())?;
            }
        }
    }
    Ok(if checked.is_ok() { Exit::Done } else { Exit::Failed })
}
