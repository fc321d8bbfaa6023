//! A small disk of its own, in memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// See the module's text. Unmounted when dropped.
pub struct Mount {
    at: PathBuf,
}

fn run(program: &str, arguments: &[&str], at: &Path) -> Result<(), String> {
    let output = Command::new(program).args(arguments).arg(at).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr).trim_end()))
}

/// Why nothing can be mounted; nothing when it can.
pub fn is_absent() -> Option<String> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).ok()?;
    Mount::small(&folder.path().join("disk")).err().map(|why| format!("Nothing can be mounted here: {why}"))
}

impl Mount {
    /// Four megabytes.
    pub fn small(at: &Path) -> Result<Self, String> {
        fs::create_dir_all(at).map_err(|error| error.to_string())?;
        run("mount", &["-t", "tmpfs", "-o", "size=4m", "none"], at)?;
        Ok(Self { at: at.to_owned() })
    }

    /// To the last byte.
    pub fn fill(&self) -> Result<(), String> {
        use std::io::Write as _;
        let mut file = fs::File::create(self.at.join("filler")).map_err(|error| error.to_string())?;
        while let Ok(1..) = file.write(&[0; 4096]) {}
        match file.write(&[0]) {
            Err(error) if error.kind() == std::io::ErrorKind::StorageFull => Ok(()),
            other => Err(format!("the disk is not full: {other:?}")),
        }
    }

    pub fn make_room(&self) -> Result<(), String> {
        fs::remove_file(self.at.join("filler")).map_err(|error| error.to_string())
    }

    pub fn read_only(&self) -> Result<(), String> {
        run("mount", &["-o", "remount,ro"], &self.at)
    }

    pub fn writable(&self) -> Result<(), String> {
        run("mount", &["-o", "remount,rw"], &self.at)
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        if let Err(why) = run("umount", &["-l"], &self.at) {
            eprintln!("a disk stays mounted: {why}");
        }
    }
}
