//! Inactivity and the other time-outs of a customer: there is no stage without one, but where the journal owes an answer.

use super::effect::Effects;
use super::state::{Debiting, Phase, Session, Stage, Told};
use super::{Atm, Stop};
use crate::machine::OVERSLEPT;
use crate::machine::checkout::CheckoutEvent;
use crate::time::{Millis, Now, Timestamp};

/// Once it is asked to stop, a last word stays for so long.
const SHOWN_BEFORE_STOP: Millis = Millis::from_secs(10);

impl Atm {
    /// Somebody pressed something: "still there?" goes away. Only while choosing: from the card on no key moves a time-out.
    pub(super) fn touched(&mut self, now: Now) {
        if let Some(session) = self.session_mut()
            && matches!(session.stage, Stage::Amount(_) | Stage::Confirm(_))
        {
            session.last_key = now.at;
            session.warned = None;
        }
    }

    pub(super) fn session_deadline(&self) -> Option<Timestamp> {
        let policy = &self.policy;
        let session = match &self.state.phase {
            Phase::Starting => return None,
            Phase::Welcome(chosen) => return chosen.as_ref().map(|(_, since)| since.after(policy.idle)),
            Phase::Session(session) => session,
        };
        match &session.stage {
            Stage::Amount(_) | Stage::Confirm(_) => Some(match session.warned {
                None => session.last_key.after(policy.idle),
                Some(warned) => warned.after(policy.warning),
            }),
            Stage::Paying(paying) => {
                let patience = paying.unknown_since.map(|since| since.after(policy.patience));
                [patience, paying.checkout.next_deadline()].into_iter().flatten().min()
            }
            Stage::Debiting(Debiting { since, again, .. }) => {
                [Some(since.after(policy.patience)), *again].into_iter().flatten().min()
            }
            Stage::CardBack(back) => Some(back.deadline),
            // The pay-out has deadlines of its own, which are among those of the background.
            Stage::PayingOut(paying_out) => paying_out.unknown_since.map(|since| since.after(policy.patience)),
            Stage::Receipt(_) => Some(session.last_key.after(policy.receipt)),
            Stage::Enquiring(enquiring) => Some(enquiring.deadline),
            Stage::Told(told) => Some(session.last_key.after(self.shown(told))),
        }
    }

    fn shown(&self, told: &Told) -> Millis {
        let span = match told {
            Told::AskStaff(_) | Told::Balance(_) | Told::CardKept | Told::CardKeptNotPaidOut => self.policy.told_long,
            Told::NotDone(_) | Told::NotPaidOut | Told::CashReturned | Told::NoBalance(_) | Told::Goodbye => self.policy.told,
        };
        if self.state.stop == Stop::Asked { span.min(SHOWN_BEFORE_STOP) } else { span }
    }

    pub(super) fn session_tick(&mut self, now: Now, effects: &mut Effects) {
        let due = self.session_deadline().is_some_and(|deadline| now.at >= deadline);
        let patience = self.policy.patience;
        match &mut self.state.phase {
            Phase::Starting => {}
            Phase::Welcome(chosen) => *chosen = chosen.take().filter(|_| !due),
            Phase::Session(session) => match &session.stage {
                Stage::Amount(_) | Stage::Confirm(_) if due => self.inactive(now),
                Stage::Amount(_) | Stage::Confirm(_) => {}
                Stage::Paying(paying) if paying.unknown_since.is_some_and(|since| now.at >= since.after(patience)) => {
                    self.hand_to_staff(now, effects);
                }
                Stage::Paying(_) => {
                    // A tick is never refused.
                    let _ = self.step_foreground(now, CheckoutEvent::Tick, effects);
                }
                Stage::Debiting(_) => self.debiting_tick(now, effects),
                Stage::CardBack(_) => self.card_back_tick(now, effects),
                Stage::PayingOut(_) => self.paying_out_tick(now, effects),
                Stage::Enquiring(_) => self.enquiring_tick(now, effects),
                Stage::Receipt(_) if due => self.go_on(now, Stage::Told(Told::Goodbye)),
                Stage::Told(_) if due => self.clear_to_welcome(),
                Stage::Receipt(_) | Stage::Told(_) => {}
            },
        }
    }

    fn inactive(&mut self, now: Now) {
        let over = self.policy.idle.0.saturating_add(self.policy.warning.0);
        let Some(Session { warned, last_key, .. }) = self.session_mut() else { return };
        if warned.is_none() && now.at < last_key.after(Millis(over)).after(OVERSLEPT) {
            *warned = Some(now.at);
        } else {
            self.clear_to_welcome();
        }
    }
}
