//! An independent audit: from an exported history alone, whether every line is what was written, every event was
//! allowed when it happened, and every award follows from what came before it.
//!
//! Nothing here is shared with the engine but the formats of events and the arithmetic of awards, so that one bug
//! cannot hide in both. The model is of ordered maps and says what `docs` say, not what the engine does. Events
//! without an actor are acts of whoever has access to the store; rules about persons do not apply to them.
//!
//! What an export alone cannot show: that nothing was cut off at its end, and that everybody is shown the same one. Who
//! edits an event and makes its hash fit, breaks no rule and changes no award, is found by comparing roots.

#![deny(clippy::float_arithmetic)]

#[macro_use]
mod ensure;

mod auditor;
mod awards;
mod chain;
mod fold;
mod line;
mod model;
mod report;
mod rules;
mod side_by_side;
mod tree;

pub use auditor::{Auditor, FINDINGS_MAX, audit};
pub use report::{AuditedAward, Finding, Report};
pub use side_by_side::LINE_BYTES_MAX;
