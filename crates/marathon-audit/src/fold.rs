//! What each event changes in the model, allowed or not: an audit goes on after the first finding.

use marathon_events::{
    DeedFacts, DeedId, EntrantId, EntrantKind, Event, Figures, PrincipalId, award_decided::AwardResult,
    entrant_registered::AgeClass,
};
use marathon_scoring::Gone;

use crate::model::{Appeal, Decided, Deed, Entrant, Grant, Judge, Jury, Likeness, Model, Moment, Status};

impl Model {
    pub(crate) fn fold(&mut self, at: &Moment, event: &Event) {
        if let Some(facts) = event.deed() {
            return self.log(at, &facts);
        }
        self.fold_deed(at, event);
        self.fold_people(at, event);
        self.fold_step(at, event);
        self.fold_jury(at, event);
        self.fold_result(at, event);
    }

    fn log(&mut self, at: &Moment, facts: &DeedFacts<'_>) {
        let no = self.deeds.len();
        for photo in facts.evidence {
            self.photos.entry(photo.sha256).or_default().push(no);
        }
        self.likenesses.entry(likeness(facts)).or_default().push(no);
        self.deed_numbers.insert(at.stream, no);
        self.deeds.push(Deed {
            position: at.position,
            id: DeedId(at.stream.0),
            entrant: facts.entrant_id,
            region: facts.region,
            sector: facts.sector.clone(),
            done_on: facts.done_on,
            companions: facts.companions.to_vec(),
            figures: facts.figures,
            status: Status::Claimed,
            needs_inspection: self.needs_inspection(&facts.figures),
            looks_repeated: facts.possible_duplicate_of.is_some(),
            verified_by: None,
            verified_on: facts.done_on,
            challenged_by: None,
        });
    }

    fn needs_inspection(&self, figures: &Figures) -> bool {
        let rule = self.rules.kinds.iter().find(|rule| rule.kind == figures.kind());
        rule.is_some_and(|rule| {
            u64::from(figures.people().0) > rule.people.inspect_above
                || figures.amount() > rule.amount.inspect_above
                || rule.person_minutes.is_some_and(|m| u64::from(figures.minutes()) > m.inspect_above)
        })
    }

    fn fold_deed(&mut self, at: &Moment, event: &Event) {
        let today = self.local_day(at.at);
        let inspect = match event {
            Event::DeedCorrected(e) => self.needs_inspection(&e.figures),
            _ => false,
        };
        let Some(no) = self.deed_numbers.get(&at.stream) else { return };
        let deed = &mut self.deeds[*no];
        match event {
            Event::DeedVerified(_) => {
                deed.status = Status::Verified;
                (deed.verified_by, deed.verified_on) = (at.actor, today);
            }
            Event::DeedRejected(_) => deed.status = Status::Rejected,
            Event::DeedWithdrawn(_) => deed.status = Status::Withdrawn,
            Event::DeedCorrected(e) => {
                deed.status = Status::Claimed;
                (deed.figures, deed.needs_inspection) = (e.figures, inspect);
            }
            Event::DeedChallenged(_) => {
                deed.status = Status::Challenged;
                deed.challenged_by = at.actor;
            }
            Event::ChallengeResolved(e) => {
                deed.status = if e.upheld { Status::Rejected } else { Status::Verified };
            }
            _ => {}
        }
    }

    fn fold_people(&mut self, at: &Moment, event: &Event) {
        let id = EntrantId(at.stream.0);
        let entrant = self.entrants.get_mut(&id);
        match event {
            Event::RoleGranted(e) => {
                let grant = Grant { regions: e.regions.clone(), nominations: e.nominations.clone() };
                self.roles.entry(at.principal()).or_default().insert(e.role, grant);
            }
            Event::RoleRevoked(e) => {
                self.roles.entry(at.principal()).or_default().remove(&e.role);
            }
            Event::EntrantRegistered(e) => {
                if e.kind == EntrantKind::Person
                    && let Some(owner) = e.owner
                {
                    self.persons.entry(owner).or_insert(id);
                }
                let entrant = Entrant {
                    kind: e.kind,
                    members: e.members.map(|members| members.0),
                    owner: e.owner,
                    minor: e.age == Some(AgeClass::Minor),
                    joined: [].into(),
                    gone: None,
                };
                self.entrants.insert(id, entrant);
            }
            Event::EntrantProfileChanged(e) => {
                if let (Some(entrant), Some(members)) = (entrant, e.members) {
                    entrant.members = Some(members.0);
                }
            }
            Event::MemberJoined(e) => {
                entrant.map(|team| team.joined.insert(e.person));
            }
            Event::MemberLeft(e) => {
                entrant.map(|team| team.joined.remove(&e.person));
            }
            Event::EntrantWithdrawn(_) => self.leave(at, Gone::Withdrawn),
            Event::EntrantDisqualified(_) => self.leave(at, Gone::Disqualified),
            _ => {}
        }
    }

    fn leave(&mut self, at: &Moment, how: Gone) {
        self.steps.changed = at.position;
        if let Some(entrant) = self.entrants.get_mut(&EntrantId(at.stream.0)) {
            entrant.gone = Some((how, at.position));
        }
    }

    fn fold_step(&mut self, at: &Moment, event: &Event) {
        let steps = &mut self.steps;
        match event {
            Event::IntakeClosed(_) => steps.intake_closed = true,
            Event::SeedSourceNamed(_) => steps.seed_source_named = true,
            Event::FieldFrozen(e) => (steps.frozen, steps.changed) = (Some(e.position), at.position),
            Event::SeedRecorded(e) => (steps.seed, steps.changed) = (Some(e.seed.clone()), at.position),
            Event::JudgingClosed(_) => (steps.judging_closed, steps.changed) = (true, at.position),
            Event::RulesAmended(e) => {
                self.rules = e.rules.clone();
                self.steps.changed = at.position;
            }
            Event::PublicationAnnounced(e) => steps.announced = Some(e.at),
            Event::ResultsPublished(_) => steps.published = Some(at.at),
            _ => {}
        }
    }

    fn fold_jury(&mut self, at: &Moment, event: &Event) {
        match event {
            Event::ShortlistDrawn(e) => {
                self.jury(at, &e.nomination).shortlist = Some(e.entrants.iter().copied().collect());
            }
            Event::JudgeAssigned(e) => {
                let jury = self.jury(at, &e.nomination);
                let all = jury.shortlist.clone().unwrap_or_default();
                let more = if e.entrants.is_empty() { all } else { e.entrants.iter().copied().collect() };
                jury.judges.entry(e.judge).or_default().assigned.extend(more);
            }
            Event::JudgeRecused(e) => {
                self.jury(at, &e.nomination).judge(e.judge).recused.insert(e.entrant_id);
            }
            Event::ScoreGiven(e) => {
                let judge = self.jury(at, &e.nomination).judge(e.judge);
                judge.given.insert(e.entrant_id, e.commitment);
                self.steps.first_score_given = true;
            }
            Event::ScoresOpened(e) => {
                let points = e.scores.iter().map(|score| (score.entrant_id, score.points.clone()));
                self.jury(at, &e.nomination).judge(e.judge).opened = Some(points.collect());
            }
            Event::QuorumWaived(e) => {
                self.jury(at, &e.nomination).waived.insert(e.entrant_id);
            }
            _ => {}
        }
    }

    /// Judging of a nomination, about to change.
    fn jury(&mut self, at: &Moment, nomination: &str) -> &mut Jury {
        let jury = self.juries.entry(nomination.to_owned()).or_default();
        jury.changed = at.position;
        jury
    }

    fn fold_result(&mut self, at: &Moment, event: &Event) {
        match event {
            Event::AwardDecided(e) => self.decide(at, &e.nomination, &e.result),
            Event::ResultAmended(e) => {
                self.decide(at, &e.nomination, &e.result);
                if let Some(appeal) = self.appeals.get_mut(&e.appeal.into()) {
                    appeal.amended = true;
                }
            }
            Event::AppealLodged(e) => {
                let (nomination, entrant) = (e.nomination.clone(), e.entrant_id);
                let appeal = Appeal { nomination, entrant, upheld: None, amended: false };
                self.appeals.insert(at.stream, appeal);
            }
            Event::AppealResolved(e) => {
                if let Some(appeal) = self.appeals.get_mut(&at.stream) {
                    appeal.upheld = Some(e.upheld);
                }
            }
            _ => {}
        }
    }

    fn decide(&mut self, at: &Moment, nomination: &str, result: &AwardResult) {
        let decided = Decided {
            at: at.position,
            result_hash: result.hash(),
            standings: result.entries.len() as u64,
            winners: result.winners.clone(),
        };
        self.juries.entry(nomination.to_owned()).or_default().decided = Some(decided);
    }

    /// A standing deed that this one looks like: the earliest with the same photo or, without one, the earliest of
    /// the same entrant, day, kind and quantity.
    pub(crate) fn look_alike(&self, facts: &DeedFacts<'_>) -> Option<DeedId> {
        let stands = |no: &&usize| self.deeds[**no].status.stands();
        let earliest = |all: Option<&Vec<usize>>| all?.iter().find(stands).copied();
        let by_photo = facts.evidence.iter().find_map(|photo| earliest(self.photos.get(&photo.sha256)));
        let no = by_photo.or_else(|| earliest(self.likenesses.get(&likeness(facts))));
        no.map(|no| self.deeds[no].id)
    }
}

fn likeness(facts: &DeedFacts<'_>) -> Likeness {
    let figures = facts.figures;
    (facts.entrant_id, facts.done_on, figures.kind(), figures.amount(), figures.minutes())
}

impl Jury {
    fn judge(&mut self, id: PrincipalId) -> &mut Judge {
        self.judges.entry(id).or_default()
    }
}

impl Moment {
    /// The principal whose stream this is.
    pub(crate) fn principal(&self) -> PrincipalId {
        PrincipalId(self.stream.0)
    }
}
