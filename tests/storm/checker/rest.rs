//! What must hold once all is quiet.

use std::collections::BTreeMap;

use super::always::is_paid;
use super::{Logs, Verdict, check};
use crate::terminal::Stands;

impl Logs<'_> {
    /// Staff have been told of this attempt.
    fn is_alarmed(&self, attempt: &str) -> bool {
        self.books.about("alarm", attempt).next().is_some()
    }

    /// I2, I3: every payment that stands has its order, and no order two of them; or staff have been told.
    pub(super) fn money_has_orders(&self) -> Verdict {
        let standing = self.bank.payments().filter(|(request, payment)| {
            payment.stands == Stands::Captured && !(payment.refuses && self.is_alarmed(&request.attempt().to_string()))
        });
        let standing: Vec<_> = standing.collect();
        let mut per_order: BTreeMap<String, u32> = BTreeMap::new();
        for (request, _) in &standing {
            let count = per_order.entry(request.order().to_string()).or_default();
            *count += 1;
            check("I2", *count == 1, || format!("two payments stand for {:?}", request.order()))?;
        }
        for (request, payment) in standing {
            let attempt = request.attempt().to_string();
            let accepted = self.books.of("order-accepted").filter(|record| {
                record.text("/approval/attempt") == Some(&attempt)
                    && record.text("/approval/reference") == Some(&payment.reference.0)
            });
            let accepted: Vec<_> = accepted.collect();
            check("I3", accepted.len() == 1, || {
                format!(
                    "{} was charged as {}, and {} orders were accepted for it",
                    payment.amount,
                    payment.reference,
                    accepted.len()
                )
            })?;
            let amount = accepted.first().and_then(|record| record.number("/order/amount"));
            check("I4", amount == Some(payment.amount.minor()), || {
                format!("{} was charged as {}, the order is of another amount", payment.amount, payment.reference)
            })?;
        }
        Ok(())
    }

    /// I13: every accepted order is paid by a payment that stands, or says that it is to be paid at the counter.
    pub(super) fn orders_have_money(&self) -> Verdict {
        for record in self.books.of("order-accepted").filter(|record| is_paid(record)) {
            let reference = record.text("/approval/reference").unwrap_or_default();
            let stands =
                self.bank.payments().any(|(_, payment)| payment.reference.0 == reference && payment.stands == Stands::Captured);
            check("I13", stands, || format!("{:?} is accepted as paid by {reference}, which does not stand", record.order))?;
        }
        Ok(())
    }

    /// I7: every attempt has come to an end, or staff have been told; and what is recorded as taken back is.
    pub(super) fn attempts_have_ended(&self) -> Verdict {
        for (attempt, state) in &self.books.attempts {
            let ended = matches!(state.as_str(), "accepted" | "not-charged" | "reversed");
            check("I7", ended || self.is_alarmed(attempt), || format!("{attempt} is still {state}"))?;
        }
        for intent in self.books.of("reversal-intent") {
            let attempt = intent.attempt.as_deref().unwrap_or_default();
            let reference = intent.text("/approval/reference");
            let done = self.books.about("reversed", attempt).any(|record| record.text("/reference") == reference);
            check("I7", done || self.is_alarmed(attempt), || format!("{reference:?} of {attempt} is still to be taken back"))?;
            let stands = self
                .bank
                .payments()
                .any(|(_, payment)| Some(payment.reference.0.as_str()) == reference && payment.stands == Stands::Captured);
            check("I7", !(done && stands), || format!("{reference:?} is recorded as taken back and stands"))?;
        }
        Ok(())
    }

    /// I3: the kitchen has every accepted order.
    pub(super) fn kitchen_has_every_order(&self) -> Verdict {
        for record in self.books.of("order-accepted") {
            let order = record.order.as_deref().unwrap_or_default();
            let cooked = self.cooked.iter().filter(|ticket| ticket.order.to_string() == order).count();
            check("I3", cooked == 1, || format!("order {order} was cooked {cooked} times"))?;
        }
        for (order, delivered) in &self.books.outbox {
            check("I3", *delivered, || format!("the journal does not know that the kitchen has {order}"))?;
        }
        Ok(())
    }
}
