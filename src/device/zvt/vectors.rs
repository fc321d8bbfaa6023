//! Messages that others have written down, read and written; and laws that hold for any bytes.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::apdu::{Apdu, ApduReader, Code, NotZvt, code};
use super::message::{Abort, IntermediateStatus, Registration, last_receipt, terminal_status, with_password};
use super::serial::{SerialAct, SerialLine, frame};
use super::{Fields, Form, Receipt, Tag, Tlv, bmp, form, tag};
use crate::time::Timestamp;

fn bytes(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("a byte")).collect()
}

/// Reads one message, which must be all there is, and writes it again.
fn read(text: &str) -> Apdu {
    let all = bytes(text);
    let mut rest = all.as_slice();
    let apdu = ApduReader::default().read(&mut rest).expect("of this protocol").expect("complete");
    assert!(rest.is_empty(), "{text}");
    assert_eq!(apdu.encode(), all, "{text}");
    apdu
}

fn fields(text: &str) -> Fields {
    let fields = Fields::decode(read(text).data());
    assert_eq!(fields.unparsed(), None, "{text}");
    fields
}

const VECTOR_9: &str = "04 0F 65 27 00 0C 23 13 55 0D 10 29 0E 99 99 22 F0 F8 EE EE EE EE EE EE 47 71 A0 01 29 00 00 00 06 87 00 08 \
    0B 00 00 00 8A 06 8B F1 F1 4D 41 53 54 45 52 43 41 52 44 00 06 2E 2F 08 1F 12 01 02 1F 10 01 00 60 1B 43 07 A0 00 00 00 04 10 10 44 \
    10 44 65 62 69 74 20 4D 61 73 74 65 72 63 61 72 64 1F 2B 04 10 01 50 08";
const VECTOR_10: &str = "04 0F 5A 27 00 04 00 00 00 00 25 00 49 09 78 0C 22 55 58 0D 04 05 22 F0 F8 55 98 83 EE EE EE 80 74 87 02 31 \
    3B 37 35 30 30 37 31 00 00 0B 00 09 75 19 60 29 52 52 35 35 0E 24 05 8A 06 8C 01 8B F1 F1 4D 61 73 74 65 72 43 61 72 64 00 2A 38 30 \
    34 30 31 31 39 32 36 20 20 20 20 20 20";

/// 1, 2, 8, 17, 19, 20: what kiosks say.
#[test]
fn what_a_kiosk_says_is_written_as_others_write_it() {
    let list = |objects: Vec<Tlv>| Fields::default().with_objects(objects).encode();
    let permitted = Tlv::of(tag::PERMITTED_COMMANDS, vec![Tlv::plain(tag::COMMAND, [0x06, 0xd3])]);
    let first = [bytes("12 34 56 BE 09 78"), list(vec![permitted.clone()])].concat();
    let second = [bytes("00 00 00 9E 09 78"), list(vec![permitted, Tlv::plain(tag::SEQUENCE, [0, 0, 0])])].concat();
    let sale = Fields::default().with_number(bmp::AMOUNT, 1000);
    let whole = Fields::default().with_number(bmp::AMOUNT, 1250).with_number(bmp::CURRENCY, 978).with(bmp::PAYMENT_TYPE, [0x40]);
    let reversal = Fields::default().with_number(bmp::RECEIPT, 231).with_number(bmp::AMOUNT, 100);
    let partly = Fields::default().with_number(bmp::AMOUNT, 2200);
    for (apdu, expected) in [
        (Apdu::new(code::REGISTRATION, first), "06 00 0E 12 34 56 BE 09 78 06 06 26 04 0A 02 06 D3"),
        (Apdu::new(code::REGISTRATION, second), "06 00 14 00 00 00 9E 09 78 06 0C 26 04 0A 02 06 D3 1F 73 03 00 00 00"),
        (Apdu::new(code::AUTHORISATION, sale.encode()), "06 01 07 04 00 00 00 00 10 00"),
        (Apdu::new(code::AUTHORISATION, whole.encode()), "06 01 0C 04 00 00 00 00 12 50 49 09 78 19 40"),
        (last_receipt(0), "06 20 05 00 00 00 03 03"),
        (Apdu::bare(code::STATUS_ENQUIRY), "05 01 00"),
        (with_password(code::END_OF_DAY, 123_456, &Fields::default()), "06 50 03 12 34 56"),
        (with_password(code::REVERSAL, 0, &reversal), "06 30 0D 00 00 00 87 02 31 04 00 00 00 00 01 00"),
        (Apdu::new(Code(0x84, 0x9d), partly.encode()), "84 9D 07 04 00 00 00 00 22 00"),
    ] {
        assert_eq!(apdu.encode(), bytes(expected));
        assert_eq!(read(expected), apdu);
    }
}

#[test]
fn our_registration_names_what_the_kiosk_takes_and_who_prints() {
    for (kiosk_prints, expected) in [
        (true, "06 00 19 12 34 56 BE 09 78 06 11 26 08 0A 02 06 D1 0A 02 06 D3 12 01 24 1A 02 10 00"),
        (false, "06 00 16 12 34 56 38 09 78 06 0E 26 08 0A 02 06 D1 0A 02 06 D3 1A 02 10 00"),
    ] {
        let message = Registration { password: 123_456, currency: 978, kiosk_prints }.message();
        assert_eq!(message.encode(), bytes(expected));
    }
}

/// 3, 4, 5, 6.
#[test]
fn completions_of_a_registration_and_an_answer_with_a_number() {
    for (text, status, terminal, sequence) in [
        ("06 0F 12 19 00 29 65 00 00 28 49 09 78 06 06 26 04 0A 02 06 D3", 0x00, 65_000_028, None),
        ("06 0F 18 19 00 29 65 00 00 28 49 09 78 06 0C 26 04 0A 02 06 D3 1F 73 03 00 00 00", 0x00, 65_000_028, Some([0, 0, 0])),
        ("06 0F 0A 19 10 29 52 52 35 35 49 09 78", 0x10, 52_523_535, None),
    ] {
        let told = fields(text);
        assert_eq!((told.byte(bmp::PAYMENT_TYPE), told.number(bmp::TERMINAL)), (Some(status), Some(terminal)));
        assert_eq!(told.number(bmp::CURRENCY), Some(978));
        assert_eq!(told.object(&[tag::SEQUENCE]), sequence.as_ref().map(<[u8; 3]>::as_slice));
        assert_eq!(told.encode(), read(text).data());
    }
    let answer = read("80 00 08 06 06 1F 73 03 00 00 01");
    assert_eq!((answer.code().is_answer(), answer.code().refusal()), (true, None));
    assert_eq!(Fields::decode(answer.data()).object(&[tag::SEQUENCE]), Some([0, 0, 1].as_slice()));
    assert_eq!(Code(0x84, 0x00).refusal(), None, "this is a yes, too");
    assert_eq!(Code(0x84, 0x9c).refusal(), Some(0x9c));
}

#[test]
fn vector_9_an_approval_without_an_amount_and_with_a_long_trace() {
    let told = fields(VECTOR_9);
    let text = |number| told.text(number).expect("it is there");
    assert_eq!((told.byte(bmp::RESULT), told.number(bmp::AMOUNT)), (Some(0), None));
    assert_eq!((told.number(bmp::TIME), told.number(bmp::DATE)), (Some(231_355), Some(1_029)));
    assert_eq!(told.last_four().as_deref(), Some("4771"));
    assert_eq!((text(bmp::CARD_NAME).as_str(), told.byte(bmp::CARD_TYPE)), ("MASTERCARD", Some(6)));
    assert_eq!(Receipt::of(&told), Receipt { terminal: Some(6), number: Some(8), trace: Some(10_015_008) });
    assert_eq!(told.object(&[tag::PAYMENT_TYPE, tag::CARD_TECHNOLOGY]), Some([2].as_slice()));
    assert_eq!(told.object(&[tag::APPLICATION, tag::APPLICATION_NAME]), Some(b"Debit Mastercard".as_slice()));
    assert_eq!(told.bytes(bmp::EXPIRY), Some([0, 0].as_slice()), "not kept");
}

#[test]
fn vector_10_an_approval_whose_card_number_shows_more_than_it_may() {
    let told = fields(VECTOR_10);
    assert_eq!((told.byte(bmp::RESULT), told.number(bmp::AMOUNT), told.number(bmp::CURRENCY)), (Some(0), Some(2_500), Some(978)));
    assert_eq!(told.bytes(bmp::CARD_NUMBER), Some(bytes("EE EE EE EE EE EE 80 74").as_slice()));
    assert_eq!(told.last_four().as_deref(), Some("8074"));
    assert_eq!(told.text(bmp::AUTHORISATION).as_deref(), Some("750071"));
    assert_eq!(told.text(bmp::CARD_NAME).as_deref(), Some("MasterCard"));
    assert_eq!(told.text(bmp::CONTRACT).as_deref(), Some("804011926"));
    assert_eq!(Receipt::of(&told).reference().0, "T52523535R0231S000975");
    assert_eq!(told.byte(bmp::PAYMENT_TYPE), Some(0x60));
}

/// 11, 12, 13.
#[test]
fn refusals_and_what_ends_them() {
    let told = fields(
        "04 0F 31 27 05 29 29 00 10 06 3C F0 F1 F5 4B 61 72 74 65 20 61 62 67 65 6C 65 68 6E 74 8A 0D 06 13 24 11 07 0F 4B 61 72 74 65 20 \
         61 62 67 65 6C 65 68 6E 74",
    );
    assert_eq!((told.byte(bmp::RESULT), told.number(bmp::TERMINAL)), (Some(5), Some(29_001_006)));
    assert_eq!(told.text(bmp::ADDITIONAL_TEXT).as_deref(), Some("Karte abgelehnt"));
    assert_eq!(told.object(&[tag::DISPLAY_TEXTS, tag::TEXT_LINE]), Some(b"Karte abgelehnt".as_slice()));
    assert_eq!(fields("04 0F 07 27 6C 29 29 00 10 06").byte(bmp::RESULT), Some(0x6c));
    assert_eq!(Abort::decode(read("06 1E 01 6C").data()).result, 0x6c);
    let abort = Abort::decode(read("06 1E 04 B8 87 FF FF").data());
    assert_eq!((abort.result, abort.fields.bytes(bmp::RECEIPT)), (0xb8, Some([0xff, 0xff].as_slice())));
    assert_eq!(abort.fields.number(bmp::RECEIPT), None);
}

/// 14, 15.
#[test]
fn how_far_it_is() {
    let status = |text: &str| IntermediateStatus::decode(read(text).data()).expect("a status");
    assert_eq!(status("04 FF 01 0A"), IntermediateStatus { status: 0x0a, minutes: None, texts: vec![] });
    assert_eq!(status("04 FF 01 17").status, 0x17);
    let data = bytes("FF 10 06 1A 24 18 07 08 45 55 52 20 31 2E 32 33 07 0C 42 69 74 74 65 20 77 61 72 74 65 6E");
    let told = IntermediateStatus::decode(&data).expect("a status");
    assert_eq!((told.status, told.minutes), (0xff, Some(10)));
    assert_eq!(told.texts, ["EUR 1.23", "Bitte warten"]);
    assert_eq!(IntermediateStatus::decode(&[]), None);
}

/// 16.
#[test]
fn the_end_of_a_day() {
    let text = format!(
        "04 0F 4D 27 00 04 00 00 00 00 09 58 0B 00 09 82 0D 04 06 0C 08 17 06 60 F0 F5 F3 02 33 02 34 {}02 00 00 00 00 09 58{}",
        "00 ".repeat(14),
        " 00".repeat(28)
    );
    let told = fields(&text);
    let totals = told.bytes(bmp::TOTALS).expect("totals");
    assert_eq!((totals.len(), &totals[..4]), (53, [2, 0x33, 2, 0x34].as_slice()));
    assert_eq!(told.number(bmp::AMOUNT), Some(958));
    assert_eq!(told.encode(), read(&text).data());
}

/// 18, and with a version in front.
#[test]
fn a_status_without_a_name_is_found() {
    assert_eq!(terminal_status(read("06 0F 01 DC").data()), Some(0xdc));
    assert_eq!(terminal_status(&bytes("F0 F0 F3 31 2E 30 9C")), Some(0x9c));
    assert_eq!(terminal_status(&bytes("F0 F0 F3 31 2E")), None);
    assert_eq!(terminal_status(&[]), None);
}

/// 22.
#[test]
fn long_messages_have_their_low_byte_first() {
    for (length, head) in [(254, "04 0F FE"), (255, "04 0F FF FF 00"), (256, "04 0F FF 00 01"), (65_535, "04 0F FF FF FF")] {
        let apdu = Apdu::new(code::STATUS_INFORMATION, vec![0x27; length]);
        let written = apdu.encode();
        assert!(written.starts_with(&bytes(head)), "{length}");
        let mut rest = written.as_slice();
        assert_eq!(ApduReader::default().read(&mut rest), Ok(Some(apdu)), "{length}");
    }
}

/// 24, 25, 26.
#[test]
fn serial_frames_are_those_of_others() {
    for (apdu, framed) in [
        ("06 70 00", "10 02 06 70 00 10 03 D9 F9"),
        ("80 00 00", "10 02 80 00 00 10 03 F5 1F"),
        ("84 9C 00", "10 02 84 9C 00 10 03 C3 41"),
        ("06 18 00", "10 02 06 18 00 10 03 56 3A"),
        ("06 01 0A 04 00 00 00 01 10 00 49 09 78", "10 02 06 01 0A 04 00 00 00 01 10 10 00 49 09 78 10 03 F2 FF"),
        ("06 00 06 12 34 56 BA 09 78", "10 02 06 00 06 12 34 56 BA 09 78 10 03 24 C3"),
    ] {
        assert_eq!(frame(&read(apdu)), bytes(framed));
        let mut line = SerialLine::default();
        line.hear(Timestamp(0), &bytes(framed));
        let acts = [line.next_act(), line.next_act()];
        assert_eq!(acts, [Some(SerialAct::Write(vec![0x06])), Some(SerialAct::Message(read(apdu)))]);
    }
}

#[test]
fn what_follows_an_unknown_field_is_left_aside_and_the_rest_kept() {
    let told = Fields::decode(&bytes("27 00 04 00 00 00 00 08 90 99 01 02 03"));
    assert_eq!((told.byte(bmp::RESULT), told.number(bmp::AMOUNT)), (Some(0), Some(890)));
    let unparsed = told.unparsed().expect("it is told");
    assert_eq!((unparsed.number, unparsed.bytes), (0x99, 4));
    let cut = Fields::decode(&bytes("27 00 04 00 00"));
    assert_eq!(cut.unparsed().map(|unparsed| unparsed.number), Some(0x04));
}

#[test]
fn lengths_without_their_f_are_understood() {
    assert_eq!(Fields::decode(&bytes("8B 00 03 41 42 43 27 00")).text(bmp::CARD_NAME).as_deref(), Some("ABC"));
}

#[test]
fn no_more_of_a_card_than_four_digits_is_kept_however_it_comes() {
    for (number, last) in [
        ("22 F0 F8 41 11 11 11 11 11 11 11", Some("1111")),
        ("22 F1 F0 67 99 99 89 00 00 00 00 12 3F", Some("0123")),
        ("22 F0 F8 EE EE EE EE EE EE EE EE", None),
        ("22 F1 F0 41 11 11 11 11 11 11 11 D2 41", None),
        ("22 F0 F1 41", None),
    ] {
        let told = Fields::decode(&bytes(number));
        assert_eq!(told.last_four().as_deref(), last, "{number}");
        let digits: Vec<u8> =
            told.encode()[3..].iter().flat_map(|byte| [byte >> 4, byte & 15]).filter(|digit| *digit <= 9).collect();
        assert!(digits.len() <= 4, "{number}: {digits:?}");
    }
    let tracks = Fields::decode(&bytes("23 F0 F8 41 11 11 11 11 11 11 11 0E 29 12 3A 01 23 24 F0 F0 F2 41 11"));
    assert_eq!(tracks.unparsed(), None);
    assert_eq!(tracks.encode(), bytes("23 F0 F0 0E 00 00 3A 00 00 24 F0 F0 F0"));
    assert!(!format!("{tracks:?}").contains("41"));
}

#[test]
fn another_protocol_is_noticed_at_its_first_byte() {
    let mut reader = ApduReader::default();
    let mut rest = b"HTTP/1.1".as_slice();
    assert_eq!(reader.read(&mut rest), Err(NotZvt(b'H')));
    let mut good = [0x80, 0, 0].as_slice();
    assert_eq!(reader.read(&mut good), Err(NotZvt(b'H')), "it does not come right");
}

fn any_fields() -> impl Strategy<Value = Fields> {
    // Those whose values are kept as they are.
    let plain: Vec<u8> = (0..=255)
        .filter(|number| form(*number).is_some_and(|form| form != Form::Container))
        .filter(|number| ![0x0e, 0x22, 0x23, 0x24, 0x2d, 0x2e, 0x3a, 0x92, 0x9a, 0xaf, 0xd1].contains(number))
        .collect();
    let list = prop::collection::vec((prop::sample::select(plain), prop::collection::vec(any::<u8>(), 0..120)), 0..12);
    // None of them is a container: what is in one is taken apart.
    let tag = prop_oneof![Just(0x07), Just(0x1f2b), Just(0x1f80), Just(0x5f01), Just(0x41)];
    let objects = prop::collection::vec((tag, prop::collection::vec(any::<u8>(), 0..300)), 0..5);
    (list, objects).prop_map(|(list, objects)| {
        let fields = list.into_iter().fold(Fields::default(), |fields, (number, value)| fields.with(number, value));
        let objects: Vec<Tlv> = objects.into_iter().map(|(tag, value)| Tlv::plain(Tag(tag), value)).collect();
        if objects.is_empty() { fields } else { fields.with_objects(vec![Tlv::of(Tag(0x24), objects)]) }
    })
}

/// How long each field is, as the protocol's list has it, in the order of the list and not by the decoder's table: number, then the length
/// of its value, or the digits before it that say how long it is.
const LENGTHS: &[(&[u8], Length)] = &[
    (&[0x01, 0x02, 0x03, 0x05, 0x19, 0x27, 0x72, 0x73, 0x74, 0x75, 0x8a, 0x8c, 0xa0, 0xd0, 0xd2, 0xd3], Length::Of(1)),
    (&[0xe0, 0xe9, 0xea, 0xf0, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd], Length::Of(1)),
    (&[0x0d, 0x0e, 0x17, 0x3a, 0x49, 0x87], Length::Of(2)),
    (&[0x0b, 0x0c, 0x37, 0x3d, 0x88, 0xaa], Length::Of(3)),
    (&[0x29, 0x70, 0x71], Length::Of(4)),
    (&[0xba], Length::Of(5)),
    (&[0x04], Length::Of(6)),
    (&[0x3b, 0xeb], Length::Of(8)),
    (&[0x2a], Length::Of(15)),
    (&[0x22, 0x23, 0x2d, 0x4c, 0x8b, 0xa7, 0xd1], Length::Digits(2)),
    (&[0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8], Length::Digits(2)),
    (&[0x24, 0x2e, 0x3c, 0x60, 0x92, 0x9a, 0xaf], Length::Digits(3)),
];

#[derive(Clone, Copy)]
enum Length {
    Of(usize),
    /// So many bytes `Fn` before it, one digit each.
    Digits(usize),
}

/// Each field stands between two that are known: what comes behind it is understood only if it was as long as it says.
#[test]
fn every_field_is_as_long_as_the_protocol_says_and_no_other_is_known() {
    let mut known = BTreeSet::from([0x06]);
    for (numbers, length) in LENGTHS {
        for number in *numbers {
            assert!(known.insert(*number), "{number:02x} is in the list twice");
            let (head, value): (Vec<u8>, Vec<u8>) = match length {
                Length::Of(length) => (vec![], vec![0x11; *length]),
                Length::Digits(2) => (vec![0xf1, 0xf2], vec![0x11; 12]),
                Length::Digits(_) => (vec![0xf1, 0xf2, 0xf3], vec![0x11; 123]),
            };
            let behind = if *number == bmp::CURRENCY { bmp::RESULT } else { bmp::CURRENCY };
            let after: &[u8] = if behind == bmp::CURRENCY { &[0x49, 0x09, 0x78] } else { &[0x27, 0x00] };
            let fields = Fields::decode(&[&[*number][..], &head, &value, after].concat());
            // What belongs to a card is not kept.
            assert!(fields.bytes(*number).is_some_and(|kept| kept.is_empty() || kept.len() == value.len()), "{number:02x}");
            assert!(fields.bytes(behind).is_some() && fields.unparsed().is_none(), "behind {number:02x}: {fields:?}");
        }
    }
    for number in (0..=u8::MAX).filter(|number| !known.contains(number)) {
        let told = Fields::decode(&[0x27, 0x00, number, 0x11, 0x22]);
        assert!(told.byte(bmp::RESULT) == Some(0) && told.unparsed().is_some_and(|left| left.number == number), "{number:02x}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fields_come_back_as_they_were(fields in any_fields()) {
        prop_assert_eq!(Fields::decode(&fields.encode()), fields);
    }

    #[test]
    fn messages_come_back_however_the_stream_is_cut(
        messages in prop::collection::vec((0x04_u8..=0x06, any::<u8>(), prop::collection::vec(any::<u8>(), 0..700)), 1..6),
        cuts in prop::collection::vec(1_usize..50, 1..20),
    ) {
        let messages: Vec<Apdu> = messages.into_iter().map(|(class, kind, data)| Apdu::new(Code(class, kind), data)).collect();
        let stream: Vec<u8> = messages.iter().flat_map(Apdu::encode).collect();
        let mut reader = ApduReader::default();
        let mut heard = Vec::new();
        let (mut rest, mut cuts) = (stream.as_slice(), cuts.iter().cycle());
        while !rest.is_empty() {
            let (mut piece, after) = rest.split_at((*cuts.next().expect("for ever")).min(rest.len()));
            while let Some(apdu) = reader.read(&mut piece).expect("of this protocol") {
                heard.push(apdu);
            }
            rest = after;
        }
        prop_assert_eq!(heard, messages);
    }

    #[test]
    fn no_bytes_are_too_much(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let mut rest = bytes.as_slice();
        let mut reader = ApduReader::default();
        while let Ok(Some(apdu)) = reader.read(&mut rest) {
            let _ = Fields::decode(apdu.data());
        }
        let told = Fields::decode(&bytes);
        let again = Fields::decode(&told.encode());
        prop_assert_eq!(again.numbers().collect::<Vec<_>>(), told.numbers().collect::<Vec<_>>());
        let _ = (IntermediateStatus::decode(&bytes), Abort::decode(&bytes), terminal_status(&bytes), told.last_four());
        let mut line = SerialLine::default();
        line.hear(Timestamp(0), &bytes);
        let (objects, _) = Tlv::decode(&bytes);
        prop_assert!(Tlv::encode(&objects).len() <= bytes.len() + 3 * bytes.len());
    }

    #[test]
    fn any_text_is_written_in_the_terminals_letters(text in ".{0,80}") {
        let written = super::cp437(&text);
        prop_assert_eq!(super::cp437(&super::of_cp437(&written)), written);
    }
}
