//! When customers come: a Poisson stream whose rate may change over the day.

use super::random::{Stream, exponential};

/// Arrivals of a day, at a rate that is constant by pieces.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrivals {
    pieces: Vec<Piece>,
}

/// A part of the day with one rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// When it ends, in seconds after opening.
    pub until_s: f64,
    /// Customers per second.
    pub rate_per_s: f64,
}

/// Why a profile is none.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ArrivalsError {
    /// No piece, or none in which anybody comes.
    #[error("nobody ever comes")]
    Nobody,
    /// A piece that ends before it begins, or at no time at all.
    #[error("a part of the day ends at {0} s, which is not after the part before")]
    Order(f64),
    /// A rate that is none.
    #[error("{0} customers per second is no rate")]
    Rate(f64),
}

impl Arrivals {
    /// The same rate (per second) for as long as the doors are open (seconds).
    pub fn constant(rate_per_s: f64, open_s: f64) -> Result<Self, ArrivalsError> {
        Arrivals::by_pieces(vec![Piece { until_s: open_s, rate_per_s }])
    }

    /// One rate after the other, from opening to the end of the last piece.
    pub fn by_pieces(pieces: Vec<Piece>) -> Result<Self, ArrivalsError> {
        let mut before = 0.0;
        for piece in &pieces {
            if !(piece.until_s.is_finite() && piece.until_s > before) {
                return Err(ArrivalsError::Order(piece.until_s));
            }
            if !(piece.rate_per_s.is_finite() && piece.rate_per_s >= 0.0) {
                return Err(ArrivalsError::Rate(piece.rate_per_s));
            }
            before = piece.until_s;
        }
        let somebody = pieces.iter().any(|piece| piece.rate_per_s > 0.0);
        if somebody { Ok(Arrivals { pieces }) } else { Err(ArrivalsError::Nobody) }
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// How long the doors are open, seconds.
    pub fn open_s(&self) -> f64 {
        self.pieces.last().map_or(0.0, |piece| piece.until_s)
    }

    /// Customers expected in a day.
    pub fn expected(&self) -> f64 {
        self.lengths().map(|(length, rate)| length * rate).sum()
    }

    /// The mean rate over the day, per second.
    pub fn mean_rate(&self) -> f64 {
        self.expected() / self.open_s()
    }

    /// The highest rate of the day, per second.
    pub fn peak_rate(&self) -> f64 {
        self.pieces.iter().map(|piece| piece.rate_per_s).fold(0.0, f64::max)
    }

    /// Every rate times this factor.
    pub fn scaled(&self, factor: f64) -> Result<Self, ArrivalsError> {
        let scale = |piece: &Piece| Piece { rate_per_s: piece.rate_per_s * factor, ..*piece };
        Arrivals::by_pieces(self.pieces.iter().map(scale).collect())
    }

    /// Length (seconds) and rate of each piece.
    pub fn lengths(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let starts = std::iter::once(0.0).chain(self.pieces.iter().map(|piece| piece.until_s));
        self.pieces.iter().zip(starts).map(|(piece, start)| (piece.until_s - start, piece.rate_per_s))
    }

    /// The times of one day, seconds after opening, into the list.
    ///
    /// A Poisson stream of rate 1 is stretched by the expected number so far, so one day's draws serve any profile.
    pub fn draw(&self, stream: &mut Stream, times: &mut Vec<f64>) {
        times.clear();
        let (mut start, mut expected_before) = (0.0, 0.0);
        let mut next = exponential(stream);
        for piece in &self.pieces {
            let expected = expected_before + (piece.until_s - start) * piece.rate_per_s;
            while next < expected {
                // Rounding must not carry anybody out of the piece.
                times.push((start + (next - expected_before) / piece.rate_per_s).min(piece.until_s));
                next += exponential(stream);
            }
            (start, expected_before) = (piece.until_s, expected);
        }
    }
}
