//! Crashes: what was on its way to the journal is stored in part, what is durable survives, and the program starts again.

use cardlast::machine::kiosk::{Event, Kiosk, ScreenName};
use cardlast::order::{Readmission, RecoveredCart};
use cardlast::payment::{OpenAttempt, PendingReversal, TerminalEvent, TerminalHealth};
use cardlast::time::Millis;

use super::act::Act;
use super::books::{Attempt, Back, Row, Standing, facts, stan};
use super::menu::MENU;
use super::policy;
use super::rule::Rule;
use super::world::{Letter, World};

/// How long the program is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Down {
    /// No time at all.
    Shortly,
    /// Longer than an approval may be accepted.
    Long,
    /// The clock was set, and nobody knows.
    NobodyKnows,
}

/// One crash and the restart after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crash {
    /// So many of the letters on their way were stored.
    pub stored: usize,
    pub down: Down,
    /// The cart that was to be forgotten is still there.
    pub remembered: bool,
}

impl World {
    pub fn may_crash(&self, acts: &mut Vec<Act>) {
        if self.left.crashes == 0 {
            return;
        }
        let forgetting = self.kept.as_ref().is_some_and(|kept| kept.gone);
        for stored in 0..=self.post.len() {
            for down in [Down::Shortly, Down::Long, Down::NobodyKnows] {
                acts.push(Act::Crash(Crash { stored, down, remembered: false }));
                if forgetting {
                    acts.push(Act::Crash(Crash { stored, down, remembered: true }));
                }
            }
        }
    }

    pub fn crash(&mut self, Crash { stored, down, remembered }: Crash) -> bool {
        self.left.crashes = self.left.crashes.saturating_sub(1);
        let post = std::mem::take(&mut self.post);
        for letter in post.into_iter().take(stored) {
            if let Letter::Entry(entry) = letter {
                self.write(&entry);
            }
        }
        // The line is cut. What had arrived before is another order of events.
        self.wire.clear();
        if down != Down::Shortly {
            self.pass(Millis(policy().checkout.accept_within.0 + 1));
        }
        (self.failing, self.deaf) = (false, false);
        self.attempts.iter_mut().for_each(Attempt::forget);
        self.kept = self.kept.take().filter(|kept| !kept.gone || remembered);
        self.boot(down);
        true
    }

    fn boot(&mut self, down: Down) {
        let known = down != Down::NobodyKnows;
        let open = self.open_attempts(known);
        let reversals = self.pending_reversals();
        let cart = self.kept.as_mut().map(|kept| {
            kept.gone = false;
            let age = Some(self.now.at.since(kept.touched.at)).filter(|_| known);
            RecoveredCart { cart: kept.cart.clone(), age, locked_since: self.last_lock > kept.after }
        });
        let may_come = open.is_empty()
            && cart.as_ref().is_some_and(|cart| !cart.locked_since && cart.age.is_some_and(|age| age < policy().idle));
        self.kiosk = Kiosk::new(MENU.clone(), policy());
        self.step(Event::Boot { open, reversals, cart: cart.map(Box::new) });
        self.step(Event::Terminal(TerminalEvent::Health(TerminalHealth::Ready)));
        self.cook();
        let came = self.kiosk.screen_name() == ScreenName::Menu;
        self.hold(Rule::I12, !came || may_come);
        self.welcomed |= came;
        if let Some(kept) = self.kept.as_ref().filter(|_| came) {
            self.customer = kept.customer;
        }
    }

    /// As the journal's recovery does.
    pub fn open_attempts(&mut self, known: bool) -> Vec<OpenAttempt> {
        let mut open = Vec::new();
        for number in 0..self.attempts.len() {
            if !matches!(self.attempts[number].row, Row::Open | Row::Approved) {
                continue;
            }
            let age = Some(Millis(self.since_lock(number))).filter(|_| known);
            let attempt = &mut self.attempts[number];
            attempt.resumed = true;
            attempt.too_late = age.is_none_or(|age| age >= policy().checkout.accept_within);
            let was = &attempt.locked.0;
            let locked = Readmission {
                order: was.order(),
                contents: was.subject().clone(),
                amount: was.amount(),
                revision: was.revision(),
                locked_at: cardlast::time::Now { at: self.now.at, wall: was.locked_at().wall },
            };
            open.push(OpenAttempt {
                locked: locked.admit().expect("it added up before"),
                attempt: attempt.id,
                stan: stan(number),
                approved: attempt.approved.filter(|_| attempt.row == Row::Approved).map(|place| facts(number, attempt, place)),
                taken_back: (0..2)
                    .filter(|place| attempt.backs[*place] == Back::Done)
                    .map(|place| facts(number, attempt, place).reference)
                    .collect(),
                age,
            });
        }
        open
    }

    /// As the journal's recovery does.
    pub fn pending_reversals(&self) -> Vec<PendingReversal> {
        let mut pending = Vec::new();
        for (number, attempt) in self.attempts.iter().enumerate() {
            for (place, back) in attempt.backs.iter().enumerate() {
                if let Back::Pending(reason) = back {
                    pending.push(PendingReversal { facts: facts(number, attempt, place), reason: *reason });
                }
            }
        }
        pending
    }
}

impl Attempt {
    /// What a program that died had heard is gone with it. An approval that only it knew of was never confirmed, so the terminal lets
    /// it go by itself.
    fn forget(&mut self) {
        self.heard = [false; 2];
        let asked_again = matches!(self.row, Row::Open | Row::Approved);
        for place in [0, 1] {
            let known = self.backs[place] != Back::None || (place == 0 && asked_again);
            if self.standing[place] == Standing::Offered && !known {
                self.standing[place] = Standing::Free;
            }
        }
    }
}
