//! nexo.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;
use std::sync::{LazyLock, Mutex};

use cardlast::device::nexo::seal::SealKey;
use cardlast::device::nexo::{
    CallFailure, NexoEmulator, NexoExchange, NexoFault, NexoHeard, NexoNews, NexoOrder, NexoSaid, NexoSetup,
};
use cardlast::device::{Act, Emulator as _, Exchange as _, FaultKind as _};
use cardlast::id::TerminalId;
use cardlast::payment::{AlarmReason, DeclineReason, NotCharged, SlipCopy, TerminalCommand, TerminalTap, Trouble};
use cardlast::time::{Millis, Now, Timestamp, WallTime};

use crate::till::{Customer, End, Plan, Till, Wire, forgets, inserts, nobody, refuses, taps};

static KEY: LazyLock<SealKey> = LazyLock::new(|| SealKey::new("p@ssw0rd123456", "key", 1));

/// Calls in memory, sealed on the way.
#[derive(Default)]
pub struct Calls {
    open: BTreeSet<u64>,
    nonce: u8,
    /// Calls of a program that has gone have other numbers at the terminal.
    offset: u64,
}

/// Where `tests/peers/nexo.sh` wants every message, in the clear and then sealed, line by line, so that others can judge them.
fn keep(body: &[u8], sealed: &[u8]) {
    static KEPT: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {
        let path = std::env::var_os("NEXO_MESSAGES")?;
        Some(Mutex::new(File::create(path).expect("the file of messages")))
    });
    if let Some(kept) = &*KEPT {
        let lines = [body, b"\n", sealed, b"\n"].concat();
        kept.lock().expect("not poisoned").write_all(&lines).expect("kept");
    }
}

impl Calls {
    fn seal(&mut self, body: &[u8]) -> Vec<u8> {
        self.nonce = self.nonce.wrapping_add(1);
        let sealed = KEY.seal(body, [self.nonce; 16]).expect("a message");
        keep(body, &sealed);
        sealed
    }

    fn answered(&mut self, call: u64, bytes: &[u8]) -> Vec<NexoNews> {
        if !self.open.remove(&call) {
            return vec![];
        }
        match KEY.open(bytes) {
            Ok(body) => vec![NexoNews::Answered { call, body }],
            Err(_) => vec![NexoNews::Failed { call, failure: CallFailure::Touched }],
        }
    }
}

impl Wire<NexoOrder, NexoNews, NexoHeard, NexoSaid> for Calls {
    fn order(&mut self, order: NexoOrder) -> (Vec<NexoHeard>, Vec<NexoNews>) {
        let NexoOrder::Post { call, body, .. } = order;
        let sealed = self.seal(&body);
        let body = KEY.open(&sealed).expect("as it was sent");
        self.open.insert(call);
        (vec![NexoHeard::Posted { call: call + self.offset, body }], vec![])
    }

    fn said(&mut self, said: NexoSaid) -> Vec<NexoNews> {
        let ours = |call: u64| call.checked_sub(self.offset).unwrap_or(u64::MAX);
        match said {
            NexoSaid::Answer { call, body } if body.is_empty() => {
                let call = ours(call);
                if self.open.remove(&call) { vec![NexoNews::Answered { call, body }] } else { vec![] }
            }
            NexoSaid::Answer { call, body } => {
                let call = ours(call);
                let sealed = self.seal(&body);
                self.answered(call, &sealed)
            }
            NexoSaid::Touched { call, body } => {
                let call = ours(call);
                let sealed = String::from_utf8(self.seal(&body)).expect("text");
                let blob = sealed.find("NexoBlob\":\"").expect("a blob") + 11;
                let mut bytes = sealed.into_bytes();
                bytes[blob + 40] = if bytes[blob + 40] == b'A' { b'B' } else { b'A' };
                self.answered(call, &bytes)
            }
            NexoSaid::Raw { call, bytes } => {
                let call = ours(call);
                self.answered(call, &bytes)
            }
            NexoSaid::Drop { call } => {
                let call = ours(call);
                let failed = NexoNews::Failed { call, failure: CallFailure::Lost };
                if self.open.remove(&call) { vec![failed] } else { vec![] }
            }
            NexoSaid::Tell { body } => {
                let sealed = self.seal(&body);
                let body = KEY.open(&sealed).expect("as it was said");
                vec![NexoNews::Told { body }]
            }
        }
    }

    fn restarted(&self) -> Self {
        Self { open: BTreeSet::new(), nonce: self.nonce, offset: self.offset + 1_000 }
    }
}

type Pair = Till<NexoExchange, NexoEmulator, Calls>;

pub fn setup(login: bool) -> NexoSetup {
    NexoSetup {
        id: TerminalId("nexo".to_owned()),
        sale_id: "kiosk-a".to_owned(),
        poi_id: "V400m-324688179".to_owned(),
        language: "en".to_owned(),
        login,
        payment_within: Millis::from_secs(120),
        simulated: true,
    }
}

fn till_with(login: bool, plan: &[NexoFault], customer: Customer) -> Pair {
    let mut emulator = NexoEmulator::new("V400m-324688179", login);
    assert!(plan.iter().all(|fault| emulator.plan(fault.key())), "all can be planned");
    Till::new(move |_| NexoExchange::new(setup(login)), emulator, customer)
}

fn till(plan: &[NexoFault], customer: Customer) -> Pair {
    till_with(false, plan, customer)
}

#[test]
fn a_card_is_charged_and_its_slip_comes_before_the_approval() {
    for (customer, cents, entry, login) in
        [(taps as Customer, 1_250, "contactless", false), (inserts, 8_990, "chip-and-pin", true)]
    {
        let mut till = till_with(login, &[], customer);
        let end = till.pay(cents, Plan::default());
        let End::Charged(facts) = end else { panic!("{end:?}\n{}", till.story()) };
        assert_eq!((facts.entry.key(), facts.scheme.0.as_str(), facts.auth_code.as_str()), (entry, "Demo", "042117"));
        assert_eq!(facts.card.map(|card| card.last_four()).as_deref(), Some("4242"));
        let copies: Vec<_> = till.slips.iter().map(cardlast::payment::CardSlip::copy).collect();
        assert_eq!(copies, [SlipCopy::Customer, SlipCopy::Merchant]);
        assert_eq!(till.slips[0].lines()[..2], ["Cardlast demo", "Card **** 4242"]);
        assert!(till.heard("progress") >= 2, "the displays are told");
        // Twice without a fault: names differ.
        assert!(matches!(till.pay(cents, Plan::default()), End::Charged(_)), "{}", till.story());
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
    assert_eq!(till(&[], refuses).pay(1_250, Plan::default()), End::NotCharged(NotCharged::CancelledAtTerminal));
    assert_eq!(till(&[], nobody).pay(1_250, Plan::default()), End::NotCharged(NotCharged::NoCard));
}

#[test]
fn the_kiosk_can_cancel_before_the_bank_is_asked_and_not_behind_it() {
    let early = Plan { cancel_after: Some(Millis::from_secs(5)), ..Plan::default() };
    assert_eq!(till(&[], nobody).pay(1_250, early), End::NotCharged(NotCharged::CancelledHere));
    let late = Plan { cancel_after: Some(Millis(600)), ..Plan::default() };
    let mut till = till(&[], taps);
    assert!(matches!(till.pay(1_250, late), End::Charged(_)), "{}", till.story());
    assert_eq!(till.heard("cancel-too-late"), 1);
}

/// What each fault must come to, with a customer who pays.
const fn comes_to(fault: NexoFault) -> &'static str {
    use NexoFault as F;
    match fault {
        F::DropAfter
        | F::DropAtAnswer
        | F::LateAnswer
        | F::VeryLateAnswer
        | F::Silence
        | F::Twice
        | F::Garbage
        | F::Tampered
        | F::OtherTransaction
        | F::OtherMessage
        | F::InProgressThenSuccess
        | F::ForgetsWhileUnwell
        | F::LookUpsDrop => "charged",
        F::DropBefore | F::Busy | F::Reject | F::LoggedOut | F::InProgressThenNotFound => "not-charged",
        F::OtherAmount | F::Partial | F::ReversalDropsAfter | F::ReversalFailsOnce | F::ReversalTampered => "taken-back",
        F::ReversalRefused => "staff",
    }
}

#[test]
fn every_fault_fires_and_the_books_agree() {
    for fault in NexoFault::ALL.iter().copied() {
        for login in [false, true] {
            let mut till = till_with(login, &[fault], taps);
            let end = till.pay(1_250, Plan::default());
            match (comes_to(fault), &end) {
                ("charged", End::Charged(_))
                | ("not-charged", End::NotCharged(NotCharged::Busy | NotCharged::Unreachable | NotCharged::NotFound))
                | ("taken-back", End::Reversed | End::NotCharged(NotCharged::TakenBack))
                | ("staff", End::Staff(AlarmReason::ReversalRefused)) => {}
                (expected, _) => panic!("{fault:?}: {end:?}, expected {expected}\n{}", till.story()),
            }
            assert_eq!(till.emulator.fired(), [fault.key()], "it has happened\n{}", till.story());
            assert!(till.emulator.book().len() <= 1, "nothing is tried again by itself: {:?}", till.emulator.book());
            let next = till.pay(990, Plan::default());
            assert!(matches!(next, End::Charged(_)), "after {fault:?}: {next:?}\n{}", till.story());
        }
    }
}

#[test]
fn a_crash_before_any_act_of_any_story_leaves_books_that_agree() {
    let mut crashes = 0;
    let faults = NexoFault::ALL.iter().copied().map(Some).chain([None]);
    for fault in faults {
        for (customer, cancel_after) in [(taps as Customer, None), (nobody, Some(Millis::from_secs(5)))] {
            for act in 0.. {
                let plan: Vec<NexoFault> = fault.into_iter().collect();
                let mut till = till_with(true, &plan, customer);
                let end = till.pay(1_250, Plan { crash_before: Some(act), cancel_after, ..Plan::default() });
                if !till.crashed {
                    assert!(act > 3, "there are some acts to crash before");
                    break;
                }
                crashes += 1;
                let refused = fault == Some(NexoFault::ReversalRefused) && end == End::Staff(AlarmReason::ReversalRefused);
                assert!(
                    matches!(end, End::Charged(_) | End::NotCharged(_) | End::Reversed) || refused,
                    "{fault:?}, crash before act {act}: {end:?}\n{}",
                    till.story()
                );
            }
        }
    }
    assert!(crashes > 200, "{crashes} crashes");
}

#[test]
fn an_approval_that_cannot_be_stored_is_taken_back_whatever_happens_to_the_reversal() {
    let plan = Plan { approval_is_not_stored: true, ..Plan::default() };
    assert_eq!(till(&[], taps).pay(1_250, plan), End::NotCharged(NotCharged::TakenBack));
    for act in 0..40 {
        let mut till = till(&[], taps);
        let end = till.pay(1_250, Plan { crash_before: Some(act), ..plan });
        let is_sound = matches!(end, End::NotCharged(_) | End::Reversed | End::Charged(_));
        assert!(is_sound, "crash before {act}: {end:?}\n{}", till.story());
    }
}

#[test]
fn what_is_taken_back_has_slips_of_its_own() {
    let mut till = till(&[], taps);
    let end = till.pay(1_250, Plan { approval_is_not_stored: true, ..Plan::default() });
    assert_eq!(end, End::NotCharged(NotCharged::TakenBack), "{}", till.story());
    let slips: Vec<_> = till.slips.iter().map(|slip| (slip.matter().key(), slip.copy())).collect();
    assert_eq!(
        slips,
        [
            ("payment", SlipCopy::Customer),
            ("payment", SlipCopy::Merchant),
            ("reversal", SlipCopy::Customer),
            ("reversal", SlipCopy::Merchant)
        ]
    );
    assert_eq!(till.slips.last().and_then(|slip| slip.lines().last()).map(String::as_str), Some("REFUND 12.50 EUR"));
}

#[test]
fn a_terminal_that_is_not_there_is_seen() {
    let mut till = till(&[], taps);
    assert!(till.ask(TerminalCommand::Health, Millis::from_secs(20)).contains_key("health"));
    assert!(till.ask(TerminalCommand::Reconcile, Millis(1)).contains_key("reconciled"));
    till.emulator.tap(till.now, TerminalTap::Trouble(Trouble::LineDown));
    // Nobody knows whether it was read; it is never found, and never believed not to be, while nobody answers.
    assert_eq!(till.pay(1_250, Plan::default()), End::Asking);
    assert!(till.charged().is_empty());
}

/// A notice that may change what the terminal can do makes the kiosk ask it; one about a card does not.
#[test]
fn a_terminal_that_says_that_something_happened_is_asked_how_it_is() {
    for (event, asks) in
        [("Shutdown", true), ("OutOfOrder", true), ("Initialised", true), ("CardInserted", false), ("Reject", false)]
    {
        let notice = serde_json::json!({ "SaleToPOIRequest": {
            "MessageHeader": {
                "ProtocolVersion": "3.0", "MessageClass": "Event", "MessageCategory": "Event", "MessageType": "Notification",
                "DeviceID": "1", "SaleID": "kiosk-a", "POIID": "V400m-324688179",
            },
            "EventNotification": { "TimeStamp": "2026-11-28T12:30:00+01:00", "EventToNotify": event },
        } });
        let mut exchange = NexoExchange::new(setup(false));
        let now = Now { at: Timestamp(1), wall: WallTime::parse("2026-11-28T12:30:00+01:00").expect("a time") };
        exchange.hear(now, NexoNews::Told { body: notice.to_string().into_bytes() });
        let mut asked = false;
        while let Some(act) = exchange.next() {
            let Act::Line(NexoOrder::Post { body, .. }) = act else { panic!("{event}: {act:?}") };
            asked = String::from_utf8_lossy(&body).contains("DiagnosisRequest");
        }
        assert_eq!(asked, asks, "{event}");
    }
}

#[test]
fn a_line_that_comes_back_tells_what_became_of_the_payment() {
    for fault in [Trouble::LineDown, Trouble::LateAnswer] {
        let mut till = till(&[], taps);
        till.emulator.tap(till.now, TerminalTap::Trouble(Trouble::Slow));
        till.pull_after = Some((Millis::from_secs(3), fault));
        till.mend_after = Some(Millis::from_secs(40));
        let end = till.pay(1_250, Plan::default());
        assert!(matches!(end, End::Charged(_)), "{end:?}\n{}", till.story());
    }
}
