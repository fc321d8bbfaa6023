//! Texts of a menu folder.

#![no_main]

#[path = "../entry.rs"]
#[allow(dead_code, reason = "each target uses its half, and the tests both")]
mod entry;

use std::cell::RefCell;

thread_local! {
    static BENCH: RefCell<entry::Bench> = RefCell::new(entry::Bench::new());
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    BENCH.with_borrow_mut(|bench| drop(bench.text(data)));
});
