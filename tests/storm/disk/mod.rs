//! A disk in memory that SQLite works on: what is synced and what is only written are kept apart, so that a power cut can keep any of the
//! unsynced writes, in whole sectors or torn, and any beginning of the changes to the directory.
//!
//! Files are inodes; names are a separate, ordered matter. A sync of a file brings its own name to the disk, as journalling file systems do.

mod file;
mod plain;
mod vfs;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

pub use file::Inode;
pub use plain::DiskFiles;
#[allow(unused_imports, reason = "only those who do more than storms give the real disk back")]
pub use vfs::retire;
pub use vfs::{mount, register, unmount};

use crate::dice::Dice;
use crate::fault::{Fault, Fired};
use crate::power::Power;

/// Why a call did not do what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskError {
    /// The computer is off.
    Dead,
    /// The computer goes off in the middle of this very call.
    Dying,
    Full,
    Read,
    Write,
    Sync,
}

/// What SQLite asks of the disk, as far as faults tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Read,
    Write,
    Sync,
    Name,
}

type Node = Rc<RefCell<Inode>>;

#[derive(Debug, Clone)]
enum NameChange {
    Made(String, Node),
    Gone(String),
    Moved(String, String, Node),
}

/// A fault that waits for its call.
#[derive(Debug, Clone, Copy)]
struct Armed {
    fault: Fault,
    /// So many calls of its kind go well first.
    after: u64,
    /// Until somebody mends it.
    lasting: bool,
    /// So many deeds after it the computer falls.
    then: Option<u64>,
    /// It waits for a call about the journal; the others take whatever comes.
    of_journal: bool,
}

/// See the module's text.
#[derive(Debug)]
pub struct Disk {
    power: Power,
    names: RefCell<BTreeMap<String, Node>>,
    durable_names: RefCell<BTreeMap<String, Node>>,
    name_changes: RefCell<Vec<NameChange>>,
    armed: RefCell<Vec<Armed>>,
    fired: Fired,
    dice: RefCell<Dice>,
    /// Says that it has synced, and has not.
    lies: Cell<bool>,
    /// Loses what is written to this file, and says that it has written it.
    loses: RefCell<Option<String>>,
    calls: Cell<u64>,
}

impl Disk {
    pub fn new(power: Power, fired: Fired, dice: Dice) -> Rc<Self> {
        Rc::new(Self {
            power,
            names: RefCell::default(),
            durable_names: RefCell::default(),
            name_changes: RefCell::default(),
            armed: RefCell::default(),
            fired,
            dice: RefCell::new(dice),
            lies: Cell::new(false),
            loses: RefCell::default(),
            calls: Cell::new(0),
        })
    }

    /// A disk that says that it has synced, and has not.
    pub fn lie_about_syncs(&self, lies: bool) {
        self.lies.set(lies);
    }

    /// A disk on which this file does not grow, whatever is written to it.
    pub fn lose_writes_to(&self, file: Option<PathBuf>) {
        *self.loses.borrow_mut() = file.map(|file| file.to_string_lossy().into_owned());
    }

    /// How much SQLite has asked of it.
    pub fn calls(&self) -> u64 {
        self.calls.get()
    }

    /// Lets a fault wait for its call.
    pub fn arm(&self, fault: Fault, after: u64, lasting: bool, then: Option<u64>) {
        let of_journal = self.dice.borrow_mut().percent(60);
        self.armed.borrow_mut().push(Armed { fault, after, lasting, then, of_journal });
    }

    /// Nothing is wrong with it any more.
    pub fn mend(&self) {
        self.armed.borrow_mut().clear();
    }

    /// The disk as the next start of the program finds it when the program alone fell: everything that was written.
    pub fn after_kill(&self, power: Power) -> Rc<Self> {
        let disk = self.again(power, &self.names.borrow(), |inode| inode.after_kill());
        // The system still has names to bring to the disk, in their order.
        let (old, new) = (self.names.borrow(), disk.names.borrow());
        let mut gone = BTreeMap::new();
        let mut again = |node: &Node| {
            let name = old.iter().find(|(_, known)| Rc::ptr_eq(known, node)).map(|(name, _)| name);
            let moved = name.and_then(|name| new.get(name)).cloned();
            let other =
                || gone.entry(Rc::as_ptr(node)).or_insert_with(|| Rc::new(RefCell::new(node.borrow().after_kill()))).clone();
            moved.unwrap_or_else(other)
        };
        let durable = self.durable_names.borrow().iter().map(|(name, node)| (name.clone(), again(node))).collect();
        let changes = self.name_changes.borrow().iter().map(|change| change.about(&mut again)).collect();
        *disk.durable_names.borrow_mut() = durable;
        *disk.name_changes.borrow_mut() = changes;
        drop((old, new));
        disk
    }

    /// The disk after a power cut: what was synced, and of the rest whatever chance kept.
    pub fn after_power_cut(&self, power: Power) -> Rc<Self> {
        let mut names = self.durable_names.borrow().clone();
        let changes = self.name_changes.borrow();
        let kept = self.dice.borrow_mut().index(changes.len() + 1);
        changes.iter().take(kept).for_each(|change| change.apply(&mut names));
        self.again(power, &names, |inode| inode.after_power_cut(&mut self.dice.borrow_mut()))
    }

    /// What a reader finds in the files whose names begin so.
    pub fn look(&self, begins: &str, mut see: impl FnMut(&str, &[u8])) {
        let names = self.names.borrow();
        names.iter().filter(|(name, _)| name.starts_with(begins)).for_each(|(name, node)| see(name, node.borrow().bytes()));
    }

    /// A copy to look at, without faults, chance or fuse.
    pub fn copy(&self) -> Rc<Self> {
        let copy = self.again(Power::on(), &self.names.borrow(), |inode| inode.after_kill());
        copy.mend();
        copy.lies.set(false);
        copy
    }

    fn again(&self, power: Power, names: &BTreeMap<String, Node>, make: impl Fn(&Inode) -> Inode) -> Rc<Self> {
        let names: BTreeMap<_, _> =
            names.iter().map(|(name, node)| (name.clone(), Rc::new(RefCell::new(make(&node.borrow()))))).collect();
        let dice = self.dice.borrow().clone();
        let disk = Self::new(power, self.fired.clone(), dice);
        *disk.durable_names.borrow_mut() = names.clone();
        *disk.names.borrow_mut() = names;
        disk.armed.borrow_mut().extend(self.armed.borrow().iter().filter(|armed| armed.lasting));
        disk.lies.set(self.lies.get());
        disk.loses.borrow_mut().clone_from(&self.loses.borrow());
        disk.calls.set(self.calls.get());
        disk
    }

    /// Opens a file, or makes it.
    fn open(&self, name: &str) -> Result<Node, DiskError> {
        if let Some(node) = self.names.borrow().get(name) {
            return Ok(node.clone());
        }
        self.before(Call::Name, None)?;
        let node = Node::default();
        node.borrow_mut().of_journal = name.contains("journal.db");
        self.change_name(NameChange::Made(name.to_owned(), node.clone()));
        Ok(node)
    }

    fn exists(&self, name: &str) -> bool {
        self.names.borrow().contains_key(name)
    }

    fn delete(&self, name: &str, synced: bool) -> Result<(), DiskError> {
        self.before(Call::Name, None)?;
        if self.exists(name) {
            self.change_name(NameChange::Gone(name.to_owned()));
        }
        if synced && !self.lies.get() {
            let changes = std::mem::take(&mut *self.name_changes.borrow_mut());
            changes.iter().for_each(|change| change.apply(&mut self.durable_names.borrow_mut()));
        }
        Ok(())
    }

    /// A name that goes over to another file, in one step.
    fn rename(&self, from: &str, to: &str) -> Result<bool, DiskError> {
        self.before(Call::Name, None)?;
        let Some(node) = self.names.borrow().get(from).cloned() else { return Ok(false) };
        self.change_name(NameChange::Moved(from.to_owned(), to.to_owned(), node));
        Ok(true)
    }

    fn change_name(&self, change: NameChange) {
        change.apply(&mut self.names.borrow_mut());
        self.name_changes.borrow_mut().push(change);
    }

    fn write(&self, node: &Node, offset: usize, bytes: &[u8]) -> Result<(), DiskError> {
        match self.before(Call::Write, Some(node)) {
            Ok(()) => {
                let names = self.names.borrow();
                let lost =
                    self.loses.borrow().as_ref().and_then(|name| names.get(name)).is_some_and(|lost| Rc::ptr_eq(lost, node));
                if !lost {
                    node.borrow_mut().write(offset, bytes);
                }
                Ok(())
            }
            Err(error) => {
                // The call that fails may have written a part; the one in which the computer stops, too.
                let part = self.dice.borrow_mut().index(bytes.len() + 1);
                if self.may_still_write(error) && part > 0 {
                    node.borrow_mut().write(offset, &bytes[..part]);
                }
                Err(error)
            }
        }
    }

    /// Only the very call in which the power fails leaves something; afterwards nothing moves any more.
    fn may_still_write(&self, error: DiskError) -> bool {
        match error {
            DiskError::Dead => false,
            DiskError::Dying | DiskError::Full | DiskError::Write => self.dice.borrow_mut().percent(50),
            DiskError::Read | DiskError::Sync => false,
        }
    }

    fn truncate(&self, node: &Node, length: usize) -> Result<(), DiskError> {
        self.before(Call::Write, Some(node))?;
        node.borrow_mut().truncate(length);
        Ok(())
    }

    fn sync(&self, node: &Node) -> Result<(), DiskError> {
        match self.before(Call::Sync, Some(node)) {
            Ok(()) if self.lies.get() => Ok(()),
            Ok(()) => {
                node.borrow_mut().sync();
                self.sync_name_of(node);
                Ok(())
            }
            Err(error) => {
                if error == DiskError::Sync {
                    self.fail_sync(node);
                }
                Err(error)
            }
        }
    }

    /// After a failed sync the system may believe that its pages are clean: what was written stays to be read, and no later sync
    /// brings it to the disk.
    fn fail_sync(&self, node: &Node) {
        let mut dice = self.dice.borrow_mut();
        if dice.percent(50) {
            self.fired.add(Fault::SyncDropsPages);
            node.borrow_mut().forget_pending(&mut dice);
        }
    }

    fn sync_name_of(&self, node: &Node) {
        let mut changes = self.name_changes.borrow_mut();
        let made = |change: &NameChange| matches!(change, NameChange::Made(_, made) if Rc::ptr_eq(made, node));
        if let Some(at) = changes.iter().position(made) {
            let mut durable = self.durable_names.borrow_mut();
            changes.drain(..=at).for_each(|change| change.apply(&mut durable));
        }
    }

    fn read(&self, node: &Node, offset: usize, into: &mut [u8]) -> Result<bool, DiskError> {
        self.before(Call::Read, Some(node))?;
        Ok(node.borrow().read(offset, into))
    }

    /// Whether a call may go on.
    fn before(&self, call: Call, node: Option<&Node>) -> Result<(), DiskError> {
        self.calls.set(self.calls.get() + 1);
        if self.power.is_dead() {
            return Err(DiskError::Dead);
        }
        // A read changes nothing, so that a stop there is a stop before the next deed.
        if call != Call::Read && !self.power.deed() {
            return Err(DiskError::Dying);
        }
        let mut armed = self.armed.borrow_mut();
        let of_journal = node.is_some_and(|node| node.borrow().of_journal);
        let meant = |armed: &Armed| armed.fault.is_about(call) && (of_journal || !armed.of_journal);
        let Some(at) = armed.iter().position(meant) else { return Ok(()) };
        let waiting = &mut armed[at];
        if waiting.after > 0 {
            waiting.after -= 1;
            return Ok(());
        }
        let Armed { fault, then, .. } = *waiting;
        waiting.then = None;
        if !waiting.lasting {
            armed.remove(at);
        }
        self.fired.add(fault);
        if let Some(deeds) = then {
            self.power.light_fuse(deeds);
        }
        fault.disk_error().map_or(Ok(()), Err)
    }
}

impl NameChange {
    fn about(&self, again: &mut impl FnMut(&Node) -> Node) -> Self {
        match self {
            Self::Made(name, node) => Self::Made(name.clone(), again(node)),
            Self::Gone(name) => Self::Gone(name.clone()),
            Self::Moved(from, to, node) => Self::Moved(from.clone(), to.clone(), again(node)),
        }
    }

    fn apply(&self, names: &mut BTreeMap<String, Node>) {
        match self {
            Self::Made(name, node) => names.insert(name.clone(), node.clone()),
            Self::Gone(name) => names.remove(name),
            Self::Moved(from, to, node) => {
                names.remove(from);
                names.insert(to.clone(), node.clone())
            }
        };
    }
}
