//! Undo and redo of every change of a cart.

/// How many changes can be undone.
pub const MAX_UNDO: usize = 100;

/// Earlier and undone states, newest last.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct History<T> {
    past: Vec<T>,
    future: Vec<T>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { past: Vec::new(), future: Vec::new() }
    }
}

impl<T> History<T> {
    /// Remembers the state before a change; what was undone before is forgotten.
    pub fn remember(&mut self, before: T) {
        self.future.clear();
        if self.past.len() == MAX_UNDO {
            self.past.remove(0);
        }
        self.past.push(before);
    }

    /// Exchanges `current` for the state before the last change.
    pub fn undo(&mut self, current: &mut T) -> bool {
        Self::exchange(&mut self.past, &mut self.future, current)
    }

    /// Exchanges `current` for the state that the last undo left.
    pub fn redo(&mut self, current: &mut T) -> bool {
        Self::exchange(&mut self.future, &mut self.past, current)
    }

    fn exchange(from: &mut Vec<T>, to: &mut Vec<T>, current: &mut T) -> bool {
        let Some(state) = from.pop() else { return false };
        to.push(std::mem::replace(current, state));
        true
    }

    /// Whether there is something to undo.
    pub const fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to redo.
    pub const fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}
