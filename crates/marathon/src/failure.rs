//! What a failure is called and which exit code it ends with.

use std::process::ExitCode;

use marathon_domain::RulesError;
use marathon_engine::EngineError;
use marathon_log::LogError;

/// The caller asked for something that cannot be.
#[derive(Debug)]
pub(crate) struct WrongUsage(pub(crate) String);

impl std::fmt::Display for WrongUsage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUsage {}

/// A history is not what was written.
#[derive(Debug)]
pub(crate) struct Damage(pub(crate) String);

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Damage {}

/// The whole chain in one line.
pub(crate) fn describe(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for (i, cause) in error.chain().enumerate() {
        let cause = cause.to_string();
        // Transparent errors say the same as their cause.
        if i > 0 && text.ends_with(&cause) {
            continue;
        }
        if i > 0 {
            text.push_str(": ");
        }
        text.push_str(&cause);
    }
    text
}

pub(crate) fn exit_code(error: &anyhow::Error) -> ExitCode {
    let log = error.chain().find_map(|e| e.downcast_ref::<LogError>());
    let engine = error.chain().find_map(|e| e.downcast_ref::<EngineError>());
    let damaged = error.chain().any(<dyn std::error::Error>::is::<Damage>)
        || engine.is_some_and(EngineError::is_damage)
        || matches!(log, Some(LogError::Damaged { .. }));
    let log = match engine {
        Some(EngineError::Log(inner)) => Some(inner),
        _ => log,
    };
    let usage = error.chain().any(|e| e.is::<WrongUsage>() || e.is::<RulesError>())
        || matches!(
            log,
            Some(
                LogError::InUse { .. }
                    | LogError::NoAccess { .. }
                    | LogError::NoSuchLog(_)
                    | LogError::LogExists(_)
                    | LogError::Newer { .. }
            )
        );
    match (damaged, usage) {
        (true, _) => ExitCode::from(3),
        (_, true) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    }
}
