//! The second copy: it has everything, it waits for nobody, and what it says else is an alarm.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cardlast::journal::{Started, Verification, Verifier, export, start, verify_lines};
use cardlast::payment::{Entry, JournalHealth};
use cardlast::port::{JournalNews, JournalRequest, Mailbox, Threaded, Waker};

use super::till::{Till, options, verified};

/// A journal at work on its thread, with a bell.
struct AtWork {
    journal: Threaded<cardlast::journal::JournalWorker>,
    bell: Receiver<()>,
}

fn at_work(till: &Till, copy: &Path) -> AtWork {
    let Started { worker, aside, .. } = start(options(till.folder.path()), Some(copy.to_owned()), till.now()).expect("it starts");
    assert_eq!(aside, None);
    let (ring, bell) = channel();
    let ring = Mutex::new(ring);
    let waker: Waker = Arc::new(move || _ = ring.lock().expect("no panic").send(()));
    AtWork { journal: Threaded::spawn("journal", worker, waker).expect("a thread"), bell }
}

impl AtWork {
    /// Hands an entry over and waits until it is durable; answers what was said besides.
    fn write(&mut self, till: &Till, entry: Entry) -> Vec<JournalNews> {
        self.journal.submit(JournalRequest::Append { entry, now: till.now() });
        let mut said = Vec::new();
        for _ in 0..60 {
            while let Some(news) = self.journal.poll() {
                if matches!(news, JournalNews::Written { .. }) {
                    return said;
                }
                said.push(news);
            }
            let _ = self.bell.recv_timeout(Duration::from_secs(1));
        }
        panic!("it was not written");
    }
}

fn compared(till: &Till, copy: &Path) -> (u64, u64, Verification) {
    let verifier = Verifier::open(&till.journal()).expect("a journal");
    let mut found = verifier.full().expect("checked");
    let compared = verifier.copy(copy, &mut found).expect("read");
    (compared.lines, compared.behind, found)
}

fn kinds(till: &Till, like: &str) -> u32 {
    let connection = rusqlite::Connection::open(till.journal()).expect("the database");
    connection.query_row("SELECT count(*) FROM record WHERE kind = ?1", [like], |row| row.get(0)).expect("a count")
}

#[test]
fn it_is_the_export_and_catches_up_with_what_it_missed() {
    let mut till = Till::open(6);
    (0..9).for_each(|kind| till.sale(kind, 1));
    let copy = till.folder.path().join("copy.jsonl");
    let mut work = at_work(&till, &copy);
    work.write(&till, Entry::Boot);
    drop(work);
    let exported = till.folder.path().join("export.jsonl");
    export(&Verifier::open(&till.journal()).expect("a journal"), Some(&exported), None).expect("written");
    let lines = fs::read_to_string(&copy).expect("a copy");
    assert_eq!(lines, fs::read_to_string(&exported).expect("an export"));
    assert!(verify_lines(lines.as_bytes()).expect("read").is_sound());
    // The power went in the middle of a line, two whole ones are missing, too.
    let keep = lines.lines().count() - 3;
    let mut short: String = lines.lines().take(keep).map(|line| format!("{line}\n")).collect();
    short.push_str(&lines.lines().nth(keep).expect("a line")[..40]);
    fs::write(&copy, short).expect("written");
    assert_eq!(compared(&till, &copy).1, 3, "the tail is missing, and that is no fault");
    drop(at_work(&till, &copy));
    assert_eq!(fs::read_to_string(&copy).expect("a copy"), lines, "whole again");
    let (count, behind, found) = compared(&till, &copy);
    assert!(found.is_sound() && behind == 0 && count == found.records, "{:?}", found.problems);
}

/// Of what was not synced any sector may be missing when the power went, also with later ones there.
#[test]
fn a_line_that_was_torn_is_written_again_and_contradicts_nothing() {
    let mut till = Till::open(6);
    (0..9).for_each(|kind| till.sale(kind, 1));
    let copy = till.folder.path().join("copy.jsonl");
    let mut work = at_work(&till, &copy);
    work.write(&till, Entry::Boot);
    drop(work);
    let whole = fs::read(&copy).expect("a copy");
    for back in [1, 700, 2_000] {
        let mut torn = whole.clone();
        let at = torn.len() - back;
        // Only what makes up the line, or its end, too.
        torn[at.saturating_sub(300)..at].fill(0);
        fs::write(&copy, torn).expect("written");
        let mut work = at_work(&till, &copy);
        let said = work.write(&till, Entry::Boot);
        assert!(!said.iter().any(|news| matches!(news, JournalNews::Health(_))), "{back}: {said:?}");
        drop(work);
        let (_, behind, found) = compared(&till, &copy);
        assert!(found.is_sound() && behind == 0, "{back}: {behind} behind, {:?}", found.problems);
    }
    assert_eq!(kinds(&till, "copy-contradicts"), 0);
}

#[test]
fn what_is_no_copy_is_put_aside_and_rings_no_alarm() {
    let mut till = Till::open(6);
    till.sale(0, 1);
    let copy = till.folder.path().join("copy.jsonl");
    fs::write(&copy, "a shopping list\n").expect("written");
    let mut work = at_work(&till, &copy);
    work.write(&till, Entry::Boot);
    drop(work);
    assert_eq!(kinds(&till, "copy-contradicts"), 0);
    let (_, behind, found) = compared(&till, &copy);
    assert!(found.is_sound() && behind == 0, "{behind} behind, {:?}", found.problems);
    let files = fs::read_dir(till.folder.path()).expect("the folder").filter_map(Result::ok).map(|entry| entry.path());
    let kept = files.into_iter().find(|path| path.to_string_lossy().contains("copy-aside-")).expect("it is kept");
    assert_eq!(fs::read_to_string(kept).expect("text"), "a shopping list\n");
}

#[test]
fn a_disk_that_is_gone_stops_no_sale_and_is_caught_up_with() {
    let mut till = Till::open(7);
    let disk = till.folder.path().join("stick");
    let copy = disk.join("copy.jsonl");
    let elsewhere = cardlast::journal::Store::open(options(&till.folder.path().join("elsewhere"))).expect("a journal");
    drop(std::mem::replace(&mut till.store, elsewhere));
    let mut work = at_work(&till, &copy);
    let mut said = Vec::new();
    // Its alarm comes with one of the next records.
    for _ in 0..100 {
        said.extend(work.write(&till, Entry::Boot));
        if kinds(&till, "copy-failing") > 0 {
            break;
        }
        let _ = work.bell.recv_timeout(Duration::from_millis(50));
    }
    assert_eq!(kinds(&till, "copy-failing"), 1, "the alarm is in the journal");
    assert!(!said.iter().any(|news| matches!(news, JournalNews::Health(_))), "and changes nothing about selling: {said:?}");
    fs::create_dir(&disk).expect("the disk is back");
    for _ in 0..200 {
        work.write(&till, Entry::Boot);
        if kinds(&till, "copy-works") > 0 {
            break;
        }
        let _ = work.bell.recv_timeout(Duration::from_millis(50));
    }
    assert_eq!(kinds(&till, "copy-works"), 1);
    drop(work);
    let (_, behind, found) = compared(&till, &copy);
    assert!(found.is_sound() && behind == 0, "{behind} {:?}", found.problems);
}

#[test]
fn a_copy_that_says_something_else_is_an_alarm_and_is_kept() {
    let mut till = Till::open(8);
    till.sale(0, 1);
    let mut other = Till::open(9);
    (0..9).for_each(|kind| other.sale(kind, 2));
    let copy = till.folder.path().join("copy.jsonl");
    // Somebody swapped the sticks of two kiosks: it knows more, but not of this journal.
    export(&Verifier::open(&other.journal()).expect("a journal"), Some(&copy), None).expect("written");
    let foreign = fs::read(&copy).expect("a copy");
    let mut work = at_work(&till, &copy);
    let said = work.write(&till, Entry::Boot);
    assert!(said.iter().any(|news| matches!(news, JournalNews::Health(JournalHealth::Doubted))), "{said:?}");
    drop(work);
    assert_eq!(kinds(&till, "copy-contradicts"), 1);
    assert!(verified(till.folder.path()).is_sound(), "the journal itself is right and stays");
    let (_, behind, found) = compared(&till, &copy);
    assert!(found.is_sound() && behind == 0, "a new copy has everything: {:?}", found.problems);
    let kept = fs::read_dir(till.folder.path()).expect("the folder").filter_map(Result::ok);
    let kept =
        kept.map(|entry| entry.path()).find(|path| path.to_string_lossy().contains("copy-aside-")).expect("the other is kept");
    assert_eq!(fs::read(kept).expect("a copy"), foreign);
}
