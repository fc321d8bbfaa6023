//! Bytes from a ZVT terminal, and to one.

#![no_main]

#[path = "../zvt.rs"]
mod zvt;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = zvt::enter(data);
});
