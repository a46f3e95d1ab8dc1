//! CSV imports: each record becomes the JSON line it stands for, so that both formats mean the same.
//!
//! The header names the fields of a deed, in any order. Comma, semicolon and tab are told apart by the header.
//! An empty cell is an absent field; `evidence` and `companions` hold several values separated by spaces.

use std::io::BufRead;

use csv::{ByteRecord, ReaderBuilder, Terminator};
use serde_json::{Map, Value, json};

use crate::{
    Problem,
    body::BODY_BYTES_MAX,
    import::{ImportError, too_long},
    problem::FieldError,
};

const NUMBERS: [&str; 6] = ["people", "people_helped", "person_minutes", "trees", "grams", "animals"];
const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// Calls `full` for every record, as a JSON line.
pub(crate) fn each_record(
    mut lines: impl BufRead,
    full: &mut impl FnMut(u64, Result<&[u8], Box<Problem>>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let start = lines.fill_buf().map_err(ImportError::Read)?;
    if start.starts_with(UTF8_BOM) {
        lines.consume(UTF8_BOM.len());
    }
    let delimiter = delimiter(lines.fill_buf().map_err(ImportError::Read)?);
    // Of CRLF only the LF ends a record: lines are counted right then, and the CR is trimmed with the cell.
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .flexible(true)
        .from_reader(lines);
    let broken = |e: csv::Error| ImportError::Read(std::io::Error::other(e));
    let header = reader.byte_headers().map_err(broken)?.clone();
    let names: Vec<_> = header.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(broken)? {
        let line = record.position().map_or(0, csv::Position::line);
        if record.as_slice().len() > BODY_BYTES_MAX {
            full(line, Err(too_long()))?;
            continue;
        }
        match as_json(&names, &record) {
            Ok(json) => full(line, Ok(&json))?,
            Err(problem) => full(line, Err(Box::new(problem)))?,
        }
    }
    Ok(())
}

/// The separator that the header has most of.
fn delimiter(start: &[u8]) -> u8 {
    let header = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|b| **b == separator).count();
    // Of equal counts the last wins, so the comma stands last.
    [b'\t', b';', b','].into_iter().max_by_key(|s| count(*s)).unwrap_or(b',')
}

fn as_json(names: &[String], record: &ByteRecord) -> Result<Vec<u8>, Problem> {
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
        if !cell.is_empty() {
            object.insert(name.clone(), value(name, cell));
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
}
