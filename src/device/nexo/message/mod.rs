//! The messages of the nexo Retailer protocol that a kiosk and its terminal exchange, and their JSON.
//!
//! Members that are not known are passed over, so that a newer terminal can say more; what is known must have its form. A text is read
//! only to a bound of its length and depth.

mod amount;
mod header;
mod output;
mod payment;
mod response;
mod service;

use serde::{Deserialize, Serialize};

pub use amount::Amount;
pub use header::{Header, MessageCategory, MessageClass, MessageType};
pub use output::{
    DisplayOutput, DisplayRequest, EventNotification, EventToNotify, OutputContent, OutputText, PredefinedContent, form_field,
};
pub use payment::{
    AcquirerData, AmountsAuthorised, AmountsRequested, CardData, Entry, InstrumentData, LastFour, OriginalTransaction,
    PaymentReceipt, PaymentRequest, PaymentResponse, PaymentResult, PaymentTransaction, PoiData, ReversalReason, ReversalRequest,
    ReversalResponse, SaleData, TransactionId,
};
pub use response::{ErrorCondition, Outcome, Response};
pub use service::{
    AbortRequest, DiagnosisRequest, DiagnosisResponse, GlobalStatus, LoginRequest, LoginResponse, MessageReference, PoiStatus,
    RepeatedBody, RepeatedMessage, Software, TransactionStatusRequest, TransactionStatusResponse,
};

/// The longest message that is looked at. Answers with slips have some ten kilobytes.
pub const LONGEST: usize = 256 * 1024;

/// Why bytes are no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Longer than [`LONGEST`].
    #[error("a message of {0} bytes")]
    TooLong(usize),
    /// Not JSON, or a member has not its form. Where, but not what: it may be a card number.
    #[error("not understood at line {line}, column {column}")]
    Form {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Head and body do not belong together.
    #[error("the body is not what the head says")]
    Body,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its head.
    pub header: Header,
    /// What it says.
    pub body: Body,
}

/// What a message says. The names are the protocol's.
#[allow(missing_docs, reason = "each says what the protocol's message of that name says")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    LoginRequest(LoginRequest),
    LoginResponse(LoginResponse),
    PaymentRequest(PaymentRequest),
    PaymentResponse(Box<PaymentResponse>),
    AbortRequest(AbortRequest),
    TransactionStatusRequest(TransactionStatusRequest),
    TransactionStatusResponse(Box<TransactionStatusResponse>),
    ReversalRequest(ReversalRequest),
    ReversalResponse(Box<ReversalResponse>),
    DiagnosisRequest(DiagnosisRequest),
    DiagnosisResponse(DiagnosisResponse),
    DisplayRequest(DisplayRequest),
    EventNotification(EventNotification),
}

/// What stands on the wire: one of the two.
#[derive(Default, Serialize, Deserialize)]
struct Envelope {
    #[serde(rename = "SaleToPOIRequest", skip_serializing_if = "Option::is_none")]
    request: Option<Content>,
    #[serde(rename = "SaleToPOIResponse", skip_serializing_if = "Option::is_none")]
    response: Option<Content>,
}

macro_rules! bodies {
    ($($member:ident: $body:ident($inner:ty);)*) => {
        #[derive(Serialize, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Content {
            message_header: Header,
            $(#[serde(skip_serializing_if = "Option::is_none")] $member: Option<$inner>,)*
        }

        impl Content {
            fn new(header: Header, body: Body) -> Self {
                let mut content = Self { message_header: header, $($member: None,)* };
                match body {
                    $(Body::$body(inner) => content.$member = Some(inner),)*
                }
                content
            }

            /// The body, when there is one and no second.
            fn body(self) -> Option<(Header, Body)> {
                let mut bodies: Vec<Body> = Vec::new();
                $(bodies.extend(self.$member.map(Body::$body));)*
                let body = bodies.pop().filter(|_| bodies.is_empty())?;
                Some((self.message_header, body))
            }
        }
    };
}

bodies! {
    login_request: LoginRequest(LoginRequest);
    login_response: LoginResponse(LoginResponse);
    payment_request: PaymentRequest(PaymentRequest);
    payment_response: PaymentResponse(Box<PaymentResponse>);
    abort_request: AbortRequest(AbortRequest);
    transaction_status_request: TransactionStatusRequest(TransactionStatusRequest);
    transaction_status_response: TransactionStatusResponse(Box<TransactionStatusResponse>);
    reversal_request: ReversalRequest(ReversalRequest);
    reversal_response: ReversalResponse(Box<ReversalResponse>);
    diagnosis_request: DiagnosisRequest(DiagnosisRequest);
    diagnosis_response: DiagnosisResponse(DiagnosisResponse);
    display_request: DisplayRequest(DisplayRequest);
    event_notification: EventNotification(EventNotification);
}

impl Body {
    /// What its head says that it is about, and which way it goes.
    const fn kind(&self) -> (MessageCategory, MessageType) {
        use MessageCategory as About;
        use MessageType::{Notification, Request, Response};
        match self {
            Self::LoginRequest(_) => (About::Login, Request),
            Self::LoginResponse(_) => (About::Login, Response),
            Self::PaymentRequest(_) => (About::Payment, Request),
            Self::PaymentResponse(_) => (About::Payment, Response),
            Self::AbortRequest(_) => (About::Abort, Request),
            Self::TransactionStatusRequest(_) => (About::TransactionStatus, Request),
            Self::TransactionStatusResponse(_) => (About::TransactionStatus, Response),
            Self::ReversalRequest(_) => (About::Reversal, Request),
            Self::ReversalResponse(_) => (About::Reversal, Response),
            Self::DiagnosisRequest(_) => (About::Diagnosis, Request),
            Self::DiagnosisResponse(_) => (About::Diagnosis, Response),
            Self::DisplayRequest(_) => (About::Display, Request),
            Self::EventNotification(_) => (About::Event, Notification),
        }
    }

    /// Whether a head fits. A display may be told by a question or by news.
    fn fits(&self, header: &Header) -> bool {
        let (category, direction) = self.kind();
        let told = matches!(self, Self::DisplayRequest(_)) && header.message_type == MessageType::Notification;
        header.message_category == category && (header.message_type == direction || told)
    }
}

impl Message {
    /// The JSON of this message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let content = Some(Content::new(self.header.clone(), self.body.clone()));
        let envelope = if self.header.message_type == MessageType::Response {
            Envelope { response: content, ..Envelope::default() }
        } else {
            Envelope { request: content, ..Envelope::default() }
        };
        // Nothing in a message can fail to be written: all keys are texts.
        serde_json::to_vec(&envelope).unwrap_or_default()
    }

    /// Reads the JSON of a message.
    ///
    /// # Errors
    /// [`MessageError`] when it is too long, has not its form, or its head and body do not belong together.
    pub fn decode(bytes: &[u8]) -> Result<Self, MessageError> {
        if bytes.len() > LONGEST {
            return Err(MessageError::TooLong(bytes.len()));
        }
        let form = |error: serde_json::Error| MessageError::Form { line: error.line(), column: error.column() };
        let envelope: Envelope = serde_json::from_slice(bytes).map_err(form)?;
        let (content, is_answer) = match (envelope.request, envelope.response) {
            (Some(content), None) => (content, false),
            (None, Some(content)) => (content, true),
            (None, None) | (Some(_), Some(_)) => return Err(MessageError::Body),
        };
        let (header, body) = content.body().ok_or(MessageError::Body)?;
        // News take the place of an answer.
        let way = is_answer == (header.message_type == MessageType::Response) || header.message_type == MessageType::Notification;
        if way && body.fits(&header) { Ok(Self { header, body }) } else { Err(MessageError::Body) }
    }
}

#[cfg(test)]
mod tests;
