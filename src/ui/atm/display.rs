//! What the display says above its keys: one sentence that matters, the amount for as long as there is one, and what is counted.

use egui::{Align2, Rect, Ui, vec2};

use super::AtmFrame;
use super::fascia::countdown;
use crate::machine::atm::{ScreenView, Told};
use crate::money::Money;
use crate::order::WithdrawalError;
use crate::ui::theme::{Face, colour, space};
use crate::ui::widgets::{Cut as _, House as _};
use crate::words::Words;

/// Draws it.
pub(super) fn show(ui: &mut Ui, rect: Rect, frame: &AtmFrame, words: &Words) {
    let view = &frame.view;
    let mut area = rect;
    if view.still_there.is_some() {
        title(ui, &mut area, &words.get("still-there-title"), 2);
        sentence(ui, &mut area, &words.get("atm-still-there"));
        return time_left(ui, area, frame, words);
    }
    // Where most is said, the heading takes one row.
    let rows = if matches!(view.screen, ScreenView::Told(Told::AskStaff(_))) { 1 } else { 2 };
    title(ui, &mut area, &words.with(&view.title(), &values(&view.screen, words)), rows);
    match &view.screen {
        ScreenView::Starting | ScreenView::Counting { .. } => {}
        ScreenView::OutOfService(off) => sentence(ui, &mut area, &words.get(&format!("atm-off-{}", off.key()))),
        ScreenView::Welcome { .. } => sentence(ui, &mut area, &words.get("atm-welcome-what")),
        ScreenView::Amount(amount) => {
            if !amount.typed.is_zero() {
                large(ui, &mut area, amount.typed, words);
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
            if let Some(amount) = amount {
                large(ui, &mut area, *amount, words);
            }
            dots(ui, &mut area, *digits);
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
        ScreenView::Receipt { amount } => large(ui, &mut area, *amount, words),
        ScreenView::Told(told) => match told {
            Told::Balance(amount) => large(ui, &mut area, *amount, words),
            Told::AskStaff(reference) => {
                ui.say(area.cut_top(70.0, space::S), reference, Face::headline(), Align2::LEFT_TOP, 1);
                sentence(ui, &mut area, &words.get("atm-ask-staff-what"));
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

fn title(ui: &mut Ui, area: &mut Rect, text: &str, rows: usize) {
    let face = ui.fitting(text, Face::headline(), area.width(), rows);
    let height = ui.text_height(text, face, area.width(), rows);
    ui.say(area.cut_top(height, space::S), text, face, Align2::LEFT_TOP, rows);
}

fn sentence(ui: &mut Ui, area: &mut Rect, text: &str) {
    let height = ui.text_height(text, Face::body(), area.width(), 3);
    ui.say(area.cut_top(height, space::XS), text, Face::body(), Align2::LEFT_TOP, 3);
}

fn warning(ui: &mut Ui, area: &mut Rect, text: &str) {
    let face = Face::body().bold().colour(colour::WARNING);
    let height = ui.text_height(text, face, area.width(), 2);
    ui.say(area.cut_top(height, space::XS), text, face, Align2::LEFT_TOP, 2);
}

/// The amount: as large on every screen on which somebody still decides something about it.
fn large(ui: &mut Ui, area: &mut Rect, amount: Money, words: &Words) {
    ui.say(area.cut_top(74.0, space::S), &words.money(amount), Face::headline().colour(colour::FORWARD), Align2::LEFT_CENTER, 1);
}

fn dots(ui: &mut Ui, area: &mut Rect, digits: u8) {
    let row = area.cut_top(44.0, space::S);
    for place in 0..4 {
        let centre = row.left_center() + vec2(20.0 + 52.0 * f32::from(place), 0.0);
        ui.painter().circle_filled(centre, 15.0, if place < digits { colour::INK } else { colour::LINE });
    }
}

fn time_left(ui: &mut Ui, mut area: Rect, frame: &AtmFrame, words: &Words) {
    if let Some(until) = countdown(&frame.view) {
        let seconds = u32::try_from(until.since(frame.now).0.div_ceil(1000)).unwrap_or(u32::MAX);
        sentence(ui, &mut area, &words.with("atm-seconds", &[("seconds", seconds.into())]));
    }
}
