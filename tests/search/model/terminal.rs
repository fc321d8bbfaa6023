//! The terminal: its ledger, its answers, its lies.

use cardlast::id::Rrn;
use cardlast::machine::kiosk::Event;
use cardlast::payment::{Confirmation, Decline, DeclineReason, LookUpAnswer, TerminalCommand, TerminalEvent, UnknownReason};

use super::act::Act;
use super::books::{Standing, facts, which};
use super::rule::Rule;
use super::world::World;

/// What becomes of the first command on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is obeyed and answered by the ledger.
    Honest,
    /// It is obeyed, and the answer is lost.
    Unheard,
    /// It is lost on its way.
    Lost,
    /// It is lost on its way, and the line says so.
    Unreachable,
    /// It is not answered.
    Silent,
    /// A look-up: it is still running.
    InProgress,
    /// A look-up: never heard of it.
    NotFound,
    /// A look-up: it cannot be told.
    CannotTell,
    /// A reversal is refused for good; a cancel comes too late.
    Refused,
}

/// What the terminal says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Approve,
    /// Approved, and the answer is lost.
    ApproveUnheard,
    /// Approved for another amount.
    OtherAmount,
    Decline,
    DeclineUnheard,
    LineDropped,
    /// An approval that nobody confirmed is let go.
    Expire,
    /// An approval is told once more.
    Again,
    /// Approved after it was told that it was not.
    Relapse,
    /// A second payment for one attempt.
    Second,
}

fn decline() -> Decline {
    Decline::new(DeclineReason::Refused, String::new())
}

impl World {
    pub fn terminal_may(&self, acts: &mut Vec<Act>) {
        if let Some(command) = self.first_command() {
            self.may_answer(command, acts);
        }
        for (number, attempt) in self.attempts.iter().enumerate() {
            let mut may = |word| acts.push(Act::Terminal(number, word));
            let (lossy, quirky) = (self.left.losses > 0, self.left.quirks > 0);
            match attempt.standing[0] {
                Standing::Asked => {
                    [Word::Approve, Word::Decline].into_iter().for_each(&mut may);
                    if lossy {
                        [Word::ApproveUnheard, Word::DeclineUnheard, Word::LineDropped].into_iter().for_each(&mut may);
                    }
                    if quirky {
                        may(Word::OtherAmount);
                    }
                }
                Standing::Offered | Standing::Charged if quirky => {
                    if attempt.standing[0] == Standing::Offered {
                        may(Word::Expire);
                    }
                    may(Word::Second);
                    may(Word::Again);
                }
                Standing::Reversed if quirky => may(Word::Again),
                Standing::Free | Standing::Declined if quirky => may(Word::Relapse),
                Standing::Unheard
                | Standing::Offered
                | Standing::Charged
                | Standing::Reversed
                | Standing::Free
                | Standing::Declined => {}
            }
        }
    }

    fn may_answer(&self, command: &TerminalCommand, acts: &mut Vec<Act>) {
        let mut may = |answer| acts.push(Act::Wire(answer));
        may(Answer::Honest);
        let (lossy, quirky) = (self.left.losses > 0, self.left.quirks > 0);
        // What stays on the wire is not answered, and is the same as what is asked again. Only what stands in another's way must go.
        let in_the_way = self.wire.len() > 1;
        match command {
            TerminalCommand::Authorise { .. } if lossy => [Answer::Lost, Answer::Unreachable].into_iter().for_each(may),
            TerminalCommand::Confirm { .. } if lossy => [Answer::Lost, Answer::Unheard].into_iter().for_each(may),
            TerminalCommand::Cancel { .. } => may(Answer::Refused),
            TerminalCommand::LookUp { .. } | TerminalCommand::Reverse { .. } if in_the_way => may(Answer::Silent),
            TerminalCommand::LookUp { .. } if quirky => {
                [Answer::CannotTell, Answer::InProgress, Answer::NotFound].into_iter().for_each(may);
            }
            TerminalCommand::Reverse { .. } => {
                if lossy {
                    may(Answer::Unheard);
                }
                if quirky {
                    may(Answer::Refused);
                }
            }
            TerminalCommand::Authorise { .. }
            | TerminalCommand::Confirm { .. }
            | TerminalCommand::LookUp { .. }
            | TerminalCommand::Reconcile
            | TerminalCommand::Health => {}
        }
    }

    /// The terminal says something; the machine may well refuse to listen.
    fn hear(&mut self, event: TerminalEvent) {
        self.step(Event::Terminal(event));
    }

    pub fn answer(&mut self, answer: Answer) -> bool {
        let command = self.wire.remove(0);
        let dropped = matches!(answer, Answer::Lost | Answer::Unheard | Answer::Unreachable);
        self.left.losses = self.left.losses.saturating_sub(u8::from(dropped));
        let lie = matches!(answer, Answer::InProgress | Answer::NotFound | Answer::CannotTell)
            || (answer == Answer::Refused && matches!(command, TerminalCommand::Reverse { .. }));
        self.left.quirks -= u8::from(lie);
        if matches!(answer, Answer::Lost | Answer::Silent) {
            return true;
        }
        let heard = answer != Answer::Unheard;
        match command {
            TerminalCommand::Authorise { request, .. } => self.wake(request.attempt(), answer),
            TerminalCommand::Cancel { attempt } => self.stop(attempt, answer),
            TerminalCommand::Confirm { attempt, reference, decision } => self.confirm(attempt, reference, decision, heard),
            TerminalCommand::LookUp { attempt, .. } => self.look_up(attempt, answer),
            TerminalCommand::Reverse { attempt, reference, .. } => self.reverse(attempt, &reference, answer),
            TerminalCommand::Reconcile | TerminalCommand::Health => {}
        }
        true
    }

    fn wake(&mut self, id: cardlast::id::AttemptId, answer: Answer) {
        let Some(number) = self.number_of(id) else { return };
        if answer == Answer::Unreachable {
            return self.hear(TerminalEvent::Unreachable { attempt: id });
        }
        let standing = &mut self.attempts[number].standing[0];
        if *standing == Standing::Unheard {
            *standing = Standing::Asked;
        }
    }

    fn stop(&mut self, id: cardlast::id::AttemptId, answer: Answer) {
        let Some(number) = self.number_of(id) else { return };
        let attempt = &mut self.attempts[number];
        if attempt.standing[0] == Standing::Asked && answer == Answer::Honest {
            attempt.standing[0] = Standing::Free;
            self.hear(TerminalEvent::Cancelled { attempt: id });
        } else {
            self.hear(TerminalEvent::CancelTooLate { attempt: id });
        }
    }

    fn confirm(&mut self, attempt: cardlast::id::AttemptId, reference: Rrn, decision: Confirmation, heard: bool) {
        let Some(number) = self.number_of(attempt) else { return };
        let place = which(&reference);
        let other_amount = place == 0 && self.attempts[number].other_amount;
        let stands = self.attempts[number].is_live(place);
        let stored = decision == Confirmation::Stored && stands;
        if stored {
            self.hold(Rule::I4, !other_amount);
            self.attempts[number].standing[place] = Standing::Charged;
        } else if stands {
            self.hold(Rule::I3, !self.attempts[number].is_accepted(place));
            self.attempts[number].standing[place] = Standing::Free;
        }
        if heard && stored {
            self.hear(TerminalEvent::Confirmed { attempt, reference });
        } else if heard {
            self.hear(TerminalEvent::TakenBack { attempt, reference });
        }
    }

    fn look_up(&mut self, id: cardlast::id::AttemptId, answer: Answer) {
        let Some(number) = self.number_of(id) else { return };
        let attempt = &mut self.attempts[number];
        let answer = match answer {
            Answer::InProgress => LookUpAnswer::InProgress,
            Answer::NotFound => LookUpAnswer::NotFound,
            Answer::CannotTell => LookUpAnswer::CannotTell,
            Answer::Honest | Answer::Unheard | Answer::Lost | Answer::Unreachable | Answer::Silent | Answer::Refused => {
                let place = attempt.told_of();
                match attempt.standing[place] {
                    Standing::Unheard => LookUpAnswer::NotFound,
                    Standing::Asked => LookUpAnswer::InProgress,
                    Standing::Declined => LookUpAnswer::Declined(decline()),
                    Standing::Offered | Standing::Charged => {
                        attempt.heard[place] = true;
                        LookUpAnswer::Approved(Box::new(facts(number, attempt, place)))
                    }
                    Standing::Free | Standing::Reversed => LookUpAnswer::NotCharged,
                }
            }
        };
        self.hear(TerminalEvent::LookedUp { attempt: id, answer });
    }

    fn reverse(&mut self, id: cardlast::id::AttemptId, reference: &Rrn, answer: Answer) {
        let Some(number) = self.number_of(id) else { return };
        let (place, reference) = (which(reference), reference.clone());
        let attempt = &mut self.attempts[number];
        if answer == Answer::Refused || attempt.refuses {
            attempt.refuses = true;
            return self.hear(TerminalEvent::ReversalRefused { attempt: id, reference });
        }
        let accepted = attempt.is_accepted(place);
        attempt.standing[place] = Standing::Reversed;
        self.hold(Rule::I3, !accepted);
        if answer != Answer::Unheard {
            self.hear(TerminalEvent::Reversed { attempt: id, reference });
        }
    }

    pub fn speak(&mut self, number: usize, word: Word) -> bool {
        self.left.losses -= u8::from(matches!(word, Word::ApproveUnheard | Word::DeclineUnheard | Word::LineDropped));
        let quirk = matches!(word, Word::OtherAmount | Word::Expire | Word::Again | Word::Relapse | Word::Second);
        self.left.quirks -= u8::from(quirk);
        let attempt = &mut self.attempts[number];
        let id = attempt.id;
        match word {
            Word::Approve | Word::Relapse => self.approve(number, 0),
            Word::ApproveUnheard => attempt.standing[0] = Standing::Offered,
            Word::OtherAmount => {
                attempt.other_amount = true;
                self.approve(number, 0);
            }
            Word::Decline => {
                attempt.standing[0] = Standing::Declined;
                self.hear(TerminalEvent::Declined { attempt: id, decline: decline() });
            }
            Word::DeclineUnheard => attempt.standing[0] = Standing::Declined,
            Word::LineDropped => return self.drop_line(id),
            Word::Expire => attempt.standing[0] = Standing::Free,
            Word::Again => self.tell(number, 0),
            Word::Second => {
                if attempt.standing[1] != Standing::Unheard {
                    return false;
                }
                self.approve(number, 1);
            }
        }
        true
    }

    fn drop_line(&mut self, attempt: cardlast::id::AttemptId) -> bool {
        self.step(Event::Terminal(TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped }))
    }

    fn approve(&mut self, number: usize, place: usize) {
        self.attempts[number].standing[place] = Standing::Offered;
        self.tell(number, place);
    }

    fn tell(&mut self, number: usize, place: usize) {
        self.attempts[number].heard[place] = true;
        let facts = facts(number, &self.attempts[number], place);
        self.hear(TerminalEvent::ApprovalOffered(Box::new(facts)));
    }
}
