//! The outbox as text: what each state of a job says.

use jiff::tz::TimeZone;

use super::super::samples::{NOW, failed, job, sending, snapshot};
use super::data::{DetailData, JobRow, OutboxData, OutboxScope, RowOf};
use crate::model::{Job, JobStatus, Outcome, Party, Rendering, Schedule, Snapshot, Stage, Timestamp};

fn listed(snapshot: &Snapshot, search: &str) -> OutboxData {
    let mut data = OutboxData::new(OutboxScope::new(search.to_owned(), &TimeZone::UTC));
    assert!(data.advance(snapshot, &mut 1_000));
    data
}

fn text(snapshot: &Snapshot) -> String {
    let data = listed(snapshot, "");
    let first = data.first_due(NOW);
    let mut lines = Vec::new();
    for (group, rows) in data.groups() {
        lines.push(format!("# {}", group.title()));
        for row in rows.filter_map(|row| data.at(group, row)) {
            let row = match row {
                RowOf::Fax(job) => JobRow::new(job, first, &snapshot.configuration, NOW, &TimeZone::UTC),
                RowOf::Preparing(rendering) => JobRow::preparing(rendering),
            };
            let bar = row.progress.map_or_else(String::new, |part| format!(" [{:.0}%]", part * 100.0));
            let buttons: String = row.actions.iter().map(|command| format!(" ({})", command.info().text)).collect();
            lines.push(format!("{}{bar}{buttons}", row.spoken()));
        }
    }
    lines.join("\n")
}

fn waiting(id: u32, name: &str) -> Job {
    Job { recipient: Party { name: name.to_owned(), number: "1002".to_owned() }, ..job(id) }
}

#[test]
fn rows_are_grouped_by_what_they_need() {
    let retrying = Job {
        status: JobStatus::Retrying,
        outcome: Some(Outcome::Busy),
        scheduled_at: Timestamp(NOW.0 + 360_000),
        retries: 1,
        attempts: vec![super::super::samples::attempt(1, -60_000, Some(Outcome::Busy))],
        ..waiting(3, "AOK Nordost")
    };
    let tonight = Job {
        schedule: Schedule::Discount,
        scheduled_at: Timestamp(NOW.0 + 20_400_000),
        ..waiting(4, "Rundschreiben")
    };
    let jobs = vec![
        failed(5, "Steuerbüro Halm", "+49 30 777", Outcome::NotAFax),
        tonight,
        retrying,
        waiting(2, "Klinikum Westend"),
        sending(1, "Labor Nordstern GmbH", "+49 30 5557 0142", "Befundanforderung"),
    ];
    insta::assert_snapshot!(text(&snapshot(jobs, Vec::new())), @r"
    # On the line
    Labor Nordstern GmbH, Befundanforderung · 12 pages · +49 30 5557 0142, Page 3 of 12 · 14,400 bit/s · ECM, Sending, 3 min 17 s left, Virtual 1 [21%]
    # Waiting
    Klinikum Westend, 1 page · 1002, Waiting for a line · next in queue, Pending, 14:18, normal
    AOK Nordost, 1 page · 1002, The number is busy · next try in 6 min, Retrying, 14:26, 1 of 4 tries
    Rundschreiben, 1 page · 1002, Cheap period 20:00 – 07:00, Scheduled, 20:00, normal
    # Needs you
    Steuerbüro Halm, Unterlagen 2025 · 9 pages · +49 30 777, The call was answered, but not by a fax machine, A person or a mailbox answered: check the number, Failed, 13:51, 4 of 4 tries (Try again) (Change…) (Delete)
    ");
}

#[test]
fn each_stage_has_its_words() {
    let at = |stage, current_page| {
        let job = Job { stage, current_page, ..sending(1, "", "1002", "") };
        super::data::stage_text(&job)
    };
    assert_eq!(at(Stage::Initializing, 0), "Preparing the line");
    assert_eq!(at(Stage::Dialing, 0), "Dialling 1002");
    assert_eq!(at(Stage::Connecting, 0), "Connected, agreeing on the speed");
    assert_eq!(at(Stage::Training, 1), "Training at 14,400 bit/s");
    assert_eq!(at(Stage::Page, 3), "Page 3 of 12 · 14,400 bit/s · ECM");
    assert_eq!(at(Stage::Confirming, 3), "Page 3 of 12 · waiting for confirmation");
}

#[test]
fn the_search_narrows_but_the_total_stays() {
    let jobs = vec![waiting(1, "Anna"), waiting(2, "Ben")];
    let snapshot = snapshot(jobs, Vec::new());
    let data = listed(&snapshot, "ben");
    assert_eq!((data.faxes.rows().len(), data.total()), (1, 2));
}

#[test]
fn documents_being_rendered_are_shown_before_they_are_jobs() {
    let rendering = vec![Rendering { title: "Befund.pdf".into(), recipients: vec!["1002".into()], pages: 3 }];
    let snapshot = Snapshot { rendering, ..snapshot(Vec::new(), Vec::new()) };
    assert_eq!(text(&snapshot), "# Being prepared\n1002, Befund.pdf, Preparing pages · 3 so far, Rendering");
}

#[test]
fn the_card_tells_every_page_and_whether_the_answering_number_matches() {
    let job = sending(1284, "Labor Nordstern GmbH", "+49 30 5557 0142", "Befundanforderung");
    let card = DetailData::new(&job, None, NOW, &TimeZone::UTC);
    let facts: Vec<String> = card.facts.iter().map(|fact| format!("{}: {}", fact.name, fact.value)).collect();
    let pages: Vec<String> =
        card.pages.iter().take(4).map(|page| format!("{} {}", page.page, page.verdict.0)).collect();
    insta::assert_snapshot!(format!("{}\n{}\n{}", card.subtitle, facts.join("\n"), pages.join("\n")), @r"
    Befundanforderung · job 1,284
    To: +49 30 5557 0142
    Answered as: +49 30 5557 0142
    Line: Virtual 1
    Speed: V.17 14,400 · ECM · MMR
    Started: 14:19:08 · 52 s ago
    Confirmed: 2 of 12 pages
    1 confirmed
    2 confirmed after resend
    3 on the line
    4 waiting
    ");
    assert!(card.facts.iter().any(|fact| fact.remark.is_some()));
}
