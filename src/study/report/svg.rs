//! A little SVG: just what the plots need. Looks are the page's business; shapes only carry classes.

use std::fmt::Write as _;

/// Width of every plot, in its own units: what a phone shows one to one.
pub(super) const WIDTH: f64 = 360.0;

/// Where a text hangs on its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture while it is drawn.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    body: String,
}

/// A coordinate, short.
fn at(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Text that can stand in a page.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Canvas {
    pub(super) fn text(&mut self, (x, y): (f64, f64), class: &str, anchor: Anchor, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.body,
            "<text x=\"{}\" y=\"{}\" class=\"{class}\" text-anchor=\"{anchor}\">{}</text>",
            at(x),
            at(y),
            escaped(words)
        );
    }

    pub(super) fn bar(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str) {
        let width = width.max(0.0);
        let _ = write!(
            self.body,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"1.5\" class=\"{class}\"/>",
            at(x),
            at(y),
            at(width),
            at(height)
        );
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let _ = write!(
            self.body,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{class}\"/>",
            at(from.0),
            at(from.1),
            at(to.0),
            at(to.1)
        );
    }

    pub(super) fn path(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", at(*x), at(*y))).collect();
        let _ = write!(self.body, "<polyline points=\"{}\" class=\"{class}\"/>", points.join(" "));
    }

    pub(super) fn area(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", at(*x), at(*y))).collect();
        let _ = write!(self.body, "<polygon points=\"{}\" class=\"{class}\"/>", points.join(" "));
    }

    pub(super) fn dot(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        let _ = write!(self.body, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"{class}\"/>", at(x), at(y), at(radius));
    }

    /// The picture, this high, with what it shows in words for those who do not see it.
    pub(super) fn finish(self, height: f64, shows: &str) -> String {
        let (width, height) = (at(WIDTH), at(height));
        format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">{}</svg>", escaped(shows), self.body)
    }
}

/// A round upper end for an axis, and the step between its marks.
pub(super) fn axis(most: f64) -> (f64, f64) {
    if !(most.is_finite() && most > 0.0) {
        return (1.0, 0.5);
    }
    let rough = most / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough).unwrap_or(10.0 * power);
    ((most / step - 1e-9).ceil() * step, step)
}

/// A mark of an axis in words: as many decimals as its step needs.
pub(super) fn mark(value: f64, step: f64) -> String {
    let decimals = (0..6).find(|decimals| {
        let scaled = step * 10_f64.powi(*decimals);
        (scaled - scaled.round()).abs() < 1e-6
    });
    // Adding zero takes the sign off a zero.
    format!("{:.*}", decimals.unwrap_or(6) as usize, value + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_on_round_numbers_above_what_they_show() {
        for most in [0.003, 0.9, 1.0, 7.3, 99.0, 100.0, 54_321.0] {
            let (end, step) = axis(most);
            assert!(
                end >= most * 0.999_999 && end < most * 1.7 && (2.0..=5.01).contains(&(end / step)),
                "{most}: {end} by {step}"
            );
        }
        assert_eq!(axis(f64::NAN), (1.0, 0.5));
        assert_eq!([mark(0.25, 0.25), mark(20.0, 20.0), mark(0.0, 0.5)], ["0.25", "20", "0.0"]);
    }
}
