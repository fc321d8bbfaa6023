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

/// Columns that letters take on paper: none for marks above others, two for Chinese.
fn width(text: &str) -> usize {
    // Of these Unicode has nothing to say but that control characters have no width.
    if text.is_ascii() {
        return text.bytes().filter(|letter| !letter.is_ascii_control()).count();
    }
    text.nfc().filter_map(UnicodeWidthChar::width).sum()
}
