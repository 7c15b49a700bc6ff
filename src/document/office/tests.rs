//! Kinds of office documents; a LibreOffice of a few lines of shell; and the real one when `FAXWELL_TEST_OFFICE` asks.

use super::*;
use crate::document::DocumentFormat;

fn zip(names: &[&str]) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.resize(100, 0);
    let directory = bytes.len() as u32;
    for name in names {
        let mut entry = b"PK\x01\x02".to_vec();
        entry.resize(46, 0);
        entry[28] = name.len() as u8;
        bytes.extend(entry);
        bytes.extend(name.as_bytes());
    }
    bytes.extend(b"PK\x05\x06");
    bytes.extend([0; 12]);
    bytes.extend(directory.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

fn compound_file(stream: &str) -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(512, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(1024, 0);
    bytes
}

#[test]
fn kinds_are_told_by_content_before_the_name() {
    let ending = |name: &str, bytes: &[u8]| OfficeKind::of(name, bytes).map(|kind| kind.ending);
    assert_eq!(ending("a.pdf", &zip(&["[Content_Types].xml", "word/document.xml"])), Some("docx"));
    assert_eq!(ending("a", &zip(&["xl/workbook.xml"])), Some("xlsx"));
    assert_eq!(ending("a", &zip(&["_rels/.rels", "ppt/presentation.xml"])), Some("pptx"));
    assert_eq!(ending("a.docx", &zip(&["holiday.jpg"])), None, "an archive with another's name");
    let mut open_document = vec![0; 30];
    open_document[..4].copy_from_slice(b"PK\x03\x04");
    open_document.extend(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK");
    assert_eq!(ending("a", &open_document), Some("ods"));
    assert_eq!(ending("a", &compound_file("WordDocument")), Some("doc"));
    assert_eq!(ending("a", &compound_file("Workbook")), Some("xls"));
    assert_eq!(ending("a", &compound_file("PowerPoint Document")), Some("ppt"));
    assert_eq!(ending("a.msi", &compound_file("Tables")), None);
    assert_eq!(ending("a.doc", b"{\\rtf1 text}"), Some("rtf"));
    assert_eq!(ending("a", b"\xEF\xBB\xBF <!-- x -->\n<!DOCTYPE HTML><title>"), Some("html"));
    assert_eq!(ending("a", b"<?xml version='1.0'?><html xmlns='x'>"), Some("html"));
    assert_eq!(ending("a.htm", b"<p>no head"), Some("html"));
    assert_eq!(ending("a.txt", b"<html>"), None, "the name says that the source is meant");
    assert_eq!(ending("a.txt", b"Dear Ms Smith"), None);
}

#[test]
fn hostile_containers_are_survived() {
    let mut bytes = zip(&["word/document.xml"]);
    for at in 0..bytes.len() {
        bytes[at] ^= 0xFF;
        let _any = OfficeKind::of("a", &bytes);
        bytes[at] ^= 0xFF;
        let _any = OfficeKind::of("a", &bytes[..at]);
    }
}

#[test]
fn without_libreoffice_the_message_says_what_to_do() {
    let options = RendererOptions { system_office: false, ..RendererOptions::default() };
    let kind = OfficeKind::of("a", &compound_file("WordDocument")).unwrap();
    let error = to_pdf(kind, b"", &options, &mut || true).unwrap_err();
    assert!(matches!(error, DocumentError::OfficeMissing { format: DocumentFormat::TextDocument }));
    assert!(error.to_string().contains("LibreOffice is needed to read Word documents"), "{error}");
    let protected = OfficeKind::of("a.xlsx", &compound_file("EncryptedPackage")).unwrap();
    let error = to_pdf(protected, b"", &options, &mut || true).unwrap_err().to_string();
    assert!(error.contains("password") && error.contains("spreadsheet"), "{error}");
}

#[test]
fn settings_are_well_formed_and_paths_become_urls() {
    let settings = program::settings();
    assert_eq!(settings.matches("<item ").count(), settings.matches("</item>").count());
    assert!(settings.contains("\"DisableMacrosExecution\" oor:op=\"fuse\"><value>true</value>"));
    assert_eq!(url_of(Path::new("/tmp/a b/ä#")), "file:///tmp/a%20b/%C3%A4%23");
    assert_eq!(url_of(Path::new("C:\\x y\\z")), "file:///C:/x%20y/z");
}

#[cfg(unix)]
mod with_a_fake {
    use std::io::Write as _;
    use std::path::PathBuf;

    use super::*;

    const RTF: OfficeKind = OfficeKind { format: DocumentFormat::TextDocument, ending: "rtf", is_protected: false };

    /// Writes a program by another process: what this one has open for writing, a test beside may be handing to a child,
    /// and then the program cannot be started ("text file busy").
    fn install(program: &Path, script: &str) {
        let mut command = Command::new("sh");
        command.args(["-c", "cat > \"$0\" && chmod 755 \"$0\""]).arg(program).stdin(Stdio::piped());
        let mut writer = command.spawn().unwrap();
        writer.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        assert!(writer.wait().unwrap().success());
    }

    /// A folder with a program `soffice` that runs `script` with `$profile`, `$out` and `$in` set.
    fn fake(script: &str) -> (tempfile::TempDir, RendererOptions) {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("soffice");
        let head = "#!/bin/sh\nhere=$(dirname \"$0\")\nprofile=${1#-env:UserInstallation=file://}\n\
                    while [ \"$1\" != --outdir ]; do shift; done\nout=$2\nin=$3\npwd > \"$here/scratch.$$\"\n";
        install(&program, &format!("{head}{script}\n"));
        let options = RendererOptions {
            office_paths: vec![dir.path().to_owned()],
            system_office: false,
            office_time_limit: Duration::from_secs(60),
            ..RendererOptions::default()
        };
        (dir, options)
    }

    fn scratches(dir: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        let notes = entries.filter(|path| path.file_stem().is_some_and(|stem| stem == "scratch"));
        notes.map(|note| PathBuf::from(fs::read_to_string(note).unwrap().trim())).collect()
    }

    #[test]
    fn the_document_is_converted_in_a_scratch_folder_that_goes() {
        let (dir, options) = fake(
            "cp \"$profile/user/registrymodifications.xcu\" \"$here/settings\"\n\
             echo some noise; echo more >&2\n(printf '%%PDF-'; cat \"$in\") > \"$out/document.pdf\"",
        );
        let pdf = to_pdf(RTF, b"{\\rtf1 hello}", &options, &mut || true).unwrap().unwrap();
        assert_eq!(pdf, b"%PDF-{\\rtf1 hello}");
        assert_eq!(fs::read_to_string(dir.path().join("settings")).unwrap(), program::settings());
        let scratch = scratches(dir.path());
        assert!(scratch.len() == 1 && !scratch[0].exists(), "{scratch:?}");
    }

    #[test]
    fn a_failure_tells_why() {
        let (_dir, options) = fake("echo 'Error: source file could not be loaded'; exit 0");
        let error = to_pdf(RTF, b"x", &options, &mut || true).unwrap_err().to_string();
        assert!(error.contains("damaged, protected") && error.contains("Word"), "{error}");
        let (_dir, options) = fake("echo 'Error: no disk'; exit 3");
        assert!(to_pdf(RTF, b"x", &options, &mut || true).unwrap_err().to_string().contains("no disk"));
        let (dir, options) = fake("");
        install(&dir.path().join("soffice"), "#!/no/such/shell\n");
        assert!(to_pdf(RTF, b"x", &options, &mut || true).unwrap_err().to_string().contains("cannot be started"));
    }

    /// A script that starts another process, notes its number and waits for it.
    const SLOW: &str = "sleep 600 &\necho $! > \"$here/pid\"\nwait";

    /// Whether the process that was noted is gone, or about to be: it is no child of ours whose end we could await.
    fn has_ended(dir: &Path) -> bool {
        let pid = fs::read_to_string(dir.join("pid")).unwrap();
        let stat = PathBuf::from(format!("/proc/{}/stat", pid.trim()));
        (0..1000).any(|_| {
            std::thread::park_timeout(Duration::from_millis(10));
            // Nobody may have collected it yet.
            fs::read_to_string(&stat).map_or(true, |stat| stat.contains(") Z "))
        })
    }

    #[test]
    fn one_that_takes_too_long_is_ended_with_all_its_processes() {
        let (dir, options) = fake(SLOW);
        let options = RendererOptions { office_time_limit: Duration::from_secs(1), ..options };
        let error = to_pdf(RTF, b"x", &options, &mut || true).unwrap_err().to_string();
        assert!(error.contains("longer than 1 seconds"), "{error}");
        assert!(has_ended(dir.path()));
        assert!(!scratches(dir.path())[0].exists());
    }

    #[test]
    fn one_that_nobody_waits_for_is_ended() {
        let (dir, options) = fake(SLOW);
        let pid = dir.path().join("pid");
        let made = to_pdf(RTF, b"x", &options, &mut || {
            fs::read_to_string(&pid).is_ok_and(|text| text.is_empty()) || !pid.exists()
        });
        assert!(made.unwrap().is_none());
        assert!(has_ended(dir.path()));
    }

    #[test]
    fn several_run_at_once() {
        // Each waits until there are three of them.
        let (dir, options) = fake(
            "while [ $(ls \"$here\" | grep -c scratch) -lt 3 ]; do sleep 0.02; done\ncp \"$in\" \"$out/document.pdf\"",
        );
        std::thread::scope(|scope| {
            for text in ["one", "two", "three"] {
                let options = &options;
                scope.spawn(move || {
                    let pdf = to_pdf(RTF, text.as_bytes(), options, &mut || true).unwrap();
                    assert_eq!(pdf.as_deref(), Some(text.as_bytes()));
                });
            }
        });
        assert_eq!(scratches(dir.path()).len(), 3);
    }
}

#[test]
fn the_real_one_reads_letters_and_pages_of_the_web() {
    if std::env::var_os("FAXWELL_TEST_OFFICE").is_none() {
        println!("skipped: FAXWELL_TEST_OFFICE is not set");
        return;
    }
    let html = "<!DOCTYPE html><title>x</title><p>Grüße aus Köln<table border=1><tr><td>1<td>2</table>\
                <img src='http://127.0.0.1:1/x.png'>";
    let rtf = b"{\\rtf1\\ansi Dear Ms M\\'fcller\\par\\page second}".as_slice();
    std::thread::scope(|scope| {
        for (name, bytes, pages) in [("a.html", html.as_bytes(), 1), ("a.rtf", rtf, 2)] {
            scope.spawn(move || {
                let renderer = crate::document::Renderer::new(RendererOptions::default());
                let mut black = Vec::new();
                let mut take = |page: crate::model::FaxPage| {
                    black.push(page.bitmap.data().iter().map(|octet| octet.count_ones()).sum::<u32>());
                    std::ops::ControlFlow::Continue(())
                };
                let rendered =
                    renderer.render(name, bytes, &crate::document::RenderOptions::default(), &mut take).unwrap();
                assert!(rendered.format.needs_office());
                assert!(black.len() == pages && black.iter().all(|pels| *pels > 300), "{name}: {black:?}");
            });
        }
    });
    let broken = crate::document::Renderer::new(RendererOptions::default())
        .render("a.docx", &zip(&["word/document.xml"]), &crate::document::RenderOptions::default(), &mut |_| {
            std::ops::ControlFlow::Continue(())
        })
        .unwrap_err();
    assert!(matches!(broken, DocumentError::Office { .. }), "{broken}");
}
