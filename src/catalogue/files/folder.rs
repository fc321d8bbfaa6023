//! Finds and reads the text files of a menu folder; knows which files there are, and nothing of what stands in them.

use crate::handwritten::{Log, Place, SourceFile, nearest, quote};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

/// The most bytes of one text file.
pub(super) const FILE_BYTES: u64 = 1024 * 1024;
/// The most files in `categories/` or `options/`.
const FILES: usize = 1000;

const ROOT_FILES: [&str; 4] = ["restaurant.toml", "taxes.toml", "hours.toml", "options.toml"];
const ROOT_FOLDERS: [&str; 3] = ["categories", "options", "pictures"];

/// The text files of a menu.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub(super) restaurant: Option<Arc<SourceFile>>,
    pub(super) taxes: Option<Arc<SourceFile>>,
    pub(super) hours: Option<Arc<SourceFile>>,
    pub(super) options: Vec<Arc<SourceFile>>,
    pub(super) categories: Vec<Arc<SourceFile>>,
    /// Digest of every text file by its path below the folder, with forward slashes.
    pub(super) digests: BTreeMap<String, [u8; 32]>,
}

/// Why bytes could not be had.
#[derive(Debug)]
pub(super) enum ReadError {
    Io(io::Error),
    TooLarge,
    NotAFile,
}

/// Reads a file of at most `limit` bytes; never waits on a pipe or a device.
pub(super) fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let metadata = fs::metadata(path).map_err(ReadError::Io)?;
    if !metadata.is_file() {
        return Err(ReadError::NotAFile);
    }
    if metadata.len() > limit {
        return Err(ReadError::TooLarge);
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(ReadError::Io)?;
    if bytes.len() as u64 > limit { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

impl Folder {
    /// Reads all text files below `dir`; reports what is missing, misplaced or unreadable.
    pub(super) fn read(dir: &Path, log: &Log) -> Self {
        let mut folder = Self::default();
        let Some(entries) = folder.open(dir, log) else { return folder };
        for (name, path) in &entries {
            let is_folder = path.is_dir();
            if is_folder && !ROOT_FOLDERS.contains(&name.as_str()) {
                for (inner, inner_path) in list(path).unwrap_or_default().iter().filter(|(inner, _)| is_toml(inner)) {
                    let near = nearest(name, ROOT_FOLDERS).map(|folder| format!("{folder}/{inner}"));
                    misplaced(inner_path, near, log);
                }
            } else if !is_folder && is_toml(name) && !ROOT_FILES.contains(&name.as_str()) {
                misplaced(path, nearest(name, ROOT_FILES).map(str::to_owned), log);
            }
        }
        let has = |name: &str| entries.iter().any(|(entry, _)| entry == name);
        let required = |name: &str, purpose: &str| {
            if !has(name) {
                let remedy = format!("add it: {purpose}; `cardlast menu new FOLDER` writes an example");
                log.error(Place::whole(&dir.join(name)), format!("the file {name} is missing"), remedy);
            }
        };
        required("restaurant.toml", "it holds the restaurant's name, languages, currency and time zone");
        required("taxes.toml", "it holds the tax classes and their rates");
        folder.restaurant = has("restaurant.toml").then(|| folder.text(dir, "restaurant.toml", log)).flatten();
        folder.taxes = has("taxes.toml").then(|| folder.text(dir, "taxes.toml", log)).flatten();
        folder.hours = has("hours.toml").then(|| folder.text(dir, "hours.toml", log)).flatten();
        folder.options = has("options.toml").then(|| folder.text(dir, "options.toml", log)).flatten().into_iter().collect();
        if has("options") {
            let more = folder.texts(dir, "options", log);
            folder.options.extend(more);
        }
        if has("categories") {
            folder.categories = folder.texts(dir, "categories", log);
        }
        if has("pictures") {
            for (_, path) in list(&dir.join("pictures")).unwrap_or_default().iter().filter(|(name, _)| is_toml(name)) {
                misplaced(path, None, log);
            }
        }
        if !has("categories") || no_toml_inside(&dir.join("categories")) {
            let remedy = "add a file such as categories/10-burgers.toml; `cardlast menu new FOLDER` writes an example";
            log.error(Place::whole(&dir.join("categories")), "the menu has no categories", remedy);
        }
        folder
    }

    fn open(&self, dir: &Path, log: &Log) -> Option<Vec<(String, PathBuf)>> {
        let place = || Place::whole(dir);
        let fresh = || format!("check the path, or start a menu with `cardlast menu new {}`", dir.display());
        match fs::metadata(dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                log.error(place(), "the menu folder does not exist", fresh());
                return None;
            }
            Ok(metadata) if !metadata.is_dir() => {
                log.error(place(), "the menu must be a folder, not a file", fresh());
                return None;
            }
            Err(_) | Ok(_) => {}
        }
        match list(dir) {
            Ok(entries) if entries.is_empty() => {
                log.error(place(), "the menu folder is empty", format!("fill it with `cardlast menu new {}`", dir.display()));
                None
            }
            Ok(entries) => Some(entries),
            Err(error) => {
                log.error(place(), format!("the menu folder cannot be read: {error}"), "check its permissions");
                None
            }
        }
    }

    /// Every text file in a folder, in order of name.
    fn texts(&mut self, dir: &Path, name: &str, log: &Log) -> Vec<Arc<SourceFile>> {
        let path = dir.join(name);
        let entries = match list(&path) {
            Ok(entries) => entries,
            Err(error) => {
                log.mark_broken_syntax();
                let message = format!("{name} must be a folder that can be read: {error}");
                log.error(
                    Place::whole(&path),
                    message,
                    format!("make it a folder with .toml files, such as {name}/10-first.toml"),
                );
                return Vec::new();
            }
        };
        let mut texts = Vec::new();
        for (entry, path) in entries {
            if texts.len() == FILES {
                log.error(Place::whole(&path), format!("more than {FILES} files in {name}"), "put more into each file");
                break;
            }
            if is_toml(&entry) {
                texts.extend(self.text(dir, &format!("{name}/{entry}"), log));
            } else if path.is_dir() {
                for (_, inner) in list(&path).unwrap_or_default().iter().filter(|(inner, _)| is_toml(inner)) {
                    misplaced(inner, Some(format!("{name}/{}", file_name(inner))), log);
                }
            } else if entry.to_lowercase().contains(".toml") {
                let remedy = "rename it so that the name ends in .toml, or remove it";
                log.warn(Place::whole(&path), "this file is not read: its name does not end in .toml", remedy);
            }
        }
        texts
    }

    fn text(&mut self, dir: &Path, name: &str, log: &Log) -> Option<Arc<SourceFile>> {
        let path = dir.join(name);
        let fail = |message: String, remedy: &str| {
            log.mark_broken_syntax();
            log.error(Place::whole(&path), message, remedy);
        };
        let bytes = match read_limited(&path, FILE_BYTES) {
            Ok(bytes) => bytes,
            Err(ReadError::TooLarge) => {
                fail("this file is larger than 1 MiB".to_owned(), "split it into several files");
                return None;
            }
            Err(ReadError::NotAFile) => {
                fail("this is not a file".to_owned(), "replace it by a text file, or rename it");
                return None;
            }
            Err(ReadError::Io(error)) => {
                fail(format!("this file cannot be read: {error}"), "check that it exists and that its permissions allow reading");
                return None;
            }
        };
        self.digests.insert(name.to_owned(), Sha256::digest(&bytes).into());
        match String::from_utf8(bytes) {
            Ok(text) => Some(SourceFile::new(path, text)),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let message = format!("this file is not UTF-8 text: byte {offset} belongs to no letter");
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let place = Place { file: SourceFile::new(path.clone(), text), span: Some(offset..offset + 1) };
                log.mark_broken_syntax();
                log.error(place, message, "open it in a text editor and save it with the encoding UTF-8");
                None
            }
        }
    }
}

/// The entries of a folder in order of name, without hidden files and what editors leave behind.
fn list(dir: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ignored = name.starts_with(['.', '#'])
            || name.ends_with(['~', '#'])
            || has_ending(&name, &["swp", "swo", "bak", "tmp", "orig"]);
        if !ignored {
            entries.push((name, entry.path()));
        }
    }
    entries.sort();
    Ok(entries)
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    Path::new(name).extension().is_some_and(|found| endings.iter().any(|ending| found.eq_ignore_ascii_case(ending)))
}

fn is_toml(name: &str) -> bool {
    has_ending(name, &["toml"])
}

fn no_toml_inside(dir: &Path) -> bool {
    list(dir).is_ok_and(|entries| !entries.iter().any(|(name, _)| is_toml(name)))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn misplaced(path: &Path, near: Option<String>, log: &Log) {
    let remedy = match near {
        Some(near) => format!("did you mean {near}?"),
        None => "move it into categories/ or options/, or remove it".to_owned(),
    };
    log.error(Place::whole(path), format!("the file {} means nothing here", quote(&file_name(path))), remedy);
}
