//! Cover pages: kept, listed, drawn, and put before the pages of a submission with each recipient's own data.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::CoverFonts;
use super::requests::storage_error;
use super::run::Engine;
use crate::api::{Envelope, ErrorKind, FaxError, Reply};
use crate::cover::{self, CoverOptions, Locale, Template};
use crate::document::write_tiff;
use crate::model::{
    Coding, Configuration, CoverChoice, CoverInfo, CoverScope, CoverSummary, EventKind, FaxPage, JobId, Paper, Person,
    Recipient, Resolution, Submission, Timestamp,
};
use crate::store::{CoverFile, Store, StoredDocument};

/// Characters of a cover's name.
const NAME_CHARS: usize = 60;

/// Reads and draws cover pages beside the loop.
#[derive(Clone)]
pub(super) struct Shelf {
    pub(super) store: Store,
    pub(super) fonts: CoverFonts,
    pub(super) zone: jiff::tz::TimeZone,
}

impl Shelf {
    /// All covers there are.
    async fn list(&self, default: &str) -> Result<Vec<CoverSummary>, FaxError> {
        let own = cover::builtin().iter().map(|own| CoverSummary {
            name: own.name.to_owned(),
            title: own.title.to_owned(),
            scope: CoverScope::BuiltIn,
            is_default: own.name == default,
            ..CoverSummary::default()
        });
        let kept = self.store.covers().await.map_err(|error| storage_error(&error))?;
        // A file put there by hand that is called like one of ours is not seen.
        let seen = kept.iter().filter(|file| builtin(&file.name).is_none());
        Ok(own.chain(seen.map(|file| summary(file, default))).collect())
    }

    /// The file of a cover and whose it is.
    async fn file(&self, name: &str) -> Result<(Vec<u8>, CoverScope), FaxError> {
        if let Some(own) = builtin(name) {
            return Ok((own.svg.as_bytes().to_vec(), CoverScope::BuiltIn));
        }
        let kept = self.kept(name).await?;
        let scope = scope(&kept);
        Ok((kept.svg, scope))
    }

    async fn kept(&self, name: &str) -> Result<CoverFile, FaxError> {
        let covers = self.store.covers().await.map_err(|error| storage_error(&error))?;
        covers.into_iter().find(|cover| cover.name == name).ok_or_else(|| {
            let text = format!("there is no cover page {name:?}; `faxwell cover list` shows those there are");
            FaxError::new(ErrorKind::NotFound, text)
        })
    }

    /// The template that a submission wants.
    ///
    /// # Errors
    /// There is none, it is broken, or it may not be used here.
    pub(super) async fn template(
        &self,
        choice: &CoverChoice,
        configuration: &Configuration,
    ) -> Result<Template, FaxError> {
        let (name, svg, scope) = match &choice.svg {
            Some(svg) => {
                let name = if choice.name.is_empty() { "cover" } else { &choice.name };
                (name, svg.clone().into_bytes(), CoverScope::Personal)
            }
            None => {
                let (svg, scope) = self.file(&choice.name).await?;
                (choice.name.as_str(), svg, scope)
            }
        };
        if configuration.server_covers_only && scope == CoverScope::Personal {
            let text = "this server sends with its own cover pages only; choose one of `faxwell cover list`";
            return Err(FaxError::new(ErrorKind::AccessDenied, text));
        }
        Template::parse(name, &svg).map_err(|error| broken(name, &error))
    }

    /// Draws a cover; blocks for some milliseconds.
    pub(super) fn draw(
        &self,
        template: &Template,
        info: &CoverInfo,
        look: &CoverLook,
    ) -> Result<Vec<FaxPage>, FaxError> {
        let options = CoverOptions {
            resolution: look.resolution,
            paper: Some(look.paper),
            locale: look.locale,
            zone: self.zone.clone(),
            ..CoverOptions::default()
        };
        cover::render(template, info, &options, &self.fonts).map_err(|error| broken(template.name(), &error))
    }
}

/// How covers are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct CoverLook {
    pub(super) resolution: Resolution,
    pub(super) paper: Paper,
    pub(super) locale: Locale,
}

impl CoverLook {
    pub(super) fn new(
        resolution: Resolution,
        paper: Paper,
        choice: &CoverChoice,
        configuration: &Configuration,
    ) -> Self {
        let chosen = if choice.locale.is_empty() { &configuration.locale } else { &choice.locale };
        Self { resolution, paper, locale: Locale::nearest(chosen) }
    }
}

/// What the covers of a submission tell: the same for all recipients, and each one's own.
#[derive(Clone, Debug)]
pub(super) struct CoverData {
    info: CoverInfo,
}

impl CoverData {
    /// `pages`: those behind the cover.
    pub(super) fn new(
        submission: &Submission,
        choice: &CoverChoice,
        configuration: &Configuration,
        at: Timestamp,
        pages: u32,
    ) -> Self {
        let name = (submission.sender.name.as_str(), submission.sender_name.as_str());
        let sender = Person {
            name: if name.0.is_empty() { name.1 } else { name.0 }.to_owned(),
            ..Person::clone(&submission.sender)
        };
        let info = CoverInfo {
            sender: filled(sender, configuration),
            subject: submission.subject.trim().to_owned(),
            note: choice.note.clone(),
            time_sent: Some(at),
            page_count: Some(pages.saturating_add(1)),
            ..CoverInfo::default()
        };
        Self { info }
    }

    /// One recipient's.
    pub(super) fn of(&self, to: &Recipient, job: JobId) -> CoverInfo {
        let recipient =
            Person { name: to.name.clone(), fax_number: to.number.as_str().to_owned(), ..Person::clone(&to.details) };
        CoverInfo { recipient, job: Some(job), ..self.info.clone() }
    }
}

/// A sender, with what is empty as the configuration has it.
fn filled(mut sender: Person, configuration: &Configuration) -> Person {
    let station = &configuration.station;
    let own = Person {
        name: station.name.clone(),
        fax_number: station.number.clone(),
        ..Person::clone(&configuration.sender)
    };
    for name in Person::FIELDS {
        if let (Some(field), Some(value)) = (sender.field_mut(name), own.field(name))
            && field.is_empty()
        {
            value.clone_into(field);
        }
    }
    sender
}

impl Engine {
    pub(super) fn shelf(&self) -> Shelf {
        Shelf { store: self.store.clone(), fonts: self.cover_fonts.clone(), zone: self.calendar.zone() }
    }

    /// Looks what covers there are now, for the views.
    pub(super) async fn covers_changed(&mut self) {
        match self.shelf().list(&self.configuration.cover).await {
            Ok(covers) => self.covers = Arc::new(covers),
            Err(error) => tracing::warn!("the cover pages cannot be listed: {}", error.message),
        }
        self.pace.hurry();
    }

    /// Answers with all covers.
    pub(super) fn list_covers(&self, envelope: Envelope) {
        let (shelf, default) = (self.shelf(), self.configuration.cover.clone());
        tokio::spawn(async move { envelope.answer(shelf.list(&default).await.map(Reply::Covers)) });
    }

    /// Answers with the file of a cover.
    pub(super) fn cover_file(&self, envelope: Envelope, name: String) {
        let shelf = self.shelf();
        tokio::spawn(async move {
            let file = shelf.file(&name).await;
            envelope.answer(file.map(|(svg, _)| Reply::Cover(String::from_utf8_lossy(&svg).into_owned())));
        });
    }

    /// Answers with a drawn cover.
    pub(super) fn render_cover(
        &self,
        envelope: Envelope,
        choice: CoverChoice,
        mut info: CoverInfo,
        resolution: Resolution,
    ) {
        let (shelf, configuration) = (self.shelf(), self.configuration.clone());
        info.sender = filled(info.sender, &configuration);
        info.time_sent = info.time_sent.or_else(|| Some(self.now()));
        info.page_count = info.page_count.or(Some(1));
        let look = CoverLook::new(resolution, Paper::default(), &choice, &configuration);
        tokio::spawn(async move {
            let drawn = async {
                let template = shelf.template(&choice, &configuration).await?;
                let draw = move || {
                    let pages = shelf.draw(&template, &info, &look)?;
                    write_tiff(&pages, Coding::Mmr)
                        .map_err(|error| FaxError::new(ErrorKind::Internal, error.to_string()))
                };
                spawn_blocking(draw).await.unwrap_or_else(|error| Err(not_drawn(&error)))
            };
            envelope.answer(drawn.await.map(Reply::Document));
        });
    }

    /// Keeps a cover.
    pub(super) async fn save_cover(&mut self, name: &str, scope: CoverScope, svg: String) -> Result<Reply, FaxError> {
        let name = checked_name(name)?;
        let template = Template::parse(name, svg.as_bytes()).map_err(|error| broken(name, &error))?;
        let personal = match scope {
            CoverScope::BuiltIn => return Err(compiled_in(name)),
            CoverScope::Common => false,
            CoverScope::Personal => true,
        };
        self.store.save_cover(name, personal, svg.into_bytes()).await.map_err(|error| storage_error(&error))?;
        self.covers_changed().await;
        self.emit(EventKind::CoversChanged);
        let summary = CoverSummary {
            name: name.to_owned(),
            title: template.title().to_owned(),
            scope,
            changed_at: Some(self.now()),
            is_default: self.configuration.cover == name,
            problem: None,
        };
        Ok(Reply::Covers(vec![summary]))
    }

    /// Gives a cover another name.
    pub(super) async fn rename_cover(&mut self, name: &str, to: &str) -> Result<Reply, FaxError> {
        if builtin(name).is_some() {
            return Err(compiled_in(name));
        }
        let to = checked_name(to)?;
        let shelf = self.shelf();
        let kept = shelf.kept(name).await?;
        if to != name && shelf.kept(to).await.is_ok() {
            let text = format!("there is a cover page {to:?} already; choose another name, or delete that one first");
            return Err(FaxError::new(ErrorKind::WrongState, text));
        }
        let renamed = self.store.rename_cover(name, to, kept.personal).await;
        renamed.map_err(|error| storage_error(&error))?;
        self.covers_changed().await;
        self.emit(EventKind::CoversChanged);
        Ok(Reply::Covers(vec![summary(&CoverFile { name: to.to_owned(), ..kept }, &self.configuration.cover)]))
    }

    /// Forgets a cover.
    pub(super) async fn delete_cover(&mut self, name: &str) -> Result<Reply, FaxError> {
        if builtin(name).is_some() {
            return Err(compiled_in(name));
        }
        let kept = self.shelf().kept(name).await?;
        self.store.delete_cover(name, kept.personal).await.map_err(|error| storage_error(&error))?;
        self.covers_changed().await;
        self.emit(EventKind::CoversChanged);
        Ok(Reply::Done)
    }
}

/// The cover that a submission wants, with all that it takes to draw it.
pub(super) struct CoverWork {
    pub(super) shelf: Shelf,
    pub(super) choice: CoverChoice,
    pub(super) submission: Submission,
    pub(super) configuration: Arc<Configuration>,
    /// When the fax is to go.
    pub(super) at: Timestamp,
}

/// A stored cover.
#[derive(Debug)]
pub(super) struct StoredCover {
    pub(super) document: StoredDocument,
    pub(super) pages: u32,
}

impl CoverWork {
    /// The template, before anything else is done.
    ///
    /// # Errors
    /// As [`Shelf::template`].
    pub(super) async fn template(&self) -> Result<Template, FaxError> {
        self.shelf.template(&self.choice, &self.configuration).await
    }

    /// Draws and stores the cover of each recipient's job; `pages`: those behind it. What was stored before something
    /// went wrong is in `stored`, too.
    pub(super) async fn draw(
        &self,
        template: &Template,
        ids: &[JobId],
        pages: u32,
        stored: &mut Vec<StoredCover>,
    ) -> Result<(), FaxError> {
        let Submission { resolution, page_setup, recipients, .. } = &self.submission;
        let look = CoverLook::new(*resolution, page_setup.layout.paper, &self.choice, &self.configuration);
        let data = CoverData::new(&self.submission, &self.choice, &self.configuration, self.at, pages);
        for (to, id) in recipients.iter().zip(ids) {
            let (shelf, template, info) = (self.shelf.clone(), template.clone(), data.of(to, *id));
            let draw = move || {
                let pages = shelf.draw(&template, &info, &look)?;
                let tiff = write_tiff(&pages, Coding::Mmr);
                let tiff = tiff.map_err(|error| FaxError::new(ErrorKind::Internal, error.to_string()))?;
                Ok((u32::try_from(pages.len()).unwrap_or(u32::MAX), tiff))
            };
            let drawn = spawn_blocking(draw).await.unwrap_or_else(|error| Err(not_drawn(&error)));
            let (pages, tiff) = drawn?;
            let document = self.shelf.store.put_document(tiff).await.map_err(|error| storage_error(&error))?;
            stored.push(StoredCover { document, pages });
        }
        Ok(())
    }
}

fn builtin(name: &str) -> Option<&'static cover::BuiltIn> {
    cover::builtin().iter().find(|own| own.name.eq_ignore_ascii_case(name))
}

fn scope(file: &CoverFile) -> CoverScope {
    if file.personal { CoverScope::Personal } else { CoverScope::Common }
}

fn summary(file: &CoverFile, default: &str) -> CoverSummary {
    let (title, problem) = match Template::parse(&file.name, &file.svg) {
        Ok(template) => (template.title().to_owned(), None),
        Err(error) => (file.name.clone(), Some(error.to_string())),
    };
    CoverSummary {
        name: file.name.clone(),
        title,
        scope: scope(file),
        changed_at: file.changed_at,
        is_default: file.name == default,
        problem,
    }
}

/// A name that is a file's name on every system.
fn checked_name(name: &str) -> Result<&str, FaxError> {
    let invalid = |text: String| Err(FaxError::new(ErrorKind::InvalidParameter, text));
    let name = name.trim();
    if builtin(name).is_some() {
        return Err(compiled_in(name));
    }
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return invalid(format!("a cover page needs a name of 1 to {NAME_CHARS} characters"));
    }
    if let Some(odd) = name.chars().find(|c| !c.is_alphanumeric() && !" -_.".contains(*c)) {
        return invalid(format!(
            "a cover page's name has letters, digits, blanks, - _ and ., not {odd:?} (in {name:?})"
        ));
    }
    let stem = name.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
        || stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT"));
    if device || name.starts_with('.') || name.ends_with('.') {
        return invalid(format!("a file cannot be called {name:?} on every system; choose another name"));
    }
    Ok(name)
}

fn compiled_in(name: &str) -> FaxError {
    let text = format!("the cover page {name:?} is built in and cannot be changed; save it under another name");
    FaxError::new(ErrorKind::WrongState, text)
}

fn broken(name: &str, error: &cover::CoverError) -> FaxError {
    let text = match error.hint() {
        "" => format!("the cover page {name:?} cannot be used: {error}"),
        hint => format!("the cover page {name:?} cannot be used: {error}; {hint}"),
    };
    FaxError::new(ErrorKind::InvalidData, text)
}

fn not_drawn(error: &tokio::task::JoinError) -> FaxError {
    tracing::error!("a cover page could not be drawn: {error}");
    FaxError::new(ErrorKind::Internal, "Faxwell made a mistake with this cover page; use another one")
}
