//! What a monkey has seen: how often each event was taken and refused, on which screens it was, and how large the memory grew.

use std::collections::BTreeMap;
use std::fmt;

use cardlast::machine::kiosk::ScreenName;

/// Events that must have been both taken and refused; the others are only ever taken.
const BOTH: &[&str] = &[
    "start",
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
    "staff-decided",
    "recalled",
    "receipt-printed",
    "receipt-failed",
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
    "progress",
    "written",
    "write-failed",
];

const TAKEN: &[&str] = &[
    "boot",
    "touch",
    "still-here",
    "journal-health",
    "kitchen-health",
    "alarms-found",
    "menu-published",
    "shutdown",
    "tick",
    "health",
    "reconciled",
];

#[derive(Debug, Default)]
pub struct Tally {
    pub steps: u64,
    pub lives: u64,
    pub taken: BTreeMap<&'static str, u64>,
    pub refused: BTreeMap<&'static str, u64>,
    pub screens: BTreeMap<ScreenName, u64>,
    pub rejections: BTreeMap<&'static str, u64>,
    /// What the witness said of money on days on which the terminal babbled.
    pub lies: BTreeMap<&'static str, u64>,
    /// The largest the machine's memory was, written out, in bytes.
    pub largest: usize,
    pub insisted: u64,
    /// Of everything that happened, to tell runs apart.
    pub fingerprint: u64,
}

impl Tally {
    pub fn demand_everything(&self) {
        let has = |counts: &BTreeMap<&str, u64>, name: &str| counts.get(name).is_some_and(|count| *count >= 3);
        let mut missing: Vec<String> = Vec::new();
        for name in BOTH.iter().chain(TAKEN).filter(|name| !has(&self.taken, name)) {
            missing.push(format!("{name} was never taken"));
        }
        missing.extend(BOTH.iter().filter(|name| !has(&self.refused, name)).map(|name| format!("{name} was never refused")));
        let known = |name: &&&str| !BOTH.contains(name) && !TAKEN.contains(name);
        missing.extend(self.taken.keys().chain(self.refused.keys()).filter(known).map(|name| format!("{name} is in no list")));
        let screens = ScreenName::ALL.into_iter().filter(|screen| !self.screens.contains_key(screen));
        missing.extend(screens.map(|screen| format!("{screen} was never on")));
        if self.insisted == 0 {
            missing.push("\"still there?\" never insisted".to_owned());
        }
        assert!(missing.is_empty(), "{missing:#?}\n{self}");
        let (taken, all) = (self.taken.values().sum::<u64>(), self.steps);
        assert!(taken * 3 > all && taken * 10 < all * 9, "of {all} events {taken} were taken: too few or too many to show much");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { steps, lives, screens, largest, insisted, lies, .. } = self;
        let taken: u64 = self.taken.values().sum();
        writeln!(f, "{steps} events in {lives} lives, {taken} of them taken; memory at most {largest} bytes, written out")?;
        writeln!(f, "screens: {screens:?}; the question insisted {insisted} times; refusals: {:?}", self.rejections)?;
        write!(f, "while the terminal babbled, the witness said of money: {lies:?}")
    }
}
