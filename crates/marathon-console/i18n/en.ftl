# The words of the public pages in English. Every translation has the same messages.

site-name = Marathon of Good Deeds
page-description = { $season }: good deeds claimed and verified, by region and nomination, with the history to check every number.
skip-link = Skip to the figures
nav-label = Sections
nav-map = Regions
nav-nominations = Nominations
nav-verify = Check it yourself
language-label = Language

hero-lead = People across Kazakhstan do good and log it. Every number here comes from one public history, and anyone can recompute it.
state-open = Open
state-closed = Season closed
as-of = As of event { $event }, { $time } on { $day } ({ $zone })
as-of-nothing = Nothing has been recorded yet
live-label = Live updates
live-connecting = Connecting…
live-on = Live
live-paused = Paused
live-lost = Connection lost, trying again
live-pause = Pause
live-resume = Resume

counters-title = The season in numbers
counters-note = Claimed: every deed that stands, verified or not. Verified: those of them a regional coordinator has checked. Only verified deeds count for awards.
claimed = claimed
verified = verified
counter-deeds = Good deeds
counter-people = People taking part
counter-trees = Trees planted
counter-waste = Waste collected
counter-animals = Animals helped
verified-share = { $n }% of claimed is verified
verified-none = Nothing claimed yet

curve-title = Deeds over the season
curve-claimed = Claimed deeds
curve-verified = Verified deeds
curve-summary = By { $day }: { $claimed } deeds claimed, of them { $verified } verified.
curve-empty = The curve begins with the first deed.
curve-table = The same as a table, by week
curve-until = Up to and including

map-title = Regions
map-intro = { $n ->
    [one] { $n } region, placed roughly as on the map. The stronger the colour, the more was verified per 100,000 residents.
   *[other] { $n } regions, placed roughly as on the map. The stronger the colour, the more was verified per 100,000 residents.
}
map-metric-label = Colour by
map-tile = { $region }: { $verified } verified, { $claimed } claimed; { $rate } verified per 100,000 residents
map-legend = Verified per 100,000 residents
map-table = The same as a table
map-region = Region
map-rate = Verified per 100,000
map-population = Residents

nominations-title = Nominations
nominations-intro = Who leads by verified deeds. The jury has its say after the season, so nothing here is an award yet. Values are exact fractions, rounded only for display; “≈” marks where.
nominations-intro-final = Published results. Values are exact fractions, rounded only for display; “≈” marks where.
nomination-winners = { $n ->
    [one] { $n } winner
   *[other] { $n } winners
}
nomination-empty = No verified deeds yet. The first place is free.
nomination-ranking = Full ranking
standing-provisional = Provisional
standing-frozen = Field frozen
standing-final = Final
rank = Place { $n }

metric-deeds = Counted deeds
metric-active-share = Share of members who took part
metric-per-100k = People taking part per 100,000 residents
metric-people = People taking part
metric-people-helped = People helped
metric-person-minutes = Hours of work
metric-trees = Trees planted
metric-grams = Waste collected
metric-animals = Animals helped
metric-people-per-member = People taking part, per member
metric-people-helped-per-member = People helped, per member
metric-person-minutes-per-member = Hours of work, per member
metric-trees-per-member = Trees planted, per member
metric-grams-per-member = Waste collected, per member
metric-animals-per-member = Animals helped, per member

unit-grams = { $value }{ "\u00A0" }g
unit-kilograms = { $value }{ "\u00A0" }kg
unit-tonnes = { $value }{ "\u00A0" }t
unit-hours = { $value }{ "\u00A0" }h
unit-percent = { $value }%
unit-deeds = { $value } { $n ->
    [one] deed
   *[other] deeds
}
unit-people = { $value } { $n ->
    [one] person
   *[other] people
}
unit-trees = { $value } { $n ->
    [one] tree
   *[other] trees
}
unit-animals = { $value } { $n ->
    [one] animal
   *[other] animals
}
value-rounded = rounded from { $fraction }

latest-title = Latest deeds
latest-empty = No deeds yet.
latest-anonymous = A participant
deed-people-helped = { $n ->
    [one] { $n } person helped
   *[other] { $n } people helped
}
deed-trees = { $n ->
    [one] { $n } tree planted
   *[other] { $n } trees planted
}
deed-waste = { $mass } of waste collected
deed-animals = { $n ->
    [one] { $n } animal helped
   *[other] { $n } animals helped
}
status-claimed = Claimed
status-verified = Verified
status-rejected = Rejected
status-withdrawn = Withdrawn

archive-title = Seasons
archive-figures = { $claimed } claimed · { $verified } verified
archive-this = shown here

verify-title = Check it yourself
verify-intro = No trust in this site is needed. Take the whole history, replay it on your own machine, and compare the digest: it must match, bit for bit.
verify-export = Take the history
verify-replay = Replay it offline
verify-compare = Compare the digests
verify-compare-text = The replay ends with a digest over every total and ranking. It must equal the one published here:
verify-digest = Digest of this marathon

footer-label = For developers and journalists
footer-docs = API documentation
footer-openapi = OpenAPI description
footer-events = Events as NDJSON
footer-totals = Totals as JSON
footer-note = Every number on this page is a pure function of the event history.

date-long = { $day } { $month } { $year }
date-short = { $day } { $month }
date-range = { $from } – { $to } { $year }
date-range-years = { $from } – { $to-full }
date-time = { $day }, { $time }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
