//! Deeds as they are told: `trees(12).by(2).on("2024-07-14").with([3])`.

use marathon_domain::NewDeed;
use marathon_events::{
    Animals, DeedId, Event, Figures, Grams, People, PersonMinutes, Sector, Trees,
    animals_helped::AnimalsHelped, good_deed_done::GoodDeedDone, trees_planted::TreesPlanted,
    waste_collected::WasteCollected,
};

use super::ids;

/// A deed, to be logged or logged already. Unless told otherwise entrant 1 did it alone, in Astana, for the social
/// sector, on 14 July.
#[derive(Clone)]
pub struct Deed {
    pub new: NewDeed,
    look_alike: Option<DeedId>,
}

fn deed(figures: Figures) -> Deed {
    let new = NewDeed {
        entrant_id: ids::entrant(1),
        region: ids::region("KZ-71"),
        sector: Sector("social".into()),
        done_on: ids::day("2024-07-14"),
        companions: Vec::new(),
        evidence: Vec::new(),
        figures,
        species: None,
    };
    Deed { new, look_alike: None }
}

pub fn help(helped: u32, minutes: u32) -> Deed {
    deed(help_figures(1, helped, minutes))
}

pub fn trees(trees: u32) -> Deed {
    deed(tree_figures(1, trees))
}

pub fn waste(grams: u64) -> Deed {
    deed(Figures::WasteCollected { people: People(1), grams: Grams(grams) })
}

pub fn animals(animals: u32) -> Deed {
    deed(Figures::AnimalsHelped { people: People(1), animals: Animals(animals) })
}

pub fn help_figures(people: u32, helped: u32, minutes: u32) -> Figures {
    Figures::GoodDeedDone {
        people: People(people),
        people_helped: People(helped),
        person_minutes: PersonMinutes(minutes),
    }
}

pub fn tree_figures(people: u32, trees: u32) -> Figures {
    Figures::TreesPlanted { people: People(people), trees: Trees(trees) }
}

impl Deed {
    pub fn by(mut self, entrant: u32) -> Self {
        self.new.entrant_id = ids::entrant(entrant);
        self
    }

    pub fn in_region(mut self, code: &str) -> Self {
        self.new.region = ids::region(code);
        self
    }

    pub fn for_sector(mut self, sector: &str) -> Self {
        self.new.sector = Sector(sector.into());
        self
    }

    pub fn on(mut self, day: &str) -> Self {
        self.new.done_on = ids::day(day);
        self
    }

    pub fn with(mut self, companions: impl IntoIterator<Item = u32>) -> Self {
        self.new.companions = companions.into_iter().map(ids::entrant).collect();
        self
    }

    pub fn photos(mut self, photos: impl IntoIterator<Item = u8>) -> Self {
        self.new.evidence = photos.into_iter().map(ids::photo).collect();
        self
    }

    pub fn seen_at(mut self, url: &str) -> Self {
        self.new.evidence[0].url = Some(url.into());
        self
    }

    pub fn species(mut self, species: &str) -> Self {
        self.new.species = Some(species.into());
        self
    }

    pub fn looks_like(mut self, deed: u32) -> Self {
        self.look_alike = Some(ids::deed(deed));
        self
    }

    pub fn people(mut self, n: u32) -> Self {
        let (Figures::GoodDeedDone { people, .. }
        | Figures::TreesPlanted { people, .. }
        | Figures::WasteCollected { people, .. }
        | Figures::AnimalsHelped { people, .. }) = &mut self.new.figures;
        *people = People(n);
        self
    }

    /// The event that logs it.
    pub fn event(self) -> Event {
        let Self { new: d, look_alike } = self;
        macro_rules! event {
            ($kind:ident, $($rest:tt)*) => {
                Event::$kind($kind {
                    entrant_id: d.entrant_id,
                    region: d.region,
                    sector: d.sector,
                    done_on: d.done_on,
                    companions: d.companions,
                    evidence: d.evidence,
                    possible_duplicate_of: look_alike,
                    $($rest)*
                })
            };
        }
        match d.figures {
            Figures::GoodDeedDone { people, people_helped, person_minutes } => {
                event!(GoodDeedDone, people, people_helped, person_minutes)
            }
            Figures::TreesPlanted { people, trees } => {
                event!(TreesPlanted, people, trees, species: d.species)
            }
            Figures::WasteCollected { people, grams } => event!(WasteCollected, people, grams),
            Figures::AnimalsHelped { people, animals } => {
                event!(AnimalsHelped, people, animals, species: d.species)
            }
        }
    }
}
