### The window's frame: rail, status bar, lists, the viewer, words that many panes share.

## The left rail

rail-unread = { $count } ungelesen
rail-on-their-way = { $count } unterwegs
rail-busy = { $count } belegt
rail-this-station = Diese Station
rail-station = Station { $name }
rail-station-tip = Name in der Kopfzeile; er wird in den Einstellungen geändert

## The panes one can go to.

pane-inbox = Eingang
pane-outbox = Ausgang
pane-sent = Gesendet
pane-ports = Anschlüsse
pane-covers = Deckblätter
pane-book = Telefonbuch
pane-journal = Journal
pane-settings = Einstellungen
pane-compose = Neues Fax

## The status bar

status-today = Heute: { $sent } gesendet · { $received } empfangen
status-starting = Der Faxserver startet
status-ended = Der Faxserver wurde beendet
status-queue-paused = Die Warteschlange ist angehalten
status-opening = Warteschlange und Anschlüsse werden geöffnet
status-starting-short = Wird gestartet
status-gone = Der Faxserver wurde beendet. Sie sehen seinen letzten Stand; starten Sie Faxwell neu, um weiterzuarbeiten.
status-today-failed = Heute: { $sent } gesendet · { $received } empfangen · { $failed } fehlgeschlagen

## Numbers, times and sizes in words, as the panes show them.

day-today = Heute
day-yesterday = Gestern
time-seconds = { $seconds } s
time-minutes = { $minutes } min
time-minutes-seconds = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
pages =
    { $count ->
        [one] { $count } Seite
       *[other] { $count } Seiten
    }
size-octets = { $octets } B
size-kilo = { $kilo } kB
size-mega = { $mega } MB
date-time = %H:%M
date-time-seconds = %H:%M:%S
date-moment-week = %a %H:%M
date-moment-year = %d.%m. %H:%M
date-moment = %d.%m.%Y %H:%M
date-day-week = %A
date-day-year = %-d. %B
date-day = %-d. %B %Y
weekday-monday = Montag
weekday-tuesday = Dienstag
weekday-wednesday = Mittwoch
weekday-thursday = Donnerstag
weekday-friday = Freitag
weekday-saturday = Samstag
weekday-sunday = Sonntag
weekday-short-monday = Mo
weekday-short-tuesday = Di
weekday-short-wednesday = Mi
weekday-short-thursday = Do
weekday-short-friday = Fr
weekday-short-saturday = Sa
weekday-short-sunday = So
month-january = Januar
month-february = Februar
month-march = März
month-april = April
month-may = Mai
month-june = Juni
month-july = Juli
month-august = August
month-september = September
month-october = Oktober
month-november = November
month-december = Dezember

## What the inbox and the archive of sent faxes show

inbox-fetched = Abgerufen
inbox-unread = ungelesen
inbox-canceled = Abgebrochen
inbox-incomplete = Unvollständig
inbox-failed = Fehlgeschlagen
inbox-other-station = Andere Gegenstelle
inbox-sender-may-not-know = Absender evtl. ohne Bestätigung
inbox-copy-not-delivered = Kopie nicht zugestellt
inbox-archived = Archiv
inbox-fact-fetched = abgerufen
inbox-for = für { $who }
inbox-ecm = ECM
inbox-unexpected-station = Es meldete sich { $answered }, laut Telefonbuch wäre es { $expected }. Prüfen Sie, ob die Nummer stimmt
inbox-rows-good = alle Zeilen gut
inbox-rows-bad =
    { $count ->
        [one] { $count } schlechte Zeile
       *[other] { $count } schlechte Zeilen
    }

## Drawing the inbox

inbox-search-hint = Suchen, auch mit von: leitung: nach: seiten:>3 …
inbox-hint-received = Ein eingehendes Fax erscheint hier so, wie es gesendet wurde, Seite für Seite
inbox-hint-sent = Ein gesendetes Fax erscheint hier genau so, wie es hinausging
inbox-hint-choose = Wählen Sie links eines aus, oder drücken Sie J und K
inbox-none-chosen = Kein Fax ausgewählt
inbox-more = Mehr
name-with-key = { $name } ({ $key })

## The list of stored faxes

inbox-view-inbox = Eingang
inbox-view-sent = Gesendet
inbox-view-unread = Ungelesen
inbox-view-archive = Archiv
inbox-view-trash = Papierkorb
inbox-empty-trash-tip = Alles im Papierkorb endgültig entfernen
inbox-empty-trash = Leeren…
inbox-trash-days =
    { $days ->
        [one] Gelöschtes bleibt { $days } Tag hier
       *[other] Gelöschtes bleibt { $days } Tage hier
    }
inbox-trash-stays = Gelöschtes bleibt hier, bis der Papierkorb geleert wird
inbox-starting = Wird gestartet …
inbox-nothing-found = Nichts gefunden
inbox-nothing-found-hint = Kein Fax passt hier zur Suche
inbox-none-yet = Noch keine Faxe
inbox-none-yet-hint = Was eingeht, wird hier aufbewahrt
inbox-none-sent = Noch nichts gesendet
inbox-none-sent-hint = Jedes bestätigte Fax wird hier aufbewahrt
inbox-none-unread = Nichts ungelesen
inbox-none-unread-hint = Sie haben jedes Fax gesehen
inbox-archive-empty = Nichts abgelegt
inbox-archive-empty-hint = Drücken Sie E, um ein erledigtes Fax abzulegen
inbox-trash-empty = Der Papierkorb ist leer

## Drawing the viewer

viewer-fit-page = Ganze Seite
viewer-fit-width = Seitenbreite
viewer-fit-tip = Die ganze Seite oder ihre Breite zeigen
viewer-page = Seite { $page }
viewer-picture = Bild von Seite { $page }

## Fields

search = Suchen
search-clear = Suche leeren

## Fax terms in plain words

term-cng = Rufton: „Ich bin ein Faxgerät“, alle 3,5 Sekunden
term-ced = Antwortton: Die Gegenstelle ist ein Faxgerät oder Modem
term-dis = Was das angerufene Gerät kann
term-dcs = Was das anrufende Gerät davon gewählt hat
term-dcn = Auf Wiederhören: Die Verbindung endet
term-csi = Name oder Nummer, die das angerufene Gerät sich gibt
term-tsi = Name oder Nummer, die das sendende Gerät sich gibt
term-tcf = 1,5 Sekunden Testdaten, um zu sehen, ob die Leitung die Geschwindigkeit trägt
term-cfr = Die Testdaten kamen gut an: Die Seite kann kommen
term-ftt = Die Testdaten kamen schlecht an: noch einmal oder langsamer
term-mps = Seitenende, es folgt eine weitere
term-eom = Seitenende, dann wird neu ausgehandelt
term-eop = Ende der letzten Seite
term-mcf = Die Seite kam gut an und ist bestätigt
term-rtp = Die Seite kam an, vor der nächsten wird die Geschwindigkeit geprüft
term-rtn = Die Seite kam schlecht an und wird abgelehnt
term-pps = Ende eines Blocks von Seitendaten mit Fehlerkorrektur
term-ppr = Einige Rahmen kamen beschädigt an: bitte erneut senden
term-rnr = Der Empfänger braucht mehr Zeit
term-rr = Ist der Empfänger bereit?
term-ctc = Der Block wird mit anderer Geschwindigkeit fortgesetzt
term-ctr = Mit der Fortsetzung einverstanden
term-eor = Die beschädigten Rahmen dieses Blocks werden aufgegeben
term-err = Mit der Aufgabe der beschädigten Rahmen einverstanden
term-rcp = Ende der Seitenrahmen
term-crp = Bitte wiederholen
term-ecm = Fehlerkorrektur: Beschädigte Teile einer Seite werden erneut gesendet, sie kommt fehlerfrei an
term-mh = Modified Huffman: die Seitenkodierung, die jedes Gerät kennt (T.4)
term-mr = Modified READ: Zeilen, kodiert durch ihren Unterschied (T.4)
term-mmr = Die dichteste Seitenkodierung, nur mit Fehlerkorrektur (T.6)
term-v17 = Modem für 7.200 bis 14.400 Bit/s
term-v29 = Modem für 7.200 und 9.600 Bit/s
term-v27ter = Modem für 2.400 und 4.800 Bit/s, für schlechte Leitungen

## Toasts

toast-close = Meldung schließen
toast-undo = Rückgängig

## Sheets over the window

keys-title = Tasten
close = Schließen
remove-one-about = Das Fax von { $who } und seine Seiten werden endgültig entfernt. Das lässt sich nicht rückgängig machen.
remove-one = Dieses Fax entfernen?
remove-many-about = Sie werden mit ihren Seiten endgültig entfernt. Das lässt sich nicht rückgängig machen.
remove-many =
    { $count ->
        [one] { $count } Fax entfernen?
       *[other] { $count } Faxe entfernen?
    }
remove = Entfernen
keep = Behalten

## What stands beside a list in which several faxes are selected.

several-selected =
    { $count ->
        [one] { $count } Fax ausgewählt
       *[other] { $count } Faxe ausgewählt
    }

## The keyboard

key-shift-space = Umschalt+Leertaste
key-space = Leertaste

## The page cache

engine-ended = Der Faxserver wurde beendet
engine-other-answer = Der Faxserver hat eine andere Frage beantwortet

## The application

app-other-station = Fax { $job }: Es meldete sich { $answered }, laut Telefonbuch wäre es { $expected }
app-cover-saved = Das Deckblatt ist gespeichert
app-cover-deleted = Das Deckblatt ist gelöscht
app-nothing-to-undo = Es gibt nichts rückgängig zu machen
app-queued-one = Das Fax ist im Ausgang
app-queued-many =
    { $count ->
        [one] { $count } Fax ist im Ausgang
       *[other] { $count } Faxe sind im Ausgang
    }
