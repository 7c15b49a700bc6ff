//! How work beside the frame answers: through a bounded channel into a later frame. Dialogs, files and paper run here,
//! on threads of their own; what came of them is said in the window.

use std::path::Path;
use std::sync::mpsc::SyncSender;

use super::app::Answer;
use super::files::{self, FileAccess, FileQuestion};
use super::theme::Tone;
use crate::lang::{self, Lang, text, words};

/// The way back into the frame; cheap to clone, and goes to other threads.
#[derive(Clone)]
pub(super) struct Answers {
    to: SyncSender<Answer>,
    waker: egui::Context,
    /// The window's language: the threads that ask for work do not always know it.
    spoken: Lang,
    no_memory: &'static str,
}

impl Answers {
    /// Over the window's channel, made where its language is spoken; `waker` is asked for a frame after every answer.
    pub(super) fn new(to: SyncSender<Answer>, waker: egui::Context) -> Self {
        Self { to, waker, spoken: lang::current(), no_memory: text("failed-memory") }
    }

    /// Hands an answer to a later frame. A full channel means a window that draws nothing: then it is lost.
    pub(super) fn send(&self, answer: Answer) {
        if self.to.try_send(answer).is_ok() {
            self.waker.request_repaint();
        }
    }

    /// Has a sentence said.
    pub(super) fn say(&self, words: String, tone: Tone) {
        self.send(Answer::Say(words, tone));
    }

    /// Runs `work` on a thread of that name and hands on what it answers.
    pub(super) fn work(&self, name: &str, work: impl FnOnce() -> Option<Answer> + Send + 'static) {
        let answers = self.clone();
        let started = files::in_background(name, self.spoken, move || {
            if let Some(answer) = work() {
                answers.send(answer);
            }
        });
        if !started {
            self.say(self.no_memory.to_owned(), Tone::Bad);
        }
    }

    /// Asks where to save, makes the file and writes it; nothing is made when the dialog is closed.
    pub(super) fn save_as(
        &self,
        files: &FileAccess,
        name: String,
        extension: &'static str,
        make: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
    ) {
        let files = files.clone();
        self.work("save", move || {
            let path = files.choose(&FileQuestion::Target { name, extension }).pop()?;
            let shown = path.display().to_string();
            let written = make().and_then(|octets| files.write(&path, &octets).map_err(|error| error.to_string()));
            Some(match written {
                Ok(()) => Answer::Say(words!("done-saved", path = shown), Tone::Good),
                Err(why) => Answer::Say(words!("failed-saving", why = why, path = shown), Tone::Bad),
            })
        });
    }

    /// Asks for a file, reads it and hands on what is made of it, if anything is to be seen already.
    pub(super) fn open(
        &self,
        files: &FileAccess,
        question: FileQuestion,
        make: impl FnOnce(&Path, Vec<u8>) -> Result<Option<Answer>, String> + Send + 'static,
    ) {
        let files = files.clone();
        self.work("open", move || {
            let path = files.choose(&question).pop()?;
            let made = files.read(&path).map_err(|error| error.to_string()).and_then(|octets| make(&path, octets));
            made.unwrap_or_else(|why| {
                let words = words!("failed-opening", why = why, path = path.display().to_string());
                Some(Answer::Say(words, Tone::Bad))
            })
        });
    }
}
