//! Notices when the menu's files change, and publishes the new menu or what is wrong with it.
//!
//! What it is for: an edit shows on an idle kiosk within a second. What it refuses to know: who shows it, and the clock on the
//! wall. Its invariant: it publishes a state of the files once; a menu that is live is never replaced by its equal.
//!
//! It works on a thread of its own. After a change it waits until the files have been quiet for a moment, so that an editor's
//! dance of temporary files counts as one change, then looks at the whole folder afresh.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::files::{FolderStamp, Loaded, Loader};
use super::model::MenuVersion;
use crate::handwritten::Problems;

/// So long the files must be quiet before they are read.
const QUIET: Duration = Duration::from_millis(150);
/// After so long they are read even if they never are quiet.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often a folder that cannot be watched, because it is not there, is looked for.
const SEARCH: Duration = Duration::from_millis(500);
/// How often files are compared where the system tells of no changes.
const POLL: Duration = Duration::from_millis(400);
/// How long a healthy watch waits for a notice before it waits again.
const UNTIL_WOKEN: Duration = Duration::from_secs(3600);
/// How often files that change while they are read are read again.
const RETRIES: u32 = 3;

/// Why a menu cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// The folder has no absolute path, as when the current directory is gone.
    #[error("the menu folder has no absolute path")]
    NoPath(#[source] std::io::Error),
    /// The thread could not be started.
    #[error("the menu watcher's thread cannot be started")]
    NoThread(#[source] std::io::Error),
}

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMethod {
    /// The system tells of every change.
    Notices,
    /// The files are compared again and again: slower, but works on network drives and where the system refuses more notices.
    Polling,
}

/// Watches a menu folder until it is dropped.
#[derive(Debug)]
pub struct MenuWatcher {
    wake: Sender<Wake>,
    thread: Option<JoinHandle<()>>,
    method: WatchMethod,
}

enum Wake {
    Changed,
    Stop,
}

impl MenuWatcher {
    /// Watches `dir`. The first thing published is the state it is found in; then every other one. `publish` is called on the
    /// watcher's thread and should return soon.
    ///
    /// # Errors
    /// [`WatchError`] when the path is none or no thread can be had. A folder that does not exist yet is watched for.
    pub fn start(
        dir: &Path,
        today: impl Fn() -> Date + Send + 'static,
        publish: impl FnMut(Result<Loaded, Problems>) + Send + 'static,
    ) -> Result<Self, WatchError> {
        Self::with(WatchMethod::Notices, Loader::new(dir), None, today, publish)
    }

    /// Goes on where `loader` stopped: publishes nothing until the files differ from the menu `known`.
    ///
    /// # Errors
    /// As [`MenuWatcher::start`].
    pub fn resume(
        loader: Loader,
        known: MenuVersion,
        today: impl Fn() -> Date + Send + 'static,
        publish: impl FnMut(Result<Loaded, Problems>) + Send + 'static,
    ) -> Result<Self, WatchError> {
        Self::with(WatchMethod::Notices, loader, Some(known), today, publish)
    }

    /// As [`MenuWatcher::start`], without trusting the system's notices; for network drives.
    ///
    /// # Errors
    /// As [`MenuWatcher::start`].
    pub fn start_polling(
        dir: &Path,
        today: impl Fn() -> Date + Send + 'static,
        publish: impl FnMut(Result<Loaded, Problems>) + Send + 'static,
    ) -> Result<Self, WatchError> {
        Self::with(WatchMethod::Polling, Loader::new(dir), None, today, publish)
    }

    /// How changes are noticed; [`WatchMethod::Polling`] also when the system refused its notices.
    #[must_use]
    pub const fn method(&self) -> WatchMethod {
        self.method
    }

    fn with(
        method: WatchMethod,
        loader: Loader,
        known: Option<MenuVersion>,
        today: impl Fn() -> Date + Send + 'static,
        publish: impl FnMut(Result<Loaded, Problems>) + Send + 'static,
    ) -> Result<Self, WatchError> {
        let dir = std::path::absolute(loader.dir()).map_err(WatchError::NoPath)?;
        let (wake, woken) = mpsc::channel();
        let mut watch = Watch::start(dir, method, wake.clone(), woken);
        let method = watch.method();
        let mut publisher = Publisher { loader, last: known.map(Published::Menu), today, publish };
        let thread = std::thread::Builder::new().name("menu watcher".to_owned());
        let thread = thread.spawn(move || while publisher.look(&mut watch).and_then(|()| watch.wait()).is_some() {});
        Ok(Self { wake, thread: Some(thread.map_err(WatchError::NoThread)?), method })
    }
}

impl Drop for MenuWatcher {
    /// Stops the thread and waits for it, unless it is the one that drops the watcher.
    fn drop(&mut self) {
        // The thread is gone already when nobody receives.
        let _gone = self.wake.send(Wake::Stop);
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the menu watcher ended with a panic");
        }
    }
}

/// What was published last.
#[derive(Debug, PartialEq, Eq)]
enum Published {
    Menu(MenuVersion),
    Problems(String),
}

struct Publisher<Today, Publish> {
    loader: Loader,
    last: Option<Published>,
    today: Today,
    publish: Publish,
}

impl<Today: Fn() -> Date, Publish: FnMut(Result<Loaded, Problems>)> Publisher<Today, Publish> {
    /// Reads the files and publishes them if they are news. Problems are only believed when the files stay quiet for a while
    /// after: a file is often read while it is half written. `None` when it is time to stop.
    fn look(&mut self, watch: &mut Watch) -> Option<()> {
        let mut result = self.loader.load((self.today)());
        for _ in 0..RETRIES {
            if result.is_ok() || !watch.changes_within(QUIET)? {
                break;
            }
            watch.settle()?;
            result = self.loader.load((self.today)());
        }
        let found = match &result {
            Ok(loaded) => Published::Menu(loaded.catalogue.version().clone()),
            Err(problems) => Published::Problems(problems.to_string()),
        };
        if self.last.as_ref() != Some(&found) {
            self.last = Some(found);
            (self.publish)(result);
        }
        Some(())
    }
}

/// The watch on the folder. In all its methods, `None` means that it is time to stop.
struct Watch {
    dir: PathBuf,
    wake: Sender<Wake>,
    woken: Receiver<Wake>,
    /// Absent when files are compared instead.
    notices: Option<RecommendedWatcher>,
    /// The folder is there and every folder in it is watched.
    healthy: bool,
    /// What the files looked like; only kept when they are compared.
    stamp: Option<FolderStamp>,
}

impl Watch {
    fn start(dir: PathBuf, method: WatchMethod, wake: Sender<Wake>, woken: Receiver<Wake>) -> Self {
        let mut watch = Self { dir, wake, woken, notices: None, healthy: false, stamp: None };
        if method == WatchMethod::Notices {
            match notify::recommended_watcher(listener(&watch.dir, watch.wake.clone())) {
                Ok(watcher) => watch.notices = Some(watcher),
                Err(error) => watch.give_up_notices(&error),
            }
        }
        watch.refresh();
        watch
    }

    const fn method(&self) -> WatchMethod {
        if self.notices.is_some() { WatchMethod::Notices } else { WatchMethod::Polling }
    }

    /// Waits until the files have changed and are quiet again.
    fn wait(&mut self) -> Option<()> {
        loop {
            let span = match self.method() {
                WatchMethod::Polling => POLL,
                WatchMethod::Notices if self.healthy => UNTIL_WOKEN,
                WatchMethod::Notices => SEARCH,
            };
            if self.changes_within(span)? {
                return self.settle();
            }
            if !self.healthy {
                self.refresh();
                if self.healthy {
                    return Some(());
                }
            }
        }
    }

    /// Whether the files change within `span`.
    fn changes_within(&mut self, span: Duration) -> Option<bool> {
        match self.woken.recv_timeout(span) {
            Ok(Wake::Changed) => Some(true),
            Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => Some(self.stamp.as_ref().is_some_and(|stamp| *stamp != FolderStamp::of(&self.dir))),
        }
    }

    /// Waits until the files are quiet, and renews the watch. After that they can be read: a change from then on will be
    /// noticed, and one before it will be read.
    #[allow(clippy::disallowed_methods, reason = "how long files are quiet matters to this thread alone; no step sees it")]
    fn settle(&mut self) -> Option<()> {
        let begin = Instant::now();
        if self.stamp.is_some() {
            self.refresh();
        }
        while let Some(left) = PATIENCE.checked_sub(begin.elapsed()) {
            if !self.changes_within(QUIET.min(left))? {
                break;
            }
            if self.stamp.is_some() {
                self.refresh();
            }
        }
        self.refresh();
        Some(())
    }

    /// Watches afresh whatever is at the path now, with every folder in it.
    fn refresh(&mut self) {
        match self.watch_afresh() {
            Ok(()) => self.healthy = true,
            Err(error) if is_refusal(&error) => self.give_up_notices(&error),
            Err(_) => self.healthy = false,
        }
        if self.notices.is_none() {
            self.stamp = Some(FolderStamp::of(&self.dir));
            self.healthy = true;
        }
    }

    fn watch_afresh(&mut self) -> notify::Result<()> {
        let Some(watcher) = &mut self.notices else { return Ok(()) };
        // Whether there was a watch to take away does not matter.
        let _none = watcher.unwatch(&self.dir);
        if let Some(parent) = self.dir.parent() {
            let _none = watcher.unwatch(parent);
            if let Err(error) = watcher.watch(parent, RecursiveMode::NonRecursive) {
                tracing::debug!(%error, "the folder around the menu cannot be watched");
            }
        }
        watcher.watch(&self.dir, RecursiveMode::Recursive)
    }

    fn give_up_notices(&mut self, error: &notify::Error) {
        tracing::warn!(%error, "the system refuses to tell of changes to the menu; comparing its files instead");
        self.notices = None;
    }
}

/// Whether the system has no more notices to give, as when its limit of watches is reached.
fn is_refusal(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        notify::ErrorKind::Io(reason) => reason.kind() == std::io::ErrorKind::StorageFull,
        notify::ErrorKind::Generic(_)
        | notify::ErrorKind::PathNotFound
        | notify::ErrorKind::WatchNotFound
        | notify::ErrorKind::InvalidConfig(_) => false,
    }
}

/// Wakes the thread for changes below `dir`, and for anything that cannot be told.
fn listener(dir: &Path, wake: Sender<Wake>) -> impl Fn(notify::Result<Event>) + Send + 'static {
    let dir = dir.to_owned();
    move |event| {
        let relevant = match event {
            Ok(event) => is_change(event.kind) && (event.need_rescan() || concerns(&event.paths, &dir)),
            Err(_) => true,
        };
        if relevant {
            // Nobody receives any more once the watcher is being dropped.
            let _gone = wake.send(Wake::Changed);
        }
    }
}

/// Reading the files is no change to them, or the watcher would wake itself.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    }
}

/// Some systems report paths with links resolved; there the folder is looked up by its real path.
fn concerns(paths: &[PathBuf], dir: &Path) -> bool {
    if paths.is_empty() || paths.iter().any(|path| path.starts_with(dir)) {
        return true;
    }
    cfg!(not(target_os = "linux")) && dir.canonicalize().is_ok_and(|real| paths.iter().any(|path| path.starts_with(&real)))
}
