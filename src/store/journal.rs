//! The journal: adding to the chain, reading pages of it, examining it, and the figures counted from it.
//!
//! The hash of an entry is SHA-256 over the hash before it and over every column in the order of [`seal`], each with its
//! length in front, so that no text can be moved from one column to the next.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::StoreError;
use super::columns::{column_number, outcome_option, text, text_option, time, unknown, whole, whole_option};
use super::core::{Core, Fault};
use super::dialect::{self, Connection, Row};
use crate::model::{
    CallDirection, CallFacts, CauseFigures, DayFigures, Door, JobId, JournalBreak, JournalCheck, JournalEntry,
    JournalFact, JournalFilter, LineFigures, PortId, Statistics, Timestamp,
};

/// Entries examined in one go: the database is free for others in between.
const EXAMINED: i64 = 2_000;

/// The end of the chain.
struct Head {
    number: u64,
    day: String,
    hash: String,
}

/// Adds facts to the chain, in their order, as of a local day; all or none.
pub(super) async fn append(core: &Arc<Core>, facts: Vec<JournalFact>, day: String) -> Result<(), StoreError> {
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        let mut head = read_head(&mut tx).await?;
        for fact in facts {
            let number = head.number.saturating_add(1);
            if head.day != day {
                sqlx::query("INSERT INTO journal_days (first, day, anchor) VALUES ($1, $2, $3)")
                    .bind(column_number("journal_days.first", number)?)
                    .bind(&day)
                    .bind(&head.hash)
                    .execute(&mut *tx)
                    .await?;
            }
            let hash = seal(&head.hash, number, &day, &fact);
            insert(&mut tx, number, &day, &fact, &hash).await?;
            head = Head { number, day: day.clone(), hash };
        }
        sqlx::query("UPDATE journal_head SET number = $1, day = $2, hash = $3 WHERE id = 1")
            .bind(column_number("journal_head.number", head.number)?)
            .bind(&head.day)
            .bind(&head.hash)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    })
    .await
}

async fn insert(
    connection: &mut Connection,
    number: u64,
    day: &str,
    fact: &JournalFact,
    hash: &str,
) -> Result<(), Fault> {
    let call = fact.call.as_ref();
    let milliseconds = call.map(|call| column_number("journal.milliseconds", call.milliseconds)).transpose()?;
    sqlx::query(
        "INSERT INTO journal (number, at, day, actor, door, action, object, job_id, port, text, direction, remote, pages, \
         milliseconds, outcome, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(column_number("journal.number", number)?)
    .bind(fact.at.0)
    .bind(day)
    .bind(&fact.actor)
    .bind(door_name(fact.door))
    .bind(&fact.action)
    .bind(&fact.object)
    .bind(fact.job.map(|job| i64::from(job.0)))
    .bind(fact.port.as_ref().map(|port| port.0.as_str()))
    .bind(&fact.text)
    .bind(call.map(|call| call.direction.name()))
    .bind(call.map(|call| call.remote.as_str()))
    .bind(call.map(|call| i64::from(call.pages)))
    .bind(milliseconds)
    .bind(call.and_then(|call| call.outcome).map(|outcome| i64::from(outcome.code())))
    .bind(hash)
    .execute(connection)
    .await?;
    Ok(())
}

async fn read_head(connection: &mut Connection) -> Result<Head, Fault> {
    let row = sqlx::query("SELECT number, day, hash FROM journal_head WHERE id = 1").fetch_one(connection).await?;
    Ok(Head { number: whole(&row, "number")?, day: text(&row, "day")?, hash: text(&row, "hash")? })
}

/// The hash of an entry.
fn seal(previous: &str, number: u64, day: &str, fact: &JournalFact) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    };
    add(previous);
    add(&number.to_string());
    add(&fact.at.0.to_string());
    for part in [day, &fact.actor, door_name(fact.door), &fact.action, &fact.object] {
        add(part);
    }
    // Nothing is another thing than an empty text.
    let option = |value: Option<String>| value.map_or_else(|| "-".to_owned(), |value| format!("+{value}"));
    add(&option(fact.job.map(|job| job.to_string())));
    add(&option(fact.port.as_ref().map(|port| port.0.clone())));
    add(&fact.text);
    let call = fact.call.as_ref();
    add(&option(call.map(|call| call.direction.name().to_owned())));
    add(&option(call.map(|call| call.remote.clone())));
    add(&option(call.map(|call| call.pages.to_string())));
    add(&option(call.map(|call| call.milliseconds.to_string())));
    add(&option(call.and_then(|call| call.outcome).map(|outcome| outcome.code().to_string())));
    hash.finalize().iter().map(|octet| format!("{octet:02x}")).collect()
}

const fn door_name(door: Door) -> &'static str {
    match door {
        Door::Program => "program",
        Door::Local => "local",
        Door::Network => "network",
    }
}

fn entry(row: &Row) -> Result<JournalEntry, Fault> {
    let door = text(row, "door")?;
    let door = match door.as_str() {
        "program" => Door::Program,
        "local" => Door::Local,
        "network" => Door::Network,
        _ => return Err(unknown("journal.door", &door)),
    };
    let call = match text_option(row, "direction")? {
        None => None,
        Some(direction) => Some(CallFacts {
            direction: direction_of(&direction)?,
            remote: text_option(row, "remote")?.unwrap_or_default(),
            pages: whole_option(row, "pages")?.unwrap_or(0),
            milliseconds: whole_option(row, "milliseconds")?.unwrap_or(0),
            outcome: outcome_option(row, "outcome")?,
        }),
    };
    let fact = JournalFact {
        at: time(row, "at")?,
        actor: text(row, "actor")?,
        door,
        action: text(row, "action")?,
        object: text(row, "object")?,
        job: whole_option(row, "job_id")?.map(JobId),
        port: text_option(row, "port")?.map(PortId),
        text: text(row, "text")?,
        call,
    };
    Ok(JournalEntry { number: whole(row, "number")?, day: text(row, "day")?, fact, hash: text(row, "hash")? })
}

fn direction_of(word: &str) -> Result<CallDirection, Fault> {
    match word {
        "out" => Ok(CallDirection::Out),
        "in" => Ok(CallDirection::In),
        _ => Err(unknown("journal.direction", &word)),
    }
}

/// What every question about entries filters by; `$1` to `$7`.
macro_rules! wanted {
    () => {
        "WHERE at >= $1 AND at < $2 AND ($3 = '*' OR actor = $3) AND ($4 = '' OR action LIKE $4) \
         AND ($5 = '' OR object = $5) AND ($6 = '' OR LOWER(actor || ' ' || action || ' ' || object || ' ' || text || ' ' \
         || COALESCE(remote, '')) LIKE $6 ESCAPE '\\') AND number <= $7"
    };
}

const COUNT: &str = concat!("SELECT COUNT(*) AS entries FROM journal ", wanted!());
const PAGE: &str = concat!("SELECT * FROM journal ", wanted!(), " ORDER BY number DESC LIMIT $8 OFFSET $9");

/// The entries of a filter, the newest first, and how many there are altogether.
pub(super) async fn read(core: &Arc<Core>, filter: JournalFilter) -> Result<(Vec<JournalEntry>, u64), StoreError> {
    core.run(async move |_, connection| {
        let JournalFilter { since, until, actor, kind, object, text: words, newest, skip, limit } = filter;
        // Of the program itself no user's name is kept; any name at all is a star, which none has.
        let actor = match actor.as_str() {
            "" => "*".to_owned(),
            JournalFilter::PROGRAM => String::new(),
            _ => actor,
        };
        let kind = if kind.is_empty() { String::new() } else { format!("{kind}.%") };
        let words = if words.is_empty() { String::new() } else { format!("%{}%", pattern(&words.to_lowercase())) };
        let newest = newest.map_or(i64::MAX, |newest| i64::try_from(newest).unwrap_or(i64::MAX));
        let (since, until) = (since.map_or(i64::MIN, |at| at.0), until.map_or(i64::MAX, |at| at.0));
        let row = sqlx::query(COUNT)
            .bind(since)
            .bind(until)
            .bind(&actor)
            .bind(&kind)
            .bind(&object)
            .bind(&words)
            .bind(newest)
            .fetch_one(&mut *connection)
            .await?;
        let all: u64 = whole(&row, "entries")?;
        let limit = limit.clamp(1, JournalFilter::LIMIT);
        let rows = sqlx::query(PAGE)
            .bind(since)
            .bind(until)
            .bind(&actor)
            .bind(&kind)
            .bind(&object)
            .bind(&words)
            .bind(newest)
            .bind(i64::from(limit))
            .bind(i64::try_from(skip).unwrap_or(i64::MAX))
            .fetch_all(&mut *connection)
            .await?;
        let entries = rows.iter().map(entry).collect::<Result<Vec<_>, Fault>>()?;
        Ok((entries, all))
    })
    .await
}

/// A text in which LIKE finds nothing special.
fn pattern(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Examines the whole chain, in pieces.
pub(super) async fn verify(core: &Arc<Core>) -> Result<JournalCheck, StoreError> {
    let (days, end) = core
        .run(async |_, connection| {
            let end = read_head(connection).await?;
            let rows =
                sqlx::query("SELECT first, day, anchor FROM journal_days ORDER BY first").fetch_all(connection).await?;
            let day = |row: &Row| Ok((whole(row, "first")?, text(row, "day")?, text(row, "anchor")?));
            Ok((rows.iter().map(day).collect::<Result<Vec<(u64, String, String)>, Fault>>()?, end))
        })
        .await?;
    let mut check = JournalCheck { head: end.hash.clone(), ..JournalCheck::default() };
    let mut days = days.into_iter().peekable();
    let Some((first, _, anchor)) = days.peek().cloned() else {
        if end.number > 0 {
            check.broken = Some(broken(end.number, "every entry up to this one is gone"));
        }
        return Ok(check);
    };
    let (mut next, mut hash, mut day) = (first, anchor, String::new());
    'chain: while next <= end.number {
        let from = column_number("journal.number", next)?;
        let page = core
            .run(async move |_, connection| {
                let rows = sqlx::query("SELECT * FROM journal WHERE number >= $1 ORDER BY number LIMIT $2")
                    .bind(from)
                    .bind(EXAMINED)
                    .fetch_all(connection)
                    .await?;
                // An entry that cannot be read is one that was changed.
                Ok(rows
                    .iter()
                    .map(|row| (whole::<u64>(row, "number").unwrap_or(0), entry(row).ok()))
                    .collect::<Vec<_>>())
            })
            .await?;
        if page.is_empty() {
            break;
        }
        for (number, entry) in page {
            // Written while this is going on; the next examination sees it.
            if number > end.number {
                break 'chain;
            }
            if number != next {
                check.broken = Some(broken(next, "it is missing"));
                return Ok(check);
            }
            let Some(entry) = entry else {
                check.broken = Some(broken(number, "it holds what was never written"));
                return Ok(check);
            };
            if let Some((_, begun, anchor)) = days.next_if(|(first, _, _)| *first == number) {
                if anchor != hash {
                    check.broken = Some(broken(number, "the anchor of its day is another one"));
                    return Ok(check);
                }
                day = begun;
                check.days += 1;
            }
            if entry.day != day || seal(&hash, number, &entry.day, &entry.fact) != entry.hash {
                check.broken = Some(broken(number, "it is not as it was written"));
                return Ok(check);
            }
            hash = entry.hash;
            next = next.saturating_add(1);
            check.entries += 1;
        }
    }
    if next.saturating_sub(1) != end.number {
        check.broken = Some(broken(next, "it is missing, and so is what came after it"));
    } else if hash != end.hash {
        check.broken = Some(broken(end.number, "it is not the last one that was written"));
    }
    Ok(check)
}

fn broken(number: u64, what: &str) -> JournalBreak {
    JournalBreak { number, what: what.to_owned() }
}

/// Removes whole days that are older than a day, never the last one. The number of entries that went.
pub(super) async fn expire(core: &Arc<Core>, before: String) -> Result<u64, StoreError> {
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        let row = sqlx::query("SELECT MIN(first) AS first FROM journal_days WHERE day >= $1 OR first = (SELECT MAX(first) FROM journal_days)")
            .bind(&before)
            .fetch_one(&mut *tx)
            .await?;
        let Some(first) = whole_option::<i64>(&row, "first")? else { return Ok(0) };
        let gone = sqlx::query("DELETE FROM journal WHERE number < $1").bind(first).execute(&mut *tx).await?;
        sqlx::query("DELETE FROM journal_days WHERE first < $1").bind(first).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(gone.rows_affected())
    })
    .await
}

/// Figures of the time from `since` to `until`.
pub(super) async fn statistics(core: &Arc<Core>, since: Timestamp, until: Timestamp) -> Result<Statistics, StoreError> {
    core.run(async move |_, connection| {
        let mut statistics = Statistics::default();
        for row in sqlx::query(BY_DAY).bind(since.0).bind(until.0).fetch_all(&mut *connection).await? {
            statistics.days.push(DayFigures {
                day: text(&row, "day")?,
                sent: whole(&row, "sent")?,
                received: whole(&row, "received")?,
                failed: whole(&row, "failed")?,
                pages_sent: whole(&row, "pages_sent")?,
                pages_received: whole(&row, "pages_received")?,
            });
        }
        for row in sqlx::query(BY_CAUSE).bind(since.0).bind(until.0).fetch_all(&mut *connection).await? {
            let direction = direction_of(&text(&row, "direction")?)?;
            if let Some(outcome) = outcome_option(&row, "outcome")? {
                statistics.causes.push(CauseFigures { direction, outcome, calls: whole(&row, "calls")? });
            }
        }
        for row in sqlx::query(BY_LINE).bind(since.0).bind(until.0).fetch_all(&mut *connection).await? {
            statistics.lines.push(LineFigures {
                port: PortId(text(&row, "port")?),
                calls_out: whole(&row, "calls_out")?,
                calls_in: whole(&row, "calls_in")?,
                milliseconds_out: whole(&row, "milliseconds_out")?,
                milliseconds_in: whole(&row, "milliseconds_in")?,
                pages: whole(&row, "pages")?,
            });
        }
        Ok(statistics)
    })
    .await
}

const BY_DAY: &str = "SELECT day, \
    SUM(CASE WHEN action = 'fax.sent' THEN 1 ELSE 0 END) AS sent, \
    SUM(CASE WHEN action = 'fax.received' THEN 1 ELSE 0 END) AS received, \
    SUM(CASE WHEN action = 'fax.failed' THEN 1 ELSE 0 END) AS failed, \
    CAST(SUM(CASE WHEN action = 'fax.sent' THEN pages ELSE 0 END) AS BIGINT) AS pages_sent, \
    CAST(SUM(CASE WHEN action = 'fax.received' THEN pages ELSE 0 END) AS BIGINT) AS pages_received \
    FROM journal WHERE action IN ('fax.sent', 'fax.received', 'fax.failed') AND at >= $1 AND at < $2 \
    GROUP BY day ORDER BY day";

const BY_CAUSE: &str = "SELECT direction, outcome, COUNT(*) AS calls FROM journal \
    WHERE action = 'call.end' AND at >= $1 AND at < $2 AND outcome IS NOT NULL \
    GROUP BY direction, outcome ORDER BY calls DESC, outcome";

const BY_LINE: &str = "SELECT port, \
    SUM(CASE WHEN direction = 'out' THEN 1 ELSE 0 END) AS calls_out, \
    SUM(CASE WHEN direction = 'in' THEN 1 ELSE 0 END) AS calls_in, \
    CAST(SUM(CASE WHEN direction = 'out' THEN milliseconds ELSE 0 END) AS BIGINT) AS milliseconds_out, \
    CAST(SUM(CASE WHEN direction = 'in' THEN milliseconds ELSE 0 END) AS BIGINT) AS milliseconds_in, \
    CAST(SUM(pages) AS BIGINT) AS pages \
    FROM journal WHERE action = 'call.end' AND at >= $1 AND at < $2 AND port IS NOT NULL GROUP BY port ORDER BY port";
