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

## Zurückholen, Seiten ordnen, erste Schritte, gespeicherte Suchen, und ein Faxserver, der nicht da ist

action-contrast = Hoher Kontrast
action-contrast-tip = Weit auseinanderliegende Farben, hell oder dunkel wie das System
key-alt-up = Alt+Oben
key-alt-down = Alt+Unten
page-up = Seite nach oben
page-up-tip = Einen Platz zum Anfang hin
page-down = Seite nach unten
page-down-tip = Einen Platz zum Ende hin
page-turn = Seite drehen
page-turn-tip = Sie wird so gesendet, wie sie gedreht ist
page-leave-out = Seite weglassen
page-leave-out-tip = Diese Seite wird nicht gesendet
page-all-back = Alle Seiten, wie sie kommen
page-all-back-tip = Nichts verschoben, gedreht oder weggelassen
page-of-pages = Seite { $page } von { $pages }
page-is-cover = das Deckblatt
pages-left-out =
    { $count ->
        [one] 1 Seite weggelassen
       *[other] { $count } Seiten weggelassen
    }
pages-being-made = Die Seiten werden noch gezeichnet; senden Sie, wenn alle da sind
action-set = Einstellungen ändern
action-first-steps = Erste Schritte…
action-first-steps-tip = Wer Sie sind, ein Testfax, ein Modem
action-other-draft = Das vorher begonnene Fax
action-other-draft-tip = Damit weitermachen; dieses bleibt so lange liegen
app-draft-aside = Das begonnene Fax liegt bereit und kommt wieder, wenn dieses gesendet ist
action-take-back = Fax zurückholen
app-too-late = Zum Zurückholen ist es zu spät
app-taken-back = Nichts wurde gesendet; hier ist es wieder
app-line-quicker = Ein Anschluss hatte es schon; es ist abgebrochen, und was ankam, ist nicht zurückzuholen
list-making = Die Faxe werden durchgesehen
line-more-sending =
    { $count ->
        [one] 1 weitere Leitung sendet
       *[other] { $count } weitere Leitungen senden
    }
line-more-receiving =
    { $count ->
        [one] 1 weitere Leitung empfängt
       *[other] { $count } weitere Leitungen empfangen
    }
search-save = Suche speichern
search-save-title = Diese Suche speichern
search-save-about = „{ $search }“ steht als Ansicht neben den Listen, unter dem Namen, den Sie ihr geben.
search-name = Name der Suche
search-name-hint = Labor
search-forget = Vergessen
search-forget-named = Die Suche { $name } vergessen
steps-skip = Überspringen
steps-skip-tip = Strg+K und „Erste Schritte“ zeigen dies wieder
steps-next = Weiter
steps-finish = Fertig
steps-back = Zurück
steps-place = Schritt { $step } von { $steps }
steps-station-title = Willkommen. Wer sind Sie?
steps-station-about = Name und Nummer stehen in der Zeile über jeder Seite, die Sie senden, und auf Deckblättern.
steps-name = Ihr Name oder der Ihres Büros
steps-name-field = Name der Station
steps-name-hint = Praxis am Park
steps-number = Ihre Faxnummer, wie andere sie wählen
steps-number-field = Nummer der Station
steps-test-title = Ein Testfax senden
steps-test-about = Zwei Leitungen einer eingebauten Vermittlung sind von Anfang an da. Ein Fax von der einen zur anderen geht den ganzen Weg, ohne Kabel und ohne Kosten, und ist danach in Ihrem Eingang.
steps-test-none = Es gibt keine eingebaute Leitung mehr, an die es gehen könnte
steps-test-send = Testfax an { $number } senden
steps-test-asked = Die Seite wird gezeichnet
steps-test-gone = Es ist nicht mehr in der Warteschlange
steps-test-arrived = Die andere Leitung hat jede Seite bestätigt. Das Fax ist in Ihrem Eingang.
steps-test-failed = Es kam nicht an: { $why }
steps-test-waiting = Wartet auf eine Leitung
steps-test-subject = Testfax
steps-test-page = Dies ist ein Testfax. Es ging von einer Leitung der eingebauten Vermittlung zur anderen, wie jedes Fax: Beide Seiten einigten sich auf die Geschwindigkeit, die Seite wurde gesendet, und der Empfänger hat sie bestätigt.
steps-kept-title = Wo Faxe aufbewahrt werden
steps-kept-about = Jedes Fax wird mit seinen Seiten und mit dem Gespräch der Geräte aufbewahrt, im Ordner
steps-kept-long = Wie lange
steps-kept-field = Wie lange Faxe aufbewahrt werden
steps-kept-ever = Für immer
steps-kept-ten-years = Zehn Jahre
steps-kept-three-years = Drei Jahre
steps-kept-year = Ein Jahr
steps-kept-months = Drei Monate
steps-kept-days = { $days } Tage
steps-kept-elsewhere = Kopien gehen auch in einen Ordner, an einen Drucker oder per E-Mail: siehe Einstellungen. Ein anderer Ordner für alles wird beim Start gewählt: faxwell --data ORDNER
steps-lines-title = Ihre Leitungen
steps-lines-about = Mit einem Faxmodem an einer Telefonleitung erreichen Faxe alle. Es lässt sich jederzeit bei den Anschlüssen hinzufügen.
denied-submit = Das dürfen Sie nicht: Dazu braucht es das Recht zu senden. Ein Administrator kann es Ihnen geben.
denied-out-jobs = Das dürfen Sie nicht: Dazu braucht es das Recht, Faxe aller anzuhalten, fortzusetzen, zu wiederholen und abzubrechen. Ein Administrator kann es Ihnen geben.
denied-in-jobs = Das dürfen Sie nicht: Dazu braucht es das Recht, den Empfang von Faxen zu beenden. Ein Administrator kann es Ihnen geben.
denied-in-archive = Das dürfen Sie nicht: Dazu braucht es das Recht, empfangene Faxe zu löschen und neu zu verteilen. Ein Administrator kann es Ihnen geben.
denied-out-archive = Das dürfen Sie nicht: Dazu braucht es das Recht, gesendete Faxe aller zu löschen. Ein Administrator kann es Ihnen geben.
denied-config = Das dürfen Sie nicht: Dazu braucht es das Recht, die Einstellungen zu ändern. Ein Administrator kann es Ihnen geben.
denied-administer = Das dürfen Sie nicht: Dazu braucht es das Recht, den Server zu verwalten. Ein Administrator kann es Ihnen geben.
denied-ports = Das dürfen Sie nicht: Dazu braucht es das Recht, Anschlüsse zu ändern und dort Anrufe anzunehmen und zu beenden. Ein Administrator kann es Ihnen geben.
server-away = Der Server ist seit { $time } nicht da und wird gesucht. Sie sehen seinen letzten Stand.
engine-silent = Der Faxserver hat seit { $time } nicht geantwortet. Was Sie wollten, wartet auf ihn; nichts geht verloren.
missed-nothing = Der Server ist wieder da; nichts wurde versäumt
missed-some = Der Server ist wieder da. Inzwischen: { $what }
missed-came =
    { $count ->
        [one] 1 Fax kam an
       *[other] { $count } Faxe kamen an
    }
missed-sent =
    { $count ->
        [one] 1 Fax wurde gesendet
       *[other] { $count } Faxe wurden gesendet
    }
missed-failed =
    { $count ->
        [one] 1 Fax schlug fehl
       *[other] { $count } Faxe schlugen fehl
    }
