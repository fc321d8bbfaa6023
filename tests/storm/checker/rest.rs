//! What must hold once all is quiet.

use std::collections::BTreeMap;

use super::always::{is_paid, paid_attempt};
use super::{Logs, Record, Verdict, check};
use crate::terminal::Stands;

impl Logs<'_> {
    /// Staff have been told of this attempt.
    fn is_alarmed(&self, attempt: &str) -> bool {
        self.books.about("alarm", attempt).next().is_some()
    }

    /// Somebody of the staff said with a name that this try was charged, or was not.
    fn staff_say(&self, attempt: &str, verdict: &str) -> bool {
        let named = |record: &Record| record.text("/by").is_some_and(|name| !name.is_empty());
        self.books.about("staff-resolved", attempt).any(|record| record.text("/verdict") == Some(verdict) && named(record))
    }

    /// I2, I3: every payment that stands has its order, and no order two of them; or staff have been told, or gave it back by hand.
    pub(super) fn money_has_orders(&self) -> Verdict {
        let payments = self.bank.payments();
        let standing = payments.iter().filter(|(request, payment)| {
            let attempt = request.attempt().to_string();
            let is_theirs = payment.refuses || self.bank.may_never_tell();
            let with_staff =
                (is_theirs && self.is_alarmed(&attempt)) || self.given_back(&attempt, &payment.reference.0).is_some();
            payment.stands == Stands::Captured && !with_staff
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
                // Which payment it was that staff spoke of, the terminal may never have said.
                let reference = record.text("/approval/reference");
                paid_attempt(record) == Some(&attempt) && reference.is_none_or(|reference| reference == payment.reference.0)
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

    /// I13: every accepted order is paid by a payment that stands, or by one of which staff say so with a name, or says that it is to be
    /// paid at the counter.
    pub(super) fn orders_have_money(&self) -> Verdict {
        for record in self.books.of("order-accepted").filter(|record| is_paid(record)) {
            if self.staff_say(paid_attempt(record).unwrap_or_default(), "charged") {
                continue;
            }
            let reference = record.text("/approval/reference").unwrap_or_default();
            let stands = self
                .bank
                .payments()
                .iter()
                .any(|(_, payment)| payment.reference.0 == reference && payment.stands == Stands::Captured);
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
            let by_hand = self.given_back(attempt, reference.unwrap_or_default()).is_some();
            check("I7", done || by_hand || self.is_alarmed(attempt), || {
                format!("{reference:?} of {attempt} is still to be taken back")
            })?;
            let stands = self
                .bank
                .payments()
                .iter()
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
