### What can be done, and what is said when it was.

## Every action of the console

go-inbox-tip = Empfangene Faxe
go-outbox-tip = Faxe, die unterwegs sind
go-sent-tip = Gesendete und abgebrochene Faxe
go-ports-tip = Die Anschlüsse und ihre Verbindungen
go-covers-tip = Die erste Seite eines Faxes und ihr Editor
go-book-tip = Personen, Gruppen und ihre Faxnummern
go-journal-tip = Wer was getan hat, jede Verbindung und die Zahlen
go-settings-tip = Station, Anschlüsse, Weiterleitung, E-Mail, Archiv und Aussehen
new-fax-tip = Dokumente an eine oder mehrere Nummern senden
action-next = Nächstes
action-previous = Vorheriges
action-extend-next = Auswahl nach unten
action-extend-previous = Auswahl nach oben
action-select-all = Alle auswählen
key-ctrl-a = Strg+A
action-reply = Antworten
action-reply-tip = Ein Fax an den Absender, mit diesem hinter dem Deckblatt
action-forward = Weiterleiten
action-forward-tip = Ein neues Fax mit diesen Seiten
action-print = Drucken…
action-print-tip = Die Seiten auf Papier drucken
action-print-now = Drucken
action-print-to-file = Als PDF…
action-archive = Ablegen
action-archive-tip = Aus der Liste; Suche und Archiv finden es
action-delete = Löschen
action-delete-tip = In den Papierkorb; was unterwegs ist, wird abgebrochen
action-mark-unread = Als ungelesen markieren
action-undo-tip = Die letzte Aktion zurücknehmen
key-ctrl-z = Strg+Z
action-palette = Alle Aktionen
action-palette-tip = Eine Aktion oder ein Fax suchen
key-ctrl-k = Strg+K
key-ctrl-q = Strg+Q
action-edit = Ändern…
action-edit-tip = Andere Nummer, Zeit oder Priorität
action-change = Ändern
action-send-now = Jetzt senden
action-send-now-tip = Nicht auf die geplante Zeit warten
action-first = Vor allen anderen
action-first-tip = Hohe Priorität
action-last = Nach allen anderen
action-last-tip = Niedrige Priorität
action-in-turn = Der Reihe nach
action-in-turn-tip = Normale Priorität
action-back = Zurück
key-escape = Esc
action-keys-tip = Alle Tasten
action-quit = Beenden
action-quit-tip = Das Fenster schließen; Anrufe enden ordentlich, Wartendes geht beim nächsten Start weiter
action-pause = Anhalten
action-pause-tip = Dieses Fax zurückhalten; eine laufende Verbindung wird noch beendet
action-resume = Fortsetzen
action-resume-tip = Mit diesem Fax weitermachen
action-restart = Erneut versuchen
action-restart-tip = Die fehlenden Seiten jetzt noch einmal senden
action-cancel = Abbrechen
action-cancel-tip = Dieses Fax aufgeben; eine laufende Verbindung wird ordentlich beendet
action-remove = Endgültig entfernen…
action-remove-tip = Das Fax mit seinen Seiten entfernen
action-trash-tip = In den Papierkorb, wo es einige Tage bleibt
action-restore = Wiederherstellen
action-restore-tip = Zurück zu den anderen
action-mark-read = Als gelesen markieren
action-show = Zeigen
action-conversation = Protokoll
action-conversation-tip = Jedes Signal der Verbindung der Reihe nach (T.30)
action-answer = Jetzt annehmen
action-answer-tip = Den Anruf auf diesem Anschluss annehmen
action-ask-to-talk = Gespräch anbieten
action-ask-to-talk-tip = Nach dieser Seite den Bediener der Gegenstelle ans Telefon rufen
action-talk = Sprechen
action-talk-tip = Hörer abnehmen: Das Fax wartet, bis Sie gesprochen haben
action-no-talk = Nicht sprechen
action-no-talk-tip = Das Fax geht ohne Gespräch weiter
action-talk-end = Fax fortsetzen
action-talk-end-tip = Hörer auflegen: Das Fax geht weiter
action-hang-up = Auflegen
action-hang-up-tip = Die Verbindung auf diesem Anschluss beenden
action-set-port = Anschluss ändern
action-add-modem = Modem hinzufügen…
action-add-modem-tip = Ein Faxmodem an einem seriellen oder USB-Anschluss
action-test-modem = Modem prüfen
action-test-modem-tip = Das Modem fragen, was es ist und was es kann
action-remove-port = Anschluss entfernen
action-remove-port-tip = Diesen Anschluss vergessen; seine Faxe bleiben
action-pause-queue = Warteschlange anhalten
action-pause-queue-tip = Faxe annehmen, aber vorerst keine senden
action-resume-queue = Warteschlange fortsetzen
action-resume-queue-tip = Weiter senden
action-notify-on = Benachrichtigungen sind aus
action-notify-on-tip = Benachrichtigungen einschalten
action-notify-off = Benachrichtigungen sind an
action-notify-off-tip = Benachrichtigungen ausschalten
action-light = Hell
action-light-tip = Helle Darstellung
action-dark = Dunkel
action-dark-tip = Dunkle Darstellung
action-as-system = Wie das System
action-as-system-tip = Hell oder dunkel und der Kontrast wie im System
action-send = Senden
key-ctrl-enter = Strg+Eingabe
action-draw-cover = Deckblatt zeichnen
action-add-files = Dateien hinzufügen…
action-add-files-tip = PDF, TIFF, PNG, JPEG oder Text
action-save-tiff = Als TIFF speichern…
action-save-tiff-tip = Das gespeicherte Fax (TIFF Klasse F)
action-save-pdf = Als PDF speichern…
action-next-page = Nächste Seite
action-previous-page = Vorherige Seite
action-zoom-in = Vergrößern
action-zoom-out = Verkleinern
action-turn = Drehen
action-turn-tip = Eine Vierteldrehung nach rechts
action-invert = Umkehren
action-invert-tip = Schwarz und Weiß vertauschen
action-message = Meldung

## What may be done to the selected faxes

said-archived =
    { $count ->
        [one] Das Fax ist abgelegt
       *[other] { $count } Faxe sind abgelegt
    }
said-trashed =
    { $count ->
        [one] Das Fax ist im Papierkorb
       *[other] { $count } Faxe sind im Papierkorb
    }
said-restored =
    { $count ->
        [one] Das Fax ist wiederhergestellt
       *[other] { $count } Faxe sind wiederhergestellt
    }
said-removed =
    { $count ->
        [one] Das Fax ist endgültig entfernt
       *[other] { $count } Faxe sind endgültig entfernt
    }
said-canceled =
    { $count ->
        [one] Das Fax ist abgebrochen
       *[other] { $count } Faxe sind abgebrochen
    }
said-restarted =
    { $count ->
        [one] Das Fax wird erneut versucht
       *[other] { $count } Faxe werden erneut versucht
    }
said-unread =
    { $count ->
        [one] Das Fax ist wieder ungelesen
       *[other] { $count } Faxe sind wieder ungelesen
    }
said-read =
    { $count ->
        [one] Das Fax ist als gelesen markiert
       *[other] { $count } Faxe sind als gelesen markiert
    }
said-held =
    { $count ->
        [one] Das Fax ist angehalten
       *[other] { $count } Faxe sind angehalten
    }
said-resumed =
    { $count ->
        [one] Das Fax geht weiter
       *[other] { $count } Faxe gehen weiter
    }

## The sheet that changes a fax on its way

priority-high = Hoch
priority-normal = Normal
priority-low = Niedrig
edit-title = Dieses Fax ändern
edit-number = Nummer
edit-name = Name
edit-name-hint = Wer dort ist
edit-when = Wann
edit-as-it-is = Wie bisher: { $when }
edit-on-retry = Beim nächsten Versuch
edit-now = Jetzt
edit-at = Zu einer Zeit
edit-discount = Günstige Zeit
edit-time = Uhrzeit
edit-time-hint = 14:30 oder 2026-11-21 14:30
edit-priority = Priorität
edit-change-and-retry = Ändern und erneut versuchen
edit-leave = Nicht ändern

## Executes the commands of a frame

done-line-removed = Der Anschluss ist entfernt; seine Faxe bleiben
done-fax-changed = Das Fax ist geändert
forward-file-name = Fax { $id } { $who }.tif
subject-reply = AW
subject-forward = WG
subject-about = { $sign }: { $subject }
fax-name = Fax { $job }
done-saved = Gespeichert als { $path }
failed-saving = Die Datei konnte nicht gespeichert werden: { $why } ({ $path })
failed-opening = Die Datei ist nicht zu gebrauchen: { $why } ({ $path })
failed-memory = Das ging nicht: zu wenig Speicher
done-printed = Die Seiten sind beim Drucker
failed-printing = Es konnte nichts gedruckt werden: { $why }
fax-name-of = Fax { $job } { $who }
engine-other-answer-error = Der Faxserver hat eine andere Frage beantwortet

## Files as the console reaches them

files-title = Dokumente zum Senden
files-documents = Dokumente
files-all = Alle Dateien
files-save = Fax speichern

## Desktop notifications

news-unknown-station = einer unbekannten Station
news-sent = Gesendet an { $who }
news-all-confirmed =
    { $count ->
        [one] { $count } Seite, bestätigt
       *[other] { $count } Seiten, jede bestätigt
    }
news-not-sent = Nicht gesendet an { $who }: { $why }
news-fetched-by = Abgerufen von { $who }
news-not-fetched = Nichts abgerufen von { $who }: { $why }
news-fax-from = Fax von { $who }
news-part-from = Teil eines Faxes von { $who }

## The palette

palette-hint = Was möchten Sie tun?
palette-search = Aktionen suchen
palette-nothing = So heißt nichts

## The sheet for printing a fax

print-fax = Dieses Fax drucken
print-cover = Dieses Deckblatt drucken
print-sample = { $name } · mit den Worten des Musters
print-printer = Drucker
print-default = Der Standarddrucker
print-no-printers = Das System nennt keinen Drucker
print-pages = Seiten
print-this-page = Nur Seite { $page }
print-all-pages = Alle Seiten
print-copies = Exemplare
print-copy-less = Ein Exemplar weniger
print-copy-more = Ein Exemplar mehr
key-ctrl = Strg
key-shift = Umschalt
