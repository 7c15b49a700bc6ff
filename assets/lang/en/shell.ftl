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
