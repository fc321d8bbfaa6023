//! Chance from a seed: the same dice fall the same way every time.

/// A stream of chance. Every actor has one of its own, so that a change in one leaves the others as they were.
#[derive(Debug, Clone)]
pub struct Dice(fastrand::Rng);

impl Dice {
    /// The dice of one actor of one seed.
    pub fn new(seed: u64, actor: &str) -> Self {
        let mut mixed = seed ^ 0x9e37_79b9_7f4a_7c15;
        for byte in actor.bytes() {
            mixed = (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
        }
        Self(fastrand::Rng::with_seed(mixed))
    }

    /// A number below `end`; 0 when there is none.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.0.u64(..end) }
    }

    /// A place in a list of this length.
    pub fn index(&mut self, length: usize) -> usize {
        if length == 0 { 0 } else { self.0.usize(..length) }
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.u64(low..=high)
    }

    /// Yes, so many times in a hundred.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.0.usize(..from.len())) }
    }

    /// One of them, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, from: &[(u64, T)]) -> T {
        let mut left = self.below(from.iter().map(|(weight, _)| weight).sum());
        for (weight, what) in from {
            if left < *weight {
                return *what;
            }
            left -= weight;
        }
        from[0].1
    }
}
