//! Time and ids on demand.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::id::FreshId;
use crate::port::{Clock, IdSource};
use crate::time::{Millis, Now, SinceBoot, Timestamp, WallTime};

/// A clock that moves when told. Clones show the same time.
#[derive(Debug, Clone)]
pub struct FakeClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    now: Now,
    /// How often the computer was started, and when it was last.
    boots: u32,
    booted: Timestamp,
}

impl FakeClock {
    /// A clock that shows this wall time, its monotonic half at nought.
    #[must_use]
    pub fn at(wall: WallTime) -> Self {
        Self(Arc::new(Mutex::new(Hands { now: Now { at: Timestamp(0), wall }, boots: 1, booted: Timestamp(0) })))
    }

    /// Lets time pass, on both halves.
    pub fn pass(&self, span: Millis) {
        let now = &mut self.hands().now;
        now.at = now.at.after(span);
        now.wall = now.wall.after(span);
    }

    /// Moves the wall half alone, as a clock correction does.
    pub fn set_wall(&self, wall: WallTime) {
        self.hands().now.wall = wall;
    }

    /// The computer was switched off and starts now.
    pub fn boot(&self) {
        let mut hands = self.hands();
        hands.boots += 1;
        hands.booted = hands.now.at;
    }

    /// What the computer itself counts.
    #[must_use]
    pub fn since_boot(&self) -> SinceBoot {
        let hands = self.hands();
        SinceBoot { boot: format!("boot {}", hands.boots), up: hands.now.at.since(hands.booted) }
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Now {
        self.hands().now
    }
}

/// Ids from a seed: SHA-256 of seed and count.
#[derive(Debug, Clone)]
pub struct SeededIds {
    seed: u64,
    count: u64,
}

impl SeededIds {
    /// A source of ids that are the same for the same seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed, count: 0 }
    }
}

impl IdSource for SeededIds {
    fn mint(&mut self) -> FreshId {
        self.count += 1;
        let digest = Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(self.count.to_be_bytes()).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        FreshId::from_random_bytes(bytes)
    }
}
