//! marathon-console
