//! marathon-engine
