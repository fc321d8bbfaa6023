//! Our side: a connection for each task, a registration, and then one command after the other, each answered before the next.
//!
//! What is asked of the terminal about a payment's end stands in `facts`; what is answered to its status information decides whether money
//! moves, and stands in `pay`. A line that is lost after a payment was asked for says nothing about the payment.
//!
//! What is known when the kiosk falls or the line is lost, and what is done then:
//!
//! | after | the money | then |
//! |---|---|---|
//! | the note of the payment, nothing sent | did not move | the terminal was not reached |
//! | the payment was sent, taken, or offered | nobody knows | the terminal is asked |
//! | "it stands" was written to the line | nobody knows: it need not have arrived | the terminal is asked |
//! | the terminal went on after that, and prints by itself | moved, also without a completion | it is confirmed |
//! | completion, and with it every slip that the kiosk prints | moved | it is confirmed |
//! | a definite refusal | did not move | declined |
//!
//! To ask is: connect, register, ask how it is until it is no longer busy, then have the last receipt repeated and judge that (`facts`).

mod answers;
mod facts;
mod job;
mod notes;
mod pay;

use std::collections::VecDeque;
use std::fmt;

use self::job::{Cancel, Job, Pay, PayStage, Reverse, Step, Talk, Task};
use self::notes::{NotedEnd, Notes};
use super::apdu::{Apdu, ApduReader, code, wipe};
use super::message::{Registration, last_receipt, with_password, with_synchronisation};
use super::{Fields, Receipt, Tlv, bmp, tag};
use crate::device::{Act, Exchange, Secret, StreamNews, StreamOrder};
use crate::id::{AttemptId, Rrn, Stan, TerminalId};
use crate::money::Currency;
use crate::payment::{
    Confirmation, LookUpAnswer, PaymentRequest, TerminalCommand, TerminalEvent, TerminalHealth, TerminalProfile, UnknownReason,
};
use crate::time::{Millis, Now, Timestamp};

/// A connection that is not open after so long is none.
const CONNECT_WITHIN: Millis = Millis::from_secs(15);
/// What is no payment and no end of day is done by then.
const SHORT_WITHIN: Millis = Millis::from_secs(30);
/// Between two words of the terminal after our answer to an approval: slips, and a card to be taken out.
const SETTLE_WITHIN: Millis = Millis::from_secs(25);

/// The password of a terminal.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Password(u32);

impl Password {
    /// Reads six digits; `None` for anything else.
    #[must_use]
    pub fn parse(secret: &Secret) -> Option<Self> {
        let digits = secret.expose();
        let is_right = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_right.then(|| digits.parse().ok()).flatten().map(Self)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What the terminal wants to know of the kiosk, and how long it may take.
#[derive(Debug, Clone)]
pub struct ZvtSetup {
    /// The terminal's configured name.
    pub id: TerminalId,
    /// The terminal's password; those of the factory are all zeros.
    pub password: Password,
    /// What is sold in, as far as it is known before a payment.
    pub currency: Currency,
    /// Whether the terminal prints its slips itself.
    pub terminal_prints: bool,
    /// T3: from a command to its answer.
    pub answer_within: Millis,
    /// T4: between two words of the terminal about what it does.
    pub payment_within: Millis,
    /// Whether it is an emulator: every sale is training then.
    pub simulated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Connection {
    None,
    Opening { until: Timestamp },
    Open,
}

/// How the latest payment of this run ended, for commands that come after.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ending {
    Stands(Rrn),
    TakenBack(Rrn),
    /// Found by asking: it stands as soon as the kiosk says so.
    Found(job::Approved),
    Unknown,
}

/// See the module's text.
#[derive(Debug)]
pub struct ZvtExchange {
    profile: TerminalProfile,
    setup: ZvtSetup,
    notes: Notes,
    /// Whether there is a note: without one nothing is known of what was sent before.
    has_note: bool,
    /// Whether the terminal's last transaction is known for certain.
    knows_last: bool,
    connection: Connection,
    reader: ApduReader,
    job: Option<Job>,
    waiting: VecDeque<Task>,
    ended: Option<(AttemptId, Ending)>,
    /// Which payment the terminal has not found, and since when it has said so.
    missing: Option<(AttemptId, Timestamp)>,
    /// The number that the terminal gave itself when it took our registration.
    terminal: Option<u64>,
    wants_end_of_day: bool,
    health: TerminalHealth,
    acts: VecDeque<Act<StreamOrder>>,
}

impl ZvtExchange {
    /// An exchange that nobody has asked anything yet. `note` is what the one before wanted kept.
    #[must_use]
    pub fn new(setup: ZvtSetup, note: Option<&str>) -> Self {
        let profile =
            TerminalProfile { id: setup.id.clone(), confirms: true, looks_up: true, reverses: true, simulated: setup.simulated };
        let notes = note.and_then(Notes::read);
        Self {
            profile,
            setup,
            has_note: notes.is_some(),
            notes: notes.unwrap_or_default(),
            knows_last: false,
            connection: Connection::None,
            reader: ApduReader::default(),
            job: None,
            waiting: VecDeque::new(),
            ended: None,
            missing: None,
            terminal: None,
            wants_end_of_day: false,
            health: TerminalHealth::Unheard,
            acts: VecDeque::new(),
        }
    }

    fn say(&mut self, event: TerminalEvent) {
        self.acts.push_back(Act::Say(event));
    }

    fn order(&mut self, order: StreamOrder) {
        self.acts.push_back(Act::Line(order));
    }

    fn send(&mut self, apdu: &Apdu) {
        self.order(StreamOrder::Send(apdu.encode()));
    }

    fn note(&mut self) {
        self.has_note = true;
        self.acts.push_back(Act::Note(self.notes.text()));
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

    fn pay(&mut self) -> Option<&mut Pay> {
        match self.job.as_mut().map(|job| &mut job.task) {
            Some(Task::Pay(pay)) => Some(pay),
            Some(Task::LookUp { .. } | Task::Reverse(_) | Task::Reconcile | Task::Health) | None => None,
        }
    }

    fn authorise(&mut self, now: Now, request: &PaymentRequest, stan: Stan) {
        let attempt = request.attempt();
        let is_occupied =
            matches!(&self.job, Some(Job { task: Task::Pay(_) | Task::LookUp { .. } | Task::Reverse(_) | Task::Reconcile, .. }));
        if is_occupied || self.waiting.iter().any(|task| !matches!(task, Task::Health)) {
            self.say(TerminalEvent::Busy { attempt });
            return;
        }
        self.ended = None;
        self.waiting.push_back(Task::Pay(Box::new(Pay {
            attempt,
            stan,
            amount: request.amount(),
            stage: PayStage::NotSent,
            cancel: Cancel::No,
            failed: None,
            said: String::new(),
            was_heard: false,
        })));
        self.begin(now);
    }

    fn reverse(&mut self, now: Now, attempt: AttemptId, reference: Rrn, amount: crate::money::Money, is_refusal: bool) {
        let receipt = Receipt::parse(&reference).filter(|receipt| receipt.number.is_some());
        let is_back = |payment: &&mut notes::NotedPayment| {
            payment.end == NotedEnd::NotCharged && payment.offered.as_ref().map(Receipt::reference).as_ref() == Some(&reference)
        };
        if self.notes.payment_of(attempt).as_ref().is_some_and(is_back) {
            self.say(TerminalEvent::Reversed { attempt, reference });
            return;
        }
        let Some(receipt) = receipt else {
            self.say(TerminalEvent::ReversalRefused { attempt, reference });
            return;
        };
        let wanted = Reverse { attempt, reference, receipt, amount, is_refusal };
        let running = self.job.as_ref().map(|job| &job.task);
        let is_known =
            running.into_iter().chain(&self.waiting).any(|task| matches!(task, Task::Reverse(known) if *known == wanted));
        if !is_known {
            self.waiting.push_back(Task::Reverse(wanted));
            self.begin(now);
        }
    }

    fn look_up(&mut self, now: Now, attempt: AttemptId, stan: Stan) {
        let answer = |answer| TerminalEvent::LookedUp { attempt, answer };
        if let Some(pay) = self.pay().filter(|pay| pay.attempt == attempt) {
            // An approval that waits for an answer has been told, and is still heard.
            if !matches!(pay.stage, PayStage::Offered(_)) {
                self.say(answer(LookUpAnswer::InProgress));
            }
            return;
        }
        let has_note = self.has_note;
        let known = match &self.notes.payment {
            Some(payment) if payment.attempt == attempt && payment.end == NotedEnd::NotCharged => Some(LookUpAnswer::NotCharged),
            Some(payment) if payment.attempt == attempt => None,
            // It is noted before anything is sent; so this one never was. Of older ones than the latest nothing is known.
            Some(payment) if stan > payment.stan => Some(LookUpAnswer::NotFound),
            None if has_note => Some(LookUpAnswer::NotFound),
            Some(_) | None => Some(LookUpAnswer::CannotTell),
        };
        if let Some(known) = known {
            self.say(answer(known));
            return;
        }
        let running = self.job.as_ref().map(|job| &job.task);
        let is_known = running
            .into_iter()
            .chain(&self.waiting)
            .any(|task| matches!(task, Task::LookUp { attempt: known, .. } if *known == attempt));
        if !is_known {
            self.waiting.push_back(Task::LookUp { attempt, stan });
            self.begin(now);
        }
    }

    /// Begins the next task, if none is running.
    fn begin(&mut self, now: Now) {
        if self.job.is_some() {
            return;
        }
        if self.waiting.is_empty() && std::mem::take(&mut self.wants_end_of_day) {
            self.waiting.push_back(Task::Reconcile);
        }
        let Some(task) = self.waiting.pop_front() else { return };
        self.job = Some(Job::new(task, self.knows_last));
        self.reader = ApduReader::default();
        self.order(StreamOrder::Connect);
        self.connection = Connection::Opening { until: now.at.after(CONNECT_WITHIN) };
    }

    /// The task is over.
    fn finish(&mut self, now: Now) {
        self.job = None;
        if std::mem::replace(&mut self.connection, Connection::None) != Connection::None {
            self.order(StreamOrder::Close);
        }
        self.begin(now);
    }

    /// Says the next command of the task, or ends it.
    fn step(&mut self, now: Now) {
        let Some(job) = &mut self.job else { return };
        let Some(step) = job.steps.pop_front() else {
            if matches!(job.task, Task::Health) {
                self.tell_health(TerminalHealth::Ready);
            }
            self.finish(now);
            return;
        };
        if step == Step::Pay {
            self.note_payment(now);
        }
        let apdu = self.command(step);
        self.send(&apdu);
        let until = now.at.after(self.setup.answer_within);
        if let Some(job) = &mut self.job {
            job.talk = Some(Talk { step, is_taken: false, until, told: None });
        }
    }

    fn command(&mut self, step: Step) -> Apdu {
        let Password(password) = self.setup.password;
        // That of the payment, if it is for one.
        let currency = match self.job.as_ref().map(|job| &job.task) {
            Some(Task::Pay(pay)) => pay.amount.currency(),
            Some(Task::Reverse(wanted)) => wanted.amount.currency(),
            Some(Task::LookUp { .. } | Task::Reconcile | Task::Health) | None => self.setup.currency,
        };
        let currency = currency.numeric_code();
        let mirrored = self.notes.mirrored.clone();
        let mirrored = mirrored.as_deref();
        let minor = |money: crate::money::Money| u64::try_from(money.minor()).unwrap_or_default();
        let fields = Fields::default();
        match (step, self.job.as_ref().map(|job| &job.task)) {
            (Step::Register, _) => Registration { password, currency, kiosk_prints: !self.setup.terminal_prints }.message(),
            (Step::Initialise, _) => with_password(code::INITIALISATION, password, &fields),
            (Step::Diagnose, _) => {
                let line = fields.with_objects(vec![Tlv::plain(tag::DIAGNOSIS_TYPE, [0x01])]);
                Apdu::new(code::DIAGNOSIS, line.encode())
            }
            (Step::Status, _) => with_password(code::STATUS_ENQUIRY, password, &fields.with(bmp::SERVICE, [0x02])),
            (Step::LastReceipt, _) => last_receipt(password),
            (Step::EndOfDay, _) => with_password(code::END_OF_DAY, password, &with_synchronisation(fields, mirrored)),
            (Step::Pay, Some(Task::Pay(pay))) => {
                let fields = fields
                    .with_number(bmp::AMOUNT, minor(pay.amount))
                    .with_number(bmp::CURRENCY, u64::from(pay.amount.currency().numeric_code()))
                    // The terminal chooses how it reads the card.
                    .with(bmp::PAYMENT_TYPE, [0x40]);
                Apdu::new(code::AUTHORISATION, with_synchronisation(fields, mirrored).encode())
            }
            (Step::Reverse, Some(Task::Reverse(wanted))) => {
                let fields = fields
                    .with_number(bmp::RECEIPT, wanted.receipt.number.unwrap_or_default())
                    .with_number(bmp::AMOUNT, minor(wanted.amount))
                    .with_number(bmp::CURRENCY, u64::from(wanted.amount.currency().numeric_code()));
                with_password(code::REVERSAL, password, &with_synchronisation(fields, mirrored))
            }
            // Only their own tasks have these steps.
            (Step::Pay | Step::Reverse, _) => Apdu::bare(code::STATUS_ENQUIRY),
        }
    }

    /// How long the terminal may take for a command that it has taken.
    fn end_within(&self, step: Step) -> Millis {
        match step {
            Step::Pay | Step::Reverse | Step::EndOfDay | Step::Initialise | Step::Diagnose => self.setup.payment_within,
            Step::Register | Step::Status | Step::LastReceipt => SHORT_WITHIN,
        }
    }

    /// The line is gone, or what comes over it makes no sense, or nothing comes.
    fn lost(&mut self, now: Now, reason: UnknownReason) {
        let Some(job) = &mut self.job else {
            self.connection = Connection::None;
            return;
        };
        match &job.task {
            Task::Pay(_) => self.pay_lost(reason),
            Task::Health => self.tell_health(TerminalHealth::Unreachable),
            // The kiosk asks again.
            Task::LookUp { .. } | Task::Reverse(_) | Task::Reconcile => {
                self.knows_last = false;
                self.noticed(TerminalHealth::Unreachable);
            }
        }
        self.finish(now);
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
            TerminalCommand::Authorise { request, stan } => self.authorise(now, &request, stan),
            TerminalCommand::Cancel { attempt } => self.cancel(now, attempt),
            TerminalCommand::Confirm { attempt, reference, decision } => match decision {
                Confirmation::Stored => self.stored(now, attempt, reference),
                Confirmation::Refuse => self.refused_here(now, attempt, reference),
            },
            TerminalCommand::LookUp { attempt, stan } => self.look_up(now, attempt, stan),
            TerminalCommand::Reverse { attempt, reference, amount } => self.reverse(now, attempt, reference, amount, false),
            TerminalCommand::Reconcile => {
                self.waiting.push_back(Task::Reconcile);
                self.begin(now);
            }
            TerminalCommand::Health => match &self.job {
                Some(Job { task: Task::Pay(_), .. }) => self.tell_health(TerminalHealth::Busy),
                Some(Job { task: Task::Health, .. }) => {}
                Some(_) | None => {
                    if !self.waiting.iter().any(|task| matches!(task, Task::Health)) {
                        self.waiting.push_back(Task::Health);
                    }
                    self.begin(now);
                }
            },
        }
    }

    fn hear(&mut self, now: Now, news: StreamNews) {
        match (news, self.connection) {
            (StreamNews::Connected, Connection::Opening { .. }) => {
                self.connection = Connection::Open;
                self.step(now);
            }
            (StreamNews::NoConnection, Connection::Opening { .. }) => {
                self.connection = Connection::None;
                self.lost(now, UnknownReason::LineDropped);
            }
            (StreamNews::Closed, Connection::Open) => {
                self.connection = Connection::None;
                self.lost(now, UnknownReason::LineDropped);
            }
            (StreamNews::Bytes(mut bytes), Connection::Open) => {
                self.bytes(now, &bytes);
                wipe(&mut bytes);
            }
            (StreamNews::Bytes(mut bytes), Connection::None | Connection::Opening { .. }) => wipe(&mut bytes),
            (StreamNews::Connected | StreamNews::NoConnection | StreamNews::Closed, _) => {}
        }
    }

    fn wake(&mut self, now: Now) {
        if let Some(pay) = self.pay()
            && matches!(pay.cancel, Cancel::Said { until } if now.at >= until)
        {
            // It does not say; the payment's own end does.
            pay.cancel = Cancel::No;
            let attempt = pay.attempt;
            self.say(TerminalEvent::CancelTooLate { attempt });
        }
        if let Connection::Opening { until } = self.connection
            && now.at >= until
        {
            self.lost(now, UnknownReason::LineDropped);
            return;
        }
        let is_due = self.talk_deadline().is_some_and(|until| now.at >= until);
        if is_due {
            self.lost(now, UnknownReason::Silence);
        }
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        let opening = if let Connection::Opening { until } = self.connection { Some(until) } else { None };
        let cancel = match self.job.as_ref().map(|job| &job.task) {
            Some(Task::Pay(pay)) => {
                if let Cancel::Said { until } = pay.cancel {
                    Some(until)
                } else {
                    None
                }
            }
            Some(Task::LookUp { .. } | Task::Reverse(_) | Task::Reconcile | Task::Health) | None => None,
        };
        [opening, cancel, self.talk_deadline()].into_iter().flatten().min()
    }

    fn next(&mut self) -> Option<Act<StreamOrder>> {
        self.acts.pop_front()
    }

    fn unkept(&mut self, now: Now) {
        self.has_note = false;
        let is_unsent = matches!(self.pay(), Some(Pay { stage: PayStage::Sent, .. }))
            && matches!(self.acts.front(), Some(Act::Line(StreamOrder::Send(_))));
        // Only the note before a payment is a promise; without the others more has to be asked.
        if is_unsent {
            self.acts.pop_front();
            if let Some(pay) = self.pay() {
                pay.stage = PayStage::NotSent;
            }
            self.lost(now, UnknownReason::LineDropped);
        }
    }
}

impl ZvtExchange {
    /// When the running command has taken too long; never while the terminal waits for the kiosk.
    fn talk_deadline(&self) -> Option<Timestamp> {
        let job = self.job.as_ref()?;
        let waits_for_us = matches!(&job.task, Task::Pay(pay) if matches!(pay.stage, PayStage::Offered(_)));
        job.talk.as_ref().filter(|_| !waits_for_us).map(|talk| talk.until)
    }
}
