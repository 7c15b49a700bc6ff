//! What the inbox lists, from snapshots.

use jiff::tz::TimeZone;

use super::super::samples::{self, NOW, snapshot};
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

fn listed(snapshot: &Snapshot, folder: Folder, view: View, search: &str) -> InboxData {
    let zone = TimeZone::UTC;
    let mut data = InboxData::new(FaxScope::new(folder, view, search.to_owned(), &zone));
    assert!(data.advance(&snapshot.jobs, &mut 1_000, &zone));
    data
}

fn check(snapshot: &Snapshot, folder: Folder, search: &str, expected: &[&str]) {
    let zone = TimeZone::UTC;
    let data = listed(snapshot, folder, View::Current, search);
    let lines: Vec<String> = data
        .days
        .iter()
        .flat_map(|day| {
            let rows = day.rows.clone().filter_map(|row| data.faxes.at(row));
            std::iter::once(format!("[{}]", super::super::format::day(day.at, NOW, &zone)))
                .chain(rows.map(|job| data::FaxRow::new(job, &zone).spoken()))
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
fn what_was_put_away_is_found_and_what_was_thrown_away_is_not() {
    let current = fax(1, JobKind::Receive, 1, "Anna");
    let mut away = fax(2, JobKind::Receive, 2, "Berta");
    (away.archived, away.unread) = (true, false);
    let mut thrown = fax(3, JobKind::Receive, 3, "Clara");
    thrown.trashed_at = Some(NOW);
    let mut given_up = samples::failed(4, "Dora", "1992", Outcome::Busy);
    given_up.trashed_at = Some(NOW);
    let snapshot = snapshot(vec![current, away, thrown, given_up], Vec::new());
    let seen = |folder, view, search: &str| {
        listed(&snapshot, folder, view, search).faxes.rows().iter().map(|(_, job)| job.id.0).collect::<Vec<_>>()
    };
    assert_eq!(seen(Folder::Inbox, View::Current, ""), [1]);
    assert_eq!(seen(Folder::Inbox, View::Current, "a"), [1, 2], "a search looks into the archive, not into the trash");
    assert_eq!(seen(Folder::Inbox, View::Unread, ""), [1]);
    assert_eq!(seen(Folder::Inbox, View::Archive, ""), [2]);
    assert_eq!(seen(Folder::Inbox, View::Trash, ""), [3]);
    assert_eq!(seen(Folder::Sent, View::Trash, ""), [4]);
}
