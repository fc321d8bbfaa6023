//! One contract for every terminal: what each must do, and what none may ever do, whatever happens on its line.

mod contract;
#[path = "../fuzz/zvt.rs"]
mod entry;
mod faults;
mod hostile;
mod pcap;
#[allow(dead_code, reason = "the storm falls between deeds, and its terminals have clocks of their own")]
mod stage;
mod till;
mod zvt;
