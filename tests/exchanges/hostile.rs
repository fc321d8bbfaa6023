//! Hostile answers (F13): the corpus of the fuzz targets, and a seeded run of mutations that goes on from there.

use std::fs;
use std::path::Path;

use crate::terminals::{Answer, caisse_ap_message, nexo_envelope, nexo_message};

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.iter().map(|path| fs::read(path).expect("a file")).collect()
}

/// Changes, cuts, doubles and joins what is there.
fn mutated(corpus: &[Vec<u8>], dice: &mut fastrand::Rng) -> Vec<u8> {
    let mut data = corpus[dice.usize(..corpus.len())].clone();
    for _ in 0..dice.usize(1..6) {
        let at = dice.usize(..=data.len());
        match dice.u8(..5) {
            0 => data.truncate(at),
            1 => data.insert(at, dice.u8(..)),
            2 if at < data.len() => data[at] ^= 1 << dice.u8(..8),
            3 => {
                let other = &corpus[dice.usize(..corpus.len())];
                let from = dice.usize(..=other.len());
                data.extend_from_slice(&other[from..]);
            }
            _ => {
                let twice = data[at..].to_vec();
                data.extend(twice);
            }
        }
        data.truncate(16 * 1024);
    }
    data
}

fn play(target: &str, entry: fn(&[u8]) -> Answer, mutations: u64, least: [usize; 2]) {
    let corpus = corpus(target);
    let mut counts = [0; 2];
    for data in &corpus {
        counts[usize::from(entry(data) == Answer::Refused)] += 1;
    }
    assert!(counts[0] >= least[0] && counts[1] >= least[1], "{target}: {counts:?} of the corpus were read and refused");
    for seed in 0..mutations {
        let data = mutated(&corpus, &mut fastrand::Rng::with_seed(seed));
        let judged = std::panic::catch_unwind(|| entry(&data));
        assert!(judged.is_ok(), "{target}, seed {seed}: {}", data.escape_ascii());
    }
}

#[test]
fn answers_of_nexo_end_in_order() {
    play("nexo_message", nexo_message, 20_000, [20, 10]);
}

#[test]
fn envelopes_of_nexo_end_in_order() {
    play("nexo_envelope", nexo_envelope, 5_000, [6, 6]);
}

#[test]
fn answers_of_caisse_ap_end_in_order() {
    play("caisse_ap_message", caisse_ap_message, 20_000, [18, 6]);
}
