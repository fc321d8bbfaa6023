//! Section 2 of the reference: queues.

use cardlast::study::arrivals::{Arrivals, Piece};
use cardlast::study::crowd::Effort;
use cardlast::study::day::{DayAnswer, day};
use cardlast::study::dwell::Shape;
use cardlast::study::phase::PhaseType;
use cardlast::study::queue::{Mmc, single_machine_wait};
use cardlast::study::session::Session;
use cardlast::study::steady::steady;

use crate::printed;
use crate::reference::{Card, b25, pin_first, pin_last};

#[test]
fn machines_with_exponential_sessions() {
    let rows = [
        (0.9, 1.0, 1, ["0.9", "0.4736842105", "0.9", "9", "8.1", "9"]),
        (1.0, 1.0, 2, ["0.5", "0.2", "0.3333333333", "0.3333333333", "0.3333333333", "1.333333333"]),
        (0.032, 0.01, 4, ["0.8", "0.2281449300", "0.5964324718", "74.55405897", "2.385729887", "5.585729887"]),
        (0.05, 1.0 / 60.0, 4, ["0.75", "0.2061068702", "0.5094339623", "30.56603774", "1.528301887", "4.528301887"]),
        (5.0, 1.0, 6, ["0.8333333333", "0.1918472589", "0.5875164505", "0.5875164505", "2.937582252", "7.937582252"]),
        (9.0, 1.0, 10, ["0.9", "0.1679632263", "0.6687315241", "0.6687315241", "6.018583717", "15.01858372"]),
        (95.0, 1.0, 100, ["0.95", "0.04880420618", "0.5064568539", "0.1012913708", "9.622680224", "104.6226802"]),
    ];
    for (arrivals, service, machines, [load, b, c, wait, queue, present]) in rows {
        let mmc = Mmc { arrivals, service, machines };
        let steady = mmc.steady().unwrap();
        printed("ρ", mmc.utilisation(), load);
        printed("B", mmc.erlang_b(), b);
        printed("C", mmc.erlang_c().unwrap(), c);
        printed("Wq", steady.wait_s, wait);
        printed("Lq", steady.queue, queue);
        printed("L", steady.present, present);
    }
}

const FOUR: Mmc = Mmc { arrivals: 0.032, service: 0.01, machines: 4 };

#[test]
fn the_tail_of_the_wait_and_its_quantiles() {
    printed("P(Wq > 120)", FOUR.waits_longer(120.0).unwrap(), "0.2283697504");
    printed("95 %", FOUR.wait_quantile(0.95).unwrap(), "309.8678778");
    printed("50 %", FOUR.wait_quantile(0.50).unwrap(), "22.04474116");
    printed("30 %", FOUR.wait_quantile(0.30).unwrap(), "0");
}

#[test]
fn approximations_for_sessions_that_vary_less() {
    printed("Allen-Cunneen", FOUR.allen_cunneen(1.0, 0.25).unwrap(), "46.59628686");
    printed("Kimura", FOUR.kimura(0.25).unwrap(), "47.77352974");
    printed("Cosmetatos", FOUR.cosmetatos().unwrap(), "38.54342023");
    printed("one machine", single_machine_wait(0.008, 100.0, 0.25).unwrap(), "250");
}

#[test]
fn queues_that_people_leave() {
    let busy = Mmc { arrivals: 0.05, service: 0.01, machines: 4 };
    let full = busy.with_room_for(10);
    printed("P_K", full.lost, "0.2300243254");
    printed("Lq", full.queue, "3.506233190");
    printed("Wq", full.wait_s, "91.07386909");
    printed("throughput", full.throughput, "0.03849878373");
    let impatient = busy.with_patience(1.0 / 180.0);
    printed("P(wait)", impatient.waits, "0.8083378883");
    printed("P(renege)", impatient.lost, "0.2631835267");
    printed("Lq", impatient.queue, "2.368651740");
    printed("throughput", impatient.throughput, "0.03684082367");
    let crowd = Mmc { arrivals: 2000.0, service: 1.0, machines: 1000 }.with_patience(1.0);
    printed("a crowd past what a float holds", crowd.present, "2000.000000");
}

#[test]
fn a_queue_that_never_settles_says_so() {
    let swamped = Mmc { arrivals: 0.04, service: 0.01, machines: 4 };
    assert!(!swamped.is_stable());
    assert_eq!(swamped.steady(), None);
    assert_eq!(swamped.wait_quantile(0.5), None);
    assert_eq!(single_machine_wait(0.01, 100.0, 1.0), None);
}

#[test]
fn queues_of_whole_sessions_settle_to_their_exact_wait() {
    let cases = [
        (b25(Shape::Exponential, Card::Last, 0.0), 0.035, 4, ["52.729028", "0.580949", "52.413360", "53.065323"]),
        (pin_first(Shape::Exponential), 0.05, 2, ["8.819888", ".446288", "8.561381", "8.789684"]),
        (pin_last(Shape::Exponential), 0.06, 2, ["17.433501", ".607151", "17.116455", "17.375177"]),
    ];
    for (chain, arrivals, machines, [wait, waits, allen_cunneen, kimura]) in cases {
        let session = Session::of(&chain).unwrap();
        let exact = steady(&PhaseType::of(&chain).unwrap(), arrivals, machines, 0.0, Effort::default()).unwrap();
        printed("Wq", exact.wait_s, wait);
        printed("P(wait)", exact.waits, waits);
        let mmc = Mmc { arrivals, service: 1.0 / session.time_s.mean, machines };
        assert!((exact.present - exact.queue - mmc.offered()).abs() < 1e-9, "busy machines");
        printed("Allen-Cunneen", mmc.allen_cunneen(1.0, session.cv_squared()).unwrap(), allen_cunneen);
        printed("Kimura", mmc.kimura(session.cv_squared()).unwrap(), kimura);
    }
    let load = 0.035 * Session::of(&b25(Shape::Exponential, Card::Last, 0.0)).unwrap().time_s.mean / 4.0;
    printed("ρ", load, "0.7929131515");
}

#[test]
fn the_same_solver_gives_the_classical_queues() {
    let one = PhaseType::exponential(100.0);
    let (settled, classical) = (steady(&one, 0.032, 4, 0.0, Effort::default()).unwrap(), FOUR.steady().unwrap());
    assert!((settled.wait_s / classical.wait_s - 1.0).abs() < 1e-10, "{settled:?}");
    let impatient = steady(&one, 0.05, 4, 1.0 / 180.0, Effort::default()).unwrap();
    printed("P(renege)", impatient.lost, "0.2631835267");
    printed("Lq", impatient.queue, "2.368651740");
    // One machine against Pollaczek and Khinchine, with sessions of two phases.
    let mut chain = b25(Shape::Gamma(2.0), Card::Last, 0.0);
    chain.states.truncate(1);
    chain.states[0].edges[0].to = cardlast::study::chain::Target::Outcome(0);
    let settled = steady(&PhaseType::of(&chain).unwrap(), 0.45, 1, 0.0, Effort::default()).unwrap();
    let exact = single_machine_wait(0.45, 2.0, 0.5).unwrap();
    assert!((settled.wait_s / exact - 1.0).abs() < 1e-10, "{} for {exact}", settled.wait_s);
    assert_eq!(steady(&one, 0.04, 4, 0.0, Effort::default()), None, "a queue that never settles");
}

fn from_empty(session: &PhaseType, rate_per_s: f64, open_s: f64, machines: u32) -> DayAnswer {
    day(session, &Arrivals::constant(rate_per_s, open_s).unwrap(), machines, 0.0, Effort::default()).unwrap()
}

#[test]
fn a_day_from_empty_waits_less_than_for_ever() {
    let session = PhaseType::exponential(100.0);
    let four = from_empty(&session, 0.032, 28_800.0, 4);
    printed("four machines, wait", four.wait_s, "72.324301");
    printed("four machines, P(wait)", four.waits, "0.588949");
    let one = from_empty(&session, 0.008, 28_800.0, 1);
    printed("one machine, wait", one.wait_s, "365.510636");
    printed("one machine, P(wait)", one.waits, "0.786144");
    let hour = from_empty(&session, 1.0 / 60.0, 3600.0, 2);
    printed("an hour, wait", hour.wait_s, "140.161260");
    printed("an hour, P(wait)", hour.waits, "0.669497");
}

#[test]
fn a_day_of_whole_sessions_from_empty() {
    let chain = b25(Shape::Exponential, Card::Last, 0.0);
    let session = PhaseType::of(&chain).unwrap();
    let eight_hours = from_empty(&session, 0.035, 28_800.0, 4);
    printed("wait", eight_hours.wait_s, "51.633646");
    printed("P(wait)", eight_hours.waits, "0.575657");
}

#[test]
fn a_day_in_pieces_is_the_day_and_a_long_day_is_the_steady_state() {
    let session = PhaseType::of(&pin_last(Shape::Exponential)).unwrap();
    let piece = |until_s, rate_per_s| Piece { until_s, rate_per_s };
    let whole = from_empty(&session, 0.06, 3600.0, 2);
    let cut = Arrivals::by_pieces(vec![piece(600.0, 0.06), piece(601.0, 0.06), piece(3600.0, 0.06)]).unwrap();
    let pieces = day(&session, &cut, 2, 0.0, Effort::default()).unwrap();
    assert!((pieces.wait_s - whole.wait_s).abs() < 1e-8 && (pieces.waits - whole.waits).abs() < 1e-10, "{pieces:?} {whole:?}");
    let long = from_empty(&session, 0.06, 400_000.0, 2);
    let settled = steady(&session, 0.06, 2, 0.0, Effort::default()).unwrap();
    assert!((long.wait_s / settled.wait_s - 1.0).abs() < 2e-3 && long.wait_s < settled.wait_s, "{long:?} {settled:?}");
    assert!((long.utilisation - 0.06 * session.mean_s() / 2.0).abs() < 1e-3);
    let impatient = day(&session, &Arrivals::constant(0.1, 100_000.0).unwrap(), 2, 1.0 / 60.0, Effort::default()).unwrap();
    let settled = steady(&session, 0.1, 2, 1.0 / 60.0, Effort::default()).unwrap();
    assert!((impatient.lost / settled.lost - 1.0).abs() < 2e-3, "{impatient:?} {settled:?}");
    let rush = Arrivals::by_pieces(vec![piece(1800.0, 0.02), piece(2400.0, 0.3), piece(3600.0, 0.02)]).unwrap();
    let rush = day(&session, &rush, 2, 0.0, Effort::default()).unwrap();
    assert!(rush.wait_s > 10.0 * whole.wait_s, "a rush past capacity, which no steady state knows");
    assert_eq!(day(&session, &cut, 2, 0.0, Effort(1e4)), None, "too much work");
}
