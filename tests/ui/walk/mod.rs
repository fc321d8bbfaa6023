//! Nothing unasked: a walk through every path of the real window, from attract to the number and back.
//!
//! It searches breadth-first. In every situation every control that the accessibility tree knows is tapped with a finger, everything that
//! journal, terminal and restaurant may say is said, and time passes; each time the world begins from where it stood. A *situation* is
//! the screen, what lies over it and what decides about its controls (`situation`); dishes, amounts and letters only matter in so far as
//! they bring other controls, and those are tapped as well. After each happening this must hold:
//!
//! - the window went to one other screen at most, and the closed table has the change with the cause that really was: the intent that
//!   the window sent, inactivity, a payment, the journal;
//! - no dialog opened that the finger did not open, but for the question of whether somebody is there;
//! - no control is there that does not belong to the screen (`belongs`);
//! - on the review and on everything behind it no dish is named that the finger did not choose, and none is in the cart.
//!
//! What a walk must catch is planted by `meddlers`.

mod belongs;
mod judge;
mod meddlers;
mod situation;
mod spy;
mod tests;
pub mod tree;
mod world;

pub use belongs::speaks;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, LazyLock, Mutex};

use cardlast::locale::Language;
use cardlast::machine::kiosk::{Event, ScreenChange, ScreenName, View, cause_of, screen_changes};
use cardlast::ui::{Engine, KioskApp};
use cardlast::words::WordBook;
use egui_kittest::Harness;

use super::window::{self, LANGUAGES, PORTRAIT, harness};
use situation::Past;
use spy::{Heard, Spy};
use tree::{Control, Thing};
use world::{News, START, START_WITH_FRIES, Saved, World};

/// More moments than this without another screen, and time stands still.
const MOMENTS: usize = 400;

/// One thing that is done to the window.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    /// A finger on a control.
    Tap(Control),
    /// A finger beside a dialog.
    TapBeside,
    /// Something happens, by its name.
    Happen(String),
    /// Time passes until something is due.
    Moment,
    /// Time passes until the screen changes.
    Wait,
    /// Minutes pass at once.
    Stall,
}

/// A place that the walk has come to.
struct Node {
    /// A moment that the window can be brought back to, and what was done to the window's looks since.
    base: Arc<Saved>,
    deeds: Vec<Deed>,
    /// How the walk came here.
    path: Vec<Deed>,
    /// What the window said.
    said: String,
    back: ScreenName,
    chosen: BTreeSet<String>,
}

/// What a walk must not find.
#[derive(Debug)]
struct Fault {
    path: Vec<Deed>,
    what: String,
}

/// What a walk has seen.
#[derive(Debug, Default)]
struct Report {
    places: usize,
    situations: BTreeSet<String>,
    taps: usize,
    happenings: usize,
    moments: usize,
    changes: BTreeMap<ScreenChange, usize>,
    intents: BTreeSet<&'static str>,
}

/// A walk.
struct Walk {
    world: World,
    harness: Harness<'static, KioskApp>,
    heard: Arc<Mutex<Heard>>,
    /// The language that this walk is in, and the words of all of them.
    language: Language,
    book: WordBook,
    table: BTreeSet<ScreenChange>,
    menu_page: Saved,
    start: Saved,
    tried: BTreeSet<(String, Deed)>,
    seen: BTreeSet<String>,
    queue: VecDeque<Node>,
    report: Report,
    // Where the walk stands.
    back: ScreenName,
    chosen: BTreeSet<String>,
    path: Vec<Deed>,
    /// The dialogs that lay over the screen before the deed.
    dialogs: Vec<String>,
    /// The window is certainly not where the visited place was.
    moved: bool,
}

impl Walk {
    /// A walk in a language, over an engine that may be wrapped into something.
    fn new(tag: &str, wrap: impl FnOnce(Box<dyn Engine>) -> Box<dyn Engine>) -> Self {
        let mut world = World::new(tag);
        let heard = Arc::new(Mutex::new(Heard::default()));
        let start = world.save();
        let spy = Spy { engine: wrap(Box::new(world.engine())), heard: Arc::clone(&heard) };
        let harness = harness(PORTRAIT, Box::new(spy));
        let tags = LANGUAGES.map(|tag| Language::new(tag).expect("a tag"));
        let menu_page = somewhere(&mut world, &start);
        world.load(&start);
        Self {
            world,
            harness,
            heard,
            language: Language::new(tag).expect("a tag"),
            book: WordBook::new(&tags),
            table: screen_changes().into_iter().collect(),
            menu_page,
            start,
            tried: BTreeSet::new(),
            seen: BTreeSet::new(),
            queue: VecDeque::new(),
            report: Report::default(),
            back: ScreenName::Menu,
            chosen: BTreeSet::new(),
            path: Vec::new(),
            dialogs: Vec::new(),
            moved: false,
        }
    }

    /// Walks until nothing new is left.
    fn go(mut self) -> Result<Report, Fault> {
        self.settle();
        let start = Arc::new(self.start.clone());
        let said = said(&tree::things(&self.harness));
        let (deeds, path, chosen) = (Vec::new(), Vec::new(), BTreeSet::new());
        self.queue.push_back(Node { base: start, deeds, path, said, back: ScreenName::Menu, chosen });
        while let Some(node) = self.queue.pop_front() {
            self.visit(&node)?;
        }
        Ok(self.report)
    }

    fn settle(&mut self) {
        window::settle(&mut self.harness, self.world.knobs());
    }

    fn view(&self) -> Arc<View> {
        Arc::clone(self.harness.state().view())
    }

    /// Does in a place whatever has not been done in such a situation yet.
    fn visit(&mut self, node: &Node) -> Result<(), Fault> {
        self.bring(node);
        let things = tree::things(&self.harness);
        let situation = situation::situation(&self.view(), self.past(), &things, &self.world);
        let before = said(&things);
        let mut fresh = true;
        for deed in self.deeds(&things) {
            if !self.tried.insert((situation.clone(), deed.clone())) {
                continue;
            }
            if !fresh {
                self.bring(node);
            }
            self.path.push(deed.clone());
            self.moved = !matches!(deed, Deed::Tap(_));
            self.perform(&deed, Some(node))?;
            self.path.pop();
            self.chosen.clone_from(&node.chosen);
            // What left no trace needs no return.
            fresh = !self.moved && self.nothing_heard() && said(&tree::things(&self.harness)) == before;
        }
        Ok(())
    }

    fn past(&self) -> Past {
        Past { back: self.back, stalled: self.path.contains(&Deed::Stall) }
    }

    fn nothing_heard(&self) -> bool {
        self.heard.lock().expect("no panic").intents.iter().all(|intent| *intent == "touch")
    }

    /// What can be done now.
    fn deeds(&self, things: &[Thing]) -> Vec<Deed> {
        let taps = tree::open_controls(things).into_iter().map(Deed::Tap);
        let beside = things.iter().any(|thing| thing.covered).then_some(Deed::TapBeside);
        let news = self.world.news().into_iter().map(|news| Deed::Happen(news.name));
        taps.chain(beside).chain(news).chain([Deed::Moment, Deed::Wait, Deed::Stall]).collect()
    }

    /// Brings window and world back to a place.
    fn bring(&mut self, node: &Node) {
        // Often the window has nothing to forget, and two frames are saved. At attract it would have to forget the future.
        let mut clean = node.deeds.is_empty() && node.base.screen() != ScreenName::Attract;
        if clean {
            self.world.load(&node.base);
            self.settle();
            clean = said(&tree::things(&self.harness)) == node.said;
        }
        if !clean {
            self.clear_looks();
            self.world.load(&node.base);
            self.settle();
        }
        for deed in &node.deeds {
            self.replay(deed);
        }
        self.back = node.back;
        self.chosen.clone_from(&node.chosen);
        self.path.clone_from(&node.path);
        *self.heard.lock().expect("no panic") = Heard::default();
    }

    /// Lets a customer come and go, so that the window forgets what it only keeps for looks.
    fn clear_looks(&mut self) {
        let menu_page = self.menu_page.clone();
        self.world.load(&menu_page);
        self.harness.step();
        let start = self.start.clone();
        self.world.load(&start);
        self.world.happen(&boot(&self.world));
        self.harness.step();
    }

    fn replay(&mut self, deed: &Deed) {
        match deed {
            Deed::Tap(control) => self.tap(control),
            Deed::TapBeside => self.tap_beside(),
            Deed::Happen(_) | Deed::Moment | Deed::Wait | Deed::Stall => unreachable!("only taps change looks"),
        }
    }

    fn tap(&mut self, control: &Control) {
        let whole = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::Vec2::from(PORTRAIT));
        let Some(node) = tree::find(&self.harness, control) else { return };
        if whole.contains_rect(node.rect()) {
            node.click();
        } else {
            // What has been scrolled out of sight comes into sight when the keyboard goes there.
            node.focus();
            self.settle();
            if let Some(node) = tree::find(&self.harness, control) {
                node.click();
            }
        }
        self.settle();
    }

    fn tap_beside(&mut self) {
        let corner = egui::pos2(12.0, PORTRAIT[1] - 12.0);
        self.harness.hover_at(corner);
        self.harness.drag_at(corner);
        self.harness.drop_at(corner);
        self.settle();
    }

    /// Does it and looks at what came of it. Where that is new, the walk will come back.
    fn perform(&mut self, deed: &Deed, from: Option<&Node>) -> Result<(), Fault> {
        let before = self.view();
        self.dialogs = tree::dialogs(&self.harness);
        *self.heard.lock().expect("no panic") = Heard { intents: Vec::new(), screens: vec![before.name] };
        match deed {
            Deed::Tap(control) => {
                self.report.taps += 1;
                self.choose(&before, &control.name);
                self.tap(control);
                self.judge(&before, deed, None)?;
                self.arrive(deed, from);
            }
            Deed::TapBeside => {
                self.report.taps += 1;
                self.tap_beside();
                self.judge(&before, deed, None)?;
                self.arrive(deed, from);
            }
            Deed::Happen(name) => {
                self.report.happenings += 1;
                let found = self.world.news().into_iter().find(|news| news.name == *name);
                let Some(news) = found else { return Ok(()) };
                let cause = cause_of(&news.event, before.name);
                if name == START_WITH_FRIES {
                    self.chosen = BTreeSet::from(["fries".to_owned()]);
                }
                self.world.happen(&news);
                self.settle();
                self.judge(&before, deed, Some(cause))?;
                self.arrive(deed, None);
            }
            Deed::Moment | Deed::Stall => {
                self.moment(deed)?;
            }
            Deed::Wait => {
                for _ in 0..MOMENTS {
                    if !self.moment(deed)? || self.view().name != before.name {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Until the next thing is due; false when nothing ever is.
    fn moment(&mut self, deed: &Deed) -> Result<bool, Fault> {
        let before = self.view();
        self.dialogs = tree::dialogs(&self.harness);
        if *deed == Deed::Stall {
            self.world.stall();
        } else if !self.world.wait() {
            return Ok(false);
        }
        self.report.moments += 1;
        *self.heard.lock().expect("no panic") = Heard { intents: Vec::new(), screens: vec![before.name] };
        self.settle();
        self.judge(&before, deed, Some(cause_of(&Event::Tick, before.name)))?;
        self.arrive(deed, None);
        Ok(true)
    }

    /// Remembers a place that offers something which has not been done in such a situation.
    fn arrive(&mut self, deed: &Deed, from: Option<&Node>) {
        let view = self.view();
        // The other language has a walk of its own.
        if view.language != self.language && view.name != ScreenName::Starting && self.path.len() > 2 {
            return;
        }
        let things = tree::things(&self.harness);
        let situation = situation::situation(&view, self.past(), &things, &self.world);
        if !self.seen.insert(format!("{situation}\n{}", said(&things))) {
            return;
        }
        self.report.situations.insert(situation.clone());
        let new = self.deeds(&things).into_iter().any(|deed| !self.tried.contains(&(situation.clone(), deed)));
        if !new {
            return;
        }
        self.report.places += 1;
        let (base, deeds) = match from {
            Some(node) if self.has_looks(&things) => {
                (Arc::clone(&node.base), [node.deeds.as_slice(), std::slice::from_ref(deed)].concat())
            }
            _ => (Arc::new(self.world.save()), Vec::new()),
        };
        let (path, said, chosen) = (self.path.clone(), said(&things), self.chosen.clone());
        self.queue.push_back(Node { base, deeds, path, said, back: self.back, chosen });
    }

    /// Whether the window shows something that the engine knows nothing of, such as an open panel.
    fn has_looks(&mut self, things: &[Thing]) -> bool {
        self.moved = true;
        let here = self.world.save();
        self.clear_looks();
        self.world.load(&here);
        self.settle();
        said(&tree::things(&self.harness)) != said(things)
    }
}

/// What is on the screen, wherever it is. What only scrolls a list tells nothing new.
fn said(things: &[Thing]) -> String {
    static SCROLLS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let words = LANGUAGES.map(super::window::words);
        let both = words.iter().flat_map(|words| ["scroll-up", "scroll-down"].map(|key| words.with(key, &[("what", "".into())])));
        both.collect()
    });
    let still = things.iter().filter(|thing| !SCROLLS.iter().any(|scroll| thing.name.starts_with(scroll)));
    still.map(Thing::said).collect::<Vec<_>>().join("\n")
}

fn boot(world: &World) -> News {
    world.news().into_iter().find(|news| news.name == START).expect("it has not started")
}

/// Any moment at which a customer is there.
fn somewhere(world: &mut World, start: &Saved) -> Saved {
    use cardlast::catalogue::ServiceMode;
    use cardlast::machine::kiosk::Intent;
    world.load(start);
    world.happen(&boot(world));
    let _ = world.engine().pump(vec![Intent::Start(ServiceMode::DineIn)]);
    world.save()
}
