//! What changed from one frame to the next, in squares of pixels: a square in which the same triangles lie as before looks as before.

use egui::Mesh;
use egui::epaint::{ClippedPrimitive, Primitive, Vertex};

use super::{Area, Rasteriser};

/// The side of a square in pixels.
const SIDE: usize = 64;

/// The squares of a canvas, each with the digest of what was drawn in it last.
#[derive(Debug, Default)]
pub(super) struct Squares {
    size: [usize; 2],
    seen: Vec<u64>,
}

impl Squares {
    /// Takes in a frame; answers which parts of the canvas differ from the last one's.
    pub(super) fn changed(
        &mut self,
        size: [usize; 2],
        pixels_per_point: f32,
        shapes: &[ClippedPrimitive],
        rasteriser: &Rasteriser,
    ) -> Vec<Area> {
        let mut fresh = Sheet::new(size);
        for ClippedPrimitive { clip_rect, primitive } in shapes {
            let Primitive::Mesh(mesh) = primitive else { continue };
            let clip = (*clip_rect * pixels_per_point).round();
            fresh.add(mesh, clip, pixels_per_point, rasteriser.edition(mesh.texture_id));
        }
        let before = if self.size == size { std::mem::take(&mut self.seen) } else { Vec::new() };
        let dirty: Vec<bool> = fresh.squares.iter().enumerate().map(|(at, digest)| before.get(at) != Some(digest)).collect();
        *self = Self { size, seen: fresh.squares };
        areas(&dirty, size)
    }
}

/// The squares of one frame.
struct Sheet {
    columns: usize,
    rows: usize,
    squares: Vec<u64>,
}

impl Sheet {
    fn new([width, height]: [usize; 2]) -> Self {
        let (columns, rows) = (width.div_ceil(SIDE), height.div_ceil(SIDE));
        Self { columns, rows, squares: vec![0; columns * rows] }
    }

    fn add(&mut self, mesh: &Mesh, clip: egui::Rect, pixels_per_point: f32, edition: u64) {
        let frame = mix(mix(edition, pair(clip.min.x, clip.min.y)), pair(clip.max.x, clip.max.y));
        for corners in mesh.indices.chunks_exact(3) {
            let corners = [corners[0], corners[1], corners[2]].map(|index| mesh.vertices[index as usize]);
            let places = corners.map(|corner| corner.pos * pixels_per_point);
            let bounds = egui::Rect::from_points(&places).expand(1.0).intersect(clip);
            if !bounds.is_positive() {
                continue;
            }
            let digest = corners.iter().fold(frame, |digest, corner| mix(digest, vertex(corner)));
            self.note(bounds, digest);
        }
    }

    /// The order in which triangles lie on each other counts.
    fn note(&mut self, bounds: egui::Rect, digest: u64) {
        let along =
            |from: f32, to: f32, most: usize| (from.max(0.0) as usize / SIDE)..(to.max(0.0) as usize / SIDE + 1).min(most);
        for row in along(bounds.min.y, bounds.max.y, self.rows) {
            for column in along(bounds.min.x, bounds.max.x, self.columns) {
                let square = &mut self.squares[row * self.columns + column];
                *square = mix(*square, digest);
            }
        }
    }
}

/// Takes a word into a digest: the two halves of a product, folded. Tens of thousands of triangles a frame leave no time for a hash
/// that would withstand an adversary, and there is none here: what is compared is our own last frame.
const fn mix(digest: u64, word: u64) -> u64 {
    let product = ((digest ^ 0x9E37_79B9_7F4A_7C15) as u128) * ((word ^ 0xD6E8_FEB8_6659_FD93) as u128);
    (product as u64 ^ (product >> 64) as u64).wrapping_add(word.rotate_left(29))
}

fn pair(first: f32, second: f32) -> u64 {
    u64::from(first.to_bits()) << 32 | u64::from(second.to_bits())
}

fn vertex(&Vertex { pos, uv, color }: &Vertex) -> u64 {
    mix(mix(pair(pos.x, pos.y), pair(uv.x, uv.y)), u64::from(u32::from_le_bytes(color.to_array())))
}

/// Rectangles that cover exactly the dirty squares: neighbours in a row make a strip, equal strips below each other one rectangle.
fn areas(dirty: &[bool], [width, height]: [usize; 2]) -> Vec<Area> {
    let columns = width.div_ceil(SIDE);
    let mut done: Vec<Area> = Vec::new();
    let mut open: Vec<Area> = Vec::new();
    for (row, squares) in dirty.chunks(columns.max(1)).enumerate() {
        let y = [row * SIDE, ((row + 1) * SIDE).min(height)];
        let strips = strips(squares).map(|[from, to]| Area { x: [from * SIDE, (to * SIDE).min(width)], y }).collect::<Vec<_>>();
        let grown = strips.iter().map(|strip| {
            let above = open.iter().find(|area| area.x == strip.x);
            Area { x: strip.x, y: [above.map_or(y[0], |area| area.y[0]), y[1]] }
        });
        let grown: Vec<Area> = grown.collect();
        done.extend(open.iter().filter(|area| !strips.iter().any(|strip| strip.x == area.x)));
        open = grown;
    }
    done.extend(open);
    done
}

/// From (inclusive) and to (exclusive) of each run of dirty squares.
fn strips(squares: &[bool]) -> impl Iterator<Item = [usize; 2]> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + squares[at..].iter().position(|dirty| *dirty)?;
        let length = squares[from..].iter().take_while(|dirty| **dirty).count();
        at = from + length;
        Some([from, at])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Color32, Pos2, Rect, pos2, vec2};

    const SIZE: [usize; 2] = [300, 200];

    fn frame(spots: &[(Pos2, Color32)]) -> Vec<ClippedPrimitive> {
        let mut mesh = Mesh::default();
        for (at, colour) in spots {
            mesh.add_colored_rect(Rect::from_min_size(*at, vec2(20.0, 20.0)), *colour);
        }
        vec![ClippedPrimitive {
            clip_rect: Rect::from_min_size(Pos2::ZERO, vec2(300.0, 200.0)),
            primitive: Primitive::Mesh(mesh),
        }]
    }

    fn changed(squares: &mut Squares, spots: &[(Pos2, Color32)]) -> Vec<Area> {
        squares.changed(SIZE, 1.0, &frame(spots), &Rasteriser::default())
    }

    #[test]
    fn everything_is_new_at_first_and_nothing_when_nothing_changes() {
        let mut squares = Squares::default();
        let spots = [(pos2(10.0, 10.0), Color32::RED)];
        assert_eq!(changed(&mut squares, &spots), [Area { x: [0, 300], y: [0, 200] }]);
        assert_eq!(changed(&mut squares, &spots), []);
    }

    #[test]
    fn a_spot_that_changes_its_colour_moves_or_goes_dirties_where_it_is_and_was() {
        let mut squares = Squares::default();
        let still = (pos2(200.0, 20.0), Color32::GREEN);
        changed(&mut squares, &[still, (pos2(10.0, 10.0), Color32::RED)]);
        let home = Area { x: [0, 64], y: [0, 64] };
        assert_eq!(changed(&mut squares, &[still, (pos2(10.0, 10.0), Color32::BLUE)]), [home]);
        let moved = changed(&mut squares, &[still, (pos2(10.0, 140.0), Color32::BLUE)]);
        assert_eq!(moved, [home, Area { x: [0, 64], y: [128, 192] }]);
        assert_eq!(changed(&mut squares, &[still]), [Area { x: [0, 64], y: [128, 192] }]);
    }

    #[test]
    fn which_of_two_lies_on_top_counts() {
        let mut squares = Squares::default();
        let [red, blue] = [Color32::RED, Color32::BLUE].map(|colour| (pos2(10.0, 10.0), colour));
        changed(&mut squares, &[red, blue]);
        assert_eq!(changed(&mut squares, &[blue, red]).len(), 1);
    }
}
