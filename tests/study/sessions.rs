//! Sections 3 and 4 of the reference: one session, exactly.

use cardlast::study::chain::{CardReturn, Chain, ChainError, Hazard, Target};
use cardlast::study::dwell::{Dwell, Shape};
use cardlast::study::phase::PhaseType;
use cardlast::study::session::{Session, window};

use crate::printed;
use crate::reference::{Card, b25, pin_first, pin_last};

const SHAPES: [Shape; 4] = [Shape::Exponential, Shape::Fixed, Shape::Gamma(2.0), Shape::Lognormal(0.8)];
const TELLER_SHAPES: [Shape; 4] = [Shape::Exponential, Shape::Fixed, Shape::Gamma(4.0), Shape::Lognormal(0.8)];

#[test]
fn an_ordering_session_has_its_visits_steps_and_time() {
    let session = Session::of(&b25(Shape::Exponential, Card::Last, 1.0 / 120.0)).unwrap();
    printed("steps", session.steps.mean, "25.47899106");
    printed("variance of steps", session.steps.variance, "294.413131");
    printed("P(Done)", session.completed, "0.8735914717");
    printed("time", session.time_s.mean, "90.61864589");
    let visits = ["8.6838183", "7.2581168", "2.1741948", ".89141987", "3.6782799", ".91956997"];
    for (at, expected) in visits.into_iter().enumerate() {
        printed("visits", session.visits[at + 1], expected);
    }
    printed("exposed, card last", session.exposed_s, "4.919699341");
    let first = Session::of(&b25(Shape::Exponential, Card::First, 1.0 / 120.0)).unwrap();
    printed("exposed, card first", first.exposed_s, "88.61864589");
}

#[test]
fn the_spread_of_times_and_the_hazard_follow_the_shape_of_the_dwell() {
    let rows = [
        ("72.58189001", "0.6415365574", "0.03959647307", "0.4541223209"),
        ("70.08816310", "0.5982107586", "0.04004042062", "0.4586064946"),
        ("71.34592267", "0.6198736580", "0.03981677542", "0.4563468485"),
        ("71.69414134", "0.6259392698", "0.03975698968", "0.4557529311"),
    ];
    for (shape, (sd, cv2, last, first)) in SHAPES.into_iter().zip(rows) {
        let session = Session::of(&b25(shape, Card::Last, 1.0 / 120.0)).unwrap();
        printed("sd of time", session.time_s.variance.sqrt(), sd);
        printed("cs²", session.cv_squared(), cv2);
        printed("P(tap), card last", session.passed_by, last);
        assert_eq!(session.passed_by, session.tapped, "here every passer-by presses, and every key does harm");
        let other = Session::of(&b25(shape, Card::First, 1.0 / 120.0)).unwrap();
        printed("P(tap), card first", other.passed_by, first);
        assert!((other.loss_first - other.tapped).abs() < 1e-14, "each first tap costs 1");
    }
}

/// Section 7: by what the variance shrinks where each session carries the probability of a hit instead of a coin. Of a probability h given the
/// time exposed, E[h] is the hazard at the rate r, and E[h²] is twice that less the hazard at 2r.
#[test]
fn a_probability_for_each_session_leaves_a_fraction_of_a_coins_variance() {
    for (rate, printed_gain) in [(1.0 / 120.0, 50.0), (1.0 / 1200.0, 474.0)] {
        let hit = |rate| Session::of(&b25(Shape::Lognormal(0.8), Card::Last, rate)).unwrap().passed_by;
        let (once, twice) = (hit(rate), hit(2.0 * rate));
        let gain = once * (1.0 - once) / (2.0 * once - twice - once * once);
        assert_eq!(gain.round(), printed_gain, "r = {rate}: {gain}");
    }
}

#[test]
fn drawing_money_has_the_same_numbers_both_ways() {
    let first = Session::of(&pin_first(Shape::Exponential)).unwrap();
    let last = Session::of(&pin_last(Shape::Exponential)).unwrap();
    let rows = |session: &Session| {
        [
            ("P(Done)", session.completed),
            ("mean time", session.time_s.mean),
            ("steps", session.steps.mean),
            ("taps", session.taps.mean),
            ("variance of taps", session.taps.variance),
            ("interstitials", session.interstitials),
            ("exposed", session.exposed_s),
            ("P(harmful tap)", session.tapped),
            ("loss, first tap", session.loss_first),
            ("loss, every tap", session.loss_every),
            ("loss, pending", session.loss_pending),
            ("sessions an hour", session.sessions_per_hour()),
            ("completed an hour", session.completed_per_hour()),
        ]
    };
    let expected_first = [
        "0.862521794",
        "24.07175948",
        "6.933703095",
        "10.16418925",
        "6.513142132",
        "1",
        "13.3101918",
        ".001667873162",
        ".2618256795",
        ".2622461201",
        "0",
        "149.5528402",
        "128.9925841",
    ];
    let expected_last = [
        "0.889401204",
        "24.25548692",
        "6.870836187",
        "9.051767131",
        "7.908242623",
        "0",
        "1.33410181",
        "0",
        "0",
        "0",
        ".03625338394",
        "148.4200260",
        "132.0049498",
    ];
    for ((name, value), expected) in rows(&first).into_iter().zip(expected_first) {
        printed(&format!("PIN first: {name}"), value, expected);
    }
    for ((name, value), expected) in rows(&last).into_iter().zip(expected_last) {
        printed(&format!("PIN last: {name}"), value, expected);
    }
}

#[test]
fn drawing_money_feels_the_shape_of_the_dwell() {
    let cv2_first = [".2528087428", ".0805941799", ".1236478206", ".1908115002"];
    let cv2_last = [".2541077228", ".0816289374", ".1247486338", ".1920153601"];
    let passed_first = [".1326169681", ".1357561468", ".1349511313", ".1337587060"];
    let passed_last = [".0145803476", ".0147005089", ".0146702209", ".0146237403"];
    for (at, shape) in TELLER_SHAPES.into_iter().enumerate() {
        let first = Session::of(&pin_first(shape)).unwrap();
        let last = Session::of(&pin_last(shape)).unwrap();
        printed("cs², PIN first", first.cv_squared(), cv2_first[at]);
        printed("cs², PIN last", last.cv_squared(), cv2_last[at]);
        printed("P(passer-by), PIN first", first.passed_by, passed_first[at]);
        printed("P(passer-by), PIN last", last.passed_by, passed_last[at]);
    }
    let gamma = Session::of(&pin_first(Shape::Gamma(4.0))).unwrap();
    printed("P(harmful tap), gamma", gamma.tapped, ".001668498831");
    printed("loss, first tap, gamma", gamma.loss_first, ".2619351726");
}

#[test]
fn the_time_of_a_session_has_an_exact_distribution_where_it_is_made_of_phases() {
    let quantiles = |chain: &Chain, shares: &[(f64, &str)]| {
        let phases = PhaseType::of(chain).unwrap();
        for (share, expected) in shares {
            printed("quantile", phases.quantile(*share), expected);
        }
    };
    let b25 = b25(Shape::Exponential, Card::Last, 0.0);
    quantiles(&b25, &[(0.5, "69.400444"), (0.9, "184.943837"), (0.95, "234.704534"), (0.99, "350.245294")]);
    let phases = PhaseType::of(&b25).unwrap();
    for (seconds, expected) in [(60.0, "0.43012650"), (120.0, "0.75289518"), (300.0, "0.97986454")] {
        printed("P(T ≤ t)", phases.at_most(seconds), expected);
    }
    quantiles(&pin_first(Shape::Exponential), &[(0.5, "22.653914"), (0.9, "39.821341"), (0.99, "59.628423")]);
    quantiles(&pin_last(Shape::Exponential), &[(0.5, "22.933286"), (0.9, "40.059797"), (0.99, "59.854066")]);
    for shape in [Shape::Fixed, Shape::Lognormal(0.8), Shape::Gamma(2.5)] {
        assert_eq!(PhaseType::of(&pin_first(shape)), None, "{shape:?} is not made of phases");
    }
}

#[test]
fn phases_have_the_moments_of_the_session_that_they_unfold() {
    let mut chain = pin_first(Shape::Gamma(4.0));
    chain.states[0].dwell = Dwell::exponential(0.0);
    chain.states[5].dwell = Dwell::fixed(0.0);
    let (session, phases) = (Session::of(&chain).unwrap(), PhaseType::of(&chain).unwrap());
    assert_eq!(phases.phases(), 5 * 4, "states without duration have no phase");
    assert!((phases.mean_s() - session.time_s.mean).abs() < 1e-10);
    // Mean and second moment as integrals of the tail, by the trapezoidal rule.
    let (mut mean, mut square) = (0.0, 0.0);
    for at in 0..=3000 {
        let t = f64::from(at) * 0.1;
        let tail = 0.1 * (1.0 - phases.at_most(t)) * if at == 0 { 0.5 } else { 1.0 };
        mean += tail;
        square += 2.0 * t * tail;
    }
    assert!((mean / session.time_s.mean - 1.0).abs() < 1e-3, "{mean} for {:?}", session.time_s);
    assert!((square - mean * mean - session.time_s.variance).abs() < 1e-2 * session.time_s.variance);
}

#[test]
fn windows_and_forgotten_cards() {
    printed("5 s", window(5.0, 1.0 / 120.0), "0.0408105429");
    printed("60 s", window(60.0, 1.0 / 120.0), "0.3934693403");
    printed("30 s", window(30.0, 1.0 / 90.0), "0.2834686894");
    let mut chain = pin_last(Shape::Exponential);
    chain.states[6].card_return = Some(CardReturn { forgotten: 0.02, retained_after_s: 30.0, loss: 250.0 });
    let session = Session::of(&chain).unwrap();
    let reached = session.reached[6];
    assert!((session.forgotten - 0.02 * reached).abs() < 1e-14);
    printed("forgotten and found, if the card is given back", session.found / reached, "0.00566937379");
    assert!((session.loss_found - 250.0 * session.found).abs() < 1e-12);
}

#[test]
fn walking_away_adds_the_exposed_time_out() {
    let mut chain = pin_first(Shape::Exponential);
    let mut idle = chain.states[3].clone();
    idle.name = "Left alone".to_owned();
    idle.absent = true;
    idle.taps = 0;
    idle.dwell = Dwell::fixed(30.0);
    idle.edges = chain.states[3].edges[2..].to_vec();
    idle.edges[0].probability = 1.0;
    chain.states.push(idle);
    chain.states[3].edges[2].to = Target::State(7);
    let (before, after) = (Session::of(&pin_first(Shape::Exponential)).unwrap(), Session::of(&chain).unwrap());
    let away = 0.05 * before.visits[3];
    assert!((after.walked_away - away).abs() < 1e-14);
    assert!((after.exposed_s - before.exposed_s - 30.0 * away).abs() < 1e-12);
    assert!((after.time_s.mean - before.time_s.mean - 30.0 * away).abs() < 1e-12);
    assert_eq!(after.abandoned_at[3], before.abandoned_at[3], "the state left is the one that was abandoned");
    assert_eq!(after.abandoned_at[7], 0.0);
    assert!((after.abandoned_at.iter().sum::<f64>() + after.completed - 1.0).abs() < 1e-14);
}

#[test]
fn what_is_no_session_is_refused() {
    let good = b25(Shape::Exponential, Card::Last, 0.0);
    let refused = |change: &dyn Fn(&mut Chain)| {
        let mut chain = good.clone();
        change(&mut chain);
        chain.check().unwrap_err()
    };
    good.check().unwrap();
    assert_eq!(refused(&|chain| chain.states.clear()), ChainError::Empty);
    assert!(matches!(refused(&|chain| chain.states[1].edges[0].probability = 0.4), ChainError::Row { .. }));
    assert!(matches!(refused(&|chain| chain.states[1].dwell.mean_s = f64::NAN), ChainError::Range { .. }));
    assert!(matches!(refused(&|chain| chain.states[1].dwell.shape = Shape::Gamma(0.0)), ChainError::Range { .. }));
    assert!(matches!(refused(&|chain| chain.passer_by.unnoticed = 1.5), ChainError::Range { .. }));
    assert!(matches!(
        refused(&|chain| chain.states[1].hazard = Hazard::Pending { harmful_share: -0.1, loss: 1.0 }),
        ChainError::Range { .. }
    ));
    assert!(matches!(refused(&|chain| chain.states[7].edges[0].to = Target::Outcome(9)), ChainError::Nowhere { .. }));
    let loops = refused(&|chain| chain.states[7].edges[0].to = Target::State(7));
    assert_eq!(loops, ChainError::Endless { state: "Pin".to_owned() }, "the first state that cannot end");
    let spare = refused(&|chain| chain.states.push(good.states[7].clone()));
    assert_eq!(spare, ChainError::Unreachable { state: "Take".to_owned() });
}
