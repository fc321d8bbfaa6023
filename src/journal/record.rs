//! What is written: versioned wire types, apart from the machine's own. Money is in integer minor units. Members stand in the order of
//! their names, which makes what is written canonical as it comes. What is large in an order is borrowed while it is written.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::JournalError;
use super::texts::Texts;
use crate::catalogue::{ItemId, MenuVersion, Restaurant, ServiceMode};
use crate::id::{AttemptId, LineId, OrderId, OrderRevision, Rrn, Stan};
use crate::locale::Language;
use crate::money::{Currency, Money, TaxRate, TaxShare};
use crate::order::{LockedDetail, LockedLine, LockedOrder, Note, OrderContents, Readmission};
use crate::payment::{
    AcceptedOrder, AlarmReason, Approval, ApprovalFacts, CardScheme, CardSlip, EntryMode, MaskedPan, PaymentRequest, Settlement,
    SlipMatter, StaffDecision, StaffEnd, StaffVerdict, Training,
};
use crate::time::{Now, Timestamp, WallTime};

/// A locked order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OrderRecord<'a> {
    amount: i64,
    currency: String,
    language: Cow<'a, str>,
    lines: Vec<LineRecord<'a>>,
    locked_at: String,
    menu: Cow<'a, str>,
    order: OrderId,
    revision: u32,
    seller: SellerRecord<'a>,
    service: Cow<'a, str>,
    taxes: Vec<TaxRecord>,
    v: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SellerRecord<'a> {
    address: Cow<'a, [String]>,
    legal_name: Cow<'a, str>,
    name: Cow<'a, str>,
    vat_number: Cow<'a, str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LineRecord<'a> {
    details: Vec<DetailRecord>,
    item: Cow<'a, str>,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    minimum_age: Option<u8>,
    name: Texts,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    note: Option<Cow<'a, str>>,
    quantity: u32,
    taxes: Vec<(String, i64)>,
    total: i64,
    unit: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct DetailRecord {
    depth: u8,
    name: Texts,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct TaxRecord {
    gross: i64,
    net: i64,
    rate: String,
    tax: i64,
}

/// What a terminal approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ApprovalRecord {
    amount: i64,
    attempt: AttemptId,
    auth_code: String,
    currency: String,
    entry: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    last_four: Option<String>,
    pub(super) reference: Rrn,
    scheme: String,
    stan: Stan,
    v: u8,
}

/// A payment that is about to be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReversalRecord {
    pub(super) approval: ApprovalRecord,
    pub(super) reason: String,
}

/// An accepted order: the record an auditor reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AcceptedRecord<'a> {
    pub(super) accepted_at: String,
    /// `None` is pay at the counter, unless somebody said that it is paid.
    approval: Option<ApprovalRecord>,
    pub(super) business_day: String,
    pub(super) count: u32,
    pub(super) number: String,
    order: OrderRecord<'a>,
    /// Whose word it is that it is paid, when the terminal could not tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    said: Option<WordRecord>,
    training: bool,
    v: u8,
}

/// What one order adds to one tax rate of its day.
#[derive(Debug, Clone, Copy)]
pub(super) struct TurnoverShare<'a> {
    pub business_day: &'a str,
    pub tender: &'a str,
    pub currency: &'a str,
    pub rate: &'a str,
    pub gross: i64,
    pub net: i64,
    pub tax: i64,
}

/// A person's word about a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WordRecord {
    pub(super) attempt: AttemptId,
    pub(super) by: String,
    pub(super) reason: String,
    pub(super) verdict: String,
}

/// A decision of staff, and what follows from it. An order that it accepts has a record of its own, in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StaffRecord {
    /// The alarms that were looked at.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(super) alarms: Vec<String>,
    pub(super) attempt: AttemptId,
    pub(super) by: String,
    /// See [`StaffEnd::key`].
    pub(super) end: String,
    pub(super) reason: String,
    /// The payments that are no longer taken back.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(super) reversals: Vec<Rrn>,
    v: u8,
    pub(super) verdict: String,
}

/// Something that staff must look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AlarmRecord {
    /// The approval it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) approval: Option<ApprovalRecord>,
    pub(super) reason: String,
    reference: String,
}

/// What a terminal wanted printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SlipRecord {
    /// `reversal` or `end-of-day`; of a payment it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) about: Option<String>,
    pub(super) copy: String,
    pub(super) lines: Vec<String>,
}

const VERSION: u8 = 1;

impl<'a> From<&'a LockedOrder> for OrderRecord<'a> {
    fn from(locked: &'a LockedOrder) -> Self {
        let contents = locked.subject();
        Self {
            v: VERSION,
            order: locked.order(),
            revision: locked.revision().0,
            locked_at: locked.locked_at().wall.to_string(),
            currency: locked.amount().currency().to_string(),
            amount: locked.amount().minor(),
            service: contents.service.key().into(),
            menu: (&*contents.menu.0).into(),
            language: contents.language.tag().into(),
            seller: SellerRecord {
                name: (&contents.seller.name).into(),
                legal_name: (&contents.seller.legal_name).into(),
                address: contents.seller.address.as_slice().into(),
                vat_number: (&contents.seller.vat_number).into(),
            },
            lines: contents.lines.iter().map(LineRecord::from).collect(),
            taxes: contents
                .taxes
                .iter()
                .map(|share| TaxRecord {
                    rate: share.rate.to_string(),
                    gross: share.gross.minor(),
                    net: share.net.minor(),
                    tax: share.tax.minor(),
                })
                .collect(),
        }
    }
}

impl<'a> From<&'a LockedLine> for LineRecord<'a> {
    fn from(line: &'a LockedLine) -> Self {
        let detail = |detail: &LockedDetail| DetailRecord { depth: detail.depth, name: Texts(detail.name.clone()) };
        Self {
            line: line.id.0,
            item: line.item.as_str().into(),
            name: Texts(line.name.clone()),
            details: line.details.iter().map(detail).collect(),
            quantity: line.quantity,
            note: line.note.as_ref().map(|note| note.as_str().into()),
            unit: line.unit.minor(),
            total: line.total.minor(),
            taxes: line.taxes.iter().map(|(rate, gross)| (rate.to_string(), gross.minor())).collect(),
            minimum_age: line.minimum_age,
        }
    }
}

impl LineRecord<'_> {
    fn restore(&self, currency: Currency) -> Result<LockedLine, JournalError> {
        let detail = |detail: &DetailRecord| LockedDetail { depth: detail.depth, name: detail.name.0.clone() };
        let taxes = self.taxes.iter().map(|(rate, gross)| Ok((TaxRate::parse(rate)?, Money::from_minor(*gross, currency)?)));
        Ok(LockedLine {
            id: LineId(self.line),
            item: ItemId::new(&self.item).map_err(|_| JournalError::Unreadable("an item"))?,
            name: self.name.0.clone(),
            details: self.details.iter().map(detail).collect(),
            quantity: self.quantity,
            note: self.note.as_deref().and_then(Note::new),
            unit: Money::from_minor(self.unit, currency)?,
            total: Money::from_minor(self.total, currency)?,
            taxes: taxes.collect::<Result<_, JournalError>>()?,
            minimum_age: self.minimum_age,
        })
    }
}

impl OrderRecord<'_> {
    /// When it was locked, by the wall clock.
    pub(super) fn locked_wall(&self) -> Result<WallTime, JournalError> {
        WallTime::parse(&self.locked_at).map_err(|_| JournalError::Unreadable("a time"))
    }

    /// What it comes to.
    pub(super) fn total(&self) -> Result<Money, JournalError> {
        Ok(Money::from_minor(self.amount, Currency::parse(&self.currency)?)?)
    }

    /// The locked order again, checked to add up.
    pub(super) fn restore(&self, at: Timestamp) -> Result<LockedOrder, JournalError> {
        let currency = Currency::parse(&self.currency)?;
        let money = |minor| Money::from_minor(minor, currency);
        let taxes = self.taxes.iter().map(|tax| {
            let rate = TaxRate::parse(&tax.rate)?;
            Ok(TaxShare { rate, gross: money(tax.gross)?, net: money(tax.net)?, tax: money(tax.tax)? })
        });
        let lines = self.lines.iter().map(|line| line.restore(currency));
        let contents = OrderContents {
            seller: Restaurant {
                name: self.seller.name.clone().into_owned(),
                legal_name: self.seller.legal_name.clone().into_owned(),
                address: self.seller.address.clone().into_owned(),
                vat_number: self.seller.vat_number.clone().into_owned(),
            },
            service: ServiceMode::parse(&self.service).ok_or(JournalError::Unreadable("a service mode"))?,
            menu: MenuVersion(Arc::from(&*self.menu)),
            language: Language::new(&self.language).ok_or(JournalError::Unreadable("a language"))?,
            lines: lines.collect::<Result<_, _>>()?,
            taxes: taxes.collect::<Result<_, JournalError>>()?,
        };
        let readmission = Readmission {
            order: self.order,
            contents,
            amount: money(self.amount)?,
            revision: OrderRevision(self.revision),
            locked_at: Now { at, wall: self.locked_wall()? },
        };
        readmission.admit().map_err(|_| JournalError::Unreadable("an order that adds up"))
    }
}

impl From<&ApprovalFacts> for ApprovalRecord {
    fn from(facts: &ApprovalFacts) -> Self {
        Self {
            v: VERSION,
            attempt: facts.attempt,
            amount: facts.amount.minor(),
            currency: facts.amount.currency().to_string(),
            reference: facts.reference.clone(),
            stan: facts.stan,
            auth_code: facts.auth_code.clone(),
            scheme: facts.scheme.0.clone(),
            last_four: facts.card.as_ref().map(MaskedPan::last_four),
            entry: facts.entry.key().to_owned(),
        }
    }
}

impl ApprovalRecord {
    pub(super) fn restore(&self) -> Result<ApprovalFacts, JournalError> {
        Ok(ApprovalFacts {
            attempt: self.attempt,
            amount: Money::from_minor(self.amount, Currency::parse(&self.currency)?)?,
            reference: self.reference.clone(),
            stan: self.stan,
            auth_code: self.auth_code.clone(),
            scheme: CardScheme(self.scheme.clone()),
            card: self.last_four.as_deref().and_then(MaskedPan::from_last_four),
            entry: EntryMode::parse(&self.entry).ok_or(JournalError::Unreadable("an entry mode"))?,
        })
    }
}

impl From<&StaffDecision> for WordRecord {
    fn from(decision: &StaffDecision) -> Self {
        Self {
            attempt: decision.attempt(),
            verdict: decision.verdict().key().to_owned(),
            by: decision.by().to_owned(),
            reason: decision.reason().to_owned(),
        }
    }
}

impl WordRecord {
    fn restore(&self) -> Result<StaffDecision, JournalError> {
        let verdict = StaffVerdict::parse(&self.verdict).ok_or(JournalError::Unreadable("a verdict"))?;
        StaffDecision::new(self.attempt, verdict, &self.by, &self.reason).map_err(|_| JournalError::Unreadable("a decision"))
    }
}

impl StaffRecord {
    pub(super) fn new(decision: &StaffDecision, end: &StaffEnd) -> Self {
        let (reversals, alarms) = match end {
            StaffEnd::GivenBack(reversals) => (reversals.clone(), Vec::new()),
            StaffEnd::Seen(alarms) => (Vec::new(), alarms.iter().map(|alarm| alarm.key().to_owned()).collect()),
            StaffEnd::Accepted(_) | StaffEnd::GivenUp | StaffEnd::TakenBack(_) | StaffEnd::Counted(_) => (Vec::new(), Vec::new()),
        };
        let WordRecord { attempt, by, reason, verdict } = WordRecord::from(decision);
        Self { alarms, attempt, by, end: end.key().to_owned(), reason, reversals, v: VERSION, verdict }
    }
}

impl From<&CardSlip> for SlipRecord {
    fn from(slip: &CardSlip) -> Self {
        let about = match slip.matter() {
            SlipMatter::Payment(_) => None,
            matter @ (SlipMatter::Reversal(..) | SlipMatter::EndOfDay) => Some(matter.key().to_owned()),
        };
        Self { about, copy: slip.copy().key().to_owned(), lines: slip.lines().to_vec() }
    }
}

impl AlarmRecord {
    pub(super) fn new(attempt: AttemptId, reason: AlarmReason, facts: Option<&ApprovalFacts>) -> Self {
        let approval = facts.map(ApprovalRecord::from);
        Self { reason: reason.key().to_owned(), reference: attempt.reference(), approval }
    }
}

impl<'a> AcceptedRecord<'a> {
    pub(super) fn new(
        accepted: &'a AcceptedOrder,
        number: String,
        count: u32,
        business_day: String,
        accepted_at: WallTime,
    ) -> Self {
        let (approval, said) = match accepted.settlement() {
            Settlement::Paid(approval) => (Some(ApprovalRecord::from(approval.facts())), None),
            Settlement::SaidPaid(decision) => (None, Some(WordRecord::from(decision))),
            Settlement::PayAtCounter => (None, None),
        };
        Self {
            v: VERSION,
            number,
            count,
            business_day,
            accepted_at: accepted_at.to_string(),
            training: accepted.training(),
            order: OrderRecord::from(accepted.locked()),
            approval,
            said,
        }
    }

    /// What it adds to its day, rate by rate. What staff say was paid was paid by card: the counter collects nothing for it, and the
    /// record says whose word it is.
    pub(super) fn turnover(&self) -> impl Iterator<Item = TurnoverShare<'_>> {
        let tender = if self.is_paid() { "card" } else { "counter" };
        self.order.taxes.iter().map(move |share| TurnoverShare {
            business_day: &self.business_day,
            tender,
            currency: &self.order.currency,
            rate: &share.rate,
            gross: share.gross,
            net: share.net,
            tax: share.tax,
        })
    }

    pub(super) const fn is_paid(&self) -> bool {
        self.approval.is_some() || self.said.is_some()
    }

    pub(super) const fn total_minor(&self) -> i64 {
        self.order.amount
    }

    /// Whether staff alone say that it is paid.
    pub(super) const fn is_said_paid(&self) -> bool {
        self.said.is_some()
    }

    /// The try that paid for it, by the terminal's word or a person's.
    pub(super) fn attempt(&self) -> Option<AttemptId> {
        let said = || self.said.as_ref().map(|word| word.attempt);
        self.approval.as_ref().map(|approval| approval.attempt).or_else(said)
    }

    pub(super) fn accepted_wall(&self) -> Result<WallTime, JournalError> {
        WallTime::parse(&self.accepted_at).map_err(|_| JournalError::Unreadable("a time"))
    }

    pub(super) fn restore(&self) -> Result<AcceptedOrder, JournalError> {
        let locked = self.order.restore(Timestamp(0))?;
        let training = Training(self.training);
        if let Some(said) = &self.said {
            let decision = said.restore()?;
            return AcceptedOrder::said_paid(locked, decision, training)
                .ok_or(JournalError::Unreadable("a word that it is paid"));
        }
        let Some(approval) = &self.approval else { return Ok(AcceptedOrder::pay_at_counter(locked, training)) };
        let facts = approval.restore()?;
        let request = PaymentRequest::new(&locked, facts.attempt);
        let approval = Approval::matching(&request, facts).map_err(|_| JournalError::Unreadable("a matching approval"))?;
        AcceptedOrder::paid(locked, approval, training).ok_or(JournalError::Unreadable("a matching approval"))
    }
}
