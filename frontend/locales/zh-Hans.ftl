### Sentences of the page, in simplified Chinese.

## Names and the start

title-start = Offcut – 抠出照片主体
title-of = { $what } – Offcut
description = 在浏览器中抠出照片主体，照片不会离开你的设备。
headline = 从照片中抠出主体。
promise = 一切都在浏览器中完成，照片不会离开你的设备。
choose = 选择照片
choose-folder = 选择文件夹
other-ways = 也可以把照片、文件夹或 ZIP 压缩包拖到页面任意位置，或直接粘贴照片
formats = 支持 JPEG、PNG、WebP、GIF、BMP、TIFF、QOI、PNM，以及浏览器能读取的其他格式。原始分辨率导入，原始分辨率导出。
let-go = 松开即可抠图
samples = 手边没有照片？试试这些
sample-cat = 一只猫
sample-coffee = 一杯咖啡
sample-raccoon = 一只浣熊
footer = U²-Net，由 Rust 通过 WebAssembly 运行。免费且开源。
language = 语言
language-not-fetched = 无法获取此语言：可能没有联网。请稍后重试。
between-sentences = {""}
between-names = {"、"}

## Buttons of many places. All short.

cancel = 取消
close = 关闭
reload = 刷新
try-again = 重试
back = 返回
back-to = 返回 { $name }
undo = 撤销
redo = 重做
remove = 移除
dismiss = 知道了

## Getting ready

ready-starting = 正在准备
ready-received = 正在准备 · { $got }
ready-received-of = 正在准备 · { $got } / { $total }
ready-loading = 正在准备 · 马上就好
ready = 已就绪
ready-offline = 已就绪，可离线使用。
title-and-body = { $title }。{ $body }
downloading = 模型下载进度
build-fast = 最快版本
build-threads = 不含融合运算的版本
build-compat = 兼容版本，速度较慢
threads =
    { $count ->
       *[other] { $count } 个线程
    }
update = 新版本已就绪。

## Steps of a photo

steps = 进度
step-download = 准备
step-read = 读取照片
step-find = 寻找主体
step-refine = 细化边缘
step-compose = 抠图
step-encode = 写入文件
running-download = 正在准备…
running-read = 正在读取照片…
running-find = 正在寻找主体…
running-refine = 正在细化边缘…
running-compose = 正在抠图…
running-encode = 正在写入文件…
times = 各步骤用时
total = 合计

## The result

cut-out-of = { $name }（已抠图）
pasted = 粘贴的照片
download = 下载 { $format }
copy = 复制
copied = 已复制
another = 换张照片
copy-not-possible = 在此浏览器中，网页只有通过 https 或在本机打开时才能复制图片。请改为下载图片。
copy-refused = 浏览器不允许复制。请改为下载图片。
share = 分享
share-refused = 浏览器没有分享。请再按一次“分享”，或改为下载图片。
share-lost = 分享的照片没有收到：请再分享一次，或在这里选择。
drag-out = 拖到文件夹或其他程序中
compare = 对比原图与抠图
original = 原图
cut-out = 抠图
split = 原图 { $original }，抠图 { $cutout }
cut-out-alt = 透明背景上的抠图
original-alt = 原照片
mask-alt = 蒙版：白色为主体，黑色为背景
scene-alt = 换上新背景的抠图
erased-alt = 照片；擦除的部分呈淡色
no-original = 此浏览器无法显示原图，这里只有抠图。
read-as-srgb = 此格式由浏览器读取，按 8 位 sRGB 处理。
read-as-p3 = 此格式由浏览器读取，按 8 位 Display P3 处理。
pixels = { $size } 像素
announce-done = { $name } 已抠图，用时 { $time }。
warning-truncated = 文件不完整：图片的其余部分缺失。
warning-first-only = 文件中有多张图片：这是第一张。
warning-gain-map = 文件含有用于 HDR 显示的增益图，结果中不会保留。
warning-enlarged = 画幅中的主体放大后，已超出照片本身的像素。
verdict-check = 请检查这张照片：主体不太明确。如有缺失或多余的部分，可用画笔修正。
verdict-none = 没有找到明确的主体，抠图结果很淡：请用画笔标出主体，或换一张主体突出的照片。
try-brush = 使用画笔

## Panel that changes the cut-out

panel = 调整抠图
quality = 边缘
quality-fast = 快速
quality-balanced = 均衡
quality-best = 最佳
quality-raw = 同 rembg
quality-fast-hint = 模型运行一次，边缘贴合照片。
quality-balanced-hint = 模型运行一至五次，边缘精细到发丝。
quality-best-hint = 与“均衡”相同，但大照片的边缘最精细。用时最长。
quality-raw-hint = 模型直接输出的结果，不细化边缘，与 rembg 相同。
background = 背景
background-none = 无
background-colour = 纯色
background-blur = 模糊
background-picture = 图片
colour = 颜色
other-colour = 其他颜色
colour-white = 白色
colour-light-gray = 浅灰
colour-gray = 灰色
colour-black = 黑色
colour-sand = 沙色
colour-sky = 天蓝
colour-mint = 薄荷绿
colour-coral = 珊瑚红
blur = 模糊程度
choose-picture = 选择图片
other-picture = 换张图片
picture-stays = 图片同样不会离开你的设备。
fit = 适配
fit-cover = 填满
fit-contain = 完整显示
shadow = 柔和阴影
shadow-strength = 强度
shadow-softness = 柔和度
shadow-distance = 距离
trim = 裁剪到主体
margin = 边距
mask = 仅蒙版
mask-hint = 灰度图：白色为主体，黑色为背景。
file-type = 文件
file-png-hint = 无任何损失，所有程序都能打开。
file-webp-hint = 小得多，且支持透明；较旧的程序打不开。
file-avif-hint = 最小，且支持透明；能打开的程序不多。
file-jpeg-hint = 较小，但不支持透明：没有背景时会变成白色。
file-quality = 质量
lossless = 无损
metadata = 拍摄信息
metadata-none = 移除
metadata-without-place = 仅去除地点
metadata-all = 全部保留
metadata-none-hint = 文件中不含相机、时间和地点。
metadata-without-place-hint = 保留相机、时间、作者和标题，不保留拍摄地点。
metadata-all-hint = 拍摄地点也会留在文件中。
finishing = 正在生成原尺寸图片…
avif-fetching = 正在获取 AVIF 编码器…
avif-making = 正在生成 AVIF。大照片需要一些时间，其间你可以继续操作。
avif-ready = AVIF 已生成。
preview = 预览
not-changed = 此次更改未成功，仍保留上一张图片。
revert = 放弃更改

## The brush that keeps or erases parts of the photo

brush = 保留 / 擦除画笔
brush-hint = 有缺失或多余的部分？用画笔涂一下。
brush-done = 完成
brush-mode = 画笔
brush-keep = 保留
brush-erase = 擦除
brush-size = 大小
brush-size-is = 大小 { $size }
zoom = 缩放
zoom-in = 放大
zoom-out = 缩小
zoom-fit = { $zoom }：显示全部
canvas = 可涂抹的照片
brush-help = 大致涂抹即可：边缘会根据照片自动确定。双指或滚轮可缩放。
keys = 按键
keys-page = 在页面上
key-paste = 粘贴照片
key-download = 下载抠图
key-download-all = 全部下载为 ZIP 压缩包
key-help = 显示这些按键
key-go = 转到另一张照片；按住 Shift 选择一段
key-show = 显示照片
key-select = 选择照片
key-line = 移动分界线
key-brush-move = 移动画笔；按住 Shift 步幅更大
key-brush-spot = 点涂一处；按住并拖动可移动照片
key-brush-stroke = 开始和结束一笔
key-brush-away = 放弃这一笔，再按一次收起画笔
keys-mac = 在 Mac 上用 ⌘ 代替 Ctrl。
key-ctrl = Ctrl
key-shift = Shift
key-space = 空格键
key-enter = 回车键
key-delete = Delete
key-backspace = 退格键
key-home = Home
key-end = End
brush-started = 已拿起画笔。方向键移动，空格键点涂一处，回车键开始和结束一笔。
pen-down = 正在涂抹：方向键涂抹，回车键结束这一笔，Esc 放弃这一笔。
stroke-dropped = 已放弃这一笔。
brush-at = 横向 { $across }，纵向 { $down }
marked-keep = 已标记为保留。
marked-erase = 已标记为擦除。
strokes =
    { $count ->
        [0] 没有笔画。
       *[other] 共 { $count } 笔。
    }

## Several photos

photos-list = 照片
needs-check = 待检查优先
show-grid = 显示全部
cancel-all = 全部取消
to-folder = 保存到文件夹
select-all = 全选
select-none = 取消选择
in-line = 排队中：当前照片完成后就轮到它。
photos-done = 已完成的照片
photos =
    { $count ->
       *[other] { $count } 张照片
    }
count-done =
    { $count ->
       *[other] 完成 { $count } 张
    }
count-check =
    { $count ->
       *[other] 待检查 { $count } 张
    }
count-failed =
    { $count ->
       *[other] 失败 { $count } 张
    }
count-cancelled =
    { $count ->
       *[other] 取消 { $count } 张
    }
count-selected =
    { $count ->
       *[other] 已选 { $count } 张
    }
time-left = 还剩约 { $time }
state-waiting = 等待中
state-working = 处理中
state-changing = 更改中
state-done = 完成
state-check = 请检查
state-failed = 失败
state-cancelled = 已取消
state-failed-because = 失败：{ $reason }
photo-state = { $name } – { $state }
download-selected =
    { $count ->
        [1] 下载这一张
       *[other] 下载 { $count } 张（ZIP）
    }
download-all =
    { $count ->
       *[other] 下载全部 { $count } 张（ZIP）
    }
use-settings-all = 将这些设置用于全部照片
use-settings-selected =
    { $count ->
       *[other] 将这些设置用于所选的 { $count } 张
    }
retry-failed =
    { $count ->
       *[other] 重试失败的 { $count } 张
    }
photos-removed =
    { $count ->
       *[other] 已移除 { $count } 张照片。
    }
settings-used =
    { $count ->
       *[other] 这些设置将用于另外 { $count } 张照片。
    }
skipped-no-picture =
    { $count ->
        [1] { $names } 不是图片，已跳过。
       *[other] { $count } 个文件不是图片，已跳过：{ $names }。
    }
skipped-not-readable =
    { $count ->
        [1] 无法打开 { $names }。
       *[other] { $count } 个文件无法打开：{ $names }。
    }
names-and-more =
    { $count ->
       *[other] { $names } 和另外 { $count } 个
    }
photos-finishing =
    { $count ->
       *[other] 正在生成 { $count } 张图片…
    }
saving = 正在保存第 { $number } 张，共 { $all } 张…
downloaded =
    { $count ->
       *[other] { $count } 张照片正在存入你的下载文件夹。
    }
saved =
    { $count ->
       *[other] 已将 { $count } 张照片保存到 { $folder }。
    }
left-out =
    { $count ->
       *[other] 有 { $count } 张未抠图，没有包含在内。
    }
not-saved =
    { $count ->
       *[other] 已保存 { $count } 张（共 { $all } 张），之后无法写入文件夹：可能空间已满，或文件夹已不存在。请换一个文件夹。
    }
no-room-for-archive = 浏览器没有足够的空间生成压缩包。请减少所选照片后重试。
others-wait = 其他照片正在等待。
all-done = 队列已全部处理完：{ $counts }。

## Photos that stay on the device

stays = 哪些内容留在此设备上
stays-body =
    { $days ->
       *[other] 为避免因关闭标签页或浏览器崩溃而丢失内容，浏览器会把照片、编辑和抠图保存在本地，最后一次更改后保留 { $days } 天，只有本网站能读取。下次打开时可以继续处理。这些内容都不会发送出去。
    }
keeping = 保留照片供下次使用
go-on = 继续
clear = 清除
clear-everything = 全部清除
keeping-not-possible = 与无痕窗口一样，此浏览器不为此页面保存任何内容：页面关闭后，照片就没有了。
keeping-off = 已关闭。页面关闭后，照片就没有了。
keeping-nothing = 目前没有保留任何内容。
keeping-photos =
    { $count ->
       *[other] 已保留此标签页的 { $count } 张照片，{ $size }。
    }
photos-from-last-time =
    { $count ->
       *[other] 上次的 { $count } 张照片
    }
trouble-full = 浏览器没有空间保留更多内容。
trouble-refused = 浏览器不再在此设备上保留照片。
trouble-not-deleted = 浏览器未能删除此页面的全部文件。请在浏览器设置中删除此页面的数据。
lost-all = 关闭此页面后，其中的照片就没有了。请先保存抠图。
lost-some =
    { $count ->
       *[other] 关闭此页面后，{ $all } 张照片中有 { $count } 张会丢失。请先保存它们的抠图。
    }
cleared-running = 正在删除…
cleared-waiting = 已清除。文件会在下载完成后删除：在此之前请不要关闭此页面。
cleared-done = 已全部删除。
cleared-done-here = 此处的内容已全部删除。其他标签页中的照片仍会保留。

## What leaves the page

privacy = 此页面会发送什么
privacy-photos = 不会发送你的照片。寻找主体的神经网络模型已下载到你的浏览器中；照片和结果都留在你的设备上，处理照片期间，此页面不会发出任何请求。
privacy-counts = 你离开时，此页面会向自己的服务器报告运行情况：每个阶段用了多长时间，用的是哪类浏览器、程序构建和设备，以及是否成功。不含图片、文件名和任何标识符；照片大小和数量只记录大致档位。我们借此发现哪里变慢或出错。
privacy-text = 下面是发送内容的原文，一字不差。除此之外，此页面只会请求自身的文件，浏览器也会不时查询这些文件是否为最新；不再发送其他任何内容。
counting = 向服务器报告运行情况
counting-off-by-browser = 你的浏览器发出了 Global Privacy Control 信号，因此不会发送任何内容。
counting-off = 已关闭，不会发送任何内容。
counting-waiting = 离开时将发送
counting-sent = 上次发送的内容
nothing-yet = 暂无内容。

## Networks

network-legend = 寻找主体的神经网络模型
network-summary = 模型：{ $name }
network-download = 下载 { $size }
network-go-on = 继续：剩余 { $size }
network-pause = 暂停
network-delete = 删除
network-add = 从文件添加模型
network-add-hint = U²-Net 或 IS-Net 一类模型的 ONNX 文件。文件只留在你的设备上；也可以直接拖到页面上。
network-no-list = 目前无法列出本网站的模型：可能没有联网。已保存在这里的模型仍可使用。
network-not-lasting = 此浏览器不为此页面保存文件：模型只保留到页面关闭为止。
network-button = { $label }，{ $name }
network-input = 模型的输入参数
network-input-hint = 以模型作者的说明为准。均值和标准差：填一个数，或按红、绿、蓝填三个数。
network-input-side = 边长（像素）
network-input-mean = 均值
network-input-deviation = 标准差
network-input-use = 使用这些值
network-u2netp = 各类主体；小巧快速
network-u2net = 各类主体
network-u2net_human_seg = 人物
network-silueta = 各类主体；U²-Net 的精简版
network-isnet-general-use = 各类主体；细节更精细
network-from-file = 从文件添加
network-licence = 许可证 { $licence }
network-licence-unstated = 发布者未注明许可证
network-bundled = 此页面自带
network-kept = 已存于此设备
network-photo-time = 在此设备上每张约 { $time }
network-tight = 它需要约 { $size } 内存，可能超出此设备的可用内存。
network-too-large = 它需要约 { $size } 内存：超出了网页可用的上限。
network-slow = 用它处理一张照片，在此设备上约需 { $time }。
network-smaller = 再小一级的是 { $name }，{ $size }。
network-progress = { $got } / { $total }
network-announcement = { $name }：已接收 { $percent }
network-received = { $name } 下载进度
network-paused = { $name } 已暂停下载。
network-missing = 本网站已不再提供 { $name }。
network-broke-off = { $name } 未能下载完成。
network-damaged = { $name } 连续两次下载后都已损坏：传输途中有环节改动了它。损坏的部分不会保留。
network-changed = 本网站的 { $name } 已换成另一个版本。请重新打开此列表，下载该版本。
network-no-room = 此设备上没有空间存放 { $name }。
network-refused = 此浏览器不在此设备上保存 { $name }。
network-part-kept = 已下载的部分会保留。
news-loading = 正在加载 { $name }…
news-using = 已改用 { $name }。
news-not-kept = { $name } 只使用到此页面关闭为止：没有空间保存它。
news-refused = { $name } 未能保存。
news-gone = 此设备上 { $name } 的文件已不存在。
news-deleted = { $name } 已删除。
news-not-deleted = 浏览器未能删除 { $name }。
news-input-refused = { $name } 无法使用这组输入参数，仍沿用原来的参数。
news-no-input = 边长为 32 至 4096 像素；均值和标准差为一个数或三个数，标准差须大于 0。
news-too-large = { $name } 需要约 { $size } 内存：超出了网页可用的上限。
news-no-worker = 后台程序未能启动。请重试。
network-room = 浏览器在此设备上为本网站提供 { $quota } 空间，已使用 { $usage }。
fell-back-damaged = { $name } 的文件已损坏：校验和与列表中的不符。
fell-back-unusable = { $name } 不是此页面可用的模型（{ $detail }）。
fell-back-inference = { $name } 无法处理这张照片（{ $detail }）。
fell-back-died = { $name } 所需内存超出可用内存，或已停止运行。
fell-back-gone = { $name } 的文件已不存在。
fell-back-other = 无法使用 { $name }。
fell-back-to = 已改用 { $name } 代替。

## Failures: a heading without a full stop, and sentences with reason and remedy

misunderstood = 页面与后台程序通信有误
misunderstood-body = 这是我们的错误。刷新页面通常可以解决。
browser-too-old = 此浏览器无法运行模型
browser-too-old-body = Offcut 需要支持 SIMD 的 WebAssembly：Chrome、Edge 和 Firefox 自 2021 年起支持，Safari 自 2023 年起支持。请更新浏览器，或用其他浏览器打开此页面。
worker-did-not-start = 后台程序未能启动
worker-did-not-start-body = 可能是它的文件没有下载成功，或被浏览器拦截。请检查网络连接后重试。
worker-died = 后台程序内存不足或已停止
worker-died-body = 新的后台程序正在启动。请关闭其他标签页后重试，或换用尺寸较小的照片。
other-version = 此页面有新版本
other-version-body = 页面与后台程序的版本必须一致。请刷新页面后继续。
model-not-fetched = 无法获取模型
photo-still-here = 你的照片还在这里。
sample-not-fetched = 无法获取示例照片
file-not-readable = 无法打开此文件
file-not-readable-body = 选择之后，文件可能被移动、更改或锁定。请重新选择。
nobody-reads = 你的浏览器无法读取 { $format }
nobody-reads-body = Offcut 本身也无法读取。请将图片另存为 JPEG 或 PNG 后重试；有些浏览器可以读取 { $format }。
nothing-dropped = 拖入的内容中没有图片文件
nothing-dropped-body = 其他网页上的图片需要先保存到设备，再拖到这里，或用按钮选择。
only-address = 那只是一张图片的网址
only-address-body = 本页面不从其他网站获取任何内容。请先保存图片，再把文件拖到这里，或用按钮选择。
cancelled = 已取消
cancelled-body = 没有保留任何内容。
empty-file = 此文件是空的
empty-file-body = 文件大小为 0 字节。可能没有复制完整：请试试原文件。
not-a-picture = 无法识别为图片
not-a-picture-body = Offcut 可读取 JPEG、PNG、WebP、GIF、BMP、TIFF、QOI、PNM，以及浏览器支持的格式。
unsupported-format = 这里无法读取 { $format } 图片
unsupported-format-body = 请将图片另存为 JPEG 或 PNG 后重试。
unsupported-variant = 无法读取这种 { $format }
unsupported-variant-body = Offcut 和此浏览器都无法解码（{ $detail }）。请另存为普通的 JPEG 或 PNG 后重试。
raw-file = 这里无法读取 RAW 文件
raw-file-body = 请将照片导出为 JPEG 或 TIFF 后重试。
damaged = 此 { $format } 文件已损坏
damaged-body = 文件已损坏或不完整（{ $detail }）。请尝试重新获取原文件。
over-limit = 图片过大
over-limit-bytes = 文件大小为 { $found }，最多允许 { $allowed }。请缩小后重试。
over-limit-side = 长边有 { $found } 像素，最多允许 { $allowed } 像素。请缩小后重试。
over-limit-pixels = 图片有 { $found } 百万像素，最多允许 { $allowed } 百万像素。请缩小后重试。
no-background = 没有背景图片
no-background-body = 请选择一张图片，或换一种背景。
model-damaged = 收到的模型已损坏
model-damaged-body = 连续两次，校验和都与公布的不符，因此没有使用。传输途中有环节改动了它：请稍后重试，或换一个网络连接。
model-unusable = 无法使用此模型
model-unusable-body = 模型加载失败（{ $detail }）。刷新页面也许可以解决。
inference = 模型无法处理这张照片
inference-body = 处理中断，原因：{ $detail }。
too-large-for-format = 超出 { $format } 的尺寸上限
too-large-for-format-body = 图片一边有 { $found } 像素，而 { $format } 的上限为 { $allowed }。请保存为 PNG。
needs-background = { $format } 不支持透明
needs-background-body = 请选择背景，或保存为 PNG。
encoder-left-out = 这里无法写入 { $format }
encoder-left-out-body = 请保存为 PNG。
encoder-not-fetched = 无法获取 AVIF 编码器
encoder-not-fetched-body = 可能没有联网。请稍后重试，或选择其他文件类型：它们不需要这个编码器。
encode = 无法保存结果
encode-body = 编码器中断，原因：{ $detail }。
size-mismatch = 照片的像素数据与尺寸不符
size-mismatch-body = 这是我们的错误。换成同一张照片的其他文件也许可行。
no-response = 没有收到响应：可能没有联网。
bad-status = 服务器返回状态码 { $status }。
incomplete = 连接中断，内容未接收完整。

## Frames and presets

frame = 画框
frame-preset = 预设
frame-no-preset = 无
frame-square = 白底正方形，2000 像素
frame-4x5 = 4:5，白底
frame-16x9 = 16:9，白底
frame-passport = 证件照，35 × 45 毫米
frame-sticker = 带描边的贴纸
frame-own-choice = 自定义
frame-canvas = 画布
frame-as-photo = 与照片相同
frame-by-ratio = 按比例
frame-in-pixels = 按像素
frame-in-millimetres = 按毫米
frame-width = 宽
frame-height = 高
frame-dpi = 每英寸像素
frame-fill = 填充
frame-place = 位置
place-top-left = 左上
place-top = 上
place-top-right = 右上
place-left = 左
place-middle = 居中
place-right = 右
place-bottom-left = 左下
place-bottom = 下
place-bottom-right = 右下
place-line = 立在一条线上
frame-ground = 线的位置（自上而下）
frame-edge = 留空边缘
outline = 描边
outline-colour = 描边颜色
frame-enlarged = 画框把主体放大到照片中大小的 { $size }：用更小的画框或更大的照片会更清晰。
frame-no-room = 画框里没有主体的位置：请缩小边缘或描边，或把线放低。
frame-too-large = 画框的像素超过此页面的上限：请选更小的。
presets-own = 自己的预设
preset-name = 名称
preset-save = 存为预设
preset-export = 导出
preset-delete = 删除
preset-import = 导入文件
preset-has = 预设包含画框、背景、阴影、描边和文件类型。它留在此设备上；它的文件也可用于命令行。
preset-saved = 已保存 { $name }。
preset-saved-in-part = 已保存 { $name }。背景图片不包含在内。
preset-deleted = 已删除 { $name }。
preset-refused = { $file }：{ $sentence }
preset-nameless = 请先给预设起名。
preset-not-kept = 此浏览器没有空间保存预设：请导出为文件。
preset-not-read = 这不是预设文件，或无法读取。
preset-trim-in-pixels = 这里的 trim 必须是百分比，例如 5%。
reset = 重置
reset-hint = 这些选择会用于接下来的照片，直到重置。
