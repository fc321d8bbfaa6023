//! Sections 5 and 6 of the reference: statistics and random numbers.

use cardlast::study::random::{Rng, SeedableRng, Stream, Streams, unit};
use cardlast::study::stats::{clopper_pearson, mean, mser5, normal_score, paired, ratio, ratio_difference, t_quantile, wilson};
use rand_xoshiro::SplitMix64;

use crate::printed;

#[test]
fn quantiles_of_students_t() {
    let rows =
        [(1.0, "12.706205"), (4.0, "2.776445"), (9.0, "2.262157"), (19.0, "2.093024"), (29.0, "2.045230"), (99.0, "1.984217")];
    for (freedom, expected) in rows {
        printed("t", t_quantile(0.975, freedom), expected);
    }
    for (freedom, t) in [(4.0, 2.776445), (29.0, 2.045230), (99.0, -1.984217)] {
        assert!((normal_score(t, freedom).abs() - 1.959964).abs() < 1e-5, "as unlikely as the normal quantile");
        assert_eq!(normal_score(t, freedom).is_sign_negative(), t < 0.0);
    }
}

#[test]
fn intervals_for_shares() {
    let rows = [
        (0, 500, ["0", ".007624"]),
        (3, 500, [".002043", ".017490"]),
        (38, 1000, [".027809", ".051727"]),
        (500, 500, [".992376", "1"]),
    ];
    for (hits, trials, [low, high]) in rows {
        let interval = wilson(hits, trials);
        printed("Wilson, low", interval.0, low);
        printed("Wilson, high", interval.1, high);
    }
    let rows = [(0, 500, ["0", ".007351"]), (3, 500, [".001239", ".017434"]), (38, 1000, [".027029", ".051787"])];
    for (hits, trials, [low, high]) in rows {
        let interval = clopper_pearson(hits, trials);
        printed("Clopper-Pearson, low", interval.0, low);
        printed("Clopper-Pearson, high", interval.1, high);
    }
    assert_eq!(wilson(0, 0), (0.0, 1.0), "nothing tried, nothing known");
    assert_eq!(clopper_pearson(7, 7).1, 1.0);
}

const FIRST: [f64; 8] = [52.1, 48.7, 55.0, 50.3, 49.9, 53.6, 47.2, 51.8];
const SECOND: [f64; 8] = [57.3, 53.9, 59.1, 55.8, 54.2, 59.5, 52.0, 56.6];

#[test]
fn means_pairs_and_ratios() {
    let alone = mean(&FIRST).unwrap();
    printed("mean", alone.value, "51.075");
    printed("sd", alone.sd, "2.563340");
    printed("half-width", alone.half_width, "2.143006");
    let pairs = paired(&SECOND, &FIRST).unwrap();
    printed("difference", pairs.value, "4.975");
    printed("sd of differences", pairs.sd, "0.599404");
    printed("half-width of the difference", pairs.half_width, "0.501115");
    // The reference prints 0.211922, which is not what its own sd and half-width give.
    printed("paired error", pairs.error, "0.211921");
    let unpaired = alone.error.hypot(mean(&SECOND).unwrap().error);
    printed("unpaired error", unpaired, "1.292665");
    let waits = ratio(&[5210.0, 4010.0, 6020.0, 3990.0, 4890.0], &[100.0, 90.0, 110.0, 85.0, 97.0]).unwrap();
    printed("ratio", waits.value, "50.041494");
    printed("half-width of the ratio", waits.half_width, "5.081462");
    let ones = [1.0; 8];
    let same = ratio_difference((&SECOND, &ones), (&FIRST, &ones)).unwrap();
    assert!((same.half_width - pairs.half_width).abs() < 1e-12, "pairs are ratios over one each");
    assert_eq!(mean(&[1.0]), None);
    assert_eq!(ratio(&[1.0, 2.0], &[0.0, 0.0]), None);
}

#[test]
fn the_end_of_a_warm_up() {
    let series: Vec<f64> =
        (0..100).map(|at| 10.0 * (1.0 - (-f64::from(at) / 8.0).exp()) + f64::from((7 * at) % 11) / 11.0).collect();
    let warm_up = mser5(&series).unwrap();
    assert_eq!(warm_up.cut, 45);
    printed("score", warm_up.score, ".000451645");
    printed("mean after", warm_up.mean, "10.448971");
    assert_eq!(mser5(&series[..9]), None);
}

#[test]
fn generators_give_the_known_numbers() {
    let split = |seed| SplitMix64::seed_from_u64(seed);
    let mut zero = split(0);
    assert_eq!([(); 3].map(|()| zero.next_u64()), [16294208416658607535, 7960286522194355700, 487617019471545679]);
    let mut other = split(42);
    assert_eq!([(); 3].map(|()| other.next_u64()), [13679457532755275413, 2949826092126892291, 5139283748462763858]);
    let mut state = [0_u8; 32];
    for (at, byte) in [1, 2, 3, 4].into_iter().enumerate() {
        state[8 * at] = byte;
    }
    let mut plain = Stream::from_seed(state);
    let expected = [41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205];
    assert_eq!([(); 5].map(|()| plain.next_u64()), expected);
    let mut seeded = Stream::seed_from_u64(42);
    let drawn = [(); 3].map(|()| seeded.next_u64());
    assert_eq!(drawn, [15021278609987233951, 5881210131331364753, 18149643915985481100]);
    assert_eq!(drawn.map(unit), [0.8143051451229099, 0.3188210400616611, 0.9838941681774888]);
}

#[test]
fn streams_are_told_apart_by_seed_purpose_and_customer_and_stay_the_same() {
    let first = |seed, purpose, customer| Streams::new(seed, purpose).of(customer).next_u64();
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..20 {
        for purpose in ["arrivals", "session", "splash", "noisses"] {
            for customer in 0..200 {
                assert!(seen.insert(first(seed, purpose, customer)), "{seed} {purpose} {customer}");
            }
        }
    }
    assert_eq!(first(42, "session", 7), first(42, "session", 7));
    // Neighbouring customers are strangers to each other: the correlation of their first draws is within four standard errors of none.
    let draws: Vec<f64> = (0..100_000).map(|customer| unit(first(1, "session", customer)) - 0.5).collect();
    let correlation = draws.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / draws.len() as f64 * 12.0;
    assert!(correlation.abs() < 4.0 / (draws.len() as f64).sqrt(), "{correlation}");
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    assert!(mean.abs() < 4.0 / (12.0 * draws.len() as f64).sqrt(), "{mean}");
}
