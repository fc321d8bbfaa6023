//! A megabyte of the disk that is kept for the worst day: once the disk is full it is given back, and what has begun comes to its end.
//!
//! While it is gone nothing new is sold, so that nothing but ends is written into that room. It is taken again as soon as there is some.

use std::io::{Result, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::port::{Access, Files};

/// Its size in bytes: room for the ends of every payment that can be open, many times over.
const SIZE: u64 = 1 << 20;

/// See the module's text.
#[derive(Debug)]
pub(super) struct Reserve {
    path: PathBuf,
    files: Arc<dyn Files>,
    there: bool,
}

impl Reserve {
    /// The reserve of a journal, taken if there is room for it.
    pub fn beside(journal: &Path, files: Arc<dyn Files>) -> Self {
        let mut reserve = Self { path: journal.with_extension("reserve"), files, there: false };
        reserve.take();
        reserve
    }

    /// Whether it is there to be given back.
    pub const fn is_there(&self) -> bool {
        self.there
    }

    /// Takes the room, if it is not taken yet.
    pub fn take(&mut self) {
        if self.there {
            return;
        }
        match self.try_take() {
            Ok(()) => self.there = true,
            Err(error) => {
                tracing::error!(%error, file = %self.path.display(), "no room for the reserve: nothing is sold before the disk has a megabyte to spare");
                // Half of it would only stand in the way.
                drop(self.files.remove(&self.path));
            }
        }
    }

    fn try_take(&self) -> Result<()> {
        let mut file = self.files.open(&self.path, Access::Make)?;
        if file.seek(SeekFrom::End(0))? == SIZE {
            return Ok(());
        }
        // Written out: a file of a length alone takes no room.
        file.seek(SeekFrom::Start(0))?;
        let piece = [0xA5; 1 << 16];
        for _ in 0..SIZE / piece.len() as u64 {
            file.write_all(&piece)?;
        }
        file.set_len(SIZE)?;
        file.sync()
    }

    /// Gives the room back; false when it was gone already.
    pub fn give_back(&mut self) -> bool {
        let given = self.there && self.files.remove(&self.path).is_ok();
        self.there = false;
        if given {
            tracing::error!(file = %self.path.display(), "the disk is full: the reserve is given back, and nothing new is sold until there is room");
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::SystemFiles;

    #[test]
    fn it_takes_its_room_gives_it_back_once_and_takes_it_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let journal = folder.path().join("journal.db");
        let size = || std::fs::metadata(folder.path().join("journal.reserve")).map(|file| file.len()).ok();
        let mut reserve = Reserve::beside(&journal, Arc::new(SystemFiles));
        assert_eq!((reserve.is_there(), size()), (true, Some(SIZE)));
        assert!(reserve.give_back() && !reserve.give_back(), "once");
        assert_eq!((reserve.is_there(), size()), (false, None));
        std::fs::write(folder.path().join("journal.reserve"), "half of one").expect("a file");
        reserve.take();
        assert_eq!((reserve.is_there(), size()), (true, Some(SIZE)));
    }
}
