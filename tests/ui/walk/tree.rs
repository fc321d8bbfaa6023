//! What the accessibility tree says is on the screen.

use cardlast::ui::KioskApp;
use egui::Rect;
use egui::accesskit::{Action, Role, Toggled};
use egui_kittest::kittest::NodeT as _;
use egui_kittest::{Harness, Node};

/// One thing on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// What it is called or says.
    pub name: String,
    /// What kind of thing it is.
    pub role: Role,
    /// Whether it can be tapped now.
    pub enabled: bool,
    /// Whether it is chosen, for things that can be.
    pub chosen: Option<bool>,
    /// Whether it is a control at all.
    pub control: bool,
    /// Whether a dialog lies over it.
    pub covered: bool,
    /// Where it is.
    pub rect: Rect,
}

impl Thing {
    /// Without where it is.
    pub fn said(&self) -> String {
        let Self { name, role, enabled, chosen, .. } = self;
        format!("{role:?} {name} {enabled} {chosen:?}")
    }
}

/// A control to be tapped: its role, its name, and which of those that are called so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Control {
    pub role: String,
    pub name: String,
    pub place: usize,
}

/// Everything on the screen.
pub fn things(harness: &Harness<'_, KioskApp>) -> Vec<Thing> {
    let dialog = dialog(harness);
    let inside: Vec<_> =
        dialog.iter().flat_map(|node| node.children_recursive()).map(|node| node.accesskit_node().id()).collect();
    let nodes = harness.root().children_recursive().filter_map(|node| {
        let inner = node.accesskit_node();
        let name = inner.label().or_else(|| inner.value())?;
        let control = inner.data().supports_action(Action::Click);
        inner.bounding_box()?;
        Some(Thing {
            name,
            role: inner.role(),
            enabled: !inner.is_disabled(),
            chosen: inner.toggled().map(|toggled| toggled == Toggled::True),
            control,
            covered: dialog.is_some() && !inside.contains(&inner.id()),
            rect: node.rect(),
        })
    });
    nodes.collect()
}

/// The dialog that lies over everything, if there is one.
fn dialog<'a>(harness: &'a Harness<'_, KioskApp>) -> Option<Node<'a>> {
    harness.root().children_recursive().filter(|node| node.accesskit_node().role() == Role::Dialog).last()
}

/// What the dialogs that lie over the screen are called, the uppermost last.
pub fn dialogs(harness: &Harness<'_, KioskApp>) -> Vec<String> {
    let dialogs = harness.root().children_recursive().filter(|node| node.accesskit_node().role() == Role::Dialog);
    dialogs.map(|node| node.accesskit_node().label().unwrap_or_default()).collect()
}

/// What can be tapped now.
pub fn open_controls(things: &[Thing]) -> Vec<Control> {
    let mut controls: Vec<Control> = Vec::new();
    for thing in things.iter().filter(|thing| thing.control && thing.enabled && !thing.covered) {
        let role = format!("{:?}", thing.role);
        let place = controls.iter().filter(|other| other.role == role && other.name == thing.name).count();
        controls.push(Control { role, name: thing.name.clone(), place });
    }
    controls
}

/// The control's node, for a finger.
pub fn find<'a>(harness: &'a Harness<'_, KioskApp>, control: &Control) -> Option<Node<'a>> {
    let alike = harness.root().children_recursive().filter(|node| {
        let inner = node.accesskit_node();
        let called = inner.label().as_ref() == Some(&control.name) && format!("{:?}", inner.role()) == control.role;
        called && inner.data().supports_action(Action::Click) && !inner.is_disabled()
    });
    // A control under a dialog may be called the same; those of the dialog come last.
    let alike: Vec<_> = alike.collect();
    match dialog(harness) {
        Some(_) => alike.into_iter().last(),
        None => alike.into_iter().nth(control.place),
    }
}
