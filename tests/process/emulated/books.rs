//! The terminal's book and the journal, side by side.

use std::collections::BTreeMap;

use cardlast::device::{OsRandomIds, StaffFolder};
use cardlast::id::AttemptId;
use cardlast::payment::{StaffDecision, StaffVerdict};
use cardlast::port::IdSource as _;
use serde_json::Value;

use super::{Emulated, Protocol};
use crate::books::{Books, Record};
use crate::checker::{Verdict, books_now};
use crate::scene::Scene;

/// Nobody can ask such a terminal, or it does not do what it is asked: staff have been called, look at its paper, and say what became of
/// the payment. What it does not take back they hand out in cash.
pub fn staff_decide(scene: &Scene, emulated: &Emulated) -> Verdict {
    let books = books_now(&scene.files())?;
    let (attempt, charged) = waits_for_staff(emulated, &books)?;
    if books.about("alarm", attempt).count() == 0 {
        return Err(format!("I7: {attempt} waits, and nobody has called staff"));
    }
    let verdict = if charged { StaffVerdict::Charged } else { StaffVerdict::NotCharged };
    let attempt = AttemptId::parse(attempt).map_err(|error| error.to_string())?;
    let decision = StaffDecision::new(attempt, verdict, "Ada", "the terminal's paper").map_err(|error| error.to_string())?;
    let folder = StaffFolder::new(scene.files().join("staff")).map_err(|error| error.to_string())?;
    folder.hand_in(&decision, OsRandomIds.mint()).map_err(|error| error.to_string())?;
    Ok(())
}

/// The one payment that cards wait for, and whether it is to stand.
fn waits_for_staff<'a>(emulated: &Emulated, books: &'a Books) -> Result<(&'a str, bool), String> {
    let open = books.attempts.iter().filter(|(_, state)| state == "open").map(|(attempt, _)| attempt.as_str());
    let charged = emulated.charged() > sold_or_given_back(books)?.len();
    let is_over = |intent: &&Record| {
        let attempt = intent.attempt.as_deref().unwrap_or_default();
        books.about("reversed", attempt).count() > 0
            || books.about("staff-resolved", attempt).any(|word| !given_back(word).is_empty())
    };
    let taken_back = books.of("reversal-intent").filter(|intent| !is_over(intent)).filter_map(|intent| intent.attempt.as_deref());
    let waiting: Vec<_> = open.map(|attempt| (attempt, charged)).chain(taken_back.map(|attempt| (attempt, false))).collect();
    let [one] = waiting.as_slice() else {
        return Err(format!("stuck, and not for one payment: {:?}", books.attempts));
    };
    Ok(*one)
}

/// The payments that staff gave back in this word of theirs.
fn given_back(word: &Record) -> &[Value] {
    word.payload.get("reversals").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The amounts for which there is an order, and those that staff gave back.
fn sold_or_given_back(books: &Books) -> Result<Vec<i64>, String> {
    let mut amounts = Vec::new();
    for order in books.of("order-accepted") {
        let said = order.text("/said/by").and_then(|_| order.number("/order/amount"));
        amounts.push(order.number("/approval/amount").or(said).ok_or("I13: an order that nobody has paid for")?);
    }
    for word in books.of("staff-resolved") {
        for reference in given_back(word) {
            let attempt = word.attempt.as_deref().unwrap_or_default();
            let of = |intent: &&Record| intent.payload.pointer("/approval/reference") == Some(reference);
            let intent = books.about("reversal-intent", attempt).find(of);
            amounts.push(intent.and_then(|intent| intent.number("/approval/amount")).ok_or("given back and never to be")?);
        }
    }
    Ok(amounts)
}

/// No alarm where the terminal can be asked, and answers.
pub fn staff_were_left_alone(protocol: Protocol, books: &Books) -> Verdict {
    let alarms = books.of("alarm").count();
    if alarms > 0 && protocol != Protocol::CaisseAp {
        return Err(format!("I7: {alarms} alarms, though the terminal could be asked"));
    }
    Ok(())
}

/// Who thinks what was charged: the terminal's book and the journal, amount by amount.
pub fn adds_up(protocol: Protocol, emulated: &Emulated, books: &Books) -> Verdict {
    let mut balance: BTreeMap<i64, i64> = BTreeMap::new();
    for line in emulated.book() {
        if line.end == "offered" {
            return Err(format!("I7: {protocol:?}: {} is approved and nobody has said what becomes of it", line.name));
        }
        *balance.entry(line.amount.minor()).or_default() += i64::from(line.end == "confirmed");
    }
    for amount in sold_or_given_back(books)? {
        *balance.entry(amount).or_default() -= 1;
    }
    if balance.values().any(|left| *left != 0) {
        return Err(format!("I2, I3: {protocol:?}: charged and not sold, or sold and not charged: {balance:?}"));
    }
    for (attempt, state) in &books.attempts {
        if !["accepted", "not-charged", "reversed"].contains(&state.as_str()) {
            return Err(format!("I7: {attempt} is still {state}"));
        }
    }
    if protocol == Protocol::Zvt && books.of("order-accepted").count() > 0 && books.of("card-slip").count() == 0 {
        return Err("the terminal's slips are not in the journal".to_owned());
    }
    Ok(())
}
