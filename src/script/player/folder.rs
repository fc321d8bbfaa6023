//! Where a script plays.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::PlayError;

/// A folder that goes away with the script.
pub(in crate::script) struct WorkFolder(PathBuf);

impl WorkFolder {
    pub(in crate::script) fn new() -> Result<Self, PlayError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("cardlast-play-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(PlayError::Folder)?;
        Ok(Self(path))
    }

    pub(in crate::script) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // A folder that stays behind in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
