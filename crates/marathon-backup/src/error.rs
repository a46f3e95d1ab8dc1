//! What can go wrong with a backup.

use std::path::PathBuf;

use marathon_log::{LogError, LogName};

/// Why a backup could not be written, checked or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file could not be read or written.
    #[error("{operation} {}", path.display())]
    Io {
        /// What was tried.
        operation: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not what was written.
    #[error("the backup {} is damaged {place}: {detail}; nothing can be restored from it", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where: marathon and position, as far as they are known.
        place: String,
        /// What was found.
        detail: String,
    },
    /// The file was written by a newer program.
    #[error(
        "the backup {} has format {found}, this program knows up to {known}; restore it with the newer program",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The format it has.
        found: u32,
        /// The newest format this program knows.
        known: u32,
    },
    /// The store failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The store of accounts failed.
    #[error(transparent)]
    Accounts(#[from] marathon_accounts::StoreError),
    /// The backup has accounts and the store has no place for them.
    #[error("the backup has accounts, and this store keeps none")]
    NoAccounts,
    /// Who was to see the events could not take one.
    #[error("the history of `{name}` cannot be folded")]
    NotTaken {
        /// The log.
        name: LogName,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store has a log of that name with another history.
    #[error(
        "the store has a marathon `{name}` that is not a beginning of the one in the backup: {detail}; \
         nothing was restored"
    )]
    InTheWay {
        /// The log.
        name: LogName,
        /// How they differ.
        detail: String,
    },
    /// Somebody else appended while it was being restored.
    #[error("somebody else writes to `{name}`; stop every node of the store and restore again")]
    Overtaken {
        /// The log.
        name: LogName,
    },
}
