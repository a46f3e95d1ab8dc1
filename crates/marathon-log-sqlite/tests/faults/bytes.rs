//! Which bytes of a file carry history: where SQLite put something, and where nothing was put.
//!
//! After <https://sqlite.org/fileformat2.html>: the header of the file, and of every page its own header, the places of its
//! cells and the cells. The rest of a page is free: what lies there is left over or zeros, and nobody reads it.

use std::ops::Range;

/// Of the file's header, what changes nothing that is read, or only says how: the counters of changes (only whether they
/// are equal matters, and then the length of the file speaks for itself), the list of free pages, of which there are none,
/// the cookie of the schema, the cache size, the encoding of texts (two of its bits are looked at), the mode of an
/// incremental vacuum that is never made, the bytes that are kept for later, and the version that wrote the file. Of
/// [`WRITE_VERSION`] only writers take notice.
const HINTS: [Range<usize>; 7] =
    [WRITE_VERSION..WRITE_VERSION + 1, 24..28, 32..40, 40..52, 56..60, 64..68, 72..100];

/// Where the header says what a program must know to write to the file.
pub const WRITE_VERSION: usize = 18;

const FILE_HEADER_BYTES: usize = 100;

/// For each byte of a file whether it carries history.
pub fn carrying(file: &[u8]) -> Vec<bool> {
    let page_bytes = usize::from(u16::from_be_bytes([file[16], file[17]]));
    let mut carries = vec![false; file.len()];
    carries[..FILE_HEADER_BYTES].fill(true);
    for hint in HINTS {
        carries[hint].fill(false);
    }
    for (n, page) in file.chunks(page_bytes).enumerate() {
        let start = n * page_bytes;
        for part in parts(page, if n == 0 { FILE_HEADER_BYTES } else { 0 }) {
            carries[start + part.start..start + part.end].fill(true);
        }
    }
    carries
}

/// The parts of a page that somebody reads, the header of the page beginning at `head`.
fn parts(page: &[u8], head: usize) -> Vec<Range<usize>> {
    let kind = page[head];
    let is_leaf = kind & 8 != 0;
    let cells = usize::from(u16_at(page, head + 3));
    let places = head + if is_leaf { 8 } else { 12 };
    // Type; then, past the first free block, the number of cells, their beginning and, of inner pages, the last child.
    let mut parts = vec![head..head + 1, head + 3..head + 5];
    if !is_leaf {
        parts.push(head + 8..head + 12);
    }
    parts.push(places..places + 2 * cells);
    for cell in 0..cells {
        let at = usize::from(u16_at(page, places + 2 * cell));
        parts.push(at..at + cell_bytes(&page[at..], kind));
    }
    parts
}

/// Length of a cell, none of which overflows its page in the histories of these tests.
fn cell_bytes(cell: &[u8], kind: u8) -> usize {
    let child = if kind & 8 == 0 { 4 } else { 0 };
    let (first, first_bytes) = varint(&cell[child..]);
    match kind {
        // Inner page of a table: child and key.
        5 => child + first_bytes,
        // Leaf of a table: length, key, payload.
        13 => first_bytes + varint(&cell[first_bytes..]).1 + first,
        // Pages of an index: length and payload, behind a child if there is one.
        2 | 10 => child + first_bytes + first,
        other => panic!("a page of kind {other}"),
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}

/// A number of SQLite and how many bytes it takes.
fn varint(bytes: &[u8]) -> (usize, usize) {
    let mut value = 0;
    for (n, byte) in bytes.iter().enumerate().take(8) {
        value = value << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return (value, n + 1);
        }
    }
    panic!("no number of these histories is so long")
}
