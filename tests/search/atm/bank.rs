//! The bank behind the terminal: its ledger, its answers, its lies.

use cardlast::id::{AttemptId, Rrn};
use cardlast::machine::atm::Event;
use cardlast::payment::{
    CardPlace, Confirmation, Decline, DeclineReason, LookUpAnswer, TerminalCommand, TerminalEvent, UnknownReason,
};

use super::act::Act;
use super::rule::Rule;
use super::world::{Standing, World, facts, which};

/// What becomes of the first command on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Honest,
    Unheard,
    Lost,
    Unreachable,
    NotFound,
    CannotTell,
    /// A reversal is refused for good; a cancel comes too late.
    Refused,
}

/// What the bank says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Approve,
    ApproveUnheard,
    OtherAmount,
    Decline,
    /// Declined, and the card is kept.
    DeclineAndKeep,
    DeclineUnheard,
    LineDropped,
    Again,
    Relapse,
    Second,
}

fn decline() -> Decline {
    Decline::new(DeclineReason::Refused, String::new())
}

impl World {
    pub fn bank_may(&self, acts: &mut Vec<Act>) {
        let (lossy, quirky) = (self.left.losses > 0, self.left.quirks > 0);
        if let Some(command) = self.wire.first() {
            let mut may = |answer| acts.push(Act::Bank(answer));
            may(Answer::Honest);
            match command {
                TerminalCommand::Authorise { .. } if lossy => [Answer::Lost, Answer::Unreachable].into_iter().for_each(may),
                TerminalCommand::Confirm { .. } if lossy => [Answer::Lost, Answer::Unheard].into_iter().for_each(may),
                TerminalCommand::Cancel { .. } => may(Answer::Refused),
                TerminalCommand::LookUp { .. } if quirky => [Answer::CannotTell, Answer::NotFound].into_iter().for_each(may),
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
        for (number, known) in self.tries.iter().enumerate() {
            let mut may = |word| acts.push(Act::Says(number, word));
            match known.standing[0] {
                Standing::Asked if self.card == CardPlace::Inside => {
                    [Word::Approve, Word::Decline, Word::DeclineAndKeep].into_iter().for_each(&mut may);
                    if lossy {
                        [Word::ApproveUnheard, Word::DeclineUnheard, Word::LineDropped].into_iter().for_each(&mut may);
                    }
                    if quirky {
                        may(Word::OtherAmount);
                    }
                }
                Standing::Offered | Standing::Charged if quirky => [Word::Again, Word::Second].into_iter().for_each(&mut may),
                Standing::Reversed if quirky => may(Word::Again),
                Standing::Free | Standing::Declined if quirky => may(Word::Relapse),
                Standing::Unheard
                | Standing::Asked
                | Standing::Offered
                | Standing::Charged
                | Standing::Declined
                | Standing::Free
                | Standing::Reversed => {}
            }
        }
    }

    fn hear(&mut self, event: TerminalEvent) {
        self.step(Event::Terminal(event));
    }

    pub fn bank(&mut self, answer: Answer) -> bool {
        let command = self.wire.remove(0);
        let lost = matches!(answer, Answer::Lost | Answer::Unheard | Answer::Unreachable);
        self.left.losses = self.left.losses.saturating_sub(u8::from(lost));
        let lie = matches!(answer, Answer::NotFound | Answer::CannotTell)
            || (answer == Answer::Refused && matches!(command, TerminalCommand::Reverse { .. }));
        self.left.quirks = self.left.quirks.saturating_sub(u8::from(lie));
        if answer == Answer::Lost {
            return true;
        }
        match command {
            TerminalCommand::Authorise { request, .. } => self.wake(request.attempt(), answer),
            TerminalCommand::Cancel { attempt } => self.stop(attempt, answer),
            TerminalCommand::Confirm { attempt, reference, decision } => self.confirm(attempt, reference, decision, answer),
            TerminalCommand::LookUp { attempt, .. } => self.look_up(attempt, answer),
            TerminalCommand::Reverse { attempt, reference, .. } => self.reverse(attempt, reference, answer),
            TerminalCommand::Reconcile | TerminalCommand::Health => {}
        }
        true
    }

    fn wake(&mut self, attempt: AttemptId, answer: Answer) {
        let Some(number) = self.number_of(attempt) else { return };
        if answer == Answer::Unreachable {
            return self.hear(TerminalEvent::Unreachable { attempt });
        }
        if self.tries[number].standing[0] == Standing::Unheard {
            self.tries[number].standing[0] = Standing::Asked;
        }
    }

    fn stop(&mut self, attempt: AttemptId, answer: Answer) {
        let Some(number) = self.number_of(attempt) else { return };
        if self.tries[number].standing[0] == Standing::Asked && answer == Answer::Honest {
            self.tries[number].standing[0] = Standing::Free;
            self.hear(TerminalEvent::Cancelled { attempt });
        } else {
            self.hear(TerminalEvent::CancelTooLate { attempt });
        }
    }

    fn confirm(&mut self, attempt: AttemptId, reference: Rrn, decision: Confirmation, answer: Answer) {
        let Some(number) = self.number_of(attempt) else { return };
        let place = which(&reference);
        let known = &mut self.tries[number];
        let stands = matches!(known.standing[place], Standing::Offered | Standing::Charged);
        let stored = decision == Confirmation::Stored && stands;
        if stored {
            known.standing[place] = Standing::Charged;
            let other = known.other_amount && place == 0;
            self.hold(Rule::C5, !other);
        } else if stands {
            known.standing[place] = Standing::Free;
        }
        if answer != Answer::Unheard {
            self.hear(if stored {
                TerminalEvent::Confirmed { attempt, reference }
            } else {
                TerminalEvent::TakenBack { attempt, reference }
            });
        }
    }

    fn look_up(&mut self, attempt: AttemptId, answer: Answer) {
        let Some(number) = self.number_of(attempt) else { return };
        let known = &mut self.tries[number];
        let live = [0, 1].into_iter().find(|place| matches!(known.standing[*place], Standing::Offered | Standing::Charged));
        let answer = match (answer, live) {
            (Answer::NotFound, _) => LookUpAnswer::NotFound,
            (Answer::CannotTell, _) => LookUpAnswer::CannotTell,
            (_, Some(place)) => {
                known.heard[place] = true;
                LookUpAnswer::Approved(Box::new(facts(number, known, place)))
            }
            (_, None) => match known.standing[0] {
                Standing::Unheard => LookUpAnswer::NotFound,
                Standing::Asked => LookUpAnswer::InProgress,
                Standing::Declined => LookUpAnswer::Declined(decline()),
                Standing::Offered | Standing::Charged | Standing::Free | Standing::Reversed => LookUpAnswer::NotCharged,
            },
        };
        self.hear(TerminalEvent::LookedUp { attempt, answer });
    }

    /// Money goes back only while no note of it is out, and only by a durable intent.
    fn reverse(&mut self, attempt: AttemptId, reference: Rrn, answer: Answer) {
        let Some(number) = self.number_of(attempt) else { return };
        let place = which(&reference);
        if answer == Answer::Refused || self.tries[number].refuses {
            self.tries[number].refuses = true;
            return self.hear(TerminalEvent::ReversalRefused { attempt, reference });
        }
        let known = &mut self.tries[number];
        known.standing[place] = Standing::Reversed;
        let paid_for = !known.is_out() || known.is_charged();
        self.hold(Rule::C6, paid_for);
        let durable = self.books.found().reversals.iter().any(|pending| pending.facts.attempt == attempt);
        let done =
            matches!(self.books.recall(attempt), cardlast::payment::Recalled::Settled(known) if known.contains(&reference));
        self.hold(Rule::I7, durable || done);
        if answer != Answer::Unheard {
            self.hear(TerminalEvent::Reversed { attempt, reference });
        }
    }

    pub fn says(&mut self, number: usize, word: Word) -> bool {
        self.left.losses = self
            .left
            .losses
            .saturating_sub(u8::from(matches!(word, Word::ApproveUnheard | Word::DeclineUnheard | Word::LineDropped)));
        let quirk = matches!(word, Word::OtherAmount | Word::Again | Word::Relapse | Word::Second);
        self.left.quirks = self.left.quirks.saturating_sub(u8::from(quirk));
        let attempt = self.tries[number].id;
        match word {
            Word::Approve | Word::Relapse => self.approve(number, 0),
            Word::ApproveUnheard => self.tries[number].standing[0] = Standing::Offered,
            Word::OtherAmount => {
                self.tries[number].other_amount = true;
                self.approve(number, 0);
            }
            Word::Decline | Word::DeclineAndKeep => {
                self.tries[number].standing[0] = Standing::Declined;
                if word == Word::DeclineAndKeep {
                    self.put_card(CardPlace::Kept, true);
                }
                self.hear(TerminalEvent::Declined { attempt, decline: decline() });
            }
            Word::DeclineUnheard => self.tries[number].standing[0] = Standing::Declined,
            Word::LineDropped => self.hear(TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped }),
            Word::Again => self.tell(number, 0),
            Word::Second => {
                if self.tries[number].standing[1] != Standing::Unheard {
                    return false;
                }
                self.approve(number, 1);
            }
        }
        true
    }

    fn approve(&mut self, number: usize, place: usize) {
        self.tries[number].late |= self.tries[number].decided.is_some();
        self.tries[number].standing[place] = Standing::Offered;
        self.tell(number, place);
    }

    fn tell(&mut self, number: usize, place: usize) {
        self.tries[number].heard[place] = true;
        let facts = facts(number, &self.tries[number], place);
        self.hear(TerminalEvent::ApprovalOffered(Box::new(facts)));
    }
}
