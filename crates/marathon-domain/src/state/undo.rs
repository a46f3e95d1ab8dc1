//! Going back: what is folded can be taken back until it is durable.

use marathon_events::{Figures, Position};
use uuid::Uuid;

use super::{State, StreamCounter, judging::Judging, people::Registered, verdicts::Verdict};
use crate::Rules;

/// What it takes to take one event back.
#[derive(Clone, Debug)]
pub(super) enum Undo {
    Opened,
    Entrant(Registered),
    Deed { evidence: Vec<u64>, likeness: u64 },
    Changed { deed: u32, cell: u8, figures: Figures, verdict: Verdict },
    Closed,
    Amended { rules: Option<Rules>, changed: Position },
    Judged { stream: Uuid, judging: Box<Judging> },
    Member { team: usize, person: usize, was_one: bool },
    Gone { entrant: usize, cell: u8, changed: Position },
    Noted { stream: Uuid },
}

impl State {
    /// Remembers this moment, so that what is folded after it can be taken back. Marks are given up in the order
    /// they were set.
    pub fn mark(&mut self) {
        self.marks.push_back(self.undo_from + self.undo.len() as u64);
    }

    /// Gives up the oldest mark: what was folded between it and the next one is final.
    pub fn forget(&mut self) {
        self.marks.pop_front();
        let end = self.undo_from + self.undo.len() as u64;
        let keep_from = self.marks.front().copied().unwrap_or(end);
        self.undo.drain(..(keep_from - self.undo_from) as usize);
        self.undo_from = keep_from;
    }

    /// Takes back everything folded since the oldest mark, and gives up every mark.
    pub fn roll_back(&mut self) {
        while let Some(undo) = self.undo.pop() {
            self.take_back(undo);
        }
        self.marks.clear();
    }

    fn take_back(&mut self, undo: Undo) {
        match undo {
            Undo::Opened => (self.rules, self.marathon) = (None, StreamCounter::default()),
            Undo::Closed => {
                self.intake_closed = false;
                self.marathon.next -= 1;
            }
            Undo::Entrant(registered) => {
                self.entrant_ids.pop();
                self.entrant_kinds.pop();
                self.people.take_back(registered);
            }
            Undo::Deed { evidence, likeness } => {
                self.deed_ids.pop();
                self.deed_cells.pop();
                self.deed_revisions.pop();
                self.deed_people.pop();
                self.deed_amounts.pop();
                self.deed_minutes.pop();
                self.verdicts.take_back_deed();
                let no = self.deed_ids.len() as u32;
                self.likeness.remove(likeness, |n| *n == no);
                for key in evidence {
                    self.evidence.remove(key, |n| *n == no);
                }
            }
            Undo::Changed { deed, cell, figures, verdict } => {
                self.verdicts.put_back(deed as usize, verdict);
                self.deed_cells[deed as usize] = cell;
                self.deed_revisions[deed as usize] -= 1;
                self.set_figures(deed as usize, &figures);
            }
            Undo::Amended { rules, changed } => {
                self.rules = rules;
                self.judging.steps.changed = changed;
                self.marathon.next -= 1;
            }
            Undo::Judged { stream, judging } => {
                self.judging = *judging;
                self.count_back(stream);
            }
            Undo::Member { team, person, was_one } => {
                self.people.set_member(team, person, was_one);
                self.count_back(self.entrant_id(team).0);
            }
            Undo::Gone { entrant, cell, changed } => {
                self.entrant_kinds[entrant] = cell;
                self.judging.steps.changed = changed;
                self.count_back(self.entrant_id(entrant).0);
            }
            Undo::Noted { stream } => self.count_back(stream),
        }
    }
}
