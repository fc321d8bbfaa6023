//! Which transaction of a terminal: its own numbers for it.

use serde::{Deserialize, Serialize};

use super::digits::of_bcd;
use super::fields::{Fields, bmp};
use super::tlv::tag;
use crate::id::Rrn;

/// A terminal's numbers for a transaction. Some terminals leave some of them away.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Receipt {
    /// The terminal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terminal: Option<u64>,
    /// The receipt, four digits, counted anew now and then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// The trace, six digits or eight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<u64>,
}

impl Receipt {
    /// The numbers in a status information.
    #[must_use]
    pub fn of(fields: &Fields) -> Self {
        let long = fields.object(&[tag::LONG_TRACE]).and_then(of_bcd);
        // All zeros stand for "too long for this field", and for "none".
        let some = |number: Option<u64>| number.filter(|number| *number != 0);
        Self {
            terminal: fields.number(bmp::TERMINAL),
            number: some(fields.number(bmp::RECEIPT)),
            trace: some(long).or_else(|| some(fields.number(bmp::TRACE))),
        }
    }

    /// Whether there is a number to know the transaction by.
    #[must_use]
    pub const fn has_name(&self) -> bool {
        self.number.is_some() || self.trace.is_some()
    }

    /// Whether both are of one transaction: what both tell is the same, and it is enough to tell.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let agree = |ours: Option<u64>, theirs: Option<u64>| ours.is_none() || theirs.is_none() || ours == theirs;
        let both = |ours: Option<u64>, theirs: Option<u64>| ours.is_some() && ours == theirs;
        agree(self.terminal, other.terminal)
            && agree(self.number, other.number)
            && agree(self.trace, other.trace)
            && (both(self.number, other.number) || both(self.trace, other.trace))
    }

    /// Its name outside of here, with all that taking it back needs.
    #[must_use]
    pub fn reference(&self) -> Rrn {
        let part = |letter: char, number: Option<u64>, digits: usize| {
            number.map(|number| format!("{letter}{number:0digits$}")).unwrap_or_default()
        };
        Rrn(format!("{}{}{}", part('T', self.terminal, 8), part('R', self.number, 4), part('S', self.trace, 6)))
    }

    /// What such a name says; `None` for any other text.
    #[must_use]
    pub fn parse(reference: &Rrn) -> Option<Self> {
        let mut receipt = Self::default();
        let mut rest = reference.0.as_str();
        while let Some(letter) = rest.chars().next() {
            let digits = rest.get(1..)?;
            let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
            let number = digits.get(..end)?.parse().ok()?;
            match letter {
                'T' => receipt.terminal = Some(number),
                'R' => receipt.number = Some(number),
                'S' => receipt.trace = Some(number),
                _ => return None,
            }
            rest = digits.get(end..)?;
        }
        (receipt.has_name() && receipt.reference() == *reference).then_some(receipt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn receipt(terminal: Option<u64>, number: Option<u64>, trace: Option<u64>) -> Receipt {
        Receipt { terminal, number, trace }
    }

    #[test]
    fn a_name_says_all_and_is_read_again() {
        for (known, name) in [
            (receipt(Some(52_523_535), Some(231), Some(975)), "T52523535R0231S000975"),
            (receipt(Some(29_000_006), Some(8), Some(10_015_008)), "T29000006R0008S10015008"),
            (receipt(None, Some(8), None), "R0008"),
            (receipt(None, None, Some(7)), "S000007"),
        ] {
            assert_eq!(known.reference().0, name);
            assert_eq!(Receipt::parse(&Rrn(name.to_owned())), Some(known));
        }
        for other in ["", "none", "T52523535", "R", "R8", "R0008X", "Rä", "SIM000001"] {
            assert_eq!(Receipt::parse(&Rrn(other.to_owned())), None, "{other}");
        }
    }

    #[test]
    fn what_one_of_two_leaves_away_does_not_tell_them_apart() {
        let full = receipt(Some(1), Some(231), Some(975));
        for (other, same) in [
            (full.clone(), true),
            (receipt(None, Some(231), None), true),
            (receipt(Some(1), None, Some(975)), true),
            (receipt(Some(2), Some(231), Some(975)), false),
            (receipt(Some(1), Some(232), Some(975)), false),
            (receipt(Some(1), Some(231), Some(976)), false),
            (receipt(Some(1), None, None), false),
        ] {
            assert_eq!(full.is_same(&other), same, "{other:?}");
            assert_eq!(other.is_same(&full), same, "{other:?}");
        }
    }
}
