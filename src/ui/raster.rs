//! Draws what egui tessellated into memory, without a display or a graphics card: for pictures of the screens, for tests, and the
//! same to the last bit on every machine.
//!
//! Colours are blended as the window blends them: premultiplied, in gamma space. Pixels belong to triangles by the top-left rule on
//! corners rounded to 1/256 of a pixel, so that neighbours neither overlap nor leave a gap.

use std::collections::{BTreeMap, BTreeSet};

use egui::epaint::{ClippedPrimitive, ImageData, ImageDelta, Primitive, Vertex};
use egui::{Color32, ColorImage, Mesh, Pos2, Rect, TextureId, TextureOptions, TexturesDelta};

/// Corners are rounded to so many parts of a pixel.
const SUB: i64 = 256;

/// The textures that egui handed over so far, and the drawing.
#[derive(Debug, Default)]
pub struct Rasteriser {
    textures: BTreeMap<TextureId, Texture>,
    freed: BTreeSet<TextureId>,
}

#[derive(Debug)]
struct Texture {
    image: ColorImage,
    smooth: bool,
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
                self.textures.insert(id, Texture { image: ColorImage::clone(image), smooth });
            }
        }
    }

    /// Draws onto a new canvas of so many pixels.
    #[must_use]
    pub fn paint(
        &self,
        [width, height]: [usize; 2],
        ground: Color32,
        pixels_per_point: f32,
        shapes: &[ClippedPrimitive],
    ) -> ColorImage {
        let mut canvas = ColorImage::filled([width, height], ground);
        for ClippedPrimitive { clip_rect, primitive } in shapes {
            let Primitive::Mesh(mesh) = primitive else { continue };
            if let Some(texture) = self.textures.get(&mesh.texture_id) {
                let clip = Clip::new(*clip_rect, pixels_per_point, canvas.size);
                paint_mesh(&mut canvas, &clip, mesh, texture, pixels_per_point);
            }
        }
        canvas
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
}

fn paint_mesh(canvas: &mut ColorImage, clip: &Clip, mesh: &Mesh, texture: &Texture, pixels_per_point: f32) {
    for corners in mesh.indices.chunks_exact(3) {
        let [a, b, c] = [corners[0], corners[1], corners[2]].map(|index| mesh.vertices[index as usize]);
        if let Some(triangle) = Triangle::new(a, b, c, pixels_per_point) {
            triangle.paint(canvas, clip, texture);
        }
    }
}

/// A corner in parts of a pixel.
#[derive(Clone, Copy)]
struct Corner {
    x: i64,
    y: i64,
}

impl Corner {
    fn new(at: Pos2, pixels_per_point: f32) -> Self {
        let part = |length: f32| (length * pixels_per_point * SUB as f32).round() as i64;
        Self { x: part(at.x), y: part(at.y) }
    }
}

/// Twice the area of the triangle that two corners make with a point; positive when it lies to their right on the screen.
fn cross(a: Corner, b: Corner, at: Corner) -> i64 {
    (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x)
}

/// A value that changes evenly over the triangle.
#[derive(Clone, Copy)]
struct Plane {
    at_origin: f32,
    per_x: f32,
    per_y: f32,
}

impl Plane {
    fn at(self, x: i64, y: i64) -> f32 {
        self.at_origin + self.per_x * (x as f32 + 0.5) + self.per_y * (y as f32 + 0.5)
    }
}

struct Triangle {
    corners: [Corner; 3],
    vertices: [Vertex; 3],
    area: i64,
}

impl Triangle {
    fn new(a: Vertex, b: Vertex, c: Vertex, pixels_per_point: f32) -> Option<Self> {
        let corner = |vertex: Vertex| Corner::new(vertex.pos, pixels_per_point);
        let area = cross(corner(a), corner(b), corner(c));
        // One way round, so that "inside" is one sign.
        let vertices = if area < 0 { [a, c, b] } else { [a, b, c] };
        (area != 0).then(|| Self { corners: vertices.map(corner), vertices, area: area.abs() })
    }

    fn plane(&self, value: impl Fn(&Vertex) -> f32) -> Plane {
        let [a, b, c] = self.corners.map(|corner| (corner.x as f32 / SUB as f32, corner.y as f32 / SUB as f32));
        let [at_a, at_b, at_c] = [0, 1, 2].map(|index| value(&self.vertices[index]));
        let area = self.area as f32 / (SUB * SUB) as f32;
        let per_x = ((at_b - at_a) * (c.1 - a.1) - (at_c - at_a) * (b.1 - a.1)) / area;
        let per_y = ((at_c - at_a) * (b.0 - a.0) - (at_b - at_a) * (c.0 - a.0)) / area;
        Plane { at_origin: at_a - per_x * a.0 - per_y * a.1, per_x, per_y }
    }

    /// The pixels of a row whose middle lies inside.
    fn span(&self, y: i64, clip: &Clip) -> [i64; 2] {
        let [mut from, mut to] = clip.x;
        for edge in 0..3 {
            let (a, b) = (self.corners[edge], self.corners[(edge + 1) % 3]);
            let first = cross(a, b, Corner { x: SUB / 2, y: y * SUB + SUB / 2 });
            let step = -(b.y - a.y) * SUB;
            // An edge that is a left or a top one owns the pixels on it.
            let owns = a.y > b.y || (a.y == b.y && a.x < b.x);
            let least = i64::from(!owns);
            if step == 0 {
                if first < least {
                    return [0, 0];
                }
            } else if step > 0 {
                from = from.max((least - first).div_euclid(step) + i64::from((least - first).rem_euclid(step) != 0));
            } else {
                to = to.min((first - least).div_euclid(-step) + 1);
            }
        }
        [from, to]
    }

    fn paint(&self, canvas: &mut ColorImage, clip: &Clip, texture: &Texture) {
        let rows = self.corners.map(|corner| corner.y.div_euclid(SUB));
        let [top, bottom] = [rows.iter().min(), rows.iter().max()].map(|row| row.copied().unwrap_or(0));
        let width = canvas.size[0];
        let ink = Ink::new(self, texture);
        for y in top.max(clip.y[0])..(bottom + 1).min(clip.y[1]) {
            let [from, to] = self.span(y, clip);
            if from < to {
                let start = y as usize * width;
                ink.paint(&mut canvas.pixels[start + from as usize..start + to as usize], from, y);
            }
        }
    }
}

/// What fills a triangle.
enum Ink<'a> {
    /// One colour.
    Even(Color32),
    /// A colour at each corner, and between them what lies between.
    Shaded { texel: [f32; 4], colour: [Plane; 4] },
    /// A picture, tinted.
    Picture { texture: &'a Texture, u: Plane, v: Plane, colour: [Plane; 4] },
}

impl<'a> Ink<'a> {
    fn new(triangle: &Triangle, texture: &'a Texture) -> Self {
        let [a, b, c] = &triangle.vertices;
        let colour = [0, 1, 2, 3].map(|channel| triangle.plane(|vertex| f32::from(vertex.color[channel])));
        if a.uv == b.uv && b.uv == c.uv {
            let [width, height] = texture.image.size;
            let texel = texture.sample(a.uv.x * width as f32, a.uv.y * height as f32);
            if a.color == b.color && b.color == c.color {
                return Self::Even(tinted(texel, [0, 1, 2, 3].map(|channel| f32::from(a.color[channel]))));
            }
            return Self::Shaded { texel, colour };
        }
        let [width, height] = texture.image.size.map(|side| side as f32);
        let (u, v) = (triangle.plane(|vertex| vertex.uv.x * width), triangle.plane(|vertex| vertex.uv.y * height));
        Self::Picture { texture, u, v, colour }
    }

    fn paint(&self, row: &mut [Color32], from: i64, y: i64) {
        match self {
            Self::Even(colour) if colour.a() == 255 => row.fill(*colour),
            Self::Even(colour) => row.iter_mut().for_each(|pixel| *pixel = over(*colour, *pixel)),
            Self::Shaded { texel, colour } => {
                for (pixel, x) in row.iter_mut().zip(from..) {
                    *pixel = over(tinted(*texel, colour.map(|channel| channel.at(x, y))), *pixel);
                }
            }
            Self::Picture { texture, u, v, colour } => {
                for (pixel, x) in row.iter_mut().zip(from..) {
                    let texel = texture.sample(u.at(x, y), v.at(x, y));
                    *pixel = over(tinted(texel, colour.map(|channel| channel.at(x, y))), *pixel);
                }
            }
        }
    }
}

impl Texture {
    /// The texture at a place in its own pixels, channels from 0 to 255.
    fn sample(&self, u: f32, v: f32) -> [f32; 4] {
        let [width, height] = self.image.size;
        let texel = |x: i64, y: i64| {
            let (x, y) = (x.clamp(0, width as i64 - 1) as usize, y.clamp(0, height as i64 - 1) as usize);
            self.image.pixels[y * width + x].to_array().map(f32::from)
        };
        if !self.smooth {
            return texel(u.floor() as i64, v.floor() as i64);
        }
        let (u, v) = (u - 0.5, v - 0.5);
        let (x, y) = (u.floor() as i64, v.floor() as i64);
        let (right, down) = (u - u.floor(), v - v.floor());
        let [nw, ne, sw, se] = [texel(x, y), texel(x + 1, y), texel(x, y + 1), texel(x + 1, y + 1)];
        [0, 1, 2, 3].map(|channel| {
            let upper = nw[channel] + (ne[channel] - nw[channel]) * right;
            let lower = sw[channel] + (se[channel] - sw[channel]) * right;
            upper + (lower - upper) * down
        })
    }
}

fn tinted(texel: [f32; 4], tint: [f32; 4]) -> Color32 {
    let [r, g, b, a] = [0, 1, 2, 3].map(|channel| (texel[channel] * tint[channel] / 255.0).round().clamp(0.0, 255.0) as u8);
    Color32::from_rgba_premultiplied(r, g, b, a)
}

fn over(ink: Color32, ground: Color32) -> Color32 {
    let rest = u32::from(255 - ink.a());
    let [r, g, b, a] = [0, 1, 2, 3].map(|channel| {
        let shining_through = (u32::from(ground[channel]) * rest + 127) / 255;
        u8::try_from(u32::from(ink[channel]) + shining_through).unwrap_or(u8::MAX)
    });
    Color32::from_rgba_premultiplied(r, g, b, a)
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
        let once = over(half, Color32::BLACK);
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
}
