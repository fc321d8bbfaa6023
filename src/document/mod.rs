//! Papers about an accepted order: the kitchen ticket and the receipt, as text and as JSON.
//!
//! What they are for: people who cook, customers who ask. What they refuse to know: printers, files and the journal. Their invariant: both
//! are made of a [`NumberedOrder`](crate::payment::NumberedOrder) and nothing else, so there is no ticket without a settlement (I13).

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
    format!("{}{text}\n", " ".repeat(COLUMNS.saturating_sub(width(text)) / 2))
}

/// Columns that letters take on paper: none for marks above others, two for Chinese.
fn width(text: &str) -> usize {
    text.nfc().filter_map(UnicodeWidthChar::width).sum()
}
