//! Sessions, what became of a payment, and how the terminal is.

use super::super::message::{
    Body, DiagnosisRequest, DiagnosisResponse, ErrorCondition, GlobalStatus, Header, LoginRequest, LoginResponse,
    MessageCategory, MessageReference, Outcome, RepeatedMessage, Software, TransactionStatusRequest, TransactionStatusResponse,
};
use super::super::names;
use super::{About, LookUpAnswer, NexoExchange, Purpose, TerminalEvent, TerminalHealth, Waiting, slips};
use crate::id::AttemptId;
use crate::payment::SlipMatter;
use crate::time::Now;

impl NexoExchange {
    /// Does something that needs a session, now or as soon as there is one.
    pub(super) fn with_session(&mut self, now: Now, what: Waiting) {
        if self.has_session {
            self.go(now, what);
            return;
        }
        self.waiting.push(what);
        self.log_in(now);
    }

    fn go(&mut self, now: Now, what: Waiting) {
        match what {
            Waiting::Pay(request) => self.pay(now, &request),
            Waiting::LookUp(about) => self.ask_status(now, about),
            Waiting::Undo(undo) => self.ask_undo_status(now, undo),
        }
    }

    fn log_in(&mut self, now: Now) {
        if self.calls.values().any(|call| matches!(call.purpose, Purpose::Login)) {
            return;
        }
        let name = self.fresh_name(now);
        let header = self.head(MessageCategory::Login, name);
        let maker = Some("cardlast".to_owned());
        let question = LoginRequest {
            date_time: now.wall.to_string(),
            sale_software: Software {
                manufacturer: maker.clone(),
                provider: maker,
                name: "cardlast".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                certification: "none".to_owned(),
            },
            operator_language: self.setup.language.clone(),
        };
        self.post(now, header, Body::LoginRequest(question), Purpose::Login);
    }

    pub(super) fn logged_in(&mut self, now: Now, answer: &LoginResponse) {
        if answer.response.result != Outcome::Success {
            tracing::error!(condition = ?answer.response.error_condition, "the terminal refuses the login");
            self.no_session(now);
            return;
        }
        self.has_session = true;
        for what in std::mem::take(&mut self.waiting) {
            self.go(now, what);
        }
    }

    /// Whatever waited for a session is not done.
    pub(super) fn no_session(&mut self, _now: Now) {
        for what in std::mem::take(&mut self.waiting) {
            match what {
                Waiting::Pay(request) => {
                    let attempt = request.attempt();
                    self.payment = None;
                    self.say(TerminalEvent::Unreachable { attempt });
                }
                // The kiosk asks again.
                Waiting::LookUp(_) => {}
                Waiting::Undo(undo) => self.undo_open(&undo),
            }
        }
    }

    /// The terminal has forgotten us, after a restart of its own.
    pub(super) fn forgotten(&mut self) {
        self.has_session = !self.setup.login;
    }

    pub(super) fn look_up(&mut self, now: Now, about: About) {
        let is_same = |other: &About| other.attempt == about.attempt;
        let is_out = self.calls.values().any(|call| match &call.purpose {
            Purpose::LookUp(other) => is_same(other),
            Purpose::NotFound(attempt) => *attempt == about.attempt,
            Purpose::UndoStatus(undo) => undo.is_check_of(about.attempt),
            Purpose::Login | Purpose::Payment(_) | Purpose::Abort(_) | Purpose::Health | Purpose::Undo(_) => false,
        });
        let is_waiting = self.waiting.iter().any(|waiting| matches!(waiting, Waiting::LookUp(other) if is_same(other)));
        if !is_out && !is_waiting {
            self.with_session(now, Waiting::LookUp(about));
        }
    }

    fn ask_status(&mut self, now: Now, about: About) {
        let payment = self.head(MessageCategory::Payment, names::payment(about.stan));
        self.ask_about(now, &payment, Purpose::LookUp(about));
    }

    /// Asks what became of the piece of work with this head.
    pub(super) fn ask_about(&mut self, now: Now, work: &Header, purpose: Purpose) {
        let question = TransactionStatusRequest {
            message_reference: Some(MessageReference::to(work)),
            receipt_reprint_flag: true,
            document_qualifier: vec!["CustomerReceipt".to_owned(), "CashierReceipt".to_owned()],
        };
        let name = self.fresh_name(now);
        let header = self.head(MessageCategory::TransactionStatus, name);
        self.post(now, header, Body::TransactionStatusRequest(question), purpose);
    }

    pub(super) fn looked_up(&mut self, now: Now, about: About, answer: TransactionStatusResponse) {
        use ErrorCondition as Why;
        let attempt = about.attempt;
        let told = match (answer.response.result, answer.response.error_condition) {
            (Outcome::Success | Outcome::Partial, _) => {
                answer.repeated_message_response.map_or(LookUpAnswer::CannotTell, |repeated| self.repeated(about, &repeated))
            }
            (Outcome::Failure, Some(Why::InProgress | Why::Busy)) => LookUpAnswer::InProgress,
            (Outcome::Failure, Some(Why::NotFound)) => {
                self.diagnose(now, Purpose::NotFound(attempt));
                return;
            }
            (Outcome::Failure, Some(Why::LoggedOut)) => {
                self.forgotten();
                return;
            }
            // It cannot say at the moment; the kiosk asks again.
            (
                Outcome::Failure,
                Some(Why::UnreachableHost | Why::UnavailableService | Why::UnavailableDevice | Why::DeviceOut),
            ) => return,
            (Outcome::Failure, _) => LookUpAnswer::CannotTell,
        };
        if let LookUpAnswer::Approved(facts) = told {
            self.check_undo(now, facts);
        } else {
            self.say(TerminalEvent::LookedUp { attempt, answer: told });
        }
    }

    fn repeated(&mut self, about: About, repeated: &RepeatedMessage) -> LookUpAnswer {
        let header = &repeated.message_header;
        let is_ours = header.message_category == MessageCategory::Payment
            && header.service_id.as_deref() == Some(names::payment(about.stan).as_str())
            && header.sale_id == self.setup.sale_id
            && header.poi_id == self.setup.poi_id;
        let Some(payment) = repeated.body.payment_response.as_ref().filter(|_| is_ours) else { return LookUpAnswer::CannotTell };
        // Without its name it is not certain that it is about our try: numbers start again, tries do not.
        if payment.sale_data.transaction.is_none() {
            return LookUpAnswer::CannotTell;
        }
        let answer = about.judge(payment).looked_up();
        if matches!(answer, LookUpAnswer::Approved(_)) {
            for slip in slips(&SlipMatter::Payment(about.attempt), payment.payment_receipt.as_deref()) {
                self.say(TerminalEvent::CardSlip(Box::new(slip)));
            }
        }
        answer
    }

    pub(super) fn diagnose(&mut self, now: Now, purpose: Purpose) {
        let name = self.fresh_name(now);
        let header = self.head(MessageCategory::Diagnosis, name);
        self.post(now, header, Body::DiagnosisRequest(DiagnosisRequest { host_diagnosis_flag: false }), purpose);
    }

    /// It has not found a payment: that counts only from a terminal that is well.
    pub(super) fn not_found(&mut self, attempt: AttemptId, answer: &DiagnosisResponse) {
        match health(answer) {
            TerminalHealth::Ready => self.say(TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::NotFound }),
            TerminalHealth::Busy => self.say(TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::InProgress }),
            // The kiosk asks again.
            TerminalHealth::Unheard | TerminalHealth::Unreachable => {}
        }
    }
}

/// How a terminal is, by its own word.
pub(super) fn health(answer: &DiagnosisResponse) -> TerminalHealth {
    match (answer.response.result, answer.status.map(|status| status.global_status)) {
        (Outcome::Success | Outcome::Partial, Some(GlobalStatus::Ok)) => TerminalHealth::Ready,
        (_, Some(GlobalStatus::Busy)) => TerminalHealth::Busy,
        (Outcome::Failure, _) if answer.response.error_condition == Some(ErrorCondition::Busy) => TerminalHealth::Busy,
        (_, Some(GlobalStatus::Maintenance | GlobalStatus::Unreachable | GlobalStatus::Ok) | None) => TerminalHealth::Unreachable,
    }
}
