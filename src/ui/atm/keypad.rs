//! The pad: ten digits, and three keys whose colour and shape say what they do.

use egui::{Rect, Ui};

use super::{Touch, letters};
use crate::machine::atm::{Intent, ScreenView, View};
use crate::payment::{CashFace, CashTap};
use crate::ui::focus;
use crate::ui::theme::{colour, touch};
use crate::ui::widgets::{Cut as _, device_key_in};
use crate::words::Words;

/// A key of the pad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PadKey {
    /// 0 to 9.
    Digit(u8),
    /// The yellow one.
    Clear,
    /// The green one.
    Enter,
    /// The red one.
    Cancel,
}

/// What a key of the pad means now; nothing when it means nothing. Digits of a code go to the device, and to nobody else.
pub fn meaning(key: PadKey, view: &View, face: &CashFace) -> Option<Touch> {
    let offered = |wanted: &Intent| view.keys.iter().any(|key| key.intent == *wanted && key.off.is_none());
    match key {
        PadKey::Digit(digit) if face.types_code => Some(Touch::Device(CashTap::Digit(digit))),
        PadKey::Clear if face.types_code => Some(Touch::Device(CashTap::Clear)),
        PadKey::Enter if face.types_code => Some(Touch::Device(CashTap::Enter)),
        PadKey::Digit(digit) => view.digits.then_some(Touch::Key(Intent::Digit(digit))),
        PadKey::Clear => offered(&Intent::Clear).then_some(Touch::Key(Intent::Clear)),
        PadKey::Enter => {
            if let ScreenView::Confirm { amount } = &view.screen {
                return Some(Touch::Key(Intent::Confirm { amount: *amount }));
            }
            offered(&Intent::Enter).then_some(Touch::Key(Intent::Enter))
        }
        PadKey::Cancel => offered(&Intent::Cancel).then_some(Touch::Key(Intent::Cancel)),
    }
}

/// Draws the pad: three columns of digits, and the coloured keys beside them.
pub fn show(ui: &mut Ui, (rect, larger): (Rect, bool), view: &View, face: &CashFace, words: &Words, touches: &mut Vec<Touch>) {
    let mut area = rect;
    let coloured = area.cut_right(rect.width() * 0.36, touch::GAP);
    let height = (rect.height() - touch::GAP * 3.0) / 4.0;
    focus::secret(ui, face.types_code);
    for row in [[Some(1), Some(2), Some(3)], [Some(4), Some(5), Some(6)], [Some(7), Some(8), Some(9)], [None, Some(0), None]] {
        let line = area.cut_top(height, touch::GAP);
        for (cell, digit) in line.columns(3, touch::GAP).into_iter().zip(row) {
            let Some(digit) = digit else { continue };
            if digit == 1 && face.types_code {
                focus::begins_here(ui);
            }
            let name = words.with("terminal-digit", &[("digit", u32::from(digit).into())]);
            if device_key_in(ui, cell, &name, (&digit.to_string(), letters::device("0", larger)), None, colour::DEVICE_KEY) {
                touches.extend(meaning(PadKey::Digit(digit), view, face));
            }
        }
    }
    focus::secret(ui, false);
    let keys = [
        ("terminal-cancel", colour::DEVICE_CANCEL, PadKey::Cancel),
        ("terminal-clear", colour::DEVICE_CLEAR, PadKey::Clear),
        ("terminal-enter", colour::DEVICE_ENTER, PadKey::Enter),
    ];
    let mut column = coloured;
    for (key, fill, pad) in keys {
        let cell = column.cut_top(height, touch::GAP);
        if pad == PadKey::Cancel {
            focus::way_back(ui);
        }
        if device_key_in(ui, cell, &words.get(&format!("{key}-name")), (&words.get(key), letters::device("", larger)), None, fill)
        {
            touches.extend(meaning(pad, view, face));
        }
    }
}
