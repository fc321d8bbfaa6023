//! What is counted while a script plays.

use std::sync::{Arc, Mutex, PoisonError};

use crate::driver::{Line, Observer};
use crate::machine::Rejection;
use crate::machine::kiosk::{Effect, Effects, Event, Kiosk, ScreenName};
use crate::payment::Entry;
use crate::time::Timestamp;

/// What an observer counts for claims.
#[derive(Debug, Default)]
pub(in crate::script) struct Tally {
    pub(in crate::script) screens: Vec<ScreenName>,
    pub(in crate::script) alarms: usize,
    /// Why news of the last command changed nothing.
    pub(in crate::script) ignored: Vec<&'static str>,
    pub(super) lines: Vec<Line>,
}

pub(super) struct Counter(pub(super) Arc<Mutex<Tally>>);

impl Observer for Counter {
    fn step(&mut self, _now: Timestamp, event: &Event, outcome: &Result<Effects, Rejection>, kiosk: &Kiosk) {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let screen = kiosk.screen_name();
        if tally.screens.last() != Some(&screen) {
            tally.screens.push(screen);
        }
        if let (Err(rejection), false) = (outcome, matches!(event, Event::Customer { .. })) {
            tally.ignored.push(rejection.key());
        }
        let alarm = |effect: &&Effect| matches!(effect, Effect::Record(Entry::Alarm { .. }));
        tally.alarms += outcome.iter().flat_map(Effects::iter).filter(alarm).count();
    }

    fn aside(&mut self, _now: Timestamp, _what: &str) {}
}
