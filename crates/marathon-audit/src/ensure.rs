//! Checks that say what is wrong.

/// Nothing, or what is wrong.
pub(crate) type Checked = Result<(), String>;

/// Returns what is wrong, unless the condition holds.
macro_rules! ensure {
    ($fine:expr, $($what:tt)+) => {
        if !$fine {
            return Err(format!($($what)+));
        }
    };
}
