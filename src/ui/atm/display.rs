//! What the display says above its keys: one sentence that matters, the amount for as long as there is one, and what is counted.

use egui::{Align2, Rect, Stroke, Ui, vec2};

use super::AtmFrame;
use super::fascia::countdown;
use crate::machine::atm::{ScreenView, Told};
use crate::money::Money;
use crate::order::WithdrawalError;
use crate::ui::theme::{Face, Size, colour, line, space};
use crate::ui::widgets::{Cut as _, House as _, placed};
use crate::words::Words;

/// Draws it.
pub(super) fn show(ui: &mut Ui, rect: Rect, frame: &AtmFrame, (why, choosing): (Option<&str>, bool), words: &Words) {
    let view = &frame.view;
    let mut area = rect;
    if choosing && view.still_there.is_none() {
        return title(ui, &mut area, &words.get("language-title"), 2);
    }
    // What a key finds no room for.
    if let Some(why) = why {
        let height = ui.text_height(why, Face::small().bold(), area.width(), 2);
        let face = Face::small().bold().colour(colour::WARNING);
        ui.say(area.cut_bottom(height, 4.0), why, face, Align2::LEFT_BOTTOM, 2);
    }
    if view.still_there.is_some() {
        title(ui, &mut area, &words.get("still-there-title"), 2);
        sentence(ui, &mut area, &words.get("atm-still-there"));
        return time_left(ui, area, frame, words);
    }
    let (rows, most) = title_room(&view.screen);
    let whole = area;
    let titled = title_within(ui, &mut area, &words.with(&view.title(), &values(&view.screen, words)), rows, most);
    match &view.screen {
        ScreenView::Starting | ScreenView::Counting { .. } => {}
        ScreenView::OutOfService(off) => sentence(ui, &mut area, &words.get(&format!("atm-off-{}", off.key()))),
        ScreenView::Welcome { .. } => sentence(ui, &mut area, &words.get("atm-welcome-what")),
        ScreenView::Amount(amount) => {
            if !amount.typed.is_zero() {
                typed(ui, (whole, titled), &mut area, amount.typed, words);
            }
            match amount.refused {
                Some(error) => warning(ui, &mut area, &refused(error, words)),
                None if amount.typed.is_zero() => {
                    sentence(ui, &mut area, &words.with("atm-amount-what", &[("most", words.money(amount.most).into())]));
                }
                None => sentence(ui, &mut area, &words.get("atm-amount-enter")),
            }
        }
        ScreenView::Confirm { amount } => {
            large(ui, &mut area, *amount, words);
            sentence(ui, &mut area, &words.get("atm-confirm-what"));
        }
        ScreenView::Card { amount } | ScreenView::Bank { amount, .. } => {
            if let Some(amount) = amount {
                large(ui, &mut area, *amount, words);
            }
        }
        ScreenView::Pin { amount, digits, left } => {
            let top = amount.map(|_| area.min.y);
            if let Some(amount) = amount {
                large(ui, &mut area, *amount, words);
            }
            // Beside the amount, where there is little room below it and enough beside it.
            let width = 52.0 * 4.0;
            let told = amount.map_or(0.0, |amount| ui.text_width(&words.money(amount), Face::headline()));
            let beside = area.height() < 120.0 && told + space::M + width <= area.width();
            if let (Some(top), true) = (top, beside) {
                let row = Rect::from_min_max(egui::pos2(area.max.x - width, top), egui::pos2(area.max.x, area.min.y));
                let whole = Rect::from_min_max(egui::pos2(area.min.x, top), row.max);
                dots(ui, placed(row, whole), *digits);
            } else {
                dots(ui, area.cut_top(44.0, space::XS), *digits);
            }
            match left {
                Some(left) => warning(ui, &mut area, &words.with("atm-pin-left", &[("left", u32::from(*left).into())])),
                None => sentence(ui, &mut area, &words.get("atm-pin-what")),
            }
        }
        ScreenView::TakeCard { .. } => time_left(ui, area, frame, words),
        ScreenView::TakeCash { amount, .. } => {
            large(ui, &mut area, *amount, words);
            time_left(ui, area, frame, words);
        }
        ScreenView::Receipt { amount } => alone(ui, &mut area, *amount, words),
        ScreenView::Told(told) => match told {
            Told::Balance(amount) => alone(ui, &mut area, *amount, words),
            Told::AskStaff(reference) => {
                let what = words.get("atm-ask-staff-what");
                // What they must read out is as large as what is said about it leaves room for.
                let room = area.height() - ui.text_height(&what, Face::body(), area.width(), 4) - space::S;
                let fits = |face: &Face| face.size.points() * 1.2 <= room && ui.text_width(reference, *face) <= area.width();
                let great = Face { size: Size::Great, ..Face::headline() };
                let face = [great, Face::headline()].into_iter().find(fits).unwrap_or_else(Face::title);
                ui.say(area.cut_top(face.size.points() * 1.2, 2.0), reference, face, Align2::LEFT_TOP, 1);
                area.min.y -= if area.height() < 120.0 { space::XS } else { 0.0 };
                sentence(ui, &mut area, &what);
            }
            Told::NotDone(_)
            | Told::NotPaidOut
            | Told::CashReturned
            | Told::CardKept
            | Told::CardKeptNotPaidOut
            | Told::NoBalance(_)
            | Told::Goodbye => {}
        },
    }
}

/// Everything that it says, from the top down, without the time that is left and the digits of a code.
pub(in crate::ui) fn sentences(frame: &AtmFrame, words: &Words) -> Vec<String> {
    let view = &frame.view;
    if view.still_there.is_some() {
        return vec![words.get("still-there-title"), words.get("atm-still-there")];
    }
    let title = words.with(&view.title(), &values(&view.screen, words));
    let rest = match &view.screen {
        ScreenView::Starting | ScreenView::Counting { .. } | ScreenView::TakeCard { .. } => Vec::new(),
        ScreenView::OutOfService(off) => vec![words.get(&format!("atm-off-{}", off.key()))],
        ScreenView::Welcome { .. } => vec![words.get("atm-welcome-what")],
        ScreenView::Amount(amount) => {
            let typed = (!amount.typed.is_zero()).then(|| words.money(amount.typed));
            let what = match amount.refused {
                Some(error) => refused(error, words),
                None if typed.is_none() => words.with("atm-amount-what", &[("most", words.money(amount.most).into())]),
                None => words.get("atm-amount-enter"),
            };
            typed.into_iter().chain([what]).collect()
        }
        ScreenView::Confirm { amount } => vec![words.money(*amount), words.get("atm-confirm-what")],
        ScreenView::Card { amount } | ScreenView::Bank { amount, .. } => {
            amount.iter().map(|amount| words.money(*amount)).collect()
        }
        ScreenView::Pin { amount, left, .. } => {
            let tries = |left: u8| words.with("atm-pin-left", &[("left", u32::from(left).into())]);
            let what = left.map_or_else(|| words.get("atm-pin-what"), tries);
            amount.iter().map(|amount| words.money(*amount)).chain([what]).collect()
        }
        ScreenView::TakeCash { amount, .. } | ScreenView::Receipt { amount } => vec![words.money(*amount)],
        ScreenView::Told(Told::Balance(amount)) => vec![words.money(*amount)],
        ScreenView::Told(Told::AskStaff(reference)) => vec![reference.clone(), words.get("atm-ask-staff-what")],
        ScreenView::Told(
            Told::NotDone(_)
            | Told::NotPaidOut
            | Told::CashReturned
            | Told::CardKept
            | Told::CardKeptNotPaidOut
            | Told::NoBalance(_)
            | Told::Goodbye,
        ) => Vec::new(),
    };
    std::iter::once(title).chain(rest).collect()
}

fn values<'a>(screen: &ScreenView, words: &Words) -> Vec<(&'a str, crate::words::Value<'a>)> {
    if let ScreenView::TakeCard { cash: Some(amount), .. } = screen {
        return vec![("amount", words.money(*amount).into())];
    }
    Vec::new()
}

fn refused(error: WithdrawalError, words: &Words) -> String {
    match error {
        WithdrawalError::OverLimit(most) => words.with("atm-refused-over-limit", &[("most", words.money(most).into())]),
        WithdrawalError::Nothing | WithdrawalError::NoSuchNotes => words.get(&format!("atm-refused-{}", error.key())),
    }
}

/// In how many rows the heading stands, and which share of the room it may have: all of it where nothing else is said.
const fn title_room(screen: &ScreenView) -> (usize, f32) {
    match screen {
        ScreenView::Starting
        | ScreenView::Counting { .. }
        | ScreenView::Card { amount: None }
        | ScreenView::Bank { amount: None, .. } => (4, 1.0),
        ScreenView::Told(Told::AskStaff(_)) => (2, 0.2),
        ScreenView::Told(Told::Balance(_)) | ScreenView::Receipt { .. } => (2, 0.36),
        ScreenView::Told(_) => (4, 1.0),
        ScreenView::OutOfService(_)
        | ScreenView::Welcome { .. }
        | ScreenView::Amount(_)
        | ScreenView::Confirm { .. }
        | ScreenView::Card { .. }
        | ScreenView::Bank { .. }
        | ScreenView::Pin { .. }
        | ScreenView::TakeCard { .. }
        | ScreenView::TakeCash { .. } => (3, 0.36),
    }
}

fn title(ui: &mut Ui, area: &mut Rect, text: &str, rows: usize) {
    let _ = title_within(ui, area, text, rows, 0.36);
}

/// A heading that takes no more than this share of the room.
fn title_within(ui: &mut Ui, area: &mut Rect, text: &str, rows: usize, most: f32) -> Rect {
    let mut face = ui.fitting(text, Face::headline(), area.width(), rows);
    while ui.text_height(text, face, area.width(), rows) > area.height() * most {
        let Some(size) = face.size.smaller() else { break };
        face.size = size;
    }
    let height = ui.text_height(text, face, area.width(), rows);
    let gap = if area.height() < 280.0 { 2.0 } else { space::S };
    ui.say(area.cut_top(height, gap), text, face, Align2::LEFT_TOP, rows)
}

/// What is typed: below the heading, or beside it where what comes next would find no room.
fn typed(ui: &mut Ui, (whole, titled): (Rect, Rect), area: &mut Rect, amount: Money, words: &Words) {
    let face = Face::title().colour(colour::FORWARD_INK);
    let told = words.money(amount);
    let beside = titled.width() + space::M + ui.text_width(&told, face) <= whole.width();
    if beside && whole.height() < 190.0 {
        let mut row = Rect::from_x_y_ranges(whole.x_range(), titled.y_range());
        ui.say(row.cut_right(whole.width() / 2.0, 0.0), &told, face, Align2::RIGHT_CENTER, 1);
    } else {
        large(ui, area, amount, words);
    }
}

fn sentence(ui: &mut Ui, area: &mut Rect, text: &str) {
    say_smaller(ui, area, text, Face::body());
}

/// In the size in which it finds room below what was said before.
fn say_smaller(ui: &mut Ui, area: &mut Rect, text: &str, face: Face) {
    let fits = ui.text_height(text, face, area.width(), 4) <= area.height() - 2.0;
    let face = if fits { face } else { Face { size: Size::Small, ..face } };
    let height = ui.text_height(text, face, area.width(), 5);
    ui.say(area.cut_top(height, 4.0), text, face, Align2::LEFT_TOP, 5);
}

fn warning(ui: &mut Ui, area: &mut Rect, text: &str) {
    let face = Face::body().bold().colour(colour::WARNING);
    say_smaller(ui, area, text, face);
}

/// An amount after which nothing else is said.
fn alone(ui: &mut Ui, area: &mut Rect, amount: Money, words: &Words) {
    amount_within(ui, area, area.height(), amount, words);
}

/// The amount: as large on every screen on which somebody still decides something about it.
fn large(ui: &mut Ui, area: &mut Rect, amount: Money, words: &Words) {
    amount_within(ui, area, area.height() * 0.5, amount, words);
}

fn amount_within(ui: &mut Ui, area: &mut Rect, height: f32, amount: Money, words: &Words) {
    let height = height.clamp(44.0, 74.0);
    let face = if height < 72.0 { Face::title() } else { Face::headline() };
    ui.say(
        area.cut_top(height, space::S.min(height * 0.1)),
        &words.money(amount),
        face.colour(colour::FORWARD_INK),
        Align2::LEFT_CENTER,
        1,
    );
}

fn dots(ui: &Ui, row: Rect, digits: u8) {
    for place in 0..4 {
        let centre = row.left_center() + vec2(20.0 + 52.0 * f32::from(place), 0.0);
        let dot = placed(Rect::from_center_size(centre, vec2(30.0, 30.0)), row);
        if place < digits {
            ui.painter().circle_filled(dot.center(), 15.0, colour::INK);
        } else {
            ui.painter().circle_stroke(dot.center(), 14.0, Stroke::new(line::edge(), colour::BORDER));
        }
    }
}

fn time_left(ui: &mut Ui, mut area: Rect, frame: &AtmFrame, words: &Words) {
    if let Some(until) = countdown(&frame.view) {
        let seconds = u32::try_from(until.since(frame.now).0.div_ceil(1000)).unwrap_or(u32::MAX);
        sentence(ui, &mut area, &words.with("atm-seconds", &[("seconds", seconds.into())]));
    }
}
