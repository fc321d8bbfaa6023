//! Hostile bytes (F13): the corpus of the fuzz target through the same entry, and a seeded run of mutations that goes on from there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::entry;

const MUTATIONS: usize = 4_000;

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus/zvt");
    let mut files: Vec<_> = fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.into_iter().map(|path| fs::read(path).expect("a file")).collect()
}

#[test]
fn the_corpus_ends_in_every_way_a_payment_can_end() {
    let mut ends: BTreeMap<&str, usize> = BTreeMap::new();
    for data in corpus() {
        *ends.entry(entry::enter(&data)).or_default() += 1;
    }
    let seen: Vec<_> = ends.keys().copied().collect();
    let expected = ["approval-offered", "busy", "cancelled", "cancelled-at-terminal", "declined", "unknown", "unreachable"];
    assert_eq!(seen, expected, "{ends:?}");
}

#[test]
fn mutations_of_the_corpus_are_no_more_trouble() {
    let corpus = corpus();
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(2_026);
    println!("SEED={seed}");
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut offered = 0;
    for _ in 0..MUTATIONS {
        let mut data = corpus[rng.usize(..corpus.len())].clone();
        for _ in 0..rng.usize(1..4) {
            let other = &corpus[rng.usize(..corpus.len())];
            let at = rng.usize(..=data.len());
            match rng.u8(..4) {
                0 if at < data.len() => data[at] = rng.u8(..),
                1 => data.insert(at, rng.u8(..)),
                2 => data.truncate(at),
                _ => data.extend_from_slice(&other[rng.usize(..=other.len())..]),
            }
        }
        offered += usize::from(entry::enter(&data) == "approval-offered");
    }
    assert!(offered > 20, "mutations that only ever fail show little: {offered}");
}
