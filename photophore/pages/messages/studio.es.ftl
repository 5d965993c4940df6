### El estudio: donde un glifo se escribe, se ve, se prueba y se publica.

nav-studio = Estudio
studio-title = Photophore: el estudio
studio-about = Escribe luz y mírala al instante en una boca, en cien y en el teléfono que tienes en la mano.
studio-heading = El estudio
studio-first-says = Una primera luz: cálida o fría, como quieras.
studio-first-slider = cuánto calor tiene

## Luz y palabras

studio-light = Lo que escribes, hecho luz
studio-mouth = Una boca que lleva { $glyph }
studio-crowd = Cien personas que lo llevan, cada una en su momento
studio-write = Las palabras
studio-text = El texto de tu glifo
studio-undo = Deshacer
studio-redo = Rehacer
studio-lost = No se llega al hub, así que no se pueden leer palabras nuevas. Tu texto está a salvo aquí; seguimos intentándolo.
studio-at = Línea { $line }, columna { $column }.
studio-mend = Arréglalo: { $word }

## Tiempo, sentimientos, bocas

studio-time = Ocho segundos
studio-play = Dejar correr el tiempo
studio-pause = Parar el tiempo
studio-scrub = Un momento de los ocho segundos
studio-second = { $seconds } segundos
studio-try = Pruébalo
studio-feel = El sentimiento que pruebas. Las flechas te mueven.
studio-sights = Como lo ven otros
studio-sight-most = casi todos
studio-sight-protan = sin rojo
studio-sight-deutan = sin verde
studio-sight-tritan = sin azul
studio-kinds = En qué boca
studio-kind-grown = adulta
studio-kind-wisdom = con muelas del juicio
studio-kind-gaps = con huecos
studio-kind-braces = con aparato
studio-kind-milk = dientes de leche

## La mesa

studio-desk = Qué hacer con él
studio-close = Cerrar
studio-last = La luz que ves es la de las últimas palabras que se pudieron leer.
studio-wrong-first = Hay un error en las palabras. Arréglalo primero; la boca guarda la última luz que se pudo leer.
studio-phone = En mi teléfono
studio-phone-says = Apunta la cámara del teléfono a este código y pon la luz ante tu boca.
studio-phone-code = Un código que abre este diseño en un teléfono
studio-phone-long = Este texto es demasiado largo para un código. Abre el enlace en tu teléfono.
studio-phone-private = El enlace lleva las palabras mismas. El hub del otro lado las lee para hallar la luz y no guarda nada.
studio-phone-open = Abrirlo aquí
studio-phone-copy = Copiar el enlace
studio-phone-copied = El enlace está copiado.
studio-hold-edit = Cambiarlo
studio-hold-wear = Llevarlo
studio-versions = Versiones
studio-versions-says = Lo que guardas se queda en este navegador y nadie más lo ve.
studio-versions-keep = Guardarlo como está ahora
studio-versions-kept = Guardado.
studio-versions-failed = Este navegador no guarda nada. Guarda las palabras en un archivo.
studio-versions-none = Todavía no hay nada guardado. Cada versión que guardes estará aquí con su luz y te devolverá sus palabras.
studio-versions-unnamed = sin nombre
studio-versions-open = Traer de vuelta
studio-versions-open-name = Traer de vuelta { $name } del { $when }
studio-versions-drop = Olvidar
studio-versions-drop-name = Olvidar { $name } del { $when }
studio-from = Partir de otro
studio-from-says = Toma un diseño y hazlo tuyo. De quién era queda escrito en él. Tus palabras se guardan en Versiones.
studio-from-wait = Trayendo los diseños …
studio-after = Partió de { $glyph }
studio-after-by = Partió de { $glyph }, de { $by }
studio-save = Guardar como
studio-save-says = Todo se hace en esta página y no se manda a nadie.
studio-save-making = Haciéndolo …
studio-save-done = Está entre tus descargas.
studio-save-failed = Este navegador no pudo hacerlo. Prueba con otro tipo.
studio-save-gif = Una imagen que se mueve
studio-save-gif-says = GIF, ocho segundos que dan la vuelta
studio-save-film = Una película
studio-save-film-says = WebM o MP4, seis segundos, más grande y suave
studio-save-strip = La tira de tiempo
studio-save-strip-says = PNG, ocho segundos uno junto a otro
studio-save-words = Las palabras
studio-save-words-says = un archivo para photophore glyph
studio-save-wled = Un preajuste para lámparas WLED
studio-save-wled-says = JSON, cuando los efectos de la lámpara saben decirlo
studio-proof = Probarlo
studio-proof-calm = Tranquilo: probado para todo sentimiento, lo lleve quien lo lleve.
studio-proof-guarded = No se pudo probar que sea tranquilo. La guarda vigila cada diente y atenúa lo que destellaría.
studio-proof-says = Calculado solo con las palabras, para todo sentimiento y toda posición de los controles.
studio-proof-measure = Medirlo, y firmar lo medido
studio-publish = Publicar
studio-publish-says = { $glyph } estará en la galería de este hub, firmado por ti. Puedes retirarlo en la galería cuando quieras; entonces se apaga en todas las sonrisas.
studio-publish-after = Dice que partió de { $glyph }, de { $by }.
studio-publish-licence = Qué pueden hacer otros con él
studio-publish-credit = Tu nombre al lado, o nada
studio-publish-key = Se firma aquí, con una clave que hizo este navegador y que nunca sale de él.
studio-publish-do = Firmar y publicar
studio-publish-join = Solo puede publicar un artista de este hub. Te hace artista, con un enlace, quien cuida el hub o un organizador. Pídeselo, únete con él y vuelve: tus palabras esperan aquí.
studio-publish-role = Estás aquí, pero todavía no como artista. Pide un enlace para serlo a quien cuida este hub o a un organizador; tus palabras esperan aquí.
studio-publish-none = Este hub no publica diseños. Guarda las palabras en un archivo y llévalas a uno que sí.
studio-publish-done = { $glyph } está publicado.
studio-publish-wear = Llevarlo
studio-publish-gallery = Ver la galería
