//! What the driver does when something is wrong: with access, with an end that was not a clean one, with the file.

mod access;
mod bytes;
mod damage;
mod history;
mod lengths;
