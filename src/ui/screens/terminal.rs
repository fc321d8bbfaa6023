//! The simulated terminal, drawn as a device of its own beside or over the screen. It is for demonstration and training: nothing on it
//! belongs to the kiosk, and the digits typed on it stay inside it.

use egui::{Area, Id, Order, Pos2, Rect, Sense, Ui, pos2, vec2};

use crate::machine::kiosk::ScreenName;
use crate::payment::{TerminalFace, TerminalTap, Trouble};
use crate::ui::terminal::{LOW_SIZE, SIZE as DEVICE, device, place_of_close};
use crate::ui::theme::{colour, space, touch};
use crate::ui::widgets::{Cut as _, Icon, device_aside, device_key, device_switch, practice_panel};
use crate::words::Words;

/// What can go wrong on purpose, below the device.
pub const PRACTICE_BELOW: egui::Vec2 = vec2(460.0, 206.0);

/// The same beside it, where the screen is wider than high.
const PRACTICE_BESIDE: egui::Vec2 = vec2(300.0, 366.0);

/// Its tab.
const TAB: egui::Vec2 = vec2(340.0, touch::TARGET);

/// What the drawing keeps between frames.
#[derive(Debug, Default)]
pub struct TerminalLooks {
    /// Whether somebody opened or closed it on this screen.
    chosen: Option<(ScreenName, bool)>,
}

impl TerminalLooks {
    /// Whether the device is open on this screen: while a card is wanted, unless somebody put it away.
    #[must_use]
    pub fn open(&self, screen: ScreenName) -> bool {
        match self.chosen {
            Some((chosen, open)) if chosen == screen => open,
            Some(_) | None => screen == ScreenName::Card,
        }
    }

    /// Whether at least its tab is there: around paying, and as long as trouble is arranged for.
    #[must_use]
    pub fn visible(screen: ScreenName, face: &TerminalFace) -> bool {
        match screen {
            ScreenName::Card | ScreenName::Checking | ScreenName::Placing | ScreenName::Review => true,
            ScreenName::Number => face.card_inserted,
            ScreenName::Staff | ScreenName::Attract | ScreenName::OutOfService => face.trouble != Trouble::None,
            ScreenName::Starting | ScreenName::Menu | ScreenName::Product | ScreenName::StartOver => false,
        }
    }
}

/// Draws the device, or its tab, where it stands; puts the taps on it into `taps`.
pub fn show(
    ui: &mut Ui,
    place: Place,
    screen: ScreenName,
    face: &TerminalFace,
    words: &Words,
    looks: &mut TerminalLooks,
    taps: &mut Vec<TerminalTap>,
) {
    let open = looks.open(screen);
    let whole = place.whole();
    Area::new(Id::unique("terminal")).order(Order::Middle).fixed_pos(whole.min).fade_in(false).show(ui.ctx(), |ui| {
        ui.allocate_exact_size(whole.size().max(egui::Vec2::ZERO), Sense::hover());
        if open {
            device(ui, place.device, &words.get("terminal-title"), face, words, taps);
            if let Some(practice) = place.practice {
                troubles(ui, practice, face, words, taps);
            }
            let key = place_of_close(place.device);
            if device_aside(ui, key, &words.get("terminal-close"), Icon::Down) {
                looks.chosen = Some((screen, false));
            }
            return;
        }
        let label = words.get("terminal-tab");
        if device_key(ui, place.device, &words.get("terminal-open"), &label, Some(Icon::Card), colour::DEVICE) {
            looks.chosen = Some((screen, true));
        }
    });
}

/// Where the device stands, with what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The device, or its tab while it is put away.
    pub device: Rect,
    /// What can be made to go wrong; nothing while the device is put away.
    pub practice: Option<Rect>,
}

impl Place {
    /// In the lower right corner of the body; in its low shape, upright, below the middle. Upright, practice is below the device if the panel is high enough, and left of it
    /// otherwise, at its top; where the screen is wider than high it is left of the device, at its foot.
    #[must_use]
    pub fn new(open: bool, body: Rect) -> Self {
        let corner = body.max - vec2(space::S, space::S);
        let ending_at = |corner: Pos2, size: egui::Vec2| Rect::from_min_max((corner - size).max(body.min), corner);
        if !open {
            return Self { device: ending_at(corner, TAB), practice: None };
        }
        let upright = body.is_upright();
        let least = if upright { vec2(700.0, DEVICE.y + 230.0) } else { vec2(900.0, DEVICE.y) };
        if body.width() < least.x || body.height() < least.y {
            let width = if upright { body.width() } else { body.width() * 0.54 };
            let size = vec2(LOW_SIZE.x.min(width - space::S * 2.0), LOW_SIZE.y);
            let device = ending_at(corner, size);
            // Upright everything else is in the middle.
            let aside = if upright { body.center().x - device.center().x } else { 0.0 };
            return Self { device: device.translate(vec2(aside, 0.0)), practice: None };
        }
        let below = upright && body.height() > DEVICE.y + PRACTICE_BELOW.y + 400.0;
        if below {
            let practice = ending_at(corner, PRACTICE_BELOW);
            let device = ending_at(pos2(corner.x, practice.min.y - touch::GAP), DEVICE);
            return Self { device, practice: Some(practice) };
        }
        let device = ending_at(corner, DEVICE);
        let right = device.min.x - touch::GAP;
        let width = PRACTICE_BESIDE.x.min(right - body.min.x - space::S);
        let top = if upright { device.min.y } else { device.max.y - PRACTICE_BESIDE.y };
        let practice = Rect::from_min_size(pos2(right - width, top), vec2(width, PRACTICE_BESIDE.y));
        Self { device, practice: Some(practice) }
    }

    /// Whether it has its low shape, with nothing beside it.
    #[must_use]
    pub fn is_low(&self) -> bool {
        self.device.height() < DEVICE.y
    }

    /// All of it.
    #[must_use]
    pub fn whole(&self) -> Rect {
        self.practice.map_or(self.device, |practice| self.device.union(practice))
    }
}

/// Not part of the device: what can be made to go wrong, to see how the kiosk bears it.
pub fn troubles(ui: &mut Ui, rect: Rect, face: &TerminalFace, words: &Words, taps: &mut Vec<TerminalTap>) {
    let mut area = practice_panel(ui, rect, words);
    let columns = if rect.width() < PRACTICE_BELOW.x { 1 } else { 2 };
    let kinds = [Trouble::Decline, Trouble::Slow, Trouble::LineDown, Trouble::LateAnswer];
    for row in kinds.chunks(columns) {
        let line = area.cut_top(touch::TARGET, touch::GAP);
        for (cell, trouble) in line.columns(columns, touch::GAP).into_iter().zip(row) {
            let on = face.trouble == *trouble;
            if device_switch(ui, cell, ("trouble", trouble.key()), &words.get(&format!("trouble-{}", trouble.key())), on) {
                taps.push(TerminalTap::Trouble(if on { Trouble::None } else { *trouble }));
            }
        }
    }
}
