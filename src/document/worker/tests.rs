//! Both sides of the protocol, and parents whose children hang, die or lie.

use std::io::{self, Cursor, Read as _};
use std::ops::ControlFlow;
use std::time::Duration;

use proptest::prelude::*;

use super::pool::{Next, Plan};
use super::protocol::{self, DOCUMENT_MAX, Order, PAGES_MAX, Reply, Request};
use super::serving::answer;
use super::{Failure, WorkerProgram, render};
use crate::document::pdf::Finished;
use crate::document::sink::Sink;
use crate::document::{DocumentError, DocumentFormat, RenderOptions, RendererOptions};
use crate::model::{Bitmap, FaxPage, Resolution};

const LETTER: &[u8] = include_bytes!("../../../tests/data/documents/two_pages.pdf");
const LOCKED: &[u8] = include_bytes!("../../../tests/data/documents/encrypted.pdf");

fn about() -> RendererOptions {
    RendererOptions { system_pdfium: false, system_fonts: false, workers: 1, ..RendererOptions::default() }
}

/// A page of `rows` rows, black from the top down to row `number`.
fn page(number: u8, rows: u32) -> FaxPage {
    let mut octets = vec![0; 216 * rows as usize];
    octets[..216 * usize::from(number)].fill(0xFF);
    FaxPage { bitmap: Bitmap::new(1728, rows, octets).unwrap(), resolution: Resolution::Fine }
}

/// What a child says to these requests.
fn answers(requests: &[(Request, &[u8])]) -> Vec<(Reply, Vec<u8>)> {
    let mut input = Vec::new();
    for (request, body) in requests {
        protocol::write(&mut input, request, &[body]).unwrap();
    }
    let mut output = Vec::new();
    answer(Cursor::new(input), &mut output, || ()).unwrap();
    let mut output = output.as_slice();
    std::iter::from_fn(|| protocol::read(&mut output, PAGES_MAX).unwrap()).collect()
}

fn open(options: &RenderOptions) -> Request {
    Request::Open(Box::new(Order::new(&about(), options)))
}

#[test]
fn a_child_draws_the_pages_it_is_asked_for_in_any_order() {
    let options = RenderOptions::default();
    let said = answers(&[
        (open(&options), LETTER),
        (Request::Draw(1), b""),
        (Request::Draw(0), b""),
        (Request::Draw(9), b""),
        (Request::Draw(1), b""),
    ]);
    let mut drawn = Vec::new();
    for (reply, body) in &said[1..] {
        match reply {
            Reply::Page { sheets, warnings } => {
                drawn.push(protocol::page(sheets, warnings.clone(), body).unwrap());
            }
            other => assert!(matches!(other, Reply::Refused(_)), "{other:?}"),
        }
    }
    assert!(matches!(&said[0].0, Reply::Opened { pages: 2, warnings } if warnings.is_empty()), "{:?}", said[0].0);
    assert!(matches!(said[3].0, Reply::Refused(_)), "there is no tenth page");
    assert_eq!(drawn.len(), 3);
    assert_eq!(drawn[0], drawn[2], "a page is the same each time");
    assert_ne!(drawn[0], drawn[1]);
    let mut here = Vec::new();
    let mut taker = |page| {
        here.push(page);
        ControlFlow::Continue(())
    };
    let mut sink = Sink::new(&options, &mut taker);
    crate::document::pdf::render_here(&about(), LETTER, &options, &mut Vec::new(), &mut sink).unwrap();
    assert_eq!([drawn[1].pages[0].clone(), drawn[0].pages[0].clone()].as_slice(), here);
}

#[test]
fn errors_come_through_as_they_are() {
    let refusal = |options: &RenderOptions, document: &[u8]| match answers(&[(open(options), document)]).pop() {
        Some((Reply::Refused(refusal), _)) => DocumentError::from(refusal),
        other => panic!("{other:?}"),
    };
    let with = |password: &str| RenderOptions { password: Some(password.to_owned()), ..RenderOptions::default() };
    assert!(matches!(refusal(&RenderOptions::default(), LOCKED), DocumentError::PasswordNeeded));
    assert!(matches!(refusal(&with("guess"), LOCKED), DocumentError::WrongPassword));
    assert!(matches!(
        refusal(&RenderOptions::default(), b"%PDF-1.4 and no more\n%%EOF"),
        DocumentError::Damaged { format: DocumentFormat::Pdf, .. }
    ));
    let (opened, _) = answers(&[(open(&with("secret")), LOCKED)]).pop().unwrap();
    assert!(matches!(opened, Reply::Opened { pages: 2, .. }), "{opened:?}");
}

#[test]
fn a_child_without_a_sensible_parent_ends() {
    for garbage in [&b""[..], b"GET / HTTP/1.1\r\n\r\n", &[0xFF; 64], &[0; 12]] {
        let mut output = Vec::new();
        assert!(answer(Cursor::new(garbage.to_vec()), &mut output, || ()).is_err());
        assert!(output.is_empty());
    }
    // Drawing before opening makes no sense either.
    let mut request = Vec::new();
    protocol::write(&mut request, &Request::Draw(0), &[]).unwrap();
    assert!(answer(Cursor::new(request), &mut Vec::new(), || ()).is_err());
}

#[test]
fn a_child_hears_that_its_parent_has_gone() {
    let (reader, writer) = io::pipe().unwrap();
    let (told, hearing) = std::sync::mpsc::sync_channel(1);
    let serving = std::thread::Builder::new();
    let serving = serving.spawn(move || answer(reader, io::sink(), move || told.send(()).unwrap())).unwrap();
    drop(writer);
    hearing.recv().unwrap();
    assert!(serving.join().unwrap().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, rng_seed: prop::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn garbage_is_refused_and_takes_no_memory(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _refused = protocol::read::<Reply>(&mut octets.as_slice(), PAGES_MAX);
        let _refused = protocol::read::<Request>(&mut octets.as_slice(), DOCUMENT_MAX);
    }

    #[test]
    fn pages_travel_unchanged(rows in 1u32..40, number in 0u8..20, sheets in 1usize..4) {
        let pages = vec![page(number.min(rows as u8), rows); sheets];
        let finished = Finished { pages, warnings: vec!["Page 1 is odd".to_owned()] };
        let mut stream = Vec::new();
        protocol::write_page(&mut stream, &finished).unwrap();
        let (reply, body) = protocol::read::<Reply>(&mut stream.as_slice(), PAGES_MAX).unwrap().unwrap();
        let Reply::Page { sheets, warnings } = reply else { panic!("{reply:?}") };
        prop_assert_eq!(&protocol::page(&sheets, warnings.clone(), &body).unwrap(), &finished);
        // Too few pels, too many.
        prop_assert!(protocol::page(&sheets, warnings.clone(), &body[1..]).is_err());
        prop_assert!(protocol::page(&sheets, warnings, &[&body[..], &[0]].concat()).is_err());
    }
}

#[test]
fn children_do_not_run_ahead_without_bounds() {
    let page = |index: usize| Next::Page { place: index - 5, index };
    let wanted: Vec<usize> = (5..15).collect();
    let mut plan = Plan { wanted: wanted.clone(), ..Plan::default() };
    assert_eq!([plan.next(3), plan.next(3), plan.next(3)], [page(5), page(6), page(7)]);
    assert_eq!(plan.next(3), Next::Later);
    plan.delivered = 1;
    assert_eq!([plan.next(3), plan.next(3)], [page(8), Next::Later]);
    plan.delivered = 10;
    assert_eq!((9..15).map(|_| plan.next(3)).collect::<Vec<_>>(), (9..15).map(page).collect::<Vec<_>>());
    assert_eq!(plan.next(3), Next::Nothing);
    let mut plan = Plan { wanted, ended: true, ..Plan::default() };
    assert_eq!(plan.next(3), Next::Nothing);
}

/// Children that are a few lines of shell: they say what they have learnt by heart.
#[cfg(unix)]
mod with_shell {
    use super::*;

    fn render_with(
        program: &WorkerProgram,
        about: &RendererOptions,
        document: &[u8],
        mut on_page: impl FnMut(FaxPage) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let options = RenderOptions::default();
        let mut sink = Sink::new(&options, &mut on_page);
        render(program, about, document, &options, &mut Vec::new(), &mut sink)
    }

    struct Fake {
        dir: tempfile::TempDir,
    }

    impl Fake {
        fn new(replies: &[Vec<u8>]) -> Self {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join("replies"), replies.concat()).unwrap();
            Self { dir }
        }

        /// Runs `script` in the folder with the replies.
        fn render(
            &self,
            script: &str,
            limit: Duration,
            on_page: impl FnMut(FaxPage) -> ControlFlow<()>,
        ) -> Result<(), Failure> {
            let script = format!("cd '{}'; echo $$ > pid; {script}", self.dir.path().display());
            let program = WorkerProgram { path: "/bin/sh".into(), arguments: vec!["-c".into(), script.into()] };
            let about = RendererOptions { page_limit: limit, ..about() };
            render_with(&program, &about, LETTER, on_page)
        }

        /// Whether the child is gone, not even waiting to be buried.
        fn is_gone(&self) -> bool {
            let pid = std::fs::read_to_string(self.dir.path().join("pid")).unwrap();
            !std::path::Path::new("/proc").join(pid.trim()).exists()
        }
    }

    fn opened(pages: usize) -> Vec<u8> {
        let mut frame = Vec::new();
        protocol::write(&mut frame, &Reply::Opened { pages, warnings: Vec::new() }, &[]).unwrap();
        frame
    }

    fn drawn(number: u8) -> Vec<u8> {
        let mut frame = Vec::new();
        let finished = Finished { pages: vec![page(number, 30)], warnings: Vec::new() };
        protocol::write_page(&mut frame, &finished).unwrap();
        frame
    }

    const PATIENT: Duration = Duration::from_secs(600);
    /// Says everything by heart and waits for the end.
    const RECITE: &str = "cat replies; exec cat > /dev/null";

    fn refusal(result: Result<(), Failure>) -> DocumentError {
        match result {
            Err(Failure::Document(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pages_come_in_order_and_the_child_goes() {
        let fake = Fake::new(&[vec![opened(20)], (0..20).map(drawn).collect()].concat());
        let mut pages = Vec::new();
        fake.render(RECITE, PATIENT, |page| {
            pages.push(page);
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(pages, (0..20).map(|number| page(number, 30)).collect::<Vec<_>>());
        assert!(fake.is_gone());
    }

    #[test]
    fn breaking_off_ends_the_child_at_once() {
        let fake = Fake::new(&[vec![opened(20)], (0..4).map(drawn).collect()].concat());
        let mut count = 0;
        // The child never draws the fifth page, and nobody waits for it.
        fake.render("cat replies; exec sleep 1000", PATIENT, |_| {
            count += 1;
            if count == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
        assert_eq!(count, 3);
        assert!(fake.is_gone());
    }

    #[test]
    fn a_panic_over_a_page_ends_the_child() {
        let fake = Fake::new(&[vec![opened(20)], (0..4).map(drawn).collect()].concat());
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            fake.render("cat replies; exec sleep 1000", PATIENT, |_| panic!("over a page"))
        }));
        assert!(result.is_err());
        assert!(fake.is_gone());
    }

    #[test]
    fn a_child_that_takes_too_long_is_ended() {
        let limit = Duration::from_millis(200);
        let fake = Fake::new(&[opened(5), drawn(0)]);
        let mut count = 0;
        let error = refusal(fake.render("cat replies; exec sleep 1000", limit, |_| {
            count += 1;
            ControlFlow::Continue(())
        }));
        assert!(matches!(error, DocumentError::TooSlow { page: Some(2), limit: told } if told == limit), "{error:?}");
        assert_eq!(count, 1, "what was drawn before is there");
        assert!(fake.is_gone());
        // One that never opens the document, or never even listens.
        let error = refusal(fake.render("exec sleep 1000", limit, |_| ControlFlow::Continue(())));
        assert!(matches!(error, DocumentError::TooSlow { page: None, .. }), "{error:?}");
        assert!(error.to_string().contains("the document took longer"), "{error}");
    }

    #[test]
    fn a_child_that_dies_costs_its_document_a_clear_error() {
        let fake = Fake::new(&[opened(5), drawn(0), drawn(1)]);
        let error = refusal(fake.render("cat replies; kill -SEGV $$", PATIENT, |_| ControlFlow::Continue(())));
        assert!(error.to_string().contains("makes the renderer fail"), "{error}");
        let error = refusal(fake.render("exit 3", PATIENT, |_| ControlFlow::Continue(())));
        assert!(error.to_string().contains("makes the renderer fail"), "{error}");
        assert!(fake.is_gone());
    }

    #[test]
    fn a_page_that_kills_one_renderer_is_drawn_by_the_other() {
        // Three children after each other: one dies over the second page, one draws that page, one goes on.
        let fake = Fake::new(&[]);
        for (name, replies) in [
            ("1", [opened(3), drawn(0)].concat()),
            ("2", [opened(3), drawn(1)].concat()),
            ("3", [opened(3), drawn(2)].concat()),
        ] {
            std::fs::write(fake.dir.path().join(name), replies).unwrap();
        }
        let script = format!(
            "cd '{}'; echo x >> count; n=$(($(wc -l < count))); cat $n; [ $n = 1 ] || exec cat > /dev/null",
            fake.dir.path().display()
        );
        let program = WorkerProgram { path: "/bin/sh".into(), arguments: vec!["-c".into(), script.into()] };
        let about = RendererOptions { system_pdfium: true, page_limit: PATIENT, ..about() };
        let mut pages = Vec::new();
        render_with(&program, &about, LETTER, |page| {
            pages.push(page);
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(pages, (0..3).map(|number| page(number, 30)).collect::<Vec<_>>());
    }

    #[test]
    fn a_child_that_lies_is_not_believed() {
        let mut huge = 10u32.to_le_bytes().to_vec();
        huge.extend(u64::MAX.to_le_bytes());
        let mut too_short = drawn(3);
        let body = too_short.len() as u64 - 100;
        too_short[4..12].copy_from_slice(&body.to_le_bytes());
        let lies: [&[Vec<u8>]; 6] = [
            &[b"Segmentation fault\n".repeat(9)],
            &[opened(0)],
            &[opened(3), opened(3)],
            &[opened(3), huge],
            &[opened(3), too_short],
            &[drawn(1)],
        ];
        for (n, lie) in lies.into_iter().enumerate() {
            let fake = Fake::new(lie);
            let error = refusal(fake.render("cat replies", PATIENT, |_| ControlFlow::Continue(())));
            assert!(matches!(error, DocumentError::Damaged { .. }), "lie {n}: {error:?}");
            assert!(fake.is_gone());
        }
    }

    #[test]
    fn without_the_program_there_is_no_child() {
        let program = WorkerProgram { path: "/nonexistent/faxwell".into(), arguments: Vec::new() };
        let result = render_with(&program, &about(), LETTER, |_| ControlFlow::Continue(()));
        assert!(matches!(result, Err(Failure::NoWorkers(_))));
        // The renderer then draws by itself.
        let options = RendererOptions { worker: Some(program), ..about() };
        let rendered = crate::document::Renderer::new(options)
            .render("letter.pdf", LETTER, &RenderOptions::default(), &mut |_| ControlFlow::Continue(()))
            .unwrap();
        assert_eq!(rendered.pages, 2);
    }

    #[test]
    fn a_large_document_that_nobody_reads_is_given_up() {
        let fake = Fake::new(&[]);
        let script = format!("cd '{}'; echo $$ > pid; exec sleep 1000", fake.dir.path().display());
        let program = WorkerProgram { path: "/bin/sh".into(), arguments: vec!["-c".into(), script.into()] };
        let about = RendererOptions { page_limit: Duration::from_millis(200), ..about() };
        let mut document = Vec::new();
        io::repeat(b' ').take(4 << 20).read_to_end(&mut document).unwrap();
        let result = render_with(&program, &about, &document, |_| ControlFlow::Continue(()));
        assert!(matches!(refusal(result), DocumentError::TooSlow { page: None, .. }));
        assert!(fake.is_gone());
    }
}
