//! Papers about an accepted order: the kitchen ticket and the receipt, as text and as JSON.
//!
//! What they are for: people who cook, customers who ask. What they refuse to know: printers, files and the journal. Their invariant: both
//! are made of an accepted order with its number and nothing else, so there is no ticket without a settlement (I13).

mod cash;
mod receipt;
mod ticket;

pub use cash::CashReceipt;
pub use receipt::{ReceiptLine, receipt_lines, receipt_text, with_card_slip};
pub use ticket::{KitchenTicket, TicketPaper};

use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

/// Columns of a receipt printer's paper, 80 mm wide, font A.
pub const COLUMNS: usize = 42;

/// `left` and `right` on one line of [`COLUMNS`], or on two when they do not fit.
fn two_columns(left: &str, right: &str) -> String {
    let (left_width, right_width) = (width(left), width(right));
    if left_width + right_width < COLUMNS {
        return format!("{left}{}{right}\n", " ".repeat(COLUMNS - left_width - right_width));
    }
    format!("{left}\n{}{right}\n", " ".repeat(COLUMNS.saturating_sub(right_width)))
}

/// `text` in the middle.
fn centred(text: &str) -> String {
    let mut line = String::with_capacity(COLUMNS + text.len());
    centre(&mut line, text);
    line
}

/// Puts `text` upon a paper, in the middle of a line.
fn centre(paper: &mut String, text: &str) {
    paper.extend(std::iter::repeat_n(' ', COLUMNS.saturating_sub(width(text)) / 2));
    paper.push_str(text);
    paper.push('\n');
}

/// The first character that stands above another one.
const FIRST_MARK: char = '\u{300}';
const SOFT_HYPHEN: char = '\u{ad}';

/// Columns that letters take on paper: none for marks above others, two for Chinese.
fn width(text: &str) -> usize {
    // In front of the first mark stand letters that nothing is put together of and that are one column wide; most texts have no others.
    if text.chars().all(|letter| letter < FIRST_MARK && letter != SOFT_HYPHEN) {
        return text.chars().filter(|letter| !letter.is_control()).count();
    }
    text.nfc().filter_map(UnicodeWidthChar::width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_to_a_width_comes_to_what_unicode_says() {
        for letter in ('\0'..FIRST_MARK).map(String::from) {
            let said: usize = letter.nfc().filter_map(UnicodeWidthChar::width).sum();
            assert_eq!(width(&letter), said, "{letter:?}");
        }
        assert_eq!([width("À emporter"), width("e\u{301}"), width("外带"), width("a\u{ad}b")], [10, 1, 4, width("\u{ad}") + 2]);
    }
}
