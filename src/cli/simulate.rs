//! `cardlast simulate`: what a flow costs its customers, played and worked out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use cardlast::catalogue::Paint;
use cardlast::config::Config;
use cardlast::study::crowd::Effort;
use cardlast::study::dwell::Dwell;
use cardlast::study::exact::Exact;
use cardlast::study::figures::FALSE_ALARM;
use cardlast::study::flow::conformance::Driven;
use cardlast::study::flow::{self, Flow};
use cardlast::study::plan::{Engine, Plan};
use cardlast::study::replay::{DayAndCustomer, Replay};
use cardlast::study::report::{self, Day, Played, Study};
use cardlast::study::run::{Control, run as play};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Failure;
use super::flows::{drive, flow_called};

/// Simulating flows.
#[derive(Args)]
#[command(after_help = "\
Nobody has measured how people use these flows: their times and probabilities are assumed, and each is labelled so in the results.
A FLOW is the name of one that is shipped (see --list) or a file; `cardlast simulate --show NAME` prints one to start your own from.

Examples:
  cardlast simulate atm-pin-last atm-pin-first --arrivals 180/h --machines 2 --days 1000
  cardlast simulate kiosk-card-last kiosk-card-first --arrivals restaurant --customers 900 --out study
  cardlast simulate atm-pin-last atm-pin-first --seed 1 --replay 1:12
  cardlast simulate --show kiosk-card-last > mine.toml && cardlast simulate mine.toml

Ends with 0 when all is well, with 1 when a flow is wrong or a sample strays from its exact values, with 130 after Ctrl-C.")]
pub struct SimulateArguments {
    /// Names of flows that are shipped (--list says which), or files; the first is compared with each other one.
    #[arg(required_unless_present_any = ["list", "show"], value_name = "FLOW")]
    flows: Vec<String>,
    /// When customers come: a rate (115/h, 2/min, 0.032/s), a profile over the day (restaurant, cash-machine), or a profile's file. The
    /// default, as most of what is in the profiles, is assumed.
    #[arg(long, default_value = "100/h", value_name = "RATE|PROFILE", allow_hyphen_values = true)]
    arrivals: String,
    /// Customers in a day, in place of the profile's own number.
    #[arg(long, value_name = "N")]
    customers: Option<f64>,
    /// Hours that doors are open, for a rate (the default is assumed).
    #[arg(long, default_value_t = 8.0)]
    hours: f64,
    /// Machines behind one queue (the default is assumed).
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    machines: u32,
    /// Days to play.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    days: u32,
    /// Seed of everything.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Mean seconds that a customer would stand in the queue (exponential) [default: no limit].
    #[arg(long, value_name = "SECONDS")]
    patience: Option<f64>,
    /// Threads [default: one for each core]; results do not depend on it.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Who plays; both give the same bytes.
    #[arg(long, value_enum, default_value_t = Who::Walk)]
    engine: Who,
    /// How often the self-check may fail a run in which nothing is wrong: at most so many times in a hundred, all its comparisons together.
    #[arg(long, value_name = "PERCENT", default_value_t = FALSE_ALARM, value_parser = percent)]
    false_alarms: f64,
    /// Write report.html, results.json and the tables as CSV into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The menu for flows of the kiosk [default: the configured one].
    #[arg(long, value_name = "DIR")]
    menu: Option<PathBuf>,
    /// Play nothing but this customer's session in each flow, and print its path: 12, or 3:12 for the twelfth customer of the third day.
    #[arg(long, value_name = "DAY:CUSTOMER")]
    replay: Option<DayAndCustomer>,
    /// Only say what is wrong with the flows.
    #[arg(long)]
    check: bool,
    /// List the flows and profiles that are shipped.
    #[arg(long)]
    list: bool,
    /// Print a shipped flow or profile.
    #[arg(long, value_name = "NAME")]
    show: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Who {
    /// Customer after customer, the fast one.
    Walk,
    /// Event after event.
    Events,
}

/// A share in hundredths that is neither none nor all: a check that never fails is none, nor is one that always does.
fn percent(words: &str) -> Result<f64, String> {
    let number = words.parse::<f64>().ok().filter(|percent| *percent > 0.0 && *percent < 100.0);
    number.ok_or_else(|| "write a number above 0 and below 100; 0.1 fails one honest run in a thousand".to_owned())
}

/// How much work an exact day may be: some seconds.
const EFFORT: Effort = Effort(4e9);
/// Parts of the day in plots and tables.
const SLICES: usize = 48;
/// What a shell expects of a program that was interrupted.
const INTERRUPTED: u8 = 130;

/// Runs the command.
pub fn run(arguments: &SimulateArguments, config: &Config) -> Result<ExitCode, Failure> {
    if arguments.list {
        list();
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(name) = &arguments.show {
        let text = flow::preset(name).map(|preset| preset.text).or_else(|| flow::profile(name));
        let text =
            text.ok_or_else(|| format!("nothing called \"{name}\" is shipped; `cardlast simulate --list` says what is"))?;
        super::put(format_args!("{text}"));
        return Ok(ExitCode::SUCCESS);
    }
    let Some((flows, day)) = read(arguments, config)? else { return Ok(ExitCode::FAILURE) };
    if arguments.check {
        for (flow, driven) in &flows {
            let states = flow.states.len();
            let driven =
                driven.map_or_else(String::new, |driven| format!(", {} sessions driven through its machine", driven.sessions));
            say!("{} is fine: {states} states{driven}.", flow.id);
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(customer) = arguments.replay {
        let whom = customer.under(arguments.seed);
        for (flow, _) in &flows {
            let replay = Replay::of(&flow.chain, whom)?;
            say!("{}", report::session_words(flow, whom, &replay));
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(out) = &arguments.out {
        std::fs::create_dir_all(out).map_err(|error| format!("cannot make {}: {error}", out.display()))?;
    }
    let study = simulate(arguments, flows, day)?;
    let compared = report::compare(&study)?;
    for played in &study.flows {
        say!("{}", report::flow_table(played));
    }
    super::put(format_args!("{}", report::foot(&study, &compared)));
    if let Some(out) = &arguments.out {
        write(out, &study, &compared)?;
    }
    Ok(if study.is_astray() {
        ExitCode::FAILURE
    } else if study.is_partial() {
        ExitCode::from(INTERRUPTED)
    } else {
        ExitCode::SUCCESS
    })
}

fn list() {
    say!("Flows:");
    for preset in flow::PRESETS {
        let about = preset.flow().map(|flow| flow.about).unwrap_or_default();
        say!("  {:<22}{about}", preset.name);
    }
    say!("\nArrivals over a day:");
    for (name, text) in flow::PROFILES {
        let title = flow::read_profile(Path::new(name), text, None).map(|profile| profile.title).unwrap_or_default();
        say!("  {name:<22}{title}");
    }
}

type Read = (Vec<(Flow, Option<Driven>)>, Day);

/// Reads flows and arrivals; says everything that is wrong with any of them.
fn read(arguments: &SimulateArguments, config: &Config) -> Result<Option<Read>, Failure> {
    let paint = Paint::fitting(&std::io::stderr());
    let mut flows = Vec::new();
    let mut wrong = 0;
    let mut problem = |problems: &cardlast::catalogue::Problems| {
        eprintln!("{}\n", problems.render(paint));
        wrong += problems.count();
    };
    let mut names = std::collections::BTreeSet::new();
    for name in &arguments.flows {
        let (path, flow) = flow_called(name)?;
        let flow = match flow {
            Ok(flow) => flow,
            Err(problems) => {
                problem(&problems);
                continue;
            }
        };
        if !names.insert(flow.id.clone()) {
            return Err(format!(
                "two flows are called \"{}\"; results could not be told apart, so give one file another name",
                flow.id
            )
            .into());
        }
        match drive(&flow, &path, arguments.menu.as_deref(), config)? {
            Ok(driven) => flows.push((flow, driven)),
            Err(problems) => problem(&problems),
        }
    }
    let day = match arrivals(arguments)? {
        Ok(day) => Some(day),
        Err(problems) => {
            problem(&problems);
            None
        }
    };
    if wrong > 0 {
        eprintln!("Nothing was simulated: {wrong} problem{}.", if wrong == 1 { "" } else { "s" });
        return Ok(None);
    }
    Ok(day.map(|day| (flows, day)))
}

fn arrivals(arguments: &SimulateArguments) -> Result<Result<Day, cardlast::catalogue::Problems>, Failure> {
    let words = &arguments.arrivals;
    if let Some(day) = Day::at_rate(words, arguments.hours) {
        return Ok(Ok(day.map_err(|error| format!("--arrivals {words}: {error}"))?));
    }
    if arguments.customers.is_some_and(|customers| !(customers.is_finite() && customers > 0.0)) {
        return Err("--customers must be a number above zero".into());
    }
    let text = match flow::profile(words) {
        Some(text) => text.to_owned(),
        None => std::fs::read_to_string(words).map_err(|error| {
            format!("--arrivals {words}: neither a rate such as 115/h, nor a profile such as restaurant, nor a file that can be read ({error})")
        })?,
    };
    let profile = flow::read_profile(Path::new(words), &text, arguments.customers);
    Ok(profile.map(|profile| Day {
        title: profile.title,
        opens_min: Some(profile.opens_min),
        arrivals: profile.arrivals,
        inputs: profile.inputs,
    }))
}

fn simulate(arguments: &SimulateArguments, flows: Vec<(Flow, Option<Driven>)>, day: Day) -> Result<Study, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let mut trial = None;
    // The first Ctrl-C ends the run in good order, the second ends the program.
    signal_hook::flag::register_conditional_shutdown(signal_hook::consts::SIGINT, INTERRUPTED.into(), stop.clone())?;
    signal_hook::flag::register(signal_hook::consts::SIGINT, stop.clone())?;
    if let Some(out) = &arguments.out {
        trial = Some(Trial::begin(out)?);
    }
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = arguments.threads {
        pool = pool.num_threads(threads.into());
    }
    let pool = pool.build()?;
    let plan = Plan {
        arrivals: day.arrivals.clone(),
        machines: arguments.machines,
        days: arguments.days,
        seed: arguments.seed,
        patience: arguments.patience.map(Dwell::exponential),
        slices: SLICES,
        engine: match arguments.engine {
            Who::Walk => Engine::Walk,
            Who::Events => Engine::Events,
        },
    };
    let bar = progress(u64::from(plan.days) * flows.len() as u64);
    let mut played = Vec::new();
    for (at, (flow, driven)) in flows.into_iter().enumerate() {
        bar.set_message(flow.id.clone());
        let before = u64::from(plan.days) * at as u64;
        let most = AtomicU32::new(0);
        let tell = |done: u32| bar.set_position(before + u64::from(most.fetch_max(done, Ordering::Relaxed).max(done)));
        let control = Control { stop: &stop, progress: &tell };
        let run = pool.install(|| play(&flow.chain, &plan, &control))?;
        let exact = pool.install(|| Exact::of(&flow.chain, &plan, EFFORT))?;
        let mut one = Played::new(flow, driven, run, exact, &day);
        one.figures.allow_false_alarms(arguments.false_alarms);
        played.push(one);
    }
    bar.finish_and_clear();
    drop(trial);
    Ok(Study { day, flows: played, version: env!("CARGO_PKG_VERSION") })
}

/// A file that stands in the folder while the days are played: nobody waits for them to hear that they cannot be written down, and what is
/// there already stays until there is more.
struct Trial(PathBuf);

impl Trial {
    fn begin(out: &Path) -> Result<Self, Failure> {
        let path = out.join("report.html.part");
        std::fs::write(&path, "").map_err(|error| format!("cannot write into {}: {error}", out.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Days done and time left, for people who watch; nothing where nobody does.
fn progress(days: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(days), ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{msg:<22} {bar:30} {pos}/{len} days, {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

fn write(out: &Path, study: &Study, compared: &[report::Compared]) -> Result<(), Failure> {
    let mut files: Vec<(&str, String)> = vec![("report.html", report::html(study, compared))];
    files.push(("results.json", format!("{:#}\n", report::json(study, compared))));
    files.extend(report::csv_files(study, compared)?);
    for (name, text) in files {
        let path = out.join(name);
        std::fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    eprintln!("The report is {}.", out.join("report.html").display());
    Ok(())
}
