//! What is said beside payments: sessions, stopping, asking what became of something, asking how the terminal is.

use serde::{Deserialize, Serialize};

use super::header::{Header, MessageCategory};
use super::payment::{PaymentResponse, ReversalResponse};
use super::response::Response;

/// Open a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoginRequest {
    /// The kiosk's time.
    pub date_time: String,
    /// What runs on the kiosk.
    pub sale_software: Software,
    /// Two letters.
    pub operator_language: String,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Software {
    /// Who made it.
    #[serde(rename = "ManufacturerID", skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<String>,
    /// The same in the protocol's later version.
    #[serde(rename = "ProviderIdentification", skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Its name.
    #[serde(rename = "ApplicationName")]
    pub name: String,
    /// Its version.
    #[serde(rename = "SoftwareVersion")]
    pub version: String,
    /// What it was certified as.
    #[serde(rename = "CertificationCode")]
    pub certification: String,
}

/// Whether there is a session now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoginResponse {
    /// Whether it worked.
    pub response: Response,
}

/// Names an earlier message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageReference {
    /// What it was about.
    #[serde(rename = "MessageCategory", skip_serializing_if = "Option::is_none")]
    pub category: Option<MessageCategory>,
    /// Its name.
    #[serde(rename = "ServiceID", skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// The kiosk.
    #[serde(rename = "SaleID", skip_serializing_if = "Option::is_none")]
    pub sale_id: Option<String>,
    /// The terminal.
    #[serde(rename = "POIID", skip_serializing_if = "Option::is_none")]
    pub poi_id: Option<String>,
}

impl MessageReference {
    /// Names the message with this head.
    #[must_use]
    pub fn to(header: &Header) -> Self {
        Self {
            category: Some(header.message_category),
            service_id: header.service_id.clone(),
            sale_id: Some(header.sale_id.clone()),
            poi_id: Some(header.poi_id.clone()),
        }
    }
}

/// Stop a piece of work. It has no answer; the work's own answer tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AbortRequest {
    /// Which.
    pub message_reference: MessageReference,
    /// Why.
    pub abort_reason: String,
}

/// What became of a piece of work?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransactionStatusRequest {
    /// Which; the latest when it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_reference: Option<MessageReference>,
    /// Whether its slips are wanted again.
    pub receipt_reprint_flag: bool,
    /// Which slips.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub document_qualifier: Vec<String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransactionStatusResponse {
    /// Whether the question could be answered.
    pub response: Response,
    /// What was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_reference: Option<MessageReference>,
    /// The answer that the work had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeated_message_response: Option<RepeatedMessage>,
}

/// An answer that was given before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RepeatedMessage {
    /// Its head.
    pub message_header: Header,
    /// What it said.
    #[serde(rename = "RepeatedResponseMessageBody")]
    pub body: RepeatedBody,
}

/// What an earlier answer said; one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RepeatedBody {
    /// Of a payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_response: Option<PaymentResponse>,
    /// Of a reversal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversal_response: Option<ReversalResponse>,
}

/// How are you?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DiagnosisRequest {
    /// Whether the bank's side is asked as well.
    pub host_diagnosis_flag: bool,
}

/// How the terminal is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DiagnosisResponse {
    /// Whether the question could be answered.
    pub response: Response,
    /// How it is.
    #[serde(rename = "POIStatus", skip_serializing_if = "Option::is_none")]
    pub status: Option<PoiStatus>,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PoiStatus {
    /// In a word.
    pub global_status: GlobalStatus,
}

/// How a terminal is, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GlobalStatus {
    /// Well.
    #[serde(rename = "OK")]
    Ok,
    /// Something is being done.
    Busy,
    /// It is being looked after.
    Maintenance,
    /// It or its bank cannot be asked.
    Unreachable,
}
