//! The engine: keys, faults, nodes, snapshots, the past; and a simulation of all of it.

mod checks;
mod clock;
mod faults;
mod gate;
mod keys;
mod node;
mod nodes;
mod past;
mod queue;
mod refusals;
mod simulation;
mod snapshots;
