//! Our side: a connection for each question, and for each payment one answer or none.

use std::collections::VecDeque;

use super::fields::{Fields, LONGEST, tag};
use super::judge::{Asked, is_whole};
use crate::device::{Act, Exchange, StreamNews, StreamOrder};
use crate::id::{AttemptId, TerminalId};
use crate::payment::{
    Confirmation, LookUpAnswer, Progress, TerminalCommand, TerminalEvent, TerminalHealth, TerminalProfile, UnknownReason,
};
use crate::time::{Millis, Now, Timestamp};

/// A connection that is not open after so long is none.
const CONNECT_WITHIN: Millis = Millis::from_secs(15);
/// What is waited for behind the result itself: the rest of the answer, in another segment.
const REST_WITHIN: Millis = Millis::from_secs(2);

/// What the terminal wants to know of the kiosk, and how long it may take.
#[derive(Debug, Clone)]
pub struct CaisseApSetup {
    /// The terminal's configured name.
    pub id: TerminalId,
    /// The register's number, two digits.
    pub register: String,
    /// The register's identifier, twelve digits.
    pub register_id: String,
    /// How long a payment may take.
    pub payment_within: Millis,
    /// Whether it is an emulator: every sale is training then.
    pub simulated: bool,
}

/// What the line is used for.
#[derive(Debug)]
enum Talk {
    Rest,
    /// To see whether it is there.
    Knocking {
        until: Timestamp,
    },
    /// Nothing has been sent.
    Connecting {
        asked: Box<Asked>,
        until: Timestamp,
    },
    /// The question is out.
    Waiting(Box<Waiting>),
}

#[derive(Debug)]
struct Waiting {
    asked: Asked,
    heard: Vec<u8>,
    /// When the outcome counts as unknown; `None` when that has been said. A late answer is still listened for.
    until: Option<Timestamp>,
    /// When the result that has come is taken without the rest of its answer.
    rest_until: Option<Timestamp>,
}

/// See the module's text.
#[derive(Debug)]
pub struct CaisseApExchange {
    profile: TerminalProfile,
    setup: CaisseApSetup,
    talk: Talk,
    health: TerminalHealth,
    acts: VecDeque<Act<StreamOrder>>,
}

impl CaisseApExchange {
    /// An exchange that nobody has asked anything yet. It remembers nothing over a restart: the terminal could not be asked anyway.
    #[must_use]
    pub fn new(setup: CaisseApSetup) -> Self {
        let profile = TerminalProfile {
            id: setup.id.clone(),
            confirms: false,
            looks_up: false,
            // Its cancellation wants the card again, and takes back whatever came last.
            reverses: false,
            simulated: setup.simulated,
        };
        Self { profile, setup, talk: Talk::Rest, health: TerminalHealth::Unheard, acts: VecDeque::new() }
    }

    fn say(&mut self, event: TerminalEvent) {
        self.acts.push_back(Act::Say(event));
    }

    fn order(&mut self, order: StreamOrder) {
        self.acts.push_back(Act::Line(order));
    }

    fn tell_health(&mut self, health: TerminalHealth) {
        self.health = health;
        self.say(TerminalEvent::Health(health));
    }

    fn noticed(&mut self, health: TerminalHealth) {
        if self.health != health {
            self.tell_health(health);
        }
    }

    /// Whether a payment is being decided.
    fn is_busy(&self) -> bool {
        match &self.talk {
            Talk::Connecting { .. } => true,
            Talk::Waiting(waiting) => waiting.until.is_some(),
            Talk::Rest | Talk::Knocking { .. } => false,
        }
    }

    fn authorise(&mut self, now: Now, asked: Asked) {
        if self.is_busy() {
            self.say(TerminalEvent::Busy { attempt: asked.attempt });
            return;
        }
        // In place of whatever was there: a knock, or a payment whose end staff have settled meanwhile.
        self.order(StreamOrder::Connect);
        self.talk = Talk::Connecting { asked: Box::new(asked), until: now.at.after(CONNECT_WITHIN) };
    }

    fn cancel(&mut self, attempt: AttemptId) {
        match &self.talk {
            Talk::Connecting { asked, .. } if asked.attempt == attempt => {
                self.talk = Talk::Rest;
                self.order(StreamOrder::Close);
                self.say(TerminalEvent::Cancelled { attempt });
            }
            // There is no such message: the customer has the red key.
            Talk::Rest | Talk::Knocking { .. } | Talk::Connecting { .. } | Talk::Waiting(_) => {
                self.say(TerminalEvent::CancelTooLate { attempt });
            }
        }
    }

    fn knock(&mut self, now: Now) {
        match self.talk {
            Talk::Rest => {
                self.order(StreamOrder::Connect);
                self.talk = Talk::Knocking { until: now.at.after(CONNECT_WITHIN) };
            }
            Talk::Knocking { .. } => {}
            Talk::Connecting { .. } | Talk::Waiting(_) => self.tell_health(TerminalHealth::Busy),
        }
    }

    fn connected(&mut self, now: Now) {
        match std::mem::replace(&mut self.talk, Talk::Rest) {
            Talk::Knocking { .. } => {
                self.order(StreamOrder::Close);
                self.tell_health(TerminalHealth::Ready);
            }
            Talk::Connecting { asked, .. } => {
                self.order(StreamOrder::Send(asked.question.encode()));
                self.say(TerminalEvent::Progress { attempt: asked.attempt, progress: Progress::PresentCard });
                self.noticed(TerminalHealth::Ready);
                let until = Some(now.at.after(self.setup.payment_within));
                self.talk = Talk::Waiting(Box::new(Waiting { asked: *asked, heard: Vec::new(), until, rest_until: None }));
            }
            other @ (Talk::Rest | Talk::Waiting(_)) => self.talk = other,
        }
    }

    fn no_connection(&mut self) {
        match std::mem::replace(&mut self.talk, Talk::Rest) {
            Talk::Knocking { .. } => self.tell_health(TerminalHealth::Unreachable),
            Talk::Connecting { asked, .. } => {
                self.say(TerminalEvent::Unreachable { attempt: asked.attempt });
                self.noticed(TerminalHealth::Unreachable);
            }
            other @ (Talk::Rest | Talk::Waiting(_)) => self.talk = other,
        }
    }

    fn bytes(&mut self, now: Now, bytes: &[u8]) {
        let Talk::Waiting(waiting) = &mut self.talk else { return };
        // One more than can be read, so that what is too long is seen to be.
        let room = (LONGEST + 1).saturating_sub(waiting.heard.len());
        waiting.heard.extend(bytes.iter().take(room));
        match Fields::decode(&waiting.heard) {
            Ok(Some(answer)) if is_whole(&answer) => self.answered(&answer),
            Ok(Some(answer)) if answer.text(tag::RESULT).is_some() => {
                waiting.rest_until.get_or_insert(now.at.after(REST_WITHIN));
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the terminal's answer is not understood");
                self.unknown(UnknownReason::Garbled);
                self.finish();
            }
        }
    }

    fn answered(&mut self, answer: &Fields) {
        if let Talk::Waiting(waiting) = &self.talk {
            let event = waiting.asked.judge(answer);
            // That nobody knows has been said once.
            if waiting.until.is_some() || !matches!(event, TerminalEvent::Unknown { .. }) {
                self.say(event);
            }
        }
        self.finish();
    }

    fn finish(&mut self) {
        self.talk = Talk::Rest;
        self.order(StreamOrder::Close);
    }

    /// What has come is all that will come.
    fn no_more(&mut self, reason: UnknownReason) {
        let Talk::Waiting(waiting) = &self.talk else { return };
        match Fields::decode(&waiting.heard) {
            Ok(Some(answer)) if answer.text(tag::RESULT).is_some() => self.answered(&answer),
            Ok(_) | Err(_) => {
                self.unknown(reason);
                self.finish();
            }
        }
    }

    /// Says once that nobody knows.
    fn unknown(&mut self, reason: UnknownReason) {
        if let Talk::Waiting(waiting) = &mut self.talk
            && waiting.until.take().is_some()
        {
            let attempt = waiting.asked.attempt;
            self.say(TerminalEvent::Unknown { attempt, reason });
        }
    }
}

impl Exchange for CaisseApExchange {
    type Order = StreamOrder;
    type News = StreamNews;

    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, now: Now, command: TerminalCommand) {
        match command {
            TerminalCommand::Authorise { request, stan } => {
                self.authorise(now, Asked::debit(&request, stan, &self.setup.register, &self.setup.register_id));
            }
            TerminalCommand::Cancel { attempt } => self.cancel(attempt),
            // The answer was the confirmation already.
            TerminalCommand::Confirm { attempt, reference, decision: Confirmation::Stored } => {
                self.say(TerminalEvent::Confirmed { attempt, reference });
            }
            // It cannot be refused any more, so nobody knows what staff will make of it.
            TerminalCommand::Confirm { attempt, decision: Confirmation::Refuse, .. } => {
                self.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::Silence });
            }
            TerminalCommand::LookUp { attempt, .. } => {
                self.say(TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::CannotTell });
            }
            TerminalCommand::Reverse { attempt, reference, .. } => {
                self.say(TerminalEvent::ReversalRefused { attempt, reference });
            }
            // The terminal closes its batches by itself; the protocol has no word for it.
            TerminalCommand::Reconcile => self.say(TerminalEvent::Reconciled),
            TerminalCommand::Health => self.knock(now),
        }
    }

    fn hear(&mut self, now: Now, news: StreamNews) {
        match news {
            StreamNews::Connected => self.connected(now),
            StreamNews::NoConnection => self.no_connection(),
            StreamNews::Bytes(bytes) => self.bytes(now, &bytes),
            StreamNews::Closed => self.no_more(UnknownReason::LineDropped),
        }
    }

    fn wake(&mut self, now: Now) {
        let is_due = self.next_deadline().is_some_and(|deadline| now.at >= deadline);
        match &self.talk {
            Talk::Knocking { .. } | Talk::Connecting { .. } if is_due => {
                self.order(StreamOrder::Close);
                self.no_connection();
            }
            Talk::Waiting(waiting) if is_due && waiting.rest_until.is_some() => self.no_more(UnknownReason::Silence),
            // The line stays open: a late answer is better than none.
            Talk::Waiting(_) if is_due => self.unknown(UnknownReason::Silence),
            Talk::Rest | Talk::Knocking { .. } | Talk::Connecting { .. } | Talk::Waiting(_) => {}
        }
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        match &self.talk {
            Talk::Rest => None,
            Talk::Knocking { until } | Talk::Connecting { until, .. } => Some(*until),
            Talk::Waiting(waiting) => [waiting.until, waiting.rest_until].into_iter().flatten().min(),
        }
    }

    fn next(&mut self) -> Option<Act<StreamOrder>> {
        self.acts.pop_front()
    }

    fn unkept(&mut self, _now: Now) {}
}
