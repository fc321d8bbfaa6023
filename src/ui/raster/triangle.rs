//! Which pixels belong to a triangle, and what changes evenly over it.

use egui::Pos2;
use egui::epaint::Vertex;

use super::Clip;

/// Corners are rounded to so many parts of a pixel.
const SUB: i64 = 256;

/// Rows as short as this are walked along; in longer ones the ends are worked out.
const SHORT: i64 = 24;

/// A corner in parts of a pixel.
#[derive(Clone, Copy)]
struct Corner {
    x: i64,
    y: i64,
}

impl Corner {
    fn new(at: Pos2) -> Self {
        let part = |length: f32| (length * SUB as f32).round() as i64;
        Self { x: part(at.x), y: part(at.y) }
    }
}

/// Twice the area of the triangle that two corners make with a point; positive when it lies to their right on the screen.
const fn cross(a: Corner, b: Corner, at: Corner) -> i64 {
    (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x)
}

/// A value that changes evenly over the triangle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    at_origin: f32,
    /// From one pixel to the next on its right.
    pub(super) per_x: f32,
    per_y: f32,
}

impl Plane {
    /// In the middle of a pixel.
    pub(super) fn at(self, x: i64, y: i64) -> f32 {
        self.at_origin + self.per_x * (x as f32 + 0.5) + self.per_y * (y as f32 + 0.5)
    }
}

/// One side: how far a pixel's middle lies inside of it, and how that changes.
#[derive(Clone, Copy)]
struct Side {
    /// In the middle of the pixel at the origin.
    at_origin: i64,
    per_x: i64,
    per_y: i64,
    /// At least so much is inside: a left or top side owns the pixels on it.
    least: i64,
}

impl Side {
    fn new(a: Corner, b: Corner) -> Self {
        let middle = Corner { x: SUB / 2, y: SUB / 2 };
        let owns = a.y > b.y || (a.y == b.y && a.x < b.x);
        Self { at_origin: cross(a, b, middle), per_x: -(b.y - a.y) * SUB, per_y: (b.x - a.x) * SUB, least: i64::from(!owns) }
    }
}

/// Three corners on the screen, one way round.
pub(super) struct Triangle {
    corners: [Corner; 3],
    /// Places in pixels.
    pub(super) vertices: [Vertex; 3],
    area: i64,
}

impl Triangle {
    /// `None` for one without an inside.
    pub(super) fn new([a, b, c]: [Vertex; 3]) -> Option<Self> {
        let area = cross(Corner::new(a.pos), Corner::new(b.pos), Corner::new(c.pos));
        // One way round, so that "inside" is one sign.
        let vertices = if area < 0 { [a, c, b] } else { [a, b, c] };
        (area != 0).then(|| Self { corners: vertices.map(|vertex| Corner::new(vertex.pos)), vertices, area: area.abs() })
    }

    /// The first column that it may touch.
    pub(super) fn left(&self) -> i64 {
        self.corners.iter().map(|corner| corner.x).min().unwrap_or(0).div_euclid(SUB)
    }

    /// The values at the corners, and between them what lies between.
    pub(super) fn plane(&self, [at_a, at_b, at_c]: [f32; 3]) -> Plane {
        let [a, b, c] = self.corners.map(|corner| (corner.x as f32 / SUB as f32, corner.y as f32 / SUB as f32));
        let share = (SUB * SUB) as f32 / self.area as f32;
        let per_x = ((at_b - at_a) * (c.1 - a.1) - (at_c - at_a) * (b.1 - a.1)) * share;
        let per_y = ((at_c - at_a) * (b.0 - a.0) - (at_b - at_a) * (c.0 - a.0)) * share;
        Plane { at_origin: at_a - per_x * a.0 - per_y * a.1, per_x, per_y }
    }

    /// Calls for each row with the pixels whose middle lies inside: from (inclusive) and to (exclusive).
    pub(super) fn rows(&self, clip: &Clip, mut paint: impl FnMut(i64, [i64; 2])) {
        let bounds = |along: [i64; 3], [first, last]: [i64; 2]| {
            let [low, high] = [along.iter().min(), along.iter().max()].map(|end| end.copied().unwrap_or(0).div_euclid(SUB));
            [low.max(first), (high + 1).min(last)]
        };
        let across = bounds(self.corners.map(|corner| corner.x), clip.x);
        let down = bounds(self.corners.map(|corner| corner.y), clip.y);
        let [a, b, c] = self.corners;
        let sides = [Side::new(a, b), Side::new(b, c), Side::new(c, a)];
        let short = across[1] - across[0] <= SHORT;
        for y in down[0]..down[1] {
            let starts = sides.map(|side| side.at_origin + side.per_y * y + side.per_x * across[0]);
            let [from, to] = if short { walk(sides, starts, across) } else { reckon(sides, starts, across) };
            if from < to {
                paint(y, [from, to]);
            }
        }
    }
}

/// The row's pixels one by one.
fn walk(sides: [Side; 3], mut here: [i64; 3], [first, last]: [i64; 2]) -> [i64; 2] {
    let mut found = [last, last];
    for x in first..last {
        let inside = sides.iter().zip(&here).all(|(side, here)| *here >= side.least);
        if inside && found[0] == last {
            found[0] = x;
        } else if !inside && found[0] < last {
            found[1] = x;
            break;
        }
        for (here, side) in here.iter_mut().zip(&sides) {
            *here += side.per_x;
        }
    }
    found
}

/// The row's ends by division.
fn reckon(sides: [Side; 3], starts: [i64; 3], [first, last]: [i64; 2]) -> [i64; 2] {
    let [mut from, mut to] = [first, last];
    for (Side { per_x, least, .. }, start) in sides.into_iter().zip(starts) {
        let missing = least - start;
        if per_x == 0 {
            if missing > 0 {
                return [0, 0];
            }
        } else if per_x > 0 {
            from = from.max(first + missing.div_euclid(per_x) + i64::from(missing.rem_euclid(per_x) != 0));
        } else {
            to = to.min(first + (-missing).div_euclid(-per_x) + 1);
        }
    }
    [from, to]
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn walking_and_reckoning_find_the_same_pixels() {
        let corner = |x: f32, y: f32| Vertex { pos: pos2(x, y), ..Vertex::default() };
        let shapes = [
            [corner(1.2, 0.4), corner(17.9, 3.3), corner(4.4, 15.8)],
            [corner(0.0, 0.0), corner(20.0, 0.0), corner(0.0, 20.0)],
            [corner(20.0, 0.0), corner(20.0, 20.0), corner(0.0, 20.0)],
            [corner(3.0, 1.0), corner(3.5, 18.0), corner(4.0, 1.0)],
        ];
        for vertices in shapes {
            let triangle = Triangle::new(vertices).unwrap();
            let [a, b, c] = triangle.corners;
            let sides = [Side::new(a, b), Side::new(b, c), Side::new(c, a)];
            for y in 0..20 {
                let starts = sides.map(|side| side.at_origin + side.per_y * y);
                let [walked, reckoned] = [walk(sides, starts, [0, 20]), reckon(sides, starts, [0, 20])];
                let pixels = |[from, to]: [i64; 2]| (from..to).collect::<Vec<_>>();
                assert_eq!(pixels(walked), pixels(reckoned), "row {y}");
            }
        }
    }
}
