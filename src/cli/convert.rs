//! `convert`: the document pipeline alone, from documents to TIFF class F.

use std::io::{BufWriter, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::export::Draft;
use super::progress::page_count;
use super::{CliError, ConvertArgs, Screen};
use crate::document::{DocumentError, RenderOptions, Renderer, TiffWriter, read_file};
use crate::model::{Coding, Resolution};

/// What was written.
#[derive(Serialize)]
struct Converted {
    output: PathBuf,
    pages: u32,
    resolution: Resolution,
    coding: Coding,
    warnings: Vec<String>,
}

/// Turns documents into one TIFF class F with the very pages that `send` would transmit (without the banner line).
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
        return Err(CliError::Usage("give the documents first, then the TIFF file to write".to_owned()));
    };
    let ending = output.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    if !matches!(ending.as_deref(), Some("tif" | "tiff")) {
        let problem = format!("the last file is the one to write; its ending must be .tif: {}", output.display());
        return Err(CliError::Usage(problem));
    }
    let options = RenderOptions {
        resolution: args.resolution,
        dither: args.dither,
        password: args.password.clone(),
        ..RenderOptions::default()
    };
    let draft = Draft::beside(output)?;
    let bar = page_count(screen.progress, &output.display().to_string());
    let written = write_all(inputs, output, &draft, &options, args.coding, (renderer, stop), || bar.inc(1));
    bar.finish_and_clear();
    let (pages, warnings) = written?;
    draft.keep()?;
    for warning in &warnings {
        screen.remark(&format!("Warning: {warning}"));
    }
    if screen.json {
        let (output, resolution, coding) = (output.clone(), args.resolution, args.coding);
        return screen.value(&Converted { output, pages, resolution, coding, warnings });
    }
    let pages = if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
    screen.line(&format!("{}: {pages}, {}, {}", output.display(), args.resolution, args.coding))
}

fn write_all(
    inputs: &[PathBuf],
    output: &Path,
    draft: &Draft,
    options: &RenderOptions,
    coding: Coding,
    (renderer, stop): (&Renderer, &CancellationToken),
    on_page: impl Fn(),
) -> Result<(u32, Vec<String>), CliError> {
    let unwritten = |source| CliError::document(output, source);
    let mut tiff = TiffWriter::new(BufWriter::new(&draft.file), coding).map_err(unwritten)?;
    let mut warnings = Vec::new();
    for input in inputs {
        let octets = read_file(input).map_err(|source| CliError::file("reading", input, source))?;
        let name = input.file_name().unwrap_or_default().to_string_lossy();
        let mut failure = None;
        let rendered = renderer.render(&name, &octets, options, &mut |page| {
            if stop.is_cancelled() {
                failure = Some(CliError::Interrupted);
                return ControlFlow::Break(());
            }
            match tiff.page(&page, None) {
                Ok(()) => {
                    on_page();
                    ControlFlow::Continue(())
                }
                Err(source) => {
                    failure = Some(unwritten(source));
                    ControlFlow::Break(())
                }
            }
        });
        let rendered = rendered.map_err(|source| CliError::document(input, source))?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        let shown = input.display();
        warnings.extend(rendered.warnings.into_iter().map(|warning| format!("{warning}: {shown}")));
    }
    let pages = tiff.pages();
    let mut file = tiff.finish().map_err(unwritten)?;
    file.flush().map_err(|error| unwritten(DocumentError::Write(error)))?;
    Ok((pages, warnings))
}
