//! Progress bars on the standard error output, when that is a terminal.

use std::collections::HashMap;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::words;
use crate::document::Progress;
use crate::model::{Job, JobId, JobKind};

/// Steps of a bar that one page takes.
const STEPS_A_PAGE: u64 = 1000;

/// One bar a job; nothing at all when not shown.
pub(super) struct JobBars {
    shown: Option<MultiProgress>,
    bars: HashMap<JobId, ProgressBar>,
}

impl JobBars {
    pub(super) fn new(shown: bool) -> Self {
        Self { shown: shown.then(MultiProgress::new), bars: HashMap::new() }
    }

    /// Shows how a job stands.
    pub(super) fn update(&mut self, job: &Job) {
        let Some(shown) = &self.shown else { return };
        let bar = self.bars.entry(job.id).or_insert_with(|| {
            let bar = shown.add(ProgressBar::new(1));
            bar.set_style(style("{prefix} {bar:30} {msg}"));
            bar.set_prefix(format!(
                "{} {} {}",
                job.id,
                if job.kind == JobKind::Poll { "from" } else { "to" },
                job.remote_label()
            ));
            bar
        });
        bar.set_length(u64::from(job.pages.max(1)) * STEPS_A_PAGE);
        let page = match job.page_progress {
            Some((done, all)) if all > 0 && job.status.is_active() => done.min(all) * STEPS_A_PAGE / all,
            _ => 0,
        };
        let confirmed = u64::from(job.pages_confirmed) * STEPS_A_PAGE;
        bar.set_position((confirmed + page).min(u64::from(job.pages.max(1)) * STEPS_A_PAGE));
        bar.set_message(message(job));
    }

    /// Takes the bars away: what follows is the result.
    pub(super) fn clear(&mut self) {
        for bar in self.bars.values() {
            bar.finish_and_clear();
        }
        self.bars.clear();
    }
}

fn message(job: &Job) -> String {
    let cause = words::cause(job.outcome);
    if job.status.is_active() || cause.is_empty() {
        let rate = words::rate(job.rate);
        let comma = if rate.is_empty() || !job.status.is_active() { "" } else { ", " };
        let rate = if job.status.is_active() { rate } else { String::new() };
        return format!("{}{comma}{rate}", words::doing(job));
    }
    format!("{}: {cause}", words::doing(job))
}

/// A count of pages while documents become pages.
pub(super) fn page_count(shown: bool, what: &str) -> ProgressBar {
    let bar = if shown { ProgressBar::no_length() } else { ProgressBar::hidden() };
    bar.set_style(style("{prefix}: {pos} pages {msg}"));
    bar.set_prefix(what.to_owned());
    bar
}

/// Pages while one document after the other becomes pages.
pub(super) struct DocumentBar {
    bar: ProgressBar,
}

impl DocumentBar {
    pub(super) fn new(shown: bool) -> Self {
        Self { bar: if shown { ProgressBar::no_length() } else { ProgressBar::hidden() } }
    }

    /// Another document begins: the `number`th of `all`.
    pub(super) fn begin(&self, name: &str, number: usize, all: usize) {
        let name = super::screen::plain(name);
        self.bar.set_style(style("{prefix}: {pos} pages"));
        self.bar.set_prefix(if all == 1 { name } else { format!("{name} ({number} of {all})") });
        self.bar.set_position(0);
    }

    /// How far the document is.
    pub(super) fn show(&self, progress: Progress) {
        if let Some(total) = progress.total.map(u64::from)
            && self.bar.length() != Some(total)
        {
            self.bar.set_length(total);
            self.bar.set_style(style("{prefix} {bar:30} {pos} of {len} pages"));
        }
        self.bar.set_position(u64::from(progress.done));
        self.bar.tick();
    }

    /// Runs `ask` with the bar out of the way.
    pub(super) fn hidden<T>(&self, ask: impl FnOnce() -> T) -> T {
        self.bar.suspend(ask)
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates above are constant and right; a wrong one costs the looks alone.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
