//! The field was frozen: metrics are taken here and never again. The stream is the marathon.

pub mod v1;

pub use v1::FieldFrozenV1 as FieldFrozen;
