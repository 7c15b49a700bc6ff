### The lines, their calls, the modem wizard.

## The cards of the lines, in as many columns as fit.

port-progress = Fortschritt auf { $name }
port-last-failure = Letzter Fehler: { $error }
port-sends = Sendet
port-sends-tip = Ob dieser Anschluss Faxe senden darf
port-answers = Nimmt an
port-answers-tip = Ob dieser Anschluss Anrufe annimmt
port-speed-times = { $speed } ×
port-real-time = Echtzeit
port-speed-10 = 10 ×
port-speed-100 = 100 ×
port-speed-1000 = 1000 ×
port-speed-of = Geschwindigkeit von { $name }

## What the ports pane shows

port-today = { $sent } gesendet · { $received } empfangen
port-today-failed = { $sent } gesendet · { $received } empfangen · { $failed } fehlgeschlagen
port-starting = Startet
port-idle = Frei
port-ringing = Klingelt
port-offline = Offline
port-answering = Nimmt an
port-receiving = Empfängt
call-to = an { $who }
call-from = von { $who }
call-unknown = ein unbekannter Anrufer
call-wants-to-talk = Die Gegenseite möchte sprechen: Nehmen Sie den Hörer ab und wählen Sie „Sprechen“
call-talking = Am Telefon; das Fax wartet
rate-with-modulation = { $rate } Bit/s { $modulation }
call-dialling = Wählt
call-training-with = Leitungstest mit { $rate }
port-unusable = Der Anschluss ist nicht benutzbar
port-getting-ready = Wird vorbereitet
port-call-comes = Ein Anruf kommt
port-ready-answers =
    { $rings ->
        [one] Bereit · nimmt nach { $rings } Klingelzeichen an
       *[other] Bereit · nimmt nach { $rings } Klingelzeichen an
    }
port-ready-sends = Sendebereit · nimmt keine Anrufe an
port-only-answers =
    { $rings ->
        [one] Sendet nicht · nimmt nach { $rings } Klingelzeichen an
       *[other] Sendet nicht · nimmt nach { $rings } Klingelzeichen an
    }
port-off = Ausgeschaltet: sendet nicht und nimmt nicht an
ports-all-idle =
    { $lines ->
        [one] { $lines } Anschluss · frei
       *[other] { $lines } Anschlüsse · alle frei
    }
ports-busy =
    { $lines ->
        [one] { $lines } Anschluss · { $busy } belegt
       *[other] { $lines } Anschlüsse · { $busy } belegt
    }
line-ringing = { $name } klingelt
lines-offline =
    { $lines ->
        [one] { $lines } Anschluss offline
       *[other] { $lines } Anschlüsse offline
    }
lines-idle =
    { $lines ->
        [one] { $lines } Anschluss frei
       *[other] { $lines } Anschlüsse frei
    }
line-fetching = { $name } ruft Seite { $page } von { $who } ab
line-sending = { $name } sendet Seite { $page } von { $pages } an { $who }
line-connected = { $name } verbunden mit { $who }
line-training = { $name } testet die Leitung mit { $who }
line-ending = { $name } beendet die Verbindung mit { $who }
line-dialling = { $name } wählt { $who }
line-receiving-from = { $name } empfängt Seite { $page } von { $who }
line-receiving = { $name } empfängt Seite { $page }
line-ending-from = { $name } beendet die Verbindung mit { $who }
line-answering-from = { $name } nimmt einen Anruf von { $who } an
line-ending-in = { $name } beendet die Verbindung
line-answering = { $name } nimmt einen Anruf an
ladder-a = A · Anruf
ladder-b = B · Erkennung und Fähigkeiten
ladder-b-again = B · Neue Absprache
ladder-e = E · Verabschiedung
ladder-c = C · Seite { $page }

## The conversation of a call as a ladder

ladder-loading = Das Verbindungsprotokoll wird geholt
ladder-none = Es gibt kein Verbindungsprotokoll
ladder-empty-hint = Jedes Signal der nächsten Verbindung auf diesem Anschluss erscheint hier, während sie läuft
ladder-empty = Noch keine Verbindung
ladder-we-send = wir senden
ladder-they-answer = Gegenstelle antwortet
ladder-we = wir:
ladder-they = Gegenstelle:
ladder-term = { $term }: { $meaning }
ladder-octets = Oktette { $hex }
ladder-back = Zu den Anschlüssen
ladder-try-of = Versuch { $number } von { $count }
ladder-try = Versuch
ladder-show-fax = Fax zeigen

## The ports

provider-bad-server = { $name } konnte nicht versucht werden: { $why }
provider-bad-guid = { $name } hat eine ungültige GUID: { $why }
provider-bad-version = { $name } ist für eine andere Version gemacht: { $why }
provider-bad-load = { $name } kann nicht geladen werden: { $why }
provider-bad-export = { $name } fehlt eine Funktion: { $why }
provider-bad-init = { $name } hat nicht begonnen: { $why }
provider-has-failed =
    { $count ->
        [one] { $name } ist einmal ausgefallen: { $why }
       *[other] { $name } ist { $count }-mal ausgefallen, zuletzt: { $why }
    }
ports-none = Noch kein Anschluss
ports-none-hint = Ein frisch eingerichtetes Faxwell hat zwei virtuelle Anschlüsse
conversation-of-job = Auftrag { $number } · Protokoll
conversation-of-line = { $line } · Protokoll
conversation-live = läuft
conversation-last-at = letzte Verbindung · { $when }
conversation-last = letzte Verbindung

## Adding a modem

modem-best = Die beste, die es hat
modem-class-1 = Klasse 1
modem-class-1-0 = Klasse 1.0
modem-class-2 = Klasse 2
modem-class-2-0 = Klasse 2.0
modem-class-2-1 = Klasse 2.1
modem-add-title = Modem hinzufügen
modem-plug-in = Schließen Sie das Modem an und wählen Sie dann seinen Port.
modem-looking = Ports werden gesucht…
modem-no-port = Es wurde kein serieller Port gefunden. Ist das Modem angeschlossen und eingeschaltet?
modem-port = Port
modem-number = Nummer des Anschlusses
modem-fax-class = Faxklasse
modem-adding = Wird hinzugefügt…
modem-add-and-test = Hinzufügen und prüfen
cancel = Abbrechen
modem-works = Das Modem funktioniert
modem-fails = Das Modem funktioniert noch nicht
modem-test-call = Testanruf an
modem-test-call-hint = Eine Faxnummer, die antwortet, oder nichts
modem-done = Fertig
modem-test-again = Noch einmal prüfen
modem-remove-line = Anschluss entfernen
modem-test-again-tip = Horcht auch auf den Wählton
modem-testing = { $name } wird geprüft…
modem-testing-hint = Das Modem wird gefragt, was es ist und was es kann. Ein Testanruf dauert bis zu zwei Minuten.
modem-used = von einem Anschluss benutzt
