//! What payments and their reversals are made of.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::amount::Amount;
use super::output::OutputContent;
use super::response::Response;
use crate::payment::{EntryMode, MaskedPan};

/// A name and a time that together name a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionId {
    /// The name.
    #[serde(rename = "TransactionID")]
    pub id: String,
    /// The time, as its giver wrote it.
    #[serde(rename = "TimeStamp")]
    pub time: String,
}

/// The kiosk's side of a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SaleData {
    /// The kiosk's name for the try.
    #[serde(rename = "SaleTransactionID", skip_serializing_if = "Option::is_none")]
    pub transaction: Option<TransactionId>,
    /// The kiosk's name for the order.
    #[serde(rename = "SaleReferenceID", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// The terminal's side of a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PoiData {
    /// The terminal's name for it.
    #[serde(rename = "POITransactionID", skip_serializing_if = "Option::is_none")]
    pub transaction: Option<TransactionId>,
}

/// Take a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PaymentRequest {
    /// The kiosk's side.
    pub sale_data: SaleData,
    /// What to take.
    pub payment_transaction: PaymentTransaction,
}

/// What to take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PaymentTransaction {
    /// How much.
    pub amounts_req: AmountsRequested,
}

/// How much is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AmountsRequested {
    /// Three letters.
    pub currency: String,
    /// In major units.
    pub requested_amount: Amount,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PaymentResponse {
    /// Whether it worked.
    pub response: Response,
    /// The kiosk's side, repeated. What failed early may come without.
    #[serde(default)]
    pub sale_data: SaleData,
    /// The terminal's side. What failed early may come without.
    #[serde(rename = "POIData", default)]
    pub poi_data: PoiData,
    /// What was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_result: Option<PaymentResult>,
    /// Slips.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_receipt: Option<Vec<PaymentReceipt>>,
}

/// What was taken, and from what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PaymentResult {
    /// From what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_instrument_data: Option<InstrumentData>,
    /// How much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amounts_resp: Option<AmountsAuthorised>,
    /// Whether the bank was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online_flag: Option<bool>,
    /// What the bank's side says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_acquirer_data: Option<AcquirerData>,
}

/// How much was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AmountsAuthorised {
    /// Three letters; where it is left out it is that of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// In major units.
    pub authorized_amount: Amount,
}

/// What was paid with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstrumentData {
    /// `Card` and the like.
    pub payment_instrument_type: String,
    /// The card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_data: Option<CardData>,
}

/// What a kiosk may know of a card. Whatever else a terminal tells of it is not even read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CardData {
    /// The scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_brand: Option<String>,
    /// The last four digits of its number.
    #[serde(default, skip_serializing_if = "LastFour::is_none")]
    pub masked_pan: LastFour,
    /// How it was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry_mode: Vec<Entry>,
}

/// The last four digits of a card number, from however many the terminal sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LastFour(pub Option<MaskedPan>);

impl LastFour {
    const fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

impl Serialize for LastFour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(pan) => serializer.collect_str(&format_args!("**** **** **** {}", pan.last_four())),
            None => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for LastFour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        let last = text.len().checked_sub(4).and_then(|from| text.get(from..));
        Ok(Self(last.and_then(MaskedPan::from_last_four)))
    }
}

/// How a card was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// By its chip.
    #[serde(rename = "ICC")]
    Chip,
    /// By its stripe.
    MagStripe,
    /// Held to the reader, by stripe data.
    Contactless,
    /// Held to the reader.
    Tapped,
    /// Some other way.
    #[serde(other)]
    Other,
}

impl From<EntryMode> for Entry {
    fn from(mode: EntryMode) -> Self {
        match mode {
            EntryMode::Contactless => Self::Tapped,
            EntryMode::ChipAndPin => Self::Chip,
            EntryMode::MagneticStripe => Self::MagStripe,
        }
    }
}

/// What the bank's side says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcquirerData {
    /// The shop's number.
    #[serde(rename = "MerchantID", skip_serializing_if = "Option::is_none")]
    pub merchant_id: Option<String>,
    /// The bank's name for the terminal.
    #[serde(rename = "AcquirerPOIID", skip_serializing_if = "Option::is_none")]
    pub acquirer_poi_id: Option<String>,
    /// The authorisation code.
    #[serde(rename = "ApprovalCode", skip_serializing_if = "Option::is_none")]
    pub approval_code: Option<String>,
}

/// A slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PaymentReceipt {
    /// Whose: `CustomerReceipt`, `CashierReceipt`.
    pub document_qualifier: String,
    /// What stands on it.
    pub output_content: OutputContent,
}

/// Why a payment is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReversalReason {
    /// The customer wants it.
    CustCancel,
    /// The shop wants it.
    MerchantCancel,
    /// Something does not work.
    Malfunction,
    /// It could not be completed.
    Unable2Compl,
}

/// Take a payment back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReversalRequest {
    /// Which.
    #[serde(rename = "OriginalPOITransaction")]
    pub original: OriginalTransaction,
    /// Why.
    pub reversal_reason: ReversalReason,
}

/// An earlier transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalTransaction {
    /// The terminal's name for it.
    #[serde(rename = "POITransactionID", skip_serializing_if = "Option::is_none")]
    pub transaction: Option<TransactionId>,
}

/// What became of a reversal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReversalResponse {
    /// Whether it worked.
    pub response: Response,
    /// The terminal's name for the reversal.
    #[serde(rename = "POIData", skip_serializing_if = "Option::is_none")]
    pub poi_data: Option<PoiData>,
    /// Which payment.
    #[serde(rename = "OriginalPOITransaction", skip_serializing_if = "Option::is_none")]
    pub original: Option<OriginalTransaction>,
    /// Slips.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_receipt: Option<Vec<PaymentReceipt>>,
}
