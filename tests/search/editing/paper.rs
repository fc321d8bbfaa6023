//! The same order on paper: what a waiter would write down, cross out, and write down again.

use crate::model::menu::CHOICE;

/// More of one line is not written down.
const MOST_OF_A_LINE: u32 = 99;

/// One line on paper.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// Which dish of [`CHOICE`].
    pub dish: usize,
    pub count: u32,
    /// Whether the customer has a wish for it.
    pub wish: bool,
}

/// What is on a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Sheet {
    pub dine_in: bool,
    pub rows: Vec<Row>,
}

/// The sheets before and after an undo, and the one that counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Paper {
    pub now: Sheet,
    past: Vec<Sheet>,
    future: Vec<Sheet>,
}

/// Why something is not written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum No {
    TooManyOfALine,
    TooDear,
    NothingToUndo,
    NothingToRedo,
}

impl Sheet {
    /// In cents.
    pub fn total(&self) -> i64 {
        self.rows.iter().map(|row| CHOICE[row.dish].1 * i64::from(row.count)).sum()
    }

    /// Two lines that are alike become one, where the upper one stands.
    fn merge(&mut self, at: usize) {
        let alike = |one: &Row, other: &Row| (one.dish, one.wish) == (other.dish, other.wish);
        let twin = (0..self.rows.len()).find(|other| *other != at && alike(&self.rows[at], &self.rows[*other]));
        if let Some(twin) = twin {
            let (upper, lower) = (at.min(twin), at.max(twin));
            self.rows[upper].count += self.rows[lower].count;
            self.rows.remove(lower);
        }
    }
}

impl Paper {
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    pub fn add(&mut self, dish: usize, count: u32, ceiling: i64) -> Result<(), No> {
        let mut sheet = self.now.clone();
        sheet.rows.push(Row { dish, count, wish: false });
        sheet.merge(sheet.rows.len() - 1);
        self.turn_to(sheet, ceiling)
    }

    pub fn count(&mut self, at: usize, count: u32, ceiling: i64) -> Result<(), No> {
        let mut sheet = self.now.clone();
        if count == 0 {
            sheet.rows.remove(at);
        } else {
            sheet.rows[at].count = count;
        }
        self.turn_to(sheet, ceiling)
    }

    pub fn wish(&mut self, at: usize, ceiling: i64) -> Result<(), No> {
        let mut sheet = self.now.clone();
        sheet.rows[at].wish ^= true;
        sheet.merge(at);
        self.turn_to(sheet, ceiling)
    }

    pub fn serve(&mut self, dine_in: bool, ceiling: i64) -> Result<(), No> {
        let sheet = Sheet { dine_in, ..self.now.clone() };
        self.turn_to(sheet, ceiling)
    }

    pub fn undo(&mut self) -> Result<(), No> {
        let before = self.past.pop().ok_or(No::NothingToUndo)?;
        self.future.push(std::mem::replace(&mut self.now, before));
        Ok(())
    }

    pub fn redo(&mut self) -> Result<(), No> {
        let after = self.future.pop().ok_or(No::NothingToRedo)?;
        self.past.push(std::mem::replace(&mut self.now, after));
        Ok(())
    }

    /// Getting smaller is always allowed.
    fn turn_to(&mut self, sheet: Sheet, ceiling: i64) -> Result<(), No> {
        if sheet.rows.iter().any(|row| row.count > MOST_OF_A_LINE) {
            return Err(No::TooManyOfALine);
        }
        if sheet.total() > ceiling && sheet.total() > self.now.total() {
            return Err(No::TooDear);
        }
        self.future.clear();
        self.past.push(std::mem::replace(&mut self.now, sheet));
        Ok(())
    }
}
