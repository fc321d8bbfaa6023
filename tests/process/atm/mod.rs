//! The real process of a cash machine, killed at every call of a withdrawal, or met by an error there, and started again; the bank's ledger and the dispenser's, which
//! live in the process that is not killed, are compared, and the journal is read as it is stored.
//!
//! What is real: the shipped driver, machine, journal, staff folder, clock and ids on their own threads, real files, SIGKILL. The bank and
//! the dispenser are at the other end of a line, the card goes in and out by itself, and a customer presses keys.

mod line;
pub mod shut;
mod till;

use std::path::Path;

use cardlast::payment::CashPlace;

pub use till::run;

use crate::bank::{Ledger, Stands};
use crate::books::Books;
use crate::checker::{self, Verdict};
use crate::saboteur::{How, Strike, at_each};
use crate::scene::{End, Meals, Run, Scene};
use crate::sweep::{LONG, PATIENCE, Report, for_each};
use crate::till as ends;

/// SIGKILL before each call, and in the middle of each write. Notes that are at the mouth then are taken from the dark machine every
/// second time.
pub fn killed_at_every_call() -> Verdict {
    let calls = trace()?;
    let kills = at_each(How::Kill, &calls);
    let tears = at_each(How::Tear, calls.iter().filter(|call| call.is_write()));
    let swept = sweep(&kills.into_iter().chain(tears).collect::<Vec<_>>(), "a cash machine killed at every call")?;
    let Swept { report, taken, back } = swept;
    println!("notes taken from the dark machine {taken} times, debits taken back {back} times");
    let killed = report.ends.get("killed").copied().unwrap_or(0);
    if taken > 0 && back > 0 && killed > report.points / 2 {
        Ok(())
    } else {
        Err(format!("{killed} killed, {taken} times notes taken from the dark machine, {back} debits taken back"))
    }
}

/// One input/output error at each call, and no room from each write on: it goes on, or ends where it begins, and never gets stuck on an error
/// that passes.
pub fn an_error_at_every_call() -> Verdict {
    let calls = trace()?;
    let once = sweep(&at_each(How::InputOutput, &calls), "one error at every call of a cash machine")?.report;
    let (stuck, sold) = (once.ends.get("stuck").copied().unwrap_or(0), once.ends.get("sold").copied().unwrap_or(0));
    if stuck > 0 || sold < once.points / 3 {
        return Err(format!("one error that passes left {stuck} machines where they could not go on; {sold} paid out"));
    }
    let full = at_each(How::FullOnwards, calls.iter().filter(|call| call.takes_room()));
    let full = sweep(&full, "a disk that is full from any write of a cash machine on")?.report;
    let trouble: usize = full.ends.iter().filter(|(end, _)| *end != "sold").map(|(_, count)| count).sum();
    if trouble > 0 { Ok(()) } else { Err("a full disk troubled nobody".to_owned()) }
}

/// What a sweep came to, how often notes were taken from a machine that was dark, and how often a debit went back.
struct Swept {
    report: Report,
    taken: usize,
    back: usize,
}

fn sweep(strikes: &[Strike], name: &str) -> Result<Swept, String> {
    let report = std::sync::Mutex::new(Report { points: strikes.len(), ..Report::default() });
    let (taken, back) = (std::sync::atomic::AtomicUsize::new(0), std::sync::atomic::AtomicUsize::new(0));
    let presented = std::sync::atomic::AtomicUsize::new(0);
    for_each(strikes, |strike| {
        let scene = Scene::of_atm();
        let run = scene.run(Meals::One, Some(strike), PATIENCE);
        let at_the_mouth = scene.bank.ledger().has_notes_at_the_mouth();
        let nth = presented.fetch_add(at_the_mouth.into(), std::sync::atomic::Ordering::Relaxed);
        let takes = at_the_mouth && nth.is_multiple_of(2) && scene.bank.ledger().take_notes();
        let verdict = recovers(&scene, &run, strike);
        let reversed = scene.bank.ledger().rows.iter().any(|row| row.stands == Stands::Reversed);
        taken.fetch_add(takes.into(), std::sync::atomic::Ordering::Relaxed);
        back.fetch_add(reversed.into(), std::sync::atomic::Ordering::Relaxed);
        let mut report = report.lock().expect("no panic while reporting");
        *report.ends.entry(run.end.to_string()).or_default() += 1;
        match run.log.fired.first() {
            Some(call) => *report.hit.entry(call.clone()).or_default() += 1,
            None => report.missed.push(strike.to_string()),
        }
        report.findings.extend(verdict.err().map(|what| format!("{strike}: {what}")));
    });
    let report = report.into_inner().expect("no panic while reporting");
    report.hit_all(strikes)?;
    Ok(Swept { report: report.conclude(name)?, taken: taken.into_inner(), back: back.into_inner() })
}

/// The calls of a withdrawal in which nothing goes wrong.
fn trace() -> Result<Vec<crate::saboteur::Call>, String> {
    let scene = Scene::of_atm();
    let run = scene.run(Meals::One, None, LONG);
    if run.end != End::Code(ends::SOLD) {
        return Err(format!("without any trouble the cash machine {}: {}", run.end, run.said));
    }
    at_rest(&scene.bank.ledger(), &scene.files(), &Books::default(), &checker::books_now(&scene.files())?)?;
    Ok(run.log.calls)
}

/// What is there must hold now, and after another start, which pays out once more.
fn recovers(scene: &Scene, run: &Run, strike: &Strike) -> Verdict {
    match run.end {
        End::Killed if strike.how.is_deadly() => {}
        End::Code(ends::SOLD) => {}
        End::Code(ends::REFUSES | ends::STUCK) if !strike.how.is_deadly() => {}
        End::Killed | End::Panicked | End::Code(_) => return Err(format!("it {}: {}", run.end, run.said)),
    }
    let before = checker::books_now(&scene.files())?;
    at_any_moment(&scene.bank.ledger(), &before).map_err(|what| format!("at once {what}"))?;
    let paid = scene.bank.ledger().paid_out();
    let again = scene.run(Meals::One, None, LONG);
    if again.end != End::Code(ends::SOLD) {
        return Err(format!("started again it {}: {}", again.end, again.said));
    }
    at_rest(&scene.bank.ledger(), &scene.files(), &before, &checker::books_now(&scene.files())?)?;
    let now = scene.bank.ledger().paid_out();
    if now == paid + 1 { Ok(()) } else { Err(format!("{paid} times paid out before, {now} now")) }
}

fn check(id: &str, holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(format!("{id}: {}", what())) }
}

fn at_any_moment(ledger: &Ledger, books: &Books) -> Verdict {
    check("I1", ledger.asked_again.is_empty(), || format!("the bank was asked twice for {:?}", ledger.asked_again))?;
    check("I9", books.records.is_empty() || books.integrity == "ok", || format!("SQLite says: {}", books.integrity))?;
    for row in &ledger.rows {
        let about = |kind: &'static str| books.about(kind, &row.attempt).count();
        check("I1", about("withdrawal-intent") == 1, || format!("{} was asked for without a durable intent", row.attempt))?;
        let stored = row.stands != Stands::Captured || about("payment-approved") == 1;
        check("I1", stored, || format!("{} is debited and its approval is not stored", row.attempt))?;
        let asked = books.about("withdrawal-intent", &row.attempt).map(|record| record.number("/amount")).next().flatten();
        check("I4", asked == Some(row.amount), || format!("{} was asked for another amount", row.attempt))?;
    }
    for notes in &ledger.notes {
        let about = |kind: &'static str| books.about(kind, &notes.attempt).count();
        check("C2", notes.times == 1, || format!("{} was paid out {} times", notes.attempt, notes.times))?;
        check("C3", about("dispense-intent") == 1, || format!("{} was paid out without a durable intent", notes.attempt))?;
        let debited = ledger.rows.iter().find(|row| row.attempt == notes.attempt);
        check("C1", debited.is_some_and(|row| row.amount == notes.amount), || format!("{} has no debit", notes.attempt))?;
        let stands = debited.is_some_and(|row| row.stands == Stands::Captured) || notes.place != CashPlace::Taken;
        check("C6", stands, || format!("the notes of {} are out, and the money went back", notes.attempt))?;
    }
    Ok(())
}

/// Nothing is open, and what the bank holds is what is out of the machine.
fn at_rest(ledger: &Ledger, files: &Path, before: &Books, books: &Books) -> Verdict {
    checker::nothing_stored_is_lost(before, books)?;
    at_any_moment(ledger, books)?;
    for row in &ledger.rows {
        let place = ledger.notes.iter().find(|notes| notes.attempt == row.attempt).map(|notes| notes.place);
        check("I7", row.stands != Stands::Offered, || format!("nobody said what becomes of {}", row.attempt))?;
        let agree = (row.stands == Stands::Captured) == (place == Some(CashPlace::Taken));
        check("C6", agree, || format!("{} stands {:?}, its notes are {place:?}", row.attempt, row.stands))?;
    }
    let at_rest = ledger.notes.iter().all(|notes| matches!(notes.place, CashPlace::Taken | CashPlace::Returned));
    check("C6", at_rest, || format!("notes are in between: {:?}", ledger.notes))?;
    let alarms = books.of("alarm").count();
    check("I7", alarms == 0, || format!("{alarms} alarms, though bank and dispenser knew everything"))?;
    let file = rusqlite::Connection::open(files.join("journal.db")).map_err(|error| error.to_string())?;
    let sql = "SELECT (SELECT count(*) FROM open_withdrawal) + (SELECT count(*) FROM reversal WHERE done_seq IS NULL)";
    let open: i64 = file.query_row(sql, [], |row| row.get(0)).map_err(|error| error.to_string())?;
    check("I7", open == 0, || format!("{open} things are still open"))?;
    checker::checks_out(files)
}
