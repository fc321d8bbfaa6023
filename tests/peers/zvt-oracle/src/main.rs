//! Reads messages of terminals, one a line: the bytes in hex, and behind a tab what our codec says of them. Fails where the two disagree.
//! What the crate is known to get wrong is not asked: card numbers, and lengths that it writes itself.

use std::fmt::Write as _;

use zvt::ZvtSerializer as _;
use zvt::packets::{Abort, StatusInformation};

fn main() {
    let path = std::env::args().nth(1).expect("usage: zvt-oracle FILE");
    let text = std::fs::read_to_string(&path).expect("the messages");
    let mut checked = [0, 0];
    for line in text.lines() {
        let (hex, ours) = line.split_once('\t').expect("bytes and their meaning");
        let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("hex"));
        let bytes: Vec<u8> = pairs.map(|pair| u8::from_str_radix(pair, 16).expect("hex")).collect();
        let theirs = match bytes[..2] {
            [0x04, 0x0f] => {
                checked[0] += 1;
                status(&StatusInformation::zvt_deserialize(&bytes).expect("a status information").0)
            }
            [0x06, 0x1e] => {
                checked[1] += 1;
                format!("error={}", Abort::zvt_deserialize(&bytes).expect("an abort").0.error)
            }
            _ => continue,
        };
        assert_eq!(theirs, ours, "{hex}");
    }
    assert!(checked[0] > 10 && checked[1] > 1, "too few messages to judge: {checked:?}");
    println!("ZVT: {} status informations and {} aborts mean the same to the zvt crate", checked[0], checked[1]);
}

fn status(told: &StatusInformation) -> String {
    let mut text = String::new();
    let mut number = |name: &str, value: Option<usize>| {
        if let Some(value) = value {
            let _ = write!(text, "{name}={value} ");
        }
    };
    number("result", told.result_code.map(usize::from));
    number("amount", told.amount);
    number("currency", told.currency);
    number("time", told.time);
    number("date", told.date);
    number("terminal", told.terminal_id);
    number("receipt", told.receipt_no);
    number("trace", told.trace_number);
    number("paid", told.card_type.map(usize::from));
    number("kind", told.zvt_card_type.map(usize::from));
    let mut word = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            let _ = write!(text, "{name}={} ", value.trim_matches(['\0', ' ']));
        }
    };
    word("authorisation", &told.aid_authorization_attribute);
    word("card", &told.card_name);
    word("contract", &told.vu_number);
    if let Some(totals) = &told.single_amounts {
        let _ = write!(text, "from={} to={} ", totals.receipt_no_start, totals.receipt_no_end);
        let _ = write!(text, "mastercard={}/{} ", totals.eurocard.num, totals.eurocard.total);
    }
    text.trim_end().to_owned()
}
