//! Where a cart is kept, in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::port::{CartNews, CartRequest, FoundCart, Mailbox};
use crate::time::{Millis, Now};

#[derive(Debug, Default)]
struct Shelf {
    kept: Option<(CartRequest, Now)>,
    saves: u32,
    silent: bool,
}

/// A keeper that remembers over a crash of the driver. Clones are the same keeper.
#[derive(Debug, Clone, Default)]
pub struct CartShelf {
    shelf: Arc<Mutex<Shelf>>,
    news: VecDeque<CartNews>,
}

impl CartShelf {
    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a start at `now` finds.
    #[must_use]
    pub fn found(&self, now: Now) -> Option<FoundCart> {
        let shelf = self.lock();
        let Some((CartRequest::Save { cart, after, .. }, touched)) = &shelf.kept else { return None };
        let age = now.wall.unix_ms.checked_sub(touched.wall.unix_ms).and_then(|age| u64::try_from(age).ok());
        Some(FoundCart { cart: (**cart).clone(), after: *after, age: age.map(Millis) })
    }

    /// How often a cart was handed over.
    #[must_use]
    pub fn saves(&self) -> u32 {
        self.lock().saves
    }

    /// Whether it owes every answer from now on, as a disk that hangs.
    pub fn set_silent(&self, silent: bool) {
        self.lock().silent = silent;
    }
}

impl Mailbox<CartRequest, CartNews> for CartShelf {
    fn submit(&mut self, request: CartRequest) {
        let mut shelf = self.lock();
        shelf.kept = match &request {
            CartRequest::Save { now, .. } => {
                shelf.saves += 1;
                Some((request.clone(), *now))
            }
            CartRequest::Forget => None,
        };
        let silent = shelf.silent;
        drop(shelf);
        if !silent {
            self.news.push_back(CartNews::Done);
        }
    }

    fn poll(&mut self) -> Option<CartNews> {
        self.news.pop_front()
    }
}
