//! Paying at the terminal: the amount, what to do now, and the way back as long as there is one.

use egui::{Align2, Rect, Ui, pos2, vec2};

use crate::machine::kiosk::{CardStage, CardView, Intent};
use crate::payment::Progress;
use crate::ui::focus;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, colour, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Icon, Quiet};
use crate::words::Words;

use super::page;
use super::terminal::Place;

/// The height of the amount with its heading.
const AMOUNT: f32 = 44.0 + space::XS + 160.0 + space::M;

/// The same where there is little room.
const LEAST_AMOUNT: f32 = 44.0 + space::XS + 74.0 + space::M;

/// What is asked in the course of a payment. The amount has the size for which the longest of them leaves room, so that it stays as it
/// is from the first to the last.
const USUAL: [&str; 6] =
    ["card-waking", "card-present-card", "card-enter-pin", "card-wrong-pin", "card-authorising", "card-remove-card"];

/// Draws the screen. `device` is where the simulated terminal stands, if there is one.
pub fn show(ui: &mut Ui, view: &CardView, words: &Words, device: Option<Place>, out: &mut Outbox) {
    let whole = ui.max_rect();
    match device {
        Some(device) if whole.is_upright() && device.is_low() => {
            let above = Rect::from_min_max(whole.min, pos2(whole.max.x, device.whole().min.y));
            let width = device.device.width();
            let margin = if above.height() < LOW { vec2(space::L, space::XS) } else { vec2(space::S, space::S) };
            one_column(ui, (above.shrink2(margin).narrowed(page::WIDTH), width), view, words, out);
        }
        Some(device) if whole.is_upright() => above_and_beside(ui, whole, device, view, words, out),
        Some(device) => {
            let left = Rect::from_min_max(whole.min, pos2(device.whole().min.x, whole.max.y));
            let margin = if left.height() < page::LOW { space::S } else { space::L };
            one_column(ui, (left.shrink(margin).narrowed(page::WIDTH), WAY_BACK), view, words, out);
        }
        None => one_column(ui, (page::area(ui), WAY_BACK), view, words, out),
    }
}

/// Lower than this, what is said needs all of the height.
const LOW: f32 = 310.0;

/// How wide the way back is, where nothing below it says so.
const WAY_BACK: f32 = 560.0;

fn one_column(ui: &mut Ui, (area, way_back_width): (Rect, f32), view: &CardView, words: &Words, out: &mut Outbox) {
    let mut area = area;
    let foot = if area.height() < 320.0 { touch::TARGET } else { touch::FORWARD };
    let foot = area.cut_bottom(foot, space::M.min(area.height() * 0.03));
    // A low screen says what to do and leaves the drawing out.
    let gesture = if area.height() < 480.0 { 0.0 } else { (area.height() * 0.3).clamp(110.0, 260.0) };
    let told = AMOUNT + gesture + 260.0;
    area.cut_top(((area.height() - told) / 2.0).clamp(0.0, 180.0), 0.0);
    let (said, further) = (words.get(what(view)), words.get(&format!("{}-more", what(view))));
    let texts = [page::heading(&said), page::telling(&further)];
    let texts = if view.cancelling { &texts[..1] } else { &texts };
    let drawing = if gesture > 0.0 { gesture + space::L } else { 0.0 };
    let usual = USUAL.map(|key| {
        let (said, further) = (words.get(key), words.get(&format!("{key}-more")));
        page::wanted(ui, area.width(), &[page::heading(&said), page::telling(&further)])
    });
    let rest = drawing + usual.into_iter().fold(page::wanted(ui, area.width(), texts), f32::max);
    amount(ui, &mut area, rest, view, words);
    if gesture > 0.0 {
        emblem(ui, area.cut_top(gesture, space::L), view);
    }
    page::stack(ui, &mut area, texts);
    way_back(ui, foot.narrowed(way_back_width), view, words, out);
}

/// The device stands in the lower right corner, so the words are above it, and beside it is the gesture that leads to it.
fn above_and_beside(ui: &mut Ui, whole: Rect, place: Place, view: &CardView, words: &Words, out: &mut Outbox) {
    let device = place.device;
    let mut above = Rect::from_min_max(whole.min, pos2(whole.max.x, device.min.y)).shrink2(vec2(space::L, space::S));
    // Where the panel is small, the instruction is smaller than the amount rather than under the device.
    let instruction = words.get(what(view));
    let height = |said: &str| ui.text_height(said, Face::headline(), above.width(), 3);
    let headline = USUAL.map(|key| height(&words.get(key))).into_iter().fold(height(&instruction), f32::max);
    let face = if headline <= above.height() - LEAST_AMOUNT { Face::headline() } else { Face::title() };
    let said = ui.text_height(&instruction, face, above.width(), 3);
    above.cut_top(((above.height() - AMOUNT - headline) / 2.0).max(0.0), 0.0);
    amount(ui, &mut above, headline.max(said) + space::M, view, words);
    page::centred(ui, &mut above, &instruction, face, 3);
    let mut beside = Rect::from_min_max(pos2(whole.min.x, device.min.y), pos2(device.min.x, place.whole().max.y));
    beside = beside.shrink2(vec2(space::M, 0.0));
    let foot = beside.cut_bottom(touch::FORWARD * 1.4, space::M);
    match place.practice {
        Some(practice) if practice.max.x <= device.min.x => beside.min.y = practice.max.y + space::M,
        Some(_) | None => {
            beside.cut_top((beside.height() * 0.16).min(120.0), 0.0);
        }
    }
    let side = (beside.width() * 0.44).min(224.0);
    emblem(ui, beside.cut_top(side, space::L), view);
    more(ui, &mut beside, view, words);
    way_back(ui, foot, view, words, out);
}

const fn key_of(stage: CardStage) -> (&'static str, Icon) {
    match stage {
        CardStage::Waking | CardStage::Checking => ("card-waking", Icon::Clock),
        CardStage::At(Progress::PresentCard) => ("card-present-card", Icon::Card),
        CardStage::At(Progress::EnterPin) => ("card-enter-pin", Icon::Keys),
        CardStage::At(Progress::WrongPin) => ("card-wrong-pin", Icon::Warning),
        CardStage::At(Progress::Authorising) => ("card-authorising", Icon::Clock),
        CardStage::At(Progress::RemoveCard) => ("card-remove-card", Icon::Card),
        CardStage::At(Progress::FollowTerminal) => ("card-follow-terminal", Icon::Keys),
        CardStage::At(Progress::PleaseWait) => ("card-please-wait", Icon::Clock),
        CardStage::At(Progress::CardUnreadable) => ("card-card-unreadable", Icon::Warning),
        CardStage::TakingBack | CardStage::At(Progress::TakingBack) => ("card-taking-back", Icon::Clock),
        CardStage::Closing => ("card-closing", Icon::Clock),
    }
}

/// Whether the terminal is still deciding; afterwards there is nothing left to cancel.
const fn is_deciding(stage: CardStage) -> bool {
    matches!(stage, CardStage::Waking | CardStage::At(_))
}

const fn what(view: &CardView) -> &'static str {
    if view.cancelling { "card-cancelling" } else { key_of(view.stage).0 }
}

/// What is asked of the customer, more about it, and why there is no way back.
pub(in crate::ui) fn sentences(view: &CardView, words: &Words) -> [Option<String>; 3] {
    let more = (!view.cancelling).then(|| words.get(&format!("{}-more", what(view))));
    let no_way_back = !view.may_cancel && !view.cancelling && is_deciding(view.stage);
    [Some(words.get(what(view))), more, no_way_back.then(|| words.get("card-no-cancel"))]
}

/// The amount, as large as what comes after it leaves room for.
fn amount(ui: &mut Ui, area: &mut Rect, rest: f32, view: &CardView, words: &Words) {
    let label = if area.height() < 300.0 { Face::small() } else { Face::title().regular() };
    ui.say(area.cut_top(label.size.points() * 1.26, 0.0), &words.get("card-to-pay"), label, Align2::CENTER_CENTER, 1);
    area.cut_top(space::XS.min(area.height() * 0.02), 0.0);
    let height = (area.height() - rest - space::M).clamp(74.0, 160.0);
    let face = page::no_higher(Face::huge(), if height < 150.0 { height } else { 200.0 });
    ui.say(area.cut_top(height, space::M.min(height * 0.1)), &words.money(view.amount), face, Align2::CENTER_CENTER, 1);
}

fn emblem(ui: &Ui, rect: Rect, view: &CardView) {
    let (_, icon) = key_of(view.stage);
    page::emblem(ui, rect, icon);
    if view.stage == CardStage::At(Progress::PresentCard) {
        let right = rect.center().x + rect.height() / 2.0 + space::S;
        let waves = Rect::from_min_size(pos2(right, rect.min.y), vec2(rect.height() * 0.6, rect.height()));
        ui.waves(waves, colour::INK);
    }
}

fn more(ui: &mut Ui, area: &mut Rect, view: &CardView, words: &Words) {
    if !view.cancelling {
        page::sentence(ui, area, &words.get(&format!("{}-more", what(view))));
    }
}

fn way_back(ui: &mut Ui, rect: Rect, view: &CardView, words: &Words, out: &mut Outbox) {
    if view.may_cancel && !view.cancelling {
        focus::way_back(ui);
        if ui.quiet_button(rect, &words.get("card-cancel"), Some(Icon::Left), Quiet::Edged) {
            out.send(Intent::CancelPayment);
        }
    } else if !view.cancelling && is_deciding(view.stage) {
        ui.say(rect, &words.get("card-no-cancel"), Face::body().soft(), Align2::CENTER_CENTER, 5);
    }
}
