//! What a client asks and what it gets: plain data, so that the same values cross a channel or a socket.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{
    AccountInfo, Activity, BookEntry, BookEntryId, BookFormat, BookGroup, BookImport, BookPage, BookQuery, Caller,
    Configuration, Content, CoverChoice, CoverInfo, CoverScope, CoverSummary, Destination, DestinationUpdate,
    DeviceFinding, DeviceTest, ExtensionInfo, ExtensionSpec, FaxNumber, FoundDevice, Grant, Grantee, Job, JobFilter,
    JobId, JournalCheck, JournalEntry, JournalFilter, Lease, MailSettings, MethodId, NumberNote, OfferSubmission,
    OperatorAction, Outbound, OutboundView, Party, PollSubmission, PortId, PortMode, PortRouting, PortStatus,
    PortUpdate, PortView, Priority, Property, PropertyInfo, PropertyKey, ProviderInfo, ProviderSpec, Recipient,
    Resolution, Revision, Rights, RoutingData, RoutingMethodInfo, RoutingRule, Schedule, Secret, Snapshot, Statistics,
    Submission, Timestamp, Token, TraceEntry,
};

/// What a user orders about a job (`FaxSetJob`, `FaxAbort`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobOrder {
    /// Hold it; an active job is held when it next returns to the queue.
    Pause,
    /// Go on with a held job.
    Resume,
    /// Start a failed or cancelled job again, with a full set of attempts; a waiting one goes at once.
    Restart,
    /// End it; an active call is ended properly.
    Cancel,
    /// Remove it from the archive with its pages; only final jobs.
    Delete,
    /// Mark a received fax as read.
    MarkRead,
    /// Mark a received fax as unread.
    MarkUnread,
    /// Put a sent or received fax away: it is out of the lists, and stays.
    Archive,
    /// Throw a final job away: it is removed with its pages after the days of `trash_days`.
    Trash,
    /// Put what was put away or thrown away back among the others.
    Restore,
}

/// What is changed of a job that waits for its turn (`FaxSetJob`); what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct JobChange {
    /// Its place in the queue.
    pub priority: Option<Priority>,
    /// When it may go.
    pub schedule: Option<Schedule>,
    /// Another number, and who is there. Only before the first page arrived at the old one.
    pub recipient: Option<Party>,
}

/// A request to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// Render the documents, store them, queue one job per recipient. Answer: [`Reply::Queued`].
    Send {
        /// What to send to whom.
        submission: Submission,
    },
    /// Queue a call that fetches a document. Answer: [`Reply::Queued`].
    Poll {
        /// What to fetch from where.
        submission: PollSubmission,
    },
    /// Render documents, store them and lay them out to be fetched, until the job is deleted. Answer:
    /// [`Reply::Queued`].
    Offer {
        /// What to lay out for whom.
        submission: OfferSubmission,
    },
    /// Answer: [`Reply::Jobs`].
    Jobs {
        /// Which.
        filter: JobFilter,
    },
    /// A page of a listing, newest first. Answer: [`Reply::Jobs`].
    JobPage {
        /// Which.
        filter: JobFilter,
        /// Only jobs with a lower number; none: from the newest on.
        #[serde(default)]
        before: Option<JobId>,
        /// How many at the most.
        limit: u32,
        /// Only what is in this user's account.
        #[serde(default)]
        account: Option<String>,
    },
    /// Accounts with what is in them: all for administrators, others have their own. Answer: [`Reply::Accounts`].
    Accounts,
    /// `GetAccount`. Answer: [`Reply::Account`]; [`super::ErrorKind::NotFound`] for one that is not there, or not the
    /// caller's.
    Account {
        /// Whose; none: the caller's (`CurrentAccount`).
        #[serde(default)]
        name: Option<String>,
    },
    /// `AddAccount`. Answer: [`Reply::Account`].
    AddAccount {
        /// The user.
        name: String,
    },
    /// `RemoveAccount`. Answer: [`Reply::Done`]; [`super::ErrorKind::WrongState`] while a fax of it is in the queue.
    RemoveAccount {
        /// The user.
        name: String,
    },
    /// Answer: [`Reply::Job`].
    Job {
        /// Which.
        job: JobId,
    },
    /// Answer: [`Reply::Job`] with the job as it is afterwards; after a delete, as it was.
    Order {
        /// Which.
        job: JobId,
        /// What.
        order: JobOrder,
    },
    /// The same about several. Answer: [`Reply::Jobs`] with those that changed, as they are afterwards; an error when none
    /// could be changed.
    Orders {
        /// Which.
        jobs: Vec<JobId>,
        /// What.
        order: JobOrder,
    },
    /// Change a job that waits, or one that failed. Answer: [`Reply::Job`] with the job as it is afterwards;
    /// [`super::ErrorKind::WrongState`] when it is on the line or done.
    Change {
        /// Which.
        job: JobId,
        /// What.
        change: JobChange,
    },
    /// The conversation of one of its calls. Answer: [`Reply::Trace`].
    Trace {
        /// Which.
        job: JobId,
        /// The attempt, from 1; none = the last.
        attempt: Option<u32>,
    },
    /// One page as stored. Answer: [`Reply::Page`].
    Page {
        /// Which.
        job: JobId,
        /// From 1.
        page: u32,
    },
    /// The whole document as stored: TIFF class F. Answer: [`Reply::Document`].
    Document {
        /// Which.
        job: JobId,
    },
    /// Answer: [`Reply::Ports`].
    Ports,
    /// `FaxGetPort`. Answer: [`Reply::Port`].
    Port {
        /// Which.
        port: PortId,
    },
    /// Answer: [`Reply::Port`].
    SetPort {
        /// Which.
        port: PortId,
        /// What to change.
        update: PortUpdate,
    },
    /// `FaxOpenPort`. Answer: [`Reply::PortOpened`]; [`super::ErrorKind::Conflict`] (6) when somebody else has it open to
    /// change it.
    OpenPort {
        /// Which.
        port: PortId,
        /// What for.
        mode: PortMode,
    },
    /// Change a port that is open to be changed: [`Command::SetPort`] or [`Command::SetPortRouting`], which nobody else may
    /// use meanwhile. Answer: that of `request`.
    WithLease {
        /// The lease's number.
        lease: u64,
        /// What to do.
        request: Box<Self>,
    },
    /// Keep a lease for longer. Answer: [`Reply::PortOpened`].
    RenewLease {
        /// The lease's number.
        lease: u64,
    },
    /// `FaxClose` of a port that is open to be changed. Answer: [`Reply::Done`], also when it was closed already.
    ClosePort {
        /// The lease's number.
        lease: u64,
    },
    /// `FaxGetDeviceStatus`. Answer: [`Reply::PortStatus`].
    PortStatus {
        /// Which.
        port: PortId,
    },
    /// `FaxCompleteJobParams`: a submission with what is known of its sender. Answer: [`Reply::DefaultJob`].
    DefaultJob,
    /// How much is going on. Answer: [`Reply::Activity`].
    Activity,
    /// Devices of this machine that may have a modem on them. Answer: [`Reply::Devices`].
    Devices,
    /// Make a line of a device. Answer: [`Reply::Port`].
    AddPort {
        /// Its settings; `device` is needed, the others have defaults.
        settings: PortUpdate,
    },
    /// Forget a line that was added. Answer: [`Reply::Done`]; [`super::ErrorKind::WrongState`] during a call and for lines
    /// that a provider has by itself.
    RemovePort {
        /// Which.
        port: PortId,
    },
    /// Look whether the device of a line works. Answer: [`Reply::Findings`], after seconds, with a call after minutes;
    /// [`super::ErrorKind::WrongState`] during a call.
    TestPort {
        /// Which.
        port: PortId,
        /// What to look at beside the device.
        test: DeviceTest,
    },
    /// Answer the call that rings on a port now, whatever its settings say of rings. Answer: [`Reply::Done`];
    /// [`super::ErrorKind::WrongState`] when none does.
    Answer {
        /// Which.
        port: PortId,
    },
    /// Talk in the call on a port, or do not (T.30 procedure interrupt). Answer: [`Reply::Done`];
    /// [`super::ErrorKind::WrongState`] when there is no call, nobody asked, or no telephone is at the line.
    Operator {
        /// Which.
        port: PortId,
        /// What.
        action: OperatorAction,
    },
    /// End the call on a port. Answer: [`Reply::Done`].
    HangUp {
        /// Which.
        port: PortId,
    },
    /// What is remembered of the numbers that were called. Answer: [`Reply::Destinations`].
    Destinations {
        /// This number alone.
        number: Option<FaxNumber>,
    },
    /// Answer: [`Reply::Destinations`] with this one.
    SetDestination {
        /// Which.
        number: FaxNumber,
        /// What to change.
        update: DestinationUpdate,
    },
    /// Answer: [`Reply::Done`]; [`super::ErrorKind::NotFound`] when nothing was known.
    ForgetDestination {
        /// Which.
        number: FaxNumber,
    },
    /// Cover pages, the common ones and one's own. Answer: [`Reply::Covers`].
    Covers,
    /// The file of a cover page. Answer: [`Reply::Cover`].
    Cover {
        /// Its name.
        name: String,
    },
    /// Keep a cover page, new or in the place of the one of that name. Answer: [`Reply::Covers`] with this one;
    /// [`super::ErrorKind::InvalidData`] when the file is no cover page, [`super::ErrorKind::WrongState`] for a built-in name.
    SaveCover {
        /// Its name: letters, digits, blanks, `-`, `_` and `.`, at most 60 characters.
        name: String,
        /// Common or personal.
        scope: CoverScope,
        /// The file.
        svg: String,
    },
    /// Answer: [`Reply::Covers`] with the cover under its new name.
    RenameCover {
        /// Which.
        name: String,
        /// The new name.
        to: String,
    },
    /// Forget a cover page that was kept. Answer: [`Reply::Done`].
    DeleteCover {
        /// Which.
        name: String,
    },
    /// Draw a cover page as it would go out. Answer: [`Reply::Document`], TIFF class F.
    RenderCover {
        /// Which; its note is that of `info`.
        cover: CoverChoice,
        /// What it tells. What is empty of the sender is filled as for a submission.
        info: Box<CoverInfo>,
        /// Raster of the page.
        resolution: Resolution,
    },
    /// Which lines carry which faxes. Answer: [`Reply::Outbound`].
    Outbound,
    /// Compare and swap. Answer: [`Reply::Outbound`]; [`super::ErrorKind::Conflict`] when the revision is old,
    /// [`super::ErrorKind::NotFound`] (7002) for a group that is not there, [`super::ErrorKind::InvalidParameter`] for what
    /// makes no sense.
    SetOutbound {
        /// All groups and rules.
        outbound: Outbound,
        /// The revision they are based on.
        revision: Revision,
    },
    /// The device providers. Answer: [`Reply::Providers`].
    Providers,
    /// `FaxRegisterServiceProvider`. It is loaded first. Answer: [`Reply::Provider`], or [`Reply::Done`] when its lines are
    /// for a later engine; [`super::ErrorKind::InvalidParameter`] when it cannot be loaded, and then nothing is kept.
    RegisterProvider {
        /// Which.
        spec: ProviderSpec,
        /// Keep it whether it can be loaded or not.
        #[serde(default)]
        unchecked: bool,
    },
    /// `FaxUnregisterServiceProvider`. Answer: [`Reply::Done`]; [`super::ErrorKind::WrongState`] during a call on one of its
    /// lines.
    UnregisterProvider {
        /// Its name.
        name: String,
    },
    /// The registered routing extensions. Answer: [`Reply::Extensions`].
    RoutingExtensions,
    /// `FaxRegisterRoutingExtension`. Answer: [`Reply::Extension`] or [`Reply::Done`], as for a provider.
    RegisterExtension {
        /// Which, with all its methods.
        spec: ExtensionSpec,
        /// Keep it whether it can be loaded or not.
        #[serde(default)]
        unchecked: bool,
    },
    /// Forget a routing extension. Answer: [`Reply::Done`].
    UnregisterExtension {
        /// Its name.
        name: String,
    },
    /// What extensions keep here. Answer: [`Reply::ExtensionProperties`].
    ExtensionProperties,
    /// `GetExtensionProperty`. Answer: [`Reply::ExtensionProperty`]; [`super::ErrorKind::NotFound`] where there is nothing.
    ExtensionProperty {
        /// Where it stands.
        key: PropertyKey,
    },
    /// `SetExtensionProperty`; who has registered for it is told. Answer: [`Reply::Done`].
    SetExtensionProperty {
        /// Where it stands.
        key: PropertyKey,
        /// What it is from now on; empty: it is taken away.
        data: RoutingData,
    },
    /// The installed routing methods in the order they run. Answer: [`Reply::RoutingMethods`].
    RoutingMethods,
    /// Give a method another place in that order. Answer: [`Reply::RoutingMethods`].
    SetRoutingPriority {
        /// Which.
        method: MethodId,
        /// 1 is the first; a number beyond the last means the last.
        priority: u32,
    },
    /// Put methods into an order; those that are not named follow. Answer: [`Reply::RoutingMethods`].
    SetRoutingOrder {
        /// The first first, each once.
        methods: Vec<MethodId>,
    },
    /// What a port does with each installed method. Answer: [`Reply::PortRouting`].
    PortRouting {
        /// Which.
        port: PortId,
    },
    /// Change what a port does with a method. Answer: [`Reply::PortRouting`]; [`super::ErrorKind::InvalidData`] when the
    /// method cannot be used like that.
    SetPortRouting {
        /// Which.
        port: PortId,
        /// Which.
        method: MethodId,
        /// Whether faxes go that way; none: as it is.
        enabled: Option<bool>,
        /// Where to; none: as it is.
        data: Option<RoutingData>,
    },
    /// Look whether a method could deliver a copy now; none is delivered. Answer: [`Reply::Text`], after a minute at the
    /// most; [`super::ErrorKind::InvalidData`] with what to change.
    CheckRouting {
        /// Which.
        method: MethodId,
        /// Where to.
        data: RoutingData,
    },
    /// Answer: [`Reply::RoutingRules`].
    RoutingRules,
    /// Compare and swap. Answer: [`Reply::RoutingRules`]; [`super::ErrorKind::Conflict`] when the revision is old,
    /// [`super::ErrorKind::InvalidParameter`] when a rule makes no sense.
    SetRoutingRules {
        /// All rules in their order.
        rules: Vec<RoutingRule>,
        /// The revision they are based on.
        revision: Revision,
    },
    /// Route a received fax again by the rules of now: each copy is a new one. Answer: [`Reply::Job`];
    /// [`super::ErrorKind::WrongState`] while a copy is being made.
    RouteAgain {
        /// Which.
        job: JobId,
        /// Only try those copies again, and at once, that have not arrived; nothing new is decided. Of a sent fax: its
        /// receipt.
        unfinished: bool,
    },
    /// The mail server, without its password. Answer: [`Reply::MailSettings`].
    MailSettings,
    /// Answer: [`Reply::MailSettings`]; [`super::ErrorKind::InvalidParameter`] when they make no sense.
    SetMailSettings {
        /// All settings. Their own password is never sent.
        settings: MailSettings,
        /// The password; none: as it was, as long as server, user and protection stay. Empty: none is needed.
        #[serde(default, with = "exposed", skip_serializing_if = "Option::is_none")]
        #[schemars(with = "Option<Secret>")]
        password: Option<Secret>,
    },
    /// Look whether the mail server takes our login, and send a test mail when an address is given. Answer:
    /// [`Reply::Text`]; [`super::ErrorKind::InvalidData`] with what to change.
    TestMail {
        /// Whom to send one.
        to: Option<String>,
    },
    /// A piece of the phone book. Answer: [`Reply::Book`].
    Book {
        /// Which people.
        query: BookQuery,
    },
    /// Answer: [`Reply::BookEntry`].
    BookEntry {
        /// Whose.
        id: BookEntryId,
    },
    /// Put somebody into the phone book, or change an entry. Answer: [`Reply::BookEntry`] as it is kept;
    /// [`super::ErrorKind::Conflict`] when it was changed in between, [`super::ErrorKind::InvalidParameter`] with what is wrong
    /// with it.
    SaveBookEntry {
        /// With id 0 a new one; else based on the revision that it names.
        entry: Box<BookEntry>,
    },
    /// Answer: [`Reply::Done`].
    RemoveBookEntries {
        /// Which.
        ids: Vec<BookEntryId>,
    },
    /// Put entries back that were removed, under their numbers. Answer: [`Reply::Done`].
    RestoreBookEntries {
        /// As they were.
        entries: Vec<BookEntry>,
    },
    /// Answer: [`Reply::BookGroups`].
    BookGroups,
    /// Make a group, change its notes, or give it another name. Answer: [`Reply::BookGroups`];
    /// [`super::ErrorKind::Conflict`] when another one has the name.
    SaveBookGroup {
        /// Which; one that is not there is made.
        name: String,
        /// Its new name; none: as it is.
        rename: Option<String>,
        /// Its new notes; none: as they are.
        notes: Option<String>,
    },
    /// Forget a group; people in it stay in the book. Answer: [`Reply::BookGroups`].
    RemoveBookGroup {
        /// Which.
        name: String,
    },
    /// Read a file of another program, or our own, into the phone book. Answer: [`Reply::BookImported`], after seconds when
    /// it is large; [`super::ErrorKind::InvalidData`] when it holds no phone book.
    ImportBook {
        /// The file.
        content: Content,
        /// Its form; none: that is found out.
        format: Option<BookFormat>,
        /// Take a telephone number for a fax number where somebody has no other.
        #[serde(default)]
        any_number: bool,
        /// Only tell what would become of it.
        #[serde(default)]
        dry_run: bool,
    },
    /// The phone book, or a part of it, as a file. Answer: [`Reply::BookFile`].
    ExportBook {
        /// Whom; offset and limit count nothing.
        query: BookQuery,
        /// In which form.
        format: BookFormat,
    },
    /// Give the sender of a received fax a name: an entry of the phone book, a new one or the one of that name, is known
    /// from now on by the fax's number and station id. Answer: [`Reply::BookEntry`]; [`super::ErrorKind::WrongState`] when
    /// somebody else is known by them, [`super::ErrorKind::InvalidParameter`] when the fax came without either.
    LearnSender {
        /// The fax.
        job: JobId,
        /// Who sent it: a name, or `#12` for an entry.
        name: String,
    },
    /// Recipients for names of people and groups. Answer: [`Reply::Recipients`]; [`super::ErrorKind::NotFound`] for a name that
    /// nobody has, [`super::ErrorKind::InvalidParameter`] for one that several may mean.
    FindRecipients {
        /// Names, companies, groups, `#12`, words that only one has; after a `:` which of somebody's numbers.
        names: Vec<String>,
    },
    /// What is known of numbers before they are dialled. Answer: [`Reply::NumberNotes`], in the order asked.
    NumberNotes {
        /// Which.
        numbers: Vec<FaxNumber>,
    },
    /// Answer: [`Reply::Configuration`].
    Configuration,
    /// Compare and swap. Answer: [`Reply::Configuration`]; [`super::ErrorKind::Conflict`] when the revision is old.
    SetConfiguration {
        /// All settings.
        configuration: Configuration,
        /// The revision they are based on.
        revision: Revision,
    },
    /// `FaxAccessCheck`. Answer: [`Reply::AccessChecked`]; a denial is an answer, no error.
    CheckAccess {
        /// Whether all of these are there.
        rights: Rights,
        /// Somebody else's, for administrators; none: the caller's own.
        #[serde(default)]
        of: Option<Caller>,
    },
    /// Who may do what. Answer: [`Reply::Rights`].
    Rights,
    /// Give somebody exactly these rights; none: nothing any more. Answer: [`Reply::Rights`].
    SetRights {
        /// To whom.
        to: Grantee,
        /// What.
        rights: Rights,
    },
    /// Answer: [`Reply::Tokens`].
    Tokens,
    /// Make a token, for a user who comes over the network. Answer: [`Reply::NewToken`], the only time that the token
    /// itself is told.
    AddToken {
        /// Who it makes of whoever shows it.
        user: String,
        /// Groups of that user.
        #[serde(default)]
        groups: Vec<String>,
        /// What it is for.
        #[serde(default)]
        label: String,
        /// From when on it is worth nothing; none: never.
        #[serde(default)]
        expires_at: Option<Timestamp>,
    },
    /// Make a token worthless. Answer: [`Reply::Done`].
    RevokeToken {
        /// Which.
        id: u32,
    },
    /// Give a received fax to users, who see it as their own (`ReAssign`); to none: take it back. Answer:
    /// [`Reply::Job`]; [`super::ErrorKind::WrongState`] for what is not in the inbox.
    Assign {
        /// Which.
        job: JobId,
        /// To whom, in the place of those before.
        users: Vec<String>,
    },
    /// The journal, the newest entries first. Answer: [`Reply::Journal`].
    Journal {
        /// Which entries.
        filter: JournalFilter,
    },
    /// Look whether every entry of the journal is as it was written. Answer: [`Reply::JournalCheck`].
    VerifyJournal,
    /// Figures counted from the journal. Answer: [`Reply::Statistics`].
    Statistics {
        /// From this moment on.
        since: Timestamp,
        /// Before this moment.
        until: Timestamp,
    },
    /// Answer: [`Reply::Snapshot`].
    Snapshot,
    /// End all calls properly and stop the engine. Answer: [`Reply::Done`] when it has stopped.
    Shutdown,
}

/// One page as a self-contained TIFF class F, MMR coded (`FaxGetPageData`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PageImage {
    /// From 1.
    pub page: u32,
    /// Pages of the document.
    pub pages: u32,
    /// Pels a row.
    pub width: u32,
    /// Rows.
    pub rows: u32,
    /// The file.
    #[serde(with = "base64_bytes")]
    #[schemars(with = "String")]
    pub tiff: Vec<u8>,
}

/// The answer to a [`Command`].
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "reply", content = "value")]
pub enum Reply {
    /// Jobs that came into being, one per recipient in their order, and warnings worth showing.
    Queued {
        /// The jobs.
        jobs: Vec<Arc<Job>>,
        /// For example characters no font could draw.
        warnings: Vec<String>,
    },
    /// Jobs.
    Jobs(Vec<Job>),
    /// A job.
    Job(Box<Job>),
    /// A conversation.
    Trace(Vec<TraceEntry>),
    /// A page.
    Page(PageImage),
    /// Accounts.
    Accounts(Vec<AccountInfo>),
    /// An account.
    Account(Box<AccountInfo>),
    /// What extensions keep, without their data.
    ExtensionProperties(Vec<PropertyInfo>),
    /// What an extension keeps somewhere.
    ExtensionProperty(Box<Property>),
    /// Cover pages by scope and name.
    Covers(Vec<CoverSummary>),
    /// A cover page's file.
    Cover(String),
    /// A TIFF class F file.
    Document(
        #[serde(with = "base64_bytes")]
        #[schemars(with = "String")]
        Vec<u8>,
    ),
    /// Ports by rank.
    Ports(Vec<PortView>),
    /// A port.
    Port(Box<PortView>),
    /// A port is open; to be changed with a lease.
    PortOpened(Option<Lease>),
    /// A port status object.
    PortStatus(Box<PortStatus>),
    /// A submission to begin with.
    DefaultJob(Box<Submission>),
    /// How much is going on.
    Activity(Activity),
    /// Devices that can be added.
    Devices(Vec<FoundDevice>),
    /// What a look at a device found.
    Findings(Vec<DeviceFinding>),
    /// What is remembered of numbers, by number.
    Destinations(Vec<Destination>),
    /// People of the phone book.
    Book(Box<BookPage>),
    /// An entry of the phone book.
    BookEntry(Box<BookEntry>),
    /// Groups of the phone book by name.
    BookGroups(Vec<BookGroup>),
    /// What became of a file.
    BookImported(Box<BookImport>),
    /// A phone book as a file.
    BookFile(
        #[serde(with = "base64_bytes")]
        #[schemars(with = "String")]
        Vec<u8>,
    ),
    /// Recipients from the phone book.
    Recipients {
        /// Each number once, in the order of the names.
        recipients: Vec<Recipient>,
        /// Who is in a group and has no fax number.
        without: Vec<String>,
    },
    /// What is known of numbers.
    NumberNotes(Vec<NumberNote>),
    /// Which lines carry which faxes.
    Outbound(Box<OutboundView>),
    /// Device providers.
    Providers(Vec<ProviderInfo>),
    /// A device provider.
    Provider(Box<ProviderInfo>),
    /// Routing extensions.
    Extensions(Vec<ExtensionInfo>),
    /// A routing extension.
    Extension(Box<ExtensionInfo>),
    /// Routing methods in the order they run.
    RoutingMethods(Vec<RoutingMethodInfo>),
    /// What a port does with each method, in the order they run.
    PortRouting(Vec<PortRouting>),
    /// The routing rules in their order, and their revision.
    RoutingRules(Vec<RoutingRule>, Revision),
    /// The mail server.
    MailSettings {
        /// All settings but the password.
        settings: Box<MailSettings>,
        /// Whether a password is kept.
        password_set: bool,
    },
    /// What was found, in a sentence.
    Text(String),
    /// The configuration and its revision.
    Configuration(Configuration, Revision),
    /// Whether rights are there.
    AccessChecked {
        /// Whose.
        user: String,
        /// All that were asked for are there.
        granted: bool,
        /// What there is.
        held: Rights,
    },
    /// Who may do what.
    Rights {
        /// May do everything.
        owner: String,
        /// What others may do.
        grants: Vec<Grant>,
    },
    /// Tokens by number.
    Tokens(Vec<Token>),
    /// A token that was just made.
    NewToken {
        /// What is kept of it.
        token: Token,
        /// The token, which nobody can be told again.
        #[serde(serialize_with = "exposed::one")]
        #[schemars(with = "String")]
        secret: Secret,
    },
    /// Entries of the journal, the newest first.
    Journal {
        /// A page of them.
        entries: Vec<JournalEntry>,
        /// How many the filter takes altogether.
        all: u64,
    },
    /// What an examination of the journal found.
    JournalCheck(JournalCheck),
    /// Figures of a stretch of time.
    Statistics(Statistics),
    /// A picture of everything.
    Snapshot(Box<Snapshot>),
    /// Nothing to tell.
    Done,
}

/// A secret on its way, over a socket that only its owner can reach or under TLS.
mod exposed {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::Secret;

    pub(super) fn serialize<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
        match secret {
            Some(secret) => serializer.serialize_some(secret.expose()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn one<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
        Option::deserialize(deserializer)
    }
}

/// Octets as base64 text in JSON.
mod base64_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
