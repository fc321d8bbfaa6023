//! ZVT.

use std::collections::BTreeSet;

use cardlast::device::zvt::{ZvtEmulator, ZvtExchange, ZvtFault, ZvtSetup};
use cardlast::device::{Emulator as _, FaultKind as _};
use cardlast::id::TerminalId;
use cardlast::money::Currency;
use cardlast::payment::{AlarmReason, DeclineReason, NotCharged, SlipCopy, TerminalCommand, TerminalTap, Trouble};
use cardlast::time::Millis;

use crate::caisse_ap::Stream;
use crate::till::{Customer, End, Plan, Till, forgets, inserts, nobody, refuses, taps};

type Pair = Till<ZvtExchange, ZvtEmulator, Stream>;

pub fn setup(terminal_prints: bool) -> ZvtSetup {
    ZvtSetup {
        id: TerminalId("pt".to_owned()),
        password: [0; 3],
        terminal_prints,
        currency: Currency::EUR,
        answer_within: Millis::from_secs(5),
        payment_within: Millis::from_secs(180),
        simulated: true,
    }
}

/// A terminal at which somebody has paid before, whose next payments go wrong as planned.
fn till(plan: &[ZvtFault], customer: Customer) -> Pair {
    let mut till = Till::new(|note| ZvtExchange::new(setup(false), note), ZvtEmulator::default(), customer);
    let paying: Customer = taps;
    let wanted = std::mem::replace(&mut till.customer, paying);
    let first = till.pay(500, Plan::default());
    assert!(matches!(first, End::Charged(_)), "{first:?}\n{}", till.story());
    till.customer = wanted;
    (till.slips, till.events) = (Vec::new(), std::collections::BTreeMap::new());
    assert!(plan.iter().all(|fault| till.emulator.plan(fault.key())), "all can be planned");
    till
}

#[test]
fn a_card_is_charged_and_both_slips_come_before_the_end() {
    for (customer, cents, entry) in [(taps as Customer, 1_250, "contactless"), (inserts, 8_990, "chip-and-pin")] {
        let mut till = till(&[], customer);
        let end = till.pay(cents, Plan::default());
        let End::Charged(facts) = end else { panic!("{end:?}\n{}", till.story()) };
        assert_eq!((facts.entry.key(), facts.scheme.0.as_str(), facts.auth_code.as_str()), (entry, "Demo", "042002"));
        assert_eq!(facts.card.map(|card| card.last_four()).as_deref(), Some("4242"));
        assert_eq!(facts.reference.0, "T52500006R2N2");
        let copies: Vec<_> = till.slips.iter().map(|slip| slip.copy()).collect();
        assert_eq!(copies, [SlipCopy::Merchant, SlipCopy::Customer]);
        assert!(till.slips[1].lines().iter().any(|line| line.contains("Kundenbeleg")), "{:?}", till.slips);
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
    assert_eq!(declined(&mut poor), (DeclineReason::InsufficientFunds, "51".to_owned()));
    assert_eq!(declined(&mut till(&[], forgets)), (DeclineReason::WrongPin, "75".to_owned()));
    for (customer, why) in [(refuses as Customer, NotCharged::CancelledAtTerminal), (nobody, NotCharged::CancelledAtTerminal)] {
        assert_eq!(till(&[], customer).pay(1_250, Plan::default()), End::NotCharged(why));
    }
    let cancel = Plan { cancel_after: Some(Millis::from_secs(5)), ..Plan::default() };
    assert_eq!(till(&[], nobody).pay(1_250, cancel), End::NotCharged(NotCharged::CancelledHere));
}

/// What each fault must come to, with a customer who pays; and where more than one thing is right, all of them.
const fn comes_to(fault: ZvtFault) -> &'static [&'static str] {
    use ZvtFault as F;
    match fault {
        // Nothing is wrong with the payment.
        F::ByteByByte
        | F::Merged
        | F::StatusTwice
        | F::SecondReceipt
        | F::UnknownField
        | F::LengthWithoutF
        | F::NoAmount
        | F::StatusInRegistration
        | F::NotRegistered
        | F::ReversalDropsAfter
        | F::ReversalRefused
        // Nobody cancels.
        | F::ApprovalRacesAbort
        | F::AbortTooLate => &["charged"],
        // Looked up: it stands.
        F::DropAfterConfirmation | F::DropBeforeCompletion | F::NoCompletion => &["charged"],
        // Looked up: it was taken back, or never stored.
        F::DropAfterAccept
        | F::DropBeforeStatus
        | F::DropAfterStatus
        | F::SilentAccept
        | F::LateStatus
        | F::BusyForAWhile
        | F::AnswerLost
        | F::NoStatus
        | F::Garbage
        | F::LateAccept => &["not charged", "charged"],
        F::DropBeforeAccept => &["not charged"],
        // Never begun.
        F::Busy | F::WantsEndOfDay => &["not charged"],
        // The amount is another one, or may be.
        F::OtherAmount | F::UnknownFieldFirst => &["not charged", "reversed"],
        // What the terminal tells proves nothing.
        F::ReceiptNothing | F::ReceiptOtherAmount | F::ClockBehind => &["staff"],
        // Kept until the next command: its last receipt is found, and stands by the number that we mirror from then on.
        F::KeepsUnanswered => &["charged", "staff", "not charged"],
    }
}

fn kind(end: &End) -> &'static str {
    match end {
        End::Charged(_) => "charged",
        End::NotCharged(_) => "not charged",
        End::Reversed => "reversed",
        End::Staff(_) => "staff",
        End::Asking => "asking",
    }
}

#[test]
fn every_fault_fires_the_books_agree_and_the_next_customer_can_pay() {
    let mut fired = BTreeSet::new();
    for fault in ZvtFault::ALL.iter().copied() {
        // Some show only when somebody cancels, or when the kiosk cannot store the approval.
        let plan = match fault {
            ZvtFault::ApprovalRacesAbort | ZvtFault::AbortTooLate => {
                Plan { cancel_after: Some(Millis::from_secs(3)), ..Plan::default() }
            }
            _ => Plan::default(),
        };
        let mut till = till(&[fault], if plan.cancel_after.is_some() { late as Customer } else { taps });
        let end = till.pay(1_250, plan);
        let expected = comes_to(fault);
        let is_undo = matches!(fault, ZvtFault::ReversalDropsAfter | ZvtFault::ReversalRefused);
        assert!(expected.contains(&kind(&end)), "{fault:?}: {end:?}, expected {expected:?}\n{}", till.story());
        if is_undo {
            continue;
        }
        assert!(till.emulator.fired().contains(&fault.key()), "{fault:?} has happened\n{}", till.story());
        fired.insert(fault);
        // Staff have settled what had to be settled; the next customer pays as if nothing had been.
        till.customer = taps;
        let next = till.pay(990, Plan::default());
        assert!(matches!(next, End::Charged(_)), "after {fault:?}: {next:?}\n{}", till.story());
    }
    assert_eq!(fired.len() + 2, ZvtFault::ALL.len());
}

/// Pays when the kiosk has already been asked to cancel.
fn late(face: cardlast::payment::FaceDisplay) -> &'static [TerminalTap] {
    nobody(face)
}

#[test]
fn what_was_charged_is_taken_back_although_the_line_drops_and_staff_hear_where_it_is_refused() {
    for (fault, expected) in [(ZvtFault::ReversalDropsAfter, true), (ZvtFault::ReversalRefused, false)] {
        let mut till = till(&[fault], taps);
        let End::Charged(facts) = till.pay(1_250, Plan::default()) else { panic!("{}", till.story()) };
        let (attempt, reference, amount) = (facts.attempt, facts.reference.clone(), facts.amount);
        let back = TerminalCommand::Reverse { attempt, reference, amount };
        let mut said = till.ask(back.clone(), Millis::from_secs(30));
        if fault == ZvtFault::ReversalDropsAfter {
            assert!(!said.contains_key("reversed"), "the line dropped: {said:?}");
            said = till.ask(back, Millis::from_secs(30));
        }
        let name = if expected { "reversed" } else { "reversal-refused" };
        assert!(said.contains_key(name), "{fault:?}: {said:?}\n{}", till.story());
        assert_eq!(till.emulator.fired(), [fault.key()]);
        assert_eq!(till.charged().len(), if expected { 1 } else { 2 }, "{:?}", till.charged());
    }
}

#[test]
fn a_crash_before_any_act_is_found_out_from_the_note() {
    let (mut staff, mut known) = (0, 0);
    for customer in [taps as Customer, inserts, refuses, nobody] {
        for act in 0.. {
            let mut till = till(&[], customer);
            let cents = if act % 2 == 0 { 1_250 } else { 8_990 };
            let end = till.pay(cents, Plan { crash_before: Some(act), ..Plan::default() });
            if !till.crashed {
                assert!(act > 6, "there are some acts to crash before");
                break;
            }
            match end {
                // Before the note of this payment stands nobody can tell it from one that the note forgot.
                End::Staff(AlarmReason::CannotTell) => staff += 1,
                End::Charged(_) | End::NotCharged(_) => known += 1,
                End::Staff(_) | End::Reversed | End::Asking => panic!("{end:?}\n{}", till.story()),
            }
        }
    }
    println!("{known} known, {staff} to staff");
    assert!(known >= 30 && staff * 10 <= known, "{staff} to staff, {known} known");
}

#[test]
fn an_approval_that_cannot_be_stored_is_given_back() {
    let mut till = till(&[], taps);
    let end = till.pay(1_250, Plan { approval_is_not_stored: true, ..Plan::default() });
    assert_eq!(end, End::NotCharged(NotCharged::TakenBack), "{}", till.story());
}

#[test]
fn a_terminal_that_comes_back_is_noticed_without_being_asked() {
    let mut till = till(&[], taps);
    till.emulator.tap(till.now, TerminalTap::Trouble(Trouble::LineDown));
    let gone = till.ask(TerminalCommand::Health, Millis::from_secs(20));
    assert!(gone.contains_key("health"), "{gone:?}");
    till.emulator.tap(till.now, TerminalTap::Trouble(Trouble::None));
    let back = till.ask(TerminalCommand::Cancel { attempt: till.stranger() }, Millis::from_secs(60));
    assert!(back.contains_key("health"), "{back:?}");
}

#[test]
fn the_day_is_closed_and_what_follows_is_told_apart() {
    let mut till = till(&[], taps);
    assert!(till.ask(TerminalCommand::Reconcile, Millis::from_secs(30)).contains_key("reconciled"));
    assert!(matches!(till.pay(1_250, Plan::default()), End::Charged(_)), "{}", till.story());
}
