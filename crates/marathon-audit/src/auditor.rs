//! Reads an export line by line and collects what is wrong.

use std::io::{self, BufRead};

use marathon_events::{Event, LeafHash, Position, Sha256Hash};

use crate::{
    AuditedAward, Finding, Report,
    chain::Chain,
    line::Line,
    model::{Model, Moment, rules_hash},
    rules,
    side_by_side::{Outcome, each_line, one_line},
    tree::Tree,
};

/// After so many findings an audit stops: the first is what counts.
pub const FINDINGS_MAX: usize = 20;

/// Audits the lines of an export.
///
/// # Errors
/// If they cannot be read. What is wrong with them is in the report.
pub fn audit(lines: impl BufRead) -> io::Result<Report> {
    let mut auditor = Auditor::default();
    each_line(lines, |outcome| auditor.take(outcome))?;
    Ok(auditor.finish())
}

/// An audit that takes lines one by one.
#[derive(Clone, Default)]
pub struct Auditor {
    events: u64,
    leaf_hash: Option<LeafHash>,
    tree: Tree,
    chain: Chain,
    model: Option<Model>,
    findings: Vec<Finding>,
}

impl Auditor {
    /// Takes a line with its line break; says whether more are wanted.
    pub fn line(&mut self, line: &[u8]) -> bool {
        self.take(one_line(line))
    }

    fn take(&mut self, outcome: Outcome) -> bool {
        let position = self.chain.next;
        match outcome {
            Ok(line) => self.event(position, line),
            Err(what) => {
                self.find(position, format!("{what}; compare with another copy, or export again"));
                self.chain.next = position.next();
            }
        }
        self.findings.len() < FINDINGS_MAX
    }

    /// What the lines so far amount to.
    #[must_use]
    pub fn finish(mut self) -> Report {
        if self.model.is_none() && self.findings.is_empty() {
            self.find(Position(0), "there is no event here; export the marathon from position 0".to_owned());
        }
        let model = self.model.as_ref();
        Report {
            events: self.events,
            position: self.chain.next.0.checked_sub(1).map(Position),
            leaf_hash: self.leaf_hash.map(|hash| Sha256Hash(hash.0)),
            root_hash: self.tree.root().map(Sha256Hash),
            deeds: model.map_or(0, |model| model.deeds.len() as u64),
            marathon: model.map(|model| model.rules.slug.clone()),
            rules_hash: model.map(|model| rules_hash(&model.rules)),
            awards: model.map(awards).unwrap_or_default(),
            findings: self.findings,
        }
    }

    fn find(&mut self, position: Position, what: String) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding { position, what });
        }
    }

    fn event(&mut self, position: Position, line: Line) {
        let Line { event, version, leaf_hash, wrong } = line;
        self.events += 1;
        self.leaf_hash = Some(leaf_hash);
        self.tree.push(leaf_hash);
        if let Some(wrong) = wrong {
            self.find(position, wrong);
        }
        if let Err(wrong) = self.chain.take(&event) {
            self.find(position, wrong);
            if event.position < position {
                // An event that stood before is not folded twice.
                return;
            }
        }
        let at = Moment::of(&event, version);
        let allowed = match (&mut self.model, &event.event) {
            (Some(model), event) => {
                let allowed = rules::check(model, &at, event);
                model.fold(&at, event);
                allowed
            }
            (none, Event::MarathonOpened(opened)) => {
                *none = Some(Model::new(&at, &opened.rules));
                rules::opening(&at, &opened.rules)
            }
            (None, _) => Err("the marathon is not opened; a history begins with marathon-opened".to_owned()),
        };
        if let Err(what) = allowed {
            self.find(event.position, format!("{}: {what}", event.event.name_and_version().0));
        }
    }
}

fn awards(model: &Model) -> Vec<AuditedAward> {
    let decided = |nomination: &String| model.juries.get(nomination)?.decided.clone();
    let award = |nomination: &String| {
        decided(nomination).map(|decided| AuditedAward {
            nomination: nomination.clone(),
            decided_at: decided.at,
            result_hash: decided.result_hash,
            standings: decided.standings,
            winners: decided.winners,
        })
    };
    model.juries.keys().filter_map(award).collect()
}
