//! `cardlast brand`: a restaurant's own looks.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cardlast::catalogue::Paint;
use cardlast::ui::brand::load;
use clap::Subcommand;

use super::Failure;

/// An annotated brand, printed by `cardlast brand example`.
const EXAMPLE: &str = include_str!("../../assets/brand.example.toml");

/// A restaurant's own looks.
#[derive(Subcommand)]
pub enum BrandCommand {
    /// Say everything that is wrong with a brand: line, contrast, and how to mend it.
    ///
    /// Example: cardlast brand check brand.toml
    Check {
        /// The brand's file.
        file: PathBuf,
    },
    /// Print an annotated example.
    ///
    /// Example: cardlast brand example > brand.toml
    Example,
}

/// Runs the command.
pub fn run(command: &BrandCommand) -> Result<ExitCode, Failure> {
    match command {
        BrandCommand::Check { file } => Ok(check(file)),
        BrandCommand::Example => {
            super::put(format_args!("{EXAMPLE}"));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(file: &Path) -> ExitCode {
    match load(file) {
        Ok(brand) => {
            let name = brand.name.as_deref().unwrap_or("the menu's name");
            let attract = brand.attract.len();
            say!("{} is fine: {name}, {attract} attract pictures; contrast holds in every theme.", file.display());
            ExitCode::SUCCESS
        }
        Err(problems) => {
            say!("{}\n", problems.render(Paint::fitting(&std::io::stdout())));
            let count = problems.count();
            let noun = if count == 1 { "problem" } else { "problems" };
            say!("{} cannot be used: {count} {noun}.", file.display());
            ExitCode::FAILURE
        }
    }
}
