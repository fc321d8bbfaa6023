//! Whether the kiosk's computer still runs. A fuse counts what it does to the world and ends it between any two of those deeds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared by the disk and every port of one start of the kiosk.
#[derive(Debug, Clone)]
pub struct Power(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    dead: AtomicBool,
    /// So many deeds are left; [`NEVER`] while nothing is planned.
    fuse: AtomicU64,
}

const NEVER: u64 = u64::MAX;

impl Power {
    pub fn on() -> Self {
        Self(Arc::new(Inside { dead: AtomicBool::new(false), fuse: AtomicU64::new(NEVER) }))
    }

    pub fn is_dead(&self) -> bool {
        self.0.dead.load(Ordering::Relaxed)
    }

    /// The computer stops in the middle of the deed after so many others.
    pub fn light_fuse(&self, deeds: u64) {
        self.0.fuse.store(deeds, Ordering::Relaxed);
    }

    /// Answers how many deeds were left.
    pub fn put_out_fuse(&self) -> Option<u64> {
        let left = self.0.fuse.swap(NEVER, Ordering::Relaxed);
        (left != NEVER).then_some(left)
    }

    pub fn cut(&self) {
        self.0.dead.store(true, Ordering::Relaxed);
    }

    /// One deed; answers whether it still happens.
    pub fn deed(&self) -> bool {
        if self.is_dead() {
            return false;
        }
        match self.0.fuse.load(Ordering::Relaxed) {
            NEVER => true,
            0 => {
                self.cut();
                false
            }
            left => {
                self.0.fuse.store(left - 1, Ordering::Relaxed);
                true
            }
        }
    }
}
