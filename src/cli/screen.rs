//! Where a command prints: results on the standard output, everything else on the standard error output.

use std::io::{self, IsTerminal as _, Write};

use serde::Serialize;

use super::{CliError, Options};

/// Asks a person for a password; what is typed is not shown.
type Asking = Box<dyn FnMut(&str) -> io::Result<String> + Send>;

/// The two outputs, and how much goes to them.
pub struct Screen {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    /// Print JSON, not words.
    pub json: bool,
    quiet: bool,
    /// The standard error output is a terminal and may show progress.
    pub progress: bool,
    /// There is somebody to ask.
    asking: Option<Asking>,
}

impl Screen {
    /// The process's own outputs.
    pub fn standard(options: &Options) -> Self {
        let progress = !options.quiet && io::stderr().is_terminal();
        let (out, err) = (Box::new(io::stdout()), Box::new(io::stderr()));
        let somebody = progress && !options.json && io::stdin().is_terminal();
        let asking = somebody.then(|| Box::new(|question: &str| rpassword::prompt_password(question)) as Asking);
        Self { out, err, json: options.json, quiet: options.quiet, progress, asking }
    }

    /// Any outputs, without progress.
    pub fn new(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>, json: bool, quiet: bool) -> Self {
        Self { out, err, json, quiet, progress: false, asking: None }
    }

    /// The same with somebody who answers questions.
    #[cfg(test)]
    pub(super) fn with_asking(self, asking: impl FnMut(&str) -> io::Result<String> + Send + 'static) -> Self {
        Self { asking: Some(Box::new(asking)), ..self }
    }

    /// Asks for a password at the terminal; nothing when nobody is there, or nothing was typed. Blocks.
    pub(super) fn password(&mut self, question: &str) -> Option<String> {
        let asking = self.asking.as_mut()?;
        match asking(&plain(question)) {
            Ok(answer) => Some(answer).filter(|answer| !answer.is_empty()),
            Err(error) => {
                tracing::debug!(%error, "nobody can be asked for a password");
                self.asking = None;
                None
            }
        }
    }

    /// Prints a result as JSON: the one value of the standard output.
    ///
    /// # Errors
    /// The output's.
    pub fn value<T: Serialize>(&mut self, value: &T) -> Result<(), CliError> {
        let text = serde_json::to_string_pretty(value)?;
        self.line(&text)
    }

    /// Prints a value as one line of JSON, at once.
    ///
    /// # Errors
    /// The output's.
    pub fn value_line<T: Serialize>(&mut self, value: &T) -> Result<(), CliError> {
        let text = serde_json::to_string(value)?;
        self.line(&text)
    }

    /// Prints a line of a result.
    ///
    /// # Errors
    /// The output's.
    pub fn line(&mut self, text: &str) -> Result<(), CliError> {
        writeln!(self.out, "{text}")?;
        Ok(self.out.flush()?)
    }

    /// Prints a table for people, or a sentence when it is empty.
    pub(super) fn table(&mut self, table: &Table, when_empty: &str) -> Result<(), CliError> {
        if table.rows.is_empty() { self.line(when_empty) } else { self.line(table.text().trim_end()) }
    }

    /// Says something about the work: a warning, a remark.
    pub fn remark(&mut self, text: &str) {
        if !self.quiet {
            // A remark that nobody can read is no reason to fail.
            let _unread = writeln!(self.err, "{}", plain(text));
        }
    }

    /// Says why the command failed.
    pub fn error(&mut self, error: &CliError) {
        if error.exit() != super::Exit::Done {
            let _unread = writeln!(self.err, "faxwell: {}", plain(&error.to_string()));
        }
    }
}

/// Columns for people.
pub(super) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| plain(&cell)).collect());
    }

    /// The lines, columns aligned at the left, two blanks between them.
    pub(super) fn text(&self) -> String {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
            cells.chain(self.head.get(column).map(|head| head.chars().count())).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let head: Vec<String> = self.head.iter().map(|&cell| cell.to_owned()).collect();
        let mut text = String::new();
        for row in std::iter::once(&head).chain(&self.rows) {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            text.push('\n');
        }
        text
    }
}

/// Text that comes from outside, without control characters: they could steer the terminal.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}
