//! `cardlast staff accept-journal`: staff know that the journal was damaged, and cards may be taken again.

use std::path::PathBuf;
use std::process::ExitCode;

use cardlast::config::Config;
use cardlast::device::SystemClock;
use cardlast::journal::open_checked;
use cardlast::payment::StaffText;
use cardlast::port::Clock as _;
use clap::Args;

use super::Failure;
use super::place::{Place, Whose, store_of};

/// Agreeing.
#[derive(Args)]
pub struct AcceptArguments {
    /// Who agrees; it goes into the journal.
    #[arg(long, value_name = "NAME")]
    by: String,
    /// What they know; it goes into the journal.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    whose: Whose,
}

/// Runs the command.
pub fn run(arguments: &AcceptArguments, config: &Config, data: Option<PathBuf>) -> Result<ExitCode, Failure> {
    let (by, reason) = (StaffText::Name.checked(&arguments.by)?, StaffText::Reason.checked(&arguments.reason)?);
    let place = Place::of_whose(arguments.whose, config, data)?;
    if !place.folder.is_dir() {
        return Err(format!("there is no journal in {} yet", place.folder.display()).into());
    }
    let Some(lock) = place.claim()? else { return Err("the kiosk is running; stop it, agree, and start it again".into()) };
    let (options, zone) = store_of(arguments.whose, &place, config)?;
    let now = SystemClock::new(zone).now();
    let mirror = config.mirror.as_deref().filter(|_| !arguments.whose.atm);
    let (mut store, aside) = open_checked(options, mirror, now)?;
    if let Some(aside) = aside {
        return Err(format!(
            "the journal is damaged and was just put aside as {}; look at it, then agree with the same command",
            aside.file.display()
        )
        .into());
    }
    if !store.is_doubted()? {
        return Err("nothing has happened to the journal that anybody would have to agree to".into());
    }
    store.accept(&by, &reason, now)?;
    say!("Written down. Cards are taken again when the kiosk starts.");
    drop(lock);
    Ok(ExitCode::SUCCESS)
}
