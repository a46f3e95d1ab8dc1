//! CSV imports: each record becomes the JSON line it stands for, so that both formats mean the same.
//!
//! The header names the fields of a deed, in any order. Comma, semicolon and tab are told apart by the header.
//! An empty cell is an absent field; `evidence` and `companions` hold several values separated by spaces.

use std::{collections::VecDeque, io::BufRead};

use serde_json::{Map, Value, json};

use crate::{
    Problem,
    body::BODY_BYTES_MAX,
    import::{ImportError, read_bounded, too_long},
    problem::FieldError,
};

const NUMBERS: [&str; 6] = ["people", "people_helped", "person_minutes", "trees", "grams", "animals"];
const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";
/// Lines of one record at most. A quote that is still open then was never meant to be one.
const RECORD_LINES_MAX: usize = 32;

/// Calls `full` for every record, as a JSON line.
pub(crate) fn each_record(
    lines: impl BufRead,
    full: &mut impl FnMut(u64, Result<&[u8], Box<Problem>>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut lines = Lines { source: lines, number: 0, held: VecDeque::new() };
    let Some(header) = lines.next()? else { return Ok(()) };
    let header =
        Line { text: header.text.strip_prefix(UTF8_BOM).unwrap_or(&header.text).to_owned(), ..header };
    let delimiter = delimiter(&header.text);
    lines.held.push_front(header);
    let header = lines.record(delimiter)?.and_then(|(_, cells)| cells.ok()).unwrap_or_default();
    let names: Vec<_> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    while let Some((line, record)) = lines.record(delimiter)? {
        match record.and_then(|cells| as_json(&names, &cells).map_err(Box::new)) {
            Ok(json) => full(line, Ok(&json))?,
            Err(problem) => full(line, Err(problem))?,
        }
    }
    Ok(())
}

/// A line with its line break.
struct Line {
    number: u64,
    text: Vec<u8>,
    is_too_long: bool,
}

/// The lines of a file, those that were read ahead first.
struct Lines<R> {
    source: R,
    number: u64,
    held: VecDeque<Line>,
}

type Cells = Vec<Vec<u8>>;
/// The number of a record's first line, and its cells unless it is broken.
type Record = (u64, Result<Cells, Box<Problem>>);

impl<R: BufRead> Lines<R> {
    /// The next line that is not blank.
    fn next(&mut self) -> Result<Option<Line>, ImportError> {
        if let Some(line) = self.held.pop_front() {
            return Ok(Some(line));
        }
        loop {
            let mut text = Vec::new();
            let read = read_bounded(&mut self.source, &mut text).map_err(ImportError::Read)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if !text.trim_ascii().is_empty() {
                return Ok(Some(Line { number: self.number, is_too_long: read > text.len(), text }));
            }
        }
    }

    /// The cells of the next record, and the number of its first line. A record goes on in the next line while a
    /// quote is open; a quote that is never closed costs its own line and no other.
    fn record(&mut self, delimiter: u8) -> Result<Option<Record>, ImportError> {
        let Some(Line { number, mut text, is_too_long }) = self.next()? else { return Ok(None) };
        if is_too_long {
            return Ok(Some((number, Err(too_long()))));
        }
        let mut taken = Vec::new();
        loop {
            if let Some(cells) = cells(&text, delimiter) {
                return Ok(Some((number, Ok(cells))));
            }
            let next = if taken.len() + 1 < RECORD_LINES_MAX { self.next()? } else { None };
            match next {
                Some(next) if text.len() + next.text.len() <= BODY_BYTES_MAX => {
                    text.extend_from_slice(&next.text);
                    taken.push(next);
                }
                too_far => {
                    taken.extend(too_far);
                    taken.into_iter().rev().for_each(|line| self.held.push_front(line));
                    return Ok(Some((number, Err(Box::new(Problem::bad_request("quote-not-closed"))))));
                }
            }
        }
    }
}

/// The cells of a record (RFC 4180); `None` if a quote is open at its end.
fn cells(record: &[u8], delimiter: u8) -> Option<Cells> {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    let mut rest = record.strip_suffix(b"\r").unwrap_or(record);
    let mut cells = Vec::new();
    loop {
        let mut cell = Vec::new();
        let mut quoted = rest.strip_prefix(b"\"");
        while let Some(text) = quoted {
            let quote = text.iter().position(|b| *b == b'"')?;
            cell.extend_from_slice(&text[..quote]);
            rest = &text[quote + 1..];
            // Two quotes are one, and the cell goes on.
            quoted = rest.strip_prefix(b"\"");
            cell.extend(quoted.map(|_| b'"'));
        }
        let end = rest.iter().position(|b| *b == delimiter);
        cell.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
        cells.push(cell);
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => return Some(cells),
        }
    }
}

/// The separator that the header has most of.
fn delimiter(start: &[u8]) -> u8 {
    let header = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|b| **b == separator).count();
    // Of equal counts the last wins, so the comma stands last.
    [b'\t', b';', b','].into_iter().max_by_key(|s| count(*s)).unwrap_or(b',')
}

fn as_json(names: &[String], record: &[Vec<u8>]) -> Result<Vec<u8>, Problem> {
    if record.len() != names.len() {
        let problem = Problem::bad_request("wrong-number-of-cells");
        return Err(problem.with("expected", names.len()).with("found", record.len()));
    }
    let mut object = Map::new();
    for (name, cell) in names.iter().zip(record) {
        let Ok(cell) = std::str::from_utf8(cell) else {
            return Err(Problem::malformed(vec![FieldError::new(name.as_str(), "not-utf-8")]));
        };
        let cell = cell.trim();
        if !cell.is_empty() && object.insert(name.clone(), value(name, cell)).is_some() {
            return Err(Problem::bad_request("field-repeated"));
        }
    }
    serde_json::to_vec(&object).map_err(|_| Problem::internal())
}

fn value(name: &str, cell: &str) -> Value {
    match name {
        "evidence" => cell.split_whitespace().map(|hash| json!({ "sha256": hash })).collect(),
        "companions" => cell.split_whitespace().map(Value::from).collect(),
        // What is not a number stays a text, and is refused as one.
        _ if NUMBERS.contains(&name) => serde_json::from_str(cell).unwrap_or_else(|_| Value::from(cell)),
        _ => Value::from(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(csv: &[u8]) -> Vec<(u64, Result<Value, &'static str>)> {
        let mut seen = Vec::new();
        each_record(csv, &mut |line, text: Result<&[u8], Box<Problem>>| {
            seen.push((line, text.map(|t| serde_json::from_slice(t).unwrap()).map_err(|p| p.code)));
            Ok(())
        })
        .unwrap();
        seen
    }

    #[test]
    fn separators_bom_line_ends_and_quotes_are_understood() {
        let csv =
            "\u{feff}type;species;trees;evidence\r\ntrees-planted;\"дуб; \"\"красный\"\"\";12;aa bb\r\n";
        let expected = json!({ "type": "trees-planted", "species": "дуб; \"красный\"", "trees": 12,
            "evidence": [{ "sha256": "aa" }, { "sha256": "bb" }] });
        assert_eq!(lines(csv.as_bytes()), [(2, Ok(expected))]);
    }

    #[test]
    fn a_broken_record_does_not_break_the_next() {
        let csv = b"type,trees\na,1,2\n\xff,1\nb,x\nc,\n";
        let seen = lines(csv);
        assert_eq!(seen[0], (2, Err("wrong-number-of-cells")));
        assert_eq!(seen[1], (3, Err("malformed-request")));
        assert_eq!(seen[2], (4, Ok(json!({ "type": "b", "trees": "x" }))));
        assert_eq!(seen[3], (5, Ok(json!({ "type": "c" }))));
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_line() {
        let mut csv = "type,species\na,\"x\ny\"\nb,\"open\n".to_owned();
        csv += &"c,fine\n".repeat(100);
        csv += "d,\"open at the end\n";
        let seen = lines(csv.as_bytes());
        assert_eq!(seen[0], (2, Ok(json!({ "type": "a", "species": "x\ny" }))));
        assert_eq!(seen[1], (4, Err("quote-not-closed")));
        assert_eq!(seen[2..102].iter().filter(|(_, told)| told.is_ok()).count(), 100);
        assert_eq!(seen[102..], [(105, Err("quote-not-closed"))]);
    }

    #[test]
    fn quotes_are_read_as_spreadsheets_write_them() {
        let read = |record: &str| {
            let cells = cells(record.as_bytes(), b',')?;
            Some(cells.into_iter().map(|c| String::from_utf8(c).unwrap()).collect::<Vec<_>>())
        };
        for (record, expected) in [
            ("a,b\r\n", Some(vec!["a", "b"])),
            ("\"a,b\",c\n", Some(vec!["a,b", "c"])),
            ("\"a\"\"b\",\"\"", Some(vec!["a\"b", ""])),
            ("\"\"\"\",x", Some(vec!["\"", "x"])),
            ("5\" pipe,x", Some(vec!["5\" pipe", "x"])),
            ("\"a\"b,x", Some(vec!["ab", "x"])),
            ("a,", Some(vec!["a", ""])),
            ("\"a\nb\"\n", Some(vec!["a\nb"])),
            ("a,\"b\n", None),
            ("\"a\"\"\n", None),
        ] {
            let expected = expected.map(|cells| cells.into_iter().map(str::to_owned).collect());
            assert_eq!(read(record), expected, "{record}");
        }
    }
}
