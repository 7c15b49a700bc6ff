### The journal and the figures.

## The journal in words

span-all = Alle Zeiten
span-today = Heute
span-week = Letzte 7 Tage
span-month = Letzte 30 Tage
span-quarter = Letzte 90 Tage
span-year = Letzte 365 Tage
kind-faxes = Faxe
kind-calls = Verbindungen
kind-lines = Anschlüsse
kind-routing = Weiterleitung
kind-mail = Mailserver
kind-numbers = Nummern
kind-book = Telefonbucheinträge
kind-rights = Rechte
kind-server = Faxserver
journal-fax-submit = Fax eingereiht
journal-fax-poll = Abruf beauftragt
journal-fax-offer = Dokument bereitgelegt
journal-fax-sent = Fax gesendet
journal-fax-received = Fax empfangen
journal-fax-failed = Fax fehlgeschlagen
journal-fax-canceled = Fax abgebrochen
journal-fax-done = Fax erledigt
journal-fax-pause = Anhalten verlangt
journal-fax-resume = Fortsetzen verlangt
journal-fax-restart = Neuer Versuch verlangt
journal-fax-cancel = Abbruch verlangt
journal-fax-delete = Fax entfernt
journal-fax-archive = Fax abgelegt
journal-fax-trash = Fax weggeworfen
journal-fax-restore = Fax zurückgeholt
journal-fax-change = Fax geändert
journal-fax-expire = Altes Fax entfernt
journal-fax-read = Als gelesen markiert
journal-fax-unread = Als ungelesen markiert
journal-fax-export = Fax gelesen oder gespeichert
journal-fax-route = Erneut weitergeleitet
journal-fax-assign = Benutzern zugeteilt
journal-call-start = Verbindung begonnen
journal-call-end = Verbindung beendet
journal-port-change = Anschluss geändert
journal-port-add = Anschluss hinzugefügt
journal-port-remove = Anschluss entfernt
journal-port-open = Anschluss zum Ändern geöffnet
journal-port-answer = Von Hand angenommen
journal-port-hang-up = Von Hand aufgelegt
journal-port-talk = Gespräch auf dem Anschluss
journal-setting-change = Einstellung geändert
journal-routing-order = Reihenfolge der Wege geändert
journal-routing-port = Weiterleitung eines Anschlusses geändert
journal-routing-rules = Regeln geändert
journal-mail-change = Mailserver geändert
journal-cover-save = Deckblatt gespeichert
journal-cover-rename = Deckblatt umbenannt
journal-cover-delete = Deckblatt gelöscht
journal-number-change = Angaben zu einer Nummer geändert
journal-number-forget = Nummer vergessen
journal-book-save = Telefonbucheintrag gespeichert
journal-book-remove = Telefonbucheintrag entfernt
journal-book-restore = Telefonbucheintrag wiederhergestellt
journal-book-group = Gruppe gespeichert
journal-book-ungroup = Gruppe entfernt
journal-book-import = Telefonbuch importiert
journal-book-export = Telefonbuch exportiert
journal-book-learn = Absender benannt
journal-rights-change = Rechte geändert
journal-rights-token = Zugangsschlüssel ausgestellt
journal-rights-revoke = Zugangsschlüssel widerrufen
journal-server-start = Faxserver gestartet
journal-server-stop = Ende des Faxservers verlangt
journal-server-end = Faxserver beendet
journal-journal-expire = Alte Einträge entfernt
journal-journal-lost = Einträge verloren
journal-by-itself = von selbst
journal-in-program = im Programm selbst
journal-on-computer = auf diesem Computer
journal-over-network = über das Netz

## The pane's requests


## Drawing the entries

journal-entries = Einträge
journal-statistics = Statistik
journal-verifying = Wird geprüft …
journal-search-hint = Wörter, Nummern, Faxe suchen …
journal-person = Person
journal-anybody = Alle
journal-everything = Alles
journal-kind = Art der Einträge
journal-time = Zeit der Einträge
journal-all-good = Alle { $entries } Einträge sind so, wie sie geschrieben wurden · Kopf { $head }…
journal-broken = Eintrag { $number } wurde verändert: { $what }
journal-unreadable = Das Journal kann nicht gelesen werden
journal-reading = Das Journal wird gelesen …
journal-nothing-fits = Kein Eintrag passt; Esc zeigt alle
journal-empty = Noch ist nichts geschehen
journal-empty-hint = Jedes Fax, jede Verbindung und jede Änderung wird hier stehen
journal-when = Wann
journal-who = Wer
journal-line = Anschluss
journal-outgoing = Ausgehend
journal-incoming = Eingehend
journal-direction = Richtung
journal-other-side = Gegenstelle
journal-pages = Seiten
journal-duration = Dauer
journal-ended = Wie es endete
journal-entry = Eintrag
journal-hash = Prüfsumme
journal-open-fax = Fax { $job } öffnen
journal-fax-gone = Fax { $job } ist nicht mehr vorhanden

## Plots

plot-week-of = Woche ab { $day }
plot-figures = { $day }: { $sent } gesendet, { $received } empfangen, { $failed } fehlgeschlagen
date-weekday-day = %A, %-d. %B %Y

## What the pane asks of the engine, and the answers it gets.

journal-read = Das Journal lesen
journal-verify = Prüfen
journal-verify-tip = Nachsehen, ob jeder Eintrag so ist, wie er geschrieben wurde
journal-export-csv = CSV exportieren…
journal-export-csv-tip = Diese Einträge für eine Tabellenkalkulation speichern
journal-export-json = JSON exportieren…
journal-export-json-tip = Diese Einträge als JSON speichern

## Drawing the figures

stats-time = Zeit der Zahlen
stats-unreadable = Die Zahlen können nicht gelesen werden
stats-counting = Wird gezählt …
stats-a-day = Faxe am Tag
stats-over-time = Faxe im Lauf der Zeit
stats-sent = gesendet
stats-received = empfangen
stats-failed = fehlgeschlagen
stats-how-ended = Wie Verbindungen endeten
stats-well = erfolgreich
stats-not = erfolglos
stats-minutes = Minuten je Anschluss
stats-outgoing = ausgehend
stats-incoming = eingehend
stats-no-calls = Keine Verbindungen in dieser Zeit
stats-sum-sent = Gesendet
stats-sum-received = Empfangen
stats-sum-failed = Fehlgeschlagen
stats-sum-arrived = Davon angekommen
stats-sum-pages = Seiten
stats-sum-time = Verbindungszeit
calls =
    { $count ->
        [one] { $count } Verbindung
       *[other] { $count } Verbindungen
    }
stats-cause = { $name }: { $calls }, { $way }
stats-line = { $name }: { $out } in { $made } ausgehend, { $taken } in { $answered } eingehend, { $pages }
date-short = %-d.%-m.
