//! Random numbers: one stream for each seed, purpose and customer, so that two flows can meet the same customer.
//!
//! Each stream is xoshiro256++ (Blackman and Vigna), its state four outputs of SplitMix64. What a stream holds depends on nothing but its
//! three names: not on other streams, not on how much of them was used, not on threads.

use rand_xoshiro::Xoshiro256PlusPlus;
pub use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A stream of random numbers.
pub type Stream = Xoshiro256PlusPlus;

/// All streams of one purpose under one seed, by customer or by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams(u64);

impl Streams {
    /// The streams of this purpose.
    pub fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a over the name; mixing afterwards parts names that are alike.
        let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        let name = purpose.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
        Streams(mix(mix(seed) ^ name))
    }

    /// The stream of this customer, or of this day.
    #[inline]
    pub fn of(self, number: u64) -> Stream {
        Stream::seed_from_u64(mix(self.0 ^ number))
    }
}

/// SplitMix64's output function (Steele, Lea and Flood 2014): near numbers come out far apart.
#[inline]
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number in [0, 1) of 53 bits.
#[inline]
pub fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// An exponential variable of mean 1, by the inverse of its distribution.
#[inline]
pub fn exponential(stream: &mut Stream) -> f64 {
    -(-unit(stream.next_u64())).ln_1p()
}
