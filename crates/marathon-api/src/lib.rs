//! marathon-api
