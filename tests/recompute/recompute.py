#!/usr/bin/env python3
"""Recomputes every shortlist and award of an exported marathon, and says where the history says something else.

    python3 recompute.py 2024.ndjson

Written from docs/SCORING.md alone, with nothing but Python's standard library, so that a mistake of the program is not
repeated here. Exit codes: 0 nothing differs; 1 something differs; 2 the file cannot be read.
"""

import hashlib
import json
import sys
import uuid
from fractions import Fraction

DEEDS = {"good-deed-done", "trees-planted", "waste-collected", "animals-helped"}
UNITS = {  # unit: the kind of deed that has it (None: all), and its field
    "people": (None, "people"),
    "people_helped": ("good-deed-done", "people_helped"),
    "person_minutes": ("good-deed-done", "person_minutes"),
    "trees": ("trees-planted", "trees"),
    "grams": ("waste-collected", "grams"),
    "animals": ("animals-helped", "animals"),
}


class Damaged(Exception):
    pass


def read(path):
    """The events of an export, in order; every entry must have the hash that stands beside it."""
    with open(path, encoding="utf-8") as lines:
        for number, text in enumerate(lines):
            try:
                line = json.loads(text)
                entry = line["entry"]
                event = json.loads(entry)
            except (ValueError, KeyError, TypeError) as error:
                raise Damaged(f"line {number}: no event: {error}") from error
            if hashlib.sha256(b"\0" + entry.encode()).hexdigest() != line["leaf_hash"]:
                raise Damaged(f"line {number}: the entry does not have this leaf hash")
            if event["position"] != number:
                raise Damaged(f"line {number}: position {event['position']}, and {number} is expected")
            yield event


# ---- shares, caps, bands -------------------------------------------------------------------------------------


def shares(quantity, people, named):
    """What each named person is credited with, by id."""
    slots = max(people, len(named))
    base, rest = divmod(quantity, slots)
    return {who: base + (1 if at < rest else 0) for at, who in enumerate(sorted(named, key=by_id))}


def through_bands(units, bands):
    """Units by their rates, over 10 000."""
    if not bands:
        return 10_000 * units
    worth, start = 0, 0
    for band in bands:
        end = units if band.get("up_to") is None else min(units, band["up_to"])
        worth += max(0, end - start) * band["rate_bps"]
        start = max(start, end)
    return worth


def after_caps(nomination, credits):
    """[(deed, units)] in ascending position, to [(deed, units that count)]."""
    per_deed, per_day = nomination.get("per_deed_max"), nomination.get("per_day_max")
    used, counted = {}, []
    for deed, units in sorted(credits, key=lambda credit: credit[0]["position"]):
        if per_deed is not None:
            units = min(units, per_deed)
        day = deed["done_on"]
        if per_day is not None:
            units = min(units, per_day - used.get(day, 0))
        used[day] = used.get(day, 0) + units
        counted.append((deed, units))
    return counted


# ---- the marathon at the freeze ------------------------------------------------------------------------------


class Marathon:
    """What the events up to a position say."""

    def __init__(self, events, upto):
        self.rules, self.entrants, self.deeds = None, {}, {}
        self.frozen, self.seed = None, None
        self.gone = {}  # entrant: (position, how)
        self.judges, self.opened, self.recused, self.waived = {}, {}, {}, {}
        for event in events[: upto + 1]:
            self.take(event)

    def take(self, event):
        kind, data, stream = event["type"], event["data"], event["stream"]
        if kind in ("marathon-opened", "rules-amended"):
            self.rules = data["rules"]
        elif kind == "entrant-registered":
            self.entrants[stream] = dict(data)
        elif kind == "entrant-profile-changed":
            self.entrants[stream].update({k: v for k, v in data.items() if v is not None})
        elif kind in ("entrant-withdrawn", "entrant-disqualified"):
            self.gone[stream] = (event["position"], kind.removeprefix("entrant-"))
        elif kind in DEEDS:
            self.deeds[stream] = dict(data, kind=kind, position=event["position"], verified=False)
        elif kind == "deed-corrected":
            figures = {k: v for k, v in data["figures"].items() if k not in ("type", "kind")}
            self.deeds[stream].update(figures, verified=False)
        elif kind == "deed-verified":
            self.deeds[stream]["verified"] = True
        elif kind in ("deed-rejected", "deed-withdrawn", "deed-challenged"):
            self.deeds[stream]["verified"] = False
        elif kind == "challenge-resolved":
            self.deeds[stream]["verified"] = not data["upheld"]
        elif kind == "field-frozen":
            self.frozen = data["position"]
        elif kind == "seed-recorded":
            self.seed = bytes.fromhex(data["seed"])
        elif kind == "judge-assigned":
            self.judges.setdefault(data["nomination"], set()).add(data["judge"])
        elif kind == "judge-recused":
            self.recused.setdefault(data["nomination"], set()).add((data["judge"], data["entrant_id"]))
        elif kind == "scores-opened":
            points = {score["entrant_id"]: score["points"] for score in data["scores"]}
            self.opened.setdefault(data["nomination"], {})[data["judge"]] = points
        elif kind == "quorum-waived":
            self.waived.setdefault(data["nomination"], set()).add(data["entrant_id"])

    def named(self, deed):
        """The persons named on a deed."""
        everybody = {deed["entrant_id"], *deed.get("companions", [])}
        return {who for who in everybody if self.entrants[who]["kind"] == "person"}

    def counts(self, nomination, deed):
        season = self.rules["season"]
        window = nomination.get("window") or {"from": season["starts_on"], "to": season["ends_on"]}
        return (
            deed["verified"]
            and (not nomination.get("kinds") or deed["kind"] in nomination["kinds"])
            and (not nomination.get("sectors") or deed["sector"] in nomination["sectors"])
            and window["from"] <= deed["done_on"] <= window["to"]
        )


def of_region(code):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:iso:3166-2:{code}"))


def by_id(who):
    return uuid.UUID(who).bytes


def units_of(metric, deed):
    """Units of a deed in this metric; None if its kind has none."""
    if metric["type"] in ("deeds", "active_share"):
        return 1
    kind, field = UNITS["people" if metric["type"] == "per_100k" else metric["unit"]]
    return deed[field] if kind in (None, deed["kind"]) else None


def credits(marathon, nomination):
    """By entrant: [(deed, units)]."""
    found = {}
    for deed in marathon.deeds.values():
        units = units_of(nomination["metric"], deed) if marathon.counts(nomination, deed) else None
        if units is None:
            continue
        if nomination["entrants"] == ["region"]:
            parts = {of_region(deed["region"]): units}
        elif nomination["entrants"] == ["person"]:
            named = marathon.named(deed)
            whole = nomination["metric"]["type"] == "deeds"
            parts = dict.fromkeys(named, units) if whole else shares(units, deed["people"], named)
        else:
            parts = {deed["entrant_id"]: units}
        for who, part in parts.items():
            found.setdefault(who, []).append((deed, part))
    return found


def field(frozen, nomination):
    """By entrant: its metric, its record for ties, and whether it is eligible; all at the freeze."""
    regions = {of_region(region["code"]): region for region in frozen.rules["regions"]}
    if nomination["entrants"] == ["region"]:
        entrants = regions
    else:
        entrants = {who: e for who, e in frozen.entrants.items() if e["kind"] in nomination["entrants"]}
    all_credits, result = credits(frozen, nomination), {}
    for who, entrant in entrants.items():
        counted = [(d, u) for d, u in after_caps(nomination, all_credits.get(who, [])) if u > 0]
        metric = measure(frozen, nomination, entrant, counted)
        young = nomination.get("adults_only") and entrant.get("age") == "minor"
        record = {
            "counted_deeds": len(counted),
            "active_days": len({deed["done_on"] for deed, _ in counted}),
            "last_position": max((deed["position"] for deed, _ in counted), default=None),
        }
        eligible = metric > 0 and not young and who not in frozen.gone
        result[who] = {"metric": metric, "record": record, "eligible": eligible}
    return result


def measure(marathon, nomination, entrant, counted):
    kind = nomination["metric"]["type"]
    capped = sum(units for _, units in counted)
    members = max(1, entrant.get("members") or 1)
    if kind == "sum":
        return Fraction(through_bands(capped, nomination.get("bands")), 10_000)
    if kind == "deeds":
        return Fraction(capped)
    if kind == "per_member":
        return Fraction(through_bands(capped, nomination.get("bands")), 10_000 * members)
    if kind == "per_100k":
        return Fraction(100_000 * capped, entrant["population"])
    if kind == "active_share":
        active = set().union(*(marathon.named(deed) for deed, _ in counted))
        return min(Fraction(len(active), members), Fraction(1))
    raise Damaged(f"unknown metric {kind}")


def shortlist(nomination, entrants):
    """Who is on it, higher metrics first."""
    listed = sorted((who for who, e in entrants.items() if e["eligible"]), key=lambda w: -entrants[w]["metric"])
    size = nomination["shortlist_size"]
    if nomination["jury"]["jury_bps"] == 0 or len(listed) <= size:
        return listed
    last = entrants[listed[size - 1]]["metric"] if size else None
    return [who for who in listed if size and entrants[who]["metric"] >= last]


# ---- juries, standings, ties ---------------------------------------------------------------------------------


def mid_ranks(values, alone):
    """(2 × below + equal, oneself left out) / (2 × (n − 1)), by key."""
    n = len(values)
    if n == 1:
        return {who: alone for who in values}
    def rank(who):
        below = sum(other < values[who] for other in values.values())
        equal = sum(other == values[who] for other in values.values()) - 1
        return Fraction(2 * below + equal, 2 * (n - 1))
    return {who: rank(who) for who in values}


def ballots(marathon, nomination, listed):
    """By judge: by entry, (total, rank within the judge)."""
    weights, name = [c["weight"] for c in nomination["jury"]["criteria"]], nomination["id"]
    result = {}
    for judge, points in marathon.opened.get(name, {}).items():
        recused = marathon.recused.get(name, set())
        totals = {
            who: sum(p * w for p, w in zip(given, weights))
            for who, given in points.items()
            if who in listed and (judge, who) not in recused
        }
        ranks = mid_ranks(totals, Fraction(1, 2))
        result[judge] = {who: (totals[who], ranks[who]) for who in totals}
    return result


def juries(judged):
    """By entry: part, raw mean, scores by judge."""
    entries = {who for ballot in judged.values() for who in ballot}
    result = {}
    for who in entries:
        scores = {judge: ballot[who] for judge, ballot in judged.items() if who in ballot}
        part = sum(rank for _, rank in scores.values()) / Fraction(len(scores))
        raw = Fraction(sum(total for total, _ in scores.values()), len(scores))
        result[who] = {"part": part, "raw_mean": raw, "scores": scores}
    return result


def flags(judged):
    """Judges against the mean of the others: Kendall's tau-b below 0 over at least five common entries."""
    found = []
    for judge in sorted(judged, key=by_id):
        others = {}
        for other, ballot in judged.items():
            if other != judge:
                for who, (_, rank) in ballot.items():
                    others.setdefault(who, []).append(rank)
        common = [who for who in judged[judge] if who in others]
        own = {who: judged[judge][who][1] for who in common}
        mean = {who: sum(others[who]) / Fraction(len(others[who])) for who in common}
        concordant = discordant = 0
        for at, a in enumerate(common):
            for b in common[at + 1 :]:
                product = (own[a] - own[b]) * (mean[a] - mean[b])
                concordant += product > 0
                discordant += product < 0
        if len(common) >= 5 and concordant < discordant:
            found.append((judge, len(common), concordant, discordant))
    return found


CHAIN = ["standing", "jury-standing", "counted-deeds", "active-days", "earliest-completion", "draw"]


def chain(entry, seed, who):
    """What is compared, link by link; smaller goes first."""
    record = entry["record"]
    last = record["last_position"]
    return [
        -entry["standing"],
        -(entry["jury"]["part"] if entry["jury"] else 0),
        -record["counted_deeds"],
        -record["active_days"],
        (last is None, last or 0),
        hashlib.sha256(seed + by_id(who)).digest(),
    ]


def award(frozen, marathon, nomination):
    """By entrant everything a result says, and the winners and flags."""
    entrants, jury_rule = field(frozen, nomination), nomination["jury"]
    listed = shortlist(nomination, entrants)
    parts = mid_ranks({who: entrants[who]["metric"] for who in listed}, Fraction(1)) if listed else {}
    judged = ballots(marathon, nomination, set(listed)) if jury_rule["jury_bps"] else {}
    jury = juries(judged)
    for who, entry in entrants.items():
        entry["metric_part"], entry["jury"], entry["standing"] = parts.get(who), jury.get(who), None
        if who in parts and (jury_rule["jury_bps"] == 0 or who in jury):
            entry["standing"] = jury_rule["metric_bps"] * parts[who]
            if jury_rule["jury_bps"]:
                entry["standing"] += jury_rule["jury_bps"] * jury[who]["part"]
        entry["outcome"] = outcome(frozen, marathon, nomination, who, entry)
    placed = [who for who, entry in entrants.items() if entry["outcome"] is None]
    keys = {who: chain(entrants[who], marathon.seed, who) for who in placed}
    placed.sort(key=keys.get)
    for at, who in enumerate(placed):
        told = {"type": "placed", "place": at + 1}
        if at + 1 < len(placed):
            after = keys[placed[at + 1]]
            told["separated_by"] = next(n for n, a, b in zip(CHAIN, keys[who], after) if a != b)
        entrants[who]["outcome"] = told
    return entrants, placed[: nomination["winners"]], flags(judged)


def outcome(frozen, marathon, nomination, who, entry):
    """Why there is no place; None if there is one."""
    if not entry["eligible"]:
        return {"type": "not-eligible"}
    if entry["metric_part"] is None:
        return {"type": "not-shortlisted"}
    if who in marathon.gone:
        return {"type": marathon.gone[who][1]}
    if nomination["jury"]["jury_bps"] == 0:
        return None
    scores = len(entry["jury"]["scores"]) if entry["jury"] else 0
    waived = who in marathon.waived.get(nomination["id"], set())
    enough = scores > 0 and (waived or scores >= nomination["jury"]["quorum"])
    return None if enough else {"type": "quorum-missing"}


# ---- comparing -----------------------------------------------------------------------------------------------


class Comparison:
    def __init__(self):
        self.differences = []

    def same(self, position, what, expected, found):
        if expected != found:
            self.differences.append(f"position {position}: {what} is {show(found)}, and {show(expected)} was computed")

    def award(self, event, entrants, winners, flagged):
        position, data = event["position"], event["data"]
        result, name = data["result"], data["nomination"]
        self.same(position, f"{name}: winners", winners, result["winners"])
        told = [(f["judge"], f["common_entries"], f["concordant"], f["discordant"]) for f in result["flags"]]
        self.same(position, f"{name}: flags", flagged, told)
        canonical = json.dumps(result, separators=(",", ":"), ensure_ascii=False).encode()
        self.same(position, f"{name}: result_hash", hashlib.sha256(canonical).hexdigest(), data["result_hash"])
        entries = {entry["entrant"]: entry for entry in result["entries"]}
        missing = [who for who, e in entrants.items() if e["metric_part"] is not None and who not in entries]
        self.same(position, f"{name}: shortlisted entrants that are left out", [], missing)
        for who, found in entries.items():
            if who not in entrants:
                self.same(position, f"{name}: entrant {who}", "not there", "there")
                continue
            self.entry(position, f"{name}: entrant {who}:", entrants[who], found)

    def entry(self, position, of, expected, found):
        for what in ("metric", "metric_part", "standing"):
            self.same(position, f"{of} {what}", expected[what], fraction(found.get(what)))
        self.same(position, f"{of} outcome", expected["outcome"], found["outcome"])
        record = {k: found["record"].get(k) for k in ("counted_deeds", "active_days", "last_position")}
        self.same(position, f"{of} record", expected["record"], record)
        jury = found.get("jury")
        if jury:
            scores = {s["judge"]: (s["total"], fraction(s["borda"])) for s in jury["scores"]}
            jury = {"part": fraction(jury["part"]), "raw_mean": fraction(jury["raw_mean"]), "scores": scores}
        self.same(position, f"{of} jury", expected["jury"], jury)


def fraction(told):
    return None if told is None else Fraction(int(told["numerator"]), int(told["denominator"]))


def show(value):
    return str(value) if isinstance(value, Fraction) else repr(value)


def recompute(events):
    """Everything that differs, and how many shortlists and awards were looked at."""
    comparison, shortlists, awards = Comparison(), 0, 0
    frozen = None
    for event in events:
        kind, data, position = event["type"], event["data"], event["position"]
        if kind == "field-frozen":
            frozen = Marathon(events, data["position"])
        elif kind == "shortlist-drawn":
            shortlists += 1
            now = Marathon(events, position - 1)
            frozen.rules = now.rules
            nomination = next(n for n in now.rules["nominations"] if n["id"] == data["nomination"])
            entrants = field(frozen, nomination)
            expected = shortlist(nomination, entrants)
            self_check = [entrants.get(who, {}).get("metric") for who in data["entrants"]]
            name = f"{data['nomination']}: the shortlist"
            comparison.same(position, name, sorted(expected), sorted(data["entrants"]))
            comparison.same(position, f"{name}, by metric", sorted(self_check, reverse=True), self_check)
        elif kind in ("award-decided", "result-amended"):
            awards += 1
            now = Marathon(events, data["position"])
            frozen.rules = now.rules
            nomination = next(n for n in now.rules["nominations"] if n["id"] == data["nomination"])
            comparison.award(event, *award(frozen, now, nomination))
    return comparison.differences, shortlists, awards


def main(arguments):
    if len(arguments) != 1:
        print("usage: recompute.py EXPORT.ndjson", file=sys.stderr)
        return 2
    try:
        events = list(read(arguments[0]))
        differences, shortlists, awards = recompute(events)
    except (OSError, Damaged) as error:
        print(f"recompute: {error}", file=sys.stderr)
        return 2
    for difference in differences:
        print(difference)
    verdict = "nothing differs" if not differences else f"{len(differences)} differences"
    print(f"{len(events)} events, {shortlists} shortlists, {awards} awards recomputed: {verdict}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
