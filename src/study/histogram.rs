//! Counts of values by size, in cells that are as wide as the values are large, for quantiles of what is too much to keep.

/// Cells for each doubling: a cell is at most 1/256 of its values wide.
const DETAIL_BITS: u32 = 8;
const MANTISSA_BITS: u32 = 52;
/// From 2⁻¹⁰ to 2²⁶: a thousandth of a second to two years.
const LOWEST: i32 = -10;
const DOUBLINGS: usize = 36;
const CELLS: usize = DOUBLINGS << DETAIL_BITS;

/// Counts of values that are not negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    /// Values too small for a cell; zero above all.
    none: u64,
    cells: Vec<u64>,
}

impl Histogram {
    /// An empty one that resolves from a millisecond to two years.
    pub fn seconds() -> Self {
        Histogram { none: 0, cells: vec![0; CELLS] }
    }

    /// Counts a value.
    #[inline]
    pub fn add(&mut self, value: f64) {
        match cell_of(value) {
            None => self.none += 1,
            Some(cell) => self.cells[cell] += 1,
        }
    }

    /// Counts all that the other has counted.
    pub fn merge(&mut self, other: &Histogram) {
        self.none += other.none;
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            *cell += more;
        }
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.none + self.cells.iter().sum::<u64>()
    }

    /// The value that this share (0..=1) does not exceed; within a cell values are taken to lie evenly. Nothing where there are none.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let count = self.count();
        let rank = share.clamp(0.0, 1.0) * count as f64;
        if count == 0 {
            return None;
        }
        if rank <= self.none as f64 {
            return Some(0.0);
        }
        let mut below = self.none as f64;
        let mut last = 0.0;
        for (at, cell) in self.cells.iter().enumerate().filter(|(_, cell)| **cell > 0) {
            let inside = *cell as f64;
            last = edge(at + 1);
            if rank <= below + inside {
                return Some(edge(at) + (last - edge(at)) * (rank - below) / inside);
            }
            below += inside;
        }
        Some(last)
    }

    /// The share of values that do not exceed this one.
    pub fn share_up_to(&self, value: f64) -> f64 {
        let Some(cell) = cell_of(value) else { return self.none as f64 / self.count().max(1) as f64 };
        let below = self.none + self.cells[..cell].iter().sum::<u64>();
        let part = (value.min(edge(cell + 1)) - edge(cell)) / (edge(cell + 1) - edge(cell));
        (below as f64 + self.cells[cell] as f64 * part) / self.count().max(1) as f64
    }

    /// The cells that hold something: lower edge, upper edge, count. The first may be what is as good as zero.
    pub fn occupied(&self) -> impl Iterator<Item = (f64, f64, u64)> + '_ {
        let none = (self.none > 0).then(|| (0.0, edge(0), self.none));
        let cells = self.cells.iter().enumerate().filter(|(_, count)| **count > 0);
        none.into_iter().chain(cells.map(|(at, count)| (edge(at), edge(at + 1), *count)))
    }
}

/// The leading bits of a float are its cell.
#[inline]
fn cell_of(value: f64) -> Option<usize> {
    const BASE: u64 = ((1023 + LOWEST) as u64) << DETAIL_BITS;
    let cell = (value.to_bits() >> (MANTISSA_BITS - DETAIL_BITS)).checked_sub(BASE)?;
    Some((cell as usize).min(CELLS - 1))
}

fn edge(cell: usize) -> f64 {
    let detail = 1_usize << DETAIL_BITS;
    let doubling = i32::try_from(cell / detail).unwrap_or(i32::MAX).saturating_add(LOWEST);
    2_f64.powi(doubling) * (1.0 + (cell % detail) as f64 / detail as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_even_numbers_are_where_they_should_be() {
        let mut histogram = Histogram::seconds();
        assert_eq!(histogram.quantile(0.5), None);
        for number in 1..=100_000 {
            histogram.add(f64::from(number) / 100.0);
        }
        for share in [0.01, 0.25, 0.5, 0.9, 0.999] {
            let quantile = histogram.quantile(share).unwrap();
            assert!((quantile / (1000.0 * share) - 1.0).abs() < 2e-3, "{share}: {quantile}");
            assert!((histogram.share_up_to(quantile) - share).abs() < 1e-9, "there and back");
        }
        assert_eq!(histogram.occupied().map(|(.., count)| count).sum::<u64>(), 100_000);
    }

    #[test]
    fn zeros_are_counted_apart() {
        let mut histogram = Histogram::seconds();
        for value in [0.0, 0.0, 0.0, 5.0] {
            histogram.add(value);
        }
        assert_eq!(histogram.quantile(0.75), Some(0.0));
        assert!((histogram.quantile(1.0).unwrap() / 5.0 - 1.0).abs() < 0.004);
        assert_eq!(histogram.share_up_to(1.0), 0.75);
    }

    #[test]
    fn edges_and_cells_agree() {
        for value in [0.001, 0.5, 1.0, 1.003, 17.0, 86_400.0] {
            let cell = cell_of(value).unwrap();
            assert!(edge(cell) <= value && value < edge(cell + 1), "{value}");
        }
        assert_eq!(cell_of(1e12), Some(CELLS - 1), "what is too large stays in the last cell");
    }
}
