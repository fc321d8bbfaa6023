//! Data folder, disk, journal, kitchen and printer.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use cardlast::device::{StaffFolder, SystemClock};
use cardlast::port::Clock as _;

use super::super::place::Place;
use super::Finding;

/// Below this nothing should be sold any more: the journal keeps a reserve of its own, and updates want room.
const LITTLE_SPACE: u64 = 64 << 20;
/// Below this somebody should look.
const SOME_SPACE: u64 = 1 << 30;
/// A sync that takes longer is felt at the till.
const SLOW_SYNC_MS: u64 = 150;
/// So often a sync is tried.
const SYNCS: usize = 9;

/// Whether things can be kept there.
pub(super) fn folder(place: &Place) -> Finding {
    const ABOUT: &str = "data folder";
    let folder = place.folder.display();
    let owner = "Make it, or give it to the user that the kiosk runs as; or name another one with --data DIR.";
    if let Err(error) = fs::create_dir_all(&place.folder) {
        return Finding::ill(ABOUT, format!("{folder} cannot be made: {error}"), owner);
    }
    let trial = place.folder.join("doctor.trial");
    let tried = fs::write(&trial, b"trial").and_then(|()| fs::remove_file(&trial));
    if let Err(error) = tried {
        return Finding::ill(ABOUT, format!("{folder} cannot be written: {error}"), owner);
    }
    let running = if place.kiosk_runs() { "; a kiosk is running on it" } else { "" };
    Finding::well(ABOUT, format!("{folder} can be written{running}"))
}

/// Whether there is room.
#[cfg(unix)]
pub(super) fn space(place: &Place) -> Finding {
    const ABOUT: &str = "disk";
    let found = match nix::sys::statvfs::statvfs(&place.folder) {
        Ok(found) => found,
        Err(error) => return Finding::notice(ABOUT, format!("nobody can tell how full it is: {error}"), "Look with `df`."),
    };
    #[allow(clippy::useless_conversion, reason = "the widths differ from system to system")]
    let free = u64::from(found.blocks_available()).saturating_mul(u64::from(found.fragment_size()));
    let megabytes = free >> 20;
    if free < LITTLE_SPACE {
        let remedy = "Make room: with a full disk the kiosk stops selling, and says so on the screen.";
        Finding::ill(ABOUT, format!("only {megabytes} MB are free"), remedy)
    } else if free < SOME_SPACE {
        Finding::notice(ABOUT, format!("{megabytes} MB are free"), "A day of sales takes some ten; make room soon.")
    } else {
        Finding::well(ABOUT, format!("{megabytes} MB are free"))
    }
}

/// How long the disk takes until something is safe from a power cut.
pub(super) fn sync(place: &Place) -> Finding {
    const ABOUT: &str = "disk";
    match median_sync(&place.folder.join("doctor.trial")) {
        Err(error) => {
            Finding::ill(ABOUT, format!("it does not make things durable: {error}"), "Look at the disk, or take another.")
        }
        Ok(taken) if taken > SLOW_SYNC_MS => {
            let remedy = "A sale waits for three of these. Take a disk that is not a memory card, or see who else is writing.";
            Finding::notice(ABOUT, format!("a sync takes {taken} ms"), remedy)
        }
        Ok(0) => Finding::well(ABOUT, "a sync takes less than a millisecond"),
        Ok(taken) => Finding::well(ABOUT, format!("a sync takes {taken} ms")),
    }
}

fn median_sync(path: &Path) -> io::Result<u64> {
    let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
    let mut file = File::create(path)?;
    let mut taken = Vec::with_capacity(SYNCS);
    let page = [7; 4096];
    for _ in 0..SYNCS {
        let before = clock.now().at;
        file.write_all(&page)?;
        file.sync_data()?;
        taken.push(clock.now().at.since(before).0);
    }
    drop(file);
    fs::remove_file(path)?;
    taken.sort_unstable();
    Ok(taken.get(SYNCS / 2).copied().unwrap_or_default())
}

/// What the journal holds that somebody must look at.
pub(super) fn journal(place: &Place, tell: &mut dyn FnMut(Finding)) {
    const ABOUT: &str = "journal";
    if !place.journal().is_file() {
        tell(Finding::well(ABOUT, "there is none yet; it is made when the kiosk is first opened"));
        return;
    }
    match place.reader() {
        Err(error) => {
            let remedy = "Start the kiosk: it puts a damaged journal aside and says what it could save.";
            tell(Finding::ill(ABOUT, format!("it cannot be read: {error}"), remedy));
        }
        Ok(reader) => match reader.waiting_payments() {
            Err(error) => tell(Finding::ill(ABOUT, error.to_string(), "Look with `cardlast journal verify`.")),
            Ok(waiting) if waiting.is_empty() => {
                tell(Finding::well(ABOUT, "it can be read, and no payment waits for a person"));
            }
            Ok(waiting) => {
                let remedy = "See them with `cardlast staff list`, and settle them with `cardlast staff resolve`.";
                tell(Finding::notice(ABOUT, format!("{} payments wait for a person", waiting.len()), remedy));
            }
        },
    }
    if StaffFolder::new(place.staff()).is_err() {
        tell(Finding::ill(ABOUT, "decisions of staff cannot be handed in", "Look at who may write in the data folder."));
    }
}

/// Tickets that nobody has taken.
pub(super) fn kitchen(place: &Place, backlog: usize) -> Finding {
    const ABOUT: &str = "kitchen";
    let folder = place.kitchen();
    match writable(&folder) {
        Err(error) => {
            let remedy = "Look at who may write there: without it no ticket reaches the kitchen.";
            Finding::ill(ABOUT, format!("{} cannot be written: {error}", folder.display()), remedy)
        }
        Ok(tickets) => Finding::well(
            ABOUT,
            format!("tickets go to {} ({tickets} files there); at {backlog} untaken ones the kiosk rests", folder.display()),
        ),
    }
}

/// Where receipts go.
pub(super) fn printer(place: &Place) -> Finding {
    const ABOUT: &str = "printer";
    let folder = place.receipts();
    match writable(&folder) {
        Err(error) => {
            let remedy = "Look at who may write there: customers cannot get a receipt.";
            Finding::ill(ABOUT, format!("{} cannot be written: {error}", folder.display()), remedy)
        }
        Ok(_) => Finding::well(ABOUT, format!("receipts that are asked for go to {}, for a printer to take", folder.display())),
    }
}

/// Makes the folder if need be, tries to write, and counts what is there.
fn writable(folder: &Path) -> io::Result<usize> {
    fs::create_dir_all(folder)?;
    let trial = folder.join(".doctor.trial");
    fs::write(&trial, b"trial")?;
    fs::remove_file(&trial)?;
    Ok(fs::read_dir(folder)?.count())
}

/// So that a slow thing is not waited for without end.
pub(super) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
