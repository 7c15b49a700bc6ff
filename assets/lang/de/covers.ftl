### Cover pages and their editor.

## What can be done in the editor

cover-undo-tip = Die letzte Änderung zurücknehmen
cover-redo = Wiederholen
cover-redo-tip = Die Änderung noch einmal machen
cover-cut = Ausschneiden
cover-copy = Kopieren
cover-paste = Einfügen
cover-duplicate = Duplizieren
cover-select-next = Nächstes auswählen
cover-select-previous = Vorheriges auswählen
cover-edit-text = Text bearbeiten
cover-group = Gruppieren
cover-group-tip = Aus mehreren Objekten eines machen
cover-ungroup = Gruppierung aufheben
cover-ungroup-tip = Die Gruppe in ihre Teile zerlegen
cover-lock = Sperren
cover-lock-tip = Gesperrte Objekte lassen sich nicht verschieben oder ändern
cover-align-left = Links ausrichten
cover-align-centre = Waagerecht zentrieren
cover-align-right = Rechts ausrichten
cover-align-top = Oben ausrichten
cover-align-middle = Senkrecht zentrieren
cover-align-bottom = Unten ausrichten
cover-gaps-across = Gleiche Abstände waagerecht
cover-gaps-down = Gleiche Abstände senkrecht
cover-front = Ganz nach vorn
cover-forward = Weiter nach vorn
cover-backward = Weiter nach hinten
cover-back = Ganz nach hinten
cover-rotate-right = Nach rechts drehen
cover-quarter-turn = Eine Vierteldrehung
cover-rotate-left = Nach links drehen
cover-wrap = Text umbrechen
cover-wrap-tip = Der Text läuft in der nächsten Zeile weiter
cover-shrink = Text einpassen
cover-shrink-tip = Kleinere Schrift, eine Zeile
cover-clip = Text abschneiden
cover-clip-tip = Was nicht passt, wird weggelassen
cover-picture = Bild
cover-picture-tip = PNG, JPEG, GIF oder WebP, im Deckblatt aufbewahrt
cover-save-as = Speichern unter…
cover-save-as-tip = Unter anderem Namen, gemeinsam oder persönlich
cover-print-tip = Mit den Worten des Musters
cover-export = Exportieren…
cover-export-tip = Als SVG-Datei für jedes Zeichenprogramm
cover-close = Alle Deckblätter
cover-paper-size = Papiergröße
cover-paper-size-tip = Etwa so groß wie auf Papier
cover-grid = Raster
cover-grid-tip = Ein Raster zeigen, das Objekte anzieht
cover-snap = Einrasten
cover-snap-tip = Hilfslinien, Ränder und andere Objekte ziehen an; mit Alt einmal nicht
cover-units = Einheiten
cover-units-tip = Millimeter oder Zoll
cover-fax-preview = Faxvorschau
cover-fax-preview-tip = Genau das, was über die Leitung geht
cover-beside = Daneben
cover-beside-tip = Die Faxvorschau neben der Seite
cover-select = Auswählen
cover-select-tip = Auswählen, verschieben, Größe ändern
cover-text = Text
cover-click-tip = Auf die Seite klicken oder den Platz aufziehen
cover-box = Rechteck
cover-box-tip = Ein Rechteck zeichnen
cover-ellipse = Ellipse
cover-ellipse-tip = Eine Ellipse zeichnen; Umschalt macht einen Kreis
cover-line = Linie
cover-line-tip = Eine Linie zeichnen; Umschalt hält sie waagerecht oder senkrecht
cover-job-code = Auftragscode
cover-job-code-tip = Die Auftragsnummer, für Maschinen

## Drawing the canvas

cover-canvas = Zeichenfläche
cover-object-field = { $field }, Feld
cover-object-unknown = { $name }, unbekanntes Feld
cover-object-locked = , gesperrt
cover-kind-field = Feld
cover-kind-path = Pfad
cover-kind-group = Gruppe
cover-kind-drawing = Zeichnung
cover-words = Wörter
cover-ruler-across = Lineal waagerecht
cover-ruler-down = Lineal senkrecht
cover-drag-guide = Eine Hilfslinie auf die Seite ziehen
cover-rulers-in = Lineale in { $unit }

## The gallery as plain values, and names for covers.

cover-shelf-personal = Persönlich
cover-shelf-common = Gemeinsam
cover-shelf-templates = Vorlagen
cover-changed-at = geändert { $when }
cover-is-default = , Standard
cover-template = Vorlage
cover-common = gemeinsam
cover-personal = persönlich

## Drawing the editor

cover-name = Name des Deckblatts
cover-name-hint = Briefkopf
cover-save-title = Deckblatt speichern
cover-whose = Für wen
cover-personal-hint = Nur Sie sehen es. Der Server lässt vielleicht nur seine gemeinsamen Deckblätter zu.
cover-common-hint = Alle, die über diesen Server senden, können es benutzen.
cover-rename-title = Deckblatt umbenennen
cover-rename = Umbenennen
cover-leave-title = Änderungen speichern?
cover-leave-hint = Das Deckblatt hat Änderungen, die nicht gespeichert sind. Ohne Speichern gehen sie verloren.
cover-leave-unsaved = Nicht speichern
cover-state-new = neu, nicht gespeichert
cover-state-changed = geändert
cover-state-saved = gespeichert
cover-sample = Muster
cover-more = Weitere Aktionen
cover-note-goes-on =
    { $pages ->
        [one] Die Nachricht geht weiter: { $pages } Seite mit diesem Muster
       *[other] Die Nachricht geht weiter: { $pages } Seiten mit diesem Muster
    }
cover-and-more = (und { $count } weitere)

## The pane's requests

cover-renamed = Das Deckblatt ist umbenannt
cover-drawing = Zeichnung
cover-not-utf8 = die Datei ist nicht in UTF-8 geschrieben
cover-picture-unusable = Das Bild ist nicht verwendbar: { $why } ({ $path })
cover-no-picture = es ist kein PNG, JPEG, GIF oder WebP

## Drawing the gallery

cover-summary =
    { $own } eigene · { $templates ->
        [one] { $templates } Vorlage
       *[other] { $templates } Vorlagen
    }
cover-none = Noch kein Deckblatt
cover-none-hint = Beginnen Sie mit einer leeren Seite oder einer Zeichnung
cover-new = Neues Deckblatt
cover-empty-a4 = Leere Seite, A4
cover-empty-letter = Leere Seite, Letter
cover-default = Standard
cover-more-about = Mehr zu { $title }
cover-edit = Bearbeiten
cover-new-from = Neu aus diesem

## Drawing the palette

cover-insert = Einfügen
cover-insert-tool = { $tool } einfügen
cover-insert-field = Feld einfügen: { $field }
cover-more-fields = Weitere Felder

## Drawing the properties of what is selected, or of the page.

cover-fit-wrap = Umbrechen, dann nächste Seite
cover-fit-shrink = Kleinere Schrift
cover-fit-clip = Abschneiden
cover-empty-hide = Ausblenden
cover-empty-keep = Platz behalten
fill-none = Keine
fill-white = Weiß
fill-black = Schwarz
fill-light = Helle Punkte
fill-medium = Mittlere Punkte
fill-dark = Dunkle Punkte
fill-lines = Linien
fill-diagonal = Schräge Linien
fill-cross = Gekreuzte Linien
fill-other = Wie anderswo gezeichnet
cover-photo = Foto
code-qr = QR-Code
code-128 = Code 128
cover-page = Seite
cover-objects =
    { $count ->
        [one] { $count } Objekt
       *[other] { $count } Objekte
    }
cover-selected = ausgewählt
cover-unknown-field = unbekanntes Feld
cover-paper = Papier
cover-while-drawing = Beim Zeichnen
cover-things-pull = Objekte und Hilfslinien ziehen an
cover-grid-5 = Raster von 5 mm
cover-rulers = Lineale
cover-millimetres = Millimeter
cover-inches = Zoll
cover-remove-guides = Hilfslinien entfernen
cover-page-hint = Klicken Sie ein Objekt an, um es zu ändern. Ziehen Sie Werkzeuge auf die Seite und Hilfslinien aus den Linealen.
cover-align-to = Ausrichten an
cover-the-selection = Der Auswahl
cover-the-page = Der Seite
cover-locked = Gesperrt
cover-position = Position und Größe
cover-from-left = Von links
cover-from-top = Von oben
cover-width = Breite
cover-height = Höhe
cover-shows = Zeigt
cover-shown-field = Gezeigtes Feld
cover-font = Schrift
cover-font-size = Schriftgröße
cover-bold = Fett
cover-text-left = Text links
cover-text-centred = Text zentriert
cover-text-right = Text rechts
cover-text-auto = Nach der Schrift: Von rechts nach links steht rechts
cover-wrap-field = Umbruch
cover-one-line = Eine Zeile
cover-in-width = In seiner Breite
cover-wrap-width = Umbruchbreite
cover-free = frei
cover-wrap-height = Umbruchhöhe
cover-no-fit = Wenn es nicht passt
cover-when-empty = Wenn leer
cover-line-width = Linienstärke
cover-fill = Füllung
cover-black-white = In Schwarz-Weiß
cover-code = Code

## The editor's worker

cover-no-page = das Deckblatt hat keine Seite
cover-gone = das Deckblatt ist verschwunden

## What the pane asks of the application

cover-make-default = Als Standard festlegen
cover-make-default-tip = Neue Faxe beginnen damit
cover-no-default = Nicht mehr Standard
cover-no-default-tip = Neue Faxe beginnen ohne Deckblatt
cover-import = SVG importieren…
cover-import-tip = Eine Zeichnung aus beliebigem Programm
cover-print-sample-tip = Mit den Worten eines Musters

## How the page lies on the canvas

unit-mm-short = mm
unit-inch-short = Zoll

## The pages of a cover, and their language

cover-next-page = Nächste Seite
cover-previous-page = Vorige Seite
cover-next-page-tip = Eine zu lange Nachricht geht auf Folgeseiten weiter
cover-own-further = Folgeseiten ändern
cover-own-further-tip = Die Folgeseiten einer langen Nachricht werden dem Deckblatt eigen
cover-on-which-pages = Auf welchen Seiten
cover-on-first = Auf der ersten
cover-on-further = Auf Folgeseiten
cover-on-all = Auf allen
cover-shown-in = Gezeigt auf
cover-word-language = Sprache
cover-words-own = Wie geschrieben, in allen Sprachen
cover-words-of-fax = Wörter in der Sprache des Faxes
cover-speaks-en-us = Englisch (USA)
cover-speaks-en-gb = Englisch (Großbritannien)
cover-speaks-de = Deutsch
cover-speaks-fr = Französisch
cover-speaks-es = Spanisch
cover-speaks-it = Italienisch
cover-speaks-nl = Niederländisch
cover-speaks-iso = Englisch, ISO 8601
