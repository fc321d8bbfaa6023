//! Tax contained in prices that include it.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Currency, Money, MoneyError};

/// A tax rate in per cent, 0 to 100, at most two decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxRate(Decimal);

impl TaxRate {
    /// Reads per cent such as `5.5`.
    ///
    /// # Errors
    /// [`MoneyError::BadRate`] outside 0 to 100 or with more than two decimals.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let rate: Decimal = text.parse().map_err(|_| MoneyError::BadRate)?;
        let rate = rate.normalize();
        if !plain || rate.scale() > 2 || rate > Decimal::ONE_HUNDRED {
            return Err(MoneyError::BadRate);
        }
        Ok(Self(rate))
    }

    /// The rate in per cent.
    #[must_use]
    pub const fn percent(&self) -> Decimal {
        self.0
    }

    /// The tax inside `gross`: `net = round_half_up(gross × 100 / (100 + rate))` and `tax = gross − net`.
    ///
    /// EU law leaves the rounding to the states (CJEU C-484/06, C-302/07); this is the house rule, recorded on receipts.
    #[must_use]
    pub fn share_of(self, gross: Money) -> TaxShare {
        let net = gross.amount() * Decimal::ONE_HUNDRED / (Decimal::ONE_HUNDRED + self.0);
        let decimals = gross.currency().decimals();
        let mut net = net.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        net.rescale(decimals);
        let net = Money { amount: net, currency: gross.currency() };
        let tax = Money { amount: gross.amount() - net.amount(), currency: gross.currency() };
        TaxShare { rate: self, gross, net, tax }
    }
}

impl fmt::Display for TaxRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for TaxRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

/// What one tax rate makes of a gross amount. Always `gross = net + tax`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TaxShare {
    /// The rate in per cent.
    pub rate: TaxRate,
    /// Amount including tax.
    pub gross: Money,
    /// Amount without tax.
    pub net: Money,
    /// The tax itself.
    pub tax: Money,
}

/// Gross amounts gathered per rate; the tax is worked out once per rate, on the order and not on the line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaxTable {
    currency: Currency,
    gross_by_rate: BTreeMap<TaxRate, Money>,
}

impl TaxTable {
    /// An empty table.
    #[must_use]
    pub const fn new(currency: Currency) -> Self {
        Self { currency, gross_by_rate: BTreeMap::new() }
    }

    /// Adds a gross amount under its rate.
    ///
    /// # Errors
    /// As [`Money::checked_add`].
    pub fn add(&mut self, rate: TaxRate, gross: Money) -> Result<(), MoneyError> {
        let so_far = self.gross_by_rate.get(&rate).copied().unwrap_or(Money::zero(self.currency));
        self.gross_by_rate.insert(rate, so_far.checked_add(gross)?);
        Ok(())
    }

    /// One row per rate, lowest first. The gross amounts sum to everything that was added.
    #[must_use]
    pub fn rows(&self) -> Vec<TaxShare> {
        self.gross_by_rate.iter().map(|(rate, gross)| rate.share_of(*gross)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_inside_a_price_table() {
        // gross, rate, net, tax; computed by hand as round(gross*100/(100+rate))
        for (gross, rate, net, tax) in [
            ("11.00", "10", "10.00", "1.00"),
            ("8.90", "10", "8.09", "0.81"),
            ("2.80", "5.5", "2.65", "0.15"),
            ("5.20", "20", "4.33", "0.87"),
            ("0.01", "20", "0.01", "0.00"),
            ("0.00", "10", "0.00", "0.00"),
            ("9.99", "0", "9.99", "0.00"),
        ] {
            let money = |text| Money::parse(text, Currency::EUR).expect("test amount");
            let share = TaxRate::parse(rate).expect("test rate").share_of(money(gross));
            assert_eq!((share.net, share.tax), (money(net), money(tax)), "{gross} at {rate}");
        }
    }

    #[test]
    fn rates_are_refused_outside_nought_to_a_hundred() {
        for bad in ["", "-1", "100.01", "5.555", "ten", "1e1", "."] {
            assert_eq!(TaxRate::parse(bad), Err(MoneyError::BadRate), "{bad:?}");
        }
        assert_eq!(TaxRate::parse("5.50"), TaxRate::parse("5.5"));
    }

    #[test]
    fn amounts_are_read_strictly() {
        let eur = Currency::EUR;
        for (text, expected) in [
            ("8.90", Ok(890)),
            ("8.9", Ok(890)),
            ("12", Ok(1200)),
            ("-0.50", Ok(-50)),
            ("8.901", Err(MoneyError::TooPrecise(eur))),
            ("8,90", Err(MoneyError::NotANumber)),
            ("1e3", Err(MoneyError::NotANumber)),
            ("", Err(MoneyError::NotANumber)),
            (".5", Err(MoneyError::NotANumber)),
            ("5.", Err(MoneyError::NotANumber)),
            ("--1", Err(MoneyError::NotANumber)),
            ("10000000.01", Err(MoneyError::OutOfRange)),
            ("99999999999999999999999", Err(MoneyError::OutOfRange)),
        ] {
            assert_eq!(Money::parse(text, eur).map(|money| money.minor()), expected, "{text:?}");
        }
        let yen = Currency::parse("JPY").expect("known");
        assert_eq!(Money::parse("120", yen).map(|money| money.minor()), Ok(120));
        assert_eq!(Money::parse("120.0", yen), Err(MoneyError::TooPrecise(yen)));
    }
}
