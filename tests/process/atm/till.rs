//! The process that is killed, and the customer in it who presses keys.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use cardlast::device::{OsRandomIds, StaffFolder, StaffInbox, SystemClock, end_on_panic};
use cardlast::driver::{AtmDriver, AtmPorts, AtmPumped};
use cardlast::id::KioskId;
use cardlast::journal::{BootState, Reader, Started, StoreOptions, start};
use cardlast::machine::atm::{Intent, Policy, ScreenView, View};
use cardlast::money::Money;
use cardlast::payment::CardPlace;
use cardlast::port::{Clock, PaymentTerminal, Threaded};
use cardlast::time::Millis;

use super::line::{Hand, LineNotes, LineSlot};
use crate::line::LineTerminal;
use crate::till::{Bell, CALM, Orders, REFUSES, SOLD, STUCK, quick};

/// Takes up whatever it finds, pays out, and stops.
pub fn run(orders: &Orders) -> ExitCode {
    end_on_panic();
    let bell = Bell::default();
    let mut machine = match Machine::open(orders, &bell) {
        Ok(machine) => machine,
        Err(error) => {
            eprintln!("cash machine: {error}");
            return ExitCode::from(REFUSES);
        }
    };
    let code = machine.work(&bell, orders.patience);
    if code == STUCK {
        eprintln!("cash machine: stuck on {:?}", machine.driver.atm().view().screen);
        // A person would pull the plug.
        std::process::exit(STUCK.into());
    }
    ExitCode::from(code)
}

struct Machine {
    driver: AtmDriver,
    hand: Hand,
    stop: Arc<AtomicBool>,
    /// Still to be withdrawn.
    left: u32,
}

impl Machine {
    fn open(orders: &Orders, bell: &Bell) -> Result<Self, Box<dyn std::error::Error>> {
        std::fs::create_dir_all(&orders.folder)?;
        let place = |name: &str| orders.folder.join(name);
        let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
        let terminal = LineTerminal::call(&orders.bank, bell.waker());
        let policy = Policy {
            counting: Millis(300),
            where_every: Millis(20),
            terminal: terminal.profile().id.clone(),
            checkout: quick(),
            ..Policy::default()
        };
        let kiosk = KioskId::new('A').ok_or("a letter")?;
        let house = policy.house.clone();
        let options = StoreOptions { path: place("journal.db"), kiosk, cut_over_minutes: 0, house, training: true };
        let Started { worker, boot: BootState { withdrawals, .. }, .. } = start(options, None, clock.now())?;
        let (notes, hand) = LineNotes::call(&orders.bank, bell.waker());
        let ports = AtmPorts {
            clock: Box::new(clock),
            ids: Box::new(OsRandomIds),
            terminal: Box::new(LineSlot { terminal, card: CardPlace::None, events: [].into() }),
            dispenser: Box::new(notes),
            journal: Box::new(Threaded::spawn("journal", worker, bell.waker())?),
            printer: Box::new(|_| {}),
        };
        let mut driver = AtmDriver::new(policy, ports, withdrawals);
        let reader = Reader::open(&place("journal.db"))?;
        let known = |decision: &_| Ok::<_, Box<dyn std::error::Error>>(reader.has_decided(decision)?);
        let staff = StaffInbox::new(StaffFolder::new(place("staff"))?).knowing(known)?;
        driver.hear_staff(Box::new(Threaded::spawn("staff", staff, bell.waker())?));
        let stop = Arc::new(AtomicBool::new(false));
        driver.stop_on(stop.clone());
        Ok(Self { driver, hand, stop, left: orders.meals })
    }

    #[allow(clippy::disallowed_methods, reason = "somebody has to lose patience")]
    fn work(&mut self, bell: &Bell, patience: Duration) -> u8 {
        let begun = Instant::now();
        let mut since = begun;
        let mut before = None;
        while since.elapsed() < patience && begun.elapsed() < patience * 4 {
            let AtmPumped { view, wake_in, stop, .. } = self.driver.pump();
            if stop {
                return SOLD;
            }
            if before.replace(view.name) != Some(view.name) {
                since = Instant::now();
            }
            if bell.rang(CALM) {
                continue;
            }
            match self.next_move(&view) {
                Some(intent) => self.driver.submit(intent),
                None => {
                    bell.rang(Duration::from_millis(wake_in.map_or(20, |wait| wait.0.min(20))));
                }
            }
        }
        STUCK
    }

    fn next_move(&mut self, view: &View) -> Option<Intent> {
        let forty = Money::from_minor(4_000, self.driver.atm().policy().currency).ok()?;
        match &view.screen {
            ScreenView::Welcome { withdrawal: Ok(()), .. } if self.left > 0 => Some(Intent::Withdraw),
            ScreenView::Welcome { withdrawal: Ok(()), .. } => {
                let settled = self.driver.atm().state().reversals().is_empty();
                self.stop.store(settled, Ordering::Relaxed);
                None
            }
            ScreenView::Amount(_) => Some(Intent::Amount(forty)),
            ScreenView::Confirm { amount } => Some(Intent::Confirm { amount: *amount }),
            ScreenView::TakeCash { .. } => {
                let attempt = self.driver.atm().state().foreground_attempt()?;
                self.hand.take(attempt);
                None
            }
            ScreenView::Receipt { .. } => {
                self.left = self.left.saturating_sub(1);
                Some(Intent::Finish)
            }
            ScreenView::Told(_) => Some(Intent::Finish),
            ScreenView::Starting
            | ScreenView::OutOfService(_)
            | ScreenView::Welcome { .. }
            | ScreenView::Card { .. }
            | ScreenView::Pin { .. }
            | ScreenView::Bank { .. }
            | ScreenView::TakeCard { .. }
            | ScreenView::Counting { .. } => None,
        }
    }
}
