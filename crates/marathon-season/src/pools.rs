//! Choosing an entrant for a deed: one pool for each region and theme, weighed by how busy and how fond of the
//! theme its entrants are, among those who have registered by then.

use crate::{
    people::Entrant,
    random::Random,
    themes::{THEMES, Theme},
};

/// A person is named a companion by those of the same neighbourhood, which is this many persons.
const NEIGHBOURHOOD: u64 = 40;

pub(crate) struct Pools {
    /// Entrants of each region, in the order of registration.
    regions: Vec<Vec<u32>>,
    /// When they registered, beside `regions`.
    registered: Vec<Vec<i64>>,
    /// The persons among them.
    persons: Vec<Vec<u32>>,
    /// For each region and theme, running sums of weights beside `regions`.
    sums: Vec<[Vec<u64>; THEMES]>,
}

impl Pools {
    pub(crate) fn new(entrants: &[Entrant], regions: usize) -> Self {
        let mut pools = Self {
            regions: vec![Vec::new(); regions],
            registered: vec![Vec::new(); regions],
            persons: vec![Vec::new(); regions],
            sums: (0..regions).map(|_| std::array::from_fn(|_| Vec::new())).collect(),
        };
        for (no, entrant) in entrants.iter().enumerate() {
            pools.regions[entrant.region].push(no as u32);
            pools.registered[entrant.region].push(entrant.registered_at);
            if entrant.is_person() {
                pools.persons[entrant.region].push(no as u32);
            }
            for theme in Theme::ALL {
                let sums = &mut pools.sums[entrant.region][theme as usize];
                sums.push(sums.last().copied().unwrap_or(0) + entrant.weight(theme));
            }
        }
        pools
    }

    /// Somebody of the region who has registered before the moment.
    pub(crate) fn entrant(&self, region: usize, theme: Theme, at: i64, random: &mut Random) -> u32 {
        let registered = self.registered[region].partition_point(|moment| *moment < at);
        let sums = &self.sums[region][theme as usize][..registered];
        let drawn = random.below(sums.last().copied().unwrap_or(0));
        self.regions[region][sums.partition_point(|sum| *sum <= drawn)]
    }

    /// Up to `number` persons of the region, beside the entrant itself, who have registered before the moment.
    pub(crate) fn companions(
        &self,
        entrants: &[Entrant],
        entrant: u32,
        number: u64,
        at: i64,
        random: &mut Random,
    ) -> impl Iterator<Item = u32> {
        let persons = &self.persons[entrants[entrant as usize].region];
        let size = (persons.len() as u64).min(NEIGHBOURHOOD);
        let (home, first) = (u64::from(entrant) * 61, random.below(size));
        (0..size)
            .map(move |i| persons[((home + (first + i) % size) % persons.len() as u64) as usize])
            .filter(move |no| *no != entrant && entrants[*no as usize].registered_at < at)
            .take(number as usize)
    }
}
