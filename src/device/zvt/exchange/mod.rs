//! Our side of the conversation.
//!
//! What the kiosk wants becomes a job; a job opens the line, registers, and gives its commands one after the other, never two at once. The
//! answer to an approval (`04 0F`) waits for the kiosk's word, because it decides whether money moves. An outcome that did not come is never
//! asked for by paying again: the terminal is asked for its last receipt, and that is held against what it was before.

mod judge;
mod link;
mod note;
mod payment;
mod search;
mod slips;
mod undo;

use std::collections::VecDeque;

use judge::Asked;
use link::Link;
use note::{Before, Note, Receipt};
use payment::{Ended, Payment};
use slips::Slips;
use undo::Undo;

use super::apdu::Apdu;
use super::codes::{self, Refusal};
use super::message::{self, Said, StatusInformation};
use crate::device::{Act, Exchange, StreamNews, StreamOrder};
use crate::id::{AttemptId, TerminalId};
use crate::money::Currency;
use crate::payment::{LookUpAnswer, Progress, TerminalCommand, TerminalEvent, TerminalHealth, TerminalProfile, UnknownReason};
use crate::time::{Millis, Now, Timestamp};

/// A connection takes no longer.
const CONNECT_WITHIN: Millis = Millis::from_secs(10);
/// A terminal that was not there is looked for again after so long.
const LOOK_AGAIN: Millis = Millis::from_secs(15);

/// What the terminal wants to know of the kiosk, and how long it may take.
#[derive(Debug, Clone)]
pub struct ZvtSetup {
    /// The terminal's configured name.
    pub id: TerminalId,
    /// Six digits, two in a byte.
    pub password: [u8; 3],
    /// Whether the terminal prints its slips itself.
    pub terminal_prints: bool,
    /// The store's currency.
    pub currency: Currency,
    /// From a command to its first answer (T3).
    pub answer_within: Millis,
    /// From a command's acceptance, or from the terminal's latest word, to its end (T4).
    pub payment_within: Millis,
    /// Whether it is an emulator: every sale is training then.
    pub simulated: bool,
}

/// What the kiosk wants.
#[derive(Debug, Clone)]
enum Job {
    Pay(Asked),
    LookUp(AttemptId),
    Undo(Undo),
    Reconcile {
        /// Whether the kiosk waits for it; else the terminal wanted it.
        is_asked: bool,
    },
    Health,
}

/// A command that the terminal is at work on.
#[derive(Debug)]
struct Talk {
    command: Command,
    is_accepted: bool,
    deadline: Timestamp,
    /// The latest result of it.
    status: Option<Box<StatusInformation>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Register,
    /// The last receipt before a payment.
    Before,
    Authorise,
    /// Whether it is done with whatever it was at, before a search.
    Settle,
    /// The last receipt, for a search.
    Search,
    Undo,
    EndOfDay,
    Health,
}

/// See the module's text.
#[derive(Debug)]
pub struct ZvtExchange {
    profile: TerminalProfile,
    setup: ZvtSetup,
    note: Note,
    acts: VecDeque<Act<StreamOrder>>,
    link: Link,
    jobs: VecDeque<Job>,
    talk: Option<Talk>,
    /// The payment that the terminal was asked for, until its end.
    payment: Option<Payment>,
    /// How the latest payment of this run ended.
    ended: Option<(AttemptId, Ended)>,
    slips: Slips,
    /// The terminal's last receipt, as long as nothing happened behind our back.
    last: Option<Before>,
    /// Registered anew once already, because the terminal said that we were not.
    has_registered_again: bool,
    health: TerminalHealth,
    look_again: Option<Timestamp>,
}

impl ZvtExchange {
    /// An exchange with what it noted before the last stop.
    #[must_use]
    pub fn new(setup: ZvtSetup, note: Option<&str>) -> Self {
        let profile =
            TerminalProfile { id: setup.id.clone(), confirms: true, looks_up: true, reverses: true, simulated: setup.simulated };
        Self {
            profile,
            setup,
            note: Note::read(note),
            acts: VecDeque::new(),
            link: Link::Closed,
            jobs: VecDeque::new(),
            talk: None,
            payment: None,
            ended: None,
            slips: Slips::default(),
            last: None,
            has_registered_again: false,
            health: TerminalHealth::Unheard,
            look_again: None,
        }
    }

    fn say(&mut self, event: TerminalEvent) {
        self.acts.push_back(Act::Say(event));
    }

    fn send(&mut self, apdu: &Apdu) {
        self.acts.push_back(Act::Line(StreamOrder::Send(apdu.encode())));
    }

    fn keep_note(&mut self) {
        self.acts.push_back(Act::Note(self.note.write()));
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

    fn currency(&self) -> u16 {
        self.setup.currency.numeric_code()
    }

    /// Gives the next command, if none is being worked on.
    fn go_on(&mut self, now: Now) {
        if self.talk.is_some() {
            return;
        }
        let Some(job) = self.jobs.front().cloned() else {
            // Nothing to do: the line is the terminal's again.
            self.hang_up();
            return;
        };
        match self.link {
            Link::Closed => return self.dial(now),
            Link::Dialling { .. } => return,
            Link::Open { is_registered: false, .. } => {
                let config = if self.setup.terminal_prints { message::TERMINAL_PRINTS } else { message::KIOSK_PRINTS };
                let registration = message::registration(&self.setup.password, config, self.currency());
                return self.command(now, Command::Register, &registration);
            }
            Link::Open { .. } => {}
        }
        match job {
            Job::Pay(_) if self.last.is_none() => {
                self.command(now, Command::Before, &message::repeat_receipt(&self.setup.password));
            }
            Job::Pay(asked) => self.authorise(now, asked),
            Job::LookUp(_) => self.command(now, Command::Settle, &message::status_enquiry()),
            Job::Undo(undo) => self.undo(now, &undo),
            Job::Reconcile { .. } => self.command(now, Command::EndOfDay, &message::end_of_day(&self.setup.password)),
            Job::Health => self.command(now, Command::Health, &message::status_enquiry()),
        }
    }

    fn command(&mut self, now: Now, command: Command, apdu: &Apdu) {
        self.send(apdu);
        let deadline = now.at.after(self.setup.answer_within);
        self.talk = Some(Talk { command, is_accepted: false, deadline, status: None });
    }

    /// A message of the terminal.
    fn heard(&mut self, now: Now, said: Said) {
        let Some(talk) = &mut self.talk else {
            // Nobody asked it anything: what it wants is refused, and a payment most of all.
            return self.answer_a_stranger(&said);
        };
        match said {
            Said::Accepted | Said::Refused(_) if talk.is_accepted => self.cancel_answered(now, &said),
            Said::Accepted => {
                talk.is_accepted = true;
                talk.deadline = now.at.after(self.setup.payment_within);
                if talk.command == Command::Authorise {
                    self.authorisation_accepted();
                }
            }
            Said::Refused(reason) => self.over(now, Over::Refused(reason)),
            Said::Status(status) => {
                talk.deadline = now.at.after(self.setup.payment_within);
                self.status(*status);
            }
            Said::Step { status, .. } => {
                talk.deadline = now.at.after(self.setup.payment_within);
                self.send(&Apdu::accepted());
                self.step(status);
            }
            Said::Print(print) => {
                talk.deadline = now.at.after(self.setup.payment_within);
                if talk.command == Command::Authorise {
                    self.slips.take(print);
                }
                self.send(&Apdu::accepted());
            }
            Said::Completed(data) => {
                self.send(&Apdu::accepted());
                self.over(now, Over::Completed(data));
            }
            Said::Aborted(reason) => {
                self.send(&Apdu::accepted());
                self.over(now, Over::Aborted(reason));
            }
            Said::Time => self.send(&Apdu::accepted()),
            Said::Other(_) => self.send(&Apdu::refused(codes::NOT_POSSIBLE)),
        }
    }

    fn answer_a_stranger(&mut self, said: &Said) {
        match said {
            // An answer wants no answer.
            Said::Accepted | Said::Refused(_) => {}
            Said::Completed(_) | Said::Aborted(_) | Said::Step { .. } | Said::Time => self.send(&Apdu::accepted()),
            Said::Status(_) => self.send(&Apdu::refused(codes::NOT_DELIVERED)),
            Said::Print(_) | Said::Other(_) => self.send(&Apdu::refused(codes::NOT_POSSIBLE)),
        }
    }

    /// A result. Only that of a payment that was asked for waits for the kiosk.
    fn status(&mut self, status: StatusInformation) {
        let Some(talk) = &mut self.talk else { return };
        match talk.command {
            Command::Authorise => self.payment_status(status),
            // Some terminals send one in between. If it is about a payment, then about none that was asked for on this line.
            Command::Register | Command::Settle | Command::Health => {
                let is_payment = status.receipt.is_some() || status.minor.is_some();
                self.send(&if is_payment { Apdu::refused(codes::NOT_DELIVERED) } else { Apdu::accepted() });
            }
            Command::Before | Command::Search | Command::Undo | Command::EndOfDay => {
                talk.status = Some(Box::new(status));
                self.send(&Apdu::accepted());
            }
        }
    }

    /// The command that was being worked on has ended.
    fn over(&mut self, now: Now, over: Over) {
        let Some(talk) = self.talk.take() else { return };
        let status = talk.status.as_deref();
        match (talk.command, over) {
            (Command::Register, Over::Completed(_)) => {
                self.link.registered();
                self.noticed(TerminalHealth::Ready);
            }
            (Command::Register, Over::Refused(reason) | Over::Aborted(reason)) => self.not_registered(reason),
            (Command::Before, over) => {
                let receipt = status.and_then(Receipt::of);
                self.last = Some(match (receipt, over) {
                    (Some(receipt), _) => Before::Receipt(receipt),
                    (None, Over::Completed(_)) => Before::Nothing,
                    (None, Over::Refused(_) | Over::Aborted(_)) => Before::Unknown,
                });
            }
            (Command::Authorise, over) => self.authorisation_over(&over),
            (Command::Settle, over) => self.settled(now, &over),
            (Command::Search, over) => self.searched(status, &over),
            (Command::Undo, over) => self.undone(status, &over),
            (Command::EndOfDay, over) => self.day_closed(&over),
            (Command::Health, over) => {
                self.jobs.pop_front();
                self.tell_health(health_of(&over));
            }
        }
        self.go_on(now);
    }

    fn day_closed(&mut self, over: &Over) {
        // It clears the terminal's receipts.
        self.last = None;
        let job = self.jobs.pop_front();
        match over {
            Over::Completed(_) if matches!(job, Some(Job::Reconcile { is_asked: true })) => self.say(TerminalEvent::Reconciled),
            Over::Completed(_) => {}
            Over::Refused(reason) | Over::Aborted(reason) => {
                tracing::warn!(reason = format!("{reason:02X}"), "the terminal did not close its day");
            }
        }
    }

    /// Without a registration nothing else can be asked.
    fn not_registered(&mut self, reason: u8) {
        let busy = codes::refusal(reason) == Some(Refusal::Busy);
        let health = if busy { TerminalHealth::Busy } else { TerminalHealth::Unreachable };
        match self.jobs.pop_front() {
            Some(Job::Pay(asked)) => {
                self.payment = None;
                self.say(TerminalEvent::Busy { attempt: asked.attempt });
            }
            // It is at something, perhaps at this very payment.
            Some(Job::LookUp(attempt)) if busy => {
                self.say(TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::InProgress });
            }
            Some(Job::LookUp(attempt)) => {
                self.say(TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::CannotTell });
            }
            // Asked again after a while.
            Some(Job::Undo(_) | Job::Reconcile { .. }) | None => {}
            Some(Job::Health) => return self.tell_health(health),
        }
        self.noticed(health);
    }

    /// The line is gone, or what came over it makes no sense, or nothing came in time.
    fn fail(&mut self, now: Now, reason: UnknownReason) {
        let talk = self.talk.take();
        let was_there = matches!(self.link, Link::Open { is_registered: true, .. });
        self.hang_up();
        if talk.is_some_and(|talk| talk.command == Command::Authorise) {
            self.payment_lost(reason);
            return self.go_on(now);
        }
        match self.jobs.pop_front() {
            // Nothing that takes money was sent.
            Some(Job::Pay(asked)) => {
                self.payment = None;
                self.say(TerminalEvent::Unreachable { attempt: asked.attempt });
                self.noticed(TerminalHealth::Unreachable);
            }
            Some(Job::Health) => self.tell_health(TerminalHealth::Unreachable),
            // Asked again after a while.
            Some(Job::LookUp(_) | Job::Undo(_) | Job::Reconcile { .. }) | None if was_there => {}
            Some(Job::LookUp(_) | Job::Undo(_) | Job::Reconcile { .. }) | None => self.noticed(TerminalHealth::Unreachable),
        }
        self.go_on(now);
    }

    /// When a terminal that is not there is looked for again.
    fn plan_look(&mut self, now: Now) {
        self.look_again = match self.health {
            TerminalHealth::Unreachable | TerminalHealth::Busy if self.jobs.is_empty() => {
                Some(self.look_again.filter(|at| now.at < *at).unwrap_or(now.at.after(LOOK_AGAIN)))
            }
            TerminalHealth::Unreachable | TerminalHealth::Busy | TerminalHealth::Ready | TerminalHealth::Unheard => None,
        };
    }

    fn add(&mut self, job: Job) {
        self.jobs.push_back(job);
    }

    fn has(&self, wanted: impl Fn(&Job) -> bool) -> bool {
        self.jobs.iter().any(wanted)
    }
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Over {
    /// With a completion and its data.
    Completed(Vec<u8>),
    /// With an abort, for this reason.
    Aborted(u8),
    /// Before it began, for this reason.
    Refused(u8),
}

fn health_of(over: &Over) -> TerminalHealth {
    match over {
        Over::Completed(data) => match message::enquired_status(data).map(codes::is_ready) {
            // One that says nothing is well.
            None | Some(Some(true)) => TerminalHealth::Ready,
            Some(Some(false) | None) => TerminalHealth::Busy,
        },
        // It does not know the question, but it is there.
        Over::Refused(codes::NOT_POSSIBLE) => TerminalHealth::Ready,
        Over::Refused(_) | Over::Aborted(_) => TerminalHealth::Busy,
    }
}

impl Exchange for ZvtExchange {
    type Order = StreamOrder;
    type News = StreamNews;

    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, now: Now, command: TerminalCommand) {
        match command {
            TerminalCommand::Authorise { request, stan } => {
                self.pay(Asked { attempt: request.attempt(), stan, amount: request.amount() });
            }
            TerminalCommand::Cancel { attempt } => self.cancel(attempt),
            TerminalCommand::Confirm { attempt, reference, decision } => self.confirm(attempt, &reference, decision),
            TerminalCommand::LookUp { attempt, stan } => self.look_up(attempt, stan),
            TerminalCommand::Reverse { attempt, reference, amount } => self.reverse(attempt, reference, amount),
            TerminalCommand::Reconcile => self.add(Job::Reconcile { is_asked: true }),
            TerminalCommand::Health if self.has(|job| matches!(job, Job::Health)) => {}
            TerminalCommand::Health => self.add(Job::Health),
        }
        self.go_on(now);
        self.plan_look(now);
    }

    fn hear(&mut self, now: Now, news: StreamNews) {
        match news {
            StreamNews::Connected => self.link.opened(),
            StreamNews::NoConnection => self.fail(now, UnknownReason::LineDropped),
            StreamNews::Bytes(bytes) => self.bytes(now, &bytes),
            StreamNews::Closed => self.fail(now, UnknownReason::LineDropped),
        }
        self.go_on(now);
        self.plan_look(now);
    }

    fn wake(&mut self, now: Now) {
        let is_late = |deadline: Option<Timestamp>| deadline.is_some_and(|deadline| now.at >= deadline);
        if is_late(self.talk.as_ref().map(|talk| talk.deadline)) || is_late(self.link.deadline()) {
            self.fail(now, UnknownReason::Silence);
        }
        if is_late(self.look_again) {
            self.look_again = None;
            self.add(Job::Health);
        }
        self.go_on(now);
        self.plan_look(now);
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        let talk = self.talk.as_ref().map(|talk| talk.deadline);
        [talk, self.link.deadline(), self.look_again].into_iter().flatten().min()
    }

    fn next(&mut self) -> Option<Act<StreamOrder>> {
        self.acts.pop_front()
    }

    fn unkept(&mut self, now: Now) {
        let is_asking = self.talk.as_ref().is_some_and(|talk| talk.command == Command::Authorise && !talk.is_accepted);
        if is_asking {
            // The question stands behind the note and has not gone out.
            self.acts.retain(|act| matches!(act, Act::Say(_)));
            self.talk = None;
            self.fail(now, UnknownReason::LineDropped);
            self.plan_look(now);
        }
    }
}

/// What a customer should see of a step.
fn progress_of(status: u8) -> Option<Progress> {
    codes::progress(status)
}
