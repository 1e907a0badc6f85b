### Sentences of the page, in German.

## Names and the start

title-start = Offcut – Motive aus Fotos freistellen
title-of = { $what } – Offcut
description = Stellt das Motiv eines Fotos frei, direkt im Browser. Das Foto verlässt Ihr Gerät nie.
headline = Motive aus Fotos freistellen.
promise = Alles geschieht in diesem Browser. Ihr Foto verlässt Ihr Gerät nie.
choose = Fotos auswählen
choose-folder = Ordner auswählen
other-ways = oder irgendwo auf der Seite ablegen, auch Ordner oder ZIP-Archive, oder einfügen
formats = JPEG, PNG, WebP, GIF, BMP, TIFF, QOI und PNM, dazu alles, was Ihr Browser sonst noch liest. Volle Auflösung rein, volle Auflösung raus.
let-go = Zum Freistellen loslassen
samples = Kein Foto zur Hand? Hier sind Beispiele
sample-cat = Eine Katze
sample-coffee = Eine Tasse Kaffee
sample-raccoon = Ein Waschbär
footer = U²-Net, ausgeführt von Rust in WebAssembly. Frei und quelloffen.
language = Sprache
language-not-fetched = Diese Sprache konnte nicht geladen werden: Vielleicht besteht keine Verbindung. Bitte später erneut versuchen.
between-sentences = {" "}
between-names = {", "}

## Buttons of many places. All short.

cancel = Abbrechen
close = Schließen
reload = Neu laden
try-again = Erneut versuchen
back = Zurück
back-to = Zurück zu { $name }
undo = Rückgängig
redo = Wiederholen
remove = Entfernen
dismiss = Ausblenden

## Getting ready

ready-starting = Vorbereitung
ready-received = Vorbereitung · { $got }
ready-received-of = Vorbereitung · { $got } von { $total }
ready-loading = Vorbereitung · gleich fertig
ready = Bereit
ready-offline = Bereit. Funktioniert auch offline.
title-and-body = { $title }. { $body }
downloading = Neuronales Netz empfangen
build-fast = Schnellster Build
build-threads = Build ohne FMA-Befehle
build-compat = Kompatibler Build, langsamer
threads =
    { $count ->
        [one] 1 Thread
       *[other] { $count } Threads
    }
update = Eine neue Version ist bereit.

## Steps of a photo

steps = Fortschritt
step-download = Vorbereiten
step-read = Foto lesen
step-find = Motiv finden
step-refine = Kante verfeinern
step-compose = Freistellen
step-encode = Datei schreiben
running-download = Wird vorbereitet …
running-read = Foto wird gelesen …
running-find = Motiv wird gesucht …
running-refine = Kante wird verfeinert …
running-compose = Motiv wird freigestellt …
running-encode = Datei wird geschrieben …
times = Dauer der Schritte
total = Gesamt

## The result

cut-out-of = { $name }, freigestellt
pasted = Eingefügtes Foto
download = { $format } herunterladen
copy = Kopieren
copied = Kopiert
another = Anderes Foto
copy-not-possible = In diesem Browser können Seiten Bilder nur über https oder auf diesem Rechner kopieren. Bitte das Bild stattdessen herunterladen.
copy-refused = Der Browser hat das Kopieren nicht erlaubt. Bitte das Bild stattdessen herunterladen.
share = Teilen
share-refused = Der Browser hat es nicht geteilt. Noch einmal auf „Teilen“ drücken oder das Bild herunterladen.
share-lost = Die geteilten Fotos sind nicht angekommen: noch einmal teilen oder hier auswählen.
drag-out = In einen Ordner oder ein anderes Programm ziehen
compare = Original und Freisteller vergleichen
original = Original
cut-out = Freisteller
split = { $original } Original, { $cutout } Freisteller
cut-out-alt = Der Freisteller auf transparentem Hintergrund
original-alt = Das Originalfoto
mask-alt = Die Maske: Weiß ist Motiv, Schwarz ist Hintergrund
scene-alt = Der Freisteller auf seinem neuen Hintergrund
erased-alt = Das Foto; was entfernt wird, ist blass
no-original = Dieser Browser kann das Original nicht anzeigen, deshalb ist hier nur der Freisteller zu sehen.
read-as-srgb = Dieses Format hat Ihr Browser gelesen, als sRGB mit 8 Bit.
read-as-p3 = Dieses Format hat Ihr Browser gelesen, als Display P3 mit 8 Bit.
pixels = { $size } Pixel
announce-done = { $name } ist nach { $time } freigestellt.
warning-truncated = Die Datei ist unvollständig: Der Rest des Bildes fehlt.
warning-first-only = Die Datei enthält mehrere Bilder: Dies ist das erste.
warning-gain-map = Die Datei enthält eine Gain-Map für HDR-Bildschirme; sie wird weggelassen.
warning-enlarged = Der Rahmen vergrößert das Motiv über die Auflösung des Fotos hinaus.
verdict-check = Bitte dieses Bild prüfen: Das Motiv war nicht ganz eindeutig. Fehlt etwas oder ist zu viel da, lässt es sich mit dem Pinsel berichtigen.
verdict-none = Kein klares Motiv gefunden. Der Freisteller ist blass: Markieren Sie das Motiv mit dem Pinsel, oder versuchen Sie es mit einem Foto, auf dem sich eine Sache deutlich abhebt.
try-brush = Pinsel verwenden

## Panel that changes the cut-out

panel = Freisteller anpassen
quality = Kante
quality-fast = Schnell
quality-balanced = Ausgewogen
quality-best = Beste
quality-raw = Wie rembg
quality-fast-hint = Ein Durchgang des Netzes und eine Kante, die dem Foto folgt.
quality-balanced-hint = Ein bis fünf Durchgänge und haarfeine Kanten.
quality-best-hint = Ebenso, bei großen Fotos mit der feinsten Kante. Dauert am längsten.
quality-raw-hint = Das Ergebnis des Netzes selbst, ohne Verfeinern: so, wie rembg es liefert.
background = Hintergrund
background-none = Keiner
background-colour = Farbe
background-blur = Unscharf
background-picture = Bild
colour = Farbe
other-colour = Andere Farbe
colour-white = Weiß
colour-light-gray = Hellgrau
colour-gray = Grau
colour-black = Schwarz
colour-sand = Sand
colour-sky = Himmelblau
colour-mint = Mint
colour-coral = Koralle
blur = Unschärfe
choose-picture = Bild auswählen
other-picture = Anderes Bild
picture-stays = Auch dieses Bild bleibt auf Ihrem Gerät.
fit = Anpassung
fit-cover = Füllen
fit-contain = Ganz zeigen
shadow = Weicher Schatten
shadow-strength = Stärke
shadow-softness = Weichheit
shadow-distance = Abstand
trim = Aufs Motiv zuschneiden
margin = Rand
mask = Nur Maske
mask-hint = Graustufenbild: Weiß ist Motiv, Schwarz ist Hintergrund.
file-type = Datei
file-png-hint = Nichts geht verloren; jedes Programm öffnet es.
file-webp-hint = Viel kleiner, und transparent; ältere Programme öffnen es nicht.
file-avif-hint = Am kleinsten, und transparent; nur wenige Programme öffnen es.
file-jpeg-hint = Klein, aber nie transparent: Ohne Hintergrund wird er weiß.
file-quality = Qualität
lossless = Verlustfrei
metadata = Kameradaten
metadata-none = Entfernen
metadata-without-place = Ohne Ort
metadata-all = Alle behalten
metadata-none-hint = Die Datei verrät nichts über Kamera, Zeit oder Ort.
metadata-without-place-hint = Kamera, Zeit, Urheber und Titel bleiben. Der Aufnahmeort nicht.
metadata-all-hint = Auch der Aufnahmeort bleibt in der Datei.
finishing = Volle Größe wird fertiggestellt …
avif-fetching = AVIF-Encoder wird geladen …
avif-making = AVIF wird erstellt. Bei einem großen Foto dauert das etwas; Sie können inzwischen weitermachen.
avif-ready = Das AVIF ist fertig.
preview = Vorschau
not-changed = Diese Änderung ist nicht gelungen, das letzte Bild bleibt.
revert = Änderung verwerfen

## The brush that keeps or erases parts of the photo

brush = Mit Pinsel nachbessern
brush-hint = Fehlt etwas, oder ist zu viel da? Einfach übermalen.
brush-done = Fertig
brush-mode = Pinsel
brush-keep = Behalten
brush-erase = Entfernen
brush-size = Größe
brush-size-is = Größe { $size }
zoom = Zoom
zoom-in = Vergrößern
zoom-out = Verkleinern
zoom-fit = { $zoom }: alles zeigen
canvas = Foto zum Bemalen
brush-help = Grobe Striche genügen: Die Kante wird entlang des Fotos gefunden. Mit zwei Fingern oder dem Mausrad zoomen.
keys = Tasten
keys-page = Auf der Seite
key-paste = Fotos einfügen
key-download = Das freigestellte Bild herunterladen
key-download-all = Alle als ZIP-Archiv herunterladen
key-help = Diese Tasten zeigen
key-go = Zu einem anderen Foto gehen; mit Umschalt einen Bereich auswählen
key-show = Das Foto zeigen
key-select = Das Foto auswählen
key-line = Die Linie bewegen
key-brush-move = Den Pinsel bewegen; mit Umschalt in größeren Schritten
key-brush-spot = Eine Stelle markieren; halten und ziehen verschiebt das Foto
key-brush-stroke = Einen Strich beginnen und beenden
key-brush-away = Den Strich verwerfen, dann den Pinsel weglegen
keys-mac = Auf einem Mac steht ⌘ für Strg.
key-ctrl = Strg
key-shift = Umschalt
key-space = Leertaste
key-enter = Eingabe
key-delete = Entf
key-backspace = Rücktaste
key-home = Pos1
key-end = Ende
brush-started = Pinsel in der Hand. Pfeiltasten bewegen ihn, Leertaste markiert eine Stelle, Eingabe beginnt und beendet einen Strich.
pen-down = Strich begonnen: Pfeiltasten zeichnen, Eingabe beendet den Strich, Esc verwirft ihn.
stroke-dropped = Strich verworfen.
brush-at = { $across } von links, { $down } von oben
marked-keep = Zum Behalten markiert.
marked-erase = Zum Entfernen markiert.
strokes =
    { $count ->
        [0] Keine Striche.
        [one] 1 Strich.
       *[other] { $count } Striche.
    }

## Several photos

photos-list = Fotos
needs-check = Zu prüfende zuerst
show-grid = Alle zeigen
cancel-all = Alle abbrechen
to-folder = In Ordner speichern
select-all = Alle auswählen
select-none = Auswahl aufheben
in-line = In der Warteschlange: als Nächstes dran, sobald das laufende Foto fertig ist.
photos-done = Fertige Fotos
photos =
    { $count ->
        [one] 1 Foto
       *[other] { $count } Fotos
    }
count-done =
    { $count ->
       *[other] { $count } fertig
    }
count-check =
    { $count ->
       *[other] { $count } zu prüfen
    }
count-failed =
    { $count ->
       *[other] { $count } mit Fehler
    }
count-cancelled =
    { $count ->
       *[other] { $count } abgebrochen
    }
count-selected =
    { $count ->
       *[other] { $count } ausgewählt
    }
time-left = noch etwa { $time }
state-waiting = Wartet
state-working = In Arbeit
state-changing = Wird geändert
state-done = Fertig
state-check = Bitte prüfen
state-failed = Fehler
state-cancelled = Abgebrochen
state-failed-because = Fehler: { $reason }
photo-state = { $name } – { $state }
download-selected =
    { $count ->
        [one] Herunterladen
       *[other] { $count } herunterladen (ZIP)
    }
download-all =
    { $count ->
       *[other] Alle { $count } herunterladen (ZIP)
    }
use-settings-all = Einstellungen auf alle anwenden
use-settings-selected =
    { $count ->
        [one] Einstellungen auf das ausgewählte Foto anwenden
       *[other] Einstellungen auf die { $count } ausgewählten anwenden
    }
retry-failed =
    { $count ->
        [one] Fehlgeschlagenes wiederholen
       *[other] { $count } wiederholen
    }
photos-removed =
    { $count ->
        [one] 1 Foto entfernt.
       *[other] { $count } Fotos entfernt.
    }
settings-used =
    { $count ->
        [one] 1 weiteres Foto erhält diese Einstellungen.
       *[other] { $count } weitere Fotos erhalten diese Einstellungen.
    }
skipped-no-picture =
    { $count ->
        [one] { $names } ist kein Bild und wurde übersprungen.
       *[other] { $count } Dateien sind keine Bilder und wurden übersprungen: { $names }.
    }
skipped-not-readable =
    { $count ->
        [one] { $names } konnte nicht geöffnet werden.
       *[other] { $count } Dateien konnten nicht geöffnet werden: { $names }.
    }
names-and-more =
    { $count ->
       *[other] { $names } und { $count } weitere
    }
photos-finishing =
    { $count ->
        [one] 1 Foto wird fertiggestellt …
       *[other] { $count } Fotos werden fertiggestellt …
    }
saving = { $number } von { $all } wird gespeichert …
downloaded =
    { $count ->
        [one] 1 Foto ist unterwegs zu Ihren Downloads.
       *[other] { $count } Fotos sind unterwegs zu Ihren Downloads.
    }
saved =
    { $count ->
        [one] 1 Foto in „{ $folder }“ gespeichert.
       *[other] { $count } Fotos in „{ $folder }“ gespeichert.
    }
left-out =
    { $count ->
        [one] Eines ist nicht freigestellt und wurde ausgelassen.
       *[other] { $count } sind nicht freigestellt und wurden ausgelassen.
    }
not-saved =
    { $count ->
       *[other] { $count } von { $all } gespeichert, dann ließ sich nicht mehr in den Ordner schreiben: Vielleicht ist er voll oder nicht mehr da. Bitte einen anderen versuchen.
    }
no-room-for-archive = Der Browser hat keinen Platz für das Archiv. Bitte weniger Fotos auswählen und erneut versuchen.
others-wait = Die anderen Fotos warten.
all-done = Die Warteschlange ist leer: { $counts }.

## Photos that stay on the device

stays = Was auf diesem Gerät bleibt
stays-body =
    { $days ->
        [one] Damit bei einem geschlossenen Tab oder einem Absturz nichts verloren geht, behält Ihr Browser Fotos, Änderungen und Freisteller nach der letzten Änderung noch 1 Tag lang hier, wo nur diese Website sie lesen kann. Beim nächsten Besuch lässt sich damit weiterarbeiten. Nichts davon wird gesendet.
       *[other] Damit bei einem geschlossenen Tab oder einem Absturz nichts verloren geht, behält Ihr Browser Fotos, Änderungen und Freisteller nach der letzten Änderung noch { $days } Tage lang hier, wo nur diese Website sie lesen kann. Beim nächsten Besuch lässt sich damit weiterarbeiten. Nichts davon wird gesendet.
    }
keeping = Fotos fürs nächste Mal behalten
go-on = Fortsetzen
clear = Löschen
clear-everything = Alles löschen
keeping-not-possible = Dieser Browser behält nichts für diese Seite, etwa in einem privaten Fenster: Sobald sie geschlossen wird, sind die Fotos weg.
keeping-off = Ausgeschaltet. Sobald diese Seite geschlossen wird, sind die Fotos weg.
keeping-nothing = Zurzeit ist nichts gespeichert.
keeping-photos =
    { $count ->
        [one] 1 Foto aus diesem Tab gespeichert, { $size }.
       *[other] { $count } Fotos aus diesem Tab gespeichert, { $size }.
    }
photos-from-last-time =
    { $count ->
        [one] 1 Foto vom letzten Mal
       *[other] { $count } Fotos vom letzten Mal
    }
trouble-full = Der Browser hat keinen Platz mehr, um weitere Fotos zu behalten.
trouble-refused = Der Browser behält keine weiteren Fotos auf diesem Gerät.
trouble-not-deleted = Der Browser konnte nicht alle Dateien dieser Seite löschen. Bitte ihre Daten in den Einstellungen des Browsers löschen.
lost-all = Wird diese Seite geschlossen, sind ihre Fotos weg. Bitte vorher die Freisteller speichern.
lost-some =
    { $count ->
        [one] Wird diese Seite geschlossen, ist 1 von { $all } Fotos weg. Bitte vorher seinen Freisteller speichern.
       *[other] Wird diese Seite geschlossen, sind { $count } von { $all } Fotos weg. Bitte vorher ihre Freisteller speichern.
    }
cleared-running = Wird gelöscht …
cleared-waiting = Entfernt. Die Dateien werden gelöscht, sobald der Download abgeschlossen ist: Diese Seite bitte bis dahin offen lassen.
cleared-done = Alles ist gelöscht.
cleared-done-here = Hier ist alles gelöscht. Fotos in anderen Tabs bleiben.

## What leaves the page

privacy = Was diese Seite verlässt
privacy-photos = Ihre Fotos nicht. Das neuronale Netz für die Motivsuche wurde in Ihren Browser geladen; Foto und Ergebnis bleiben auf Ihrem Gerät, und während ein Foto verarbeitet wird, sendet die Seite keine Anfrage.
privacy-counts = Wenn Sie gehen, meldet diese Seite ihrem eigenen Server, wie es lief: wie lange jeder Schritt gedauert hat, mit welcher Art von Browser, Build und Gerät, und ob es geklappt hat. Kein Bild, kein Dateiname, keine Kennung; die Größe von Foto und Warteschlange nur in Stufen. So merken wir, wenn etwas langsam ist oder nicht funktioniert.
privacy-text = Unten steht der genaue Text, Zeichen für Zeichen. Sonst wird nichts gesendet, außer dass die Seite ihre eigenen Dateien abruft und Ihr Browser ab und zu nachfragt, ob sie noch die neuesten sind.
counting = Dem Server melden, wie es lief
counting-off-by-browser = Ihr Browser sendet das Signal „Global Privacy Control“, deshalb wird nichts gesendet.
counting-off = Ausgeschaltet. Nichts wird gesendet.
counting-waiting = Wird beim Verlassen gesendet
counting-sent = Zuletzt gesendet
nothing-yet = Noch nichts.

## Networks

network-legend = Neuronales Netz für die Motivsuche
network-summary = Netz: { $name }
network-download = { $size } herunterladen
network-go-on = Fortsetzen: noch { $size }
network-pause = Pause
network-delete = Löschen
network-add = Netz aus einer Datei hinzufügen
network-add-hint = Die ONNX-Datei eines Netzes wie U²-Net oder IS-Net. Sie bleibt auf Ihrem Gerät und lässt sich auch auf der Seite ablegen.
network-no-list = Die Netze dieser Website lassen sich gerade nicht auflisten: Vielleicht besteht keine Verbindung. Die hier gespeicherten funktionieren trotzdem.
network-not-lasting = Dieser Browser behält keine Dateien für diese Seite: Ein Netz bleibt nur, bis sie geschlossen wird.
network-button = { $label }, { $name }
network-input = Eingabe des Netzes
network-input-hint = Wie von den Autoren angegeben. Mittelwert und Abweichung: eine Zahl oder drei für Rot, Grün und Blau, mit Dezimalpunkt und durch Kommas getrennt.
network-input-side = Seitenlänge (Pixel)
network-input-mean = Mittelwert
network-input-deviation = Abweichung
network-input-use = Übernehmen
network-u2netp = jedes Motiv; klein und schnell
network-u2net = jedes Motiv
network-u2net_human_seg = Menschen
network-silueta = jedes Motiv; ein verkleinertes U²-Net
network-isnet-general-use = jedes Motiv; feinere Strukturen
network-from-file = aus einer Datei hinzugefügt
network-licence = Lizenz { $licence }
network-licence-unstated = Lizenz vom Herausgeber nicht angegeben
network-bundled = gehört zu dieser Seite
network-kept = hier gespeichert
network-photo-time = hier etwa { $time } pro Foto
network-tight = Es braucht etwa { $size } Arbeitsspeicher, vielleicht mehr, als dieses Gerät übrig hat.
network-too-large = Es bräuchte etwa { $size } Arbeitsspeicher: mehr, als eine Seite bekommen kann.
network-slow = Ein Foto dauert damit etwa { $time } auf diesem Gerät.
network-smaller = Das nächstkleinere ist { $name }, { $size }.
network-progress = { $got } von { $total }
network-announcement = { $name }: { $percent } empfangen
network-received = { $name } empfangen
network-paused = { $name } ist pausiert.
network-missing = { $name } gibt es auf dieser Website nicht mehr.
network-broke-off = { $name } ist nicht vollständig angekommen.
network-damaged = { $name } kommt beschädigt an, zweimal hintereinander: Etwas auf dem Weg verändert die Datei. Der beschädigte Teil wird nicht behalten.
network-changed = Diese Website hat jetzt eine andere Version von { $name }. Bitte die Liste neu öffnen und diese Version herunterladen.
network-no-room = Auf diesem Gerät ist kein Platz für { $name }.
network-refused = Dieser Browser behält { $name } nicht auf diesem Gerät.
network-part-kept = Was schon da ist, bleibt erhalten.
news-loading = { $name } wird geladen …
news-using = { $name } wird jetzt verwendet.
news-not-kept = { $name } wird verwendet, bis diese Seite geschlossen wird: Der Platz reicht nicht, um es zu behalten.
news-refused = { $name } wurde nicht gespeichert.
news-gone = Dateien von { $name } sind von diesem Gerät verschwunden.
news-deleted = { $name } ist gelöscht.
news-not-deleted = Der Browser konnte { $name } nicht löschen.
news-input-refused = { $name } funktioniert mit dieser Eingabe nicht und behält die vorige.
news-no-input = Die Seitenlänge beträgt 32 bis 4096 Pixel; Mittelwert und Abweichung sind eine Zahl oder drei, die Abweichung größer als 0.
news-too-large = { $name } bräuchte etwa { $size } Arbeitsspeicher: mehr, als eine Seite bekommen kann.
news-no-worker = Der Hintergrundprozess ist nicht gestartet. Bitte erneut versuchen.
network-room = Dieser Browser gibt dieser Website { $quota } auf diesem Gerät; davon sind { $usage } belegt.
fell-back-damaged = Die Datei von { $name } ist beschädigt: Ihre Prüfsumme stimmt nicht mit der Liste überein.
fell-back-unusable = { $name } ist kein Netz, das diese Seite verwenden kann ({ $detail }).
fell-back-inference = { $name } konnte dieses Foto nicht verarbeiten ({ $detail }).
fell-back-died = { $name } braucht mehr Arbeitsspeicher, als da ist, oder ist stehen geblieben.
fell-back-gone = Die Datei von { $name } ist weg.
fell-back-other = { $name } kann nicht verwendet werden.
fell-back-to = Stattdessen wird { $name } verwendet.

## Failures: a heading without a full stop, and sentences with reason and remedy

misunderstood = Die Seite und ihr Hintergrundprozess haben einander missverstanden
misunderstood-body = Das ist unser Fehler. Meist hilft es, die Seite neu zu laden.
browser-too-old = Dieser Browser kann das neuronale Netz nicht ausführen
browser-too-old-body = Offcut braucht WebAssembly mit SIMD; Chrome, Edge und Firefox können das seit 2021, Safari seit 2023. Bitte den Browser aktualisieren oder diese Seite in einem anderen öffnen.
worker-did-not-start = Der Hintergrundprozess ist nicht gestartet
worker-did-not-start-body = Vielleicht ist seine Datei nicht angekommen, oder der Browser hat sie blockiert. Bitte die Verbindung prüfen und erneut versuchen.
worker-died = Dem Hintergrundprozess fehlte Arbeitsspeicher, oder er blieb stehen
worker-died-body = Ein neuer startet gerade. Bitte andere Tabs schließen oder eine kleinere Fassung des Fotos nehmen und erneut versuchen.
other-version = Eine neue Version dieser Seite ist bereit
other-version-body = Seite und Hintergrundprozess müssen dieselbe Version haben. Zum Fortfahren neu laden.
model-not-fetched = Das neuronale Netz konnte nicht geladen werden
photo-still-here = Ihr Foto ist noch da.
sample-not-fetched = Das Beispielfoto konnte nicht geladen werden
file-not-readable = Die Datei lässt sich nicht öffnen
file-not-readable-body = Vielleicht wurde sie seit dem Auswählen verschoben, geändert oder gesperrt. Bitte noch einmal auswählen.
nobody-reads = Ihr Browser kann { $format } nicht lesen
nobody-reads-body = Offcut allein kann es auch nicht. Bitte das Bild als JPEG oder PNG speichern und erneut versuchen; manche Browser können { $format } lesen.
nothing-dropped = Darin war keine Bilddatei
nothing-dropped-body = Bilder von einer anderen Seite müssen erst gespeichert werden. Die Datei danach hier ablegen oder über die Schaltfläche auswählen.
only-address = Das war nur die Adresse eines Bildes
only-address-body = Diese Seite holt nichts von anderen Seiten. Das Bild zuerst speichern, dann die Datei hier ablegen oder über die Schaltfläche auswählen.
cancelled = Abgebrochen
cancelled-body = Es wurde nichts behalten.
empty-file = Diese Datei ist leer
empty-file-body = Sie hat 0 Byte. Vielleicht wurde sie nicht vollständig kopiert: Bitte das Original versuchen.
not-a-picture = Das ist kein Bild, das wir erkennen
not-a-picture-body = Offcut liest JPEG, PNG, WebP, GIF, BMP, TIFF, QOI und PNM sowie Formate, die Ihr Browser kennt.
unsupported-format = Bilder im Format { $format } lassen sich hier nicht lesen
unsupported-format-body = Bitte das Bild als JPEG oder PNG speichern und erneut versuchen.
unsupported-variant = Diese Art von { $format } lässt sich nicht lesen
unsupported-variant-body = Weder Offcut noch dieser Browser hat einen Decoder dafür ({ $detail }). Bitte als gewöhnliches JPEG oder PNG speichern und erneut versuchen.
raw-file = RAW-Dateien lassen sich hier nicht lesen
raw-file-body = Bitte das Foto als JPEG oder TIFF exportieren und erneut versuchen.
damaged = Diese Datei ({ $format }) ist beschädigt
damaged-body = Sie ist fehlerhaft oder unvollständig ({ $detail }). Bitte das Original noch einmal besorgen.
over-limit = Dieses Bild ist zu groß
over-limit-bytes = Die Datei hat { $found }; höchstens { $allowed } sind erlaubt. Bitte mit einer kleineren Fassung erneut versuchen.
over-limit-side = Die längere Seite hat { $found } Pixel; höchstens { $allowed } sind erlaubt. Bitte mit einer kleineren Fassung erneut versuchen.
over-limit-pixels = Es hat { $found } Megapixel; höchstens { $allowed } sind erlaubt. Bitte mit einer kleineren Fassung erneut versuchen.
no-background = Es gibt kein Bild für den Hintergrund
no-background-body = Bitte eines auswählen oder eine andere Art von Hintergrund nehmen.
model-damaged = Das neuronale Netz ist beschädigt angekommen
model-damaged-body = Zweimal hintereinander war seine Prüfsumme nicht die veröffentlichte, deshalb wurde es nicht verwendet. Etwas auf dem Weg verändert es: Bitte später oder über eine andere Verbindung erneut versuchen.
model-unusable = Das neuronale Netz kann nicht verwendet werden
model-unusable-body = Es ließ sich nicht laden ({ $detail }). Vielleicht hilft es, die Seite neu zu laden.
inference = Das neuronale Netz konnte dieses Foto nicht verarbeiten
inference-body = Es brach ab mit: { $detail }.
too-large-for-format = Zu groß für { $format }
too-large-for-format-body = Es hat an einer Seite { $found } Pixel; { $format } reicht nur bis { $allowed }. Bitte als PNG speichern.
needs-background = { $format } kann nicht transparent sein
needs-background-body = Bitte einen Hintergrund auswählen oder als PNG speichern.
encoder-left-out = { $format } lässt sich hier nicht schreiben
encoder-left-out-body = Bitte als PNG speichern.
encoder-not-fetched = Der AVIF-Encoder konnte nicht geladen werden
encoder-not-fetched-body = Vielleicht besteht keine Verbindung. Versuchen Sie es später noch einmal, oder wählen Sie einen anderen Dateityp: Die anderen brauchen ihn nicht.
encode = Das Ergebnis konnte nicht gespeichert werden
encode-body = Der Encoder brach ab mit: { $detail }.
size-mismatch = Die Pixel des Fotos passen nicht zu seiner Größe
size-mismatch-body = Das ist unser Fehler. Mit einer anderen Datei desselben Fotos klappt es vielleicht.
no-response = Es kam keine Antwort: Vielleicht besteht keine Verbindung.
bad-status = Der Server hat mit Status { $status } geantwortet.
incomplete = Die Verbindung ist abgebrochen, bevor alles da war.

## Frames and presets

frame = Rahmen
frame-preset = Vorlage
frame-no-preset = Keine
frame-square = Quadrat auf Weiß, 2000 Pixel
frame-4x5 = 4:5 auf Weiß
frame-16x9 = 16:9 auf Weiß
frame-passport = Passbild, 35 × 45 mm
frame-sticker = Sticker mit Kontur
frame-own-choice = Eigene Wahl
frame-canvas = Leinwand
frame-as-photo = Wie das Foto
frame-by-ratio = Nach Verhältnis
frame-in-pixels = In Pixeln
frame-in-millimetres = In Millimetern
frame-width = Breite
frame-height = Höhe
frame-dpi = Pixel pro Zoll
frame-fill = Füllung
frame-place = Lage
place-top-left = Oben links
place-top = Oben
place-top-right = Oben rechts
place-left = Links
place-middle = Mitte
place-right = Rechts
place-bottom-left = Unten links
place-bottom = Unten
place-bottom-right = Unten rechts
place-line = Steht auf einer Linie
frame-ground = Linie, von oben
frame-edge = Freier Rand
outline = Kontur
outline-colour = Farbe der Kontur
frame-enlarged = Der Rahmen vergrößert das Motiv auf { $size } seiner Größe im Foto: Ein kleinerer Rahmen oder ein größeres Foto ist schärfer.
frame-no-room = Im Rahmen ist kein Platz für das Motiv: Wählen Sie einen kleineren Rand, eine schmalere Kontur oder eine tiefere Linie.
frame-too-large = Der Rahmen hat mehr Pixel, als diese Seite macht: Wählen Sie einen kleineren.
presets-own = Eigene Vorlagen
preset-name = Name
preset-save = Als Vorlage sichern
preset-export = Exportieren
preset-delete = Löschen
preset-import = Datei importieren
preset-has = Eine Vorlage hat den Rahmen, den Hintergrund, den Schatten, die Kontur und den Dateityp. Sie bleibt auf diesem Gerät; ihre Datei taugt auch für das Kommando.
preset-saved = { $name } ist gesichert.
preset-saved-in-part = { $name } ist gesichert. Das Hintergrundbild gehört nicht dazu.
preset-deleted = { $name } ist gelöscht.
preset-refused = { $file }: { $sentence }
preset-nameless = Geben Sie der Vorlage zuerst einen Namen.
preset-not-kept = Dieser Browser hat keinen Platz für die Vorlage: Exportieren Sie sie in eine Datei.
preset-not-read = Das ist keine Datei einer Vorlage, oder sie ist nicht lesbar.
preset-trim-in-pixels = trim muss hier in Prozent stehen, etwa 5%.
reset = Zurücksetzen
reset-hint = Diese Wahl gilt für Ihre nächsten Fotos, bis Sie sie zurücksetzen.
