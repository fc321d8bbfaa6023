//! Draws what egui tessellated into memory, without a graphics card: for the window, for pictures of the screens, for tests, and the
//! same to the last bit on every machine, whether all is drawn or a part.
//!
//! Colours are blended as the window blends them: premultiplied, in gamma space. Pixels belong to triangles by the top-left rule on
//! corners rounded to 1/256 of a pixel, so that neighbours neither overlap nor leave a gap.

mod canvas;
mod damage;
mod ink;
mod triangle;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use egui::epaint::{ClippedPrimitive, ImageData, ImageDelta, Primitive};
use egui::{Color32, ColorImage, Mesh, Pos2, Rect, TextureId, TextureOptions, TexturesDelta};

pub use canvas::Canvas;
use ink::Ink;
use triangle::Triangle;

/// The textures that egui handed over so far, and the drawing.
#[derive(Debug, Default)]
pub struct Rasteriser {
    textures: BTreeMap<TextureId, Texture>,
    freed: BTreeSet<TextureId>,
    /// Counts whole textures, so that a new one in the place of an old one is told apart.
    made: u64,
}

#[derive(Debug)]
struct Texture {
    image: ColorImage,
    smooth: bool,
    made: u64,
}

/// A part of a canvas in whole pixels: from (inclusive) and to (exclusive).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Left and right.
    pub x: [usize; 2],
    /// Top and bottom.
    pub y: [usize; 2],
}

impl Rasteriser {
    /// Takes in new and changed textures. Those that egui let go are kept until the next time, because the frame may still show them.
    pub fn update(&mut self, mut delta: TexturesDelta) {
        let freed = std::mem::replace(&mut self.freed, std::mem::take(&mut delta.free).into_iter().collect());
        self.textures.retain(|id, _| !freed.contains(id));
        let changed: BTreeMap<_, _> = std::mem::take(&mut delta.set).into_iter().collect();
        for (id, changes) in changed {
            for change in changes {
                self.set(id, &change);
            }
        }
    }

    fn set(&mut self, id: TextureId, change: &ImageDelta) {
        let ImageData::Color(image) = &change.image;
        match (change.pos, self.textures.get_mut(&id)) {
            (Some([left, top]), Some(texture)) => {
                let [width, height] = image.size;
                for row in 0..height {
                    let to = (top + row) * texture.image.size[0] + left;
                    texture.image.pixels[to..to + width].copy_from_slice(&image.pixels[row * width..(row + 1) * width]);
                }
            }
            _ => {
                let smooth = change.options == TextureOptions::LINEAR;
                self.made += 1;
                self.textures.insert(id, Texture { image: ColorImage::clone(image), smooth, made: self.made });
            }
        }
    }

    /// Which whole texture an id stands for now; what is drawn from the same one stays right. Patches only fill what was empty.
    #[must_use]
    pub fn edition(&self, id: TextureId) -> u64 {
        self.textures.get(&id).map_or(0, |texture| texture.made)
    }

    /// Draws onto a new canvas of so many pixels.
    #[must_use]
    pub fn paint(&self, size: [usize; 2], ground: Color32, pixels_per_point: f32, shapes: &[ClippedPrimitive]) -> ColorImage {
        let mut canvas = ColorImage::filled(size, ground);
        let [width, height] = size;
        self.repaint(&mut canvas, Area { x: [0, width], y: [0, height] }, ground, pixels_per_point, shapes);
        canvas
    }

    /// Draws a part of a canvas anew.
    pub fn repaint(
        &self,
        canvas: &mut ColorImage,
        area: Area,
        ground: Color32,
        pixels_per_point: f32,
        shapes: &[ClippedPrimitive],
    ) {
        let Area { x: [left, right], y: [top, bottom] } = area;
        let (width, size) = (canvas.size[0], canvas.size);
        let rows = &mut canvas.pixels[top * width..bottom * width];
        let bands = if (right - left) * (bottom - top) < WORTH_A_THREAD { 1 } else { processors() };
        let height = (bottom - top).div_ceil(bands).max(1);
        let paint = |(at, rows): (usize, &mut [Color32])| {
            let mut band = Band { rows, width, top: top + at * height };
            band.fill([left, right], ground);
            let area = Area { x: area.x, y: [band.top, (band.top + height).min(bottom)] };
            for ClippedPrimitive { clip_rect, primitive } in shapes {
                let Primitive::Mesh(mesh) = primitive else { continue };
                let Some(texture) = self.textures.get(&mesh.texture_id) else { continue };
                let clip = Clip::new(*clip_rect, pixels_per_point, size).within(area);
                if !clip.is_empty() {
                    band.paint(&clip, mesh, texture, pixels_per_point);
                }
            }
        };
        let mut bands = rows.chunks_mut(height * width).enumerate();
        std::thread::scope(|scope| {
            let first = bands.next();
            for band in bands {
                scope.spawn(move || paint(band));
            }
            first.map(paint);
        });
    }
}

/// Parts with fewer pixels than this are drawn sooner than a thread has started.
const WORTH_A_THREAD: usize = 60_000;

/// How many threads draw a large part.
fn processors() -> usize {
    static FOUND: OnceLock<usize> = OnceLock::new();
    *FOUND.get_or_init(|| std::thread::available_parallelism().map_or(1, |found| found.get().min(4)))
}

/// Whole rows of a canvas.
struct Band<'a> {
    rows: &'a mut [Color32],
    width: usize,
    top: usize,
}

impl Band<'_> {
    fn fill(&mut self, [left, right]: [usize; 2], ground: Color32) {
        for row in self.rows.chunks_mut(self.width) {
            row[left..right].fill(ground);
        }
    }

    fn paint(&mut self, clip: &Clip, mesh: &Mesh, texture: &Texture, pixels_per_point: f32) {
        for corners in mesh.indices.chunks_exact(3) {
            let mut vertices = [corners[0], corners[1], corners[2]].map(|index| mesh.vertices[index as usize]);
            for vertex in &mut vertices {
                vertex.pos *= pixels_per_point;
            }
            if clip.misses(vertices.map(|vertex| vertex.pos)) {
                continue;
            }
            if let Some(triangle) = Triangle::new(vertices) {
                let ink = Ink::new(&triangle, texture);
                triangle.rows(clip, |y, [from, to]| {
                    let start = (y as usize - self.top) * self.width;
                    ink.paint(&mut self.rows[start + from as usize..start + to as usize], from, y);
                });
            }
        }
    }
}

/// Whole pixels: from (inclusive) and to (exclusive).
struct Clip {
    x: [i64; 2],
    y: [i64; 2],
}

impl Clip {
    fn new(rect: Rect, pixels_per_point: f32, [width, height]: [usize; 2]) -> Self {
        let side = |from: f32, to: f32, most: usize| {
            let whole = |at: f32| ((at * pixels_per_point).round() as i64).clamp(0, most as i64);
            [whole(from), whole(to)]
        };
        Self { x: side(rect.min.x, rect.max.x, width), y: side(rect.min.y, rect.max.y, height) }
    }

    fn within(self, area: Area) -> Self {
        let both = |[from, to]: [i64; 2], [first, last]: [usize; 2]| [from.max(first as i64), to.min(last as i64)];
        Self { x: both(self.x, area.x), y: both(self.y, area.y) }
    }

    const fn is_empty(&self) -> bool {
        self.x[0] >= self.x[1] || self.y[0] >= self.y[1]
    }

    /// Whether nothing between these places, in pixels, can lie inside.
    fn misses(&self, places: [Pos2; 3]) -> bool {
        let apart = |along: [f32; 3], [from, to]: [i64; 2]| {
            let [from, to] = [from as f32 - 1.0, to as f32 + 1.0];
            along.iter().all(|at| *at < from) || along.iter().all(|at| *at > to)
        };
        apart(places.map(|place| place.x), self.x) || apart(places.map(|place| place.y), self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    fn white() -> Rasteriser {
        let mut rasteriser = Rasteriser::default();
        let image = ColorImage::filled([1, 1], Color32::WHITE);
        rasteriser.set(TextureId::default(), &ImageDelta::full(image, TextureOptions::LINEAR));
        rasteriser
    }

    fn painted(mesh: Mesh, clip: Rect) -> ColorImage {
        let shape = ClippedPrimitive { clip_rect: clip, primitive: Primitive::Mesh(mesh) };
        white().paint([10, 10], Color32::BLACK, 1.0, &[shape])
    }

    fn everywhere() -> Rect {
        Rect::from_min_size(Pos2::ZERO, vec2(10.0, 10.0))
    }

    #[test]
    fn a_rectangle_covers_exactly_its_pixels() {
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(Rect::from_min_max(pos2(2.0, 3.0), pos2(5.0, 7.0)), Color32::RED);
        let canvas = painted(mesh, everywhere());
        let red = canvas.pixels.iter().filter(|pixel| **pixel == Color32::RED).count();
        assert_eq!(red, 12);
        assert_eq!(canvas.pixels[3 * 10 + 2], Color32::RED);
        assert_eq!(canvas.pixels[7 * 10 + 4], Color32::BLACK);
    }

    #[test]
    fn the_two_halves_of_a_half_clear_rectangle_meet_without_a_seam() {
        let half = Color32::from_rgba_premultiplied(128, 0, 0, 128);
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(Rect::from_min_max(pos2(0.0, 0.0), pos2(10.0, 10.0)), half);
        let canvas = painted(mesh, everywhere());
        let once = Color32::from_rgb(128, 0, 0);
        assert!(canvas.pixels.iter().all(|pixel| *pixel == once), "every pixel once");
    }

    #[test]
    fn nothing_is_drawn_outside_the_clip_or_the_canvas() {
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(Rect::from_min_max(pos2(-50.0, -50.0), pos2(50.0, 50.0)), Color32::RED);
        let canvas = painted(mesh, Rect::from_min_max(pos2(4.0, 4.0), pos2(6.0, 600.0)));
        let red = canvas.pixels.iter().filter(|pixel| **pixel == Color32::RED).count();
        assert_eq!(red, 2 * 6);
    }

    #[test]
    fn a_picture_keeps_its_pixels_at_its_own_size() {
        let mut rasteriser = Rasteriser::default();
        let pixels = vec![Color32::RED, Color32::GREEN, Color32::BLUE, Color32::WHITE];
        let image = ColorImage::new([2, 2], pixels.clone());
        rasteriser.set(TextureId::default(), &ImageDelta::full(image, TextureOptions::LINEAR));
        let mut mesh = Mesh::default();
        let whole = Rect::from_min_size(Pos2::ZERO, vec2(1.0, 1.0));
        mesh.add_rect_with_uv(Rect::from_min_size(Pos2::ZERO, vec2(2.0, 2.0)), whole, Color32::WHITE);
        let shape = ClippedPrimitive { clip_rect: everywhere(), primitive: Primitive::Mesh(mesh) };
        let canvas = rasteriser.paint([2, 2], Color32::BLACK, 1.0, &[shape]);
        assert_eq!(canvas.pixels, pixels);
    }

    #[test]
    fn what_is_copied_looks_the_same_in_parts_and_beyond_the_edge_of_its_picture() {
        let mut rasteriser = Rasteriser::default();
        let pixels = (0..36_u8).map(|at| Color32::from_rgb(at * 7, 255 - at * 5, at)).collect();
        let image = ColorImage::new([6, 6], pixels);
        rasteriser.set(TextureId::default(), &ImageDelta::full(image.clone(), TextureOptions::LINEAR));
        // Two pixels more on each side than the picture has.
        let place = Rect::from_min_size(Pos2::ZERO, vec2(10.0, 10.0));
        let mut mesh = Mesh::default();
        mesh.add_rect_with_uv(
            place,
            Rect::from_min_max(pos2(-2.0 / 6.0, -2.0 / 6.0), pos2(8.0 / 6.0, 8.0 / 6.0)),
            Color32::WHITE,
        );
        let shapes = [ClippedPrimitive { clip_rect: place, primitive: Primitive::Mesh(mesh) }];
        let whole = rasteriser.paint([10, 10], Color32::BLACK, 1.0, &shapes);
        for (at, pixel) in whole.pixels.iter().enumerate() {
            let [x, y] = [at % 10, at / 10].map(|at| at.saturating_sub(2).min(5));
            assert_eq!(*pixel, image.pixels[y * 6 + x], "pixel {at}");
        }
        for left in 0..10 {
            let mut part = whole.clone();
            rasteriser.repaint(&mut part, Area { x: [left, 10], y: [3, 9] }, Color32::RED, 1.0, &shapes);
            assert_eq!(part, whole, "from column {left}");
        }
    }
}
