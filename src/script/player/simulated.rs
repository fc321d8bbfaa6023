//! The kiosk's own simulated terminal in a script.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::device::{SimulatedLedger, SimulatedTerminal};
use crate::payment::{TerminalCommand, TerminalEvent, TerminalProfile};
use crate::port::PaymentTerminal;
use crate::time::Timestamp;

/// The simulated terminal, shared between driver and script.
#[derive(Clone)]
pub(super) struct SharedSimulated {
    device: Arc<Mutex<SimulatedTerminal>>,
    profile: TerminalProfile,
    pub prompts: Arc<AtomicU32>,
}

impl SharedSimulated {
    pub fn new() -> Self {
        let device = SimulatedTerminal::new(SimulatedLedger::in_memory());
        Self { profile: device.profile().clone(), device: Arc::new(Mutex::new(device)), prompts: Arc::default() }
    }

    pub fn with<T>(&self, work: impl FnOnce(&mut SimulatedTerminal) -> T) -> T {
        work(&mut self.device.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl PaymentTerminal for SharedSimulated {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        if matches!(command, TerminalCommand::Authorise { .. }) {
            self.prompts.fetch_add(1, Ordering::Relaxed);
        }
        self.with(|device| device.submit(now, command));
    }

    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        self.with(|device| device.poll(now))
    }

    fn next_deadline(&self) -> Option<Timestamp> {
        self.with(|device| device.next_deadline())
    }
}
