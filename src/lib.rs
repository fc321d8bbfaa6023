//! `cardlast`: a self-service ordering kiosk that asks for your card last.

pub mod money;
pub mod id;
pub mod time;
pub mod locale;
pub mod catalogue;
pub mod order;
pub mod payment;
pub mod machine;
pub mod words;
pub mod port;
pub mod document;
pub mod journal;
pub mod driver;
pub mod device;
pub mod fake;
pub mod script;
pub mod config;
