//! Two engines, any number of threads: the same bytes.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use cardlast::study::arrivals::{Arrivals, Piece};
use cardlast::study::book::Sum;
use cardlast::study::chain::{CardReturn, Chain, Target};
use cardlast::study::dwell::{Dwell, Shape};
use cardlast::study::events::{Watch, What};
use cardlast::study::plan::{Cast, Engine, Plan};
use cardlast::study::run::{Control, Run, run};

use crate::reference::{Card, b25, pin_first, pin_last};

fn plan(rate_per_s: f64, machines: u32, days: u32) -> Plan {
    let arrivals = Arrivals::constant(rate_per_s, 7200.0).unwrap();
    Plan { arrivals, machines, days, seed: 5, patience: None, slices: 24, engine: Engine::Walk }
}

/// The money drawn with everything in it: own purposes, interstitials, cards forgotten, customers who walk away.
fn everything(shape: Shape) -> Chain {
    let mut chain = pin_first(shape);
    let mut idle = chain.states[3].clone();
    idle.name = "Left alone".to_owned();
    idle.absent = true;
    idle.edges = vec![chain.states[3].edges[2]];
    idle.edges[0].probability = 1.0;
    idle.dwell = Dwell::fixed(25.0);
    chain.states.push(idle);
    chain.states[3].edges[2].to = Target::State(7);
    chain.states[6].card_return = Some(CardReturn { forgotten: 0.02, retained_after_s: 30.0, loss: 250.0 });
    chain
}

fn play(chain: &Chain, plan: &Plan) -> Run {
    run(chain, plan, &Control::default()).unwrap()
}

#[test]
fn both_engines_give_the_same_bytes() {
    let mut cases = vec![];
    for chain in
        [b25(Shape::Lognormal(0.8), Card::Last, 1.0 / 120.0), pin_last(Shape::Gamma(4.0)), everything(Shape::Exponential)]
    {
        for patience in [None, Some(Dwell::exponential(40.0)), Some(Dwell::fixed(20.0))] {
            for machines in [1, 3] {
                cases.push((chain.clone(), Plan { patience, ..plan(0.04 * f64::from(machines), machines, 6) }));
            }
        }
    }
    for (chain, plan) in cases {
        let walked = play(&chain, &plan);
        let mut evented = play(&chain, &Plan { engine: Engine::Events, ..plan.clone() });
        evented.plan.engine = Engine::Walk;
        assert!(walked == evented, "{} with {} machines and patience {:?}", chain.name, plan.machines, plan.patience);
        assert!(walked.total(Sum::Waited) > 30.0, "there was a queue");
        assert_eq!(walked.total(Sum::Reneged) > 30.0, plan.patience.is_some(), "people left it");
        assert_eq!(walked.total(Sum::Customers), walked.total(Sum::Served) + walked.total(Sum::Reneged));
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let chain = everything(Shape::Lognormal(0.8));
    let plan = plan(0.05, 2, 70);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| play(&chain, &plan))
    };
    let alone = on(1);
    for threads in [2, 3, 7] {
        assert!(alone == on(threads), "{threads} threads");
    }
    let longer = play(&chain, &Plan { days: 90, ..plan.clone() });
    assert!(longer.days[..70] == alone.days[..], "more days change nothing of the first");
}

#[test]
fn a_stopped_run_is_the_beginning_of_the_whole() {
    let (chain, plan) = (pin_first(Shape::Exponential), plan(0.05, 2, 400));
    let whole = play(&chain, &plan);
    let stop = AtomicBool::new(false);
    let told = AtomicU32::new(0);
    let progress = |days: u32| {
        told.fetch_max(days, Ordering::Relaxed);
        if days > 100 {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let part = run(&chain, &plan, &Control { stop: &stop, progress: &progress }).unwrap();
    assert!(part.is_partial() && !whole.is_partial());
    assert!(!part.days.is_empty() && part.days.len() < 400, "{} days", part.days.len());
    assert!(told.load(Ordering::Relaxed) > 100);
    assert!(part.days[..] == whole.days[..part.days.len()]);
    assert_eq!(part.histograms.time.count() as f64, part.total(Sum::Served));
}

#[test]
fn a_watched_day_tells_a_story_that_adds_up() {
    let (chain, plan) = (everything(Shape::Exponential), Plan { patience: Some(Dwell::exponential(40.0)), ..plan(0.06, 2, 1) });
    let cast = Cast::new(&chain, &plan).unwrap();
    let day = &play(&chain, &plan).days[0];
    let (mut last, mut counts) = (0.0, [0_u32; 5]);
    let mut watch = Watch::new(&cast, &plan, 0);
    let mut longest = 0;
    while let Some(happening) = watch.next() {
        assert!(happening.at_s >= last, "time runs on");
        last = happening.at_s;
        longest = longest.max(watch.queue().count());
        let busy = watch.machines().flatten().count();
        assert!(watch.queue().next().is_none() || busy == 2, "nobody waits before an idle machine");
        let kind = match happening.what {
            What::Arrived => 0,
            What::GaveUp => 1,
            What::Began { .. } => 2,
            What::Entered { .. } => 3,
            What::Ended { .. } => 4,
        };
        counts[kind] += 1;
    }
    let sums = [Sum::Customers, Sum::Reneged, Sum::Served, Sum::Steps, Sum::Served].map(|sum| day.sum(sum) as u32);
    assert_eq!(counts, sums);
    assert!(longest > 1 && counts[1] > 0, "{counts:?}");
}

#[test]
fn arrivals_follow_the_profile_and_share_their_draws() {
    let piece = |until_s, rate_per_s| Piece { until_s, rate_per_s };
    let arrivals = Arrivals::by_pieces(vec![piece(3600.0, 0.02), piece(7200.0, 0.0), piece(9000.0, 0.1)]).unwrap();
    assert!((arrivals.expected() - 252.0).abs() < 1e-9);
    let plan = Plan { arrivals: arrivals.clone(), ..plan(1.0, 3, 400) };
    let played = play(&pin_last(Shape::Exponential), &plan);
    let customers = |from: usize, to: usize| -> f64 {
        played.days.iter().flat_map(|day| &day.slices[from..to]).map(|slice| slice.customers).sum::<f64>() / 400.0
    };
    // 24 slices of 375 s: the borders of the pieces lie inside slices 9 and 19.
    assert!((customers(0, 10) - 72.0).abs() < 4.0 * (72.0_f64 / 400.0).sqrt());
    assert_eq!(customers(10, 19), 0.0, "nobody comes while the rate is zero");
    assert!((customers(19, 24) - 180.0).abs() < 4.0 * (180.0_f64 / 400.0).sqrt());
    let cast = Cast::new(&pin_last(Shape::Exponential), &plan).unwrap();
    let busier = Plan { arrivals: arrivals.scaled(2.0).unwrap(), ..plan.clone() };
    let (few, many) = (cast.arrivals(&plan, 3), cast.arrivals(&busier, 3));
    assert!(many.len() > few.len());
    let at = few.iter().take_while(|time| **time < 3600.0).count() / 2;
    assert!((many[at] * 2.0 - few[at]).abs() < 1e-9, "the same draws at twice the rate come twice as soon");
    for wrong in
        [vec![], vec![piece(0.0, 1.0)], vec![piece(10.0, -1.0)], vec![piece(10.0, 1.0), piece(5.0, 1.0)], vec![piece(9.0, 0.0)]]
    {
        assert!(Arrivals::by_pieces(wrong.clone()).is_err(), "{wrong:?}");
    }
}

#[test]
fn plans_that_cannot_be_played_are_refused() {
    let chain = pin_last(Shape::Exponential);
    let good = plan(0.05, 2, 3);
    let refused = |plan: Plan| run(&chain, &plan, &Control::default()).unwrap_err().to_string();
    assert_eq!(refused(Plan { machines: 0, ..good.clone() }), "there is no machine");
    assert_eq!(refused(Plan { days: 0, ..good.clone() }), "there is no day to play");
    assert!(refused(Plan { patience: Some(Dwell::fixed(f64::NAN)), ..good.clone() }).starts_with("the patience"));
    let arrivals = Arrivals::constant(1e6, 7200.0).unwrap();
    assert_eq!(
        refused(Plan { arrivals, ..good.clone() }),
        "7200000000 customers in a day are more than the 10000000 that can be played"
    );
    assert!(refused(Plan { machines: u32::MAX, ..good.clone() }).contains("machines"));
    assert!(refused(Plan { days: u32::MAX, ..good.clone() }).contains("slices of all days"));
    let mut endless = chain.clone();
    endless.states[6].edges[0].probability = 1e-9;
    endless.states[6].edges.push(cardlast::study::chain::Edge { probability: 1.0 - 1e-9, to: Target::State(6) });
    let words = run(&endless, &good, &Control::default()).unwrap_err().to_string();
    assert!(words.contains("steps of a session on average"), "{words}");
}
