//! Numbers as a locale writes them, from the Unicode locale data of the `icu` project.

use fixed_decimal::Decimal as Fixed;
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;

use crate::money::Money;

/// Formats decimals of one language.
pub(super) struct AmountFormat(Option<DecimalFormatter>);

impl AmountFormat {
    pub(super) fn new(tag: &str) -> Self {
        // An amount has the digits that the card terminal shows it in, whatever else the language knows: both must look the same.
        let locale: Option<icu_locale_core::Locale> = format!("{tag}-u-nu-latn").parse().ok();
        let formatter =
            locale.and_then(|locale| DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::default()).ok());
        Self(formatter)
    }

    /// The amount without its sign; where the minus stands is the message's business.
    pub(super) fn amount(&self, money: Money) -> String {
        self.plain(&money.amount().abs().to_string())
    }

    pub(super) fn decimal(&self, number: rust_decimal::Decimal) -> String {
        self.plain(&number.normalize().to_string())
    }

    fn plain(&self, text: &str) -> String {
        match (&self.0, text.parse::<Fixed>()) {
            (Some(formatter), Ok(number)) => formatter.format(&number).to_string(),
            (None, _) | (_, Err(_)) => text.to_owned(),
        }
    }
}
