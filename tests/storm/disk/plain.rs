//! Plain files on the simulated disk, beside SQLite's.
//!
//! A handle may go to another thread by its type, and a disk may not: so the disk and the file stay in a list of this thread, and the
//! handle is a number in it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::rc::Rc;

use cardlast::port::{Access, Files, PlainFile};

use super::vfs::mounted;
use super::{Disk, DiskError, Node};

/// The files of whichever disk is mounted on the thread that asks.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiskFiles;

#[derive(Debug)]
struct Handle {
    number: u64,
    at: usize,
    may_write: bool,
}

#[derive(Default)]
struct Open {
    last: u64,
    files: BTreeMap<u64, (Rc<Disk>, Node)>,
}

thread_local! {
    static OPEN: RefCell<Open> = RefCell::default();
}

fn disk() -> io::Result<Rc<Disk>> {
    mounted().ok_or_else(|| io::Error::other("no disk is mounted"))
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

impl From<DiskError> for io::Error {
    fn from(error: DiskError) -> Self {
        match error {
            DiskError::Full => Self::from(ErrorKind::StorageFull),
            DiskError::Dead | DiskError::Dying | DiskError::Read | DiskError::Write | DiskError::Sync => {
                Self::other(format!("{error:?}"))
            }
        }
    }
}

impl Files for DiskFiles {
    fn open(&self, path: &Path, access: Access) -> io::Result<Box<dyn PlainFile>> {
        let disk = disk()?;
        let name = name(path);
        if access != Access::Make && !disk.exists(&name) {
            return Err(ErrorKind::NotFound.into());
        }
        let node = disk.open(&name)?;
        let number = OPEN.with_borrow_mut(|open| {
            open.last += 1;
            open.files.insert(open.last, (disk, node));
            open.last
        });
        Ok(Box::new(Handle { number, at: 0, may_write: access != Access::Read }))
    }

    fn exists(&self, path: &Path) -> bool {
        mounted().is_some_and(|disk| disk.exists(&name(path)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if disk()?.rename(&name(from), &name(to))? { Ok(()) } else { Err(ErrorKind::NotFound.into()) }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let disk = disk()?;
        let name = name(path);
        if !disk.exists(&name) {
            return Err(ErrorKind::NotFound.into());
        }
        Ok(disk.delete(&name, false)?)
    }
}

impl Handle {
    fn file(&self) -> io::Result<(Rc<Disk>, Node)> {
        let found = OPEN.with_borrow(|open| open.files.get(&self.number).cloned());
        found.ok_or_else(|| io::Error::other("the file is open on another thread"))
    }

    fn to_write(&self) -> io::Result<(Rc<Disk>, Node)> {
        if self.may_write { self.file() } else { Err(ErrorKind::PermissionDenied.into()) }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        OPEN.with_borrow_mut(|open| open.files.remove(&self.number));
    }
}

impl Read for Handle {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let (disk, node) = self.file()?;
        let length = node.borrow().len().saturating_sub(self.at).min(into.len());
        disk.read(&node, self.at, &mut into[..length])?;
        self.at += length;
        Ok(length)
    }
}

impl Write for Handle {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (disk, node) = self.to_write()?;
        disk.write(&node, self.at, bytes)?;
        self.at += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Handle {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let length = i64::try_from(self.file()?.1.borrow().len()).unwrap_or(i64::MAX);
        let here = i64::try_from(self.at).unwrap_or(i64::MAX);
        let at = match to {
            SeekFrom::Start(at) => i64::try_from(at).unwrap_or(i64::MAX),
            SeekFrom::End(by) => length.saturating_add(by),
            SeekFrom::Current(by) => here.saturating_add(by),
        };
        self.at = usize::try_from(at).map_err(|_| io::Error::from(ErrorKind::InvalidInput))?;
        Ok(self.at as u64)
    }
}

impl PlainFile for Handle {
    fn set_len(&mut self, length: u64) -> io::Result<()> {
        let (disk, node) = self.to_write()?;
        Ok(disk.truncate(&node, usize::try_from(length).unwrap_or(usize::MAX))?)
    }

    fn sync(&mut self) -> io::Result<()> {
        let (disk, node) = self.to_write()?;
        Ok(disk.sync(&node)?)
    }
}
