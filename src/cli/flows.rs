//! Flows by name: those that are shipped, and files.

use std::path::{Path, PathBuf};

use cardlast::catalogue::Problems;
use cardlast::config::Config;
use cardlast::machine::kiosk::Policy;
use cardlast::script::PlayOptions;
use cardlast::study::flow::conformance::{self, Driven};
use cardlast::study::flow::{self, Flow, Machine};

use super::Failure;
use super::place::load_menu;

/// The flow that words mean: the name of one that is shipped, or a file; with the path that its problems are told of.
///
/// # Errors
/// When there is no such file. A flow that is wrong is an answer.
pub fn flow_called(name: &str) -> Result<(PathBuf, Result<Flow, Problems>), Failure> {
    let (path, text) = match flow::preset(name) {
        Some(preset) => (PathBuf::from(format!("{name}.toml")), preset.text.to_owned()),
        None => (PathBuf::from(name), text_of(name)?),
    };
    let flow = flow::read(&path, &text);
    Ok((path, flow))
}

/// What was driven through the machine that a flow names, or everything that this machine refuses.
pub type Driving = Result<Option<Driven>, Problems>;

/// Drives a flow through the machine that it names; the kiosk with this menu, or the configured one.
///
/// # Errors
/// When the kiosk cannot be had, for want of a menu. An event that the machine refuses is an answer.
pub fn drive(flow: &Flow, path: &Path, menu: Option<&Path>, config: &Config) -> Result<Driving, Failure> {
    match flow.machine {
        None => Ok(Ok(None)),
        Some(Machine::Atm) => Ok(conformance::drive_atm(flow, path, config.kiosk)),
        Some(Machine::Kiosk) => {
            let menu = load_menu(menu.unwrap_or(&config.menu))
                .map_err(|error| format!("the flow \"{}\" is of the kiosk, which needs a menu (--menu DIR): {error}", flow.id))?;
            let options = PlayOptions { menu, kiosk: config.kiosk, policy: Policy::default(), seed: 1 };
            Ok(conformance::drive(flow, path, &options))
        }
    }
}

fn text_of(name: &str) -> Result<String, Failure> {
    std::fs::read_to_string(name).map_err(|error| {
        let hint = if name.contains(['.', '/']) {
            String::new()
        } else {
            "; `cardlast simulate --list` says what is shipped".to_owned()
        };
        format!("cannot read {name}: {error}{hint}").into()
    })
}
