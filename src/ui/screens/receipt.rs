//! The receipt on screen, for those who asked to see it: the very lines that are printed.

use egui::{Align2, Rect, Stroke, Ui, vec2};

use crate::document::{ReceiptLine, receipt_lines};
use crate::payment::NumberedOrder;
use crate::ui::focus;
use crate::ui::theme::{Face, colour, line, space, touch};
use crate::ui::widgets::{Arrows, Column, Cut as _, House as _, Icon, Quiet};
use crate::words::{Value, Words};

use super::page;

/// Draws the paper over the screen; answers whether it stays.
pub fn show(ui: &mut Ui, order: &NumberedOrder, words: &Words) -> bool {
    let title = words.get("number-receipt-title");
    let lines = receipt_lines(order, words);
    let (close, beside) = ui.modal(&title, vec2(760.0, 1240.0), |ui, rect| {
        let mut area = rect;
        let foot = area.cut_bottom(touch::FORWARD, space::M);
        page::boxed(ui, area);
        ui.list(area.shrink(space::M), "receipt", words, &title, Arrows::Below, |ui, column, _| {
            for (at, line) in lines.iter().enumerate() {
                draw(ui, column, line, words);
                // What belongs to a dish stands nearer to it than the next one does.
                let more = matches!(lines.get(at + 1), Some(ReceiptLine::Detail { .. }));
                if matches!(line, ReceiptLine::Sold { .. } | ReceiptLine::Detail { .. }) && !more {
                    column.skip(space::S);
                }
            }
        });
        focus::way_back(ui);
        ui.quiet_button(foot, &words.get("number-receipt-close"), Some(Icon::Cross), Quiet::Edged)
    });
    !(close || beside)
}

fn draw(ui: &mut Ui, column: &mut Column, line: &ReceiptLine, words: &Words) {
    match line {
        ReceiptLine::Training(said) => centred(ui, column, said, Face::body().bold().colour(colour::WARNING), 44.0),
        ReceiptLine::Seller(said) => centred(ui, column, said, Face::small(), 32.0),
        ReceiptLine::Sold { count, name, amount } => {
            let sold = words.with("review-line", &[("count", Value::Count(*count)), ("what", name.as_str().into())]);
            two(ui, column, &sold, amount, Face::body(), 0.0);
        }
        ReceiptLine::Row { left, right } => two(ui, column, left, right, Face::body(), ROW),
        ReceiptLine::Detail { depth, name } => {
            let mut row = column.take(30.0);
            row.cut_left(space::M * f32::from(*depth), 0.0);
            ui.say(row, name, Face::small().soft(), Align2::LEFT_CENTER, 1);
        }
        ReceiptLine::Total { name, amount } => two(ui, column, name, amount, Face::title(), ROW),
        ReceiptLine::Text(said) => {
            ui.say_in(column, said, Face::small(), 3);
            column.skip(space::XS);
        }
        ReceiptLine::Rule => {
            let row = column.take(space::M);
            ui.painter().hline(row.x_range(), row.center().y, Stroke::new(line::thin(), colour::LINE));
        }
        ReceiptLine::Gap => column.skip(space::S),
    }
}

/// A row by itself is at least so high, in sizes of its text.
const ROW: f32 = 1.5;

/// A long name may have so many rows.
const ROWS: usize = 3;

/// In the middle of the paper, at least so high.
fn centred(ui: &mut Ui, column: &mut Column, words: &str, face: Face, least: f32) {
    let height = ui.text_height(words, face, column.width(), ROWS).max(least);
    ui.say(column.take(height), words, face, Align2::CENTER_CENTER, ROWS);
}

fn two(ui: &mut Ui, column: &mut Column, left: &str, right: &str, face: Face, least: f32) {
    let width = ui.text_width(right, face.display());
    let room = column.width() - width - space::S;
    let height = ui.text_height(left, face, room, ROWS).max(face.size.points() * least);
    let mut row: Rect = column.take(height);
    ui.say(row.cut_right(width, space::S), right, face.display(), Align2::RIGHT_TOP, 1);
    ui.say(row, left, face, Align2::LEFT_TOP, ROWS);
}
