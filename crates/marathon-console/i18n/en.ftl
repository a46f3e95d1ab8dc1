# The words of the public pages in English. Every translation has the same messages.

site-name = Marathon of Good Deeds
page-description = { $season }: good deeds claimed and verified, by region and nomination, with the history to check every number.
skip-link = Skip to the content
nav-label = Sections
nav-overview = Overview
nav-boards = Leaderboards
nav-nominations = Nominations
nav-verify = Check it yourself
language-label = Language

hero-lead = People across Kazakhstan do good and log it. Every number here comes from one public history, and anyone can recompute it.
state-open = Open
state-closed = Season closed
as-of = As of event { $event }, { $time } on { $day } ({ $zone })
as-of-nothing = Nothing has been recorded yet
past-label = A moment of the past
past-at = As it stood at event { $event }, { $time } on { $day } ({ $zone })
past-earlier = ← back { $events }
past-later = on { $events } →
past-now = Back to now
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
nominations-winners = Winners and how to check them
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
status-challenged = Under review
status-rejected = Rejected
status-withdrawn = Withdrawn

missing-title = There is no page here
missing-text = The address may be mistyped, or what it asked for does not exist: a season, a nomination, an entrant that nothing of counts yet.
missing-home = To the start page

board-heading = Leaderboards
board-metric = Go by
board-verified = Verified deeds
board-claimed = All deeds that stand, verified or not
filter-label = Choose who is shown
filter-status = Which deeds
filter-kind = Who
filter-region = Home region
filter-sector = Sector
filter-all-kinds = Everybody
filter-all-regions = All regions
filter-all-sectors = All sectors
filter-age = Age
filter-all-ages = Everybody
filter-silver = Silver volunteers, 60 and older
filter-show = Show
filter-reset = Clear the filters
kind-person = Person
kind-team = Team
kind-organisation = Organisation
kind-institution = Educational institution
kind-region = Region
board-place = Place
board-who = Who
board-gap = To the leader
board-mine = My place
board-summary = { $n ->
    [one] { $n } participant is on this board.
   *[other] { $n } participants are on this board.
}
board-empty = Nobody is on this board yet. Clear a filter, or be the first.
board-ties = Equal values share a place, and the next place is as much lower: 1, 2, 2, 4. Among equals, whoever registered earlier is listed first.
board-shares = On a board of persons, a deed done by a group is divided among the people who took part, to the last unit.
board-why = Follow a name to see every deed behind its place.
as-json = The same as JSON
as-csv = as a table (CSV)
pager-label = More of the list
pager-first = Back to the beginning
pager-next = Next

ranking-summary = { $n ->
    [one] { $n } is ranked.
   *[other] { $n } are ranked.
}
ranking-value = Value
deeds-counted = { $n ->
    [one] { $n } deed counted
   *[other] { $n } deeds counted
}
nominations-leaders = Who leads
rules-title = How it is counted
rule-verified = Only verified deeds count, and none under a challenge.
rule-entrants = May enter: { $list }.
rule-adults = Persons must be of age.
rule-sectors = Sectors that count: { $list }.
rule-window = Days that count: { $days }.
rule-per-deed = Of one deed, at most { $amount } count.
rule-per-day = Of one day, at most { $amount } count.
rule-band = Of the sum up to { $amount }, each unit counts { $rate }%.
rule-band-rest = Beyond that, each unit counts { $rate }%.
rule-jury = In the end this measure weighs { $metric }% and the jury { $jury }%; an entry needs at least { $quorum } scores.
rule-ties = Equal standings are separated in this order: { $list }.
class-persons = persons
class-teams = teams
class-organisations = organisations
class-institutions = educational institutions
class-regions = regions
tie-jury = the jury’s standing
tie-deeds = more counted deeds
tie-days = more active days
tie-earliest = earlier completion
tie-draw = a draw from a public seed

why-title = Every deed behind it
why-board-summary = { $n ->
    [one] { $n } deed makes this value. Nothing else does.
   *[other] { $n } deeds make this value. Nothing else does.
}
why-ranking-summary = { $n ->
    [one] { $n } deed counts here.
   *[other] { $n } deeds count here, in the order of the history.
}
why-place = { $rank } of { $of }
why-deeds = Deeds
why-units = Before the caps
why-capped = After the caps
why-active = Members who took part
why-members = Members
why-event = Event
why-deed = Deed
why-done = Done
why-counted = Counted
cut-share = a person’s share of a group’s deed
cut-per-deed = limit for one deed
cut-per-day = limit for one day
cut-band = lower rate

deed-done-on = Done on
deed-companions = Together with
deed-history = What happened to it
deed-photos = SHA-256 of the photos
deed-twin = It looks like a deed that was logged before.
deed-twin-see = See the other one
deed-receipt = This page is the receipt. Each long number is the hash of the event’s stored bytes: anybody who takes the history can recompute it.
event-number = event { $event }
event-logged = Logged
event-corrected = Corrected
event-upheld = Challenge upheld
event-dismissed = Challenge dismissed

me-title = My page
me-deeds = My deeds
me-no-deeds = Nothing logged yet.
me-change = Change
me-entrants = Who I log deeds for
me-no-entrants = Nobody yet: say below who did the deed, and log it.
me-elsewhere = Other marathons you have a role in
sign-in = Sign in
sign-up = Open an account
sign-in-with = Sign in with { $provider }
sign-out = Sign out
sign-in-intro = Reading needs no account. To log deeds, sign in, or open an account: a name and a password are all it takes.
login = Login
password = Password
password-hint = At least 15 characters; a few words are easiest to remember.
entrant-new = Take part
entrant-register = Register
entrant-alias = Public name
entrant-alias-hint = Everybody can read it, for ever. No family names, phone numbers or addresses.
entrant-members = Members
entrant-members-hint = For teams, organisations and institutions.
entrant-new-group = Team, organisation or institution
entrant-age = Age in years
entrant-age-hint = Needed for the nominations that are for adults. Only whether you are of age is kept.
entrant-guardian = A parent or guardian consents
entrant-guardian-hint = For those under 18.
entrant-silver = I am 60 or older and want to stand among the silver volunteers, too
silver = silver volunteer
private-name = Real name
private-consent = Told to coordinators alone, never public, and erased with the account. By filling it in you consent to that.
private-contact = Telephone or address
private-guardian-name = Name of the parent or guardian
private-guardian-contact = How to reach the parent or guardian
member = Member: { $alias }
member-of = Member of { $alias }
member-end = End the membership
invitation-make = Make an invitation
invitation-title = Invitation: { $alias }
invitation-made = For one person, within two weeks. It is not shown again.
invitation-link = Link to hand on
invitation-ask = You are invited to join as the person you take part as.
invitation-first = To join you take part as a person first: register on your page, then open this link again.
invitation-join = Join
account-title = Account
account-kept = What is kept about me
erase-title = Delete my account
erase-sure = Yes, erase my account and all that I told privately
erase-hint = It cannot be undone. Your deeds still count, under the public name.
erase-do = Delete for good
role-coordinator = Coordinator
role-judge = Judge
role-auditor = Auditor
role-organiser = Organiser
role-operator = Operator
nav-log = Log a deed
log-intro = Say what was done, where and when. A regional coordinator checks it; until then it is shown as claimed.
log-kind = Kind of deed
kind-good-deed = Help
kind-trees = Trees
kind-waste = Waste
kind-animals = Animals
log-people = People taking part
log-minutes = Minutes of work
log-minutes-hint = Of everybody who took part, together.
log-weight = Weight
log-weight-hint = A number like 2.5.
log-unit = Unit
log-kilograms = kilograms
log-tonnes = tonnes
log-grams = grams
log-photo = Photos
log-photo-hint = They are not kept: only their fingerprint (SHA-256) goes into the history, so keep the photos.
decide-title = Change a deed
decide-correct = Correct
decide-withdraw = Withdraw
decide-verify = Verify
decide-reject = Reject
decide-reason = Reason
queue-title = Deeds to decide
queue-empty = Nothing waits. Thank you.
doubts-title = Doubted deeds
doubts-intro = They count for no award until somebody has decided who neither verified nor doubted them.
doubt-title = I doubt this deed
doubt-send = Send the doubt
doubt-hint = Everybody can read it. A coordinator decides; until then the deed counts for no award.
doubt-until = It can be doubted until { $day }.
doubt-uphold = The doubt is right: reject
doubt-dismiss = The deed stands

winners-title = Winners
winners-certificate = Certificate
winners-check = How to check it
winners-computed = Computed from events up to
winners-decided = Decided at event
winners-result-hash = SHA-256 of the result
winners-rules-hash = SHA-256 of the rules
winners-amended = Amended
winners-how = Take the history and let the auditor compute every place anew. It ends with an error if a single one differs.
certificate-title = Certificate of the marathon
certificate-proof = The number below is the hash of the published result.
certificate-see = See the proof
judging-title = Judging
judging-intro = You see your own entries, without names, and nobody else’s points. Points can be changed until judging closes.
judging-nothing = Nothing to score.
judging-progress = { $scored } of { $all } scored
judging-entry = Entry { $n }
judging-scored = Scored
judging-recused = Recused
judging-save = Save the points
judging-recuse = Declare a connection
judging-recuse-hint = Say so if somebody near to you stands behind this entry. It cannot be taken back.
judging-closed = Judging is closed: points can be changed no more. Below is how the entries stand.
judging-mine = My nominations
judging-next = To the next entry without points
judging-see-entry = To the entry
judging-did = What it did
judging-people = { $n ->
    [one] { $n } person took part
   *[other] { $n } people took part
}
judging-standings = How the entries stand
judging-of = Entry
judging-points = My points
judging-raw = Mean points
judging-jury = Jury
judging-combined = With the measure
judging-waits = The standings come when every judge’s points are open.
judging-how = Mean points decide nothing. The jury’s part is the mean of the ranks that each judge gave; together with the measure, by the weights of the rules, it decides.
outcome-draw = awaits the draw
outcome-quorum = too few scores
outcome-withdrawn = withdrawn
outcome-disqualified = disqualified

organise-title = Organise
organise-intro = Where the season stands, and what comes next. Every step becomes an event of the public history, with your name to it, and cannot be taken back.
organise-steps = Steps of the season
organise-people = People and roles
organise-shortlist = Shortlist
organise-jury = Jury
organise-award = Award
organise-tokens = Tokens of programs
organise-taken = Done
organise-next = Next
organise-possible = Can be done
organise-later = Not yet
organise-after = Possible after the step “{ $step }”.
organise-judges-itself = You judge here yourself, so how far the other judges are is not shown to you.
organise-nominations-done = { $done } of { $all } nominations
organise-juries-manned = { $done } of { $all } juries have as many judges as an entry needs scores
step-open = Marathon opened
step-open-days = Days of the season: { $days }
step-intake-closed = Intake closed
step-intake-closed-does = From then on no deed is logged. Deeds that wait can still be verified or rejected.
step-seed-source = Source of the lots named
step-seed-source-does = Equal standings are separated by lots. Everybody must know where the lots come from before anybody can know them.
step-frozen = Field frozen
step-frozen-does = Everything verified so far counts, and nothing after it: no deed and no entrant changes any more. Empty the queue first.
step-frozen-waiting = { $n ->
    [0] No deed waits for a decision.
    [one] { $n } deed still waits for a decision.
   *[other] { $n } deeds still wait for a decision.
}
step-frozen-at = Counted up to event { $event }
step-seed = Lots recorded
step-seed-does = Once the named source has published its bytes, write them here.
step-shortlists = Shortlists drawn
step-shortlists-does = Who leads by the measure is put before the jury. The program works it out; nobody chooses.
step-judges = Judges assigned
step-judges-does = Give people the role of a judge below, then assign them under each nomination.
step-scoring = Entries scored
step-scoring-does = Judges score in their own console. You see how many, and nobody’s points.
step-judging-closed = Judging closed
step-judging-closed-does = From then on no score is taken or changed, and all points become public.
step-judging-closed-secret = Points of some judges could not be opened yet.
step-awards = Awards decided
step-awards-does = Places follow from the measure and the jury by the rules. The program works them out, and anybody can check them.
step-announced = Publication announced
step-announced-does = Say when results become public. The moment can be put off until they are.
step-published = Results published
step-published-does = Winners, points and every input become public.
step-published-from = From { $time } on
step-appeals = Appeals
step-appeals-does = Whoever took part may appeal against a result; you decide under its nomination.
step-appeals-open = { $n ->
    [0] No appeal is open.
    [one] { $n } appeal is open: see its nomination.
   *[other] { $n } appeals are open: see their nominations.
}
appeals-until = Appeals are taken until { $day }.
appeals-none = The rules of this marathon have no appeals.
do-close = Close the intake
do-seed-source = Name the source
do-freeze = Freeze the field
do-seed = Record the lots
do-shortlists = Draw the shortlists that are missing
do-shortlist = Draw the shortlist
do-assign = Assign
do-waive = Waive the quorum
do-disqualify = Disqualify
do-close-judging = Close judging
do-open-scores = Open them now
do-awards = Decide the awards that are missing
do-award = Decide the award
do-announce = Announce
do-publish = Publish
do-resolve = Decide the appeal
do-amend = Work the result out anew
do-grant = Give a role
do-revoke = Take the role away
do-revoke-token = Revoke the token
seed-source = Public source
seed-source-hint = For example: the drand beacon, first round after 1 December 2026, 12:00 UTC.
seed-bytes = Bytes in hex
seed-bytes-hint = 16 to 64 bytes: 32 to 128 digits 0–9, a–f.
announce-at = Moment of publication
announce-at-hint = In the time of the marathon. It must be in the future.
announce-again = Put it off
waive-entry = Entry
nomination-decided = Decided
nomination-undecided = To decide
nomination-judging = Judging
nomination-no-shortlist = No shortlist yet
jury-none = Awarded by its measure alone, without a jury.
jury-quorum = { $n ->
    [one] An entry needs { $n } score.
   *[other] An entry needs { $n } scores.
}
jury-lacking = { $n ->
    [one] { $n } entry has too few scores for a place.
   *[other] { $n } entries have too few scores for a place.
}
jury-recused = { $n ->
    [one] recused from { $n }
   *[other] recused from { $n }
}
appeal-open = Open
appeal-upheld = Upheld
appeal-dismissed = Dismissed
appeal-answer = Answer
appeal-choose = Choose
appeal-uphold = Uphold: the result has to change
appeal-dismiss = Dismiss: the result stands
role-participant = Participant
grant-role = Role
grant-login-hint = They open an account first.
grant-region = Region
grant-region-hint = For coordinators.
grant-nomination = Nomination
grant-nomination-hint = For judges.
grant-all-nominations = All nominations
token-until = until { $time }
appeal-title = Appeal against a result
appeal-intro = Say what is wrong with it. An organiser decides and gives a reason; appeal and answer are public, and so is every result that changes.
appeal-not-yet = Results are not published yet. Appeals are taken from that moment on.
appeal-over = Appeals were taken until { $day }.
appeal-nobody = Whoever took part may appeal: sign in as the one who registered.
appeal-reason-hint = Everybody can read it, for ever.
appeal-lodge = Lodge the appeal
winners-before = As it was decided first
first-title = The first organiser
first-intro = This marathon has no organiser yet. Whoever opened the link that the program printed chooses a login and a password here, and can then run the season.
first-secret = Secret of the link
first-secret-hint = What follows “#” in the address that the program printed. It works once.
login-hint = 3 to 254 Latin letters, digits and . _ - + @, for example an e-mail address.

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
audit-title = Audit room
audit-intro = Everything that ever happened in this marathon, in order. Every number of every page follows from it, and nothing else does.
audit-parts = Parts of the page
audit-history = History
audit-filter = Choose events
audit-type = What happened
audit-all-types = Everything
audit-stream-id = Deed or entrant (id)
audit-from = From event
audit-nothing = There is no such event here.
audit-actor = By
audit-program = By the program
audit-stream = its history, entry { $n }
audit-then = as it stood then
audit-earlier = Earlier
audit-later = Later
audit-moment = Another moment
audit-moment-text = Overview, leaderboards and rankings as they stood after any event or at any time.
audit-at = Number of an event, or a time
audit-go = Go there
audit-difference = Difference
audit-difference-text = What changed between two moments, who moved, and because of which events.
audit-before = Earlier moment: event or time
audit-after = Later moment: event or time
audit-compare = Compare
audit-same = Nothing happened in between.
audit-because = Because of events
audit-others = others moved
audit-more = and { $n } more
audit-offline = Check it offline
audit-verify = Audit every line, rule and award
audit-inner = For auditors
audit-inner-text = Only auditors and organisers see this: how far each jury is, without points, and who holds which roles.
audit-roles = Roles
audit-holder = Account
happened-marathon-opened = Marathon opened
happened-entrant-registered = Entrant registered
happened-good-deed-done = Good deed logged
happened-trees-planted = Trees logged
happened-waste-collected = Waste logged
happened-animals-helped = Animals logged
happened-deed-verified = Deed verified
happened-deed-rejected = Deed rejected
happened-deed-corrected = Deed corrected
happened-deed-withdrawn = Deed withdrawn
happened-intake-closed = Intake closed
happened-role-granted = Role granted
happened-role-revoked = Role revoked
happened-entrant-profile-changed = Profile changed
happened-member-joined = Member joined
happened-member-left = Member left
happened-entrant-withdrawn = Entrant withdrew
happened-entrant-disqualified = Entrant disqualified
happened-deed-challenged = Deed challenged
happened-challenge-resolved = Challenge resolved
happened-seed-source-named = Source of lots named
happened-field-frozen = Field frozen
happened-shortlist-drawn = Shortlist drawn
happened-judge-assigned = Judge assigned
happened-judge-recused = Judge recused
happened-score-given = Score given
happened-seed-recorded = Lots known
happened-judging-closed = Judging closed
happened-scores-opened = Scores opened
happened-quorum-waived = Quorum waived
happened-rules-amended = Rules amended
happened-award-decided = Award decided
happened-publication-announced = Publication announced
happened-results-published = Results published
happened-appeal-lodged = Appeal lodged
happened-appeal-resolved = Appeal resolved
happened-result-amended = Result amended
happened-personal-data-erased = Personal data erased

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
