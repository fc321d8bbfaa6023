//! What a frame drew and where, for tests that look for what is cut off or covered. Nothing is kept unless somebody asked.

use std::sync::{Arc, Mutex, PoisonError};

use egui::{Context, Id, Order, Plugin, Rect, Ui, UiKind};

/// What kind of thing was drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DrawnKind {
    /// Words.
    Text {
        /// They are all there: neither cut short nor broken inside a word.
        whole: bool,
        /// A row ends in the middle of a word.
        broken: bool,
        /// In how many rows.
        rows: usize,
        /// The size of its letters, in points.
        size: f32,
    },
    /// Something to tap.
    Control,
}

/// One thing that was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// What it is.
    pub kind: DrawnKind,
    /// What it says or is called.
    pub words: String,
    /// What it covers.
    pub rect: Rect,
    /// The room it was given.
    pub room: Rect,
    /// What can be seen of this part of the screen.
    pub clip: Rect,
    /// Whether it can be scrolled.
    pub listed: bool,
    /// How far above the page it lies.
    pub order: Order,
}

/// Collects what each frame draws.
#[derive(Debug, Clone, Default)]
pub struct Inspection(Arc<Mutex<Vec<Drawn>>>);

const INSPECTION: &str = "inspection";

impl Inspection {
    /// Begins to look.
    #[must_use]
    pub fn install(ctx: &Context) -> Self {
        let inspection = Self::default();
        ctx.data_mut(|data| data.insert_temp(Id::unique(INSPECTION), inspection.clone()));
        ctx.add_plugin(inspection.clone());
        inspection
    }

    /// What the last frame drew.
    #[must_use]
    pub fn drawn(&self) -> Vec<Drawn> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Plugin for Inspection {
    fn debug_name(&self) -> &'static str {
        INSPECTION
    }

    fn on_begin_pass(&mut self, _ui: &mut Ui) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Notes something that is drawn, if anybody looks.
pub(super) fn note(ui: &Ui, kind: DrawnKind, words: &str, rect: Rect, room: Rect) {
    let Some(inspection) = ui.ctx().data(|data| data.get_temp::<Inspection>(Id::unique(INSPECTION))) else { return };
    let listed = ui.stack().contained_in(UiKind::ScrollArea);
    let (clip, order) = (ui.clip_rect(), ui.layer_id().order);
    let drawn = Drawn { kind, words: words.to_owned(), rect, room, clip, listed, order };
    inspection.0.lock().unwrap_or_else(PoisonError::into_inner).push(drawn);
}
