//! What is on the screen, in words and pixels, for scripts that touch it from outside: taken from the accessibility tree, so a
//! control that a script can find is a control that a screen reader can find.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use egui::accesskit::{NodeId, Role};
use egui::{Context, FullOutput, Id, Rect, ViewportId};

/// One thing on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Landmark {
    /// What a screen reader calls it.
    pub label: String,
    /// What kind of thing it is.
    pub role: Role,
    /// Whether it can be used now.
    pub enabled: bool,
    /// Whether it is chosen, for things that can be.
    pub chosen: Option<bool>,
    /// The part of it that can be seen, in physical pixels of the window.
    pub rect: Rect,
}

/// Everything on one settled frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Landmarks {
    /// The screen's name.
    pub screen: &'static str,
    /// What can be touched, and the texts, in reading order.
    pub things: Vec<Landmark>,
}

/// Hears of every settled frame that differs from the one before.
pub type Narrator = Box<dyn FnMut(&Landmarks) + Send>;

/// One landmark as one line: `button  enabled   -  x y width height  label`, separated by tabs.
#[must_use]
pub fn line(landmark: &Landmark) -> String {
    let Landmark { label, role, enabled, chosen, rect } = landmark;
    let state = if *enabled { "enabled" } else { "disabled" };
    let chosen = match chosen {
        Some(true) => "chosen",
        Some(false) => "open",
        None => "-",
    };
    let role = format!("{role:?}").to_lowercase();
    let label = label.replace(['\n', '\t'], " ");
    let (x, y) = (rect.min.x.round(), rect.min.y.round());
    let (width, height) = (rect.width().round(), rect.height().round());
    format!("{role}\t{state}\t{chosen}\t{x}\t{y}\t{width}\t{height}\t{label}")
}

/// The whole frame: `screen NAME` and then a line for each landmark.
#[must_use]
pub fn lines(landmarks: &Landmarks) -> Vec<String> {
    let heading = format!("screen\t{}", landmarks.screen);
    std::iter::once(heading).chain(landmarks.things.iter().map(line)).collect()
}

/// Visible parts of the widgets of one frame, by node.
#[derive(Debug, Clone, Default)]
struct Visible(Arc<Mutex<BTreeMap<u64, Rect>>>);

const VISIBLE: &str = "visible landmarks";

/// Notes the part of a widget that is not clipped away.
pub(super) fn note_visible(ctx: &Context, widget: Id, rect: Rect) {
    if let Some(visible) = ctx.data(|data| data.get_temp::<Visible>(Id::unique(VISIBLE))) {
        visible.0.lock().unwrap_or_else(PoisonError::into_inner).insert(widget.accesskit_id().0, rect);
    }
}

/// Hooks into the output of every frame.
pub(super) struct Watcher {
    narrator: Mutex<Narrator>,
    screen: Arc<Mutex<&'static str>>,
    visible: Visible,
    last: Option<Landmarks>,
}

impl Watcher {
    /// Begins to watch a context.
    pub(super) fn install(ctx: &Context, narrator: Narrator, screen: Arc<Mutex<&'static str>>) {
        ctx.enable_accesskit();
        let visible = Visible::default();
        ctx.data_mut(|data| data.insert_temp(Id::unique(VISIBLE), visible.clone()));
        ctx.add_plugin(Self { narrator: Mutex::new(narrator), screen, visible, last: None });
    }

    fn landmarks(&self, output: &FullOutput) -> Option<Landmarks> {
        let update = output.platform_output.accesskit_update.as_ref()?;
        let visible = std::mem::take(&mut *self.visible.0.lock().unwrap_or_else(PoisonError::into_inner));
        let scale = output.pixels_per_point;
        let thing = |(id, node): &(NodeId, egui::accesskit::Node)| {
            let label = node.label().or_else(|| node.value())?.to_owned();
            let seen = *visible.get(&id.0)?;
            (seen.width() > 4.0 && seen.height() > 4.0).then(|| Landmark {
                label,
                role: node.role(),
                enabled: !node.is_disabled(),
                chosen: node.toggled().map(|toggled| toggled == egui::accesskit::Toggled::True),
                rect: Rect::from_min_max((seen.min.to_vec2() * scale).to_pos2(), (seen.max.to_vec2() * scale).to_pos2()),
            })
        };
        let mut things: Vec<Landmark> = update.nodes.iter().filter_map(thing).collect();
        things.sort_by(|a, b| {
            (a.rect.min.y, a.rect.min.x).partial_cmp(&(b.rect.min.y, b.rect.min.x)).unwrap_or(std::cmp::Ordering::Equal)
        });
        Some(Landmarks { screen: *self.screen.lock().unwrap_or_else(PoisonError::into_inner), things })
    }
}

impl egui::Plugin for Watcher {
    fn debug_name(&self) -> &'static str {
        "landmarks"
    }

    fn output_hook(&mut self, _ctx: &Context, output: &mut FullOutput) {
        let Some(landmarks) = self.landmarks(output) else { return };
        let root = output.viewport_output.get(&ViewportId::ROOT);
        let settled = root.is_none_or(|root| !root.repaint_delay.is_zero());
        if settled && self.last.as_ref() != Some(&landmarks) {
            let narrator = self.narrator.get_mut().unwrap_or_else(PoisonError::into_inner);
            narrator(&landmarks);
            self.last = Some(landmarks);
        }
    }
}
