//! `cardlast journal`: what an auditor asks of the journal.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cardlast::config::Config;
use cardlast::journal::{Copy, SlipSeen, Verification, Verifier, export, verify_lines};
use clap::Subcommand;

use super::Failure;
use super::place::{Place, Whose, check_day};

/// The journal.
#[derive(Subcommand)]
pub enum JournalCommand {
    /// Check the journal: the database, every record's hash, sequence and clock, the tables worked out again, the second copy.
    ///
    /// Fails when anything is wrong, and changes nothing. The kiosk may be running.
    ///
    /// Example: cardlast journal verify
    ///
    /// Example: cardlast journal verify --jsonl november.jsonl
    Verify {
        /// Check an exported file instead; it needs nothing else.
        #[arg(long, value_name = "FILE")]
        jsonl: Option<PathBuf>,
        #[command(flatten)]
        whose: Whose,
    },
    /// Write all records for an auditor: as JSON lines that can be checked by themselves, as rows for a spreadsheet, or both.
    ///
    /// Never overwrites a file.
    ///
    /// Example: cardlast journal export --jsonl november.jsonl --csv november.csv
    Export {
        /// One record a line, with its hash.
        #[arg(long, value_name = "FILE", required_unless_present = "csv")]
        jsonl: Option<PathBuf>,
        /// One record a row, with a head.
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
        #[command(flatten)]
        whose: Whose,
    },
    /// Show what the card terminal wanted printed: its slips about payments and reversals, and its ends of day.
    ///
    /// The restaurant's copies are printed nowhere else; the customer's come with a receipt. Where the terminal prints by itself there are
    /// none.
    ///
    /// Example: cardlast journal slips --day 2026-11-22
    Slips {
        /// Only this business day, such as 2026-11-22.
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        whose: Whose,
    },
}

/// Runs the command.
pub fn run(command: &JournalCommand, config: &Config, data: Option<PathBuf>) -> Result<ExitCode, Failure> {
    match command {
        JournalCommand::Verify { jsonl: Some(file), .. } => {
            let lines = std::fs::File::open(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            let found = verify_lines(std::io::BufReader::new(lines))?;
            print_head(file, &found);
            say!("  hashes       {} worked out again", found.records);
            say!("  sequence     from {} to {}", found.first_seq, found.last_seq);
            Ok(print_end(&found))
        }
        JournalCommand::Verify { jsonl: None, whose } => {
            let journal = existing(*whose, config, data)?;
            let verifier = Verifier::open(&journal)?;
            let mut found = verifier.full()?;
            let copied =
                config.mirror.as_deref().filter(|_| !whose.atm).map(|mirror| verifier.copy(mirror, &mut found)).transpose()?;
            print_head(&journal, &found);
            print_checks(&found, copied);
            Ok(print_end(&found))
        }
        JournalCommand::Export { jsonl, csv, whose } => {
            let verifier = Verifier::open(&existing(*whose, config, data)?)?;
            let found = export(&verifier, jsonl.as_deref(), csv.as_deref())?;
            for file in [jsonl, csv].into_iter().flatten() {
                say!("{}: {} records, from {} to {}", file.display(), found.records, found.first_seq, found.last_seq);
            }
            Ok(print_end(&found))
        }
        JournalCommand::Slips { day, json, whose } => {
            check_day(day.as_deref())?;
            let slips = Place::of_whose(*whose, config, data)?.reader()?.slips(day.as_deref())?;
            if *json {
                say!("{}", serde_json::to_string_pretty(&slips)?);
            } else {
                print_slips(&slips);
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn print_slips(slips: &[SlipSeen]) {
    for SlipSeen { at, about, copy, reference, lines, .. } in slips {
        let reference = reference.as_ref().map_or_else(String::new, |reference| format!(" {reference}"));
        say!("{at}  {about}{reference}, {copy}");
        for line in lines {
            say!("    {line}");
        }
        say!("");
    }
    if slips.is_empty() {
        say!("(no slips)");
    }
}

fn existing(whose: Whose, config: &Config, data: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let journal = Place::of_whose(whose, config, data)?.journal();
    if journal.is_file() {
        return Ok(journal);
    }
    Err(format!("there is no journal {} yet; it is made when the machine is first opened", journal.display()).into())
}

fn print_head(file: &Path, found: &Verification) {
    say!("{}: {} records", file.display(), found.records);
}

fn print_checks(found: &Verification, copied: Option<Copy>) {
    let verdict = |causes: &[&str]| match causes.iter().filter_map(|cause| found.causes.get(cause)).sum::<u64>() {
        0 => "right".to_owned(),
        count => format!("{count} WRONG"),
    };
    let line = |name: &str, what: &str, causes: &[&str]| say!("  {name:<12} {:<10} {what}", verdict(causes));
    let Verification { records, first_seq, last_seq, clock_moves, runs, .. } = found;
    line("database", "pages, indexes, tables and triggers as they were made", &["database", "schema", "unreadable"]);
    line("hashes", &format!("{records} worked out again, each tied to the one before"), &["hash", "link"]);
    line("sequence", &format!("from {first_seq} to {last_seq}, no gap allowed"), &["gap", "lost", "kind"]);
    line("clocks", &format!("{runs} starts of the program; the wall clock was moved {clock_moves} times"), &["claim"]);
    line("projections", "orders, attempts, reversals, outbox, turnover, counters worked out again", &["projection"]);
    match copied {
        None => say!("  second copy  none is configured"),
        Some(Copy { lines, behind }) => line("second copy", &format!("{lines} lines compared, {behind} to come"), &["copy"]),
    }
}

fn print_end(found: &Verification) -> ExitCode {
    let Verification { last_seq, last_hash, sound_seq, sound_hash, .. } = found;
    if found.is_sound() {
        say!("Nothing is wrong. Record {last_seq} is the last; its hash is {last_hash}");
        return ExitCode::SUCCESS;
    }
    for problem in &found.problems {
        say!("! {problem}");
    }
    say!("{} problems. Right up to record {sound_seq}; its hash is {sound_hash}", found.problem_count());
    ExitCode::FAILURE
}
