//! The journal of the built program: what was done stands in it, exports hold no formulas, and a database that somebody
//! has changed is found out.

use std::fs;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::program::{Program, document, id};

/// A program that has sent a fax to itself, and whose settings were changed.
fn used() -> (Program, u64) {
    let program = Program::new();
    program.run(&["config", "set", "retries=1", "station.name==SUM(A1)"]).exits(0);
    let job = id(&program.json(&["send", "--to", "1002", "--no-banner", "--wait", &document("two_pages.pdf")]));
    (program, job)
}

/// Changes the database behind the program's back.
fn tamper(program: &Program, sql: &'static str) {
    let database = program.data().join("faxwell.db");
    assert!(database.is_file(), "{}", database.display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = SqliteConnectOptions::new().filename(&database).connect().await.unwrap();
        let changed = sqlx::query(sql).execute(&mut connection).await.unwrap();
        assert_eq!(changed.rows_affected(), 1);
    });
}

#[test]
fn what_was_done_is_listed_exported_and_whole() {
    let (program, job) = used();
    let entries = program.json(&["journal", "--object", &job.to_string()]);
    let actions: Vec<&str> =
        entries.as_array().unwrap().iter().rev().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["fax.submit", "call.start", "call.end", "fax.sent"]);
    let end = &entries[1];
    assert_eq!((&end["call"]["pages"], &end["call"]["direction"]), (&2.into(), &"out".into()));
    assert!(end["call"]["milliseconds"].as_u64().unwrap() > 0);
    let shown = program.run(&["journal", "--kind", "setting"]).exits(0).stdout;
    assert!(shown.contains("setting:retries") && shown.contains("3 → 1"), "{shown}");
    assert!(program.run(&["journal", "--since", "2199-01-01"]).exits(0).stdout.contains("no such entry"));
    program.run(&["journal", "--since", "yesterday"]).exits(2);

    let csv = program.dir().join("journal.csv");
    program.run(&["journal", "--csv", csv.to_str().unwrap()]).exits(0);
    let text = fs::read_to_string(&csv).unwrap();
    assert!(text.starts_with("number,time,day,actor"), "{text}");
    assert!(text.lines().count() > 6 && !text.contains(",=") && !text.contains(",+"), "{text}");
    assert!(text.contains("→ =SUM(A1)"), "the middle of a cell stays as it was");

    let check = program.json(&["journal", "verify"]);
    assert_eq!(check["broken"], serde_json::Value::Null);
    assert!(check["entries"].as_u64().unwrap() > 6);
    let figures = program.json(&["stats"]);
    assert_eq!((&figures["days"][0]["sent"], &figures["days"][0]["received"]), (&1.into(), &1.into()));
    assert!(program.run(&["stats"]).exits(0).stdout.contains("virtual-1"));
}

#[test]
fn a_changed_database_is_found_out_at_the_first_changed_entry() {
    let (program, _) = used();
    tamper(&program, "UPDATE journal SET actor = 'somebody else' WHERE number = 2");
    let ran = program.run(&["journal", "verify"]).exits(1);
    assert!(ran.stdout.contains("Entry 2 was changed"), "{}", ran.stdout);
    let check = program.run(&["--json", "journal", "verify"]).exits(1).json();
    assert_eq!(check["broken"]["number"], 2);
}

#[test]
fn entries_that_were_cut_off_at_the_end_are_missed() {
    let (program, job) = used();
    tamper(&program, "DELETE FROM journal WHERE number = (SELECT MAX(number) FROM journal WHERE action = 'fax.sent')");
    let ran = program.run(&["journal", "verify"]).exits(1);
    assert!(ran.stdout.contains("was changed: it is missing"), "{}", ran.stdout);
    assert_eq!(program.json(&["job", &job.to_string()])["status"], "completed", "the fax itself is untouched");
}
