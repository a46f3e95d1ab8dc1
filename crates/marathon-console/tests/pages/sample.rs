//! A season like that of 2024, as an adapter would fill it in.

use marathon_console::{
    Counters, CurvePoint, Dashboard, DeedStatus, ExactValue, LatestDeed, Leader, LeaderName, NominationCard,
    RegionTile, Season, SeasonLink, SeasonState, Standing, Totals,
};
use marathon_events::{
    Day, DeedKind, Position, RegionCode, Timestamp,
    marathon_opened::{RuleSet, Titles},
};

/// The counter as the press published it over the season: days since its start, and deeds.
const PUBLISHED: [(i64, u64); 5] = [(0, 0), (5, 525), (29, 826), (76, 2_045), (145, 7_000)];

/// Totals of 2024 and, in parts of a thousand, how much of them is verified.
const CLAIMED: Counters =
    Counters { deeds: 7_000, people: 50_000, trees: 3_200, grams: 240_000_000, animals: 7_000 };
const VERIFIED: Counters =
    Counters { deeds: 6_431, people: 46_212, trees: 2_958, grams: 221_700_000, animals: 6_120 };

/// The rules of the default season.
pub fn rules() -> RuleSet {
    toml::from_str(include_str!("../../../marathon-domain/rules/default.toml")).expect("the default rules")
}

/// What every page of the season has.
pub fn season() -> Season {
    let RuleSet { slug, season, .. } = rules();
    Season {
        slug,
        name: season.name,
        starts_on: season.starts_on,
        ends_on: season.ends_on,
        utc_offset_minutes: season.utc_offset_minutes,
        state: SeasonState::Open,
        as_of_position: Some(Position(20_418)),
        as_of_time: at("2024-12-01T09:32:07Z"),
        at: None,
    }
}

/// The season after its last day.
pub fn dashboard() -> Dashboard {
    let rules = rules();
    Dashboard {
        season: self::season(),
        totals: Totals { claimed: CLAIMED, verified: VERIFIED },
        curve: curve(rules.season.starts_on),
        regions: regions(&rules),
        nominations: nominations(&rules),
        published: false,
        latest: latest(),
        seasons: vec![
            season_link("2024", SeasonState::Open, 7_000, 6_431),
            season_link("2023", SeasonState::Closed, 4_812, 4_390),
        ],
    }
}

/// A marathon nobody has logged a deed in.
pub fn empty() -> Dashboard {
    let nothing = Totals::default();
    let mut dashboard = dashboard();
    dashboard.season.as_of_position = None;
    dashboard.totals = nothing;
    dashboard.curve.clear();
    dashboard.latest.clear();
    dashboard.seasons.clear();
    dashboard.regions.iter_mut().for_each(|region| region.totals = nothing);
    dashboard.nominations.iter_mut().for_each(|nomination| nomination.leaders.clear());
    dashboard
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).expect("a moment")
}

fn curve(start: Day) -> Vec<CurvePoint> {
    let claimed = |day: i64| {
        let n = PUBLISHED.iter().rposition(|(d, _)| *d <= day).unwrap_or_default();
        let (from, low) = PUBLISHED[n];
        PUBLISHED.get(n + 1).map_or(low, |(to, high)| {
            low + (high - low) * u64::try_from(day - from).unwrap() / u64::try_from(to - from).unwrap()
        })
    };
    (0..=145)
        .map(|day| CurvePoint {
            day: start.plus(u32::try_from(day).unwrap()),
            claimed_deeds: claimed(day),
            // Verification runs four days behind.
            verified_deeds: if day == 145 { VERIFIED.deeds } else { claimed((day - 4).max(0)) * 950 / 1_000 },
        })
        .collect()
}

fn regions(rules: &RuleSet) -> Vec<RegionTile> {
    // Shares that look like a country: as many residents, times how keen they are on it.
    let keen = |n: usize, on: usize| 20 + ((n + on) as u64 * 37 + 11) % 53;
    let part = |total: u64, n: usize, on: usize| {
        let weight = |n: usize| rules.regions[n].population / 1_000 * keen(n, on);
        total * weight(n) / (0..rules.regions.len()).map(weight).sum::<u64>()
    };
    let share = |c: &Counters, n: usize| Counters {
        deeds: part(c.deeds, n, 0),
        people: part(c.people, n, 2),
        trees: part(c.trees, n, 5),
        grams: part(c.grams, n, 9),
        animals: part(c.animals, n, 13),
    };
    let tiles = rules.regions.iter().enumerate().map(|(n, region)| RegionTile {
        code: region.code,
        name: region.name.clone(),
        grid: region.grid,
        population: region.population,
        totals: Totals { claimed: share(&CLAIMED, n), verified: share(&VERIFIED, n) },
    });
    tiles.collect()
}

fn nominations(rules: &RuleSet) -> Vec<NominationCard> {
    let alias = |text: &str| LeaderName::Alias(text.to_owned());
    let region = |code: &str| LeaderName::Region(RegionCode::parse(code).expect("a code"));
    let leaders = |id: &str| match id {
        "kindest-region" => vec![
            (region("KZ-62"), 123_400_000, 221_000),
            (region("KZ-59"), 206_700_000, 530_000),
            (region("KZ-47"), 212_000_000, 786_000),
        ],
        "kindest-collective" => vec![
            (alias("Арай еріктілері"), 184_200, 38),
            (alias("Команда «Доброе утро»"), 99_000, 25),
            (alias("Jas Otan Qostanay"), 61_200, 17),
        ],
        "kindest-institution" => vec![
            (alias("№ 15 мектеп-гимназия, Өскемен"), 187, 240),
            (alias("Школа-лицей № 8, Павлодар"), 201, 316),
            (alias("Satbayev University"), 3_120, 5_200),
        ],
        "kind-heart" => vec![
            (alias("Айгерім"), 1_840, 1),
            (alias("Тимур К."), 1_211, 1),
            (alias("Дастархан добра"), 981, 1),
        ],
        "health" => vec![
            (alias("Донор.kz"), 74_520, 1),
            (alias("Қызыл Жарты Ай, Ақтөбе"), 61_290, 1),
            (alias("Медсёстры Семея"), 58_000, 1),
        ],
        "clean-country" => vec![
            (alias("Таза Қазақстан, Ақтау"), 18_450_000, 1),
            (alias("Берег Иртыша"), 16_903_250, 1),
            (alias("EcoNetwork Almaty"), 9_120_000, 1),
        ],
        "green-country" => vec![
            (alias("Жасыл ел отряды 12"), 741, 1),
            (alias("Саду цвести"), 602, 1),
            (alias("Марат и соседи"), 221, 1),
        ],
        "friend-of-animals" => vec![
            (alias("Приют «Ковчег»"), 962, 2),
            (alias("Qanatty dos"), 421, 1),
            (alias("Лапа помощи, Уральск"), 421, 1),
        ],
        "knowledge-and-media" => vec![(alias("Кітап күні"), 2_431, 1), (alias("Урок по субботам"), 1_904, 1)],
        _ => vec![],
    };
    let cards = rules.nominations.iter().map(|nomination| NominationCard {
        id: nomination.id.clone(),
        title: nomination.title.clone(),
        metric: nomination.metric,
        winners: nomination.winners,
        standing: Standing::Provisional,
        leaders: (1..)
            .zip(leaders(&nomination.id))
            .map(|(n, (name, numerator, denominator))| Leader {
                rank: if nomination.id == "friend-of-animals" && n == 3 { 2 } else { n },
                name,
                value: ExactValue { numerator, denominator },
            })
            .collect(),
    });
    cards.collect()
}

fn latest() -> Vec<LatestDeed> {
    let deed = |kind, amount, region, alias: Option<&str>, status, time| LatestDeed {
        kind,
        amount,
        region: RegionCode::parse(region).expect("a code"),
        alias: alias.map(str::to_owned),
        status,
        logged_at: at(time),
    };
    use {DeedKind as K, DeedStatus as S};
    vec![
        deed(
            K::WasteCollected,
            2_450_000,
            "KZ-47",
            Some("Таза Қазақстан, Ақтау"),
            S::Claimed,
            "2024-12-01T09:32:07Z",
        ),
        deed(K::GoodDeedDone, 21, "KZ-71", None, S::Claimed, "2024-12-01T09:30:41Z"),
        deed(K::TreesPlanted, 12, "KZ-61", Some("Жасыл ел отряды 12"), S::Verified, "2024-12-01T09:27:12Z"),
        deed(K::AnimalsHelped, 3, "KZ-27", Some("Лапа помощи, Уральск"), S::Verified, "2024-12-01T09:21:59Z"),
        deed(K::GoodDeedDone, 1, "KZ-10", Some("Айгерім"), S::Verified, "2024-12-01T09:14:03Z"),
        deed(K::TreesPlanted, 10_000, "KZ-75", None, S::Rejected, "2024-12-01T09:02:30Z"),
        deed(K::WasteCollected, 18_300, "KZ-59", Some("Берег Иртыша"), S::Verified, "2024-12-01T08:58:11Z"),
        deed(K::AnimalsHelped, 22, "KZ-79", None, S::Withdrawn, "2024-12-01T08:41:00Z"),
    ]
}

fn season_link(year: &str, state: SeasonState, claimed: u64, verified: u64) -> SeasonLink {
    SeasonLink {
        slug: year.to_owned(),
        name: Titles {
            kk: format!("Қайырлы істер марафоны {year}"),
            ru: format!("Марафон добрых дел {year}"),
            en: format!("Marathon of Good Deeds {year}"),
        },
        state,
        claimed_deeds: claimed,
        verified_deeds: verified,
    }
}
