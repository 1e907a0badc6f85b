### Sentences of the page, in Portuguese of Brazil. The comments for translators are in en.ftl.

## Names and the start

title-start = Offcut – recorte o assunto de uma foto
title-of = { $what } – Offcut
description = Recorta o assunto de uma foto no seu navegador. A foto nunca sai do seu dispositivo.
headline = Recorte o assunto de uma foto.
promise = Tudo acontece neste navegador. Sua foto nunca sai do seu dispositivo.
choose = Escolher fotos
choose-folder = Escolher uma pasta
other-ways = ou solte-as em qualquer lugar, também uma pasta ou um arquivo ZIP, ou cole uma
formats = JPEG, PNG, WebP, GIF, BMP, TIFF, QOI e PNM, e tudo o que o seu navegador lê. A resolução continua completa do início ao fim.
let-go = Solte para recortar
samples = Nenhuma foto à mão? Experimente uma destas
sample-cat = Um gato
sample-coffee = Uma xícara de café
sample-raccoon = Um guaxinim
footer = U²-Net, executada com Rust em WebAssembly. Livre e de código aberto.
language = Idioma
language-not-fetched = Não foi possível obter este idioma: talvez você esteja sem conexão. Tente mais tarde.
between-sentences = {" "}
between-names = {", "}

## Buttons of many places. All short.

cancel = Cancelar
close = Fechar
reload = Recarregar
try-again = Tentar de novo
back = Voltar
back-to = Voltar a { $name }
undo = Desfazer
redo = Refazer
remove = Remover
dismiss = Ocultar

## Getting ready

ready-starting = Preparando
ready-received = Preparando · { $got }
ready-received-of = Preparando · { $got } de { $total }
ready-loading = Preparando · quase pronto
ready = Pronto
ready-offline = Pronto. Funciona sem conexão.
title-and-body = { $title }. { $body }
downloading = Download da rede neural
build-fast = Variante mais rápida
build-threads = Variante sem aritmética fundida
build-compat = Variante compatível, mais lenta
threads =
    { $count ->
        [one] { $count } thread
        [many] { $count } de threads
       *[other] { $count } threads
    }
update = Há uma nova versão pronta.

## Steps of a photo

steps = Progresso
step-download = Preparar
step-read = Ler a foto
step-find = Detectar o assunto
step-refine = Refinar a borda
step-compose = Recortar
step-encode = Criar o arquivo
running-download = Preparando…
running-read = Lendo a foto…
running-find = Detectando o assunto…
running-refine = Refinando a borda…
running-compose = Recortando…
running-encode = Criando o arquivo…
times = Tempo de cada etapa
total = No total

## The result

cut-out-of = { $name }, recortada
pasted = Foto colada
download = Baixar { $format }
copy = Copiar
copied = Copiado
another = Outra foto
copy-not-possible = Este navegador só permite que uma página copie imagens por https ou nesta própria máquina. Baixe a imagem.
copy-refused = O navegador não permitiu copiar. Baixe a imagem.
share = Compartilhar
share-refused = O navegador não compartilhou. Toque de novo em Compartilhar ou baixe a imagem.
share-lost = As fotos compartilhadas não chegaram: compartilhe de novo ou escolha-as aqui.
drag-out = Arraste para uma pasta ou outro programa
compare = Comparar o original e o recorte
original = Original
cut-out = Recorte
split = { $original } original, { $cutout } recorte
cut-out-alt = O recorte sobre um fundo transparente
original-alt = A foto original
mask-alt = A máscara: o assunto em branco, o fundo em preto
scene-alt = O recorte sobre o novo fundo
erased-alt = A foto; o que foi apagado aparece esmaecido
no-original = Este navegador não consegue mostrar o original, por isso só o recorte está aqui.
read-as-srgb = Seu navegador leu este formato como sRGB de 8 bits.
read-as-p3 = Seu navegador leu este formato como Display P3 de 8 bits.
pixels = { $size } pixels
announce-done = { $name }: recorte pronto em { $time }.
warning-truncated = O arquivo está incompleto: falta o resto da imagem.
warning-first-only = O arquivo contém várias imagens: esta é a primeira.
warning-gain-map = O arquivo tem um mapa de ganho para telas HDR, que é ignorado.
warning-enlarged = O enquadramento amplia o assunto além dos pixels da foto.
verdict-check = Revise esta foto: o assunto não estava muito claro. Se falta uma parte ou sobra algo, corrija com o pincel.
verdict-none = Nenhum assunto claro encontrado. O recorte está esmaecido: marque o assunto com o pincel ou tente uma foto em que algo se destaque.
try-brush = Usar o pincel

## Panel that changes the cut-out

panel = Alterar o recorte
quality = Borda
quality-fast = Rápida
quality-balanced = Média
quality-best = Ótima
quality-raw = Como rembg
quality-fast-hint = Uma passagem da rede e uma borda que acompanha a foto.
quality-balanced-hint = De uma a cinco passagens e bordas finas como um fio de cabelo.
quality-best-hint = O mesmo, com a borda mais fina em fotos grandes. É a mais demorada.
quality-raw-hint = O mapa da própria rede, sem refinar: o que o rembg entrega.
background = Fundo
background-none = Nenhum
background-colour = Cor
background-blur = Desfocado
background-picture = Imagem
colour = Cor
other-colour = Outra cor
colour-white = Branco
colour-light-gray = Cinza-claro
colour-gray = Cinza
colour-black = Preto
colour-sand = Areia
colour-sky = Céu
colour-mint = Menta
colour-coral = Coral
blur = Desfoque
choose-picture = Escolher uma imagem
other-picture = Outra imagem
picture-stays = Ela também fica no seu dispositivo.
fit = Encaixe
fit-cover = Cobrir
fit-contain = Ver inteira
shadow = Sombra suave
shadow-strength = Opacidade
shadow-softness = Suavidade
shadow-distance = Distância
trim = Ajustar ao assunto
margin = Margem
mask = Só a máscara
mask-hint = Imagem em cinza: o assunto em branco, o fundo em preto.
file-type = Arquivo
file-png-hint = Nada se perde; qualquer programa abre.
file-webp-hint = Bem menor e com transparência; programas antigos não abrem.
file-avif-hint = O menor e com transparência; poucos programas abrem.
file-jpeg-hint = Pequeno, mas nunca transparente: sem fundo, fica branco.
file-quality = Qualidade
lossless = Sem perdas
metadata = Dados da câmera
metadata-none = Remover
metadata-without-place = Manter, sem local
metadata-all = Manter tudo
metadata-none-hint = O arquivo não diz nada sobre câmera, hora ou local.
metadata-without-place-hint = Câmera, hora, autores e títulos ficam. O local onde a foto foi tirada, não.
metadata-all-hint = O local onde a foto foi tirada também fica no arquivo.
finishing = Finalizando em tamanho completo…
avif-fetching = Baixando o codificador AVIF…
avif-making = Criando o AVIF. Uma foto grande demora um pouco; enquanto isso, você pode continuar.
avif-ready = O AVIF está pronto.
preview = Prévia
not-changed = Esta alteração não funcionou; fica a última imagem.
revert = Descartar alteração

## The brush that keeps or erases parts of the photo

brush = Pincel manter / apagar
brush-hint = Falta ou sobra alguma coisa? Pinte por cima.
brush-done = Pronto
brush-mode = Pincel
brush-keep = Manter
brush-erase = Apagar
brush-size = Tamanho
brush-size-is = Tamanho { $size }
zoom = Zoom
zoom-in = Ampliar
zoom-out = Reduzir
zoom-fit = { $zoom }: ver tudo
canvas = Foto para pintar
brush-help = Traços grosseiros bastam: a borda é encontrada acompanhando a foto. Zoom com dois dedos ou com a roda do mouse.
keys = Teclas
keys-page = Na página
key-paste = Colar fotos
key-download = Baixar o recorte
key-download-all = Baixar tudo em um arquivo ZIP
key-help = Mostrar estas teclas
key-go = Ir para outra foto; com Shift, marcar um intervalo
key-show = Mostrar a foto
key-select = Marcar a foto
key-line = Mover a linha
key-brush-move = Mover o pincel; com Shift, em passos maiores
key-brush-spot = Marcar um ponto; segurar e arrastar move a foto
key-brush-stroke = Começar e terminar um traço
key-brush-away = Descartar o traço e depois largar o pincel
keys-mac = Em um Mac, ⌘ equivale a Ctrl.
key-ctrl = Ctrl
key-shift = Shift
key-space = Espaço
key-enter = Enter
key-delete = Delete
key-backspace = Backspace
key-home = Home
key-end = End
brush-started = Pincel na mão. As setas o movem, Espaço marca um ponto, Enter começa e termina um traço.
pen-down = Desenhando: as setas desenham, Enter termina o traço, Esc o descarta.
stroke-dropped = Traço descartado.
brush-at = { $across } a partir da esquerda, { $down } a partir do topo
marked-keep = Marcado para manter.
marked-erase = Marcado para apagar.
strokes =
    { $count ->
        [0] Nenhum traço.
        [one] { $count } traço.
        [many] { $count } de traços.
       *[other] { $count } traços.
    }

## Several photos

photos-list = Fotos
needs-check = A revisar primeiro
show-grid = Ver todas
cancel-all = Cancelar tudo
to-folder = Salvar numa pasta
select-all = Marcar todas
select-none = Desmarcar
in-line = Na fila: é a próxima, assim que a atual terminar.
photos-done = Fotos prontas
photos =
    { $count ->
        [one] { $count } foto
        [many] { $count } de fotos
       *[other] { $count } fotos
    }
count-done =
    { $count ->
        [one] { $count } pronta
       *[other] { $count } prontas
    }
count-check =
    { $count ->
       *[other] { $count } a revisar
    }
count-failed =
    { $count ->
       *[other] { $count } com erro
    }
count-cancelled =
    { $count ->
        [one] { $count } cancelada
       *[other] { $count } canceladas
    }
count-selected =
    { $count ->
        [one] { $count } marcada
       *[other] { $count } marcadas
    }
time-left = pronto em aprox. { $time }
state-waiting = Na fila
state-working = Em curso
state-changing = Alterando
state-done = Pronta
state-check = A revisar
state-failed = Erro
state-cancelled = Cancelada
state-failed-because = Erro: { $reason }
photo-state = { $name } – { $state }
download-selected =
    { $count ->
        [one] Baixar a foto
       *[other] Baixar { $count } em ZIP
    }
download-all =
    { $count ->
        [one] Baixar a foto em ZIP
       *[other] Baixar as { $count } em ZIP
    }
use-settings-all = Usar estes ajustes em todas
use-settings-selected =
    { $count ->
        [one] Usar estes ajustes na marcada
       *[other] Usar estes ajustes nas { $count } marcadas
    }
retry-failed =
    { $count ->
        [one] Tentar de novo a que falhou
       *[other] Tentar { $count } de novo
    }
photos-removed =
    { $count ->
        [one] { $count } foto removida.
        [many] { $count } de fotos removidas.
       *[other] { $count } fotos removidas.
    }
settings-used =
    { $count ->
        [one] Mais { $count } foto usa estes ajustes.
        [many] Mais { $count } de fotos usam estes ajustes.
       *[other] Mais { $count } fotos usam estes ajustes.
    }
skipped-no-picture =
    { $count ->
        [one] { $names } não é uma imagem e foi ignorado.
        [many] { $count } de arquivos não são imagens e foram ignorados: { $names }.
       *[other] { $count } arquivos não são imagens e foram ignorados: { $names }.
    }
skipped-not-readable =
    { $count ->
        [one] Não foi possível abrir { $names }.
        [many] Não foi possível abrir { $count } de arquivos: { $names }.
       *[other] Não foi possível abrir { $count } arquivos: { $names }.
    }
names-and-more =
    { $count ->
       *[other] { $names } e mais { $count }
    }
photos-finishing =
    { $count ->
        [one] Finalizando { $count } foto…
        [many] Finalizando { $count } de fotos…
       *[other] Finalizando { $count } fotos…
    }
saving = Salvando { $number } de { $all }…
downloaded =
    { $count ->
        [one] { $count } foto a caminho dos seus downloads.
        [many] { $count } de fotos a caminho dos seus downloads.
       *[other] { $count } fotos a caminho dos seus downloads.
    }
saved =
    { $count ->
        [one] { $count } foto salva em { $folder }.
        [many] { $count } de fotos salvas em { $folder }.
       *[other] { $count } fotos salvas em { $folder }.
    }
left-out =
    { $count ->
        [one] Uma não está recortada e ficou de fora.
       *[other] { $count } não estão recortadas e ficaram de fora.
    }
not-saved =
    { $count ->
       *[other] Fotos salvas: { $count } de { $all }. Depois não foi possível gravar na pasta: ela pode estar cheia ou não existir mais. Tente outra.
    }
no-room-for-archive = O navegador não tem espaço para o arquivo ZIP. Marque menos fotos e tente de novo.
others-wait = As outras fotos aguardam.
all-done = Não há mais nada na fila: { $counts }.

## Photos that stay on the device

stays = O que fica neste dispositivo
stays-body =
    { $days ->
        [one] Para que nada se perca se a aba for fechada ou o navegador falhar, ele guarda aqui fotos, alterações e recortes por { $days } dia após a última alteração, onde só este site pode lê-los. Na próxima visita, você poderá continuar com eles. Nada disso é enviado.
        [many] Para que nada se perca se a aba for fechada ou o navegador falhar, ele guarda aqui fotos, alterações e recortes por { $days } de dias após a última alteração, onde só este site pode lê-los. Na próxima visita, você poderá continuar com eles. Nada disso é enviado.
       *[other] Para que nada se perca se a aba for fechada ou o navegador falhar, ele guarda aqui fotos, alterações e recortes por { $days } dias após a última alteração, onde só este site pode lê-los. Na próxima visita, você poderá continuar com eles. Nada disso é enviado.
    }
keeping = Guardar fotos para a próxima vez
go-on = Retomar
clear = Limpar
clear-everything = Limpar tudo
keeping-not-possible = Este navegador não guarda nada desta página, como numa janela privada: as fotos se perdem quando ela é fechada.
keeping-off = Desativado. As fotos se perdem quando esta página é fechada.
keeping-nothing = Nada está guardado agora.
keeping-photos =
    { $count ->
        [one] { $count } foto desta aba guardada, { $size }.
        [many] { $count } de fotos desta aba guardadas, { $size }.
       *[other] { $count } fotos desta aba guardadas, { $size }.
    }
photos-from-last-time =
    { $count ->
        [one] { $count } foto da última vez
        [many] { $count } de fotos da última vez
       *[other] { $count } fotos da última vez
    }
trouble-full = O navegador não tem espaço para guardar mais.
trouble-refused = O navegador não guarda mais fotos neste dispositivo.
trouble-not-deleted = O navegador não conseguiu excluir todos os arquivos desta página. Exclua os dados dela nas configurações do navegador.
lost-all = Quando esta página for fechada, as fotos dela se perderão. Salve os recortes antes.
lost-some =
    { $count ->
        [one] Quando esta página for fechada, { $count } das { $all } fotos se perderá. Salve o recorte dela antes.
       *[other] Quando esta página for fechada, { $count } das { $all } fotos se perderão. Salve os recortes delas antes.
    }
cleared-running = Excluindo…
cleared-waiting = Limpo. Os arquivos serão excluídos quando o download terminar: deixe esta página aberta até lá.
cleared-done = Tudo foi excluído.
cleared-done-here = Tudo foi excluído aqui. As fotos em outras abas ficam.

## What leaves the page

privacy = O que sai desta página
privacy-photos = Suas fotos não saem. A rede neural que encontra o assunto foi trazida para o seu navegador; a foto e o resultado ficam no seu dispositivo, e a página não faz nenhuma requisição enquanto uma foto é processada.
privacy-counts = Quando você sai, esta página conta ao próprio servidor como foi: quanto tempo cada etapa levou, em que tipo de navegador, variante e dispositivo, e se funcionou. Nenhuma imagem, nenhum nome de arquivo, nenhum identificador; o tamanho da foto e o número de fotos, só por faixas. É assim que percebemos que algo está lento ou quebrado.
privacy-text = Abaixo está o texto exato, letra por letra. Além de a página pedir os próprios arquivos e de o seu navegador perguntar de vez em quando se ainda são os mais novos, nada mais é enviado.
counting = Contar ao servidor como foi
counting-off-by-browser = Seu navegador envia o sinal Global Privacy Control, por isso nada é enviado.
counting-off = Desativado. Nada é enviado.
counting-waiting = Será enviado quando você sair
counting-sent = Último envio
nothing-yet = Nada ainda.

## Networks

network-legend = Rede neural que encontra o assunto
network-summary = Rede: { $name }
network-download = Baixar { $size }
network-go-on = Continuar: faltam { $size }
network-pause = Pausar
network-delete = Excluir
network-add = Adicionar rede de um arquivo
network-add-hint = Um arquivo ONNX de uma rede como U²-Net ou IS-Net. Ele fica no seu dispositivo; você também pode soltá-lo na página.
network-no-list = A lista de redes deste site não está disponível agora: talvez você esteja sem conexão. As que estão guardadas aqui funcionam mesmo assim.
network-not-lasting = Este navegador não guarda arquivos desta página: uma rede fica aqui até a página ser fechada.
network-button = { $label }, { $name }
network-input = Entrada da rede
network-input-hint = Como os autores dela indicam. Média e desvio: um número, ou três para vermelho, verde e azul.
network-input-side = Lado em pixels
network-input-mean = Média
network-input-deviation = Desvio
network-input-use = Usar estes
network-u2netp = qualquer assunto; pequena e rápida
network-u2net = qualquer assunto
network-u2net_human_seg = pessoas
network-silueta = qualquer assunto; U²-Net em versão reduzida
network-isnet-general-use = qualquer assunto; estruturas mais finas
network-from-file = adicionada de um arquivo
network-licence = licença { $licence }
network-licence-unstated = licença não informada por quem a publica
network-bundled = incluída nesta página
network-kept = guardada aqui
network-photo-time = cerca de { $time } por foto aqui
network-tight = Ela precisa de cerca de { $size } de memória, talvez mais do que este dispositivo tem livre.
network-too-large = Ela precisaria de cerca de { $size } de memória: mais do que uma página pode ter.
network-slow = Com ela, uma foto leva cerca de { $time } neste dispositivo.
network-smaller = A próxima menor é { $name }, { $size }.
network-progress = { $got } de { $total }
network-announcement = { $name }: { $percent } recebido
network-received = Download de { $name }
network-paused = { $name } está em pausa.
network-missing = Este site não tem mais { $name }.
network-broke-off = O download de { $name } não foi concluído.
network-damaged = { $name } chega danificada, duas vezes seguidas: algo no caminho a altera. A parte danificada não é guardada.
network-changed = Este site tem agora outra versão de { $name }. Abra esta lista de novo e baixe essa versão.
network-no-room = Não há espaço para { $name } neste dispositivo.
network-refused = Este navegador não guarda { $name } neste dispositivo.
network-part-kept = O que chegou fica guardado.
news-loading = Carregando { $name }…
news-using = Agora { $name } está em uso.
news-not-kept = { $name } é usada até esta página ser fechada: não há espaço para guardá-la.
news-refused = { $name } não foi guardada.
news-gone = Há arquivos de { $name } que não estão mais neste dispositivo.
news-deleted = { $name } foi excluída.
news-not-deleted = O navegador não conseguiu excluir { $name }.
news-input-refused = { $name } não funciona com esta entrada e mantém a anterior.
news-no-input = O lado vai de 32 a 4096 pixels; média e desvio são um número ou três, com o desvio acima de 0.
news-too-large = { $name } precisaria de cerca de { $size } de memória: mais do que uma página pode ter.
news-no-worker = O processo em segundo plano não iniciou. Tente de novo.
network-room = Este navegador dá a este site { $quota } neste dispositivo; { $usage } em uso.
fell-back-damaged = O arquivo de { $name } está danificado: a soma de verificação não é a da lista.
fell-back-unusable = { $name } não é uma rede que esta página possa usar ({ $detail }).
fell-back-inference = { $name } não conseguiu processar esta foto ({ $detail }).
fell-back-died = { $name } precisa de mais memória do que há, ou parou.
fell-back-gone = O arquivo de { $name } não está mais lá.
fell-back-other = Não é possível usar { $name }.
fell-back-to = Em seu lugar, { $name } é usada.

## Failures: a heading without a full stop, and sentences with reason and remedy

misunderstood = A página e seu processo em segundo plano não se entenderam
misunderstood-body = O erro é nosso. Recarregar a página costuma ajudar.
browser-too-old = Este navegador não consegue executar a rede neural
browser-too-old-body = O Offcut precisa de WebAssembly com SIMD, presente no Chrome, no Edge e no Firefox desde 2021 e no Safari desde 2023. Atualize o navegador ou abra esta página em outro.
worker-did-not-start = O processo em segundo plano não iniciou
worker-did-not-start-body = O arquivo dele pode não ter chegado, ou o navegador o bloqueou. Verifique a conexão e tente de novo.
worker-died = O processo em segundo plano ficou sem memória ou parou
worker-died-body = Um novo está iniciando. Tente de novo com as outras abas fechadas ou com uma versão menor da foto.
other-version = Há uma nova versão desta página
other-version-body = A página e seu processo em segundo plano precisam ser da mesma versão. Recarregue para continuar.
model-not-fetched = Não foi possível baixar a rede neural
photo-still-here = Sua foto continua aqui.
sample-not-fetched = Não foi possível baixar a foto de exemplo
file-not-readable = Não é possível abrir o arquivo
file-not-readable-body = Ele pode ter sido movido, alterado ou bloqueado depois que você o escolheu. Escolha-o de novo.
nobody-reads = Seu navegador não consegue ler { $format }
nobody-reads-body = O Offcut sozinho também não. Salve a imagem como JPEG ou PNG e tente de novo; alguns navegadores leem { $format }.
nothing-dropped = Não havia nenhum arquivo de imagem ali
nothing-dropped-body = Imagens de outra página precisam ser salvas primeiro. Depois solte o arquivo aqui ou escolha-o com o botão.
only-address = Isso era só o endereço de uma imagem
only-address-body = Esta página não busca nada em outros sites. Salve primeiro a imagem e depois solte o arquivo aqui ou escolha-o com o botão.
cancelled = Cancelado
cancelled-body = Nada foi guardado.
empty-file = Este arquivo está vazio
empty-file-body = Ele tem 0 bytes. Talvez não tenha sido copiado por completo: tente o original.
not-a-picture = Não reconhecemos isto como uma imagem
not-a-picture-body = O Offcut lê JPEG, PNG, WebP, GIF, BMP, TIFF, QOI e PNM, e os formatos que o seu navegador conhece.
unsupported-format = Imagens { $format } não podem ser lidas aqui
unsupported-format-body = Salve a imagem como JPEG ou PNG e tente de novo.
unsupported-variant = Este tipo de { $format } não pode ser lido
unsupported-variant-body = Nem o Offcut nem este navegador têm um decodificador para ele ({ $detail }). Salve-o como um JPEG ou PNG comum e tente de novo.
raw-file = Arquivos RAW não podem ser lidos aqui
raw-file-body = Exporte a foto como JPEG ou TIFF e tente de novo.
damaged = Este arquivo { $format } está danificado
damaged-body = Ele está corrompido ou incompleto ({ $detail }). Tente obter o original de novo.
over-limit = Esta imagem é grande demais
over-limit-bytes = O arquivo tem { $found }; o máximo é { $allowed }. Faça uma versão menor e tente de novo.
over-limit-side = O lado mais longo tem { $found } pixels; o máximo é { $allowed }. Faça uma versão menor e tente de novo.
over-limit-pixels = Ela tem { $found } megapixels; o máximo é { $allowed }. Faça uma versão menor e tente de novo.
no-background = Não há imagem para o fundo
no-background-body = Escolha uma, ou outro tipo de fundo.
model-damaged = A rede neural chegou danificada
model-damaged-body = A soma de verificação não foi a publicada, duas vezes seguidas, por isso ela não foi usada. Algo no caminho a altera: tente mais tarde ou em outra conexão.
model-unusable = Não é possível usar a rede neural
model-unusable-body = Não foi possível carregá-la ({ $detail }). Recarregar a página pode ajudar.
inference = A rede neural não conseguiu processar esta foto
inference-body = Ela parou com esta mensagem: { $detail }.
too-large-for-format = Grande demais para { $format }
too-large-for-format-body = Um dos lados tem { $found } pixels; { $format } vai até { $allowed }. Salve como PNG.
needs-background = { $format } não aceita transparência
needs-background-body = Escolha um fundo ou salve como PNG.
encoder-left-out = Não é possível criar { $format } aqui
encoder-left-out-body = Salve como PNG.
encoder-not-fetched = Não foi possível baixar o codificador AVIF
encoder-not-fetched-body = Talvez você esteja sem conexão. Tente de novo mais tarde ou escolha outro tipo de arquivo: os outros não precisam dele.
encode = Não foi possível salvar o resultado
encode-body = O codificador parou com esta mensagem: { $detail }.
size-mismatch = Os pixels da foto não correspondem ao tamanho dela
size-mismatch-body = O erro é nosso. Outro arquivo da mesma foto pode funcionar.
no-response = Não houve resposta: talvez você esteja sem conexão.
bad-status = O servidor respondeu com o status { $status }.
incomplete = A conexão caiu antes de terminar.

## Frames and presets

frame = Moldura
frame-preset = Predefinição
frame-no-preset = Nenhuma
frame-square = Quadrado em branco, 2000 pixels
frame-4x5 = 4:5 em branco
frame-16x9 = 16:9 em branco
frame-passport = Passaporte, 35 × 45 mm
frame-sticker = Adesivo com contorno
frame-own-choice = Escolha própria
frame-canvas = Tela
frame-as-photo = Como a foto
frame-by-ratio = Por proporção
frame-in-pixels = Em pixels
frame-in-millimetres = Em milímetros
frame-width = Largura
frame-height = Altura
frame-dpi = Pixels por polegada
frame-fill = Preenchimento
frame-place = Posição
place-top-left = Acima à esquerda
place-top = Acima
place-top-right = Acima à direita
place-left = À esquerda
place-middle = No meio
place-right = À direita
place-bottom-left = Abaixo à esquerda
place-bottom = Abaixo
place-bottom-right = Abaixo à direita
place-line = Apoiado em uma linha
frame-ground = Linha, a partir do topo
frame-edge = Borda livre
outline = Contorno
outline-colour = Cor do contorno
frame-enlarged = A moldura amplia o assunto para { $size } do tamanho na foto: uma moldura menor ou uma foto maior fica mais nítida.
frame-no-room = A moldura não tem espaço para o assunto: diminua a borda ou o contorno, ou abaixe a linha.
frame-too-large = A moldura tem mais pixels do que esta página faz: escolha uma menor.
presets-own = Suas predefinições
preset-name = Nome
preset-save = Salvar
preset-export = Exportar
preset-delete = Excluir
preset-import = Importar um arquivo
preset-has = Uma predefinição tem a moldura, o fundo, a sombra, o contorno e o tipo de arquivo. Ela fica neste dispositivo; o arquivo dela serve também para o comando.
preset-saved = { $name }: predefinição salva.
preset-saved-in-part = { $name }: predefinição salva. A imagem de fundo não faz parte dela.
preset-deleted = { $name }: predefinição excluída.
preset-refused = { $file }: { $sentence }
preset-nameless = Primeiro dê um nome à predefinição.
preset-not-kept = Este navegador não tem espaço para a predefinição: exporte-a para um arquivo.
preset-not-read = este não é um arquivo de predefinição, ou não pode ser lido.
preset-trim-in-pixels = aqui, trim precisa estar em por cento, como 5%.
reset = Redefinir
reset-hint = Estas escolhas valem para suas próximas fotos, até redefinir.
