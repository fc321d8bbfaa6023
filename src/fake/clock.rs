//! Time and ids on demand.

use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::id::FreshId;
use crate::port::{Clock, IdSource};
use crate::time::{Millis, Now, Timestamp, WallTime};

/// A clock that moves when told. Clones show the same time.
#[derive(Debug, Clone)]
pub struct FakeClock(Arc<Mutex<Now>>);

impl FakeClock {
    /// A clock that shows this wall time, its monotonic half at nought.
    #[must_use]
    pub fn at(wall: WallTime) -> Self {
        Self(Arc::new(Mutex::new(Now { at: Timestamp(0), wall })))
    }

    /// Lets time pass, on both halves.
    pub fn pass(&self, span: Millis) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        now.at = now.at.after(span);
        now.wall = now.wall.after(span);
    }

    /// Moves the wall half alone, as a clock correction does.
    pub fn set_wall(&self, wall: WallTime) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).wall = wall;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Now {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
