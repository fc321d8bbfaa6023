//! How large the display's words are: few sizes, by one rule, so that neighbouring screens look alike.
//!
//! What a screen says is laid out in the largest of a few sets of letters in which all of it finds room. In each set the heading and the
//! amount are equally large, neither is smaller than the labels of the keys, and a reference that is read out to staff is larger than both.

use egui::{Rect, Ui};

use crate::ui::theme::{Face, Size, space};
use crate::ui::widgets::{Cut as _, House as _, on_device};

/// The sizes of one screen.
#[derive(Debug, Clone, Copy)]
pub struct Letters {
    /// The heading and the amount.
    pub title: Size,
    /// What is read out.
    pub reference: Size,
    /// Everything else.
    pub sentence: Size,
}

const fn letters(title: Size, reference: Size, sentence: Size) -> Letters {
    Letters { title, reference, sentence }
}

/// From the largest on. The last is for what finds no room otherwise.
const USUAL: [Letters; 5] = [
    letters(Size::Headline, Size::Headline, Size::Body),
    letters(Size::Heading, Size::Headline, Size::Body),
    letters(Size::Title, Size::Headline, Size::Body),
    letters(Size::Title, Size::Headline, Size::Small),
    letters(Size::Body, Size::Headline, Size::Small),
];

/// The same where a reference is read out: nothing comes near it.
const READ_OUT: [Letters; 6] = [
    letters(Size::Heading, Size::Huge, Size::Body),
    letters(Size::Title, Size::Huge, Size::Body),
    letters(Size::Title, Size::Great, Size::Body),
    letters(Size::Title, Size::Great, Size::Small),
    letters(Size::Body, Size::Great, Size::Small),
    letters(Size::Body, Size::Headline, Size::Small),
];

/// The same for somebody who asked for large letters, where the whole machine cannot be drawn larger.
const LARGER: [Letters; 8] = [
    letters(Size::Headline, Size::Great, Size::Title),
    letters(Size::Heading, Size::Great, Size::Title),
    letters(Size::Headline, Size::Great, Size::Body),
    letters(Size::Heading, Size::Great, Size::Body),
    letters(Size::Title, Size::Great, Size::Title),
    letters(Size::Title, Size::Great, Size::Body),
    letters(Size::Title, Size::Headline, Size::Small),
    letters(Size::Body, Size::Headline, Size::Small),
];

/// The same for them where a reference is read out.
const READ_OUT_LARGER: [Letters; 5] = [
    letters(Size::Heading, Size::Huge, Size::Title),
    letters(Size::Title, Size::Great, Size::Title),
    letters(Size::Title, Size::Great, Size::Body),
    letters(Size::Body, Size::Great, Size::Small),
    letters(Size::Body, Size::Headline, Size::Small),
];

/// The sets of letters for a screen, from the largest on.
pub const fn sets(larger: bool, reads_out: bool) -> &'static [Letters] {
    match (larger, reads_out) {
        (false, false) => &USUAL,
        (false, true) => &READ_OUT,
        (true, false) => &LARGER,
        (true, true) => &READ_OUT_LARGER,
    }
}

/// What the labels of the side keys are written in where there is room.
pub const fn label(larger: bool) -> Face {
    Face { size: if larger { Size::Heading } else { Size::Title }, ..Face::title() }
}

/// What is written on keys and slots. Their zeros are those of the amounts on the display.
pub fn device(label: &str, larger: bool) -> Face {
    let size = if larger { Size::Title } else { Size::Body };
    Face { size, ..on_device(label) }
}

/// The part of a room in which a text needs no more rows than in all of it, with rows about equally long: no word is left over for the last.
pub fn evened(ui: &Ui, room: Rect, text: &str, face: Face, rows: usize) -> Rect {
    let height = |width: f32| ui.text_height(text, face, width, rows);
    let whole = height(room.width());
    if whole < height(f32::INFINITY) * 1.5 {
        return room;
    }
    let (mut low, mut high) = (room.width() * 0.4, room.width());
    while high - low > space::XS {
        let middle = low.midpoint(high);
        let fits = height(middle) <= whole && ui.fitting(text, face, middle, rows).size == face.size;
        if fits { high = middle } else { low = middle }
    }
    let mut room = room;
    room.cut_left(high.ceil(), 0.0)
}
