//! Splitting an amount so that the parts sum exactly to the whole.

use super::{Money, MoneyError};

/// Splits `total` over `weights` in proportion, by the largest-remainder (Hamilton) method in minor units.
///
/// Each part is first rounded down; the cents that are left go, one each, to the largest remainders, ties to the earlier
/// part. With no weight above zero the parts are as equal as cents allow. The parts always sum to `total`.
///
/// # Errors
/// [`MoneyError::OutOfRange`] for a negative weight, and for no weights at all with a total that is not zero.
pub fn allocate(total: Money, weights: &[Money]) -> Result<Vec<Money>, MoneyError> {
    if weights.iter().any(Money::is_negative) || (weights.is_empty() && !total.is_zero()) {
        return Err(MoneyError::OutOfRange);
    }
    let mut shares: Vec<i128> = weights.iter().map(|weight| i128::from(weight.minor())).collect();
    let mut sum: i128 = shares.iter().sum();
    if sum == 0 {
        shares.fill(1);
        sum = shares.len() as i128;
    }
    let whole = i128::from(total.minor());
    let mut parts = Vec::with_capacity(shares.len());
    let mut remainders = Vec::with_capacity(shares.len());
    let mut left = whole;
    for (index, share) in shares.iter().enumerate() {
        let floor = (whole * share).div_euclid(sum);
        left -= floor;
        parts.push(floor);
        remainders.push(((whole * share).rem_euclid(sum), index));
    }
    remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, index) in remainders.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[index] += 1;
    }
    parts
        .into_iter()
        .map(|part| {
            i64::try_from(part).map_err(|_| MoneyError::OutOfRange).and_then(|minor| Money::from_minor(minor, total.currency()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn euros(minor: i64) -> Money {
        Money::from_minor(minor, Currency::EUR).expect("test amounts are small")
    }

    #[test]
    fn largest_remainder_table() {
        for (total, weights, expected) in [
            (1390, vec![890, 320, 280], vec![830, 299, 261]),
            (1, vec![1, 1, 1], vec![1, 0, 0]),
            (2, vec![1, 1, 1], vec![1, 1, 0]),
            (100, vec![1, 2], vec![33, 67]),
            (100, vec![0, 0, 0], vec![34, 33, 33]),
            (0, vec![5, 7], vec![0, 0]),
            (999, vec![0, 5], vec![0, 999]),
        ] {
            let weights: Vec<_> = weights.into_iter().map(euros).collect();
            let expected: Vec<_> = expected.into_iter().map(euros).collect();
            assert_eq!(allocate(euros(total), &weights), Ok(expected), "total {total} over {weights:?}");
        }
    }

    #[test]
    fn nothing_to_split_over_is_an_error() {
        assert_eq!(allocate(euros(1), &[]), Err(MoneyError::OutOfRange));
        assert_eq!(allocate(euros(1), &[euros(-1)]), Err(MoneyError::OutOfRange));
        assert_eq!(allocate(euros(0), &[]), Ok(vec![]));
    }
}
