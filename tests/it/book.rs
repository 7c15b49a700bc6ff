//! The phone book as people use it: kept, imported, sent from, exported, and learned from what comes in.

use serde_json::{Value, json};

use super::program::{Program, document, id, tiff_pages};

/// A data directory with fast lines and a number of its own.
fn office() -> Program {
    let program = Program::new();
    program.run(&["config", "set", "station.name=Praxis am Park", "station.number=+49 30 5550 100"]).exits(0);
    program
}

/// A cover that tells what only the phone book knows.
const COVER: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">
  <text x="20" y="40" font-size="8" data-field="recipient.company">Company</text>
  <text x="20" y="60" font-size="8" data-field="recipient.city">City</text>
</svg>
"#;

fn names(entries: &Value) -> Vec<&str> {
    entries.as_array().unwrap().iter().map(|entry| entry["person"]["name"].as_str().unwrap_or("-")).collect()
}

#[test]
fn people_are_added_found_changed_and_removed() {
    let program = office();
    let ohm = program.json(&[
        "book",
        "add",
        "Dr. Änne Ohm",
        "--fax",
        "030 5557 0142=Praxis",
        "--fax",
        "1002",
        "company=Praxis Ohm",
        "groups=Doctors; Berlin",
        "notes=first\\nsecond",
    ]);
    assert_eq!(
        ohm["numbers"][0],
        json!({"number": "030 5557 0142", "label": "Praxis", "e164": "+493055570142", "shown": "030 55570142"})
    );
    assert_eq!((&ohm["groups"], &ohm["notes"]), (&json!(["Berlin", "Doctors"]), &"first\nsecond".into()));
    program.run(&["book", "add", "Anna", "--fax", "1003"]).exits(0);
    assert_eq!(names(&program.json(&["book", "list"])), ["Anna", "Dr. Änne Ohm"]);
    for words in [&["anne"][..], &["+49305557"], &["ohm", "praxis"], &["--group", "berlin"]] {
        let list = program.json(&[&["book", "list"], words].concat());
        assert_eq!(names(&list), ["Dr. Änne Ohm"], "{words:?}");
    }
    let changed =
        program.json(&["book", "set", "Anna", "city=Ulm", "favourite=on", "--fax", "1004=Home", "--no-fax", "1003"]);
    assert_eq!((&changed["person"]["city"], &changed["numbers"][0]["number"]), (&"Ulm".into(), &"1004".into()));
    let shown = program.run(&["book", "show", "anna"]).exits(0).stdout;
    assert!(shown.contains("1004; Home") && shown.contains("Ulm"), "{shown}");
    let groups = program.json(&["book", "groups", "add", "Courts", "Anna"]);
    assert_eq!(groups[1], json!({"name": "Courts", "members": 1}));
    program.run(&["book", "groups", "rename", "courts", "Berlin"]).exits(1);
    program.run(&["book", "groups", "take", "Courts", "Anna"]).exits(0);
    program.run(&["book", "groups", "remove", "Courts"]).exits(0);
    program.run(&["book", "remove", "Anna"]).exits(0);
    for (arguments, code, words) in [
        (&["book", "show", "Anna"][..], 3, "nobody"),
        (&["book", "set", "99", "city=x"], 3, "99"),
        (&["book", "set", "Ohm", "colour=red"], 3, "colour"),
        (&["book", "set", "Ohm", "csid=ÄÖÜ"], 2, "ASCII"),
        (&["book", "add", "", "--fax", "1"], 2, "name"),
        (&["book", "add", "X", "--fax", "abc"], 2, "cannot be dialled"),
        (&["book", "list", "--group", "Nobody"], 3, "group"),
        (&["book", "export", "x.doc"], 2, ".vcf"),
        (&["book", "import", "nowhere.vcf"], 3, "no such file"),
    ] {
        let ran = program.run(arguments).exits(code);
        assert!(ran.stderr.to_lowercase().contains(&words.to_lowercase()), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn a_foreign_book_is_imported_and_a_group_gets_a_fax_with_covers_filled_from_it() {
    let program = office();
    let table = "Vorname;Nachname;Firma;Fax geschäftlich;Ort geschäftlich;Kategorien\r\n\
        Jörg;Müller;Bäckerei Müller;1002;Köln;Kunden\r\nEva;Ohne;;;Ulm;Kunden\r\nUwe;Kern;Kern & Co;1992;Bonn;Kunden\r\n";
    let latin: Vec<u8> = table.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let file = program.dir().join("kontakte.csv");
    std::fs::write(&file, latin).unwrap();
    let file = file.to_str().unwrap();
    let tried = program.json(&["book", "import", file, "--dry-run"]);
    assert_eq!((&tried["added"], program.json(&["book", "list"])), (&2.into(), json!([])));
    let ran = program.run(&["book", "import", file]).exits(0);
    assert_eq!(ran.stdout, "3 read: 2 added, 0 updated, 0 unchanged, 1 skipped\n");
    assert!(ran.stderr.contains("Line 3, Eva Ohne: there is no fax number"), "{}", ran.stderr);
    assert_eq!(program.json(&["book", "import", file])["unchanged"], 2);

    let _serving = program.serve();
    program.run(&["send", "--to", "@müller", "--to", "1992", "--cover", "minimal", "--at", "23:59"]).exits(0);
    let ran = program
        .run(&["send", "--to", "@Kunden", "--to", "1002", "--cover", "business", "--at", "23:59", "--json"])
        .exits(0);
    assert!(ran.stderr.contains("1002 was never called before"), "{}", ran.stderr);
    let jobs = ran.json();
    let to: Vec<_> =
        jobs.as_array().unwrap().iter().map(|job| (&job["recipient"]["name"], &job["recipient"]["number"])).collect();
    let expected = [("Jörg Müller", "1002"), ("Uwe Kern", "1992")].map(|(a, b)| (Value::from(a), Value::from(b)));
    assert_eq!(
        to,
        expected.iter().map(|(a, b)| (a, b)).collect::<Vec<_>>(),
        "each number once, with the name of the book"
    );
    // What the cover tells comes from the book, bit for bit.
    let own = program.dir().join("own.svg");
    std::fs::write(&own, COVER).unwrap();
    let own = own.to_str().unwrap();
    let job = program.json(&["send", "--to", "@müller", "--cover", own, "--no-banner", "--at", "23:59"]);
    let (sent, drawn) = (program.dir().join("sent.tif"), program.dir().join("drawn.tif"));
    program.run(&["export", &id(&job[0]).to_string(), sent.to_str().unwrap()]).exits(0);
    let fields = ["--set", "recipient.company=Bäckerei Müller", "--set", "recipient.city=Köln"];
    program.run(&[&["cover", "render", own, drawn.to_str().unwrap()], &fields[..]].concat()).exits(0);
    assert_eq!(tiff_pages(&sent), tiff_pages(&drawn));

    for (name, code, words) in
        [("@nobody", 3, "nobody"), ("@kern co müller", 3, "nobody"), ("@n", 2, "may mean several"), ("@", 2, "name")]
    {
        let ran = program.run(&["send", "--to", name, &document("two_pages.pdf")]).exits(code);
        assert!(ran.stderr.contains(words), "{name}: {}", ran.stderr);
    }
}

#[test]
fn a_sender_gets_a_name_once_and_a_wrong_machine_is_noticed() {
    let program = office();
    for port in ["virtual-1", "virtual-2"] {
        program.run(&["port", "set", port, "tsid=STATION A", "csid=STATION B"]).exits(0);
    }
    program.run(&["book", "add", "Labor", "--fax", "1002", "csid=LABOR NORD"]).exits(0);
    let sent = program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]);
    assert_eq!((&sent["csid"], &sent["csid_expected"]), (&"STATION B".into(), &"LABOR NORD".into()));
    assert_eq!(sent["known_as"], "Labor");
    let received = id(&program.json(&["inbox"])[0]).to_string();
    let learned = program.json(&["book", "learn", &received, "Praxis am Tor"]);
    assert_eq!(learned["station_ids"], json!(["STATION A"]));
    let list = program.run(&["inbox"]).exits(0).stdout;
    assert!(list.contains("Praxis am Tor"), "{list}");
    let again = program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]);
    assert_eq!(again["status"], "completed");
    let inbox = program.json(&["inbox"]);
    assert!(inbox.as_array().unwrap().iter().all(|fax| fax["known_as"] == "Praxis am Tor"), "{inbox:#}");
    program.run(&["book", "learn", &received, "Somebody else"]).exits(1);
    program.run(&["book", "learn", "999", "X"]).exits(3);
    let check = program.json(&["book", "check", "1002", "1003"]);
    assert_eq!(
        (&check[0]["first_use"], &check[0]["name"], &check[1]["first_use"]),
        (&false.into(), &"Labor".into(), &true.into())
    );
}

#[test]
fn what_is_exported_comes_back_the_same() {
    let program = office();
    program
        .run(&[
            "book",
            "add",
            "Ohm; \"the\" Doctor",
            "--fax",
            "+49 30 5557 0142=Lab",
            "csid=LAB 1",
            "groups=A, B",
            "notes=1\\n2",
        ])
        .exits(0);
    for ending in ["vcf", "csv"] {
        let out = program.dir().join(format!("book.{ending}"));
        program.run(&["book", "export", out.to_str().unwrap()]).exits(0);
        let before = program.json(&["book", "list"]);
        program.run(&["book", "remove", "ohm"]).exits(0);
        program.run(&["book", "import", out.to_str().unwrap()]).exits(0);
        let after = program.json(&["book", "list"]);
        for key in ["person", "numbers", "groups", "notes"] {
            assert_eq!(after[0][key], before[0][key], "{ending} {key}");
        }
    }
}
