//! `convert`: the document pipeline alone, from documents to a file with the pages of a fax.

use std::io::{self, BufWriter, Read as _, Seek as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::export::{Draft, Form, write_pages};
use super::progress::DocumentBar;
use super::{CliError, ConvertArgs, Screen};
use crate::document::{
    DocumentError, PageTaker, Progress, RenderOptions, Rendered, Renderer, SourceError, SourceFile, Sources, TiffFile,
    TiffWriter, expand, read_file,
};
use crate::model::{Coding, FaxPage, Resolution};

/// How often a password may be wrong.
const TRIES: usize = 3;

/// What was written.
#[derive(Serialize)]
struct Converted {
    output: PathBuf,
    /// The same, or the pictures of its pages.
    files: Vec<PathBuf>,
    pages: u32,
    blank_pages_left_out: u32,
    resolution: Resolution,
    coding: Coding,
    warnings: Vec<String>,
}

/// Turns documents into one file with the very pages that `send` would transmit (without the banner line).
/// The file appears when it is complete; on an error, or once `stop` is cancelled, nothing is left. Blocks.
///
/// # Errors
/// [`CliError`].
pub fn convert(
    args: &ConvertArgs,
    renderer: &Renderer,
    stop: &CancellationToken,
    screen: &mut Screen,
) -> Result<(), CliError> {
    let Some((output, inputs)) = args.files.split_last().filter(|(_, inputs)| !inputs.is_empty()) else {
        return Err(CliError::Usage("give the documents first, then the file to write".to_owned()));
    };
    if args.files.iter().any(|path| path.as_os_str() == "-") {
        let problem = "`convert` works with files, not with the standard input or output; name a file instead of -";
        return Err(CliError::Usage(problem.to_owned()));
    }
    let Some(form) = Form::of(output) else {
        let problem = "the last file is the one to write; its ending must be .tif, .pdf or .png";
        return Err(CliError::Usage(format!("{problem}: {}", output.display())));
    };
    let sources = sources(inputs)?;
    let draft = Draft::beside(output)?;
    let unwritten = |source| CliError::document(output, source);
    let stored_as = if form == Form::Tiff { args.coding } else { Coding::Mmr };
    let work = Work {
        tiff: TiffWriter::new(BufWriter::new(&draft.file), stored_as).map_err(unwritten)?,
        options: args.pages.options(),
        renderer,
        stop,
        bar: DocumentBar::new(screen.progress),
        output,
        warnings: sources.warnings,
        blank: 0,
    };
    let (pages, blank, warnings) = work.all(&sources.files, screen)?;
    let files = match form {
        Form::Tiff => {
            draft.keep()?;
            vec![output.clone()]
        }
        Form::Pdf | Form::Png => {
            let stored = stored(&draft).map_err(|source| CliError::file("reading", output, source))?;
            drop(draft);
            let fax = TiffFile::open(stored).map_err(unwritten)?;
            write_pages(&fax, form, output, &|| stop.is_cancelled(), unwritten)?
        }
    };
    for warning in &warnings {
        screen.remark(&format!("Warning: {warning}"));
    }
    let (resolution, coding) = (args.pages.resolution, args.coding);
    if screen.json {
        let output = output.clone();
        let blank_pages_left_out = blank;
        return screen.value(&Converted { output, files, pages, blank_pages_left_out, resolution, coding, warnings });
    }
    let pages = if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
    let coding = if form == Form::Tiff { format!(", {coding}") } else { String::new() };
    let shown = match files.as_slice() {
        [first, .., last] => format!("{} to {}", first.display(), last.display()),
        _ => output.display().to_string(),
    };
    screen.line(&format!("{shown}: {pages}, {resolution}{coding}"))
}

/// What the documents of a fax become.
struct Work<'a, W: io::Write + io::Seek> {
    tiff: TiffWriter<W>,
    options: RenderOptions,
    renderer: &'a Renderer,
    stop: &'a CancellationToken,
    bar: DocumentBar,
    output: &'a Path,
    warnings: Vec<String>,
    blank: u32,
}

impl<W: io::Write + io::Seek> Work<'_, W> {
    /// Adds all documents and completes the file. Gives the pages, the blank ones that were left out, and warnings.
    fn all(mut self, files: &[SourceFile], screen: &mut Screen) -> Result<(u32, u32, Vec<String>), CliError> {
        let added = (1..).zip(files).try_for_each(|(number, file)| {
            self.bar.begin(&file.path.file_name().unwrap_or_default().to_string_lossy(), number, files.len());
            self.document(&file.path, screen)
        });
        self.bar.clear();
        added?;
        let pages = self.tiff.pages();
        if pages == 0 {
            let problem = "the documents have nothing but blank pages; leave out --skip-blank to fax them";
            return Err(CliError::NoSuchThing(problem.to_owned()));
        }
        let unwritten = |source| CliError::document(self.output, source);
        let flushed = self.tiff.finish().map_err(unwritten)?.flush();
        flushed.map_err(|error| unwritten(DocumentError::Write(error)))?;
        Ok((pages, self.blank, self.warnings))
    }

    /// Adds a document's pages. Whoever sits at a terminal is asked for a password when it needs one.
    fn document(&mut self, path: &Path, screen: &mut Screen) -> Result<(), CliError> {
        let octets = read_file(path).map_err(|source| CliError::file("reading", path, source))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut tries = 0;
        let rendered = loop {
            let before = self.tiff.pages();
            match self.render(&name, &octets)? {
                Err(error @ (DocumentError::PasswordNeeded | DocumentError::WrongPassword)) => {
                    if tries == TRIES || self.tiff.pages() > before {
                        return Err(CliError::document(path, error));
                    }
                    let question = match error {
                        DocumentError::PasswordNeeded => format!("Password of {name}: "),
                        _ => format!("That does not open {name}. Password: "),
                    };
                    tries += 1;
                    let answer = self.bar.hidden(|| screen.password(&question));
                    match answer {
                        Some(_) if self.stop.is_cancelled() => return Err(CliError::Interrupted),
                        // The documents of one fax often have the same.
                        Some(password) => self.options.password = Some(password),
                        None => return Err(CliError::document(path, error)),
                    }
                }
                Err(error) => return Err(CliError::document(path, error)),
                Ok(rendered) => break rendered,
            }
        };
        self.blank += rendered.blank;
        let shown = path.display();
        self.warnings.extend(rendered.warnings.into_iter().map(|warning| format!("{warning}: {shown}")));
        Ok(())
    }

    /// The outer error is not the document's.
    fn render(&mut self, name: &str, octets: &[u8]) -> Result<Result<Rendered, DocumentError>, CliError> {
        let mut taker = Taker { tiff: &mut self.tiff, stop: self.stop, bar: &self.bar, failure: None };
        let rendered = self.renderer.render_to(name, octets, &self.options, &mut taker);
        match taker.failure {
            Some(source) => Err(CliError::document(self.output, source)),
            None if self.stop.is_cancelled() => Err(CliError::Interrupted),
            None => Ok(rendered),
        }
    }
}

/// Writes each page as it comes.
struct Taker<'a, W: io::Write + io::Seek> {
    tiff: &'a mut TiffWriter<W>,
    stop: &'a CancellationToken,
    bar: &'a DocumentBar,
    failure: Option<DocumentError>,
}

impl<W: io::Write + io::Seek> PageTaker for Taker<'_, W> {
    fn page(&mut self, page: FaxPage) -> ControlFlow<()> {
        if self.stop.is_cancelled() {
            return ControlFlow::Break(());
        }
        match self.tiff.page(&page, None) {
            Ok(()) => ControlFlow::Continue(()),
            Err(source) => {
                self.failure = Some(source);
                ControlFlow::Break(())
            }
        }
    }

    fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        self.bar.show(progress);
        if self.stop.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// What was written to a draft.
fn stored(draft: &Draft) -> io::Result<Vec<u8>> {
    let mut file = &draft.file;
    file.rewind()?;
    let mut octets = Vec::new();
    file.read_to_end(&mut octets)?;
    Ok(octets)
}

/// The documents behind what a person named.
pub(super) fn sources(named: &[PathBuf]) -> Result<Sources, CliError> {
    expand(named).map_err(unexpanded)
}

fn unexpanded(error: SourceError) -> CliError {
    match error {
        SourceError::Unreadable { path, source } => CliError::file("reading", &path, source),
        error @ (SourceError::EmptyFolder { .. } | SourceError::TooMany { .. }) => CliError::Usage(error.to_string()),
    }
}
