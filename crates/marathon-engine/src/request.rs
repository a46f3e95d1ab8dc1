//! What callers hand to the sequencer, and what they get back.

use std::sync::Arc;

use marathon_domain::{Action, Refusals};
use marathon_events::{Commitment, DeedId, Position, PrincipalId, Recorded, StreamId, Timestamp};
use marathon_log::{CommandKey, Keyed, RequestHash};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// One command with who sends it and the key that makes it happen once.
#[derive(Clone, Debug)]
pub struct Request {
    /// When it arrived. What is recorded never goes back behind what was recorded before.
    pub at: Timestamp,
    /// Who sends it; absent if the program does, started by somebody with access to the store.
    pub actor: Option<PrincipalId>,
    /// What the caller wants it grouped by.
    pub correlation_id: Option<Uuid>,
    /// Digests of key and request.
    pub command: Keyed,
    /// What is kept about somebody outside the history, which its first event commits to.
    pub private: Option<Commitment>,
    /// What is asked.
    pub action: Arc<Action>,
}

/// Digests of an idempotency key of the program and of the request it came with. `request` is any bytes that are equal
/// exactly for equal requests.
#[must_use]
pub fn idempotency(key: &str, request: &[u8]) -> Keyed {
    idempotency_of(None, key, request)
}

/// As [`idempotency`], for a key of this principal: keys of different principals never meet.
#[must_use]
pub fn idempotency_of(actor: Option<PrincipalId>, key: &str, request: &[u8]) -> Keyed {
    // No key begins with a zero byte, so none of the program's is that of a principal.
    let whose = actor.map(|actor| [&[0], &actor.0.as_bytes()[..]].concat()).unwrap_or_default();
    Keyed { key: CommandKey(digest16(&[&whose, key.as_bytes()])), request: RequestHash(digest16(&[request])) }
}

fn digest16(parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}

/// What became of a command.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It is in the history, durably.
    Accepted(Accepted),
    /// A rule refused it. The refusal is durable too: the key has this outcome for ever.
    Refused {
        /// Every rule that refused.
        why: Refusals,
        /// Whether this repeats an earlier answer.
        repeated: bool,
    },
    /// The key was used before with another request.
    KeyReused,
    /// It is not known or not possible now; trying again with the same key is safe.
    Retry,
}

/// Where an accepted command stands in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Position of its event.
    pub position: Position,
    /// Stream of its event: the deed or entrant it made or changed.
    pub stream: StreamId,
    /// Name of its event.
    pub event: &'static str,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// A standing deed that a new one looks like.
    pub possible_duplicate_of: Option<DeedId>,
    /// Whether this repeats an earlier answer.
    pub repeated: bool,
}

impl Accepted {
    pub(crate) fn of(recorded: &Recorded, repeated: bool) -> Self {
        Self {
            position: recorded.position,
            stream: recorded.stream,
            event: recorded.event.name_and_version().0,
            recorded_at: recorded.recorded_at,
            possible_duplicate_of: recorded.event.deed().and_then(|d| d.possible_duplicate_of),
            repeated,
        }
    }
}

impl Answer {
    /// The same answer, given again.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Accepted(a) => Self::Accepted(Accepted { repeated: true, ..*a }),
            Self::Refused { why, .. } => Self::Refused { why: why.clone(), repeated: true },
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_different_principals_never_meet() {
        let of = |actor: Option<u128>| {
            idempotency_of(actor.map(|id| PrincipalId(Uuid::from_u128(id))), "key", b"")
        };
        let all = [None, Some(1), Some(2)].map(|actor| of(actor).key);
        assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2]);
        assert_eq!(of(Some(1)), of(Some(1)));
        assert_eq!(of(None), idempotency("key", b""));
    }
}
