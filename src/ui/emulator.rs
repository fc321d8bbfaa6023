//! The window of a terminal's emulator: the terminal, what is to go wrong with the next payments, and its own book.

use std::sync::{Arc, Mutex};

use egui::{Align2, Rect, Stroke, StrokeKind, Ui, ViewportCommand};

use super::engine::Waker;
use super::landmarks::{Narrator, Watcher};
use super::screens::terminal::{PRACTICE_BELOW, troubles};
use super::terminal;
use super::theme::{self, Face, Palette, colour, line, radius, space, touch};
use super::widgets::{Arrows, Column, Cut as _, House as _, Quiet, device_switch, read_in};
use super::window::{self, EngineError, Scene, WindowError, WindowOptions};
use crate::locale::Language;
use crate::payment::{EmulatorLine, EmulatorLook, EmulatorPlate};
use crate::ui::fingers::Fingers;
use crate::words::{Value, Words};

/// The pixels of the window that fit everything.
pub const PIXELS: (u16, u16) = (1180, 960);

/// What the window says of its emulator.
#[derive(Debug, Clone)]
pub struct Bearings {
    /// The protocol, as people write it.
    pub protocol: String,
    /// Where it listens.
    pub address: String,
    /// The language of the window.
    pub language: Language,
}

/// Opens the window and runs it until it is closed or `stop` says so.
///
/// # Errors
/// [`WindowError`] when there is no display, it cannot be drawn on, or the emulator does not start.
pub fn run(
    options: WindowOptions,
    bearings: Bearings,
    narrate: Option<Narrator>,
    stop: impl Fn() -> bool + 'static,
    make_plate: impl FnOnce(Waker) -> Result<Arc<dyn EmulatorPlate>, EngineError> + 'static,
) -> Result<(), WindowError> {
    window::show(options, move |ctx, waker| {
        let plate = make_plate(waker)?;
        Ok(Box::new(EmulatorApp::new(ctx, plate, bearings, narrate, Box::new(stop))))
    })
}

/// The window of an emulator.
pub struct EmulatorApp {
    plate: Arc<dyn EmulatorPlate>,
    look: EmulatorLook,
    bearings: Bearings,
    words: Words,
    stop: Box<dyn Fn() -> bool>,
}

impl std::fmt::Debug for EmulatorApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmulatorApp").field("bearings", &self.bearings).finish_non_exhaustive()
    }
}

impl EmulatorApp {
    /// Dresses a context and looks at the emulator for the first time.
    #[must_use]
    pub fn new(
        ctx: &egui::Context,
        plate: Arc<dyn EmulatorPlate>,
        bearings: Bearings,
        narrate: Option<Narrator>,
        stop: Box<dyn Fn() -> bool>,
    ) -> Self {
        theme::apply(ctx);
        ctx.add_plugin(Fingers::default());
        if let Some(narrator) = narrate {
            Watcher::install(ctx, narrator, Arc::new(Mutex::new("emulator")));
        }
        let (look, words) = (plate.look(), Words::new(&bearings.language));
        Self { plate, look, bearings, words, stop }
    }

    fn draw_all(&mut self, ui: &mut Ui) {
        read_in(self.words.language());
        let mut area = ui.max_rect().shrink(space::M);
        let mut taps = Vec::new();
        let mut left = area.cut_left(terminal::SIZE.x, space::L);
        let device = left.cut_top(terminal::SIZE.y, 0.0);
        let title = self.words.with("emulator-title", &[("protocol", Value::from(self.bearings.protocol.as_str()))]);
        terminal::device(ui, device, &title, &self.look.face, &self.words, &mut taps);
        let address = self.words.with("emulator-address", &[("address", Value::from(self.bearings.address.as_str()))]);
        ui.say(area.cut_top(36.0, space::S), &address, Face::body().bold(), Align2::LEFT_CENTER, 1);
        // What lasts until it is switched off: a bank that declines, a plug that is pulled.
        let switches = area.cut_top(PRACTICE_BELOW.y, space::M);
        troubles(ui, switches, &self.look.face, &self.words, &mut taps);
        let book = area.cut_bottom(BOOK_HEIGHT, space::M);
        self.faults(ui, area);
        self.book(ui, book);
        taps.into_iter().for_each(|tap| self.plate.tap(tap));
    }

    /// What goes wrong with the next payment, and those after it.
    fn faults(&self, ui: &mut Ui, rect: Rect) {
        ui.painter().rect_filled(rect, radius::L, colour::WARNING_FIELD);
        ui.painter().rect_stroke(rect, radius::L, Stroke::new(line::edge(), colour::WARNING), StrokeKind::Inside);
        let mut area = rect.shrink(space::S);
        let mut head = area.cut_top(touch::TARGET, space::XS);
        let clear = head.cut_right(180.0, space::S);
        let planned = match self.look.planned.as_slice() {
            [] => self.words.get("emulator-nothing-planned"),
            planned => {
                let names: Vec<_> = planned.iter().map(|fault| self.fault_name(fault)).collect();
                self.words.with("emulator-planned", &[("faults", Value::Owned(self.words.list(&names)))])
            }
        };
        ui.say(head, &planned, Face::small().bold().colour(colour::WARNING), Align2::LEFT_CENTER, 3);
        let label = self.words.get("emulator-forget-plan");
        if ui.named_button(clear, &label, &label, None, Quiet::Edged, !self.look.planned.is_empty()) {
            self.plate.forget_plan();
        }
        let name = self.words.get("emulator-faults");
        ui.list(area, "faults", &self.words, &name, Arrows::Beside, |ui, column: &mut Column, _| {
            for row in self.look.faults.chunks(2) {
                let line = column.take(touch::TARGET);
                for (cell, fault) in line.columns(2, touch::GAP).into_iter().zip(row) {
                    let on = self.look.planned.contains(fault);
                    if device_switch(ui, cell, ("fault", fault), &self.fault_name(fault), on) {
                        self.plate.plan(fault);
                    }
                }
                column.skip(touch::GAP);
            }
        });
    }

    fn book(&self, ui: &mut Ui, rect: Rect) {
        ui.painter().rect_filled(rect, radius::L, colour::SURFACE);
        ui.painter().rect_stroke(rect, radius::L, Stroke::new(line::thin(), colour::LINE), StrokeKind::Inside);
        let mut area = rect.shrink(space::S);
        ui.say(area.cut_top(30.0, space::XS), &self.words.get("emulator-book"), Face::small().bold(), Align2::LEFT_CENTER, 1);
        if self.look.book.is_empty() {
            ui.say(area, &self.words.get("emulator-book-empty"), Face::small().soft(), Align2::LEFT_TOP, 2);
        }
        for EmulatorLine { amount, end, name } in self.look.book.iter().rev().take(BOOK_LINES) {
            let mut row = area.cut_top(BOOK_LINE, 0.0);
            let became = self.words.get(&format!("emulator-end-{end}"));
            ui.say(row.cut_left(120.0, space::S), &self.words.money(*amount), Face::small().bold(), Align2::RIGHT_CENTER, 1);
            ui.say(row.cut_left(150.0, space::S), &became, Face::small(), Align2::LEFT_CENTER, 1);
            ui.say(row, name, Face::small().soft(), Align2::LEFT_CENTER, 1);
        }
    }

    fn fault_name(&self, fault: &str) -> String {
        self.words.get(&format!("emulator-fault-{fault}"))
    }
}

/// The latest payments are shown.
const BOOK_LINES: usize = 6;
const BOOK_LINE: f32 = 30.0;
const BOOK_HEIGHT: f32 = 38.0 + 2.0 * space::S + BOOK_LINE * BOOK_LINES as f32;

impl Scene for EmulatorApp {
    fn advance(&mut self, ctx: &egui::Context) {
        theme::dress(ctx, &Palette::default());
        self.look = self.plate.look();
        if (self.stop)() {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    fn draw(&mut self, ui: &mut Ui) {
        self.draw_all(ui);
    }
}
