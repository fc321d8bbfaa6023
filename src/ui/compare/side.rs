//! One side: the machine, the lamp, the meter, the figures, what a stranger's key did, and the trail of steps.

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::player::{Effect, Player};
use super::tape::{Danger, Tape, Whereabouts};
use super::{fixed, lamp, machine, named, seconds};
use crate::money::Money;
use crate::time::Millis;
use crate::ui::theme::{Colour, Face, colour, line, radius, space};
use crate::ui::widgets::{Cut as _, House as _, Icon};
use crate::words::{Value, Words};

/// The height of a step in the trail.
const STEP: f32 = 36.0;
/// The heights of the lamp, of the meter, and of what a stranger's key did.
const LAMP: f32 = 64.0;
const METER: f32 = 126.0;
const EFFECT: f32 = 96.0;
/// A machine that is higher looks like a tower.
const TALLEST: f32 = 560.0;
/// Wide enough to stand beside each other.
const WIDE: f32 = 700.0;

/// Draws a side.
pub(super) fn show(ui: &mut Ui, rect: Rect, player: &Player, side: usize, words: &Words) {
    let Some(tape) = player.tapes().get(side) else { return };
    ui.painter().rect_filled(rect, radius::L, colour::SURFACE);
    ui.painter().rect_stroke(rect, radius::L, Stroke::new(line::thin(), colour::LINE), StrokeKind::Inside);
    let mut area = rect.shrink(space::S);
    let wide = rect.width() > WIDE;
    let title = named(words, &tape.flow);
    // Both sides are headed in letters of one size.
    let faces = player.tapes().iter().map(|tape| ui.fitting(&named(words, &tape.flow), Face::title(), area.width(), 1));
    let face = faces.fold(Face::title(), |least, face| if face.size.points() < least.size.points() { face } else { least });
    ui.say(area.cut_top(44.0, space::XS), &title, face, Align2::LEFT_CENTER, 1);
    let (mut left, mut right) = if wide {
        let columns = area.columns(2, space::S);
        (columns[0], columns[1])
    } else {
        let left = area.cut_top((area.height() * 0.62).min(700.0), space::S);
        (left, area)
    };
    let lamp_and_meter = LAMP + METER + space::XS * 2.0;
    // What a stranger's key did stands below the meter, where the machine leaves room for it.
    let effect_below = !wide || left.height() > lamp_and_meter + TALLEST + EFFECT + space::XS * 2.0;
    let below = lamp_and_meter + if effect_below { EFFECT + space::XS } else { 0.0 };
    let danger = tape.place(player.now()).map_or(Danger::None, |place| place.danger);
    let glass = left.cut_top((left.height() - below).min(TALLEST), space::XS);
    machine::show(ui, glass, tape, tape.place(player.now()), words);
    lamp_row(ui, left.cut_top(LAMP, space::XS), danger, words);
    at_risk(ui, left.cut_top(METER, space::XS), danger, scale(player), words);
    let effect = if effect_below { left.cut_top(EFFECT, 0.0) } else { right.cut_bottom(EFFECT, space::XS) };
    pressed(ui, effect, player, side, words);
    figures(ui, right.cut_top(148.0, space::S), tape, player.now(), words);
    trail(ui, right, tape, player, words);
}

/// The lamp: lit while a stranger's key would take money.
fn lamp_row(ui: &mut Ui, rect: Rect, danger: Danger, words: &Words) {
    let mut row = rect;
    let round = row.cut_left(56.0, space::S);
    let (lit, key, ink) = match danger {
        Danger::Exposed { .. } => (Some(colour::DEVICE_CANCEL), "compare-exposed", colour::WARNING),
        Danger::Idle => (Some(colour::DEVICE_CLEAR), "compare-exposed-no-key", colour::INK),
        Danger::None | Danger::Pending { .. } => (None, "compare-not-exposed", colour::INK_SOFT),
    };
    lamp(ui, round.center(), 24.0, lit);
    ui.say(row, &words.get(key), Face::small().bold().colour(ink), Align2::LEFT_CENTER, 2);
}

/// The largest amount that either side can ever show: the meters of both are one scale.
fn scale(player: &Player) -> i64 {
    let losses = player.tapes().iter().flat_map(|tape| &tape.places).map(|place| match place.danger {
        Danger::Exposed { loss, .. } | Danger::Pending { loss, .. } => loss.minor(),
        Danger::None | Danger::Idle => 0,
    });
    losses.max().unwrap_or(0).max(1)
}

/// The money that a stranger's key takes now; hatched, not filled, what it could cost later.
fn at_risk(ui: &mut Ui, rect: Rect, danger: Danger, scale: i64, words: &Words) {
    let mut area = rect;
    let share = |loss: Money| (loss.minor() as f32 / scale as f32).clamp(0.0, 1.0);
    let (now, later, remark) = match danger {
        Danger::Exposed { loss, percent } => (Some(loss), None, words.with("compare-risk-keys", &[("percent", percent.into())])),
        Danger::Pending { loss, unnoticed } => {
            let values: [(&str, Value<'_>); 2] = [("loss", words.money(loss).into()), ("unnoticed", unnoticed.into())];
            (None, Some(loss), words.with("compare-risk-later", &values))
        }
        Danger::None | Danger::Idle => (None, None, words.get("compare-risk-none")),
    };
    // High enough for letters with dots below them.
    let mut head = area.cut_top(42.0, 6.0);
    let amount = now.map_or_else(|| words.get("compare-risk-nothing"), |loss| words.money(loss));
    let ink = if now.is_some() { colour::WARNING } else { colour::INK };
    let width = ui.text_width(&amount, Face::body().display());
    ui.say(head.cut_right(width + 2.0, space::XS), &amount, Face::body().display().colour(ink), Align2::RIGHT_CENTER, 1);
    ui.say(head, &words.get("compare-at-risk"), Face::small().bold(), Align2::LEFT_CENTER, 1);
    let bar = area.cut_top(16.0, 4.0);
    ui.painter().rect_filled(bar, 8.0, colour::FIELD);
    let filled = |part: f32| Rect::from_min_size(bar.min, vec2(bar.width() * part, bar.height()));
    if let Some(loss) = later {
        ui.painter().rect_filled(filled(share(loss)), 8.0, colour::WARNING_FIELD);
        hatched(ui, filled(share(loss)));
        ui.painter().rect_stroke(filled(share(loss)), 8.0, Stroke::new(line::edge(), colour::WARNING), StrokeKind::Inside);
    }
    if let Some(loss) = now {
        ui.painter().rect_filled(filled(share(loss)), 8.0, colour::WARNING);
    }
    ui.painter().rect_stroke(bar, 8.0, Stroke::new(line::thin(), colour::BORDER), StrokeKind::Inside);
    ui.say(area, &remark, Face::small().soft(), Align2::LEFT_TOP, 2);
}

/// Strokes across a bar: it is only marked, not full.
fn hatched(ui: &Ui, bar: Rect) {
    let painter = ui.painter().with_clip_rect(bar.shrink(1.0));
    let strokes = (bar.width() / HATCH).ceil() as usize + 1;
    for x in (0..strokes).map(|stroke| bar.min.x + stroke as f32 * HATCH) {
        let across = [pos2(x - bar.height() / 2.0, bar.max.y), pos2(x + bar.height() / 2.0, bar.min.y)];
        painter.line_segment(across, Stroke::new(3.0, colour::WARNING));
    }
}

/// The distance between its strokes.
const HATCH: f32 = 12.0;

/// What the last press did here, and what all of them took.
fn pressed(ui: &mut Ui, rect: Rect, player: &Player, side: usize, words: &Words) {
    let Some(last) = player.presses().last().copied() else {
        ui.painter().rect_filled(rect, radius::M, colour::FIELD);
        let text = words.get("compare-no-press");
        ui.say(rect.shrink2(vec2(space::S, 6.0)), &text, Face::small().soft(), Align2::LEFT_CENTER, 2);
        return;
    };
    let effect = player.effect(side, last);
    let (fill, ink) = match effect {
        Effect::Taken(_) => (colour::WARNING_FIELD, colour::WARNING),
        Effect::Over | Effect::Nothing | Effect::NoKey | Effect::Changed { .. } => (colour::NOTICE_FIELD, colour::INK),
    };
    ui.painter().rect_filled(rect, radius::M, fill);
    let said = match effect {
        Effect::Over => words.get("compare-pressed-over"),
        Effect::Nothing => words.get("compare-pressed-nothing"),
        Effect::NoKey => words.get("compare-pressed-no-key"),
        Effect::Changed { loss, unnoticed } => {
            words.with("compare-pressed-changed", &[("loss", words.money(loss).into()), ("unnoticed", unnoticed.into())])
        }
        Effect::Taken(loss) => words.with("compare-pressed-taken", &[("loss", words.money(loss).into())]),
    };
    let mut area = rect.shrink2(vec2(space::S, 6.0));
    let total = match player.taken(side) {
        Some(taken) => words.with("compare-taken", &[("taken", words.money(taken).into())]),
        None => words.get("compare-taken-nothing"),
    };
    ui.say(area.cut_bottom(28.0, 0.0), &total, Face::small().bold().colour(ink), Align2::LEFT_CENTER, 1);
    ui.say(area, &said, Face::small().colour(ink), Align2::LEFT_CENTER, 2);
}

fn figures(ui: &mut Ui, rect: Rect, tape: &Tape, now: Millis, words: &Words) {
    let sums = tape.sums(now);
    let cells = [
        ("compare-time", seconds(words, sums.time), false),
        ("compare-exposed-time", seconds(words, sums.exposed), sums.exposed > Millis(0)),
        ("compare-taps", sums.taps.to_string(), false),
        ("compare-interstitials", sums.interstitials.to_string(), sums.interstitials > 0),
    ];
    let mut area = rect;
    for pair in cells.chunks(2) {
        let row = area.cut_top((rect.height() - space::XS) / 2.0, space::XS);
        for (cell, (key, value, warns)) in row.columns(2, space::XS).into_iter().zip(pair) {
            ui.painter().rect_filled(cell, radius::M, colour::FIELD);
            let mut inner = cell.shrink2(vec2(12.0, 4.0));
            ui.say(inner.cut_top(27.0, 0.0), &words.get(key), Face::small().soft(), Align2::LEFT_CENTER, 1);
            let face = Face::body().display().colour(if *warns { colour::WARNING } else { colour::INK });
            ui.say(inner, value, face, Align2::LEFT_CENTER, 1);
        }
    }
}

/// The steps so far, the latest at the bottom, as many as there is room for.
fn trail(ui: &mut Ui, rect: Rect, tape: &Tape, player: &Player, words: &Words) {
    let now = player.now();
    let (seen, ended) = match tape.at(now) {
        Whereabouts::Visit(visit) => (visit + 1, false),
        Whereabouts::Ended => (tape.visits.len(), true),
    };
    let lines = seen + usize::from(ended);
    let room = ((rect.height() / STEP).floor() as usize).max(1);
    let hidden = if lines > room { lines + 1 - room } else { 0 };
    let mut area = rect;
    if hidden > 0 {
        let count = u32::try_from(hidden).unwrap_or(u32::MAX);
        let earlier = words.with("compare-earlier", &[("count", count.into())]);
        ui.say(area.cut_top(STEP, 0.0), &earlier, Face::small().soft(), Align2::LEFT_CENTER, 1);
    }
    for (index, visit) in tape.visits.iter().enumerate().take(seen).skip(hidden) {
        let Some(place) = tape.places.get(visit.place) else { continue };
        let pressed = player.presses().iter().any(|press| (visit.at..visit.until).contains(press));
        let here = !ended && index + 1 == seen;
        let tone = match place.danger {
            Danger::Exposed { .. } => colour::WARNING,
            Danger::Idle => colour::DEVICE_CLEAR,
            Danger::None | Danger::Pending { .. } => colour::BORDER,
        };
        step(ui, area.cut_top(STEP, 0.0), (visit.at, &named(words, &place.title)), (tone, here, pressed), words);
    }
    if ended {
        let end = named(words, &tape.end);
        step(ui, area.cut_top(STEP, 0.0), (tape.length(), &end), (colour::CHOSEN, true, false), words);
    }
}

fn step(ui: &mut Ui, rect: Rect, (at, title): (Millis, &str), (tone, here, pressed): (Colour, bool, bool), words: &Words) {
    let mut row = rect;
    let rail = row.cut_left(24.0, 0.0);
    let x = rail.center().x;
    ui.painter().line_segment([pos2(x, rail.min.y), pos2(x, rail.max.y)], Stroke::new(6.0, tone));
    ui.painter().circle_filled(pos2(x, rail.center().y), if here { 12.0 } else { 8.0 }, tone);
    let tenths = i64::try_from(at.0 / 100).unwrap_or(i64::MAX);
    ui.say(row.cut_left(64.0, space::XS), &fixed(words, tenths), Face::small().soft(), Align2::RIGHT_CENTER, 1);
    if pressed {
        ui.icon(row.cut_right(28.0, space::XS), Icon::Warning, colour::WARNING);
    }
    let face = if here { Face::small().bold() } else { Face::small() };
    ui.say(row, title, face, Align2::LEFT_CENTER, 1);
}

/// What this customer's session differs by when all are over.
pub(super) fn difference(ui: &mut Ui, rect: Rect, player: &Player, words: &Words) {
    let [first, second] = player.tapes() else {
        let Some(tape) = player.tapes().first().filter(|_| player.is_over()) else { return };
        let sums = tape.sums(tape.length());
        let values: [(&str, Value<'_>); 2] =
            [("time", seconds(words, sums.time).into()), ("exposed", seconds(words, sums.exposed).into())];
        ui.say(rect, &words.with("compare-summary-one", &values), Face::body().bold(), Align2::LEFT_CENTER, 2);
        return;
    };
    if !player.is_over() {
        ui.say(rect, &words.get("compare-summary-later"), Face::small().soft(), Align2::LEFT_CENTER, 2);
        return;
    }
    let name = named(words, &first.flow);
    let [a, b] = [first, second].map(|tape| tape.sums(tape.length()));
    let more = |a: Millis, b: Millis, key: &str| {
        let apart = seconds(words, Millis(a.0.abs_diff(b.0)));
        let key = match a.cmp(&b) {
            std::cmp::Ordering::Less => format!("{key}-less"),
            std::cmp::Ordering::Equal => format!("{key}-same"),
            std::cmp::Ordering::Greater => format!("{key}-more"),
        };
        words.with(&key, &[("apart", apart.into())])
    };
    let values: [(&str, Value<'_>); 3] = [
        ("flow", name.into()),
        ("time", more(a.time, b.time, "compare-time").into()),
        ("exposed", more(a.exposed, b.exposed, "compare-exposed-time").into()),
    ];
    let mut said = words.with("compare-summary", &values);
    if !(first.completed && second.completed) {
        said = words.sentences(&said, &words.get("compare-summary-left"));
    }
    ui.say(rect, &said, Face::body().bold(), Align2::LEFT_CENTER, 3);
}
