### What can be done, and what is said when it was.

## Every action of the console

go-inbox-tip = Received faxes
go-outbox-tip = Faxes on their way
go-sent-tip = Faxes sent or canceled
go-ports-tip = The lines and their calls
go-covers-tip = The first page of a fax, and its editor
go-book-tip = People, groups and their fax numbers
go-journal-tip = Who did what, every call, and the figures
go-settings-tip = Station, lines, routing, mail, archive and looks
new-fax-tip = Send documents to one or more numbers
action-next = Next
action-previous = Previous
action-extend-next = Select on
action-extend-previous = Select back
action-select-all = Select all
key-ctrl-a = Ctrl+A
action-reply = Reply
action-reply-tip = A fax to the sender, with this one behind the cover
action-forward = Forward
action-forward-tip = A new fax with these pages
action-print = Print…
action-print-tip = Print the pages on paper
action-print-now = Print
action-print-to-file = Into a PDF…
action-archive = Put away
action-archive-tip = Out of the list; search and Archive find it
action-delete = Delete
action-delete-tip = Into the trash; what is on its way is canceled
action-mark-unread = Mark as unread
action-undo-tip = Take the last action back
key-ctrl-z = Ctrl+Z
action-palette = All actions
action-palette-tip = Search for an action or a fax
key-ctrl-k = Ctrl+K
key-ctrl-q = Ctrl+Q
action-edit = Change…
action-edit-tip = Another number, time or priority
action-change = Change
action-send-now = Send now
action-send-now-tip = Do not wait for its time
action-first = Before all others
action-first-tip = High priority
action-last = After all others
action-last-tip = Low priority
action-in-turn = In its turn
action-in-turn-tip = Normal priority
action-back = Back
key-escape = Esc
action-keys-tip = All keys
action-quit = Quit
action-quit-tip = Close the window; calls end properly, and what waits goes on at the next start
action-pause = Pause
action-pause-tip = Hold this fax; a call under way is finished first
action-resume = Resume
action-resume-tip = Go on with this fax
action-restart = Try again
action-restart-tip = Send the missing pages again now
action-cancel = Cancel
action-cancel-tip = Give this fax up; a call under way is ended properly
action-remove = Remove for good…
action-remove-tip = Remove the fax with its pages
action-trash-tip = Into the trash, where it stays for some days
action-restore = Put back
action-restore-tip = Back among the others
action-mark-read = Mark as read
action-show = Show
action-conversation = Conversation
action-conversation-tip = Every signal of the call, in order (T.30)
action-answer = Answer now
action-answer-tip = Take the call that rings on this line
action-ask-to-talk = Ask to talk
action-ask-to-talk-tip = Call the other side's operator to the telephone after this page
action-talk = Talk
action-talk-tip = Lift the handset: the fax waits until you have talked
action-no-talk = Do not talk
action-no-talk-tip = The fax goes on without a conversation
action-talk-end = Go on with the fax
action-talk-end-tip = Hang the handset up: the fax goes on
action-hang-up = Hang up
action-hang-up-tip = End the call on this line
action-set-port = Change the line
action-add-modem = Add modem…
action-add-modem-tip = A fax modem on a serial or USB port
action-test-modem = Test modem
action-test-modem-tip = Ask the modem what it is and what it can do
action-remove-port = Remove line
action-remove-port-tip = Forget this line; its faxes stay
action-pause-queue = Pause queue
action-pause-queue-tip = Accept faxes but send none for now
action-resume-queue = Resume queue
action-resume-queue-tip = Go on sending
action-notify-on = Notifications are off
action-notify-on-tip = Turn notifications on
action-notify-off = Notifications are on
action-notify-off-tip = Turn notifications off
action-light = Light
action-light-tip = Light appearance
action-dark = Dark
action-dark-tip = Dark appearance
action-as-system = As the system
action-as-system-tip = Light or dark, and the contrast, as the system has it
action-send = Send
key-ctrl-enter = Ctrl+Enter
action-draw-cover = Draw the cover page
action-add-files = Add files…
action-add-files-tip = PDF, TIFF, PNG, JPEG or text
action-save-tiff = Save as TIFF…
action-save-tiff-tip = The stored fax (TIFF class F)
action-save-pdf = Save as PDF…
action-next-page = Next page
action-previous-page = Previous page
action-zoom-in = Zoom in
action-zoom-out = Zoom out
action-turn = Turn
action-turn-tip = A quarter turn to the right
action-invert = Invert
action-invert-tip = Swap black and white
action-message = Message

## What may be done to the selected faxes

said-archived =
    { $count ->
        [one] The fax is put away
       *[other] { $count } faxes are put away
    }
said-trashed =
    { $count ->
        [one] The fax is in the trash
       *[other] { $count } faxes are in the trash
    }
said-restored =
    { $count ->
        [one] The fax is put back
       *[other] { $count } faxes are put back
    }
said-removed =
    { $count ->
        [one] The fax is removed for good
       *[other] { $count } faxes are removed for good
    }
said-canceled =
    { $count ->
        [one] The fax is canceled
       *[other] { $count } faxes are canceled
    }
said-restarted =
    { $count ->
        [one] The fax is tried again
       *[other] { $count } faxes are tried again
    }
said-unread =
    { $count ->
        [one] The fax is unread again
       *[other] { $count } faxes are unread again
    }
said-read =
    { $count ->
        [one] The fax is marked as read
       *[other] { $count } faxes are marked as read
    }
said-held =
    { $count ->
        [one] The fax is held
       *[other] { $count } faxes are held
    }
said-resumed =
    { $count ->
        [one] The fax is going on
       *[other] { $count } faxes are going on
    }

## The sheet that changes a fax on its way

priority-high = High
priority-normal = Normal
priority-low = Low
edit-title = Change this fax
edit-number = Number
edit-name = Name
edit-name-hint = Who is there
edit-when = When
edit-as-it-is = As it is: { $when }
edit-on-retry = When it is tried again
edit-now = Now
edit-at = At a time
edit-discount = Cheap hours
edit-time = Time
edit-time-hint = 14:30, or 2026-11-21 14:30
edit-priority = Priority
edit-change-and-retry = Change and try again
edit-leave = Leave it

## Executes the commands of a frame

done-line-removed = The line is removed; its faxes stay
done-fax-changed = The fax is changed
forward-file-name = Fax { $id } { $who }.tif
subject-reply = Re
subject-forward = Fwd
subject-about = { $sign }: { $subject }
fax-name = fax { $job }
done-saved = Saved as { $path }
failed-saving = The file could not be saved: { $why } ({ $path })
failed-opening = The file cannot be used: { $why } ({ $path })
failed-memory = That could not be done: too little memory
done-printed = The pages are handed to the printer
failed-printing = Nothing could be printed: { $why }
fax-name-of = fax { $job } { $who }
engine-other-answer-error = the engine gave an answer to another question

## Files as the console reaches them

files-title = Documents to send
files-documents = Documents
files-all = All files
files-save = Save the fax

## Desktop notifications

news-unknown-station = an unknown station
news-sent = Sent to { $who }
news-all-confirmed =
    { $count ->
        [one] { $count } page, every one confirmed
       *[other] { $count } pages, every one confirmed
    }
news-not-sent = Not sent to { $who }: { $why }
news-fetched-by = Fetched by { $who }
news-not-fetched = Nothing fetched from { $who }: { $why }
news-fax-from = Fax from { $who }
news-part-from = Part of a fax from { $who }

## The palette

palette-hint = What do you want to do?
palette-search = Search actions
palette-nothing = Nothing is called that

## The sheet for printing a fax

print-fax = Print this fax
print-cover = Print this cover page
print-sample = { $name } · with the sample's words
print-printer = Printer
print-default = The default printer
print-no-printers = The system names no printer
print-pages = Pages
print-this-page = Page { $page } alone
print-all-pages = All pages
print-copies = Copies
print-copy-less = One copy less
print-copy-more = One copy more
key-ctrl = Ctrl
key-shift = Shift
