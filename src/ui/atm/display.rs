//! What the display says above its keys: one sentence that matters, the amount for as long as there is one, and what is counted.

use egui::{Align2, Rect, Stroke, Ui, vec2};

use super::AtmFrame;
use super::fascia::countdown;
use super::letters::{self, Letters};
use crate::machine::atm::{ScreenView, Told};
use crate::order::WithdrawalError;
use crate::ui::theme::{Face, Size, colour, line, space};
use crate::ui::widgets::{Cut as _, House as _, placed};
use crate::words::Words;

/// How the display is asked to say it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner<'a> {
    /// What a key finds no room for.
    pub why: Option<&'a str>,
    /// Whether a language is chosen now.
    pub choosing: bool,
    /// Whether its letters are larger than usual, because the machine cannot be.
    pub larger: bool,
}

/// One thing that it says.
enum Said {
    Title(String),
    Amount(String),
    /// What is read out to staff.
    Reference(String),
    /// So many digits of a code.
    Code(u8),
    Sentence(String),
    Warning(String),
    /// How much time is left.
    Time(String),
}

/// Draws it.
pub(super) fn show(ui: &mut Ui, rect: Rect, frame: &AtmFrame, manner: Manner<'_>, words: &Words) {
    let mut area = rect;
    if let Some(why) = manner.why {
        let face = Face::small().bold().colour(colour::WARNING);
        let height = ui.text_height(why, face, area.width(), 2);
        ui.say(area.cut_bottom(height, 4.0), why, face, Align2::LEFT_BOTTOM, 2);
    }
    let said = if manner.choosing && frame.view.still_there.is_none() {
        vec![Said::Title(words.get("language-title"))]
    } else {
        all(frame, words)
    };
    let sets = letters::sets(manner.larger, said.iter().any(|said| matches!(said, Said::Reference(_))));
    // What became of it is written as large whatever became of it: as the longest of these sentences can be.
    let told = matches!(&frame.view.screen, ScreenView::Told(told) if *told != Told::Goodbye) && said.len() == 1;
    let longest = [Said::Title(words.get("atm-told-card-kept-not-paid-out"))];
    let fit = |letters: &Letters| {
        let as_ever = !told || arranged(ui, &longest, area.size(), *letters).is_some();
        arranged(ui, &said, area.size(), *letters).filter(|_| as_ever)
    };
    let (letters, lines) = sets.iter().find_map(|letters| fit(letters).map(|lines| (*letters, lines))).unwrap_or_else(|| {
        let last = Letters { title: Size::Body, reference: Size::Headline, sentence: Size::Small };
        (last, said.iter().map(std::slice::from_ref).map(|line| (line, height(ui, line, last, area.width(), 5))).collect())
    });
    for (place, (line, height)) in lines.iter().enumerate() {
        let gap = lines.get(place + 1).map_or(0.0, |(next, _)| gap_between(line, next, rect.height()));
        draw(ui, area.cut_top(*height, gap), line, letters);
    }
}

/// What stands in one row: one thing, or two beside each other.
type Line<'a> = &'a [Said];

/// The rows in which everything finds room, with the height of each: below each other, or with an amount beside what is said of it.
fn arranged<'a>(ui: &Ui, said: &'a [Said], room: egui::Vec2, letters: Letters) -> Option<Vec<(Line<'a>, f32)>> {
    let rows = if said.len() > 1 { 3 } else { 5 };
    let beside: [fn(&Said, &Said) -> bool; 3] = [
        |_, _| false,
        |one, other| matches!((one, other), (Said::Amount(_), Said::Code(_))),
        |one, other| matches!((one, other), (Said::Title(_), Said::Amount(_))),
    ];
    beside.into_iter().find_map(|is_beside| {
        let mut lines = Vec::new();
        let mut rest = said;
        while !rest.is_empty() {
            let count = if rest.len() > 1 && is_beside(&rest[0], &rest[1]) { 2 } else { 1 };
            let (line, after) = rest.split_at(count);
            fits(ui, line, letters, room.x, rows).then_some(())?;
            lines.push((line, height(ui, line, letters, room.x, rows)));
            rest = after;
        }
        let gaps: f32 = lines.windows(2).map(|pair| gap_between(pair[0].0, pair[1].0, room.y)).sum();
        let whole: f32 = lines.iter().map(|(_, height)| height).sum();
        (whole + gaps <= room.y).then_some(lines)
    })
}

fn gap_between(line: Line<'_>, next: Line<'_>, room: f32) -> f32 {
    let read_out = |line: Line<'_>| line.iter().any(|said| matches!(said, Said::Reference(_)));
    match (room < 280.0, read_out(line) || read_out(next)) {
        (true, false) => space::XS / 2.0,
        (true, true) => space::XS,
        (false, false) => space::S,
        (false, true) => space::M,
    }
}

/// The dots of a code.
const CODE: egui::Vec2 = vec2(52.0 * 4.0 - 12.0, 44.0);

/// Whether a row finds room without smaller letters.
fn fits(ui: &Ui, line: Line<'_>, letters: Letters, width: f32, rows: usize) -> bool {
    match line {
        [said] => {
            said.text().is_none_or(|text| ui.fitting(text, said.face(letters), width, rows).size == said.face(letters).size)
        }
        both => both.iter().map(|said| said.width(ui, letters)).sum::<f32>() + space::M <= width,
    }
}

fn height(ui: &Ui, line: Line<'_>, letters: Letters, width: f32, rows: usize) -> f32 {
    let one = |said: &Said| match said.text() {
        Some(text) => ui.text_height(text, said.face(letters), width, if line.len() > 1 { 1 } else { rows }),
        None => CODE.y,
    };
    line.iter().map(one).fold(0.0, f32::max)
}

fn draw(ui: &mut Ui, row: Rect, line: Line<'_>, letters: Letters) {
    let mut room = row;
    for (place, said) in line.iter().enumerate() {
        let (room, align) = match (line.len(), place) {
            (1, _) => (room, Align2::LEFT_TOP),
            (_, 0) => (room.cut_left(said.width(ui, letters), space::M), Align2::LEFT_CENTER),
            (_, _) => (room.cut_right(said.width(ui, letters), 0.0), Align2::RIGHT_CENTER),
        };
        match (said, said.text()) {
            (Said::Code(digits), _) => dots(ui, room, *digits),
            (_, Some(text)) => {
                let face = said.face(letters);
                ui.say(letters::evened(ui, room, text, face, 5), text, face, align, 5);
            }
            (_, None) => {}
        }
    }
}

impl Said {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Title(text)
            | Self::Amount(text)
            | Self::Reference(text)
            | Self::Sentence(text)
            | Self::Warning(text)
            | Self::Time(text) => Some(text),
            Self::Code(_) => None,
        }
    }

    fn face(&self, letters: Letters) -> Face {
        let title = Face { size: letters.title, ..Face::title() };
        let sentence = Face { size: letters.sentence, ..Face::body() };
        match self {
            Self::Title(_) | Self::Code(_) => title,
            Self::Amount(_) => title.colour(colour::FORWARD_INK),
            Self::Reference(_) => Face { size: letters.reference, ..title },
            Self::Sentence(_) | Self::Time(_) => sentence,
            Self::Warning(_) => sentence.display().colour(colour::WARNING),
        }
    }

    fn width(&self, ui: &Ui, letters: Letters) -> f32 {
        self.text().map_or(CODE.x, |text| ui.text_width(text, self.face(letters)) + 1.0)
    }
}

/// Everything that it says, from the top down, without the time that is left and the digits of a code.
pub(in crate::ui) fn sentences(frame: &AtmFrame, words: &Words) -> Vec<String> {
    let told = |said: Said| match said {
        Said::Title(text) | Said::Amount(text) | Said::Reference(text) | Said::Sentence(text) | Said::Warning(text) => Some(text),
        Said::Code(_) | Said::Time(_) => None,
    };
    all(frame, words).into_iter().filter_map(told).collect()
}

/// Everything that it says, from the top down.
fn all(frame: &AtmFrame, words: &Words) -> Vec<Said> {
    let view = &frame.view;
    let sentence = |key: &str| Said::Sentence(words.get(key));
    let time = || time_left(frame, words);
    if view.still_there.is_some() {
        let title = Said::Title(words.get("still-there-title"));
        return [title, sentence("atm-still-there")].into_iter().chain(time()).collect();
    }
    let title = Said::Title(words.with(&view.title(), &values(&view.screen, words)));
    let amount = |amount| Said::Amount(words.money(amount));
    let rest = match &view.screen {
        ScreenView::Starting | ScreenView::Counting { .. } => Vec::new(),
        ScreenView::TakeCard { .. } => time().into_iter().collect(),
        ScreenView::OutOfService(off) => {
            let why = format!("atm-off-{}", off.key());
            vec![sentence(&why)]
        }
        ScreenView::Welcome { .. } => vec![sentence("atm-welcome-what")],
        ScreenView::Amount(asked) => {
            let typed = (!asked.typed.is_zero()).then(|| amount(asked.typed));
            let what = match asked.refused {
                Some(error) => Said::Warning(refused(error, words)),
                None if typed.is_some() => sentence("atm-amount-enter"),
                None => Said::Sentence(words.with("atm-amount-what", &[("most", words.money(asked.most).into())])),
            };
            typed.into_iter().chain([what]).collect()
        }
        ScreenView::Confirm { amount: asked } => vec![amount(*asked), sentence("atm-confirm-what")],
        ScreenView::Card { amount: asked } | ScreenView::Bank { amount: asked, .. } => {
            asked.iter().map(|asked| amount(*asked)).collect()
        }
        ScreenView::Pin { amount: asked, digits, left } => {
            let tries = |left: u8| Said::Warning(words.with("atm-pin-left", &[("left", u32::from(left).into())]));
            let what = left.map_or_else(|| sentence("atm-pin-what"), tries);
            asked.iter().map(|asked| amount(*asked)).chain([Said::Code(*digits), what]).collect()
        }
        ScreenView::TakeCash { amount: asked, .. } => [amount(*asked)].into_iter().chain(time()).collect(),
        ScreenView::Receipt { amount: asked } | ScreenView::Told(Told::Balance(asked)) => vec![amount(*asked)],
        ScreenView::Told(Told::AskStaff(reference)) => {
            vec![Said::Reference(reference.clone()), sentence("atm-ask-staff-what")]
        }
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

fn time_left(frame: &AtmFrame, words: &Words) -> Option<Said> {
    countdown(&frame.view).map(|until| {
        let seconds = u32::try_from(until.since(frame.now).0.div_ceil(1000)).unwrap_or(u32::MAX);
        Said::Time(words.with("atm-seconds", &[("seconds", seconds.into())]))
    })
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
