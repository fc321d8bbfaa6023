//! What an auditor takes away, and that it can be checked by itself.

use std::fs;

use cardlast::journal::{COLUMNS, ExportError, Verifier, export, verify_lines};
use sha2::{Digest as _, Sha256};

use super::till::{Till, verified};

fn sold() -> Till {
    let mut till = Till::open(3);
    (0..2 * Till::KINDS).for_each(|kind| till.sale(kind, usize::from(kind)));
    till
}

#[test]
fn the_lines_verify_by_themselves_and_say_what_the_journal_says() {
    let till = sold();
    let (lines, rows) = (till.folder.path().join("out.jsonl"), till.folder.path().join("out.csv"));
    let verifier = Verifier::open(&till.journal()).expect("a journal");
    let written = export(&verifier, Some(&lines), Some(&rows)).expect("written");
    let whole = verified(till.folder.path());
    assert_eq!((written.records, written.last_hash), (whole.records, whole.last_hash));
    let text = fs::read_to_string(&lines).expect("lines");
    let alone = verify_lines(text.as_bytes()).expect("read");
    assert!(alone.is_sound(), "{:?}", alone.problems);
    assert_eq!((alone.records, alone.last_hash), (whole.records, whole.last_hash));
    // With nothing but a SHA-256 and an eye for text, as the documentation promises.
    let mut before = "0".repeat(64);
    for line in text.lines() {
        let (unsealed, hash) = line.rsplit_once(",\"hash\":\"").expect("a hash");
        assert!(unsealed.ends_with(&format!(",\"prev\":\"{before}\"")), "{line}");
        before = Sha256::digest(format!("{unsealed}}}")).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, format!("{before}\"}}"));
    }
    let mut reader = csv::Reader::from_path(&rows).expect("rows");
    assert_eq!(reader.headers().expect("a head").iter().collect::<Vec<_>>(), COLUMNS);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
    assert_eq!(rows.len() as u64, whole.records);
    let at = |name: &str| COLUMNS.iter().position(|column| *column == name).expect("a column");
    for (row, line) in rows.iter().zip(text.lines()) {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(&row[at("hash")], line["hash"].as_str().expect("a hash"));
        assert_eq!(row[at("seq")], line["seq"].to_string());
        if &row[at("kind")] == "order-accepted" {
            assert_eq!(row[at("amount_minor")], line["payload"]["order"]["amount"].to_string());
            assert!(["card", "counter"].contains(&&row[at("tender")]) && row[at("number")].starts_with('A'), "{row:?}");
            let said = line["payload"]["said"]["by"].as_str();
            assert!(said.is_none() || (&row[at("tender")], &row[at("operator")]) == ("card", "staff: Ada"), "{row:?}");
        }
        if &row[at("kind")] == "staff-resolved" {
            assert_eq!(&row[at("operator")], "staff: Ada");
        }
    }
}

#[test]
fn no_file_is_overwritten() {
    let till = sold();
    let file = till.folder.path().join("mine.txt");
    fs::write(&file, "a letter").expect("written");
    let verifier = Verifier::open(&till.journal()).expect("a journal");
    for (jsonl, csv) in [(Some(file.as_path()), None), (None, Some(file.as_path()))] {
        let error = export(&verifier, jsonl, csv).expect_err("in the way");
        assert!(matches!(error, ExportError::Exists(_)), "{error}");
    }
    assert_eq!(fs::read_to_string(&file).expect("still there"), "a letter");
}

#[test]
fn a_changed_missing_doubled_or_moved_line_is_found() {
    let till = sold();
    let file = till.folder.path().join("out.jsonl");
    export(&Verifier::open(&till.journal()).expect("a journal"), Some(&file), None).expect("written");
    let lines: Vec<String> = fs::read_to_string(&file).expect("lines").lines().map(str::to_owned).collect();
    let causes = |lines: &[String]| {
        let found = verify_lines(lines.join("\n").as_bytes()).expect("read");
        found.causes.into_keys().collect::<Vec<_>>()
    };
    let changed = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        causes(&lines)
    };
    assert_eq!(causes(&lines), [] as [&str; 0]);
    assert_eq!(changed(&|lines| lines[5] = lines[5].replacen("\"mono_ms\":", "\"mono_ms\":1", 1)), ["hash"]);
    assert_eq!(changed(&|lines| drop(lines.remove(5))), ["gap"]);
    assert_eq!(changed(&|lines| lines.insert(5, lines[5].clone())), ["gap"]);
    assert_eq!(changed(&|lines| lines.swap(5, 6)), ["gap"]);
    assert_eq!(changed(&|lines| drop(lines.remove(0))), ["gap"]);
}
