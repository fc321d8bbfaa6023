//! Inactivity and the other time-outs of a session (I11).

use super::effect::Effects;
use super::state::{Idle, Phase, Session, SessionStage};
use super::{Effect, Kiosk, Policy};
use crate::machine::OVERSLEPT;
use crate::machine::checkout::CheckoutEvent;
use crate::payment::Entry;
use crate::time::{Millis, Now, Timestamp};

/// A number or a reference is shown for so long before the program stops.
pub(super) const SHOWN_BEFORE_STOP: Millis = Millis::from_secs(10);

/// A question that only its button answers can be answered so often in one session (WCAG 2.2.1 wants ten).
pub(super) const MOST_ANSWERS: u8 = 10;

/// Touches keep a number on the screen for so long after its time at most.
const LONGEST_LOOK: Millis = Millis::from_secs(120);

/// After a touch the number stays at least so long.
const SHORTEST_LOOK: Millis = Millis::from_secs(5);

impl Idle {
    /// Somebody begins.
    pub(super) const fn begin(now: Timestamp, policy: &Policy) -> Self {
        Self { last_touch: now, warned: None, ask_by: now.after(policy.ask_anyway), answers: 0 }
    }

    /// Whether only the button of "still there?" makes it go away: the screen has been touched for so long that it may be nobody.
    pub(super) fn insists(&self) -> bool {
        self.warned.is_some_and(|warned| warned >= self.ask_by)
    }

    fn deadline(&self, policy: &Policy) -> Timestamp {
        match self.warned {
            None => self.last_touch.after(policy.idle).min(self.ask_by),
            Some(warned) => warned.after(policy.warning),
        }
    }

    /// The screen is the customer's again: what passed while a card was undecided does not count. Whether the touches are a ghost's does.
    pub(super) fn goes_on(&mut self, now: Timestamp) {
        *self = Self { last_touch: now, warned: None, ask_by: self.ask_by.max(now), answers: self.answers };
    }

    fn touched(&mut self, now: Timestamp, by: Touched, policy: &Policy) {
        if self.insists() {
            if by == Touched::Anything || self.answers >= MOST_ANSWERS {
                return;
            }
            self.answers += 1;
            self.ask_by = now.after(policy.ask_anyway);
        }
        self.last_touch = now;
        self.warned = None;
    }
}

/// What somebody, or something, touched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Touched {
    /// The button of "still there?".
    Button,
    /// Whatever else.
    Anything,
}

impl Kiosk {
    /// Somebody did something: the time-out starts again and "still there?" goes away, unless it insists on its button.
    pub(super) fn touched(&mut self, now: Now, by: Touched) {
        let policy = self.policy.clone();
        if let Some(session) = self.session_mut() {
            session.idle.touched(now.at, by, &policy);
        }
    }

    pub(super) fn session_deadline(&self) -> Option<Timestamp> {
        let policy = &self.policy;
        let session = match &self.state.phase {
            Phase::Starting => return None,
            Phase::Attract(attract) => return attract.chosen.as_ref().map(|(_, since)| since.after(policy.idle)),
            Phase::Session(session) => session,
        };
        let stopping = (self.state.stop == super::Stop::Asked).then_some(SHOWN_BEFORE_STOP);
        let shown = |since: Timestamp, span: Millis| since.after(stopping.map_or(span, |stop| stop.min(span)));
        match &session.stage {
            SessionStage::Ordering(_) => Some(session.idle.deadline(policy)),
            SessionStage::Paying(paying) => {
                let patience = paying.unknown_since.map(|since| since.after(policy.unknown_patience));
                [patience, paying.checkout.next_deadline()].into_iter().flatten().min()
            }
            SessionStage::Placing(placing) => {
                let patience = placing.since.after(policy.unknown_patience);
                let paid = placing.owed.order.attempt().is_some();
                [paid.then_some(patience), placing.owed.again].into_iter().flatten().min()
            }
            SessionStage::Numbered(numbered) => {
                let looked = session.idle.last_touch.after(SHORTEST_LOOK);
                let longest = shown(numbered.since, policy.number).after(LONGEST_LOOK);
                Some(shown(numbered.since, policy.number).max(looked).min(longest))
            }
            SessionStage::WithStaff(with_staff) => Some(shown(with_staff.since, policy.staff)),
        }
    }

    pub(super) fn session_tick(&mut self, now: Now, effects: &mut Effects) {
        let due = self.session_deadline().is_some_and(|deadline| now.at >= deadline);
        let policy = self.policy.clone();
        match &mut self.state.phase {
            Phase::Starting => {}
            Phase::Attract(attract) => {
                if due {
                    attract.chosen = None;
                }
            }
            Phase::Session(session) => match &mut session.stage {
                SessionStage::Ordering(_) => {
                    if due {
                        self.inactive(now);
                    }
                }
                SessionStage::Paying(paying) => {
                    let since = paying.unknown_since;
                    if since.is_some_and(|since| now.at >= since.after(policy.unknown_patience)) {
                        self.hand_to_staff(now, effects);
                    } else {
                        // A tick is never refused.
                        let _ = self.step_foreground(now, CheckoutEvent::Tick, effects);
                    }
                }
                SessionStage::Placing(placing) => {
                    if placing.owed.again.is_some_and(|again| now.at >= again) {
                        placing.owed.again = None;
                        let order = Box::new(placing.owed.order.clone());
                        effects.push(Effect::Record(Entry::Accepted { order }));
                    }
                    if now.at >= placing.since.after(policy.unknown_patience) {
                        self.hand_to_staff(now, effects);
                    }
                }
                SessionStage::Numbered(_) | SessionStage::WithStaff(_) => {
                    if due {
                        self.clear_to_attract();
                    }
                }
            },
        }
    }

    fn inactive(&mut self, now: Now) {
        let policy = self.policy.clone();
        let Some(Session { idle, .. }) = self.session_mut() else { return };
        let over = idle.deadline(&policy).after(policy.warning).after(OVERSLEPT);
        if idle.warned.is_none() && now.at < over {
            idle.warned = Some(now.at);
        } else {
            self.clear_to_attract();
        }
    }
}
