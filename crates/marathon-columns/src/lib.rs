//! marathon-columns
