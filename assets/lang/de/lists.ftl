### Outbox and its details.

## What the outbox shows, as a plain value built from the snapshot.

outbox-recipients =
    { $count ->
        [one] { $count } Empfänger
       *[other] { $count } Empfänger
    }
outbox-preparing = Seiten werden vorbereitet
outbox-preparing-so-far =
    { $pages ->
        [one] Seiten werden vorbereitet · bisher { $pages }
       *[other] Seiten werden vorbereitet · bisher { $pages }
    }
outbox-rendering = In Vorbereitung
outbox-on-the-line = In Verbindung
outbox-being-prepared = In Vorbereitung
outbox-waiting = Wartend
outbox-needs-you = Zu erledigen
outbox-to-fetch = Abzurufen
outbox-left = noch { $time }
outbox-canceling = Wird abgebrochen
outbox-dialling = Wählt
outbox-connecting = Verbindungsaufbau
outbox-fetching = Ruft ab
outbox-sending = Sendet
outbox-page-of = Seite { $page } von { $pages }
outbox-page = Seite { $page }
call-ending = Die Verbindung wird beendet
call-waits-turn = In der Verbindung, wartet auf seine Reihe
call-preparing = Der Anschluss wird vorbereitet
call-dialling-number = Wählt { $number }
call-ringing = Es klingelt
call-connected = Verbunden, die Geschwindigkeit wird ausgehandelt
call-training = Leitungstest
call-training-at = Leitungstest mit { $rate } Bit/s
rate-bps = { $rate } Bit/s
call-confirming = { $page } · wartet auf Bestätigung
outbox-low = niedrig
outbox-normal = normal
outbox-high = hoch
outbox-tries-of = { $tries }/{ $most } Versuche
outbox-held = Zurückgehalten
outbox-paused = Angehalten
outbox-last-try-failed = Der letzte Versuch schlug fehl
outbox-next-now = nächster Versuch jetzt
outbox-next-in = nächster Versuch in { $wait }
outbox-cause-next = { $cause } · { $next }
outbox-retrying = Neuer Versuch
outbox-no-line-now = Kein Anschluss kann es gerade übernehmen
outbox-no-line = Kein Anschluss
outbox-pending = Wartet
outbox-cheap = Günstige Zeit { $window }
outbox-scheduled = Geplant
outbox-will-be-fetched = Wird um { $time } abgerufen
outbox-will-be-sent = Wird gesendet: { $time }
outbox-waiting-next = Wartet auf einen Anschluss · als Nächstes dran
outbox-waiting-line = Wartet auf einen Anschluss
outbox-confirmed-of =
    { $confirmed } von { $pages ->
        [one] { $pages } Seite bestätigt
       *[other] { $pages } Seiten bestätigt
    }
outbox-failed = Fehlgeschlagen
outbox-tries =
    { $tries ->
        [one] { $tries } Versuch
       *[other] { $tries } Versuche
    }
fact-to = An
fact-not-as-book = anders als im Telefonbuch
fact-matches = stimmt überein
fact-answered-as = Gemeldet als
fact-expected = Erwartet
fact-line = Anschluss
fact-only = nur { $port }
fact-speed = Tempo
fact-started = Begonnen
fact-ago = { $began } · vor { $ago }
fact-last-try = Zuletzt
fact-queued = Eingereiht
fact-tries = Versuche
fact-of = { $some } von { $all }
fact-confirmed = Bestätigt
fact-confirmed-of =
    { $confirmed } von { $pages ->
        [one] { $pages } Seite
       *[other] { $pages } Seiten
    }
outbox-no-subject = Kein Betreff
outbox-subject-job = { $subject } · Auftrag { $job }
page-on-the-line = wird übertragen
page-not-sent = nicht gesendet
page-waiting = wartet
page-confirmed = bestätigt
page-confirmed-resend = nach Wiederholung bestätigt
page-refused = abgelehnt
page-not-confirmed = nicht bestätigt
page-cut-off = abgeschnitten
page-sender-unsure = gespeichert, Absender unsicher
page-how = { $modulation } { $rate } Bit/s, { $coding }
page-trainings-failed =
    { $count ->
        [one] Training einmal fehlgeschlagen (FTT)
       *[other] { $count } Trainings fehlgeschlagen (FTT)
    }
page-frames-resent =
    { $count ->
        [one] { $count } Rahmen erneut gesendet (PPR)
       *[other] { $count } Rahmen erneut gesendet (PPR)
    }
page-resent =
    { $count ->
        [one] ganze Seite { $count }-mal erneut (RTN)
       *[other] ganze Seite { $count }-mal erneut (RTN)
    }

## The card of the selected fax

detail-pages = Seiten
detail-page = Seite { $page }: { $verdict } { $seconds } { $size }

## The list of the outbox

outbox-progress = Fortschritt von { $who }
outbox-nothing-matches = Kein Fax im Ausgang passt zu „{ $search }“
outbox-empty = Nichts ist unterwegs
outbox-empty-hint = Faxe, die Sie senden, stehen hier, bis jede Seite bestätigt ist, dann unter „Gesendet“

## The outbox

outbox-search-hint = Name, Nummer, Betreff suchen …
time-whole-hours = { $hours } h
