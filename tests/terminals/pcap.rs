//! Conversations written down as if they had been caught on a network, for dissectors of another hand. `make test-peers` has them judged.

use std::fs;
use std::path::Path;

use cardlast::device::zvt::{ApduReader, Fields, bmp, code, of_bcd};
use cardlast::payment::{Confirmation, TerminalCommand, TerminalEvent, TerminalTap, Trouble};

use super::stage::{Habit, Side, zvt};
use super::till::{Till, confirm};

const PORT: u16 = 20_007;
const OUR_PORT: u16 = 40_000;
const CENTS: i64 = 990;

/// What has gone over a line, and who said it.
type Tape = Vec<(Side, Vec<u8>)>;

/// A capture of raw IPv4 packets.
fn capture(tape: &[(Side, Vec<u8>)]) -> Vec<u8> {
    // The old format, low byte first, version 2.4, packets of any length, of the kind "raw IP".
    let mut file = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 101, 0, 0, 0];
    let mut said = [1_u32, 1];
    for (at, (side, bytes)) in tape.iter().enumerate() {
        let is_ours = *side == Side::Kiosk;
        let (ours, theirs) = (usize::from(is_ours), usize::from(!is_ours));
        let length = u16::try_from(40 + bytes.len()).expect("a short message");
        let [high, low] = length.to_be_bytes();
        let (from, to) = if is_ours { (1, 2) } else { (2, 1) };
        let mut packet = vec![0x45, 0, high, low, 0, 0, 0x40, 0, 64, 6, 0, 0, 127, 0, 0, from, 127, 0, 0, to];
        let ports = if is_ours { [OUR_PORT, PORT] } else { [PORT, OUR_PORT] };
        packet.extend(ports.iter().flat_map(|port| port.to_be_bytes()));
        packet.extend(said[ours].to_be_bytes());
        packet.extend(said[theirs].to_be_bytes());
        packet.extend([0x50, 0x18, 0xff, 0xff, 0, 0, 0, 0]);
        packet.extend(bytes);
        said[ours] += u32::try_from(bytes.len()).expect("a short message");
        for number in [u32::try_from(at).expect("few"), 0, u32::from(length), u32::from(length)] {
            file.extend(number.to_le_bytes());
        }
        file.extend(packet);
    }
    file
}

fn till() -> Till {
    Till::new(Box::new(zvt(Habit::TakesBack, true)))
}

/// What is caught of each, and the words in which the dissector must have understood it.
fn stories() -> Vec<(&'static str, Tape)> {
    let sale = |taps: &[TerminalTap], cents| {
        let mut till = till().customer(taps);
        till.sell(cents);
        till.stage.tape()
    };
    let code = [
        TerminalTap::InsertCard,
        TerminalTap::Digit(1),
        TerminalTap::Digit(2),
        TerminalTap::Digit(3),
        TerminalTap::Digit(4),
        TerminalTap::Enter,
        TerminalTap::RemoveCard,
    ];
    let decline = {
        let mut till = till().customer(&[TerminalTap::TapCard]);
        till.tap(TerminalTap::Trouble(Trouble::Decline));
        till.sell(CENTS);
        till.stage.tape()
    };
    let abort = {
        let mut till = till();
        let (attempt, _) = till.ask(CENTS);
        assert!(till.until(|event| matches!(event, TerminalEvent::Progress { .. })).is_some());
        till.tell(TerminalCommand::Cancel { attempt });
        assert_eq!(till.answer(), Some(TerminalEvent::Cancelled { attempt }));
        till.stage.tape()
    };
    let reversal = {
        let mut till = till();
        let (attempt, _) = till.ask(CENTS);
        till.until(|event| matches!(event, TerminalEvent::Progress { .. }));
        till.tap(TerminalTap::TapCard);
        let said = till.answer();
        let facts = said.as_ref().and_then(TerminalEvent::approval).cloned().expect("it is approved");
        till.tell(confirm(attempt, facts.reference.clone(), Confirmation::Stored));
        till.answer();
        till.tell(TerminalCommand::Reverse { attempt, reference: facts.reference, amount: facts.amount });
        assert!(matches!(till.answer(), Some(TerminalEvent::Reversed { .. })));
        till.stage.tape()
    };
    let day = {
        let mut till = till().customer(&[TerminalTap::TapCard]);
        till.sell(CENTS);
        till.tell(TerminalCommand::Reconcile);
        assert_eq!(till.answer(), Some(TerminalEvent::Reconciled));
        till.stage.tape()
    };
    let broken = {
        // Objects that end behind the message: whoever does not notice judges nothing.
        let mut tape = sale(&[TerminalTap::TapCard], CENTS);
        let (_, registration) = &mut tape[0];
        assert_eq!(registration[9], 0x06, "its objects begin there");
        registration[10] += 0x20;
        tape
    };
    vec![
        ("sale", sale(&[TerminalTap::TapCard], CENTS)),
        ("sale-by-code", sale(&code, 7_850)),
        ("decline", decline),
        ("abort", abort),
        ("reversal", reversal),
        ("end-of-day", day),
        ("broken", broken),
    ]
}

#[test]
fn conversations_can_be_caught() {
    let folder = std::env::var_os("ZVT_CAPTURES");
    let mut meanings = String::new();
    for (name, tape) in stories() {
        meanings.extend(tape.iter().filter(|(side, _)| *side == Side::Terminal).filter_map(|(_, bytes)| meaning(bytes)));
        let sides = [Side::Kiosk, Side::Terminal].map(|side| tape.iter().filter(|(said, _)| *said == side).count());
        assert!(sides.iter().all(|count| *count >= 4), "{name}: {sides:?}");
        let capture = capture(&tape);
        assert_eq!(capture.len(), 24 + tape.iter().map(|(_, bytes)| 16 + 40 + bytes.len()).sum::<usize>(), "{name}");
        if let Some(folder) = &folder {
            fs::write(Path::new(folder).join(name).with_extension("pcap"), capture).expect("written");
        }
    }
    assert!(meanings.lines().count() > 12, "{meanings}");
    if let Some(folder) = &folder {
        fs::write(Path::new(folder).join("messages"), meanings).expect("written");
    }
}

/// A message, and what our codec says of it, for a decoder of another hand.
fn meaning(bytes: &[u8]) -> Option<String> {
    let mut rest = bytes;
    let apdu = ApduReader::default().read(&mut rest).ok()??;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    if apdu.code() == code::ABORT {
        return Some(format!("{hex}\terror={}\n", apdu.data().first()?));
    }
    if apdu.code() != code::STATUS_INFORMATION {
        return None;
    }
    let told = Fields::decode(apdu.data());
    let byte = |number| told.byte(number).map(u64::from);
    let numbers = [
        ("result", byte(bmp::RESULT)),
        ("amount", told.number(bmp::AMOUNT)),
        ("currency", told.number(bmp::CURRENCY)),
        ("time", told.number(bmp::TIME)),
        ("date", told.number(bmp::DATE)),
        ("terminal", told.number(bmp::TERMINAL)),
        ("receipt", told.number(bmp::RECEIPT)),
        ("trace", told.number(bmp::TRACE)),
        ("paid", byte(bmp::PAYMENT_TYPE)),
        ("kind", byte(bmp::CARD_TYPE)),
    ];
    let words = [("authorisation", bmp::AUTHORISATION), ("card", bmp::CARD_NAME), ("contract", bmp::CONTRACT)];
    let numbers = numbers.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    let words = words.into_iter().filter_map(|(name, number)| Some(format!("{name}={}", told.text(number)?)));
    let mut all: Vec<String> = numbers.chain(words).collect();
    if let Some(totals) = told.bytes(bmp::TOTALS) {
        let number = |from: usize, to: usize| of_bcd(&totals[from..to]).expect("digits");
        all.push(format!("from={} to={}", number(0, 2), number(2, 4)));
        // The third of seven pairs of a byte and six bytes.
        all.push(format!("mastercard={}/{}", totals[18], number(19, 25)));
    }
    Some(format!("{hex}\t{}\n", all.join(" ")))
}
