//! One row per thing that can be wrong with a menu: the slip, what is said about it, and where.

mod ids;
mod prices;
mod choices;
mod food;
mod pictures;
mod house;
mod folders;

use cardlast::catalogue::{Problems, Severity};

use crate::minimal::{Menu, below};

const FOOD: &str = "categories/10-food.toml";
const DRINKS: &str = "categories/20-drinks.toml";
const OPTIONS: &str = "options.toml";
const TAXES: &str = "taxes.toml";
const HOURS: &str = "hours.toml";
const HOUSE: &str = "restaurant.toml";

enum Slip {
    /// In this file, the first of these texts becomes the second.
    Edit(&'static str, &'static str, &'static str),
    /// This file has these bytes.
    Write(&'static str, &'static [u8]),
    /// This file or folder is gone.
    Remove(&'static str),
    /// Anything else.
    Do(fn(&Menu)),
}
use Slip::{Do, Edit, Remove, Write};

struct Row {
    name: &'static str,
    slip: Slip,
    message: &'static str,
    remedy: &'static str,
    at: &'static str,
    severity: Severity,
}

const fn error(name: &'static str, slip: Slip, message: &'static str, remedy: &'static str, at: &'static str) -> Row {
    Row { name, slip, message, remedy, at, severity: Severity::Error }
}

const fn warning(name: &'static str, slip: Slip, message: &'static str, remedy: &'static str, at: &'static str) -> Row {
    Row { name, slip, message, remedy, at, severity: Severity::Warning }
}

#[test]
fn every_slip_is_reported_with_place_and_remedy() {
    let rows: Vec<Row> = [
        ids::keys(),
        ids::ids(),
        prices::prices(),
        choices::choices(),
        food::food(),
        pictures::pictures(),
        house::house(),
        house::days(),
        folders::folders(),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert!(rows.len() >= 100, "{} rows", rows.len());
    let failures: Vec<String> = rows.iter().filter_map(|row| check(row).err()).collect();
    assert!(failures.is_empty(), "{} of {} rows fail\n\n{}", failures.len(), rows.len(), failures.join("\n\n"));
}

fn check(row: &Row) -> Result<(), String> {
    let menu = Menu::minimal();
    match row.slip {
        Edit(file, from, to) => menu.replace(file, from, to),
        Write(file, bytes) => menu.write(file, bytes),
        Remove(name) if menu.path(name).is_dir() => std::fs::remove_dir_all(menu.path(name)).expect("removed"),
        Remove(name) => std::fs::remove_file(menu.path(name)).expect("removed"),
        Do(action) => action(&menu),
    }
    let problems: Problems = match (menu.load(), row.severity) {
        (Ok(loaded), Severity::Warning) => loaded.warnings,
        (Ok(_), Severity::Error) => return Err(format!("{}: loads", row.name)),
        (Err(problems), Severity::Warning) => return Err(format!("{}: does not load: {problems}", row.name)),
        (Err(problems), Severity::Error) => problems,
    };
    let place = |problem: &cardlast::catalogue::Problem| {
        let file = below(&menu, problem.file());
        problem.position().map_or(file.clone(), |(line, _)| format!("{file}:{line}"))
    };
    let fits = |problem: &&cardlast::catalogue::Problem| {
        problem.message().contains(row.message)
            && problem.remedy().contains(row.remedy)
            && place(problem) == row.at
            && problem.severity() == row.severity
    };
    let hits = problems.iter().filter(fits).count();
    let said: Vec<String> =
        problems.iter().map(|problem| format!("  {}: {} ({})", place(problem), problem.message(), problem.remedy())).collect();
    match hits {
        1 if problems.count() <= 2 => Ok(()),
        1 => Err(format!("{}: too many problems:\n{}", row.name, said.join("\n"))),
        _ => Err(format!("{}: wanted {}: {} ({})\n{}", row.name, row.at, row.message, row.remedy, said.join("\n"))),
    }
}
