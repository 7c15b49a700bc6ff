//! The arguments of `faxwell`, as clap reads them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::EngineHere;
use super::account::AccountTask;
use super::book::BookTask;
use super::cover::CoverTask;
use super::extensions::{ExtensionTask, ProviderTask, RoutingTask};
use super::outbound::OutboundTask;
use super::property::PropertyTask;
use super::rights::{AssignArgs, RightsTask, TokenTask};
use super::route::{MailTask, RouteTask};
use super::values::{To, address, assignment, job_id, page_width, port_id, recipient, to};
use crate::cover::Locale;
use crate::document::{PageSelection, RenderOptions};
use crate::model::{
    Coding, Dither, FaxNumber, Fit, JobId, Layout, LongPages, Margins, OperatorAction, PageSetup, PageWidth, Paper,
    PortId, Priority, Recipient, Resolution, StationId, Turn,
};

const OVERVIEW: &str = "\
Without a command the console opens.

Commands find the engine of the data directory by themselves: the one of a running console or `faxwell serve`, else \
one inside the command for as long as it takes. Results go to the standard output; errors, warnings and progress go \
to the standard error output, also with --json, where the standard output then stays empty.

Exit codes:
  0  done
  1  the fax or the operation failed
  2  bad usage: an argument makes no sense
  3  there is no such job, port, file or setting
  4  the engine cannot be reached, or the data directory is in use
  5  access denied";

/// The fax console, and its fax server on the command line.
#[derive(Debug, Parser)]
#[command(name = "faxwell", version, about, after_help = OVERVIEW, max_term_width = 110)]
pub struct Arguments {
    /// For every command.
    #[command(flatten)]
    pub options: Options,
    /// What to do; nothing opens the console.
    #[command(subcommand)]
    pub task: Option<Task>,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Directory with the database, the documents and the logs [default: the system's place for a program's data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Work with a fax server elsewhere: https://HOST:PORT, on this computer also unix:PATH [default: $FAXWELL_SERVER, else
    /// the engine of the data directory]
    #[arg(long, global = true, value_name = "URL")]
    pub server: Option<String>,
    /// The token for that server [default: $FAXWELL_TOKEN]; others on this computer may see it: better a file
    #[arg(long, global = true, value_name = "TOKEN", hide_default_value = true)]
    pub token: Option<String>,
    /// A file with the token for that server
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "token")]
    pub token_file: Option<PathBuf>,
    /// The SHA-256 of that server's certificate, as `faxwell serve --listen` shows it [default: whoever is there the first
    /// time is remembered]
    #[arg(long, global = true, value_name = "SHA256")]
    pub fingerprint: Option<String>,
    /// Authorities that vouch for that server, as a PEM file
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "fingerprint")]
    pub ca: Option<PathBuf>,
    /// Print one JSON value on the standard output, and nothing else there
    #[arg(long, global = true)]
    pub json: bool,
    /// Show no progress, warnings or remarks; errors are still shown
    #[arg(long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Write the log to the standard error output as well
    #[arg(long, global = true)]
    pub verbose: bool,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Open the console with a new fax of these documents
    #[command(after_help = NEW_EXAMPLES)]
    New(NewArgs),
    /// Send a fax: one job per recipient
    #[command(after_help = SEND_EXAMPLES)]
    Send(Box<SendArgs>),
    /// Fetch a document that another machine has laid out
    #[command(after_help = POLL_EXAMPLES)]
    Poll(PollArgs),
    /// Lay documents out for other machines to fetch, on every line that answers
    #[command(after_help = OFFER_EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Offer(OfferArgs),
    /// List the queue: waiting, active, paused and failed jobs
    Jobs {
        /// List the archives as well: everything there is, newest first
        #[arg(long)]
        all: bool,
    },
    /// Show how one job stands
    Job {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
    },
    /// Hold a job; an active one is held when it next returns to the queue
    Pause {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
    },
    /// Go on with a held job
    Resume {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
    },
    /// Start a failed or cancelled job again with a full set of attempts; a waiting one goes at once
    Restart {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
    },
    /// Cancel a job; an active call is ended properly
    Cancel {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
    },
    /// Remove a finished job and its pages for good
    Delete {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
    },
    /// Change a job that waits or has failed: its place in the queue, its time, its number
    #[command(group = clap::ArgGroup::new("what").required(true).multiple(true))]
    Change {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
        /// Another number, and a name; only before the first page arrived at the old one
        #[arg(long, group = "what", value_name = "NUMBER[=NAME]", value_parser = recipient)]
        to: Option<Recipient>,
        /// Place in the queue: low, normal or high
        #[arg(long, group = "what")]
        priority: Option<Priority>,
        /// Send it now
        #[arg(long, group = "what", conflicts_with_all = ["at", "discount"])]
        now: bool,
        /// Send it at this time: 14:30, 2026-03-01T14:30 or with an offset
        #[arg(long, group = "what", value_name = "TIME", conflicts_with = "discount")]
        at: Option<String>,
        /// Send it in the cheap hours (settings discount.start and discount.end)
        #[arg(long, group = "what")]
        discount: bool,
    },
    /// Put sent or received faxes away; without a number, list those that were
    Archive {
        /// The jobs' numbers
        #[arg(value_parser = job_id, value_name = "ID")]
        ids: Vec<JobId>,
    },
    /// Throw finished jobs away: they are removed after the days of the setting trash_days; without a number, list the trash
    Trash {
        /// The jobs' numbers
        #[arg(value_parser = job_id, value_name = "ID", conflicts_with = "empty")]
        ids: Vec<JobId>,
        /// Remove all that is in the trash now, with its pages, for good
        #[arg(long)]
        empty: bool,
    },
    /// Put faxes back that were put away or thrown away
    Restore {
        /// The jobs' numbers
        #[arg(value_parser = job_id, value_name = "ID", required = true)]
        ids: Vec<JobId>,
    },
    /// List received faxes
    Inbox,
    /// List sent and cancelled faxes
    Sent,
    /// Show everything about a fax: calls, pages and, with --trace, the conversation
    Show {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
        /// The T.30 conversation of a call as well; with --json in the key `trace`
        #[arg(long)]
        trace: bool,
        /// Whose conversation: the job's first call is 1 [default: the last]
        #[arg(long, value_name = "N", requires = "trace", value_parser = clap::value_parser!(u32).range(1..))]
        attempt: Option<u32>,
        /// Write the conversation to this file instead, by its ending: .txt with every bit in words, .pcapng for Wireshark
        #[arg(long, value_name = "FILE.{txt,pcapng}", requires = "trace")]
        out: Option<PathBuf>,
    },
    /// Write a fax to a file: TIFF as stored, PDF, or PNG
    Export(ExportArgs),
    /// List the lines and what they do
    Ports,
    /// Change a line's settings
    Port {
        /// What to do.
        #[command(subcommand)]
        action: PortTask,
    },
    /// List the numbers that were called, and what is not tried there because it failed
    Destinations {
        /// This number alone
        number: Option<FaxNumber>,
    },
    /// Change or forget what is remembered of a number
    Destination {
        /// What to do.
        #[command(subcommand)]
        action: DestinationTask,
    },
    /// Show events as they happen, until the engine ends or Ctrl-C; with --json one object a line
    Watch,
    /// Turn documents into a fax as a file, exactly as `send` does, and send nothing
    #[command(after_help = CONVERT_EXAMPLES)]
    Convert(ConvertArgs),
    /// Cover pages: list, draw, keep, check
    Cover {
        /// What to do.
        #[command(subcommand)]
        action: CoverTask,
    },
    /// The phone book: people, groups, import and export, names for senders
    Book {
        /// What to do.
        #[command(subcommand)]
        action: BookTask,
    },
    /// Where received faxes go: folders, e-mail, printers, by line or by rule
    Route {
        /// What to do.
        #[command(subcommand)]
        action: RouteTask,
    },
    /// Which lines carry which faxes: groups of lines, rules by country and area
    Outbound {
        /// What to do.
        #[command(subcommand)]
        action: OutboundTask,
    },
    /// Device providers: lines of other makers, as shared libraries
    Provider {
        /// What to do.
        #[command(subcommand)]
        action: ProviderTask,
    },
    /// Routing extensions: ways for received faxes of other makers, as shared libraries
    Routing {
        /// What to do.
        #[command(subcommand)]
        action: RoutingTask,
    },
    /// Data that providers and routing extensions keep here
    Property {
        /// What to do.
        #[command(subcommand)]
        action: PropertyTask,
    },
    /// Users with queues and archives of their own
    Account {
        /// What to do.
        #[command(subcommand)]
        action: AccountTask,
    },
    /// The mail server for received faxes and receipts
    Mail {
        /// What to do.
        #[command(subcommand)]
        action: MailTask,
    },
    /// Read or change the settings
    Config {
        /// What to do.
        #[command(subcommand)]
        action: ConfigTask,
    },
    /// Who may do what: list, grant, revoke, check
    Rights {
        /// What to do.
        #[command(subcommand)]
        action: RightsTask,
    },
    /// Tokens of users who come over the network
    Token {
        /// What to do.
        #[command(subcommand)]
        action: TokenTask,
    },
    /// Give a received fax to users, who see it as their own
    Assign(AssignArgs),
    /// Who did what to which fax, line or setting, and every call
    #[command(after_help = JOURNAL_EXAMPLES, args_conflicts_with_subcommands = true)]
    Journal(super::journal::JournalArgs),
    /// Faxes a day, how calls ended, minutes by line [default: the last 30 days]
    Stats(super::journal::SpanArgs),
    /// Run the engine without a window, until Ctrl-C; with --listen for other computers as well
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeArgs),
    /// Print the description of the HTTP API (OpenAPI 3.1, JSON)
    Openapi,
    /// Say what works here: data directory, engine, lines, renderers, fonts, clock, notifications
    Doctor(DoctorArgs),
}

const SERVE_EXAMPLES: &str = "\
Over the network every request needs a token (`faxwell token add USER`), and what its user may do decides what it gets \
(`faxwell rights grant`). The certificate is made at first need and kept in the data directory, in tls/.

Examples:
  faxwell serve
  faxwell serve --listen 0.0.0.0:8414 --name fax.example.com
  faxwell serve --listen 127.0.0.1:8414 --no-tls
  faxwell serve --listen '[::]:8414' --certificate fax.pem --key fax.key
  faxwell serve --socket /run/faxwell.sock";

/// Arguments of `serve`.
#[derive(Clone, Debug, Default, Args)]
pub struct ServeArgs {
    /// Listen for other computers, with TLS; may be repeated
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Vec<std::net::SocketAddr>,
    /// A name of this computer, for its certificate; may be repeated
    #[arg(long = "name", value_name = "HOST")]
    pub names: Vec<String>,
    /// A certificate of your own, in PEM, with those above it behind it
    #[arg(long, value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// Its key, in PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub key: Option<PathBuf>,
    /// Without TLS; on loopback addresses alone
    #[arg(long, requires = "listen", conflicts_with = "certificate")]
    pub no_tls: bool,
    /// Requests a second that one address may make over the network in the long run, four times as many at once
    #[arg(long, requires = "listen", value_name = "N", default_value = "100", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub rate: u32,
    /// A socket for all users of this computer; their rights decide what they can do
    #[arg(long, value_name = "PATH")]
    pub socket: Option<PathBuf>,
}

const NEW_EXAMPLES: &str = "\
The console opens beside one that is open already, as its equal. A desktop entry for \"Open with\" runs this command: \
Exec=faxwell new %F

Examples:
  faxwell new
  faxwell new letter.pdf scan.tif";

/// Arguments of `new`.
#[derive(Clone, Debug, Args)]
pub struct NewArgs {
    /// Documents, which become the pages in this order: PDF, TIFF, pictures, plain text, and office documents with LibreOffice
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

const SEND_EXAMPLES: &str = "\
With --json and without --wait the queued job is printed, with --wait the finished one: an object for one recipient, \
an array in the order of --to for more, and for names. With --wait the exit code is 0 only when every job is completed.

--to @NAME takes the number and all that a cover page tells from the phone book: of a person, an organisation, or of everybody in a group; @#12 is entry 12, @group:NAME a group, @NAME:KIND one of several numbers. A number that was never called before, or that keeps failing, is warned of.

Examples:
  faxwell send --to 1002 letter.pdf --wait
  faxwell send --to '+49 30 5557 0142=Praxis am Park' cover.pdf scan.tif --resolution superfine
  faxwell send --to @'Dr. Ohm' --to @Doctors letter.pdf --cover business
  faxwell send --to 030123 --to 030456=Kanzlei notice.txt --at 20:30 --priority low
  faxwell send --to 1002 contract.pdf --discount --no-banner
  faxwell send --to 1002 contract.pdf --receipt me@example.com --receipt-attach
  faxwell send --to 1002=Kanzlei --cover business --subject Offer --note 'As discussed.' offer.pdf";

/// Arguments of `send`.
#[derive(Clone, Debug, Args)]
pub struct SendArgs {
    /// A recipient: the number as you would dial it, and a name; or who it is in the phone book; may be repeated
    #[arg(long = "to", required = true, value_name = "NUMBER[=NAME]|@NAME", value_parser = to)]
    pub to: Vec<To>,
    /// Documents, which become the pages in this order: PDF, TIFF, pictures, plain text, and office documents with LibreOffice
    #[arg(required_unless_present = "cover", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A cover page before them, with each recipient's data; `faxwell cover list` shows those there are
    #[arg(long, value_name = "NAME|FILE.svg")]
    pub cover: Option<String>,
    /// The message on the cover page; \n in it begins a new line
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, requires = "cover")]
    pub note: String,
    /// The cover page's language: en-US, en-GB, de, fr, es, it, nl or iso [default: the setting locale]
    #[arg(long, value_name = "LANGUAGE", requires = "cover")]
    pub cover_locale: Option<Locale>,
    /// Whom in the receiver's house it is for (SUB), at most 20 characters
    #[arg(long, value_name = "SUBADDRESS", value_parser = address)]
    pub address: Option<StationId>,
    /// The password the receiver asks of senders (SID), at most 20 characters
    #[arg(long, value_name = "PASSWORD", value_parser = address)]
    pub fax_password: Option<StationId>,
    /// What the fax is about, for the lists [default: the first file's name]
    #[arg(long, default_value = "", hide_default_value = true)]
    pub subject: String,
    /// The sender's name [default: the setting station.name]
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub from_name: String,
    /// Raster of the pages: standard (204 × 98 per inch), fine (204 × 196), superfine (204 × 391), 300 or 400 per inch
    #[arg(long, default_value = "fine")]
    pub resolution: Resolution,
    /// How documents become pages.
    #[command(flatten)]
    pub setup: SetupArgs,
    /// Not before this time: HH:MM (today or tomorrow), 2026-05-04T20:30 (local time), or RFC 3339 with an offset
    #[arg(long, value_name = "TIME", conflicts_with = "discount")]
    pub at: Option<String>,
    /// In the cheap hours of the settings discount.start and discount.end
    #[arg(long)]
    pub discount: bool,
    /// Place in the queue: low, normal or high
    #[arg(long, default_value = "normal")]
    pub priority: Priority,
    /// Only over this line, for example virtual-1
    #[arg(long, value_name = "ID", value_parser = port_id)]
    pub port: Option<PortId>,
    /// Print date, sender, recipient and page number above each page [default: the setting banner]
    #[arg(long, overrides_with = "no_banner")]
    pub banner: bool,
    /// Print no line above the pages
    #[arg(long, overrides_with = "banner")]
    pub no_banner: bool,
    /// Password of a protected PDF among the documents
    #[arg(long)]
    pub password: Option<String>,
    /// Tell this mail address how it ended, success and failure alike; `faxwell mail set` names the mail server
    #[arg(long, value_name = "ADDRESS")]
    pub receipt: Option<String>,
    /// With the fax in that mail, as PDF
    #[arg(long, requires = "receipt")]
    pub receipt_attach: bool,
    /// One mail for all recipients, when the last fax has ended [default: one each]
    #[arg(long, requires = "receipt")]
    pub receipt_grouped: bool,
    /// Follow the jobs to their end
    #[arg(long)]
    pub wait: bool,
}

const OFFER_EXAMPLES: &str = "\
The files become one document, which every caller gets that asks with the right address and password, until it is \
removed. `faxwell show ID` tells who fetched it.

Examples:
  faxwell offer price-list.pdf
  faxwell offer report.pdf --password 1234 --address 77 --once
  faxwell offer list
  faxwell offer remove 12";

/// Arguments of `offer`.
#[derive(Clone, Debug, Args)]
pub struct OfferArgs {
    /// What to do; nothing lays out.
    #[command(subcommand)]
    pub action: Option<OfferTask>,
    /// What to lay out.
    #[command(flatten)]
    pub add: OfferAddArgs,
}

/// What to do with what is laid out.
#[derive(Clone, Debug, Subcommand)]
pub enum OfferTask {
    /// Lay documents out, as `faxwell offer FILE...` does
    Add(OfferAddArgs),
    /// List what is laid out, and how often it was fetched
    List,
    /// Take a document away
    Remove {
        /// The job's number
        #[arg(value_parser = job_id)]
        id: JobId,
    },
}

/// Arguments of `offer add`.
#[derive(Clone, Debug, Args)]
pub struct OfferAddArgs {
    /// Documents, which become the pages in this order: PDF, TIFF, PNG, JPEG or plain text
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Only for callers that say this password (PWD), at most 20 characters
    #[arg(long, value_name = "PASSWORD", value_parser = address)]
    pub password: Option<StationId>,
    /// Only for callers that ask by this address (SEP), at most 20 characters
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub address: Option<StationId>,
    /// Take it away once it was fetched completely
    #[arg(long)]
    pub once: bool,
    /// What it is, for the lists [default: the first file's name]
    #[arg(long, default_value = "", hide_default_value = true)]
    pub subject: String,
    /// Raster of the pages: standard (204 × 98 per inch), fine (204 × 196), superfine (204 × 391), 300 or 400 per inch
    #[arg(long, default_value = "fine")]
    pub resolution: Resolution,
    /// Print no line above the pages
    #[arg(long)]
    pub no_banner: bool,
    /// Password of a protected PDF among the documents
    #[arg(long, value_name = "PASSWORD")]
    pub document_password: Option<String>,
}

const POLL_EXAMPLES: &str = "\
What is fetched is a received fax, in the inbox; the job that fetches stands in the queue until then and is tried again \
as a sent fax is. With --json the job is printed; with --wait, when it is finished.

Examples:
  faxwell poll 1989 --wait
  faxwell poll 1002 --address 77 --password 1234
  faxwell poll '+49 30 5557 0142=Weather office' --at 06:00";

/// Arguments of `poll`.
#[derive(Clone, Debug, Args)]
pub struct PollArgs {
    /// The machine to call: the number as you would dial it, and a name
    #[arg(value_name = "NUMBER[=NAME]", value_parser = recipient)]
    pub from: Recipient,
    /// The password for the document (PWD), at most 20 characters
    #[arg(long, value_name = "PASSWORD", value_parser = address)]
    pub password: Option<StationId>,
    /// Which document, where several are laid out (SEP), at most 20 characters
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub address: Option<StationId>,
    /// Not before this time: HH:MM (today or tomorrow), 2026-05-04T20:30 (local time), or RFC 3339 with an offset
    #[arg(long, value_name = "TIME", conflicts_with = "discount")]
    pub at: Option<String>,
    /// In the cheap hours of the settings discount.start and discount.end
    #[arg(long)]
    pub discount: bool,
    /// Place in the queue: low, normal or high
    #[arg(long, default_value = "normal")]
    pub priority: Priority,
    /// Only over this line, for example virtual-1
    #[arg(long, value_name = "ID", value_parser = port_id)]
    pub port: Option<PortId>,
    /// Follow the job to its end
    #[arg(long)]
    pub wait: bool,
}

/// Arguments of `export`.
#[derive(Clone, Debug, Args)]
pub struct ExportArgs {
    /// The job's number
    #[arg(value_parser = job_id)]
    pub id: JobId,
    /// The file to write, by its ending: .tif (as stored), .pdf or .png (several pages: OUT-001.png, OUT-002.png …)
    #[arg(value_name = "OUT.{tif,pdf,png}")]
    pub out: PathBuf,
    /// This page alone, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub page: Option<u32>,
}

/// How documents become fax pages, for `send` and `convert` alike.
#[derive(Clone, Copy, Debug, Args)]
pub struct SetupArgs {
    /// Height of the paper, for plain text and long pages: a4, letter or legal
    #[arg(long, default_value = "a4")]
    pub paper: Paper,
    /// Size across: shrink (true size, wider pages scaled down), width (scaled to the sheet) or crop (true size)
    #[arg(long, default_value = "shrink")]
    pub fit: Fit,
    /// Pages longer than the paper: keep (fax paper came from a roll), shrink or split
    #[arg(long, value_name = "WHAT", default_value = "keep")]
    pub long: LongPages,
    /// White kept at the edges in millimetres: one number, or left,top,right,bottom
    #[arg(long, value_name = "MM", default_value = "0", hide_default_value = true)]
    pub margin: Margins,
    /// Leave pages that lie across as they are [default: they are turned when they are wider than the sheet]
    #[arg(long)]
    pub no_turn: bool,
    /// Leave out pages that say nothing: dust and the paper's shadow do not count
    #[arg(long)]
    pub skip_blank: bool,
    /// How grey becomes black and white: auto (by content), text (threshold), photo (error diffusion) or ordered (dots)
    #[arg(long, default_value = "auto")]
    pub dither: Dither,
}

impl SetupArgs {
    /// The same as the model has it.
    pub fn page_setup(&self) -> PageSetup {
        PageSetup {
            dither: self.dither,
            layout: Layout {
                fit: self.fit,
                long_pages: self.long,
                turn: if self.no_turn { Turn::Never } else { Turn::Auto },
                margins_mm: self.margin,
                paper: self.paper,
            },
            skip_blank: self.skip_blank,
        }
    }
}

/// How documents become pages, for every command that makes pages of documents.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Pages")]
pub struct PageArgs {
    /// Raster of the pages: standard (204 × 98 per inch), fine (204 × 196), superfine (204 × 391), 300 or 400 per inch
    #[arg(long, default_value = "fine")]
    pub resolution: Resolution,
    /// Width of the sheets: a4 (215 mm, every fax machine), b4 (255 mm) or a3 (303 mm)
    #[arg(long, default_value = "a4", value_parser = page_width)]
    pub width: PageWidth,
    /// How documents become pages.
    #[command(flatten)]
    pub setup: SetupArgs,
    /// Only these pages of each document, for example 1-3,7 or 5-
    #[arg(long, value_name = "PAGES")]
    pub pages: Option<PageSelection>,
    /// Password of a protected PDF among the documents [default: asked for at a terminal]
    #[arg(long)]
    pub password: Option<String>,
}

impl PageArgs {
    /// What the renderer is told.
    pub fn options(&self) -> RenderOptions {
        let PageSetup { dither, layout, skip_blank } = self.setup.page_setup();
        RenderOptions {
            resolution: self.resolution,
            width: self.width,
            password: self.password.clone(),
            dither,
            layout,
            skip_blank,
            pages: self.pages.clone().unwrap_or_default(),
        }
    }
}

const CONVERT_EXAMPLES: &str = "\
The documents can be of many kinds: PDF, TIFF, pictures and plain text, and with LibreOffice installed also Word, \
spreadsheets, presentations and HTML. A folder stands for the documents in it, in the order people count \
(page2.tif before page10.tif).

Examples:
  faxwell convert letter.pdf letter.tif
  faxwell convert cover.docx scans/ notes.txt fax.tif --resolution superfine
  faxwell convert scan.pdf look.png --pages 1-3 --dither photo
  faxwell convert receipt.pdf fax.tif --long split --paper letter --skip-blank
  faxwell convert plan.pdf fax.pdf --width a3 --fit width --margin 5";

/// Arguments of `convert`.
#[derive(Clone, Debug, Args)]
pub struct ConvertArgs {
    /// The documents and folders, then the file to write, by its ending: .tif (TIFF class F), .pdf, or .png for
    /// looking (several pages: OUT-001.png, OUT-002.png …)
    #[arg(required = true, num_args = 1.., value_name = "IN... OUT.{tif,pdf,png}")]
    pub files: Vec<PathBuf>,
    /// How documents become pages.
    #[command(flatten)]
    pub pages: PageArgs,
    /// Page coding in a TIFF: mh, mr, mmr or jbig
    #[arg(long, default_value = "mmr")]
    pub coding: Coding,
    /// Print no line above the pages: what `convert` does anyway, as in `send --no-banner`
    #[arg(long)]
    pub no_banner: bool,
}

/// Arguments of `doctor`.
#[derive(Clone, Copy, Debug, Args)]
pub struct DoctorArgs {}

/// What kind of line to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LineKind {
    /// A fax modem on a serial port.
    Serial,
}

/// What to do with a port.
#[derive(Debug, Subcommand)]
pub enum PortTask {
    /// List the devices of this computer that may be modems
    Devices,
    /// Add a line with a modem: faxwell port add serial --device /dev/ttyACM0 --number '+49 30 123456'
    #[command(after_help = super::ports::help())]
    Add {
        /// What kind of line
        kind: LineKind,
        /// The port the modem is on [default: the only one there is]
        #[arg(long, value_name = "PATH")]
        device: Option<String>,
        /// Fax class: auto, 1, 1.0, 2, 2.0 or 2.1
        #[arg(long, value_name = "CLASS", default_value = "auto")]
        class: String,
        /// The line's own number
        #[arg(long, value_name = "NUMBER", default_value = "")]
        number: String,
        /// Other settings
        #[arg(value_name = "KEY=VALUE", value_parser = assignment)]
        values: Vec<(String, String)>,
    },
    /// Forget a line that was added
    Remove {
        /// The line, for example serial-1
        #[arg(value_parser = port_id)]
        id: PortId,
    },
    /// Answer the call that rings on a line now, also where the line does not answer by itself
    Answer {
        /// The line, for example serial-1
        #[arg(value_parser = port_id)]
        id: PortId,
    },
    /// Talk in the call on a line, where a telephone is beside the modem (`port set ID talk=on`)
    Talk {
        /// The line, for example serial-1
        #[arg(value_parser = port_id)]
        id: PortId,
        /// ask: call the other side's operator after this page; answer or decline: its operator asks; finish: go on
        /// with the fax
        #[arg(value_name = "ask|answer|decline|finish")]
        action: OperatorAction,
    },
    /// Look whether a line's modem works: what it is and can do; exit code 1 when something does not
    Test {
        /// The line, for example serial-1
        #[arg(value_parser = port_id)]
        id: PortId,
        /// Go off-hook and listen for the dial tone
        #[arg(long)]
        dial_tone: bool,
        /// Call this number, hear what answers, hang up
        #[arg(long, value_name = "NUMBER")]
        call: Option<FaxNumber>,
    },
    /// Change settings: faxwell port set virtual-1 speed=1 name='Front desk'
    #[command(after_help = super::ports::help())]
    Set {
        /// The line, for example virtual-1
        #[arg(value_parser = port_id)]
        id: PortId,
        /// The settings
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = assignment)]
        values: Vec<(String, String)>,
    },
}

/// What to do with what is remembered of a number.
#[derive(Debug, Subcommand)]
pub enum DestinationTask {
    /// Set what is not tried there: faxwell destination set 030123 avoid=ecm,v17 lock=on
    #[command(after_help = DESTINATION_KEYS)]
    Set {
        /// The number
        number: FaxNumber,
        /// The values
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = assignment)]
        values: Vec<(String, String)>,
    },
    /// Forget everything about it
    Forget {
        /// The number
        number: FaxNumber,
    },
}

const DESTINATION_KEYS: &str = "\
Keys:
  avoid  what is not tried there: ecm, v17, mmr, long_training, several with commas, or none
  lock   on or off: no call changes it, and it does not end [default: off]";

/// What to do with the settings.
#[derive(Debug, Subcommand)]
pub enum ConfigTask {
    /// Print one setting, or all of them
    Get {
        /// The setting, for example retries
        key: Option<String>,
    },
    /// Change settings; all of them or, when one does not fit, none
    #[command(after_help = super::config::help())]
    Set {
        /// The settings
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = assignment)]
        values: Vec<(String, String)>,
    },
}

const JOURNAL_EXAMPLES: &str = "\
Examples:
  faxwell journal --since 2026-11-21 --kind call
  faxwell journal --object 12
  faxwell journal --actor ada --csv journal.csv
  faxwell journal verify";

/// What a command needs before it can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The window, with an engine inside or as the client of a running one.
    Console,
    /// To be the engine.
    Serve,
    /// Neither engine nor data directory.
    Nothing,
    /// To look at everything itself.
    Doctor,
    /// A server that answers; when none runs, one inside, of this sort.
    Engine(EngineHere),
    /// A running engine's events; there is nothing to watch without one.
    RunningEngine,
}

impl Arguments {
    /// What the command needs.
    pub fn need(&self) -> Need {
        match &self.task {
            None | Some(Task::New(_)) => Need::Console,
            Some(Task::Serve(_)) => Need::Serve,
            Some(Task::Convert(_) | Task::Openapi) => Need::Nothing,
            Some(Task::Doctor(_)) => Need::Doctor,
            Some(Task::Watch) => Need::RunningEngine,
            Some(Task::Poll(args)) if args.wait => Need::Engine(EngineHere::Inside),
            Some(Task::Send(args)) if args.wait => Need::Engine(EngineHere::Inside),
            // Only an open line can be looked at, and only an engine with its lines loads plug-ins.
            Some(
                Task::Port { action: PortTask::Test { .. } }
                | Task::Provider { action: ProviderTask::Add { .. } }
                | Task::Routing { action: RoutingTask::Extension { action: ExtensionTask::Add { .. } } },
            ) => Need::Engine(EngineHere::Inside),
            Some(_) => Need::Engine(EngineHere::InsideWithoutLines),
        }
    }

    /// Whether the command follows the server's events: its connection then needs more than answers.
    pub fn follows(&self) -> bool {
        matches!(&self.task, None | Some(Task::New(_) | Task::Watch | Task::Send(_) | Task::Poll(_)))
    }
}
