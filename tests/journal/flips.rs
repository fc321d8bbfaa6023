//! Single changed bytes: none in a record goes unseen.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cardlast::journal::Verifier;
use cardlast::payment::Entry;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use super::till::Till;

/// Every column of every record as SQLite gives it out; nothing when it cannot.
fn records(path: &Path) -> Option<Vec<Vec<Value>>> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    let mut statement = connection.prepare("SELECT * FROM record ORDER BY seq").ok()?;
    let width = statement.column_count();
    let rows = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>()).ok()?;
    rows.collect::<Result<_, _>>().ok()
}

/// A small journal in one file, without a log beside it.
fn journal() -> (Till, Vec<u8>) {
    let mut till = Till::open(4);
    (0..9).for_each(|kind| till.sale(kind, 1));
    till.write(&Entry::Shutdown);
    let connection = Connection::open(till.journal()).expect("the database");
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("one file");
    drop(connection);
    let bytes = fs::read(till.journal()).expect("the file");
    (till, bytes)
}

/// Which bytes are flipped: a page is 4096; a step that shares no factor with it comes to every place of a page in the end.
fn sample(length: usize) -> impl Iterator<Item = (usize, u8)> {
    let step = if std::env::var_os("EVERY_BYTE").is_some() { 1 } else { 61 };
    (0..length).step_by(step).map(move |at| (at, 1 << (at / step % 8)))
}

#[test]
fn a_changed_byte_in_a_record_is_always_found() {
    let (till, sound) = journal();
    let copy = till.folder.path().join("flipped.db");
    let written = records(&till.journal()).expect("records");
    let mut causes: BTreeMap<String, u32> = BTreeMap::new();
    let (mut flips, mut found_count, mut in_records) = (0, 0, 0);
    for (at, bit) in sample(sound.len()) {
        let mut bytes = sound.clone();
        bytes[at] ^= bit;
        fs::write(&copy, &bytes).expect("written");
        flips += 1;
        let outcome = Verifier::open(&copy).and_then(|verifier| verifier.full());
        let said: Vec<String> = match &outcome {
            Ok(found) => found.causes.keys().map(|cause| (*cause).to_owned()).collect(),
            Err(_) => vec!["cannot be opened".to_owned()],
        };
        found_count += u32::from(!said.is_empty());
        let changed = records(&copy).as_ref() != Some(&written);
        in_records += u32::from(changed);
        assert!(!changed || !said.is_empty(), "byte {at}, bit {bit}: records read differently and nobody noticed");
        said.into_iter().for_each(|cause| *causes.entry(cause).or_default() += 1);
        for ending in ["db-wal", "db-shm"] {
            let _ = fs::remove_file(copy.with_extension(ending));
        }
    }
    println!("{flips} bytes of {} flipped, {in_records} of them in records (all found), {found_count} found in all", sound.len());
    println!("by cause: {causes:?}; the others lie in room that nothing uses");
    assert!(in_records > flips / 10, "a good part of the file is records: {in_records} of {flips}");
    assert!(causes.contains_key("hash") && causes.contains_key("database"), "{causes:?}");
}

#[test]
fn every_byte_of_one_record_counts() {
    let (till, sound) = journal();
    let (hash, payload): (Vec<u8>, String) = Connection::open(till.journal())
        .and_then(|connection| {
            let sql = "SELECT hash, payload FROM record WHERE kind = 'payment-approved' ORDER BY seq LIMIT 1";
            connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
        })
        .expect("a payload");
    let stored = [&hash, payload.as_bytes()].concat();
    let copy = till.folder.path().join("flipped.db");
    let written = records(&till.journal());
    // A record that was moved to another page also lies about where it was: the place that counts is the one that is read.
    let is_read = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x01;
        fs::write(&copy, &bytes).expect("written");
        records(&copy) != written
    };
    let mut places = (0..sound.len() - stored.len()).filter(|at| sound[*at..].starts_with(&stored));
    let start = places.find(|at| is_read(*at)).expect("in one piece") + hash.len();
    // From the fields and hashes before the payload to its end.
    for at in start - 240..start + payload.len() {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x01;
        fs::write(&copy, &bytes).expect("written");
        let sound = Verifier::open(&copy).and_then(|verifier| verifier.full()).is_ok_and(|found| found.is_sound());
        assert!(!sound, "byte {at} ({} in the payload)", at as i64 - start as i64);
    }
}

#[test]
fn what_is_missing_is_found() {
    let (till, _) = journal();
    let connection = Connection::open(till.journal()).expect("the database");
    for (change, cause) in [
        ("DROP TRIGGER record_is_never_deleted", "schema"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM record WHERE seq = 7", "gap"),
        ("DROP VIEW turnover", "schema"),
    ] {
        connection.execute_batch(change).expect(change);
        let found = Verifier::open(&till.journal()).expect("a file").full().expect("checked");
        assert!(found.causes.contains_key(cause), "{change}: {:?}", found.problems);
    }
}
