//! `cardlast staff`: what waits for a person, and what the person decides.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use cardlast::config::Config;
use cardlast::device::{OsRandomIds, StaffFolder, SystemClock};
use cardlast::journal::{ApprovalSeen, Payment, PaymentState, Reader};
use cardlast::payment::{StaffDecision, StaffVerdict};
use cardlast::port::{Clock, IdSource};
use cardlast::time::Millis;
use clap::{Subcommand, ValueEnum};

use super::place::{Place, Whose};
use super::{Failure, accept};

/// What waits for a person, and what staff decide.
#[derive(Subcommand)]
pub enum StaffCommand {
    /// List the payments and alarms that wait for a person.
    ///
    /// With what the customer reads out, amount and order, since when, and what the terminal said.
    #[command(after_help = "Example:\n  cardlast staff list")]
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        whose: Whose,
    },
    /// Say what became of a payment. It is recorded with your name.
    ///
    /// Look at the terminal's own journal or slip first. "charged": the customer has paid; the order is accepted and the kitchen gets its
    /// ticket. "not-charged": no money moved, or you have given it back; an approval that turns up all the same is taken back. Of notes that
    /// a cash machine has lost track of, "charged" is that the customer has them, "not-charged" that they are all in the machine. Cards are
    /// taken again once nothing waits any more. A running kiosk takes it up within a second, another one at its next start.
    #[command(
        after_help = "Example:\n  cardlast staff resolve K7Q-2M4 charged --by Ada --reason \"terminal slip 0042 says paid\""
    )]
    Resolve {
        /// The reference that the customer reads out, the attempt's id, or the beginning of the id.
        attempt: String,
        /// What became of it.
        #[arg(value_enum)]
        verdict: Verdict,
        /// Your name.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// How you know.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        whose: Whose,
    },
    /// Agree to what happened to a damaged journal, so that cards are taken again.
    ///
    /// Look at what was put aside first: `cardlast journal verify --jsonl` checks what could be saved. Stop the kiosk before.
    #[command(
        after_help = "Example:\n  cardlast staff accept-journal --by Ada --reason \"power cut at noon, card slips compared, nothing is missing\""
    )]
    AcceptJournal(accept::AcceptArguments),
}

/// What became of a payment.
#[derive(Clone, Copy, ValueEnum)]
pub enum Verdict {
    /// The customer has paid.
    Charged,
    /// No money moved, or it was given back.
    NotCharged,
}

/// Runs the command.
pub fn run(command: &StaffCommand, config: &Config, data: Option<PathBuf>) -> Result<ExitCode, Failure> {
    match command {
        StaffCommand::List { json, whose } => list(&Place::of_whose(*whose, config, data)?, *json),
        StaffCommand::Resolve { attempt, verdict, by, reason, whose } => {
            let place = Place::of_whose(*whose, config, data)?;
            let reader = place.reader()?;
            let payment = find(&reader, attempt)?;
            let verdict = match verdict {
                Verdict::Charged => StaffVerdict::Charged,
                Verdict::NotCharged => StaffVerdict::NotCharged,
            };
            let decision = StaffDecision::new(payment.attempt, verdict, by, reason)?;
            hand_in(&place, &reader, &decision)
        }
        StaffCommand::AcceptJournal(arguments) => accept::run(arguments, config, data),
    }
}

fn list(place: &Place, json: bool) -> Result<ExitCode, Failure> {
    let payments = place.reader()?.waiting_payments()?;
    if json {
        say!("{}", serde_json::to_string_pretty(&payments)?);
    } else {
        print_list(&payments, &StaffFolder::new(place.staff())?)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The one payment of that name which waits.
fn find(reader: &Reader, name: &str) -> Result<Payment, Failure> {
    let mut found = reader.payments_named(name)?;
    let Some(payment) = found.pop() else {
        return Err(format!(
            "no payment is called \"{name}\"; `cardlast staff list` shows those that wait. A reference looks like K7Q-2M4; of an id, \
             give six characters or more"
        )
        .into());
    };
    if payment.waits() {
        if found.is_empty() {
            return Ok(payment);
        }
        let ids: Vec<_> = found.iter().chain([&payment]).map(|payment| format!("\n  {}", payment.attempt)).collect();
        return Err(format!("\"{name}\" names {} payments that wait; give one of these ids{}", ids.len(), ids.concat()).into());
    }
    let name = &payment.reference;
    Err(match &payment.decision {
        Some(decided) => format!(
            "payment {name} is resolved already: {}, said {} on {} (\"{}\")",
            decided.verdict, decided.by, decided.at, decided.reason
        ),
        None => format!("payment {name} does not wait for staff: it {}", known(&payment)),
    }
    .into())
}

/// How long a running kiosk may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(50);

fn hand_in(place: &Place, reader: &Reader, decision: &StaffDecision) -> Result<ExitCode, Failure> {
    let folder = StaffFolder::new(place.staff())?;
    let (reference, verdict) = (decision.attempt().reference(), decision.verdict().key());
    for (_, waiting) in folder.waiting()? {
        if let Ok(waiting) = waiting
            && waiting.attempt() == decision.attempt()
        {
            return Err(format!(
                "a decision about {reference} waits already: {}, says {}; the kiosk takes it up when it runs",
                waiting.verdict().key(),
                waiting.by()
            )
            .into());
        }
    }
    let name = folder.hand_in(decision, OsRandomIds.mint())?;
    if !place.kiosk_runs() {
        say!(
            "{reference} is noted as {verdict}, says {}. No kiosk is running here; it takes this up at its next start.",
            decision.by()
        );
        return Ok(ExitCode::SUCCESS);
    }
    let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
    let until = clock.now().at.after(Millis(u64::try_from(PATIENCE.as_millis()).unwrap_or(u64::MAX)));
    loop {
        match folder.take_answer(&name)?.map(|answer| answer.outcome) {
            Some(Ok(())) => {
                say!("{reference} is resolved as {verdict} by {}. {}", decision.by(), follows(reader, decision)?);
                return Ok(ExitCode::SUCCESS);
            }
            Some(Err(why)) => return Err(format!("{reference} is not resolved: {why}").into()),
            None if clock.now().at >= until => {
                say!(
                    "{reference} is noted as {verdict}, says {}. The kiosk has not stored it yet and goes on trying.",
                    decision.by()
                );
                return Ok(ExitCode::SUCCESS);
            }
            None => std::thread::park_timeout(LOOK_EVERY),
        }
    }
}

/// What the journal says became of it.
fn follows(reader: &Reader, decision: &StaffDecision) -> Result<String, Failure> {
    let Some(payment) = reader.payment(decision.attempt())? else { return Ok("It is in the journal.".to_owned()) };
    let end = payment.decision.map(|decided| decided.end).unwrap_or_default();
    let order = payment.order.map(|order| reader.order(&order)).transpose()?.flatten();
    Ok(match (end.as_str(), order) {
        ("accepted", Some(order)) => format!("Order {} is accepted, and the kitchen gets its ticket.", order.summary.number),
        ("taken-back", _) => "The terminal had approved it; that is being taken back, and cards are off until it is.".to_owned(),
        ("given-up", _) => "The attempt is closed; should an approval turn up, it is taken back.".to_owned(),
        ("counted", _) if decision.verdict() == StaffVerdict::Charged => {
            "The debit stands for the notes that are out.".to_owned()
        }
        ("counted", _) => "The notes are all here, so the debit is being taken back.".to_owned(),
        ("given-back", _) => "It is no longer taken back at the terminal.".to_owned(),
        _ => "It is in the journal.".to_owned(),
    })
}

fn print_list(payments: &[Payment], folder: &StaffFolder) -> Result<(), Failure> {
    if payments.is_empty() {
        say!("Nothing waits for staff.");
    }
    let waiting = folder.waiting()?;
    for payment in payments {
        let amount = match (&payment.amount, &payment.currency) {
            (Some(amount), Some(currency)) => format!("{amount} {currency}"),
            _ => "amount unknown".to_owned(),
        };
        say!("{}  {amount}  since {}", payment.reference, payment.since);
        say!("    it {}", known(payment));
        for said in terminal_said(payment) {
            say!("    terminal: {said}");
        }
        if payment.with_staff {
            say!("    the customer was sent to you");
        }
        for decision in waiting.iter().filter_map(|(_, slip)| slip.as_ref().ok()) {
            if decision.attempt() == payment.attempt {
                say!("    {} says {}; waiting for the kiosk", decision.by(), decision.verdict().key());
            }
        }
        say!("    attempt {}", payment.attempt);
        if let Some(order) = &payment.order {
            say!("    order   {order}");
        }
    }
    for (reference, why) in folder.refused()? {
        say!("\nA decision about {reference} was not taken: {why}");
    }
    if !payments.is_empty() {
        say!("\nLook at the terminal, then: cardlast staff resolve REFERENCE charged|not-charged --by NAME --reason TEXT");
    }
    Ok(())
}

const fn known(payment: &Payment) -> &'static str {
    match payment.state {
        // Nothing is wrong with it as long as somebody is paying.
        PaymentState::Unknown if payment.unknown.is_none() && payment.alarms.is_empty() && !payment.with_staff => {
            "is at the terminal, and its end is not known yet"
        }
        PaymentState::Unknown => "has an outcome that nobody knows",
        PaymentState::Approved => "is approved and stored; the terminal's last word is missing",
        PaymentState::Reversing => "is being taken back",
        PaymentState::Accepted => "was paid and its order accepted",
        PaymentState::NotCharged => "ended without a charge",
        PaymentState::Reversed => "was taken back",
        PaymentState::Foreign => "is a payment that this kiosk never asked for",
        PaymentState::CashOpen => "is debited, and nobody knows yet where its notes are",
        PaymentState::PaidOut => "was paid out, or may have been",
        PaymentState::Elsewhere => "ended in a journal that was damaged and put aside",
    }
}

fn terminal_said(payment: &Payment) -> Vec<String> {
    let mut said = Vec::new();
    if payment.state == PaymentState::Unknown {
        said.push(match payment.unknown.as_deref() {
            Some("LineDropped") => "the line dropped".to_owned(),
            Some("Garbled") => "an answer that makes no sense".to_owned(),
            Some(_) => "no answer".to_owned(),
            None => "nothing yet; wait a moment, it is being asked".to_owned(),
        });
    }
    said.extend(payment.approval.as_ref().map(|approval| format!("approved {}", approval_text(approval))));
    for alarm in &payment.alarms {
        let about = alarm.approval.as_ref().filter(|approval| payment.approval.as_ref() != Some(approval));
        let about = about.map(|approval| format!(": {}", approval_text(approval))).unwrap_or_default();
        said.push(match alarm.reason {
            "cannot-tell" => "cannot tell what became of it".to_owned(),
            "reversal-refused" => "refuses to take it back".to_owned(),
            "approval-mismatch" => format!("approved another amount{about}"),
            "unknown-approval" => format!("approved it unasked{about}"),
            "too-many-at-once" => format!("approved it while too many were being taken back{about}"),
            "contradicts-staff" => format!("says otherwise than staff did{about}"),
            "card-kept" => "has a customer's card".to_owned(),
            "cash-unknown" => format!("does not know how many notes are out{about}"),
            other => format!("{other}{about}"),
        });
    }
    said
}

fn approval_text(approval: &ApprovalSeen) -> String {
    let card = approval.last_four.as_ref().map(|digits| format!(", card ending {digits}")).unwrap_or_default();
    format!("{}, reference {}, code {}{card}", approval.amount, approval.reference, approval.auth_code)
}
