### The phone book.

## An entry while it is edited

book-needs-name = Type a name or a company
book-needs-number = Type a fax number
book-field-long = A field has more than 200 characters
book-notes-long = The notes have more than 10,000 characters
book-number-typed = Type the number as you would dial it
book-csid-wrong = At most 20 letters and digits without accents

## Drawing the opened entry

language-none = Not said
language-en = English
language-de = German
language-fr = French
language-es = Spanish
language-it = Italian
language-nl = Dutch
language-pl = Polish
language-pt = Portuguese
language-tr = Turkish
language-ru = Russian
language-ar = Arabic
person-title = Job title
person-department = Department
person-office-phone = Office phone
person-home-phone = Home phone
person-email = E-mail
person-billing-code = Billing code
person-street = Street
person-office = Room or floor
person-zip = Postal code
person-city = City
person-state = State
person-country = Country
book-choose-hint = Choose somebody on the left, or press J and K
book-nobody-chosen = Nobody chosen
book-saving = Saving …
save = Save
key-ctrl-s = Ctrl+S
discard = Discard
book-discard-tip = As it was before
book-delete = Delete { $name }
book-unfavourite = No longer a favourite
book-favourite = Make a favourite
book-new-person = New person
book-no-name = No name
book-new-hint = Name or company, and a fax number
book-entry-changed = Entry { $entry } · changed { $changed }
person-name = Name
person-name-hint = As in an address
person-company = Company
person-company-hint = Practice, firm, authority
book-fax = Fax
book-known-as = Also known as
book-known-as-hint = What its machines call themselves (TSID), with ; between
book-known-as-tip = Received faxes that say this are shown with the name. Naming a sender in the inbox fills it
book-on-covers = On cover pages
book-groups = Groups
book-preferences = Preferences
book-notes = Notes
book-notes-hint = For us alone
book-number-kind = Kind
book-answers-as = Answers as
book-answers-as-tip = What the machine there calls itself (CSID). A call that another one answers is marked
book-kind-hint = Practice
book-csid-hint = Not known
book-fax-number = Fax number
book-remove-number = Remove number{ $nth }
book-international = In international form (E.164)
book-add-number = Add number
book-ungroup-tip = Take out of this group
book-ungroup = Take out of { $name }
book-add-to-group = Add to a group …
book-no-groups = There are no groups yet
book-add-to-group-name = Add to a group
book-cover = Cover page
book-usual-cover = The usual one
book-language = Language

## The phone book's requests

book-restored = They are back in the phone book
book-group-gone = The group is gone; its people stay
book-removed-one = { $name } is out of the phone book
book-removed-many =
    { $count ->
        [one] { $count } person is out of the phone book
       *[other] { $count } are out of the phone book
    }
book-without-number = { $name } has no fax number and gets nothing
book-learned = Faxes from there are shown as { $name } now
book-import-title = Import a phone book
book-import-filter = Address books
book-this-sender = this sender
book-and = {" "}and{" "}

## The phone book

book-finish-first = Finish this entry first, or discard its changes

## Drawing the pane

book-search-hint = Name, company, number, note …
book-import-export = Import and export
book-everybody = Everybody
book-favourites = Favourites
book-try-again = Try again
book-cannot-show = The phone book cannot be shown
book-moment = One moment …
book-change-group = Change the group
book-nobody = Nobody here yet
book-nobody-hint = Add people, or import them from another address book
book-nobody-found = Nobody found
book-nobody-found-hint = No entry has all of these words
book-no-favourites = No favourites
book-no-favourites-hint = The star of an entry puts it here
book-group-empty = The group is empty
book-group-empty-hint = Open somebody and choose the group there
book-is-favourite = , favourite
book-fax-to-all = New fax to everybody
book-fax-to-all-tip = Begin a fax to all in the group
people =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }

## What the pane

book-look-up = Look up
book-save-tip = Keep the changes (Ctrl+S)
book-remove-tip = Take out of the phone book
book-new-group = New group…
book-new-group-tip = Several people under one name
book-rename = Rename…
book-delete-group = Delete group
book-delete-group-tip = The people stay in the book
book-import = Import people…
book-import-tip = vCard, or a table (CSV) from Outlook, Google or elsewhere
book-export-csv = Export as table (CSV)…
book-export-csv-tip = For spreadsheets
book-export-vcard3 = Export as vCard 3.0…
book-export-vcard3-tip = For older programs
book-export-vcard = Export as vCard…
book-export-vcard-tip = For other address books
book-new-person-tip = Somebody with a fax number
book-write-to-tip = Begin a fax to this person
book-name-sender = Name sender…
book-name-sender-tip = Say once who this is: all faxes from there bear the name

## Sheets over the window

book-rename-group = Rename the group
book-new-group-title = New group
book-group-name = Group name
book-group-hint = Doctors, courts, suppliers …
book-group-taken = There is a group of that name
book-group-signs = The name has no @ and no ;
book-group-long = At most 80 characters
book-who-sent = Who sent this fax?
book-who-sent-hint = All faxes from { $known }, old and new, are shown with the name you give here.
book-sender-name = Sender's name
book-sender-hint = A new name, or somebody in the phone book
book-keep-name = Keep the name
book-imported = Imported
book-imported-new =
    { $count ->
        [one] { $count } person new
       *[other] { $count } people new
    }
book-imported-more =
    { $count ->
        [one] { $count } person in the book already, now with more
       *[other] { $count } people in the book already, now with more
    }
book-imported-same =
    { $count ->
        [one] { $count } person in the book already as they are
       *[other] { $count } people in the book already as they are
    }
book-imported-skipped =
    { $count ->
        [one] { $count } person not taken
       *[other] { $count } people not taken
    }
book-import-nobody = Nobody was in the file
book-import-line = Line { $line }{ $who }: { $reason }
book-import-more =
    { $count ->
        [one] … and { $count } more
       *[other] … and { $count } more
    }
