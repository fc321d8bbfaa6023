//! What a nexo message costs: reading and writing a payment's answer, its envelope, and a Caisse-AP answer.
#![allow(clippy::unwrap_used, reason = "a measure that cannot be set up has nothing to say")]
#![allow(missing_docs, reason = "the macros of the harness make functions without a word")]

use cardlast::device::caisse_ap::Fields;
use cardlast::device::nexo::message::Message;
use cardlast::device::nexo::seal::SealKey;
use divan::{Bencher, black_box};

const NEXO: &[u8] = include_bytes!("../tests/fuzz/corpus/nexo_message/approved");
const CAISSE_AP: &[u8] = include_bytes!("../tests/fuzz/corpus/caisse_ap_message/approved");

fn main() {
    divan::main();
}

/// A payment's answer with a slip, read and written.
#[divan::bench]
fn nexo_read_and_write() -> usize {
    let message = Message::decode(black_box(NEXO)).unwrap();
    message.encode().len()
}

/// The same, sealed and opened.
#[divan::bench]
fn nexo_seal_and_open(bencher: Bencher<'_, '_>) {
    let key = SealKey::new("p@ssw0rd123456", "key", 1);
    bencher.bench_local(|| {
        let sealed = key.seal(black_box(NEXO), [7; 16]).unwrap();
        key.open(&sealed).unwrap().len()
    });
}

/// An answer, read and written.
#[divan::bench]
fn caisse_ap_read_and_write() -> usize {
    let fields = Fields::decode(black_box(CAISSE_AP)).unwrap().unwrap();
    fields.encode().len()
}
