//! A replayed session is the one that the study played: the same states, times, taps and end, in every flow that is shipped.

use cardlast::study::arrivals::Arrivals;
use cardlast::study::book::Sum;
use cardlast::study::events::{Watch, What};
use cardlast::study::flow::PRESETS;
use cardlast::study::plan::{Cast, Engine, Plan};
use cardlast::study::program::{Many, Pace, Risk};
use cardlast::study::replay::{DayAndCustomer, Replay, Whom};
use cardlast::study::run::{Control, run};

const SEEDS: [u64; 4] = [1, 7, 42, 20_261_128];

fn plan(seed: u64, engine: Engine) -> Plan {
    let arrivals = Arrivals::constant(0.03, 3600.0).unwrap();
    Plan { arrivals, machines: 3, days: 3, seed, patience: None, slices: 4, engine }
}

#[test]
fn a_replay_is_to_the_last_bit_what_the_walk_engine_plays() {
    for preset in PRESETS {
        let chain = preset.flow().unwrap().chain;
        for seed in SEEDS {
            let cast = Cast::new(&chain, &plan(seed, Engine::Walk)).unwrap();
            for (day, customer) in [(0, 0), (0, 1), (1, 17), (2, 200)] {
                let mut draws = Many::new(cast.sessions(), Cast::customer(day, customer as usize));
                let (mut pace, mut risk) = (Pace::default(), Risk::default());
                let (outcome, last) = cast.program().play(&mut draws, &mut pace, &mut risk);
                let replay = Replay::of(&chain, Whom { seed, day, customer }).unwrap();
                assert_eq!(replay.pace, pace, "{} {seed} {day}:{customer}", preset.name);
                assert_eq!(replay.risk, risk);
                assert_eq!((replay.outcome as u32, replay.visits.last().unwrap().state as u32), (outcome, last));
            }
        }
    }
}

#[test]
fn the_replays_of_a_day_add_up_to_the_day_that_either_engine_played() {
    for preset in PRESETS {
        let chain = preset.flow().unwrap().chain;
        for (seed, engine) in SEEDS.into_iter().zip([Engine::Walk, Engine::Events, Engine::Walk, Engine::Events]) {
            let plan = plan(seed, engine);
            let run = run(&chain, &plan, &Control::default()).unwrap();
            let day = &run.days[2];
            let customers = day.sum(Sum::Customers) as u32;
            assert!(customers > 60, "a day with people in it: {customers}");
            let replays: Vec<_> =
                (0..customers).map(|customer| Replay::of(&chain, Whom { seed, day: 2, customer }).unwrap()).collect();
            let sum = |value: fn(&Replay) -> f64| replays.iter().map(value).sum::<f64>();
            let sums = [
                (Sum::Time, sum(|replay| replay.pace.time_s)),
                (Sum::Taps, sum(|replay| f64::from(replay.pace.taps()))),
                (Sum::Interstitials, sum(|replay| f64::from(replay.pace.interstitials()))),
                (Sum::Exposed, sum(|replay| replay.risk.exposed_s)),
                (Sum::Steps, sum(|replay| replay.visits.len() as f64)),
            ];
            for (kind, sum) in sums {
                let played = day.sum(kind);
                assert!((sum - played).abs() <= 1e-9 * played.max(1.0), "{} {kind:?}: {sum} and {played}", preset.name);
            }
            let mut outcomes = vec![0; chain.outcomes.len()];
            replays.iter().for_each(|replay| outcomes[replay.outcome] += 1);
            assert_eq!(outcomes, day.outcomes);
        }
    }
}

#[test]
fn a_replay_walks_the_states_that_somebody_who_watches_the_day_sees() {
    for preset in PRESETS {
        let chain = preset.flow().unwrap().chain;
        let plan = plan(9, Engine::Events);
        let cast = Cast::new(&chain, &plan).unwrap();
        for customer in [0_usize, 17, 60] {
            let replay = Replay::in_cast(&cast, 1, customer);
            let (mut began_s, mut seen) = (f64::NAN, Vec::new());
            for happening in Watch::new(&cast, &plan, 1).filter(|happening| happening.customer == customer) {
                match happening.what {
                    What::Began { .. } => began_s = happening.at_s,
                    What::Entered { state } => seen.push((state as usize, happening.at_s - began_s)),
                    What::Ended { outcome, .. } => {
                        assert_eq!(outcome as usize, replay.outcome);
                        assert!((happening.at_s - began_s - replay.pace.time_s).abs() < 1e-8);
                    }
                    What::Arrived | What::GaveUp => {}
                }
            }
            assert_eq!(seen.len(), replay.visits.len(), "{} {customer}", preset.name);
            for ((state, at_s), visit) in seen.into_iter().zip(&replay.visits) {
                assert_eq!(state, visit.state);
                assert!((at_s - visit.at_s).abs() < 1e-8, "{at_s} {visit:?}");
            }
        }
    }
}

#[test]
fn two_flows_meet_the_same_customer() {
    // Where both flows ask for the code once, the same person takes the same time for it.
    let [last, first] =
        ["atm-pin-last", "atm-pin-first"].map(|name| cardlast::study::flow::preset(name).unwrap().flow().unwrap());
    let code = |flow: &cardlast::study::flow::Flow, whom| {
        let at = flow.states.iter().position(|state| state.id == "pin").unwrap();
        let replay = Replay::of(&flow.chain, whom).unwrap();
        replay.visits.iter().find(|visit| visit.state == at).map(|visit| visit.until_s - visit.at_s)
    };
    let mut met = 0;
    for customer in 0..50 {
        let whom = Whom { seed: 3, day: 0, customer };
        if let (Some(here), Some(there)) = (code(&last, whom), code(&first, whom)) {
            assert!((here - there).abs() < 1e-9, "customer {customer}: {here} {there}");
            met += 1;
        }
    }
    assert!(met > 30, "{met}");
}

#[test]
fn a_customer_is_named_by_day_and_number_from_one() {
    let whom = |words: &str| words.parse::<DayAndCustomer>().map(|named| named.under(7));
    assert_eq!(whom("12"), Ok(Whom { seed: 7, day: 0, customer: 11 }));
    assert_eq!(whom("3:1"), Ok(Whom { seed: 7, day: 2, customer: 0 }));
    assert_eq!(whom("3:1").unwrap().to_string(), "3:1");
    for wrong in ["", "0", "1:0", "0:1", "-1", "1:2:3", "x", "4294967296"] {
        assert!(whom(wrong).is_err(), "{wrong:?}");
    }
}
