//! Routing into folders: names, collisions, and places that cannot be written.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::document::TiffFile;
use crate::routing::folder::claim;
use crate::routing::names::component;

/// The files below a folder, as paths with `/`, sorted.
fn files(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, base: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, base, found);
            } else {
                found.push(path.strip_prefix(base).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.sort();
    found
}

fn data(folder: &Path, name: &str, format: &str) -> String {
    serde_json::json!({ "folder": folder, "name": name, "format": format }).to_string()
}

#[tokio::test]
async fn a_fax_becomes_one_file_with_its_facts_in_the_name() {
    let (stored, out) = (stored(), tempfile::tempdir().unwrap());
    let routed = stored.route(&Folder, out.path().to_str().unwrap(), None).await.unwrap();
    assert_eq!(files(out.path()), ["2026-03-05 14-07-09 Praxis am Park 17.pdf"]);
    assert!(routed.text.contains("Praxis am Park 17.pdf"));
    let pdf = std::fs::read(out.path().join("2026-03-05 14-07-09 Praxis am Park 17.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.windows(8).any(|part| part == b"/Count 2"));
}

#[tokio::test]
async fn a_name_makes_folders_and_tiff_is_what_the_archive_has() {
    let (stored, out) = (stored(), tempfile::tempdir().unwrap());
    let name = "{year}/{month}/{caller} {csid} {port} {pages} {{x}}";
    stored.route(&Folder, &data(out.path(), name, "tif"), None).await.unwrap();
    let path = "2026/03/+49 (30) 1234-5 +49 30 555 Line 1 2 {x}.tif";
    assert_eq!(files(out.path()), [path]);
    let (copy, archive) = (std::fs::read(out.path().join(path)), std::fs::read(&stored.fax.document));
    assert_eq!(copy.unwrap(), archive.unwrap());
}

#[tokio::test]
async fn nothing_is_overwritten_and_the_same_copy_is_not_made_twice() {
    let (mut stored, out) = (stored(), tempfile::tempdir().unwrap());
    let data = data(out.path(), "{date}", "pdf");
    stored.route(&Folder, &data, None).await.unwrap();
    stored.route(&Folder, &data, Some(RetryBlob::default())).await.unwrap();
    assert_eq!(files(out.path()), ["2026-03-05.pdf"], "tried again after it had arrived");
    stored.fax.job = JobId(18);
    stored.route(&Folder, &data, None).await.unwrap();
    assert_eq!(files(out.path()), ["2026-03-05 (2).pdf", "2026-03-05.pdf"]);
    std::fs::create_dir(out.path().join("2026-03-05 (3).pdf")).unwrap();
    stored.fax.job = JobId(19);
    stored.route(&Folder, &data, None).await.unwrap();
    assert!(out.path().join("2026-03-05 (4).pdf").is_file());
}

#[tokio::test]
async fn hostile_names_stay_in_the_folder() {
    let long = "x".repeat(300);
    let callers = [
        "../../etc/passwd",
        "..",
        ".",
        "/",
        "\\\\server\\share",
        "a\0b",
        "NUL",
        "con.txt",
        "lpt1",
        "COM¹",
        "a:b",
        "-rf",
        ".hidden",
        "dot.",
        "blank ",
        "\u{202e}fdp.exe",
        "<>|*?\"",
        "\r\n",
        &long,
        "äöü漢字🙂",
        "",
    ];
    for caller in callers {
        let (mut stored, outer) = (stored(), tempfile::tempdir().unwrap());
        let out = outer.path().join("inner");
        std::fs::create_dir(&out).unwrap();
        stored.fax.caller_id = caller.to_owned();
        stored.route(&Folder, &data(&out, "{caller}", "pdf"), None).await.unwrap();
        let found = files(outer.path());
        assert_eq!(found.len(), 1, "{caller:?}: {found:?}");
        let name = found[0].strip_prefix("inner/").unwrap_or_else(|| panic!("{caller:?} escaped: {found:?}"));
        assert!(!name.contains('/') && name.ends_with(".pdf") && name.len() < 200, "{caller:?}: {name:?}");
        assert!(!name.starts_with(['.', '-']), "{caller:?}: {name:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(17), ..ProptestConfig::default() })]

    #[test]
    fn every_name_is_safe_everywhere(text in any::<String>()) {
        let name = component(&text);
        prop_assert!(!name.is_empty() && name.len() <= 121);
        prop_assert!(!name.chars().any(|c| c.is_control() || "/\\:*?\"<>|".contains(c)));
        prop_assert!(!name.ends_with(['.', ' ']) && !name.starts_with(['.', ' ']));
        prop_assert_eq!(component(&name), name.clone(), "safe names stay as they are");
    }
}

#[test]
fn reserved_names_are_known_with_any_ending() {
    for (text, safe) in
        [("nul", "_nul"), ("Aux.fax.1", "_Aux.fax.1"), ("com9", "_com9"), ("com10", "com10"), ("console", "console")]
    {
        assert_eq!(component(text), safe);
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_waited_for() {
    let (stored, out) = (stored(), tempfile::tempdir().unwrap());
    let gone = out.path().join("share");
    let failure = stored.route(&Folder, gone.to_str().unwrap(), None).await.unwrap_err();
    assert!(matches!(failure.error, RouteError::NoFolder { .. }) && failure.is_retryable());
    assert!(!gone.exists(), "it is not made: a share may be missing");
    std::fs::create_dir(&gone).unwrap();
    stored.route(&Folder, gone.to_str().unwrap(), failure.retry).await.unwrap();
    assert_eq!(files(&gone).len(), 1);
    assert!(Folder.check(&gone.to_str().unwrap().into()).await.is_ok());
    assert_eq!(files(&gone).len(), 1, "looking leaves nothing behind");
    std::fs::write(out.path().join("file"), "x").unwrap();
    assert!(stored.route(&Folder, out.path().join("file").to_str().unwrap(), None).await.is_err());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_place_that_cannot_be_written_is_tried_again_and_leaves_nothing() {
    let stored = stored();
    // Not even root may make files there.
    let failure = stored.route(&Folder, "/proc/self", None).await.unwrap_err();
    assert!(matches!(failure.error, RouteError::Write { .. }), "{}", failure.error);
    assert!(failure.is_retryable() && Folder.check(&"/proc/self".into()).await.is_err());
}

#[test]
fn a_full_or_read_only_place_calls_for_somebody() {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull, TimedOut};
    for (kind, cure) in [
        (StorageFull, Cure::Administrator),
        (ReadOnlyFilesystem, Cure::Administrator),
        (PermissionDenied, Cure::Administrator),
        (TimedOut, Cure::Time),
    ] {
        let error = RouteError::Write { path: "/srv/fax".into(), source: kind.into() };
        assert_eq!(error.cure(), cure, "{kind:?}");
        assert!(RouteFailure::from(error).is_retryable());
    }
    let error = RouteError::Write { path: "/srv/fax".into(), source: StorageFull.into() };
    assert!(error.to_string().contains("free some space there (/srv/fax)"), "{error}");
}

#[tokio::test]
async fn a_stored_fax_that_cannot_be_read_is_delivered_as_it_is() {
    let (stored, out) = (stored(), tempfile::tempdir().unwrap());
    std::fs::write(&stored.fax.document, b"II*\0 no pages at all").unwrap();
    stored.route(&Folder, &data(out.path(), "{id}", "pdf"), None).await.unwrap();
    assert_eq!(files(out.path()), ["17.tif"]);
    assert!(TiffFile::open(std::fs::read(out.path().join("17.tif")).unwrap()).is_err());
    std::fs::remove_file(&stored.fax.document).unwrap();
    let failure = stored.route(&Folder, &data(out.path(), "{id}", "pdf"), None).await.unwrap_err();
    assert!(matches!(failure.error, RouteError::Read(_)) && failure.is_retryable());
    assert!(stored.archive.path().exists());
}

#[test]
fn a_name_can_be_taken_where_renaming_always_overwrites() {
    let out = tempfile::tempdir().unwrap();
    let file = |text: &str| {
        let file = tempfile::NamedTempFile::new_in(out.path()).unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    };
    let path = out.path().join("fax.pdf");
    claim(file("first"), &path).unwrap();
    let (_, error) = claim(file("second"), &path).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "first");
    assert_eq!(files(out.path()), ["fax.pdf"]);
}

#[test]
fn data_that_makes_no_sense_is_refused() {
    for wrong in [
        "",
        "relative/path",
        "{",
        r#"{"folder": "/srv", "name": "../{id}"}"#,
        r#"{"folder": "/srv", "name": "a//b"}"#,
        r#"{"folder": "/srv", "name": "{nothing}"}"#,
        r#"{"folder": "/srv", "name": "{id"}"#,
        r#"{"folder": "/srv", "name": "/{id}"}"#,
        r#"{"folder": "/srv", "format": "doc"}"#,
    ] {
        let error = Folder.validate(&wrong.into()).unwrap_err();
        assert!(matches!(error, RouteError::NotSetUp { .. }), "{wrong}: {error}");
    }
    assert!(Folder.validate(&RoutingData(vec![0xff])).is_err());
}
