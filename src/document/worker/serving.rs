//! The child: opens one document and draws the pages it is asked for.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, sync_channel};

use super::protocol::{self, DOCUMENT_MAX, Refusal, Reply, Request};
use crate::document::{DocumentError, DocumentFormat, pdf};

/// Octets of memory a child may take besides a multiple of its document.
#[cfg(unix)]
const MEMORY_MAX: u64 = 2 << 30;

/// Serves one parent: reads requests, writes answers, until the parent closes the stream; then `end` is called, from
/// another thread, even while a page is being drawn. So that no child outlives its parent, `end` must end the process.
/// The memory of the process is limited from now on.
///
/// # Errors
/// When an answer cannot be written or what is read makes no sense.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write,
    end: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    limit_memory();
    answer(input, output, end)
}

/// [`serve`] without limits.
pub(super) fn answer(
    input: impl Read + Send + 'static,
    mut output: impl Write,
    end: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    let (sender, requests) = sync_channel(1);
    let listening = std::thread::Builder::new().name("requests".to_owned());
    listening.spawn(move || {
        let mut input = io::BufReader::new(input);
        while let Ok(Some(request)) = protocol::read::<Request>(&mut input, DOCUMENT_MAX) {
            if sender.send(request).is_err() {
                break;
            }
        }
        end();
    })?;
    let Ok((Request::Open(order), document)) = requests.recv() else {
        return Err(protocol::nonsense());
    };
    let options = order.options();
    let about = order.about();
    // Deeply nested documents recurse, and a panic over one ends this thread alone.
    let result = std::thread::scope(|scope| {
        let drawing = std::thread::Builder::new().name("pdf".to_owned()).stack_size(pdf::STACK_OCTETS);
        let (answers, answered) = sync_channel::<Answer>(0);
        let drawing = drawing.spawn_scoped(scope, move || {
            let library = pdf::find(&about).ok();
            pdf::open(library, document, &options, about.system_fonts, &mut |pages| {
                let reply = Reply::Opened { pages: pages.count(), warnings: pages.warnings() };
                if answers.send(Answer::Reply(reply)).is_ok() {
                    draw(pages, &options, &requests, &mut |answer| answers.send(answer).is_ok());
                }
                Ok(())
            })
        })?;
        for answer in answered {
            match answer {
                Answer::Reply(reply) => protocol::write(&mut output, &reply, &[])?,
                Answer::Page(finished) => protocol::write_page(&mut output, &finished)?,
            }
        }
        let failing = || DocumentError::damaged(DocumentFormat::Pdf, "it makes the renderer fail");
        io::Result::Ok(drawing.join().unwrap_or_else(|_| Err(failing())))
    })?;
    match result {
        Ok(()) => Ok(()),
        Err(error) => protocol::write(&mut output, &Reply::Refused(Refusal::from(error)), &[]),
    }
}

/// An answer on its way to the parent.
enum Answer {
    Reply(Reply),
    Page(pdf::Finished),
}

fn draw(
    pages: &mut dyn pdf::Pages,
    options: &crate::document::RenderOptions,
    requests: &Receiver<(Request, Vec<u8>)>,
    answer: &mut dyn FnMut(Answer) -> bool,
) {
    while let Ok((Request::Draw(index), _)) = requests.recv() {
        let answered = match pages.draw(index) {
            Ok(drawn) => answer(Answer::Page(drawn.finish(options))),
            Err(error) => answer(Answer::Reply(Reply::Refused(Refusal::from(error)))),
        };
        if !answered {
            break;
        }
    }
}

/// Keeps a document that asks for all memory from taking it, and its content from being left in a core file.
#[cfg(unix)]
fn limit_memory() {
    use rlimit::Resource;
    let limits = [(Resource::DATA, MEMORY_MAX), (Resource::CORE, 0)];
    for (resource, most) in limits {
        let set = resource.get().and_then(|(_, hard)| resource.set(most.min(hard), hard));
        if let Err(error) = set {
            tracing::debug!(%error, ?resource, "a limit cannot be set");
        }
    }
}

#[cfg(not(unix))]
fn limit_memory() {}
