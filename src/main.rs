//! The `cardlast` command.

fn main() {}
