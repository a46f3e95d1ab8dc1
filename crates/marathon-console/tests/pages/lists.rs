//! Leaderboards and rankings of the sample season.

use marathon_console::{
    Board, BoardChoice, BoardLine, BoardWhy, Called, CountedDeed, Deed, DeedEvent, DeedLine, DeedPage,
    DeedStatus, ExactValue, RankedNomination, Ranking, RankingLine, RankingWhy, Standing,
};
use marathon_events::{
    Day, DeedId, DeedKind, EntrantId, EntrantKind, Position, RegionCode, marathon_opened::Titles,
};
use marathon_projections::{
    leaderboards::{BoardMetric, BoardStatus},
    rankings::Inputs,
};
use marathon_scoring::Cut;

use super::sample;

pub fn entrant(n: u128) -> EntrantId {
    EntrantId(uuid::Uuid::from_u128(n))
}

fn astana() -> Titles {
    let rules = sample::rules();
    rules.regions.iter().find(|r| r.code.to_string() == "KZ-71").unwrap().name.clone()
}

/// Claimed trees of entrants at home in Astana: one leads, two are equal.
pub fn board() -> Board {
    let line = |rank, n, alias: &str, value| BoardLine {
        rank,
        entrant: entrant(n),
        alias: alias.to_owned(),
        kind: EntrantKind::Team,
        region: astana(),
        value,
    };
    let rules = sample::rules();
    Board {
        season: sample::season(),
        choice: BoardChoice {
            metric: BoardMetric::Trees,
            status: BoardStatus::Claimed,
            region: RegionCode::parse("KZ-71"),
            ..BoardChoice::default()
        },
        regions: rules.regions.iter().map(|r| (r.code, r.name.clone())).collect(),
        sectors: rules.sectors.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
        entrants: 3,
        leading: 1_200,
        lines: vec![line(1, 1, "Таза Қала", 1_200), line(2, 2, "Саду цвести", 300), line(2, 3, "Green", 300)],
        after: None,
        next: None,
        standing: Standing::Provisional,
        mine: Vec::new(),
    }
}

/// The same for somebody who is third, once the field is frozen.
pub fn board_with_mine() -> Board {
    let board = board();
    Board { mine: board.lines[2..].to_vec(), standing: Standing::Frozen, ..board }
}

pub fn empty_board() -> Board {
    let choice = BoardChoice::default();
    Board { choice, entrants: 0, leading: 0, lines: Vec::new(), ..board() }
}

fn deed(n: u64, quantity: u64, credited: u64) -> DeedLine {
    DeedLine {
        id: DeedId(uuid::Uuid::from_u128(1_000 + u128::from(n))),
        position: Position(40 + n),
        done_on: Day::parse("2024-08-01").unwrap(),
        kind: DeedKind::TreesPlanted,
        amount: quantity,
        quantity,
        credited,
    }
}

fn page<T>(deeds: Vec<T>) -> DeedPage<T> {
    DeedPage { total: deeds.len() as u64, deeds, after: None, next: None }
}

/// Two deeds behind the second line of the board, one of them shared.
pub fn board_why() -> BoardWhy {
    let Board { season, choice, lines, leading, entrants, .. } = board();
    let deeds = page(vec![deed(1, 250, 250), deed(2, 100, 50)]);
    BoardWhy { season, choice, line: lines[1].clone(), leading, entrants, deeds }
}

fn nomination() -> RankedNomination {
    let rules = sample::rules();
    let mut green = rules.nominations.iter().find(|n| n.id == "green-country").unwrap().clone();
    green.sectors = vec![marathon_events::Sector("ecological".into())];
    green.per_deed_max = Some(500);
    RankedNomination {
        rules: green,
        sectors: rules.sectors.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
        standing: Standing::Provisional,
        ranked: 2,
        leading: ExactValue { numerator: 6_205_000, denominator: 10_000 },
    }
}

/// Two lines, the first with a value that cannot be shown in full.
pub fn ranking() -> Ranking {
    let line = |rank, n, alias: &str, numerator| RankingLine {
        rank,
        competitor: entrant(n),
        name: Called::Alias(alias.to_owned()),
        kind: Some(EntrantKind::Person),
        region: astana(),
        value: ExactValue { numerator, denominator: 10_000 },
        inputs: Inputs { deeds: 2, units: 700, capped_units: 641, active: 0, divisor: None },
    };
    Ranking {
        season: sample::season(),
        nomination: nomination(),
        lines: vec![line(1, 1, "Айгерім", 6_204_999), line(2, 2, "Марат", 500_000)],
        after: None,
        next: None,
    }
}

/// A deed that was cut to the limit of one deed, and one that was not.
pub fn ranking_why() -> RankingWhy {
    let counted = |deed: DeedLine, counted, cuts| CountedDeed {
        deed,
        counted,
        worth_bps: u128::from(counted) * 10_000,
        cuts,
    };
    let Ranking { season, nomination, lines, .. } = ranking();
    let deeds =
        vec![counted(deed(1, 600, 600), 500, vec![Cut::PerDeed]), counted(deed(2, 100, 100), 100, vec![])];
    RankingWhy { season, nomination, line: lines[0].clone(), deeds: page(deeds) }
}

/// A deed that was verified, doubted and verified again.
pub fn deed_page() -> Deed {
    use marathon_events::{
        Event, Figures, LeafHash, People, Timestamp, Trees, challenge_resolved::ChallengeResolved,
        deed_challenged::DeedChallenged, deed_verified::DeedVerified,
    };
    let happened = |position, event| DeedEvent {
        position: Position(position),
        recorded_at: Timestamp::parse_rfc3339("2024-08-02T04:05:06Z").unwrap(),
        event,
        leaf_hash: LeafHash::of(b"entry"),
    };
    let doubt = "Nobody saw the <trees>".to_owned();
    Deed {
        season: sample::season(),
        id: DeedId(uuid::Uuid::from_u128(1_001)),
        status: DeedStatus::Verified,
        figures: Figures::TreesPlanted { people: People(4), trees: Trees(12) },
        alias: "Саду цвести".to_owned(),
        companions: vec!["Айгерім".to_owned()],
        region: astana(),
        sector: astana(),
        done_on: Day::parse("2024-08-01").unwrap(),
        evidence: Vec::new(),
        possible_duplicate_of: Some(DeedId(uuid::Uuid::from_u128(1_000))),
        doubt_until: None,
        may_doubt: false,
        history: vec![
            happened(41, Event::DeedVerified(DeedVerified { reason: None })),
            happened(45, Event::DeedChallenged(DeedChallenged { reason: doubt })),
            happened(
                47,
                Event::ChallengeResolved(ChallengeResolved { upheld: false, reason: "Seen".to_owned() }),
            ),
        ],
    }
}
