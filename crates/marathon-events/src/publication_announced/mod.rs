//! The moment of publication was announced. The stream is the marathon.

pub mod v1;

pub use v1::PublicationAnnouncedV1 as PublicationAnnounced;
