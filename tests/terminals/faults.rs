//! Every fault of a line, at every message of a sale, for every terminal: the till's end and the terminal's book must tell the same story,
//! and whoever cannot tell calls staff.

use std::collections::BTreeMap;

use cardlast::payment::TerminalTap;

use super::stage::{CANDIDATES, Fault, Side, Stage};
use super::till::{End, Till, Wish, assert_agreed, settle};

const CENTS: i64 = 990;

/// One sale with this trouble, and then one without: the next customer must not suffer.
fn sale(make: fn() -> Box<dyn Stage>, name: &str, fault: Fault, wish: Wish) -> Option<End> {
    let mut till = Till::new(make()).customer(&[TerminalTap::TapCard]).wish(wish);
    if !till.stage.arrange(fault) {
        return None;
    }
    let what = format!("{name}, {fault:?}, {wish:?}");
    let end = till.sell(CENTS);
    // Who dies or cancels early may never come to the message that it was arranged for.
    assert!(till.stage.has_fired() || fault == Fault::None || wish != Wish::Nothing, "{what}: it never happened");
    settle(&mut till);
    assert_agreed(&what, &end, &*till.stage, CENTS);
    Some(end)
}

/// How many messages go each way when nothing goes wrong. Up to the fault a sale with one is the same.
fn messages(make: fn() -> Box<dyn Stage>, wish: Wish) -> [usize; 2] {
    let mut till = Till::new(make()).customer(&[TerminalTap::TapCard]).wish(wish);
    till.sell(CENTS);
    till.stage.traffic()
}

#[test]
fn whatever_the_line_does_nobody_pays_twice_and_both_sides_agree() {
    for candidate in CANDIDATES {
        let (name, make) = (candidate.name, candidate.make);
        let mut ends: BTreeMap<String, usize> = BTreeMap::new();
        for wish in [Wish::Nothing, Wish::FailToStore, Wish::CrashAfter(2), Wish::CancelAfter(1)] {
            let [from_kiosk, from_terminal] = messages(make, wish);
            let mut faults = vec![Fault::None, Fault::Trickles, Fault::Merged];
            for (side, count) in [(Side::Kiosk, from_kiosk), (Side::Terminal, from_terminal)] {
                for at in 1..=count {
                    faults.extend([
                        Fault::DropsBefore(side, at),
                        Fault::DropsAfter(side, at),
                        Fault::Vanishes(side, at),
                        Fault::Doubled(side, at),
                        Fault::Garbled(side, at),
                    ]);
                }
            }
            for fault in faults {
                if let Some(end) = sale(make, name, fault, wish) {
                    let kind = match end {
                        End::Charged(_) => "charged",
                        End::NotCharged(_) => "not charged",
                        End::Reversed => "reversed",
                        End::Staff => "staff",
                    };
                    *ends.entry(kind.to_owned()).or_default() += 1;
                }
            }
            println!(
                "{name}, {wish:?}: {from_kiosk} messages of the kiosk, {from_terminal} of the terminal; ends so far {ends:?}"
            );
        }
        assert!(ends.contains_key("charged"), "{name}");
    }
}
