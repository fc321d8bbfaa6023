//! What a planned stroke does.

use cardlast::fake::SeededIds;
use cardlast::id::AttemptId;
use cardlast::money::Money;
use cardlast::port::{Clock, IdSource};
use cardlast::time::{Millis, Timestamp, WallTime};

use super::World;
use super::menus::MENUS;
use crate::fault::Fault;
use crate::plan::Stroke;

impl World<'_> {
    pub(super) fn strike(&mut self, stroke: Stroke) {
        let Stroke { fault, after, span, then, .. } = stroke;
        let now = self.now();
        let until = now.after(span);
        self.notes.say(now, || format!("* {fault:?} (after {after}, for {} ms)", span.0));
        match fault {
            Fault::Kill | Fault::PowerCut => {
                self.fall = Some(fault);
                self.power.light_fuse(after);
            }
            Fault::DiskFull | Fault::WriteError | Fault::ReadError | Fault::SyncError => {
                self.break_disk(fault, after, false, then);
            }
            Fault::DiskStaysFull => {
                self.break_disk(fault, after, true, then);
                self.mend_at = Some(until);
            }
            Fault::SlowDisk => {
                self.book.page().slow_until = until;
                self.carts.page().slow_until = until;
            }
            Fault::ClockJump => self.move_clock(after),
            Fault::LineDown => self.bank.lock().line_down(now, span),
            Fault::StaleRepeat => self.bank.lock().repeat_something(now),
            Fault::Stranger => self.offer_a_stranger(now),
            Fault::NoPaper => self.print.page().no_paper_until = until,
            Fault::KitchenDown => self.cook.page().down_until = until,
            Fault::MenuChange => self.change_menu(),
            Fault::CannotTell => self.bank.lock().cannot_tell(until),
            Fault::FalseNotFound => self.bank.lock().not_found(until),
            Fault::Stop => self.ask_to_stop(),
            Fault::CutInRecovery
            | Fault::SyncDropsPages
            | Fault::AnswerLost
            | Fault::CommandLost
            | Fault::Occupied
            | Fault::LateAnswer
            | Fault::DoubleAnswer
            | Fault::SecondReference
            | Fault::Garbled
            | Fault::WrongAmount
            | Fault::GivenUp
            | Fault::RefundRefused
            | Fault::PrinterSilent
            | Fault::KitchenAckLost
            | Fault::HostileFinger
            | Fault::WireTrouble
            | Fault::Protocol
            | Fault::NoteNotKept
            | Fault::WalkOff => {}
        }
    }

    /// A failure of the disk, and perhaps a fall soon after it: what SQLite could not finish must not come back.
    fn break_disk(&mut self, fault: Fault, after: u64, lasting: bool, then: Option<u64>) {
        let may_fall = |fall| !self.plan.without.contains(&fall);
        let fall = if self.dice.percent(50) { Fault::Kill } else { Fault::PowerCut };
        let then = then.filter(|_| may_fall(fall));
        if then.is_some() {
            self.fall.get_or_insert(fall);
        }
        self.disk.arm(fault, after, lasting, then);
    }

    /// The wall clock alone; a little, an hour, or a day, back or ahead.
    fn move_clock(&mut self, how: u64) {
        self.fired.add(Fault::ClockJump);
        self.clock_moved = Some(self.now());
        let by = [3_000, 60_000, 3_600_000, 86_400_000, -60_000, -3_600_000][usize::try_from(how).unwrap_or(0) % 6];
        let WallTime { unix_ms, offset_s } = self.clock.now().wall;
        self.clock.set_wall(WallTime { unix_ms: unix_ms + by, offset_s });
    }

    fn offer_a_stranger(&mut self, now: Timestamp) {
        let attempt = AttemptId::from(SeededIds::new(self.seed ^ 0x5eed).mint());
        if let Ok(amount) = Money::from_minor(990, MENUS[0].currency()) {
            self.bank.lock().stranger(now.after(Millis(1)), attempt, amount);
        }
    }

    fn change_menu(&mut self) {
        self.fired.add(Fault::MenuChange);
        self.menu = (self.menu + 1) % MENUS.len();
        self.carts.page().menu = self.menu;
        if let Some(menus) = &self.menus {
            // A kiosk that has just fallen hears of it at its next start.
            let _ = menus.send(MENUS[self.menu].clone());
        }
    }
}
