### Sentences of the page, in French.

## Names and the start

title-start = Offcut – détourer le sujet d’une photo
title-of = { $what } – Offcut
description = Détoure le sujet d’une photo, dans votre navigateur. La photo ne quitte jamais votre appareil.
headline = Détourez le sujet d’une photo.
promise = Tout se passe dans ce navigateur. Votre photo ne quitte jamais votre appareil.
choose = Choisir des photos
choose-folder = Choisir un dossier
other-ways = ou déposez-les n’importe où, même un dossier ou une archive ZIP, ou collez-en une
formats = JPEG, PNG, WebP, GIF, BMP, TIFF, QOI et PNM, et tout ce que votre navigateur sait lire d’autre. Pleine résolution à l’entrée, pleine résolution à la sortie.
let-go = Relâchez pour détourer
samples = Pas de photo sous la main ? Essayez celles-ci
sample-cat = Un chat
sample-coffee = Une tasse de café
sample-raccoon = Un raton laveur
footer = U²-Net, exécuté par Rust dans WebAssembly. Libre et open source.
language = Langue
language-not-fetched = Impossible de charger cette langue : vous êtes peut-être hors ligne. Réessayez plus tard.
between-sentences = {" "}
between-names = {", "}

## Buttons of many places. All short.

cancel = Annuler
close = Fermer
reload = Recharger
try-again = Réessayer
back = Retour
back-to = Retour à { $name }
undo = Annuler
redo = Rétablir
remove = Retirer
dismiss = Masquer

## Getting ready

ready-starting = Préparation
ready-received = Préparation · { $got }
ready-received-of = Préparation · { $got } sur { $total }
ready-loading = Préparation · presque fini
ready = Prêt
ready-offline = Prêt. Fonctionne hors ligne.
title-and-body = { $title }. { $body }
downloading = Réseau de neurones reçu
build-fast = Version la plus rapide
build-threads = Version sans instructions FMA
build-compat = Version compatible, plus lente
threads =
    { $count ->
        [one] { $count } thread
        [many] { $count } de threads
       *[other] { $count } threads
    }
update = Une nouvelle version est prête.

## Steps of a photo

steps = Progression
step-download = Préparer
step-read = Lire la photo
step-find = Trouver le sujet
step-refine = Affiner le contour
step-compose = Détourer
step-encode = Écrire le fichier
running-download = Préparation…
running-read = Lecture de la photo…
running-find = Recherche du sujet…
running-refine = Affinage du contour…
running-compose = Détourage…
running-encode = Écriture du fichier…
times = Durée des étapes
total = Total

## The result

cut-out-of = Détourage de { $name }
pasted = Photo collée
download = Télécharger en { $format }
copy = Copier
copied = Copié
another = Autre photo
copy-not-possible = Dans ce navigateur, une page ne peut copier des images qu’en https ou sur cette machine. Téléchargez plutôt l’image.
copy-refused = Le navigateur n’a pas autorisé la copie. Téléchargez plutôt l’image.
share = Partager
share-refused = Le navigateur ne l’a pas partagé. Appuyez encore sur Partager, ou téléchargez l’image.
share-lost = Les photos partagées ne sont pas arrivées : partagez-les de nouveau, ou choisissez-les ici.
drag-out = À faire glisser dans un dossier ou un autre programme
compare = Comparer l’original et le détourage
original = Original
cut-out = Détourage
split = { $original } original, { $cutout } détourage
cut-out-alt = Le sujet détouré sur fond transparent
original-alt = La photo d’origine
mask-alt = Le masque : le blanc est le sujet, le noir est le fond
scene-alt = Le sujet détouré sur son nouveau fond
erased-alt = La photo ; ce qui est effacé est pâle
no-original = Ce navigateur ne peut pas afficher l’original, seul le détourage est donc visible ici.
read-as-srgb = Ce format a été lu par votre navigateur, en sRGB 8 bits.
read-as-p3 = Ce format a été lu par votre navigateur, en Display P3 8 bits.
pixels = { $size } pixels
announce-done = { $name } : détourage terminé en { $time }.
warning-truncated = Le fichier est incomplet : le reste de l’image manque.
warning-first-only = Le fichier contient plusieurs images : voici la première.
warning-gain-map = Le fichier contient une carte de gain pour écrans HDR, qui n’est pas reprise.
warning-enlarged = Le cadre agrandit le sujet au-delà des pixels de la photo.
verdict-check = Vérifiez cette photo : le sujet ne se distinguait pas tout à fait. S’il manque une partie ou s’il y en a trop, le pinceau permet de corriger.
verdict-none = Aucun sujet bien distinct. Le détourage est pâle : marquez le sujet au pinceau, ou essayez une photo où une chose ressort nettement.
try-brush = Essayer le pinceau

## Panel that changes the cut-out

panel = Modifier le détourage
quality = Contour
quality-fast = Rapide
quality-balanced = Équilibré
quality-best = Optimal
quality-raw = Façon rembg
quality-fast-hint = Un seul passage du réseau, et un contour qui suit la photo.
quality-balanced-hint = Un à cinq passages, et un contour au cheveu près.
quality-best-hint = De même, avec le contour le plus fin sur les grandes photos. C’est le plus long.
quality-raw-hint = Le résultat brut du réseau, sans affinage : ce que donne rembg.
background = Fond
background-none = Aucun
background-colour = Couleur
background-blur = Flou
background-picture = Image
colour = Couleur
other-colour = Autre couleur
colour-white = Blanc
colour-light-gray = Gris clair
colour-gray = Gris
colour-black = Noir
colour-sand = Sable
colour-sky = Ciel
colour-mint = Menthe
colour-coral = Corail
blur = Force du flou
choose-picture = Choisir une image
other-picture = Autre image
picture-stays = Elle aussi reste sur votre appareil.
fit = Cadrage
fit-cover = Remplir
fit-contain = Tout voir
shadow = Ombre douce
shadow-strength = Intensité
shadow-softness = Douceur
shadow-distance = Distance
trim = Recadrer sur le sujet
margin = Marge
mask = Masque seul
mask-hint = Image en gris : le blanc est le sujet, le noir est le fond.
file-type = Fichier
file-png-hint = Rien n’est perdu ; tous les logiciels l’ouvrent.
file-webp-hint = Bien plus léger, et transparent ; les anciens logiciels ne l’ouvrent pas.
file-avif-hint = Le plus léger, et transparent ; peu de logiciels l’ouvrent.
file-jpeg-hint = Léger, mais jamais transparent : sans fond, il devient blanc.
file-quality = Qualité
lossless = Sans perte
metadata = Métadonnées
metadata-none = Retirer
metadata-without-place = Sans le lieu
metadata-all = Tout garder
metadata-none-hint = Le fichier ne dit rien de l’appareil, de la date ni du lieu.
metadata-without-place-hint = L’appareil, la date, les auteurs et les titres restent. Le lieu de prise de vue, non.
metadata-all-hint = Le lieu de prise de vue reste aussi dans le fichier.
finishing = Finalisation en taille réelle…
avif-fetching = Chargement de l’encodeur AVIF…
avif-making = Création du fichier AVIF. Une grande photo demande un moment ; vous pouvez continuer entre-temps.
avif-ready = Le fichier AVIF est prêt.
preview = Aperçu
not-changed = Cette modification a échoué, la dernière image reste.
revert = Revenir en arrière

## The brush that keeps or erases parts of the photo

brush = Corriger au pinceau
brush-hint = Il en manque, ou il y en a trop ? Peignez par-dessus.
brush-done = Terminé
brush-mode = Pinceau
brush-keep = Garder
brush-erase = Effacer
brush-size = Taille
brush-size-is = Taille { $size }
zoom = Zoom
zoom-in = Zoom avant
zoom-out = Zoom arrière
zoom-fit = { $zoom } : tout afficher
canvas = Photo sur laquelle peindre
brush-help = Des traits approximatifs suffisent : le contour est trouvé en suivant la photo. Deux doigts ou la molette pour zoomer.
keys = Touches
keys-page = Sur la page
key-paste = Coller des photos
key-download = Télécharger le détourage
key-download-all = Tout télécharger dans une archive ZIP
key-help = Afficher ces touches
key-go = Passer à une autre photo ; avec Maj, sélectionner une plage
key-show = Afficher la photo
key-select = Sélectionner la photo
key-line = Déplacer la ligne
key-brush-move = Déplacer le pinceau ; avec Maj, par plus grands pas
key-brush-spot = Marquer un point ; maintenir et faire glisser déplace la photo
key-brush-stroke = Commencer et terminer un trait
key-brush-away = Abandonner le trait, puis reposer le pinceau
keys-mac = Sur un Mac, ⌘ remplace Ctrl.
key-ctrl = Ctrl
key-shift = Maj
key-space = Espace
key-enter = Entrée
key-delete = Suppr
key-backspace = Retour arrière
key-home = Début
key-end = Fin
brush-started = Pinceau en main. Les flèches le déplacent, Espace marque un point, Entrée commence et termine un trait.
pen-down = Tracé en cours : les flèches dessinent, Entrée termine le trait, Esc l’abandonne.
stroke-dropped = Trait abandonné.
brush-at = { $across } depuis la gauche, { $down } depuis le haut
marked-keep = Marqué à garder.
marked-erase = Marqué à effacer.
strokes =
    { $count ->
        [0] Aucun trait.
        [one] { $count } trait.
        [many] { $count } de traits.
       *[other] { $count } traits.
    }

## Several photos

photos-list = Photos
needs-check = À vérifier d’abord
show-grid = Tout afficher
cancel-all = Tout annuler
to-folder = Mettre dans un dossier
select-all = Tout sélectionner
select-none = Tout désélectionner
in-line = Dans la file : c’est la suivante, dès que la photo en cours est terminée.
photos-done = Photos terminées
photos =
    { $count ->
        [one] { $count } photo
        [many] { $count } de photos
       *[other] { $count } photos
    }
count-done =
    { $count ->
        [one] { $count } terminée
       *[other] { $count } terminées
    }
count-check =
    { $count ->
       *[other] { $count } à vérifier
    }
count-failed =
    { $count ->
       *[other] { $count } en échec
    }
count-cancelled =
    { $count ->
        [one] { $count } annulée
       *[other] { $count } annulées
    }
count-selected =
    { $count ->
        [one] { $count } sélectionnée
       *[other] { $count } sélectionnées
    }
time-left = encore { $time } environ
state-waiting = En attente
state-working = En cours
state-changing = Modification
state-done = Terminée
state-check = À vérifier
state-failed = Échec
state-cancelled = Annulée
state-failed-because = Échec : { $reason }
photo-state = { $name } – { $state }
download-selected =
    { $count ->
        [one] Télécharger
       *[other] Télécharger { $count } en ZIP
    }
download-all =
    { $count ->
       *[other] Télécharger les { $count } en ZIP
    }
use-settings-all = Appliquer ces réglages à toutes
use-settings-selected =
    { $count ->
        [one] Appliquer ces réglages à la photo sélectionnée
       *[other] Appliquer ces réglages aux { $count } sélectionnées
    }
retry-failed =
    { $count ->
        [one] Réessayer la photo en échec
       *[other] En réessayer { $count }
    }
photos-removed =
    { $count ->
        [one] { $count } photo retirée.
        [many] { $count } de photos retirées.
       *[other] { $count } photos retirées.
    }
settings-used =
    { $count ->
        [one] { $count } autre photo reçoit ces réglages.
        [many] { $count } d’autres photos reçoivent ces réglages.
       *[other] { $count } autres photos reçoivent ces réglages.
    }
skipped-no-picture =
    { $count ->
        [one] { $names } n’est pas une image et a été ignoré.
        [many] { $count } de fichiers ne sont pas des images et ont été ignorés : { $names }.
       *[other] { $count } fichiers ne sont pas des images et ont été ignorés : { $names }.
    }
skipped-not-readable =
    { $count ->
        [one] Impossible d’ouvrir { $names }.
        [many] Impossible d’ouvrir { $count } de fichiers : { $names }.
       *[other] Impossible d’ouvrir { $count } fichiers : { $names }.
    }
names-and-more =
    { $count ->
        [one] { $names } et { $count } autre
       *[other] { $names } et { $count } autres
    }
photos-finishing =
    { $count ->
        [one] Finalisation de { $count } photo…
        [many] Finalisation de { $count } de photos…
       *[other] Finalisation de { $count } photos…
    }
saving = Enregistrement de { $number } sur { $all }…
downloaded =
    { $count ->
        [one] { $count } photo arrive dans vos téléchargements.
        [many] { $count } de photos arrivent dans vos téléchargements.
       *[other] { $count } photos arrivent dans vos téléchargements.
    }
saved =
    { $count ->
        [one] { $count } photo enregistrée dans « { $folder } ».
        [many] { $count } de photos enregistrées dans « { $folder } ».
       *[other] { $count } photos enregistrées dans « { $folder } ».
    }
left-out =
    { $count ->
        [one] Une photo n’est pas détourée et a été laissée de côté.
       *[other] { $count } ne sont pas détourées et ont été laissées de côté.
    }
not-saved =
    { $count ->
        [one] { $count } sur { $all } enregistrée, puis l’écriture dans le dossier a échoué : il est peut-être plein ou n’existe plus. Essayez-en un autre.
       *[other] { $count } sur { $all } enregistrées, puis l’écriture dans le dossier a échoué : il est peut-être plein ou n’existe plus. Essayez-en un autre.
    }
no-room-for-archive = Le navigateur n’a pas assez de place pour l’archive. Sélectionnez moins de photos et réessayez.
others-wait = Les autres photos attendent.
all-done = La file d’attente est vide : { $counts }.

## Photos that stay on the device

stays = Ce qui reste sur cet appareil
stays-body =
    { $days ->
        [one] Pour qu’un onglet fermé ou un plantage ne fasse rien perdre, votre navigateur garde ici les photos, les modifications et les détourages pendant { $days } jour après le dernier changement, là où seul ce site peut les lire. À votre prochaine visite, vous pourrez les reprendre. Rien de tout cela n’est envoyé.
       *[other] Pour qu’un onglet fermé ou un plantage ne fasse rien perdre, votre navigateur garde ici les photos, les modifications et les détourages pendant { $days } jours après le dernier changement, là où seul ce site peut les lire. À votre prochaine visite, vous pourrez les reprendre. Rien de tout cela n’est envoyé.
    }
keeping = Garder les photos pour la prochaine fois
go-on = Reprendre
clear = Effacer
clear-everything = Tout effacer
keeping-not-possible = Ce navigateur ne garde rien pour cette page, comme en navigation privée : les photos sont perdues dès qu’elle est fermée.
keeping-off = Désactivé. Les photos sont perdues dès que cette page est fermée.
keeping-nothing = Rien n’est gardé pour l’instant.
keeping-photos =
    { $count ->
        [one] { $count } photo de cet onglet gardée, { $size }.
        [many] { $count } de photos de cet onglet gardées, { $size }.
       *[other] { $count } photos de cet onglet gardées, { $size }.
    }
photos-from-last-time =
    { $count ->
        [one] { $count } photo de la dernière fois
        [many] { $count } de photos de la dernière fois
       *[other] { $count } photos de la dernière fois
    }
trouble-full = Le navigateur n’a plus de place pour garder d’autres photos.
trouble-refused = Le navigateur ne garde plus de photos sur cet appareil.
trouble-not-deleted = Le navigateur n’a pas pu supprimer tous les fichiers de cette page. Supprimez ses données dans les réglages du navigateur.
lost-all = À la fermeture de cette page, ses photos seront perdues. Enregistrez d’abord les détourages.
lost-some =
    { $count ->
        [one] À la fermeture de cette page, { $count } photo sur { $all } sera perdue. Enregistrez d’abord son détourage.
        [many] À la fermeture de cette page, { $count } de photos sur { $all } seront perdues. Enregistrez d’abord leurs détourages.
       *[other] À la fermeture de cette page, { $count } photos sur { $all } seront perdues. Enregistrez d’abord leurs détourages.
    }
cleared-running = Suppression…
cleared-waiting = Effacé. Les fichiers seront supprimés une fois votre téléchargement terminé : laissez cette page ouverte jusque-là.
cleared-done = Tout est supprimé.
cleared-done-here = Tout est supprimé ici. Les photos des autres onglets restent.

## What leaves the page

privacy = Ce qui quitte cette page
privacy-photos = Pas vos photos. Le réseau de neurones qui trouve le sujet a été chargé dans votre navigateur ; la photo et le résultat restent sur votre appareil, et la page n’envoie aucune requête pendant le traitement d’une photo.
privacy-counts = Quand vous partez, cette page indique à son propre serveur comment ça s’est passé : la durée de chaque étape, le type de navigateur et d’appareil, la version du programme, et si cela a fonctionné. Aucune image, aucun nom de fichier, aucun identifiant ; la taille de la photo et le nombre de photos, seulement par paliers. C’est ainsi que nous remarquons ce qui est lent ou en panne.
privacy-text = Voici ci-dessous le texte exact, à la lettre près. À part la page qui demande ses propres fichiers, et votre navigateur qui demande de temps en temps s’ils sont toujours les plus récents, rien d’autre n’est envoyé.
counting = Dire au serveur comment ça s’est passé
counting-off-by-browser = Votre navigateur envoie le signal Global Privacy Control, rien n’est donc envoyé.
counting-off = Désactivé. Rien n’est envoyé.
counting-waiting = Sera envoyé à votre départ
counting-sent = Dernier envoi
nothing-yet = Rien pour l’instant.

## Networks

network-legend = Réseau de neurones qui trouve le sujet
network-summary = Réseau : { $name }
network-download = Télécharger { $size }
network-go-on = Reprendre : reste { $size }
network-pause = Pause
network-delete = Supprimer
network-add = Ajouter un réseau depuis un fichier
network-add-hint = Le fichier ONNX d’un réseau comme U²-Net ou IS-Net. Il reste sur votre appareil ; vous pouvez aussi le déposer sur la page.
network-no-list = Impossible d’afficher les réseaux de ce site pour le moment : vous êtes peut-être hors ligne. Ceux qui sont gardés ici fonctionnent quand même.
network-not-lasting = Ce navigateur ne garde aucun fichier pour cette page : un réseau ne reste que jusqu’à sa fermeture.
network-button = { $label }, { $name }
network-input = Entrée du réseau
network-input-hint = Telle que ses auteurs l’indiquent. Moyenne et écart type : un nombre, ou trois pour le rouge, le vert et le bleu, avec un point décimal et séparés par des virgules.
network-input-side = Côté en pixels
network-input-mean = Moyenne
network-input-deviation = Écart type
network-input-use = Appliquer
network-u2netp = tout sujet ; petit et rapide
network-u2net = tout sujet
network-u2net_human_seg = personnes
network-silueta = tout sujet ; un U²-Net réduit
network-isnet-general-use = tout sujet ; structures plus fines
network-from-file = ajouté depuis un fichier
network-licence = licence { $licence }
network-licence-unstated = licence non précisée par son éditeur
network-bundled = fourni avec cette page
network-kept = gardé ici
network-photo-time = environ { $time } par photo ici
network-tight = Il lui faut environ { $size } de mémoire, peut-être plus que ce que cet appareil a de libre.
network-too-large = Il lui faudrait environ { $size } de mémoire : plus que ce qu’une page peut avoir.
network-slow = Avec lui, une photo prend environ { $time } sur cet appareil.
network-smaller = Le réseau juste plus petit est { $name }, { $size }.
network-progress = { $got } sur { $total }
network-announcement = { $name } : { $percent } reçus
network-received = { $name } reçu
network-paused = { $name } est en pause.
network-missing = Ce site n’a plus { $name }.
network-broke-off = { $name } n’est pas arrivé en entier.
network-damaged = { $name } arrive endommagé, deux fois de suite : quelque chose le modifie en chemin. La partie endommagée n’est pas gardée.
network-changed = Ce site a maintenant une autre version de { $name }. Rouvrez cette liste et téléchargez celle-là.
network-no-room = Il n’y a pas de place pour { $name } sur cet appareil.
network-refused = Ce navigateur ne garde pas { $name } sur cet appareil.
network-part-kept = Ce qui est déjà arrivé est gardé.
news-loading = Chargement de { $name }…
news-using = { $name } est maintenant utilisé.
news-not-kept = { $name } est utilisé jusqu’à la fermeture de cette page : il n’y a pas de place pour le garder.
news-refused = { $name } n’a pas été gardé.
news-gone = Des fichiers de { $name } ont disparu de cet appareil.
news-deleted = { $name } est supprimé.
news-not-deleted = Le navigateur n’a pas pu supprimer { $name }.
news-input-refused = { $name } ne fonctionne pas avec cette entrée et garde la précédente.
news-no-input = Le côté va de 32 à 4096 pixels ; la moyenne et l’écart type sont un nombre ou trois, l’écart type supérieur à 0.
news-too-large = Il faudrait à { $name } environ { $size } de mémoire : plus que ce qu’une page peut avoir.
news-no-worker = Le processus d’arrière-plan n’a pas démarré. Réessayez.
network-room = Ce navigateur accorde { $quota } à ce site sur cet appareil ; { $usage } sont utilisés.
fell-back-damaged = Le fichier de { $name } est endommagé : sa somme de contrôle n’est pas celle de la liste.
fell-back-unusable = { $name } n’est pas un réseau que cette page peut utiliser ({ $detail }).
fell-back-inference = { $name } n’a pas pu traiter cette photo ({ $detail }).
fell-back-died = { $name } demande plus de mémoire qu’il n’y en a, ou s’est arrêté.
fell-back-gone = Le fichier de { $name } a disparu.
fell-back-other = { $name } ne peut pas être utilisé.
fell-back-to = { $name } est utilisé à la place.

## Failures: a heading without a full stop, and sentences with reason and remedy

misunderstood = La page et son processus d’arrière-plan se sont mal compris
misunderstood-body = C’est notre faute. Recharger la page suffit en général.
browser-too-old = Ce navigateur ne peut pas exécuter le réseau de neurones
browser-too-old-body = Offcut a besoin de WebAssembly avec SIMD, présent dans Chrome, Edge et Firefox depuis 2021 et dans Safari depuis 2023. Mettez le navigateur à jour ou ouvrez cette page dans un autre.
worker-did-not-start = Le processus d’arrière-plan n’a pas démarré
worker-did-not-start-body = Son fichier n’est peut-être pas arrivé, ou le navigateur l’a bloqué. Vérifiez la connexion et réessayez.
worker-died = Le processus d’arrière-plan a manqué de mémoire ou s’est arrêté
worker-died-body = Un nouveau démarre. Réessayez après avoir fermé d’autres onglets, ou avec une version plus petite de la photo.
other-version = Une nouvelle version de cette page est prête
other-version-body = La page et son processus d’arrière-plan doivent être de la même version. Rechargez pour continuer.
model-not-fetched = Impossible de charger le réseau de neurones
photo-still-here = Votre photo est toujours là.
sample-not-fetched = Impossible de charger la photo d’exemple
file-not-readable = Impossible d’ouvrir le fichier
file-not-readable-body = Il a peut-être été déplacé, modifié ou verrouillé depuis que vous l’avez choisi. Choisissez-le à nouveau.
nobody-reads = Votre navigateur ne sait pas lire { $format }
nobody-reads-body = Offcut seul non plus. Enregistrez l’image en JPEG ou PNG et réessayez ; certains navigateurs savent lire { $format }.
nothing-dropped = Il n’y avait là aucun fichier image
nothing-dropped-body = Les images d’une autre page doivent d’abord être enregistrées. Déposez ensuite le fichier ici, ou choisissez-le avec le bouton.
only-address = Ce n’était que l’adresse d’une image
only-address-body = Cette page ne va rien chercher sur d’autres sites. Enregistrez d’abord l’image, puis déposez le fichier ici ou choisissez-le avec le bouton.
cancelled = Annulé
cancelled-body = Rien n’a été gardé.
empty-file = Ce fichier est vide
empty-file-body = Il fait 0 octet. Il n’a peut-être pas été copié en entier : essayez l’original.
not-a-picture = Nous ne reconnaissons pas cette image
not-a-picture-body = Offcut lit JPEG, PNG, WebP, GIF, BMP, TIFF, QOI et PNM, et les formats que votre navigateur connaît.
unsupported-format = Les images { $format } ne peuvent pas être lues ici
unsupported-format-body = Enregistrez l’image en JPEG ou PNG et réessayez.
unsupported-variant = Ce type de { $format } ne peut pas être lu
unsupported-variant-body = Ni Offcut ni ce navigateur n’ont de décodeur pour cela ({ $detail }). Enregistrez l’image en JPEG ou PNG ordinaire et réessayez.
raw-file = Les fichiers RAW ne peuvent pas être lus ici
raw-file-body = Exportez la photo en JPEG ou TIFF et réessayez.
damaged = Ce fichier { $format } est endommagé
damaged-body = Il est abîmé ou incomplet ({ $detail }). Essayez de récupérer l’original.
over-limit = Cette image est trop grande
over-limit-bytes = Le fichier fait { $found } ; le maximum est de { $allowed }. Réessayez avec une version plus petite.
over-limit-side = Son plus grand côté fait { $found } pixels ; le maximum est de { $allowed }. Réessayez avec une version plus petite.
over-limit-pixels = Elle fait { $found } mégapixels ; le maximum est de { $allowed }. Réessayez avec une version plus petite.
no-background = Il n’y a pas d’image pour le fond
no-background-body = Choisissez-en une, ou un autre type de fond.
model-damaged = Le réseau de neurones est arrivé endommagé
model-damaged-body = Deux fois de suite, sa somme de contrôle n’était pas celle qui est publiée ; il n’a donc pas été utilisé. Quelque chose le modifie en chemin : réessayez plus tard ou avec une autre connexion.
model-unusable = Le réseau de neurones ne peut pas être utilisé
model-unusable-body = Il n’a pas pu être chargé ({ $detail }). Recharger la page peut aider.
inference = Le réseau de neurones n’a pas pu traiter cette photo
inference-body = Il s’est arrêté avec : { $detail }.
too-large-for-format = Trop grand pour { $format }
too-large-for-format-body = Un côté fait { $found } pixels ; { $format } s’arrête à { $allowed }. Enregistrez en PNG.
needs-background = { $format } ne peut pas être transparent
needs-background-body = Choisissez un fond, ou enregistrez en PNG.
encoder-left-out = { $format } ne peut pas être écrit ici
encoder-left-out-body = Enregistrez en PNG.
encoder-not-fetched = Impossible de charger l’encodeur AVIF
encoder-not-fetched-body = Vous êtes peut-être hors ligne. Réessayez plus tard ou choisissez un autre type de fichier : les autres s’en passent.
encode = Impossible d’enregistrer le résultat
encode-body = L’encodeur s’est arrêté avec : { $detail }.
size-mismatch = Les pixels de la photo ne correspondent pas à sa taille
size-mismatch-body = C’est notre faute. Un autre fichier de la même photo fonctionnera peut-être.
no-response = Aucune réponse : vous êtes peut-être hors ligne.
bad-status = Le serveur a répondu avec le statut { $status }.
incomplete = La connexion a été coupée avant la fin.

## Frames and presets

frame = Cadre
frame-preset = Préréglage
frame-no-preset = Aucun
frame-square = Carré sur blanc, 2000 pixels
frame-4x5 = 4:5 sur blanc
frame-16x9 = 16:9 sur blanc
frame-passport = Identité, 35 × 45 mm
frame-sticker = Autocollant avec contour
frame-own-choice = Choix personnel
frame-canvas = Toile
frame-as-photo = Comme la photo
frame-by-ratio = Par proportions
frame-in-pixels = En pixels
frame-in-millimetres = En millimètres
frame-width = Largeur
frame-height = Hauteur
frame-dpi = Pixels par pouce
frame-fill = Remplissage
frame-place = Position
place-top-left = En haut à gauche
place-top = En haut
place-top-right = En haut à droite
place-left = À gauche
place-middle = Au milieu
place-right = À droite
place-bottom-left = En bas à gauche
place-bottom = En bas
place-bottom-right = En bas à droite
place-line = Posé sur une ligne
frame-ground = Ligne, depuis le haut
frame-edge = Bord libre
outline = Contour
outline-colour = Couleur du contour
frame-enlarged = Le cadre agrandit le sujet à { $size } de sa taille dans la photo : un cadre plus petit ou une photo plus grande sera plus net.
frame-no-room = Le cadre ne laisse pas de place au sujet : réduisez son bord ou son contour, ou abaissez sa ligne.
frame-too-large = Le cadre a plus de pixels que cette page n’en produit : choisissez-en un plus petit.
presets-own = Vos préréglages
preset-name = Nom
preset-save = Enregistrer
preset-export = Exporter
preset-delete = Supprimer
preset-import = Importer un fichier
preset-has = Un préréglage contient le cadre, le fond, l’ombre, le contour et le type de fichier. Il reste sur cet appareil ; son fichier convient aussi à la commande.
preset-saved = { $name } est enregistré.
preset-saved-in-part = { $name } est enregistré. L’image de fond n’en fait pas partie.
preset-deleted = { $name } est supprimé.
preset-refused = { $file } : { $sentence }
preset-nameless = Donnez d’abord un nom au préréglage.
preset-not-kept = Ce navigateur n’a pas de place pour le préréglage : exportez-le dans un fichier.
preset-not-read = ce n’est pas un fichier de préréglage, ou il est illisible.
preset-trim-in-pixels = trim doit être ici en pour cent, par exemple 5%.
reset = Réinitialiser
reset-hint = Ces choix valent pour vos prochaines photos, jusqu’à réinitialisation.
