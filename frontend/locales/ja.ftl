### Sentences of the page, in Japanese.

## Names and the start

title-start = Offcut – 写真の被写体を切り抜き
title-of = { $what } – Offcut
description = 写真の被写体をブラウザの中で切り抜きます。写真が端末の外に出ることはありません。
headline = 写真の被写体を切り抜きます。
promise = すべての処理はこのブラウザの中で行われ、写真が端末の外に出ることはありません。
choose = 写真を選ぶ
choose-folder = フォルダを選ぶ
other-ways = 写真やフォルダ、ZIPファイルをページにドロップしたり、写真を貼り付けたりすることもできます
formats = JPEG、PNG、WebP、GIF、BMP、TIFF、QOI、PNMのほか、お使いのブラウザで読める形式に対応しています。元の解像度のまま読み込み、そのまま書き出します。
let-go = ドロップして切り抜き
samples = 手元に写真がなければ、こちらをお試しください
sample-cat = 猫
sample-coffee = コーヒー
sample-raccoon = アライグマ
footer = U²-NetをRustとWebAssemblyで実行しています。無料のオープンソースです。
language = 言語
language-not-fetched = この言語を取得できませんでした。オフラインの可能性があります。後でもう一度お試しください。
between-sentences = {""}
between-names = {"、"}

## Buttons of many places. All short.

cancel = 中止
close = 閉じる
reload = 再読み込み
try-again = 再試行
back = 戻る
back-to = { $name }に戻る
undo = 元に戻す
redo = やり直す
remove = 外す
dismiss = 閉じる

## Getting ready

ready-starting = 準備中
ready-received = 準備中 · { $got }
ready-received-of = 準備中 · { $got } / { $total }
ready-loading = 準備中 · まもなく完了
ready = 準備完了
ready-offline = 準備完了。オフラインで使えます。
title-and-body = { $title }。{ $body }
downloading = モデルのダウンロード状況
build-fast = 最速ビルド
build-threads = 融合積和演算なしのビルド
build-compat = 互換ビルド（低速）
threads =
    { $count ->
       *[other] { $count }スレッド
    }
update = 新しいバージョンがあります。

## Steps of a photo

steps = 進行状況
step-download = 準備
step-read = 写真の読み込み
step-find = 被写体の検出
step-refine = 輪郭の調整
step-compose = 切り抜き
step-encode = ファイルの書き出し
running-download = 準備中…
running-read = 写真を読み込み中…
running-find = 被写体を検出中…
running-refine = 輪郭を調整中…
running-compose = 切り抜き中…
running-encode = ファイルを書き出し中…
times = 所要時間の内訳
total = 合計

## The result

cut-out-of = { $name }（切り抜き済み）
pasted = 貼り付けた写真
download = { $format }を保存
copy = コピー
copied = コピー済み
another = 別の写真
copy-not-possible = このブラウザでは、httpsのページかこの端末上のページでしか画像をコピーできません。代わりに画像を保存してください。
copy-refused = ブラウザがコピーを許可しませんでした。代わりに画像を保存してください。
share = 共有
share-refused = ブラウザーが共有しませんでした。もう一度「共有」を押すか、画像をダウンロードしてください。
share-lost = 共有された写真が届きませんでした。もう一度共有するか、ここで選んでください。
drag-out = フォルダーやほかのプログラムへドラッグできます
compare = 元の写真と切り抜きを比較
original = 元の写真
cut-out = 切り抜き
split = 元の写真{ $original }、切り抜き{ $cutout }
cut-out-alt = 透明な背景の切り抜き
original-alt = 元の写真
mask-alt = マスク：白が被写体、黒が背景
scene-alt = 新しい背景に置いた切り抜き
erased-alt = 写真（消した部分は薄く表示）
no-original = このブラウザでは元の写真を表示できないため、切り抜きだけを表示しています。
read-as-srgb = この形式は、ブラウザで8ビットのsRGBとして読み込まれました。
read-as-p3 = この形式は、ブラウザで8ビットのDisplay P3として読み込まれました。
pixels = { $size }ピクセル
announce-done = { $name }を切り抜きました。所要時間は{ $time }です。
warning-truncated = ファイルが途中で切れていて、画像の残りがありません。
warning-first-only = ファイルに複数の画像があります。これは最初の画像です。
warning-gain-map = ファイルに含まれるHDR表示用のゲインマップは、結果には残りません。
warning-enlarged = フレームの中の被写体は、写真本来の画素数を超えて拡大されています。
verdict-check = この写真をご確認ください。被写体がややはっきりしませんでした。足りない部分や余分な部分は、ブラシで直せます。
verdict-none = はっきりした被写体が見つからず、切り抜きが薄くなっています。ブラシで被写体を指定するか、被写体が際立つ写真でお試しください。
try-brush = ブラシを使う

## Panel that changes the cut-out

panel = 切り抜きを変更
quality = 輪郭
quality-fast = 高速
quality-balanced = 標準
quality-best = 最高
quality-raw = rembg同等
quality-fast-hint = モデルの処理は1回で、輪郭を写真に沿わせます。
quality-balanced-hint = モデルの処理は1回から5回で、髪の毛まで細かな輪郭になります。
quality-best-hint = 「標準」と同じ処理で、大きな写真の輪郭が最も細かくなります。最も時間がかかります。
quality-raw-hint = モデルの出力そのままで、輪郭を調整しません。rembgと同じ結果です。
background = 背景
background-none = なし
background-colour = 単色
background-blur = ぼかし
background-picture = 画像
colour = 色
other-colour = ほかの色
colour-white = 白
colour-light-gray = 薄いグレー
colour-gray = グレー
colour-black = 黒
colour-sand = 砂色
colour-sky = 空色
colour-mint = ミント
colour-coral = コーラル
blur = ぼかし具合
choose-picture = 画像を選ぶ
other-picture = 別の画像
picture-stays = 画像も端末の外には出ません。
fit = 配置
fit-cover = 全面
fit-contain = 全体表示
shadow = 柔らかい影
shadow-strength = 濃さ
shadow-softness = 柔らかさ
shadow-distance = 距離
trim = 被写体でトリミング
margin = 余白
mask = マスクのみ
mask-hint = グレースケール画像：白が被写体、黒が背景です。
file-type = 形式
file-png-hint = 劣化がなく、どのソフトでも開けます。
file-webp-hint = ずっと小さく、透明にもできます。古いソフトでは開けません。
file-avif-hint = 最も小さく、透明にもできます。開けるソフトは多くありません。
file-jpeg-hint = 小さくなりますが、透明にはできません。背景がない部分は白になります。
file-quality = 画質
lossless = 無劣化
metadata = 撮影情報
metadata-none = 削除
metadata-without-place = 場所以外を残す
metadata-all = すべて残す
metadata-none-hint = カメラ、日時、場所の情報はファイルに残りません。
metadata-without-place-hint = カメラ、日時、作者、タイトルを残し、撮影場所は残しません。
metadata-all-hint = 撮影場所もファイルに残ります。
finishing = 元のサイズで仕上げ中…
avif-fetching = AVIFエンコーダーを取得中…
avif-making = AVIFを作成中です。大きな写真では少し時間がかかりますが、そのまま作業を続けられます。
avif-ready = AVIFができました。
preview = プレビュー
not-changed = 変更できなかったため、直前の画像のままです。
revert = 変更を破棄

## The brush that keeps or erases parts of the photo

brush = 残す / 消すブラシ
brush-hint = 足りない部分や余分な部分は、上から塗って直せます。
brush-done = 完了
brush-mode = ブラシ
brush-keep = 残す
brush-erase = 消す
brush-size = サイズ
brush-size-is = サイズ{ $size }
zoom = ズーム
zoom-in = 拡大
zoom-out = 縮小
zoom-fit = { $zoom }：全体を表示
canvas = ブラシで塗る写真
brush-help = 大まかに塗るだけで、写真に沿って輪郭が決まります。2本の指またはホイールで拡大・縮小できます。
keys = キー操作
keys-page = ページ全体
key-paste = 写真を貼り付け
key-download = 切り抜きをダウンロード
key-download-all = すべてをZIPアーカイブでダウンロード
key-help = このキー一覧を表示
key-go = ほかの写真へ移動。Shiftを押すと範囲選択
key-show = 写真を表示
key-select = 写真を選択
key-line = 境界線を移動
key-brush-move = ブラシを移動。Shiftで移動幅を拡大
key-brush-spot = 1か所に塗る。押しながらドラッグで写真を移動
key-brush-stroke = 線の開始と終了
key-brush-away = 線を取り消し、次にブラシを終了
keys-mac = MacではCtrlの代わりに⌘を使います。
key-ctrl = Ctrl
key-shift = Shift
key-space = スペース
key-enter = Enter
key-delete = Delete
key-backspace = Backspace
key-home = Home
key-end = End
brush-started = ブラシを使えます。矢印キーで移動、スペースキーで1か所に塗り、Enterで線の開始と終了です。
pen-down = 線を描いています。矢印キーで描き、Enterで終了、Escで破棄します。
stroke-dropped = 線を破棄しました。
brush-at = 左から{ $across }、上から{ $down }
marked-keep = 残す部分として塗りました。
marked-erase = 消す部分として塗りました。
strokes =
    { $count ->
        [0] 線はありません。
       *[other] 線は{ $count }本です。
    }

## Several photos

photos-list = 写真
needs-check = 要確認を先に表示
show-grid = 一覧表示
cancel-all = すべて中止
to-folder = フォルダに保存
select-all = すべて選択
select-none = 選択を解除
in-line = 順番待ちです。処理中の写真が終わり次第、始まります。
photos-done = 完了した写真
photos =
    { $count ->
       *[other] 写真{ $count }枚
    }
count-done =
    { $count ->
       *[other] 完了{ $count }枚
    }
count-check =
    { $count ->
       *[other] 要確認{ $count }枚
    }
count-failed =
    { $count ->
       *[other] 失敗{ $count }枚
    }
count-cancelled =
    { $count ->
       *[other] 中止{ $count }枚
    }
count-selected =
    { $count ->
       *[other] { $count }枚を選択中
    }
time-left = 残り約{ $time }
state-waiting = 待機中
state-working = 処理中
state-changing = 変更中
state-done = 完了
state-check = 要確認
state-failed = 失敗
state-cancelled = 中止
state-failed-because = 失敗：{ $reason }
photo-state = { $name } – { $state }
download-selected =
    { $count ->
        [1] この1枚を保存
       *[other] { $count }枚をZIPで保存
    }
download-all =
    { $count ->
       *[other] 全{ $count }枚をZIPで保存
    }
use-settings-all = この設定をすべてに適用
use-settings-selected =
    { $count ->
       *[other] この設定を選択中の{ $count }枚に適用
    }
retry-failed =
    { $count ->
       *[other] 失敗{ $count }枚を再試行
    }
photos-removed =
    { $count ->
       *[other] { $count }枚の写真をリストから外しました。
    }
settings-used =
    { $count ->
       *[other] ほかの{ $count }枚の写真にこの設定を適用します。
    }
skipped-no-picture =
    { $count ->
        [1] { $names }は画像ではないため、スキップしました。
       *[other] 画像ではない{ $count }個のファイルをスキップしました：{ $names }。
    }
skipped-not-readable =
    { $count ->
        [1] { $names }を開けませんでした。
       *[other] { $count }個のファイルを開けませんでした：{ $names }。
    }
names-and-more =
    { $count ->
       *[other] { $names }、ほか{ $count }個
    }
photos-finishing =
    { $count ->
       *[other] { $count }枚の写真を仕上げ中…
    }
saving = { $all }枚中{ $number }枚目を保存中…
downloaded =
    { $count ->
       *[other] { $count }枚の写真をダウンロード先に保存しています。
    }
saved =
    { $count ->
       *[other] { $count }枚の写真を{ $folder }に保存しました。
    }
left-out =
    { $count ->
       *[other] 切り抜かれていない{ $count }枚は含まれていません。
    }
not-saved =
    { $count ->
       *[other] { $all }枚中{ $count }枚を保存した後、フォルダに書き込めなくなりました。空き容量がないか、フォルダがなくなった可能性があります。別のフォルダをお試しください。
    }
no-room-for-archive = ZIPファイルを作る空き容量がブラウザにありません。選択する写真を減らして、もう一度お試しください。
others-wait = ほかの写真は待機中です。
all-done = 順番待ちの写真はなくなりました：{ $counts }。

## Photos that stay on the device

stays = この端末に残るもの
stays-body =
    { $days ->
       *[other] タブを閉じたりブラウザが異常終了したりしても失われないように、写真、編集内容、切り抜きを、最後の変更から{ $days }日間この端末のブラウザに残します。読み取れるのはこのサイトだけです。次に開いたときに続きから再開できます。これらは一切送信されません。
    }
keeping = 写真を次回まで残す
go-on = 続ける
clear = 消去
clear-everything = すべて消去
keeping-not-possible = プライベートウィンドウと同じく、このブラウザはこのページのデータを残しません。ページを閉じると写真は失われます。
keeping-off = オフになっています。ページを閉じると写真は失われます。
keeping-nothing = 現在、残っているものはありません。
keeping-photos =
    { $count ->
       *[other] このタブの写真{ $count }枚が残っています（{ $size }）。
    }
photos-from-last-time =
    { $count ->
       *[other] 前回の写真{ $count }枚
    }
trouble-full = ブラウザの空き容量がなく、これ以上残せません。
trouble-refused = ブラウザは、これ以上の写真をこの端末に残せません。
trouble-not-deleted = ブラウザが、このページのファイルの一部を削除できませんでした。ブラウザの設定でこのページのデータを削除してください。
lost-all = このページを閉じると写真は失われます。その前に切り抜きを保存してください。
lost-some =
    { $count ->
       *[other] このページを閉じると、写真{ $all }枚のうち{ $count }枚が失われます。その前に切り抜きを保存してください。
    }
cleared-running = 削除中…
cleared-waiting = 消去しました。ファイルはダウンロードが終わると削除されます。それまでこのページを閉じないでください。
cleared-done = すべて削除しました。
cleared-done-here = ここにあるものはすべて削除しました。ほかのタブの写真は残ります。

## What leaves the page

privacy = このページが送るもの
privacy-photos = 写真は送信しません。被写体を見つけるニューラルネットワークのモデルをブラウザに読み込んであるため、写真も結果も端末に残り、写真の処理中にこのページが通信することはありません。
privacy-counts = ページを離れるときに、動作状況をこのページのサーバーに送信します。内容は、各段階にかかった時間、ブラウザ、ビルド、端末の種類、成功したかどうかです。画像、ファイル名、識別子は含まず、写真の大きさと枚数も大まかな区分だけです。遅い所や不具合に気づくために使います。
privacy-text = 送信する内容の全文は、次のとおりです。このほかの通信は、このページ自身のファイルの取得と、それらが最新かどうかをブラウザが時々確認するものだけで、ほかには何も送信しません。
counting = 動作状況をサーバーに送る
counting-off-by-browser = ブラウザがGlobal Privacy Control信号を送っているため、何も送信しません。
counting-off = オフになっています。何も送信しません。
counting-waiting = ページを離れるときに送信する内容
counting-sent = 前回送信した内容
nothing-yet = まだありません。

## Networks

network-legend = 被写体を見つけるニューラルネットワークのモデル
network-summary = モデル：{ $name }
network-download = { $size }をダウンロード
network-go-on = 再開：残り{ $size }
network-pause = 一時停止
network-delete = 削除
network-add = ファイルからモデルを追加
network-add-hint = U²-NetやIS-Netなどと同種のモデルのONNXファイルです。ファイルが端末の外に出ることはありません。ページにドロップすることもできます。
network-no-list = このサイトのモデルの一覧を取得できません。オフラインの可能性があります。ここに保存されているモデルはそのまま使えます。
network-not-lasting = このブラウザにはこのページのファイルが保存されません。モデルはページを閉じるまで使えます。
network-button = { $label }、{ $name }
network-input = モデルの入力
network-input-hint = モデルの作者が示す値を入力します。平均と標準偏差には、1個の数値、または赤、緑、青の3個の数値を指定します。
network-input-side = 辺の長さ（ピクセル）
network-input-mean = 平均
network-input-deviation = 標準偏差
network-input-use = この値を使う
network-u2netp = 被写体全般、小型で高速
network-u2net = 被写体全般
network-u2net_human_seg = 人物
network-silueta = 被写体全般、U²-Netの小型版
network-isnet-general-use = 被写体全般、より細かな形状に対応
network-from-file = ファイルから追加
network-licence = ライセンス：{ $licence }
network-licence-unstated = 公開元によるライセンス表示なし
network-bundled = このページに付属
network-kept = 端末に保存済み
network-photo-time = この端末で1枚約{ $time }
network-tight = 約{ $size }のメモリが必要で、この端末では足りない可能性があります。
network-too-large = 約{ $size }のメモリが必要で、ページが使える上限を超えています。
network-slow = この端末では、写真1枚に約{ $time }かかります。
network-smaller = 次に小さいモデルは{ $name }（{ $size }）です。
network-progress = { $got } / { $total }
network-announcement = { $name }：{ $percent }ダウンロード済み
network-received = { $name }のダウンロード状況
network-paused = { $name }のダウンロードを一時停止しています。
network-missing = { $name }は、このサイトで提供されなくなりました。
network-broke-off = { $name }のダウンロードが途中で切れました。
network-damaged = { $name }を2回続けてダウンロードしましたが、どちらも破損していました。通信の途中で書き換えられています。破損した部分は保存しません。
network-changed = このサイトの{ $name }は別のバージョンになりました。この一覧を開き直して、そのバージョンをダウンロードしてください。
network-no-room = この端末には{ $name }を保存する空き容量がありません。
network-refused = このブラウザでは、{ $name }をこの端末に保存できません。
network-part-kept = ダウンロード済みの部分は残ります。
news-loading = { $name }を読み込み中…
news-using = { $name }を使用しています。
news-not-kept = { $name }はこのページを閉じるまで使えます。保存する空き容量がありません。
news-refused = { $name }は保存されませんでした。
news-gone = { $name }のファイルがこの端末からなくなりました。
news-deleted = { $name }を削除しました。
news-not-deleted = ブラウザが{ $name }を削除できませんでした。
news-input-refused = { $name }はこの入力では動作しないため、以前の入力のままにします。
news-no-input = 辺の長さは32から4096ピクセルです。平均と標準偏差は1個または3個の数値で、標準偏差は0より大きい値にしてください。
news-too-large = { $name }には約{ $size }のメモリが必要で、ページが使える上限を超えています。
news-no-worker = バックグラウンド処理を開始できませんでした。もう一度お試しください。
network-room = このサイトがこの端末で使える容量は{ $quota }で、{ $usage }を使用しています。
fell-back-damaged = { $name }のファイルが破損しています。チェックサムが一覧のものと一致しません。
fell-back-unusable = { $name }は、このページで使えるモデルではありません（{ $detail }）。
fell-back-inference = { $name }でこの写真を処理できませんでした（{ $detail }）。
fell-back-died = { $name }は、メモリ不足になったか、停止しました。
fell-back-gone = { $name }のファイルがなくなりました。
fell-back-other = { $name }は使えません。
fell-back-to = 代わりに{ $name }を使います。

## Failures: a heading without a full stop, and sentences with reason and remedy

misunderstood = ページとバックグラウンド処理の連携に失敗しました
misunderstood-body = こちらの不具合です。通常は、ページを再読み込みすると直ります。
browser-too-old = このブラウザではモデルを実行できません
browser-too-old-body = OffcutにはSIMD対応のWebAssemblyが必要です。Chrome、Edge、Firefoxは2021年、Safariは2023年から対応しています。ブラウザを更新するか、別のブラウザでこのページを開いてください。
worker-did-not-start = バックグラウンド処理を開始できませんでした
worker-did-not-start-body = 必要なファイルが届かなかったか、ブラウザにブロックされた可能性があります。接続を確認して、もう一度お試しください。
worker-died = バックグラウンド処理がメモリ不足になったか、停止しました
worker-died-body = 新しく開始しています。ほかのタブを閉じるか、写真を小さくしてから、もう一度お試しください。
other-version = このページの新しいバージョンがあります
other-version-body = ページとバックグラウンド処理は同じバージョンである必要があります。再読み込みして続けてください。
model-not-fetched = モデルを取得できませんでした
photo-still-here = 写真はそのまま残っています。
sample-not-fetched = サンプル写真を取得できませんでした
file-not-readable = ファイルを開けません
file-not-readable-body = 選んだ後に、移動、変更、またはロックされた可能性があります。もう一度選んでください。
nobody-reads = お使いのブラウザでは{ $format }を読み込めません
nobody-reads-body = Offcut自体も読み込めません。画像をJPEGまたはPNGで保存して、もう一度お試しください。{ $format }を読み込めるブラウザもあります。
nothing-dropped = ドロップしたものに画像ファイルがありませんでした
nothing-dropped-body = ほかのページの画像は、先に保存してください。その後、ファイルをここにドロップするか、ボタンから選んでください。
only-address = 画像のアドレスだけでした
only-address-body = このページはほかのサイトから何も取得しません。先に画像を保存し、そのファイルをここにドロップするか、ボタンから選んでください。
cancelled = 中止しました
cancelled-body = 何も保存されていません。
empty-file = このファイルは空です
empty-file-body = サイズが0バイトです。コピーが完了していない可能性があります。元のファイルをお試しください。
not-a-picture = 画像として認識できません
not-a-picture-body = Offcutで読み込めるのは、JPEG、PNG、WebP、GIF、BMP、TIFF、QOI、PNMと、ブラウザが対応する形式です。
unsupported-format = { $format }画像はここでは読み込めません
unsupported-format-body = 画像をJPEGまたはPNGで保存して、もう一度お試しください。
unsupported-variant = この種類の{ $format }は読み込めません
unsupported-variant-body = Offcutもこのブラウザも、対応するデコーダーを備えていません（{ $detail }）。通常のJPEGまたはPNGで保存して、もう一度お試しください。
raw-file = RAWファイルはここでは読み込めません
raw-file-body = 写真をJPEGまたはTIFFで書き出して、もう一度お試しください。
damaged = この{ $format }ファイルは破損しています
damaged-body = 壊れているか、途中で切れています（{ $detail }）。元のファイルをもう一度入手してください。
over-limit = 画像が大きすぎます
over-limit-bytes = ファイルサイズは{ $found }ですが、上限は{ $allowed }です。小さくしてから、もう一度お試しください。
over-limit-side = 長辺は{ $found }ピクセルですが、上限は{ $allowed }ピクセルです。小さくしてから、もう一度お試しください。
over-limit-pixels = 画像は{ $found }メガピクセルですが、上限は{ $allowed }メガピクセルです。小さくしてから、もう一度お試しください。
no-background = 背景の画像がありません
no-background-body = 画像を選ぶか、背景の種類を変えてください。
model-damaged = ダウンロードしたモデルが破損しています
model-damaged-body = チェックサムが2回続けて公開値と一致しなかったため、使用しませんでした。通信の途中で書き換えられています。後で、または別の接続でお試しください。
model-unusable = モデルを使えません
model-unusable-body = 読み込めませんでした（{ $detail }）。ページを再読み込みすると直ることがあります。
inference = モデルがこの写真を処理できませんでした
inference-body = 次の理由で停止しました：{ $detail }。
too-large-for-format = { $format }には大きすぎます
too-large-for-format-body = 一辺が{ $found }ピクセルですが、{ $format }の上限は{ $allowed }です。PNGで保存してください。
needs-background = { $format }は透明にできません
needs-background-body = 背景を選ぶか、PNGで保存してください。
encoder-left-out = { $format }はここでは書き出せません
encoder-left-out-body = PNGで保存してください。
encoder-not-fetched = AVIFエンコーダーを取得できませんでした
encoder-not-fetched-body = オフラインの可能性があります。あとでもう一度試すか、ほかのファイル形式を選んでください。ほかの形式では不要です。
encode = 結果を保存できませんでした
encode-body = エンコーダーが次の理由で停止しました：{ $detail }。
size-mismatch = 写真の画素データがサイズと一致しません
size-mismatch-body = こちらの不具合です。同じ写真の別のファイルなら、うまくいくことがあります。
no-response = 応答がありません。オフラインの可能性があります。
bad-status = サーバーからステータス{ $status }が返されました。
incomplete = 完了する前に接続が切れました。

## Frames and presets

frame = フレーム
frame-preset = プリセット
frame-no-preset = なし
frame-square = 白地の正方形、2000 ピクセル
frame-4x5 = 4:5、白地
frame-16x9 = 16:9、白地
frame-passport = 証明写真、35 × 45 mm
frame-sticker = 縁取りのあるステッカー
frame-own-choice = 独自の設定
frame-canvas = キャンバス
frame-as-photo = 写真のまま
frame-by-ratio = 比率で指定
frame-in-pixels = ピクセルで指定
frame-in-millimetres = ミリメートルで指定
frame-width = 幅
frame-height = 高さ
frame-dpi = 1 インチのピクセル数
frame-fill = 占める割合
frame-place = 位置
place-top-left = 左上
place-top = 上
place-top-right = 右上
place-left = 左
place-middle = 中央
place-right = 右
place-bottom-left = 左下
place-bottom = 下
place-bottom-right = 右下
place-line = 線の上に立つ
frame-ground = 線の位置（上から）
frame-edge = 余白
outline = 縁取り
outline-colour = 縁取りの色
frame-enlarged = フレームにより、被写体は写真での大きさの { $size } に拡大されます。小さいフレームか大きい写真のほうが鮮明です。
frame-no-room = フレームに被写体の入る場所がありません。余白か縁取りを小さくするか、線を下げてください。
frame-too-large = フレームのピクセル数がこのページの上限を超えています。小さいものを選んでください。
presets-own = 自分のプリセット
preset-name = 名前
preset-save = プリセットとして保存
preset-export = 書き出し
preset-delete = 削除
preset-import = ファイルを読み込む
preset-has = プリセットには、フレーム、背景、影、縁取り、ファイル形式が入ります。この端末に保存され、そのファイルはコマンドでも使えます。
preset-saved = { $name } を保存しました。
preset-saved-in-part = { $name } を保存しました。背景画像は含まれません。
preset-deleted = { $name } を削除しました。
preset-refused = { $file }: { $sentence }
preset-nameless = 先にプリセットの名前を入力してください。
preset-not-kept = このブラウザにはプリセットを保存する空きがありません。ファイルに書き出してください。
preset-not-read = プリセットのファイルではないか、読み取れません。
preset-trim-in-pixels = ここでは trim を 5% のように割合で書いてください。
reset = リセット
reset-hint = この設定は、リセットするまで次の写真にも使われます。
