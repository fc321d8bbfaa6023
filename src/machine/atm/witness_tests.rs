//! Each invariant of the cash machine is broken once, so that its check is seen to fire.
