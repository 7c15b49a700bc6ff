### The phone book.

## An entry while it is edited

book-needs-name = Geben Sie einen Namen oder eine Firma ein
book-needs-number = Geben Sie eine Faxnummer ein
book-field-long = Ein Feld hat mehr als 200 Zeichen
book-notes-long = Die Notizen haben mehr als 10.000 Zeichen
book-number-typed = Geben Sie die Nummer so ein, wie Sie sie wählen würden
book-csid-wrong = Höchstens 20 Buchstaben und Ziffern ohne Umlaute und Akzente

## Drawing the opened entry

language-none = Keine Angabe
language-en = Englisch
language-de = Deutsch
language-fr = Französisch
language-es = Spanisch
language-it = Italienisch
language-nl = Niederländisch
language-pl = Polnisch
language-pt = Portugiesisch
language-tr = Türkisch
language-ru = Russisch
language-ar = Arabisch
person-title = Position
person-department = Abteilung
person-office-phone = Telefon Büro
person-home-phone = Telefon privat
person-email = E-Mail
person-billing-code = Kostenstelle
person-street = Straße
person-office = Raum oder Etage
person-zip = Postleitzahl
person-city = Ort
person-state = Bundesland
person-country = Land
book-choose-hint = Wählen Sie links jemanden aus, oder drücken Sie J und K
book-nobody-chosen = Niemand ausgewählt
book-saving = Wird gespeichert …
save = Speichern
key-ctrl-s = Strg+S
discard = Verwerfen
book-discard-tip = Wie es vorher war
book-delete = { $name } löschen
book-unfavourite = Nicht mehr Favorit
book-favourite = Zum Favoriten machen
book-new-person = Neue Person
book-no-name = Ohne Namen
book-new-hint = Name oder Firma und eine Faxnummer
book-entry-changed = Eintrag { $entry } · geändert { $changed }
person-name = Name
person-name-hint = Wie in einer Anschrift
person-company = Firma
person-company-hint = Praxis, Firma, Behörde
book-fax = Fax
book-known-as = Auch bekannt als
book-known-as-hint = Wie die Geräte sich nennen (TSID), durch ; getrennt
book-known-as-tip = Empfangene Faxe mit dieser Kennung erscheinen mit dem Namen. Wer im Eingang einen Absender benennt, füllt dies aus
book-on-covers = Auf Deckblättern
book-groups = Gruppen
book-preferences = Vorlieben
book-notes = Notizen
book-notes-hint = Nur für uns
book-number-kind = Art
book-answers-as = Meldet sich als
book-answers-as-tip = Wie sich das Gerät dort nennt (CSID). Meldet sich ein anderes, wird die Verbindung markiert
book-kind-hint = Praxis
book-csid-hint = Unbekannt
book-fax-number = Faxnummer
book-remove-number = Nummer{ $nth } entfernen
book-international = In internationaler Form (E.164)
book-add-number = Nummer hinzufügen
book-ungroup-tip = Aus dieser Gruppe nehmen
book-ungroup = Aus { $name } nehmen
book-add-to-group = Zu einer Gruppe …
book-no-groups = Es gibt noch keine Gruppen
book-add-to-group-name = Zu einer Gruppe hinzufügen
book-cover = Deckblatt
book-usual-cover = Das übliche
book-language = Sprache

## The phone book's requests

book-restored = Sie stehen wieder im Telefonbuch
book-group-gone = Die Gruppe ist gelöscht; ihre Personen bleiben
book-removed-one = { $name } steht nicht mehr im Telefonbuch
book-removed-many =
    { $count ->
        [one] { $count } Person steht nicht mehr im Telefonbuch
       *[other] { $count } stehen nicht mehr im Telefonbuch
    }
book-without-number = { $name } hat keine Faxnummer und bekommt nichts
book-learned = Faxe von dort erscheinen jetzt als { $name }
book-import-title = Telefonbuch importieren
book-import-filter = Adressbücher
book-this-sender = diesem Absender
book-and = {" "}und{" "}

## The phone book

book-finish-first = Beenden Sie erst diesen Eintrag, oder verwerfen Sie seine Änderungen

## Drawing the pane

book-search-hint = Name, Firma, Nummer, Notiz …
book-import-export = Import und Export
book-everybody = Alle
book-favourites = Favoriten
book-try-again = Erneut versuchen
book-cannot-show = Das Telefonbuch kann nicht gezeigt werden
book-moment = Einen Moment …
book-change-group = Gruppe ändern
book-nobody = Noch niemand hier
book-nobody-hint = Fügen Sie Personen hinzu, oder importieren Sie sie aus einem anderen Adressbuch
book-nobody-found = Niemand gefunden
book-nobody-found-hint = Kein Eintrag enthält alle diese Wörter
book-no-favourites = Keine Favoriten
book-no-favourites-hint = Der Stern eines Eintrags bringt ihn hierher
book-group-empty = Die Gruppe ist leer
book-group-empty-hint = Öffnen Sie jemanden und wählen Sie dort die Gruppe
book-is-favourite = , Favorit
book-fax-to-all = Neues Fax an alle
book-fax-to-all-tip = Ein Fax an alle in der Gruppe beginnen
people =
    { $count ->
        [one] { $count } Person
       *[other] { $count } Personen
    }

## What the pane

book-look-up = Nachschlagen
book-save-tip = Die Änderungen behalten (Strg+S)
book-remove-tip = Aus dem Telefonbuch nehmen
book-new-group = Neue Gruppe…
book-new-group-tip = Mehrere Personen unter einem Namen
book-rename = Umbenennen…
book-delete-group = Gruppe löschen
book-delete-group-tip = Die Personen bleiben im Telefonbuch
book-import = Personen importieren…
book-import-tip = vCard oder eine Tabelle (CSV) aus Outlook, Google oder anderswo
book-export-csv = Als Tabelle exportieren (CSV)…
book-export-csv-tip = Für Tabellenkalkulationen
book-export-vcard3 = Als vCard 3.0 exportieren…
book-export-vcard3-tip = Für ältere Programme
book-export-vcard = Als vCard exportieren…
book-export-vcard-tip = Für andere Adressbücher
book-new-person-tip = Jemand mit einer Faxnummer
book-write-to-tip = Ein Fax an diese Person beginnen
book-name-sender = Absender benennen…
book-name-sender-tip = Einmal sagen, wer das ist: Alle Faxe von dort tragen den Namen

## Sheets over the window

book-rename-group = Gruppe umbenennen
book-new-group-title = Neue Gruppe
book-group-name = Name der Gruppe
book-group-hint = Ärzte, Gerichte, Lieferanten …
book-group-taken = Es gibt schon eine Gruppe dieses Namens
book-group-signs = Der Name enthält kein @ und kein ;
book-group-long = Höchstens 80 Zeichen
book-who-sent = Wer hat dieses Fax gesendet?
book-who-sent-hint = Alle Faxe von { $known }, alte wie neue, erscheinen mit dem Namen, den Sie hier angeben.
book-sender-name = Name des Absenders
book-sender-hint = Ein neuer Name, oder jemand aus dem Telefonbuch
book-keep-name = Namen behalten
book-imported = Importiert
book-imported-new =
    { $count ->
        [one] { $count } Person neu
       *[other] { $count } Personen neu
    }
book-imported-more =
    { $count ->
        [one] { $count } Person schon im Telefonbuch, jetzt mit mehr Angaben
       *[other] { $count } Personen schon im Telefonbuch, jetzt mit mehr Angaben
    }
book-imported-same =
    { $count ->
        [one] { $count } Person unverändert schon im Telefonbuch
       *[other] { $count } Personen unverändert schon im Telefonbuch
    }
book-imported-skipped =
    { $count ->
        [one] { $count } Person nicht übernommen
       *[other] { $count } Personen nicht übernommen
    }
book-import-nobody = In der Datei stand niemand
book-import-line = Zeile { $line }{ $who }: { $reason }
book-import-more =
    { $count ->
        [one] … und { $count } weitere
       *[other] … und { $count } weitere
    }
