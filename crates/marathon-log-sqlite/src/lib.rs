//! marathon-log-sqlite
