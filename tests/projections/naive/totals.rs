//! Totals by adding up.

use marathon_events::Figures;
use marathon_projections::totals::{Counters, Sums};

use super::{Naive, NaiveDeed};

impl Naive {
    /// Sums over the deeds that are chosen.
    pub fn sums(&self, chosen: impl Fn(&NaiveDeed) -> bool) -> Sums {
        let mut sums = Sums::default();
        for deed in self.deeds.iter().filter(|d| d.stands && chosen(d)) {
            add(&mut sums.claimed, deed);
            if deed.verified {
                add(&mut sums.verified, deed);
            }
        }
        sums
    }
}

fn add(to: &mut Counters, deed: &NaiveDeed) {
    to.deeds += 1;
    to.people += u64::from(deed.figures.people().0);
    match deed.figures {
        Figures::GoodDeedDone { people_helped, person_minutes, .. } => {
            to.people_helped += u64::from(people_helped.0);
            to.person_minutes += u64::from(person_minutes.0);
        }
        Figures::TreesPlanted { trees, .. } => to.trees += u64::from(trees.0),
        Figures::WasteCollected { grams, .. } => to.grams += grams.0,
        Figures::AnimalsHelped { animals, .. } => to.animals += u64::from(animals.0),
    }
}
