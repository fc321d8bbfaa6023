//! The `cardlast` command: arguments, logging, wiring. What each command does lives in `cli`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
