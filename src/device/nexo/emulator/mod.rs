//! The terminal's side of the nexo protocol, with a book of its own and faults to order.

mod answers;
mod serve;

use std::collections::{BTreeMap, VecDeque};

use super::line::{NexoHeard, NexoSaid};
use super::message::{
    Body, ErrorCondition, Header, Message, PaymentResponse, Response, ReversalResponse, SaleData, TransactionId,
};
use crate::device::exchange::faults;
use crate::device::{Bank, BookLine, CustomerSide, Emulator, FaultPlan, LedgerEnd, Turn};
use crate::money::Money;
use crate::payment::{Decline, EntryMode, FaceDisplay, TerminalFace, TerminalTap, Trouble};
use crate::time::{Millis, Now, Timestamp};

/// A late answer comes after so long.
const LATE: Millis = Millis::from_secs(60);
/// An answer that comes when nobody waits any more comes after so long.
const VERY_LATE: Millis = Millis::from_secs(150);
/// So often a fault of a look-up is met.
const TIMES: usize = 3;
/// So often nothing is found while the terminal is unwell: beyond the time after which that would be believed of one that is well.
const UNWELL_TIMES: usize = 28;

faults! {
    /// What goes wrong with one payment.
    NexoFault {
        /// The call drops before the question is read.
        DropBefore = "drop-before",
        /// The call drops behind the question; the payment goes on.
        DropAfter = "drop-after",
        /// The call drops where the answer should come.
        DropAtAnswer = "drop-at-answer",
        /// The answer comes a minute late.
        LateAnswer = "late-answer",
        /// The answer comes when nobody waits any more.
        VeryLateAnswer = "very-late-answer",
        /// No answer comes.
        Silence = "silence",
        /// The answer comes twice.
        Twice = "twice",
        /// Something else than an answer.
        Garbage = "garbage",
        /// The answer is changed after it was sealed.
        Tampered = "tampered",
        /// Another amount is taken.
        OtherAmount = "other-amount",
        /// Half of the amount is taken.
        Partial = "partial",
        /// The answer names another payment of the kiosk.
        OtherTransaction = "other-transaction",
        /// The answer is to another message.
        OtherMessage = "other-message",
        /// The terminal is doing something else.
        Busy = "busy",
        /// "Not understood", in the place of an answer.
        Reject = "reject",
        /// The terminal has forgotten the kiosk's login.
        LoggedOut = "logged-out",
        /// The call drops at the answer, and the payment is in progress for some look-ups.
        InProgressThenSuccess = "in-progress-then-success",
        /// The call drops before the question is read, and something is in progress for some look-ups.
        InProgressThenNotFound = "in-progress-then-not-found",
        /// The call drops at the answer, and look-ups find nothing while the terminal is being looked after.
        ForgetsWhileUnwell = "forgets-while-unwell",
        /// The call drops at the answer, and so do some look-ups.
        LookUpsDrop = "look-ups-drop",
        /// Another amount is taken, and the call of the reversal drops behind the question.
        ReversalDropsAfter = "reversal-drops-after",
        /// Another amount is taken, and the first reversal fails because the bank cannot be asked.
        ReversalFailsOnce = "reversal-fails-once",
        /// Another amount is taken, and the terminal refuses to take it back.
        ReversalRefused = "reversal-refused",
        /// Another amount is taken, and the answer to the reversal is changed after it was sealed.
        ReversalTampered = "reversal-tampered",
    }
}

/// How often a fault is met.
const fn times_of(fault: NexoFault) -> usize {
    if matches!(fault, NexoFault::ForgetsWhileUnwell) { UNWELL_TIMES } else { TIMES }
}

/// Faults that are met by look-ups.
const OF_LOOK_UPS: [NexoFault; 3] = [NexoFault::InProgressThenSuccess, NexoFault::ForgetsWhileUnwell, NexoFault::LookUpsDrop];
/// Faults that are met by reversals.
const OF_REVERSALS: [NexoFault; 4] =
    [NexoFault::ReversalDropsAfter, NexoFault::ReversalFailsOnce, NexoFault::ReversalRefused, NexoFault::ReversalTampered];

/// A payment that was asked for.
#[derive(Debug)]
struct Work {
    header: Header,
    sale: SaleData,
    transaction: TransactionId,
    amount: Money,
    fault: Option<NexoFault>,
    /// Where it stands in the book.
    line: usize,
    /// What was, or would have been, answered.
    answer: Option<PaymentResponse>,
    /// How often look-ups have met the fault.
    met: usize,
}

impl Work {
    /// The fault of look-ups that is met by this one, and whether for the first time.
    fn meets(&mut self) -> Option<(NexoFault, bool)> {
        let fault =
            self.fault.filter(|fault| OF_LOOK_UPS.contains(fault) && self.answer.is_some() && self.met < times_of(*fault))?;
        self.met += 1;
        Some((fault, self.met == 1))
    }
}

/// See the module's text.
#[derive(Debug)]
pub struct NexoEmulator {
    poi_id: String,
    wants_login: bool,
    has_session: bool,
    customer: CustomerSide,
    ended: Option<FaceDisplay>,
    trouble: Option<Trouble>,
    book: Vec<BookLine>,
    work: Vec<Work>,
    /// Payments that were turned away because the terminal was busy. A ServiceID is served once: what comes again under it, because a hop on
    /// the way has doubled the call, is no new payment.
    turned_away: Vec<Header>,
    /// The payment that is being paid, and its call while there is one.
    running: Option<(usize, Option<u64>)>,
    /// So many look-ups are still told that something is in progress, although nothing was read.
    unread: usize,
    /// Answers to reversals, by the name of the message.
    reversals: BTreeMap<String, (Header, ReversalResponse)>,
    plan: FaultPlan<NexoFault>,
    said: VecDeque<NexoSaid>,
    later: Vec<(Timestamp, NexoSaid)>,
}

impl NexoEmulator {
    /// A terminal of this name, that wants a login first or not.
    #[must_use]
    pub fn new(poi_id: &str, wants_login: bool) -> Self {
        Self {
            poi_id: poi_id.to_owned(),
            wants_login,
            has_session: false,
            customer: CustomerSide::default(),
            ended: None,
            trouble: None,
            book: Vec::new(),
            work: Vec::new(),
            turned_away: Vec::new(),
            running: None,
            unread: 0,
            reversals: BTreeMap::new(),
            plan: FaultPlan::default(),
            said: VecDeque::new(),
            later: Vec::new(),
        }
    }

    fn answer(&mut self, call: u64, question: &Header, body: Body) {
        let body = Message { header: question.answer(), body }.encode();
        self.said.push_back(NexoSaid::Answer { call, body });
    }

    /// What the customer and the bank have done.
    fn turns(&mut self, now: Now) {
        while let Some(turn) = self.customer.next_turn() {
            match turn {
                Turn::Progress(progress) => {
                    let work = self.running.and_then(|(work, _)| self.work.get(work));
                    if let Some(news) = work.and_then(|work| answers::display(&work.header, progress)) {
                        self.said.push_back(NexoSaid::Tell { body: news.encode() });
                    }
                }
                Turn::Approved(entry) => {
                    self.customer.give_card_back(now.at);
                    self.approved(now, entry);
                }
                Turn::Declined(reason, code) => {
                    let more = format!("refusalReason=Declined&hostResponseCode={code}");
                    let condition = if code == "75" { ErrorCondition::WrongPin } else { ErrorCondition::Refusal };
                    let end = LedgerEnd::Declined(Decline::new(reason, code.to_owned()));
                    self.decided(now, end, FaceDisplay::Declined, answers::failure(condition, Some(&more)), None);
                }
                Turn::Cancelled => {
                    let response = answers::failure(ErrorCondition::Cancel, Some("message=Shopper%20cancelled%20tx"));
                    self.decided(now, LedgerEnd::NotCharged, FaceDisplay::Cancelled, response, None);
                }
                Turn::NoCard => {
                    let response = answers::failure(ErrorCondition::Cancel, Some("message=Shopper%20did%20not%20present%20card"));
                    self.decided(now, LedgerEnd::NotCharged, FaceDisplay::Cancelled, response, None);
                }
                Turn::CardOut => self.ended = Some(FaceDisplay::Approved),
            }
        }
    }

    fn approved(&mut self, now: Now, entry: EntryMode) {
        use NexoFault as Fault;
        let Some(work) = self.running.and_then(|(work, _)| self.work.get(work)) else { return };
        let currency = work.amount.currency();
        let minor = work.amount.minor();
        let (minor, response) = match work.fault {
            Some(
                Fault::OtherAmount
                | Fault::ReversalDropsAfter
                | Fault::ReversalFailsOnce
                | Fault::ReversalRefused
                | Fault::ReversalTampered,
            ) => (minor + 100, Response::success()),
            Some(Fault::Partial) => (minor / 2, Response { result: super::message::Outcome::Partial, ..Response::success() }),
            Some(_) | None => (minor, Response::success()),
        };
        let amount = Money::from_minor(minor, currency).unwrap_or(work.amount);
        self.decided(now, LedgerEnd::Confirmed, FaceDisplay::Approved, response, Some((amount, entry)));
    }

    /// The payment has come to an end, which is written down before it is said.
    fn decided(
        &mut self,
        now: Now,
        end: LedgerEnd,
        shown: FaceDisplay,
        response: Response,
        approved: Option<(Money, EntryMode)>,
    ) {
        let Some((number, call)) = self.running.take() else { return };
        let Some(work) = self.work.get_mut(number) else { return };
        if let Some(line) = self.book.get_mut(work.line) {
            line.end = end;
            line.amount = approved.map_or(line.amount, |(amount, _)| amount);
        }
        self.ended = Some(shown);
        let answer = answers::payment(&work.sale, work.transaction.clone(), response, approved);
        work.answer = Some(answer.clone());
        let (header, fault) = (work.header.clone(), work.fault);
        if let Some(call) = call {
            self.say_payment(now, call, &header, answer, fault);
        }
        self.trouble.take_if(|trouble| *trouble == Trouble::LateAnswer);
    }

    /// The answer to a payment, with what is to go wrong with it.
    fn say_payment(&mut self, now: Now, call: u64, question: &Header, answer: PaymentResponse, fault: Option<NexoFault>) {
        use NexoFault as Fault;
        if self.trouble == Some(Trouble::LineDown) {
            self.said.push_back(NexoSaid::Drop { call });
            return;
        }
        let message =
            |header: Header, answer: PaymentResponse| Message { header, body: Body::PaymentResponse(Box::new(answer)) }.encode();
        let header = question.answer();
        let body = message(header.clone(), answer.clone());
        let said = NexoSaid::Answer { call, body: body.clone() };
        let fault = fault.filter(|fault| !matches!(fault, Fault::DropBefore | Fault::DropAfter));
        if let Some(fault) = fault.filter(|fault| !OF_LOOK_UPS.contains(fault) && !OF_REVERSALS.contains(fault)) {
            self.plan.fires(fault);
        }
        match fault {
            Some(Fault::DropAtAnswer | Fault::InProgressThenSuccess | Fault::ForgetsWhileUnwell | Fault::LookUpsDrop) => {
                self.said.push_back(NexoSaid::Drop { call });
            }
            Some(Fault::LateAnswer) => self.later.push((now.at.after(LATE), said)),
            Some(Fault::VeryLateAnswer) => self.later.push((now.at.after(VERY_LATE), said)),
            Some(Fault::Silence) => {}
            Some(Fault::Twice) => self.said.extend([said.clone(), said]),
            Some(Fault::Garbage) => {
                self.said.push_back(NexoSaid::Raw { call, bytes: b"<html>502 Bad Gateway</html>".to_vec() });
            }
            Some(Fault::Tampered) => self.said.push_back(NexoSaid::Touched { call, body }),
            Some(Fault::OtherTransaction) => {
                let other = answer.sale_data.transaction.clone().map(|ours| TransactionId { id: "another".to_owned(), ..ours });
                let answer = PaymentResponse { sale_data: SaleData { transaction: other, ..answer.sale_data.clone() }, ..answer };
                self.said.push_back(NexoSaid::Answer { call, body: message(header, answer) });
            }
            Some(Fault::OtherMessage) => {
                let header = Header { service_id: Some("other".to_owned()), ..header };
                self.said.push_back(NexoSaid::Answer { call, body: message(header, answer) });
            }
            Some(
                Fault::DropBefore
                | Fault::DropAfter
                | Fault::OtherAmount
                | Fault::Partial
                | Fault::Busy
                | Fault::Reject
                | Fault::LoggedOut
                | Fault::InProgressThenNotFound
                | Fault::ReversalDropsAfter
                | Fault::ReversalFailsOnce
                | Fault::ReversalRefused
                | Fault::ReversalTampered,
            )
            | None => self.said.push_back(said),
        }
    }

    fn arrange(&mut self, trouble: Trouble) {
        self.trouble = Some(trouble).filter(|trouble| *trouble != Trouble::None);
        self.customer.arrange(Bank::of(trouble));
        if trouble == Trouble::LineDown
            && let Some((_, call)) = &mut self.running
            && let Some(call) = call.take()
        {
            self.said.push_back(NexoSaid::Drop { call });
        }
    }
}

impl Emulator for NexoEmulator {
    type Heard = NexoHeard;
    type Said = NexoSaid;
    type Fault = NexoFault;

    fn hear(&mut self, now: Now, heard: NexoHeard) {
        let NexoHeard::Posted { call, body } = heard;
        if self.trouble == Some(Trouble::LineDown) {
            self.said.push_back(NexoSaid::Drop { call });
            return;
        }
        match Message::decode(&body) {
            Ok(Message { header, body }) if header.poi_id == self.poi_id => self.serve(now, call, &header, body),
            Ok(Message { header, .. }) => {
                let news = answers::reject(now, &header.sale_id, &self.poi_id, "message=Not%20this%20terminal");
                self.said.push_back(NexoSaid::Answer { call, body: news.encode() });
            }
            Err(error) => {
                let news = answers::reject(now, "unknown", &self.poi_id, &format!("message={error}"));
                self.said.push_back(NexoSaid::Answer { call, body: news.encode() });
            }
        }
        self.turns(now);
    }

    fn wake(&mut self, now: Now) {
        self.customer.wake(now.at);
        self.turns(now);
        let said = &mut self.said;
        self.later.retain(|(at, late)| {
            let waits = now.at < *at;
            if !waits {
                said.push_back(late.clone());
            }
            waits
        });
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.later.iter().map(|(at, _)| *at).chain(self.customer.next_deadline()).min()
    }

    fn next(&mut self) -> Option<NexoSaid> {
        self.said.pop_front()
    }

    fn tap(&mut self, now: Now, tap: TerminalTap) {
        if let TerminalTap::Trouble(trouble) = tap {
            self.arrange(trouble);
        }
        self.customer.tap(now.at, tap);
        self.turns(now);
    }

    fn face(&self) -> TerminalFace {
        self.customer.face(self.ended.unwrap_or(FaceDisplay::Asleep), self.trouble)
    }

    fn book(&self) -> Vec<BookLine> {
        self.book.clone()
    }

    fn fault_plan(&self) -> &FaultPlan<NexoFault> {
        &self.plan
    }

    fn fault_plan_mut(&mut self) -> &mut FaultPlan<NexoFault> {
        &mut self.plan
    }
}
