### Sentences of the page, in Arabic (modern standard).
### Counted nouns have all forms of the language: none, one, two, 3 to 10 (few), 11 to 99 (many), and the rest (100, 101, 102 …).

## Names and the start

title-start = Offcut – قصّ العنصر الرئيسي من الصورة
title-of = { $what } – Offcut
description = يقصّ العنصر الرئيسي من الصورة داخل متصفحك، ولا تغادر الصورة جهازك أبدًا.
headline = قُصّ العنصر الرئيسي من صورتك.
promise = كل شيء يجري داخل هذا المتصفح، ولا تغادر صورتك جهازك أبدًا.
choose = اختيار صور
choose-folder = اختيار مجلد
other-ways = أو أفلتها في أي مكان، مجلدًا كانت أو أرشيف ZIP، أو ألصق صورة
formats = صيغ JPEG وPNG وWebP وGIF وBMP وTIFF وQOI وPNM، وكل ما يقرؤه متصفحك أيضًا. تدخل الصورة بدقتها الكاملة وتخرج بها.
let-go = أفلت الملف لبدء القص
samples = لا صورة لديك الآن؟ جرّب واحدة من هذه
sample-cat = قطة
sample-coffee = فنجان قهوة
sample-raccoon = راكون
footer = شبكة U²-Net العصبية، تعمل بلغة Rust عبر WebAssembly. برنامج مجاني ومفتوح المصدر.
language = اللغة
language-not-fetched = تعذّر جلب هذه اللغة: ربما لا يوجد اتصال بالإنترنت. أعد المحاولة لاحقًا.
between-sentences = {" "}
between-names = {"، "}

## Buttons of many places. All short.

cancel = إلغاء
close = إغلاق
reload = إعادة تحميل
try-again = إعادة المحاولة
back = رجوع
back-to = العودة إلى { $name }
undo = تراجع
redo = إعادة
remove = إزالة
dismiss = إخفاء

## Getting ready

ready-starting = يجري التحضير
ready-received = يجري التحضير · { $got }
ready-received-of = يجري التحضير · { $got } من { $total }
ready-loading = يجري التحضير · على وشك الانتهاء
ready = جاهز
ready-offline = جاهز. يعمل دون اتصال.
title-and-body = { $title }. { $body }
downloading = تنزيل الشبكة العصبية
build-fast = أسرع نسخة
build-threads = نسخة بلا عمليات حسابية مدمجة
build-compat = نسخة متوافقة، أبطأ
threads =
    { $count ->
        [zero] بلا خيوط معالجة
        [one] خيط معالجة واحد
        [two] خيطا معالجة
        [few] { $count } خيوط معالجة
        [many] { $count } خيط معالجة
       *[other] { $count } خيط معالجة
    }
update = هناك إصدار جديد جاهز.

## Steps of a photo

steps = التقدّم
step-download = التحضير
step-read = قراءة الصورة
step-find = إيجاد العنصر
step-refine = تحسين الحواف
step-compose = قص العنصر
step-encode = كتابة الملف
running-download = يجري التحضير…
running-read = تجري قراءة الصورة…
running-find = يجري إيجاد العنصر…
running-refine = يجري تحسين الحواف…
running-compose = يجري قص العنصر…
running-encode = تجري كتابة الملف…
times = أين ذهب الوقت
total = المجموع

## The result

cut-out-of = قصاصة { $name }
pasted = صورة من الحافظة
download = تنزيل { $format }
copy = نسخ
copied = تم النسخ
another = صورة أخرى
copy-not-possible = لا يسمح هذا المتصفح للصفحات بنسخ الصور إلا عبر https أو إذا كانت الصفحة على هذا الجهاز نفسه. نزّل الصورة بدلًا من ذلك.
copy-refused = لم يسمح المتصفح بالنسخ. نزّل الصورة بدلًا من ذلك.
share = مشاركة
share-refused = لم يشاركها المتصفح. اضغط «مشاركة» مرة أخرى، أو نزّل الصورة.
share-lost = لم تصل الصور المشارَكة: شاركها مرة أخرى، أو اخترها هنا.
drag-out = اسحبها إلى مجلد أو برنامج آخر
compare = مقارنة الأصل بالقصاصة
original = الأصل
cut-out = القصاصة
split = { $original } للأصل، { $cutout } للقصاصة
cut-out-alt = القصاصة على خلفية شفافة
original-alt = الصورة الأصلية
mask-alt = القناع: الأبيض هو العنصر والأسود هو الخلفية
scene-alt = القصاصة على خلفيتها الجديدة
erased-alt = الصورة، وما مُحي منها باهت
no-original = لا يمكن عرض الأصل في هذا المتصفح، لذا لا تظهر هنا إلا القصاصة.
read-as-srgb = قرأ متصفحك هذه الصيغة بألوان sRGB وعمق 8 بت.
read-as-p3 = قرأ متصفحك هذه الصيغة بألوان Display P3 وعمق 8 بت.
pixels = { $size } بكسل
announce-done = اكتمل قص { $name } خلال { $time }.
warning-truncated = الملف مبتور: بقية الصورة مفقودة.
warning-first-only = في الملف عدة صور: هذه هي الأولى.
warning-gain-map = في الملف خريطة كسب لشاشات HDR، وقد استُبعدت.
warning-enlarged = يكبّر الإطار العنصر إلى أكثر مما في الصورة من بكسلات.
verdict-check = راجع هذه الصورة من فضلك: لم يكن العنصر واضحًا تمامًا. إن نقص منه جزء أو زاد عليه شيء، فالفرشاة تصحّح ذلك.
verdict-none = لم يُعثر على عنصر واضح، والقصاصة باهتة: حدّد العنصر بالفرشاة، أو جرّب صورة يبرز فيها شيء واحد.
try-brush = تجربة الفرشاة

## Panel that changes the cut-out

panel = تعديل القصاصة
quality = الحواف
quality-fast = سريعة
quality-balanced = متوازنة
quality-best = الأفضل
quality-raw = مثل rembg
quality-fast-hint = تمريرة واحدة للشبكة العصبية، وحواف تتبع تفاصيل الصورة.
quality-balanced-hint = من تمريرة إلى خمس، وحواف بدقة الشعرة.
quality-best-hint = مثل السابقة، مع أدق الحواف في الصور الكبيرة. تستغرق أطول وقت.
quality-raw-hint = خريطة الشبكة العصبية كما هي دون تحسين: ما يعطيه برنامج rembg.
background = الخلفية
background-none = بلا
background-colour = لون
background-blur = تمويه
background-picture = صورة
colour = اللون
other-colour = لون آخر
colour-white = أبيض
colour-light-gray = رمادي فاتح
colour-gray = رمادي
colour-black = أسود
colour-sand = رملي
colour-sky = سماوي
colour-mint = نعناعي
colour-coral = مرجاني
blur = مقدار التمويه
choose-picture = اختيار صورة
other-picture = صورة أخرى
picture-stays = تبقى هي أيضًا على جهازك.
fit = الملاءمة
fit-cover = ملء
fit-contain = عرض الكل
shadow = ظل ناعم
shadow-strength = الشدة
shadow-softness = النعومة
shadow-distance = المسافة
trim = اقتصاص حول العنصر
margin = الهامش
mask = القناع فقط
mask-hint = صورة رمادية: الأبيض هو العنصر والأسود هو الخلفية.
file-type = الملف
file-png-hint = لا يضيع شيء، وتفتحه كل البرامج.
file-webp-hint = أصغر بكثير ويحفظ الشفافية، لكن البرامج القديمة لا تفتحه.
file-avif-hint = الأصغر ويحفظ الشفافية، لكن برامج قليلة تفتحه.
file-jpeg-hint = صغير لكنه لا يحفظ الشفافية: إن لم تختر خلفية صارت بيضاء.
file-quality = الجودة
lossless = بلا فقد
metadata = بيانات الكاميرا
metadata-none = إزالة
metadata-without-place = إبقاء بلا مكان
metadata-all = إبقاء الكل
metadata-none-hint = لا يذكر الملف شيئًا عن الكاميرا أو الوقت أو المكان.
metadata-without-place-hint = تبقى بيانات الكاميرا والوقت والمؤلفين والعناوين، ويُزال مكان التصوير.
metadata-all-hint = يبقى مكان التصوير في الملف أيضًا.
finishing = يجري الإنهاء بالحجم الكامل…
avif-fetching = يجري جلب مرمّز AVIF…
avif-making = يجري إنشاء ملف AVIF. تستغرق الصورة الكبيرة بعض الوقت، ويمكنك المتابعة في أثناء ذلك.
avif-ready = ملف AVIF جاهز.
preview = معاينة
not-changed = لم ينجح هذا التعديل، وبقيت الصورة السابقة.
revert = إلغاء التعديل

## The brush that keeps or erases parts of the photo

brush = فرشاة الإبقاء / المحو
brush-hint = هل نقص شيء أو زاد؟ مرّر الفرشاة فوقه.
brush-done = تم
brush-mode = الفرشاة
brush-keep = إبقاء
brush-erase = محو
brush-size = الحجم
brush-size-is = الحجم { $size }
zoom = التكبير
zoom-in = تكبير
zoom-out = تصغير
zoom-fit = { $zoom }: عرض الكل
canvas = صورة للرسم عليها
brush-help = تكفي ضربات تقريبية: تُحدَّد الحواف وفق الصورة. للتكبير والتصغير استخدم إصبعين أو عجلة الفأرة.
keys = المفاتيح
keys-page = في الصفحة
key-paste = لصق صور
key-download = تنزيل القصاصة
key-download-all = تنزيل الكل في أرشيف ZIP
key-help = عرض هذه المفاتيح
key-go = الانتقال إلى صورة أخرى؛ مع Shift تحديد نطاق
key-show = عرض الصورة
key-select = تحديد الصورة
key-line = تحريك الخط
key-brush-move = تحريك الفرشاة؛ مع Shift بخطوات أطول
key-brush-spot = وضع نقطة واحدة؛ مع الاستمرار في الضغط والسحب تتحرك الصورة
key-brush-stroke = بدء الضربة وإنهاؤها
key-brush-away = ترك الضربة، ثم إنهاء استخدام الفرشاة
keys-mac = على جهاز Mac يحل ⌘ محل Ctrl.
key-ctrl = Ctrl
key-shift = Shift
key-space = المسافة
key-enter = Enter
key-delete = Delete
key-backspace = Backspace
key-home = Home
key-end = End
brush-started = الفرشاة جاهزة. مفاتيح الأسهم تحرّكها، ومفتاح المسافة يضع نقطة واحدة، ومفتاح Enter يبدأ الضربة وينهيها.
pen-down = الرسم جارٍ: مفاتيح الأسهم ترسم، ومفتاح Enter ينهي الضربة، ومفتاح Esc يلغيها.
stroke-dropped = أُلغيت الضربة.
brush-at = { $across } من اليسار، { $down } من الأعلى
marked-keep = حُدّد للإبقاء.
marked-erase = حُدّد للمحو.
strokes =
    { $count ->
        [zero] لا ضربات.
        [one] ضربة واحدة.
        [two] ضربتان.
        [few] { $count } ضربات.
        [many] { $count } ضربة.
       *[other] { $count } ضربة.
    }

## Several photos

photos-list = الصور
needs-check = ما يحتاج إلى مراجعة أولًا
show-grid = عرض الكل
cancel-all = إلغاء الكل
to-folder = حفظ في مجلد
select-all = تحديد الكل
select-none = إلغاء التحديد
in-line = في الانتظار: دورها التالي، بعد اكتمال الصورة الجارية.
photos-done = الصور المكتملة
photos =
    { $count ->
        [zero] لا صور
        [one] صورة واحدة
        [two] صورتان
        [few] { $count } صور
        [many] { $count } صورة
       *[other] { $count } صورة
    }
count-done =
    { $count ->
        [one] واحدة مكتملة
        [two] اثنتان مكتملتان
       *[other] { $count } مكتملة
    }
count-check =
    { $count ->
        [one] واحدة للمراجعة
        [two] اثنتان للمراجعة
       *[other] { $count } للمراجعة
    }
count-failed =
    { $count ->
        [one] واحدة فشلت
        [two] اثنتان فشلتا
       *[other] { $count } فشلت
    }
count-cancelled =
    { $count ->
        [one] واحدة ملغاة
        [two] اثنتان ملغاتان
       *[other] { $count } ملغاة
    }
count-selected =
    { $count ->
        [one] واحدة محددة
        [two] اثنتان محددتان
       *[other] { $count } محددة
    }
time-left = بقي نحو { $time }
state-waiting = تنتظر
state-working = قيد العمل
state-changing = قيد التعديل
state-done = مكتملة
state-check = للمراجعة
state-failed = فشلت
state-cancelled = ملغاة
state-failed-because = فشلت: { $reason }
photo-state = { $name } – { $state }
download-selected =
    { $count ->
        [one] تنزيلها
        [two] تنزيل صورتين في ZIP
        [few] تنزيل { $count } صور في ZIP
        [many] تنزيل { $count } صورة في ZIP
       *[other] تنزيل { $count } صورة في ZIP
    }
download-all =
    { $count ->
        [one] تنزيل الصورة في ZIP
        [two] تنزيل الصورتين في ZIP
       *[other] تنزيل الكل ({ $count }) في ZIP
    }
use-settings-all = تطبيق هذه الإعدادات على الكل
use-settings-selected =
    { $count ->
        [one] تطبيق هذه الإعدادات على المحددة
        [two] تطبيق هذه الإعدادات على المحددتين
       *[other] تطبيق هذه الإعدادات على المحددة ({ $count })
    }
retry-failed =
    { $count ->
        [one] إعادة محاولة ما فشل
        [two] إعادة محاولة صورتين
        [few] إعادة محاولة { $count } صور
        [many] إعادة محاولة { $count } صورة
       *[other] إعادة محاولة { $count } صورة
    }
photos-removed =
    { $count ->
        [zero] لم تُزل أي صورة.
        [one] أُزيلت صورة واحدة.
        [two] أُزيلت صورتان.
        [few] أُزيلت { $count } صور.
        [many] أُزيلت { $count } صورة.
       *[other] أُزيلت { $count } صورة.
    }
settings-used =
    { $count ->
        [zero] لا تُطبَّق هذه الإعدادات على أي صورة أخرى.
        [one] تُطبَّق هذه الإعدادات على صورة أخرى.
        [two] تُطبَّق هذه الإعدادات على صورتين أخريين.
        [few] تُطبَّق هذه الإعدادات على { $count } صور أخرى.
        [many] تُطبَّق هذه الإعدادات على { $count } صورة أخرى.
       *[other] تُطبَّق هذه الإعدادات على { $count } صورة أخرى.
    }
skipped-no-picture =
    { $count ->
        [one] الملف { $names } ليس صورة، فجرى تخطّيه.
        [two] ملفان ليسا صورتين، فجرى تخطّيهما: { $names }.
        [few] { $count } ملفات ليست صورًا، فجرى تخطّيها: { $names }.
        [many] { $count } ملفًا ليست صورًا، فجرى تخطّيها: { $names }.
       *[other] { $count } ملف ليست صورًا، فجرى تخطّيها: { $names }.
    }
skipped-not-readable =
    { $count ->
        [one] تعذّر فتح الملف { $names }.
        [two] تعذّر فتح ملفين: { $names }.
        [few] تعذّر فتح { $count } ملفات: { $names }.
        [many] تعذّر فتح { $count } ملفًا: { $names }.
       *[other] تعذّر فتح { $count } ملف: { $names }.
    }
names-and-more =
    { $count ->
        [one] { $names } وملف آخر
        [two] { $names } وملفان آخران
        [few] { $names } و{ $count } ملفات أخرى
        [many] { $names } و{ $count } ملفًا آخر
       *[other] { $names } و{ $count } ملف آخر
    }
photos-finishing =
    { $count ->
        [one] يجري إنهاء صورة واحدة…
        [two] يجري إنهاء صورتين…
        [few] يجري إنهاء { $count } صور…
        [many] يجري إنهاء { $count } صورة…
       *[other] يجري إنهاء { $count } صورة…
    }
saving = يجري حفظ { $number } من { $all }…
downloaded =
    { $count ->
        [zero] لا صور في طريقها إلى تنزيلاتك.
        [one] صورة واحدة في طريقها إلى تنزيلاتك.
        [two] صورتان في طريقهما إلى تنزيلاتك.
        [few] { $count } صور في طريقها إلى تنزيلاتك.
        [many] { $count } صورة في طريقها إلى تنزيلاتك.
       *[other] { $count } صورة في طريقها إلى تنزيلاتك.
    }
saved =
    { $count ->
        [zero] لم تُحفظ أي صورة في المجلد { $folder }.
        [one] حُفظت صورة واحدة في المجلد { $folder }.
        [two] حُفظت صورتان في المجلد { $folder }.
        [few] حُفظت { $count } صور في المجلد { $folder }.
        [many] حُفظت { $count } صورة في المجلد { $folder }.
       *[other] حُفظت { $count } صورة في المجلد { $folder }.
    }
left-out =
    { $count ->
        [one] صورة واحدة لم تُقصّ، فاستُبعدت.
        [two] صورتان لم تُقصّا، فاستُبعدتا.
        [few] { $count } صور لم تُقصّ، فاستُبعدت.
        [many] { $count } صورة لم تُقصّ، فاستُبعدت.
       *[other] { $count } صورة لم تُقصّ، فاستُبعدت.
    }
not-saved =
    { $count ->
        [zero] لم يُحفظ شيء من { $all }، فقد تعذّرت الكتابة في المجلد: ربما امتلأ أو لم يعد موجودًا. جرّب مجلدًا آخر.
       *[other] حُفظ { $count } من { $all }، ثم تعذّرت الكتابة في المجلد: ربما امتلأ أو لم يعد موجودًا. جرّب مجلدًا آخر.
    }
no-room-for-archive = لا مساحة لدى المتصفح للأرشيف. حدّد صورًا أقل وأعد المحاولة.
others-wait = الصور الأخرى في الانتظار.
all-done = لم يبقَ شيء في الانتظار: { $counts }.

## Photos that stay on the device

stays = ما يبقى على هذا الجهاز
stays-body =
    { $days ->
        [one] كي لا يضيع شيء إن أُغلقت علامة التبويب أو حدث عطل، يحتفظ متصفحك هنا بالصور والتعديلات والقصاصات يومًا واحدًا بعد آخر تعديل، حيث لا يقرؤها إلا هذا الموقع. وفي زيارتك التالية تُعرض عليك متابعة العمل عليها. ولا يُرسل منها شيء.
        [two] كي لا يضيع شيء إن أُغلقت علامة التبويب أو حدث عطل، يحتفظ متصفحك هنا بالصور والتعديلات والقصاصات يومين بعد آخر تعديل، حيث لا يقرؤها إلا هذا الموقع. وفي زيارتك التالية تُعرض عليك متابعة العمل عليها. ولا يُرسل منها شيء.
        [few] كي لا يضيع شيء إن أُغلقت علامة التبويب أو حدث عطل، يحتفظ متصفحك هنا بالصور والتعديلات والقصاصات { $days } أيام بعد آخر تعديل، حيث لا يقرؤها إلا هذا الموقع. وفي زيارتك التالية تُعرض عليك متابعة العمل عليها. ولا يُرسل منها شيء.
        [many] كي لا يضيع شيء إن أُغلقت علامة التبويب أو حدث عطل، يحتفظ متصفحك هنا بالصور والتعديلات والقصاصات { $days } يومًا بعد آخر تعديل، حيث لا يقرؤها إلا هذا الموقع. وفي زيارتك التالية تُعرض عليك متابعة العمل عليها. ولا يُرسل منها شيء.
       *[other] كي لا يضيع شيء إن أُغلقت علامة التبويب أو حدث عطل، يحتفظ متصفحك هنا بالصور والتعديلات والقصاصات { $days } يوم بعد آخر تعديل، حيث لا يقرؤها إلا هذا الموقع. وفي زيارتك التالية تُعرض عليك متابعة العمل عليها. ولا يُرسل منها شيء.
    }
keeping = الاحتفاظ بالصور للمرة القادمة
go-on = متابعة
clear = مسح
clear-everything = مسح كل شيء
keeping-not-possible = لا يحتفظ هذا المتصفح بشيء لهذه الصفحة، كما في نافذة خاصة: تضيع الصور عند إغلاقها.
keeping-off = معطّل. تضيع الصور عند إغلاق هذه الصفحة.
keeping-nothing = لا شيء محفوظ الآن.
keeping-photos =
    { $count ->
        [zero] لا صور محفوظة من علامة التبويب هذه، { $size }.
        [one] صورة واحدة محفوظة من علامة التبويب هذه، { $size }.
        [two] صورتان محفوظتان من علامة التبويب هذه، { $size }.
        [few] { $count } صور محفوظة من علامة التبويب هذه، { $size }.
        [many] { $count } صورة محفوظة من علامة التبويب هذه، { $size }.
       *[other] { $count } صورة محفوظة من علامة التبويب هذه، { $size }.
    }
photos-from-last-time =
    { $count ->
        [zero] لا صور من المرة السابقة
        [one] صورة واحدة من المرة السابقة
        [two] صورتان من المرة السابقة
        [few] { $count } صور من المرة السابقة
        [many] { $count } صورة من المرة السابقة
       *[other] { $count } صورة من المرة السابقة
    }
trouble-full = لا مساحة لدى المتصفح للاحتفاظ بالمزيد.
trouble-refused = لا يحتفظ المتصفح بمزيد من الصور على هذا الجهاز.
trouble-not-deleted = تعذّر على المتصفح حذف كل ملفات هذه الصفحة. احذف بياناتها من إعدادات المتصفح.
lost-all = عند إغلاق هذه الصفحة تضيع صورها. احفظ القصاصات قبل ذلك.
lost-some =
    { $count ->
        [one] عند إغلاق هذه الصفحة تضيع صورة واحدة من أصل { $all }. احفظ قصاصتها قبل ذلك.
        [two] عند إغلاق هذه الصفحة تضيع صورتان من أصل { $all }. احفظ قصاصتيهما قبل ذلك.
        [few] عند إغلاق هذه الصفحة تضيع { $count } صور من أصل { $all }. احفظ قصاصاتها قبل ذلك.
        [many] عند إغلاق هذه الصفحة تضيع { $count } صورة من أصل { $all }. احفظ قصاصاتها قبل ذلك.
       *[other] عند إغلاق هذه الصفحة تضيع { $count } صورة من أصل { $all }. احفظ قصاصاتها قبل ذلك.
    }
cleared-running = يجري الحذف…
cleared-waiting = تم المسح. ستُحذف الملفات حين يكتمل التنزيل: أبقِ هذه الصفحة مفتوحة حتى ذلك الحين.
cleared-done = حُذف كل شيء.
cleared-done-here = حُذف كل شيء هنا. تبقى الصور في علامات التبويب الأخرى.

## What leaves the page

privacy = ما يغادر هذه الصفحة
privacy-photos = صورك لا تغادرها. الشبكة العصبية التي تجد العنصر جُلبت إلى متصفحك، وتبقى الصورة والنتيجة على جهازك، ولا ترسل الصفحة أي طلب أثناء معالجة صورة.
privacy-counts = حين تغادر، تخبر هذه الصفحة خادمها كيف سار العمل: كم استغرقت كل مرحلة، وعلى أي نوع من المتصفحات والنسخ والأجهزة، وهل نجحت. لا صورة ولا اسم ملف ولا معرّف، أما حجم الصورة وعدد الصور فبدرجات تقريبية فقط. بهذا نلاحظ أن شيئًا ما بطيء أو معطّل.
privacy-text = في الأسفل النص نفسه حرفًا بحرف. وعدا طلب الصفحة ملفاتها، وسؤال متصفحك من حين إلى آخر هل ما زالت هي الأحدث، لا يُرسل أي شيء آخر.
counting = إخبار الخادم كيف سار العمل
counting-off-by-browser = يرسل متصفحك إشارة Global Privacy Control، لذا لا يُرسل شيء.
counting-off = معطّل. لا يُرسل شيء.
counting-waiting = سيُرسل عند مغادرتك
counting-sent = آخر ما أُرسل
nothing-yet = لا شيء بعد.

## Networks

network-legend = الشبكة العصبية التي تجد العنصر
network-summary = الشبكة: { $name }
network-download = تنزيل { $size }
network-go-on = متابعة: بقي { $size }
network-pause = إيقاف مؤقت
network-delete = حذف
network-add = إضافة شبكة من ملف
network-add-hint = ملف ONNX لشبكة مثل U²-Net أو IS-Net. يبقى على جهازك، ويمكنك أيضًا إفلاته على الصفحة.
network-no-list = لا يمكن سرد شبكات هذا الموقع الآن: ربما لا يوجد اتصال بالإنترنت. أما المحفوظة هنا فتعمل كالمعتاد.
network-not-lasting = لا يحتفظ هذا المتصفح بملفات لهذه الصفحة: تبقى الشبكة هنا حتى إغلاق الصفحة.
network-button = { $label }، { $name }
network-input = مدخل الشبكة
network-input-hint = كما يذكره مؤلفوها. المتوسط والانحراف: عدد واحد، أو ثلاثة للأحمر والأخضر والأزرق.
network-input-side = الضلع بالبكسل
network-input-mean = المتوسط
network-input-deviation = الانحراف
network-input-use = استخدام هذه
network-u2netp = أي عنصر؛ صغيرة وسريعة
network-u2net = أي عنصر
network-u2net_human_seg = الأشخاص
network-silueta = أي عنصر؛ U²-Net مصغّرة
network-isnet-general-use = أي عنصر؛ تفاصيل أدق
network-from-file = مضافة من ملف
network-licence = رخصة { $licence }
network-licence-unstated = لم يذكر ناشرها رخصتها
network-bundled = تأتي مع هذه الصفحة
network-kept = محفوظة هنا
network-photo-time = نحو { $time } للصورة هنا
network-tight = تحتاج إلى نحو { $size } من الذاكرة، وقد لا يتوفر ذلك على هذا الجهاز.
network-too-large = ستحتاج إلى نحو { $size } من الذاكرة: أكثر مما يُتاح لصفحة.
network-slow = تستغرق الصورة معها نحو { $time } على هذا الجهاز.
network-smaller = الشبكة الأصغر التالية هي { $name }، { $size }.
network-progress = { $got } من { $total }
network-announcement = { $name }: وصل { $percent }
network-received = تنزيل { $name }
network-paused = تنزيل { $name } متوقف مؤقتًا.
network-missing = لم تعد الشبكة { $name } متوفرة في هذا الموقع.
network-broke-off = لم يكتمل وصول { $name }.
network-damaged = وصلت الشبكة { $name } تالفة مرتين على التوالي: شيء ما في الطريق يغيّرها. لم يُحتفظ بالجزء التالف.
network-changed = في هذا الموقع الآن إصدار آخر من { $name }. افتح هذه القائمة من جديد ونزّل ذلك الإصدار.
network-no-room = لا مساحة للشبكة { $name } على هذا الجهاز.
network-refused = لا يحتفظ هذا المتصفح بالشبكة { $name } على هذا الجهاز.
network-part-kept = ما وصل محفوظ.
news-loading = يجري تحميل { $name }…
news-using = تُستخدم { $name } الآن.
news-not-kept = تُستخدم { $name } حتى إغلاق هذه الصفحة: لا مساحة للاحتفاظ بها.
news-refused = لم يُحتفظ بالشبكة { $name }.
news-gone = لم تعد ملفات { $name } موجودة على هذا الجهاز.
news-deleted = حُذفت { $name }.
news-not-deleted = تعذّر على المتصفح حذف { $name }.
news-input-refused = لا تعمل { $name } بهذا المدخل، وستحتفظ بالمدخل السابق.
news-no-input = الضلع من 32 إلى 4096 بكسل، والمتوسط والانحراف عدد واحد أو ثلاثة، والانحراف أكبر من 0.
news-too-large = ستحتاج { $name } إلى نحو { $size } من الذاكرة: أكثر مما يُتاح لصفحة.
news-no-worker = لم تبدأ وحدة المعالجة. أعد المحاولة.
network-room = يتيح هذا المتصفح لهذا الموقع { $quota } على هذا الجهاز، والمستخدم منها { $usage }.
fell-back-damaged = ملف { $name } تالف: مجموعه الاختباري ليس المدرج في القائمة.
fell-back-unusable = ليست { $name } شبكة تستطيع هذه الصفحة استخدامها ({ $detail }).
fell-back-inference = تعذّر على { $name } معالجة هذه الصورة ({ $detail }).
fell-back-died = تحتاج { $name } إلى ذاكرة أكبر من المتوفرة، أو أنها توقفت.
fell-back-gone = لم يعد ملف { $name } موجودًا.
fell-back-other = لا يمكن استخدام { $name }.
fell-back-to = تُستخدم { $name } بدلًا منها.

## Failures: a heading without a full stop, and sentences with reason and remedy

misunderstood = لم تتفاهم الصفحة ووحدة المعالجة
misunderstood-body = هذا خطأ منا. تفيد عادةً إعادة تحميل الصفحة.
browser-too-old = لا يستطيع هذا المتصفح تشغيل الشبكة العصبية
browser-too-old-body = يحتاج Offcut إلى WebAssembly مع SIMD، وهو متوفر في Chrome وEdge وFirefox منذ 2021 وفي Safari منذ 2023. حدّث المتصفح أو افتح هذه الصفحة في متصفح آخر.
worker-did-not-start = لم تبدأ وحدة المعالجة
worker-did-not-start-body = ربما لم يصل ملفها، أو حظره المتصفح. تحقّق من الاتصال وأعد المحاولة.
worker-died = نفدت ذاكرة وحدة المعالجة أو توقفت
worker-died-body = تبدأ الآن وحدة جديدة. أعد المحاولة بعد إغلاق علامات تبويب أخرى، أو بنسخة أصغر من الصورة.
other-version = هناك إصدار جديد من هذه الصفحة
other-version-body = يجب أن تكون الصفحة ووحدة المعالجة من الإصدار نفسه. أعد التحميل للمتابعة.
model-not-fetched = تعذّر جلب الشبكة العصبية
photo-still-here = صورتك ما زالت هنا.
sample-not-fetched = تعذّر جلب صورة المثال
file-not-readable = لا يمكن فتح الملف
file-not-readable-body = ربما نُقل أو عُدّل أو قُفل بعد أن اخترته. اختره من جديد.
nobody-reads = لا يستطيع متصفحك قراءة { $format }
nobody-reads-body = ولا يستطيع Offcut قراءتها بنفسه. احفظ الصورة بصيغة JPEG أو PNG وأعد المحاولة، وبعض المتصفحات تقرأ { $format } فعلًا.
nothing-dropped = لم يكن في ذلك ملف صورة
nothing-dropped-body = احفظ أولًا الصور التي في صفحة أخرى. ثم أفلت الملف هنا، أو اختره بالزر.
only-address = كان ذلك عنوان صورة فقط
only-address-body = لا تجلب هذه الصفحة شيئًا من مواقع أخرى. احفظ الصورة أولًا، ثم أفلت الملف هنا أو اختره بالزر.
cancelled = تم الإلغاء
cancelled-body = لم يُحتفظ بشيء.
empty-file = هذا الملف فارغ
empty-file-body = حجمه 0 بايت. ربما لم يُنسخ كاملًا: جرّب الملف الأصلي.
not-a-picture = هذه ليست صورة نعرفها
not-a-picture-body = يقرأ Offcut صيغ JPEG وPNG وWebP وGIF وBMP وTIFF وQOI وPNM، والصيغ التي يعرفها متصفحك.
unsupported-format = لا يمكن قراءة صور { $format } هنا
unsupported-format-body = احفظ الصورة بصيغة JPEG أو PNG وأعد المحاولة.
unsupported-variant = لا يمكن قراءة هذا النوع من { $format }
unsupported-variant-body = لا يملك Offcut ولا هذا المتصفح ما يفك ترميزه ({ $detail }). احفظ الصورة بصيغة JPEG أو PNG عادية وأعد المحاولة.
raw-file = لا يمكن قراءة ملفات Raw هنا
raw-file-body = صدّر الصورة بصيغة JPEG أو TIFF وأعد المحاولة.
damaged = ملف { $format } هذا تالف
damaged-body = إنه معطوب أو مبتور ({ $detail }). حاول الحصول على الملف الأصلي من جديد.
over-limit = هذه الصورة كبيرة جدًا
over-limit-bytes = حجم الملف { $found }، والمسموح به { $allowed } على الأكثر. أنشئ نسخة أصغر وأعد المحاولة.
over-limit-side = طول ضلعها الأطول { $found } بكسل، والمسموح به { $allowed } على الأكثر. أنشئ نسخة أصغر وأعد المحاولة.
over-limit-pixels = دقتها { $found } ميغابكسل، والمسموح بها { $allowed } على الأكثر. أنشئ نسخة أصغر وأعد المحاولة.
no-background = لا توجد صورة للخلفية
no-background-body = اختر صورة، أو نوعًا آخر من الخلفيات.
model-damaged = وصلت الشبكة العصبية تالفة
model-damaged-body = لم يطابق مجموعها الاختباري المجموع المنشور مرتين على التوالي، لذا لم تُستخدم. شيء ما في الطريق يغيّرها: أعد المحاولة لاحقًا أو عبر اتصال آخر.
model-unusable = لا يمكن استخدام الشبكة العصبية
model-unusable-body = تعذّر تحميلها ({ $detail }). قد تفيد إعادة تحميل الصفحة.
inference = تعذّر على الشبكة العصبية معالجة هذه الصورة
inference-body = توقفت مع الرسالة: { $detail }.
too-large-for-format = أكبر من حدّ صيغة { $format }
too-large-for-format-body = طول أحد أضلاعها { $found } بكسل، وحدّ صيغة { $format } هو { $allowed }. احفظها بصيغة PNG.
needs-background = صيغة { $format } لا تكون شفافة
needs-background-body = اختر خلفية، أو احفظ بصيغة PNG.
encoder-left-out = لا يمكن الحفظ بصيغة { $format } هنا
encoder-left-out-body = احفظ بصيغة PNG.
encoder-not-fetched = تعذّر جلب مرمّز AVIF
encoder-not-fetched-body = ربما لا يوجد اتصال بالإنترنت. أعد المحاولة لاحقًا أو اختر نوع ملف آخر: الأنواع الأخرى لا تحتاج إليه.
encode = تعذّر حفظ النتيجة
encode-body = توقف برنامج الترميز مع الرسالة: { $detail }.
size-mismatch = بكسلات الصورة لا تطابق أبعادها
size-mismatch-body = هذا خطأ منا. قد ينجح ملف آخر للصورة نفسها.
no-response = لا استجابة: ربما لا يوجد اتصال بالإنترنت.
bad-status = استجاب الخادم بالحالة { $status }.
incomplete = انقطع الاتصال قبل اكتمال التنزيل.

## Frames and presets

frame = الإطار
frame-preset = إعداد جاهز
frame-no-preset = بلا
frame-square = مربع على أبيض، 2000 بكسل
frame-4x5 = 4:5 على أبيض
frame-16x9 = 16:9 على أبيض
frame-passport = جواز سفر، 35 × 45 مم
frame-sticker = ملصق بحدّ خارجي
frame-own-choice = اختيار خاص
frame-canvas = اللوحة
frame-as-photo = كالصورة
frame-by-ratio = بالنسبة
frame-in-pixels = بالبكسل
frame-in-millimetres = بالمليمتر
frame-width = العرض
frame-height = الارتفاع
frame-dpi = بكسل لكل بوصة
frame-fill = الملء
frame-place = الموضع
place-top-left = أعلى اليسار
place-top = أعلى
place-top-right = أعلى اليمين
place-left = يسار
place-middle = الوسط
place-right = يمين
place-bottom-left = أسفل اليسار
place-bottom = أسفل
place-bottom-right = أسفل اليمين
place-line = واقف على خط
frame-ground = الخط، من الأعلى
frame-edge = حافة خالية
outline = الحدّ الخارجي
outline-colour = لون الحدّ الخارجي
frame-enlarged = يكبّر الإطار العنصر إلى { $size } من حجمه في الصورة: إطار أصغر أو صورة أكبر أوضح.
frame-no-room = لا مكان للعنصر في الإطار: صغّر حافته أو حدّه الخارجي، أو اخفض خطه.
frame-too-large = في الإطار بكسلات أكثر مما تصنعه هذه الصفحة: اختر إطارًا أصغر.
presets-own = إعداداتك الجاهزة
preset-name = الاسم
preset-save = حفظ كإعداد
preset-export = تصدير
preset-delete = حذف
preset-import = استيراد ملف
preset-has = يضم الإعداد الإطار والخلفية والظل والحدّ الخارجي ونوع الملف. يبقى على هذا الجهاز، وملفه يصلح للأمر أيضًا.
preset-saved = حُفظ { $name }.
preset-saved-in-part = حُفظ { $name }. صورة الخلفية ليست جزءًا منه.
preset-deleted = حُذف { $name }.
preset-refused = { $file }: { $sentence }
preset-nameless = سمِّ الإعداد أولًا.
preset-not-kept = لا مكان للإعداد في هذا المتصفح: صدّره إلى ملف.
preset-not-read = هذا ليس ملف إعداد، أو تتعذر قراءته.
preset-trim-in-pixels = يجب أن يكون trim هنا بالنسبة المئوية، مثل 5%.
reset = إعادة الضبط
reset-hint = تسري هذه الاختيارات على صورك التالية حتى إعادة الضبط.
