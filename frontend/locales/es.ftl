### Sentences of the page, in Spanish. The comments for translators are in en.ftl.

## Names and the start

title-start = Offcut – recorta el sujeto de una foto
title-of = { $what } – Offcut
description = Recorta el sujeto de una foto en tu navegador. La foto nunca sale de tu dispositivo.
headline = Recorta el sujeto de una foto.
promise = Todo ocurre en este navegador. Tu foto nunca sale de tu dispositivo.
choose = Elegir fotos
choose-folder = Elegir una carpeta
other-ways = o suéltalas donde quieras, también una carpeta o un archivo ZIP, o pega una
formats = JPEG, PNG, WebP, GIF, BMP, TIFF, QOI y PNM, y todo lo que lea tu navegador. La resolución se mantiene completa de principio a fin.
let-go = Suelta para recortar
samples = ¿No tienes una foto a mano? Prueba con una de estas
sample-cat = Un gato
sample-coffee = Una taza de café
sample-raccoon = Un mapache
footer = U²-Net, ejecutada con Rust en WebAssembly. Libre y de código abierto.
language = Idioma
language-not-fetched = No se pudo obtener este idioma: puede que no tengas conexión. Inténtalo más tarde.
between-sentences = {" "}
between-names = {", "}

## Buttons of many places. All short.

cancel = Cancelar
close = Cerrar
reload = Recargar
try-again = Reintentar
back = Volver
back-to = Volver a { $name }
undo = Deshacer
redo = Rehacer
remove = Quitar
dismiss = Ocultar

## Getting ready

ready-starting = Preparando
ready-received = Preparando · { $got }
ready-received-of = Preparando · { $got } de { $total }
ready-loading = Preparando · casi listo
ready = Listo
ready-offline = Listo. Funciona sin conexión.
title-and-body = { $title }. { $body }
downloading = Descarga de la red neuronal
build-fast = Variante más rápida
build-threads = Variante sin aritmética fusionada
build-compat = Variante compatible, más lenta
threads =
    { $count ->
        [one] 1 hilo
        [many] { $count } de hilos
       *[other] { $count } hilos
    }
update = Hay una versión nueva lista.

## Steps of a photo

steps = Progreso
step-download = Preparar
step-read = Leer la foto
step-find = Detectar el sujeto
step-refine = Refinar el borde
step-compose = Recortar
step-encode = Crear el archivo
running-download = Preparando…
running-read = Leyendo la foto…
running-find = Detectando el sujeto…
running-refine = Refinando el borde…
running-compose = Recortando…
running-encode = Creando el archivo…
times = Tiempo de cada paso
total = En total

## The result

cut-out-of = { $name }, recortada
pasted = Foto pegada
download = Descargar { $format }
copy = Copiar
copied = Copiado
another = Otra foto
copy-not-possible = Este navegador solo permite que una página copie imágenes por https o desde este mismo equipo. Descarga la imagen.
copy-refused = El navegador no permitió copiar. Descarga la imagen.
share = Compartir
share-refused = El navegador no lo ha compartido. Pulsa otra vez Compartir o descarga la imagen.
share-lost = Las fotos compartidas no han llegado: compártelas otra vez o elígelas aquí.
drag-out = Arrástrala a una carpeta o a otro programa
compare = Comparar el original y el recorte
original = Original
cut-out = Recorte
split = { $original } original, { $cutout } recorte
cut-out-alt = El recorte sobre un fondo transparente
original-alt = La foto original
mask-alt = La máscara: el sujeto en blanco, el fondo en negro
scene-alt = El recorte sobre su nuevo fondo
erased-alt = La foto; lo borrado se ve tenue
no-original = Este navegador no puede mostrar el original, así que aquí solo está el recorte.
read-as-srgb = Tu navegador leyó este formato como sRGB de 8 bits.
read-as-p3 = Tu navegador leyó este formato como Display P3 de 8 bits.
pixels = { $size } píxeles
announce-done = { $name }: recorte listo en { $time }.
warning-truncated = El archivo está incompleto: falta el resto de la imagen.
warning-first-only = El archivo contiene varias imágenes: esta es la primera.
warning-gain-map = El archivo tiene un mapa de ganancia para pantallas HDR, que se omite.
warning-enlarged = El encuadre amplía el sujeto más allá de los píxeles de la foto.
verdict-check = Revisa esta foto: el sujeto no estaba del todo claro. Si falta una parte o sobra algo, corrígelo con el pincel.
verdict-none = No se encontró un sujeto claro. El recorte es tenue: marca el sujeto con el pincel o prueba con una foto en la que algo destaque.
try-brush = Usar el pincel

## Panel that changes the cut-out

panel = Modificar el recorte
quality = Borde
quality-fast = Rápido
quality-balanced = Medio
quality-best = Óptimo
quality-raw = Como rembg
quality-fast-hint = Una pasada de la red y un borde que sigue la foto.
quality-balanced-hint = De una a cinco pasadas y bordes finos como un cabello.
quality-best-hint = Lo mismo, con el borde más fino en fotos grandes. Es lo que más tarda.
quality-raw-hint = El mapa de la red tal cual, sin refinar: lo que da rembg.
background = Fondo
background-none = Ninguno
background-colour = Color
background-blur = Borroso
background-picture = Imagen
colour = Color
other-colour = Otro color
colour-white = Blanco
colour-light-gray = Gris claro
colour-gray = Gris
colour-black = Negro
colour-sand = Arena
colour-sky = Cielo
colour-mint = Menta
colour-coral = Coral
blur = Desenfoque
choose-picture = Elegir una imagen
other-picture = Otra imagen
picture-stays = También se queda en tu dispositivo.
fit = Encaje
fit-cover = Llenar
fit-contain = Ver entera
shadow = Sombra suave
shadow-strength = Opacidad
shadow-softness = Suavidad
shadow-distance = Distancia
trim = Ajustar al sujeto
margin = Margen
mask = Solo máscara
mask-hint = Imagen en grises: el sujeto en blanco, el fondo en negro.
file-type = Archivo
file-png-hint = No se pierde nada; lo abre cualquier programa.
file-webp-hint = Mucho más pequeño y con transparencia; los programas antiguos no lo abren.
file-avif-hint = El más pequeño y con transparencia; pocos programas lo abren.
file-jpeg-hint = Pequeño, pero nunca transparente: sin fondo, queda blanco.
file-quality = Calidad
lossless = Sin pérdida
metadata = Datos de cámara
metadata-none = Quitar
metadata-without-place = Dejar, sin lugar
metadata-all = Dejar todo
metadata-none-hint = El archivo no dice nada sobre la cámara, la hora ni el lugar.
metadata-without-place-hint = Se quedan la cámara, la hora, los autores y los títulos. El lugar de la toma, no.
metadata-all-hint = El lugar de la toma también se queda en el archivo.
finishing = Terminando a tamaño completo…
avif-fetching = Descargando el codificador AVIF…
avif-making = Creando el AVIF. Una foto grande tarda un poco; mientras tanto puedes seguir.
avif-ready = El AVIF está listo.
preview = Vista previa
not-changed = Este cambio no funcionó; se queda la última imagen.
revert = Descartar cambio

## The brush that keeps or erases parts of the photo

brush = Pincel conservar/borrar
brush-hint = ¿Falta algo o sobra algo? Pinta encima.
brush-done = Listo
brush-mode = Pincel
brush-keep = Conservar
brush-erase = Borrar
brush-size = Tamaño
brush-size-is = Tamaño { $size }
zoom = Zoom
zoom-in = Acercar
zoom-out = Alejar
zoom-fit = { $zoom }: ver todo
canvas = Foto sobre la que pintar
brush-help = Bastan trazos toscos: el borde se busca siguiendo la foto. Zoom con dos dedos o con la rueda.
keys = Teclas
keys-page = En la página
key-paste = Pegar fotos
key-download = Descargar el recorte
key-download-all = Descargar todo en un archivo ZIP
key-help = Mostrar estas teclas
key-go = Ir a otra foto; con Mayús, marcar un rango
key-show = Mostrar la foto
key-select = Marcar la foto
key-line = Mover la línea
key-brush-move = Mover el pincel; con Mayús, a pasos más largos
key-brush-spot = Marcar un punto; mantener pulsado y arrastrar mueve la foto
key-brush-stroke = Empezar y terminar un trazo
key-brush-away = Descartar el trazo y después soltar el pincel
keys-mac = En un Mac, ⌘ equivale a Ctrl.
key-ctrl = Ctrl
key-shift = Mayús
key-space = Espacio
key-enter = Enter
key-delete = Supr
key-backspace = Retroceso
key-home = Inicio
key-end = Fin
brush-started = Pincel en mano. Las flechas lo mueven, Espacio marca un punto, Enter empieza y termina un trazo.
pen-down = Dibujando: las flechas dibujan, Enter termina el trazo, Esc lo descarta.
stroke-dropped = Trazo descartado.
brush-at = { $across } desde la izquierda, { $down } desde arriba
marked-keep = Marcado para conservar.
marked-erase = Marcado para borrar.
strokes =
    { $count ->
        [0] Sin trazos.
        [one] 1 trazo.
        [many] { $count } de trazos.
       *[other] { $count } trazos.
    }

## Several photos

photos-list = Fotos
needs-check = Por revisar primero
show-grid = Ver todas
cancel-all = Cancelar todo
to-folder = Guardar en carpeta
select-all = Marcar todas
select-none = Desmarcar
in-line = En cola: será la siguiente en cuanto termine la que está en curso.
photos-done = Fotos listas
photos =
    { $count ->
        [one] 1 foto
        [many] { $count } de fotos
       *[other] { $count } fotos
    }
count-done =
    { $count ->
        [one] 1 lista
       *[other] { $count } listas
    }
count-check =
    { $count ->
       *[other] { $count } por revisar
    }
count-failed =
    { $count ->
       *[other] { $count } con error
    }
count-cancelled =
    { $count ->
        [one] 1 cancelada
       *[other] { $count } canceladas
    }
count-selected =
    { $count ->
        [one] 1 marcada
       *[other] { $count } marcadas
    }
time-left = listo en aprox. { $time }
state-waiting = En cola
state-working = En curso
state-changing = Cambiando
state-done = Lista
state-check = Por revisar
state-failed = Error
state-cancelled = Cancelada
state-failed-because = Error: { $reason }
photo-state = { $name } – { $state }
download-selected =
    { $count ->
        [one] Descargarla
       *[other] Descargar { $count } en ZIP
    }
download-all =
    { $count ->
        [one] Descargarla en ZIP
       *[other] Descargar las { $count } en ZIP
    }
use-settings-all = Usar estos ajustes en todas
use-settings-selected =
    { $count ->
        [one] Usar estos ajustes en la marcada
       *[other] Usar estos ajustes en las { $count } marcadas
    }
retry-failed =
    { $count ->
        [one] Reintentar la que falló
       *[other] Reintentar { $count }
    }
photos-removed =
    { $count ->
        [one] Se quitó 1 foto.
        [many] Se quitaron { $count } de fotos.
       *[other] Se quitaron { $count } fotos.
    }
settings-used =
    { $count ->
        [one] 1 foto más usa estos ajustes.
        [many] { $count } de fotos más usan estos ajustes.
       *[other] { $count } fotos más usan estos ajustes.
    }
skipped-no-picture =
    { $count ->
        [one] { $names } no es una imagen y se omitió.
        [many] { $count } de archivos no son imágenes y se omitieron: { $names }.
       *[other] { $count } archivos no son imágenes y se omitieron: { $names }.
    }
skipped-not-readable =
    { $count ->
        [one] No se pudo abrir { $names }.
        [many] No se pudieron abrir { $count } de archivos: { $names }.
       *[other] No se pudieron abrir { $count } archivos: { $names }.
    }
names-and-more =
    { $count ->
       *[other] { $names } y { $count } más
    }
photos-finishing =
    { $count ->
        [one] Terminando 1 foto…
        [many] Terminando { $count } de fotos…
       *[other] Terminando { $count } fotos…
    }
saving = Guardando { $number } de { $all }…
downloaded =
    { $count ->
        [one] 1 foto en camino a tus descargas.
        [many] { $count } de fotos en camino a tus descargas.
       *[other] { $count } fotos en camino a tus descargas.
    }
saved =
    { $count ->
        [one] 1 foto guardada en { $folder }.
        [many] { $count } de fotos guardadas en { $folder }.
       *[other] { $count } fotos guardadas en { $folder }.
    }
left-out =
    { $count ->
        [one] Una no está recortada y quedó fuera.
       *[other] { $count } no están recortadas y quedaron fuera.
    }
not-saved =
    { $count ->
       *[other] Fotos guardadas: { $count } de { $all }. Luego no se pudo escribir en la carpeta: puede que esté llena o que ya no exista. Prueba con otra.
    }
no-room-for-archive = El navegador no tiene espacio para el archivo ZIP. Marca menos fotos e inténtalo de nuevo.
others-wait = Las demás fotos esperan.
all-done = Ya no queda nada en cola: { $counts }.

## Photos that stay on the device

stays = Qué se queda en este dispositivo
stays-body =
    { $days ->
        [one] Para que no se pierda nada si se cierra la pestaña o falla el navegador, este conserva aquí las fotos, los cambios y los recortes durante 1 día desde el último cambio, donde solo este sitio puede leerlos. En tu próxima visita podrás seguir con ellos. Nada de esto se envía.
        [many] Para que no se pierda nada si se cierra la pestaña o falla el navegador, este conserva aquí las fotos, los cambios y los recortes durante { $days } de días desde el último cambio, donde solo este sitio puede leerlos. En tu próxima visita podrás seguir con ellos. Nada de esto se envía.
       *[other] Para que no se pierda nada si se cierra la pestaña o falla el navegador, este conserva aquí las fotos, los cambios y los recortes durante { $days } días desde el último cambio, donde solo este sitio puede leerlos. En tu próxima visita podrás seguir con ellos. Nada de esto se envía.
    }
keeping = Conservar fotos para la próxima vez
go-on = Seguir
clear = Borrar
clear-everything = Borrar todo
keeping-not-possible = Este navegador no conserva nada de esta página, como en una ventana privada: las fotos se pierden al cerrarla.
keeping-off = Desactivado. Las fotos se pierden al cerrar esta página.
keeping-nothing = Ahora no se conserva nada.
keeping-photos =
    { $count ->
        [one] Se conserva 1 foto de esta pestaña, { $size }.
        [many] Se conservan { $count } de fotos de esta pestaña, { $size }.
       *[other] Se conservan { $count } fotos de esta pestaña, { $size }.
    }
photos-from-last-time =
    { $count ->
        [one] 1 foto de la última vez
        [many] { $count } de fotos de la última vez
       *[other] { $count } fotos de la última vez
    }
trouble-full = El navegador no tiene espacio para conservar más.
trouble-refused = El navegador no conserva más fotos en este dispositivo.
trouble-not-deleted = El navegador no pudo eliminar todos los archivos de esta página. Borra sus datos en los ajustes del navegador.
lost-all = Al cerrar esta página se perderán sus fotos. Guarda antes los recortes.
lost-some =
    { $count ->
        [one] Al cerrar esta página se perderá 1 de las { $all } fotos. Guarda antes su recorte.
       *[other] Al cerrar esta página se perderán { $count } de las { $all } fotos. Guarda antes sus recortes.
    }
cleared-running = Eliminando…
cleared-waiting = Borrado. Los archivos se eliminarán cuando termine tu descarga: hasta entonces, deja abierta esta página.
cleared-done = Se eliminó todo.
cleared-done-here = Aquí se eliminó todo. Las fotos de otras pestañas se quedan.

## What leaves the page

privacy = Qué sale de esta página
privacy-photos = Tus fotos no salen. La red neuronal que encuentra el sujeto se trajo a tu navegador; la foto y el resultado se quedan en tu dispositivo, y la página no hace ninguna petición mientras procesa una foto.
privacy-counts = Cuando sales, esta página le cuenta a su propio servidor cómo fue: cuánto duró cada paso, en qué tipo de navegador, variante y dispositivo, y si funcionó. Ninguna imagen, ningún nombre de archivo, ningún identificador; el tamaño de la foto y el número de fotos, solo por tramos. Así notamos que algo va lento o no funciona.
privacy-text = Abajo está el texto exacto, letra por letra. Aparte de que la página pida sus propios archivos y de que tu navegador pregunte de vez en cuando si siguen siendo los más recientes, no se envía nada más.
counting = Contarle al servidor cómo fue
counting-off-by-browser = Tu navegador envía la señal Global Privacy Control, así que no se envía nada.
counting-off = Desactivado. No se envía nada.
counting-waiting = Se enviará cuando salgas
counting-sent = Último envío
nothing-yet = Nada todavía.

## Networks

network-legend = Red neuronal que encuentra el sujeto
network-summary = Red: { $name }
network-download = Descargar { $size }
network-go-on = Seguir: faltan { $size }
network-pause = Pausar
network-delete = Eliminar
network-add = Añadir una red desde un archivo
network-add-hint = Un archivo ONNX de una red como U²-Net o IS-Net. Se queda en tu dispositivo; también puedes soltarlo en la página.
network-no-list = La lista de redes de este sitio no está disponible ahora: puede que no tengas conexión. Las que se conservan aquí funcionan igual.
network-not-lasting = Este navegador no conserva archivos de esta página: una red está aquí hasta que se cierra la página.
network-button = { $label }, { $name }
network-input = Entrada de la red
network-input-hint = Tal como la indican sus autores. Media y desviación: un número, o tres para rojo, verde y azul.
network-input-side = Lado en píxeles
network-input-mean = Media
network-input-deviation = Desviación
network-input-use = Usar estos
network-u2netp = cualquier sujeto; pequeña y rápida
network-u2net = cualquier sujeto
network-u2net_human_seg = personas
network-silueta = cualquier sujeto; U²-Net en versión reducida
network-isnet-general-use = cualquier sujeto; estructuras más finas
network-from-file = añadida desde un archivo
network-licence = licencia { $licence }
network-licence-unstated = licencia no indicada por quien la publica
network-bundled = incluida en esta página
network-kept = conservada aquí
network-photo-time = cerca de { $time } por foto aquí
network-tight = Necesita cerca de { $size } de memoria, quizá más de la que este dispositivo tiene libre.
network-too-large = Necesitaría cerca de { $size } de memoria: más de la que puede tener una página.
network-slow = Con ella, una foto tarda cerca de { $time } en este dispositivo.
network-smaller = La siguiente más pequeña es { $name }, { $size }.
network-progress = { $got } de { $total }
network-announcement = { $name }: { $percent } recibido
network-received = Descarga de { $name }
network-paused = { $name } está en pausa.
network-missing = Este sitio ya no tiene { $name }.
network-broke-off = La descarga de { $name } no se completó.
network-damaged = { $name } llega dañada, dos veces seguidas: algo en el camino la altera. La parte dañada no se conserva.
network-changed = Este sitio tiene ahora otra versión de { $name }. Vuelve a abrir esta lista y descarga esa versión.
network-no-room = No hay espacio para { $name } en este dispositivo.
network-refused = Este navegador no conserva { $name } en este dispositivo.
network-part-kept = Lo recibido se conserva.
news-loading = Cargando { $name }…
news-using = Ahora se usa { $name }.
news-not-kept = { $name } se usa hasta que se cierre esta página: no hay espacio para conservarla.
news-refused = { $name } no se conservó.
news-gone = Hay archivos de { $name } que ya no están en este dispositivo.
news-deleted = Se eliminó { $name }.
news-not-deleted = El navegador no pudo eliminar { $name }.
news-input-refused = { $name } no funciona con esta entrada y mantiene la anterior.
news-no-input = El lado va de 32 a 4096 píxeles; la media y la desviación son un número o tres, con la desviación mayor que 0.
news-too-large = { $name } necesitaría cerca de { $size } de memoria: más de la que puede tener una página.
news-no-worker = El proceso en segundo plano no se inició. Inténtalo de nuevo.
network-room = Este navegador da a este sitio { $quota } en este dispositivo; hay { $usage } en uso.
fell-back-damaged = El archivo de { $name } está dañado: su suma de verificación no es la de la lista.
fell-back-unusable = { $name } no es una red que esta página pueda usar ({ $detail }).
fell-back-inference = { $name } no pudo procesar esta foto ({ $detail }).
fell-back-died = { $name } necesita más memoria de la que hay, o se detuvo.
fell-back-gone = El archivo de { $name } ya no está.
fell-back-other = No se puede usar { $name }.
fell-back-to = En su lugar se usa { $name }.

## Failures: a heading without a full stop, and sentences with reason and remedy

misunderstood = La página y su proceso en segundo plano no se entendieron
misunderstood-body = Es un error nuestro. Recargar la página suele ayudar.
browser-too-old = Este navegador no puede ejecutar la red neuronal
browser-too-old-body = Offcut necesita WebAssembly con SIMD, disponible en Chrome, Edge y Firefox desde 2021 y en Safari desde 2023. Actualiza el navegador o abre esta página en otro.
worker-did-not-start = El proceso en segundo plano no se inició
worker-did-not-start-body = Puede que su archivo no haya llegado o que el navegador lo haya bloqueado. Comprueba la conexión e inténtalo de nuevo.
worker-died = El proceso en segundo plano se quedó sin memoria o se detuvo
worker-died-body = Se está iniciando otro. Inténtalo de nuevo con las demás pestañas cerradas o con una versión más pequeña de la foto.
other-version = Hay una versión nueva de esta página
other-version-body = La página y su proceso en segundo plano deben ser de la misma versión. Recarga para seguir.
model-not-fetched = No se pudo descargar la red neuronal
photo-still-here = Tu foto sigue aquí.
sample-not-fetched = No se pudo descargar la foto de ejemplo
file-not-readable = No se puede abrir el archivo
file-not-readable-body = Puede que se haya movido, modificado o bloqueado desde que lo elegiste. Elígelo de nuevo.
nobody-reads = Tu navegador no puede leer { $format }
nobody-reads-body = Offcut por sí solo tampoco. Guarda la imagen como JPEG o PNG e inténtalo de nuevo; algunos navegadores sí leen { $format }.
nothing-dropped = Ahí no había ningún archivo de imagen
nothing-dropped-body = Las imágenes de otra página hay que guardarlas primero. Después suelta aquí el archivo o elígelo con el botón.
only-address = Eso era solo la dirección de una imagen
only-address-body = Esta página no obtiene nada de otros sitios. Guarda primero la imagen y después suelta aquí el archivo o elígelo con el botón.
cancelled = Cancelado
cancelled-body = No se conservó nada.
empty-file = Este archivo está vacío
empty-file-body = Tiene 0 bytes. Quizá no se copió por completo: prueba con el original.
not-a-picture = No reconocemos esto como una imagen
not-a-picture-body = Offcut lee JPEG, PNG, WebP, GIF, BMP, TIFF, QOI y PNM, y los formatos que conoce tu navegador.
unsupported-format = Aquí no se pueden leer imágenes { $format }
unsupported-format-body = Guarda la imagen como JPEG o PNG e inténtalo de nuevo.
unsupported-variant = No se puede leer este tipo de { $format }
unsupported-variant-body = Ni Offcut ni este navegador tienen un decodificador para él ({ $detail }). Guárdalo como un JPEG o PNG corriente e inténtalo de nuevo.
raw-file = Aquí no se pueden leer archivos RAW
raw-file-body = Exporta la foto como JPEG o TIFF e inténtalo de nuevo.
damaged = Este archivo { $format } está dañado
damaged-body = Está roto o incompleto ({ $detail }). Intenta conseguir de nuevo el original.
over-limit = Esta imagen es demasiado grande
over-limit-bytes = El archivo ocupa { $found }; el máximo es { $allowed }. Haz una versión más pequeña e inténtalo de nuevo.
over-limit-side = Su lado más largo tiene { $found } píxeles; el máximo es { $allowed }. Haz una versión más pequeña e inténtalo de nuevo.
over-limit-pixels = Tiene { $found } megapíxeles; el máximo es { $allowed }. Haz una versión más pequeña e inténtalo de nuevo.
no-background = No hay imagen para el fondo
no-background-body = Elige una, u otro tipo de fondo.
model-damaged = La red neuronal llegó dañada
model-damaged-body = Su suma de verificación no fue la publicada, dos veces seguidas, así que no se usó. Algo en el camino la altera: inténtalo más tarde o con otra conexión.
model-unusable = No se puede usar la red neuronal
model-unusable-body = No se pudo cargar ({ $detail }). Recargar la página puede ayudar.
inference = La red neuronal no pudo procesar esta foto
inference-body = Se detuvo con este mensaje: { $detail }.
too-large-for-format = Demasiado grande para { $format }
too-large-for-format-body = Uno de sus lados tiene { $found } píxeles; { $format } llega hasta { $allowed }. Guárdala como PNG.
needs-background = { $format } no admite transparencia
needs-background-body = Elige un fondo o guárdala como PNG.
encoder-left-out = Aquí no se puede crear { $format }
encoder-left-out-body = Guárdala como PNG.
encoder-not-fetched = No se pudo descargar el codificador AVIF
encoder-not-fetched-body = Puede que no tengas conexión. Inténtalo más tarde o elige otro tipo de archivo: los demás no lo necesitan.
encode = No se pudo guardar el resultado
encode-body = El codificador se detuvo con este mensaje: { $detail }.
size-mismatch = Los píxeles de la foto no corresponden a su tamaño
size-mismatch-body = Es un error nuestro. Puede que funcione otro archivo de la misma foto.
no-response = No hubo respuesta: puede que no tengas conexión.
bad-status = El servidor respondió con el estado { $status }.
incomplete = La conexión se cortó antes de terminar.

## Frames and presets

frame = Marco
frame-preset = Ajuste
frame-no-preset = Ninguno
frame-square = Cuadrado sobre blanco, 2000 píxeles
frame-4x5 = 4:5 sobre blanco
frame-16x9 = 16:9 sobre blanco
frame-passport = Pasaporte, 35 × 45 mm
frame-sticker = Pegatina con contorno
frame-own-choice = Elección propia
frame-canvas = Lienzo
frame-as-photo = Como la foto
frame-by-ratio = Por proporción
frame-in-pixels = En píxeles
frame-in-millimetres = En milímetros
frame-width = Ancho
frame-height = Alto
frame-dpi = Píxeles por pulgada
frame-fill = Relleno
frame-place = Posición
place-top-left = Arriba a la izquierda
place-top = Arriba
place-top-right = Arriba a la derecha
place-left = A la izquierda
place-middle = En el centro
place-right = A la derecha
place-bottom-left = Abajo a la izquierda
place-bottom = Abajo
place-bottom-right = Abajo a la derecha
place-line = De pie sobre una línea
frame-ground = Línea, desde arriba
frame-edge = Borde libre
outline = Contorno
outline-colour = Color del contorno
frame-enlarged = El marco amplía el sujeto al { $size } de su tamaño en la foto: un marco más pequeño o una foto más grande se ve más nítido.
frame-no-room = El marco no deja sitio para el sujeto: reduce su borde o su contorno, o baja su línea.
frame-too-large = El marco tiene más píxeles de los que hace esta página: elige uno más pequeño.
presets-own = Tus ajustes
preset-name = Nombre
preset-save = Guardar ajuste
preset-export = Exportar
preset-delete = Eliminar
preset-import = Importar un archivo
preset-has = Un ajuste incluye el marco, el fondo, la sombra, el contorno y el tipo de archivo. Se queda en este dispositivo; su archivo sirve también para el comando.
preset-saved = { $name } está guardado.
preset-saved-in-part = { $name } está guardado. La imagen de fondo no forma parte de él.
preset-deleted = { $name } está eliminado.
preset-refused = { $file }: { $sentence }
preset-nameless = Ponle antes un nombre al ajuste.
preset-not-kept = Este navegador no tiene sitio para el ajuste: expórtalo a un archivo.
preset-not-read = no es un archivo de ajuste, o no se puede leer.
preset-trim-in-pixels = trim tiene que ir aquí en porcentaje, por ejemplo 5%.
reset = Restablecer
reset-hint = Estas elecciones valen para tus próximas fotos, hasta restablecerlas.
