//! What must hold, read from outside: the terminal's ledger, the journal as it is stored, the kitchen's folder. Never what the till says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cardlast::journal::Verifier;
use serde_json::Value;

use crate::bank::{Ledger, Stands};
use crate::books::{Books, Record};

/// The rule that is broken, and how.
pub type Verdict = Result<(), String>;

fn check(id: &str, holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(format!("{id}: {}", what())) }
}

/// Where to look: the terminal's ledger, and the folder of the kiosk's files.
#[derive(Debug, Clone)]
pub struct Outside {
    pub ledger: Ledger,
    pub files: PathBuf,
}

/// The journal as the moment left it: a copy, since whoever opens such a file may change it.
pub fn books_now(files: &Path) -> Result<Books, String> {
    let copy = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).map_err(|error| error.to_string())?;
    for file in ["journal.db", "journal.db-wal"] {
        let from = files.join(file);
        if from.exists() {
            fs::copy(from, copy.path().join(file)).map_err(|error| error.to_string())?;
        }
    }
    let journal = copy.path().join("journal.db");
    if journal.exists() { Books::read(&journal) } else { Ok(Books::default()) }
}

/// What must hold at any moment, also when the till has just died.
pub fn at_any_moment(outside: &Outside, books: &Books) -> Verdict {
    nothing_is_asked_for_too_early(&outside.ledger, books)?;
    amounts_agree(&outside.ledger, books)?;
    check("I9", books.records.is_empty() || books.integrity == "ok", || format!("SQLite says: {}", books.integrity))?;
    for (at, record) in books.records.iter().enumerate() {
        check("I9", usize::try_from(record.seq) == Ok(at + 1), || format!("record {} stands at place {}", record.seq, at + 1))?;
    }
    for (order, _) in tickets(&outside.files)? {
        let accepted = books.of("order-accepted").any(|record| record.order.as_deref() == Some(&order));
        check("I13", accepted, || format!("the kitchen has order {order}, which the journal has not accepted"))?;
    }
    Ok(())
}

/// I1: the terminal hears of a payment only after its intent is durable, and that it is stored only after it is.
fn nothing_is_asked_for_too_early(ledger: &Ledger, books: &Books) -> Verdict {
    check("I1", ledger.asked_again.is_empty(), || format!("the terminal was asked twice for {:?}", ledger.asked_again))?;
    check("I10", ledger.crowded.is_empty(), || format!("asked while another payment was open: {:?}", ledger.crowded))?;
    for row in &ledger.rows {
        let intents = books.about("payment-intent", &row.attempt).count();
        check("I1", intents == 1, || {
            format!("the terminal was asked for {}, the journal has {intents} intents of it", row.attempt)
        })?;
        if row.stands == Stands::Captured {
            let stored = books.about("payment-approved", &row.attempt).count();
            check("I1", stored == 1, || format!("{} is charged, its approval is stored {stored} times", row.attempt))?;
        }
    }
    Ok(())
}

/// I4: one amount from the lock to the bank.
fn amounts_agree(ledger: &Ledger, books: &Books) -> Verdict {
    for row in &ledger.rows {
        let amount = Some(row.amount);
        let about = |kind: &str| books.about(kind, &row.attempt).map(|record| record.number("/amount")).collect::<Vec<_>>();
        let same = about("payment-intent").into_iter().chain(about("payment-approved")).all(|found| found == amount);
        check("I4", same, || format!("{} was asked for another amount than the journal's", row.attempt))?;
        let Some(intent) = books.about("payment-intent", &row.attempt).next() else { continue };
        let lock = books.of("cart-lock").filter(|lock| lock.order == intent.order && lock.seq < intent.seq).last();
        check("I4", lock.is_some_and(|lock| lock.number("/amount") == amount), || {
            format!("{} is not what was locked", row.attempt)
        })?;
        let stan = intent.number("/stan").map(|stan| stan.to_string());
        check("I9", stan.as_deref() == Some(row.stan.as_str()), || format!("{} went by another number", row.attempt))?;
    }
    for accepted in books.of("order-accepted") {
        let amount = accepted.number("/order/amount");
        let sum = |list: &str, part: &str| {
            let list = accepted.payload.pointer(list)?.as_array()?;
            list.iter().map(|entry| entry.get(part)?.as_i64()).sum::<Option<i64>>()
        };
        check("I4", sum("/order/lines", "total") == amount, || format!("lines of record {} do not sum up", accepted.seq))?;
        check("I4", sum("/order/taxes", "gross") == amount, || format!("taxes of record {} do not sum up", accepted.seq))?;
    }
    Ok(())
}

/// What must hold once a till has been started again and has come to rest. `before` is the journal as the fall left it.
pub fn at_rest(outside: &Outside, before: &Books, books: &Books) -> Verdict {
    nothing_stored_is_lost(before, books)?;
    settled(outside, books)
}

/// Nothing is open any more, and everything adds up.
pub fn settled(outside: &Outside, books: &Books) -> Verdict {
    at_any_moment(outside, books)?;
    let mut paid: BTreeMap<&str, &str> = BTreeMap::new();
    for row in &outside.ledger.rows {
        check("I7", row.stands != Stands::Offered, || {
            format!("{} is approved and nobody has said what becomes of it", row.attempt)
        })?;
        let accepted: Vec<_> = books.of("order-accepted").filter(|record| paid_by(record) == Some(&row.attempt)).collect();
        if row.stands == Stands::Captured {
            check("I3", accepted.len() == 1, || format!("{} is charged and has {} orders", row.attempt, accepted.len()))?;
            let order = accepted[0].order.as_deref().unwrap_or_default();
            let other = paid.insert(order, &row.attempt);
            check("I2", other.is_none(), || format!("order {order} is paid by {} and by {other:?}", row.attempt))?;
        } else {
            check("I13", accepted.is_empty(), || format!("{} stands {:?} and has an order", row.attempt, row.stands))?;
        }
    }
    let orders: BTreeSet<_> = books.of("order-accepted").filter_map(|record| record.order.as_deref()).collect();
    check("I13", orders.iter().all(|order| paid.contains_key(order)), || format!("orders {orders:?}, paid {paid:?}"))?;
    let tickets = tickets(&outside.files)?;
    for order in &orders {
        let kinds: Vec<_> = tickets.iter().filter(|(id, _)| id == order).map(|(_, kind)| kind.as_str()).collect();
        check("I3", kinds == ["json", "txt"], || format!("the kitchen has of order {order}: {kinds:?}"))?;
    }
    check("I3", books.outbox.iter().all(|(_, delivered)| *delivered), || "a ticket is not known to be delivered".to_owned())?;
    for (attempt, state) in &books.attempts {
        let ended = ["accepted", "not-charged", "reversed"].contains(&state.as_str());
        check("I7", ended, || format!("{attempt} is still {state}"))?;
    }
    let alarms = books.of("alarm").count();
    check("I7", alarms == 0, || format!("{alarms} alarms, though the terminal knew everything"))
}

/// I12: what was in the journal when the till fell is there, in its place, and the next record is the start of a till that knows.
pub fn nothing_stored_is_lost(before: &Books, books: &Books) -> Verdict {
    for (was, is) in before.records.iter().zip(&books.records) {
        let same = (was.seq, &was.kind, &was.payload) == (is.seq, &is.kind, &is.payload);
        check("I12", same, || format!("record {} was {} and is {}", was.seq, was.kind, is.kind))?;
    }
    let after = books.records.get(before.records.len());
    check("I12", after.is_some_and(|record| record.kind == "boot"), || format!("after the start came {after:?}"))?;
    let clean = before.records.last().is_none_or(|record| record.kind == "shutdown");
    let says = after.and_then(|boot| boot.payload.get("after_clean_stop")).and_then(Value::as_bool);
    check("I12", says == Some(clean), || format!("the start says clean: {says:?}, the stop was clean: {clean}"))
}

fn paid_by(record: &Record) -> Option<&str> {
    record.text("/approval/attempt")
}

/// What the kitchen sees in its folder: order and kind of paper, in order of both. Drafts have a dot before their name.
fn tickets(files: &Path) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(files.join("kitchen")) else { return Ok(found) };
    let names = entries.map(|entry| entry.expect("an entry").path());
    let mut texts = Vec::new();
    for path in names.filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))) {
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        if path.extension().is_some_and(|ending| ending == "json") {
            let ticket: Value = serde_json::from_str(&text).map_err(|error| format!("I3: half a ticket: {error}"))?;
            let order = ticket.get("order").and_then(Value::as_str).ok_or("I3: a ticket of no order")?.to_owned();
            check("I13", ticket.get("paid") == Some(&Value::Bool(true)), || format!("the ticket of {order} says unpaid"))?;
            found.push((order, "json".to_owned()));
        } else {
            texts.push((path.with_extension("json"), text));
        }
    }
    // A text belongs to the ticket of the same name; alone it is on its way.
    for (ticket, text) in texts {
        let Ok(json) = fs::read_to_string(&ticket) else { continue };
        check("I3", text.contains("TRAINING") || !text.is_empty(), || format!("an empty ticket {}", ticket.display()))?;
        let ticket: Value = serde_json::from_str(&json).map_err(|error| format!("I3: half a ticket: {error}"))?;
        found.push((ticket.get("order").and_then(Value::as_str).unwrap_or_default().to_owned(), "txt".to_owned()));
    }
    found.sort();
    Ok(found)
}

/// The word of the program's own check, which is what `journal verify` says.
pub fn checks_out(files: &Path) -> Verdict {
    let found =
        Verifier::open(&files.join("journal.db")).and_then(|verifier| verifier.full()).map_err(|error| error.to_string())?;
    check("I9", found.is_sound(), || format!("the journal does not check out: {:?}", found.problems))
}

/// The shipped command's word on the journal.
pub fn verified(data: &Path) -> Verdict {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cardlast"));
    let output = command.args(["journal", "verify", "--data"]).arg(data).output().map_err(|error| error.to_string())?;
    check("I9", output.status.success(), || {
        format!("journal verify says {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    })
}
