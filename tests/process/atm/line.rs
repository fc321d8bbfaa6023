//! The cash machine's side of the line: the terminal with a slot that a customer is quick to use, and the dispenser.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cardlast::id::AttemptId;
use cardlast::order::{NoteStock, Notes};
use cardlast::payment::{
    CardCommand, CardEvent, CardPlace, CashCommand, CashEvent, CashPlace, DispenserHealth, TerminalCommand, TerminalEvent,
    TerminalProfile,
};
use cardlast::port::{CashDispenser, CashTerminal, PaymentTerminal, Waker};
use cardlast::time::Timestamp;

use crate::bank::FRAME;
use crate::line::LineTerminal;

/// The terminal on the line, with a slot of its own: the card goes in when it is asked for, and out when it is offered.
pub struct LineSlot {
    pub terminal: LineTerminal,
    pub card: CardPlace,
    pub events: VecDeque<CardEvent>,
}

impl LineSlot {
    fn card_is(&mut self, place: CardPlace) {
        self.card = place;
        self.events.push_back(CardEvent::Card(place));
    }
}

impl PaymentTerminal for LineSlot {
    fn profile(&self) -> &TerminalProfile {
        self.terminal.profile()
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        if let TerminalCommand::Authorise { .. } = command {
            self.card_is(CardPlace::Inside);
        }
        self.terminal.submit(now, command);
    }

    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        self.terminal.poll(now)
    }
}

impl CashTerminal for LineSlot {
    fn submit_card(&mut self, _now: Timestamp, command: CardCommand) {
        match command {
            CardCommand::Return if self.card == CardPlace::Inside => {
                self.card_is(CardPlace::Offered);
                self.card_is(CardPlace::None);
            }
            CardCommand::Keep => self.card_is(CardPlace::Kept),
            CardCommand::Return | CardCommand::Where => self.card_is(self.card),
            CardCommand::Balance { .. } | CardCommand::CancelBalance { .. } => {}
        }
    }

    fn poll_card(&mut self, _now: Timestamp) -> Option<CardEvent> {
        self.events.pop_front()
    }
}

type Wire = Arc<Mutex<Option<UnixStream>>>;

/// The dispenser at the other end of a line of its own.
pub struct LineNotes {
    wire: Wire,
    news: Receiver<CashEvent>,
    asked: bool,
}

/// Takes the notes that are at its mouth.
#[derive(Clone)]
pub struct Hand(Wire);

impl LineNotes {
    pub fn call(path: &Path, waker: Waker) -> (Self, Hand) {
        let wire = Wire::default();
        let (say, news) = channel();
        let (path, shared) = (path.to_owned(), wire.clone());
        std::thread::spawn(move || {
            loop {
                let Ok(stream) = UnixStream::connect(&path) else {
                    // Called again in a while; nobody rings.
                    std::thread::park_timeout(Duration::from_millis(10));
                    continue;
                };
                let Ok(mut reading) = stream.try_clone() else { return };
                *shared.lock().unwrap_or_else(PoisonError::into_inner) = Some(stream);
                waker();
                let mut frame = [0; FRAME];
                while reading.read_exact(&mut frame).is_ok() {
                    let Some(event) = read(String::from_utf8_lossy(&frame).trim_end()) else { continue };
                    if say.send(event).is_err() {
                        return;
                    }
                    waker();
                }
                *shared.lock().unwrap_or_else(PoisonError::into_inner) = None;
            }
        });
        (Self { wire: wire.clone(), news, asked: false }, Hand(wire))
    }
}

/// What cannot be sent is lost; the machine asks again where the notes are.
fn tell(wire: &Wire, line: &str) {
    let mut wire = wire.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(stream) = wire.as_mut() {
        let _ = stream.write_all(format!("{line}\n").as_bytes());
    }
}

fn read(line: &str) -> Option<CashEvent> {
    let words: Vec<_> = line.split(' ').collect();
    let ["cash", attempt, place] = words[..] else { return None };
    let place = CashPlace::ALL.into_iter().find(|known| known.key() == place)?;
    Some(CashEvent::Cash { attempt: AttemptId::parse(attempt).ok()?, place })
}

impl Hand {
    pub fn take(&self, attempt: AttemptId) {
        tell(&self.0, &format!("take {attempt}"));
    }
}

impl CashDispenser for LineNotes {
    fn submit(&mut self, _now: Timestamp, command: CashCommand) {
        match command {
            CashCommand::Dispense(pay_out) => {
                tell(&self.wire, &format!("dispense {} {}", pay_out.attempt(), pay_out.amount().minor()));
            }
            CashCommand::Retract { attempt } => tell(&self.wire, &format!("retract {attempt}")),
            CashCommand::Where { attempt } => tell(&self.wire, &format!("where {attempt}")),
            CashCommand::Health => self.asked = true,
        }
    }

    fn poll(&mut self, _now: Timestamp) -> Option<CashEvent> {
        let is_there = self.wire.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if self.asked && is_there {
            self.asked = false;
            let stock = NoteStock::new([Notes { value_minor: 2_000, count: 100 }]);
            return Some(CashEvent::Health(DispenserHealth::Ready(stock)));
        }
        self.news.try_recv().ok()
    }
}
