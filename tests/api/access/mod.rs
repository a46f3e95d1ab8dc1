//! Who may ask what, and how they show who they are.

mod accounts;
mod limits;
mod matrix;
mod members;
mod provider;
mod tokens;
