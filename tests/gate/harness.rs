//! The harnesses that exist, each asked one question: do you see anything wrong?

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use cardlast::catalogue::load;
use cardlast::device::KitchenSpool;
use cardlast::document::TicketPaper;
use cardlast::id::{FreshId, KioskId, OrderId};
use cardlast::machine::kiosk::Policy;
use cardlast::port::Worker;
use cardlast::script::{self, PlayOptions, Step};

use crate::atm;
use crate::disk::retire;
use crate::model::{Bounds, Search};
use crate::plan::Plan;
use crate::world::run;

/// A way to find out that something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harness {
    /// Every order of events around the machine.
    Search,
    /// Every order of events around the cash machine.
    AtmSearch,
    /// The stories of `tests/flows`, with the witness watching.
    Stories,
    /// Simulated days in which everything goes wrong, the power under the disk included.
    Storm,
    /// A ticket that is handed to the kitchen's folder twice.
    Delivery,
}

impl Harness {
    pub const ALL: [Self; 5] = [Self::Search, Self::AtmSearch, Self::Stories, Self::Storm, Self::Delivery];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::AtmSearch => "cash machine's search",
            Self::Stories => "stories",
            Self::Storm => "storm",
            Self::Delivery => "delivery",
        }
    }

    /// What it sees; `None` is nothing.
    pub fn look(self) -> Option<String> {
        match self {
            Self::Search => search(),
            Self::AtmSearch => atm_search(),
            Self::Stories => stories(),
            Self::Storm => storm(),
            Self::Delivery => delivery(),
        }
    }
}

/// Small searches, the smallest first.
const SEARCHES: [[u8; 6]; 7] = [
    [1, 1, 0, 0, 0, 0],
    [1, 2, 0, 0, 0, 1],
    [1, 1, 1, 0, 0, 0],
    [1, 1, 0, 1, 1, 0],
    [1, 1, 0, 0, 1, 0],
    [2, 2, 0, 0, 0, 0],
    [1, 1, 1, 0, 0, 1],
];

/// The same for the cash machine.
const ATM_SEARCHES: [[u8; 5]; 3] = [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 0, 0, 0, 1]];

fn atm_search() -> Option<String> {
    ATM_SEARCHES.into_iter().find_map(|[customers, crashes, losses, faults, quirks]| {
        let bounds = atm::Bounds { customers, crashes, losses, faults, quirks, staff: 0 };
        let (rule, why, acts) = atm::AtmSearch { bounds, goals: false }.explore().broken?;
        Some(format!("{rule}, {why} ({} acts)", acts.len()))
    })
}

fn search() -> Option<String> {
    SEARCHES.into_iter().find_map(|[customers, tries, crashes, losses, faults, quirks]| {
        let bounds = Bounds { customers, tries, crashes, losses, faults, quirks };
        let found = Search { bounds, goals: false }.explore().broken?;
        Some(format!("{} ({} acts)", found.rule, found.acts.len()))
    })
}

static OPTIONS: LazyLock<PlayOptions> = LazyLock::new(|| {
    let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let menu = load(&menu, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue.into();
    PlayOptions { menu, kiosk: KioskId::new('A').expect("a letter"), policy: Policy::default(), seed: 1 }
});

/// The stories in which somebody pays.
static STORIES: LazyLock<Vec<(PathBuf, Vec<Step>)>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flows");
    let files = fs::read_dir(folder).expect("the stories").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|extension| extension == "flow")).collect();
    files.sort();
    let stories = files.into_iter().filter_map(|file| {
        let text = fs::read_to_string(&file).expect("a story");
        let steps = (text.contains("pay") || text.contains("machine atm"))
            .then(|| script::parse(&file, &text).expect("a story that can be read"))?;
        Some((file, steps))
    });
    stories.collect()
});

fn stories() -> Option<String> {
    STORIES.iter().find_map(|(file, steps)| {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match catch_unwind(AssertUnwindSafe(|| script::run(file, steps, &OPTIONS))) {
            Ok(outcome) => outcome.expect("there is something to play on").failures.first().map(|_| name),
            Err(panic) => {
                let said = panic.downcast_ref::<String>().map_or("", String::as_str);
                Some(format!("{name} ({said})"))
            }
        }
    })
}

/// So many days without a finding are enough to say that the storm sees nothing.
const DAYS: u64 = 300;

fn storm() -> Option<String> {
    let seen = (0..DAYS).find_map(|seed| {
        let day = catch_unwind(|| run(seed, &Plan::default()));
        let seen = match day {
            Ok(report) => report.violation.map(|violation| violation.id.to_owned())?,
            Err(panic) => panic.downcast_ref::<String>().cloned().unwrap_or_default(),
        };
        Some(format!("seed {seed} ({seen})"))
    });
    // The other harnesses work on real files.
    retire();
    seen
}

fn delivery() -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut kitchen = KitchenSpool::new(folder.path().to_owned()).expect("a kitchen");
    let order = OrderId::from(FreshId::from_random_bytes([1; 16]));
    let ticket = TicketPaper { order, name: "A01".to_owned(), text: "one burger".to_owned(), json: "{}".to_owned() };
    for _ in ["handed over", "handed over again after a crash"] {
        kitchen.work(ticket.clone(), &mut |_| {});
    }
    let papers = fs::read_dir(folder.path()).expect("the folder").count();
    (papers != 2).then(|| format!("{papers} papers for one ticket, and not its text and its data"))
}
