//! What one simulated customer did in one flow, ready to be shown: plain values, made by whoever knows the study.

use crate::money::Money;
use crate::time::Millis;

/// A customer of a study, day and number counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customer {
    /// The seed of the study.
    pub seed: u64,
    /// The day.
    pub day: u32,
    /// The number on that day.
    pub number: u32,
}

/// One session in one flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tape {
    /// What the flow is called.
    pub flow: String,
    /// The states of the flow.
    pub places: Vec<Place>,
    /// The states that were walked through, in order, without gaps from 0 on; at least one.
    pub visits: Vec<Visit>,
    /// What the end is called.
    pub end: String,
    /// Whether the customer got what they came for.
    pub completed: bool,
    /// How many of the flow's inputs were measured by nobody, and how many it has.
    pub assumed: (u32, u32),
}

/// A state of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What it is called.
    pub title: String,
    /// What the customer is offered.
    pub offers: Vec<String>,
    /// Whether the machine has the card.
    pub card_inside: bool,
    /// How far the amount is.
    pub amount: Amount,
    /// Taps and keys of one visit.
    pub taps: u32,
    /// Whether nobody asked for this screen.
    pub interstitial: bool,
    /// Whether the customer has walked away.
    pub absent: bool,
    /// What a stranger's key does.
    pub danger: Danger,
}

/// How far the amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// There is none yet.
    None,
    /// It can still change.
    Pending,
    /// Nothing changes it any more.
    Locked,
}

/// What a stranger's key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    /// Nothing that matters.
    None,
    /// The customer is authenticated, but no key takes money.
    Idle,
    /// The customer is authenticated: a harmful key takes this much at once.
    Exposed {
        /// What it takes.
        loss: Money,
        /// How many of a hundred keys do that.
        percent: u32,
    },
    /// Nobody is authenticated: a harmful key changes the order.
    Pending {
        /// What it costs when nobody notices and the customer pays.
        loss: Money,
        /// How many of a hundred customers do not notice.
        unnoticed: u32,
    },
}

/// A visit of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// Which of the flow's states.
    pub place: usize,
    /// When it began, after the start of the session.
    pub at: Millis,
    /// When it ended.
    pub until: Millis,
}

/// Where a customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// In the middle of this visit.
    Visit(usize),
    /// Gone.
    Ended,
}

/// What a session came to up to some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// Time at the machine.
    pub time: Millis,
    /// Taps and keys of the visits that are over.
    pub taps: u32,
    /// Screens that nobody asked for, seen so far.
    pub interstitials: u32,
    /// Time authenticated and exposed.
    pub exposed: Millis,
}

impl Danger {
    /// Whether the machine takes whoever stands there for the card's owner: what counts as time exposed.
    #[must_use]
    pub const fn is_authenticated(self) -> bool {
        matches!(self, Self::Idle | Self::Exposed { .. })
    }
}

impl Tape {
    /// How long the session lasted.
    #[must_use]
    pub fn length(&self) -> Millis {
        self.visits.last().map_or(Millis(0), |visit| visit.until)
    }

    /// Where the customer is at a time.
    #[must_use]
    pub fn at(&self, now: Millis) -> Whereabouts {
        // A visit that took no time is over as soon as it begins.
        self.visits.iter().position(|visit| now < visit.until).map_or(Whereabouts::Ended, Whereabouts::Visit)
    }

    /// The state the customer is in at a time; none once the session is over.
    #[must_use]
    pub fn place(&self, now: Millis) -> Option<&Place> {
        match self.at(now) {
            Whereabouts::Visit(visit) => self.visits.get(visit).and_then(|visit| self.places.get(visit.place)),
            Whereabouts::Ended => None,
        }
    }

    /// What the session came to up to a time.
    #[must_use]
    pub fn sums(&self, now: Millis) -> Sums {
        let mut sums = Sums { time: now.min(self.length()), taps: 0, interstitials: 0, exposed: Millis(0) };
        let over = self.at(now);
        for (index, visit) in self.visits.iter().enumerate() {
            let Some(place) = self.places.get(visit.place) else { continue };
            let here = over == Whereabouts::Visit(index);
            if place.interstitial {
                sums.interstitials += 1;
            }
            if place.danger.is_authenticated() {
                sums.exposed.0 += visit.until.min(now).0.saturating_sub(visit.at.0);
            }
            if here {
                break;
            }
            sums.taps += place.taps;
        }
        sums
    }
}
