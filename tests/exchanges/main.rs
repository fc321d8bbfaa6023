//! Exchanges against emulators in memory, with the product's own checkout in front: every fault fires, the books agree or a person is
//! called, and nobody is ever charged twice.

mod caisse_ap;
mod nexo;
mod till;
