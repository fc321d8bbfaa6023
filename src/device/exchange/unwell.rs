//! A terminal that is not well is asked again by and by.

use crate::payment::TerminalHealth;
use crate::time::{Millis, Timestamp};

/// One that is not there is looked for again after so long.
const LOOK_AGAIN: Millis = Millis::from_secs(10);
/// One that was occupied is asked again after so long: it may be at the payment of a kiosk that fell.
const ASK_AGAIN: Millis = Millis::from_secs(3);

/// When a terminal is asked again how it is, because it was not well. Nobody else would: the kiosk asks once, and is told of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unwell(Option<Timestamp>);

impl Unwell {
    /// It has said how it is.
    pub fn heard(&mut self, health: TerminalHealth, now: Timestamp) {
        let span = match health {
            TerminalHealth::Ready => None,
            TerminalHealth::Busy => Some(ASK_AGAIN),
            TerminalHealth::Unreachable | TerminalHealth::Unheard => Some(LOOK_AGAIN),
        };
        self.0 = span.map(|span| now.after(span));
    }

    /// Whether it is to be asked now; answers so once.
    pub fn is_due(&mut self, now: Timestamp) -> bool {
        self.0.take_if(|due| now >= *due).is_some()
    }

    /// When it is to be asked.
    #[must_use]
    pub const fn next_deadline(&self) -> Option<Timestamp> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_occupied_are_asked_soon_the_absent_later_and_the_ready_never() {
        let now = Timestamp(1_000);
        for (health, due) in [
            (TerminalHealth::Ready, None),
            (TerminalHealth::Busy, Some(Timestamp(4_000))),
            (TerminalHealth::Unreachable, Some(Timestamp(11_000))),
            (TerminalHealth::Unheard, Some(Timestamp(11_000))),
        ] {
            let mut unwell = Unwell::default();
            unwell.heard(health, now);
            assert_eq!(unwell.next_deadline(), due, "{health:?}");
            assert!(!unwell.is_due(now), "not at once");
            let Some(due) = due else { continue };
            assert!(unwell.is_due(due) && !unwell.is_due(due), "once");
        }
    }
}
