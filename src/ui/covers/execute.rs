//! The pane's requests: orders at the engine; dialogs, files and paper on threads of their own.

use std::io::Cursor;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::app::{Answer, App};
use super::super::command::Printed;
use super::super::execute::{done, file_name, wrong_answer};
use super::super::files::FileQuestion;
use super::super::theme::Tone;
use super::CoversPane;
use super::request::CoverRequest;
use crate::api::{Command, Reply};
use crate::cover::{CoverOptions, Sample, Template, render, sample};
use crate::document::to_pdf;
use crate::lang::{text, words};
use crate::model::Resolution;

/// Endings of pictures.
const PICTURES: [&str; 5] = ["png", "jpg", "jpeg", "gif", "webp"];

impl App {
    /// Executes a request of the pane of cover pages.
    pub(in crate::ui) fn cover_request(&mut self, egui: &egui::Context, request: CoverRequest) {
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
                self.post(egui, Command::RenameCover { name, to }, done(text("cover-renamed")));
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
            CoverRequest::ChooseDrawing => {
                self.answers(egui).open(&self.files, source(text("cover-drawing"), &["svg"]), |path, octets| {
                    let svg = String::from_utf8(octets).map_err(|_| text("cover-not-utf8").to_owned())?;
                    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    Ok(Some(Answer::CoverDrawing { name, svg }))
                });
            }
            CoverRequest::ChoosePicture => {
                let question = source(text("cover-picture"), &PICTURES);
                self.answers(egui).open(&self.files, question, |_, octets| picture(&octets).map(Some));
            }
            CoverRequest::Export { name, svg } => {
                self.answers(egui).save_as(&self.files, file_name(&name), "svg", move || Ok(svg.into_bytes()));
            }
            CoverRequest::Print { name, svg, sample } => {
                self.choose_printer(egui, Printed::Cover { name, svg, sample })
            }
        }
    }

    /// Reads a picture for the page that is being edited.
    pub(in crate::ui) fn read_picture(&self, egui: &egui::Context, path: &Path) {
        let (files, path) = (self.files.clone(), path.to_owned());
        self.answers(egui).work("picture", move || {
            let made = files.read(&path).map_err(|error| error.to_string()).and_then(|octets| picture(&octets));
            Some(made.unwrap_or_else(|why| {
                Answer::Say(words!("cover-picture-unusable", why = why, path = path.display().to_string()), Tone::Bad)
            }))
        });
    }
}

/// The question for a file of a kind.
fn source(kind: &'static str, extensions: &'static [&'static str]) -> FileQuestion {
    FileQuestion::Source { title: kind, kind, extensions }
}

/// Whether a file's name is that of a picture that goes on a cover page.
pub(in crate::ui) fn is_picture(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| PICTURES.contains(&ending.as_str()))
}

/// A picture as an address that holds all of it, and its size.
fn picture(octets: &[u8]) -> Result<Answer, String> {
    let reader = image::ImageReader::new(Cursor::new(octets)).with_guessed_format().map_err(|it| it.to_string())?;
    let kind = match reader.format() {
        Some(image::ImageFormat::Png) => "png",
        Some(image::ImageFormat::Jpeg) => "jpeg",
        Some(image::ImageFormat::Gif) => "gif",
        Some(image::ImageFormat::WebP) => "webp",
        _ => return Err(text("cover-no-picture").to_owned()),
    };
    let pixels = reader.into_dimensions().map_err(|error| error.to_string())?;
    Ok(Answer::CoverPicture { data_url: format!("data:image/{kind};base64,{}", STANDARD.encode(octets)), pixels })
}

impl CoversPane {
    /// Makes a PDF of a cover with a sample's words, on whatever thread it is called.
    pub(in crate::ui) fn pdf(
        &self,
        name: String,
        svg: String,
        words: Sample,
    ) -> impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static + use<> {
        let (fonts, options) = (self.fonts(), self.options());
        move || {
            let template = Template::parse(&name, svg.as_bytes()).map_err(|error| error.to_string())?;
            let options = CoverOptions { resolution: Resolution::Superfine, ..options };
            let pages = render(&template, &sample(words), &options, &fonts).map_err(|error| error.to_string())?;
            to_pdf(&mut pages.into_iter().map(Ok)).map_err(|error| error.to_string())
        }
    }
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
