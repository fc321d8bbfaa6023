//! A day's turnover up to an order, as that order's row holds it: `[["card","EUR","10",1880,1709,171]]`, that is tender, currency, rate,
//! gross, net and tax, in this order. The latest row of a day has the day's. So no acceptance has to write a second table.

use std::borrow::Cow;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::record::TurnoverShare;

/// See the module's text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Turnover<'a>(#[serde(borrow)] Vec<Sum<'a>>);

/// Tender, currency, rate; gross, net, tax.
type Sum<'a> = (Cow<'a, str>, Cow<'a, str>, Cow<'a, str>, i64, i64, i64);

impl<'a> Turnover<'a> {
    /// Reads what a row holds.
    pub fn read(text: &'a str) -> Result<Self, JournalError> {
        Ok(serde_json::from_str(text)?)
    }

    /// What a day begins with when no row of it says more: what was carried over from another file, or was added up by an older program.
    pub fn before(connection: &Connection, day: &str) -> Result<Self, JournalError> {
        let sql = "SELECT tender, currency, rate, gross_minor, net_minor, tax_minor FROM turnover_before WHERE business_day = ?1
                   ORDER BY tender, currency, rate";
        let mut statement = connection.prepare_cached(sql)?;
        let text = |row: &rusqlite::Row<'_>, at| row.get::<_, String>(at).map(Cow::Owned);
        let sums = statement
            .query_map([day], |row| Ok((text(row, 0)?, text(row, 1)?, text(row, 2)?, row.get(3)?, row.get(4)?, row.get(5)?)))?;
        Ok(Self(sums.collect::<Result<_, _>>()?))
    }

    /// Adds an order's share of one tax rate.
    pub fn add(&mut self, share: &TurnoverShare<'a>) -> Result<(), JournalError> {
        let TurnoverShare { tender, currency, rate, gross, net, tax, business_day: _ } = *share;
        match self.0.binary_search_by(|sum| (&*sum.0, &*sum.1, &*sum.2).cmp(&(tender, currency, rate))) {
            Ok(at) => {
                let sum = &mut self.0[at];
                for (sum, more) in [(&mut sum.3, gross), (&mut sum.4, net), (&mut sum.5, tax)] {
                    *sum = sum.checked_add(more).ok_or(JournalError::Unreadable("a turnover that can be added to"))?;
                }
            }
            Err(at) => self.0.insert(at, (tender.into(), currency.into(), rate.into(), gross, net, tax)),
        }
        Ok(())
    }

    /// As a row holds it.
    pub fn text(&self) -> Result<String, JournalError> {
        Ok(serde_json::to_string(&self.0)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_added_to_its_own_sum_and_a_new_one_takes_its_place_in_the_order() {
        let row = r#"[["card","EUR","10",1100,1000,100],["counter","EUR","10",110,100,10]]"#;
        let mut turnover = Turnover::read(row).expect("a turnover");
        let share = |tender, rate, gross, net, tax| TurnoverShare {
            business_day: "2026-11-24",
            tender,
            currency: "EUR",
            rate,
            gross,
            net,
            tax,
        };
        turnover.add(&share("counter", "10", 220, 200, 20)).expect("added");
        turnover.add(&share("card", "5.5", 211, 200, 11)).expect("added");
        let sums = r#"[["card","EUR","10",1100,1000,100],["card","EUR","5.5",211,200,11],["counter","EUR","10",330,300,30]]"#;
        assert_eq!(turnover.text().expect("a text"), sums);
        assert!(turnover.add(&share("card", "10", i64::MAX, 0, 0)).is_err(), "no sum wraps");
    }
}
