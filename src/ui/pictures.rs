//! Pictures: decoded on a thread of their own, kept on the graphics side within a bound, never waited for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use egui::{ColorImage, TextureHandle, TextureOptions};

use super::engine::Waker;
use crate::catalogue::{Picture, decode_picture};

/// Textures are let go, longest unseen first, beyond so many bytes.
const MAX_BYTES: usize = 24 * 1024 * 1024;

/// Requests that nobody has come to yet are forgotten beyond this; a screen that still needs them asks again.
const MAX_WAITING: usize = 64;

/// So many textures are handed to the graphics side per frame, so that no frame is long.
const MAX_UPLOADS: usize = 6;

/// Pictures that come one soon after the other are shown together, because a frame may cost as much as decoding several. Longer than
/// this none waits for the next.
const TOGETHER: Duration = Duration::from_millis(60);

/// How large a picture is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// On cards, tabs and chips: 256 pixels.
    Small,
    /// On a product's page: 512 pixels.
    Large,
}

impl Detail {
    const fn side(self) -> u32 {
        match self {
            Self::Small => 256,
            Self::Large => 512,
        }
    }
}

/// A picture at a size. The fingerprint makes a changed file another picture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    path: PathBuf,
    fingerprint: u64,
    detail: Detail,
}

enum Slot {
    Asked,
    Ready(TextureHandle),
    Broken,
}

struct Entry {
    slot: Slot,
    seen: u64,
}

/// What the screen's thread and the decoding thread share.
#[derive(Default)]
struct Desk {
    asked: Vec<Key>,
    done: Vec<(Key, Option<ColorImage>)>,
    forgotten: Vec<Key>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    desk: Mutex<Desk>,
    news: Condvar,
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the pixels of a picture from its file. It may take its time: it is called on a thread of its own.
pub type Decode = Box<dyn FnMut(&Path, Detail) -> Option<ColorImage> + Send>;

/// The pictures of the window.
pub struct Pictures {
    shared: Arc<Shared>,
    entries: Mutex<BTreeMap<Key, Entry>>,
    frame: std::sync::atomic::AtomicU64,
}

impl std::fmt::Debug for Pictures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pictures")
    }
}

impl Pictures {
    /// Starts the decoding thread. `waker` is called when a picture is ready.
    #[must_use]
    pub fn new(waker: Waker) -> Self {
        Self::decoded_by(Box::new(decode), waker)
    }

    /// As [`Pictures::new`], with another way to decode.
    #[must_use]
    pub fn decoded_by(decode: Decode, waker: Waker) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        // Without a thread there are no pictures, and everything else works.
        let _ = std::thread::Builder::new().name("pictures".to_owned()).spawn(move || decode_all(&theirs, decode, &waker));
        Self { shared, entries: Mutex::default(), frame: std::sync::atomic::AtomicU64::new(0) }
    }

    /// The texture of a picture, or nothing yet. Asking is what makes it come.
    pub fn texture(&self, picture: &Picture, detail: Detail) -> Option<TextureHandle> {
        let key = Key { path: picture.path.clone(), fingerprint: picture.fingerprint, detail };
        let frame = self.frame.load(std::sync::atomic::Ordering::Relaxed);
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get_mut(&key) {
            entry.seen = frame;
            return match &entry.slot {
                Slot::Ready(texture) => Some(texture.clone()),
                Slot::Asked | Slot::Broken => None,
            };
        }
        entries.insert(key.clone(), Entry { slot: Slot::Asked, seen: frame });
        let mut desk = self.shared.desk();
        desk.asked.push(key);
        if desk.asked.len() > MAX_WAITING {
            let forgotten = desk.asked.remove(0);
            desk.forgotten.push(forgotten);
        }
        drop(desk);
        self.shared.news.notify_one();
        None
    }

    /// Whether a picture that was asked for has not come yet.
    pub fn waiting(&self) -> bool {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.values().any(|entry| matches!(entry.slot, Slot::Asked))
    }

    /// Takes in what has been decoded and lets go of what is too much. Once per frame, before drawing.
    pub fn settle(&self, ctx: &egui::Context) {
        let frame = self.frame.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        let (done, forgotten, more) = {
            let mut desk = self.shared.desk();
            let count = desk.done.len().min(MAX_UPLOADS);
            let done: Vec<_> = desk.done.drain(..count).collect();
            (done, std::mem::take(&mut desk.forgotten), !desk.done.is_empty())
        };
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        for key in forgotten {
            entries.remove(&key);
        }
        for (key, image) in done {
            let slot = image.map_or(Slot::Broken, |image| {
                Slot::Ready(ctx.load_texture(key.path.to_string_lossy(), image, TextureOptions::LINEAR))
            });
            entries.insert(key, Entry { slot, seen: frame });
        }
        evict(&mut entries, frame);
        if more {
            ctx.request_repaint();
        }
    }
}

impl Drop for Pictures {
    fn drop(&mut self) {
        self.shared.desk().closed = true;
        self.shared.news.notify_all();
    }
}

fn evict(entries: &mut BTreeMap<Key, Entry>, frame: u64) {
    let bytes = |entry: &Entry| match &entry.slot {
        Slot::Ready(texture) => texture.size()[0] * texture.size()[1] * 4,
        Slot::Asked | Slot::Broken => 0,
    };
    let mut total: usize = entries.values().map(bytes).sum();
    while total > MAX_BYTES {
        let unseen = entries.iter().filter(|(_, entry)| entry.seen + 2 < frame && bytes(entry) > 0);
        let Some((key, freed)) = unseen.min_by_key(|(_, entry)| entry.seen).map(|(key, entry)| (key.clone(), bytes(entry)))
        else {
            return;
        };
        entries.remove(&key);
        total -= freed;
    }
}

/// The decoding thread: the latest request first, for that is what is on screen.
#[allow(clippy::disallowed_methods, reason = "how often a window is woken is no business of the machine's clock")]
fn decode_all(shared: &Shared, mut decode: Decode, waker: &Waker) {
    let mut told = Instant::now();
    let mut desk = shared.desk();
    while !desk.closed {
        let Some(key) = desk.asked.pop() else {
            desk = shared.news.wait(desk).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        drop(desk);
        let image = decode(&key.path, key.detail);
        if image.is_none() {
            tracing::warn!(file = %key.path.display(), "this picture cannot be decoded; an empty plate stands for it");
        }
        desk = shared.desk();
        desk.done.push((key, image));
        if desk.asked.is_empty() || desk.done.len() >= MAX_UPLOADS || told.elapsed() >= TOGETHER {
            told = Instant::now();
            waker();
        }
    }
}

fn decode(path: &Path, detail: Detail) -> Option<ColorImage> {
    let image = decode_picture(path)?;
    let side = detail.side();
    let image = if image.width().max(image.height()) > side {
        image.resize(side, side, image::imageops::FilterType::Triangle)
    } else {
        image
    };
    let rgba = image.to_rgba8();
    let size = [usize::try_from(rgba.width()).ok()?, usize::try_from(rgba.height()).ok()?];
    Some(ColorImage::from_rgba_unmultiplied(size, rgba.as_raw()))
}
