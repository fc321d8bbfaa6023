//! Reading a cash machine's script; what it shares with the kiosk's is read there.

use super::command::{AtmCommand, AtmExpectation, BalanceFailure};
use crate::fake::{PayHabit, RetractHabit, ReturnHabit};
use crate::machine::atm::ScreenName;
use crate::order::{NoteStock, Notes};
use crate::payment::{CardPlace, CashPlace};
use crate::script::parse::{Problem, Words, problem};

const COMMANDS: &str = "a command of a cash machine: at, wait, crash, stop, journal, spoil-journal, agree-to-journal, staff, withdraw, balance, speak, amount, type, clear, enter, \
confirm, change, cancel, receipt, finish, touch, twice, insert, pin, take-card, take-cash, term, card, wrong-pin, balance-is, \
balance-fails, cash, cash-unheard, dispenser, notes or expect";

/// One line of a script that began with `machine atm`.
pub fn command(words: &mut Words<'_>) -> Result<AtmCommand, Problem> {
    let word = words.next(COMMANDS)?.to_owned();
    Ok(match word.as_str() {
        "at" => AtmCommand::At(words.wall()?),
        "wait" => AtmCommand::Wait(words.span()?),
        "asleep" => AtmCommand::Asleep(words.span()?),
        "crash" => AtmCommand::Crash { down: words.span_or_none()? },
        "stop" => AtmCommand::Stop,
        "journal" => AtmCommand::JournalFails(words.fails()?),
        "spoil-journal" => AtmCommand::SpoilJournal,
        "agree-to-journal" => AtmCommand::AgreeToJournal,
        "staff" => {
            let (reference, verdict, by, reason) = words.staff()?;
            AtmCommand::StaffResolves { reference, verdict, by, reason }
        }
        "withdraw" => AtmCommand::Withdraw,
        "balance" => AtmCommand::Balance,
        "speak" => AtmCommand::Speak(words.next("a language such as en")?.to_owned()),
        "amount" => AtmCommand::Amount(words.next("an amount such as 40.00")?.to_owned()),
        "type" => {
            let digits = words.next("digits such as 120")?.to_owned();
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return problem(format!("\"{digits}\" is no number"), "digits such as 120");
            }
            AtmCommand::Type(digits.bytes().map(|byte| byte - b'0').collect())
        }
        "clear" => AtmCommand::Clear,
        "enter" => AtmCommand::Enter,
        "confirm" if words.peek().is_none() => AtmCommand::Confirm(None),
        "confirm" => AtmCommand::Confirm(Some(words.next("an amount")?.to_owned())),
        "change" => AtmCommand::Change,
        "cancel" => AtmCommand::Cancel,
        "receipt" => AtmCommand::Receipt,
        "finish" => AtmCommand::Finish,
        "touch" => AtmCommand::Touch,
        "twice" => AtmCommand::Twice(Box::new(command(words)?)),
        "insert" => AtmCommand::Insert,
        "pin" => AtmCommand::Pin(small(words)?),
        "take-card" => AtmCommand::TakeCard,
        "take-cash" => AtmCommand::TakeCash,
        "term" => AtmCommand::Terminal(words.terminal()?),
        "card" if words.peek() == Some("returns") => {
            words.exactly("returns")?;
            AtmCommand::CardReturns(words.one_of(&[
                ("willingly", ReturnHabit::Willing),
                ("jams", ReturnHabit::Jams),
                ("silently", ReturnHabit::Silent),
            ])?)
        }
        "card" => AtmCommand::Card(words.one_of(&CardPlace::ALL.map(|place| (place.key(), place)))?),
        "wrong-pin" => AtmCommand::WrongPin(small(words)?),
        "balance-is" => AtmCommand::BalanceIs(words.next("an amount")?.to_owned()),
        "balance-fails" => {
            AtmCommand::BalanceFails(match words.one_of(&[("declined", 0), ("no-card", 1), ("unreachable", 2)])? {
                0 => BalanceFailure::Declined(words.next("a response code such as 75")?.to_owned()),
                1 => BalanceFailure::NoCard,
                _ => BalanceFailure::Unreachable,
            })
        }
        "cash" => AtmCommand::Cash(words.one_of(&CashPlace::ALL.map(|place| (place.key(), place)))?),
        "cash-unheard" => AtmCommand::CashUnheard(words.one_of(&CashPlace::ALL.map(|place| (place.key(), place)))?),
        "dispenser" => dispenser(words)?,
        "notes" => notes(words)?,
        "expect" => AtmCommand::Expect(expectation(words)?),
        other => return problem(format!("\"{other}\" is no command"), COMMANDS),
    })
}

fn small(words: &mut Words<'_>) -> Result<u8, Problem> {
    let number = words.number()?;
    u8::try_from(number).or_else(|_| problem(format!("{number} is too many"), "a number up to 255"))
}

fn dispenser(words: &mut Words<'_>) -> Result<AtmCommand, Problem> {
    const HABITS: &str = "presents, jams, cannot-tell, silently, deaf, retracts or tells";
    Ok(match words.next(HABITS)?.to_owned().as_str() {
        "presents" => AtmCommand::Pays(PayHabit::Presents),
        "jams" => AtmCommand::Pays(PayHabit::Jams),
        "cannot-tell" => AtmCommand::Pays(PayHabit::CannotTell),
        "silently" => AtmCommand::Pays(PayHabit::Silent),
        "deaf" => AtmCommand::Pays(PayHabit::Deaf),
        "retracts" => AtmCommand::Retracts(words.one_of(&[
            ("counting", RetractHabit::Counts),
            ("blindly", RetractHabit::Blindly),
            ("silently", RetractHabit::Silent),
        ])?),
        "tells" => AtmCommand::DispenserTells(words.one_of(&[("yes", true), ("no", false)])?),
        other => return problem(format!("\"{other}\" is nothing a dispenser does"), HABITS),
    })
}

fn notes(words: &mut Words<'_>) -> Result<AtmCommand, Problem> {
    const FORM: &str = "none, or notes such as 20x5 50x2";
    let all = words.rest();
    if all.first().is_some_and(|word| word == "none") {
        return Ok(AtmCommand::Notes(None));
    }
    let mut stock = Vec::new();
    for word in &all {
        let parts = word.split_once('x').and_then(|(value, count)| Some((value.parse::<i64>().ok()?, count.parse().ok()?)));
        match parts {
            Some((value, count)) => stock.push(Notes { value_minor: value * 100, count }),
            None => return problem(format!("\"{word}\" is no note"), FORM),
        }
    }
    Ok(AtmCommand::Notes(Some(NoteStock::new(stock))))
}

fn screen(word: &str) -> Result<ScreenName, Problem> {
    let known = ScreenName::ALL.map(ScreenName::key).join(", ");
    ScreenName::parse(word).map_or_else(|| problem(format!("\"{word}\" is no screen"), known), Ok)
}

fn expectation(words: &mut Words<'_>) -> Result<AtmExpectation, Problem> {
    const CLAIMS: &str = "screen, screens, amount, told, keys, key-off, digits, tries-left, refused, off, in-service, rejected, ignored, \
still-there, no-still-there, language, card, prompts, questions, debited, paid, dispensed, unresolved, paying-out, reversals, alarms, \
recorded, receipts, balanced or stopped";
    let word = words.next(CLAIMS)?.to_owned();
    let text = |words: &mut Words<'_>| words.next("a name").map(str::to_owned);
    Ok(match word.as_str() {
        "screen" => AtmExpectation::Screen(screen(words.next("a screen")?)?),
        "screens" => AtmExpectation::Screens(words.rest().iter().map(|word| screen(word)).collect::<Result<_, _>>()?),
        "amount" => AtmExpectation::Amount(text(words)?),
        "told" => AtmExpectation::Told(text(words)?),
        "keys" => AtmExpectation::Keys(words.rest()),
        "key-off" => AtmExpectation::KeyOff(text(words)?, text(words)?),
        "digits" => AtmExpectation::PinDigits(small(words)?),
        "tries-left" => AtmExpectation::TriesLeft(small(words)?),
        "refused" => AtmExpectation::Refused(text(words)?),
        "off" => AtmExpectation::Off(Some(text(words)?)),
        "in-service" => AtmExpectation::Off(None),
        "rejected" => AtmExpectation::Rejected(text(words)?),
        "ignored" => AtmExpectation::Ignored(text(words)?),
        "still-there" => AtmExpectation::StillThere(true),
        "no-still-there" => AtmExpectation::StillThere(false),
        "language" => AtmExpectation::Language(text(words)?),
        "card" => AtmExpectation::CardAt(words.one_of(&CardPlace::ALL.map(|place| (place.key(), place)))?),
        "prompts" => AtmExpectation::Prompts(words.number()?),
        "questions" => AtmExpectation::Questions(words.number()?),
        "debited" => AtmExpectation::Debited(nothing_or(words.rest())),
        "paid" => AtmExpectation::Paid(nothing_or(words.rest())),
        "dispensed" => AtmExpectation::Dispensed(words.number()?),
        "unresolved" => AtmExpectation::Unresolved(words.count()?),
        "paying-out" => AtmExpectation::PayingOut(words.count()?),
        "reversals" => AtmExpectation::Reversals(words.count()?),
        "alarms" => AtmExpectation::Alarms(nothing_or(words.rest())),
        "undecided" => AtmExpectation::Undecided(words.count()?),
        "recorded" => AtmExpectation::Recorded(words.rest()),
        "receipts" => AtmExpectation::Receipts(words.count()?),
        "balanced" => AtmExpectation::Balanced,
        "stopped" => AtmExpectation::Stopped,
        other => return problem(format!("\"{other}\" is nothing to expect"), CLAIMS),
    })
}

/// `nothing` is no list at all.
fn nothing_or(words: Vec<String>) -> Vec<String> {
    words.into_iter().filter(|word| word != "nothing").collect()
}
