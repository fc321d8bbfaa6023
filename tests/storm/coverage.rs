//! Which (state, event) pairs of the machine were reached, as seen at its border.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use cardlast::driver::Observer;
use cardlast::machine::Rejection;
use cardlast::machine::checkout::Stage;
use cardlast::machine::kiosk::{Effects, Event, Kiosk, Phase, ScreenName, SessionStage};
use cardlast::payment::{Settlement, WriteKey};
use cardlast::time::Timestamp;

/// How often each pair was reached.
pub type Pairs = BTreeMap<(&'static str, &'static str), u64>;

/// All states that are told apart.
pub const STATES: [&str; 19] = [
    "starting",
    "attract",
    "menu",
    "product",
    "review",
    "start-over",
    "paying/recording-intent",
    "paying/authorising",
    "paying/recording-approval",
    "paying/confirming",
    "paying/refusing",
    "paying/looking-up",
    "paying/recording-not-charged",
    "placing/paid",
    "placing/counter",
    "number",
    "staff",
    "attract+unresolved",
    "attract+reversing",
];

/// All events that are told apart.
pub const EVENTS: [&str; 82] = [
    "boot",
    "start",
    "touch",
    "still-here",
    "speak",
    "call-staff",
    "category",
    "search",
    "close-search",
    "filter",
    "review",
    "menu",
    "open",
    "reopen",
    "toggle",
    "fill",
    "product-quantity",
    "product-note",
    "add",
    "close",
    "service",
    "quick-add",
    "quantity",
    "remove",
    "note",
    "undo",
    "redo",
    "ask-start-over",
    "start-over",
    "keep-order",
    "pay-card",
    "pay-counter",
    "cancel-payment",
    "receipt",
    "finish",
    "progress",
    "approval-offered",
    "confirmed",
    "taken-back",
    "declined",
    "cancelled-at-terminal",
    "cancelled",
    "cancel-too-late",
    "no-card",
    "unreachable",
    "busy",
    "unknown",
    "looked-up-approved",
    "looked-up-declined",
    "looked-up-not-charged",
    "looked-up-in-progress",
    "looked-up-not-found",
    "looked-up-cannot-tell",
    "reversed",
    "reversal-refused",
    "health",
    "written-intent",
    "written-approved",
    "written-not-charged",
    "written-reversal",
    "written-reversed",
    "written-accepted",
    "written-decision",
    "written-other",
    "failed-intent",
    "failed-approved",
    "failed-not-charged",
    "failed-reversal",
    "failed-reversed",
    "failed-accepted",
    "failed-decision",
    "failed-other",
    "journal-health",
    "kitchen-health",
    "recalled",
    "staff-decided",
    "alarms-found",
    "receipt-printed",
    "receipt-failed",
    "menu-published",
    "shutdown",
    "tick",
];

/// Listens at the machine's border.
pub struct Coverage {
    pairs: Arc<Mutex<Pairs>>,
    before: &'static str,
}

impl Coverage {
    pub fn new(pairs: Arc<Mutex<Pairs>>) -> Self {
        Self { pairs, before: "starting" }
    }
}

impl Observer for Coverage {
    fn step(&mut self, _now: Timestamp, event: &Event, _outcome: &Result<Effects, Rejection>, kiosk: &Kiosk) {
        let pair = (self.before, event_name(event));
        *self.pairs.lock().unwrap_or_else(PoisonError::into_inner).entry(pair).or_default() += 1;
        self.before = state_name(kiosk);
    }

    fn aside(&mut self, _now: Timestamp, _what: &str) {}
}

fn state_name(kiosk: &Kiosk) -> &'static str {
    let session = match kiosk.state().phase() {
        Phase::Starting => return "starting",
        Phase::Attract(_) if !kiosk.state().unresolved().is_empty() => return "attract+unresolved",
        Phase::Attract(_) if !kiosk.state().reversals().is_empty() => return "attract+reversing",
        Phase::Attract(_) => return "attract",
        Phase::Session(session) => session,
    };
    match session.stage() {
        SessionStage::Ordering(_) => ordering_name(kiosk),
        SessionStage::Paying(paying) => match paying.checkout().stage() {
            Stage::RecordingIntent { .. } => "paying/recording-intent",
            Stage::Authorising { .. } => "paying/authorising",
            Stage::RecordingApproval { .. } => "paying/recording-approval",
            Stage::Confirming { .. } => "paying/confirming",
            Stage::Refusing { .. } => "paying/refusing",
            Stage::LookingUp { .. } => "paying/looking-up",
            Stage::RecordingNotCharged { .. } => "paying/recording-not-charged",
            // These never last beyond the step that brings them.
            Stage::Charged { .. } | Stage::NotCharged { .. } | Stage::MustReverse { .. } => "paying/settled",
        },
        SessionStage::Placing(placing) => match placing.order().settlement() {
            Settlement::Paid(_) | Settlement::SaidPaid(_) => "placing/paid",
            Settlement::PayAtCounter => "placing/counter",
        },
        SessionStage::Numbered(_) => "number",
        SessionStage::WithStaff(_) => "staff",
    }
}

fn ordering_name(kiosk: &Kiosk) -> &'static str {
    match kiosk.screen_name() {
        ScreenName::Product => "product",
        ScreenName::Review => "review",
        ScreenName::StartOver => "start-over",
        _ => "menu",
    }
}

fn event_name(event: &Event) -> &'static str {
    match event {
        Event::Written(written) => match written.key {
            WriteKey::Intent(_) => "written-intent",
            WriteKey::Approved(..) => "written-approved",
            WriteKey::NotCharged(_) => "written-not-charged",
            WriteKey::ReversalIntent(..) => "written-reversal",
            WriteKey::Reversed(..) => "written-reversed",
            WriteKey::Accepted(_) => "written-accepted",
            WriteKey::StaffResolved(..) => "written-decision",
            _ => "written-other",
        },
        Event::WriteFailed(key) => match key {
            WriteKey::Intent(_) => "failed-intent",
            WriteKey::Approved(..) => "failed-approved",
            WriteKey::NotCharged(_) => "failed-not-charged",
            WriteKey::ReversalIntent(..) => "failed-reversal",
            WriteKey::Reversed(..) => "failed-reversed",
            WriteKey::Accepted(_) => "failed-accepted",
            WriteKey::StaffResolved(..) => "failed-decision",
            _ => "failed-other",
        },
        other => other.name(),
    }
}
