//! Laws of the codec, and bytes that nobody meant.

use cardlast::device::zvt::apdu::{Apdu, ApduReader};
use cardlast::device::zvt::field::Fields;
use cardlast::device::zvt::message::{Said, enquired_status, registered};
use cardlast::device::zvt::serial::{FrameReader, Heard, frame};
use cardlast::device::zvt::text::{decode_bcd, decode_length, encode_bcd, encode_length};
use cardlast::device::zvt::tlv::{self, Tlv};
use proptest::prelude::*;

fn any_apdu() -> impl Strategy<Value = Apdu> {
    let first = prop::sample::select(vec![0x04_u8, 0x05, 0x06, 0x08, 0x0F, 0x80, 0x84]);
    (first, any::<u8>(), prop::collection::vec(any::<u8>(), 0..400))
        .prop_map(|(first, second, data)| Apdu { control: [first, second], data })
}

/// A value that fits the bitmap, and its bitmap.
fn any_field() -> impl Strategy<Value = (u8, Vec<u8>)> {
    prop_oneof![
        (prop::sample::select(vec![0x22_u8, 0x8B, 0xF1]), prop::collection::vec(any::<u8>(), 0..99)),
        (prop::sample::select(vec![0x3C_u8, 0x60]), prop::collection::vec(any::<u8>(), 0..500)),
        (Just(0x04_u8), prop::collection::vec(any::<u8>(), 6)),
        (Just(0x87_u8), prop::collection::vec(any::<u8>(), 2)),
        (Just(0x27_u8), prop::collection::vec(any::<u8>(), 1)),
    ]
}

proptest! {
    #[test]
    fn messages_survive_any_cutting(apdus in prop::collection::vec(any_apdu(), 0..6), cuts in prop::collection::vec(1_usize..40, 1..30)) {
        let stream: Vec<u8> = apdus.iter().flat_map(Apdu::encode).collect();
        let mut reader = ApduReader::default();
        let mut read = Vec::new();
        let mut rest = stream.as_slice();
        let mut cuts = cuts.iter().cycle();
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at((*cuts.next().expect("it goes round")).min(rest.len()));
            reader.push(piece);
            while let Some(apdu) = reader.next().expect("no foreign byte") {
                read.push(apdu);
            }
            rest = behind;
        }
        prop_assert_eq!(read, apdus);
        prop_assert!(!reader.is_in_a_message());
    }

    #[test]
    fn fields_come_back_as_they_were(fields in prop::collection::vec(any_field(), 0..8)) {
        let built = fields.iter().fold(Fields::new(), |built, (bitmap, value)| built.with(*bitmap, value.clone()));
        prop_assert_eq!(Fields::decode(&built.encode()), built);
    }

    #[test]
    fn objects_come_back_as_they_were(values in prop::collection::vec((prop::sample::select(vec![0x07_u16, 0x43, 0x1F12, 0x1F80]), prop::collection::vec(any::<u8>(), 0..300)), 0..8)) {
        let objects: Vec<_> = values.into_iter().map(|(tag, value)| Tlv::new(tag, value)).collect();
        prop_assert_eq!(tlv::decode_all(&tlv::encode_all(&objects)), objects);
    }

    #[test]
    fn numbers_come_back_as_they_were(number in 0_u64..1_000_000_000_000, length in 0_usize..1000) {
        prop_assert_eq!(decode_bcd(&encode_bcd(number, 6)), Some(number));
        prop_assert_eq!(decode_length(&encode_length(length, 3)), Some(length));
    }

    #[test]
    fn serial_frames_survive_whatever_is_in_them(message in prop::collection::vec(any::<u8>(), 0..300), before in prop::collection::vec(0x20_u8..0x80, 0..5)) {
        let mut reader = FrameReader::default();
        let bytes = [before, frame(&message)].concat();
        let heard: Vec<_> = bytes.into_iter().filter_map(|byte| reader.push(byte)).collect();
        prop_assert_eq!(heard, vec![Heard::Message(message)]);
    }

    #[test]
    fn nothing_that_comes_in_makes_it_fall(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut reader = ApduReader::default();
        reader.push(&bytes);
        while let Ok(Some(apdu)) = reader.next() {
            drop(Said::read(&apdu));
        }
        drop(Said::read(&Apdu { control: [0x04, 0x0F], data: bytes.clone() }));
        drop(Said::read(&Apdu { control: [0x04, 0xFF], data: bytes.clone() }));
        drop(Said::read(&Apdu { control: [0x06, 0xD3], data: bytes.clone() }));
        drop(tlv::find(&bytes, 0x1F12));
        let _ = registered(&bytes);
        let _ = enquired_status(&bytes);
        let mut frames = FrameReader::default();
        bytes.into_iter().for_each(|byte| drop(frames.push(byte)));
    }
}

#[test]
fn another_protocol_is_told_by_its_first_byte_and_stays_told() {
    let mut reader = ApduReader::default();
    reader.push(b"HTTP/1.1 400");
    let error = reader.next().expect_err("not this protocol");
    assert!(error.to_string().contains("48"), "{error}");
    reader.push(&[0x80, 0, 0]);
    assert_eq!(reader.next(), Err(error));
}
