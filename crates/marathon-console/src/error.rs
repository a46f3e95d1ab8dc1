//! What can go wrong while a page is rendered: a mistake in this crate, never in the data.

/// A page could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A template refused its values.
    #[error("rendering a template")]
    Template(#[from] askama::Error),
    /// A message is missing from a translation, or does not fit its arguments.
    #[error("message `{id}` in language `{language}`: {reason}")]
    Message {
        /// Which message.
        id: String,
        /// In which language.
        language: crate::Language,
        /// What is wrong with it.
        reason: String,
    },
    /// A live message could not be encoded.
    #[error("encoding a live message")]
    LiveMessage(#[from] serde_json::Error),
}
