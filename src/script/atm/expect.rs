//! Claims of a cash machine's script, held against the view, the ledgers of the devices, and the journal itself.

use std::sync::PoisonError;

use super::command::AtmExpectation;
use super::player::Player;
use crate::machine::atm::{Intent, ScreenView};
use crate::payment::CashPlace;

fn same<T: PartialEq + std::fmt::Debug>(expected: &T, found: &T) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}")) }
}

/// Whether it is so.
pub fn check(player: &Player, claim: &AtmExpectation) -> Result<(), String> {
    let view = player.view();
    let state = player.atm().state();
    match claim {
        AtmExpectation::Screen(screen) => same(screen, &view.name),
        AtmExpectation::Screens(screens) => same(screens, &player.tally.lock().unwrap_or_else(PoisonError::into_inner).screens),
        AtmExpectation::Amount(amount) => same(&Some(player.money(amount)?), &player.amount()),
        AtmExpectation::Told(key) => match &view.screen {
            ScreenView::Told(told) => same(&key.as_str(), &told.key()),
            other => Err(format!("nothing is told: {other:?}")),
        },
        AtmExpectation::Keys(names) => {
            let offered = view.keys.iter().filter(|key| !matches!(key.intent, Intent::Speak(_)));
            same(names, &offered.map(|key| key.intent.name().to_owned()).collect())
        }
        AtmExpectation::KeyOff(name, why) => {
            let key = view.keys.iter().find(|key| match &key.intent {
                Intent::Amount(amount) => player.money(name).is_ok_and(|named| named == *amount),
                other => other.name() == name,
            });
            same(&Some(why.as_str()), &key.ok_or("no such key")?.off)
        }
        AtmExpectation::PinDigits(count) => match view.screen {
            ScreenView::Pin { digits, .. } => same(count, &digits),
            other => Err(format!("no code is typed: {other:?}")),
        },
        AtmExpectation::TriesLeft(count) => match view.screen {
            ScreenView::Pin { left, .. } => same(&Some(*count), &left),
            other => Err(format!("no code is typed: {other:?}")),
        },
        AtmExpectation::Refused(key) => match view.screen {
            ScreenView::Amount(amount) => same(&Some(key.as_str()), &amount.refused.as_ref().map(|refused| refused.key())),
            other => Err(format!("no amount is chosen: {other:?}")),
        },
        AtmExpectation::Off(why) => same(&why.as_deref(), &player.atm().withdrawal_offer().err().map(|off| off.key())),
        AtmExpectation::Rejected(key) => {
            let keys: Vec<_> = player.rejections.iter().map(crate::machine::Rejection::key).collect();
            if keys.contains(&key.as_str()) { Ok(()) } else { Err(format!("expected {key:?}, found {keys:?}")) }
        }
        AtmExpectation::Ignored(key) => {
            let tally = player.tally.lock().unwrap_or_else(PoisonError::into_inner);
            if tally.ignored.contains(&key.as_str()) {
                Ok(())
            } else {
                Err(format!("expected {key:?}, found {:?}", tally.ignored))
            }
        }
        AtmExpectation::StillThere(asked) => same(asked, &view.still_there.is_some()),
        AtmExpectation::Language(tag) => same(&tag.as_str(), &view.language.tag()),
        AtmExpectation::CardAt(place) => same(place, &player.slot.place()),
        AtmExpectation::Prompts(count) => same(count, &player.terminal.prompts()),
        AtmExpectation::Questions(count) => same(count, &player.slot.questions()),
        AtmExpectation::Debited(amounts) => {
            same(amounts, &player.terminal.charged().iter().map(|(_, amount)| plain(*amount)).collect())
        }
        AtmExpectation::Paid(amounts) => {
            let ledger = player.dispenser.ledger();
            let taken = ledger.iter().filter(|(_, row)| row.place == CashPlace::Taken);
            let mut taken: Vec<_> = taken.map(|(_, row)| plain(row.amount)).collect();
            taken.sort();
            same(amounts, &taken)
        }
        AtmExpectation::Dispensed(count) => same(count, &player.dispenser.ledger().iter().map(|(_, row)| row.times).sum()),
        AtmExpectation::Unresolved(count) => same(count, &state.unresolved().len()),
        AtmExpectation::PayingOut(count) => same(count, &state.dispenses().len()),
        AtmExpectation::Reversals(count) => same(count, &state.reversals().len()),
        AtmExpectation::Alarms(reasons) => {
            let found = player.reader()?.every_alarm().map_err(|error| error.to_string())?;
            same(reasons, &found.iter().map(|(_, reason)| reason.key().to_owned()).collect())
        }
        AtmExpectation::Recorded(kinds) => {
            same(kinds, &player.reader()?.latest_kinds(kinds.len()).map_err(|error| error.to_string())?)
        }
        AtmExpectation::Undecided(count) => same(count, &player.staff.waiting()),
        AtmExpectation::Receipts(count) => same(count, &player.slips.lock().unwrap_or_else(PoisonError::into_inner).len()),
        AtmExpectation::Balanced => balanced(player),
        AtmExpectation::Stopped => same(&true, &player.stopped),
    }
}

fn plain(amount: crate::money::Money) -> String {
    amount.amount().to_string()
}

/// What the bank holds debited, and the notes that are not in the machine any more, are the same.
fn balanced(player: &Player) -> Result<(), String> {
    if player.is_paying_out() {
        return Err("a pay-out is still under way".to_owned());
    }
    let ledger = player.dispenser.ledger();
    let twice = ledger.iter().any(|(_, row)| row.times > 1);
    let out = ledger.iter().filter(|(_, row)| match row.place {
        CashPlace::Taken | CashPlace::Retracted | CashPlace::Unknown | CashPlace::Presented => true,
        CashPlace::Counting | CashPlace::NotDispensed | CashPlace::Returned => false,
    });
    let mut out: Vec<_> = out.map(|(_, row)| plain(row.amount)).collect();
    let mut debited: Vec<_> = player.terminal.charged().iter().map(|(_, amount)| plain(*amount)).collect();
    out.sort();
    debited.sort();
    match (twice, debited == out) {
        (false, true) => Ok(()),
        (true, _) => Err("one withdrawal was paid out twice".to_owned()),
        (false, false) => Err(format!("the bank has debited {debited:?}, and the notes of {out:?} are out")),
    }
}
