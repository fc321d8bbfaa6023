//! Small drawings, made of lines so that no font has to have them.

use super::bidi::Direction;
use super::layout::layout;
use crate::ui::theme::Colour;
use egui::{Color32, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

/// A drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// More of it.
    Plus,
    /// Less of it.
    Minus,
    /// Take it away.
    Cross,
    /// Chosen.
    Tick,
    /// Back.
    Left,
    /// Onwards.
    Right,
    /// Further up.
    Up,
    /// Further down.
    Down,
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Look for something.
    Search,
    /// Suits vegetarians.
    Leaf,
    /// Call somebody.
    Bell,
    /// What I eat.
    Funnel,
    /// A payment card.
    Card,
    /// A bank note.
    Note,
    /// A pad of keys.
    Keys,
    /// Paper with lines on it.
    Receipt,
    /// Throw everything away.
    Bin,
    /// A printer.
    Printer,
    /// A person at a counter.
    Counter,
    /// Change it.
    Pencil,
    /// Delete a letter.
    Backspace,
    /// Eaten here: a plate.
    Plate,
    /// Taken away: a bag.
    Bag,
    /// Wait.
    Clock,
    /// Be careful.
    Warning,
    /// Somebody for whom it is made easier.
    Person,
    /// Everything comes lower.
    Lower,
    /// Large letters beside small ones.
    Letters,
    /// Half bright, half dark.
    Contrast,
    /// A voice.
    Voice,
}

impl Icon {
    /// Whether it points along a line of writing: then it points the other way where lines do.
    const fn points(self) -> bool {
        matches!(self, Self::Left | Self::Right | Self::Undo | Self::Redo | Self::Backspace)
    }
}

/// Draws an icon into the largest square of a rectangle.
pub fn draw(ui: &Ui, rect: Rect, icon: Icon, colour: Colour) {
    let side = rect.width().min(rect.height());
    let square = Rect::from_center_size(rect.center(), vec2(side, side));
    let mirrored = icon.points() && layout() == Direction::RightToLeft;
    let at = |x: f32, y: f32| square.min + vec2(if mirrored { 1.0 - x } else { x }, y) * side;
    let stroke = Stroke::new((side * 0.088).max(2.5), colour);
    let path = |points: &[(f32, f32)]| rounded(points.iter().map(|(x, y)| at(*x, *y)).collect(), stroke);
    let ring = |x: f32, y: f32, radius: f32| Shape::circle_stroke(at(x, y), radius * side, stroke);
    let shapes: Vec<Shape> = match icon {
        Icon::Plus => vec![path(&[(0.5, 0.14), (0.5, 0.86)]), path(&[(0.14, 0.5), (0.86, 0.5)])],
        Icon::Minus => vec![path(&[(0.14, 0.5), (0.86, 0.5)])],
        Icon::Cross => vec![path(&[(0.2, 0.2), (0.8, 0.8)]), path(&[(0.8, 0.2), (0.2, 0.8)])],
        Icon::Tick => vec![path(&[(0.14, 0.54), (0.4, 0.8), (0.88, 0.24)])],
        Icon::Left => vec![path(&[(0.5, 0.2), (0.18, 0.5), (0.5, 0.8)]), path(&[(0.2, 0.5), (0.86, 0.5)])],
        Icon::Right => vec![path(&[(0.5, 0.2), (0.82, 0.5), (0.5, 0.8)]), path(&[(0.8, 0.5), (0.14, 0.5)])],
        Icon::Up => vec![path(&[(0.18, 0.66), (0.5, 0.34), (0.82, 0.66)])],
        Icon::Down => vec![path(&[(0.18, 0.34), (0.5, 0.66), (0.82, 0.34)])],
        Icon::Undo => vec![path(&[(0.36, 0.16), (0.12, 0.4), (0.36, 0.64)]), turn(&at, stroke, false)],
        Icon::Redo => vec![path(&[(0.64, 0.16), (0.88, 0.4), (0.64, 0.64)]), turn(&at, stroke, true)],
        Icon::Search => vec![ring(0.42, 0.42, 0.28), path(&[(0.63, 0.63), (0.88, 0.88)])],
        Icon::Leaf => vec![path(&[
            (0.16, 0.86),
            (0.2, 0.44),
            (0.46, 0.2),
            (0.86, 0.14),
            (0.8, 0.56),
            (0.54, 0.8),
            (0.16, 0.86),
            (0.6, 0.4),
        ])],
        Icon::Bell => vec![
            path(&[
                (0.12, 0.72),
                (0.24, 0.58),
                (0.24, 0.38),
                (0.36, 0.22),
                (0.5, 0.18),
                (0.64, 0.22),
                (0.76, 0.38),
                (0.76, 0.58),
            ]),
            path(&[(0.76, 0.58), (0.88, 0.72), (0.12, 0.72)]),
            path(&[(0.42, 0.86), (0.58, 0.86)]),
        ],
        Icon::Funnel => {
            vec![path(&[(0.1, 0.24), (0.9, 0.24)]), path(&[(0.24, 0.5), (0.76, 0.5)]), path(&[(0.38, 0.76), (0.62, 0.76)])]
        }
        Icon::Card => vec![
            path(&[(0.08, 0.24), (0.92, 0.24), (0.92, 0.76), (0.08, 0.76), (0.08, 0.24)]),
            path(&[(0.08, 0.42), (0.92, 0.42)]),
            path(&[(0.2, 0.6), (0.42, 0.6)]),
        ],
        Icon::Note => vec![
            path(&[(0.06, 0.26), (0.94, 0.26), (0.94, 0.74), (0.06, 0.74), (0.06, 0.26)]),
            ring(0.5, 0.5, 0.13),
            path(&[(0.2, 0.46), (0.2, 0.54)]),
            path(&[(0.8, 0.46), (0.8, 0.54)]),
        ],
        Icon::Keys => {
            let key = |column: u8, row: u8| {
                let centre = at(0.26 + 0.24 * f32::from(column), 0.18 + 0.22 * f32::from(row));
                Shape::circle_filled(centre, side * 0.07, colour)
            };
            (0..3).flat_map(|row| (0..3).map(move |column| (column, row))).chain([(1, 3)]).map(|(c, r)| key(c, r)).collect()
        }
        Icon::Receipt => vec![
            path(&[(0.22, 0.1), (0.78, 0.1), (0.78, 0.9), (0.64, 0.8), (0.5, 0.9), (0.36, 0.8), (0.22, 0.9), (0.22, 0.1)]),
            path(&[(0.36, 0.3), (0.64, 0.3)]),
            path(&[(0.36, 0.5), (0.64, 0.5)]),
        ],
        Icon::Bin => vec![
            path(&[(0.12, 0.26), (0.88, 0.26)]),
            path(&[(0.36, 0.24), (0.4, 0.12), (0.6, 0.12), (0.64, 0.24)]),
            path(&[(0.22, 0.28), (0.28, 0.9), (0.72, 0.9), (0.78, 0.28)]),
            path(&[(0.42, 0.44), (0.42, 0.74)]),
            path(&[(0.58, 0.44), (0.58, 0.74)]),
        ],
        Icon::Printer => vec![
            path(&[(0.28, 0.34), (0.28, 0.12), (0.72, 0.12), (0.72, 0.34)]),
            path(&[(0.26, 0.7), (0.1, 0.7), (0.1, 0.36), (0.9, 0.36), (0.9, 0.7), (0.74, 0.7)]),
            path(&[(0.28, 0.58), (0.72, 0.58), (0.72, 0.9), (0.28, 0.9), (0.28, 0.58)]),
        ],
        Icon::Counter => vec![
            ring(0.5, 0.26, 0.15),
            path(&[(0.24, 0.66), (0.28, 0.52), (0.42, 0.46), (0.58, 0.46), (0.72, 0.52), (0.76, 0.66)]),
            path(&[(0.08, 0.7), (0.92, 0.7), (0.92, 0.88), (0.08, 0.88), (0.08, 0.7)]),
        ],
        Icon::Pencil => vec![
            path(&[(0.14, 0.86), (0.2, 0.62), (0.66, 0.16), (0.84, 0.34), (0.38, 0.8), (0.14, 0.86)]),
            path(&[(0.56, 0.26), (0.74, 0.44)]),
        ],
        Icon::Backspace => vec![
            path(&[(0.06, 0.5), (0.32, 0.22), (0.94, 0.22), (0.94, 0.78), (0.32, 0.78), (0.06, 0.5)]),
            path(&[(0.5, 0.38), (0.74, 0.62)]),
            path(&[(0.74, 0.38), (0.5, 0.62)]),
        ],
        Icon::Plate => vec![
            ring(0.5, 0.5, 0.24),
            path(&[(0.08, 0.14), (0.08, 0.32), (0.15, 0.38), (0.22, 0.32), (0.22, 0.14)]),
            path(&[(0.15, 0.14), (0.15, 0.88)]),
            path(&[(0.88, 0.88), (0.88, 0.12), (0.8, 0.24), (0.79, 0.52), (0.88, 0.54)]),
        ],
        Icon::Bag => vec![
            path(&[(0.2, 0.34), (0.8, 0.34), (0.86, 0.9), (0.14, 0.9), (0.2, 0.34)]),
            path(&[(0.36, 0.46), (0.36, 0.22), (0.5, 0.12), (0.64, 0.22), (0.64, 0.46)]),
        ],
        Icon::Clock => vec![ring(0.5, 0.5, 0.38), path(&[(0.5, 0.26), (0.5, 0.52), (0.68, 0.62)])],
        Icon::Warning => vec![
            path(&[(0.5, 0.12), (0.94, 0.86), (0.06, 0.86), (0.5, 0.12)]),
            path(&[(0.5, 0.4), (0.5, 0.62)]),
            path(&[(0.5, 0.72), (0.5, 0.76)]),
        ],
        Icon::Person => vec![
            ring(0.5, 0.5, 0.45),
            Shape::circle_filled(at(0.5, 0.24), side * 0.075, colour),
            path(&[(0.25, 0.38), (0.5, 0.43), (0.75, 0.38)]),
            path(&[(0.5, 0.43), (0.5, 0.58)]),
            path(&[(0.34, 0.82), (0.5, 0.58), (0.66, 0.82)]),
        ],
        Icon::Lower => vec![
            path(&[(0.5, 0.08), (0.5, 0.66)]),
            path(&[(0.26, 0.44), (0.5, 0.68), (0.74, 0.44)]),
            path(&[(0.12, 0.9), (0.88, 0.9)]),
        ],
        Icon::Letters => vec![
            path(&[(0.06, 0.84), (0.34, 0.14), (0.62, 0.84)]),
            path(&[(0.16, 0.6), (0.52, 0.6)]),
            path(&[(0.68, 0.84), (0.82, 0.48), (0.96, 0.84)]),
            path(&[(0.74, 0.7), (0.9, 0.7)]),
        ],
        Icon::Contrast => {
            let half = (0..=16).map(|step| {
                let (sine, cosine) = (std::f32::consts::PI * step as f32 / 16.0).sin_cos();
                at(0.5 + 0.4 * sine, 0.5 - 0.4 * cosine)
            });
            vec![ring(0.5, 0.5, 0.4), Shape::convex_polygon(half.collect(), Color32::from(colour), Stroke::NONE)]
        }
        Icon::Voice => vec![
            path(&[(0.08, 0.38), (0.24, 0.38), (0.48, 0.16), (0.48, 0.84), (0.24, 0.62), (0.08, 0.62), (0.08, 0.38)]),
            path(&[(0.64, 0.36), (0.7, 0.5), (0.64, 0.64)]),
            path(&[(0.78, 0.24), (0.88, 0.5), (0.78, 0.76)]),
        ],
    };
    ui.painter().extend(shapes);
}

/// A line with round ends and corners.
fn rounded(points: Vec<Pos2>, stroke: Stroke) -> Shape {
    let dots = points.iter().map(|at| Shape::circle_filled(*at, stroke.width / 2.0, stroke.color));
    let mut shapes: Vec<Shape> = dots.collect();
    shapes.push(Shape::line(points, stroke));
    Shape::Vec(shapes)
}

fn turn(at: &impl Fn(f32, f32) -> Pos2, stroke: Stroke, mirrored: bool) -> Shape {
    let bow = [(0.12, 0.4), (0.6, 0.4), (0.78, 0.46), (0.88, 0.6), (0.84, 0.76), (0.7, 0.86), (0.5, 0.88)];
    let x = |x: f32| if mirrored { 1.0 - x } else { x };
    rounded(bow.iter().map(|(bx, by)| at(x(*bx), *by)).collect(), stroke)
}

/// The waves of a contactless card.
pub fn waves(ui: &Ui, rect: Rect, colour: Colour) {
    let stroke = Stroke::new((rect.height() * 0.07).max(2.0), colour);
    for step in 1..=3_u8 {
        let radius = rect.height() * 0.16 * f32::from(step);
        let centre = pos2(rect.min.x, rect.center().y);
        let points = (-4..=4_i8).map(|part| {
            let angle = f32::from(part) * 0.2;
            centre + vec2(angle.cos(), angle.sin()) * radius
        });
        ui.painter().add(rounded(points.collect(), stroke));
    }
}
