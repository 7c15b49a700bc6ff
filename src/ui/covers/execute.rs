//! The pane's requests: orders at the engine; dialogs, files and paper on threads of their own.

use std::io::Cursor;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::app::{Answer, App};
use super::super::command::UiCommand;
use super::super::execute::{done, file_name, wrong_answer};
use super::super::files::{self, FileAccess};
use super::super::theme::Tone;
use super::SharedFonts;
use super::request::CoverRequest;
use crate::api::{Command, Reply};
use crate::cover::{CoverOptions, Sample, Template, render, sample};
use crate::document::to_pdf;
use crate::model::Resolution;

impl App {
    /// Executes a request of the pane of cover pages.
    pub(in crate::ui) fn cover_request(&self, egui: &egui::Context, request: CoverRequest) {
        match request {
            CoverRequest::Fetch(name) => self.post(egui, Command::Cover { name: name.clone() }, |result| {
                let svg = result.and_then(|reply| match reply {
                    Reply::Cover(svg) => Ok(svg),
                    _ => Err(wrong_answer()),
                });
                Some(Answer::CoverFetched { name, svg })
            }),
            CoverRequest::Save { name, scope, svg } => {
                let command = Command::SaveCover { name, scope, svg };
                self.post(egui, command, |result| Some(Answer::CoverSaved(result.map(drop))));
            }
            CoverRequest::Rename { name, to } => {
                self.post(egui, Command::RenameCover { name, to }, done("The cover page is renamed"));
            }
            CoverRequest::Delete { name, scope, svg } => {
                self.post(egui, Command::DeleteCover { name: name.clone() }, move |result| {
                    Some(match result {
                        Ok(_) => Answer::CoverDeleted(CoverRequest::Save { name, scope, svg }),
                        Err(error) => Answer::Done(Err(error), ""),
                    })
                });
            }
            CoverRequest::MakeDefault(name) => {
                self.configure(egui, |configuration| configuration.cover = name.unwrap_or_default());
            }
            CoverRequest::ChooseDrawing => self.choose(egui, ("Drawing", &["svg"]), |path, octets| {
                let svg = String::from_utf8(octets).map_err(|_| "the file is not written in UTF-8".to_owned())?;
                let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                Ok(Answer::CoverDrawing { name, svg })
            }),
            CoverRequest::ChoosePicture => {
                self.choose(egui, ("Picture", &["png", "jpg", "jpeg", "gif", "webp"]), |_, octets| picture(&octets));
            }
            CoverRequest::Export { name, svg } => {
                let name = file_name(&name);
                let (files, to, waker) = (self.files.clone(), self.answer_channel(), egui.clone());
                let started = files::in_background("export", move || {
                    let Some(path) = files::choose_target(&name, "svg") else { return };
                    let answer = match files.write(&path, svg.as_bytes()) {
                        Ok(()) => Answer::Say(format!("Saved as {}", path.display()), Tone::Good),
                        Err(why) => {
                            let words = format!("The cover page could not be saved: {why} ({})", path.display());
                            Answer::Say(words, Tone::Bad)
                        }
                    };
                    if to.try_send(answer).is_ok() {
                        waker.request_repaint();
                    }
                });
                self.say_unless(started);
            }
            CoverRequest::Print { name, svg, sample } => self.print_cover(egui, name, svg, sample),
        }
    }

    /// Asks for a file, reads it and hands on what is made of it.
    fn choose(
        &self,
        egui: &egui::Context,
        (kind, endings): (&'static str, &'static [&'static str]),
        make: impl FnOnce(&Path, Vec<u8>) -> Result<Answer, String> + Send + 'static,
    ) {
        let (files, to, waker) = (self.files.clone(), self.answer_channel(), egui.clone());
        let started = files::in_background("file dialog", move || {
            let dialog = rfd::FileDialog::new().set_title(kind).add_filter(kind, endings);
            let Some(path) = dialog.pick_file() else { return };
            let made = files.read(&path).map_err(|error| error.to_string()).and_then(|octets| make(&path, octets));
            let answer = made.unwrap_or_else(|why| {
                Answer::Say(format!("The file cannot be used: {why} ({})", path.display()), Tone::Bad)
            });
            if to.try_send(answer).is_ok() {
                waker.request_repaint();
            }
        });
        self.say_unless(started);
    }

    /// Opens the cover as a PDF in the system's viewer, which prints.
    fn print_cover(&self, egui: &egui::Context, name: String, svg: String, sample: Sample) {
        let (files, to, waker) = (self.files.clone(), self.answer_channel(), egui.clone());
        let fonts = self.panes.covers.fonts();
        let options = self.panes.covers.options();
        let started = files::in_background("print", move || {
            let answer = match printed(&files, &fonts, options, &name, &svg, sample) {
                Ok(address) => {
                    waker.open_url(egui::OpenUrl::new_tab(address));
                    Answer::Say("The page is opened for printing".to_owned(), Tone::Neutral)
                }
                Err(why) => Answer::Say(format!("The cover page cannot be printed: {why}"), Tone::Bad),
            };
            if to.try_send(answer).is_ok() {
                waker.request_repaint();
            }
        });
        self.say_unless(started);
    }

    /// Says so when no worker thread began.
    pub(in crate::ui) fn say_unless(&self, started: bool) {
        if !started {
            self.commands.push(UiCommand::Toast("No file dialog can be opened: too little memory".to_owned()));
        }
    }
}

/// A picture as an address that holds all of it, and its size.
fn picture(octets: &[u8]) -> Result<Answer, String> {
    let reader = image::ImageReader::new(Cursor::new(octets)).with_guessed_format().map_err(|it| it.to_string())?;
    let kind = match reader.format() {
        Some(image::ImageFormat::Png) => "png",
        Some(image::ImageFormat::Jpeg) => "jpeg",
        Some(image::ImageFormat::Gif) => "gif",
        Some(image::ImageFormat::WebP) => "webp",
        _ => return Err("it is no PNG, JPEG, GIF or WebP".to_owned()),
    };
    let pixels = reader.into_dimensions().map_err(|error| error.to_string())?;
    Ok(Answer::CoverPicture { data_url: format!("data:image/{kind};base64,{}", STANDARD.encode(octets)), pixels })
}

/// Writes the page as a PDF among the system's temporary files; its address.
fn printed(
    files: &FileAccess,
    fonts: &SharedFonts,
    options: CoverOptions,
    name: &str,
    svg: &str,
    kind: Sample,
) -> Result<String, String> {
    let template = Template::parse(name, svg.as_bytes()).map_err(|error| error.to_string())?;
    let options = CoverOptions { resolution: Resolution::Superfine, ..options };
    let pages = render(&template, &sample(kind), &options, fonts).map_err(|error| error.to_string())?;
    let pdf = to_pdf(&mut pages.into_iter().map(Ok)).map_err(|error| error.to_string())?;
    let path = std::env::temp_dir().join(format!("Faxwell {}.pdf", file_name(name)));
    files.write(&path, &pdf).map_err(|error| error.to_string())?;
    let path = path.to_string_lossy().replace('\\', "/").replace(' ', "%20");
    Ok(format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_taken_whole_and_other_files_are_refused() {
        let mut png = Cursor::new(Vec::new());
        image::DynamicImage::new_luma8(3, 2).write_to(&mut png, image::ImageFormat::Png).unwrap();
        let Ok(Answer::CoverPicture { data_url, pixels }) = picture(png.get_ref()) else { panic!("refused") };
        assert!(data_url.starts_with("data:image/png;base64,iVBOR") && pixels == (3, 2));
        assert!(picture(b"%PDF-1.7").is_err());
    }
}
