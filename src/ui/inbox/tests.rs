//! What the inbox lists, from snapshots.

use jiff::tz::TimeZone;

use super::super::samples::{self, NOW, snapshot};
use super::super::search::Search;
use super::data::{Heading, InboxData};
use super::*;
use crate::model::{Job, JobKind, JobStatus, Outcome, Snapshot};

const NUMBER: &str = "+49 30 5557 9001";

fn fax(id: u32, kind: JobKind, hours_ago: i64, who: &str) -> Job {
    let mut job = samples::received(id, who, NUMBER, 3, hours_ago * 60);
    if kind == JobKind::Send {
        job.kind = kind;
        job.unread = false;
        std::mem::swap(&mut job.sender, &mut job.recipient);
    }
    job
}

fn check(snapshot: &Snapshot, folder: Folder, search: &str, expected: &[&str]) {
    let zone = TimeZone::UTC;
    let data = InboxData::new(snapshot, folder, &Search::parse(search, &zone), NOW, &zone);
    let lines: Vec<String> = data
        .days
        .iter()
        .flat_map(|(day, rows)| {
            std::iter::once(format!("[{day}]")).chain(rows.iter().map(|job| data::FaxRow::new(job, &zone).spoken()))
        })
        .collect();
    assert_eq!(lines, expected, "{folder:?} {search:?}");
}

#[test]
fn faxes_stand_under_their_days_newest_first() {
    let jobs = vec![
        fax(1, JobKind::Receive, 30, "Klinikum Westend"),
        fax(2, JobKind::Receive, 1, "Labor Nordstern"),
        fax(3, JobKind::Receive, 2, "AOK Nordost"),
        fax(4, JobKind::Send, 1, "Apotheke am Markt"),
    ];
    let snapshot = snapshot(jobs, Vec::new());
    let number = NUMBER;
    check(
        &snapshot,
        Folder::Inbox,
        "",
        &[
            "[Today]",
            &format!("Labor Nordstern, {number}, 13:20, 3 pages, unread"),
            &format!("AOK Nordost, {number}, 12:20, 3 pages, unread"),
            "[Yesterday]",
            &format!("Klinikum Westend, {number}, 08:20, 3 pages, unread"),
        ],
    );
    check(&snapshot, Folder::Sent, "", &["[Today]", &format!("Apotheke am Markt, {number}, 13:20, 3 pages")]);
}

#[test]
fn the_search_knows_words_numbers_and_tokens() {
    let mut long = fax(1, JobKind::Receive, 1, "Labor");
    long.pages = 9;
    let snapshot = snapshot(vec![long, fax(2, JobKind::Receive, 2, "Praxis")], Vec::new());
    let (labor, praxis) =
        ("Labor, +49 30 5557 9001, 13:20, 9 pages, unread", "Praxis, +49 30 5557 9001, 12:20, 3 pages, unread");
    check(&snapshot, Folder::Inbox, "lab", &["[Today]", labor]);
    check(&snapshot, Folder::Inbox, "5557-9001", &["[Today]", labor, praxis]);
    check(&snapshot, Folder::Inbox, "pages:>3", &["[Today]", labor]);
    check(&snapshot, Folder::Inbox, "from:praxis line:virtual", &["[Today]", praxis]);
    check(&snapshot, Folder::Inbox, "after:2026-11-22", &[]);
    check(&snapshot, Folder::Inbox, "status:failed", &[]);
}

#[test]
fn an_incomplete_fax_says_so_in_the_list_and_above_it() {
    let mut job = fax(1, JobKind::Receive, 1, "Labor");
    job.status = JobStatus::Failed;
    job.outcome = Some(Outcome::ReceptionBroken);
    check(
        &snapshot(vec![job.clone()], Vec::new()),
        Folder::Inbox,
        "",
        &["[Today]", "Labor, +49 30 5557 9001, 13:20, 3 pages, Incomplete, unread"],
    );
    let heading = Heading::new(&job, Folder::Inbox, NOW, &TimeZone::UTC);
    assert_eq!(heading.facts, "+49 30 5557 9001 · 13:20 · 3 pages · Virtual 2 · 14,400 · ECM · 40 s");
    assert!(heading.trouble.unwrap().contains("before the last page was complete"));
}

#[test]
fn the_keyboard_walks_the_list_and_stops_at_its_ends() {
    let zone = TimeZone::UTC;
    let snapshot = snapshot(vec![fax(1, JobKind::Receive, 1, "A"), fax(2, JobKind::Receive, 2, "B")], Vec::new());
    let data = InboxData::new(&snapshot, Folder::Inbox, &Search::default(), NOW, &zone);
    assert_eq!(data.neighbour(None, true), Some(JobId(1)));
    assert_eq!(data.neighbour(Some(JobId(1)), true), Some(JobId(2)));
    assert_eq!(data.neighbour(Some(JobId(2)), true), Some(JobId(2)));
    assert_eq!(data.neighbour(Some(JobId(1)), false), Some(JobId(1)));
}
