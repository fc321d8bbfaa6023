//! One file: what is on the disk, and what was written since.

use crate::dice::Dice;

/// A file apart from its name.
#[derive(Debug, Default)]
pub struct Inode {
    /// Whether it is one of the journal's own.
    pub(super) of_journal: bool,
    /// What a reader sees.
    current: Vec<u8>,
    /// What is on the disk for certain.
    durable: Vec<u8>,
    /// What was written since, in order.
    pending: Vec<Change>,
    pub(super) locks: super::vfs::Locks,
    pub(super) shared: Option<super::vfs::Shared>,
}

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

/// Writes are torn at such places; a write of less than that may be torn anywhere.
const SECTOR: usize = 512;

impl Inode {
    /// What a reader sees.
    pub fn bytes(&self) -> &[u8] {
        &self.current
    }

    pub fn len(&self) -> usize {
        self.current.len()
    }

    pub fn write(&mut self, offset: usize, bytes: &[u8]) {
        put(&mut self.current, offset, bytes);
        self.pending.push(Change::Write { offset, bytes: bytes.to_vec() });
    }

    pub fn truncate(&mut self, length: usize) {
        self.current.resize(length, 0);
        self.pending.push(Change::Length(length));
    }

    pub fn sync(&mut self) {
        for change in self.pending.drain(..) {
            change.apply(&mut self.durable);
        }
    }

    /// Some of what is pending reaches the disk, the rest never will, and nobody is told which.
    pub fn forget_pending(&mut self, dice: &mut Dice) {
        for change in self.pending.drain(..) {
            if dice.percent(50) {
                change.apply(&mut self.durable);
            }
        }
    }

    /// Fills `into` from `offset` on; answers whether there was enough, and fills up with nought if not.
    pub fn read(&self, offset: usize, into: &mut [u8]) -> bool {
        let there = self.current.get(offset..).unwrap_or_default();
        let length = there.len().min(into.len());
        into[..length].copy_from_slice(&there[..length]);
        into[length..].fill(0);
        length == into.len()
    }

    pub fn after_kill(&self) -> Self {
        Self {
            of_journal: self.of_journal,
            current: self.current.clone(),
            durable: self.durable.clone(),
            pending: self.pending.clone(),
            locks: super::vfs::Locks::default(),
            shared: None,
        }
    }

    /// What was synced, and of the rest nothing, everything, the first few, or any of its sectors.
    pub fn after_power_cut(&self, dice: &mut Dice) -> Self {
        let mut bytes = self.durable.clone();
        let kept = match dice.below(5) {
            0 => 0,
            1 => self.pending.len(),
            2 => dice.index(self.pending.len() + 1),
            _ => {
                self.pending.iter().for_each(|change| change.apply_torn(&mut bytes, dice));
                0
            }
        };
        self.pending.iter().take(kept).for_each(|change| change.apply(&mut bytes));
        Self { of_journal: self.of_journal, current: bytes.clone(), durable: bytes, ..Self::default() }
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes } => put(file, *offset, bytes),
            Self::Length(length) => file.resize(*length, 0),
        }
    }

    /// Each sector on its own is there, is not, or is there in part.
    fn apply_torn(&self, file: &mut Vec<u8>, dice: &mut Dice) {
        match self {
            Self::Length(length) => {
                if dice.percent(50) {
                    file.resize(*length, 0);
                }
            }
            Self::Write { offset, bytes } => {
                let mut at = 0;
                while at < bytes.len() {
                    let end = bytes.len().min((offset + at) / SECTOR * SECTOR + SECTOR - offset);
                    let part = match dice.below(8) {
                        0..4 => end,
                        4 => at + dice.index(end - at),
                        _ => at,
                    };
                    if part > at {
                        put(file, offset + at, &bytes[at..part]);
                    }
                    at = end;
                }
            }
        }
    }
}

fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[offset..end].copy_from_slice(bytes);
}
