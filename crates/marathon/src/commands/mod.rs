//! One file for each verb.

pub(crate) mod backup;
pub(crate) mod config;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod judging;
pub(crate) mod migrate;
pub(crate) mod open;
pub(crate) mod projections;
pub(crate) mod replay;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod token;
pub(crate) mod verify;
pub(crate) mod work;
