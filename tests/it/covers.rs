//! Cover pages as people use them: listed, drawn, kept, checked, and sent before the pages.

use super::program::{Program, document, id, is_final, tiff_pages};

/// A data directory whose lines are fast, with a sender that cover pages can tell of.
fn office() -> Program {
    let program = Program::new();
    let settings =
        ["station.name=Praxis am Park", "station.number=+49 30 5550 100", "sender.company=MVZ Park", "locale=de"];
    program.run(&[&["config", "set"], &settings[..]].concat()).exits(0);
    program
}

const OWN: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">
  <title>Eigenes</title>
  <text x="20" y="40" font-size="8" data-field="recipient.name">Name</text>
  <text x="20" y="60" font-size="6" data-field="message.note" data-width="170" data-fit="wrap">Note</text>
</svg>
"#;

#[test]
fn covers_are_listed_kept_renamed_and_deleted() {
    let program = office();
    let covers = program.json(&["cover", "list"]);
    let names: Vec<_> = covers.as_array().unwrap().iter().map(|cover| cover["name"].as_str().unwrap()).collect();
    assert!(names.len() >= 6 && names.contains(&"business") && names.contains(&"medical"), "{names:?}");

    let own = program.dir().join("own.svg");
    std::fs::write(&own, OWN).unwrap();
    program.run(&["cover", "new", "Eigenes", "--from", own.to_str().unwrap()]).exits(0);
    program.run(&["cover", "new", "Eigenes"]).exits(2);
    assert_eq!(program.run(&["cover", "show", "Eigenes"]).exits(0).stdout, OWN);
    let listed = program.json(&["cover", "list"]);
    let kept = listed.as_array().unwrap().iter().find(|cover| cover["name"] == "Eigenes").unwrap();
    assert_eq!((&kept["scope"], &kept["title"]), (&"common".into(), &"Eigenes".into()));
    program.run(&["cover", "rename", "Eigenes", "Unseres"]).exits(0);
    program.run(&["cover", "show", "Eigenes"]).exits(3);
    program.run(&["cover", "delete", "Unseres"]).exits(0);
    program.run(&["cover", "delete", "Unseres"]).exits(3);

    for (name, words) in [("business", "built in"), ("../evil", "letters"), ("", "name"), ("NUL", "every system")] {
        let ran = program.run(&["cover", "new", name, "--from", own.to_str().unwrap(), "--replace"]);
        assert!(matches!(ran.code, 1 | 2), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{name}: {}", ran.stderr);
    }
    let broken = program.dir().join("broken.svg");
    std::fs::write(&broken, "<svg xmlns='http://www.w3.org/2000/svg'>\n<text></svg>").unwrap();
    let ran = program.run(&["cover", "validate", broken.to_str().unwrap()]).exits(1);
    assert!(ran.stdout.contains("line 2"), "{}", ran.stdout);
    program.run(&["cover", "validate", "legal"]).exits(0);
    let ran = program.run(&["cover", "new", "x", "--from", broken.to_str().unwrap()]).exits(1);
    assert!(ran.stderr.contains("line 2"), "{}", ran.stderr);
}

#[test]
fn the_first_page_that_arrives_is_the_cover_as_it_is_drawn() {
    let program = office();
    let own = program.dir().join("own.svg");
    std::fs::write(&own, OWN).unwrap();
    let sent = program.json(&[
        "send",
        "--to",
        "1002=Labor Nordstern",
        "--cover",
        own.to_str().unwrap(),
        "--note",
        "Erste Zeile\\nZweite",
        "--no-banner",
        "--wait",
        &document("two_pages.pdf"),
    ]);
    assert_eq!((&sent["status"], &sent["pages"], &sent["has_cover"]), (&"completed".into(), &3.into(), &true.into()));
    let drawn = program.dir().join("drawn.tif");
    program
        .run(&[
            "cover",
            "render",
            own.to_str().unwrap(),
            drawn.to_str().unwrap(),
            "--set",
            "recipient.name=Labor Nordstern",
            "--set",
            "message.note=Erste Zeile\\nZweite",
        ])
        .exits(0);
    let body = program.dir().join("body.tif");
    program.run(&["convert", &document("two_pages.pdf"), body.to_str().unwrap()]).exits(0);
    let received = id(&program.json(&["inbox"])[0]);
    let arrived = program.dir().join("arrived.tif");
    program.run(&["export", &received.to_string(), arrived.to_str().unwrap()]).exits(0);
    let expected = [tiff_pages(&drawn), tiff_pages(&body)].concat();
    assert_eq!(tiff_pages(&arrived), expected);
    // What was sent is kept as it was sent.
    let kept = program.dir().join("kept.tif");
    program.run(&["export", &id(&sent).to_string(), kept.to_str().unwrap()]).exits(0);
    assert_eq!(tiff_pages(&kept), expected);
    program.run(&["delete", &id(&sent).to_string()]).exits(0);
    let left: Vec<_> = std::fs::read_dir(program.data().join("documents")).unwrap().flatten().collect();
    let files = left.iter().filter(|entry| entry.path().extension().is_some_and(|ending| ending == "tif")).count();
    assert_eq!(files, 1, "the received fax alone is left");
}

#[test]
fn each_recipient_gets_its_own_cover_and_a_cover_alone_is_a_fax() {
    let program = office();
    let _serving = program.serve();
    let jobs = program.json(&["send", "--to", "1002=Anna", "--to", "1001=Berta", "--cover", "minimal"]);
    for job in jobs.as_array().unwrap() {
        assert_eq!((&job["pages"], &job["has_cover"]), (&1.into(), &true.into()), "{job:#}");
    }
    let exported: Vec<_> = jobs
        .as_array()
        .unwrap()
        .iter()
        .map(|job| {
            let out = program.dir().join(format!("{}.tif", id(job)));
            program.run(&["export", &id(job).to_string(), out.to_str().unwrap()]).exits(0);
            tiff_pages(&out)
        })
        .collect();
    assert_ne!(exported[0], exported[1], "another name, another page");
    let done = program.job_when(id(&jobs[0]), is_final);
    assert_eq!(done["status"], "completed", "{done:#}");

    program.run(&["config", "set", "server_covers_only=on"]).exits(0);
    let own = program.dir().join("own.svg");
    std::fs::write(&own, OWN).unwrap();
    program.run(&["send", "--to", "1002", "--cover", own.to_str().unwrap()]).exits(5);
    program.run(&["cover", "new", "mine", "--from", own.to_str().unwrap(), "--personal"]).exits(0);
    program.run(&["send", "--to", "1002", "--cover", "mine"]).exits(5);
    program.run(&["send", "--to", "1002", "--cover", "nonesuch"]).exits(3);
    program.run(&["send", "--to", "1002"]).exits(2);
}
