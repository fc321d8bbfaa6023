//! How long ago something was, over a restart, and whether the clocks can be trusted to say so.

use crate::time::{Millis, SinceBoot, WallTime};

/// One moment on both clocks that a restart leaves standing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) wall: WallTime,
    /// `None` where the computer does not tell.
    pub(super) boot: Option<SinceBoot>,
}

/// The wall clock and the computer's own count may differ by so much: what a time server corrects by and by.
const DRIFT: Millis = Millis::from_secs(5);

/// From `then` until `now`; `None` when the wall clock was moved in between: it went back, or it does not agree with how long the
/// computer has been on.
pub(super) fn age(then: &Stamp, now: &Stamp) -> Option<Millis> {
    let wall = Millis(u64::try_from(now.wall.unix_ms.checked_sub(then.wall.unix_ms)?).ok()?);
    let (Some(before), Some(after)) = (&then.boot, &now.boot) else { return Some(wall) };
    if before.boot == after.boot {
        let up = Millis(after.up.0.checked_sub(before.up.0)?);
        let apart = up.0.abs_diff(wall.0);
        return (apart <= DRIFT.0).then_some(up.max(wall));
    }
    // Switched off in between: the computer cannot have been on for longer than that.
    (after.up.0 <= wall.0.saturating_add(DRIFT.0)).then_some(wall)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(wall_s: i64, boot: &str, up_s: u64) -> Stamp {
        let boot = (!boot.is_empty()).then(|| SinceBoot { boot: boot.to_owned(), up: Millis::from_secs(up_s) });
        Stamp { wall: WallTime { unix_ms: wall_s * 1000, offset_s: 3600 }, boot }
    }

    #[test]
    fn ages_over_a_restart_table() {
        for (then, now, age_s, what) in [
            (stamp(100, "a", 50), stamp(120, "a", 70), Some(20), "the program alone started again"),
            (stamp(100, "a", 50), stamp(123, "a", 70), Some(23), "the clock was set right by a little"),
            (stamp(100, "a", 50), stamp(118, "a", 70), Some(20), "a little the other way: the longer counts"),
            (stamp(100, "a", 50), stamp(99, "a", 70), None, "the clock went back"),
            (stamp(100, "a", 50), stamp(101, "a", 3670), None, "an hour passed and the clock was set back by it"),
            (stamp(100, "a", 50), stamp(3720, "a", 70), None, "the clock was set forward"),
            (stamp(100, "a", 50), stamp(120, "a", 49), None, "a count that goes back is none"),
            (stamp(100, "a", 50), stamp(140, "b", 20), Some(40), "a power cut"),
            (stamp(100, "a", 50), stamp(90, "b", 20), None, "a power cut, and the clock lost time"),
            (stamp(100, "a", 50), stamp(110, "b", 20), None, "on for longer than the clock says has passed"),
            (stamp(100, "", 0), stamp(120, "a", 5), Some(20), "nobody told then"),
            (stamp(100, "a", 50), stamp(120, "", 0), Some(20), "nobody tells now"),
        ] {
            assert_eq!(age(&then, &now), age_s.map(Millis::from_secs), "{what}");
        }
    }
}
