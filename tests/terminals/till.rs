//! The shipped checkout at a terminal on a stage, with a journal that is a few lines of memory: one sale from the lock to its end,
//! whatever happens on the way.

use std::collections::VecDeque;

use cardlast::fake::SeededIds;
use cardlast::id::{AttemptId, OrderId, Rrn, Stan};
use cardlast::locale::Language;
use cardlast::machine::Rejection;
use cardlast::machine::checkout::{
    Checkout, CheckoutEffect, CheckoutEvent, CheckoutPolicy, CheckoutWrite, Reversal, ReversalEffect, ReversalStage,
    Stage as Step,
};
use cardlast::money::{Currency, Money};
use cardlast::order::{LockedWithdrawal, NoteStock, Notes, Withdrawal, WithdrawalTerms};
use cardlast::payment::{
    ApprovalFacts, Confirmation, NotCharged, PaymentRequest, ReversalReason, TerminalCommand, TerminalEvent, TerminalTap,
};
use cardlast::port::IdSource;
use cardlast::time::{Millis, Now, Timestamp, WallTime};

use super::stage::{Stage, charges};

/// How a sale ended, as the till sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The card pays.
    Charged(Rrn),
    /// It does not.
    NotCharged(NotCharged),
    /// It did, and the money is back.
    Reversed,
    /// People have to look: nobody can tell, or it cannot be taken back.
    Staff,
}

/// What a test wants to happen at the till.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Nothing,
    /// The approval cannot be stored.
    FailToStore,
    /// The program dies when so many events of the terminal were heard.
    CrashAfter(usize),
    /// The customer presses cancel on the kiosk when so many were heard.
    CancelAfter(usize),
}

/// What the journal of this till holds.
#[derive(Default)]
struct Book {
    stan: Option<Stan>,
    approved: Option<ApprovalFacts>,
    ended: Option<NotCharged>,
}

pub struct Till {
    pub stage: Box<dyn Stage>,
    pub now: Now,
    pub heard: Vec<TerminalEvent>,
    /// Said at the same moment as what was waited for.
    unread: VecDeque<TerminalEvent>,
    policy: CheckoutPolicy,
    ids: SeededIds,
    stan: u32,
    wish: Wish,
    taps: Vec<TerminalTap>,
}

/// Nobody waits longer for one sale.
const LONGEST: Millis = Millis::from_secs(1_800);

pub fn start() -> Now {
    Now { at: Timestamp(1_000), wall: WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time") }
}

/// A subject of so many cents. A withdrawal can be locked for any amount, and the checkout knows no difference.
pub fn locked(order: OrderId, cents: i64, now: Now) -> LockedWithdrawal {
    let money = |minor| Money::from_minor(minor, Currency::EUR).expect("in range");
    let stock = NoteStock::new([Notes { value_minor: 1, count: 100_000 }]);
    let withdrawal = Withdrawal::new(money(cents), Language::new("en").expect("a language"));
    withdrawal.lock(&WithdrawalTerms { order, stock: &stock, most: money(100_000), now }).expect("it can be locked")
}

impl Till {
    pub fn new(stage: Box<dyn Stage>) -> Self {
        let policy = CheckoutPolicy { terminal_confirms: stage.profile().confirms, ..CheckoutPolicy::default() };
        Self {
            stage,
            now: start(),
            heard: Vec::new(),
            unread: VecDeque::new(),
            policy,
            ids: SeededIds::new(6),
            stan: 0,
            wish: Wish::Nothing,
            taps: Vec::new(),
        }
    }

    /// What the customer will do, one tap each time the terminal is idle and waits for it.
    pub fn customer(mut self, taps: &[TerminalTap]) -> Self {
        self.taps = taps.to_vec();
        self
    }

    pub fn put_taps(&mut self, taps: &[TerminalTap]) {
        self.taps = taps.to_vec();
    }

    pub fn wish(mut self, wish: Wish) -> Self {
        self.wish = wish;
        self
    }

    pub fn attempt(&mut self) -> (AttemptId, Stan) {
        self.stan += 1;
        (AttemptId::from(self.ids.mint()), Stan(self.stan))
    }

    /// Asks without a checkout in between.
    pub fn ask(&mut self, cents: i64) -> (AttemptId, Stan) {
        let order = OrderId::from(self.ids.mint());
        let (attempt, stan) = self.attempt();
        let request = PaymentRequest::new(&locked(order, cents, self.now), attempt);
        self.tell(TerminalCommand::Authorise { request, stan });
        (attempt, stan)
    }

    pub fn tell(&mut self, command: TerminalCommand) {
        self.stage.submit(self.now, command);
    }

    pub fn tap(&mut self, tap: TerminalTap) {
        self.stage.tap(self.now, tap);
    }

    /// What is said until `wanted` is satisfied, letting time pass; `None` when it never is.
    pub fn until(&mut self, wanted: impl Fn(&TerminalEvent) -> bool) -> Option<TerminalEvent> {
        let end = self.now.at.after(LONGEST);
        loop {
            let events = self.stage.pump(self.now);
            self.heard.extend(events.iter().cloned());
            self.unread.extend(events);
            while let Some(event) = self.unread.pop_front() {
                if wanted(&event) {
                    return Some(event);
                }
            }
            let next = self.stage.next_deadline().filter(|next| *next < end)?;
            self.pass_until(next);
        }
    }

    /// The next word that is no progress and no slip.
    pub fn answer(&mut self) -> Option<TerminalEvent> {
        self.until(|event| {
            !matches!(event, TerminalEvent::Progress { .. } | TerminalEvent::CardSlip(_) | TerminalEvent::Health(_))
        })
    }

    pub fn pass_until(&mut self, at: Timestamp) {
        let span = at.since(self.now.at);
        self.now = Now { at: self.now.at.after(span), wall: self.now.wall.after(span) };
    }

    /// One sale by the shipped checkout, to its end.
    pub fn sell(&mut self, cents: i64) -> End {
        let order = OrderId::from(self.ids.mint());
        let (attempt, stan) = self.attempt();
        let subject = locked(order, cents, self.now);
        let mut book = Book::default();
        let (checkout, wanted) = Checkout::begin(subject.clone(), attempt, &self.policy);
        let mut sale = Sale { checkout, reversal: None, cannot_tell: false };
        let mut heard = 0;
        self.carry_out(&mut sale, &mut book, stan, wanted);
        let end = self.now.at.after(LONGEST);
        loop {
            let events = self.stage.pump(self.now);
            let quiet = events.is_empty();
            for event in events {
                heard += 1;
                self.heard.push(event.clone());
                self.hear(&mut sale, &mut book, stan, event);
                match self.wish {
                    Wish::CrashAfter(count) if count == heard => {
                        self.restart(&mut sale, &mut book, &subject, attempt, stan);
                        break;
                    }
                    Wish::CancelAfter(count) if count == heard => self.step(&mut sale, &mut book, stan, CheckoutEvent::Cancel),
                    Wish::Nothing | Wish::FailToStore | Wish::CrashAfter(_) | Wish::CancelAfter(_) => {}
                }
            }
            if let Some(ended) = sale.end() {
                // What still comes must not change it.
                return ended;
            }
            if !quiet {
                continue;
            }
            if !self.taps.is_empty() {
                let tap = self.taps.remove(0);
                self.stage.tap(self.now, tap);
                continue;
            }
            let deadlines = [self.stage.next_deadline(), sale.next_deadline()];
            let Some(next) = deadlines.into_iter().flatten().min().filter(|next| *next < end) else { return End::Staff };
            self.pass_until(next);
            self.tick(&mut sale, &mut book, stan);
        }
    }

    fn hear(&mut self, sale: &mut Sale, book: &mut Book, stan: Stan, event: TerminalEvent) {
        let approval = event.approval().cloned();
        match (&event, &mut sale.reversal) {
            (TerminalEvent::Reversed { reference, .. }, Some(reversal)) if *reference == reversal.facts().reference => {
                if reversal.reversed().is_ok() {
                    reversal.done_written().expect("it is being recorded");
                }
                return;
            }
            (TerminalEvent::ReversalRefused { reference, .. }, Some(reversal)) if *reference == reversal.facts().reference => {
                drop(reversal.refused());
                return;
            }
            _ => {}
        }
        match (sale.checkout.step(self.now.at, CheckoutEvent::Terminal(event), &self.policy), approval) {
            (Ok(wanted), _) => self.carry_out(sale, book, stan, wanted),
            (Err(Rejection::SecondReference | Rejection::ClosedAsNotCharged), Some(facts)) => {
                self.take_back(sale, facts, ReversalReason::SecondReference);
            }
            (Err(_), _) => {}
        }
    }

    fn step(&mut self, sale: &mut Sale, book: &mut Book, stan: Stan, event: CheckoutEvent) {
        if let Ok(wanted) = sale.checkout.step(self.now.at, event, &self.policy) {
            self.carry_out(sale, book, stan, wanted);
        }
    }

    fn tick(&mut self, sale: &mut Sale, book: &mut Book, stan: Stan) {
        self.step(sale, book, stan, CheckoutEvent::Tick);
        let wanted = sale.reversal.as_mut().map(|reversal| reversal.tick(self.now.at, &self.policy));
        self.carry_out_reversal(wanted.unwrap_or_default());
    }

    /// Everything is stored at once, unless the test wishes otherwise.
    fn carry_out(&mut self, sale: &mut Sale, book: &mut Book, stan: Stan, wanted: Vec<CheckoutEffect>) {
        for effect in wanted {
            let next = match effect {
                CheckoutEffect::RecordIntent => {
                    book.stan = Some(stan);
                    Some(CheckoutEvent::IntentWritten(stan))
                }
                CheckoutEffect::RecordApproval(_) if self.wish == Wish::FailToStore => {
                    Some(CheckoutEvent::WriteFailed(CheckoutWrite::Approval))
                }
                CheckoutEffect::RecordApproval(approval) => {
                    book.approved = Some(approval.facts().clone());
                    Some(CheckoutEvent::ApprovalWritten)
                }
                CheckoutEffect::RecordNotCharged(why) => {
                    book.ended = Some(why);
                    Some(CheckoutEvent::NotChargedWritten)
                }
                CheckoutEffect::RecordAlarm(cardlast::payment::AlarmReason::CannotTell, _) => {
                    sale.cannot_tell = true;
                    None
                }
                CheckoutEffect::RecordUnknown(_) | CheckoutEffect::RecordAlarm(..) => None,
                CheckoutEffect::Terminal(command) => {
                    self.stage.submit(self.now, command);
                    None
                }
            };
            if let Some(event) = next {
                self.step(sale, book, stan, event);
            }
        }
        if let Step::MustReverse { facts, reason } = sale.checkout.stage().clone()
            && sale.reversal.is_none()
        {
            self.take_back(sale, *facts, reason);
        }
    }

    fn take_back(&mut self, sale: &mut Sale, facts: ApprovalFacts, reason: ReversalReason) {
        let (mut reversal, _) = Reversal::begin(facts, reason);
        let wanted = reversal.intent_written(self.now.at, &self.policy).expect("it waits for that");
        sale.reversal = Some(reversal);
        self.carry_out_reversal(wanted);
    }

    fn carry_out_reversal(&mut self, wanted: Vec<ReversalEffect>) {
        for effect in wanted {
            if let ReversalEffect::Terminal(command) = effect {
                self.stage.submit(self.now, command);
            }
        }
    }

    /// The program starts again and takes up what its journal says.
    fn restart(&mut self, sale: &mut Sale, book: &mut Book, subject: &LockedWithdrawal, attempt: AttemptId, stan: Stan) {
        self.stage.crash(self.now);
        if sale.end().is_some() {
            return;
        }
        let age = Some(self.now.at.since(subject.locked_at().at));
        let (checkout, wanted) =
            Checkout::resume(subject.clone(), attempt, stan, book.approved.clone(), age, self.now.at, &self.policy);
        sale.checkout = checkout;
        self.carry_out(sale, book, stan, wanted);
    }
}

struct Sale {
    checkout: Checkout<Withdrawal>,
    reversal: Option<Reversal>,
    cannot_tell: bool,
}

impl Sale {
    fn end(&self) -> Option<End> {
        if let Some(reversal) = &self.reversal {
            return match reversal.stage() {
                ReversalStage::Done => Some(End::Reversed),
                ReversalStage::Refused => Some(End::Staff),
                ReversalStage::RecordingIntent { .. } | ReversalStage::Asking { .. } | ReversalStage::RecordingDone { .. } => {
                    None
                }
            };
        }
        match self.checkout.stage() {
            Step::Charged { approval } => Some(End::Charged(approval.facts().reference.clone())),
            Step::NotCharged { why } => Some(End::NotCharged(why.clone())),
            // The terminal cannot tell: people settle it, nothing is tried again.
            Step::LookingUp { .. } if self.cannot_tell => Some(End::Staff),
            Step::RecordingIntent { .. }
            | Step::Authorising { .. }
            | Step::RecordingApproval { .. }
            | Step::Confirming { .. }
            | Step::Refusing { .. }
            | Step::LookingUp { .. }
            | Step::RecordingNotCharged { .. }
            | Step::MustReverse { .. } => None,
        }
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        let reversal = self.reversal.as_ref().and_then(Reversal::next_deadline);
        self.checkout.next_deadline().into_iter().chain(reversal).min()
    }
}

/// The till's end and the terminal's book tell the same story, and nobody pays twice.
pub fn assert_agreed(name: &str, end: &End, stage: &dyn Stage, cents: i64) {
    assert_agreed_since(0, name, end, stage, cents);
}

/// The same, after so many payments that stood before.
pub fn assert_agreed_since(before: usize, name: &str, end: &End, stage: &dyn Stage, cents: i64) {
    let book = stage.book();
    let paid = charges(&book).split_off(before);
    let what = format!("{name}: the till says {end:?}, the terminal's book {book:?}");
    assert!(paid.len() <= 1, "paid twice. {what}");
    match end {
        End::Charged(_) => {
            assert_eq!(paid.len(), 1, "nobody pays. {what}");
            assert_eq!(paid[0].amount.minor(), cents, "another amount. {what}");
        }
        End::NotCharged(_) | End::Reversed => assert!(paid.is_empty(), "paid for nothing. {what}"),
        End::Staff => {}
    }
}

/// Waits until nothing more can happen by itself, so that the terminal's book is its last word.
pub fn settle(till: &mut Till) {
    let end = till.now.at.after(LONGEST);
    loop {
        drop(till.stage.pump(till.now));
        let Some(next) = till.stage.next_deadline().filter(|next| *next < end) else { return };
        till.pass_until(next);
    }
}

/// The answer to an approval.
pub const fn confirm(attempt: AttemptId, reference: Rrn, decision: Confirmation) -> TerminalCommand {
    TerminalCommand::Confirm { attempt, reference, decision }
}
