//! Invented deeds: number in, deed out, as an engine's command or as the JSON a client sends.

use compact_str::CompactString;
use marathon_domain::NewDeed;
use marathon_events::{
    Animals, DeedKind, EntrantKind, Evidence, Figures, Grams, People, PersonMinutes, Sector, Sha256Hash,
    Trees,
};

use crate::world::{World, kind, mix};

/// Who does the deeds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doer {
    /// Anybody, by chance.
    Anybody,
    /// One after the other, so that everybody has some.
    InTurn,
}

/// The deed of this number. Every photo is a new one; every fourth deed of a group names two persons.
pub(crate) fn deed(world: &World, no: u64, doer: Doer) -> NewDeed {
    let random = mix(no);
    let entrant = match doer {
        Doer::Anybody => (mix(random) % world.ids.len() as u64) as usize,
        Doer::InTurn => no as usize % world.ids.len(),
    };
    let (figures, sector) = figures(random);
    let mut companions = Vec::new();
    if kind(entrant) != EntrantKind::Person && random >> 8 & 3 == 0 {
        let first = world.person_near(entrant);
        let second = first.and_then(|first| world.person_near(first + 1).filter(|n| *n != first));
        companions.extend(first.into_iter().chain(second).map(|n| world.ids[n]));
    }
    NewDeed {
        entrant_id: world.ids[entrant],
        region: world.region(entrant),
        sector: Sector(CompactString::const_new(sector)),
        done_on: world.day(random >> 16),
        companions,
        evidence: vec![Evidence { sha256: photo(no), url: None }],
        figures,
        species: None,
    }
}

/// Half help for people; trees, waste and animals share the rest. Always plausible.
fn figures(random: u64) -> (Figures, &'static str) {
    let part = |shift: u32, below: u64| 1 + (random >> shift) % below;
    let people = People(part(20, 9) as u32);
    match random % 6 {
        0 => (Figures::TreesPlanted { people, trees: Trees(part(24, 99) as u32) }, "ecological"),
        1 => (Figures::WasteCollected { people, grams: Grams(100 * part(24, 999)) }, "ecological"),
        2 => (Figures::AnimalsHelped { people, animals: Animals(part(24, 19) as u32) }, "animal-protection"),
        other => {
            let (people_helped, person_minutes) =
                (People(part(24, 49) as u32), PersonMinutes(part(30, 5_999) as u32));
            let sector = ["social", "medical", "education"][other as usize - 3];
            (Figures::GoodDeedDone { people, people_helped, person_minutes }, sector)
        }
    }
}

fn photo(no: u64) -> Sha256Hash {
    let mut bytes = [0; 32];
    for (i, word) in bytes.chunks_exact_mut(8).enumerate() {
        word.copy_from_slice(&mix(no.wrapping_mul(4).wrapping_add(i as u64)).to_le_bytes());
    }
    Sha256Hash(bytes)
}

/// Writes the deed of this number as a client would, about 290 bytes; with its key if it is a line of an import.
pub(crate) fn write_json(world: &World, no: u64, doer: Doer, key: bool, out: &mut Vec<u8>) {
    let NewDeed { entrant_id, region, sector, done_on, companions, evidence, figures, .. } =
        deed(world, no, doer);
    out.extend_from_slice(b"{\"type\":\"");
    out.extend_from_slice(figures.kind().name().as_bytes());
    out.extend_from_slice(b"\",\"entrant_id\":\"");
    write_id(entrant_id.0, out);
    for (name, value) in [("region", region.as_str()), ("sector", sector.0.as_str())] {
        out.extend_from_slice(b"\",\"");
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":\"");
        out.extend_from_slice(value.as_bytes());
    }
    out.extend_from_slice(b"\",\"done_on\":\"");
    out.extend_from_slice(done_on.to_string().as_bytes());
    out.extend_from_slice(b"\",\"people\":");
    write_number(u64::from(figures.people().0), out);
    for (i, companion) in companions.iter().enumerate() {
        out.extend_from_slice(if i == 0 { b",\"companions\":[\"" } else { b"\",\"" });
        write_id(companion.0, out);
    }
    if !companions.is_empty() {
        out.extend_from_slice(b"\"]");
    }
    out.extend_from_slice(b",\"evidence\":[{\"sha256\":\"");
    for photo in &evidence {
        out.extend_from_slice(const_hex::Buffer::<32>::new().format(&photo.sha256.0).as_bytes());
    }
    out.extend_from_slice(match figures.kind() {
        DeedKind::GoodDeedDone => b"\"}],\"people_helped\":",
        DeedKind::TreesPlanted => b"\"}],\"trees\":",
        DeedKind::WasteCollected => b"\"}],\"grams\":",
        DeedKind::AnimalsHelped => b"\"}],\"animals\":",
    });
    write_number(figures.amount(), out);
    if figures.minutes() > 0 {
        out.extend_from_slice(b",\"person_minutes\":");
        write_number(u64::from(figures.minutes()), out);
    }
    if key {
        out.extend_from_slice(b",\"idempotency_key\":\"");
        write_key(no, out);
        out.push(b'"');
    }
    out.push(b'}');
}

/// Writes the key of the deed of this number.
pub(crate) fn write_key(no: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(b"bench-");
    write_number(no, out);
}

/// Writes a number in digits.
pub(crate) fn write_number(mut number: u64, out: &mut Vec<u8>) {
    let start = out.len();
    loop {
        out.push(b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out[start..].reverse();
}

fn write_id(id: uuid::Uuid, out: &mut Vec<u8>) {
    let mut text = uuid::Uuid::encode_buffer();
    out.extend_from_slice(id.hyphenated().encode_lower(&mut text).as_bytes());
}
