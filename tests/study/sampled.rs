//! What is sampled lies within four standard errors of what is exact, intervals hold what they promise, and a wrong engine is caught.

use cardlast::study::arrivals::{Arrivals, Piece};
use cardlast::study::book::Sum;
use cardlast::study::chain::{CardReturn, Chain, Edge, PasserBy, Target};
use cardlast::study::crowd::Effort;
use cardlast::study::dwell::{Dwell, Shape};
use cardlast::study::exact::{Exact, Stability};
use cardlast::study::figures::{Figures, difference};
use cardlast::study::histogram::Histogram;
use cardlast::study::metrics::Metric;
use cardlast::study::plan::{Engine, Plan};
use cardlast::study::profile::{profile, shaped_by_start_s};
use cardlast::study::run::{Control, Run, run};
use cardlast::study::session::Session;

use crate::reference::{Card, b25, chain, pin_first, pin_last};

fn plan(rate_per_s: f64, machines: u32, days: u32) -> Plan {
    let arrivals = Arrivals::constant(rate_per_s, 7200.0).unwrap();
    Plan { arrivals, machines, days, seed: 20_261_128, patience: None, slices: 24, engine: Engine::Walk }
}

fn play(chain: &Chain, plan: &Plan) -> Run {
    run(chain, plan, &Control::default()).unwrap()
}

fn exact(chain: &Chain, plan: &Plan) -> Exact {
    Exact::of(chain, plan, Effort(1e9)).unwrap()
}

/// All that is judged lies within four standard errors; so many are.
#[track_caller]
fn agrees(chain: &Chain, plan: &Plan, judged: usize) -> (Run, Figures) {
    let played = play(chain, plan);
    let figures = Figures::of(&played, Some(&exact(chain, plan)));
    for figure in &figures.figures {
        if let Some(z) = figure.z.filter(|_| figure.judged) {
            assert!(z.abs() <= 4.0, "{}, seed {}: {figure:?}", chain.name, plan.seed);
        }
    }
    let count = figures.figures.iter().filter(|figure| figure.judged).count();
    assert!(count >= judged, "{count} of {} figures of {} are judged", figures.figures.len(), chain.name);
    (played, figures)
}

#[test]
fn sessions_of_every_shape_agree_with_their_chain() {
    let shapes = [Shape::Exponential, Shape::Fixed, Shape::Gamma(2.0), Shape::Gamma(4.0), Shape::Lognormal(0.8)];
    for shape in shapes {
        for chain in
            [b25(shape, Card::Last, 1.0 / 120.0), b25(shape, Card::First, 1.0 / 120.0), pin_first(shape), pin_last(shape)]
        {
            let (played, _) = agrees(&chain, &plan(0.03, 4, 40), 10);
            // The spread of the times is no figure of its own, but a queue feels it.
            let exact = Session::of(&chain).unwrap();
            let sessions = played.total(Sum::Served);
            let mean = played.total(Sum::Time) / sessions;
            let variance = played.total(Sum::TimeSquared) / sessions - mean * mean;
            assert!((variance / exact.time_s.variance - 1.0).abs() < 0.1, "{shape:?}: {variance} for {:?}", exact.time_s);
        }
    }
}

#[test]
fn everything_at_once_agrees() {
    let mut chain = pin_first(Shape::Exponential);
    let mut idle = chain.states[3].clone();
    idle.absent = true;
    idle.taps = 0;
    idle.edges = vec![Edge { probability: 1.0, to: Target::Outcome(1) }];
    idle.dwell = Dwell::exponential(25.0);
    chain.states.push(idle);
    chain.states[3].edges[2].to = Target::State(7);
    chain.states[6].card_return = Some(CardReturn { forgotten: 0.02, retained_after_s: 30.0, loss: 250.0 });
    let plan = Plan { patience: Some(Dwell::exponential(60.0)), ..plan(0.1, 2, 300) };
    let (_, figures) = agrees(&chain, &plan, 25);
    for metric in
        [Metric::WalkedAway, Metric::Found, Metric::LossFirst, Metric::Reneged, Metric::Wait, Metric::Queue, Metric::Utilisation]
    {
        let figure = figures.get(metric).unwrap();
        assert!(figure.judged && figure.value.unwrap() > 0.0, "{figure:?}");
    }
}

fn one_state(mean_s: f64) -> Chain {
    chain("one state", Shape::Exponential, &[("Serve", mean_s, "Done 1")])
}

/// The estimate lies within four standard errors of the printed value.
#[track_caller]
fn close(figures: &Figures, metric: Metric, printed: f64) {
    let figure = figures.get(metric).unwrap();
    let (low, high) = figure.interval.unwrap();
    let off = (figure.value.unwrap() - printed) / ((high - low) / 2.0 / 1.96);
    assert!(off.abs() <= 4.0, "{figure:?} is {off} errors from {printed}");
    assert!(high - low < 0.1 * printed, "that means something: {figure:?}");
}

#[test]
fn days_from_empty_wait_as_long_as_they_should() {
    let eight_hours = |rate| Arrivals::constant(rate, 28_800.0).unwrap();
    let cases = [
        (one_state(100.0), eight_hours(0.032), 4, 72.324301, 0.588949),
        (one_state(100.0), eight_hours(0.008), 1, 365.510636, 0.786144),
        (one_state(100.0), Arrivals::constant(1.0 / 60.0, 3600.0).unwrap(), 2, 140.161260, 0.669497),
        (b25(Shape::Exponential, Card::Last, 0.0), eight_hours(0.035), 4, 51.633646, 0.575657),
    ];
    for (chain, arrivals, machines, wait, waits) in cases {
        let plan = Plan { arrivals, ..plan(1.0, machines, 2000) };
        let figures = Figures::of(&play(&chain, &plan), None);
        close(&figures, Metric::Wait, wait);
        close(&figures, Metric::Waits, waits);
        // Without an exact value nothing is judged.
        assert!(figures.figures.iter().all(|figure| !figure.judged && figure.exact.is_none()));
    }
}

#[test]
fn impatience_agrees_with_the_settled_queue_on_a_long_day() {
    let arrivals = Arrivals::constant(0.05, 500_000.0).unwrap();
    let plan = Plan { arrivals, patience: Some(Dwell::exponential(180.0)), ..plan(1.0, 4, 40) };
    let figures = Figures::of(&play(&one_state(100.0), &plan), None);
    close(&figures, Metric::Reneged, 0.2631835267);
    close(&figures, Metric::Waits, 0.8083378883);
    close(&figures, Metric::Queue, 2.368651740);
    close(&figures, Metric::Throughput, 0.03684082367 * 3600.0 / 4.0);
}

#[test]
fn a_day_with_a_rush_agrees() {
    let piece = |until_s, rate_per_s| Piece { until_s, rate_per_s };
    let arrivals = Arrivals::by_pieces(vec![piece(1800.0, 0.03), piece(3000.0, 0.12), piece(7200.0, 0.03)]).unwrap();
    let plan = Plan { arrivals, ..plan(1.0, 2, 600) };
    let chain = pin_last(Shape::Exponential);
    assert_eq!(exact(&chain, &plan).stability, Stability::Rush);
    let (played, _) = agrees(&chain, &plan, 12);
    let slices = profile(&played);
    let queues: Vec<f64> = slices.iter().map(|slice| slice.queue.unwrap().value).collect();
    assert!(queues[9] > 10.0 * queues[2], "the profile shows the rush: {queues:?}");
    let area: f64 = queues.iter().map(|queue| queue * 300.0 * 600.0).sum();
    assert!((area / played.total(Sum::QueueArea) - 1.0).abs() < 1e-9, "slices add up to the day");
    for slice in &slices {
        let rate = plan.arrivals.pieces().iter().find(|piece| slice.until_s <= piece.until_s).unwrap().rate_per_s;
        let customers = slice.customers.unwrap();
        assert!((customers.value - rate * 300.0).abs() <= 4.0 * customers.error, "{slice:?}");
    }
    assert!(slices[9].wait_s.unwrap().value > 10.0 * slices[2].wait_s.unwrap().value);
    assert_eq!((slices[23].from_s, slices[23].until_s), (6900.0, 7200.0));
}

#[test]
fn a_long_day_forgets_its_start_and_a_swamped_one_never_settles() {
    let arrivals = |rate| Arrivals::constant(rate, 100_000.0).unwrap();
    let calm = Plan { arrivals: arrivals(0.04), slices: 200, ..plan(1.0, 2, 40) };
    let start = shaped_by_start_s(&play(&pin_last(Shape::Exponential), &calm)).unwrap();
    assert!(start < 20_000.0, "{start}");
    let swamped = Plan { arrivals: arrivals(0.12), ..calm };
    assert_eq!(exact(&pin_last(Shape::Exponential), &swamped).stability, Stability::Unstable);
    assert_eq!(shaped_by_start_s(&play(&pin_last(Shape::Exponential), &swamped)), None, "the queue grows all day");
    let held = Plan { patience: Some(Dwell::exponential(60.0)), ..swamped };
    assert_eq!(exact(&pin_last(Shape::Exponential), &held).stability, Stability::HeldByImpatience);
}

#[test]
fn an_engine_that_is_wrong_is_caught() {
    let honest = pin_first(Shape::Exponential);
    let plan = plan(0.05, 2, 60);
    let truth = exact(&honest, &plan);
    assert_eq!(Figures::of(&play(&honest, &plan), Some(&truth)).astray().count(), 0);
    let mut slower = honest.clone();
    slower.states[4].dwell.mean_s *= 1.1;
    let caught = Figures::of(&play(&slower, &plan), Some(&truth));
    assert!(caught.astray().any(|figure| figure.metric == Metric::Time), "ten in a hundred slower at one step");
    let mut warier = honest.clone();
    warier.states[2].edges[0].probability = 0.90;
    warier.states[2].edges[2].probability = 0.05;
    let caught = Figures::of(&play(&warier, &plan), Some(&truth));
    assert!(caught.astray().any(|figure| figure.metric == Metric::AbandonedAt(2)));
    let few = Plan { days: 1, arrivals: Arrivals::constant(0.001, 7200.0).unwrap(), ..plan };
    let judged = Figures::of(&play(&slower, &few), Some(&truth)).figures.iter().filter(|figure| figure.judged).count();
    assert_eq!(judged, 0, "a handful of customers proves nothing");
}

/// Where strangers press all the time and prices differ, the first press of a session is far from every press.
#[test]
fn the_first_press_costs_what_it_hits_first() {
    let mut chain = pin_first(Shape::Gamma(2.0));
    chain.passer_by = PasserBy { rate_per_s: 0.2, presses: 0.9, unnoticed: 0.1 };
    let (played, _) = agrees(&chain, &plan(0.05, 2, 100), 15);
    let [first, every] = [Sum::LossFirst, Sum::LossEvery].map(|sum| played.total(sum) / played.total(Sum::Served));
    assert!(first > 20.0 && every > 1.3 * first, "{first} and {every}");
}

/// Over many seeds: how often intervals hold the exact value, and how often an honest run fails its check.
#[test]
fn intervals_hold_what_they_promise_and_honest_runs_pass() {
    let chain = pin_first(Shape::Exponential);
    let metrics = [
        Metric::Time,
        Metric::TimeQuantile(900),
        Metric::Completed,
        Metric::Exposed,
        Metric::LossFirst,
        Metric::Wait,
        Metric::Queue,
        Metric::WaitQuantile(900),
    ];
    let seeds = 300;
    let truth = exact(&chain, &plan(0.06, 2, 60));
    let mut runs = vec![];
    let mut waits = Histogram::seconds();
    for seed in 0..seeds {
        let played = play(&chain, &Plan { seed, ..plan(0.06, 2, 60) });
        waits.merge(&played.histograms.wait);
        runs.push(Figures::of(&played, Some(&truth)));
    }
    for metric in metrics {
        // No formula gives quantiles of the wait; all seeds together know them well enough.
        let exact = truth.value(metric, &plan(0.06, 2, 60)).or(waits.quantile(0.9)).unwrap();
        let holds = |figures: &&Figures| {
            let (low, high) = figures.get(metric).unwrap().interval.unwrap();
            (low..=high).contains(&exact)
        };
        let held = runs.iter().filter(holds).count();
        // Four standard errors of 95 in a hundred are five in a hundred; none that misses would be one chance in five million.
        assert!((270..300).contains(&held), "{metric:?}: {held} of {seeds}");
    }
    let alarms = runs.iter().filter(|figures| figures.astray().count() > 0).count();
    assert!(alarms <= 4, "{alarms} alarms of {seeds}: one in a thousand is meant");
}

/// The ordering session with the card first and four splash screens before it, whose draws are of this purpose. Each stands for so long, and
/// sends this share of the customers away.
pub fn with_splash_screens(purpose: &str, mean_s: f64, away: f64) -> Chain {
    let mut chain = b25(Shape::Lognormal(0.8), Card::First, 1.0 / 120.0);
    for at in 0..4 {
        let mut splash = chain.states[0].clone();
        splash.name = format!("Splash {at}");
        splash.purpose = purpose.to_owned();
        splash.interstitial = true;
        splash.dwell.mean_s = mean_s;
        let on = Edge { probability: 1.0 - away, to: Target::State(if at < 3 { 9 + at } else { 1 }) };
        splash.edges = vec![on, Edge { probability: away, to: Target::Outcome(1) }];
        chain.states.push(splash);
    }
    chain.states[0].edges[0].to = Target::State(8);
    chain
}

#[test]
fn what_two_flows_share_cancels() {
    let plan = Plan { arrivals: Arrivals::constant(0.032, 28_800.0).unwrap(), ..plan(1.0, 4, 400) };
    let short = play(&b25(Shape::Lognormal(0.8), Card::Last, 1.0 / 120.0), &plan);
    // By what the variance of a difference shrinks against independent seeds.
    let gain = |long: &Run, metric: Metric| {
        let error = |run: &Run| {
            let (low, high) = Figures::of(run, None).get(metric).unwrap().interval.unwrap();
            (high - low) / 2.0 / 1.966
        };
        let paired = difference(long, &short, metric).unwrap();
        (error(long).hypot(error(&short)) / paired.error).powi(2)
    };
    let own = play(&with_splash_screens("splash", 2.0, 0.0), &plan);
    let shared = play(&with_splash_screens("session", 2.0, 0.0), &plan);
    let (waits, times) = (gain(&own, Metric::Wait), gain(&own, Metric::Time));
    let (shared_waits, shared_times) = (gain(&shared, Metric::Wait), gain(&shared, Metric::Time));
    println!("streams of their own: waits {waits}, times {times}; one stream: waits {shared_waits}, times {shared_times}");
    assert!(waits > 4.0 && times > 50.0, "streams of their own: waits {waits}, times {times}");
    assert!(shared_waits < waits / 1.5 && shared_times < times / 10.0, "one stream: waits {shared_waits}, times {shared_times}");
    let time = difference(&own, &short, Metric::Time).unwrap();
    assert!((time.value - 8.0).abs() <= 4.0 * time.error, "four screens of two seconds: {time:?}");
    // Measured elsewhere: 20.2 for waits and 19.3 for times. That is met where a screen stands for a second and a half and sends one customer in a
    // hundred away: what is left of the difference is that those cut their session short, which no common random number takes out. Without
    // them the gain of the times is thirty times as large, and that of the waits depends on how long a screen stands. What one stream for a
    // whole day comes to is in `one_stream.rs`; here a stream is never more than a customer's.
    let own = play(&with_splash_screens("splash", 1.5, 0.01), &plan);
    let shared = play(&with_splash_screens("session", 1.5, 0.01), &plan);
    let (waits, times, shared_waits) = (gain(&own, Metric::Wait), gain(&own, Metric::Time), gain(&shared, Metric::Wait));
    println!("and one in a hundred leaves at each: waits {waits}, times {times}; one stream: waits {shared_waits}");
    assert!((15.0..27.0).contains(&waits) && (16.0..24.0).contains(&times), "waits {waits}, times {times}");
    assert!(shared_waits < waits / 2.0, "one stream: waits {shared_waits}");
    let stranger = play(&with_splash_screens("splash", 2.0, 0.0), &Plan { seed: 1, ..plan.clone() });
    assert_eq!(difference(&stranger, &short, Metric::Wait), None, "other seeds are no pair");
}
