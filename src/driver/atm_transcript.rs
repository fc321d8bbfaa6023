//! What crossed a cash machine's border, line by line, for people: `>` event, `<` effect, `=` state, `!` rejection.

use super::atm::AtmObserver;
use super::names::{Names, health_text};
use super::transcript::Line;
use crate::machine::Rejection;
use crate::machine::atm::{Atm, Effect, Effects, Event, Intent, ScreenView, Told};
use crate::payment::{BalanceAnswer, CardCommand, CardEvent, CashCommand, CashEvent, DispenserHealth, WithdrawalsFound};
use crate::time::{Now, Timestamp};

/// Turns a cash machine's steps into lines and hands them on.
pub struct AtmTranscript<F: FnMut(Line) + Send> {
    names: Names,
    last_state: String,
    out: F,
}

impl<F: FnMut(Line) + Send> AtmTranscript<F> {
    /// A transcript that calls things by these names and hands each line to `out`.
    pub const fn new(names: Names, out: F) -> Self {
        Self { names, last_state: String::new(), out }
    }

    fn say(&mut self, at: Timestamp, mark: char, text: String) {
        (self.out)(Line { at, mark, text });
    }

    fn event(&self, event: &Event) -> String {
        match event {
            Event::Boot(found) => boot_text(found),
            Event::Customer { intent, .. } => intent_text(intent),
            Event::Terminal(event) => format!("terminal: {}", self.names.terminal_event(event)),
            Event::Card(CardEvent::Card(place)) => format!("card: {}", place.key()),
            Event::Card(CardEvent::PinDigits(digits)) => format!("code: {digits} digits"),
            Event::Card(CardEvent::WrongPin { left }) => format!("code: wrong, {left} tries left"),
            Event::Card(CardEvent::Balance { answer, .. }) => match answer {
                BalanceAnswer::Is(amount) => format!("balance: {amount}"),
                BalanceAnswer::Declined(_) | BalanceAnswer::Cancelled | BalanceAnswer::NoCard | BalanceAnswer::Unreachable => {
                    format!("balance: {}", answer.key())
                }
            },
            Event::Cash(CashEvent::Cash { attempt, place }) => format!("cash: {} {}", self.names.attempt(*attempt), place.key()),
            Event::Cash(CashEvent::Health(health)) => match health {
                DispenserHealth::Unheard => "dispenser: not heard of".to_owned(),
                DispenserHealth::Ready(stock) => {
                    let notes: Vec<_> =
                        stock.notes().iter().map(|notes| format!("{}x{}", notes.value_minor, notes.count)).collect();
                    format!("dispenser: ready {}", notes.join(" "))
                }
                DispenserHealth::OutOfOrder => "dispenser: out of order".to_owned(),
            },
            Event::Written(written) => format!("journal: {} durable", self.names.key(&written.key)),
            Event::WriteFailed(key) => format!("journal: {} not stored", self.names.key(key)),
            Event::JournalHealth(health) => health_text(*health),
            Event::Recalled { attempt, recalled } => format!("journal: {} is {recalled:?}", self.names.attempt(*attempt)),
            Event::StaffDecided(decision) => {
                let (verdict, attempt) = (decision.verdict().key(), self.names.attempt(decision.attempt()));
                format!("staff: {attempt} is {verdict}, says {}", decision.by())
            }
            Event::Shutdown => "asked to stop".to_owned(),
            Event::Tick => "time passes".to_owned(),
        }
    }

    fn effect(&self, effect: &Effect) -> String {
        match effect {
            Effect::Record(entry) => format!("record {}", self.names.entry(entry)),
            Effect::Terminal(command) => format!("terminal {}", self.names.command(command)),
            Effect::Card(command) => match command {
                CardCommand::Return => "card return".to_owned(),
                CardCommand::Keep => "card keep".to_owned(),
                CardCommand::Where => "card where?".to_owned(),
                CardCommand::Balance { .. } => "card balance?".to_owned(),
                CardCommand::CancelBalance { .. } => "card cancel balance".to_owned(),
            },
            Effect::Cash(command) => match command {
                CashCommand::Dispense(pay_out) => {
                    format!("cash dispense {} for {}", pay_out.amount(), self.names.attempt(pay_out.attempt()))
                }
                CashCommand::Retract { attempt } => format!("cash retract {}", self.names.attempt(*attempt)),
                CashCommand::Where { attempt } => format!("cash where is {}?", self.names.attempt(*attempt)),
                CashCommand::Health => "cash health?".to_owned(),
            },
            Effect::Recall(attempt) => format!("ask the journal about {}", self.names.attempt(*attempt)),
            Effect::PrintReceipt(slip) => format!("print receipt of {}", self.names.attempt(slip.attempt)),
            Effect::CallStaff => "call staff".to_owned(),
            Effect::Stop => "stop".to_owned(),
        }
    }
}

impl<F: FnMut(Line) + Send> AtmObserver for AtmTranscript<F> {
    fn step(&mut self, now: Now, event: &Event, outcome: &Result<Effects, Rejection>, atm: &Atm) {
        let at = now.at;
        let state = state_text(atm);
        let changed = state != self.last_state;
        let quiet = matches!(event, Event::Tick | Event::Customer { intent: Intent::Touch, .. });
        if quiet && !changed && outcome.as_ref().is_ok_and(Effects::is_empty) {
            return;
        }
        let text = self.event(event);
        self.say(at, '>', text);
        match outcome {
            Err(rejection) => self.say(at, '!', format!("{}: {rejection}", rejection.key())),
            Ok(effects) => {
                for effect in effects.iter() {
                    let text = self.effect(effect);
                    self.say(at, '<', text);
                }
            }
        }
        if changed {
            self.last_state.clone_from(&state);
            self.say(at, '=', state);
        }
    }
}

fn boot_text(found: &WithdrawalsFound) -> String {
    let WithdrawalsFound { open, owed, dispensing, uncounted, reversals, alarms } = found;
    let counts = [
        (open.len(), "open"),
        (owed.len(), "owed"),
        (dispensing.len(), "paying out"),
        (uncounted.len(), "uncounted"),
        (reversals.len(), "going back"),
        (alarms.len(), "alarms"),
    ];
    let counts: Vec<_> = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if counts.is_empty() { "boot".to_owned() } else { format!("boot with {}", counts.join(", ")) }
}

/// An intent in the words of a flow script.
fn intent_text(intent: &Intent) -> String {
    let name = intent.name();
    match intent {
        Intent::Speak(language) => format!("{name} {language}"),
        Intent::Amount(amount) | Intent::Confirm { amount } => format!("{name} {amount}"),
        Intent::Digit(digit) => format!("{name} {digit}"),
        Intent::Withdraw
        | Intent::Balance
        | Intent::Clear
        | Intent::Enter
        | Intent::Change
        | Intent::Cancel
        | Intent::Receipt
        | Intent::Finish
        | Intent::Touch => name.to_owned(),
    }
}

/// One line that says where the cash machine stands.
fn state_text(atm: &Atm) -> String {
    let view = atm.view();
    let mut text = view.name.key().to_owned();
    match &view.screen {
        ScreenView::Starting => {}
        ScreenView::OutOfService(off) => text.push_str(&format!(" {off}")),
        ScreenView::Welcome { withdrawal, .. } => {
            if let Err(off) = withdrawal {
                text.push_str(&format!(", no cash: {off}"));
            }
        }
        ScreenView::Amount(amount) => {
            if !amount.typed.is_zero() {
                text.push_str(&format!(" {}", amount.typed));
            }
            if let Some(refused) = &amount.refused {
                text.push_str(&format!(", refused: {}", refused.key()));
            }
        }
        ScreenView::Confirm { amount } | ScreenView::TakeCash { amount, .. } | ScreenView::Receipt { amount } => {
            text.push_str(&format!(" {amount}"));
        }
        ScreenView::Counting { amount, slow } => text.push_str(&format!(" {amount}{}", if *slow { ", slow" } else { "" })),
        ScreenView::Card { amount } | ScreenView::Bank { amount, .. } => text.push_str(&of(*amount)),
        ScreenView::Pin { amount, digits, left } => {
            let left = left.map_or_else(String::new, |left| format!(", {left} tries left"));
            text.push_str(&format!("{} {digits} digits{left}", of(*amount)));
        }
        ScreenView::TakeCard { offered, cash, .. } => {
            text.push_str(if *offered { " offered" } else { "" });
            if let Some(cash) = cash {
                text.push_str(&format!(", then {cash}"));
            }
        }
        ScreenView::Told(Told::Balance(amount)) => text.push_str(&format!(" balance {amount}")),
        ScreenView::Told(told) => text.push_str(&format!(" {}", told.key())),
    }
    if atm.state().session().is_some() && view.language != atm.policy().house {
        text.push_str(&format!(", in {}", view.language));
    }
    if view.still_there.is_some() {
        text.push_str(", still there?");
    }
    text
}

fn of(amount: Option<crate::money::Money>) -> String {
    amount.map_or_else(String::new, |amount| format!(" {amount}"))
}
