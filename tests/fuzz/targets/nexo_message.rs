//! Answers of terminals: `nexo_message`.

#![no_main]

#[path = "../terminals.rs"]
#[allow(dead_code, reason = "each target uses its part, and the tests all")]
mod terminals;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    terminals::nexo_message(data);
});
