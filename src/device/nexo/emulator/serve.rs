//! How the terminal takes each question.

use super::super::line::NexoSaid;
use super::super::message::{
    AbortRequest, Body, ErrorCondition, GlobalStatus, Header, LoginResponse, Message, MessageCategory, OriginalTransaction,
    Outcome, PaymentRequest, PoiData, RepeatedBody, Response, ReversalRequest, ReversalResponse, TransactionId,
    TransactionStatusRequest,
};
use super::{NexoEmulator, NexoFault as Fault, Work, answers};
use crate::device::{BookLine, LedgerEnd};
use crate::money::Currency;
use crate::payment::{FaceDisplay, Trouble};
use crate::time::Now;

impl NexoEmulator {
    pub(super) fn serve(&mut self, now: Now, call: u64, header: &Header, body: Body) {
        match body {
            Body::LoginRequest(_) => {
                self.has_session = true;
                self.answer(call, header, Body::LoginResponse(LoginResponse { response: Response::success() }));
            }
            Body::PaymentRequest(question) => self.serve_payment(now, call, header, &question),
            Body::AbortRequest(question) => self.serve_abort(now, call, &question),
            Body::TransactionStatusRequest(question) => self.serve_status(call, header, question),
            Body::ReversalRequest(question) => self.serve_reversal(now, call, header, &question),
            Body::DiagnosisRequest(_) => {
                let is_unwell =
                    self.work.iter().any(|work| work.fault == Some(Fault::ForgetsWhileUnwell) && work.met <= super::UNWELL_TIMES);
                let status = match (is_unwell, self.running) {
                    (true, _) => GlobalStatus::Maintenance,
                    (false, Some(_)) => GlobalStatus::Busy,
                    (false, None) => GlobalStatus::Ok,
                };
                self.answer(call, header, Body::DiagnosisResponse(answers::diagnosis(status)));
            }
            Body::LoginResponse(_)
            | Body::PaymentResponse(_)
            | Body::TransactionStatusResponse(_)
            | Body::ReversalResponse(_)
            | Body::DiagnosisResponse(_)
            | Body::DisplayRequest(_)
            | Body::EventNotification(_) => {
                let news = answers::reject(now, &header.sale_id, &self.poi_id, "message=No%20question");
                self.said.push_back(NexoSaid::Answer { call, body: news.encode() });
            }
        }
    }

    fn serve_payment(&mut self, now: Now, call: u64, header: &Header, question: &PaymentRequest) {
        let amounts = &question.payment_transaction.amounts_req;
        let amount = Currency::parse(&amounts.currency).and_then(|currency| amounts.requested_amount.money(currency));
        let fault = self.plan.next();
        let fault = fault.or((self.trouble == Some(Trouble::LateAnswer)).then_some(Fault::LateAnswer));
        let number = self.work.len() + 1;
        // As long as those of the field.
        let id = format!("BV0q001{:012}.{number:04}", now.wall.unix_ms);
        let transaction = TransactionId { id, time: now.wall.to_string() };
        let refuse =
            |condition, more| answers::payment(&question.sale_data, transaction.clone(), answers::failure(condition, more), None);
        let mut served = self.work.iter().map(|work| &work.header).chain(&self.turned_away);
        let is_known = served.any(|other| other.service_id == header.service_id && other.sale_id == header.sale_id);
        match (amount, fault) {
            (_, Some(Fault::DropBefore | Fault::InProgressThenNotFound)) => {
                self.plan.fires(if fault == Some(Fault::DropBefore) { Fault::DropBefore } else { Fault::InProgressThenNotFound });
                self.unread = if fault == Some(Fault::InProgressThenNotFound) { super::TIMES } else { 0 };
                self.said.push_back(NexoSaid::Drop { call });
            }
            (_, Some(Fault::Reject)) => {
                self.plan.fires(Fault::Reject);
                let news =
                    answers::reject(now, &header.sale_id, &self.poi_id, "message=Did%20not%20receive%20a%20valid%20request");
                self.said.push_back(NexoSaid::Answer { call, body: news.encode() });
            }
            (_, Some(Fault::Busy)) => {
                self.plan.fires(Fault::Busy);
                self.turned_away.push(header.clone());
                self.answer(call, header, Body::PaymentResponse(Box::new(refuse(ErrorCondition::Busy, None))));
            }
            (_, Some(Fault::LoggedOut)) => {
                self.plan.fires(Fault::LoggedOut);
                self.has_session = false;
                self.answer(call, header, Body::PaymentResponse(Box::new(refuse(ErrorCondition::LoggedOut, None))));
            }
            _ if self.wants_login && !self.has_session => {
                self.answer(call, header, Body::PaymentResponse(Box::new(refuse(ErrorCondition::LoggedOut, None))));
            }
            _ if self.running.is_some() => {
                self.turned_away.push(header.clone());
                self.answer(call, header, Body::PaymentResponse(Box::new(refuse(ErrorCondition::Busy, None))));
            }
            _ if is_known => {
                let answer = refuse(ErrorCondition::NotAllowed, Some("message=ServiceID%20is%20known"));
                self.answer(call, header, Body::PaymentResponse(Box::new(answer)));
            }
            (Ok(amount), _) if !amount.is_zero() => {
                self.book.push(BookLine { amount, name: transaction.id.clone(), end: LedgerEnd::NotCharged });
                let line = self.book.len() - 1;
                let (header, sale) = (header.clone(), question.sale_data.clone());
                self.work.push(Work { header, sale, transaction, amount, fault, line, answer: None, met: 0 });
                self.ended = None;
                let mut open = Some(call);
                if fault == Some(Fault::DropAfter) {
                    self.plan.fires(Fault::DropAfter);
                    self.said.push_back(NexoSaid::Drop { call });
                    open = None;
                }
                self.running = Some((self.work.len() - 1, open));
                self.customer.begin(now.at, amount);
            }
            (Ok(_) | Err(_), _) => {
                let answer = refuse(ErrorCondition::MessageFormat, Some("errors=RequestedAmount"));
                self.answer(call, header, Body::PaymentResponse(Box::new(answer)));
            }
        }
    }

    /// Stops the payment that is meant, when it is not too late. There is no answer either way.
    fn serve_abort(&mut self, now: Now, call: u64, question: &AbortRequest) {
        let meant = self.running.and_then(|(work, _)| self.work.get(work));
        if meant.is_some_and(|work| work.header.service_id == question.message_reference.service_id) && self.customer.call_off() {
            let response = answers::failure(ErrorCondition::Aborted, Some("message=Merchant%20cancelled%20tx"));
            self.decided(now, LedgerEnd::NotCharged, FaceDisplay::Cancelled, response, None);
        }
        self.said.push_back(NexoSaid::Answer { call, body: Vec::new() });
    }

    fn serve_status(&mut self, call: u64, header: &Header, question: TransactionStatusRequest) {
        let reference = question.message_reference;
        let is_running = |number| self.running.is_some_and(|(running, _)| running == number);
        let name = reference.as_ref().and_then(|reference| reference.service_id.clone());
        let of_reversal = name.as_ref().and_then(|name| self.reversals.get(name)).cloned();
        let number = match &name {
            Some(name) => self.work.iter().position(|work| work.header.service_id.as_ref() == Some(name)),
            None => self.work.len().checked_sub(1),
        };
        let running = number.is_some_and(is_running);
        let not_found = || answers::failure(ErrorCondition::NotFound, None);
        let in_progress = || answers::failure(ErrorCondition::InProgress, None);
        let category = reference.as_ref().and_then(|reference| reference.category);
        let said = |reference, response, repeated| {
            Body::TransactionStatusResponse(Box::new(answers::status(response, reference, repeated)))
        };
        let body = match (of_reversal, number.and_then(|number| self.work.get_mut(number))) {
            (Some((header, response)), _) => {
                let body = RepeatedBody { reversal_response: Some(response), ..RepeatedBody::default() };
                said(reference, Response::success(), Some((header.answer(), body)))
            }
            (None, Some(work)) => {
                let met = work.meets();
                if let Some((fault, true)) = met {
                    self.plan.fires(fault);
                }
                match met.map(|(fault, _)| fault) {
                    Some(Fault::LookUpsDrop) => {
                        self.said.push_back(NexoSaid::Drop { call });
                        return;
                    }
                    // It counts only from a terminal that is well, and this one says that it is not.
                    Some(Fault::ForgetsWhileUnwell) => said(reference, not_found(), None),
                    Some(Fault::InProgressThenSuccess) => said(reference, in_progress(), None),
                    Some(_) | None if running => said(reference, in_progress(), None),
                    Some(_) | None => {
                        work.met += 1;
                        let body = RepeatedBody { payment_response: work.answer.clone(), ..RepeatedBody::default() };
                        said(reference, Response::success(), Some((work.header.answer(), body)))
                    }
                }
            }
            (None, None) if self.unread > 0 && category == Some(MessageCategory::Payment) => {
                self.unread -= 1;
                said(reference, in_progress(), None)
            }
            (None, None) => said(reference, not_found(), None),
        };
        self.answer(call, header, body);
    }

    fn serve_reversal(&mut self, now: Now, call: u64, header: &Header, question: &ReversalRequest) {
        let transaction = question.original.transaction.clone();
        let is_known = header.service_id.as_ref().is_some_and(|name| self.reversals.contains_key(name));
        if is_known {
            // What was answered to the first of that name stays what is told of it.
            let response = answers::failure(ErrorCondition::NotAllowed, Some("message=ServiceID%20is%20known"));
            let original = Some(OriginalTransaction { transaction });
            let answer = ReversalResponse { response, poi_data: None, original, payment_receipt: None };
            self.answer(call, header, Body::ReversalResponse(Box::new(answer)));
            return;
        }
        let found = self.work.iter_mut().find(|work| Some(&work.transaction) == transaction.as_ref());
        let fault = found.as_ref().and_then(|work| work.fault);
        let line = found.map(|work| {
            let is_first = work.met == 0;
            work.met += 1;
            (work.line, is_first)
        });
        let end = line.and_then(|(line, _)| self.book.get(line)).map(|line| line.end.clone());
        let is_first = line.is_some_and(|(_, is_first)| is_first);
        if let Some(fault) = fault.filter(|fault| is_first && super::OF_REVERSALS.contains(fault)) {
            self.plan.fires(fault);
        }
        let response = match (fault, end) {
            (_, None) => answers::failure(ErrorCondition::NotFound, None),
            (Some(Fault::ReversalFailsOnce), _) if is_first => answers::failure(ErrorCondition::UnreachableHost, None),
            (Some(Fault::ReversalRefused), _) => answers::failure(ErrorCondition::NotAllowed, Some("message=Settled%20already")),
            (_, Some(LedgerEnd::Confirmed)) => {
                if let Some(line) = line.and_then(|(line, _)| self.book.get_mut(line)) {
                    line.end = LedgerEnd::Reversed;
                }
                Response::success()
            }
            (_, Some(LedgerEnd::Reversed)) => answers::failure(ErrorCondition::NotAllowed, Some("message=Reversed%20already")),
            (_, Some(_)) => answers::failure(ErrorCondition::NotAllowed, None),
        };
        let number = self.reversals.len() + 1;
        let poi_data =
            Some(PoiData { transaction: Some(TransactionId { id: format!("CR0q{number:04}"), time: now.wall.to_string() }) });
        let amount = line.and_then(|(line, _)| self.book.get(line)).map(|line| line.amount);
        let payment_receipt =
            amount.filter(|_| response.result == Outcome::Success).map(|amount| answers::slips("REFUND", amount));
        let original = Some(OriginalTransaction { transaction });
        let answer = ReversalResponse { response, poi_data, original, payment_receipt };
        if let Some(name) = &header.service_id {
            self.reversals.insert(name.clone(), (header.clone(), answer.clone()));
        }
        let body = Body::ReversalResponse(Box::new(answer));
        match fault {
            Some(Fault::ReversalDropsAfter) if is_first => self.said.push_back(NexoSaid::Drop { call }),
            Some(Fault::ReversalTampered) if is_first => {
                let body = Message { header: header.answer(), body }.encode();
                self.said.push_back(NexoSaid::Touched { call, body });
            }
            Some(_) | None => self.answer(call, header, body),
        }
    }
}
