//! How long the computer has been on: a count that nobody sets, to tell whether the wall clock was.

use crate::time::{Millis, SinceBoot};

/// Asks Linux; `None` where there is nobody to ask.
#[must_use]
pub fn since_boot() -> Option<SinceBoot> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    Some(SinceBoot { boot: boot.trim().to_owned(), up: uptime_ms(&uptime)? })
}

/// `12345.67 …`, in seconds.
fn uptime_ms(text: &str) -> Option<Millis> {
    let (whole, hundredths) = text.split_whitespace().next()?.split_once('.')?;
    let whole: u64 = whole.parse().ok()?;
    let hundredths: u64 = hundredths.parse().ok().filter(|_| hundredths.len() == 2)?;
    Some(Millis(whole.checked_mul(1000)?.checked_add(hundredths * 10)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uptime_of_linux_is_read() {
        assert_eq!(uptime_ms("12345.67 98765.43\n"), Some(Millis(12_345_670)));
        assert_eq!(uptime_ms("0.05 0.00\n"), Some(Millis(50)));
        for wrong in ["", "12345", "x.yz", "1.5 1.5"] {
            assert_eq!(uptime_ms(wrong), None, "{wrong:?}");
        }
    }
}
