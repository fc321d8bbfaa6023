//! Our side of the nexo protocol.
//!
//! A payment's name is made of our own durable number, so that a restart knows what to ask for; a reversal's name of that and a count. An
//! outcome that did not come is asked for by that name, and "not found" is believed only from a terminal that says that it is well.

mod judge;
mod service;
mod undo;

use std::collections::{BTreeMap, VecDeque};

use judge::{About, Verdict, slips};
use undo::{Undo, UndoWish};

use super::line::{CallFailure, NexoNews, NexoOrder};
use super::message::{
    AbortRequest, AmountsRequested, Body, ErrorCondition, EventToNotify, Header, Message, MessageCategory, MessageReference,
    PaymentRequest as PaymentQuestion, PaymentResponse, PaymentTransaction, SaleData, TransactionId,
};
use super::names;
use crate::device::{Act, Exchange};
use crate::id::{AttemptId, Stan, TerminalId};
use crate::payment::{
    Confirmation, LookUpAnswer, PaymentRequest, Progress, SlipMatter, TerminalCommand, TerminalEvent, TerminalHealth,
    TerminalProfile, UnknownReason,
};
use crate::time::{Millis, Now, Timestamp};

/// Anything but a payment is answered within this time, or not at all.
const SERVICE_WITHIN: Millis = Millis::from_secs(15);
/// The line waits for a payment's answer so much longer than we do: late is better than never.
const LATE: Millis = Millis::from_secs(60);

/// What the terminal wants to know of the kiosk, and how long it may take.
#[derive(Debug, Clone)]
pub struct NexoSetup {
    /// The terminal's configured name.
    pub id: TerminalId,
    /// The kiosk's name at the terminal.
    pub sale_id: String,
    /// The terminal's own name.
    pub poi_id: String,
    /// Two letters: what the terminal speaks to staff.
    pub language: String,
    /// Whether the terminal wants a login before anything else.
    pub login: bool,
    /// How long a payment may take.
    pub payment_within: Millis,
    /// Whether it is an emulator: every sale is training then.
    pub simulated: bool,
}

/// A question that is out.
#[derive(Debug)]
struct Call {
    header: Header,
    purpose: Purpose,
    /// When it counts as unanswered; `None` for a payment of which that has been said.
    until: Option<Timestamp>,
}

/// What a question is for.
#[derive(Debug)]
enum Purpose {
    Login,
    Payment(About),
    Abort(AttemptId),
    LookUp(About),
    /// Is the terminal well, now that it has not found a payment?
    NotFound(AttemptId),
    Health,
    UndoStatus(Undo),
    Undo(Undo),
}

/// What waits for a session.
#[derive(Debug)]
enum Waiting {
    Pay(PaymentRequest),
    LookUp(About),
    Undo(Undo),
}

/// The payment of this run of the program, until its answer has come or its call has failed.
#[derive(Debug)]
struct Payment {
    about: About,
    header: Option<Header>,
    cancel: Cancel,
    /// That nobody knows has been said.
    is_unknown: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cancel {
    None,
    Asked,
    /// That it is too late has been said.
    TooLate,
}

/// See the module's text.
#[derive(Debug)]
pub struct NexoExchange {
    profile: TerminalProfile,
    setup: NexoSetup,
    acts: VecDeque<Act<NexoOrder>>,
    calls: BTreeMap<u64, Call>,
    next_call: u64,
    /// The latest number that a name was made of.
    latest_name: u64,
    has_session: bool,
    waiting: Vec<Waiting>,
    payment: Option<Payment>,
    /// How many tries at taking a payment back have failed for a while, by the kiosk's name for the payment.
    tries: BTreeMap<crate::id::Rrn, u32>,
    health: TerminalHealth,
}

impl NexoExchange {
    /// An exchange that nobody has asked anything yet. It remembers nothing over a restart: the terminal does.
    #[must_use]
    pub fn new(setup: NexoSetup) -> Self {
        let profile =
            TerminalProfile { id: setup.id.clone(), confirms: false, looks_up: true, reverses: true, simulated: setup.simulated };
        Self {
            profile,
            has_session: !setup.login,
            setup,
            acts: VecDeque::new(),
            calls: BTreeMap::new(),
            next_call: 1,
            latest_name: 0,
            waiting: Vec::new(),
            payment: None,
            tries: BTreeMap::new(),
            health: TerminalHealth::Unheard,
        }
    }

    fn say(&mut self, event: TerminalEvent) {
        self.acts.push_back(Act::Say(event));
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

    fn head(&self, category: MessageCategory, name: String) -> Header {
        Header::request(category, name, self.setup.sale_id.clone(), self.setup.poi_id.clone())
    }

    /// A name that no other message has: the time, or one more than the latest when the clock stands or goes back.
    fn fresh_name(&mut self, now: Now) -> String {
        let time = u64::try_from(now.wall.unix_ms).unwrap_or_default();
        self.latest_name = time.max(self.latest_name.saturating_add(1));
        names::other(self.latest_name)
    }

    fn post(&mut self, now: Now, header: Header, body: Body, purpose: Purpose) {
        let is_payment = matches!(purpose, Purpose::Payment(_));
        let within = if is_payment { self.setup.payment_within } else { SERVICE_WITHIN };
        let patience = if is_payment { Millis(within.0.saturating_add(LATE.0)) } else { within };
        let call = self.next_call;
        self.next_call += 1;
        let body = Message { header: header.clone(), body }.encode();
        self.acts.push_back(Act::Line(NexoOrder::Post { call, body, patience }));
        self.calls.insert(call, Call { header, purpose, until: Some(now.at.after(within)) });
    }

    /// Whether a payment is being decided.
    fn is_busy(&self) -> bool {
        self.payment.as_ref().is_some_and(|payment| !payment.is_unknown)
    }

    fn authorise(&mut self, now: Now, request: PaymentRequest, stan: Stan) {
        let attempt = request.attempt();
        if self.is_busy() {
            self.say(TerminalEvent::Busy { attempt });
            return;
        }
        let about = About { attempt, stan, currency: Some(request.amount().currency()) };
        self.payment = Some(Payment { about, header: None, cancel: Cancel::None, is_unknown: false });
        self.with_session(now, Waiting::Pay(request));
    }

    /// Sends the payment's question.
    fn pay(&mut self, now: Now, request: &PaymentRequest) {
        // It may have been cancelled while there was no session yet.
        let attempt = request.attempt();
        let Some(about) = self.payment.as_ref().filter(|payment| payment.about.attempt == attempt).map(|payment| payment.about)
        else {
            return;
        };
        let header = self.head(MessageCategory::Payment, names::payment(about.stan));
        if let Some(payment) = &mut self.payment {
            payment.header = Some(header.clone());
        }
        let amount = request.amount();
        let question = PaymentQuestion {
            sale_data: SaleData {
                transaction: Some(TransactionId { id: attempt.to_string(), time: now.wall.to_string() }),
                reference: Some(request.order().to_string()),
            },
            payment_transaction: PaymentTransaction {
                amounts_req: AmountsRequested { currency: amount.currency().code().to_owned(), requested_amount: amount.into() },
            },
        };
        self.post(now, header, Body::PaymentRequest(question), Purpose::Payment(about));
        self.say(TerminalEvent::Progress { attempt, progress: Progress::PresentCard });
    }

    fn cancel(&mut self, now: Now, attempt: AttemptId) {
        let payment = self.payment.as_mut().filter(|payment| payment.about.attempt == attempt && !payment.is_unknown);
        match payment.map(|payment| (payment.header.clone(), &mut payment.cancel)) {
            Some((Some(header), cancel @ Cancel::None)) => {
                *cancel = Cancel::Asked;
                let message_reference = MessageReference::to(&header);
                let name = self.fresh_name(now);
                let header = self.head(MessageCategory::Abort, name);
                let abort_reason = "MerchantAbort".to_owned();
                let question = AbortRequest { message_reference, abort_reason };
                self.post(now, header, Body::AbortRequest(question), Purpose::Abort(attempt));
            }
            Some((Some(_), Cancel::Asked)) => {}
            // Nothing has been sent.
            Some((None, _)) => {
                self.payment = None;
                self.waiting.retain(|waiting| !matches!(waiting, Waiting::Pay(_)));
                self.say(TerminalEvent::Cancelled { attempt });
            }
            Some((Some(_), Cancel::TooLate)) | None => self.say(TerminalEvent::CancelTooLate { attempt }),
        }
    }

    /// Says once that a cancel did not come through.
    fn cancel_failed(&mut self, attempt: AttemptId) {
        if let Some(payment) = &mut self.payment
            && payment.about.attempt == attempt
            && payment.cancel == Cancel::Asked
        {
            payment.cancel = Cancel::TooLate;
            self.say(TerminalEvent::CancelTooLate { attempt });
        }
    }

    /// A payment's own answer has come, be it late.
    fn paid(&mut self, about: About, answer: &PaymentResponse) {
        let attempt = about.attempt;
        let verdict = about.judge(answer);
        if verdict == Verdict::Unclear {
            tracing::warn!(%attempt, "the terminal's answer to a payment is not understood");
            self.unknown(attempt, UnknownReason::Garbled);
        }
        if answer.response.error_condition == Some(ErrorCondition::LoggedOut) {
            self.forgotten();
        }
        let cancel =
            self.payment.take_if(|payment| payment.about.attempt == attempt).map_or(Cancel::None, |payment| payment.cancel);
        if cancel == Cancel::Asked && !matches!(verdict, Verdict::Aborted | Verdict::Cancelled) {
            self.say(TerminalEvent::CancelTooLate { attempt });
        }
        let event = match verdict {
            Verdict::Approved(facts) => {
                for slip in slips(&SlipMatter::Payment(attempt), answer.payment_receipt.as_deref()) {
                    self.say(TerminalEvent::CardSlip(Box::new(slip)));
                }
                TerminalEvent::ApprovalOffered(facts)
            }
            Verdict::Declined(decline) => TerminalEvent::Declined { attempt, decline },
            Verdict::Aborted if cancel != Cancel::None => TerminalEvent::Cancelled { attempt },
            Verdict::Aborted | Verdict::Cancelled => TerminalEvent::CancelledAtTerminal { attempt },
            Verdict::NoCard => TerminalEvent::NoCard { attempt },
            Verdict::Busy => TerminalEvent::Busy { attempt },
            Verdict::Unavailable => {
                let why = &answer.response;
                tracing::error!(condition = ?why.error_condition, "the terminal cannot take payments as it is set up");
                TerminalEvent::Unreachable { attempt }
            }
            // Said already.
            Verdict::Unclear => return,
        };
        self.say(event);
    }

    /// Says once that nobody knows.
    fn unknown(&mut self, attempt: AttemptId, reason: UnknownReason) {
        let current = self.payment.as_mut().filter(|payment| payment.about.attempt == attempt && !payment.is_unknown);
        if let Some(payment) = current {
            payment.is_unknown = true;
            self.say(TerminalEvent::Unknown { attempt, reason });
        }
    }

    /// A question got no answer that can be used.
    fn unanswered(&mut self, now: Now, purpose: Purpose, failure: CallFailure) {
        if failure == CallFailure::NotSent {
            self.noticed(TerminalHealth::Unreachable);
        }
        match purpose {
            Purpose::Login => self.no_session(now),
            Purpose::Payment(about) => {
                let attempt = about.attempt;
                match failure {
                    CallFailure::NotSent => self.say(TerminalEvent::Unreachable { attempt }),
                    CallFailure::Lost => self.unknown(attempt, UnknownReason::LineDropped),
                    CallFailure::Touched => self.unknown(attempt, UnknownReason::Garbled),
                }
                self.payment.take_if(|payment| payment.about.attempt == attempt);
            }
            // It has no answer in the protocol, and some terminals say a word in the clear.
            Purpose::Abort(_) if failure == CallFailure::Touched => {}
            Purpose::Abort(attempt) => self.cancel_failed(attempt),
            // The kiosk asks again.
            Purpose::LookUp(_) | Purpose::NotFound(_) => {}
            Purpose::Health => self.tell_health(TerminalHealth::Unreachable),
            Purpose::UndoStatus(undo) | Purpose::Undo(undo) => self.undo_open(&undo),
        }
    }

    fn answered(&mut self, now: Now, call: Call, body: &[u8]) {
        if matches!(call.purpose, Purpose::Abort(_)) {
            // It has no answer; the payment's own tells.
            return;
        }
        let answer = Message::decode(body).map_err(|error| error.to_string());
        let answer = answer.and_then(|answer| {
            if answer.header.answers(&call.header) { Ok(answer.body) } else { Err("an answer to something else".to_owned()) }
        });
        match (call.purpose, answer) {
            (Purpose::Payment(about), Ok(Body::PaymentResponse(answer))) => {
                self.noticed(TerminalHealth::Ready);
                self.paid(about, &answer);
            }
            (Purpose::Login, Ok(Body::LoginResponse(answer))) => self.logged_in(now, &answer),
            (Purpose::LookUp(about), Ok(Body::TransactionStatusResponse(answer))) => self.looked_up(now, about, *answer),
            (Purpose::NotFound(attempt), Ok(Body::DiagnosisResponse(answer))) => self.not_found(attempt, &answer),
            (Purpose::Health, Ok(Body::DiagnosisResponse(answer))) => self.tell_health(service::health(&answer)),
            (Purpose::UndoStatus(undo), Ok(Body::TransactionStatusResponse(answer))) => self.undo_status(now, undo, *answer),
            (Purpose::Undo(undo), Ok(Body::ReversalResponse(answer))) => self.undone(undo, &answer),
            (purpose, answer) => {
                let why = answer.err().unwrap_or_else(|| "an answer of another kind".to_owned());
                tracing::warn!(why, "the terminal's answer is not understood");
                self.unanswered(now, purpose, CallFailure::Touched);
            }
        }
    }

    /// Something unasked: how far the payment has come, or what happened at the terminal.
    fn told(&mut self, now: Now, body: &[u8]) {
        let progress = match Message::decode(body).map(|message| message.body) {
            Ok(Body::DisplayRequest(display)) => display.progress(),
            Ok(Body::EventNotification(event)) => {
                self.happened(now, event.event_to_notify);
                None
            }
            Ok(_) | Err(_) => None,
        };
        let running = self.payment.as_ref().filter(|payment| payment.header.is_some() && !payment.is_unknown);
        if let Some((progress, payment)) = progress.zip(running) {
            let attempt = payment.about.attempt;
            self.say(TerminalEvent::Progress { attempt, progress });
        }
    }
}

impl NexoExchange {
    /// Something happened at the terminal. Where that may change what it can do it is asked, rather than taken at its word.
    fn happened(&mut self, now: Now, event: EventToNotify) {
        match event {
            // A payment that runs says for itself how far it is, and what was not understood is said in place of its answer.
            EventToNotify::CardInserted | EventToNotify::CardRemoved | EventToNotify::Reject | EventToNotify::SaleWakeUp => {}
            EventToNotify::Shutdown | EventToNotify::Other if self.is_busy() => {}
            EventToNotify::Shutdown | EventToNotify::Other => self.diagnose(now, Purpose::Health),
        }
    }
}

impl Exchange for NexoExchange {
    type Order = NexoOrder;
    type News = NexoNews;

    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, now: Now, command: TerminalCommand) {
        match command {
            TerminalCommand::Authorise { request, stan } => self.authorise(now, request, stan),
            TerminalCommand::Cancel { attempt } => self.cancel(now, attempt),
            // The answer was the confirmation already.
            TerminalCommand::Confirm { attempt, reference, decision: Confirmation::Stored } => {
                self.say(TerminalEvent::Confirmed { attempt, reference });
            }
            TerminalCommand::Confirm { attempt, reference, decision: Confirmation::Refuse } => {
                self.undo(now, attempt, reference, UndoWish::Refuse);
            }
            TerminalCommand::LookUp { attempt, stan } => {
                // Only while the program that asked still runs: otherwise the answer must say it.
                let running = self.payment.as_ref().filter(|payment| payment.about.attempt == attempt);
                let currency = running.and_then(|payment| payment.about.currency);
                let about = About { attempt, stan, currency };
                self.look_up(now, about);
            }
            TerminalCommand::Reverse { attempt, reference, .. } => self.undo(now, attempt, reference, UndoWish::Reverse),
            // Batches are closed by the bank's side; this part of the protocol has no word for it.
            TerminalCommand::Reconcile => self.say(TerminalEvent::Reconciled),
            TerminalCommand::Health if self.is_busy() => self.tell_health(TerminalHealth::Busy),
            TerminalCommand::Health => self.diagnose(now, Purpose::Health),
        }
    }

    fn hear(&mut self, now: Now, news: NexoNews) {
        match news {
            NexoNews::Answered { call, body } => {
                if let Some(call) = self.calls.remove(&call) {
                    self.answered(now, call, &body);
                }
            }
            NexoNews::Failed { call, failure } => {
                if let Some(call) = self.calls.remove(&call) {
                    self.unanswered(now, call.purpose, failure);
                }
            }
            NexoNews::Told { body } => self.told(now, &body),
        }
    }

    fn wake(&mut self, now: Now) {
        let is_due = |call: &Call| call.until.is_some_and(|until| now.at >= until);
        let due: Vec<u64> = self.calls.iter().filter(|(_, call)| is_due(call)).map(|(number, _)| *number).collect();
        for number in due {
            match self.calls.get_mut(&number) {
                // A late answer to a payment is still taken.
                Some(Call { purpose: Purpose::Payment(about), until, .. }) => {
                    *until = None;
                    let attempt = about.attempt;
                    self.unknown(attempt, UnknownReason::Silence);
                }
                Some(_) | None => {
                    if let Some(call) = self.calls.remove(&number) {
                        self.unanswered(now, call.purpose, CallFailure::Lost);
                    }
                }
            }
        }
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.calls.values().filter_map(|call| call.until).min()
    }

    fn next(&mut self) -> Option<Act<NexoOrder>> {
        self.acts.pop_front()
    }

    fn unkept(&mut self, _now: Now) {}
}
