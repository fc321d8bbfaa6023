//! Before there is a card: what, how much, and once more whether that is right.

use super::state::{Phase, Session, Stage, Typing};
use super::{Atm, Effects, paying};
use crate::id::{AttemptId, FreshId, OrderId};
use crate::locale::Language;
use crate::machine::Rejection;
use crate::machine::checkout::Checkout;
use crate::money::Money;
use crate::order::{NoteStock, Withdrawal, WithdrawalError, WithdrawalTerms};
use crate::payment::{CardPlace, DispenserHealth};
use crate::time::Now;

/// So many digits an amount has at most; more are not taken.
pub const MOST_DIGITS: u32 = 5;

impl Atm {
    pub(super) fn welcome_language(&self) -> Option<Language> {
        match &self.state.phase {
            Phase::Welcome(chosen) => {
                Some(chosen.as_ref().map_or_else(|| self.house_language(), |(language, _)| language.clone()))
            }
            Phase::Starting | Phase::Session(_) => None,
        }
    }

    pub(super) fn withdraw(&mut self, now: Now) -> Result<(), Rejection> {
        let Some(language) = self.welcome_language() else { return self.not_here() };
        self.withdrawal_offer().map_err(Rejection::NotNow)?;
        self.state.phase = Phase::Session(Box::new(Session::begin(language, now.at, Stage::Amount(Typing::default()))));
        Ok(())
    }

    pub(super) fn speak(&mut self, now: Now, language: Language) -> Result<(), Rejection> {
        if !self.policy.speaks(&language) {
            return Err(Rejection::UnknownLanguage(language.to_string()));
        }
        match &mut self.state.phase {
            Phase::Welcome(chosen) => *chosen = Some((language, now.at)),
            Phase::Session(session) if matches!(session.stage, Stage::Amount(_) | Stage::Confirm(_)) => {
                session.language = language
            }
            Phase::Starting | Phase::Session(_) => return self.not_here(),
        }
        Ok(())
    }

    fn typing(&mut self) -> Option<&mut Typing> {
        match self.stage_mut() {
            Some(Stage::Amount(typing)) => Some(typing),
            Some(
                Stage::Confirm(_)
                | Stage::Paying(_)
                | Stage::Debiting(_)
                | Stage::CardBack(_)
                | Stage::PayingOut(_)
                | Stage::Receipt(_)
                | Stage::Enquiring(_)
                | Stage::Told(_),
            )
            | None => None,
        }
    }

    /// A digit of another amount. A passer-by's digit changes what is on screen and nothing else: there is no card yet.
    pub(super) fn digit(&mut self, digit: u8) -> Result<(), Rejection> {
        let screen = self.screen_name();
        let typing = self.typing().ok_or(Rejection::NotOnScreen(screen))?;
        let units = typing.units * 10 + u32::from(digit % 10);
        if units >= 10_u32.pow(MOST_DIGITS) {
            return Err(Rejection::TooLate);
        }
        *typing = Typing { units, refused: None };
        Ok(())
    }

    pub(super) fn clear(&mut self) -> Result<(), Rejection> {
        let screen = self.screen_name();
        let typing = self.typing().ok_or(Rejection::NotOnScreen(screen))?;
        *typing = Typing { units: typing.units / 10, refused: None };
        Ok(())
    }

    pub(super) fn enter(&mut self) -> Result<(), Rejection> {
        let screen = self.screen_name();
        let units = self.typing().ok_or(Rejection::NotOnScreen(screen))?.units;
        let amount = self.typed(units);
        self.choose(amount)
    }

    /// What so many whole units come to.
    pub(super) fn typed(&self, units: u32) -> Money {
        self.policy.money(i64::from(units) * 10_i64.pow(self.policy.currency.decimals()))
    }

    pub(super) fn stock(&self) -> NoteStock {
        match &self.state.dispenser {
            DispenserHealth::Ready(stock) => stock.clone(),
            DispenserHealth::Unheard | DispenserHealth::OutOfOrder => NoteStock::default(),
        }
    }

    /// Whether an amount can be paid out now.
    pub(super) fn check(&self, amount: Money, language: &Language) -> Result<(), WithdrawalError> {
        Withdrawal::new(amount, language.clone()).check(&self.stock(), self.policy.most())
    }

    /// An amount by its key or as it was typed. One that cannot be had is said so at once, and typing goes on.
    pub(super) fn choose(&mut self, amount: Money) -> Result<(), Rejection> {
        let screen = self.screen_name();
        let language = self.state.session().map(|session| session.language.clone());
        let language = language.ok_or(Rejection::NotOnScreen(screen))?;
        let checked = self.check(amount, &language);
        let typing = self.typing().ok_or(Rejection::NotOnScreen(screen))?;
        match checked {
            Ok(()) => {
                if let Some(stage) = self.stage_mut() {
                    *stage = Stage::Confirm(Withdrawal::new(amount, language));
                }
            }
            Err(error) => typing.refused = Some(error),
        }
        Ok(())
    }

    pub(super) fn change(&mut self) -> Result<(), Rejection> {
        match self.stage_mut() {
            Some(stage @ Stage::Confirm(_)) => {
                *stage = Stage::Amount(Typing::default());
                Ok(())
            }
            Some(
                Stage::Amount(_)
                | Stage::Paying(_)
                | Stage::Debiting(_)
                | Stage::CardBack(_)
                | Stage::PayingOut(_)
                | Stage::Receipt(_)
                | Stage::Enquiring(_)
                | Stage::Told(_),
            )
            | None => self.not_here(),
        }
    }

    /// The amount is locked; now, and not before, the card is asked for.
    pub(super) fn confirm(&mut self, now: Now, seen: Money, fresh: FreshId, effects: &mut Effects) -> Result<(), Rejection> {
        let Some(Stage::Confirm(withdrawal)) = self.state.session().map(Session::stage) else { return self.not_here() };
        if withdrawal.amount() != seen {
            return Err(Rejection::OtherAmount);
        }
        self.withdrawal_offer().map_err(Rejection::NotNow)?;
        let stock = self.stock();
        let terms = WithdrawalTerms { order: OrderId::from(fresh), stock: &stock, most: self.policy.most(), now };
        let language = self.state.session().map(|session| session.language.clone()).unwrap_or_else(|| self.house_language());
        let locked = Withdrawal::new(seen, language).lock(&terms).map_err(|(_, error)| error)?;
        let policy = self.policy.clone();
        let attempt = AttemptId::from(fresh);
        let (checkout, wanted) = Checkout::begin(locked, attempt, &policy.checkout);
        paying::carry_out(&checkout, wanted, &policy, effects);
        // A card that was kept is not in this customer's way.
        self.state.slot.place = CardPlace::None;
        self.state.slot.of = Some(attempt);
        self.go_on(now, Stage::Paying(super::Paying { checkout, pin: super::PinPad::default(), unknown_since: None }));
        Ok(())
    }
}
