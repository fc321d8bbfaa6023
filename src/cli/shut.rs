//! A kiosk whose files cannot be used: it says on its screen that it is resting, sells nothing, and tries again until they can.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use cardlast::catalogue::Catalogue;
use cardlast::device::{OsRandomIds, SpoolError, SystemClock};
use cardlast::driver::{Driver, Ports, Pumped, Recovered};
use cardlast::journal::JournalError;
use cardlast::machine::kiosk::Policy;
use cardlast::payment::JournalHealth;
use cardlast::port::{Clock, JournalNews, JournalRequest, Mailbox};
use cardlast::time::{Millis, Timestamp};
use cardlast::ui::EngineError;
use rusqlite::ErrorCode;

/// How often the files are tried again.
pub(super) const TRY_AGAIN: Millis = Millis::from_secs(2);

/// See the module's text.
pub struct Shut {
    driver: Driver,
    clock: SystemClock,
    next: Timestamp,
}

impl Shut {
    /// The machine itself says what is on the screen; it has been told that nothing can be stored, and has no terminal.
    pub fn new(menu: Arc<Catalogue>, clock: SystemClock, policy: Policy, stop: Arc<AtomicBool>) -> Self {
        let ports = Ports {
            clock: Box::new(clock.clone()),
            ids: Box::new(OsRandomIds),
            terminal: None,
            journal: Box::new(NoJournal([JournalNews::Health(JournalHealth::Failing)].into())),
            kitchen: Box::new(Nobody),
            printer: Box::new(Nobody),
            carts: Box::new(Nobody),
            menus: None,
        };
        let mut driver = Driver::new(menu, Policy { terminal: None, ..policy }, ports, Recovered::default());
        driver.stop_on(stop);
        let next = clock.now().at.after(TRY_AGAIN);
        Self { driver, clock, next }
    }

    /// What to draw meanwhile.
    pub fn pump(&mut self) -> Pumped {
        let pumped = self.driver.pump();
        let wait = self.next.since(pumped.now);
        Pumped { wake_in: Some(pumped.wake_in.map_or(wait, |earlier| earlier.min(wait))), ..pumped }
    }

    /// Whether it is time to try again.
    pub fn is_due(&mut self) -> bool {
        let now = self.clock.now().at;
        let due = now >= self.next;
        if due {
            self.next = now.after(TRY_AGAIN);
        }
        due
    }
}

/// What is wrong with the files, said in the log once for each reason.
#[derive(Default)]
pub(super) struct Complaint(Option<String>);

impl Complaint {
    /// `what` cannot be done with the files in this folder.
    pub fn tell(&mut self, what: &str, folder: &Path, error: &EngineError) {
        let why = error.to_string();
        if self.0.as_ref() != Some(&why) {
            tracing::error!(folder = %folder.display(), "{what}: {why}");
        }
        self.0 = Some(why);
    }
}

/// Whether it is the disk's fault, which may pass: full, read-only, failing, gone.
pub fn is_the_disks(error: &EngineError) -> bool {
    match error.downcast_ref::<JournalError>() {
        Some(JournalError::Database(error)) => {
            let code = error.sqlite_error_code();
            let disk = [ErrorCode::ReadOnly, ErrorCode::DiskFull, ErrorCode::SystemIoFailure, ErrorCode::CannotOpen];
            code.is_some_and(|code| disk.contains(&code))
        }
        Some(JournalError::File { .. } | JournalError::Folder { .. }) => true,
        Some(
            JournalError::Unreadable(_)
            | JournalError::Amount(_)
            | JournalError::Json(_)
            | JournalError::Newer { .. }
            | JournalError::Older { .. }
            | JournalError::Mode { .. }
            | JournalError::OtherKind { .. }
            | JournalError::Stopped,
        ) => false,
        None => error.is::<SpoolError>() || error.is::<std::io::Error>(),
    }
}

/// A journal that stores nothing and says so.
pub(super) struct NoJournal(pub(super) VecDeque<JournalNews>);

impl Mailbox<JournalRequest, JournalNews> for NoJournal {
    fn submit(&mut self, request: JournalRequest) {
        if let JournalRequest::Append { entry, .. } = request {
            self.0.push_back(JournalNews::Failed(entry.key()));
        }
    }

    fn poll(&mut self) -> Option<JournalNews> {
        self.0.pop_front()
    }
}

/// Nobody is there who would answer.
struct Nobody;

impl<Request, News> Mailbox<Request, News> for Nobody {
    fn submit(&mut self, _: Request) {}

    fn poll(&mut self) -> Option<News> {
        None
    }
}
