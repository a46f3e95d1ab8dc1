//! All projections of a marathon, in lockstep.

use std::io;

use marathon_columns::{Loader, Saver};
use marathon_domain::Rules;
use marathon_engine::ReadModel;
use marathon_events::{Event, Recorded};

use crate::{
    book::{Book, Changed},
    digest::Canonical,
    judging::Judging,
    leaderboards::Leaderboards,
    people::People,
    queue::Queue,
    rankings::Rankings,
    totals::Totals,
};

/// Name and version of every projection, in the order they fold. A version grows when the meaning of its state
/// changes, and with it the digests.
pub const PROJECTIONS: [(&str, u32); 7] = [
    ("book", 1),
    ("totals", 1),
    ("leaderboards", 1),
    ("rankings", 1),
    ("people", 1),
    ("queue", 1),
    ("judging", 1),
];

/// Name and digest of each projection, in the order of [`PROJECTIONS`].
pub type Digests = [(&'static str, [u8; 32]); PROJECTIONS.len()];

/// Places in the list.
pub(crate) const TOTALS: usize = 1;
pub(crate) const LEADERBOARDS: usize = 2;
pub(crate) const RANKINGS: usize = 3;

/// Grows when snapshots are laid out in another way, whatever they mean: old ones are ignored, digests stay.
const LAYOUT: u64 = 4;

/// Every read model of one marathon.
#[derive(Debug, Default)]
pub struct Views {
    /// Who takes part, and what every deed was and is.
    pub book: Book,
    /// Sums over deeds.
    pub totals: Totals,
    /// Entrants by what they did.
    pub leaderboards: Leaderboards,
    /// Entrants by the measure of each nomination.
    pub rankings: Rankings,
    /// Who may do what, and what belongs to whom.
    pub people: People,
    /// What waits for coordinators.
    pub queue: Queue,
    /// Juries, awards and appeals.
    pub judging: Judging,
}

impl Views {
    /// The rules; `None` before the marathon was opened.
    #[must_use]
    pub fn rules(&self) -> Option<&Rules> {
        self.book.rules()
    }

    /// Name and digest of each projection.
    #[must_use]
    pub fn digests(&self) -> Digests {
        let [book, totals, leaderboards, rankings, people, queue, judging] =
            PROJECTIONS.map(|(name, _)| name);
        [
            (book, self.book.digest()),
            (totals, self.totals.digest()),
            (leaderboards, self.leaderboards.digest()),
            (rankings, self.rankings.digest()),
            (people, self.people.digest()),
            (queue, self.queue.digest(&self.book)),
            (judging, self.judging.digest()),
        ]
    }
}

impl Views {
    /// The digest of all projections from the digest of each: SHA-256 over name, version and digest, in order.
    #[must_use]
    pub fn digest_of(digests: &Digests) -> [u8; 32] {
        let mut all = Canonical::default();
        for ((name, digest), (_, version)) in digests.iter().zip(PROJECTIONS) {
            all.bytes(name.as_bytes());
            all.number(u64::from(version));
            all.bytes(digest);
        }
        all.finish()
    }
}

impl Views {
    /// Folds the next event. Says what it changed.
    pub(crate) fn fold(&mut self, event: &Recorded) -> Changed {
        let changed = self.book.apply(event);
        self.people.apply(event, &self.book);
        self.judging.apply(event);
        if let Event::MarathonOpened(_) = &event.event
            && let Some(rules) = self.book.rules()
        {
            self.totals.open(rules);
            self.leaderboards.forget_orders();
            self.rankings.open(rules);
            self.queue.open(rules);
        }
        match changed {
            Changed::Nothing => (),
            Changed::Deed => {
                let change = self.book.change();
                self.totals.apply(&change);
                self.leaderboards.apply(&change);
                self.rankings.apply(&change, &self.book);
                self.queue.apply(event, &change, &self.book);
            }
            // It stands elsewhere in every order there is.
            Changed::Entrant(_) => {
                self.leaderboards.forget_orders();
                self.rankings.forget_orders();
            }
        }
        changed
    }
}

impl ReadModel for Views {
    const FORMAT: u64 = {
        let mut format = LAYOUT;
        let mut i = 0;
        while i < PROJECTIONS.len() {
            // Spread over all bits, so that no sum of versions is another.
            format = format.wrapping_mul(1_000_003).wrapping_add(PROJECTIONS[i].1 as u64);
            i += 1;
        }
        format
    };

    fn apply(&mut self, event: &Recorded) {
        self.fold(event);
    }

    fn settle(&mut self) {
        self.leaderboards.settle(&self.book);
        self.rankings.settle(&self.book);
    }
    fn digest(&self) -> [u8; 32] {
        Self::digest_of(&self.digests())
    }

    fn heap_bytes(&self) -> usize {
        self.book.heap_bytes()
            + self.totals.heap_bytes()
            + self.leaderboards.heap_bytes()
            + self.rankings.heap_bytes()
            + self.people.heap_bytes()
            + self.queue.heap_bytes()
            + self.judging.heap_bytes()
    }

    fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.book.save(to)?;
        self.totals.save(to)?;
        self.leaderboards.save(to)?;
        self.rankings.save(to)?;
        self.people.save(to)?;
        self.queue.save(&self.book, to)?;
        self.judging.save(to)
    }

    fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let book = Book::load(from)?;
        let totals = Totals::load(from, book.rules())?;
        let leaderboards = Leaderboards::load(from)?;
        let rankings = Rankings::load(from, book.rules())?;
        let people = People::load(from)?;
        let queue = Queue::load(from, book.rules())?;
        let judging = Judging::load(from)?;
        Ok(Self { book, totals, leaderboards, rankings, people, queue, judging })
    }
}
