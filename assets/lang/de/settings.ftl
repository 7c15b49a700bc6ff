### The settings.

## What the pane shows

settings-lines = Anschlüsse
settings-routing = Weiterleitung
settings-mail = Mailserver
settings-about-station = Wer Sie auf der Telefonleitung sind, und was über jeder gesendeten Seite steht.
settings-about-sender = Was Deckblätter von Ihnen sagen, neben Name und Nummer der Station.
settings-about-sending = Die Warteschlange: wann Faxe hinausgehen, und was geschieht, wenn eines nicht ankommt.
settings-about-receiving = Welche Anrufe angenommen werden, und was aus beschädigten Seiten wird.
settings-about-lines = Jeder Anschluss mit seiner Nummer, was er darf, und wohin die Faxe gehen, die er empfängt.
settings-about-rules = Regeln gehen dem vor, was ein Anschluss sagt: Die erste passende bestimmt, wohin ein empfangenes Fax geht.
settings-about-mail = Der Server, der Mails mit empfangenen Faxen und Sendebestätigungen annimmt.
settings-about-covers = Womit ein neues Fax beginnt.
settings-about-archive = Wie lange Faxe aufbewahrt werden, und wie viel Platz sie einnehmen dürfen.
settings-about-console = Wie Faxwell aussieht, und wann es sich meldet.
settings-words-lines = port anschluss modem klingelzeichen geschwindigkeit fehlerkorrektur ecm tsid csid rang kennung wählen vorwahl impulswahl annehmen ordner e-mail drucken weiterleitung gerät
settings-words-rules = weiterleitung regel ordner e-mail drucken anrufer uhrzeit tage seiten reihenfolge wege
settings-words-mail = smtp tls kennwort absender bestätigung e-mail server port anmeldung

## The section of lines

settings-watch-lines = Anschlüsse beobachten
settings-watch-lines-tip = Was jeder Anschluss gerade tut, und sein Verbindungsprotokoll
settings-of = { $title } von { $line }
settings-where-faxes = WOHIN SEINE FAXE GEHEN
on = An
off = Aus
settings-where-to = Wohin: { $name }
settings-checking = Wird geprüft …
settings-of-line = Einstellungen von { $line }
line-does-both = sendet und nimmt an
line-does-send = sendet nur
line-does-answer = nimmt nur an
line-does-nothing = wird nicht benutzt
line-rings = Klingelt
line-off-line = Offline
method-about-inbox = Jedes empfangene Fax steht ohnehin im Eingang.
method-about-folder = Eine Kopie in einen vorhandenen Ordner; weiteres (Name, Format) lässt sich als JSON angeben.
method-about-email = Eine Kopie per E-Mail über den Mailserver; mehrere Adressen mit Komma.
method-about-print = Eine Kopie auf Papier: ein Drucker des Systems oder die Adresse eines Druckers.
method-about-other = Was es annimmt, sagt seine Erweiterung.

## The section of the mail server

mail-saved = Gespeichert
mail-port-wrong = Der Port ist eine Zahl von 1 bis 65535; leer: der übliche
mail-largest-wrong = Die größte Mail ist 1 bis 1000 MB
mail-reading = Die Mail-Einstellungen werden gelesen …
mail-server-row = Server
mail-server-about = Name oder Adresse des Mailservers; leer: es werden keine Mails gesendet.
mail-protection = Schutz
mail-protection-about = Wie der Weg zum Server geschützt wird.
mail-starttls = TLS nach dem Verbinden (STARTTLS)
mail-tls = TLS von Anfang an
mail-no-tls = Keiner
mail-protection-of = Schutz der Mail
mail-port = Port
mail-port-about = Leer: der übliche für diesen Schutz.
mail-port-of = Port des Mailservers
mail-user = Benutzer
mail-user-about = Name für die Anmeldung; leer: Der Server verlangt keine.
mail-user-of = Benutzer am Mailserver
mail-password-kept = Gespeichert; zum Ersetzen tippen
mail-password-none = Keines
mail-password-about = Es bleibt beim Faxserver und wird nie gezeigt. Ein anderer Server, Benutzer oder Schutz verlangt es erneut.
mail-password = Kennwort
mail-password-of = Kennwort am Mailserver
mail-from = Absender
mail-from-about = Von wem die Mails sind.
mail-from-of = Absender der Mails
mail-largest = Größte Mail
mail-largest-about = Größere werden nicht gesendet; der Server erlaubt vielleicht weniger.
mail-received = Auch empfangene Faxe
mail-received-about = Aus: Nur Bestätigungen gesendeter Faxe gehen diesen Weg.
mail-received-of = Empfangene Faxe per Mail
mail-certificates-about = Denen neben den öffentlichen Stellen vertraut wird, als PEM-Text: für einen Server mit eigenem Zertifikat.
mail-certificates = Zertifikate
mail-certificates-of = Vertraute Zertifikate
mail-test = Prüfen
mail-test-about = Mit dem Gespeicherten anmelden; mit einer Adresse geht eine Mail dorthin.
mail-test-to = Testmail senden an
mail-save = Mailserver speichern
mail-test-tip = Prüft, was gespeichert ist
mail-asking = Der Mailserver wird gefragt …

## The settings

rules-changed-elsewhere = Jemand anderes hat die Regeln inzwischen geändert. Sehen Sie sie an und speichern Sie dann erneut

## What the pane asks of the engine, and the answers it gets.

settings-change = Eine Einstellung ändern
settings-read-routing = Die Weiterleitung lesen
settings-change-routing = Die Weiterleitung ändern
settings-check = Prüfen
settings-check-tip = Nachsehen, ob eine Kopie dorthin zugestellt werden könnte; es entsteht keine
settings-save-mail-tip = Diesen Mailserver benutzen
settings-test-mail-tip = Am Mailserver anmelden, und eine Mail senden, wenn eine Adresse angegeben ist

## A row of the pane

setting-saved = { $icon } Gespeichert
limit-never = Nie
limit-after = Nach
limit-none = Kein Limit
limit-to = Begrenzt auf
limit-of = { $name }: Limit
setting-takes = Möglich ist { $fits }
setting-another-value = einen anderen Wert
setting-nothing = nichts
setting-met = Jemand anderes hat dies inzwischen auf { $theirs } gesetzt
setting-keep-mine = Meines behalten
setting-take-theirs = Das andere übernehmen
setting-default = Standard: { $value }
setting-to-default = { $name } auf den Standard zurücksetzen
setting-on = an
setting-off = aus
setting-undo = Änderung von { $name } zurücknehmen

## The section of routing

rule-hidden = unterdrückt
rule-needs-name = Die Regel braucht einen Namen
rules-reading = Die Regeln werden gelesen …
rules-none-hint = Ohne Regeln geht jedes empfangene Fax dorthin, wohin sein Anschluss sagt
rules-none = Noch keine Regeln
rule-tool = { $what }: Regel { $rule }
rule-move-down = Nach unten
rule-move-up = Nach oben
rule-of = Regel { $rule }
rule-add = Regel hinzufügen
rules-order = REIHENFOLGE DER WEGE
method-not-loaded = Seine Erweiterung konnte nicht geladen werden.
method-later = { $name } später ausführen
method-earlier = { $name } früher ausführen
rule-name = Name
rule-name-about = Wie die Regel in Listen und im Journal heißt.
rule-name-of = Name der Regel
rule-caller-about = Nur die Nummer, wie das Netz sie mitteilte; „unterdrückt“ sind Anrufer, die sie verbergen.
rule-any = beliebig
rule-broken-off = Abgebrochen
rule-broken-off-about = Für abgebrochene Faxe, die keine andere Regel und kein Anschluss weiterleitet.
rule-last = Letzte Regel
rule-last-about = Passt sie, werden spätere Regeln nicht angesehen.
rule-nowhere = Nirgendwohin: Sie bleiben nur im Eingang.
rule-way = Weg { $place }
rule-way-to = Wohin: Weg { $place }
rule-way-remove = Diesen Weg entfernen
rule-save = Regel speichern
rule-way-add = Weg hinzufügen
rule-is-broken-off = abgebrochen
rule-every-fax = Jedes Fax
rule-extension = Erweiterung
rule-inbox-alone = nur der Eingang
rule-octets =
    { $count ->
        [one] { $count } Oktett
       *[other] { $count } Oktette
    }

## Drawing the pane

settings-search = Einstellungen durchsuchen
settings-look-only = Sie dürfen sie ansehen; ändern kann sie nur ein Administrator
settings-none-found = Keine Einstellung enthält diese Wörter in Namen oder Erklärung
settings-open = { $section } öffnen
setting-windows-name = { $name } im Windows-Faxdienst
settings-cover-none = Keines
settings-cover-missing = { $value } (fehlt)
settings-stored-full = { $stored } sind gespeichert: Das Archiv ist voll
settings-stored = { $stored } sind gespeichert, in { $place }
settings-section-found = Einstellungen: { $section }, { $hits } gefunden
settings-section = Einstellungen: { $section }

## What a setting takes

fits-flag = an oder aus
fits-text = Text bis { $max } Zeichen
fits-station = Text bis 20 druckbare ASCII-Zeichen
fits-number = eine ganze Zahl von { $low } bis { $high }
fits-limit = eine ganze Zahl von 1 bis { $high } oder { $none }
fits-decimal = eine Zahl von 0.1 bis { $high }
fits-time = eine Uhrzeit wie 20:00

## Der Abschnitt der Nummern und Anschlüsse

settings-outbound = Ausgehende Faxe
settings-about-outbound = Welche Anschlüsse Faxe in ein Land oder einen Ort tragen. Was keine Regel nennt, nimmt den freien Anschluss mit dem besten Rang.
settings-words-outbound = ausgehend regel gruppe land ort vorwahl nummer anschluss reihenfolge kosten
outbound-any = Alle anderen Nummern
outbound-line = Anschluss { $line }
outbound-all = Alle Anschlüsse, nach Rang
outbound-group = Gruppe { $group }
outbound-empty = Es ist kein Anschluss darin: Solche Faxe warten
outbound-none-there = Keiner der Anschlüsse ist da: Solche Faxe warten
outbound-some-there = Einige der Anschlüsse sind nicht da
outbound-no-rules = Noch keine Regeln
outbound-no-rules-hint = Jedes Fax nimmt den freien Anschluss mit dem besten Rang.
outbound-remove = { $what } entfernen
outbound-change = { $what } ändern
outbound-groups = Gruppen von Anschlüssen
outbound-group-used = Eine Regel verwendet sie; ändern Sie erst die Regel
outbound-add-rule = Regel für Nummern hinzufügen
outbound-add-rule-tip = Welche Anschlüsse Faxe in ein Land oder einen Ort tragen
outbound-add-group = Gruppe von Anschlüssen hinzufügen
outbound-add-group-tip = Mehrere Anschlüsse, die Regeln wie einen nennen, in ihrer Reihenfolge
outbound-country = Landesvorwahl
outbound-country-about = Wie hinter dem + einer internationalen Nummer: 49 für Deutschland. Leer: jede Nummer, die keine andere Regel nimmt.
outbound-any-country = Jede
outbound-area = Ortsvorwahl
outbound-area-about = Womit die Nummer hinter der Landesvorwahl beginnt, ohne 0 davor: 30 für Berlin. Die längste passende zählt.
outbound-whole-country = Das ganze Land
outbound-by = Getragen von
outbound-by-about = Ein Anschluss, eine Gruppe von Anschlüssen oder alle.
outbound-no-country = Eine Landesvorwahl ist eine Zahl wie 49
outbound-needs-name = Die Gruppe braucht einen Namen
outbound-group-name = Name der Gruppe
outbound-group-name-about = Regeln nennen die Gruppe damit.
outbound-leave-out = { $line } aus der Gruppe nehmen
outbound-later = { $line } später nehmen
outbound-earlier = { $line } früher nehmen
outbound-add-line = Weiterer Anschluss
outbound-add-line-about = Er kommt dran, wenn die darüber belegt sind.
outbound-choose-line = Anschluss wählen

## Der Abschnitt der Erweiterungen

settings-plugins = Erweiterungen
settings-about-plugins = Bibliotheken anderer Hersteller: Gerätetreiber bringen Anschlüsse mit, Weiterleiter nehmen empfangene Faxe mit.
settings-words-plugins = treiber weiterleiter bibliothek fsp dll so registrieren plug-in installieren
plugins-reading = Die Erweiterungen werden gelesen …
plugins-providers = Gerätetreiber
plugins-extensions = Weiterleiter
plugins-lines =
    { $count ->
        [0] Keine Anschlüsse
        [one] Anschluss { $lines }
       *[other] Anschlüsse { $lines }
    }
plugins-none = Keine Weiterleiter
plugins-none-hint = Ordner, E-Mail und Drucken sind eingebaut.
plugins-built-in = Eingebaut
plugins-failures =
    { $count ->
        [one] { $count } Ausfall, seit sie geladen ist: { $last }
       *[other] { $count } Ausfälle, seit sie geladen ist, der letzte: { $last }
    }
plugins-remove = { $name } entfernen
plugins-remove-now = Entfernen
plugins-add = Erweiterung hinzufügen
plugins-add-tip = Einen Gerätetreiber oder Weiterleiter registrieren
plugin-ok = Läuft
plugin-server = Nicht versucht
plugin-guid = Falsche GUID
plugin-version = Andere Version
plugin-load = Nicht ladbar
plugin-export = Funktion fehlt
plugin-init = Nicht gestartet
plugin-kind = Was es ist
plugin-kind-about = Ein Gerätetreiber hat eigene Anschlüsse; ein Weiterleiter nimmt Kopien empfangener Faxe.
plugin-kind-provider = Gerätetreiber
plugin-kind-extension = Weiterleiter
plugin-friendly-name = Name für Menschen
plugin-friendly-name-about = Wie Listen ihn zeigen.
plugin-name = Interner Name
plugin-name-about = Buchstaben, Ziffern, „-“, „_“ und „.“; daraus werden Namen von Anschlüssen.
plugin-image = Bibliothek
plugin-image-about = Ihre Datei mit dem ganzen Pfad, auf dem Rechner des Faxservers.
plugin-together = Alle Anschlüsse in einem Prozess
plugin-together-about = Nur wo die Bibliothek es braucht: Ein Absturz kostet dann jeden Anruf, nicht einen.
plugin-methods = Wege
plugin-methods-about = Einer je Zeile: NAME;NAME FÜR MENSCHEN;FUNKTION;{ "{" }GUID{ "}" }
plugin-register = Registrieren
plugin-methods-sample = Copy;Kopie ins Archiv;CopyToArchive;{ "{" }6bbf7bfe-9af2-11d0-abf7-00c04fd91a4e{ "}" }
