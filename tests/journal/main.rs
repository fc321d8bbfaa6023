//! The journal as an auditor, a thief and a bad disk meet it: what is written cannot be changed unseen, what is damaged is never lost, and
//! what an auditor takes away can be checked by itself.

mod commands;
mod copy;
mod damage;
mod export;
mod flips;
mod records;
mod sales;
mod till;
