### The settings.

## What the pane shows

settings-lines = Lines
settings-routing = Routing
settings-mail = Mail server
settings-about-station = Who you are on the telephone line, and above every page you send.
settings-about-sender = What cover pages tell of you, beside name and number of the station.
settings-about-sending = The queue: when faxes go out, and what happens when one does not arrive.
settings-about-receiving = Which calls are answered, and what becomes of damaged pages.
settings-about-lines = Each line with its number, what it may do, and where the faxes it receives go.
settings-about-rules = Rules come before what a line says: the first that fits decides where a received fax goes.
settings-about-mail = The server that takes mail with received faxes, and receipts for sent ones.
settings-about-covers = What a new fax begins with.
settings-about-archive = How long faxes are kept, and how much room they may take.
settings-about-console = How Faxwell looks, and when it speaks up.
settings-words-lines = port modem rings speed rate error correction ecm tsid csid priority rank identification dial prefix pulse answers folder e-mail print routing device
settings-words-rules = route rule folder e-mail print caller hours days pages order methods
settings-words-mail = smtp tls password sender receipt e-mail server port login

## The section of lines

settings-watch-lines = Watch the lines
settings-watch-lines-tip = What every line does now, and its conversation
settings-of = { $title } of { $line }
settings-where-faxes = WHERE ITS FAXES GO
on = On
off = Off
settings-where-to = Where to: { $name }
settings-checking = Checking …
settings-of-line = Settings of { $line }
line-does-both = sends and answers
line-does-send = only sends
line-does-answer = only answers
line-does-nothing = is not used
line-rings = Rings
line-off-line = Off-line
method-about-inbox = Every received fax is in the inbox anyway.
method-about-folder = A copy into a folder that is there; more (name, format) can be said as JSON.
method-about-email = A copy by e-mail, through the mail server; several addresses with commas.
method-about-print = A copy on paper: a printer of the system, or the address of one.
method-about-other = What it takes its extension says.

## The section of the mail server

mail-saved = Saved
mail-port-wrong = The port is a number from 1 to 65535; empty: the usual one
mail-largest-wrong = The largest mail is 1 to 1000 MB
mail-reading = Reading the mail settings …
mail-server-row = Server
mail-server-about = Name or address of the mail server; empty: no mail is sent.
mail-protection = Protection
mail-protection-about = How the way to the server is protected.
mail-starttls = TLS from the second step (STARTTLS)
mail-tls = TLS from the start
mail-no-tls = None
mail-protection-of = Protection of mail
mail-port = Port
mail-port-about = Empty: the usual one for the protection.
mail-port-of = Port of the mail server
mail-user = User
mail-user-about = Name for the login; empty: the server asks for none.
mail-user-of = User at the mail server
mail-password-kept = Kept; type to replace it
mail-password-none = None
mail-password-about = It is kept by the server and never shown. Another server, user or protection needs it again.
mail-password = Password
mail-password-of = Password at the mail server
mail-from = From
mail-from-about = Whom the mail is from.
mail-from-of = Sender of mail
mail-largest = Largest mail
mail-largest-about = Larger ones are not sent; the server may allow less.
mail-received = Received faxes too
mail-received-about = Off: only receipts of sent faxes go this way.
mail-received-of = Received faxes by mail
mail-certificates-about = To trust beside those of the public authorities, as PEM text: for a server with a certificate of its own.
mail-certificates = Certificates
mail-certificates-of = Trusted certificates
mail-test = Test
mail-test-about = Log in with what is saved; with an address a mail is sent there.
mail-test-to = Send a test mail to
mail-save = Save mail server
mail-test-tip = Tests what is saved
mail-asking = Asking the mail server …

## The settings

rules-changed-elsewhere = Somebody else has changed the rules meanwhile. Look at them, then save again

## What the pane asks of the engine, and the answers it gets.

settings-change = Change a setting
settings-read-routing = Read the routing
settings-change-routing = Change the routing
settings-check = Check
settings-check-tip = Look whether a copy could be delivered there; none is made
settings-save-mail-tip = Use this mail server
settings-test-mail-tip = Log in at the mail server, and send a mail when an address is given

## A row of the pane

setting-saved = { $icon } Saved
limit-never = Never
limit-after = After
limit-none = No limit
limit-to = Limited to
limit-of = { $name }: limit
setting-takes = This takes { $fits }
setting-another-value = another value
setting-nothing = nothing
setting-met = Somebody else has set this to { $theirs } meanwhile
setting-keep-mine = Keep mine
setting-take-theirs = Take theirs
setting-default = Default: { $value }
setting-to-default = Put { $name } back to the default
setting-on = on
setting-off = off
setting-undo = Undo the change of { $name }

## The section of routing

rule-hidden = hidden
rule-needs-name = The rule needs a name
rules-reading = Reading the rules …
rules-none-hint = Without rules every received fax goes where its line says
rules-none = No rules yet
rule-tool = { $what } rule { $rule }
rule-move-down = Move down
rule-move-up = Move up
rule-of = Rule { $rule }
rule-add = Add a rule
rules-order = ORDER OF THE METHODS
method-not-loaded = Its extension could not be loaded.
method-later = Run { $name } later
method-earlier = Run { $name } earlier
rule-name = Name
rule-name-about = What the rule is called in lists and in the journal.
rule-name-of = Name of the rule
rule-caller-about = The number as the network gave it, alone; hidden are callers who hide it.
rule-any = any
rule-broken-off = Broken off
rule-broken-off-about = For faxes that broke off, which no other rule and no line routes.
rule-last = Last rule
rule-last-about = When it fits, later rules are not looked at.
rule-nowhere = Nowhere: they stay in the inbox alone.
rule-way = Way { $place }
rule-way-to = Where to: way { $place }
rule-way-remove = Remove this way
rule-save = Save the rule
rule-way-add = Add a way
rule-is-broken-off = broken off
rule-every-fax = Every fax
rule-extension = extension
rule-inbox-alone = the inbox alone
rule-octets =
    { $count ->
        [one] { $count } octet
       *[other] { $count } octets
    }

## Drawing the pane

settings-search = Search the settings
settings-look-only = You may look at these; to change them takes an administrator
settings-none-found = No setting has these words in its name or explanation
settings-open = Open { $section }
setting-windows-name = { $name } in the Windows fax service
settings-cover-none = None
settings-cover-missing = { $value } (missing)
settings-stored-full = { $stored } are stored: the archive is full
settings-stored = { $stored } are stored, in { $place }
settings-section-found = { $section } settings, { $hits } found
settings-section = { $section } settings

## What a setting takes

fits-flag = on or off
fits-text = at most { $max } characters
fits-station = at most 20 printable ASCII characters
fits-number = a whole number from { $low } to { $high }
fits-limit = a whole number from 1 to { $high }, or { $none }
fits-decimal = a number from 0.1 to { $high }
fits-time = a time of day like 20:00

## The section of numbers and lines

settings-outbound = Outgoing faxes
settings-about-outbound = Which lines carry faxes to a country or area. What no rule names takes the free line with the best rank.
settings-words-outbound = outbound rule group country area number prefix line order least cost
outbound-any = All other numbers
outbound-line = Line { $line }
outbound-all = All lines, by rank
outbound-group = Group { $group }
outbound-empty = There is no line in it: such faxes wait
outbound-none-there = None of its lines is there: such faxes wait
outbound-some-there = Some of its lines are not there
outbound-no-rules = No rules yet
outbound-no-rules-hint = Every fax takes the free line with the best rank.
outbound-remove = Remove { $what }
outbound-change = Change { $what }
outbound-groups = Groups of lines
outbound-group-used = A rule uses it; change the rule first
outbound-add-rule = Add rule for numbers
outbound-add-rule-tip = Which lines carry faxes to a country or area
outbound-add-group = Add group of lines
outbound-add-group-tip = Several lines that rules name as one, in the order they are taken
outbound-country = Country code
outbound-country-about = As behind the + of an international number: 49 for Germany. Empty: every number that no other rule takes.
outbound-any-country = Any
outbound-area = Area
outbound-area-about = What the number begins with behind the country code, without a leading 0: 30 for Berlin. The longest that fits counts.
outbound-whole-country = The whole country
outbound-by = Carried by
outbound-by-about = One line, a group of lines, or all there are.
outbound-no-country = A country code is a number such as 49
outbound-needs-name = The group needs a name
outbound-group-name = Name of the group
outbound-group-name-about = Rules name the group by it.
outbound-leave-out = Take { $line } out of the group
outbound-later = Take { $line } later
outbound-earlier = Take { $line } earlier
outbound-add-line = Another line
outbound-add-line-about = It is taken when those above are busy.
outbound-choose-line = Choose a line

## The section of plug-ins

settings-plugins = Plug-ins
settings-about-plugins = Libraries of other makers: device providers bring lines, routing extensions take received faxes on.
settings-words-plugins = provider extension library fsp dll so register install
plugins-reading = Reading what is plugged in …
plugins-providers = Device providers
plugins-extensions = Routing extensions
plugins-lines =
    { $count ->
        [0] No lines
        [one] Line { $lines }
       *[other] Lines { $lines }
    }
plugins-none = No routing extensions
plugins-none-hint = Folder, e-mail and print are built in.
plugins-built-in = Built in
plugins-failures =
    { $count ->
        [one] { $count } failure since it was loaded: { $last }
       *[other] { $count } failures since it was loaded, the last: { $last }
    }
plugins-remove = Remove { $name }
plugins-remove-now = Remove it
plugins-add = Add plug-in
plugins-add-tip = Register a device provider or a routing extension
plugin-ok = Works
plugin-server = Could not be tried
plugin-guid = Bad GUID
plugin-version = Another version
plugin-load = Cannot be loaded
plugin-export = Lacks a function
plugin-init = Did not begin
plugin-kind = What it is
plugin-kind-about = A device provider has lines of its own; a routing extension takes copies of received faxes.
plugin-kind-provider = Device provider
plugin-kind-extension = Routing extension
plugin-friendly-name = Name for people
plugin-friendly-name-about = As lists show it.
plugin-name = Internal name
plugin-name-about = Letters, digits, “-”, “_” and “.”; names of lines are made of it.
plugin-image = Library
plugin-image-about = Its file with the whole path, on the computer of the fax server.
plugin-together = All lines in one process
plugin-together-about = Only where the library needs it: a crash then costs every call, not one.
plugin-methods = Methods
plugin-methods-about = One a line: NAME;NAME FOR PEOPLE;FUNCTION;{ "{" }GUID{ "}" }
plugin-register = Register
plugin-methods-sample = Copy;Copy to the archive;CopyToArchive;{ "{" }6bbf7bfe-9af2-11d0-abf7-00c04fd91a4e{ "}" }
