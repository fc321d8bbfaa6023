//! What every terminal does, one promise a test. Where terminals differ their profile says so, and the test reads it there.

use cardlast::fake::SeededIds;
use cardlast::id::{AttemptId, Rrn, Stan};
use cardlast::machine::checkout::{Checkout, CheckoutEffect, CheckoutEvent, CheckoutPolicy, Stage as Step};
use cardlast::payment::{
    ApprovalFacts, Confirmation, LookUpAnswer, TerminalCommand, TerminalEvent, TerminalHealth, TerminalTap, Trouble,
};
use cardlast::port::IdSource as _;
use cardlast::time::Millis;

use super::stage::{CANDIDATES, Candidate, Fault, charges};
use super::till::{End, Till, Wish, assert_agreed, assert_agreed_since, confirm, locked, settle};

const SMALL: i64 = 990;

/// So much that a tap is not enough.
const LARGE: i64 = 7_850;

const TAP: &[TerminalTap] = &[TerminalTap::TapCard];
/// A card that is put in, and taken out at the end.
pub const CODE: &[TerminalTap] = &[
    TerminalTap::InsertCard,
    TerminalTap::Digit(1),
    TerminalTap::Digit(2),
    TerminalTap::Digit(3),
    TerminalTap::Digit(4),
    TerminalTap::Enter,
    TerminalTap::RemoveCard,
];

fn each(test: impl Fn(&str, Till)) {
    for Candidate { name, make, .. } in CANDIDATES {
        test(name, Till::new(make()));
    }
}

fn candidate(name: &str) -> &'static Candidate {
    CANDIDATES.iter().find(|candidate| candidate.name == name).expect("it is one of them")
}

/// Asks, shows a card and waits for the approval.
fn approved(name: &str, till: &mut Till) -> ((AttemptId, Stan), ApprovalFacts) {
    let asked = till.ask(SMALL);
    wait_for_a_card(name, till, asked.0);
    till.tap(TerminalTap::TapCard);
    match till.answer() {
        Some(TerminalEvent::ApprovalOffered(facts)) => (asked, *facts),
        other => panic!("{name} approves: {other:?}"),
    }
}

fn wait_for_a_card(name: &str, till: &mut Till, attempt: AttemptId) {
    let wakes = till.until(|event| matches!(event, TerminalEvent::Progress { .. }));
    assert_eq!(wakes.and_then(|event| event.attempt()), Some(attempt), "{name} wakes");
}

#[test]
fn it_approves_what_was_asked_and_no_other_amount() {
    each(|name, mut till| {
        let ((attempt, stan), facts) = approved(name, &mut till);
        assert_eq!((facts.attempt, facts.amount.minor(), facts.stan), (attempt, SMALL, stan), "{name}");
        let before = charges(&till.stage.book()).len();
        assert_eq!(
            before,
            usize::from(!till.stage.profile().confirms),
            "{name}: money moves with the confirmation, if it has one"
        );
    });
}

#[test]
fn a_sale_by_tap_and_a_sale_by_code_end_charged_once() {
    for (cents, taps) in [(SMALL, TAP), (LARGE, CODE)] {
        each(|name, till| {
            let mut till = till.customer(taps);
            let end = till.sell(cents);
            assert!(matches!(end, End::Charged(_)), "{name}: {end:?}");
            settle(&mut till);
            assert_agreed(name, &end, &*till.stage, cents);
        });
    }
}

#[test]
fn a_confirmation_may_be_repeated() {
    each(|name, mut till| {
        let ((attempt, _), facts) = approved(name, &mut till);
        for _ in 0..3 {
            till.tell(confirm(attempt, facts.reference.clone(), Confirmation::Stored));
            let said = till.answer();
            let confirmed = TerminalEvent::Confirmed { attempt, reference: facts.reference.clone() };
            assert_eq!(said, Some(confirmed), "{name}");
        }
        assert_eq!(charges(&till.stage.book()).len(), 1, "{name}");
    });
}

#[test]
fn a_refusal_by_the_bank_has_a_reason() {
    each(|name, mut till| {
        till.tap(TerminalTap::Trouble(Trouble::Decline));
        let mut till = till.customer(TAP);
        let end = till.sell(SMALL);
        let End::NotCharged(cardlast::payment::NotCharged::Declined(decline)) = &end else { panic!("{name}: {end:?}") };
        assert_eq!(decline.reason, candidate(name).refusal, "{name}: {decline:?}");
        settle(&mut till);
        assert_agreed(name, &end, &*till.stage, SMALL);
    });
}

#[test]
fn the_customer_can_press_the_red_key() {
    each(|name, till| {
        let mut till = till.customer(&[TerminalTap::Cancel]);
        let end = till.sell(SMALL);
        assert_eq!(end, End::NotCharged(cardlast::payment::NotCharged::CancelledAtTerminal), "{name}");
        settle(&mut till);
        assert_agreed(name, &end, &*till.stage, SMALL);
    });
}

#[test]
fn the_kiosk_can_cancel_where_the_protocol_can_and_is_told_where_not() {
    each(|name, mut till| {
        let (attempt, _) = till.ask(SMALL);
        wait_for_a_card(name, &mut till, attempt);
        till.tell(TerminalCommand::Cancel { attempt });
        match till.answer() {
            Some(TerminalEvent::Cancelled { .. }) if candidate(name).cancels => {}
            Some(TerminalEvent::CancelTooLate { .. }) if !candidate(name).cancels => {
                // The payment's own answer rules: the customer pays after all, or walks away.
                let ended = till.answer();
                assert!(
                    matches!(ended, Some(TerminalEvent::NoCard { .. } | TerminalEvent::Declined { .. })),
                    "{name}: {ended:?}"
                );
            }
            other => panic!("{name}: {other:?}"),
        }
        settle(&mut till);
        assert!(charges(&till.stage.book()).is_empty(), "{name}");
    });
}

#[test]
fn a_cancel_that_comes_too_late_changes_nothing() {
    each(|name, mut till| {
        let (attempt, _) = till.ask(SMALL);
        wait_for_a_card(name, &mut till, attempt);
        till.tap(TerminalTap::TapCard);
        till.tell(TerminalCommand::Cancel { attempt });
        let said = till.answer();
        assert_eq!(said, Some(TerminalEvent::CancelTooLate { attempt }), "{name}");
        let said = till.answer();
        assert!(matches!(said, Some(TerminalEvent::ApprovalOffered(_))), "{name}: {said:?}");
    });
}

/// The bank says yes late, or when the kiosk no longer waits for it. Whether it is found in time, given back or settled by staff: never a charge
/// without an order or a person who knows.
#[test]
fn an_approval_that_comes_late_is_neither_lost_nor_counted_twice() {
    each(|name, mut till| {
        // Some look at what is arranged when a payment begins, some when a card is there.
        let late = TerminalTap::Trouble(Trouble::LateAnswer);
        till.tap(late);
        let mut till = till.customer(&[late, TerminalTap::TapCard]);
        let begun = till.now.at;
        let end = till.sell(SMALL);
        assert!(till.now.at.since(begun) >= Millis::from_secs(5), "{name}: it was late: {:?}", till.heard);
        settle(&mut till);
        assert_agreed(name, &end, &*till.stage, SMALL);
    });
}

#[test]
fn a_payment_without_a_card_ends_by_itself() {
    each(|name, mut till| {
        let end = till.sell(SMALL);
        assert!(matches!(end, End::NotCharged(_)), "{name}: {end:?}");
        settle(&mut till);
        assert_agreed(name, &end, &*till.stage, SMALL);
    });
}

#[test]
fn an_approval_that_cannot_be_stored_is_given_back_or_staff_are_called() {
    each(|name, till| {
        let mut till = till.customer(TAP).wish(Wish::FailToStore);
        let end = till.sell(SMALL);
        let profile = till.stage.profile();
        let is_back = matches!(end, End::NotCharged(_) | End::Reversed);
        assert!(is_back || (!profile.confirms && !profile.reverses && end == End::Staff), "{name}: {end:?}");
        settle(&mut till);
        assert_agreed(name, &end, &*till.stage, SMALL);
    });
}

#[test]
fn a_second_payment_at_once_is_refused_as_busy_and_the_first_goes_on() {
    each(|name, mut till| {
        let (first, _) = till.ask(SMALL);
        wait_for_a_card(name, &mut till, first);
        let (second, _) = till.ask(LARGE);
        assert_eq!(till.answer(), Some(TerminalEvent::Busy { attempt: second }), "{name}");
        till.tap(TerminalTap::TapCard);
        let said = till.answer();
        let approved = said.as_ref().and_then(TerminalEvent::approval).map(|facts| facts.attempt);
        assert_eq!(approved, Some(first), "{name}: {said:?}");
    });
}

#[test]
fn a_terminal_that_is_not_there_says_so_and_nothing_was_sent() {
    each(|name, mut till| {
        assert!(till.stage.arrange(Fault::NoConnection), "{name}");
        let (attempt, _) = till.ask(SMALL);
        assert_eq!(till.answer(), Some(TerminalEvent::Unreachable { attempt }), "{name}");
        assert!(till.stage.book().is_empty(), "{name}");
        assert!(till.stage.has_fired(), "{name}");
    });
}

#[test]
fn a_payment_that_was_never_asked_for_is_not_found() {
    each(|name, mut till| {
        let (attempt, stan) = till.attempt();
        till.tell(TerminalCommand::LookUp { attempt, stan });
        let said = till.answer();
        let Some(TerminalEvent::LookedUp { attempt: about, answer }) = said else { panic!("{name}: {said:?}") };
        assert_eq!(about, attempt, "{name}");
        // A protocol that knows only its last payment cannot tell of others.
        assert!(matches!(answer, LookUpAnswer::NotFound | LookUpAnswer::CannotTell), "{name}: {answer:?}");
        assert!(till.stage.book().is_empty(), "{name}");
    });
}

#[test]
fn whatever_is_found_after_a_crash_is_what_happened() {
    each(|name, _| {
        let candidate = CANDIDATES.iter().find(|candidate| candidate.name == name).expect("it is one of them");
        // A terminal that has nothing to tell of cannot be told from one that forgot: somebody has paid before.
        let begin = || {
            let mut till = Till::new((candidate.make)());
            let first = till.customer_pays();
            assert!(matches!(first, End::Charged(_)), "{name}: {first:?}");
            settle(&mut till);
            till.heard.clear();
            till.put_taps(CODE);
            till
        };
        // As many crashes as there are events in a sale.
        let count = {
            let mut till = begin();
            till.sell(LARGE);
            till.heard.len()
        };
        let mut ends = Vec::new();
        for crash in 1..=count {
            let mut till = begin().wish(Wish::CrashAfter(crash));
            let end = till.sell(LARGE);
            settle(&mut till);
            assert_agreed_since(1, &format!("{name}, crash after event {crash} of {count}"), &end, &*till.stage, LARGE);
            if till.stage.profile().looks_up {
                assert_ne!(end, End::Staff, "{name}, crash after event {crash}: it can be asked");
            }
            ends.push(end);
        }
        assert!(count >= 2, "{name} tells of a sale: {count}");
        assert!(!ends.is_empty(), "{name}");
    });
}

#[test]
fn a_payment_can_be_taken_back_and_asking_twice_does_it_once() {
    each(|name, mut till| {
        let ((attempt, stan), facts) = approved(name, &mut till);
        till.tell(confirm(attempt, facts.reference.clone(), Confirmation::Stored));
        assert!(matches!(till.answer(), Some(TerminalEvent::Confirmed { .. })), "{name}");
        let reverses = till.stage.profile().reverses;
        for _ in 0..2 {
            till.tell(TerminalCommand::Reverse { attempt, reference: facts.reference.clone(), amount: facts.amount });
            let reference = facts.reference.clone();
            let expected = if reverses {
                TerminalEvent::Reversed { attempt, reference }
            } else {
                TerminalEvent::ReversalRefused { attempt, reference }
            };
            assert_eq!(till.answer(), Some(expected), "{name}");
        }
        assert_eq!(charges(&till.stage.book()).len(), usize::from(!reverses), "{name}");
        till.tell(TerminalCommand::LookUp { attempt, stan });
        let said = till.answer();
        let Some(TerminalEvent::LookedUp { answer, .. }) = said else { panic!("{name}: {said:?}") };
        if reverses {
            assert!(!matches!(answer, LookUpAnswer::Approved(_)), "{name}: what was taken back is not found as paid");
        }
    });
}

#[test]
fn a_payment_that_never_was_cannot_be_taken_back() {
    each(|name, mut till| {
        let ((attempt, _), facts) = approved(name, &mut till);
        till.tell(confirm(attempt, facts.reference.clone(), Confirmation::Stored));
        drop(till.answer());
        let (stranger, _) = till.attempt();
        let reference = Rrn("none".to_owned());
        till.tell(TerminalCommand::Reverse { attempt: stranger, reference: reference.clone(), amount: facts.amount });
        assert_eq!(till.answer(), Some(TerminalEvent::ReversalRefused { attempt: stranger, reference }), "{name}");
        assert_eq!(charges(&till.stage.book()).len(), 1, "{name}: the other payment stands");
    });
}

#[test]
fn the_day_can_be_closed() {
    each(|name, mut till| {
        let till_end = till.customer_pays();
        assert!(matches!(till_end, End::Charged(_)), "{name}");
        till.tell(TerminalCommand::Reconcile);
        assert_eq!(till.answer(), Some(TerminalEvent::Reconciled), "{name}");
    });
}

#[test]
fn it_says_whether_it_is_there() {
    each(|name, mut till| {
        till.tell(TerminalCommand::Health);
        let ready = |event: &TerminalEvent| matches!(event, TerminalEvent::Health(TerminalHealth::Ready));
        assert!(till.until(ready).is_some(), "{name} is there: {:?}", till.heard);
    });
}

impl Till {
    fn customer_pays(&mut self) -> End {
        self.put_taps(TAP);
        self.sell(SMALL)
    }
}

#[test]
fn what_is_stored_as_paid_needs_no_word_of_a_terminal_that_cannot_say() {
    let mut till = Till::new((candidate("caisse-ap").make)());
    let ((attempt, stan), facts) = approved("caisse-ap", &mut till);
    let policy = CheckoutPolicy { terminal_confirms: false, ..CheckoutPolicy::default() };
    let subject = locked(SeededIds::new(1).mint().into(), SMALL, till.now);
    for (age, charged) in [(Millis::from_secs(10), true), (Millis::from_secs(1_000), false)] {
        let (mut checkout, _) =
            Checkout::resume(subject.clone(), attempt, stan, Some(facts.clone()), Some(age), till.now.at, &policy);
        let told = TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::CannotTell };
        let wanted = checkout.step(till.now.at, CheckoutEvent::Terminal(told), &policy).expect("it is heard");
        assert_eq!(matches!(checkout.stage(), Step::Charged { .. }), charged, "after {age:?}: {:?}", checkout.stage());
        let calls_staff = wanted.iter().any(|effect| matches!(effect, CheckoutEffect::RecordAlarm(..)));
        assert_eq!(calls_staff, !charged, "after {age:?}: {wanted:?}");
    }
}
