//! What the terminal says.

use super::super::message::{
    AcquirerData, AmountsAuthorised, Body, CardData, DiagnosisResponse, DisplayRequest, ErrorCondition, EventNotification,
    EventToNotify, GlobalStatus, Header, InstrumentData, LastFour, Message, MessageCategory, MessageClass, MessageReference,
    MessageType, OutputContent, OutputText, PaymentReceipt, PaymentResponse, PaymentResult, PoiData, PoiStatus, RepeatedBody,
    RepeatedMessage, Response, SaleData, TransactionId, TransactionStatusResponse,
};
use crate::money::Money;
use crate::payment::{EntryMode, MaskedPan, Progress};
use crate::time::Now;

/// The demonstration card.
const LAST_FOUR: &str = "4242";

pub(super) fn failure(condition: ErrorCondition, more: Option<&str>) -> Response {
    Response { additional_response: more.map(str::to_owned), ..Response::failure(condition) }
}

/// The answer to a payment; what was taken stands in it when it is an approval.
pub(super) fn payment(
    sale: &SaleData,
    transaction: TransactionId,
    response: Response,
    approved: Option<(Money, EntryMode)>,
) -> PaymentResponse {
    PaymentResponse {
        response,
        sale_data: sale.clone(),
        poi_data: PoiData { transaction: Some(transaction.clone()) },
        payment_result: approved.map(|(amount, entry)| result(amount, entry)),
        payment_receipt: approved.map(|(amount, _)| slips("TOTAL", amount)),
    }
}

fn result(amount: Money, entry: EntryMode) -> PaymentResult {
    PaymentResult {
        payment_instrument_data: Some(InstrumentData {
            payment_instrument_type: "Card".to_owned(),
            card_data: Some(CardData {
                payment_brand: Some("Demo".to_owned()),
                masked_pan: LastFour(MaskedPan::from_last_four(LAST_FOUR)),
                entry_mode: vec![entry.into()],
            }),
        }),
        amounts_resp: Some(AmountsAuthorised {
            currency: Some(amount.currency().code().to_owned()),
            authorized_amount: amount.into(),
        }),
        online_flag: Some(true),
        payment_acquirer_data: Some(AcquirerData {
            merchant_id: Some("CardlastDemo".to_owned()),
            acquirer_poi_id: Some("emulator".to_owned()),
            approval_code: Some("042117".to_owned()),
        }),
    }
}

/// Both copies. `name` is what the amount is called.
pub(super) fn slips(name: &str, amount: Money) -> Vec<PaymentReceipt> {
    ["CustomerReceipt", "CashierReceipt"].map(|qualifier| slip(qualifier, name, amount)).into()
}

fn slip(qualifier: &str, name: &str, amount: Money) -> PaymentReceipt {
    let line = |text: String| OutputText { text };
    PaymentReceipt {
        document_qualifier: qualifier.to_owned(),
        output_content: OutputContent {
            output_format: "Text".to_owned(),
            predefined_content: None,
            output_text: vec![
                line("key=header1&name=Cardlast%20demo".to_owned()),
                line(format!("key=pan&name=Card&value=%2a%2a%2a%2a%20{LAST_FOUR}")),
                line(format!("key=totalAmount&name={name}&value={amount}%20{}", amount.currency())),
            ],
        },
    }
}

/// The answer to a question about an earlier one.
pub(super) fn status(
    response: Response,
    reference: Option<MessageReference>,
    repeated: Option<(Header, RepeatedBody)>,
) -> TransactionStatusResponse {
    TransactionStatusResponse {
        response,
        message_reference: reference,
        repeated_message_response: repeated.map(|(message_header, body)| RepeatedMessage { message_header, body }),
    }
}

pub(super) const fn diagnosis(global_status: GlobalStatus) -> DiagnosisResponse {
    DiagnosisResponse { response: Response::success(), status: Some(PoiStatus { global_status }) }
}

/// News of how far a payment has come.
pub(super) fn display(payment: &Header, progress: Progress) -> Option<Message> {
    let event = match progress {
        Progress::PresentCard => "TENDER_CREATED",
        Progress::EnterPin | Progress::WrongPin => "WAIT_FOR_PIN",
        Progress::Authorising => "PIN_ENTERED",
        Progress::RemoveCard
        | Progress::FollowTerminal
        | Progress::PleaseWait
        | Progress::CardUnreadable
        | Progress::TakingBack => return None,
    };
    let header = Header {
        message_class: MessageClass::Device,
        message_category: MessageCategory::Display,
        message_type: MessageType::Notification,
        device_id: Some("1".to_owned()),
        ..payment.clone()
    };
    Some(Message { header, body: Body::DisplayRequest(DisplayRequest::of_event(event)) })
}

/// "Not understood", in the place of an answer.
pub(super) fn reject(now: Now, sale_id: &str, poi_id: &str, details: &str) -> Message {
    let header = Header {
        protocol_version: Some("3.0".to_owned()),
        message_class: MessageClass::Event,
        message_category: MessageCategory::Event,
        message_type: MessageType::Notification,
        service_id: None,
        device_id: Some("1".to_owned()),
        sale_id: sale_id.to_owned(),
        poi_id: poi_id.to_owned(),
    };
    let body = EventNotification {
        time_stamp: now.wall.to_string(),
        event_to_notify: EventToNotify::Reject,
        event_details: Some(details.to_owned()),
    };
    Message { header, body: Body::EventNotification(body) }
}
