//! Lines that a terminal wants printed, put together to slips.

use crate::device::zvt::message::Printout;
use crate::id::AttemptId;
use crate::payment::{CardSlip, SlipCopy, TerminalEvent};

/// Nobody prints longer slips.
const MOST_LINES: usize = 400;

/// What has been printed of one payment.
#[derive(Debug, Default)]
pub(super) struct Slips {
    open: Vec<String>,
    kind: Option<u8>,
    whole: Vec<(SlipCopy, Vec<String>)>,
}

impl Slips {
    /// Takes what is to be printed next. Administrative slips are for nobody here.
    pub(super) fn take(&mut self, print: Printout) {
        if print.kind.is_some() && print.kind != self.kind && !self.open.is_empty() {
            self.end();
        }
        self.kind = print.kind.or(self.kind);
        let room = MOST_LINES.saturating_sub(self.open.len());
        self.open.extend(print.lines.into_iter().take(room));
        if print.is_last {
            self.end();
        }
    }

    fn end(&mut self) {
        let lines = std::mem::take(&mut self.open);
        let copy = match self.kind.take() {
            Some(0x01) => SlipCopy::Merchant,
            Some(0x03) => return,
            Some(_) => SlipCopy::Customer,
            // Lines that come one by one say whose they are in words.
            None if lines.iter().any(|line| is_merchants(line)) => SlipCopy::Merchant,
            None => SlipCopy::Customer,
        };
        if !lines.is_empty() {
            self.whole.push((copy, lines));
        }
    }

    /// The slips of a payment.
    pub(super) fn said(mut self, attempt: AttemptId) -> impl Iterator<Item = TerminalEvent> {
        self.end();
        let slip = move |(copy, lines): (SlipCopy, Vec<String>)| CardSlip::new(attempt, copy, &lines);
        self.whole.into_iter().map(move |whole| TerminalEvent::CardSlip(Box::new(slip(whole))))
    }
}

fn is_merchants(line: &str) -> bool {
    let line = line.to_lowercase();
    line.contains("händler") || line.contains("haendler") || line.contains("merchant")
}
