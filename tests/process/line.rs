//! The kiosk's side of a terminal that lives in another process: one line of words a command, one frame of words an event, over a Unix socket.
//!
//! Test support only, but an honest device: whatever it cannot know it calls unknown, and a broken line is mended without being asked.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cardlast::id::{AttemptId, Rrn, Stan, TerminalId};
use cardlast::money::{Currency, Money};
use cardlast::payment::{
    ApprovalFacts, CardScheme, Confirmation, Decline, DeclineReason, EntryMode, LookUpAnswer, MaskedPan, Progress,
    TerminalCommand, TerminalEvent, TerminalHealth, TerminalProfile, UnknownReason,
};
use cardlast::port::{PaymentTerminal, Waker};
use cardlast::time::Timestamp;

use crate::bank::FRAME;

/// See the module's text.
pub struct LineTerminal {
    profile: TerminalProfile,
    wire: Wire,
    events: Receiver<TerminalEvent>,
    say: Sender<TerminalEvent>,
}

/// What both ends of the thread know of the line.
#[derive(Clone, Default)]
struct Wire(Arc<Mutex<Line>>);

#[derive(Default)]
struct Line {
    stream: Option<UnixStream>,
    /// Asked for and not answered.
    running: Option<AttemptId>,
}

impl Wire {
    fn lock(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LineTerminal {
    /// Calls the terminal, and goes on calling it.
    pub fn call(path: &Path, waker: Waker) -> Self {
        let id = TerminalId("line".to_owned());
        let profile = TerminalProfile { id, confirms: true, looks_up: true, reverses: true, simulated: true };
        let (say, events) = channel();
        let wire = Wire::default();
        let (path, spoken, shared) = (path.to_owned(), say.clone(), wire.clone());
        std::thread::spawn(move || listen(&path, &spoken, &shared, &waker));
        Self { profile, wire, events, say }
    }

    fn tell(&mut self, line: &str) -> bool {
        let mut wire = self.wire.lock();
        let sent = wire.stream.as_mut().is_some_and(|stream| stream.write_all(format!("{line}\n").as_bytes()).is_ok());
        if !sent && let Some(stream) = wire.stream.take() {
            // The listener may have ended already.
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
        sent
    }
}

fn listen(path: &PathBuf, say: &Sender<TerminalEvent>, wire: &Wire, waker: &Waker) {
    let put = |event| {
        let heard = say.send(event).is_ok();
        waker();
        heard
    };
    loop {
        let Ok(stream) = UnixStream::connect(path) else {
            // Called again in a while; nobody rings.
            std::thread::park_timeout(Duration::from_millis(10));
            continue;
        };
        let Ok(mut reading) = stream.try_clone() else { return };
        let heard = {
            let mut wire = wire.lock();
            wire.stream = Some(stream);
            put(TerminalEvent::Health(TerminalHealth::Ready))
        };
        if !heard {
            return;
        }
        let mut frame = [0; FRAME];
        while reading.read_exact(&mut frame).is_ok() {
            let Some(event) = read(String::from_utf8_lossy(&frame).trim_end()) else { continue };
            if !matches!(event, TerminalEvent::Progress { .. }) {
                let mut wire = wire.lock();
                wire.running = wire.running.filter(|running| Some(*running) != event.attempt());
            }
            if !put(event) {
                return;
            }
        }
        let mut wire = wire.lock();
        wire.stream = None;
        let unknown = |attempt| TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped };
        wire.running.take().map(unknown).map(put);
        put(TerminalEvent::Health(TerminalHealth::Unreachable));
    }
}

fn read(line: &str) -> Option<TerminalEvent> {
    let words: Vec<_> = line.split(' ').collect();
    let attempt = AttemptId::parse(words.get(1)?).ok()?;
    let reference = || Some(Rrn((*words.get(2)?).to_owned()));
    Some(match words[0] {
        "progress" => {
            let progress = Progress::ALL.into_iter().find(|progress| Some(&progress.key()) == words.get(2))?;
            TerminalEvent::Progress { attempt, progress }
        }
        "offered" => TerminalEvent::ApprovalOffered(facts(attempt, &words[2..])?),
        "declined" => {
            let decline = Decline::new(DeclineReason::InsufficientFunds, "51".to_owned());
            TerminalEvent::Declined { attempt, decline }
        }
        "confirmed" => TerminalEvent::Confirmed { attempt, reference: reference()? },
        "taken-back" => TerminalEvent::TakenBack { attempt, reference: reference()? },
        "looked-up" => {
            let answer = match words.get(2).copied()? {
                "approved" => LookUpAnswer::Approved(facts(attempt, &words[3..])?),
                "declined" => LookUpAnswer::Declined(Decline::new(DeclineReason::InsufficientFunds, "51".to_owned())),
                "not-charged" => LookUpAnswer::NotCharged,
                "not-found" => LookUpAnswer::NotFound,
                _ => return None,
            };
            TerminalEvent::LookedUp { attempt, answer }
        }
        "reversed" => TerminalEvent::Reversed { attempt, reference: reference()? },
        "refused" => TerminalEvent::ReversalRefused { attempt, reference: reference()? },
        _ => return None,
    })
}

fn facts(attempt: AttemptId, words: &[&str]) -> Option<Box<ApprovalFacts>> {
    let [amount, currency, reference, stan] = words else { return None };
    Some(Box::new(ApprovalFacts {
        attempt,
        amount: Money::from_minor(amount.parse().ok()?, Currency::parse(currency).ok()?).ok()?,
        reference: Rrn((*reference).to_owned()),
        stan: Stan(stan.parse().ok()?),
        auth_code: "042117".to_owned(),
        scheme: CardScheme("Demo".to_owned()),
        card: MaskedPan::from_last_four("4242"),
        entry: EntryMode::Contactless,
    }))
}

impl PaymentTerminal for LineTerminal {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, _now: Timestamp, command: TerminalCommand) {
        match command {
            TerminalCommand::Authorise { request, stan } => {
                let (attempt, amount) = (request.attempt(), request.amount());
                self.wire.lock().running = Some(attempt);
                let line = format!("authorise {attempt} {} {} {}", amount.minor(), amount.currency(), stan.0);
                // A line that breaks in the middle of a command may have carried all of it.
                if !self.tell(&line) && self.wire.lock().running.take().is_some() {
                    let unknown = TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped };
                    // The other end is this terminal's own.
                    let _ = self.say.send(unknown);
                }
            }
            TerminalCommand::Cancel { attempt } => drop(self.tell(&format!("cancel {attempt}"))),
            TerminalCommand::Confirm { attempt, reference, decision } => {
                self.wire.lock().running = Some(attempt);
                let word = if decision == Confirmation::Stored { "stored" } else { "refuse" };
                self.tell(&format!("confirm {attempt} {reference} {word}"));
            }
            TerminalCommand::LookUp { attempt, .. } => drop(self.tell(&format!("look-up {attempt}"))),
            TerminalCommand::Reverse { attempt, reference, .. } => drop(self.tell(&format!("reverse {attempt} {reference}"))),
            TerminalCommand::Health => {
                // The line is held while it is said, or the listener's "ready" could be overtaken by what was true before it.
                let wire = self.wire.lock();
                let health = if wire.stream.is_some() { TerminalHealth::Ready } else { TerminalHealth::Unreachable };
                // As above.
                let _ = self.say.send(TerminalEvent::Health(health));
            }
            TerminalCommand::Reconcile => drop(self.say.send(TerminalEvent::Reconciled)),
        }
    }

    fn poll(&mut self, _now: Timestamp) -> Option<TerminalEvent> {
        self.events.try_recv().ok()
    }
}
