//! What an answer means.

use super::fields::{Fields, tag};
use crate::id::{AttemptId, OrderId, Rrn, Stan};
use crate::money::Money;
use crate::payment::{
    ApprovalFacts, CardScheme, Decline, DeclineReason, EntryMode, MaskedPan, PaymentRequest, TerminalEvent, UnknownReason,
};

/// What the terminal was asked, as it was sent, and what for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub attempt: AttemptId,
    pub stan: Stan,
    pub amount: Money,
    pub question: Fields,
}

impl Asked {
    /// A debit. The private field carries order and attempt, so that they stand in the terminal's own records.
    pub fn debit(request: &PaymentRequest, stan: Stan, register: &str, register_id: &str) -> Self {
        let amount = request.amount();
        let question = Fields::default()
            .with(tag::VERSION, "0300")
            .with(tag::REGISTER_ID, register_id)
            .with(tag::REGISTER, register)
            .with(tag::CURRENCY, format!("{:03}", amount.currency().numeric_code()))
            .with(tag::ANSWER_WHEN, "0")
            .with(tag::ACTION, "0")
            .with(tag::AMOUNT, format!("{:02}", amount.minor()))
            .with(tag::PRIVATE, format!("{}/{}", request.order(), request.attempt()));
        Self { attempt: request.attempt(), stan, amount, question }
    }

    /// What an answer means for the payment.
    pub fn judge(&self, answer: &Fields) -> TerminalEvent {
        let attempt = self.attempt;
        match answer.text(tag::RESULT) {
            Some("10") if self.is_echoed(answer) => TerminalEvent::ApprovalOffered(Box::new(self.facts(answer))),
            Some("01") => not_done(attempt, answer.text(tag::REASON).unwrap_or_default()),
            // Done, but something else than was asked; or neither done nor not done.
            Some(_) | None => TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled },
        }
    }

    /// Whether what was done is what was asked.
    fn is_echoed(&self, answer: &Fields) -> bool {
        let same = |tag| answer.text(tag) == self.question.text(tag);
        let stripped = |fields: &Fields| {
            let digits = fields.text(tag::AMOUNT)?;
            digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.trim_start_matches('0').to_owned())
        };
        same(tag::REGISTER)
            && same(tag::ACTION)
            && same(tag::CURRENCY)
            && stripped(answer).is_some_and(|amount| Some(amount) == stripped(&self.question))
            && !self.is_of_another(answer)
    }

    /// Some terminals put words of their own into the private field; but a name of ours must be the right one.
    fn is_of_another(&self, answer: &Fields) -> bool {
        let private = answer.text(tag::PRIVATE);
        let is_ours = private
            .and_then(|text| text.split_once('/'))
            .is_some_and(|(order, attempt)| OrderId::parse(order).is_ok() && AttemptId::parse(attempt).is_ok());
        is_ours && private != self.question.text(tag::PRIVATE)
    }

    fn facts(&self, answer: &Fields) -> ApprovalFacts {
        let code = answer.text(tag::AUTHORISATION).unwrap_or_default();
        let number = answer.text(tag::CARD_NUMBER).unwrap_or_default();
        let last = number.len().checked_sub(4).and_then(|from| number.get(from..));
        let letters: String = code.chars().filter(char::is_ascii_alphanumeric).take(9).collect();
        ApprovalFacts {
            attempt: self.attempt,
            amount: self.amount,
            reference: Rrn(format!("K{}A{letters}", self.stan)),
            stan: self.stan,
            auth_code: letters,
            scheme: scheme(answer.text(tag::APPLICATION).unwrap_or_default()),
            card: last.and_then(MaskedPan::from_last_four),
            entry: match answer.text(tag::READING) {
                Some("2") => EntryMode::Contactless,
                Some("3" | "4") => EntryMode::MagneticStripe,
                Some(_) | None => EntryMode::ChipAndPin,
            },
        }
    }
}

/// Whether an answer tells all that is waited for. What comes behind that is not needed.
pub(super) fn is_whole(answer: &Fields) -> bool {
    let has = |tags: &[super::Tag]| tags.iter().all(|tag| answer.text(*tag).is_some());
    match answer.text(tag::RESULT) {
        Some("10") => has(&[tag::REGISTER, tag::ACTION, tag::CURRENCY, tag::AMOUNT, tag::AUTHORISATION]),
        Some("01") => has(&[tag::REASON]),
        Some(_) => true,
        None => false,
    }
}

/// What the reasons for "not done" mean.
fn not_done(attempt: AttemptId, reason: &str) -> TerminalEvent {
    let declined = |why| TerminalEvent::Declined { attempt, decline: Decline::new(why, reason.to_owned()) };
    match reason {
        // Authorised or forced, but not done: that cannot be.
        "01" | "03" => TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled },
        "05" | "10" => declined(DeclineReason::NotAccepted),
        "06" | "11" => TerminalEvent::CancelledAtTerminal { attempt },
        "08" => TerminalEvent::NoCard { attempt },
        // It does not understand, or does not know the action or the currency: nothing began.
        "09" | "12" | "13" => TerminalEvent::Unreachable { attempt },
        _ => declined(DeclineReason::Refused),
    }
}

fn scheme(application: &str) -> CardScheme {
    CardScheme(
        match application {
            "001" | "00B" | "003" => "CB",
            "002" | "00D" => "American Express",
            "005" => "Cofinoga",
            "006" => "Diners Club",
            "009" => "JCB",
            "00U" => "UnionPay",
            _ => "",
        }
        .to_owned(),
    )
}
