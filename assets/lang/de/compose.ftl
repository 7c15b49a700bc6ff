### A new fax.

## Drawing the compose pane

resolution-standard = Standard
resolution-fine = Fein
resolution-superfine = Superfein
dither-auto = Nach Inhalt
dither-text = Text und Linien
dither-photo = Fotos
dither-dots = Punkte
long-keep = Ungeteilt
long-split = Auf Blätter geteilt
long-shrink = Verkleinert
blank-sent = Gesendet
blank-left-out = Weggelassen
compose-preparing = Wird vorbereitet …
compose-send-about = Senden · etwa { $time } Verbindung
compose-to = An
compose-subject = Betreff
compose-subject-hint = Worum es geht; steht in den Listen
compose-documents = Dokumente
compose-note = Nachricht
compose-note-hint = Die Mitteilung auf dem Deckblatt
compose-so-far = bisher { $pages } …
compose-remove = { $name } entfernen
compose-move-up = { $name } nach oben
compose-open = Öffnen
compose-add-files = Dateien hinzufügen
compose-drop = { $icon }  Dateien hinzufügen oder irgendwo ablegen
compose-resolution = Auflösung
compose-pictures = Bilder
compose-long = Lange Seiten
compose-blank = Leere Seiten
compose-making = Die Seiten entstehen …
compose-nothing = Noch nichts zu zeigen
compose-nothing-hint = Fügen Sie ein Dokument hinzu: Hier sehen Sie genau das Bild, das hinausgeht, Punkt für Punkt
compose-exactly = Genau das wird gesendet
compose-banner = über jede Seite kommt eine Kopfzeile

## The cover page of the draft

compose-cover-failed = Das Deckblatt kann nicht gezeigt werden: { $error }

## The draft of a fax

compose-already = { $number } ist schon unter den Empfängern
compose-type-number = Geben Sie zuerst eine Nummer ein
compose-add-document = Fügen Sie zuerst ein Dokument oder ein Deckblatt hinzu
compose-no-time = „{ $text }“ ist keine Zeit; geben Sie 14:30 oder 2026-11-21 14:30 ein

## Drawing the recipients

compose-remove-recipient = Diesen Empfänger entfernen
compose-remove-one = { $text } entfernen
compose-recipients-hint = Name, Gruppe oder Nummer …
compose-another = Noch jemand …
compose-more-warnings =
    { $count ->
        [one] Dasselbe bei { $count } weiteren
       *[other] Dasselbe bei { $count } weiteren
    }

## The preview's worker

compose-page-gone = Die Seite ist verschwunden
compose-file-unreadable = Die Datei kann nicht gelesen werden: { $error }
note-call-failed = Der Anruf schlug fehl
note-keeps-failing =
    { $tries ->
        [one] Der letzte Anruf bei { $who } schlug fehl: { $cause }
       *[other] Die letzten { $tries } Anrufe bei { $who } schlugen fehl; zuletzt: { $cause }
    }
note-first-use = { $who } wurde noch nie angerufen; prüfen Sie, ob die Nummer stimmt
