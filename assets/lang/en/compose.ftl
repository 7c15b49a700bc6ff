### A new fax.

## Drawing the compose pane

resolution-standard = Standard
resolution-fine = Fine
resolution-superfine = Superfine
dither-auto = By content
dither-text = Text and lines
dither-photo = Photographs
dither-dots = Dots
long-keep = Kept whole
long-split = Cut to sheets
long-shrink = Shrunk to fit
blank-sent = Sent
blank-left-out = Left out
compose-preparing = Preparing …
compose-send-about = Send · about { $time } on the line
compose-to = To
compose-subject = Subject
compose-subject-hint = What it is about; shown in the lists
compose-documents = Documents
compose-note = Note
compose-note-hint = The message on the cover page
compose-so-far = { $pages } so far …
compose-remove = Remove { $name }
compose-move-up = Move { $name } up
compose-open = Open
compose-add-files = Add files
compose-drop = { $icon }  Add files, or drop them anywhere
compose-resolution = Resolution
compose-pictures = Pictures
compose-long = Long pages
compose-blank = Blank pages
compose-making = Making the pages …
compose-nothing = Nothing to show yet
compose-nothing-hint = Add a document: what you see here is the very bitmap that goes out, pel by pel
compose-exactly = Exactly what will be sent
compose-banner = a banner line is added above each page

## The cover page of the draft

compose-cover-failed = The cover page cannot be shown: { $error }

## The draft of a fax

compose-already = { $number } is already among the recipients
compose-type-number = Type a number first
compose-add-document = Add a document or a cover page first
compose-no-time = "{ $text }" is no time; type 14:30, or 2026-11-21 14:30

## Drawing the recipients

compose-remove-recipient = Remove this recipient
compose-remove-one = Remove { $text }
compose-recipients-hint = Name, group or number …
compose-another = Another one …
compose-more-warnings =
    { $count ->
        [one] The same of { $count } more
       *[other] The same of { $count } more
    }

## The preview's worker

compose-page-gone = the page is gone
compose-file-unreadable = The file cannot be read: { $error }
note-call-failed = the call failed
note-keeps-failing =
    { $tries ->
        [one] the last call to { $who } failed: { $cause }
       *[other] the last { $tries } calls to { $who } failed; at last: { $cause }
    }
note-first-use = { $who } was never called before; look whether it is the right number
