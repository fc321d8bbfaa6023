//! The balance: a question of its own, with card and code and without a checkout. No money moves, and nothing is recorded but a kept card.

use super::Atm;
use super::effect::{Effect, Effects};
use super::state::{Enquiring, Phase, PinPad, Session, Stage, Then, Told};
use crate::id::{AttemptId, FreshId};
use crate::machine::Rejection;
use crate::payment::{BalanceAnswer, CardCommand, CardPlace, Progress, TerminalEvent};
use crate::time::Now;

impl Atm {
    pub(super) fn enquire(&mut self, now: Now, fresh: FreshId, effects: &mut Effects) -> Result<(), Rejection> {
        let Some(language) = self.welcome_language() else { return self.not_here() };
        self.balance_offer().map_err(Rejection::NotNow)?;
        let enquiry = AttemptId::from(fresh);
        let deadline = now.at.after(self.policy.checkout.terminal_answer);
        let enquiring =
            Enquiring { enquiry, progress: Progress::PresentCard, pin: PinPad::default(), cancelled: false, deadline };
        self.state.slot.place = CardPlace::None;
        self.state.slot.of = Some(enquiry);
        self.state.phase = Phase::Session(Box::new(Session::begin(language, now.at, Stage::Enquiring(enquiring))));
        effects.push(Effect::Card(CardCommand::Balance { enquiry }));
        Ok(())
    }

    fn enquiring(&mut self) -> Option<&mut Enquiring> {
        match self.stage_mut() {
            Some(Stage::Enquiring(enquiring)) => Some(enquiring),
            Some(
                Stage::Amount(_)
                | Stage::Confirm(_)
                | Stage::Paying(_)
                | Stage::Debiting(_)
                | Stage::CardBack(_)
                | Stage::PayingOut(_)
                | Stage::Receipt(_)
                | Stage::Told(_),
            )
            | None => None,
        }
    }

    /// How far the terminal has come with a question.
    pub(super) fn enquiry_progress(&mut self, now: Now, event: &TerminalEvent) -> Result<(), Rejection> {
        let longer = now.at.after(self.policy.checkout.terminal_answer);
        match (event, self.enquiring()) {
            (TerminalEvent::Progress { attempt, progress }, Some(enquiring)) if enquiring.enquiry == *attempt => {
                enquiring.progress = *progress;
                enquiring.deadline = longer;
                Ok(())
            }
            _ => Err(Rejection::OtherAttempt),
        }
    }

    pub(super) fn cancel_enquiry(&mut self, effects: &mut Effects) -> Result<(), Rejection> {
        let enquiring = self.enquiring().ok_or(Rejection::Repeat)?;
        if std::mem::replace(&mut enquiring.cancelled, true) {
            return Err(Rejection::Repeat);
        }
        let enquiry = enquiring.enquiry;
        effects.push(Effect::Card(CardCommand::CancelBalance { enquiry }));
        Ok(())
    }

    /// The answer is shown once the card is out: it is nothing for whoever comes next.
    pub(super) fn balance(
        &mut self,
        now: Now,
        enquiry: AttemptId,
        answer: BalanceAnswer,
        effects: &mut Effects,
    ) -> Result<(), Rejection> {
        if self.enquiring().is_none_or(|enquiring| enquiring.enquiry != enquiry) {
            return Err(Rejection::Repeat);
        }
        let told = match answer {
            BalanceAnswer::Is(amount) => Told::Balance(amount),
            BalanceAnswer::Declined(_) | BalanceAnswer::Cancelled | BalanceAnswer::NoCard | BalanceAnswer::Unreachable => {
                Told::NoBalance(answer)
            }
        };
        self.give_card_back(now, Then::Tell { told, about: enquiry }, effects);
        Ok(())
    }

    pub(super) fn enquiring_tick(&mut self, now: Now, effects: &mut Effects) {
        let Some(enquiring) = self.enquiring().filter(|enquiring| now.at >= enquiring.deadline) else { return };
        let enquiry = enquiring.enquiry;
        effects.push(Effect::Card(CardCommand::CancelBalance { enquiry }));
        let told = Told::NoBalance(BalanceAnswer::Unreachable);
        self.give_card_back(now, Then::Tell { told, about: enquiry }, effects);
    }
}
