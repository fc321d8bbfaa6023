//! The shim through which SQLite works on a [`Disk`]: a VFS of its own, with locks and shared memory for the write-ahead log.
//!
//! Each thread has one disk mounted at a time, and connections stay on the thread that opened them; nothing here is shared.

#![allow(unsafe_code, reason = "SQLite's interface for file systems is made of C functions; only tests have one")]

use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::rc::Rc;
use std::sync::OnceLock;

use rusqlite::ffi;

use super::{Disk, DiskError, Node};

/// Who holds a file, by SQLite's five levels.
#[derive(Debug, Default)]
pub struct Locks {
    shared: u32,
    reserved: bool,
    pending: bool,
    exclusive: bool,
}

/// The shared memory beside a write-ahead log, as long as somebody has the log open.
#[derive(Debug, Clone, Default)]
pub struct Shared(Rc<RefCell<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    regions: Vec<Box<[u64]>>,
    slots: [Slot; ffi::SQLITE_SHM_NLOCK as usize],
    users: u32,
}

#[derive(Debug, Default)]
struct Slot {
    shared: u32,
    exclusive: bool,
}

/// One open file.
struct Handle {
    disk: Rc<Disk>,
    node: Node,
    name: String,
    delete_on_close: bool,
    read_only: bool,
    level: c_int,
    memory: Option<Shared>,
    shared: u32,
    exclusive: u32,
}

#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    handle: *mut Handle,
}

thread_local! {
    static MOUNTED: RefCell<Option<Rc<Disk>>> = const { RefCell::new(None) };
}

/// From now on this thread's connections are opened on this disk; answers the one before.
pub fn mount(disk: &Rc<Disk>) -> Option<Rc<Disk>> {
    MOUNTED.with(|mounted| mounted.borrow_mut().replace(disk.clone()))
}

/// Opens nothing any more on this thread.
pub fn unmount() {
    MOUNTED.with(|mounted| mounted.borrow_mut().take());
}

/// The disk that is mounted on this thread.
pub(super) fn mounted() -> Option<Rc<Disk>> {
    MOUNTED.with(|mounted| mounted.borrow().clone())
}

/// The system's own file system and this one.
struct Both([*mut ffi::sqlite3_vfs; 2]);

// SAFETY: both live as long as the process, and only SQLite, which guards its list of them, looks inside.
unsafe impl Send for Both {}
// SAFETY: as above.
unsafe impl Sync for Both {}

fn both() -> &'static Both {
    static FOUND: OnceLock<Both> = OnceLock::new();
    FOUND.get_or_init(|| {
        // SAFETY: SQLite is set up by the call itself, and its own file system is never freed.
        let system = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) };
        Both([system, Box::leak(Box::new(vfs(system)))])
    })
}

fn take(vfs: *mut ffi::sqlite3_vfs) {
    // SAFETY: one of the two of `both`; registering again only changes which one SQLite takes by itself.
    let answer = unsafe { ffi::sqlite3_vfs_register(vfs, 1) };
    assert_eq!(answer, ffi::SQLITE_OK, "SQLite takes the file system");
}

/// Makes this file system SQLite's own in this process.
pub fn register() {
    take(both().0[1]);
}

/// Gives SQLite the system's file system back, for whoever works on real files afterwards.
#[allow(dead_code, reason = "the storm alone never has to")]
pub fn retire() {
    take(both().0[0]);
}

fn vfs(system: *mut ffi::sqlite3_vfs) -> ffi::sqlite3_vfs {
    // SAFETY: the system's own file system, alive for ever; only plain fields and functions without state are taken from it.
    let system = unsafe { *system };
    ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: c_int::try_from(size_of::<File>()).expect("a small number"),
        mxPathname: 512,
        pNext: std::ptr::null_mut(),
        zName: c"storm".as_ptr(),
        pAppData: std::ptr::null_mut(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_path),
        xSleep: Some(sleep),
        xGetLastError: None,
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
        ..system
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

fn code(outcome: Result<(), DiskError>) -> c_int {
    match outcome {
        Ok(()) => ffi::SQLITE_OK,
        Err(DiskError::Dead | DiskError::Dying) => ffi::SQLITE_IOERR,
        Err(DiskError::Full) => ffi::SQLITE_FULL,
        Err(DiskError::Read) => ffi::SQLITE_IOERR_READ,
        Err(DiskError::Write) => ffi::SQLITE_IOERR_WRITE,
        Err(DiskError::Sync) => ffi::SQLITE_IOERR_FSYNC,
    }
}

/// The handle behind a file that SQLite has open.
unsafe fn handle<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Handle {
    // SAFETY: `open` put it there, `close` takes it away, and SQLite uses a connection's files from one thread at a time.
    unsafe { &mut *(*file.cast::<File>()).handle }
}

fn at(number: ffi::sqlite3_int64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

unsafe fn text(name: *const c_char) -> String {
    // SAFETY: SQLite hands over a C string.
    unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned()
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives room for a `File`; a null method table says that there is nothing to close.
    unsafe { (*file).pMethods = std::ptr::null() };
    let Some(disk) = mounted() else { return ffi::SQLITE_CANTOPEN };
    let name = if name.is_null() { format!("temporary {}", disk.calls()) } else { unsafe { text(name) } };
    if flags & ffi::SQLITE_OPEN_CREATE == 0 && !disk.exists(&name) {
        return ffi::SQLITE_CANTOPEN;
    }
    let node = match disk.open(&name) {
        Ok(node) => node,
        Err(error) => return code(Err(error)),
    };
    let delete_on_close = flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0;
    let read_only = flags & ffi::SQLITE_OPEN_READONLY != 0;
    let handle = Handle { disk, node, name, delete_on_close, read_only, level: 0, memory: None, shared: 0, exclusive: 0 };
    // SAFETY: as above; the box is given back in `close`.
    unsafe {
        (*file.cast::<File>()).handle = Box::into_raw(Box::new(handle));
        (*file).pMethods = &raw const METHODS;
        if !out_flags.is_null() {
            *out_flags = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the box of `open`, given back once.
    let mut handle = unsafe { Box::from_raw((*file.cast::<File>()).handle) };
    handle.unmap();
    handle.unlock(0);
    if handle.delete_on_close {
        let _ = handle.disk.delete(&handle.name, false);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    let Some(disk) = mounted() else { return ffi::SQLITE_IOERR_DELETE };
    let name = unsafe { text(name) };
    if !disk.exists(&name) {
        return ffi::SQLITE_IOERR_DELETE_NOENT;
    }
    code(disk.delete(&name, sync_dir != 0))
}

unsafe extern "C" fn access(_: *mut ffi::sqlite3_vfs, name: *const c_char, _flags: c_int, out: *mut c_int) -> c_int {
    let disk = mounted();
    // SAFETY: a C string in, an integer out. An empty log counts as none, as in SQLite's own file system.
    unsafe { *out = c_int::from(disk.is_some_and(|disk| disk.exists(&text(name)))) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_path(_: *mut ffi::sqlite3_vfs, name: *const c_char, room: c_int, out: *mut c_char) -> c_int {
    // SAFETY: a C string in, and as much room as `room` says.
    unsafe {
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if bytes.len() > usize::try_from(room).unwrap_or(0) {
            return ffi::SQLITE_CANTOPEN;
        }
        std::ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    // Time stands still here; whoever waits for a lock of its own thread would wait in vain anyway.
    microseconds
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, length: c_int, offset: ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite's buffer is as long as it says.
    let (handle, into) = unsafe { (handle(file), std::slice::from_raw_parts_mut(into.cast::<u8>(), at(length.into()))) };
    match handle.disk.read(&handle.node, at(offset), into) {
        Ok(true) => ffi::SQLITE_OK,
        Ok(false) => ffi::SQLITE_IOERR_SHORT_READ,
        Err(error) => code(Err(error)),
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite's buffer is as long as it says.
    let (handle, bytes) = unsafe { (handle(file), std::slice::from_raw_parts(bytes.cast::<u8>(), at(length.into()))) };
    code(handle.disk.write(&handle.node, at(offset), bytes))
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    let handle = unsafe { handle(file) };
    code(handle.disk.truncate(&handle.node, at(size)))
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    let handle = unsafe { handle(file) };
    code(handle.disk.sync(&handle.node))
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, out: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: an integer out.
    unsafe { *out = i64::try_from(handle(file).node.borrow().len()).unwrap_or(i64::MAX) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    let handle = unsafe { handle(file) };
    // As the system has it: who may not write gets no lock to write, and so never empties the log when closing.
    if handle.read_only && level > ffi::SQLITE_LOCK_SHARED {
        return ffi::SQLITE_IOERR_LOCK;
    }
    if handle.lock(level) { ffi::SQLITE_OK } else { ffi::SQLITE_BUSY }
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe { handle(file) }.unlock(level);
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: an integer out.
    unsafe { *out = c_int::from(handle(file).node.borrow().locks.reserved) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _op: c_int, _argument: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    4096
}

unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    let handle = unsafe { handle(file) };
    let memory = handle.memory();
    let mut memory = memory.0.borrow_mut();
    let region = at(region.into());
    while memory.regions.len() <= region && extend != 0 {
        memory.regions.push(vec![0; at(size.into()) / size_of::<u64>()].into());
    }
    let found = memory.regions.get_mut(region).map_or(std::ptr::null_mut(), |region| region.as_mut_ptr());
    // SAFETY: a pointer out; the region stays where it is until the last user unmaps it.
    unsafe { *out = found.cast() };
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    let handle = unsafe { handle(file) };
    let slots = at(offset.into())..at(i64::from(offset) + i64::from(count));
    let shared = flags & ffi::SQLITE_SHM_SHARED != 0;
    let done = if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        handle.unlock_slots(slots, shared);
        true
    } else {
        handle.lock_slots(slots, shared)
    };
    if done { ffi::SQLITE_OK } else { ffi::SQLITE_BUSY }
}

unsafe extern "C" fn shm_barrier(_: *mut ffi::sqlite3_file) {}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, _delete: c_int) -> c_int {
    unsafe { handle(file) }.unmap();
    ffi::SQLITE_OK
}

impl Handle {
    fn lock(&mut self, level: c_int) -> bool {
        let mut node = self.node.borrow_mut();
        let locks = &mut node.locks;
        while self.level < level {
            match self.level {
                0 => {
                    if locks.pending || locks.exclusive {
                        return false;
                    }
                    locks.shared += 1;
                    self.level = 1;
                }
                1 => {
                    if locks.reserved {
                        return false;
                    }
                    locks.reserved = true;
                    self.level = 2;
                }
                _ => {
                    locks.pending = true;
                    self.level = 3;
                    if locks.shared > 1 {
                        return false;
                    }
                    locks.exclusive = true;
                    self.level = 4;
                }
            }
        }
        true
    }

    fn unlock(&mut self, level: c_int) {
        let mut node = self.node.borrow_mut();
        let locks = &mut node.locks;
        if self.level > 1 && level <= 1 {
            locks.reserved = false;
            locks.pending = false;
            locks.exclusive = false;
        }
        if self.level >= 1 && level == 0 {
            locks.shared -= 1;
        }
        self.level = self.level.min(level);
    }

    fn memory(&mut self) -> Shared {
        if let Some(memory) = &self.memory {
            return memory.clone();
        }
        let memory = self.node.borrow_mut().shared.get_or_insert_default().clone();
        memory.0.borrow_mut().users += 1;
        self.memory.insert(memory).clone()
    }

    fn unmap(&mut self) {
        self.unlock_slots(0..ffi::SQLITE_SHM_NLOCK as usize, true);
        self.unlock_slots(0..ffi::SQLITE_SHM_NLOCK as usize, false);
        let Some(memory) = self.memory.take() else { return };
        let mut inside = memory.0.borrow_mut();
        inside.users -= 1;
        if inside.users == 0 {
            self.node.borrow_mut().shared = None;
        }
    }

    fn lock_slots(&mut self, slots: std::ops::Range<usize>, shared: bool) -> bool {
        let memory = self.memory();
        let mut memory = memory.0.borrow_mut();
        for slot in slots.clone() {
            let mine = self.shared & (1 << slot) != 0;
            let Slot { shared: readers, exclusive } = &memory.slots[slot];
            let others = *readers > u32::from(mine);
            if (*exclusive && self.exclusive & (1 << slot) == 0) || (!shared && others) {
                return false;
            }
        }
        for slot in slots {
            if shared {
                if self.shared & (1 << slot) == 0 {
                    memory.slots[slot].shared += 1;
                    self.shared |= 1 << slot;
                }
            } else {
                memory.slots[slot].exclusive = true;
                self.exclusive |= 1 << slot;
            }
        }
        true
    }

    fn unlock_slots(&mut self, slots: std::ops::Range<usize>, shared: bool) {
        let Some(memory) = self.memory.clone() else { return };
        let mut memory = memory.0.borrow_mut();
        for slot in slots {
            if shared && self.shared & (1 << slot) != 0 {
                memory.slots[slot].shared -= 1;
                self.shared &= !(1 << slot);
            }
            if !shared && self.exclusive & (1 << slot) != 0 {
                memory.slots[slot].exclusive = false;
                self.exclusive &= !(1 << slot);
            }
        }
    }
}
