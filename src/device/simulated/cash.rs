//! A cash machine's slot, keypad and dispenser that are not there: for practice on the screen. Every withdrawal through it is training.
//!
//! One device behind two doors, [`SimulatedSlot`] and [`SimulatedNotes`], as in a real machine, and a [`CashDesk`] to look at and tap. It is
//! pure but for the lock that the doors share: time, commands and taps go in, events come out. The code that is typed never leaves it.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::notes::{PaidOut, Till, TillFile};
use super::{LedgerEnd, SimulatedLedger};
use crate::id::{AttemptId, Rrn, Stan, TerminalId};
use crate::money::{Currency, Money};
use crate::order::{NoteStock, Notes};
use crate::payment::{
    BalanceAnswer, CardCommand, CardEvent, CardPlace, CashCommand, CashEvent, CashFace, CashPlace, CashTap, CashTrouble,
    Confirmation, Decline, DeclineReason, DispenserHealth, EntryMode, LookUpAnswer, PaymentRequest, Progress, TerminalCommand,
    TerminalEvent, TerminalHealth, TerminalProfile, UnknownReason,
};
use crate::port::{CashDispenser, CashTerminal, PaymentTerminal};
use crate::time::{Millis, Timestamp};

/// Without a card, or without a code, a question ends after so long.
const CARD_WITHIN: Millis = Millis::from_secs(45);
/// What the bank takes.
const BANK: Millis = Millis(1_500);
/// An approval that is not confirmed within this time is given back.
const CONFIRM_WITHIN: Millis = Millis::from_secs(60);
/// What the dispenser takes to count.
const COUNTING: Millis = Millis(2_500);
/// Wrong codes before the card is kept.
const PIN_TRIES: u8 = 3;
/// The one code that the demonstration card does not like.
const WRONG_PIN: [u8; 4] = [0, 0, 0, 0];
/// What is on the demonstration account at first, in minor units.
const ACCOUNT_MINOR: i64 = 84_213;

/// What the customer's card is asked for.
#[derive(Debug, Clone)]
enum Wish {
    Debit { request: Box<PaymentRequest>, stan: Stan },
    Balance { enquiry: AttemptId },
}

#[derive(Debug, Clone)]
enum Step {
    Rest,
    /// Waiting for a card.
    Card {
        wish: Wish,
        until: Timestamp,
    },
    /// Waiting for the code. The digits stay in here and are overwritten when they are not needed any more.
    Pin {
        wish: Wish,
        digits: [u8; 4],
        typed: u8,
        until: Timestamp,
    },
    /// The bank is asked.
    Bank {
        wish: Wish,
        until: Timestamp,
    },
    /// Approved; waiting for the machine to say that it has stored that.
    Offered {
        attempt: AttemptId,
        until: Timestamp,
    },
}

#[derive(Debug)]
struct Device {
    profile: TerminalProfile,
    ledger: SimulatedLedger,
    account: Money,
    till: Till,
    file: Option<TillFile>,
    wrong: u8,
    step: Step,
    trouble: CashTrouble,
    card_events: VecDeque<CardEvent>,
    events: VecDeque<TerminalEvent>,
    cash_events: VecDeque<CashEvent>,
}

/// The device, to look at and to tap. Clones are the same device.
#[derive(Debug, Clone)]
pub struct CashDesk(Arc<Mutex<Device>>);

/// The door of its card terminal.
#[derive(Debug)]
pub struct SimulatedSlot {
    profile: TerminalProfile,
    desk: CashDesk,
}

/// The door of its dispenser.
#[derive(Debug)]
pub struct SimulatedNotes(CashDesk);

impl CashDesk {
    /// A machine with some notes, and an account with something on it; when the program ends, nothing has happened.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self::with(currency, SimulatedLedger::in_memory(), None)
    }

    /// The same with a bank and devices that remember, each in a file of its own.
    ///
    /// # Errors
    /// [`std::io::Error`] when a file cannot be read or made.
    pub fn in_files(currency: Currency, ledger: &Path, till: &Path) -> std::io::Result<Self> {
        Ok(Self::with(currency, SimulatedLedger::in_file(ledger)?, Some(TillFile::open(till, currency)?)))
    }

    fn with(currency: Currency, ledger: SimulatedLedger, file: Option<TillFile>) -> Self {
        let id = TerminalId("simulated".to_owned());
        let first = Money::from_minor(ACCOUNT_MINOR, currency).unwrap_or(Money::zero(currency));
        let debits = ledger.rows().filter(|(_, row)| row.end == LedgerEnd::Confirmed).map(|(_, row)| row.amount);
        let account = debits.fold(first, |left, amount| left.checked_sub(amount).unwrap_or(left));
        Self(Arc::new(Mutex::new(Device {
            profile: TerminalProfile { id, confirms: true, looks_up: true, reverses: true, simulated: true },
            ledger,
            account,
            till: file.as_ref().map_or_else(Till::full, |file| file.kept().clone()),
            file,
            wrong: 0,
            step: Step::Rest,
            trouble: CashTrouble::None,
            card_events: VecDeque::new(),
            events: VecDeque::new(),
            cash_events: VecDeque::new(),
        })))
    }

    /// Its two doors.
    #[must_use]
    pub fn doors(&self) -> (SimulatedSlot, SimulatedNotes) {
        (SimulatedSlot { profile: self.lock().profile.clone(), desk: self.clone() }, SimulatedNotes(self.clone()))
    }

    /// What it shows now.
    #[must_use]
    pub fn face(&self) -> CashFace {
        let device = self.lock();
        let place = device.till.notes.map_or(CashPlace::NotDispensed, |notes| notes.place);
        CashFace {
            wants_card: matches!(device.step, Step::Card { .. }),
            card: device.till.card,
            types_code: matches!(device.step, Step::Pin { .. }),
            cash: device.till.notes.map(|notes| notes.amount).filter(|_| place == CashPlace::Presented),
            trouble: device.trouble,
        }
    }

    /// A tap on it.
    pub fn tap(&self, now: Timestamp, tap: CashTap) {
        self.change(|device| device.tap(now, tap));
    }

    /// What the bank thinks: how each debit stands.
    #[must_use]
    pub fn debits(&self) -> Vec<(AttemptId, LedgerEnd)> {
        self.lock().ledger.rows().map(|(attempt, row)| (*attempt, row.end.clone())).collect()
    }

    /// Something happens to it, and what it then knows is kept.
    fn change<T>(&self, work: impl FnOnce(&mut Device) -> T) -> T {
        let mut device = self.lock();
        let done = work(&mut device);
        let Device { till, file, .. } = &mut *device;
        if let Some(file) = file {
            file.keep(till);
        }
        done
    }

    fn lock(&self) -> MutexGuard<'_, Device> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Device {
    fn tap(&mut self, now: Timestamp, tap: CashTap) {
        match tap {
            CashTap::InsertCard => self.insert(now),
            CashTap::TakeCard if self.till.card == CardPlace::Offered => self.card_is(CardPlace::None),
            CashTap::TakeCash => self.notes_go(CashPlace::Presented, CashPlace::Taken),
            CashTap::Digit(digit) => self.digit(digit),
            CashTap::Clear => self.clear(),
            CashTap::Enter => self.enter(now),
            CashTap::Trouble(trouble) => self.arrange(trouble),
            CashTap::TakeCard => {}
        }
    }

    fn card_is(&mut self, place: CardPlace) {
        self.till.card = place;
        self.card_events.push_back(CardEvent::Card(place));
    }

    fn insert(&mut self, now: Timestamp) {
        // The shutter is shut until a card is wanted.
        if !matches!(self.step, Step::Card { .. }) || self.till.card != CardPlace::None {
            return;
        }
        let Step::Card { wish, .. } = std::mem::replace(&mut self.step, Step::Rest) else { return };
        self.wrong = 0;
        self.card_is(CardPlace::Inside);
        self.ask_code(now, wish);
    }

    fn ask_code(&mut self, now: Timestamp, wish: Wish) {
        self.progress(&wish, Progress::EnterPin);
        self.card_events.push_back(CardEvent::PinDigits(0));
        self.step = Step::Pin { wish, digits: [0; 4], typed: 0, until: now.after(CARD_WITHIN) };
    }

    fn progress(&mut self, wish: &Wish, progress: Progress) {
        let attempt = wish.attempt();
        self.events.push_back(TerminalEvent::Progress { attempt, progress });
    }

    fn digit(&mut self, digit: u8) {
        if let Step::Pin { digits, typed, .. } = &mut self.step
            && let Some(place) = digits.get_mut(usize::from(*typed))
        {
            *place = digit % 10;
            *typed += 1;
            self.card_events.push_back(CardEvent::PinDigits(*typed));
        }
    }

    fn clear(&mut self) {
        if let Step::Pin { digits, typed, .. } = &mut self.step {
            (*digits, *typed) = ([0; 4], 0);
            self.card_events.push_back(CardEvent::PinDigits(0));
        }
    }

    fn enter(&mut self, now: Timestamp) {
        let Step::Pin { wish, digits, typed: 4, .. } = &self.step else { return };
        let (wish, wrong) = (wish.clone(), *digits == WRONG_PIN);
        if !wrong {
            self.progress(&wish, Progress::Authorising);
            self.step = Step::Bank { wish, until: now.after(BANK) };
            return;
        }
        self.wrong += 1;
        let left = PIN_TRIES.saturating_sub(self.wrong);
        self.card_events.push_back(CardEvent::WrongPin { left });
        if left > 0 {
            self.progress(&wish, Progress::WrongPin);
            self.card_events.push_back(CardEvent::PinDigits(0));
            self.step = Step::Pin { wish, digits: [0; 4], typed: 0, until: now.after(CARD_WITHIN) };
        } else {
            self.step = Step::Rest;
            self.card_is(CardPlace::Kept);
            self.refuse(wish, DeclineReason::WrongPin, "75");
        }
    }

    fn refuse(&mut self, wish: Wish, reason: DeclineReason, code: &str) {
        let decline = Decline::new(reason, code.to_owned());
        match wish {
            Wish::Debit { request, stan } => {
                let attempt = request.attempt();
                self.ledger.note(attempt, stan, request.amount(), LedgerEnd::Declined(decline.clone()));
                self.events.push_back(TerminalEvent::Declined { attempt, decline });
            }
            Wish::Balance { enquiry } => self.answer(enquiry, BalanceAnswer::Declined(decline)),
        }
    }

    fn answer(&mut self, enquiry: AttemptId, answer: BalanceAnswer) {
        self.card_events.push_back(CardEvent::Balance { enquiry, answer });
    }

    fn arrange(&mut self, trouble: CashTrouble) {
        let was = std::mem::replace(&mut self.trouble, trouble);
        let (before, after) = (was == CashTrouble::BankGone, trouble == CashTrouble::BankGone);
        if before != after {
            let health = if after { TerminalHealth::Unreachable } else { TerminalHealth::Ready };
            self.events.push_back(TerminalEvent::Health(health));
        }
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        match command {
            TerminalCommand::Authorise { request, stan } => {
                let attempt = request.attempt();
                if self.trouble == CashTrouble::BankGone {
                    self.events.push_back(TerminalEvent::Unreachable { attempt });
                } else if matches!(self.step, Step::Rest) {
                    self.begin(now, Wish::Debit { request: Box::new(request), stan });
                } else {
                    self.events.push_back(TerminalEvent::Busy { attempt });
                }
            }
            TerminalCommand::Cancel { attempt } => {
                if self.stop(attempt) {
                    self.events.push_back(TerminalEvent::Cancelled { attempt });
                } else {
                    self.events.push_back(TerminalEvent::CancelTooLate { attempt });
                }
            }
            TerminalCommand::Confirm { attempt, reference, decision } => self.confirm(attempt, reference, decision),
            TerminalCommand::LookUp { attempt, .. } => {
                let answer = self.look_up(attempt);
                self.events.push_back(TerminalEvent::LookedUp { attempt, answer });
            }
            TerminalCommand::Reverse { attempt, reference, .. } => self.reverse(attempt, reference),
            TerminalCommand::Reconcile => self.events.push_back(TerminalEvent::Reconciled),
            TerminalCommand::Health => {
                let gone = self.trouble == CashTrouble::BankGone;
                self.events.push_back(TerminalEvent::Health(if gone {
                    TerminalHealth::Unreachable
                } else {
                    TerminalHealth::Ready
                }));
            }
        }
    }

    fn begin(&mut self, now: Timestamp, wish: Wish) {
        self.progress(&wish, Progress::PresentCard);
        if self.till.card == CardPlace::Inside {
            self.ask_code(now, wish);
        } else {
            self.step = Step::Card { wish, until: now.after(CARD_WITHIN) };
        }
    }

    /// Ends a question that the bank was not asked yet.
    fn stop(&mut self, attempt: AttemptId) -> bool {
        let wish = match &self.step {
            Step::Card { wish, .. } | Step::Pin { wish, .. } if wish.attempt() == attempt => wish.clone(),
            Step::Rest | Step::Card { .. } | Step::Pin { .. } | Step::Bank { .. } | Step::Offered { .. } => return false,
        };
        self.step = Step::Rest;
        if let Wish::Debit { request, stan } = wish {
            self.ledger.note(attempt, stan, request.amount(), LedgerEnd::NotCharged);
        }
        true
    }

    fn confirm(&mut self, attempt: AttemptId, reference: Rrn, decision: Confirmation) {
        let row = self.ledger.find(attempt).filter(|row| row.reference == reference).map(|row| (row.end.clone(), row.amount));
        if matches!(self.step, Step::Offered { attempt: offered, .. } if offered == attempt) {
            self.step = Step::Rest;
        }
        match (decision, row) {
            (Confirmation::Stored, Some((LedgerEnd::Offered, amount))) => {
                self.ledger.end(attempt, LedgerEnd::Confirmed);
                self.account = self.account.checked_sub(amount).unwrap_or(self.account);
                self.events.push_back(TerminalEvent::Confirmed { attempt, reference });
            }
            (Confirmation::Stored, Some((LedgerEnd::Confirmed, _))) => {
                self.events.push_back(TerminalEvent::Confirmed { attempt, reference });
            }
            (Confirmation::Refuse, Some((LedgerEnd::Offered, _))) => {
                self.ledger.end(attempt, LedgerEnd::NotCharged);
                self.events.push_back(TerminalEvent::TakenBack { attempt, reference });
            }
            (_, Some((LedgerEnd::NotCharged | LedgerEnd::Reversed, _))) => {
                self.events.push_back(TerminalEvent::TakenBack { attempt, reference });
            }
            (Confirmation::Refuse, Some((LedgerEnd::Confirmed, _))) | (_, Some((LedgerEnd::Declined(_), _)) | None) => {
                self.events.push_back(TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled });
            }
        }
    }

    fn look_up(&self, attempt: AttemptId) -> LookUpAnswer {
        let running = match &self.step {
            Step::Card { wish, .. } | Step::Pin { wish, .. } | Step::Bank { wish, .. } => wish.attempt() == attempt,
            Step::Rest | Step::Offered { .. } => false,
        };
        match self.ledger.find(attempt) {
            _ if running => LookUpAnswer::InProgress,
            None => LookUpAnswer::NotFound,
            Some(row) => match &row.end {
                LedgerEnd::Offered | LedgerEnd::Confirmed => LookUpAnswer::Approved(Box::new(row.facts(attempt))),
                LedgerEnd::Declined(decline) => LookUpAnswer::Declined(decline.clone()),
                LedgerEnd::NotCharged | LedgerEnd::Reversed => LookUpAnswer::NotCharged,
            },
        }
    }

    fn reverse(&mut self, attempt: AttemptId, reference: Rrn) {
        let row = self.ledger.find(attempt).map(|row| (row.end.clone(), row.amount));
        match row {
            Some((LedgerEnd::Declined(_), _)) | None => {
                self.events.push_back(TerminalEvent::ReversalRefused { attempt, reference })
            }
            Some((end, amount)) => {
                if end == LedgerEnd::Confirmed {
                    self.account = self.account.checked_add(amount).unwrap_or(self.account);
                }
                self.ledger.end(attempt, LedgerEnd::Reversed);
                self.events.push_back(TerminalEvent::Reversed { attempt, reference });
            }
        }
    }

    fn submit_card(&mut self, now: Timestamp, command: CardCommand) {
        match command {
            CardCommand::Return => {
                self.card_is(if self.till.card == CardPlace::Inside { CardPlace::Offered } else { self.till.card })
            }
            CardCommand::Keep => {
                let held = matches!(self.till.card, CardPlace::Inside | CardPlace::Offered);
                self.card_is(if held { CardPlace::Kept } else { self.till.card });
            }
            CardCommand::Where => self.card_is(self.till.card),
            CardCommand::Balance { enquiry } if self.trouble == CashTrouble::BankGone || !matches!(self.step, Step::Rest) => {
                self.answer(enquiry, BalanceAnswer::Unreachable);
            }
            CardCommand::Balance { enquiry } => self.begin(now, Wish::Balance { enquiry }),
            CardCommand::CancelBalance { enquiry } => {
                if self.stop(enquiry) {
                    self.answer(enquiry, BalanceAnswer::Cancelled);
                }
            }
        }
    }

    fn bank_answers(&mut self, now: Timestamp, wish: Wish) {
        self.step = Step::Rest;
        let trouble = self.trouble;
        let this_once = matches!(trouble, CashTrouble::Refuse | CashTrouble::KeepCard);
        if this_once {
            self.trouble = CashTrouble::None;
        }
        if trouble == CashTrouble::KeepCard {
            self.card_is(CardPlace::Kept);
            return self.refuse(wish, DeclineReason::Refused, "43");
        }
        match wish {
            Wish::Balance { enquiry } => self.answer(enquiry, BalanceAnswer::Is(self.account)),
            Wish::Debit { ref request, .. }
                if trouble == CashTrouble::Refuse
                    || self.account.checked_sub(request.amount()).is_ok_and(|left| left.is_negative()) =>
            {
                self.refuse(wish, DeclineReason::InsufficientFunds, "51");
            }
            Wish::Debit { request, stan } => {
                let attempt = request.attempt();
                self.ledger.note(attempt, stan, request.amount(), LedgerEnd::Offered);
                self.step = Step::Offered { attempt, until: now.after(CONFIRM_WITHIN) };
                if let Some(facts) = self.ledger.approval(attempt, EntryMode::ChipAndPin) {
                    self.events.push_back(TerminalEvent::ApprovalOffered(Box::new(facts)));
                }
            }
        }
    }

    fn submit_cash(&mut self, now: Timestamp, command: CashCommand) {
        match command {
            CashCommand::Health => self.cash_events.push_back(CashEvent::Health(DispenserHealth::Ready(self.till.stock.clone()))),
            CashCommand::Dispense(pay_out) => {
                let (attempt, amount) = (pay_out.attempt(), pay_out.amount());
                let jam = self.trouble == CashTrouble::Jam;
                let place = if jam { CashPlace::NotDispensed } else { CashPlace::Counting };
                self.till.notes = Some(PaidOut { attempt, amount, place, counted: (!jam).then(|| now.after(COUNTING)) });
                if jam {
                    self.trouble = CashTrouble::None;
                }
                self.cash_events.push_back(CashEvent::Cash { attempt, place });
            }
            CashCommand::Retract { attempt } => {
                if self.till.notes.is_some_and(|notes| notes.attempt == attempt) {
                    self.notes_go(CashPlace::Presented, CashPlace::Returned);
                }
            }
            CashCommand::Where { attempt } => {
                let notes = self.till.notes.filter(|notes| notes.attempt == attempt);
                let place = notes.map_or(CashPlace::NotDispensed, |notes| notes.place);
                self.cash_events.push_back(CashEvent::Cash { attempt, place });
            }
        }
    }

    fn notes_go(&mut self, from: CashPlace, to: CashPlace) {
        if let Some(notes) = self.till.notes.as_mut().filter(|notes| notes.place == from) {
            notes.place = to;
            let mix = if to == CashPlace::Taken { self.till.stock.mix(notes.amount) } else { None };
            self.cash_events.push_back(CashEvent::Cash { attempt: notes.attempt, place: to });
            for gone in mix.unwrap_or_default() {
                let left = self.till.stock.notes().iter().map(|kind| {
                    let out = if kind.value_minor == gone.value_minor { gone.count } else { 0 };
                    Notes { count: kind.count.saturating_sub(out), ..*kind }
                });
                self.till.stock = NoteStock::new(left.collect::<Vec<_>>());
            }
            if to == CashPlace::Taken {
                self.cash_events.push_back(CashEvent::Health(DispenserHealth::Ready(self.till.stock.clone())));
            }
        }
    }

    fn time_passes(&mut self, now: Timestamp) {
        match self.step.clone() {
            Step::Card { wish, until } | Step::Pin { wish, until, .. } if now >= until => {
                self.step = Step::Rest;
                match wish {
                    Wish::Debit { request, stan } => {
                        let attempt = request.attempt();
                        self.ledger.note(attempt, stan, request.amount(), LedgerEnd::NotCharged);
                        self.events.push_back(TerminalEvent::NoCard { attempt });
                    }
                    Wish::Balance { enquiry } => self.answer(enquiry, BalanceAnswer::NoCard),
                }
            }
            Step::Bank { wish, until } if now >= until => self.bank_answers(now, wish),
            Step::Offered { attempt, until } if now >= until => {
                self.ledger.end(attempt, LedgerEnd::NotCharged);
                self.step = Step::Rest;
            }
            Step::Rest | Step::Card { .. } | Step::Pin { .. } | Step::Bank { .. } | Step::Offered { .. } => {}
        }
        if self.till.notes.and_then(|notes| notes.counted).is_some_and(|counted| now >= counted) {
            if let Some(notes) = &mut self.till.notes {
                notes.counted = None;
            }
            self.notes_go(CashPlace::Counting, CashPlace::Presented);
        }
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        let step = match &self.step {
            Step::Rest => None,
            Step::Card { until, .. } | Step::Pin { until, .. } | Step::Bank { until, .. } | Step::Offered { until, .. } => {
                Some(*until)
            }
        };
        step.into_iter().chain(self.till.notes.and_then(|notes| notes.counted)).min()
    }
}

impl Wish {
    const fn attempt(&self) -> AttemptId {
        match self {
            Self::Debit { request, .. } => request.attempt(),
            Self::Balance { enquiry } => *enquiry,
        }
    }
}

impl PaymentTerminal for SimulatedSlot {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        self.desk.change(|device| device.submit(now, command));
    }

    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        self.desk.change(|device| {
            device.time_passes(now);
            device.events.pop_front()
        })
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.desk.lock().next_deadline()
    }
}

impl CashTerminal for SimulatedSlot {
    fn submit_card(&mut self, now: Timestamp, command: CardCommand) {
        self.desk.change(|device| device.submit_card(now, command));
    }

    fn poll_card(&mut self, now: Timestamp) -> Option<CardEvent> {
        self.desk.change(|device| {
            device.time_passes(now);
            device.card_events.pop_front()
        })
    }
}

impl CashDispenser for SimulatedNotes {
    fn submit(&mut self, now: Timestamp, command: CashCommand) {
        self.0.change(|device| device.submit_cash(now, command));
    }

    fn poll(&mut self, now: Timestamp) -> Option<CashEvent> {
        self.0.change(|device| {
            device.time_passes(now);
            device.cash_events.pop_front()
        })
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.0.lock().next_deadline()
    }
}
