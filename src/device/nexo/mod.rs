//! Terminals that speak the nexo Retailer protocol: JSON over HTTPS, one call a piece of work.
//!
//! [`message`] is the protocol's language, [`seal`] the envelope that keeps it from prying eyes. Both are pure.

pub mod message;
pub mod seal;
