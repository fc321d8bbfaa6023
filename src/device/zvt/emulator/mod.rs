//! The terminal's side: one conversation at a time, receipts of its own, and faults to order.

mod fault;
mod till;
mod words;

use std::collections::VecDeque;

use till::Receipts;

use super::apdu::{Apdu, ApduReader};
use super::codes;
use super::field::Fields;
use super::message::{bitmap, control, tag};
use super::text::{decode_bcd, encode_bcd};
use crate::device::{
    Bank, BookLine, CustomerSide, Emulator, FaultKind as _, FaultPlan, LedgerEnd, StreamHeard, StreamSaid, Turn,
};
use crate::money::{Currency, Money};
use crate::payment::{Decline, FaceDisplay, Progress, TerminalFace, TerminalTap, Trouble};
use crate::time::{Millis, Now, Timestamp};

pub use fault::ZvtFault;

/// Its number.
const TERMINAL_ID: u64 = 52_500_006;
/// The demonstration card's last four digits.
const CARD_LAST_FOUR: [u8; 2] = [0x42, 0x42];
/// So long it waits for the answer to a result, unless it was asked otherwise (BMP 01).
const ANSWER_WITHIN: Millis = Millis::from_secs(30);
/// So long it takes to take a payment back by itself.
const AUTO_REVERSAL: Millis = Millis::from_secs(5);
/// "Not ready" is asked again after so long.
const NOT_READY: Millis = Millis::from_secs(2);
/// A late "taken".
const LATE_ACCEPT: Millis = Millis::from_secs(8);
/// A late result.
const LATE_STATUS: Millis = Millis::from_secs(600);
/// Occupied for a while.
const A_WHILE: Millis = Millis::from_secs(20);

/// What the answer to a message of ours is waited for with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wants {
    /// Nothing comes of it.
    Nothing,
    /// It decides about the running payment.
    Decision,
    /// It is a line of a slip; the payment stands behind the last one.
    Printed { is_last: bool },
    /// The conversation is over.
    End,
}

/// A payment under way.
#[derive(Debug)]
struct Running {
    row: usize,
    fault: Option<ZvtFault>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// At the customer or the bank.
    Customer,
    /// Approved; the result goes out at this time.
    Late { until: Timestamp },
    /// Approved and said; so long an answer is waited for.
    Offered { until: Timestamp },
    /// Answered; slips and the card's way out are still to come.
    Confirmed,
    /// Nobody answered: it is taken back, which takes until then.
    TakingBack { until: Timestamp },
}

/// See the module's text.
#[derive(Debug, Default)]
pub struct ZvtEmulator {
    customer: CustomerSide,
    receipts: Receipts,
    plan: FaultPlan<ZvtFault>,
    ended: Option<FaceDisplay>,
    trouble: Option<Trouble>,
    reader: ApduReader,
    is_open: bool,
    is_registered: bool,
    /// The kiosk prints; and takes slips in blocks.
    prints: bool,
    in_blocks: bool,
    running: Option<Running>,
    /// What we want to say, each when the one before was answered.
    script: VecDeque<(Apdu, Wants)>,
    awaited: Option<Wants>,
    said: VecDeque<StreamSaid>,
    later: Vec<(Timestamp, Apdu)>,
    busy_until: Option<Timestamp>,
    /// A fault that outlives its payment, until the next one.
    lasting: Option<ZvtFault>,
    /// A payment that is kept unanswered until the next command, and the number that it is mirrored by.
    kept: Option<usize>,
    sync: u64,
    /// The fault of the payment that began last, for what comes behind its end.
    latest: Option<ZvtFault>,
}

impl ZvtEmulator {
    fn fires(&mut self, fault: ZvtFault) {
        self.plan.fires(fault);
    }

    /// Whether the running payment is to suffer this; if so it has.
    fn suffers(&mut self, fault: ZvtFault) -> bool {
        let does = self.running.as_ref().is_some_and(|running| running.fault == Some(fault));
        if does {
            self.fires(fault);
        }
        does
    }

    fn drop_line(&mut self) {
        if self.is_open {
            self.said.push_back(StreamSaid::Close);
            self.lost(None);
        }
    }

    /// The line is gone. What was offered is taken back, or kept.
    fn lost(&mut self, now: Option<Now>) {
        self.is_open = false;
        self.is_registered = false;
        self.script.clear();
        self.awaited = None;
        self.later.clear();
        let Some(running) = &mut self.running else { return };
        let is_open = matches!(running.stage, Stage::Offered { .. } | Stage::Confirmed);
        if is_open {
            if running.fault == Some(ZvtFault::KeepsUnanswered) {
                self.kept = Some(running.row);
                self.running = None;
                self.customer.stop();
            } else {
                let until = now.map_or(Timestamp(0), |now| now.at.after(AUTO_REVERSAL));
                running.stage = Stage::TakingBack { until };
            }
        }
    }

    fn send(&mut self, apdu: &Apdu) {
        if !self.is_open || self.trouble == Some(Trouble::LineDown) {
            return;
        }
        let bytes = apdu.encode();
        if self.running.as_ref().is_some_and(|running| running.fault == Some(ZvtFault::ByteByByte)) {
            self.said.extend(bytes.into_iter().map(|byte| StreamSaid::Bytes(vec![byte])));
        } else {
            self.said.push_back(StreamSaid::Bytes(bytes));
        }
    }

    fn say(&mut self, apdu: Apdu, wants: Wants) {
        self.script.push_back((apdu, wants));
    }

    /// The next of what we want to say, if the one before was answered.
    fn go_on(&mut self, now: Now) {
        while self.is_open && self.awaited.is_none() {
            let Some((apdu, wants)) = self.script.pop_front() else { return };
            self.awaited = Some(wants);
            self.send(&apdu);
            if apdu.control == control::STATUS_INFORMATION && wants == Wants::Decision {
                self.said_result(now);
            }
        }
    }

    /// A result that waits for a decision has gone out.
    fn said_result(&mut self, now: Now) {
        use ZvtFault as Fault;
        let Some(running) = &mut self.running else { return };
        running.stage = Stage::Offered { until: now.at.after(ANSWER_WITHIN) };
        let fault = running.fault;
        let drops = [Fault::DropAfterStatus, Fault::ReceiptNothing, Fault::ReceiptOtherAmount, Fault::KeepsUnanswered];
        if let Some(fault) = fault.filter(|fault| drops.contains(fault)) {
            self.fires(fault);
            self.said.push_back(StreamSaid::Close);
            self.lost(Some(now));
            self.lasting = Some(fault);
        }
    }

    fn heard(&mut self, now: Now, apdu: &Apdu) {
        if apdu.is_response() {
            self.answered(now, apdu);
        } else {
            self.asked(now, apdu);
        }
        self.go_on(now);
    }

    fn answered(&mut self, now: Now, apdu: &Apdu) {
        let Some(wants) = self.awaited.take() else { return };
        let is_yes = matches!(apdu.control, [0x80, _] | [0x84, codes::OK]);
        match wants {
            Wants::Nothing | Wants::End => {}
            Wants::Decision => self.decided(now, apdu.control, is_yes),
            Wants::Printed { is_last } if is_yes => {
                if is_last {
                    self.stands(now);
                }
            }
            // No paper: then there is no payment either.
            Wants::Printed { .. } => self.not_taken(now),
        }
    }

    /// The kiosk's answer to a result.
    fn decided(&mut self, now: Now, answer: [u8; 2], is_yes: bool) {
        use ZvtFault as Fault;
        if self.suffers(Fault::AnswerLost) {
            // As if it had not come: nothing is done until the time is up.
            return;
        }
        let Some(running) = &mut self.running else { return };
        let row = running.row;
        if answer == [0x84, codes::BUSY] {
            running.stage = Stage::Late { until: now.at.after(NOT_READY) };
        } else if !is_yes {
            self.not_taken(now);
        } else if let Stage::Offered { .. } = running.stage {
            running.stage = Stage::Confirmed;
            self.confirmed(now, row);
        }
    }

    fn confirmed(&mut self, now: Now, row: usize) {
        use ZvtFault as Fault;
        let behind = [Fault::StatusTwice, Fault::SecondReceipt].into_iter().find(|fault| self.suffers(*fault));
        if let (Some(fault), Some(told)) = (behind, self.receipts.get(row).cloned()) {
            let mut told = told;
            told.trace += u64::from(fault == Fault::SecondReceipt);
            told.receipt += u64::from(fault == Fault::SecondReceipt);
            let minor = u64::try_from(told.amount.minor()).ok();
            self.say(words::status(&words::approval(&told, minor)), Wants::Nothing);
        }
        if !self.prints {
            return self.stands(now);
        }
        // It has the word, and nothing is on paper yet: the drop comes before it stands.
        let drops = [Fault::DropAfterConfirmation, Fault::ClockBehind].into_iter().any(|fault| self.suffers(fault));
        if drops {
            self.stands_silently(now);
            return self.hang_up(now);
        }
        let slips = self.receipts.get(row).map(|row| words::slips(row, self.in_blocks)).unwrap_or_default();
        let count = slips.len();
        for (at, slip) in slips.into_iter().enumerate() {
            self.say(slip, Wants::Printed { is_last: at + 1 == count });
        }
    }

    fn hang_up(&mut self, now: Now) {
        self.said.push_back(StreamSaid::Close);
        self.lost(Some(now));
    }

    /// The payment stands for good, and nobody hears of it.
    fn stands_silently(&mut self, now: Now) {
        let Some(running) = self.running.take() else { return };
        if let Some(row) = self.receipts.get_mut(running.row) {
            row.end = LedgerEnd::Confirmed;
        }
        self.sync += 1;
        self.customer.give_card_back(now.at);
        self.ended = Some(FaceDisplay::Approved);
    }

    /// The payment stands for good.
    fn stands(&mut self, now: Now) {
        use ZvtFault as Fault;
        let Some(running) = &self.running else { return };
        if let Some(row) = self.receipts.get_mut(running.row) {
            row.end = LedgerEnd::Confirmed;
        }
        self.sync += 1;
        if self.suffers(Fault::DropAfterConfirmation)
            || self.suffers(Fault::ClockBehind)
            || self.suffers(Fault::DropBeforeCompletion)
        {
            self.stands_silently(now);
            return self.hang_up(now);
        }
        self.customer.give_card_back(now.at);
        self.turns(now);
    }

    /// The kiosk does not want it, or nobody answered: no money moves.
    fn not_taken(&mut self, _now: Now) {
        let Some(running) = self.running.take() else { return };
        if let Some(row) = self.receipts.get_mut(running.row) {
            row.end = LedgerEnd::NotCharged;
        }
        self.customer.stop();
        self.ended = Some(FaceDisplay::Cancelled);
        self.script.clear();
        self.say(words::refusal(codes::CANCELLED), Wants::Nothing);
        self.say(words::aborted(codes::CANCELLED), Wants::End);
    }

    fn asked(&mut self, now: Now, apdu: &Apdu) {
        let is_busy = self.is_busy(now);
        match apdu.control {
            control::ABORT => return self.abort(),
            control::STATUS_ENQUIRY => {
                let status = if is_busy || self.running.is_some() { codes::BUSY } else { codes::OK };
                self.send(&Apdu::accepted());
                return self.say(words::completion([status]), Wants::End);
            }
            _ if is_busy || self.running.is_some() => return self.send(&Apdu::refused(codes::BUSY)),
            control::REGISTRATION => return self.register(&apdu.data),
            _ if !self.is_registered => return self.send(&Apdu::refused(codes::NOT_REGISTERED)),
            _ => {}
        }
        match apdu.control {
            control::AUTHORISATION => self.authorise(now, &apdu.data),
            control::REPEAT_RECEIPT => self.repeat(),
            control::REVERSAL => self.reverse(now, &apdu.data),
            control::END_OF_DAY => self.end_of_day(),
            control::DIAGNOSIS => {
                self.send(&Apdu::accepted());
                self.say(words::completion([]), Wants::End);
            }
            control::LOG_OFF => self.send(&Apdu::accepted()),
            _ => self.send(&Apdu::refused(codes::NOT_POSSIBLE)),
        }
    }

    fn is_busy(&mut self, now: Now) -> bool {
        self.busy_until.take_if(|until| now.at >= *until);
        self.busy_until.is_some()
    }

    /// Password, configuration, and perhaps currency and a container.
    fn register(&mut self, data: &[u8]) {
        let config = data.get(3).copied().unwrap_or_default();
        let currency = data.get(4..6).and_then(decode_bcd).unwrap_or(978);
        let commands = Fields::decode(data.get(6..).unwrap_or_default()).object(tag::COMMANDS).unwrap_or_default();
        self.prints = config & 0x80 != 0;
        self.in_blocks = commands.windows(2).any(|command| command == control::PRINT_BLOCK);
        self.is_registered = true;
        self.send(&Apdu::accepted());
        if self.plan.planned().first() == Some(&ZvtFault::StatusInRegistration.key()) {
            self.plan.next();
            self.fires(ZvtFault::StatusInRegistration);
            let fields = Fields::new().with(bitmap::RESULT, [0]).with(bitmap::TERMINAL_ID, encode_bcd(TERMINAL_ID, 4));
            self.say(words::status(&fields), Wants::Nothing);
        }
        self.say(words::registered(currency), Wants::End);
    }

    fn authorise(&mut self, now: Now, data: &[u8]) {
        use ZvtFault as Fault;
        let fields = Fields::decode(data);
        self.settle_kept(&fields);
        let Some(amount) = amount_in(&fields) else { return self.send(&Apdu::refused(codes::NOT_POSSIBLE)) };
        let fault = self.plan.next().or((self.trouble == Some(Trouble::LateAnswer)).then_some(Fault::LateStatus));
        self.latest = fault;
        self.lasting = None;
        let refused = match fault {
            Some(Fault::Busy) => Some(codes::BUSY),
            Some(Fault::WantsEndOfDay) => Some(0xF0),
            Some(Fault::NotRegistered) => Some(codes::NOT_REGISTERED),
            Some(_) | None => None,
        };
        if let (Some(fault), Some(code)) = (fault, refused) {
            self.fires(fault);
            self.is_registered &= fault != Fault::NotRegistered;
            return self.send(&Apdu::refused(code));
        }
        if fault == Some(Fault::DropBeforeAccept) {
            self.fires(Fault::DropBeforeAccept);
            return self.drop_line();
        }
        let wall = if fault == Some(Fault::ClockBehind) { now.wall.before(Millis::from_secs(7_200)) } else { now.wall };
        let row = self.receipts.open(amount, wall);
        self.running = Some(Running { row, fault, stage: Stage::Customer });
        self.ended = None;
        match fault {
            Some(Fault::SilentAccept) => self.fires(Fault::SilentAccept),
            Some(Fault::LateAccept) => {
                self.fires(Fault::LateAccept);
                self.later.push((now.at.after(LATE_ACCEPT), Apdu::accepted()));
            }
            Some(Fault::Garbage) => {
                self.fires(Fault::Garbage);
                self.said.push_back(StreamSaid::Bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()));
            }
            Some(Fault::Merged) => {
                self.fires(Fault::Merged);
                let both = [Apdu::accepted().encode(), words::step(Progress::PresentCard).encode()].concat();
                self.said.push_back(StreamSaid::Bytes(both));
                self.awaited = Some(Wants::Nothing);
            }
            Some(_) | None => self.send(&Apdu::accepted()),
        }
        if fault == Some(Fault::ByteByByte) {
            self.fires(Fault::ByteByByte);
        }
        self.customer.begin(now.at, amount);
        if let Some(fault) = fault.filter(|fault| matches!(fault, Fault::DropAfterAccept | Fault::BusyForAWhile)) {
            self.fires(fault);
            if fault == Fault::BusyForAWhile {
                self.busy_until = Some(now.at.after(A_WHILE));
            }
            self.drop_line();
        }
        self.turns(now);
    }

    /// What was kept unanswered is settled by the number that the next command mirrors (1F1F): one behind takes it back.
    fn settle_kept(&mut self, fields: &Fields) {
        let Some(row) = self.kept.take() else { return };
        let mirrored = fields.object(tag::SYNC_RECEIPT).and_then(|digits| decode_bcd(&digits));
        let is_in_step = mirrored == Some(self.sync + 1);
        if let Some(row) = self.receipts.get_mut(row) {
            row.end = if is_in_step { LedgerEnd::Confirmed } else { LedgerEnd::NotCharged };
        }
        self.sync += u64::from(is_in_step);
    }

    fn abort(&mut self) {
        use ZvtFault as Fault;
        if self.suffers(Fault::AbortTooLate) {
            return self.send(&Apdu::refused(codes::NOT_POSSIBLE));
        }
        if self.suffers(Fault::ApprovalRacesAbort) {
            return self.send(&Apdu::accepted());
        }
        if !self.customer.call_off() {
            return self.send(&Apdu::refused(codes::NOT_POSSIBLE));
        }
        self.send(&Apdu::accepted());
        self.ended = Some(FaceDisplay::Cancelled);
        self.running = None;
        self.say(words::refusal(codes::CANCELLED), Wants::Nothing);
        self.say(words::aborted(codes::CANCELLED), Wants::End);
    }

    fn repeat(&mut self) {
        use ZvtFault as Fault;
        self.send(&Apdu::accepted());
        let last = self.receipts.last().cloned();
        match (last, self.lasting) {
            (_, Some(Fault::ReceiptNothing)) => {}
            (Some(mut last), Some(Fault::ReceiptOtherAmount)) => {
                (last.receipt, last.trace) = (last.receipt + 7, last.trace + 7);
                self.say(words::status(&words::approval(&last, Some(4_711))), Wants::Nothing);
            }
            (Some(last), _) => {
                let minor = u64::try_from(last.amount.minor()).ok();
                self.say(words::status(&words::approval(&last, minor)), Wants::Nothing);
            }
            (None, Some(Fault::ReceiptOtherAmount)) | (None, _) => {}
        }
        self.say(words::completion([]), Wants::End);
    }

    fn reverse(&mut self, now: Now, data: &[u8]) {
        use ZvtFault as Fault;
        let fields = Fields::decode(data.get(3..).unwrap_or_default());
        self.settle_kept(&fields);
        let receipt = fields.get(bitmap::RECEIPT).and_then(decode_bcd).unwrap_or(0);
        let amount = fields.get(bitmap::AMOUNT).and_then(decode_bcd);
        self.send(&Apdu::accepted());
        let Some(at) = self.receipts.find(receipt, amount) else {
            return self.say(words::aborted(codes::REVERSAL_IMPOSSIBLE), Wants::End);
        };
        if self.latest == Some(Fault::ReversalRefused) {
            self.fires(Fault::ReversalRefused);
            return self.say(words::aborted(codes::REVERSAL_IMPOSSIBLE), Wants::End);
        }
        let Some(row) = self.receipts.get_mut(at) else { return };
        if row.end == LedgerEnd::Reversed {
            return self.say(words::aborted(codes::ALREADY_REVERSED), Wants::End);
        }
        row.end = LedgerEnd::Reversed;
        let (trace, amount) = (row.trace, row.amount);
        let back = self.receipts.open(amount, now.wall);
        if let Some(back) = self.receipts.get_mut(back) {
            back.end = LedgerEnd::Confirmed;
            back.takes_back = Some(trace);
        }
        if self.latest == Some(Fault::ReversalDropsAfter) {
            self.fires(Fault::ReversalDropsAfter);
            self.latest = None;
            return self.drop_line();
        }
        let told = self.receipts.get(back).map(|back| words::approval(back, u64::try_from(amount.minor()).ok()));
        if let Some(told) = told {
            self.say(words::status(&told), Wants::Nothing);
        }
        self.say(words::completion([]), Wants::End);
    }

    fn end_of_day(&mut self) {
        self.send(&Apdu::accepted());
        let sum = encode_bcd(self.receipts.sum(), 6);
        let totals = [vec![0; 4], vec![0; 7 * 7]].concat();
        let fields = Fields::new().with(bitmap::RESULT, [0]).with(bitmap::AMOUNT, sum).with(bitmap::TOTALS, totals);
        self.receipts.close_day();
        self.say(words::status(&fields), Wants::Nothing);
        self.say(words::completion([]), Wants::End);
    }

    /// What the customer and the bank have done.
    fn turns(&mut self, now: Now) {
        while let Some(turn) = self.customer.next_turn() {
            match turn {
                Turn::Progress(progress) => self.say(words::step(progress), Wants::Nothing),
                Turn::Approved(entry) => {
                    if let Some(row) = self.running.as_ref().map(|running| running.row).and_then(|row| self.receipts.get_mut(row))
                    {
                        row.entry = entry;
                    }
                    self.approved(now);
                }
                Turn::Declined(reason, code) => {
                    let end = LedgerEnd::Declined(Decline { reason, code: code.to_owned() });
                    self.refused(code.parse().unwrap_or(5), end, FaceDisplay::Declined);
                }
                Turn::Cancelled | Turn::NoCard => {
                    self.refused(codes::CANCELLED, LedgerEnd::NotCharged, FaceDisplay::Cancelled);
                }
                Turn::CardOut => self.card_out(),
            }
        }
        let bank = match self.trouble {
            Some(Trouble::Decline) => Bank::Refuses,
            Some(Trouble::Slow) => Bank::Slow,
            Some(Trouble::None | Trouble::LineDown | Trouble::LateAnswer) | None => return,
        };
        if self.customer.bank() != bank {
            self.trouble = None;
        }
    }

    fn refused(&mut self, code: u8, end: LedgerEnd, shown: FaceDisplay) {
        let Some(running) = self.running.take() else { return };
        if let Some(row) = self.receipts.get_mut(running.row) {
            row.end = end;
        }
        self.ended = Some(shown);
        if self.is_open {
            self.say(words::refusal(code), Wants::Nothing);
            self.say(words::aborted(code), Wants::End);
        }
    }

    fn card_out(&mut self) {
        self.ended = Some(FaceDisplay::Approved);
        if self.running.is_none() {
            return;
        }
        if self.suffers(ZvtFault::NoCompletion) {
            self.running = None;
            return;
        }
        self.running = None;
        self.say(words::completion([]), Wants::End);
    }

    /// The bank has approved.
    fn approved(&mut self, now: Now) {
        use ZvtFault as Fault;
        if self.suffers(Fault::DropBeforeStatus) {
            self.said.push_back(StreamSaid::Close);
            self.lost(Some(now));
        }
        if self.suffers(Fault::NoStatus) {
            // It says that it is done, and has nothing.
            let Some(_) = self.running.take() else { return };
            self.customer.stop();
            return self.say(words::completion([]), Wants::End);
        }
        let is_open = self.is_open;
        let is_late = self.suffers(Fault::LateStatus);
        let Some(running) = &mut self.running else { return };
        if let Some(row) = self.receipts.get_mut(running.row) {
            row.end = LedgerEnd::Offered;
        }
        // Nobody is there who could answer.
        if !is_open {
            running.stage = Stage::TakingBack { until: now.at.after(AUTO_REVERSAL) };
        } else if is_late {
            running.stage = Stage::Late { until: now.at.after(LATE_STATUS) };
        } else {
            self.say_result();
        }
    }

    /// The result of the running payment, with what is to go wrong with it.
    fn say_result(&mut self) {
        use ZvtFault as Fault;
        let Some(running) = &mut self.running else { return };
        // Nobody waits for it to be late any more.
        running.stage = Stage::Customer;
        let (at, fault) = (running.row, running.fault);
        let Some(row) = self.receipts.get(at).cloned() else { return };
        let minor = u64::try_from(row.amount.minor()).unwrap_or(0);
        let whole = words::approval(&row, Some(minor));
        let mut data = whole.encode();
        let spoils = [Fault::OtherAmount, Fault::NoAmount, Fault::UnknownField, Fault::UnknownFieldFirst, Fault::LengthWithoutF];
        let spoilt = fault.filter(|fault| spoils.contains(fault));
        match spoilt {
            Some(Fault::OtherAmount) => {
                data = words::approval(&row, Some(minor + 100)).encode();
                let other = Money::from_minor(row.amount.minor() + 100, row.amount.currency()).unwrap_or(row.amount);
                if let Some(row) = self.receipts.get_mut(at) {
                    row.amount = other;
                }
            }
            Some(Fault::NoAmount) => data = words::approval(&row, None).encode(),
            Some(Fault::UnknownField) => data.extend([0xFF, 0x01]),
            // Behind the result, before the amount.
            Some(Fault::UnknownFieldFirst) => {
                data.splice(2..2, [0xFF, 0x01]);
            }
            Some(_) => data = without_f(&whole),
            None => {}
        }
        if let Some(fault) = spoilt {
            self.fires(fault);
        }
        if fault == Some(Fault::KeepsUnanswered) {
            let next = encode_bcd(self.sync + 1, 2);
            let objects = super::tlv::encode_all(&[super::tlv::Tlv::new(tag::SYNC_RECEIPT, next)]);
            data = words::approval(&row, Some(minor)).with(bitmap::CONTAINER, objects).encode();
        }
        self.say(Apdu { control: control::STATUS_INFORMATION, data }, Wants::Decision);
    }

    fn time_passes(&mut self, now: Now) {
        let due: Vec<_> = self.later.extract_if(.., |(at, _)| now.at >= *at).collect();
        due.iter().for_each(|(_, apdu)| self.send(apdu));
        self.busy_until.take_if(|until| now.at >= *until);
        let Some(running) = &mut self.running else { return };
        match running.stage {
            Stage::Late { until } if now.at >= until && self.is_open => self.say_result(),
            Stage::Late { until } if now.at >= until => running.stage = Stage::TakingBack { until: now.at.after(AUTO_REVERSAL) },
            // Nobody answered in time: it is taken back, and said so.
            Stage::Offered { until } if now.at >= until => {
                self.awaited = None;
                self.not_taken(now);
            }
            Stage::TakingBack { until } if now.at >= until => {
                let row = running.row;
                self.running = None;
                self.customer.stop();
                self.ended = Some(FaceDisplay::Cancelled);
                if let Some(row) = self.receipts.get_mut(row) {
                    row.end = LedgerEnd::NotCharged;
                }
            }
            Stage::Customer | Stage::Late { .. } | Stage::Offered { .. } | Stage::Confirmed | Stage::TakingBack { .. } => {}
        }
    }

    fn arrange(&mut self, trouble: Trouble) {
        self.trouble = Some(trouble).filter(|trouble| *trouble != Trouble::None);
        self.customer.arrange(match trouble {
            Trouble::Decline => Bank::Refuses,
            Trouble::Slow => Bank::Slow,
            Trouble::None | Trouble::LineDown | Trouble::LateAnswer => Bank::Approves,
        });
        if trouble == Trouble::LineDown {
            self.drop_line();
        }
    }
}

/// How much is asked for.
fn amount_in(fields: &Fields) -> Option<Money> {
    let minor = i64::try_from(fields.get(bitmap::AMOUNT).and_then(decode_bcd)?).ok().filter(|minor| *minor > 0)?;
    let code = fields.get(bitmap::CURRENCY).and_then(decode_bcd).unwrap_or(978);
    let known = Currency::known_codes().filter_map(|code| Currency::parse(code).ok());
    Money::from_minor(minor, known.into_iter().find(|known| u64::from(known.numeric_code()) == code)?).ok()
}

/// The same bytes, where the lengths of texts have no F before their digits.
fn without_f(fields: &Fields) -> Vec<u8> {
    let mut data = Vec::new();
    for field in fields.iter() {
        let one = Fields::new().with(field.bitmap, field.value.clone()).encode();
        let digits = match field.bitmap {
            bitmap::PAN | bitmap::CARD_NAME => 2,
            _ => 0,
        };
        data.extend(one.iter().enumerate().map(|(at, byte)| if (1..=digits).contains(&at) { byte & 0x0F } else { *byte }));
    }
    data
}

impl Emulator for ZvtEmulator {
    type Heard = StreamHeard;
    type Said = StreamSaid;

    fn hear(&mut self, now: Now, heard: StreamHeard) {
        match heard {
            StreamHeard::Connected => {
                if self.is_open {
                    self.lost(Some(now));
                }
                self.reader = ApduReader::default();
                self.is_open = true;
                if self.trouble == Some(Trouble::LineDown) {
                    self.drop_line();
                }
            }
            StreamHeard::Bytes(bytes) => {
                if self.trouble == Some(Trouble::LineDown) {
                    return;
                }
                self.reader.push(&bytes);
                loop {
                    match self.reader.next_apdu() {
                        Ok(Some(apdu)) if self.is_open => self.heard(now, &apdu),
                        Ok(_) => break,
                        Err(_) => {
                            self.hang_up(now);
                            break;
                        }
                    }
                }
            }
            // Closing the line does not stop a payment, but nobody will answer its result.
            StreamHeard::Closed => self.lost(Some(now)),
        }
        self.go_on(now);
    }

    fn wake(&mut self, now: Now) {
        self.customer.wake(now.at);
        self.turns(now);
        self.time_passes(now);
        self.go_on(now);
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        let stage = self.running.as_ref().and_then(|running| match running.stage {
            Stage::Late { until } | Stage::Offered { until } | Stage::TakingBack { until } => Some(until),
            Stage::Customer | Stage::Confirmed => None,
        });
        self.later.iter().map(|(at, _)| *at).chain(stage).chain(self.busy_until).chain(self.customer.next_deadline()).min()
    }

    fn next(&mut self) -> Option<StreamSaid> {
        self.said.pop_front()
    }

    fn tap(&mut self, now: Now, tap: TerminalTap) {
        if let TerminalTap::Trouble(trouble) = tap {
            self.arrange(trouble);
        }
        self.customer.tap(now.at, tap);
        self.turns(now);
        self.go_on(now);
    }

    fn face(&self) -> TerminalFace {
        let bank = match self.customer.bank() {
            Bank::Approves => Trouble::None,
            Bank::Slow => Trouble::Slow,
            Bank::Refuses => Trouble::Decline,
        };
        TerminalFace {
            display: self.customer.progress().map_or(self.ended.unwrap_or(FaceDisplay::Asleep), FaceDisplay::Paying),
            amount: self.customer.amount(),
            pin_digits: self.customer.pin_digits(),
            card_inserted: self.customer.card_inserted(),
            trouble: match self.trouble {
                Some(trouble @ (Trouble::LineDown | Trouble::LateAnswer)) => trouble,
                Some(Trouble::None | Trouble::Decline | Trouble::Slow) | None => bank,
            },
        }
    }

    fn book(&self) -> Vec<BookLine> {
        self.receipts.book()
    }

    fn faults(&self) -> &'static [&'static str] {
        ZvtFault::KEYS
    }

    fn plan(&mut self, fault: &str) -> bool {
        self.plan.plan(fault)
    }

    fn planned(&self) -> Vec<&'static str> {
        self.plan.planned()
    }

    fn forget_plan(&mut self) {
        self.plan.forget();
    }

    fn fired(&self) -> Vec<&'static str> {
        self.plan.fired()
    }
}
