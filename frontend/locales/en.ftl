### Sentences of the page, in English. Every language has the same messages with the same variables.
###
### For translators: plain and friendly; the person is addressed directly. Words in { } are filled in by the page and stay
### as they are; numbers, sizes and times in them are written by the rules of the language. After "->" stand the plural forms:
### each language has those that it needs (zero, one, two, few, many, other; [0] is exactly none), and * marks the last resort.
### Stay short where a comment says so: buttons and labels stand side by side on a phone.
### "Offcut", "U²-Net", names of file types and of keys stay as they are. "Network" is a neural network throughout.
### "Cut-out" is the picture of the subject without its background.

## Names and the start

# Title of the window before a photo. It stands in bookmarks and search results.
title-start = Offcut – cut the subject out of a photo
# Title of the window. $what: what happens, or the name of a photo.
title-of = { $what } – Offcut
# Description for search engines.
description = Cuts the subject out of a photo, in your browser. The photo never leaves your device.
# Largest heading of the page.
headline = Cut the subject out of a photo.
# Promise below the heading.
promise = Everything happens in this browser. Your photo never leaves your device.
# Main button. Short.
choose = Choose photos
# Button. Short.
choose-folder = Choose a folder
# Stands below the two buttons, and goes on from them.
other-ways = or drop them anywhere, a folder or a ZIP archive too, or paste one
formats = JPEG, PNG, WebP, GIF, BMP, TIFF, QOI and PNM, and whatever else your browser reads. Full resolution in, full resolution out.
# Over the whole window, while a file is dragged over it.
let-go = Let go to cut it out
# Heading above three sample photos.
samples = No photo at hand? Try one of these
sample-cat = A cat
sample-coffee = A cup of coffee
sample-raccoon = A raccoon
# Footer of the page.
footer = U²-Net, run by Rust in WebAssembly. Free and open source.
# Label of the choice of a language.
language = Language
language-not-fetched = This language could not be fetched: you may be offline. Try again later.
# Stands between two sentences: a space, or nothing.
between-sentences = {" "}
# Stands between two names of files.
between-names = {", "}

## Buttons of many places. All short.

cancel = Cancel
close = Close
reload = Reload
try-again = Try again
# Leaves a failure.
back = Back
# Leads back to a photo. $name: its file name.
back-to = Back to { $name }
undo = Undo
redo = Redo
remove = Remove
# Closes a line of news.
dismiss = Dismiss

## Getting ready

# Status line while the network is loaded.
ready-starting = Getting ready
# $got: size that has come, like "2.1 MB".
ready-received = Getting ready · { $got }
# $got and $total: sizes, like "2.1 MB" and "4.6 MB".
ready-received-of = Getting ready · { $got } of { $total }
ready-loading = Getting ready · almost there
ready = Ready
ready-offline = Ready. Works offline.
# A heading and its explanation, as one text. $title has no full stop, $body ends with one.
title-and-body = { $title }. { $body }
# Name of a progress bar.
downloading = Network received
# Kinds of the program that runs, for those who want to know. Stand before the number of threads.
build-fast = Fastest build
build-threads = Build without fused arithmetic
build-compat = Compatible build, slower
# Threads of the processor.
threads =
    { $count ->
        [one] 1 thread
       *[other] { $count } threads
    }
update = A new version is ready.

## Steps of a photo

# Name of the list of steps.
steps = Progress
# Lines of that list. Short.
step-download = Get ready
step-read = Read the photo
step-find = Find the subject
step-refine = Refine the edge
step-compose = Cut it out
step-encode = Write the file
# The same while they run: title of the window, and read out to blind people.
running-download = Getting ready…
running-read = Reading the photo…
running-find = Finding the subject…
running-refine = Refining the edge…
running-compose = Cutting it out…
running-encode = Writing the file…
# Button and table with the duration of each step.
times = Where the time went
# Sum in that table. Short.
total = In all

## The result

# Heading. $name: file name.
cut-out-of = { $name }, cut out
# Title of a photo without a file name.
pasted = Pasted photo
# Buttons. Short. $format: type of file, like PNG.
download = Download { $format }
copy = Copy
copied = Copied
another = Another photo
copy-not-possible = This browser lets a page copy pictures only over https or on this machine. Download the picture instead.
copy-refused = The browser did not allow copying. Download the picture instead.
# Button. Short. It opens the system's own dialog for sharing.
share = Share
share-refused = The browser did not share it. Press Share again, or download the picture instead.
share-lost = The shared photos did not arrive: share them again, or choose them here.
drag-out = Drag it into a folder or another program
# Name of the slider between the two pictures.
compare = Compare original and cut-out
# Tags on the pictures. Very short.
original = Original
cut-out = Cut-out
# Position of the slider. Both like "40%".
split = { $original } original, { $cutout } cut-out
# Descriptions of pictures for blind people.
cut-out-alt = The cut-out on a transparent background
original-alt = The original photo
mask-alt = The mask: white is subject, black is background
scene-alt = The cut-out on its new background
erased-alt = The photo; what is erased is faint
no-original = The original cannot be shown in this browser, so only the cut-out is here.
read-as-srgb = This format was read by your browser, as 8-bit sRGB.
read-as-p3 = This format was read by your browser, as 8-bit Display P3.
# $size: like "3024 × 4032".
pixels = { $size } pixels
# Read out to blind people. $time: like "2.4 sec".
announce-done = { $name } is cut out, after { $time }.
warning-truncated = The file is cut short: the rest of the picture is missing.
warning-first-only = The file has several pictures: this is the first.
warning-gain-map = The file has a gain map for HDR displays, which is left out.
warning-enlarged = The frame enlarges the subject beyond the photo's own pixels.
verdict-check = Please check this one: the subject was not quite clear. If a part is missing or too much is there, the brush puts it right.
verdict-none = No clear subject found. The cut-out is faint: mark the subject with the brush, or try a photo in which one thing stands out.
# Button beside those two sentences. Short.
try-brush = Try the brush

## Panel that changes the cut-out

panel = Change the cut-out
# How the edge is found: heading and its choices. Very short: four stand in a row.
quality = Edge
quality-fast = Fast
quality-balanced = Balanced
quality-best = Best
# "rembg" is the name of another program.
quality-raw = As rembg
quality-fast-hint = One pass of the network, and an edge that follows the photo.
quality-balanced-hint = One to five passes, and hair-fine edges.
quality-best-hint = The same, with the finest edge on large photos. Takes longest.
quality-raw-hint = The network's own map, without refining: what rembg gives.
# What stands behind the subject: heading and its choices. Very short: four stand in a row.
background = Background
background-none = None
background-colour = Colour
background-blur = Blurred
background-picture = Picture
# Name of the group of colours.
colour = Colour
# Button that opens the browser's own colour picker. Short.
other-colour = Another colour
colour-white = White
colour-light-gray = Light gray
colour-gray = Gray
colour-black = Black
colour-sand = Sand
colour-sky = Sky
colour-mint = Mint
colour-coral = Coral
# Label of a slider. Short.
blur = How blurred
choose-picture = Choose a picture
other-picture = Another picture
picture-stays = It stays on your device, too.
# How a background picture is placed: heading and its choices. Very short.
fit = Fit
fit-cover = Fill
fit-contain = Show all
# Switch, and its three sliders. Short.
shadow = Soft shadow
shadow-strength = Strength
shadow-softness = Softness
shadow-distance = Distance
# Switch: cuts the picture to the subject's size. Short.
trim = Trim to the subject
# Slider: space around the trimmed subject. Short.
margin = Margin
# Switch: a black and white picture in place of the cut-out. Short.
mask = Mask only
mask-hint = Gray picture: white is subject, black is background.
# Heading of the types of file. Very short.
file-type = File
file-png-hint = Nothing is lost; every program opens it.
file-webp-hint = Much smaller, and transparent; older programs do not open it.
file-avif-hint = Smallest, and transparent; few programs open it.
file-jpeg-hint = Small, but never transparent: without a background it becomes white.
# Slider of a file's quality, and its highest value. Very short.
file-quality = Quality
lossless = Lossless
# What the camera wrote into the photo (time, place, camera): heading and its choices. Very short: three stand in a row.
metadata = Camera data
metadata-none = Remove
metadata-without-place = Keep, no place
metadata-all = Keep all
metadata-none-hint = The file says nothing about camera, time or place.
metadata-without-place-hint = Camera, time, authors and titles stay. Where it was taken does not.
metadata-all-hint = Where it was taken stays in the file, too.
# Status while the file is written.
finishing = Finishing at full size…
# The program that writes AVIF files comes once, when the type is first chosen.
avif-fetching = Fetching the AVIF encoder…
avif-making = Making the AVIF. A large photo takes a while; you can go on meanwhile.
# Read out to blind people.
avif-ready = The AVIF is ready.
# Status while only a small picture is there. Short.
preview = Preview
not-changed = This change did not work, and the last picture stays.
# Button beside that sentence: takes back the change. Short.
revert = Drop the change

## The brush that keeps or erases parts of the photo

# Button that takes the brush. Short.
brush = Keep / erase brush
brush-hint = Something missing, or too much? Paint over it.
# Button that puts it away. Short.
brush-done = Done
# Heading and its two choices. Very short.
brush-mode = Brush
brush-keep = Keep
brush-erase = Erase
# Slider. Very short.
brush-size = Size
# Read out when keys change the size. $size: a number.
brush-size-is = Size { $size }
# Name of the buttons that zoom, and of each of them.
zoom = Zoom
zoom-in = Zoom in
zoom-out = Zoom out
# Button that shows the whole photo. It has to begin with $zoom, like "150%", which is what is seen of it.
zoom-fit = { $zoom }: show all
canvas = Photo to paint on
brush-help = Rough strokes are enough: the edge is found along the photo. Two fingers or the wheel zoom.
# Heading of the sheet of keys, and the button that opens it. Very short.
keys = Keys
# Sheet of keys: heading of the keys that work anywhere. Then what each key does, as short as can be.
keys-page = On the page
key-paste = Paste photos
key-download = Download the cut-out
key-download-all = Download all as a ZIP archive
key-help = Show these keys
key-go = Go to another photo; with Shift, select a range
key-show = Show the photo
key-select = Select the photo
key-line = Move the line
key-brush-move = Move the brush; with Shift, in longer steps
key-brush-spot = Mark one spot; hold it and drag to move the photo
key-brush-stroke = Start and end a stroke
key-brush-away = Drop the stroke, then put the brush away
# Below the keys.
keys-mac = On a Mac, ⌘ stands for Ctrl.
# Names of keys, as keyboards of the language have them.
key-ctrl = Ctrl
key-shift = Shift
key-space = Space
key-enter = Enter
key-delete = Delete
key-backspace = Backspace
key-home = Home
key-end = End
# Read out to blind people.
brush-started = Brush in hand. Arrow keys move it, Space marks one spot, Enter starts and ends a stroke.
pen-down = Drawing: arrow keys draw, Enter ends the stroke, Esc drops it.
stroke-dropped = Stroke dropped.
# Position of the brush. Both like "25%", from the left and from the top.
brush-at = { $across } across, { $down } down
marked-keep = Marked to keep.
marked-erase = Marked to erase.
strokes =
    { $count ->
        [0] No strokes.
        [one] 1 stroke.
       *[other] { $count } strokes.
    }

## Several photos

# Name of the list.
photos-list = Photos
# Buttons. Short.
needs-check = Needs checking first
show-grid = Show all
cancel-all = Cancel all
to-folder = Save in a folder
select-all = Select all
select-none = Select none
in-line = In line: it is next, once the one in work is done.
# Name of a progress bar.
photos-done = Photos done
photos =
    { $count ->
        [one] 1 photo
       *[other] { $count } photos
    }
# Numbers by state, in a row like "9 photos · 6 done · 2 to check". Very short.
count-done =
    { $count ->
       *[other] { $count } done
    }
count-check =
    { $count ->
       *[other] { $count } to check
    }
count-failed =
    { $count ->
       *[other] { $count } failed
    }
count-cancelled =
    { $count ->
       *[other] { $count } cancelled
    }
count-selected =
    { $count ->
       *[other] { $count } selected
    }
# $time: like "15 sec" or "2 min".
time-left = about { $time } left
# State of a photo, below its small picture. Very short.
state-waiting = Waiting
state-working = Working
state-changing = Changing
state-done = Done
state-check = Please check
state-failed = Failed
state-cancelled = Cancelled
# $reason: a heading like "This file is empty".
state-failed-because = Failed: { $reason }
# Tooltip of a photo in the list. $state: one of the above, or a running step.
photo-state = { $name } – { $state }
# Buttons. Short.
download-selected =
    { $count ->
        [one] Download it
       *[other] Download { $count } as ZIP
    }
download-all =
    { $count ->
       *[other] Download all { $count } as ZIP
    }
use-settings-all = Use these settings for all
use-settings-selected =
    { $count ->
       *[other] Use these settings for the { $count } selected
    }
retry-failed =
    { $count ->
        [one] Try the failed one again
       *[other] Try { $count } again
    }
photos-removed =
    { $count ->
        [one] 1 photo removed.
       *[other] { $count } photos removed.
    }
settings-used =
    { $count ->
        [one] 1 other photo gets these settings.
       *[other] { $count } other photos get these settings.
    }
# $names: file names.
skipped-no-picture =
    { $count ->
        [one] { $names } is not a picture and was skipped.
       *[other] { $count } files are not pictures and were skipped: { $names }.
    }
skipped-not-readable =
    { $count ->
        [one] { $names } could not be opened.
       *[other] { $count } files could not be opened: { $names }.
    }
# Stands for $names, where they are many. $count: number of the others.
names-and-more =
    { $count ->
       *[other] { $names } and { $count } more
    }
photos-finishing =
    { $count ->
        [one] Finishing 1 photo…
       *[other] Finishing { $count } photos…
    }
# $number: the how manyth.
saving = Saving { $number } of { $all }…
downloaded =
    { $count ->
        [one] 1 photo on the way to your downloads.
       *[other] { $count } photos on the way to your downloads.
    }
# $folder: name of a folder.
saved =
    { $count ->
        [one] 1 photo saved in { $folder }.
       *[other] { $count } photos saved in { $folder }.
    }
left-out =
    { $count ->
        [one] One is not cut out and was left out.
       *[other] { $count } are not cut out and were left out.
    }
not-saved =
    { $count ->
       *[other] { $count } of { $all } saved, then the folder could not be written to: it may be full or gone. Try another one.
    }
no-room-for-archive = The browser has no room for the archive. Select fewer photos and try again.
others-wait = The other photos wait.
# Read out to blind people. $counts: like "9 photos · 8 done · 1 failed".
all-done = Nothing is in line any more: { $counts }.

## Photos that stay on the device

stays = What stays on this device
stays-body =
    { $days ->
        [one] So that a closed tab or a crash loses nothing, your browser keeps photos, edits and cut-outs here for 1 day after the last change, where only this site can read them. Your next visit offers to go on with them. None of it is sent.
       *[other] So that a closed tab or a crash loses nothing, your browser keeps photos, edits and cut-outs here for { $days } days after the last change, where only this site can read them. Your next visit offers to go on with them. None of it is sent.
    }
# Switch.
keeping = Keep photos for next time
# Buttons. Short.
go-on = Go on
clear = Clear
clear-everything = Clear everything
keeping-not-possible = This browser keeps nothing for this page, as in a private window: photos are gone once it is closed.
keeping-off = Switched off. Photos are gone once this page is closed.
keeping-nothing = Nothing is kept now.
# $size: like "7.3 MB".
keeping-photos =
    { $count ->
        [one] 1 photo of this tab kept, { $size }.
       *[other] { $count } photos of this tab kept, { $size }.
    }
photos-from-last-time =
    { $count ->
        [one] 1 photo from last time
       *[other] { $count } photos from last time
    }
trouble-full = The browser has no room to keep more.
trouble-refused = The browser keeps no more photos on this device.
trouble-not-deleted = The browser could not delete all files of this page. Delete its data in the settings of the browser.
# Stands after one of the first two.
lost-all = When this page is closed, its photos are gone. Save the cut-outs before.
lost-some =
    { $count ->
        [one] When this page is closed, 1 of { $all } photos is gone. Save its cut-out before.
       *[other] When this page is closed, { $count } of { $all } photos are gone. Save their cut-outs before.
    }
cleared-running = Deleting…
cleared-waiting = Cleared. The files are deleted once your download is through: leave this page open until then.
cleared-done = Everything is deleted.
cleared-done-here = Everything is deleted here. Photos in other tabs stay.

## What leaves the page

# Button in the header, and heading of the panel. Short.
privacy = What leaves this page
privacy-photos = Your photos do not. The network that finds the subject was brought to your browser; photo and result stay on your device, and the page makes no request while a photo is processed.
privacy-counts = When you leave, this page tells its own server how it went: how long each stage took, on which kind of browser, build and device, and whether it worked. No picture, no file name, no identifier; the sizes of photo and queue only in steps. It is how we notice that something is slow or broken.
privacy-text = Below is the exact text, letter by letter. Apart from asking for its own files, and your browser asking now and then whether they are still the newest, nothing else is sent.
# Switch.
counting = Tell the server how it went
# "Global Privacy Control" is a name.
counting-off-by-browser = Your browser sends the Global Privacy Control signal, so nothing is sent.
counting-off = Switched off. Nothing is sent.
# Headings above a text that is always English.
counting-waiting = Will be sent when you leave
counting-sent = Was sent last
nothing-yet = Nothing yet.

## Networks

# Name of the choice.
network-legend = Network that finds the subject
# Button that opens the choice. $name: like u2netp.
network-summary = Network: { $name }
# Buttons. Short. $size: like "44 MB".
network-download = Download { $size }
network-go-on = Go on: { $size } left
network-pause = Pause
network-delete = Delete
network-add = Add a network from a file
network-add-hint = An ONNX file of a network like U²-Net or IS-Net. It stays on your device; you can also drop it on the page.
network-no-list = The networks of this site cannot be listed now: you may be offline. Those kept here work all the same.
network-not-lasting = This browser keeps no files for this page: a network is here until the page is closed.
# Name of a button for blind people. $label: like "Delete"; $name: of the network.
network-button = { $label }, { $name }
# Form for a network whose numbers are not known. The labels are short.
network-input = Input of the network
network-input-hint = As its authors state it. Mean and deviation: one number, or three for red, green and blue.
network-input-side = Side in pixels
network-input-mean = Mean
network-input-deviation = Deviation
network-input-use = Use these
# What a network is good at. In a row with what follows, separated by dots: no capital letter where the language needs none, no full stop.
network-u2netp = any subject; small and quick
network-u2net = any subject
network-u2net_human_seg = people
network-silueta = any subject; U²-Net made smaller
network-isnet-general-use = any subject; finer structures
network-from-file = added from a file
# $licence: name of a licence, like Apache-2.0.
network-licence = licence { $licence }
network-licence-unstated = licence not stated by its publisher
network-bundled = comes with this page
network-kept = kept here
# $time: like "3.4 sec".
network-photo-time = about { $time } a photo here
# $size: memory, like "900 MB".
network-tight = It needs about { $size } of memory, which may be more than this device has to spare.
network-too-large = It would need about { $size } of memory: more than a page can have.
network-slow = A photo takes about { $time } with it on this device.
network-smaller = The next smaller one is { $name }, { $size }.
# Both are sizes, like "12.6 MB" and "44 MB".
network-progress = { $got } of { $total }
# Read out to blind people. $percent: like "25%".
network-announcement = { $name }: { $percent } received
# Name of a progress bar.
network-received = { $name } received
network-paused = { $name } is paused.
network-missing = This site does not have { $name } any more.
network-broke-off = { $name } did not come through.
network-damaged = { $name } arrives damaged, twice in a row: something on the way changes it. The damaged part is not kept.
network-changed = This site has another version of { $name } now. Open this list again, and download that one.
network-no-room = There is no room for { $name } on this device.
network-refused = This browser does not keep { $name } on this device.
# Stands after some of these.
network-part-kept = What has come is kept.
news-loading = { $name } is being loaded…
news-using = { $name } is used now.
news-not-kept = { $name } is used until this page is closed: there is no room to keep it.
news-refused = { $name } was not kept.
news-gone = Files of { $name } are gone from this device.
news-deleted = { $name } is deleted.
news-not-deleted = The browser could not delete { $name }.
news-input-refused = { $name } does not work with this input, and keeps the one before.
news-no-input = The side is 32 to 4096 pixels; mean and deviation are one number or three, the deviation above 0.
news-too-large = { $name } would need about { $size } of memory: more than a page can have.
news-no-worker = The worker did not start. Try again.
# Both are sizes, like "10.2 GB" and "55 MB".
network-room = This browser gives this site { $quota } on this device; { $usage } are in use.
fell-back-damaged = The file of { $name } is damaged: its checksum is not the listed one.
# $detail: technical reason, always English.
fell-back-unusable = { $name } is no network that this page can use ({ $detail }).
fell-back-inference = { $name } could not process this photo ({ $detail }).
fell-back-died = { $name } needs more memory than there is, or stopped.
fell-back-gone = The file of { $name } is gone.
fell-back-other = { $name } cannot be used.
# Stands after one of these. $name: the network of this page.
fell-back-to = { $name } is used in its place.

## Failures: a heading without a full stop, and sentences with reason and remedy

# "Worker" is the part of the page that works in the background.
misunderstood = The page and its worker misunderstood each other
misunderstood-body = That is our mistake. Reloading the page usually helps.
browser-too-old = This browser cannot run the network
browser-too-old-body = Offcut needs WebAssembly with SIMD, which Chrome, Edge and Firefox have had since 2021 and Safari since 2023. Please update the browser or open this page in another one.
worker-did-not-start = The worker did not start
worker-did-not-start-body = Its file may not have arrived, or the browser blocked it. Check the connection and try again.
worker-died = The worker ran out of memory or stopped
worker-died-body = A new one is starting. Try again with other tabs closed, or with a smaller version of the photo.
other-version = A new version of this page is ready
other-version-body = Page and worker have to be of the same version. Reload to go on.
model-not-fetched = The network could not be fetched
# Stands after a sentence about the connection.
photo-still-here = Your photo is still here.
sample-not-fetched = The sample photo could not be fetched
file-not-readable = The file cannot be opened
file-not-readable-body = It may have been moved, changed or locked since you chose it. Choose it again.
# $format: type of file, like HEIC.
nobody-reads = Your browser cannot read { $format }
nobody-reads-body = Neither can Offcut by itself. Save the picture as JPEG or PNG and try again; some browsers do read { $format }.
nothing-dropped = There was no picture file in that
nothing-dropped-body = Pictures from another page have to be saved first. Then drop the file here, or choose it with the button.
only-address = That was only the address of a picture
only-address-body = This page fetches nothing from other sites. Save the picture first, then drop the file here or choose it with the button.
cancelled = Cancelled
cancelled-body = Nothing was kept.
empty-file = This file is empty
empty-file-body = It has 0 bytes. Perhaps it was not copied completely: try the original.
not-a-picture = This is not a picture we recognise
not-a-picture-body = Offcut reads JPEG, PNG, WebP, GIF, BMP, TIFF, QOI and PNM, and formats your browser knows.
unsupported-format = { $format } pictures cannot be read here
unsupported-format-body = Save the picture as JPEG or PNG and try again.
unsupported-variant = This kind of { $format } cannot be read
# $detail: technical reason, always English. So in the next ones.
unsupported-variant-body = Neither Offcut nor this browser has a decoder for it ({ $detail }). Save it as an ordinary JPEG or PNG and try again.
raw-file = Raw files cannot be read here
raw-file-body = Export the photo as JPEG or TIFF and try again.
damaged = This { $format } file is damaged
damaged-body = It is broken or was cut short ({ $detail }). Try to get the original again.
over-limit = This picture is too large
# $found and $allowed: sizes, like "300 MB".
over-limit-bytes = The file has { $found }; at most { $allowed } are allowed. Make a smaller version and try again.
# $found and $allowed: numbers.
over-limit-side = Its longer side has { $found } pixels; at most { $allowed } are allowed. Make a smaller version and try again.
over-limit-pixels = It has { $found } megapixels; at most { $allowed } are allowed. Make a smaller version and try again.
no-background = There is no picture for the background
no-background-body = Choose one, or another kind of background.
model-damaged = The network arrived damaged
model-damaged-body = Its checksum is not the published one, twice in a row, so it was not used. Something on the way changes it: try again later or on another connection.
model-unusable = The network cannot be used
model-unusable-body = It could not be loaded ({ $detail }). Reloading the page may help.
inference = The network could not process this photo
inference-body = It stopped with: { $detail }.
too-large-for-format = Too large for { $format }
# $found and $allowed: numbers.
too-large-for-format-body = It has { $found } pixels along one side; { $format } ends at { $allowed }. Save it as PNG.
needs-background = { $format } cannot be transparent
needs-background-body = Choose a background, or save it as PNG.
encoder-left-out = { $format } cannot be written here
encoder-left-out-body = Save it as PNG.
encoder-not-fetched = The AVIF encoder could not be fetched
encoder-not-fetched-body = You may be offline. Try again later, or choose another file type: the others do not need it.
encode = The result could not be saved
encode-body = The encoder stopped with: { $detail }.
size-mismatch = The photo's pixels do not fit its size
size-mismatch-body = That is our mistake. Another file of the same photo may work.
no-response = There was no response: you may be offline.
# $status: a number.
bad-status = The server responded with status { $status }.
incomplete = The connection broke off before it was complete.

## Frames and presets

# Product shots: a canvas of a wanted shape with the subject placed on it. Heading of the section. Very short.
frame = Frame
# Label of a list of ready-made settings, and its entries; the last one stands there when none of them is chosen.
frame-preset = Preset
frame-no-preset = None
frame-square = Square on white, 2000 pixels
frame-4x5 = 4:5 on white
frame-16x9 = 16:9 on white
frame-passport = Passport, 35 × 45 mm
frame-sticker = Sticker with an outline
frame-own-choice = Own choice
# Label of a list: the shape of the picture, and its entries.
frame-canvas = Canvas
frame-as-photo = As the photo
frame-by-ratio = By ratio
frame-in-pixels = In pixels
frame-in-millimetres = In millimetres
# Labels of numbers and sliders. Short.
frame-width = Width
frame-height = Height
frame-dpi = Pixels an inch
# Slider: how much of the frame the subject fills. Short.
frame-fill = Filled
# Label of a list: where the subject is on the canvas. The last entry lets it stand on a line like on a floor.
frame-place = Place
place-top-left = Top left
place-top = Top
place-top-right = Top right
place-left = Left
place-middle = Middle
place-right = Right
place-bottom-left = Bottom left
place-bottom = Bottom
place-bottom-right = Bottom right
place-line = Standing on a line
frame-ground = Line, from the top
# Slider: edge of the canvas that stays free. Short.
frame-edge = Free edge
# Line around the subject, as stickers have it. Short.
outline = Outline
outline-colour = Colour of the outline
# $size: per cent of its size in the photo, such as 420 %.
frame-enlarged = The frame enlarges the subject to { $size } of its size in the photo: a smaller frame or a larger photo is sharper.
frame-no-room = The frame has no room for the subject: make its edge or outline smaller, or its line lower.
frame-too-large = The frame has more pixels than this page makes: choose a smaller one.
# Settings that the person keeps under a name, and buttons of them. Short.
presets-own = Presets of your own
preset-name = Name
preset-save = Save as preset
preset-export = Export
preset-delete = Delete
preset-import = Import a file
preset-has = A preset has the frame, the background, the shadow, the outline and the file type. It stays on this device; its file is one for the command, too.
# $name: name of the preset; of refused, that of a file with $sentence in English, which names what is wrong.
preset-saved = { $name } is saved.
preset-saved-in-part = { $name } is saved. The background picture is not part of it.
preset-deleted = { $name } is deleted.
preset-refused = { $file }: { $sentence }
preset-nameless = Give the preset a name first.
preset-not-kept = This browser has no room for the preset: export it to a file.
preset-not-read = this is no file of a preset, or it cannot be read.
preset-trim-in-pixels = trim has to be in per cent here, such as 5%.
# Button that sets the whole panel back. Short.
reset = Reset
reset-hint = These choices hold for your next photos, until reset.
