//! The command: tables, files, threads, interruption.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{cardlast, stdout};

const FLOWS: [&str; 2] = ["atm-pin-last", "atm-pin-first"];

fn with<'a>(flows: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    flows.iter().chain(&["--arrivals", "180/h", "--machines", "2", "--days", "60", "--seed", "7"]).chain(more).copied().collect()
}

/// What is said of one flow, from its title to the empty line.
fn section(text: &str, id: &str) -> String {
    let mark = format!("({id})");
    text.split("\n\n").find(|part| part.lines().next().is_some_and(|line| line.ends_with(&mark))).expect("a section").to_owned()
}

#[test]
fn a_table_with_intervals_exact_values_and_a_verdict() {
    let text = stdout(&with(&FLOWS, &[]));
    for words in [
        "95 % interval",
        "exact",
        "time at the machine, s",
        "24.26",
        "self-check: ",
        "none beyond",
        "assumed: ",
        "GREATER where 71.9",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(text.contains("compared with Cash machine, code first, same customers"), "{text}");
    // Card last is no faster there, and the program says so.
    assert!(text.lines().any(|line| line.starts_with("  - time at the machine: 0.1") && line.ends_with("s more")), "{text}");
}

#[test]
fn results_do_not_depend_on_threads_or_company_or_engine() {
    let all = tempfile::tempdir().expect("a folder");
    let folder = |name: &str| all.path().join(name).display().to_string();
    let run = |flows: &[&str], name: &str, more: &[&str]| {
        let out = folder(name);
        let mut arguments = with(flows, &["--out", &out]);
        arguments.extend(more);
        stdout(&arguments)
    };
    let one = run(&FLOWS, "one", &["--threads", "1"]);
    let two = run(&FLOWS, "two", &["--threads", "2"]);
    assert_eq!(one, two, "threads");
    assert_eq!(one, run(&FLOWS, "events", &["--threads", "2", "--engine", "events"]), "engines");
    for file in [
        "report.html",
        "results.json",
        "figures.csv",
        "day.csv",
        "inputs.csv",
        "sessions.csv",
        "tornado.csv",
        "differences.csv",
        "loss-lines.csv",
        "break-even.csv",
    ] {
        let read = |name: &str| std::fs::read(all.path().join(name).join(file)).expect(file);
        assert!(!read("one").is_empty(), "{file}");
        assert_eq!(read("one"), read("two"), "{file}: threads");
        assert_eq!(read("one"), read("events"), "{file}: engines");
    }
    let company = run(&["b25", "atm-pin-first", "atm-pin-last"], "company", &[]);
    for id in FLOWS {
        assert_eq!(section(&one, id), section(&company, id), "{id} in other company");
        let rows = |name: &str, file: &str| -> Vec<String> {
            let text = std::fs::read_to_string(all.path().join(name).join(file)).expect(file);
            text.lines().filter(|line| line.starts_with(id)).map(str::to_owned).collect()
        };
        for file in ["figures.csv", "day.csv", "inputs.csv", "sessions.csv", "tornado.csv"] {
            assert!(!rows("one", file).is_empty());
            assert_eq!(rows("one", file), rows("company", file), "{id}: {file}");
        }
    }
    let other = stdout(&[FLOWS[0], FLOWS[1], "--arrivals", "180/h", "--machines", "2", "--days", "60", "--seed", "8"]);
    assert_ne!(one, other, "the seed matters");
}

/// What a row of sessions.csv claims, its command shows again.
#[test]
fn every_listed_session_can_be_seen_again_by_its_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().display().to_string();
    for seed in ["7", "1000000007"] {
        let arguments = ["atm-pin-last", "kiosk-card-first", "--arrivals", "100/h", "--days", "2", "--seed", seed, "--out", &out];
        let text = stdout(&arguments);
        assert!(text.contains(&format!("cardlast simulate atm-pin-last --seed {seed} --replay 1:1 ")), "{text}");
        let mut sessions = csv::Reader::from_path(folder.path().join("sessions.csv")).expect("the table");
        let rows: Vec<csv::StringRecord> = sessions.records().map(|row| row.expect("a row")).collect();
        assert!(rows.len() > 400, "{}", rows.len());
        for row in rows.iter().step_by(97) {
            let command: Vec<&str> = row[11].split(' ').skip(2).collect();
            assert_eq!(command, [&row[0], "--seed", seed, "--replay", &row[2]]);
            let told = stdout(&command);
            let number = |at: usize| row[at].parse::<f64>().expect("a number");
            let end = format!("{:>9.2} s {:10}  {} (", number(5), "", &row[10]);
            let sums = format!("{} taps, {} screens nobody asked for, {:.2} s authenticated", &row[6], &row[7], number(8));
            assert!(told.contains(&end) && told.contains(&sums), "{row:?}: {end} {sums}\n{told}");
            assert!(told.contains("assumed: "), "{told}");
            let steps = told.lines().filter(|line| line.contains(" card: ")).count();
            assert_eq!(steps.to_string(), row[9], "{told}");
        }
    }
}

/// How long the program may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
#[allow(clippy::disallowed_methods, reason = "somebody has to lose patience")]
fn ctrl_c_ends_with_what_is_done_so_far_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let shown = out.display().to_string();
    let arguments = ["atm-pin-last", "--days", "2000000", "--machines", "2", "--out", &shown];
    let mut child = cardlast(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    // Once the report's file is there, an interruption is heard.
    let begun = Instant::now();
    while !out.join("report.html.part").exists() {
        std::thread::yield_now();
        assert_eq!(child.try_wait().expect("a child"), None, "it ended before it was interrupted");
        assert!(begun.elapsed() < PATIENCE, "the run never begins");
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("PARTIAL: ") && text.contains(" of 2000000 days"), "{text}");
    let page = std::fs::read_to_string(out.join("report.html")).expect("the report");
    assert!(page.contains("Partial: Cash machine, code last was stopped after"), "the page says so");
    let json = std::fs::read_to_string(out.join("results.json")).expect("the results");
    assert!(json.contains("\"partial\": true"));
}

#[test]
fn what_is_wrong_is_said_with_its_line_and_nothing_is_simulated() {
    let output =
        cardlast(&["tests/simulate/problems/rows.toml", "tests/simulate/problems/unreachable.toml"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(
        said.contains("problems/rows.toml:6:8")
            && said.contains("unreachable.toml")
            && said.contains("Nothing was simulated: 4 problems"),
        "{said}"
    );
    for (arguments, words) in [
        (vec!["atm-pin-lats"], "--list"),
        (vec!["b25", "b25"], "two flows are called"),
        (vec!["b25", "--arrivals", "-5/h"], "is no rate"),
        (vec!["b25", "--arrivals", "sometimes"], "neither a rate"),
        (vec!["b25", "--hours", "0"], "--arrivals"),
        (vec![], "<FLOW>"),
    ] {
        let output = cardlast(&arguments).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn queues_without_end_are_called_unstable() {
    let text = stdout(&["atm-pin-last", "--arrivals", "400/h", "--machines", "2", "--days", "5"]);
    assert!(text.contains("queue: UNSTABLE: customers bring 134"), "{text}");
    let held = stdout(&["atm-pin-last", "--arrivals", "400/h", "--machines", "2", "--days", "5", "--patience", "60"]);
    assert!(held.contains("UNSTABLE but for impatience"), "{held}");
    let rush = stdout(&["atm-pin-last", "--arrivals", "cash-machine", "--customers", "2000", "--machines", "1", "--days", "5"]);
    assert!(rush.contains("grows while the rate is at its peak"), "{rush}");
}

#[test]
fn presets_can_be_listed_shown_and_changed() {
    let list = stdout(&["--list"]);
    let shown = stdout(&["--show", "atm-pin-last"]);
    assert!(list.contains("atm-pin-last") && list.contains("restaurant"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, &shown).expect("written");
    let path = file.display().to_string();
    assert!(stdout(&[&path, "--check"]).contains("mine is fine: 7 states"));
    let help = stdout(&["--help"]);
    for words in ["Examples:", "--arrivals", "--machines", "--days", "--seed", "--out", "Ctrl-C"] {
        assert!(help.contains(words), "{words}");
    }
}

#[test]
fn a_plan_that_is_refused_leaves_what_was_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report.html");
    let out = folder.path().display().to_string();
    let refused = || {
        cardlast(&["b25", "--arrivals", "1/h", "--machines", "100000000", "--days", "1", "--out", &out])
            .output()
            .expect("it runs")
    };
    let output = refused();
    assert!(!output.status.success(), "{output:?}");
    assert!(!report.exists(), "an empty page helps nobody");
    std::fs::write(&report, "the report of yesterday").expect("written");
    assert!(!refused().status.success());
    assert_eq!(std::fs::read_to_string(&report).expect("it is there"), "the report of yesterday");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "and nothing else");
}

/// A limit that most honest runs exceed: the run is called failed everywhere, and so says the exit code.
#[test]
fn a_run_that_fails_its_own_check_says_so_and_ends_with_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().display().to_string();
    let arguments = with(&FLOWS, &["--false-alarms", "99.99", "--out", &out]);
    let output = cardlast(&arguments).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("self-check FAILED: beyond "), "{text}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect(name);
    assert!(read("report.html").contains("The self-check of Cash machine, code last failed"), "the page says so");
    assert!(read("results.json").contains("\"self_check\": \"failed\""));
    // The same days by the usual limit are fine, and their figures are the same ones.
    let usual = stdout(&with(&FLOWS, &[]));
    let figures = |text: &str| text.lines().filter(|line| line.contains(" .. ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(figures(&usual), figures(&text));
    for words in ["0", "100", "NaN", "-1", "seldom"] {
        let output = cardlast(&["b25", &format!("--false-alarms={words}")]).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("above 0 and below 100"), "{words}: {said}");
    }
}

/// The cash machine sells nothing.
#[test]
fn flows_of_the_cash_machine_need_no_menu_and_those_of_the_kiosk_say_that_they_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = cardlast(&["atm-pin-last", "--check"]).current_dir(folder.path()).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("sessions driven through its machine"));
    let output = cardlast(&["kiosk-card-last", "--check"]).current_dir(folder.path()).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("--menu DIR") && said.contains("cardlast menu new"), "{said}");
}
