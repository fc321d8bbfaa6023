//! What the kiosk asks of the terminal, and what the terminal says to that.

use super::super::apdu::{Apdu, Code, code};
use super::super::{Fields, bcd, bmp, of_bcd, tag};
use super::words::{self, Oddities, abort, status};
use super::{Kind, Phase, Running, ZvtEmulator, ZvtFault};
use crate::device::{FaultKind as _, LedgerEnd};
use crate::money::{Currency, Money};
use crate::payment::{FaceDisplay, Trouble};
use crate::time::{Millis, Now};

/// Later than an answer may come.
const LATE_ANSWER: Millis = Millis::from_secs(8);

impl ZvtEmulator {
    pub(super) fn command(&mut self, now: Now, apdu: &Apdu) {
        match apdu.code() {
            code::ABORT_BY_KIOSK => self.cancel(now),
            // One thing after the other: what is still to be told about the last command comes first.
            _ if self.awaited.is_some() || !self.telling.is_empty() => self.no(0x9c),
            code::REGISTRATION => self.register(apdu),
            code::STATUS_ENQUIRY => {
                self.yes();
                let status = if self.is_busy(now) { 0x9c } else { 0x00 };
                self.tell(Kind::Plain, Apdu::new(code::COMPLETION, vec![0xf0, 0xf0, 0xf3, b'1', b'.', b'0', status]));
            }
            code::LOG_OFF => {
                self.registered = None;
                self.yes();
            }
            code::AUTHORISATION
            | code::REPEAT_RECEIPT
            | code::REVERSAL
            | code::END_OF_DAY
            | code::DIAGNOSIS
            | code::INITIALISATION
                if self.registered.is_none() =>
            {
                self.no(0x6b);
            }
            code::AUTHORISATION
            | code::REPEAT_RECEIPT
            | code::REVERSAL
            | code::END_OF_DAY
            | code::DIAGNOSIS
            | code::INITIALISATION
                if self.is_busy(now) =>
            {
                self.no(0x9c);
            }
            code::AUTHORISATION => self.authorise(now, apdu),
            code::REPEAT_RECEIPT => self.repeat(),
            code::REVERSAL => self.reverse(now, apdu),
            code::END_OF_DAY => self.close_day(apdu),
            code::DIAGNOSIS | code::INITIALISATION => {
                self.yes();
                self.tell(Kind::Plain, Apdu::bare(code::COMPLETION));
            }
            _ => self.no(0x83),
        }
    }

    fn register(&mut self, apdu: &Apdu) {
        let Some(config) = apdu.data().get(3) else {
            self.no(0x83);
            return;
        };
        self.registered = Some(config & 0x82 == 0x82);
        self.yes();
        // The plan is about the payment that follows.
        if self.running.is_none() && self.plan.planned().first() == Some(&ZvtFault::ResultAtRegistration.key()) {
            self.plan.fires(ZvtFault::ResultAtRegistration);
            self.tell(Kind::Plain, Apdu::new(code::STATUS_INFORMATION, Fields::default().with(bmp::RESULT, [0]).encode()));
        }
        let fields = Fields::default()
            .with(bmp::PAYMENT_TYPE, [0])
            .with_number(bmp::TERMINAL, words::TERMINAL)
            .with_number(bmp::CURRENCY, 978);
        self.tell(Kind::Plain, Apdu::new(code::COMPLETION, fields.encode()));
    }

    fn mirrored(&mut self, fields: &Fields) {
        self.store.mirrored(fields.object(&[tag::SYNCHRONISATION]).filter(|number| !number.is_empty()).and_then(of_bcd));
    }

    fn authorise(&mut self, now: Now, apdu: &Apdu) {
        let fields = Fields::decode(apdu.data());
        let minor = fields.number(bmp::AMOUNT).and_then(|minor| i64::try_from(minor).ok()).filter(|minor| *minor > 0);
        let is_euro = fields.number(bmp::CURRENCY).is_none_or(|number| number == u64::from(Currency::EUR.numeric_code()));
        if !is_euro {
            self.no(0xc6);
            return;
        }
        let Some(amount) = minor.and_then(|minor| Money::from_minor(minor, Currency::EUR).ok()) else {
            self.no(0x83);
            return;
        };
        let late = (self.trouble == Some(Trouble::LateAnswer)).then_some(ZvtFault::LateResult);
        let fault = self.plan.next().or(late);
        if fault == Some(ZvtFault::BusyAtFirst) {
            self.plan.fires(ZvtFault::BusyAtFirst);
            self.no(0x9c);
            return;
        }
        if fault == Some(ZvtFault::DropBeforeAnswer) {
            self.plan.fires(ZvtFault::DropBeforeAnswer);
            self.drop_line(now);
            return;
        }
        self.mirrored(&fields);
        let sale = self.store.begin(amount, now.wall);
        self.running = Some(Running { sale, connection: self.connection, phase: Phase::Paying, fault });
        (self.ended, self.repeats) = (None, None);
        if self.fires(ZvtFault::LateAnswer) {
            self.later.push((now.at.after(LATE_ANSWER), self.connection, Apdu::bare(code::YES)));
        } else if self.fires(ZvtFault::Merged) {
            self.held = Apdu::bare(code::YES).encode();
        } else {
            self.bytewise = self.fires(ZvtFault::ByteByByte);
            self.yes();
        }
        self.customer.begin(now.at, amount);
        if self.fires(ZvtFault::DropAfterAnswer) {
            self.drop_line(now);
        }
        if self.fires(ZvtFault::StrangeCommand) {
            self.tell(Kind::Plain, Apdu::new(Code(0x06, 0xe4), vec![0x01]));
        }
        self.turns(now);
    }

    fn cancel(&mut self, now: Now) {
        let is_paying = matches!(self.running, Some(Running { phase: Phase::Paying, .. }));
        if !is_paying || self.fires(ZvtFault::CancelRefused) {
            self.no(0x83);
        } else if self.fires(ZvtFault::CancelRace) {
            self.yes();
        } else if self.customer.call_off() {
            self.yes();
            self.stopped(now, 0x6c, FaceDisplay::Cancelled, LedgerEnd::NotCharged);
        } else {
            self.no(0x83);
        }
    }

    fn repeat(&mut self) {
        self.yes();
        let odd = Oddities {
            mirrors: self.keeps_unanswered,
            other_amount: self.repeats == Some(ZvtFault::RepeatOtherAmount),
            minutes_behind: if self.repeats == Some(ZvtFault::ClockFarBehind) { 24 * 60 } else { 0 },
            no_amount: false,
        };
        match self.store.last().filter(|_| self.repeats != Some(ZvtFault::RepeatNothing)) {
            Some(stored) => {
                let told = Apdu::new(code::STATUS_INFORMATION, status(stored, odd).encode());
                self.tell(Kind::Plain, told);
                self.tell(Kind::Plain, Apdu::bare(code::COMPLETION));
            }
            None => self.tell(Kind::Plain, Apdu::bare(code::COMPLETION)),
        }
    }

    fn reverse(&mut self, now: Now, apdu: &Apdu) {
        let fields = Fields::decode(apdu.data().get(3..).unwrap_or_default());
        self.yes();
        self.mirrored(&fields);
        let receipt = fields.number(bmp::RECEIPT).unwrap_or_default();
        match self.store.take_back(receipt, fields.number(bmp::AMOUNT), now.wall) {
            Ok(stored) => {
                let odd = Oddities { mirrors: self.keeps_unanswered, ..Oddities::default() };
                self.tell(Kind::Plain, Apdu::new(code::STATUS_INFORMATION, status(&stored, odd).encode()));
                self.print(words::slips(&stored));
                self.tell(Kind::Plain, Apdu::bare(code::COMPLETION));
            }
            Err(error) => self.tell(Kind::Plain, abort(error)),
        }
    }

    fn close_day(&mut self, apdu: &Apdu) {
        self.yes();
        self.mirrored(&Fields::decode(apdu.data().get(3..).unwrap_or_default()));
        let (count, sum) = self.store.close();
        let printed = words::day(count, sum);
        let number = |number: u64, bytes| bcd(number, bytes);
        let sum = u64::try_from(sum).unwrap_or_default();
        let mut totals = [number(231, 2), number(u64::from(231 + count), 2)].concat();
        // Seven kinds of cards; all of ours are of the third.
        for kind in 0..7 {
            let (count, sum) = if kind == 2 { (count, sum) } else { (0, 0) };
            totals.push(u8::try_from(count).unwrap_or(u8::MAX));
            totals.extend(number(sum, 6));
        }
        let fields = Fields::default().with(bmp::RESULT, [0]).with_number(bmp::AMOUNT, sum).with(bmp::TOTALS, totals);
        self.tell(Kind::Plain, Apdu::new(code::STATUS_INFORMATION, fields.encode()));
        self.print(printed);
        self.tell(Kind::Plain, Apdu::bare(code::COMPLETION));
    }

    /// Only what the kiosk has said it prints is told to it.
    fn print(&mut self, paper: impl IntoIterator<Item = Apdu>) {
        if self.registered == Some(true) {
            paper.into_iter().for_each(|apdu| self.tell(Kind::Plain, apdu));
        }
    }
}
