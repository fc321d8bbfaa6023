//! `cardlast orders`: what was sold, for people and for programs.

use std::path::PathBuf;
use std::process::ExitCode;

use cardlast::config::Config;
use cardlast::document::receipt_text;
use cardlast::journal::{OrderDetail, OrderSummary, Reader};
use cardlast::locale::Language;
use cardlast::words::Words;
use clap::Subcommand;

use super::Failure;
use super::place::{Place, check_day};

/// Accepted orders.
#[derive(Subcommand)]
pub enum OrdersCommand {
    /// List accepted orders.
    ///
    /// Example: cardlast orders list --day 2026-11-22
    List {
        /// Only this business day, such as 2026-11-22.
        #[arg(long, value_name = "DAY")]
        day: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show one order.
    ///
    /// Example: cardlast orders show A07
    Show {
        /// Its number (the latest of that number), its id, or the beginning of its id.
        order: String,
        /// As JSON, the record as it was written.
        #[arg(long)]
        json: bool,
    },
    /// Write the receipt of an order.
    ///
    /// Example: cardlast orders receipt A07 --language en
    Receipt {
        /// Its number (the latest of that number), its id, or the beginning of its id.
        order: String,
        /// In this language [default: the customer's].
        #[arg(long)]
        language: Option<String>,
    },
}

/// Runs the command.
pub fn run(command: &OrdersCommand, config: &Config, data: Option<PathBuf>) -> Result<ExitCode, Failure> {
    let reader = Place::of(config, data)?.reader()?;
    match command {
        OrdersCommand::List { day, json } => {
            check_day(day.as_deref())?;
            let orders = reader.orders(day.as_deref())?;
            if *json {
                say!("{}", serde_json::to_string_pretty(&orders)?);
            } else {
                print_table(&orders);
            }
        }
        OrdersCommand::Show { order, json } => {
            let detail = find(&reader, order)?;
            if *json {
                let record: serde_json::Value = serde_json::from_str(&detail.record)?;
                say!("{}", serde_json::to_string_pretty(&record)?);
            } else {
                print_table(std::slice::from_ref(&detail.summary));
                say!("\norder id {}", detail.summary.order);
                let language = detail.order.accepted.locked().subject().language.clone();
                super::put(format_args!("\n{}", receipt_text(&detail.order, &Words::new(&language))));
            }
        }
        OrdersCommand::Receipt { order, language } => {
            let detail = find(&reader, order)?;
            let language = match language {
                None => detail.order.accepted.locked().subject().language.clone(),
                Some(tag) => Language::new(tag).ok_or_else(|| format!("\"{tag}\" is no language; write it as fr or en"))?,
            };
            super::put(format_args!("{}", receipt_text(&detail.order, &Words::new(&language))));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn find(reader: &Reader, name: &str) -> Result<OrderDetail, Failure> {
    Ok(reader.order(name)?.ok_or_else(|| format!("no order \"{name}\"; `cardlast orders list` shows them all"))?)
}

fn print_table(orders: &[OrderSummary]) {
    say!(
        "{:<10}  {:<6} {:<29}  {:<8}  {:>5}  {:>11}  {:<7}  kitchen",
        "day",
        "number",
        "accepted",
        "service",
        "items",
        "total",
        "paid"
    );
    for order in orders {
        let paid = if order.paid { "card" } else { "counter" };
        let kitchen = if order.kitchen { "has it" } else { "waiting" };
        let training = if order.training { "  TRAINING" } else { "" };
        let total = format!("{} {}", order.total, order.currency);
        say!(
            "{:<10}  {:<6} {:<29}  {:<8}  {:>5}  {total:>11}  {paid:<7}  {kitchen}{training}",
            order.business_day,
            order.number,
            order.accepted_at,
            order.service,
            order.items
        );
    }
    if orders.is_empty() {
        say!("(no orders)");
    }
}
