//! The customer's cart outlives a crash: kept outside while they choose, forgotten at the lock and at attract, shown again at a start
//! soon enough.

use super::Kiosk;
use super::effect::{Effect, Effects};
use super::ordering::first_category;
use super::state::{Browse, Idle, Kept, Notice, Ordering, Phase, Place, Session, SessionStage};
use crate::order::{Cart, KeptCart, RecoveredCart};
use crate::time::{Millis, Now, Timestamp};

/// A touch that changes nothing is kept only so long after the last one that was: often enough to tell how long the customer has been
/// gone, and seldom enough to write nothing while somebody scrolls.
const KEEP_TOUCH_EVERY: Millis = Millis::from_secs(5);

impl Kiosk {
    /// Shows the cart that a restart found, if it is certain that it is still the customer's: nobody locked it since, no payment is
    /// open, the clock can be trusted, and the time-out has not passed.
    pub(super) fn welcome_back(&mut self, now: Now, recovered: RecoveredCart, effects: &mut Effects) {
        let RecoveredCart { cart, age, locked_since } = recovered;
        let in_time = age.is_some_and(|age| age < self.policy.idle);
        let undecided = locked_since || !self.state.unresolved.is_empty();
        if undecided || !in_time || self.resume(now, cart).is_none() {
            effects.push(Effect::ForgetCart);
        }
    }

    fn resume(&mut self, now: Now, kept: KeptCart) -> Option<()> {
        let menu = self.live_menu.clone();
        let KeptCart { language, filter, service, lines, .. } = kept;
        let cart = Cart::restore(service, lines, &menu).ok()?;
        let language = if menu.languages().contains(&language) { language } else { menu.default_language().clone() };
        let category = first_category(&menu, now.wall.local());
        let session = Session {
            language,
            menu: menu.version().clone(),
            started: now,
            idle: Idle::begin(now.at, &self.policy),
            notice: Some(Notice::WelcomeBack),
            stage: SessionStage::Ordering(Ordering {
                cart,
                place: Place::Menu,
                browse: Browse { category, search: None, filter },
            }),
        };
        // What is kept stays as it is until a touch: without one, the next restart must still know how long nobody was there.
        self.state.kept = Kept::of(&session).map(|kept| Kept { touch_again: now.at.after(Millis(1)), ..kept });
        self.session_menu = menu;
        self.state.phase = Phase::Session(Box::new(session));
        Some(())
    }

    /// Asks for the cart to be kept when it has changed, and to be forgotten once it is no longer the customer's to change.
    pub(super) fn keep_cart(&mut self, now: Now, effects: &mut Effects) {
        let session = self.state.session();
        let wanted = session.and_then(Kept::of);
        let last_touch = session.map_or(now.at, |session| session.idle.last_touch);
        match (&self.state.kept, &wanted) {
            (None, None) => return,
            (Some(kept), Some(wanted)) if kept.stands_for(wanted, last_touch) => return,
            (Some(_), None) => effects.push(Effect::ForgetCart),
            (_, Some(_)) => effects.extend(self.cart_to_keep(now).map(|cart| Effect::SaveCart(Box::new(cart)))),
        }
        self.state.kept = wanted;
    }

    fn cart_to_keep(&self, now: Now) -> Option<KeptCart> {
        let session = self.state.session()?;
        let ordering = chosen(session)?;
        Some(KeptCart {
            menu: session.menu.clone(),
            language: session.language.clone(),
            filter: ordering.browse.filter.clone(),
            service: ordering.cart.service(),
            lines: ordering.cart.keep(&self.session_menu, now.wall.local().date),
        })
    }
}

impl Kept {
    /// What would have to be kept of a session; `None` when there is nothing, or nothing any more.
    fn of(session: &Session) -> Option<Self> {
        let ordering = chosen(session)?;
        Some(Self {
            revision: ordering.cart.revision(),
            language: session.language.clone(),
            filter: ordering.browse.filter.clone(),
            touch_again: session.idle.last_touch.after(KEEP_TOUCH_EVERY),
        })
    }

    fn stands_for(&self, wanted: &Self, last_touch: Timestamp) -> bool {
        let same = self.revision == wanted.revision && self.language == wanted.language && self.filter == wanted.filter;
        same && last_touch < self.touch_again
    }
}

/// What a customer has chosen and can still change.
fn chosen(session: &Session) -> Option<&Ordering> {
    match &session.stage {
        SessionStage::Ordering(ordering) => Some(ordering).filter(|ordering| !ordering.cart.is_empty()),
        SessionStage::Paying(_) | SessionStage::Placing(_) | SessionStage::Numbered(_) | SessionStage::WithStaff(_) => None,
    }
}
