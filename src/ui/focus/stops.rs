//! The controls of a frame in the order of the keys.

use egui::accesskit::Role;
use egui::{Id, LayerId, Order};

/// Where on the screen something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    /// What is at the same place on every screen; no work begins there.
    Header,
    /// What the screen is about.
    #[default]
    Body,
}

/// What has the focus, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// Its name.
    pub label: String,
    /// What kind of control it is.
    pub role: Role,
    /// Whether it is chosen, for controls that can be.
    pub chosen: Option<bool>,
    /// Whether it can be used now.
    pub enabled: bool,
    /// The how-manieth of how many it is.
    pub place: Option<(usize, usize)>,
    /// Its name is for private ears only.
    pub secret: bool,
    /// Which it is.
    pub id: Id,
}

/// What is said of the next control before it is drawn.
#[derive(Debug, Default)]
pub(super) struct Hints {
    pub back: bool,
    pub first: bool,
    pub minor: bool,
    pub place: Option<(usize, usize)>,
}

/// One control.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    pub id: Id,
    pub layer: LayerId,
    pub zone: Zone,
    pub back: bool,
    pub first: bool,
    pub minor: bool,
    pub highlight: Highlight,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Stops(Vec<Stop>);

impl Stops {
    pub(super) fn push(&mut self, stop: Stop) {
        self.0.push(stop);
    }

    /// Leaves out what a question covers. Devices that stand over the screen come after it.
    pub(super) fn keep_on_top(&mut self, modal: Option<LayerId>) {
        match modal {
            Some(layer) => self.0.retain(|stop| stop.layer == layer),
            None => self.0.sort_by_key(|stop| stop.layer.order > Order::Background),
        }
    }

    pub(super) fn has(&self, id: Id) -> bool {
        self.place_of(id).is_some()
    }

    pub(super) fn place_of(&self, id: Id) -> Option<usize> {
        self.0.iter().position(|stop| stop.id == id)
    }

    pub(super) fn at_or_before(&self, place: usize) -> Option<Id> {
        let last = self.0.len().checked_sub(1)?;
        self.0.get(place.min(last)).map(|stop| stop.id)
    }

    /// Where the work begins: at the last that says so, else at the first control of the screen itself.
    pub(super) fn first(&self) -> Option<Id> {
        let stops = self.0.iter();
        let said = stops.clone().rfind(|stop| stop.first);
        let body = stops.clone().find(|stop| stop.zone == Zone::Body && !stop.minor);
        said.or(body).or(self.0.first()).map(|stop| stop.id)
    }

    /// The one after or before; round at the ends.
    pub(super) fn beside(&self, from: Option<Id>, forward: bool) -> Option<Id> {
        let Some(place) = from.and_then(|id| self.place_of(id)) else { return self.first() };
        let count = self.0.len();
        let next = if forward { (place + 1) % count } else { (place + count - 1) % count };
        self.0.get(next).map(|stop| stop.id)
    }

    /// The control that leads back: the first that says so, for the innermost comes first.
    pub(super) fn way_back(&self) -> Option<Id> {
        self.0.iter().find(|stop| stop.back && stop.highlight.enabled).map(|stop| stop.id)
    }

    pub(super) fn highlight(&self, id: Id) -> Option<Highlight> {
        self.0.iter().find(|stop| stop.id == id).map(|stop| stop.highlight.clone())
    }
}
