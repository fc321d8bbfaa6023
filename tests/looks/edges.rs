//! Where something can be touched is seen in high contrast: its edge, or the edge of what it is filled with, from the pixels of every scene.

use cardlast::ui::inspection::{Drawn, DrawnKind};
use cardlast::ui::theme::{Theme, contrast, pairs};
use cardlast::words::Words;
use egui::{Color32, ColorImage, Order, Rect};

use super::drawings::MENU;
use super::ink::{drawn_in, scale};

/// The part of a side that has to be seen. Corners are round.
const MIDDLE: f32 = 0.6;

/// Places of a side that are looked at.
const PLACES: usize = 9;

/// Pixels from beside a control into it between which its edge is: around it, and an edge with what may be left free beside that.
const BAND: std::ops::RangeInclusive<i32> = -4..=22;

/// What has no edge of its own: words or a drawing in a row of a list, which has its lines, and the tabs of the rail, which lie on a field.
fn lies_flat(words: &str, known: &[String]) -> bool {
    known.iter().any(|name| words.starts_with(name.as_str()))
}

fn flat_names() -> Vec<String> {
    let words = Words::new(MENU.default_language());
    let begins = |key: &str| words.with(key, &[("what", "\u{1}".into())]).split('\u{1}').next().unwrap_or_default().to_owned();
    let tabs = MENU.categories().iter().map(|category| category.name.get(MENU.default_language()).to_owned());
    ["line-remove", "line-change"].into_iter().map(begins).chain(tabs).collect()
}

/// How many of the places along the four sides of a rectangle show an edge.
fn edged(picture: &ColorImage, rect: Rect) -> (usize, usize) {
    let pixel = |x: f32, y: f32| -> Option<Color32> {
        let [width, height] = picture.size;
        let (x, y) = (x.round(), y.round());
        let inside = x >= 0.0 && y >= 0.0 && x < width as f32 && y < height as f32;
        inside.then(|| picture.pixels[y as usize * width + x as usize])
    };
    let (mut seen, mut looked) = (0, 0);
    for place in 0..PLACES {
        let along = 0.5 + (place as f32 / (PLACES - 1) as f32 - 0.5) * MIDDLE;
        let (x, y) = (rect.min.x + rect.width() * along, rect.min.y + rect.height() * along);
        let sides: [(f32, f32, f32, f32); 4] =
            [(rect.min.x, y, 1.0, 0.0), (rect.max.x, y, -1.0, 0.0), (x, rect.min.y, 0.0, 1.0), (x, rect.max.y, 0.0, -1.0)];
        for (from_x, from_y, step_x, step_y) in sides {
            let line = BAND.filter_map(|step| pixel(from_x + step_x * step as f32, from_y + step_y * step as f32));
            let line: Vec<Color32> = line.collect();
            let Some(beside) = line.first() else { continue };
            looked += 1;
            seen += usize::from(line.iter().any(|inside| contrast(*inside, *beside) >= pairs::LEAST_FOR_EDGES));
        }
    }
    (seen, looked)
}

/// Controls whose edge is not seen, and how many were looked at.
fn edgeless(picture: &ColorImage, drawn: &[Drawn], (area, scale): (Rect, f32), flat: &[String]) -> (usize, Vec<String>) {
    let controls = drawn.iter().filter(|thing| thing.kind == DrawnKind::Control);
    // What lies under a veil is meant to step back.
    let asks = controls.clone().any(|thing| thing.order >= Order::Foreground);
    let on_top = controls.filter(|thing| !asks || thing.order >= Order::Foreground);
    let whole = on_top.filter(|thing| thing.clip.intersect(area).expand(1.0).contains_rect(thing.rect));
    let (mut looked, mut faults) = (0, Vec::new());
    for control in whole.filter(|thing| !lies_flat(&thing.words, flat)) {
        let rect =
            Rect::from_min_max((control.rect.min.to_vec2() * scale).to_pos2(), (control.rect.max.to_vec2() * scale).to_pos2());
        let (seen, of) = edged(picture, rect);
        looked += 1;
        // The parts of a frame, such as a switch and its positions, share a side.
        if seen * 4 < of * 3 {
            faults.push(format!("{:?}: {seen} of {of} places show an edge", control.words));
        }
    }
    (looked, faults)
}

#[test]
fn a06_every_control_has_an_edge_that_is_seen_in_high_contrast() {
    let flat = flat_names();
    let (mut looked, mut faults) = (0, Vec::new());
    drawn_in(Theme::HighContrast, |name, window, format| {
        let picture = window.picture();
        let (count, found) = edgeless(&picture, &window.drawn(), (window.area(), scale(window, format)), &flat);
        looked += count;
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
    });
    assert!(looked > 1000, "{looked} controls were looked at");
    assert!(faults.is_empty(), "{} of {looked}: {faults:#?}", faults.len());
}

#[test]
fn a06_a_control_without_an_edge_is_found() {
    let rect = Rect::from_min_size(egui::pos2(60.0, 60.0), egui::vec2(120.0, 80.0));
    let area = Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(240.0, 200.0));
    let control = Drawn {
        kind: DrawnKind::Control,
        words: "planted".to_owned(),
        rect,
        room: rect,
        clip: area,
        listed: false,
        order: Order::Background,
    };
    // A field, and a line along so many of its sides.
    let faults = |field: u8, line: u8, sides: usize| {
        let mut picture = ColorImage::filled([240, 200], Color32::BLACK);
        for (x, y) in (60..180).flat_map(|x| (60..140).map(move |y| (x, y))) {
            let at = [x < 64, y < 64, x >= 176, y >= 136];
            let edge = at.iter().take(sides).any(|at| *at);
            picture.pixels[y * 240 + x] = Color32::from_gray(if edge { line } else { field });
        }
        edgeless(&picture, std::slice::from_ref(&control), (area, 1.0), &[]).1.len()
    };
    assert_eq!(faults(0x2A, 0x2A, 4), 1, "a field that is hardly brighter");
    assert_eq!(faults(0xFF, 0xFF, 4), 0, "a bright field");
    assert_eq!(faults(0x14, 0xFF, 4), 0, "a line around a dark one");
    assert_eq!(faults(0x14, 0xFF, 2), 1, "a line on two of four sides");
    assert_eq!(faults(0x14, 0x50, 4), 1, "a line of 2.5:1");
}
