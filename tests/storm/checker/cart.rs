//! The cart that outlives a crash: what a start may show, and what it must.

use cardlast::machine::kiosk::{ScreenView, View};
use cardlast::money::Money;
use cardlast::order::KeptCart;
use cardlast::time::{Millis, Timestamp};

use super::{Books, Verdict, check};
use crate::cart::{CartPage, Handed};
use crate::ports::Promise;

/// What the world knows of a start.
pub struct CartCase<'a> {
    pub page: &'a CartPage,
    pub books: &'a Books,
    pub promises: &'a [Promise],
    pub now: Timestamp,
    /// Whether the disk has ever failed today.
    pub disk_failed: bool,
    /// When the wall clock was moved last.
    pub clock_moved: Option<Timestamp>,
}

/// What a start has to do with the cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Show none.
    Nothing(&'static str),
    /// Show this one, for this total.
    Must(Money),
    /// Show this one or none.
    May,
}

/// After so long without a touch nobody's cart is shown any more.
const IDLE: Millis = Millis::from_secs(60);

/// The clocks are not told apart any better than that.
const DRIFT: Millis = Millis::from_secs(5);

impl CartCase<'_> {
    /// I12: what is found is a cart that was handed over, whole, and the latest one as far as the disk can know it.
    pub fn check_found(&self, found: Option<&KeptCart>) -> Verdict {
        let handed = &self.page.handed;
        if let Some(found) = found {
            let known = handed.iter().any(|handed| handed.cart.as_ref() == Some(found));
            check("I12", known, || format!("a cart that nobody had was kept: {found:?}"))?;
        }
        if self.disk_failed || handed.is_empty() {
            return Ok(());
        }
        let worked = self.page.worked;
        let last = |back: usize| worked.checked_sub(1 + back).map(|at| handed[at].cart.as_ref());
        let next = handed.get(worked).map(|handed| handed.cart.as_ref());
        // I6: what was forgotten stays so, even when the computer fell right after.
        let forgotten = last(0) == Some(None);
        let mut fine = vec![last(0).flatten()];
        fine.extend(next);
        if self.page.cut && !forgotten {
            fine.push(last(1).flatten());
        }
        let id = if forgotten { "I6" } else { "I12" };
        check(id, fine.contains(&found), || {
            let lines = |cart: Option<&KeptCart>| cart.map(|cart| cart.lines.len());
            format!(
                "a start finds a cart of {:?} lines, not any of {:?}",
                lines(found),
                fine.into_iter().map(lines).collect::<Vec<_>>()
            )
        })
    }

    /// What is to be shown of a cart that was found.
    pub fn due(&self, found: Option<&KeptCart>) -> Due {
        let Some(found) = found else { return Due::Nothing("there is none") };
        let latest = self.page.handed.iter().rposition(|handed| handed.cart.as_ref() == Some(found));
        let Some(latest) = latest else { return Due::Nothing("it is nobody's") };
        let handed = &self.page.handed[latest];
        // The same cart, handed over again for a later touch, may not have got so far: then what lies there is an older one.
        let stored = latest < self.page.worked;
        if self.books.attempts.iter().any(|(_, state)| state == "open" || state == "approved") {
            return Due::Nothing("a payment is open");
        }
        if self.locked_after(handed) {
            return Due::Nothing("an order was locked after it");
        }
        let age = self.now.since(handed.at);
        let moved = self.clock_moved.is_some_and(|at| at >= handed.at);
        if age.0 > IDLE.0 + DRIFT.0 {
            // A clock that was set back while the computer was off has nobody to contradict it.
            let cut = self.page.cut_at.is_some_and(|at| at >= handed.at);
            return if moved && cut { Due::May } else { Due::Nothing("its time is over") };
        }
        let sure =
            stored && !moved && !self.page.cut && !self.disk_failed && age.0 + DRIFT.0 < IDLE.0 && handed.menu == self.page.menu;
        match sum(found).filter(|_| sure) {
            Some(total) => Due::Must(total),
            None => Due::May,
        }
    }

    /// Whether the journal holds a lock or an order that is later than what its program knew of by then.
    fn locked_after(&self, handed: &Handed) -> bool {
        let locks = self.books.records.iter().filter(|record| record.kind == "payment-intent" || record.kind == "order-accepted");
        let promised = self.promises.iter().filter(|promise| promise.tick < handed.tick).map(|promise| promise.seq);
        let known = promised.max().unwrap_or(0).max(u64::from(handed.known));
        locks.into_iter().any(|lock| u64::from(lock.seq) > known)
    }
}

fn sum(cart: &KeptCart) -> Option<Money> {
    let mut lines = cart.lines.iter().map(|line| line.price.unit.checked_mul(line.quantity).ok());
    let first = lines.next()??;
    lines.try_fold(first, |sum, line| sum.checked_add(line?).ok())
}

impl Due {
    /// What the first screen shows of it.
    pub fn check_shown(&self, view: &View, welcome: bool) -> Verdict {
        match self {
            Self::Nothing(why) => check("I6", !welcome, || format!("a cart came back although {why}")),
            Self::May => Ok(()),
            Self::Must(total) => {
                let shown = match &view.screen {
                    ScreenView::Menu(menu) if welcome => Some(menu.cart.total),
                    _ => None,
                };
                check("I12", shown == Some(*total), || format!("a cart of {total} was kept, {} shows {shown:?}", view.name))
            }
        }
    }
}
