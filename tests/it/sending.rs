//! Documents sent from the command line over the virtual lines, and what the other line received.

use serde_json::Value;

use super::program::{Program, document, tiff_pages};

/// Sends one document to 1002 and compares what arrived with what `convert` makes, pel for pel.
fn check_arrives_exactly(name: &str, pages: u64, resolution: &str) {
    let program = Program::new();
    let file = document(name);
    let arguments = ["send", "--to", "1002", &file, "--resolution", resolution, "--no-banner", "--wait"];
    let job = program.json(&arguments);
    assert_eq!(job["status"], "completed", "{job:#}");
    assert_eq!(job["pages"], pages);
    assert_eq!(job["pages_confirmed"], pages);
    let results = job["page_results"].as_array().unwrap();
    assert_eq!(results.len() as u64, pages);
    assert!(results.iter().all(|page| page["verdict"] == "confirmed"), "{job:#}");

    let inbox = program.json(&["inbox"]);
    let message = &inbox.as_array().unwrap()[0];
    assert_eq!(message["pages"], pages, "{inbox:#}");

    let exported = program.dir().join("received.tif");
    let converted = program.dir().join("converted.tif");
    program.run(&["export", &message["id"].to_string(), exported.to_str().unwrap()]).exits(0);
    let arguments = ["convert", &file, converted.to_str().unwrap(), "--resolution", resolution, "--no-banner"];
    program.run(&arguments).exits(0);
    let (received, rendered) = (tiff_pages(&exported), tiff_pages(&converted));
    assert_eq!(received.len() as u64, pages);
    for (page, (received, rendered)) in received.iter().zip(&rendered).enumerate() {
        assert_eq!(received.resolution, rendered.resolution, "page {page}");
        assert!(received.bitmap == rendered.bitmap, "page {page}: {:?} and {:?}", received.bitmap, rendered.bitmap);
        assert!(rendered.bitmap.data().iter().any(|octet| *octet != 0), "page {page} is blank");
    }
}

#[test]
fn a_pdf_arrives_pel_for_pel() {
    check_arrives_exactly("two_pages.pdf", 2, "fine");
}

#[test]
fn a_pdf_arrives_at_standard_and_superfine_too() {
    check_arrives_exactly("two_pages.pdf", 2, "standard");
    check_arrives_exactly("two_pages.pdf", 2, "superfine");
}

#[test]
fn thirty_pages_arrive_in_order() {
    check_arrives_exactly("thirty_pages.pdf", 30, "standard");
}

#[test]
fn a_g4_tiff_arrives() {
    check_arrives_exactly("g4_two_pages.tif", 2, "fine");
}

#[test]
fn a_photo_arrives() {
    check_arrives_exactly("photo.jpg", 1, "fine");
}

#[test]
fn a_text_with_umlauts_and_cjk_arrives() {
    check_arrives_exactly("umlauts_cjk.txt", 2, "fine");
}

#[test]
fn the_banner_line_is_added_above_the_page() {
    let program = Program::new();
    let file = document("two_pages.pdf");
    let job = program.json(&["send", "--to", "1002", &file, "--wait"]);
    assert_eq!(job["status"], "completed");
    let message = program.json(&["inbox"])[0]["id"].to_string();
    let exported = program.dir().join("received.tif");
    let converted = program.dir().join("converted.tif");
    program.run(&["export", &message, exported.to_str().unwrap()]).exits(0);
    program.run(&["convert", &file, converted.to_str().unwrap(), "--no-banner"]).exits(0);
    let (received, rendered) = (tiff_pages(&exported), tiff_pages(&converted));
    let extra = received[0].bitmap.rows() - rendered[0].bitmap.rows();
    assert!((10..=60).contains(&extra), "{extra} rows of banner at fine");
    let top = &received[0].bitmap.data()[..received[0].bitmap.stride() * extra as usize];
    assert!(top.iter().any(|octet| *octet != 0), "the banner is blank");
    assert_eq!(&received[0].bitmap.data()[top.len()..], rendered[0].bitmap.data());
}

#[test]
fn two_recipients_get_a_job_each() {
    let program = Program::new();
    let file = document("two_pages.pdf");
    let jobs = program.json(&["send", "--to", "1002=Labor Nordstern", "--to", "1001", &file, "--wait"]);
    let jobs = jobs.as_array().unwrap();
    assert_eq!(jobs.len(), 2);
    assert!(jobs.iter().all(|job| job["status"] == "completed"), "{jobs:#?}");
    assert_eq!(jobs[0]["broadcast_id"], jobs[1]["broadcast_id"]);
    assert_eq!(jobs[0]["recipient"]["name"], "Labor Nordstern");
    assert_ne!(jobs[0]["device_name"], jobs[1]["device_name"], "each line calls the other");
    assert_eq!(program.json(&["inbox"]).as_array().unwrap().len(), 2);
}

#[test]
fn what_arrived_can_be_exported_as_pdf_and_png_and_deleted() {
    let program = Program::new();
    program.json(&["send", "--to", "1002", &document("two_pages.pdf"), "--wait"]);
    let id = program.json(&["inbox"])[0]["id"].to_string();
    let pdf = program.dir().join("out.pdf");
    program.run(&["export", &id, pdf.to_str().unwrap()]).exits(0);
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
    let png = program.dir().join("out.png");
    program.run(&["export", &id, png.to_str().unwrap()]).exits(0);
    let pictures = std::fs::read_dir(program.dir()).unwrap();
    let pictures = pictures.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|e| e == "png"));
    assert_eq!(pictures.count(), 2, "one picture a page");
    program.run(&["delete", &id]).exits(0);
    assert_eq!(program.json(&["inbox"]).as_array().unwrap().len(), 0);
    program.run(&["show", &id]).exits(3);
}

/// Calls a special number of the exchange; gives the job.
fn call(number: &str, code: i32) -> Value {
    let program = Program::new();
    program.run(&["config", "set", "retries=0"]).exits(0);
    let ran = program.run(&["send", "--to", number, &document("two_pages.pdf"), "--wait", "--json"]);
    let job = ran.exits(code).json();
    let told = program.run(&["job", &job["id"].to_string()]).exits(0);
    let outcome = job["outcome"]["text"].as_str().unwrap();
    assert!(told.stdout.contains(outcome), "{outcome:?} is not told in\n{}", told.stdout);
    job
}

#[test]
fn numbers_that_never_connect_say_why() {
    for (number, outcome) in [("1990", "busy"), ("1991", "no_answer"), ("1992", "not_a_fax"), ("1997", "no_dial_tone")]
    {
        let job = call(number, 1);
        assert_eq!(job["outcome"]["name"], outcome, "{number}: {job:#}");
        assert_eq!(job["pages_confirmed"], 0);
        assert_ne!(job["status"], "completed");
    }
}

#[test]
fn an_unknown_number_fails_for_good() {
    let job = call("4711", 1);
    assert_eq!(job["outcome"]["name"], "bad_number");
    assert_eq!(job["status"], "failed");
}

#[test]
fn a_call_cut_in_page_two_keeps_page_one_confirmed() {
    let job = call("1993", 1);
    assert_eq!(job["outcome"]["name"], "disconnected", "{job:#}");
    assert_eq!(job["pages_confirmed"], 1);
    assert_eq!(job["page_results"][0]["verdict"], "confirmed");
    assert_ne!(job["page_results"][1]["verdict"], "confirmed");
}

#[test]
fn a_refused_page_is_sent_again_and_says_so() {
    let job = call("1994", 0);
    assert_eq!(job["status"], "completed");
    for page in job["page_results"].as_array().unwrap() {
        assert_eq!(page["verdict"], "confirmed_after_resend", "{job:#}");
        assert!(page["resent_pages"].as_u64().unwrap() >= 1);
        assert_eq!(page["ecm"], false);
    }
}

#[test]
fn a_line_that_carries_4800_only_is_trained_down() {
    let job = call("1995", 0);
    assert_eq!(job["status"], "completed");
    assert_eq!(job["page_results"][0]["rate"]["rate_bps"], 4800);
    assert!(job["page_results"][0]["retrains"].as_u64().unwrap() >= 1, "{job:#}");
}

#[test]
fn asked_for_frames_are_sent_again_and_counted() {
    let job = call("1996", 0);
    assert_eq!(job["status"], "completed");
    for page in job["page_results"].as_array().unwrap() {
        assert_eq!(page["ecm"], true);
        assert!(page["resent_frames"].as_u64().unwrap() >= 1, "{job:#}");
    }
}

#[test]
fn a_machine_that_files_nothing_still_confirms() {
    let job = call("1998", 0);
    assert_eq!(job["pages_confirmed"], 2);
}

#[test]
fn a_failed_job_is_tried_again_as_often_as_set() {
    let program = Program::new();
    program.run(&["config", "set", "retries=2", "retry_delay_min=0"]).exits(0);
    let ran = program.run(&["send", "--to", "1990", &document("two_pages.pdf"), "--wait", "--json"]);
    let job = ran.exits(1).json();
    assert_eq!(job["status"], "retries_exceeded", "{job:#}");
    assert_eq!(job["attempts"].as_array().unwrap().len(), 3);
    assert_eq!(job["retries"], 2);
}
