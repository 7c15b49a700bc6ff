### Outbox and its details.

## What the outbox shows, as a plain value built from the snapshot.

outbox-recipients =
    { $count ->
        [one] { $count } recipient
       *[other] { $count } recipients
    }
outbox-preparing = Preparing pages
outbox-preparing-so-far = Preparing pages · { $pages } so far
outbox-rendering = Rendering
outbox-on-the-line = On the line
outbox-being-prepared = Being prepared
outbox-waiting = Waiting
outbox-needs-you = Needs you
outbox-to-fetch = To be fetched
outbox-left = { $time } left
outbox-canceling = Canceling
outbox-dialling = Dialling
outbox-connecting = Connecting
outbox-fetching = Fetching
outbox-sending = Sending
outbox-page-of = Page { $page } of { $pages }
outbox-page = Page { $page }
call-ending = Ending the call
call-waits-turn = In the call, waiting for its turn
call-preparing = Preparing the line
call-dialling-number = Dialling { $number }
call-ringing = Ringing
call-connected = Connected, agreeing on the speed
call-training = Training
call-training-at = Training at { $rate } bit/s
rate-bps = { $rate } bit/s
call-confirming = { $page } · waiting for confirmation
outbox-low = low
outbox-normal = normal
outbox-high = high
outbox-tries-of = { $tries } of { $most } tries
outbox-held = Held
outbox-paused = Paused
outbox-last-try-failed = The last try failed
outbox-next-now = next try now
outbox-next-in = next try in { $wait }
outbox-cause-next = { $cause } · { $next }
outbox-retrying = Retrying
outbox-no-line-now = No line can take it now
outbox-no-line = No line
outbox-pending = Pending
outbox-cheap = Cheap period { $window }
outbox-scheduled = Scheduled
outbox-will-be-fetched = Will be fetched at { $time }
outbox-will-be-sent = Will be sent at { $time }
outbox-waiting-next = Waiting for a line · next in queue
outbox-waiting-line = Waiting for a line
outbox-confirmed-of =
    { $confirmed } of { $pages ->
        [one] { $pages } page confirmed
       *[other] { $pages } pages confirmed
    }
outbox-failed = Failed
outbox-tries =
    { $tries ->
        [one] { $tries } try
       *[other] { $tries } tries
    }
fact-to = To
fact-not-as-book = not as the phone book says
fact-matches = matches
fact-answered-as = Answered as
fact-expected = Expected
fact-line = Line
fact-only = only { $port }
fact-speed = Speed
fact-started = Started
fact-ago = { $began } · { $ago } ago
fact-last-try = Last try
fact-queued = Queued
fact-tries = Tries
fact-of = { $some } of { $all }
fact-confirmed = Confirmed
fact-confirmed-of =
    { $confirmed } of { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    }
outbox-no-subject = No subject
outbox-subject-job = { $subject } · job { $job }
page-on-the-line = on the line
page-not-sent = not sent
page-waiting = waiting
page-confirmed = confirmed
page-confirmed-resend = confirmed after resend
page-refused = refused
page-not-confirmed = not confirmed
page-cut-off = cut off
page-sender-unsure = stored, sender unsure
page-how = { $modulation } { $rate } bit/s, { $coding }
page-trainings-failed =
    { $count ->
        [one] { $count } training failed once (FTT)
       *[other] { $count } trainings failed (FTT)
    }
page-frames-resent =
    { $count ->
        [one] { $count } frame sent again (PPR)
       *[other] { $count } frames sent again (PPR)
    }
page-resent =
    { $count ->
        [one] { $count } time the whole page again (RTN)
       *[other] { $count } times the whole page again (RTN)
    }

## The card of the selected fax

detail-pages = Pages
detail-page = Page { $page }: { $verdict } { $seconds } { $size }

## The list of the outbox

outbox-progress = Progress of { $who }
outbox-nothing-matches = No fax in the outbox matches “{ $search }”
outbox-empty = Nothing on its way
outbox-empty-hint = Faxes you send are here until every page is confirmed, then they move to Sent

## The outbox

outbox-search-hint = Search name, number, subject …
time-whole-hours = { $hours } h
