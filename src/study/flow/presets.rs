//! The flows that are shipped with the program.

use std::path::Path;

use super::file::read;
use super::model::Flow;
use crate::handwritten::Problems;

/// A flow that the program carries.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
}

/// All of them.
pub const PRESETS: [Preset; 6] = [
    Preset { name: "kiosk-card-last", text: include_str!("../../../assets/flows/kiosk-card-last.toml") },
    Preset { name: "kiosk-card-first", text: include_str!("../../../assets/flows/kiosk-card-first.toml") },
    Preset { name: "atm-pin-last", text: include_str!("../../../assets/flows/atm-pin-last.toml") },
    Preset { name: "atm-pin-first", text: include_str!("../../../assets/flows/atm-pin-first.toml") },
    Preset { name: "atm-cash-first", text: include_str!("../../../assets/flows/atm-cash-first.toml") },
    Preset { name: "b25", text: include_str!("../../../assets/flows/b25.toml") },
];

/// The preset of this name.
pub fn preset(name: &str) -> Option<Preset> {
    PRESETS.into_iter().find(|preset| preset.name == name)
}

impl Preset {
    /// Reads it.
    ///
    /// # Errors
    /// Never for those that are shipped; a test reads them all.
    pub fn flow(self) -> Result<Flow, Problems> {
        read(Path::new(&format!("{}.toml", self.name)), self.text)
    }
}
