//! Where the customer's cart is kept: the real file on the simulated disk, and a log of what was handed over, which the kiosk does not keep.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cardlast::device::SessionFile;
use cardlast::order::KeptCart;
use cardlast::port::{CartNews, CartRequest, Mailbox, Worker};
use cardlast::time::{Millis, Timestamp};

use crate::dice::Dice;
use crate::fault::Fault;
use crate::plan::Sabotage;
use crate::ports::Stage;

/// A cart to be kept, or none from then on.
#[derive(Debug, Clone)]
pub struct Handed {
    pub tick: u64,
    pub cart: Option<KeptCart>,
    /// When the customer was last there.
    pub at: Timestamp,
    /// Which of the menus was live.
    pub menu: usize,
    /// The journal's last record when the program had last started.
    pub known: u32,
}

/// The log. Clones are the same one.
#[derive(Debug, Clone, Default)]
pub struct CartBook(Arc<Mutex<CartPage>>);

#[derive(Debug, Default)]
pub struct CartPage {
    pub handed: Vec<Handed>,
    /// So many of them have been worked on.
    pub worked: usize,
    /// Which of the menus is live.
    pub menu: usize,
    /// The journal's last record when the program started.
    pub known: u32,
    /// Until then everything takes its time.
    pub slow_until: Timestamp,
    /// Whether there is nothing to do, and nothing to try again.
    pub idle: bool,
    /// Whether the computer fell since.
    pub cut: bool,
    /// When it fell last.
    pub cut_at: Option<Timestamp>,
    /// Is deaf on purpose.
    pub sabotage: Option<Sabotage>,
    next: Option<Timestamp>,
}

impl CartPage {
    fn is_deaf(&self, request: &CartRequest) -> bool {
        match (self.sabotage, request) {
            (Some(Sabotage::CartStays), CartRequest::Forget) => true,
            (Some(Sabotage::CartIsLost), CartRequest::Save { .. }) => self.worked.is_multiple_of(2),
            _ => false,
        }
    }

    /// A start has found this: what was not worked on by then is lost, and perhaps one more is, or one less.
    /// Of a cart that was handed over again for a touch alone, `touched` tells which of the two it is.
    pub fn begin_with(&mut self, found: Option<&KeptCart>, touched: Option<Timestamp>) {
        let is_it = |worked: &usize| match worked.checked_sub(1) {
            None => found.is_none(),
            Some(at) => self.handed.get(at).is_some_and(|handed| handed.cart.as_ref() == found),
        };
        let mut tried =
            [Some(self.worked), self.worked.checked_add(1), self.worked.checked_sub(1)].into_iter().flatten().filter(is_it);
        let apart = |worked: &usize| {
            let handed = worked.checked_sub(1).and_then(|at| self.handed.get(at));
            handed.zip(touched).map_or(Millis(0), |(handed, touched)| handed.at.since(touched).max(touched.since(handed.at)))
        };
        // Only a computer that fell can have kept the older one of two equal carts.
        let worked = if self.cut { tried.min_by_key(apart) } else { tried.next() };
        self.worked = worked.unwrap_or(self.worked);
        self.handed.truncate(self.worked);
        self.cut = false;
    }
}

impl CartBook {
    pub fn page(&self) -> MutexGuard<'_, CartPage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn next(&self) -> Option<Timestamp> {
        self.page().next
    }
}

/// The real keeper, at work after a while as on its own thread, and shut when the computer is off.
pub struct CartDoor {
    file: SessionFile,
    queue: VecDeque<(Timestamp, CartRequest)>,
    news: VecDeque<CartNews>,
    again: Option<Timestamp>,
    book: CartBook,
    dice: Dice,
    stage: Stage,
}

impl CartDoor {
    pub fn new(file: SessionFile, book: CartBook, dice: Dice, stage: Stage) -> Self {
        {
            let mut page = book.page();
            page.next = None;
            page.idle = true;
        }
        Self { file, queue: VecDeque::new(), news: VecDeque::new(), again: None, book, dice, stage }
    }

    fn latency(&mut self, now: Timestamp) -> Millis {
        if now < self.book.page().slow_until {
            self.stage.fired.add(Fault::SlowDisk);
            return Millis(self.dice.between(500, 20_000));
        }
        Millis(if self.dice.percent(60) { 0 } else { self.dice.below(400) })
    }

    fn work(&mut self, now: Timestamp) {
        let Self { file, news, .. } = self;
        while self.queue.front().is_some_and(|(due, _)| *due <= now) && !self.stage.power.is_dead() {
            let Some((_, request)) = self.queue.pop_front() else { break };
            let deaf = self.book.page().is_deaf(&request);
            if deaf {
                news.push_back(CartNews::Done);
            } else {
                file.work(request, &mut |item| news.push_back(item));
            }
            if !self.stage.power.is_dead() {
                let mut page = self.book.page();
                page.worked += 1;
                page.cut = false;
            }
        }
        if self.queue.is_empty() && self.again.is_some_and(|again| again <= now) {
            file.idle(&mut |item| news.push_back(item));
            self.again = None;
        }
        match file.rest() {
            None => self.again = None,
            Some(rest) => {
                let rest = Millis(u64::try_from(rest.as_millis()).unwrap_or(1_000));
                self.again.get_or_insert(now.after(rest));
            }
        }
        let mut page = self.book.page();
        page.idle = self.queue.is_empty() && self.again.is_none();
        page.next = self.queue.front().map(|(due, _)| *due).or(self.again);
    }
}

impl Mailbox<CartRequest, CartNews> for CartDoor {
    fn submit(&mut self, request: CartRequest) {
        if !self.stage.power.deed() {
            return;
        }
        let now = self.stage.now();
        let (cart, at) = match &request {
            CartRequest::Save { cart, now, .. } => (Some((**cart).clone()), now.at),
            CartRequest::Forget => (None, now),
        };
        let latency = self.latency(now);
        let after = self.queue.back().map_or(now, |(due, _)| (*due).max(now));
        self.queue.push_back((after.after(latency), request));
        let tick = self.stage.notes.tick();
        let mut page = self.book.page();
        let (menu, known) = (page.menu, page.known);
        page.handed.push(Handed { tick, cart, at, menu, known });
        page.idle = false;
        page.next = self.queue.front().map(|(due, _)| *due);
    }

    fn poll(&mut self) -> Option<CartNews> {
        if self.stage.power.is_dead() {
            return None;
        }
        self.work(self.stage.now());
        if self.stage.power.is_dead() { None } else { self.news.pop_front() }
    }
}
