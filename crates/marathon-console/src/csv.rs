//! Tables for other programs: CSV as RFC 4180 has it, in UTF-8. What people wrote is text to whoever opens it, and never a
//! formula of a spreadsheet.

use crate::{BoardLine, Language};

/// A leaderboard: a line with the names of the columns, then one for each entrant. `unit` names the column of values, which
/// are in the base unit of the metric.
#[must_use]
pub fn board(lines: &[BoardLine], unit: &str, language: Language) -> String {
    let mut out = String::new();
    row(&mut out, &["place", "entrant_id", "name", "kind", "region", unit]);
    for line in lines {
        let (rank, id, value) = (line.rank.to_string(), line.entrant.to_string(), line.value.to_string());
        row(&mut out, &[&rank, &id, &line.alias, line.kind.name(), language.of(&line.region), &value]);
    }
    out
}

fn row(out: &mut String, fields: &[&str]) {
    for (n, field) in fields.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write(out, field);
    }
    out.push_str("\r\n");
}

/// A field. What a spreadsheet would take for a formula gets an apostrophe in front of it (OWASP, CSV injection).
fn write(out: &mut String, field: &str) {
    let is_formula =
        field.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let guard = if is_formula { "'" } else { "" };
    if is_formula || field.contains([',', '"', '\r', '\n']) {
        out.push('"');
        out.push_str(guard);
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(field: &str) -> String {
        let mut out = String::new();
        write(&mut out, field);
        out
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        assert_eq!(written("Қызғалдақ"), "Қызғалдақ");
        assert_eq!(written("Tulip, \"and\" co\r\n"), "\"Tulip, \"\"and\"\" co\r\n\"");
    }

    #[test]
    fn what_people_wrote_is_no_formula() {
        for (field, guarded) in [
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("+7 701", "\"'+7 701\""),
            ("-1", "\"'-1\""),
            ("\t=1", "\"'\t=1\""),
            ("a=1", "a=1"),
        ] {
            assert_eq!(written(field), guarded);
        }
    }

    #[test]
    fn rows_end_as_the_standard_says() {
        let mut out = String::new();
        row(&mut out, &["a", "b,c"]);
        assert_eq!(out, "a,\"b,c\"\r\n");
    }
}
