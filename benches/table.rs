//! Prints what the other benches have measured as one table, the one that README keeps.
#![allow(clippy::print_stdout, reason = "a table is printed")]
#![allow(clippy::float_arithmetic, reason = "figures to print")]

#[path = "support/sheet.rs"]
mod sheet;

use std::fs;

use sheet::Row;

/// The benches of the core that stand in the table: the harness's names, and what is printed for them.
const CORE: &[(&str, &[&str])] = &[
    ("one step: a line counted up or down, undo included", &["step_change_quantity"]),
    ("one step: a touch", &["step_touch"]),
    ("the view after a step", &["build_view"]),
    ("total and taxes of a cart of 50 lines", &["price_50_lines"]),
    ("a ZVT status information with everything in it, read and written", &["status_information"]),
    ("loading a menu of 60 / 1,000 / 10,000 products", &["60", "1000", "10000"]),
];

fn main() {
    let core = fs::read_to_string(sheet::file("core")).expect("the measures of the core; `make bench` takes them");
    let rows: Vec<Row> = CORE.iter().map(|(measure, names)| row(&core, measure, names)).collect();
    println!("| measure | median | 95 % | aim | best open web kiosk |\n|---|---|---|---|---|");
    for bench in ["window", "frames"] {
        print!("{}", fs::read_to_string(sheet::file(bench)).expect("its measures; `make bench` takes them"));
    }
    print!("{}", sheet::lines(&rows));
    for bench in ["journal", "study"] {
        print!("{}", fs::read_to_string(sheet::file(bench)).expect("its measures; `make bench` takes them"));
    }
}

fn row(core: &str, measure: &str, names: &[&str]) -> Row {
    let medians: Vec<&str> = names.iter().map(|name| median(core, name)).collect();
    Row { measure: measure.to_owned(), median: medians.join(" / "), ..Row::default() }
}

/// The third column of the harness's tree: `├─ name  fastest │ slowest │ median │ …`.
fn median<'a>(core: &'a str, name: &str) -> &'a str {
    let rows = core.lines().map(|line| line.trim_start_matches(['├', '╰', '│', '─', ' ']));
    let row = rows.into_iter().find(|row| row.split_whitespace().next() == Some(name) && row.contains('│'));
    let column = row.and_then(|row| row.split('│').nth(2)).map(str::trim);
    column.unwrap_or_else(|| panic!("no measure called {name} in:\n{core}"))
}
