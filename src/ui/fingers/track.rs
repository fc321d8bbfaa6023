//! How fast a finger goes up or down, from the few places at which frames have seen it.

/// Older places say nothing about how fast it is now, in seconds.
const WINDOW: f64 = 0.1;

/// A finger that was seen nowhere new for longer than this before it was lifted has stopped. Panels tell of a moving one every 10 ms.
const PAUSE: f64 = 0.05;

/// No flick is faster, in points a second: two metres.
const FASTEST: f64 = 6400.0;

/// The way of one finger.
#[derive(Debug, Clone)]
pub(super) struct Track {
    /// When it was seen where, at most once a frame.
    places: Vec<(f64, f32)>,
    /// The frame before it landed: it did so some time after.
    before: f64,
    /// It was lifted in the frame in which it moved last, even if that is acted upon later.
    in_flight: bool,
}

impl Track {
    pub(super) fn begin(before: f64, now: f64, at: f32) -> Self {
        Self { places: vec![(now, at)], before, in_flight: false }
    }

    pub(super) fn goes(&mut self, now: f64, to: f32) {
        if self.places.len() > 1 && self.places.last().is_some_and(|(seen, _)| *seen >= now) {
            self.places.pop();
        }
        self.places.retain(|(seen, _)| now - seen <= WINDOW * 2.0);
        self.places.push((now, to));
    }

    pub(super) const fn lifts(&mut self) {
        self.in_flight = true;
    }

    /// Points a second, down being positive, when it is lifted now. A slow frame sees a whole flick at once; then the time since the frame
    /// before is the most that it can have taken.
    pub(super) fn speed(&self, now: f64) -> f32 {
        let Some((last, to)) = self.places.last().copied() else { return 0.0 };
        if !self.in_flight && now - last > PAUSE {
            return 0.0;
        }
        let recent = self.places.iter().find(|(seen, _)| last - seen <= WINDOW && *seen < last);
        let earlier = self.places.iter().rev().find(|(seen, _)| *seen < last);
        let (since, from) = match (recent.or(earlier), self.places.first()) {
            (Some((seen, from)), _) => (*seen, *from),
            (None, Some((_, from))) => (self.before, *from),
            (None, None) => return 0.0,
        };
        let span = (last - since).max(0.001);
        (f64::from(to - from) / span).clamp(-FASTEST, FASTEST) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::Track;

    fn steady(frame: f64, frames: u32) -> Track {
        let mut track = Track::begin(10.0 - frame, 10.0, 500.0);
        for at in 1..=frames {
            let later = frame * f64::from(at);
            track.goes(10.0 + later, 500.0 - 2000.0 * later as f32);
        }
        track
    }

    #[test]
    fn a_flick_is_as_fast_on_a_slow_machine_as_on_a_quick_one() {
        for (frame, frames) in [(0.008, 20), (0.016, 10), (0.05, 3), (0.12, 1)] {
            let mut track = steady(frame, frames);
            let end = 10.0 + frame * f64::from(frames);
            assert!((track.speed(end + 0.001) + 2000.0).abs() < 20.0, "{frame}: {}", track.speed(end));
            track.lifts();
            assert!((track.speed(end + frame) + 2000.0).abs() < 20.0, "the lift waited for a frame");
        }
    }

    #[test]
    fn a_flick_within_one_frame_is_no_faster_than_that_frame() {
        let mut track = Track::begin(9.9, 10.0, 500.0);
        track.goes(10.0, 400.0);
        track.goes(10.0, 300.0);
        assert!((track.speed(10.0) + 2000.0).abs() < 1.0);
        assert!(Track::begin(0.0, 10.0, 500.0).speed(10.0).abs() < 1.0);
    }

    #[test]
    fn a_finger_that_stops_before_it_is_lifted_throws_nothing() {
        assert!(steady(0.016, 10).speed(10.16 + 0.2).abs() < f32::EPSILON);
    }
}
