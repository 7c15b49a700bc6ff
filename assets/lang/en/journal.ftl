### The journal and the figures.

## The journal in words

span-all = Any time
span-today = Today
span-week = Last 7 days
span-month = Last 30 days
span-quarter = Last 90 days
span-year = Last 365 days
kind-faxes = Faxes
kind-calls = Calls
kind-lines = Lines
kind-routing = Routing
kind-mail = Mail server
kind-numbers = Numbers
kind-book = Phone book entries
kind-rights = Rights
kind-server = Engine
journal-fax-submit = Fax queued
journal-fax-poll = Fetching ordered
journal-fax-offer = Document laid out
journal-fax-sent = Fax sent
journal-fax-received = Fax received
journal-fax-failed = Fax failed
journal-fax-canceled = Fax canceled
journal-fax-done = Fax done
journal-fax-pause = Pause ordered
journal-fax-resume = Resume ordered
journal-fax-restart = New try ordered
journal-fax-cancel = Cancel ordered
journal-fax-delete = Fax removed
journal-fax-archive = Fax put away
journal-fax-trash = Fax thrown away
journal-fax-restore = Fax taken back
journal-fax-change = Fax changed
journal-fax-expire = Old fax removed
journal-fax-read = Marked as read
journal-fax-unread = Marked as unread
journal-fax-export = Fax read or saved
journal-fax-route = Routed again
journal-fax-assign = Given to users
journal-call-start = Call begun
journal-call-end = Call ended
journal-port-change = Line changed
journal-port-add = Line added
journal-port-remove = Line removed
journal-port-open = Line opened to be changed
journal-port-answer = Answered by hand
journal-port-hang-up = Hung up by hand
journal-port-talk = Talk on the line
journal-setting-change = Setting changed
journal-routing-order = Order of methods changed
journal-routing-port = Routing of a line changed
journal-routing-rules = Rules changed
journal-mail-change = Mail server changed
journal-cover-save = Cover page saved
journal-cover-rename = Cover page renamed
journal-cover-delete = Cover page deleted
journal-number-change = Number's record changed
journal-number-forget = Number forgotten
journal-book-save = Phone book entry saved
journal-book-remove = Phone book entry removed
journal-book-restore = Phone book entry put back
journal-book-group = Group saved
journal-book-ungroup = Group removed
journal-book-import = Phone book imported
journal-book-export = Phone book exported
journal-book-learn = Sender named
journal-rights-change = Rights changed
journal-rights-token = Token made
journal-rights-revoke = Token revoked
journal-server-start = Engine started
journal-server-stop = Engine told to end
journal-server-end = Engine ended
journal-journal-expire = Old entries removed
journal-journal-lost = Entries lost
journal-by-itself = by itself
journal-in-program = in the program itself
journal-on-computer = on this computer
journal-over-network = over the network

## The pane's requests


## Drawing the entries

journal-entries = Entries
journal-statistics = Statistics
journal-verifying = Verifying …
journal-search-hint = Search words, numbers, faxes …
journal-person = Person
journal-anybody = Anybody
journal-everything = Everything
journal-kind = Kind of entries
journal-time = Time of entries
journal-all-good = All { $entries } entries are as they were written · head { $head }…
journal-broken = Entry { $number } was changed: { $what }
journal-unreadable = The journal cannot be read
journal-reading = Reading the journal …
journal-nothing-fits = No entry fits; Esc shows all of them
journal-empty = Nothing has happened yet
journal-empty-hint = Every fax, call and change will stand here
journal-when = When
journal-who = Who
journal-line = Line
journal-outgoing = Outgoing
journal-incoming = Incoming
journal-direction = Direction
journal-other-side = Other side
journal-pages = Pages
journal-duration = Duration
journal-ended = How it ended
journal-entry = Entry
journal-hash = Hash
journal-open-fax = Open fax { $job }
journal-fax-gone = Fax { $job } is not kept any more

## Plots

plot-week-of = Week of { $day }
plot-figures = { $day }: { $sent } sent, { $received } received, { $failed } failed
date-weekday-day = %A, %-d %B %Y

## What the pane asks of the engine, and the answers it gets.

journal-read = Read the journal
journal-verify = Verify
journal-verify-tip = Look whether every entry is as it was written
journal-export-csv = Export CSV…
journal-export-csv-tip = Save these entries for a spreadsheet
journal-export-json = Export JSON…
journal-export-json-tip = Save these entries as JSON

## Drawing the figures

stats-time = Time of the figures
stats-unreadable = The figures cannot be read
stats-counting = Counting …
stats-a-day = Faxes a day
stats-over-time = Faxes over time
stats-sent = sent
stats-received = received
stats-failed = failed
stats-how-ended = How calls ended
stats-well = well
stats-not = not
stats-minutes = Minutes by line
stats-outgoing = outgoing
stats-incoming = incoming
stats-no-calls = No calls in this time
stats-sum-sent = Sent
stats-sum-received = Received
stats-sum-failed = Failed
stats-sum-arrived = Arrived of those sent
stats-sum-pages = Pages
stats-sum-time = Time on the line
calls =
    { $count ->
        [one] { $count } call
       *[other] { $count } calls
    }
stats-cause = { $name }: { $calls }, { $way }
stats-line = { $name }: { $out } in { $made } made, { $taken } in { $answered } taken, { $pages }
date-short = %-d %b
