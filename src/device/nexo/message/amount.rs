//! Amounts as the protocol writes them: decimal numbers in major units, never a float.

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::money::{Currency, Money, MoneyError};

/// The longest number that is looked at; the largest of the protocol, 99999999.999999, has fifteen characters.
const DIGITS: usize = 40;

/// A number on the wire, exact to its last digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(Decimal);

impl Amount {
    /// The amount in a currency.
    ///
    /// # Errors
    /// [`MoneyError`] when it is below nothing, has more decimals than the currency has, or is out of range.
    pub fn money(self, currency: Currency) -> Result<Money, MoneyError> {
        if self.0.is_sign_negative() {
            return Err(MoneyError::OutOfRange);
        }
        // 12.500 is 12.50.
        Money::parse(&self.0.normalize().to_string(), currency)
    }
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self(money.amount())
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Box::<RawValue>::deserialize(deserializer)?;
        let text = number.get();
        // The text is one JSON value; of those only a number begins so.
        let is_number = text.starts_with(|letter: char| letter == '-' || letter.is_ascii_digit()) && text.len() <= DIGITS;
        let exact = || Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok();
        is_number.then(exact).flatten().map(Self).ok_or_else(|| D::Error::custom("not an amount"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(json: &str) -> Option<i64> {
        let amount: Amount = serde_json::from_str(json).ok()?;
        amount.money(Currency::EUR).ok().map(|money| money.minor())
    }

    #[test]
    fn amounts_are_exact_both_ways() {
        for (minor, written) in [(1250, "12.50"), (1, "0.01"), (0, "0.00"), (999_999_999, "9999999.99")] {
            let money = Money::from_minor(minor, Currency::EUR).expect("an amount");
            assert_eq!(serde_json::to_string(&Amount::from(money)).expect("written"), written);
            assert_eq!(euros(written), Some(minor));
        }
        let yen = Money::from_minor(700, Currency::parse("JPY").expect("yen")).expect("an amount");
        assert_eq!(serde_json::to_string(&Amount::from(yen)).expect("written"), "700");
    }

    #[test]
    fn other_ways_to_write_the_same_number_are_read() {
        for (written, minor) in [("12.5", 1250), ("12.500000", 1250), ("1.25e1", 1250), ("1E+1", 1000), ("0", 0)] {
            assert_eq!(euros(written), Some(minor), "{written}");
        }
    }

    #[test]
    fn what_is_no_amount_is_none() {
        let long = format!("1.{}", "0".repeat(100));
        for written in
            ["\"12.50\"", "-1", "-0.01", "12.505", "1e400", "1e-400", "99999999999", "null", "{}", "[1]", "true", &long]
        {
            assert_eq!(euros(written), None, "{written}");
        }
    }
}
