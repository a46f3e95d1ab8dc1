//! What the suites over real sockets have in common: a client, a server in this process, and the real program.

pub mod client;
pub mod given;
pub mod process;
pub mod server;
pub mod small_disk;
pub mod store;
pub mod stream;
