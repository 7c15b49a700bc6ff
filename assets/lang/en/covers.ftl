### Cover pages and their editor.

## What can be done in the editor

cover-undo-tip = Take the last change back
cover-redo = Redo
cover-redo-tip = Make the change again
cover-cut = Cut
cover-copy = Copy
cover-paste = Paste
cover-duplicate = Duplicate
cover-select-next = Select next
cover-select-previous = Select previous
cover-edit-text = Edit text
cover-group = Group
cover-group-tip = Make one object of several
cover-ungroup = Ungroup
cover-ungroup-tip = Take the group apart
cover-lock = Lock
cover-lock-tip = Locked objects cannot be moved or changed
cover-align-left = Align left
cover-align-centre = Align centres
cover-align-right = Align right
cover-align-top = Align top
cover-align-middle = Align middles
cover-align-bottom = Align bottom
cover-gaps-across = Equal gaps across
cover-gaps-down = Equal gaps down
cover-front = Bring to front
cover-forward = Bring forward
cover-backward = Send backward
cover-back = Send to back
cover-rotate-right = Rotate right
cover-quarter-turn = A quarter turn
cover-rotate-left = Rotate left
cover-wrap = Wrap words
cover-wrap-tip = Words flow on in the next line
cover-shrink = Shrink words to fit
cover-shrink-tip = Smaller letters, one line
cover-clip = Cut words off
cover-clip-tip = What does not fit is left out
cover-picture = Picture
cover-picture-tip = PNG, JPEG, GIF or WebP, kept inside the cover
cover-save-as = Save as…
cover-save-as-tip = Under another name, common or personal
cover-print-tip = With the sample's words
cover-export = Export…
cover-export-tip = As an SVG file, for any drawing program
cover-close = All cover pages
cover-paper-size = Paper size
cover-paper-size-tip = About as large as on paper
cover-grid = Grid
cover-grid-tip = Show a grid, and let it pull
cover-snap = Snap
cover-snap-tip = Guides, margins and other objects pull; Alt for once not
cover-units = Units
cover-units-tip = Millimetres or inches
cover-fax-preview = Fax preview
cover-fax-preview-tip = Exactly what the line carries
cover-beside = Beside
cover-beside-tip = The fax preview beside the page
cover-select = Select
cover-select-tip = Select, move and resize
cover-text = Text
cover-click-tip = Click on the page, or draw its room
cover-box = Box
cover-box-tip = Draw a box
cover-ellipse = Ellipse
cover-ellipse-tip = Draw an ellipse; Shift makes a circle
cover-line = Line
cover-line-tip = Draw a line; Shift keeps it level or upright
cover-job-code = Job code
cover-job-code-tip = The job's number, for machines

## Drawing the canvas

cover-canvas = Canvas
cover-object-field = { $field }, field
cover-object-unknown = { $name }, unknown field
cover-object-locked = , locked
cover-kind-field = Field
cover-kind-path = Path
cover-kind-group = Group
cover-kind-drawing = Drawing
cover-words = Words
cover-ruler-across = Ruler across
cover-ruler-down = Ruler down
cover-drag-guide = Drag a guide onto the page
cover-rulers-in = Rulers in { $unit }

## The gallery as plain values, and names for covers.

cover-shelf-personal = Personal
cover-shelf-common = Common
cover-shelf-templates = Templates
cover-changed-at = changed { $when }
cover-is-default = , default
cover-template = template
cover-common = common
cover-personal = personal

## Drawing the editor

cover-name = Name of the cover
cover-name-hint = Letterhead
cover-save-title = Save cover page
cover-whose = Whose it is
cover-personal-hint = Only you see it. The server may want its common covers only.
cover-common-hint = Everybody who sends through this server can use it.
cover-rename-title = Rename cover page
cover-rename = Rename
cover-leave-title = Save the changes?
cover-leave-hint = The cover page has changes that are not saved. Without saving they are lost.
cover-leave-unsaved = Do not save
cover-state-new = new, not saved
cover-state-changed = changed
cover-state-saved = saved
cover-sample = Sample
cover-more = More actions
cover-note-goes-on =
    { $pages ->
        [one] The note goes on: { $pages } page with this sample
       *[other] The note goes on: { $pages } pages with this sample
    }
cover-and-more = (and { $count } more)

## The pane's requests

cover-renamed = The cover page is renamed
cover-drawing = Drawing
cover-not-utf8 = the file is not written in UTF-8
cover-picture-unusable = The picture cannot be used: { $why } ({ $path })
cover-no-picture = it is no PNG, JPEG, GIF or WebP

## Drawing the gallery

cover-summary =
    { $own } of your own · { $templates ->
        [one] { $templates } template
       *[other] { $templates } templates
    }
cover-none = No cover page yet
cover-none-hint = Begin with an empty page or a drawing
cover-new = New cover page
cover-empty-a4 = Empty page, A4
cover-empty-letter = Empty page, Letter
cover-default = Default
cover-more-about = More about { $title }
cover-edit = Edit
cover-new-from = New from this

## Drawing the palette

cover-insert = Insert
cover-insert-tool = Insert { $tool }
cover-insert-field = Insert field: { $field }
cover-more-fields = More fields

## Drawing the properties of what is selected, or of the page.

cover-fit-wrap = Wrap, then next page
cover-fit-shrink = Smaller letters
cover-fit-clip = Cut off
cover-empty-hide = Hide
cover-empty-keep = Keep its place
fill-none = None
fill-white = White
fill-black = Black
fill-light = Light dots
fill-medium = Medium dots
fill-dark = Dark dots
fill-lines = Lines
fill-diagonal = Diagonal lines
fill-cross = Crossed lines
fill-other = As drawn elsewhere
cover-photo = Photograph
code-qr = QR code
code-128 = Code 128
cover-page = Page
cover-objects =
    { $count ->
        [one] { $count } object
       *[other] { $count } objects
    }
cover-selected = selected
cover-unknown-field = unknown field
cover-paper = Paper
cover-while-drawing = While drawing
cover-things-pull = Objects and guides pull
cover-grid-5 = Grid of 5 mm
cover-rulers = Rulers
cover-millimetres = Millimetres
cover-inches = Inches
cover-remove-guides = Remove guides
cover-page-hint = Click an object to change it. Drag from the palette's tools onto the page; pull guides out of the rulers.
cover-align-to = Align to
cover-the-selection = The selection
cover-the-page = The page
cover-locked = Locked
cover-position = Position and size
cover-from-left = From the left
cover-from-top = From the top
cover-width = Width
cover-height = Height
cover-shows = Shows
cover-shown-field = Shown field
cover-font = Font
cover-font-size = Font size
cover-bold = Bold
cover-text-left = Text left
cover-text-centred = Text centred
cover-text-right = Text right
cover-text-auto = By the script: right-to-left at the right
cover-wrap-field = Wrap
cover-one-line = One line
cover-in-width = In its width
cover-wrap-width = Wrap width
cover-free = free
cover-wrap-height = Wrap height
cover-no-fit = When it does not fit
cover-when-empty = When empty
cover-line-width = Line width
cover-fill = Fill
cover-black-white = In black and white
cover-code = Code

## The editor's worker

cover-no-page = the cover has no page
cover-gone = the cover is gone

## What the pane asks of the application

cover-make-default = Set as default
cover-make-default-tip = New faxes begin with it
cover-no-default = No longer the default
cover-no-default-tip = New faxes begin without a cover
cover-import = Import SVG…
cover-import-tip = A drawing from any program
cover-print-sample-tip = With a sample's words

## How the page lies on the canvas

unit-mm-short = mm
unit-inch-short = in

## The pages of a cover, and their language

cover-next-page = Next page
cover-previous-page = Previous page
cover-next-page-tip = A note that is too long goes on on further pages
cover-own-further = Change further pages
cover-own-further-tip = The pages a long note goes on on become this cover's own
cover-on-which-pages = On which pages
cover-on-first = The first
cover-on-further = Further ones
cover-on-all = All
cover-shown-in = Shown in
cover-word-language = Language
cover-words-own = As written, in all languages
cover-words-of-fax = Words in the fax's language
cover-speaks-en-us = English (United States)
cover-speaks-en-gb = English (United Kingdom)
cover-speaks-de = German
cover-speaks-fr = French
cover-speaks-es = Spanish
cover-speaks-it = Italian
cover-speaks-nl = Dutch
cover-speaks-iso = English, ISO 8601
