//! Money: a decimal amount with its currency, and the tax arithmetic on it.
//!
//! What it is for: every price, total and tax in the program. What it refuses to know: what was bought, floats, and how a
//! locale writes an amount. Its invariant: an amount has exactly the number of decimals of its currency and lies within
//! [`Money::LIMIT_MINOR`]; two currencies never meet in one sum.

mod split;
mod tax;

use std::fmt;

use rust_decimal::Decimal;

pub use split::allocate;
pub use tax::{TaxRate, TaxShare, TaxTable};

/// What can go wrong with an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a plain decimal number such as `8.90`.
    #[error("not an amount: write it with a decimal point, such as \"8.90\"")]
    NotANumber,
    /// The text has more decimals than the currency has.
    #[error("too many decimals for {0}")]
    TooPrecise(Currency),
    /// The amount is beyond what a kiosk can sell ([`Money::LIMIT_MINOR`]).
    #[error("amount out of range")]
    OutOfRange,
    /// Two different currencies in one calculation.
    #[error("cannot mix {0} and {1}")]
    CurrencyMismatch(Currency, Currency),
    /// The currency code is not in the table of [`Currency`].
    #[error("unknown currency")]
    UnknownCurrency,
    /// A tax rate outside 0 to 100 per cent, or with more than two decimals.
    #[error("not a tax rate: write per cent between 0 and 100, such as \"5.5\"")]
    BadRate,
}

/// A currency of ISO 4217 with its number of decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: [u8; 3],
    decimals: u32,
}

/// Currencies a kiosk can be set up for: code, decimals (ISO 4217), numeric code, sign.
const CURRENCIES: &[(&str, u32, u16, &str)] = &[
    ("CHF", 2, 756, "CHF"),
    ("CZK", 2, 203, "Kč"),
    ("DKK", 2, 208, "kr."),
    ("EUR", 2, 978, "€"),
    ("GBP", 2, 826, "£"),
    ("HUF", 2, 348, "Ft"),
    ("JPY", 0, 392, "¥"),
    ("NOK", 2, 578, "kr"),
    ("PLN", 2, 985, "zł"),
    ("RON", 2, 946, "lei"),
    ("SEK", 2, 752, "kr"),
    ("USD", 2, 840, "$"),
];

impl Currency {
    /// The euro.
    pub const EUR: Self = Self { code: *b"EUR", decimals: 2 };

    /// Looks a currency up by its three-letter code.
    ///
    /// # Errors
    /// [`MoneyError::UnknownCurrency`] when the code is not in the table.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        CURRENCIES
            .iter()
            .find(|row| row.0 == code)
            .and_then(|row| Some(Self { code: row.0.as_bytes().try_into().ok()?, decimals: row.1 }))
            .ok_or(MoneyError::UnknownCurrency)
    }

    /// The codes that [`Currency::parse`] knows, for messages.
    pub fn known_codes() -> impl Iterator<Item = &'static str> {
        CURRENCIES.iter().map(|row| row.0)
    }

    /// Three-letter code, such as `EUR`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("???")
    }

    /// Numeric code of ISO 4217, such as 978; terminals want it.
    #[must_use]
    pub fn numeric_code(&self) -> u16 {
        self.row().2
    }

    /// The sign printed beside an amount, such as `€`.
    #[must_use]
    pub fn sign(&self) -> &'static str {
        self.row().3
    }

    /// Number of decimals (0 to 2 in this table).
    #[must_use]
    pub const fn decimals(&self) -> u32 {
        self.decimals
    }

    fn row(&self) -> &'static (&'static str, u32, u16, &'static str) {
        let code = self.code();
        // Invariant: the only constructors take their code from the table, so the look-up finds it.
        CURRENCIES.iter().find(|row| row.0 == code).unwrap_or(&CURRENCIES[3])
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in one currency, exact to the currency's smallest unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// The largest absolute amount in minor units: ten million euros, far above any order and far below overflow.
    pub const LIMIT_MINOR: i64 = 1_000_000_000;

    /// Nothing, in `currency`.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self { amount: Decimal::new(0, currency.decimals), currency }
    }

    /// An amount given in minor units (cents).
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] beyond [`Money::LIMIT_MINOR`].
    pub fn from_minor(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        if minor.unsigned_abs() > Self::LIMIT_MINOR.unsigned_abs() {
            return Err(MoneyError::OutOfRange);
        }
        Ok(Self { amount: Decimal::new(minor, currency.decimals), currency })
    }

    /// Reads a plain decimal such as `8.90`, `-0.50` or `12`: digits, at most one point, at most the currency's decimals.
    ///
    /// # Errors
    /// [`MoneyError`] when it is no number, too precise or out of range.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            return Err(MoneyError::NotANumber);
        }
        if whole.len() > 12 {
            return Err(MoneyError::OutOfRange);
        }
        if digits.contains('.') && fraction.len() > currency.decimals as usize {
            return Err(MoneyError::TooPrecise(currency));
        }
        let mut amount: Decimal = text.parse().map_err(|_| MoneyError::NotANumber)?;
        amount.rescale(currency.decimals);
        let minor = i64::try_from(amount.mantissa()).map_err(|_| MoneyError::OutOfRange)?;
        Self::from_minor(minor, currency)
    }

    /// The amount in minor units (cents).
    #[must_use]
    pub fn minor(&self) -> i64 {
        // Invariant: every constructor went through `from_minor`, so the mantissa fits.
        i64::try_from(self.amount.mantissa()).unwrap_or(Self::LIMIT_MINOR)
    }

    /// The amount as a decimal number in major units.
    #[must_use]
    pub const fn amount(&self) -> Decimal {
        self.amount
    }

    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether the amount is exactly nothing.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.minor() == 0
    }

    /// Whether the amount is below nothing.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.minor() < 0
    }

    /// Sum of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::OutOfRange`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::from_minor(self.minor().checked_add(other.minor()).ok_or(MoneyError::OutOfRange)?, self.currency)
    }

    /// Difference of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::OutOfRange`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        Self::from_minor(self.minor().checked_sub(other.minor()).ok_or(MoneyError::OutOfRange)?, self.currency)
    }

    /// The amount so many times over.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn checked_mul(self, times: u32) -> Result<Self, MoneyError> {
        Self::from_minor(self.minor().checked_mul(i64::from(times)).ok_or(MoneyError::OutOfRange)?, self.currency)
    }

    /// Sum of many amounts of one currency.
    ///
    /// # Errors
    /// As [`Money::checked_add`].
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::CurrencyMismatch(self.currency, other.currency)) }
    }
}

impl fmt::Display for Money {
    /// Plain and locale-free, for records and transcripts: `9.40`. Screens and receipts use `crate::locale`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.amount)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}
