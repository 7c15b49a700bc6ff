//! The phone book: entries with their numbers and station ids, groups, and who is in which.

use std::collections::HashMap;
use std::sync::Arc;

use sqlx::QueryBuilder;

use super::StoreError;
use super::columns::{column_number, flag, text, time, unknown, whole};
use super::core::{self, Core, Fault};
use super::dialect::{self, Database, Row, Transaction};
use crate::model::{BookEntry, BookEntryId, BookGroup, BookNumber, FaxNumber, Person, StationId};

/// Everything in the phone book.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredBook {
    /// By number. A number that cannot be dialled any more is left out.
    pub entries: Vec<BookEntry>,
    /// By name; members are not counted.
    pub groups: Vec<BookGroup>,
    /// The country that international forms were derived with; empty: none.
    pub home: String,
}

/// Rows written by one statement: a statement has room for 32,766 values.
const ROWS: usize = 200;

pub(super) async fn load(core: &Arc<Core>) -> Result<StoredBook, StoreError> {
    core.run(async |_, connection| {
        let mut book = StoredBook::default();
        let mut places = HashMap::new();
        for row in sqlx::query("SELECT * FROM book_entries ORDER BY id").fetch_all(&mut *connection).await? {
            let entry = read(&row)?;
            places.insert(entry.id, book.entries.len());
            book.entries.push(entry);
        }
        let place_of = |row: &Row| -> Result<Option<usize>, Fault> {
            Ok(places.get(&BookEntryId(whole(row, "entry_id")?)).copied())
        };
        let entries = &mut book.entries;
        let numbers = sqlx::query("SELECT * FROM book_numbers ORDER BY entry_id, position");
        for row in numbers.fetch_all(&mut *connection).await? {
            let Some(entry) = place_of(&row)?.and_then(|place| entries.get_mut(place)) else { continue };
            match FaxNumber::parse(&text(&row, "number")?) {
                Ok(number) => entry.numbers.push(BookNumber {
                    number,
                    label: text(&row, "label")?,
                    csid: StationId::new(&text(&row, "csid")?),
                    e164: text(&row, "e164")?,
                    shown: text(&row, "shown")?,
                }),
                Err(error) => tracing::warn!("entry {} of the phone book loses a number: {error}", entry.id),
            }
        }
        let ids = sqlx::query("SELECT * FROM book_station_ids ORDER BY entry_id, position");
        for row in ids.fetch_all(&mut *connection).await? {
            if let Some(entry) = place_of(&row)?.and_then(|place| entries.get_mut(place)) {
                entry.station_ids.push(StationId::new(&text(&row, "station_id")?));
            }
        }
        let members = sqlx::query("SELECT * FROM book_members ORDER BY entry_id, group_name");
        for row in members.fetch_all(&mut *connection).await? {
            if let Some(entry) = place_of(&row)?.and_then(|place| entries.get_mut(place)) {
                entry.groups.push(text(&row, "group_name")?);
            }
        }
        for row in sqlx::query("SELECT * FROM book_groups ORDER BY name").fetch_all(&mut *connection).await? {
            let group = BookGroup { name: text(&row, "name")?, notes: text(&row, "notes")?, members: 0 };
            book.groups.push(group);
        }
        if let Some(row) = sqlx::query("SELECT * FROM book_home").fetch_optional(connection).await? {
            book.home = text(&row, "country")?;
        }
        Ok(book)
    })
    .await
}

/// Saves entries, new (id 0) or changed, and groups that are not there yet, all or none. Returns the entries with their
/// ids.
pub(super) async fn save(
    core: &Arc<Core>,
    mut entries: Vec<BookEntry>,
    groups: Vec<BookGroup>,
) -> Result<Vec<BookEntry>, StoreError> {
    core.run(async move |core, connection| {
        let mut tx = dialect::begin(connection).await?;
        let fresh = u32::try_from(entries.iter().filter(|entry| entry.id.0 == 0).count()).unwrap_or(u32::MAX);
        let mut next = if fresh > 0 { core::take_numbers(&mut tx, "book_entry", fresh).await? } else { 0 };
        for entry in entries.iter_mut().filter(|entry| entry.id.0 == 0) {
            entry.id = BookEntryId(u32::try_from(next).map_err(|_| unknown("counters.value", &next))?);
            next += 1;
        }
        for group in &groups {
            sqlx::query("INSERT INTO book_groups (name, notes) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
                .bind(&group.name)
                .bind(&group.notes)
                .execute(&mut *tx)
                .await?;
        }
        for some in entries.chunks(ROWS) {
            write(&mut tx, some).await?;
        }
        core.files.step("commit phone book", core.files.data_dir())?;
        tx.commit().await?;
        Ok(entries)
    })
    .await
}

pub(super) async fn remove(core: &Arc<Core>, ids: Vec<BookEntryId>) -> Result<(), StoreError> {
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        for id in ids {
            sqlx::query("DELETE FROM book_entries WHERE id = $1").bind(i64::from(id.0)).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Saves a group, under another name than before when `before` is given. Its members stay.
pub(super) async fn save_group(core: &Arc<Core>, before: Option<String>, group: BookGroup) -> Result<(), StoreError> {
    core.run(async move |_, connection| {
        let mut tx = dialect::begin(connection).await?;
        sqlx::query(
            "INSERT INTO book_groups (name, notes) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET notes = excluded.notes",
        )
        .bind(&group.name)
        .bind(&group.notes)
        .execute(&mut *tx)
        .await?;
        if let Some(before) = before.filter(|before| *before != group.name) {
            sqlx::query("UPDATE book_members SET group_name = $2 WHERE group_name = $1")
                .bind(&before)
                .bind(&group.name)
                .execute(&mut *tx)
                .await?;
            sqlx::query("DELETE FROM book_groups WHERE name = $1").bind(&before).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}

pub(super) async fn remove_group(core: &Arc<Core>, name: String) -> Result<(), StoreError> {
    core.run(async move |_, connection| {
        sqlx::query("DELETE FROM book_groups WHERE name = $1").bind(name).execute(connection).await?;
        Ok(())
    })
    .await
}

/// Remembers the country that international forms are derived with.
pub(super) async fn save_home(core: &Arc<Core>, country: String) -> Result<(), StoreError> {
    core.run(async move |_, connection| {
        sqlx::query(
            "INSERT INTO book_home (id, country) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET country = excluded.country",
        )
        .bind(country)
        .execute(connection)
        .await?;
        Ok(())
    })
    .await
}

/// Writes some entries as part of a transaction, in few statements.
async fn write(tx: &mut Transaction<'_>, entries: &[BookEntry]) -> Result<(), Fault> {
    for entry in entries {
        column_number("book_entries.revision", entry.revision)?;
    }
    // What belonged to them goes along.
    let mut old = QueryBuilder::<Database>::new("DELETE FROM book_entries WHERE id IN (");
    let mut ids = old.separated(", ");
    for entry in entries {
        ids.push_bind(i64::from(entry.id.0));
    }
    old.push(")").build().execute(&mut **tx).await?;
    let columns = "INSERT INTO book_entries (id, name, company, title, department, office_location, street_address, \
        city, state, zip_code, country, office_phone, home_phone, email, billing_code, notes, language, cover, \
        favourite, changed_at, revision) ";
    let mut rows = QueryBuilder::<Database>::new(columns);
    rows.push_values(entries, |mut row, entry| {
        row.push_bind(i64::from(entry.id.0));
        for field in FIELDS {
            row.push_bind(entry.person.field(field).unwrap_or_default().to_owned());
        }
        row.push_bind(entry.notes.clone()).push_bind(entry.language.clone()).push_bind(entry.cover.clone());
        row.push_bind(entry.favourite).push_bind(entry.changed_at.0);
        row.push_bind(i64::try_from(entry.revision).unwrap_or(i64::MAX));
    });
    rows.build().execute(&mut **tx).await?;
    let numbers: Vec<(i64, i64, &BookNumber)> = listed(entries, |entry| &entry.numbers).collect();
    for some in numbers.chunks(ROWS) {
        let columns = "INSERT INTO book_numbers (entry_id, position, number, label, csid, e164, shown) ";
        let mut rows = QueryBuilder::<Database>::new(columns);
        rows.push_values(some, |mut row, (entry, position, number)| {
            row.push_bind(*entry).push_bind(*position).push_bind(number.number.as_str().to_owned());
            row.push_bind(number.label.clone()).push_bind(number.csid.as_str().to_owned());
            row.push_bind(number.e164.clone()).push_bind(number.shown.clone());
        });
        rows.build().execute(&mut **tx).await?;
    }
    let ids: Vec<(i64, i64, &StationId)> = listed(entries, |entry| &entry.station_ids).collect();
    for some in ids.chunks(ROWS) {
        let columns = "INSERT INTO book_station_ids (entry_id, position, station_id) ";
        let mut rows = QueryBuilder::<Database>::new(columns);
        rows.push_values(some, |mut row, (entry, position, id)| {
            row.push_bind(*entry).push_bind(*position).push_bind(id.as_str().to_owned());
        });
        rows.build().execute(&mut **tx).await?;
    }
    let members: Vec<(i64, i64, &String)> = listed(entries, |entry| &entry.groups).collect();
    for some in members.chunks(ROWS) {
        let mut rows = QueryBuilder::<Database>::new("INSERT INTO book_members (group_name, entry_id) ");
        rows.push_values(some, |mut row, (entry, _, group)| {
            row.push_bind((*group).clone()).push_bind(*entry);
        });
        rows.build().execute(&mut **tx).await?;
    }
    Ok(())
}

/// The entry, the place from 0 and the value of everything in a list of each entry.
fn listed<'a, T: 'a>(
    entries: &'a [BookEntry],
    list: impl Fn(&'a BookEntry) -> &'a Vec<T> + 'a,
) -> impl Iterator<Item = (i64, i64, &'a T)> {
    entries.iter().flat_map(move |entry| {
        let id = i64::from(entry.id.0);
        (0..).zip(list(entry)).map(move |(position, value)| (id, position, value))
    })
}

/// Fields of a person that have a column, in its order; numbers are elsewhere.
const FIELDS: [&str; 14] = [
    "name",
    "company",
    "title",
    "department",
    "office_location",
    "street_address",
    "city",
    "state",
    "zip_code",
    "country",
    "office_phone",
    "home_phone",
    "email",
    "billing_code",
];

/// An entry from its row, without what stands in other tables.
fn read(row: &Row) -> Result<BookEntry, Fault> {
    let mut person = Person::default();
    for name in FIELDS {
        if let Some(field) = person.field_mut(name) {
            *field = text(row, name)?;
        }
    }
    Ok(BookEntry {
        id: BookEntryId(whole(row, "id")?),
        person: Box::new(person),
        notes: text(row, "notes")?,
        language: text(row, "language")?,
        cover: text(row, "cover")?,
        favourite: flag(row, "favourite")?,
        changed_at: time(row, "changed_at")?,
        revision: whole(row, "revision")?,
        ..BookEntry::default()
    })
}
