//! Who speaks to whom, about what.

use serde::{Deserialize, Serialize};

/// What kind of partner a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageClass {
    /// A question that the terminal answers with a piece of work.
    Service,
    /// A question to one of its devices, such as its display.
    Device,
    /// News that nobody answers.
    Event,
}

/// What a message is about. There are more than a kiosk meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageCategory {
    /// Opening a session.
    Login,
    /// Taking a payment.
    Payment,
    /// Stopping a piece of work.
    Abort,
    /// What became of a piece of work.
    TransactionStatus,
    /// Taking a payment back.
    Reversal,
    /// How the terminal is.
    Diagnosis,
    /// What a display shows.
    Display,
    /// News.
    Event,
    /// Anything else.
    #[serde(other)]
    Other,
}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageType {
    /// A question.
    Request,
    /// Its answer.
    Response,
    /// Neither: nobody answers.
    Notification,
}

/// The head of every message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Header {
    /// `3.0` and the like; some answers leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol_version: Option<String>,
    /// What kind of partner it is for.
    pub message_class: MessageClass,
    /// What it is about.
    pub message_category: MessageCategory,
    /// Which way it goes.
    pub message_type: MessageType,
    /// The name of the piece of work, one to ten characters, new for each; an answer repeats it.
    #[serde(rename = "ServiceID", skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// The same for messages to a device.
    #[serde(rename = "DeviceID", skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// The kiosk.
    #[serde(rename = "SaleID")]
    pub sale_id: String,
    /// The terminal.
    #[serde(rename = "POIID")]
    pub poi_id: String,
}

impl Header {
    /// The head of a question of the kiosk.
    #[must_use]
    pub fn request(category: MessageCategory, service_id: String, sale_id: String, poi_id: String) -> Self {
        Self {
            protocol_version: Some("3.0".to_owned()),
            message_class: MessageClass::Service,
            message_category: category,
            message_type: MessageType::Request,
            service_id: Some(service_id),
            device_id: None,
            sale_id,
            poi_id,
        }
    }

    /// The head of its answer.
    #[must_use]
    pub fn answer(&self) -> Self {
        Self { message_type: MessageType::Response, ..self.clone() }
    }

    /// Whether this is the head of an answer to that question.
    #[must_use]
    pub fn answers(&self, question: &Self) -> bool {
        self.message_type == MessageType::Response
            && self.message_category == question.message_category
            && self.service_id == question.service_id
            && self.sale_id == question.sale_id
            && self.poi_id == question.poi_id
    }
}
