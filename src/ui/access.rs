//! What a customer switched on to be able to use the screen, and the panel in which it is switched.
//!
//! It lasts as long as the customer, also while they pay, and the next one finds everything as usual. Each switch can be used without
//! having it on: the button that leads here stands within reach on every screen, is large, and says in words what it is for.

use egui::accesskit::Role;
use egui::{Align2, Rect, Stroke, StrokeKind, Ui, vec2};

use super::theme::{Face, Wish, colour, line, radius, space, touch};
use super::widgets::{Arrows, Cut as _, House as _, Icon, Name, Quiet, focus_ring};
use super::{focus, room};
use crate::time::Millis;
use crate::words::Words;

/// What is switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "four switches, each of its own")]
pub struct Access {
    /// White and yellow on black.
    pub contrast: bool,
    /// Text that somebody reads who sees little.
    pub large: bool,
    /// Nothing above what somebody reaches who sits.
    pub reach: bool,
    /// Everything is spoken.
    pub speech: bool,
}

impl Access {
    /// Nothing of it but speech, as it is: that ends by itself.
    #[must_use]
    pub const fn heard_only(self) -> Self {
        Self { contrast: false, large: false, reach: false, speech: self.speech }
    }

    /// What of it changes the size of things.
    #[must_use]
    pub const fn wish(self) -> Wish {
        Wish { large: self.large, reach: self.reach }
    }
}

/// What was switched on before anybody is served, and the panel, stay so long after the last touch.
pub(super) const LEFT_ALONE: Millis = Millis::from_secs(60);

/// One of the switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Switch {
    Reach,
    Large,
    Contrast,
    Speech,
}

impl Switch {
    const ALL: [Self; 4] = [Self::Reach, Self::Large, Self::Contrast, Self::Speech];

    const fn key(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Large => "large",
            Self::Contrast => "contrast",
            Self::Speech => "speech",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Reach => Icon::Lower,
            Self::Large => Icon::Letters,
            Self::Contrast => Icon::Contrast,
            Self::Speech => Icon::Voice,
        }
    }

    fn of(self, access: &mut Access) -> &mut bool {
        match self {
            Self::Reach => &mut access.reach,
            Self::Large => &mut access.large,
            Self::Contrast => &mut access.contrast,
            Self::Speech => &mut access.speech,
        }
    }
}

/// What this machine can do at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offers {
    /// Part of the panel is out of reach.
    pub reach: bool,
    /// There is a voice.
    pub speech: bool,
    /// The restaurant has not dressed everything in high contrast already.
    pub contrast: bool,
}

impl Offers {
    fn has(self, switch: Switch) -> bool {
        match switch {
            Switch::Reach => self.reach,
            Switch::Speech => self.speech,
            Switch::Contrast => self.contrast,
            Switch::Large => true,
        }
    }
}

const ROW: f32 = touch::FORWARD + space::S;

/// So narrow, keys beside the switches would take the room of words.
const NARROW: f32 = 600.0;

/// How high the lower bar is.
pub const FOOT: f32 = touch::TARGET + touch::GAP * 2.0;

/// The width of the button in a header: a drawing, with words where there is room.
#[must_use]
pub fn button_width(ui: &Ui, words: &Words, drawn_only: bool) -> f32 {
    if drawn_only {
        return touch::TARGET;
    }
    ui.button_width(&words.get("access"), true)
}

/// The button that opens the panel; answers whether it was tapped.
pub fn button(ui: &mut Ui, rect: Rect, words: &Words, drawn_only: bool) -> bool {
    let name = words.get("access");
    if drawn_only {
        ui.icon_button(rect, &name, Icon::Person, Quiet::Edged, true)
    } else {
        ui.quiet_button(rect, &name, Some(Icon::Person), Quiet::Edged)
    }
}

/// The bar along the lower edge, where somebody who sits reaches it while the rest may be too high: one touch brings everything lower,
/// another opens the panel. Answers whether the panel was asked for.
pub fn foot(ui: &mut Ui, rect: Rect, access: &mut Access, words: &Words) -> bool {
    ui.painter().rect_filled(rect, 0.0, colour::FIELD);
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(line::thin(), colour::LINE));
    let halves = rect.shrink2(vec2(space::S, touch::GAP)).columns(2, touch::GAP);
    if ui.quiet_button(halves[0], &words.get("access-reach"), Some(Icon::Lower), Quiet::Edged) {
        access.reach = true;
    }
    button(ui, halves[1], words, false)
}

/// The panel with the switches; answers whether it stays open.
pub fn panel(ui: &mut Ui, access: &mut Access, offers: Offers, words: &Words) -> bool {
    let room = room::of(ui.ctx()).size() - vec2(space::L, space::L) * 2.0;
    let switches: Vec<Switch> = Switch::ALL.into_iter().filter(|switch| offers.has(*switch)).collect();
    let width = room.x.min(900.0);
    let title = words.get("access-title");
    let inner = width - space::L * 2.0;
    let face = ui.fitting(&title, Face::title(), inner, 2);
    let title_height = ui.text_height(&title, face, inner, 2);
    let rows: Vec<f32> = switches.iter().map(|switch| row_height(ui, *switch, inner, words)).collect();
    let gaps = touch::GAP * rows.len().saturating_sub(1) as f32;
    let told = rows.iter().sum::<f32>() + gaps + title_height + space::L * 2.0 + space::S * 2.0;
    // Where that saves a list that has to be scrolled, the way out is no higher than it has to be.
    let foot_height = if told + touch::FORWARD <= room.y { touch::FORWARD } else { touch::TARGET };
    let height = told + foot_height + 1.0;
    let (done, beside) = ui.modal(&title, vec2(width, height), |ui, rect| {
        let mut area = rect;
        let foot = area.cut_bottom(foot_height, space::S);
        ui.say(area.cut_top(title_height, space::S), &title, face, Align2::LEFT_CENTER, 2);
        // In little width the words need all of it.
        let arrows = if inner < NARROW { Arrows::Below } else { Arrows::Beside };
        ui.list(area, "access", words, &title, arrows, |ui, column, _| {
            for (place, (switch, height)) in switches.iter().zip(&rows).enumerate() {
                column.skip(if place > 0 { touch::GAP } else { 0.0 });
                let height = height.max(row_height(ui, *switch, column.width(), words));
                let row = column.take(height);
                if toggle(ui, row, *switch, *switch.of(access), words) {
                    let on = switch.of(access);
                    *on = !*on;
                }
            }
        });
        focus::way_back(ui);
        ui.primary_button(foot, &words.get("access-done"), None, None)
    });
    !(done || beside)
}

/// Everything on the panel that is no name of a control.
#[must_use]
pub fn sentences(mut access: Access, offers: Offers, words: &Words) -> Vec<String> {
    let switches = Switch::ALL.into_iter().filter(|switch| offers.has(*switch));
    let what = switches.map(|switch| {
        let [name, what] = ["", "-what"].map(|part| words.get(&format!("access-{}{part}", switch.key())));
        let state = words.get(if *switch.of(&mut access) { "access-on" } else { "access-off" });
        format!("{name}: {what} {state}")
    });
    std::iter::once(words.get("access-title")).chain(what).collect()
}

const DRAWING: f32 = 52.0;

/// What a switch does takes no more rows than this, on the narrowest panel with the largest text.
const MOST_ROWS: usize = 9;

fn state_width(ui: &Ui, words: &Words) -> f32 {
    let widths = ["access-on", "access-off"].map(|key| ui.text_width(&words.get(key), Face::body().bold()));
    widths[0].max(widths[1]) + MARK + space::XS
}

fn words_width(ui: &Ui, width: f32, words: &Words) -> f32 {
    width - DRAWING - state_width(ui, words) - space::S * 4.0
}

/// Narrower than this, words beside the state would be broken: they have all of the width, and the state stands below them.
const LEAST_WORDS: f32 = 260.0;

fn is_stacked(ui: &Ui, width: f32, words: &Words) -> bool {
    words_width(ui, width, words) < LEAST_WORDS
}

/// The box with the tick.
const MARK: f32 = 34.0;

fn row_height(ui: &Ui, switch: Switch, width: f32, words: &Words) -> f32 {
    if is_stacked(ui, width, words) {
        let whole = width - space::S * 2.0;
        let name = ui.text_height(&words.get(&format!("access-{}", switch.key())), Face::body().bold(), name_width(whole), 2);
        let what = ui.text_height(&words.get(&format!("access-{}-what", switch.key())), Face::small(), whole, MOST_ROWS);
        return name.max(DRAWING) + what + MARK + space::XS * 4.0;
    }
    let room = words_width(ui, width, words);
    let name = ui.text_height(&words.get(&format!("access-{}", switch.key())), Face::body().bold(), room, 2);
    let what = ui.text_height(&words.get(&format!("access-{}-what", switch.key())), Face::small(), room, MOST_ROWS);
    (name + what + space::S * 1.5).max(ROW)
}

/// The room of a name beside its drawing.
const fn name_width(whole: f32) -> f32 {
    whole - DRAWING - space::S
}

/// One switch: what it does, and whether it is on, in words, by a tick, and by its ground.
fn toggle(ui: &mut Ui, rect: Rect, switch: Switch, on: bool, words: &Words) -> bool {
    let name = words.get(&format!("access-{}", switch.key()));
    let what = words.get(&format!("access-{}-what", switch.key()));
    let press =
        ui.press(rect, ("access", switch.key()), Name { label: &name, role: Role::Switch, chosen: Some(on), enabled: true });
    let (fill, ink, edge) = match (on, press.down) {
        (true, _) => (colour::CHOSEN, colour::ON_CHOSEN, colour::CHOSEN),
        (false, true) => (colour::PRESSED, colour::INK, colour::BORDER),
        (false, false) => (colour::SURFACE, colour::INK, colour::BORDER),
    };
    ui.painter().rect_filled(rect, radius::M, fill);
    ui.painter().rect_stroke(rect, radius::M, Stroke::new(line::edge(), edge), StrokeKind::Inside);
    let mut inner = rect.shrink2(vec2(space::S, space::XS));
    let (name_face, what_face) = (Face::body().bold().colour(ink), Face::small().colour(ink));
    let mut state = if is_stacked(ui, rect.width(), words) {
        let high = ui.text_height(&name, name_face, name_width(inner.width()), 2).max(DRAWING);
        let mut head = inner.cut_top(high, space::XS);
        let drawing = head.cut_left(DRAWING, space::S);
        ui.icon(drawing.middle(vec2(DRAWING, DRAWING)), switch.icon(), ink);
        ui.draw_text(head, &name, name_face, Align2::LEFT_CENTER, 2);
        let state = inner.cut_bottom(MARK, space::XS);
        ui.draw_text(inner, &what, what_face, Align2::LEFT_TOP, MOST_ROWS);
        state
    } else {
        let drawing = inner.cut_left(DRAWING, space::S);
        ui.icon(drawing.middle(vec2(DRAWING, DRAWING)), switch.icon(), ink);
        let state = inner.cut_right(state_width(ui, words), space::S);
        let name_height = ui.text_height(&name, name_face, inner.width(), 2);
        let what_height = ui.text_height(&what, what_face, inner.width(), MOST_ROWS);
        let mut block = inner.middle(vec2(inner.width(), name_height + what_height));
        ui.draw_text(block.cut_top(name_height, 0.0), &name, name_face, Align2::LEFT_CENTER, 2);
        ui.draw_text(block, &what, what_face, Align2::LEFT_TOP, MOST_ROWS);
        state
    };
    let mark = state.cut_left(MARK, space::XS).middle(vec2(MARK, MARK));
    ui.painter().rect_stroke(mark, 6.0, Stroke::new(line::edge(), ink), StrokeKind::Inside);
    if on {
        ui.icon(mark.shrink(5.0), Icon::Tick, ink);
    }
    let told = words.get(if on { "access-on" } else { "access-off" });
    ui.draw_text(state, &told, Face::body().bold().colour(ink), Align2::LEFT_CENTER, 1);
    focus_ring(ui, rect, press);
    press.tapped
}
