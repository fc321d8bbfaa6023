//! Drawing from a distribution by the inverse of its distribution function, from a table.
//!
//! The inverse takes one random number for one variable and rises with it, so that two flows with different means draw long and short times
//! for the same customers alike; rejection samplers do not. Cubics through four points in each of 512 cells stand in for the function. The
//! outermost four at each end, where it runs off, are cut into 256 again, and the last of those is computed. What remains of error is far
//! below a millionth of the mean.

use std::f64::consts::SQRT_2;

use statrs::distribution::{ContinuousCDF, Gamma};
use statrs::function::erf::erfc_inv;

use super::dwell::{Shape, lognormal_of_unit_mean};

const CELL_BITS: u32 = 9;
const FINE_BITS: u32 = 8;
const CELLS: usize = 1 << CELL_BITS;
const FINE: usize = 1 << FINE_BITS;
/// An end is this share of the distribution: 1/128, four cells.
const END_BITS: u32 = 7;
const END_CELLS: usize = CELLS >> END_BITS;

/// A cubic in the position 0..1 within its cell, lowest coefficient first.
type Cubic = [f64; 4];

/// The quantiles of a dwell time of mean 1.
#[derive(Debug, Clone)]
pub struct Quantiles {
    shape: Shape,
    cells: Box<[Cubic; CELLS]>,
    low: Box<[Cubic; FINE]>,
    high: Box<[Cubic; FINE]>,
}

impl Quantiles {
    /// Makes the table.
    pub fn new(shape: Shape) -> Self {
        let exact = Exact::new(shape);
        let coarse = |at: f64| exact.at(at / CELLS as f64, 1.0 - at / CELLS as f64);
        let share = 1.0 / (FINE << END_BITS) as f64;
        let low = |at: f64| exact.at(at * share, 1.0 - at * share);
        let high = |at: f64| exact.at(1.0 - (FINE as f64 - at) * share, (FINE as f64 - at) * share);
        Quantiles { shape, cells: cubics(&coarse), low: cubics(&low), high: cubics(&high) }
    }

    /// Which family it draws from.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The variable that belongs to 32 random bits.
    #[inline(always)]
    pub fn at(&self, bits: u32) -> f64 {
        if is_end(bits) { self.end(bits) } else { self.middle(bits) }
    }

    /// The same for bits that are not at an end.
    #[inline(always)]
    pub fn middle(&self, bits: u32) -> f64 {
        const INSIDE: u32 = 32 - CELL_BITS;
        value(&self.cells[(bits >> INSIDE) as usize], bits & ((1 << INSIDE) - 1), INSIDE)
    }

    #[cold]
    #[inline(never)]
    fn end(&self, bits: u32) -> f64 {
        const INSIDE: u32 = 32 - END_BITS - FINE_BITS;
        let fine = (bits >> INSIDE) as usize % FINE;
        let is_low = bits < 1 << 31;
        if is_low && fine == 0 || !is_low && fine == FINE - 1 {
            let below = (f64::from(bits) + 0.5) / 4_294_967_296.0;
            let above = (f64::from(!bits) + 0.5) / 4_294_967_296.0;
            return Exact::new(self.shape).at(below, above);
        }
        let table = if is_low { &self.low } else { &self.high };
        value(&table[fine], bits & ((1 << INSIDE) - 1), INSIDE)
    }
}

/// Whether these random bits belong to one of the ends of a distribution, which take longer.
#[inline(always)]
pub fn is_end(bits: u32) -> bool {
    ((bits >> (32 - CELL_BITS)) as usize).wrapping_sub(END_CELLS) >= CELLS - 2 * END_CELLS
}

#[inline(always)]
fn value(cubic: &Cubic, inside: u32, bits: u32) -> f64 {
    let t = (f64::from(inside) + 0.5) * (1.0 / f64::from(1_u32 << bits));
    ((cubic[3] * t + cubic[2]) * t + cubic[1]) * t + cubic[0]
}

/// Cubics through the ends and the thirds of each cell. The outermost ends may be infinite; those cells are never asked.
fn cubics<const N: usize>(function: &dyn Fn(f64) -> f64) -> Box<[Cubic; N]> {
    let mut table = Box::new([[0.0; 4]; N]);
    for (at, cubic) in table.iter_mut().enumerate() {
        let [a, b, c, d] = [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0].map(|part| function(at as f64 + part));
        let (first, second, third) = (b - a, c - 2.0 * b + a, d - 3.0 * c + 3.0 * b - a);
        // Newton's forward differences in 3t, multiplied out.
        *cubic = [a, 3.0 * first - 1.5 * second + third, 4.5 * (second - third), 4.5 * third];
    }
    table
}

/// The function itself.
enum Exact {
    Exponential,
    Fixed,
    Gamma(Option<Gamma>),
    Lognormal { mu: f64, sigma: f64 },
}

impl Exact {
    fn new(shape: Shape) -> Self {
        match shape {
            Shape::Exponential => Exact::Exponential,
            Shape::Fixed => Exact::Fixed,
            Shape::Gamma(shape) => Exact::Gamma(Gamma::new(shape, shape).ok()),
            Shape::Lognormal(cv) => {
                let (mu, sigma) = lognormal_of_unit_mean(cv);
                Exact::Lognormal { mu, sigma }
            }
        }
    }

    /// The quantile with this probability below it and this above it; the smaller of them is the one that is exact.
    fn at(&self, below: f64, above: f64) -> f64 {
        match self {
            Exact::Fixed => 1.0,
            Exact::Exponential if below < 0.5 => -(-below).ln_1p(),
            Exact::Exponential => -above.ln(),
            // A shape that is no number above zero never gets here: chains are checked.
            Exact::Gamma(gamma) => gamma.map_or(1.0, |gamma| gamma.inverse_cdf(below.clamp(0.0, 1.0))),
            Exact::Lognormal { mu, sigma } if below < 0.5 => (mu - sigma * SQRT_2 * erfc_inv(2.0 * below)).exp(),
            Exact::Lognormal { mu, sigma } => (mu + sigma * SQRT_2 * erfc_inv(2.0 * above)).exp(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: [Shape; 6] =
        [Shape::Exponential, Shape::Fixed, Shape::Gamma(2.0), Shape::Gamma(0.5), Shape::Lognormal(0.8), Shape::Lognormal(2.0)];

    /// Mean and second moment over an even grid of the random bits, with the tails as fine as they come.
    fn moments(quantiles: &Quantiles) -> (f64, f64) {
        let (mut mean, mut square, mut start) = (0.0, 0.0, 0_u64);
        while start < 1 << 32 {
            let edge = start.min((1 << 32) - 1 - start);
            let width = if edge < 1 << 12 { 1 } else { 1 << (edge.ilog2() - 11).min(12) };
            let x = quantiles.at(u32::try_from(start + width / 2).unwrap());
            let weight = width as f64 / 4_294_967_296.0;
            mean += weight * x;
            square += weight * x * x;
            start += width;
        }
        (mean, square)
    }

    #[test]
    fn the_table_has_the_moments_of_its_distribution() {
        for shape in SHAPES {
            let (mean, square) = moments(&Quantiles::new(shape));
            assert!((mean - 1.0).abs() < 2e-6, "{shape:?}: mean {mean}");
            let wanted = 1.0 + shape.cv_squared();
            // What 32 bits cannot reach is missing from the second moment of a heavy tail.
            assert!((square / wanted - 1.0).abs() < 3e-5, "{shape:?}: second moment {square}, wanted {wanted}");
        }
    }

    #[test]
    fn the_table_rises_and_stays_close_to_the_function() {
        for shape in SHAPES {
            let (quantiles, exact) = (Quantiles::new(shape), Exact::new(shape));
            let mut last = 0.0;
            for step in 0..200_000_u32 {
                let bits = step * 21_474 + 7;
                let value = quantiles.at(bits);
                assert!(value >= last - 1e-7, "{shape:?} falls at {bits} from {last} to {value}");
                last = value;
                if step % 20 == 0 {
                    let truth = exact.at((f64::from(bits) + 0.5) / 4_294_967_296.0, (f64::from(!bits) + 0.5) / 4_294_967_296.0);
                    assert!((value - truth).abs() <= 1e-3 * truth + 1e-7, "{shape:?} at {bits}: {value} for {truth}");
                }
            }
        }
    }
}
