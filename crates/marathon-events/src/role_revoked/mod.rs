//! A principal lost a role. The stream is the principal.

pub mod v1;

pub use v1::RoleRevokedV1 as RoleRevoked;
