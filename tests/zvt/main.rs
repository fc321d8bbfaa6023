//! ZVT: the vectors of the specification, of vendors and of other implementations; laws of the codec; nasty bytes.

mod laws;
mod vectors;

/// Bytes from text such as `06 01 0C`.
fn bytes(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("two digits")).collect()
}
