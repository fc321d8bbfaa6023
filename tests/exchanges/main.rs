//! Exchanges against emulators in memory, with the product's own checkout in front: every fault fires, the books agree or a person is
//! called, and nobody is ever charged twice.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test names what it looks for")]

mod caisse_ap;
mod hostile;
mod nexo;
mod sockets;
mod till;

#[path = "../fuzz/terminals.rs"]
mod terminals;

#[test]
fn whatever_can_go_wrong_on_purpose_has_words() {
    use cardlast::device::FaultKind as _;
    use cardlast::device::{caisse_ap::CaisseApFault, nexo::NexoFault, zvt::ZvtFault};
    let keys: Vec<_> = [ZvtFault::KEYS, NexoFault::KEYS, CaisseApFault::KEYS].concat().into_iter().chain(["none"]).collect();
    assert!(keys.len() > 60, "{keys:?}");
    for tag in ["en", "fr"] {
        let words = cardlast::words::Words::new(&cardlast::locale::Language::new(tag).expect("a language"));
        let missing: Vec<_> = keys.iter().filter(|key| !words.has(&format!("emulator-fault-{key}"))).collect();
        assert!(missing.is_empty(), "{tag}: {missing:?}");
    }
}
