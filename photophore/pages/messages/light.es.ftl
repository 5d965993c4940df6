# Light check: a film is dropped, judged, and deleted.

nav-light = Destellos
light-title = Prueba de luz: ¿parpadea demasiado una película?
light-about = Suelta una película: se juzga en este nodo, de dos maneras, y se borra enseguida.
light-heading = ¿Parpadea demasiado una película?
light-lead = Los destellos rápidos pueden provocar una crisis a quien tiene los ojos sensibles a ellos. Suelta una película y míralo.
light-drop = Suelta aquí una película
light-choose = Elige una película
light-kinds = Un vídeo, o imágenes guardadas con numpy (.npy).
light-kinds-arrays = Imágenes guardadas con numpy (.npy). Este nodo aún no lee vídeos; para cambiarlo, quien lo lleva escribe
light-kept = Solo llega a este nodo, se juzga aquí y se borra enseguida. Como mucho { $size } MB.
light-rate = Imágenes por segundo
light-rate-why = Un archivo .npy no dice a qué velocidad se muestra.
light-judge = Júzgala
light-other = Elige otra
light-sending = Enviando { $name }
light-judging = Juzgando { $name }, { $seconds ->
    [one] { $seconds } segundo hasta ahora
   *[other] { $seconds } segundos hasta ahora
}. Un minuto de una película grande tarda dos o tres.
light-stop = Parar
light-lost = El nodo no contestó. No se ha juzgado nada. Prueba otra vez.
light-large = Esta película pasa de { $size } MB. La orden photophore light check las acepta de cualquier tamaño.
light-again = Prueba otra vez
light-pass = Esta película pasa.
light-warning = Esta película pasa, cerca del límite.
light-fail = Esta película parpadea demasiado.
light-apart = Las dos maneras de juzgar no coinciden aquí; mira ambas.
light-because-general = De { $from } a { $to } s, la luz destella más de tres veces por segundo.
light-because-red = De { $from } a { $to } s, un rojo saturado destella más de tres veces por segundo.
light-because-long = De { $from } a { $to } s, ha destellado dos veces por segundo o más durante demasiado tiempo: cuatro segundos de cinco.
light-because-stripes = De { $from } a { $to } s, muestra { $pairs } pares de franjas claras y oscuras.
light-because-more = Y { $more ->
    [one] una parte
   *[other] { $more } partes
} más.
light-try = Lo que ayuda: menos cambios o más lentos, menos contraste, una zona más pequeña, ningún rojo saturado.
light-iris = La imagen entera
light-iris-how = Como cuenta EA IRIS: cambios de la media de la imagen.
light-wcag = Cada lugar de ella
light-wcag-how = Como pide WCAG 2.3.1: cada lugar por sí mismo, tan grande como cabe en una pantalla al alcance del brazo.
light-passes = pasa
light-warns = pasa, cerca del límite
light-fails = no pasa
light-turns = Cambios de luz en un segundo, como mucho
light-turns-red = Cambios de rojo saturado en un segundo, como mucho
light-pairs = Pares de franjas, donde son demasiados
light-limit = { $most } (con 7 no pasa)
light-limit-more = 7 o más (con 7 no pasa)
light-none = ninguno
light-line = Cuánto brilla, y cuántas veces cambia
light-line-says = { $seconds } s de película. Arriba: cuánto brilla la imagen, de negro a blanco. Abajo: cambios en cada segundo, hasta la línea del 7, donde no pasa. { $spans ->
    [0] Ninguna parte falla.
    [one] Una parte falla; está marcada.
   *[other] { $spans } partes fallan; están marcadas.
}
light-line-whole = la imagen entera
light-line-place = los peores lugares
light-line-fails = no pasa
light-where = Dónde parpadeó
light-where-says = La imagen, lugar por lugar: cuanto mayor un punto, más cambios en un segundo; los que tienen halo tuvieron siete o más.
light-where-none = Ningún lugar cambió tanto como un destello.
light-notes = Conviene saber
light-deleted = La película se ha borrado; no se ha guardado nada de ella. Esto es información, no un certificado.
light-facts = { $frames } imágenes, { $rate } por segundo, { $width } × { $height } píxeles.
light-each = Cada imagen en números:
light-another = Juzga otra película
