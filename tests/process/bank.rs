//! The terminal's own side, in the process that is not killed: takes calls, keeps its ledger, never asks the kiosk what it thinks.
//!
//! It is honest and quick: the first card is refused if it was asked to, every other one is approved at once. An approval that nobody
//! confirms stays offered; whoever looks it up is told so.

use std::io::{BufRead, BufReader, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cardlast::payment::CashPlace;

/// Each answer fills a frame, so that each is an exchange of its own.
pub const FRAME: usize = 160;

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Refused by the bank.
    Declined,
    /// Approved, and no money has moved.
    Offered,
    /// The money has moved.
    Captured,
    /// Given up before any money moved.
    Void,
    /// Taken back.
    Reversed,
}

/// One payment.
#[derive(Debug, Clone)]
pub struct Row {
    pub attempt: String,
    pub amount: i64,
    pub currency: String,
    pub stan: String,
    pub reference: String,
    pub stands: Stands,
}

/// The notes of one withdrawal.
#[derive(Debug, Clone)]
pub struct NotesRow {
    pub attempt: String,
    pub amount: i64,
    pub place: CashPlace,
    /// How often the dispenser was told.
    pub times: u32,
}

/// Everything it knows.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub rows: Vec<Row>,
    /// Whatever was said to it, whole lines only.
    pub heard: Vec<String>,
    /// The next card is refused.
    refuses_next: bool,
    /// Attempts that it was asked for more than once.
    pub asked_again: Vec<String>,
    /// The notes of a cash machine, in the order in which they were paid out.
    pub notes: Vec<NotesRow>,
    /// Attempts that it was asked for while another payment waited for a word.
    pub crowded: Vec<String>,
}

/// See the module's text. Hangs up when dropped.
pub struct Bank {
    pub path: PathBuf,
    ledger: Arc<Mutex<Ledger>>,
    open: Arc<std::sync::atomic::AtomicBool>,
}

impl Bank {
    /// Opens at a path; `refuses_first` makes the first card one without money.
    pub fn open(path: &Path, refuses_first: bool) -> Self {
        let listener = UnixListener::bind(path).expect("a place for a socket");
        let ledger = Arc::new(Mutex::new(Ledger { refuses_next: refuses_first, ..Ledger::default() }));
        let open = Arc::new(std::sync::atomic::AtomicBool::new(true));
        let (shared, is_open) = (ledger.clone(), open.clone());
        std::thread::spawn(move || {
            for call in listener.incoming().map_while(Result::ok) {
                if !is_open.load(std::sync::atomic::Ordering::SeqCst) {
                    return;
                }
                let shared = shared.clone();
                std::thread::spawn(move || serve(call, &shared));
            }
        });
        Self { path: path.to_owned(), ledger, open }
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        self.open.store(false, std::sync::atomic::Ordering::SeqCst);
        // One more call, so that the listener looks; it may have ended already.
        drop(UnixStream::connect(&self.path));
    }
}

fn serve(call: UnixStream, ledger: &Mutex<Ledger>) {
    let Ok(mut answers) = call.try_clone() else { return };
    let mut calls = BufReader::new(call);
    let mut line = String::new();
    loop {
        line.clear();
        match calls.read_line(&mut line) {
            Ok(1..) if line.ends_with('\n') => {}
            // A kiosk that dies in the middle of a line has said nothing.
            Ok(_) | Err(_) => return,
        }
        let said = {
            let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
            ledger.hear(line.trim_end())
        };
        for answer in said {
            // A kiosk that is gone hears nothing; what happened has happened.
            if answers.write_all(format!("{answer:FRAME$}").as_bytes()).is_err() {
                break;
            }
        }
    }
}

impl Ledger {
    /// What another terminal wrote down.
    pub fn of(rows: Vec<Row>) -> Self {
        Self { rows, ..Self::default() }
    }

    fn hear(&mut self, line: &str) -> Vec<String> {
        self.heard.push(line.to_owned());
        let words: Vec<_> = line.split(' ').collect();
        match words[..] {
            ["authorise", attempt, amount, currency, stan] => self.authorise(attempt, amount, currency, stan),
            ["confirm", attempt, reference, word] => vec![self.confirm(attempt, reference, word == "stored")],
            ["look-up", attempt] => vec![self.look_up(attempt)],
            ["reverse", attempt, reference] => vec![self.reverse(attempt, reference)],
            ["dispense", attempt, amount] => self.dispense(attempt, amount),
            ["retract", attempt] => vec![self.notes_go(attempt, Some(CashPlace::Returned))],
            ["take", attempt] => vec![self.notes_go(attempt, Some(CashPlace::Taken))],
            ["where", attempt] => vec![self.notes_go(attempt, None)],
            _ => Vec::new(),
        }
    }

    pub fn find(&mut self, attempt: &str) -> Option<&mut Row> {
        self.rows.iter_mut().find(|row| row.attempt == attempt)
    }

    /// How many payments have been charged.
    pub fn captured(&self) -> usize {
        self.rows.iter().filter(|row| row.stands == Stands::Captured).count()
    }

    /// How often notes were taken.
    pub fn paid_out(&self) -> usize {
        self.notes.iter().filter(|notes| notes.place == CashPlace::Taken).count()
    }

    /// Whether notes are presented.
    pub fn has_notes_at_the_mouth(&self) -> bool {
        self.notes.iter().any(|notes| notes.place == CashPlace::Presented)
    }

    /// Somebody takes what is at the mouth of a machine that has died; whether there was anything.
    pub fn take_notes(&mut self) -> bool {
        let presented = self.notes.iter_mut().find(|notes| notes.place == CashPlace::Presented);
        presented.is_some_and(|notes| {
            notes.place = CashPlace::Taken;
            true
        })
    }

    fn dispense(&mut self, attempt: &str, amount: &str) -> Vec<String> {
        let counting = format!("cash {attempt} {}", CashPlace::Counting.key());
        match self.notes.iter_mut().find(|notes| notes.attempt == attempt) {
            // It does not notice that it is told twice.
            Some(notes) => (notes.times, notes.place) = (notes.times + 1, CashPlace::Presented),
            None => self.notes.push(NotesRow {
                attempt: attempt.to_owned(),
                amount: amount.parse().expect("an amount"),
                place: CashPlace::Presented,
                times: 1,
            }),
        }
        vec![counting, format!("cash {attempt} {}", CashPlace::Presented.key())]
    }

    /// Only notes at the mouth can go anywhere.
    fn notes_go(&mut self, attempt: &str, to: Option<CashPlace>) -> String {
        let notes = self.notes.iter_mut().find(|notes| notes.attempt == attempt);
        let place = notes.map_or(CashPlace::NotDispensed, |notes| {
            if let (CashPlace::Presented, Some(to)) = (notes.place, to) {
                notes.place = to;
            }
            notes.place
        });
        format!("cash {attempt} {}", place.key())
    }

    fn authorise(&mut self, attempt: &str, amount: &str, currency: &str, stan: &str) -> Vec<String> {
        if self.find(attempt).is_some() {
            self.asked_again.push(attempt.to_owned());
        }
        if self.rows.iter().any(|row| row.stands == Stands::Offered) {
            self.crowded.push(attempt.to_owned());
        }
        let refused = std::mem::take(&mut self.refuses_next);
        let row = Row {
            attempt: attempt.to_owned(),
            amount: amount.parse().expect("an amount"),
            currency: currency.to_owned(),
            stan: stan.to_owned(),
            reference: format!("REF{:04}", self.rows.len() + 1),
            stands: if refused { Stands::Declined } else { Stands::Offered },
        };
        let end = if refused { format!("declined {attempt}") } else { format!("offered {attempt} {}", row.facts()) };
        self.rows.push(row);
        vec![format!("progress {attempt} present-card"), format!("progress {attempt} authorising"), end]
    }

    fn confirm(&mut self, attempt: &str, reference: &str, stored: bool) -> String {
        match self.find(attempt).filter(|row| row.reference == reference) {
            Some(row) if stored && matches!(row.stands, Stands::Offered | Stands::Captured) => {
                row.stands = Stands::Captured;
                format!("confirmed {attempt} {reference}")
            }
            Some(row) => {
                if row.stands == Stands::Offered {
                    row.stands = Stands::Void;
                }
                format!("taken-back {attempt} {reference}")
            }
            None => format!("taken-back {attempt} {reference}"),
        }
    }

    fn look_up(&mut self, attempt: &str) -> String {
        let answer = match self.find(attempt) {
            None => "not-found".to_owned(),
            Some(row) => match row.stands {
                Stands::Declined => "declined".to_owned(),
                Stands::Offered | Stands::Captured => format!("approved {}", row.facts()),
                Stands::Void | Stands::Reversed => "not-charged".to_owned(),
            },
        };
        format!("looked-up {attempt} {answer}")
    }

    fn reverse(&mut self, attempt: &str, reference: &str) -> String {
        match self.find(attempt) {
            Some(row) if row.reference == reference && row.stands != Stands::Declined => {
                row.stands = Stands::Reversed;
                format!("reversed {attempt} {reference}")
            }
            Some(_) | None => format!("refused {attempt} {reference}"),
        }
    }
}

impl Row {
    fn facts(&self) -> String {
        format!("{} {} {} {}", self.amount, self.currency, self.reference, self.stan)
    }
}
