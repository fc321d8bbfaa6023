//! Pictures: they must lie in the menu's folder, be of a sensible size, and decode to the last pixel.
//!
//! A picture that was fine is not looked at again until its file changes, so that a reload stays fast.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use image::{DynamicImage, ImageError, ImageReader, Limits};
use sha2::{Digest as _, Sha256};

use super::folder::{ReadError, read_limited};
use super::stamp::FileStamp;

/// The most bytes of a picture file.
pub(super) const FILE_BYTES: u64 = 4 * 1024 * 1024;
/// The most pixels of a side.
pub(super) const SIDE_PIXELS: u32 = 4096;
/// The most memory that decoding may take.
const DECODED_BYTES: u64 = 256 * 1024 * 1024;
/// At most so many are decoded at a time.
const THREADS: usize = 4;

/// The digest of a picture's bytes.
pub(super) type PictureDigest = [u8; 32];

/// What a picture was found to be: its digest, or what is wrong with it and what to do.
pub(super) type Verdict = Result<PictureDigest, (String, String)>;

/// How closely a picture is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Look {
    /// To the last pixel.
    #[default]
    Whole,
    /// Its format and the size that its header claims: a hundred times faster.
    Header,
}

/// Pictures that have been looked at.
#[derive(Debug, Default)]
pub(super) struct PictureCache {
    known: HashMap<PathBuf, (FileStamp, Verdict)>,
    look: Look,
}

impl PictureCache {
    /// Takes the pictures of the next look at their header's word; those that change later are looked at whole.
    pub(super) fn trust_headers_once(&mut self) {
        self.look = Look::Header;
    }

    /// Looks at every picture once, several at a time; `names` are relative to `folder`. Forgets all others.
    pub(super) fn inspect<'a>(&mut self, folder: &Path, names: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, Verdict> {
        let root = folder.canonicalize().ok();
        let mut verdicts = BTreeMap::new();
        let mut fresh = Vec::new();
        let mut kept = HashMap::new();
        for name in names {
            let path = folder.join(name);
            let stamp = match locate(&path, root.as_deref()) {
                Ok(stamp) => stamp,
                Err(fault) => {
                    verdicts.insert(name, Err(fault));
                    continue;
                }
            };
            match self.known.remove(&path) {
                Some((known, verdict)) if known == stamp => {
                    verdicts.insert(name, verdict.clone());
                    kept.insert(path, (known, verdict));
                }
                Some(_) | None => fresh.push((name, path, stamp)),
            }
        }
        let paths: Vec<&Path> = fresh.iter().map(|(_, path, _)| path.as_path()).collect();
        let looked_at = look_at_all(&paths, std::mem::take(&mut self.look));
        for ((name, path, stamp), verdict) in fresh.into_iter().zip(looked_at) {
            verdicts.insert(name, verdict.clone());
            kept.insert(path, (stamp, verdict));
        }
        self.known = kept;
        verdicts
    }
}

/// What is wrong with a picture's name, if anything.
pub(super) fn check_name(name: &str) -> Result<(), (String, String)> {
    let path = Path::new(name);
    let inside = path.components().all(|component| matches!(component, Component::Normal(_)));
    if !inside || name.is_empty() || name.contains(['\\', ':']) || name.chars().any(char::is_control) {
        let message = "a picture must lie in the menu's folder pictures/".to_owned();
        return Err((message, "copy the picture there and write its file name, such as \"fries.webp\"".to_owned()));
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    if !["png", "jpg", "jpeg", "webp"].contains(&ending.as_str()) {
        let message = "a picture must be a .webp, .png or .jpg file".to_owned();
        return Err((message, "save the picture in one of these formats".to_owned()));
    }
    Ok(())
}

/// Finds the file and checks what can be checked without reading it.
fn locate(path: &Path, root: Option<&Path>) -> Result<FileStamp, (String, String)> {
    let Ok(metadata) = std::fs::metadata(path) else {
        return Err(("this picture does not exist".to_owned(), format!("put it in {}, or mend the name", parent(path))));
    };
    if !metadata.is_file() {
        return Err(("this picture is not a file".to_owned(), format!("put a picture file in {}", parent(path))));
    }
    let resolved = path.canonicalize().ok();
    let inside = root.zip(resolved.as_deref()).is_some_and(|(root, resolved)| resolved.starts_with(root));
    if !inside {
        let remedy = "copy the picture itself instead of a link to it";
        return Err(("this picture is a link that leaves the menu's folder pictures/".to_owned(), remedy.to_owned()));
    }
    if metadata.len() > FILE_BYTES {
        let mebibytes = FILE_BYTES / (1024 * 1024);
        return Err((format!("this picture's file is larger than {mebibytes} MiB"), SMALLER.to_owned()));
    }
    Ok(FileStamp::of(&metadata))
}

const SMALLER: &str = "save it smaller; 512 by 512 pixels are plenty";

fn parent(path: &Path) -> String {
    path.parent().unwrap_or(path).display().to_string()
}

fn look_at_all(paths: &[&Path], look: Look) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(vec![None; paths.len()]);
    let work = || {
        while let Some((at, path)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            paths.get(at).map(|path| (at, path))
        } {
            let verdict = look_at(path, look);
            if let Ok(mut verdicts) = verdicts.lock() {
                verdicts[at] = Some(verdict);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS).min(paths.len());
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let verdicts = verdicts.into_inner().unwrap_or_default();
    verdicts.into_iter().map(|verdict| verdict.unwrap_or_else(|| Err(unreadable("it was not looked at")))).collect()
}

fn look_at(path: &Path, look: Look) -> Verdict {
    let bytes = match read_limited(path, FILE_BYTES) {
        Ok(bytes) => bytes,
        Err(ReadError::TooLarge) => return Err(("this picture's file is too large".to_owned(), SMALLER.to_owned())),
        Err(ReadError::NotAFile) => return Err(("this picture is not a file".to_owned(), "put a picture there".to_owned())),
        Err(ReadError::Io(error)) => return Err(unreadable(&error.to_string())),
    };
    check(&bytes, look)?;
    Ok(Sha256::digest(&bytes).into())
}

fn unreadable(reason: &str) -> (String, String) {
    (format!("this picture cannot be read: {reason}"), "check that the file is there and may be read".to_owned())
}

/// Checks the size that the header claims, then, if asked to, decodes to know that the file is whole.
fn check(bytes: &[u8], look: Look) -> Result<(), (String, String)> {
    let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let dimensions = reader().map_err(ImageError::IoError).and_then(ImageReader::into_dimensions);
    let (width, height) = dimensions.map_err(|error| damaged(&error))?;
    if width > SIDE_PIXELS || height > SIDE_PIXELS {
        let message = format!("this picture has {width} by {height} pixels; at most {SIDE_PIXELS} a side are allowed");
        return Err((message, SMALLER.to_owned()));
    }
    if look == Look::Header {
        return Ok(());
    }
    decode(bytes).map(drop).map_err(|error| damaged(&error))
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, ImageError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PIXELS);
    limits.max_image_height = Some(SIDE_PIXELS);
    limits.max_alloc = Some(DECODED_BYTES);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(ImageError::IoError)?;
    reader.limits(limits);
    reader.decode()
}

/// Decodes a picture for the screen, within the bounds in which menus are checked: the file may be another than the one that was looked
/// at, as the old menu stays live while somebody puts what is no picture in its place.
#[must_use]
pub fn decode_picture(path: &Path) -> Option<DynamicImage> {
    decode(&read_limited(path, FILE_BYTES).ok()?).ok()
}

fn damaged(error: &ImageError) -> (String, String) {
    let reason: String = error.to_string().chars().filter(|letter| !letter.is_control()).take(120).collect();
    let remedy = "save it again as .webp, .png or .jpg; a changed file name alone does not change the format";
    (format!("this picture cannot be decoded: {reason}"), remedy.to_owned())
}
