//! Every vector, both ways where the kiosk builds it.

use cardlast::device::zvt::apdu::{Apdu, ApduReader};
use cardlast::device::zvt::codes::{self, Refusal};
use cardlast::device::zvt::field::Fields;
use cardlast::device::zvt::message::{self, Said, StatusInformation, bitmap, tag};
use cardlast::device::zvt::serial::{FrameReader, Heard, check, frame};
use cardlast::device::zvt::tlv::{self, Tlv};
use cardlast::payment::{DeclineReason, EntryMode, Progress};

use super::bytes;

/// The one message of some bytes.
fn apdu(text: &str) -> Apdu {
    let mut reader = ApduReader::default();
    reader.push(&bytes(text));
    let apdu = reader.next().expect("a message").expect("a whole message");
    assert!(!reader.is_in_a_message(), "and no more than that");
    assert_eq!(apdu.encode(), bytes(text), "the same bytes again");
    apdu
}

fn said(text: &str) -> Said {
    Said::read(&apdu(text))
}

fn status(text: &str) -> StatusInformation {
    match said(text) {
        Said::Status(status) => *status,
        other => panic!("{other:?}"),
    }
}

const PASSWORD: [u8; 3] = [0x12, 0x34, 0x56];

#[test]
fn vector_1_and_2_a_registration_of_another_kiosk_is_understood_field_by_field() {
    for (text, objects) in [
        ("06 00 0E 12 34 56 BE 09 78 06 06 26 04 0A 02 06 D3", 1),
        ("06 00 14 00 00 00 9E 09 78 06 0C 26 04 0A 02 06 D3 1F 73 03 00 00 00", 2),
    ] {
        let apdu = apdu(text);
        // Password, configuration and currency have no bitmap.
        let fields = Fields::decode(&apdu.data[6..]);
        assert_eq!(fields.unread(), None);
        let read = tlv::decode_all(fields.get(bitmap::CONTAINER).expect("a container"));
        assert_eq!(read.len(), objects, "{text}");
        assert_eq!(read[0], Tlv::of(tag::COMMANDS, &[Tlv::new(tag::COMMAND, [0x06, 0xD3])]));
        assert_eq!(fields.encode(), &apdu.data[6..]);
    }
}

#[test]
fn our_own_registration_says_what_ours_should() {
    let built = message::registration(&PASSWORD, message::KIOSK_PRINTS, 978).encode();
    let expected = "06 00 15 12 34 56 BE 09 78 06 0D 12 01 42 1A 02 FF FF 26 04 0A 02 06 D3";
    assert_eq!(built, bytes(expected));
    assert_eq!(apdu(expected).control, message::control::REGISTRATION);
}

#[test]
fn vectors_3_4_and_6_completions_of_registrations() {
    for (text, terminal) in [
        ("06 0F 12 19 00 29 65 00 00 28 49 09 78 06 06 26 04 0A 02 06 D3", 65_000_028),
        ("06 0F 18 19 00 29 65 00 00 28 49 09 78 06 0C 26 04 0A 02 06 D3 1F 73 03 00 00 00", 65_000_028),
        ("06 0F 0A 19 10 29 52 52 35 35 49 09 78", 52_523_535),
    ] {
        let Said::Completed(data) = said(text) else { panic!("{text}") };
        assert_eq!(message::registered(&data), (Some(terminal), Some(978)), "{text}");
    }
}

#[test]
fn vector_5_an_answer_with_a_sequence_id() {
    let text = "80 00 08 06 06 1F 73 03 00 00 01";
    assert_eq!(said(text), Said::Accepted);
    assert!(apdu(text).is_response());
    assert_eq!(Fields::decode(&apdu(text).data).object(0x1F73), Some(vec![0, 0, 1]));
}

#[test]
fn vectors_7_and_8_sales() {
    assert_eq!(message::authorisation(1250, 978, None).encode(), bytes("06 01 0C 04 00 00 00 00 12 50 49 09 78 19 40"));
    let other = Fields::decode(&apdu("06 01 07 04 00 00 00 00 10 00").data);
    assert_eq!(other.get(bitmap::AMOUNT), Some([0, 0, 0, 0, 0x10, 0].as_slice()));
}

#[test]
fn vector_9_an_approval_without_an_amount_and_with_its_trace_in_an_object() {
    let status = status(
        "04 0F 65 27 00 0C 23 13 55 0D 10 29 0E 99 99 22 F0 F8 EE EE EE EE EE EE 47 71 A0 01 29 00 00 00 06 87 00 08 0B 00 00 00 8A \
         06 8B F1 F1 4D 41 53 54 45 52 43 41 52 44 00 06 2E 2F 08 1F 12 01 02 1F 10 01 00 60 1B 43 07 A0 00 00 00 04 10 10 44 10 44 \
         65 62 69 74 20 4D 61 73 74 65 72 63 61 72 64 1F 2B 04 10 01 50 08",
    );
    assert!(status.is_whole);
    assert_eq!((status.result, status.minor), (Some(0), None));
    assert_eq!((status.receipt, status.trace, status.terminal_id), (Some(8), Some(10_015_008), Some(6)));
    assert_eq!((status.date, status.time), (Some(1029), Some(231_355)));
    assert_eq!(status.card.map(|card| card.last_four()).as_deref(), Some("4771"));
    assert_eq!((status.card_name.as_str(), status.entry), ("MASTERCARD", Some(EntryMode::Contactless)));
}

#[test]
fn vector_10_an_approval_whose_card_number_has_digits_at_its_front() {
    let status = status(
        "04 0F 5A 27 00 04 00 00 00 00 25 00 49 09 78 0C 22 55 58 0D 04 05 22 F0 F8 55 98 83 EE EE EE 80 74 87 02 31 3B 37 35 30 30 37 \
         31 00 00 0B 00 09 75 19 60 29 52 52 35 35 0E 24 05 8A 06 8C 01 8B F1 F1 4D 61 73 74 65 72 43 61 72 64 00 2A 38 30 34 30 31 31 \
         39 32 36 20 20 20 20 20 20",
    );
    assert!(status.is_whole);
    assert_eq!((status.result, status.minor, status.currency), (Some(0), Some(2500), Some(978)));
    assert_eq!((status.receipt, status.trace), (Some(231), Some(975)));
    assert_eq!((status.authorisation.as_str(), status.card_name.as_str()), ("750071", "MasterCard"));
    assert_eq!(status.card.map(|card| card.last_four()).as_deref(), Some("8074"), "and nothing of its front");
}

#[test]
fn vectors_11_12_and_13_refusals() {
    let refused = status(
        "04 0F 31 27 05 29 29 00 10 06 3C F0 F1 F5 4B 61 72 74 65 20 61 62 67 65 6C 65 68 6E 74 8A 0D 06 13 24 11 07 0F 4B 61 72 74 65 \
         20 61 62 67 65 6C 65 68 6E 74",
    );
    assert_eq!((refused.result, refused.text.as_str()), (Some(5), "Karte abgelehnt"));
    let Some(Refusal::Declined(decline)) = codes::refusal(5) else { panic!("05 is a refusal") };
    assert_eq!((decline.reason, decline.code.as_str()), (DeclineReason::Refused, "05"));
    assert_eq!(status("04 0F 07 27 6C 29 29 00 10 06").result, Some(codes::CANCELLED));
    assert_eq!(said("06 1E 01 6C"), Said::Aborted(codes::CANCELLED));
    assert_eq!(codes::refusal(codes::CANCELLED), Some(Refusal::Cancelled));
    assert_eq!(said("06 1E 04 B8 87 FF FF"), Said::Aborted(0xB8));
}

#[test]
fn vectors_14_and_15_intermediate_states() {
    for (text, expected) in [("04 FF 01 0A", Progress::PresentCard), ("04 FF 01 17", Progress::Authorising)] {
        let Said::Step { status, texts } = said(text) else { panic!("{text}") };
        assert_eq!((codes::progress(status), texts.as_slice()), (Some(expected), [].as_slice()), "{text}");
    }
    let text = "04 FF 1E FF 10 06 1A 24 18 07 08 45 55 52 20 31 2E 32 33 07 0C 42 69 74 74 65 20 77 61 72 74 65 6E";
    let Said::Step { status, texts } = said(text) else { panic!("{text}") };
    assert_eq!((status, codes::progress(status)), (0xFF, None));
    assert_eq!(texts, ["EUR 1.23", "Bitte warten"]);
}

#[test]
fn vector_16_an_end_of_day() {
    let zeros = |count| vec!["00"; count].join(" ");
    let text = format!(
        "04 0F 4D 27 00 04 00 00 00 00 09 58 0B 00 09 82 0D 04 06 0C 08 17 06 60 F0 F5 F3 02 33 02 34 {} 02 00 00 00 00 09 58 {}",
        zeros(14),
        zeros(28)
    );
    let status = status(&text);
    assert!(status.has_totals && status.is_whole, "{status:?}");
    assert_eq!((status.result, status.minor), (Some(0), Some(958)));
}

#[test]
fn vectors_17_to_21_questions_and_answers_of_the_kiosk() {
    let nought = [0; 3];
    for (built, text) in [
        (message::repeat_receipt(&nought), "06 20 05 00 00 00 03 03"),
        (message::status_enquiry(), "05 01 00"),
        (message::end_of_day(&PASSWORD), "06 50 03 12 34 56"),
        (message::abort(), "06 B0 00"),
        (message::diagnosis(), "06 70 05 06 03 1B 01 01"),
        (Apdu::accepted(), "80 00 00"),
        (Apdu::refused(codes::NOT_DELIVERED), "84 66 00"),
    ] {
        assert_eq!(built.encode(), bytes(text), "{text}");
    }
    let reversal = message::reversal(&nought, 231, 100, 978, None).encode();
    let vector = bytes("06 30 0D 00 00 00 87 02 31 04 00 00 00 00 01 00");
    assert_eq!(reversal[3..16], vector[3..], "the vector, and the currency behind it");
    assert_eq!(reversal[16..], bytes("49 09 78"));
    let Said::Completed(data) = said("06 0F 01 DC") else { panic!("a completion") };
    assert_eq!(message::enquired_status(&data), Some(codes::CARD_INSERTED));
    let with_version = [bytes("F0 F0 F3 31 2E 30 9C"), vec![]].concat();
    assert_eq!(message::enquired_status(&with_version), Some(codes::BUSY));
    let partly = Fields::decode(&bytes("04 00 00 00 00 22 00"));
    assert_eq!(Apdu { control: [0x84, 0x9D], data: partly.encode() }.encode(), bytes("84 9D 07 04 00 00 00 00 22 00"));
}

#[test]
fn vector_22_long_messages() {
    for (length, header) in [(254, "04 0F FE"), (255, "04 0F FF FF 00"), (256, "04 0F FF 00 01"), (65_535, "04 0F FF FF FF")] {
        let apdu = Apdu { control: [0x04, 0x0F], data: vec![7; length] };
        let encoded = apdu.encode();
        assert!(encoded.starts_with(&bytes(header)), "{length}");
        let mut reader = ApduReader::default();
        reader.push(&encoded);
        assert_eq!(reader.next(), Ok(Some(apdu)), "{length}");
    }
}

#[test]
fn vector_23_a_line_to_print() {
    let Said::Print(print) = said("06 D1 09 40 52 49 45 44 47 20 35 30") else { panic!("a line") };
    assert_eq!((print.lines[0].trim(), print.is_last), ("RIEDG 50", false));
    assert!(print.lines[0].starts_with("      "), "centred");
    let Said::Print(last) = said("06 D1 01 81") else { panic!("a line") };
    assert!(last.is_last);
}

#[test]
fn a_block_to_print_says_whose_it_is_and_where_it_ends() {
    let texts = [
        Tlv::new(tag::LINE, b"Kundenbeleg".as_slice()),
        Tlv::new(tag::ATTRIBUTE, [0x02]),
        Tlv::new(tag::LINE, b"Summe".as_slice()),
        Tlv::new(tag::ATTRIBUTE, [0x81]),
    ];
    let objects = [Tlv::new(tag::RECEIPT_TYPE, [0x02]), Tlv::of(tag::PRINT_TEXTS, &texts)];
    let data = Fields::new().with(bitmap::CONTAINER, tlv::encode_all(&objects)).encode();
    let Said::Print(print) = Said::read(&Apdu { control: message::control::PRINT_BLOCK, data }) else { panic!("a block") };
    assert_eq!((print.kind, print.is_last), (Some(2), true));
    assert_eq!(print.lines, ["Kundenbeleg", "  Summe"]);
}

#[test]
fn vectors_24_25_and_26_serial_frames() {
    for (message, framed) in [
        ("06 70 00", "10 02 06 70 00 10 03 D9 F9"),
        ("80 00 00", "10 02 80 00 00 10 03 F5 1F"),
        ("84 9C 00", "10 02 84 9C 00 10 03 C3 41"),
        ("06 18 00", "10 02 06 18 00 10 03 56 3A"),
        ("06 01 0A 04 00 00 00 01 10 00 49 09 78", "10 02 06 01 0A 04 00 00 00 01 10 10 00 49 09 78 10 03 F2 FF"),
        ("06 00 06 12 34 56 BA 09 78", "10 02 06 00 06 12 34 56 BA 09 78 10 03 24 C3"),
    ] {
        assert_eq!(frame(&bytes(message)), bytes(framed), "{message}");
        assert_eq!(check(&bytes(message)).to_le_bytes(), bytes(framed)[bytes(framed).len() - 2..], "{message}");
        let mut reader = FrameReader::default();
        let heard: Vec<_> = bytes(framed).into_iter().filter_map(|byte| reader.push(byte)).collect();
        assert_eq!(heard, [Heard::Message(bytes(message))]);
    }
}

#[test]
fn a_serial_frame_with_a_wrong_check_or_a_pause_is_asked_for_again() {
    let mut reader = FrameReader::default();
    let mut broken = frame(&bytes("06 70 00"));
    *broken.last_mut().expect("a check") ^= 1;
    let heard: Vec<_> = broken.into_iter().filter_map(|byte| reader.push(byte)).collect();
    assert_eq!(heard, [Heard::Broken]);
    let half: Vec<_> = frame(&bytes("06 70 00")).into_iter().take(5).filter_map(|byte| reader.push(byte)).collect();
    assert_eq!((half.as_slice(), reader.paused()), ([].as_slice(), Some(Heard::Broken)));
    assert_eq!(reader.paused(), None);
    assert_eq!((reader.push(0x06), reader.push(0x15)), (Some(Heard::Understood), Some(Heard::NotUnderstood)));
}

#[test]
fn an_unknown_field_ends_what_is_read_and_nothing_before_it_is_lost() {
    let status = StatusInformation::read(&bytes("27 00 04 00 00 00 00 08 90 FF 01 02 87 00 08"));
    assert_eq!((status.result, status.minor, status.receipt, status.is_whole), (Some(0), Some(890), None, false));
    let fields = Fields::decode(&bytes("27 00 FF 01"));
    assert_eq!(fields.unread(), Some(2));
}

#[test]
fn a_card_number_that_is_not_masked_leaves_its_last_four_digits_and_no_more() {
    for (text, last) in [
        ("22 F0 F8 42 42 42 42 42 42 42 42", Some("4242")),
        ("22 F1 F0 67 99 99 89 00 00 00 12 34 5F", Some("2345")),
        ("22 F0 F2 EE EE", None),
        ("22 F0 F1 12", None),
    ] {
        let status = StatusInformation::read(&bytes(text));
        assert_eq!(status.card.as_ref().map(|card| card.last_four()).as_deref(), last, "{text}");
        assert!(!format!("{status:?}").contains("4242"), "it is not shown either");
    }
}
