//! ZVT: what can go wrong in that protocol, payment by payment, between the shipped checkout and a terminal with a book of its own.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cardlast::device::zvt::{ZvtEmulator, ZvtExchange, ZvtFault};
use cardlast::device::{
    Act, BookLine, Exchange as _, ExchangeTerminal, FaultKind as _, NoteFile, StreamNews, StreamOrder, StreamServer, SystemClock,
    TcpLine,
};
use cardlast::fake::SeededIds;
use cardlast::id::{AttemptId, OrderId, Stan};
use cardlast::payment::{
    Confirmation, LookUpAnswer, NotCharged, PaymentRequest, Progress, SlipCopy, TerminalCommand, TerminalEvent, TerminalTap,
    Trouble,
};
use cardlast::port::{Clock as _, IdSource as _, PaymentTerminal as _, Waker};
use cardlast::time::Millis;

use super::contract::CODE;
use super::stage::{Deed, Fate, Habit, Stage as _, StreamStage, charges, zvt, zvt_setup};
use super::till::{End, Till, Wish, assert_agreed, confirm, locked, settle};

fn planned(habit: Habit, kiosk_prints: bool, fault: ZvtFault) -> StreamStage<ZvtExchange, ZvtEmulator> {
    let mut stage = zvt(habit, kiosk_prints);
    stage.plan(Some(fault.key()));
    stage
}

/// What a fault must come to with a customer who pays: one of these ends.
const fn comes_to(fault: ZvtFault, habit: Habit) -> &'static [&'static str] {
    use ZvtFault as F;
    const CHARGED: &[&str] = &["charged"];
    const NOT: &[&str] = &["not charged"];
    match (fault, habit) {
        (
            F::DropAfterConfirmation
            | F::DropBeforeCompletion
            | F::NoCompletion
            | F::ByteByByte
            | F::Merged
            | F::ResultTwice
            | F::UnknownField
            | F::PlainLengths
            | F::ResultAtRegistration
            | F::ClockBehind
            | F::ClockFarBehind
            | F::NoAmount
            | F::WrongCodeFirst
            | F::PreviousFirst
            | F::StrangeCommand
            // They need a customer who cancels, and one who does not sees nothing of them.
            | F::CancelRace
            | F::CancelRefused,
            _,
        ) => CHARGED,
        (
            F::DropBeforeAnswer | F::NamelessResult | F::BusyAtFirst | F::OtherAmount | F::NoResult,
            _,
        ) => NOT,
        (
            F::DropAfterAnswer
            | F::DropBeforeResult
            | F::DropAfterResult
            | F::RepeatPrevious
            | F::BusyAfterwards
            | F::LateAnswer
            | F::LateResult
            | F::Garbage,
            Habit::TakesBack,
        ) => NOT,
        // It stands at the terminal: taken if it is found in time, else given back.
        (
            F::DropAfterAnswer
            | F::DropBeforeResult
            | F::DropAfterResult
            | F::RepeatPrevious
            | F::BusyAfterwards
            | F::LateAnswer
            | F::LateResult
            | F::Garbage,
            Habit::Keeps,
        ) => &["charged", "reversed", "not charged"],
        (F::RepeatNothing | F::RepeatOtherAmount, _) => &["staff"],
    }
}

fn kind(end: &End) -> &'static str {
    match end {
        End::Charged(_) => "charged",
        End::NotCharged(_) => "not charged",
        End::Reversed => "reversed",
        End::Staff => "staff",
    }
}

const CENTS: i64 = 990;
const HABITS: [(Habit, bool); 3] = [(Habit::TakesBack, true), (Habit::TakesBack, false), (Habit::Keeps, true)];

#[test]
fn whatever_the_terminal_does_both_books_say_the_same_or_people_are_called() {
    let mut seen = BTreeSet::new();
    for (habit, kiosk_prints) in HABITS {
        for fault in ZvtFault::ALL {
            for wish in [Wish::Nothing, Wish::FailToStore, Wish::CancelAfter(2), Wish::CrashAfter(2), Wish::CrashAfter(4)] {
                let stage = planned(habit, kiosk_prints, *fault);
                let mut till = Till::new(Box::new(stage)).customer(&[TerminalTap::TapCard]).wish(wish);
                let what = format!("{}, {habit:?}, kiosk prints {kiosk_prints}, {wish:?}", fault.key());
                let end = till.sell(CENTS);
                let wrong = till.stage.went_wrong();
                settle(&mut till);
                assert_agreed(&what, &end, &*till.stage, CENTS);
                seen.extend(wrong);
                if wish == Wish::Nothing {
                    assert!(comes_to(*fault, habit).contains(&kind(&end)), "{what}: {end:?}, heard {:?}", till.heard);
                }
                if end == End::Staff {
                    continue;
                }
                // The next customer does not suffer.
                let mut till = till.wish(Wish::Nothing).customer(&[TerminalTap::TapCard]);
                let next = till.sell(CENTS + 10);
                assert_eq!(kind(&next), "charged", "{what}, then one more: {next:?}, heard {:?}", till.heard);
                let paid = charges(&till.stage.book()).len();
                assert_eq!(paid, 1 + usize::from(kind(&end) == "charged"), "{what}, both books after one more");
            }
        }
    }
    let missed: Vec<_> = ZvtFault::KEYS.iter().filter(|key| !seen.contains(*key)).collect();
    assert!(missed.is_empty(), "never happened: {missed:?}");
}

/// Somebody pays, whatever goes wrong with it; the next customer wants the same dish and presses the red key while the line is down. The
/// terminal repeats the first customer's receipt, and that one must not pay for two.
#[test]
fn what_one_customer_paid_is_never_taken_for_the_next_ones() {
    let mut ends = BTreeSet::new();
    for (habit, kiosk_prints) in HABITS {
        for fault in ZvtFault::ALL {
            let stage = planned(habit, kiosk_prints, *fault);
            let mut till = Till::new(Box::new(stage)).customer(&[TerminalTap::TapCard]);
            let first = till.sell(CENTS);
            settle(&mut till);
            let paid = charges(&till.stage.book()).len();
            till.stage.plan(Some(ZvtFault::DropAfterAnswer.key()));
            let mut till = till.customer(&[TerminalTap::Cancel]);
            let second = till.sell(CENTS);
            settle(&mut till);
            let what = format!("{}, {habit:?}, kiosk prints {kiosk_prints}: {first:?}, then {second:?}", fault.key());
            assert_eq!(charges(&till.stage.book()).len(), paid, "{what}: nobody held a card to it");
            assert!(matches!(second, End::NotCharged(_) | End::Staff), "{what}, heard {:?}", till.heard);
            ends.insert((kind(&first), kind(&second)));
        }
    }
    for first in ["charged", "not charged", "staff"] {
        assert!(ends.contains(&(first, "not charged")), "{ends:?}");
    }
}

#[test]
fn slips_of_both_are_handed_over_before_the_payment_is_confirmed() {
    let mut till = Till::new(Box::new(zvt(Habit::TakesBack, true))).customer(&[TerminalTap::TapCard]);
    let end = till.sell(CENTS);
    assert_eq!(kind(&end), "charged");
    let slip = |event: &TerminalEvent| if let TerminalEvent::CardSlip(slip) = event { Some(slip.clone()) } else { None };
    let names: Vec<_> =
        till.heard.iter().map(TerminalEvent::name).filter(|name| ["card-slip", "confirmed"].contains(name)).collect();
    assert_eq!(names, ["card-slip", "card-slip", "confirmed"]);
    let slips: Vec<_> = till.heard.iter().filter_map(slip).collect();
    let copies: Vec<_> = slips.iter().map(|slip| slip.copy()).collect();
    assert_eq!(copies, [SlipCopy::Merchant, SlipCopy::Customer]);
    let lines = |copy: SlipCopy| slips.iter().find(|slip| slip.copy() == copy).map(|slip| slip.lines().join("\n"));
    let customer = lines(SlipCopy::Customer).expect("the customer's");
    assert!(customer.contains("Betrag EUR 9,90") && customer.contains("4242"), "{customer}");
}

/// The line is lost between the word "it stands" and the completion. A terminal that prints by itself has gone on, so it has that word: the
/// payment is confirmed. One whose slips the kiosk prints may wait for the answer to the last of them: it is asked.
#[test]
fn a_payment_stands_without_its_completion_once_the_terminal_has_gone_on() {
    // The card stays in until the terminal asks for it to be taken out.
    let (_, left_in) = CODE.split_last().expect("taps");
    for (kiosk_prints, fault, asks) in [
        (false, ZvtFault::DropBeforeCompletion, false),
        (false, ZvtFault::NoCompletion, false),
        (true, ZvtFault::DropBeforeCompletion, true),
        (true, ZvtFault::NoCompletion, true),
        // Nothing was heard after our word.
        (false, ZvtFault::DropAfterConfirmation, true),
    ] {
        let mut till = Till::new(Box::new(planned(Habit::TakesBack, kiosk_prints, fault))).customer(left_in);
        let end = till.sell(CENTS);
        let what = format!("{}, kiosk prints {kiosk_prints}, heard {:?}", fault.key(), till.heard);
        assert_eq!(till.stage.went_wrong(), [fault.key()], "{what}");
        assert_eq!(kind(&end), "charged", "{what}");
        let says_unknown = till.heard.iter().any(|event| matches!(event, TerminalEvent::Unknown { .. }));
        let confirms = till.heard.iter().any(|event| matches!(event, TerminalEvent::Confirmed { .. }));
        assert!(says_unknown == asks && confirms, "{what}");
        assert_agreed(&what, &end, &*till.stage, CENTS);
    }
}

#[test]
fn a_reversal_and_the_end_of_a_day_leave_slips_before_their_ends() {
    for kiosk_prints in [true, false] {
        let mut till = Till::new(Box::new(zvt(Habit::TakesBack, kiosk_prints))).customer(&[TerminalTap::TapCard]);
        assert_eq!(kind(&till.sell(CENTS)), "charged", "heard {:?}", till.heard);
        let facts = till.heard.iter().find_map(TerminalEvent::approval).expect("an approval").clone();
        let before = till.heard.len();
        let (attempt, reference) = (facts.attempt, facts.reference.clone());
        till.tell(TerminalCommand::Reverse { attempt, reference: reference.clone(), amount: facts.amount });
        assert_eq!(till.answer(), Some(TerminalEvent::Reversed { attempt, reference: reference.clone() }));
        till.tell(TerminalCommand::Reconcile);
        assert_eq!(till.answer(), Some(TerminalEvent::Reconciled));
        let story: Vec<_> = till.heard[before..]
            .iter()
            .filter_map(|event| {
                let TerminalEvent::CardSlip(slip) = event else {
                    return ["reversed", "reconciled"].contains(&event.name()).then(|| event.name().to_owned());
                };
                Some(format!("{} {}: {}", slip.matter().key(), slip.copy().key(), slip.lines().last()?))
            })
            .collect();
        let expected: &[&str] = if kiosk_prints {
            &[
                "reversal merchant: Storno von Beleg 0231",
                "reversal customer: Storno von Beleg 0231",
                "reversed",
                "end-of-day merchant: 0 Zahlungen, EUR 0,00",
                "reconciled",
            ]
        } else {
            &["reversed", "reconciled"]
        };
        assert_eq!(story, expected);
        let about =
            |event: &TerminalEvent| if let TerminalEvent::CardSlip(slip) = event { Some(slip.matter().clone()) } else { None };
        let reversals = till.heard[before..].iter().filter_map(about).filter(|matter| matter.attempt() == Some(attempt)).count();
        assert_eq!(reversals, if kiosk_prints { 2 } else { 0 });
    }
}

#[test]
fn a_refusal_comes_with_the_terminals_own_words() {
    let mut till = Till::new(Box::new(zvt(Habit::TakesBack, true))).customer(&[TerminalTap::TapCard]);
    till.tap(TerminalTap::Trouble(Trouble::Decline));
    let end = till.sell(CENTS);
    let End::NotCharged(NotCharged::Declined(decline)) = &end else { panic!("{end:?}, heard {:?}", till.heard) };
    assert_eq!(decline.said, "Zahlung nicht möglich: bitte andere Karte");
}

#[test]
fn a_terminal_that_prints_by_itself_sends_no_slips() {
    let mut till = Till::new(Box::new(zvt(Habit::TakesBack, false))).customer(&[TerminalTap::TapCard]);
    assert_eq!(kind(&till.sell(CENTS)), "charged");
    assert!(!till.heard.iter().any(|event| matches!(event, TerminalEvent::CardSlip(_))));
}

#[test]
fn after_an_end_of_day_a_lost_payment_cannot_be_told() {
    let stage = planned(Habit::TakesBack, true, ZvtFault::DropBeforeResult);
    let mut till = Till::new(Box::new(stage)).customer(&[TerminalTap::TapCard]);
    till.tell(TerminalCommand::Reconcile);
    assert_eq!(till.answer(), Some(TerminalEvent::Reconciled));
    let end = till.sell(CENTS);
    assert_eq!(end, End::Staff, "heard {:?}", till.heard);
    settle(&mut till);
    assert!(charges(&till.stage.book()).is_empty());
}

/// The disk takes no note of an approval, the terminal takes the payment back because nobody answers, and the kiosk falls: all that is
/// noted then is that a payment was to be asked for. The terminal's last receipt is still the one before.
#[test]
fn a_payment_of_which_nothing_is_noted_is_not_looked_for_for_ever() {
    let mut till = Till::new(Box::new(zvt(Habit::TakesBack, true)));
    let (attempt, stan) = till.ask(CENTS);
    let asked = till.until(|event| matches!(event, TerminalEvent::Progress { progress: Progress::PresentCard, .. }));
    assert!(asked.is_some(), "{:?}", till.heard);
    let lost = Arc::new(Mutex::new(0));
    let count = Arc::clone(&lost);
    till.stage.set_guard(Box::new(move |deed| {
        let is_note = deed == Deed::Note;
        *count.lock().expect("no panic while counting") += u32::from(is_note);
        if is_note { Fate::Failed } else { Fate::Done }
    }));
    till.tap(TerminalTap::TapCard);
    assert!(till.until(|event| event.approval().is_some()).is_some(), "{:?}", till.heard);
    till.stage.drop_line(till.now);
    settle(&mut till);
    till.stage.crash(till.now);
    till.stage.set_guard(Box::new(|_| Fate::Done));
    assert_ne!(*lost.lock().expect("no panic while counting"), 0, "a note was lost");
    assert!(charges(&till.stage.book()).is_empty());
    let begun = till.now.at;
    let mut answers = Vec::new();
    while !answers.contains(&LookUpAnswer::NotCharged) && till.now.at < begun.after(Millis::from_secs(600)) {
        till.tell(TerminalCommand::LookUp { attempt, stan });
        if let Some(TerminalEvent::LookedUp { answer, .. }) = till.answer() {
            answers.push(answer);
        }
        till.pass_until(till.now.at.after(Millis::from_secs(20)));
    }
    // As long as the command may be under way it is only not found.
    let not_found = answers.iter().take_while(|answer| **answer == LookUpAnswer::NotFound).count();
    assert_eq!(answers.get(not_found), Some(&LookUpAnswer::NotCharged), "{answers:?}");
    assert!(not_found >= 8, "{answers:?}");
}

#[test]
fn a_reference_is_enough_to_take_a_payment_back_after_a_restart() {
    let mut till = Till::new(Box::new(zvt(Habit::TakesBack, true))).customer(&[TerminalTap::TapCard]);
    let End::Charged(reference) = till.sell(CENTS) else { panic!("it is paid: {:?}", till.heard) };
    assert_eq!(reference.0, "T52523535R0231S001231");
    till.stage.crash(till.now);
    let approval = till.heard.iter().find_map(TerminalEvent::approval).cloned().expect("it was told");
    let (attempt, amount) = (approval.attempt, approval.amount);
    till.tell(TerminalCommand::Reverse { attempt, reference: reference.clone(), amount });
    assert_eq!(till.answer(), Some(TerminalEvent::Reversed { attempt, reference }));
    assert!(charges(&till.stage.book()).is_empty());
}

/// A terminal that says at its registration that it wants to be initialised and diagnosed is, one after the other, before anything else.
#[test]
fn a_terminal_that_wants_to_be_looked_after_is() {
    let mut exchange = ZvtExchange::new(zvt_setup(true), None);
    let now = super::till::start();
    let heard = |exchange: &mut ZvtExchange, news: StreamNews| {
        exchange.hear(now, news);
        let mut sent = Vec::new();
        while let Some(act) = exchange.next() {
            if let Act::Line(StreamOrder::Send(bytes)) = act {
                sent.push(bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" "));
            }
        }
        sent
    };
    exchange.submit(now, TerminalCommand::Health);
    let registration = heard(&mut exchange, StreamNews::Connected);
    assert!(registration.len() == 1 && registration[0].starts_with("06 00 "), "{registration:?}");
    assert!(heard(&mut exchange, StreamNews::Bytes(vec![0x80, 0x00, 0x00])).is_empty());
    // Its status byte asks for both.
    let after = heard(&mut exchange, StreamNews::Bytes(vec![0x06, 0x0f, 0x02, 0x19, 0x03]));
    assert_eq!(after, ["80 00 00", "06 93 03 00 00 00"]);
    let done = vec![0x80, 0x00, 0x00, 0x06, 0x0f, 0x00];
    let after = heard(&mut exchange, StreamNews::Bytes(done.clone()));
    assert_eq!(after, ["80 00 00", "06 70 05 06 03 1B 01 01"]);
    let after = heard(&mut exchange, StreamNews::Bytes(done));
    assert!(after.len() == 2 && !after[1].starts_with("06 93") && !after[1].starts_with("06 70"), "then it goes on: {after:?}");
}

/// The shipped thread, line and server: one sale over a real socket.
#[test]
fn a_sale_goes_over_a_real_socket_and_both_sides_agree() {
    let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keeps = kept.clone();
    let keep = move |book: &[BookLine]| book.clone_into(&mut keeps.lock().expect("not poisoned"));
    let quiet: Waker = Arc::new(|| {});
    let server = StreamServer::spawn(ZvtEmulator::default(), listener, keep, clock.clone(), quiet.clone()).expect("it listens");
    let address = server.address().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let (notebook, note) = NoteFile::open(&folder.path().join("terminal.note")).expect("a notebook");
    let exchange = ZvtExchange::new(zvt_setup(true), note.as_deref());
    let line = |tell| TcpLine::new(address, Duration::from_secs(5), tell);
    let mut terminal = ExchangeTerminal::spawn(exchange, line, notebook, clock.clone(), quiet).expect("it starts");
    let mut ids = SeededIds::new(7);
    let attempt = AttemptId::from(ids.mint());
    let request = PaymentRequest::new(&locked(OrderId::from(ids.mint()), CENTS, clock.now()), attempt);
    terminal.submit(clock.now().at, TerminalCommand::Authorise { request, stan: Stan(1) });
    let until = clock.now().at.after(Millis::from_secs(30));
    let mut heard = Vec::new();
    while heard.last() != Some(&"confirmed") {
        assert!(clock.now().at < until, "no end within half a minute: {heard:?}");
        let Some(event) = terminal.poll(clock.now().at) else {
            std::thread::yield_now();
            continue;
        };
        heard.push(event.name());
        assert_ne!(event.name(), "unknown", "{heard:?}");
        if matches!(event, TerminalEvent::Progress { progress: Progress::PresentCard, .. }) {
            server.plate().tap(TerminalTap::TapCard);
        } else if let TerminalEvent::ApprovalOffered(facts) = event {
            assert!(!kept.lock().expect("not poisoned").iter().any(BookLine::is_charged), "not before it is confirmed");
            terminal.submit(clock.now().at, confirm(attempt, facts.reference, Confirmation::Stored));
        }
    }
    let charged: Vec<_> = kept.lock().expect("not poisoned").iter().filter(|line| line.is_charged()).cloned().collect();
    assert_eq!(charged.iter().map(|line| line.amount.minor()).collect::<Vec<_>>(), [CENTS]);
    let note = std::fs::read_to_string(folder.path().join("terminal.note")).expect("a note");
    assert!(note.contains("\"end\":\"charged\""), "it was durable before the kiosk was told: {note}");
}
