//! The HTTP API over real sockets, as its clients meet it.

mod access;
mod bad_input;
mod boards;
mod decisions;
mod difference;
mod documents;
mod history;
mod hostile;
mod imports;
mod judging;
mod keys;
mod live;
mod marathons;
mod nominations;
mod texts;
mod totals;
mod writes;
