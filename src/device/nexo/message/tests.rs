//! Messages as a terminal's maker documents them, and what is no message.

use super::*;
use crate::money::{Currency, Money};
use crate::payment::MaskedPan;

fn head(category: MessageCategory) -> Header {
    Header::request(category, "0000000042".to_owned(), "kiosk A".to_owned(), "V400m-324688179".to_owned())
}

const APPROVED: &str = r#"{"SaleToPOIResponse":{
  "MessageHeader":{"MessageClass":"Service","MessageCategory":"Payment","MessageType":"Response","ServiceID":"0000000042",
    "SaleID":"kiosk A","POIID":"V400m-324688179","ProtocolVersion":"3.0"},
  "PaymentResponse":{
    "POIData":{"POIReconciliationID":"1000","POITransactionID":{"TimeStamp":"2026-11-28T09:30:00.000Z","TransactionID":"oLkO001571135600000.GJ"}},
    "PaymentReceipt":[{"DocumentQualifier":"CustomerReceipt","OutputContent":{"OutputFormat":"Text",
      "OutputText":[{"CharacterStyle":"Bold","EndOfLineFlag":true,"Text":"key=header1&name=Cardlast"}]},"RequiredSignatureFlag":false}],
    "PaymentResult":{"AmountsResp":{"AuthorizedAmount":12.5,"Currency":"EUR"},"OnlineFlag":true,
      "PaymentAcquirerData":{"AcquirerPOIID":"V400m-324688179","ApprovalCode":"123456","MerchantID":"Shop"},
      "PaymentInstrumentData":{"CardData":{"CardCountryCode":"056","EntryMode":["Tapped"],"MaskedPan":"541333 **** 9999",
        "PaymentBrand":"mc","SensitiveCardData":{"CardSeqNumb":"33","ExpiryDate":"0228"}},"PaymentInstrumentType":"Card"}},
    "Response":{"AdditionalResponse":"tid=47069832&AID=A0000000041010","Result":"Success"},
    "SaleData":{"SaleTransactionID":{"TimeStamp":"2026-11-28T09:29:50.000Z","TransactionID":"try 1"}}}}}"#;

#[test]
fn an_approval_is_read_and_of_the_card_only_what_may_be_known() {
    let message = Message::decode(APPROVED.as_bytes()).expect("a message");
    assert!(message.header.answers(&head(MessageCategory::Payment)));
    let Body::PaymentResponse(payment) = message.body else { panic!("{:?}", message.body) };
    assert_eq!(payment.response.result, Outcome::Success);
    assert_eq!(payment.sale_data.transaction.expect("ours").id, "try 1");
    assert_eq!(payment.poi_data.transaction.expect("theirs").id, "oLkO001571135600000.GJ");
    let result = payment.payment_result.expect("a result");
    let amount = result.amounts_resp.expect("amounts").authorized_amount;
    assert_eq!(amount.money(Currency::EUR), Money::from_minor(1250, Currency::EUR));
    let card = result.payment_instrument_data.and_then(|data| data.card_data).expect("a card");
    assert_eq!(card.masked_pan.0, MaskedPan::from_last_four("9999"));
    assert_eq!(card.entry_mode, [Entry::Tapped]);
}

#[test]
fn of_a_card_number_only_the_end_survives() {
    for (sent, kept) in [("4111111111111111", Some("1111")), ("1111", Some("1111")), ("41111111111111é1", None), ("", None)] {
        let card: CardData = serde_json::from_str(&format!(r#"{{"MaskedPan":"{sent}"}}"#)).expect("a card");
        assert_eq!(card.masked_pan.0.map(|pan| pan.last_four()).as_deref(), kept, "{sent}");
    }
    let message = APPROVED.replace("541333 **** 9999", "5413330089099999");
    let read = Message::decode(message.as_bytes()).expect("a message");
    for text in [format!("{read:?}"), String::from_utf8(read.encode()).expect("text")] {
        assert!(!text.contains("541333") && !text.contains("0228"), "{text}");
    }
}

#[test]
fn a_request_is_written_as_documented() {
    let amount = Money::from_minor(1250, Currency::EUR).expect("an amount");
    let transaction = TransactionId { id: "try 1".to_owned(), time: "2026-11-28T09:29:50.000+00:00".to_owned() };
    let amounts_req = AmountsRequested { currency: "EUR".to_owned(), requested_amount: amount.into() };
    let message = Message {
        header: head(MessageCategory::Payment),
        body: Body::PaymentRequest(PaymentRequest {
            sale_data: SaleData { transaction: Some(transaction), reference: None },
            payment_transaction: PaymentTransaction { amounts_req },
        }),
    };
    let written = String::from_utf8(message.encode()).expect("text");
    assert_eq!(
        written,
        concat!(
            r#"{"SaleToPOIRequest":{"MessageHeader":{"ProtocolVersion":"3.0","MessageClass":"Service","MessageCategory":"Payment","#,
            r#""MessageType":"Request","ServiceID":"0000000042","SaleID":"kiosk A","POIID":"V400m-324688179"},"#,
            r#""PaymentRequest":{"SaleData":{"SaleTransactionID":{"TransactionID":"try 1","TimeStamp":"2026-11-28T09:29:50.000+00:00"}},"#,
            r#""PaymentTransaction":{"AmountsReq":{"Currency":"EUR","RequestedAmount":12.50}}}}}"#
        )
    );
    assert_eq!(Message::decode(written.as_bytes()), Ok(message));
}

#[test]
fn words_that_no_list_has_are_read_as_such() {
    let odd = APPROVED.replace("\"Result\":\"Success\"", "\"Result\":\"Failure\",\"ErrorCondition\":\"Sulking\"");
    let Ok(Message { body: Body::PaymentResponse(payment), .. }) = Message::decode(odd.as_bytes()) else { panic!("read") };
    assert_eq!(payment.response.error_condition, Some(ErrorCondition::Other));
}

#[test]
fn a_failure_may_come_without_names() {
    let early = r#"{"SaleToPOIResponse":{"MessageHeader":{"MessageClass":"Service","MessageCategory":"Payment","MessageType":"Response",
        "SaleID":"kiosk A","POIID":"p"},"PaymentResponse":{"POIData":{},"Response":{"Result":"Failure","ErrorCondition":"Busy"}}}}"#;
    let Ok(Message { body: Body::PaymentResponse(payment), .. }) = Message::decode(early.as_bytes()) else { panic!("read") };
    assert_eq!(payment.response, Response::failure(ErrorCondition::Busy));
}

#[test]
fn what_is_no_message_says_where_and_never_what() {
    let deep = format!("{}{}", "{\"SaleToPOIRequest\":".repeat(5_000), "}".repeat(5_000));
    let second = APPROVED
        .replace("\"PaymentResponse\":{", "\"DiagnosisResponse\":{\"Response\":{\"Result\":\"Success\"}},\"PaymentResponse\":{");
    let wrong_way = APPROVED.replace("SaleToPOIResponse", "SaleToPOIRequest");
    let other_head = APPROVED.replace("\"MessageCategory\":\"Payment\"", "\"MessageCategory\":\"Reversal\"");
    for (json, error) in [
        (" ".repeat(LONGEST + 1).as_str(), Some(MessageError::TooLong(LONGEST + 1))),
        ("{}", Some(MessageError::Body)),
        (second.as_str(), Some(MessageError::Body)),
        (wrong_way.as_str(), Some(MessageError::Body)),
        (other_head.as_str(), Some(MessageError::Body)),
        ("", None),
        ("null", None),
        (deep.as_str(), None),
        (r#"{"SaleToPOIRequest":{"MessageHeader":4111111111111111}}"#, None),
    ] {
        let found = Message::decode(json.as_bytes()).expect_err(json);
        assert!(!found.to_string().contains("4111"), "{found}");
        match error {
            Some(error) => assert_eq!(found, error),
            None => assert!(matches!(found, MessageError::Form { .. }), "{found:?}"),
        }
    }
    // Cut anywhere it is no message.
    for length in 0..APPROVED.trim_end().len() {
        assert!(Message::decode(&APPROVED.as_bytes()[..length]).is_err(), "cut after {length} bytes");
    }
}
