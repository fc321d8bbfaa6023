//! What the answer of a payment means.

use super::super::message::{
    AmountsAuthorised, Entry, ErrorCondition, Outcome, PaymentReceipt, PaymentResponse, Response, form_field,
};
use super::super::names;
use crate::id::{AttemptId, Stan};
use crate::money::{Currency, Money};
use crate::payment::{
    ApprovalFacts, CardScheme, CardSlip, Decline, DeclineReason, EntryMode, LookUpAnswer, SlipCopy, SlipMatter,
};

/// Which payment an answer is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub attempt: AttemptId,
    pub stan: Stan,
    /// Of the amount, where the answer does not say.
    pub currency: Option<Currency>,
}

/// What became of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Approved(Box<ApprovalFacts>),
    Declined(Decline),
    /// Stopped by the kiosk, as it seems.
    Aborted,
    /// Stopped at the terminal.
    Cancelled,
    NoCard,
    /// Not begun: something else is being done.
    Busy,
    /// Not begun: it cannot be done.
    Unavailable,
    /// The answer makes no sense, or is about something else.
    Unclear,
}

impl About {
    pub fn judge(&self, payment: &PaymentResponse) -> Verdict {
        let ours = payment.sale_data.transaction.as_ref();
        if ours.is_some_and(|ours| ours.id != self.attempt.to_string()) {
            return Verdict::Unclear;
        }
        match payment.response.result {
            // An answer that does not name our try proves no charge for it.
            Outcome::Success | Outcome::Partial if ours.is_some() => {
                self.facts(payment).map_or(Verdict::Unclear, |facts| Verdict::Approved(Box::new(facts)))
            }
            Outcome::Success | Outcome::Partial => Verdict::Unclear,
            Outcome::Failure => self.failed(&payment.response),
        }
    }

    fn facts(&self, payment: &PaymentResponse) -> Option<ApprovalFacts> {
        let result = payment.payment_result.as_ref()?;
        let amount = self.amount(result.amounts_resp.as_ref()?)?;
        let reference = names::reference(self.stan, payment.poi_data.transaction.as_ref()?)?;
        let card = result.payment_instrument_data.as_ref().and_then(|data| data.card_data.as_ref());
        let acquirer = result.payment_acquirer_data.as_ref();
        let entry = card.and_then(|card| card.entry_mode.first());
        Some(ApprovalFacts {
            attempt: self.attempt,
            amount,
            reference,
            stan: self.stan,
            auth_code: acquirer.and_then(|acquirer| acquirer.approval_code.clone()).unwrap_or_default(),
            scheme: CardScheme(card.and_then(|card| card.payment_brand.clone()).unwrap_or_default()),
            card: card.and_then(|card| card.masked_pan.0.clone()),
            entry: match entry {
                Some(Entry::MagStripe) => EntryMode::MagneticStripe,
                Some(Entry::Tapped | Entry::Contactless) => EntryMode::Contactless,
                Some(Entry::Chip | Entry::Other) | None => EntryMode::ChipAndPin,
            },
        })
    }

    fn amount(&self, amounts: &AmountsAuthorised) -> Option<Money> {
        let currency = match &amounts.currency {
            Some(code) => Currency::parse(code).ok()?,
            None => self.currency?,
        };
        amounts.authorized_amount.money(currency).ok()
    }

    fn failed(&self, response: &Response) -> Verdict {
        use ErrorCondition as Why;
        let more = response.additional_response.as_deref().unwrap_or_default();
        let declined = |reason| Verdict::Declined(Decline::new(reason, refusal_code(more)));
        match response.error_condition {
            Some(Why::Aborted) => Verdict::Aborted,
            Some(Why::Cancel) if is_time_out(more) => Verdict::NoCard,
            Some(Why::Cancel) => Verdict::Cancelled,
            Some(Why::Refusal | Why::UnreachableHost) => declined(DeclineReason::of_response_code(&refusal_code(more))),
            Some(Why::WrongPin) => declined(DeclineReason::WrongPin),
            Some(Why::PaymentRestriction) => declined(DeclineReason::NotAccepted),
            Some(Why::InvalidCard) => declined(DeclineReason::Unreadable),
            Some(Why::Busy | Why::InsertedCard) => Verdict::Busy,
            Some(
                Why::DeviceOut
                | Why::LoggedOut
                | Why::MessageFormat
                | Why::NotAllowed
                | Why::UnavailableDevice
                | Why::UnavailableService,
            ) => Verdict::Unavailable,
            // These say nothing about a payment.
            Some(Why::InProgress | Why::NotFound | Why::Other) | None => Verdict::Unclear,
        }
    }
}

impl Verdict {
    /// The same as the answer to a question about it.
    pub fn looked_up(self) -> LookUpAnswer {
        match self {
            Self::Approved(facts) => LookUpAnswer::Approved(facts),
            Self::Declined(decline) => LookUpAnswer::Declined(decline),
            Self::Aborted | Self::Cancelled | Self::NoCard | Self::Busy | Self::Unavailable => LookUpAnswer::NotCharged,
            Self::Unclear => LookUpAnswer::CannotTell,
        }
    }
}

/// The bank's two digits, where the terminal passes them on.
fn refusal_code(more: &str) -> String {
    let code = form_field(more, "hostResponseCode").or_else(|| form_field(more, "responseCode"));
    code.filter(|code| (1..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).unwrap_or_default()
}

/// Nobody came, in the words of the terminals that are known. Where that is not seen the customer reads that the payment was cancelled.
fn is_time_out(more: &str) -> bool {
    let said = [form_field(more, "refusalReason"), form_field(more, "message")];
    said.into_iter()
        .flatten()
        .map(|text| text.to_ascii_lowercase())
        .any(|text| ["did not present card", "timeout", "timed out", "time-out"].iter().any(|words| text.contains(words)))
}

/// The slips of a payment or of its reversal, line by line.
pub(super) fn slips(matter: &SlipMatter, receipts: Option<&[PaymentReceipt]>) -> impl Iterator<Item = CardSlip> {
    receipts.unwrap_or_default().iter().filter_map(move |receipt| {
        let copy = match receipt.document_qualifier.as_str() {
            "CustomerReceipt" => SlipCopy::Customer,
            "CashierReceipt" => SlipCopy::Merchant,
            _ => return None,
        };
        let lines: Vec<String> = receipt.output_content.output_text.iter().map(|line| slip_line(&line.text)).collect();
        (!lines.is_empty()).then(|| CardSlip::new(matter.clone(), copy, &lines))
    })
}

/// A line as it is to be read: its name and its value, or the whole text where it has none.
fn slip_line(text: &str) -> String {
    let fields = [form_field(text, "name"), form_field(text, "value")];
    let said: Vec<String> = fields.into_iter().flatten().filter(|field| !field.is_empty()).collect();
    if said.is_empty() && !text.contains("key=") { text.to_owned() } else { said.join(" ") }
}
