//! A principal got a role. The stream is the principal.

pub mod v1;

pub use v1::RoleGrantedV1 as RoleGranted;
