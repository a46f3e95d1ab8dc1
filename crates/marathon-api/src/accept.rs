//! Which representation of events a caller likes best (RFC 9110, 12.5.1).

use axum::http::{HeaderMap, StatusCode, header};

use crate::Problem;

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventFormat {
    /// A line of JSON for each event.
    Lines,
    /// Server-sent events, live.
    Stream,
    /// A batch of CloudEvents.
    CloudEvents,
}

impl EventFormat {
    /// Every format with its media type; whoever has no wish gets the first.
    const ALL: [(Self, &'static str); 3] = [
        (Self::Lines, "application/x-ndjson"),
        (Self::Stream, "text/event-stream"),
        (Self::CloudEvents, "application/cloudevents-batch+json"),
    ];

    /// The media type.
    pub(crate) fn media_type(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The format this caller likes best.
    pub(crate) fn accepted(headers: &HeaderMap) -> Result<Self, Problem> {
        let wishes: Vec<_> =
            headers.get_all(header::ACCEPT).iter().map(|v| v.to_str().unwrap_or_default()).collect();
        Self::negotiate(&wishes.join(",")).ok_or_else(|| {
            let accepted = Self::ALL.map(|(_, name)| name).join(", ");
            Problem::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable").with("accepted", accepted)
        })
    }

    /// The best of ours; of equal ones that which was named most exactly, then that which stands first here.
    fn negotiate(wishes: &str) -> Option<Self> {
        if wishes.trim().is_empty() {
            return Some(Self::Lines);
        }
        let ranges: Vec<_> = wishes.split(',').filter_map(range).collect();
        let weigh = |name: &str| {
            let matching =
                ranges.iter().filter_map(|(range, weight)| Some((exactness(range, name)?, *weight)));
            // The most exact range decides, whatever it weighs.
            matching.max().filter(|(_, weight)| *weight > 0).map(|(exactness, weight)| (weight, exactness))
        };
        let weighed = Self::ALL.iter().rev().filter_map(|(format, name)| Some((weigh(name)?, *format)));
        // Of equal ones `max_by_key` takes the last, which is the first of ours.
        weighed.max_by_key(|(weight, _)| *weight).map(|(_, format)| format)
    }
}

/// How exactly a range names a media type; `None` if it does not mean it.
fn exactness(range: &str, name: &str) -> Option<u8> {
    let (kind, _) = name.split_once('/')?;
    match range {
        "*/*" => Some(0),
        _ if range.strip_suffix("/*") == Some(kind) => Some(1),
        _ => (range == name).then_some(2),
    }
}

/// A range in lower case and its weight in thousandths.
fn range(item: &str) -> Option<(String, u16)> {
    let mut parts = item.split(';').map(str::trim);
    let range = parts.next().filter(|range| range.contains('/'))?.to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    Some((range, weight.map_or(Some(1_000), thousandths)?))
}

fn thousandths(weight: &str) -> Option<u16> {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    let whole = match whole {
        "0" if digits => 0,
        "1" if digits => 1_000,
        _ => return None,
    };
    Some((whole + format!("{fraction:0<3}").parse::<u16>().ok()?).min(1_000))
}

#[cfg(test)]
mod tests {
    use super::EventFormat::{self, CloudEvents, Lines, Stream};

    #[test]
    fn the_format_liked_best_is_given() {
        for (accept, expected) in [
            ("", Some(Lines)),
            ("*/*", Some(Lines)),
            ("application/x-ndjson", Some(Lines)),
            ("text/event-stream", Some(Stream)),
            ("Text/Event-Stream; charset=utf-8", Some(Stream)),
            ("text/event-stream, */*", Some(Stream)),
            ("application/cloudevents-batch+json", Some(CloudEvents)),
            ("application/*", Some(Lines)),
            ("text/*", Some(Stream)),
            ("application/json, text/plain, */*", Some(Lines)),
            ("application/x-ndjson;q=0.5, text/event-stream;q=0.6", Some(Stream)),
            ("application/x-ndjson, application/cloudevents-batch+json", Some(Lines)),
            ("application/x-ndjson;q=0, */*;q=0.1", Some(Stream)),
            ("application/x-ndjson;q=0.2, application/*", Some(CloudEvents)),
            ("application/json", None),
            ("application/x-ndjson;q=0", None),
            ("application/x-ndjson;q=2", None),
            ("nonsense", None),
        ] {
            assert_eq!(EventFormat::negotiate(accept), expected, "{accept}");
        }
    }

    #[test]
    fn each_format_knows_its_media_type() {
        for (format, name) in EventFormat::ALL {
            assert_eq!(format.media_type(), name);
        }
    }
}
