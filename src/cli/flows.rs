//! Flows by name: those that are shipped, and files.

use std::path::PathBuf;

use cardlast::catalogue::Problems;
use cardlast::study::flow::{self, Flow};

use super::Failure;

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
