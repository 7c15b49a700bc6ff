//! Documents laid out and fetched, addresses, several jobs in one call and what is remembered of a number, over the
//! virtual lines, from the command line.

use super::program::{Program, document, id, tiff_pages};

#[test]
fn the_exchanges_own_document_is_fetched_into_the_inbox() {
    let program = Program::new();
    let job = program.json(&["poll", "1989", "--wait"]);
    assert_eq!(job["kind"], "poll", "{job:#}");
    assert_eq!(job["status"], "completed", "{job:#}");
    assert_eq!(job["pages"], 1);
    let inbox = program.json(&["inbox"]);
    let fax = &inbox.as_array().unwrap()[0];
    assert_eq!((&fax["kind"], &fax["fetched_for"]), (&"receive".into(), &job["id"]), "{fax:#}");
    assert_eq!(fax["page_results"][0]["verdict"], "confirmed", "{fax:#}");
    let out = program.dir().join("fetched.tif");
    program.run(&["export", &id(fax).to_string(), out.to_str().unwrap()]).exits(0);
    assert!(tiff_pages(&out)[0].bitmap.data().iter().any(|octet| *octet != 0));
    assert!(program.run(&["inbox"]).exits(0).stdout.contains("fetched"));
    let trace = program.run(&["show", &id(fax).to_string(), "--trace"]).exits(0).stdout;
    assert!(trace.contains("DTC"), "{trace}");
    assert_eq!(program.json(&["jobs"]).as_array().unwrap().len(), 0, "nothing is left in the queue");
}

#[test]
fn nothing_laid_out_says_so_and_what_to_do() {
    let program = Program::new();
    let ran = program.run(&["poll", "1998", "--wait", "--json"]);
    let job = ran.exits(1).json();
    assert_eq!(job["outcome"]["name"], "nothing_to_poll", "{job:#}");
    assert_eq!(job["status"], "failed");
    let told = program.run(&["job", &id(&job).to_string()]).exits(0).stdout;
    assert!(told.contains("Nothing was laid out there") && told.contains("Ask the other side"), "{told}");
    assert_eq!(program.json(&["inbox"]).as_array().unwrap().len(), 0);
}

#[test]
fn fetching_from_a_busy_number_is_tried_again() {
    let program = Program::new();
    program.run(&["config", "set", "retries=1", "retry_delay_min=0"]).exits(0);
    let job = program.run(&["poll", "1990", "--wait", "--json"]).exits(1).json();
    assert_eq!(job["status"], "retries_exceeded", "{job:#}");
    assert_eq!(job["attempts"].as_array().unwrap().len(), 2);
}

#[test]
fn a_password_that_cannot_be_sent_is_bad_usage() {
    let program = Program::untouched();
    for bad in ["123456789012345678901", "pässwort", ""] {
        program.run(&["poll", "1989", "--password", bad]).exits(2);
    }
}

#[test]
fn an_offered_document_is_fetched_pel_for_pel_counted_and_taken_away() {
    let program = Program::new();
    let file = document("two_pages.pdf");
    // A refused call may succeed later, so it would be tried again.
    program.run(&["config", "set", "retries=0"]).exits(0);
    let laid = program.json(&["offer", &file, "--no-banner", "--password", "1234", "--address", "77"]);
    assert_eq!((&laid["kind"], &laid["status"], &laid["pages"]), (&"offer".into(), &"pending".into(), &2.into()));
    assert!(!laid.to_string().contains("1234"), "the password stays inside: {laid:#}");

    let refused = program.run(&["poll", "1002", "--address", "77", "--wait", "--json"]).exits(1).json();
    assert_ne!(refused["outcome"]["name"], "received", "{refused:#}");
    let job = program.json(&["poll", "1002", "--address", "77", "--password", "1234", "--wait"]);
    assert_eq!(job["status"], "completed", "{job:#}");
    let inbox = program.json(&["inbox"]);
    assert_eq!(inbox.as_array().unwrap().len(), 1, "{inbox:#}");
    let out = program.dir().join("fetched.tif");
    let converted = program.dir().join("converted.tif");
    program.run(&["export", &id(&inbox[0]).to_string(), out.to_str().unwrap()]).exits(0);
    program.run(&["convert", &file, converted.to_str().unwrap()]).exits(0);
    let bitmaps = |path| tiff_pages(path).into_iter().map(|page| page.bitmap).collect::<Vec<_>>();
    assert!(bitmaps(&out) == bitmaps(&converted));

    let list = program.json(&["offer", "list"]);
    assert_eq!(list[0]["laid"]["times"], 1, "{list:#}");
    assert_eq!(list[0]["laid"]["last_by"], "1001", "{list:#}");
    let number = id(&laid).to_string();
    assert!(program.run(&["offer", "list"]).exits(0).stdout.contains("address 77, password"));
    program.run(&["offer", "remove", &id(&job).to_string()]).exits(3);
    program.run(&["offer", "remove", &number]).exits(0);
    assert_eq!(program.json(&["offer", "list"]).as_array().unwrap().len(), 0);
    program.run(&["job", &number]).exits(3);
}

#[test]
fn what_is_offered_once_can_be_fetched_once() {
    let program = Program::new();
    program.run(&["offer", "add", &document("two_pages.pdf"), "--once"]).exits(0);
    assert_eq!(program.json(&["poll", "1001", "--wait"])["status"], "completed");
    let second = program.run(&["poll", "1001", "--wait", "--json"]).exits(1).json();
    assert_eq!(second["outcome"]["name"], "nothing_to_poll", "{second:#}");
}

#[test]
fn waiting_jobs_to_one_number_go_in_one_call_and_what_is_laid_out_there_comes_back_in_it() {
    let program = Program::new();
    let file = document("two_pages.pdf");
    // Without a line open these wait; the last command opens the lines.
    program.run(&["offer", &file]).exits(0);
    let first = id(&program.json(&["send", "--to", "1002", &file]));
    let second = id(&program.json(&["send", "--to", "1002", &file]));
    let poll = id(&program.json(&["poll", "1002"]));
    program.run(&["send", "--to", "1998", &file, "--wait"]).exits(0);
    for job in [first, second, poll].map(|job| program.json(&["job", &job.to_string()])) {
        assert_eq!((&job["status"], job["attempts"].as_array().unwrap().len()), (&"completed".into(), 1), "{job:#}");
    }
    let traces = [first, second, poll].map(|job| program.json(&["show", &job.to_string(), "--trace"])["trace"].clone());
    assert!(
        traces[0] == traces[1] && traces[1] == traces[2] && !traces[0].as_array().unwrap().is_empty(),
        "they had one call"
    );
    let inbox = program.json(&["inbox"]);
    let mut pages: Vec<_> = inbox.as_array().unwrap().iter().filter_map(|fax| fax["pages"].as_u64()).collect();
    pages.sort_unstable();
    assert_eq!(pages, [2, 4], "one fax fetched, two received as one call brought them: {inbox:#}");
}

#[test]
fn a_subaddress_is_told_to_the_receiver() {
    let program = Program::new();
    program.json(&["send", "--to", "1002", "--address", "42", &document("two_pages.pdf"), "--wait"]);
    let inbox = program.json(&["inbox"]);
    assert_eq!(inbox[0]["routing"], "42", "{inbox:#}");
    assert_eq!(inbox[0]["addressing"]["subaddress"], "42", "{inbox:#}");
}

#[test]
fn what_a_user_says_of_a_number_holds_in_the_next_call_and_can_be_forgotten() {
    let program = Program::new();
    program.run(&["destination", "set", "1998", "avoid=ecm,v17", "lock=on"]).exits(0);
    program.run(&["destination", "set", "1998", "avoid=everything"]).exits(2);
    program.run(&["destination", "set", "1998", "colour=red"]).exits(3);
    let job = program.json(&["send", "--to", "1998", &document("two_pages.pdf"), "--wait"]);
    for page in job["page_results"].as_array().unwrap() {
        assert_eq!((&page["ecm"], &page["rate"]["modulation"]), (&false.into(), &"v29".into()), "{page:#}");
    }
    let known = program.json(&["destinations", "1998"]);
    assert_eq!((&known[0]["calls"], &known[0]["locked"]), (&1.into(), &true.into()), "{known:#}");
    assert!(program.run(&["destinations"]).exits(0).stdout.contains("ecm,v17"));
    program.run(&["destination", "forget", "1998"]).exits(0);
    program.run(&["destination", "forget", "1998"]).exits(3);
}

#[test]
fn a_conversation_is_written_as_text_and_for_an_analyser() {
    let program = Program::new();
    let job = program.json(&["send", "--to", "1998", &document("two_pages.pdf"), "--wait"]);
    let number = id(&job).to_string();
    let (text, capture) = (program.dir().join("call.txt"), program.dir().join("call.pcapng"));
    program.run(&["show", &number, "--trace", "--out", text.to_str().unwrap()]).exits(0);
    program.run(&["show", &number, "--trace", "--out", capture.to_str().unwrap()]).exits(0);
    let text = std::fs::read_to_string(text).unwrap();
    assert!(text.contains("DIS") && text.contains("MCF"), "{text}");
    assert!(std::fs::read(capture).unwrap().starts_with(&[0x0A, 0x0D, 0x0D, 0x0A]));
    program.run(&["show", &number, "--trace", "--out", "call.doc"]).exits(2);
    program.run(&["show", &number, "--out", "call.txt"]).exits(2);
}
