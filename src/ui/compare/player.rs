//! Where one is in the tapes: playing, faster, a step on, a step back, and the passer-by's key. It knows no clock; time is told to it.

use super::tape::{Danger, Tape};
use crate::money::Money;
use crate::time::Millis;

/// How much faster than life.
pub const SPEEDS: [u64; 4] = [1, 4, 16, 64];

/// The player of one customer's tapes.
///
/// What it shows depends on the tapes, the time and the presses up to it, and on nothing else; going back forgets the presses that have
/// not happened yet, so that a step on and a step back leave it as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    tapes: Vec<Tape>,
    now: Millis,
    /// Microseconds that are no millisecond yet.
    rest: u64,
    playing: bool,
    speed: u64,
    presses: Vec<Millis>,
}

/// What a stranger's key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the session was over.
    Over,
    /// Nothing: no key does anything that matters in that state.
    Nothing,
    /// Nothing, though the customer was authenticated: no key took money in that state.
    NoKey,
    /// It changed the order; so many of a hundred customers do not notice, and then lose this much if they pay.
    Changed {
        /// What would be lost.
        loss: Money,
        /// How many of a hundred do not notice.
        unnoticed: u32,
    },
    /// It took this much.
    Taken(Money),
}

impl Player {
    /// At the start of these tapes, halted, at the speed of life.
    #[must_use]
    pub const fn new(tapes: Vec<Tape>) -> Self {
        Self { tapes, now: Millis(0), rest: 0, playing: false, speed: SPEEDS[0], presses: Vec::new() }
    }

    /// Other tapes, from their start, at the speed as it is; it plays on if it played.
    pub fn change(&mut self, tapes: Vec<Tape>) {
        let (playing, speed) = (self.playing, self.speed);
        *self = Self { playing, speed, ..Self::new(tapes) };
    }

    /// The tapes.
    #[must_use]
    pub fn tapes(&self) -> &[Tape] {
        &self.tapes
    }

    /// The time, after the start of the sessions.
    #[must_use]
    pub const fn now(&self) -> Millis {
        self.now
    }

    /// Whether time passes.
    #[must_use]
    pub const fn is_playing(&self) -> bool {
        self.playing
    }

    /// How much faster than life.
    #[must_use]
    pub const fn speed(&self) -> u64 {
        self.speed
    }

    /// When the longest session ends.
    #[must_use]
    pub fn length(&self) -> Millis {
        self.tapes.iter().map(Tape::length).max().unwrap_or(Millis(0))
    }

    /// Whether all sessions are over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.now >= self.length()
    }

    /// When strangers pressed, in order.
    #[must_use]
    pub fn presses(&self) -> &[Millis] {
        &self.presses
    }

    /// Begins to play, from the start when all is over.
    pub fn play(&mut self) {
        if self.is_over() {
            self.rewind();
        }
        self.playing = true;
    }

    /// Halts.
    pub const fn halt(&mut self) {
        self.playing = false;
    }

    /// Plays at this speed from here on.
    pub const fn set_speed(&mut self, speed: u64) {
        self.speed = speed;
    }

    /// So many microseconds of life have passed; nothing moves while it is halted.
    pub fn pass(&mut self, micros: u64) {
        if !self.playing {
            return;
        }
        let micros = self.rest.saturating_add(micros.saturating_mul(self.speed));
        self.rest = micros % 1000;
        self.now = Millis(self.now.0.saturating_add(micros / 1000)).min(self.length());
        if self.is_over() {
            self.playing = false;
            self.rest = 0;
        }
    }

    /// How many microseconds of life until something changes state.
    #[must_use]
    pub fn until_next(&self) -> Option<u64> {
        let due = self.borders().filter(|border| *border > self.now).min()?;
        Some(((due.0 - self.now.0) * 1000).saturating_sub(self.rest).div_ceil(self.speed))
    }

    /// To the next change of state in any session, halted.
    pub fn step(&mut self) {
        self.halt();
        self.rest = 0;
        if let Some(next) = self.borders().filter(|border| *border > self.now).min() {
            self.now = next;
        }
    }

    /// To the change of state before, halted; presses after it have not happened yet.
    pub fn back(&mut self) {
        self.halt();
        self.rest = 0;
        if self.now == Millis(0) {
            self.presses.clear();
        }
        self.now = self.borders().filter(|border| *border < self.now).max().unwrap_or(Millis(0));
        self.presses.retain(|press| *press <= self.now);
    }

    /// To the start, halted.
    pub fn rewind(&mut self) {
        self.halt();
        self.rest = 0;
        self.now = Millis(0);
        self.presses.clear();
    }

    /// A stranger presses a key that does harm, if there is one, at every machine.
    pub fn press(&mut self) {
        self.presses.push(self.now);
    }

    /// What a press at this time did at one of the machines.
    #[must_use]
    pub fn effect(&self, side: usize, at: Millis) -> Effect {
        match self.tapes.get(side).and_then(|tape| tape.place(at)).map(|place| place.danger) {
            None => Effect::Over,
            Some(Danger::None) => Effect::Nothing,
            Some(Danger::Idle) => Effect::NoKey,
            Some(Danger::Pending { loss, unnoticed }) => Effect::Changed { loss, unnoticed },
            Some(Danger::Exposed { loss, .. }) => Effect::Taken(loss),
        }
    }

    /// What strangers took at one of the machines, each press counted; nothing where that is nothing.
    #[must_use]
    pub fn taken(&self, side: usize) -> Option<Money> {
        let taken = self.presses.iter().filter_map(|at| match self.effect(side, *at) {
            Effect::Taken(loss) => Some(loss),
            Effect::Over | Effect::Nothing | Effect::NoKey | Effect::Changed { .. } => None,
        });
        taken.reduce(|sum, loss| sum.checked_add(loss).unwrap_or(sum))
    }

    /// Times at which a state changes.
    fn borders(&self) -> impl Iterator<Item = Millis> + '_ {
        self.tapes.iter().flat_map(|tape| tape.visits.iter().map(|visit| visit.until))
    }
}

#[cfg(test)]
#[path = "player_tests.rs"]
mod tests;
