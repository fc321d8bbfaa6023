//! What the process holds and what its threads have done, as the system and an allocator that counts tell it. No clock is read here.

#![allow(unsafe_code, reason = "an allocator that counts is an allocator; only tests have one")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};

/// The system's allocator, which counts what is alive in the process and what each thread asks for.
struct Counting;

static LIVE: AtomicI64 = AtomicI64::new(0);

thread_local! {
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

fn note(bytes: i64) {
    LIVE.fetch_add(bytes, Ordering::Relaxed);
    // A thread that is ending counts no more.
    let _ = ASKED.try_with(|asked| asked.set(asked.get() + u64::from(bytes > 0)));
}

fn signed(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

// SAFETY: every call goes on to the system's allocator as it came; what is counted beside it touches no memory of the caller's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(signed(layout.size()));
        // SAFETY: the caller's promise is the system allocator's own.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        note(-signed(layout.size()));
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(signed(size) - signed(layout.size()));
        // SAFETY: as above.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Bytes that are alive: Rust's and SQLite's.
pub fn live() -> i64 {
    // SAFETY: a counter of SQLite's, read under its own lock.
    let sqlite = unsafe { rusqlite::ffi::sqlite3_memory_used() };
    LIVE.load(Ordering::Relaxed) + sqlite
}

/// How often this thread has asked for memory.
pub fn asked() -> u64 {
    ASKED.with(Cell::get)
}

/// What the process takes of the computer's memory, in KiB: its own, and its share of what it has in common with others.
pub fn proportional_kib() -> u64 {
    let text = fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    field(&text, "Pss:")
}

/// What one thread has done since it began.
#[derive(Debug, Clone, Copy, Default)]
pub struct Work {
    /// Nanoseconds on a processor.
    pub busy_ns: u64,
    /// Bytes handed to files.
    pub written: u64,
    /// Bytes asked from files.
    pub read: u64,
}

/// A thread, by the system's number.
#[derive(Debug, Clone)]
pub struct Thread(PathBuf);

impl Thread {
    /// The one that asks.
    pub fn this() -> Self {
        let own = fs::read_link("/proc/thread-self").expect("the system numbers its threads");
        Self(PathBuf::from("/proc").join(own))
    }

    pub fn work(&self) -> Work {
        let of = |name: &str| fs::read_to_string(self.0.join(name)).expect("a thread that is alive");
        let (io, schedule) = (of("io"), of("schedstat"));
        let busy = schedule.split_whitespace().next().and_then(|text| text.parse().ok());
        Work { busy_ns: busy.expect("a number"), written: field(&io, "wchar:"), read: field(&io, "rchar:") }
    }
}

fn field(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).expect("the system says it")
}

/// So much that what the other tests of this process give back meanwhile is nothing beside it.
const MUCH: usize = 1 << 26;

/// Everything above counts what it is meant to.
pub fn check_counters() {
    let (before, asked_before, work) = (live(), asked(), Thread::this().work());
    let kept = vec![1_u8; MUCH];
    assert!(live() > before + MUCH as i64 / 2 && asked() > asked_before, "an allocation is seen");
    let mut file = tempfile::tempfile().expect("a file");
    std::io::Write::write_all(&mut file, &kept[..1 << 20]).expect("it is written");
    assert!(Thread::this().work().written - work.written >= 1 << 20, "a write is seen");
    drop(kept);
    assert!(live() < before + MUCH as i64 / 2, "and that it is given back");
    assert!(proportional_kib() > 0);
}
