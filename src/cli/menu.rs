//! `cardlast menu`: checking and starting menus.

use std::path::PathBuf;
use std::process::ExitCode;

use cardlast::catalogue::{Paint, create, load};
use cardlast::config::Config;
use clap::Subcommand;

use super::Failure;

/// Checking and starting menus.
#[derive(Subcommand)]
pub enum MenuCommand {
    /// Say everything that is wrong with a menu: file, line and how to mend it.
    ///
    /// Example: cardlast menu check menu
    Check {
        /// The menu folder [default: the configured one].
        dir: Option<PathBuf>,
    },
    /// Start a small valid menu that explains itself.
    ///
    /// Example: cardlast menu new my-menu
    New {
        /// The folder to make; must not exist or be empty.
        dir: PathBuf,
    },
}

/// Runs the command.
pub fn run(command: MenuCommand, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        MenuCommand::Check { dir } => Ok(check(&dir.unwrap_or_else(|| config.menu.clone()))),
        MenuCommand::New { dir } => {
            create(&dir)?;
            let dir = dir.display();
            say!("{dir} is ready. Change the .toml files, then look with `cardlast menu check {dir}`.");
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(dir: &std::path::Path) -> ExitCode {
    let clock = cardlast::device::SystemClock::new(jiff::tz::TimeZone::UTC);
    let paint = Paint::fitting(&std::io::stdout());
    match load(dir, clock.today()) {
        Ok(loaded) => {
            if !loaded.warnings.is_empty() {
                say!("{}\n", loaded.warnings.render(paint));
            }
            let menu = &loaded.catalogue;
            let bundles =
                menu.items().iter().filter(|item| matches!(item.kind, cardlast::catalogue::ItemKind::Bundle(_))).count();
            say!(
                "{} is fine: {} products, {bundles} bundles, {} option groups in {} categories; version {}.",
                dir.display(),
                menu.items().len() - bundles,
                menu.groups().len(),
                menu.categories().len(),
                menu.version().0
            );
            ExitCode::SUCCESS
        }
        Err(problems) => {
            say!("{}\n", problems.render(paint));
            say!("{} cannot be used: {} problems.", dir.display(), problems.count());
            ExitCode::FAILURE
        }
    }
}
