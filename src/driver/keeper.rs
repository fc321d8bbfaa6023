//! Hands the customer's cart out to be kept: at most once a second, the latest one, and never two at a time.

use crate::order::KeptCart;
use crate::port::{CartNews, CartRequest, Mailbox};
use crate::time::{Millis, Now, Timestamp};

/// A cart is handed over at most so often.
const PAUSE: Millis = Millis::from_secs(1);

/// What waits to be handed over. A disk that hangs makes nothing pile up here: a later cart takes the earlier one's place.
#[derive(Debug, Default)]
pub struct Keeper {
    waiting: Option<CartRequest>,
    /// When the next cart may be handed over.
    next: Timestamp,
    /// Whether an answer is owed.
    busy: bool,
}

type Carts = dyn Mailbox<CartRequest, CartNews>;

impl Keeper {
    /// This is the cart now.
    pub fn save(&mut self, now: Now, cart: Box<KeptCart>, after: u64, carts: &mut Carts) {
        self.waiting = Some(CartRequest::Save { cart, after, now });
        self.tick(now.at, carts);
    }

    /// There is no cart any more. Nobody waits a second for that.
    pub fn forget(&mut self, now: Timestamp, carts: &mut Carts) {
        self.waiting = Some(CartRequest::Forget);
        self.next = now;
        self.tick(now, carts);
    }

    /// The request before has been worked on.
    pub fn answered(&mut self, now: Timestamp, carts: &mut Carts) {
        self.busy = false;
        self.tick(now, carts);
    }

    /// Hands over what may be handed over.
    pub fn tick(&mut self, now: Timestamp, carts: &mut Carts) {
        if !self.busy && now >= self.next {
            self.hand_over(now, carts);
        }
    }

    /// The program stops: whatever waits is handed over now.
    pub fn flush(&mut self, now: Timestamp, carts: &mut Carts) {
        self.hand_over(now, carts);
    }

    fn hand_over(&mut self, now: Timestamp, carts: &mut Carts) {
        if let Some(request) = self.waiting.take() {
            carts.submit(request);
            self.busy = true;
            self.next = now.after(PAUSE);
        }
    }

    /// When something is to be handed over although nobody asks.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        (self.waiting.is_some() && !self.busy).then_some(self.next)
    }
}
