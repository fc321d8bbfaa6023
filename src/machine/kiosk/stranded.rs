//! A restart in the middle of a payment: whoever stood there is not left without a word. When the terminal has not said what became of
//! it for as long as a customer is left to wait, the reference for staff comes up, as it would have without the restart.

use std::collections::BTreeMap;

use super::Kiosk;
use super::effect::{Effect, Effects};
use super::screens::ScreenName;
use super::state::{Idle, Phase, Session, SessionStage, WithStaff};
use crate::id::AttemptId;
use crate::payment::{Entry, JournalHealth, OpenAttempt};
use crate::time::{Now, Timestamp};

impl Kiosk {
    /// Remembers who may still be standing there: customers of attempts that could still be accepted.
    pub(super) fn remember_stranded(&mut self, now: Now, open: &[OpenAttempt]) {
        let policy = &self.policy;
        let recent = open.iter().filter(|open| open.age.is_some_and(|age| age < policy.checkout.accept_within));
        self.state.stranded = recent.map(|open| (open.attempt, now.at.after(policy.unknown_patience))).collect();
    }

    /// Staff take over from those who have waited long enough. The screen says so unless somebody else is using it.
    pub(super) fn hand_over_stranded(&mut self, now: Now, effects: &mut Effects) {
        let stranded = std::mem::take(&mut self.state.stranded);
        let (due, waiting): (BTreeMap<AttemptId, Timestamp>, _) = stranded.into_iter().partition(|(_, until)| now.at >= *until);
        self.state.stranded = waiting;
        for attempt in due.into_keys() {
            effects.push(Effect::Record(Entry::HandedToStaff { attempt }));
            effects.push(Effect::CallStaff);
            self.show_reference(now, attempt);
        }
    }

    fn show_reference(&mut self, now: Now, attempt: AttemptId) {
        let free = self.screen_name() == ScreenName::Attract && self.state.journal == JournalHealth::Well;
        let Some(checkout) = self.state.unresolved.get(&attempt).filter(|_| free) else { return };
        let menu = self.live_menu.clone();
        let asked = &checkout.locked().subject().language;
        let language = if menu.languages().contains(asked) { asked.clone() } else { menu.default_language().clone() };
        let total = checkout.locked().amount();
        self.state.phase = Phase::Session(Box::new(Session {
            language,
            menu: menu.version().clone(),
            started: now,
            idle: Idle::begin(now.at, &self.policy),
            notice: None,
            stage: SessionStage::WithStaff(WithStaff { reference: attempt.reference(), total, since: now.at }),
        }));
        self.session_menu = menu;
    }
}
