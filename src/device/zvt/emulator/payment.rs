//! A payment at the terminal, from the card to the end that it stands or is taken back.

use super::super::apdu::{Apdu, Code, code};
use super::super::bmp;
use super::store::Stored;
use super::words::{DECLINED, Oddities, abort, failed, on_its_way, slips, status};
use super::{Kind, Phase, Running, ZvtEmulator, ZvtFault};
use crate::device::{LedgerEnd, Turn};
use crate::payment::{Decline, EntryMode, FaceDisplay, Progress};
use crate::time::{Millis, Now};

/// "Not ready" to a result: it asks again after so long, and so often.
const AGAIN_AFTER: Millis = Millis::from_secs(2);
const AGAIN_TIMES: u8 = 3;
/// Taking a payment back by itself.
const TAKING_BACK: Millis = Millis::from_secs(3);
/// What it does after a payment, when it is told to be busy.
const BUSY_FOR: Millis = Millis::from_secs(40);
/// A field that is in no table.
const UNKNOWN_FIELD: [u8; 3] = [0x99, 0x01, 0x02];

impl ZvtEmulator {
    pub(super) fn over(&mut self) {
        self.running = None;
        self.customer.stop();
    }

    /// The kiosk has not answered the result, or not to the end.
    pub(super) fn unanswered(&mut self, now: Now) {
        let Some(running) = self.running.take() else { return };
        if self.keeps_unanswered {
            self.store.keep(running.sale);
        } else {
            self.store.ends(running.sale, LedgerEnd::NotCharged);
            self.busy_until = Some(now.at.after(TAKING_BACK));
        }
        self.customer.stop();
        self.ended = Some(FaceDisplay::Cancelled);
        if running.fault == Some(ZvtFault::BusyAfterwards) {
            self.plan.fires(ZvtFault::BusyAfterwards);
            self.busy_until = Some(now.at.after(BUSY_FOR));
        }
    }

    /// The payment comes to nothing while the line is there.
    pub(super) fn takes_back(&mut self, result: u8) {
        if let Some(running) = &mut self.running {
            running.phase = Phase::Ending;
            let sale = running.sale;
            self.store.ends(sale, LedgerEnd::NotCharged);
        }
        self.customer.stop();
        self.ended = Some(FaceDisplay::Cancelled);
        self.tell(Kind::Plain, on_its_way(0x05));
        self.tell(Kind::Plain, failed(result, None));
        self.tell(Kind::End, abort(result));
    }

    pub(super) fn result_answered(&mut self, now: Now, answer: Code) {
        let Some(Running { sale, phase: Phase::Told { times }, .. }) = self.running else { return };
        match answer.refusal() {
            Some(0x9c) if times < AGAIN_TIMES => {
                let again = Phase::Again { at: now.at.after(AGAIN_AFTER), times: times + 1 };
                self.now_in(again);
            }
            Some(_) => self.takes_back(if times < AGAIN_TIMES { 0x66 } else { 0x6c }),
            None if self.fires(ZvtFault::ResultTwice) => {
                let apdu = self.result(sale);
                self.tell(Kind::Result, apdu);
            }
            None => self.confirmed(now, sale),
        }
    }

    fn now_in(&mut self, phase: Phase) {
        if let Some(running) = &mut self.running {
            running.phase = phase;
        }
    }

    fn confirmed(&mut self, now: Now, sale: usize) {
        let repeats = [ZvtFault::RepeatNothing, ZvtFault::RepeatOtherAmount, ZvtFault::ClockFarBehind];
        let repeats = self.fault().filter(|fault| repeats.contains(fault));
        if let Some(repeats) = repeats {
            self.repeats = Some(repeats);
        }
        let drops = repeats.is_some_and(|fault| self.fires(fault)) || self.fires(ZvtFault::DropAfterConfirmation);
        if drops {
            // It has the answer, and holds to it.
            self.store.stands(sale);
            self.now_in(Phase::Standing);
            self.drop_line(now);
            self.customer.give_card_back(now.at);
            self.turns(now);
        } else if self.registered == Some(true) {
            self.now_in(Phase::Printing);
            for slip in self.stored(sale).iter().flat_map(slips) {
                self.tell(Kind::Slip, slip);
            }
        } else {
            self.stands(now);
        }
    }

    pub(super) fn stands(&mut self, now: Now) {
        let Some(running) = &mut self.running else { return };
        running.phase = Phase::Standing;
        self.store.stands(running.sale);
        self.ended = Some(FaceDisplay::Approved);
        self.customer.give_card_back(now.at);
        self.turns(now);
    }

    fn stored(&self, sale: usize) -> Option<Stored> {
        let sale = self.store.sale(sale)?;
        Some(Stored { receipt: sale.receipt, minor: sale.amount.minor(), entry: sale.entry, at: sale.at, takes_back: None })
    }

    /// The status information of an approval, with whatever is to be odd about it.
    pub(super) fn result(&mut self, sale: usize) -> Apdu {
        let mut odd = Oddities { mirrors: self.keeps_unanswered, ..Oddities::default() };
        odd.no_amount = self.fires(ZvtFault::NoAmount);
        odd.other_amount = self.fires(ZvtFault::OtherAmount);
        odd.minutes_behind = if self.fires(ZvtFault::ClockBehind) { 120 } else { 0 };
        let mut data = self.stored(sale).map(|stored| status(&stored, odd).encode()).unwrap_or_default();
        if self.fires(ZvtFault::UnknownField) {
            data.extend(UNKNOWN_FIELD);
        }
        if self.fires(ZvtFault::NamelessResult) {
            data = [vec![bmp::RESULT, 0], UNKNOWN_FIELD.to_vec(), data].concat();
        }
        if self.fires(ZvtFault::PlainLengths) {
            for (with, without) in [([0x22, 0xf0, 0xf8], [0x22, 0x00, 0x08]), ([0x8b, 0xf1, 0xf1], [0x8b, 0x01, 0x01])] {
                if let Some(at) = data.windows(3).position(|window| window == with) {
                    data.splice(at..at + 3, without);
                }
            }
        }
        Apdu::new(code::STATUS_INFORMATION, data)
    }

    /// What the customer and the bank have done.
    pub(super) fn turns(&mut self, now: Now) {
        while let Some(turn) = self.customer.next_turn() {
            match turn {
                Turn::Progress(progress) => {
                    if self.is_heard() {
                        self.tell(Kind::Plain, on_its_way(intermediate(progress)));
                    }
                }
                Turn::Approved(entry) => self.approved(now, entry),
                Turn::Declined(reason, number) => {
                    let decline = Decline::new(reason, number.to_owned());
                    let result = number.parse().unwrap_or(0x05);
                    self.stopped(now, result, FaceDisplay::Declined, LedgerEnd::Declined(decline));
                }
                Turn::Cancelled | Turn::NoCard => self.stopped(now, 0x6c, FaceDisplay::Cancelled, LedgerEnd::NotCharged),
                Turn::CardOut => self.card_is_out(),
            }
        }
        self.tell_next(now);
    }

    /// Whether whoever asked for the payment is still on the line.
    fn is_heard(&self) -> bool {
        self.is_open && self.running.as_ref().is_some_and(|running| running.connection == self.connection)
    }

    fn approved(&mut self, now: Now, entry: EntryMode) {
        let Some(sale) = self.running.as_ref().map(|running| running.sale) else { return };
        if self.fires(ZvtFault::NoResult) {
            self.customer.stop();
            self.now_in(Phase::Ending);
            self.tell(Kind::End, abort(0xa3));
            return;
        }
        self.store.approved(sale, entry, now.wall);
        if !self.is_heard() {
            self.unanswered(now);
            return;
        }
        if self.fires(ZvtFault::WrongCodeFirst) {
            self.tell(Kind::Plain, failed(0x37, None));
        }
        if let Some(last) = self.store.last().cloned()
            && self.fires(ZvtFault::PreviousFirst)
        {
            self.tell(Kind::Plain, Apdu::new(code::STATUS_INFORMATION, status(&last, Oddities::default()).encode()));
        }
        self.now_in(Phase::Told { times: 0 });
        let result = self.result(sale);
        self.tell(Kind::Result, result);
    }

    pub(super) fn stopped(&mut self, _now: Now, result: u8, shown: FaceDisplay, end: LedgerEnd) {
        let is_heard = self.is_heard();
        let Some(running) = &mut self.running else { return };
        running.phase = Phase::Ending;
        let sale = running.sale;
        let said = matches!(end, LedgerEnd::Declined(_)).then_some(DECLINED);
        self.store.ends(sale, end);
        self.customer.stop();
        self.ended = Some(shown);
        if is_heard {
            self.tell(Kind::Plain, failed(result, said));
            self.tell(Kind::End, abort(result));
        } else {
            self.over();
        }
    }

    fn card_is_out(&mut self) {
        let is_heard = self.is_heard();
        let Some(running) = &mut self.running else { return };
        if running.phase != Phase::Standing {
            return;
        }
        running.phase = Phase::Ending;
        if is_heard {
            self.tell(Kind::End, Apdu::bare(code::COMPLETION));
        } else {
            self.over();
        }
    }
}

/// How a step of the customer is told.
const fn intermediate(progress: Progress) -> u8 {
    match progress {
        Progress::PresentCard => 0x0a,
        Progress::EnterPin | Progress::FollowTerminal => 0x02,
        Progress::WrongPin => 0x15,
        Progress::Authorising => 0x04,
        Progress::RemoveCard => 0x0b,
        Progress::PleaseWait => 0x0e,
        Progress::CardUnreadable => 0x0c,
        Progress::TakingBack => 0x05,
    }
}
