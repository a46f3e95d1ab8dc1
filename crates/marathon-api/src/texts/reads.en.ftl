# What the API says to those who read: one message for each code, with a title where it is a problem of its own.

parameter-unknown = There is no such parameter here; known are: { $known }.
parameter-repeated = The parameter stands twice; leave one of them.
not-a-whole-number = A whole number is expected, in digits.
ends-before-it-begins = `to` is before `from`; exchange them.
kind-takes-no-filter = Sums by kind are of the whole marathon; leave out `region`, `sector`, `from` and `to`.
cursor-malformed = This cursor does not belong to this list with these filters; begin again without it.
    .title = The cursor does not fit
no-such-metric = There is no leaderboard for `{ $metric }`; there are: { $known }.
    .title = No such leaderboard
no-such-nomination = There is no nomination `{ $id }`; there are: { $known }.
    .title = No such nomination
no-such-entrant = Nobody takes part here under `{ $id }`.
    .title = No such entrant
entrant-not-on-board = { $id } has nothing on this leaderboard yet; look at other filters, or at `status=claimed`.
    .title = Not on this leaderboard
entrant-not-ranked = Nothing of { $id } counts in this nomination yet.
    .title = Not ranked
not-acceptable = Events come as: { $accepted }. Name one of them in `Accept`.
    .title = Not acceptable
last-event-id-malformed = Last-Event-ID must be the `id` of an event of this stream: its position.
    .title = Last-Event-ID is malformed
too-many-streams = Too many follow live at once; connect again in a second.
    .title = Too many streams
nothing-measured = This process was started without metrics.
    .title = No metrics
