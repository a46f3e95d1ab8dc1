//! marathon-domain
