//! The promise.
