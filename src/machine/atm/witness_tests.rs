//! Each promise of the cash machine is broken once, so that its check is seen to fire; a whole withdrawal breaks none.

use super::witness::Bend;
use super::{Atm, Effect, Effects, Event, Intent, Policy, Witness};
use crate::id::{AttemptId, FreshId, Rrn, Stan};
use crate::locale::Language;
use crate::machine::Rejection;
use crate::money::{Currency, Money};
use crate::order::{NoteStock, Notes};
use crate::payment::{
    ApprovalFacts, CardEvent, CardPlace, CardScheme, CashCommand, CashEntry, CashEvent, CashPlace, DispenserHealth, Entry,
    EntryMode, OpenWithdrawal, ReversalReason, StaffDecision, StaffEnd, StaffMatter, StaffVerdict, TerminalCommand,
    TerminalEvent, TerminalHealth, WithdrawalsFound, WriteKey, Written,
};
use crate::time::{Millis, Now, Timestamp, WallTime};

const ID: [u8; 16] = [7; 16];

fn attempt() -> AttemptId {
    AttemptId::from(FreshId::from_random_bytes(ID))
}

fn amount() -> Money {
    Money::from_minor(2_000, Currency::EUR).expect("in range")
}

fn facts(reference: &str) -> ApprovalFacts {
    ApprovalFacts {
        attempt: attempt(),
        amount: amount(),
        reference: Rrn(reference.to_owned()),
        stan: Stan(1),
        auth_code: String::new(),
        scheme: CardScheme(String::new()),
        card: None,
        entry: EntryMode::ChipAndPin,
    }
}

/// A machine under watch, with a journal that stores at once.
struct Run {
    atm: Atm,
    witness: Witness,
    now: Now,
    seq: u64,
    /// Everything that it wanted.
    seen: Vec<Effect>,
}

impl Run {
    fn start() -> Self {
        Self::boot(WithdrawalsFound::default())
    }

    fn boot(found: WithdrawalsFound) -> Self {
        let now = Now { at: Timestamp(1_000_000), wall: WallTime { unix_ms: 0, offset_s: 0 } };
        let mut run = Self { atm: Atm::new(Policy::default()), witness: Witness::new(), now, seq: 0, seen: Vec::new() };
        run.hear(Event::Boot(Box::new(found)));
        run.hear(Event::Terminal(TerminalEvent::Health(TerminalHealth::Ready)));
        run.hear(Event::Card(CardEvent::Card(CardPlace::None)));
        let stock = NoteStock::new([Notes { value_minor: 1_000, count: 10 }]);
        run.hear(Event::Cash(CashEvent::Health(DispenserHealth::Ready(stock))));
        run
    }

    fn hear(&mut self, event: Event) {
        let outcome = self.atm.step(self.now, event.clone());
        self.witness.observe(self.now, &event, &outcome, &self.atm).expect("no promise is broken");
        for effect in outcome.expect("taken") {
            self.seen.push(effect.clone());
            if let Effect::Record(entry) = effect {
                self.seq += 1;
                let stan = Some(Stan(1));
                self.hear(Event::Written(Written { key: entry.key(), seq: self.seq, stan, number: None }));
            }
        }
    }

    /// As [`Run::hear`], by a journal that stores nothing yet.
    fn hear_only(&mut self, event: Event) {
        let outcome = self.atm.step(self.now, event.clone());
        self.witness.observe(self.now, &event, &outcome, &self.atm).expect("no promise is broken");
        self.seen.extend(outcome.expect("taken"));
    }

    /// A restart that finds a debit without an end.
    fn found_open() -> Self {
        let intent = Self::asked().effect(|effect| matches!(effect, Effect::Record(Entry::Cash(_))));
        let Effect::Record(Entry::Cash(CashEntry::Intent { locked, .. })) = intent else { panic!("{intent:?} is no intent") };
        let open = vec![OpenWithdrawal { locked: *locked, attempt: attempt(), stan: Stan(1), approved: None }];
        Self::boot(WithdrawalsFound { open, ..WithdrawalsFound::default() })
    }

    fn tap(&mut self, intent: Intent) {
        self.hear(Event::Customer { intent, fresh: FreshId::from_random_bytes(ID) });
    }

    /// Up to the question for the card.
    fn asked() -> Self {
        let mut run = Self::start();
        run.tap(Intent::Withdraw);
        run.tap(Intent::Amount(amount()));
        run.tap(Intent::Confirm { amount: amount() });
        run
    }

    /// Up to the card on its way back.
    fn debited() -> Self {
        let mut run = Self::asked();
        run.hear(Event::Card(CardEvent::Card(CardPlace::Inside)));
        run.hear(Event::Terminal(TerminalEvent::ApprovalOffered(Box::new(facts("first")))));
        run.hear(Event::Terminal(TerminalEvent::Confirmed { attempt: attempt(), reference: Rrn("first".to_owned()) }));
        run
    }

    /// Up to the notes at the mouth.
    fn presented() -> Self {
        let mut run = Self::debited();
        run.hear(Event::Card(CardEvent::Card(CardPlace::None)));
        run.hear(Event::Cash(CashEvent::Cash { attempt: attempt(), place: CashPlace::Presented }));
        run
    }

    fn taken() -> Self {
        let mut run = Self::presented();
        run.hear(Event::Cash(CashEvent::Cash { attempt: attempt(), place: CashPlace::Taken }));
        run
    }

    /// What the witness says when the machine, with books that were bent, had wanted this.
    fn wants(&mut self, bends: &[Bend], effects: &[Effect]) -> Option<&'static str> {
        bends.iter().for_each(|bend| self.witness.bend(attempt(), *bend));
        let mut outcome = Effects::none();
        effects.iter().for_each(|effect| outcome.push(effect.clone()));
        self.witness.observe(self.now, &Event::Tick, &Ok(outcome), &self.atm).err().map(|violation| violation.id)
    }

    fn effect(&self, is_it: impl Fn(&Effect) -> bool) -> Effect {
        self.seen.iter().find(|effect| is_it(effect)).cloned().expect("it was wanted")
    }

    fn dispense(&self) -> Effect {
        self.effect(|effect| matches!(effect, Effect::Cash(CashCommand::Dispense(_))))
    }

    fn authorise(&self) -> Effect {
        self.effect(|effect| matches!(effect, Effect::Terminal(TerminalCommand::Authorise { .. })))
    }
}

#[test]
fn a_whole_withdrawal_breaks_nothing() {
    let mut run = Run::taken();
    run.tap(Intent::Receipt);
    run.tap(Intent::Finish);
    assert_eq!(run.wants(&[], &[]), None);
}

#[test]
fn each_promise_about_cash_is_seen_to_break() {
    let again = Run::presented().dispense();
    let table: &[(&str, &[Bend])] = &[
        ("C1", &[Bend::NotDispensed, Bend::NotDebited]),
        ("C2", &[]),
        ("C3", &[Bend::NoDispenseIntent]),
        ("C4", &[Bend::CardInside]),
        ("I4", &[Bend::NotDispensed, Bend::NoAmount]),
    ];
    for (id, bends) in table {
        assert_eq!(Run::presented().wants(bends, std::slice::from_ref(&again)), Some(*id), "{bends:?}");
    }
}

#[test]
fn each_promise_about_the_card_is_seen_to_break() {
    let again = Run::asked().authorise();
    for (id, bends) in [("I2", &[][..]), ("I1", &[Bend::NoIntent][..]), ("I4", &[Bend::NotAsked, Bend::NoAmount][..])] {
        assert_eq!(Run::asked().wants(bends, std::slice::from_ref(&again)), Some(id), "{bends:?}");
    }
    assert_eq!(Run::start().wants(&[], &[again]), Some("I5"), "no amount is in front");
    assert_eq!(Run::asked().wants(&[Bend::NoAmount], &[]), Some("C5"), "the amount is another one than was confirmed");
}

#[test]
fn money_for_cash_that_somebody_has_is_seen_to_go_back() {
    let facts = Box::new(facts("first"));
    let back = Effect::Record(Entry::ReversalIntent { facts, reason: ReversalReason::NotDispensed });
    assert_eq!(Run::taken().wants(&[], &[back]), Some("C6"));
    // A debit that nobody follows up, and that has not ended.
    let mut run = Run::taken();
    run.tap(Intent::Finish);
    run.tap(Intent::Finish);
    assert_eq!(run.wants(&[Bend::NobodyFollows], &[]), Some("C6"));
}

#[test]
fn an_approval_that_belongs_to_nobody_is_seen() {
    let mut run = Run::taken();
    run.tap(Intent::Finish);
    run.tap(Intent::Finish);
    assert_eq!(run.wants(&[], &[]), None);
    assert_eq!(run.wants(&[Bend::Approved], &[]), Some("I7"), "nobody takes it back, and nobody was told");
}

#[test]
fn cash_that_is_offered_while_nobody_knows_is_seen() {
    let offered = |run: &Run| run.witness.check_offer(run.atm.state(), true).err().map(|violation| violation.id);
    let mut run = Run::presented();
    assert_eq!(offered(&run), Some("I10"), "where the notes are");
    run.hear(Event::Cash(CashEvent::Cash { attempt: attempt(), place: CashPlace::Taken }));
    assert_eq!(offered(&run), None);
    // A debit that a restart finds, and that the terminal cannot tell about; and the word of staff about it, until it is durable.
    let mut run = Run::found_open();
    assert_eq!(offered(&run), Some("I10"), "whether the bank debited");
    run.hear_only(Event::StaffDecided(says(StaffVerdict::NotCharged)));
    assert!(run.atm.state().unresolved().is_empty());
    assert_eq!(offered(&run), Some("I10"), "what staff said is not durable");
    let key = WriteKey::StaffResolved(attempt(), StaffMatter::Payment);
    run.hear(Event::Written(Written { key, seq: 9, stan: None, number: None }));
    assert_eq!(offered(&run), None);
}

#[test]
fn a_decision_that_nobody_handed_in_is_seen() {
    let end = StaffEnd::GivenUp;
    let forged = Effect::Record(Entry::StaffResolved { decision: says(StaffVerdict::NotCharged), end });
    assert_eq!(Run::found_open().wants(&[], &[forged]), Some("I10"));
}

fn says(verdict: StaffVerdict) -> StaffDecision {
    StaffDecision::new(attempt(), verdict, "Ada", "the bank says so").expect("a decision")
}

#[test]
fn what_stays_of_a_customer_is_seen() {
    let mut run = Run::start();
    run.tap(Intent::Speak(Language::new("en").expect("a language")));
    assert_eq!(run.wants(&[Bend::WasSession], &[]), Some("C7"));
}

#[test]
fn what_a_restart_forgets_is_seen() {
    let mut run = Run::start();
    let intent = Run::asked().effect(|effect| matches!(effect, Effect::Record(Entry::Cash(_))));
    let Effect::Record(Entry::Cash(CashEntry::Intent { locked, .. })) = intent else { panic!("{intent:?} is no intent") };
    let locked = *locked;
    let open = vec![OpenWithdrawal { locked, attempt: attempt(), stan: Stan(1), approved: None }];
    let found = WithdrawalsFound { open, ..WithdrawalsFound::default() };
    // The machine has started already and refuses to start again: nothing was taken up.
    let event = Event::Boot(Box::new(found));
    let outcome: Result<Effects, Rejection> = Ok(Effects::none());
    let violation = run.witness.observe(run.now, &event, &outcome, &run.atm).expect_err("nobody took it up");
    assert_eq!(violation.id, "C8");
}

#[test]
fn a_customer_who_waits_too_long_is_seen() {
    let mut run = Run::asked();
    let long_before = Now { at: Timestamp(1), ..run.now };
    assert!(run.atm.next_deadline().is_some_and(|deadline| deadline.since(long_before.at) > Millis::from_secs(600)));
    let outcome: Result<Effects, Rejection> = Ok(Effects::none());
    let violation = run.witness.observe(long_before, &Event::Tick, &outcome, &run.atm).expect_err("too long");
    assert_eq!(violation.id, "C9");
}
