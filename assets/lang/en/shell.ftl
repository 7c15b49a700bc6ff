### The window's frame: rail, status bar, lists, the viewer, words that many panes share.

## The left rail

rail-unread = { $count } unread
rail-on-their-way = { $count } on their way
rail-busy = { $count } busy
rail-this-station = This station
rail-station = Station { $name }
rail-station-tip = Name in the banner line; change it in the settings

## The panes one can go to.

pane-inbox = Inbox
pane-outbox = Outbox
pane-sent = Sent
pane-ports = Ports
pane-covers = Cover pages
pane-book = Phone book
pane-journal = Journal
pane-settings = Settings
pane-compose = New fax

## The status bar

status-today = Today: { $sent } sent · { $received } received
status-starting = Starting the fax engine
status-ended = The fax engine has ended
status-queue-paused = The queue is paused
status-opening = Opening the queue and the lines
status-starting-short = Starting
status-gone = The fax engine has ended. What you see is its last state; start Faxwell again to go on.
status-today-failed = Today: { $sent } sent · { $received } received · { $failed } failed

## Numbers, times and sizes in words, as the panes show them.

day-today = Today
day-yesterday = Yesterday
time-seconds = { $seconds } s
time-minutes = { $minutes } min
time-minutes-seconds = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
pages =
    { $count ->
        [one] { $count } page
       *[other] { $count } pages
    }
size-octets = { $octets } B
size-kilo = { $kilo } kB
size-mega = { $mega } MB
date-time = %H:%M
date-time-seconds = %H:%M:%S
date-moment-week = %a %H:%M
date-moment-year = %-d %b %H:%M
date-moment = %-d %b %Y %H:%M
date-day-week = %A
date-day-year = %-d %B
date-day = %-d %B %Y
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
weekday-short-monday = Mon
weekday-short-tuesday = Tue
weekday-short-wednesday = Wed
weekday-short-thursday = Thu
weekday-short-friday = Fri
weekday-short-saturday = Sat
weekday-short-sunday = Sun
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December

## What the inbox and the archive of sent faxes show

inbox-fetched = Fetched
inbox-unread = unread
inbox-canceled = Canceled
inbox-incomplete = Incomplete
inbox-failed = Failed
inbox-other-station = Other station
inbox-sender-may-not-know = Sender may not know
inbox-copy-not-delivered = Copy not delivered
inbox-archived = Archive
inbox-fact-fetched = fetched
inbox-for = for { $who }
inbox-ecm = ECM
inbox-unexpected-station = Answered by { $answered }, where the phone book says { $expected }. Look whether it is the right number
inbox-rows-good = all rows good
inbox-rows-bad =
    { $count ->
        [one] { $count } bad row
       *[other] { $count } bad rows
    }

## Drawing the inbox

inbox-search-hint = Search, or from: line: after: pages:>3 …
inbox-hint-received = A fax that comes in shows here as it was sent, page by page
inbox-hint-sent = A fax that went out shows here exactly as it left
inbox-hint-choose = Choose one on the left, or press J and K
inbox-none-chosen = No fax chosen
inbox-more = More
name-with-key = { $name } ({ $key })

## The list of stored faxes

inbox-view-inbox = Inbox
inbox-view-sent = Sent
inbox-view-unread = Unread
inbox-view-archive = Archive
inbox-view-trash = Trash
inbox-empty-trash-tip = Remove everything in the trash for good
inbox-empty-trash = Empty…
inbox-trash-days =
    { $days ->
        [one] What is deleted stays here for { $days } day
       *[other] What is deleted stays here for { $days } days
    }
inbox-trash-stays = What is deleted stays here until the trash is emptied
inbox-starting = Starting …
inbox-nothing-found = Nothing found
inbox-nothing-found-hint = No fax here fits the search
inbox-none-yet = No faxes yet
inbox-none-yet-hint = What arrives is kept here
inbox-none-sent = Nothing sent yet
inbox-none-sent-hint = Every fax that was confirmed is kept here
inbox-none-unread = Nothing unread
inbox-none-unread-hint = You have seen every fax
inbox-archive-empty = Nothing put away
inbox-archive-empty-hint = Press E to put a fax away that was dealt with
inbox-trash-empty = The trash is empty

## Drawing the viewer

viewer-fit-page = Fit page
viewer-fit-width = Fit width
viewer-fit-tip = Fit the page or its width
viewer-page = Page { $page }
viewer-picture = Picture of page { $page }

## Fields

search = Search
search-clear = Clear search

## Fax terms in plain words

term-cng = Calling tone: “I am a fax machine”, every 3.5 seconds
term-ced = Answer tone: the other side is a fax machine or modem
term-dis = What the answering machine can do
term-dcs = What the calling machine has chosen of it
term-dcn = Goodbye: the call ends
term-csi = The name or number the answering machine gives itself
term-tsi = The name or number the sending machine gives itself
term-tcf = 1.5 seconds of test data, to see whether the line carries the speed
term-cfr = The test data arrived well: send the page
term-ftt = The test data arrived badly: try again or slower
term-mps = End of page, another one follows
term-eom = End of page, then a new negotiation
term-eop = End of the last page
term-mcf = The page arrived well and is confirmed
term-rtp = The page arrived, but check the speed before the next
term-rtn = The page arrived badly and is refused
term-pps = End of a block of page data under error correction
term-ppr = Some frames arrived broken: send them again
term-rnr = The receiver needs more time
term-rr = Is the receiver ready?
term-ctc = Going on with the block at another speed
term-ctr = Agreed to go on
term-eor = Giving up the broken frames of this block
term-err = Agreed to give up the broken frames
term-rcp = End of the page frames
term-crp = Say that again
term-ecm = Error correction: broken parts of a page are sent again, so it arrives perfect
term-mh = Modified Huffman: the page coding every machine knows (T.4)
term-mr = Modified READ: lines coded by their difference (T.4)
term-mmr = The densest page coding, only with error correction (T.6)
term-v17 = Modem for 7,200 to 14,400 bit/s
term-v29 = Modem for 7,200 and 9,600 bit/s
term-v27ter = Modem for 2,400 and 4,800 bit/s, for poor lines

## Toasts

toast-close = Close message
toast-undo = Undo

## Sheets over the window

keys-title = Keys
close = Close
remove-one-about = The fax of { $who } and its pages are removed for good. This cannot be undone.
remove-one = Remove this fax?
remove-many-about = They are removed for good with their pages. This cannot be undone.
remove-many =
    { $count ->
        [one] Remove { $count } fax?
       *[other] Remove { $count } faxes?
    }
remove = Remove
keep = Keep

## What stands beside a list in which several faxes are selected.

several-selected =
    { $count ->
        [one] { $count } fax selected
       *[other] { $count } faxes selected
    }

## The keyboard

key-shift-space = Shift+Space
key-space = Space

## The page cache

engine-ended = the fax engine has ended
engine-other-answer = the engine gave an answer to another question

## The application

app-other-station = Fax { $job } was answered by { $answered }, where the phone book says { $expected }
app-cover-saved = The cover page is saved
app-cover-deleted = The cover page is deleted
app-nothing-to-undo = There is nothing to take back
app-queued-one = The fax is in the outbox
app-queued-many =
    { $count ->
        [one] { $count } fax is in the outbox
       *[other] { $count } faxes are in the outbox
    }

## Taking back, arranging, first steps, saved searches, and an engine that is not there

action-contrast = High contrast
action-contrast-tip = Colours far apart, light or dark as the system is
key-alt-up = Alt+Up
key-alt-down = Alt+Down
page-up = Move the page up
page-up-tip = One place towards the beginning
page-down = Move the page down
page-down-tip = One place towards the end
page-turn = Turn the page
page-turn-tip = It is sent as it is turned
page-leave-out = Leave the page out
page-leave-out-tip = This page is not sent
page-all-back = All pages as they come
page-all-back-tip = Nothing moved, turned or left out
page-of-pages = Page { $page } of { $pages }
page-is-cover = the cover page
pages-left-out =
    { $count ->
        [one] 1 page left out
       *[other] { $count } pages left out
    }
pages-being-made = The pages are still being made; send when all of them are here
action-set = Change settings
action-first-steps = First steps…
action-first-steps-tip = Who you are, a test fax, a modem
action-other-draft = The fax begun before
action-other-draft-tip = Go on with it; this one is kept meanwhile
app-draft-aside = The fax you had begun is kept, and comes back when this one is sent
action-take-back = Take the fax back
app-too-late = It is too late to take that back
app-taken-back = Nothing was sent; here it is again
app-line-quicker = A line had it already; it is cancelled, and what arrived cannot be taken back
list-making = Looking through the faxes
line-more-sending =
    { $count ->
        [one] 1 more line sending
       *[other] { $count } more lines sending
    }
line-more-receiving =
    { $count ->
        [one] 1 more line receiving
       *[other] { $count } more lines receiving
    }
search-save = Save search
search-save-title = Save this search
search-save-about = “{ $search }” stands as a view beside the lists, under the name you give it.
search-name = Name of the search
search-name-hint = Laboratory
search-forget = Forget
search-forget-named = Forget the search { $name }
steps-skip = Skip
steps-skip-tip = Ctrl+K and “First steps” show this again
steps-next = Next
steps-finish = Finish
steps-back = Back
steps-place = Step { $step } of { $steps }
steps-station-title = Welcome. Who are you?
steps-station-about = The name and number stand in the line above every page you send, and on cover pages.
steps-name = Your name, or that of your office
steps-name-field = Station name
steps-name-hint = Practice at the Park
steps-number = Your fax number, as others dial it
steps-number-field = Station number
steps-test-title = Send a test fax
steps-test-about = Two lines of a built-in exchange are there from the start. A fax from one to the other goes the whole way, with no cable and no cost, and is in your inbox afterwards.
steps-test-none = There is no built-in line to send it to any more
steps-test-send = Send a test fax to { $number }
steps-test-asked = Preparing the page
steps-test-gone = It is no longer in the queue
steps-test-arrived = The other line has confirmed every page. The fax is in your inbox.
steps-test-failed = It did not arrive: { $why }
steps-test-waiting = Waiting for a line
steps-test-subject = Test fax
steps-test-page = This is a test fax. It went from one line of the built-in exchange to another, as every fax does: the two ends agreed on the speed, the page was sent, and the receiver confirmed it.
steps-kept-title = Where faxes are kept
steps-kept-about = Every fax is kept with its pages and with what was said on the line, in the folder
steps-kept-long = How long
steps-kept-field = How long faxes are kept
steps-kept-ever = For ever
steps-kept-ten-years = Ten years
steps-kept-three-years = Three years
steps-kept-year = One year
steps-kept-months = Three months
steps-kept-days = { $days } days
steps-kept-elsewhere = Copies can go to a folder, a printer or by mail: Settings, Routing. Another folder for everything is chosen at the start: faxwell --data FOLDER
steps-lines-title = Your lines
steps-lines-about = With a fax modem on a telephone line, faxes reach everybody. It can be added at any time, under Ports.
denied-submit = You may not: it takes the right to send. An administrator can give it to you.
denied-out-jobs = You may not: it takes the right to pause, resume, restart and cancel everybody's faxes. An administrator can give it to you.
denied-in-jobs = You may not: it takes the right to end the reception of faxes. An administrator can give it to you.
denied-in-archive = You may not: it takes the right to delete received faxes and route them again. An administrator can give it to you.
denied-out-archive = You may not: it takes the right to delete everybody's sent faxes. An administrator can give it to you.
denied-config = You may not: it takes the right to change the configuration. An administrator can give it to you.
denied-administer = You may not: it takes the right to administer the server. An administrator can give it to you.
denied-ports = You may not: it takes the right to change lines, answer and end calls on them. An administrator can give it to you.
server-away = The server is away since { $time } and is looked for. What you see is its last state.
engine-silent = The fax engine has not answered for { $time }. What you asked for waits for it; nothing is lost.
missed-nothing = The server is there again; nothing was missed
missed-some = The server is there again. Meanwhile { $what }
missed-came =
    { $count ->
        [one] 1 fax came in
       *[other] { $count } faxes came in
    }
missed-sent =
    { $count ->
        [one] 1 fax was sent
       *[other] { $count } faxes were sent
    }
missed-failed =
    { $count ->
        [one] 1 fax failed
       *[other] { $count } faxes failed
    }
