//! What became of a payment whose outcome did not come.

use super::judge::find;
use super::note::AskedNote;
use super::payment::Ended;
use super::{Command, Job, Over, ZvtExchange, codes, message};
use crate::device::zvt::codes::Refusal;
use crate::device::zvt::message::StatusInformation;
use crate::id::{AttemptId, Stan};
use crate::money::Money;
use crate::payment::{LookUpAnswer, TerminalEvent};
use crate::time::Now;

impl ZvtExchange {
    pub(super) fn look_up(&mut self, attempt: AttemptId, stan: Stan) {
        if let Some(answer) = self.known(attempt, stan) {
            return self.say(TerminalEvent::LookedUp { attempt, answer });
        }
        if !self.has(|job| matches!(job, Job::LookUp(queued) if *queued == attempt)) {
            self.add(Job::LookUp(attempt));
        }
    }

    /// What need not be asked.
    fn known(&self, attempt: AttemptId, stan: Stan) -> Option<LookUpAnswer> {
        if self.payment.as_ref().is_some_and(|payment| payment.asked.attempt == attempt) {
            return Some(LookUpAnswer::InProgress);
        }
        if let Some((_, ended)) = self.ended.as_ref().filter(|(ended, _)| *ended == attempt) {
            return Some(match ended {
                Ended::Charged(facts) | Ended::Found(facts) => LookUpAnswer::Approved(facts.clone()),
                Ended::TakenBack(_) | Ended::NotCharged => LookUpAnswer::NotCharged,
                Ended::Declined(decline) => LookUpAnswer::Declined(decline.clone()),
            });
        }
        match &self.note.asked {
            Some(asked) if asked.attempt == attempt && asked.is_taken_back => Some(LookUpAnswer::NotCharged),
            Some(asked) if asked.attempt == attempt => None,
            // The note stands before every question, so a later number was never asked about.
            Some(asked) if asked.stan < stan => Some(LookUpAnswer::NotFound),
            // An earlier one: the terminal tells of its last payment only. And without a note nobody can tell.
            Some(_) | None => Some(LookUpAnswer::CannotTell),
        }
    }

    /// Whether the terminal is still at something, which may be this payment.
    pub(super) fn settled(&mut self, now: Now, over: &Over) {
        let is_busy = match over {
            Over::Completed(data) => message::enquired_status(data).is_some_and(|status| codes::is_ready(status).is_none()),
            Over::Refused(codes::NOT_POSSIBLE) => false,
            Over::Refused(reason) | Over::Aborted(reason) => codes::refusal(*reason) == Some(Refusal::Busy),
        };
        if is_busy {
            return self.found(LookUpAnswer::InProgress);
        }
        self.command(now, Command::Search, &message::repeat_receipt(&self.setup.password));
    }

    /// The terminal's last receipt, or none.
    pub(super) fn searched(&mut self, status: Option<&StatusInformation>, over: &Over) {
        let answer = match (&self.note.asked, over) {
            (Some(asked), Over::Completed(_)) => self.held_against(asked, status),
            (Some(_), Over::Refused(reason)) if codes::refusal(*reason) == Some(Refusal::Busy) => LookUpAnswer::InProgress,
            (Some(_) | None, _) => LookUpAnswer::CannotTell,
        };
        self.found(answer);
    }

    fn held_against(&self, asked: &AskedNote, status: Option<&StatusInformation>) -> LookUpAnswer {
        let amount = i64::try_from(asked.minor).ok().and_then(|minor| Money::from_minor(minor, self.setup.currency).ok());
        amount.map_or(LookUpAnswer::CannotTell, |amount| find(asked, amount, status))
    }

    fn found(&mut self, answer: LookUpAnswer) {
        let Some(Job::LookUp(attempt)) = self.jobs.pop_front() else { return };
        match &answer {
            LookUpAnswer::Approved(facts) => self.ended = Some((attempt, Ended::Found(facts.clone()))),
            LookUpAnswer::Declined(decline) => self.ended = Some((attempt, Ended::Declined(decline.clone()))),
            LookUpAnswer::NotCharged => self.ended = Some((attempt, Ended::NotCharged)),
            LookUpAnswer::InProgress | LookUpAnswer::NotFound | LookUpAnswer::CannotTell => {}
        }
        self.say(TerminalEvent::LookedUp { attempt, answer });
    }
}
