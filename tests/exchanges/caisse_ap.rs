//! Caisse-AP.

use std::collections::BTreeSet;

use cardlast::device::caisse_ap::{CaisseApEmulator, CaisseApExchange, CaisseApFault, CaisseApSetup};
use cardlast::device::{Emulator as _, FaultKind as _, StreamHeard, StreamNews, StreamOrder, StreamSaid};
use cardlast::id::TerminalId;
use cardlast::payment::{AlarmReason, DeclineReason, NotCharged, TerminalCommand, TerminalTap, Trouble};
use cardlast::time::Millis;

use crate::till::{Customer, End, Plan, Till, Wire, forgets, inserts, nobody, refuses, taps};

/// A connection in memory.
#[derive(Default)]
pub struct Stream {
    open: bool,
}

impl Wire<StreamOrder, StreamNews, StreamHeard, StreamSaid> for Stream {
    fn order(&mut self, order: StreamOrder) -> (Vec<StreamHeard>, Vec<StreamNews>) {
        match order {
            StreamOrder::Connect => {
                let before = std::mem::replace(&mut self.open, true).then_some(StreamHeard::Closed);
                (before.into_iter().chain([StreamHeard::Connected]).collect(), vec![StreamNews::Connected])
            }
            StreamOrder::Send(bytes) if self.open => (vec![StreamHeard::Bytes(bytes)], vec![]),
            StreamOrder::Close if self.open => {
                self.open = false;
                (vec![StreamHeard::Closed], vec![])
            }
            StreamOrder::Send(_) | StreamOrder::Close => (vec![], vec![]),
        }
    }

    fn said(&mut self, said: StreamSaid) -> Vec<StreamNews> {
        match said {
            StreamSaid::Bytes(bytes) if self.open => vec![StreamNews::Bytes(bytes)],
            StreamSaid::Close if self.open => {
                self.open = false;
                vec![StreamNews::Closed]
            }
            StreamSaid::Bytes(_) | StreamSaid::Close => vec![],
        }
    }

    fn gone(&mut self) -> Vec<StreamHeard> {
        if self.open { vec![StreamHeard::Closed] } else { vec![] }
    }
}

type Pair = Till<CaisseApExchange, CaisseApEmulator, Stream>;

fn setup() -> CaisseApSetup {
    CaisseApSetup {
        id: TerminalId("tpe".to_owned()),
        register: "01".to_owned(),
        register_id: "012345678901".to_owned(),
        payment_within: Millis::from_secs(120),
        simulated: true,
    }
}

fn till(plan: &[CaisseApFault], customer: Customer) -> Pair {
    let mut emulator = CaisseApEmulator::default();
    assert!(plan.iter().all(|fault| emulator.plan(fault.key())), "all can be planned");
    Till::new(|_| CaisseApExchange::new(setup()), emulator, customer)
}

#[test]
fn a_card_is_charged_and_the_answer_says_how_it_was_read() {
    for (customer, cents, entry) in [(taps as Customer, 1_250, "contactless"), (inserts, 8_990, "chip-and-pin")] {
        let mut till = till(&[], customer);
        let end = till.pay(cents, Plan::default());
        let End::Charged(facts) = end else { panic!("{end:?}\n{}", till.story()) };
        assert_eq!((facts.entry.key(), facts.scheme.0.as_str(), facts.auth_code.as_str()), (entry, "CB", "042001"));
        assert_eq!(facts.card.map(|card| card.last_four()).as_deref(), Some("4242"));
        assert_eq!(facts.reference.0, "K000001A042001");
    }
}

#[test]
fn every_end_without_a_charge_has_its_reason() {
    let declined = |till: &mut Pair| match till.pay(1_250, Plan::default()) {
        End::NotCharged(NotCharged::Declined(decline)) => (decline.reason, decline.code),
        other => panic!("{other:?}\n{}", till.story()),
    };
    let mut poor = till(&[], taps);
    poor.emulator.tap(poor.now, TerminalTap::Trouble(Trouble::Decline));
    assert_eq!(declined(&mut poor), (DeclineReason::Refused, "04".to_owned()));
    assert_eq!(declined(&mut till(&[], forgets)), (DeclineReason::Refused, "04".to_owned()));
    assert_eq!(till(&[], refuses).pay(1_250, Plan::default()), End::NotCharged(NotCharged::CancelledAtTerminal));
    assert_eq!(till(&[], nobody).pay(1_250, Plan::default()), End::NotCharged(NotCharged::NoCard));
}

#[test]
fn the_kiosk_cannot_cancel_what_the_terminal_has_and_the_red_key_can() {
    let mut till = till(&[], nobody);
    let end = till.pay(1_250, Plan { cancel_after: Some(Millis::from_secs(5)), ..Plan::default() });
    assert_eq!(end, End::NotCharged(NotCharged::NoCard));
    assert_eq!(till.heard("cancel-too-late"), 1);
}

/// What each fault must come to, with a customer who pays.
const fn comes_to(fault: CaisseApFault) -> &'static str {
    use CaisseApFault as F;
    match fault {
        // Not a wrong answer at all.
        F::SplitAnswer | F::ByteByByte | F::SplitBehindResult | F::Twice => "charged",
        // In time to be accepted.
        F::LateAnswer => "charged",
        F::DropBefore
        | F::DropAfter
        | F::DropAtAnswer
        | F::HalfAnswer
        | F::Silence
        | F::Garbage
        | F::OtherAmount
        | F::OtherAction
        | F::OtherPayment
        | F::OnlyTaken => "staff",
    }
}

#[test]
fn every_fault_fires_and_ends_charged_or_with_staff_and_never_twice() {
    let mut fired = BTreeSet::new();
    for fault in CaisseApFault::ALL.iter().copied() {
        let mut till = till(&[fault], taps);
        let end = till.pay(1_250, Plan::default());
        match (comes_to(fault), &end) {
            ("charged", End::Charged(_)) | ("staff", End::Staff(AlarmReason::CannotTell)) => {}
            (expected, _) => panic!("{fault:?}: {end:?}, expected {expected}\n{}", till.story()),
        }
        assert_eq!(till.emulator.fired(), [fault.key()], "it has happened");
        assert!(till.emulator.book().len() <= 1, "nothing is tried again by itself: {:?}", till.emulator.book());
        fired.insert(fault);
        // After staff have settled it the terminal takes the next payment as if nothing had been.
        let next = till.pay(990, Plan::default());
        assert!(matches!(next, End::Charged(_)), "after {fault:?}: {next:?}\n{}", till.story());
    }
    assert_eq!(fired.len(), CaisseApFault::ALL.len());
}

#[test]
fn a_crash_before_any_act_leaves_a_book_that_agrees_or_calls_staff() {
    let (mut staff, mut known) = (0, 0);
    for customer in [taps as Customer, refuses, nobody] {
        for act in 0.. {
            let mut till = till(&[], customer);
            let end = till.pay(1_250, Plan { crash_before: Some(act), ..Plan::default() });
            if !till.crashed {
                assert!(act > 3, "there are some acts to crash before");
                break;
            }
            match end {
                End::Staff(AlarmReason::CannotTell) => staff += 1,
                End::Charged(_) | End::NotCharged(_) => known += 1,
                other => panic!("{other:?}\n{}", till.story()),
            }
        }
    }
    // Nothing can be asked after a restart; what was durable before it is known.
    assert!(staff >= 9 && known >= 3, "{staff} to staff, {known} known");
}

#[test]
fn an_approval_that_cannot_be_stored_goes_to_staff_because_it_cannot_be_taken_back() {
    let mut till = till(&[], taps);
    let end = till.pay(1_250, Plan { approval_is_not_stored: true, ..Plan::default() });
    assert_eq!(end, End::Staff(AlarmReason::ReversalRefused));
}

#[test]
fn a_line_that_is_down_is_seen_and_nothing_is_charged() {
    let mut till = till(&[], taps);
    assert!(till.ask(TerminalCommand::Health, Millis::from_secs(20)).contains_key("health"));
    till.emulator.tap(till.now, TerminalTap::Trouble(Trouble::LineDown));
    // Here the network still opens connections, and drops them: the question may have been heard.
    assert_eq!(till.pay(1_250, Plan::default()), End::Staff(AlarmReason::CannotTell));
    assert!(till.charged().is_empty());
}

#[test]
fn there_is_no_batch_to_close() {
    let mut till = till(&[], taps);
    assert!(till.ask(TerminalCommand::Reconcile, Millis(1)).contains_key("reconciled"));
}
