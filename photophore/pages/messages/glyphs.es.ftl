### Las marcas de la galería y los certificados de luz.

glyphs-mark-calm = tranquilo
glyphs-mark-held = tranquilo, frenado en lo más rápido
glyphs-mark-lively = vivo, dentro del límite de WCAG
glyphs-mark-beyond = de cerca, más de lo que permite WCAG
glyphs-mark-proved = tranquilo, probado
glyphs-mark-guarded = sin prueba de calma; el guardián lo frena
glyphs-mark-open = { $name }: { $mark }. Ver su certificado de luz.
glyphs-credit = De { $credit }.
glyphs-forks = Otros partieron de él:
glyphs-back = Retirarlo
glyphs-back-says = Quien lo lleva pasa enseguida, sin saltos, a su reserva: el último diseño propio de Photophore que eligió. Sale de la galería y sus palabras no se guardan. La misma luz no se puede publicar otra vez.
glyphs-back-yes = Sí, retirarlo
glyphs-back-no = Dejarlo aquí
glyphs-back-done = Está retirado. Quien lo llevaba lleva ahora su reserva.

licence-cc-by-40 = Cualquiera puede usarlo y cambiarlo, y debe nombrar a quien lo hizo.
licence-cc-by-sa-40 = Cualquiera puede usarlo y cambiarlo, debe nombrar a quien lo hizo y compartir igual lo que haga con él.
licence-apache-20 = Cualquiera puede usarlo y cambiarlo; debe pasar su licencia y sus avisos, y decir qué cambió.
licence-cc0-10 = Cualquiera puede hacer con él lo que quiera, sin nombrar a nadie.
glyphs-certificate = Certificado de luz

certificate-wait = Midiéndolo, antes y después del guardián. Tarda unos segundos, una sola vez.
certificate-failed = Ahora no se ha podido medir. Del diseño no se pierde nada.
certificate-verdict-calm = Tranquilo: probado para todo sentimiento, y así se ha medido.
certificate-verdict-held = Tranquilo tal como sale. En lo más rápido, el guardián lo frena.
certificate-verdict-lively = Probado tranquilo en conjunto. En lo más rápido es más vivo, dentro del límite de WCAG.
certificate-verdict-beyond = Probado tranquilo en conjunto. Pero donde llena la vista, parpadea o hace rayas más de lo que permite WCAG.
certificate-verdict-guarded = No se puede probar que sea tranquilo. Puedes llevarlo: el guardián lo frena donde haga falta.
certificate-proved = Probado
certificate-bound = de media, como mucho { $most } por segundo
certificate-unbound = sin límite por debajo de 3 por segundo
certificate-written = Tal como está escrito
certificate-leaving = Tras el guardián
certificate-most = { $most ->
    [0] ninguno en ningún segundo
   *[other] como mucho { $most } en cualquier segundo
}
certificate-where = { $part ->
    [tooth] en el diente { $place }
    [quadrant] { $place ->
        [1] arriba a la derecha
        [2] arriba a la izquierda
        [3] abajo a la izquierda
       *[4] abajo a la derecha
    }
   *[mouth] toda la boca
}
certificate-red = Rojo saturado
certificate-reds = { $most ->
    [0] ni viene ni se va
   *[other] como mucho { $most } en cualquier segundo
}
certificate-stripes = Rayas
certificate-pairs = { $pairs ->
    [0] ninguna que pueda dañar
   *[other] { $pairs } pares de claro y oscuro juntos
}
certificate-judges = Jueces
certificate-verdicts = EA IRIS: { $iris ->
    [pass] pasa
    [warning] avisa
   *[fail] no pasa
}. WCAG, diente a diente: { $wcag ->
    [pass] pasa
    [warning] avisa
   *[fail] no pasa
}.
certificate-near = De cerca
certificate-metres = Lo que cambia de una sonrisa llena un cuarto de la mirada solo a menos de { $metres } m. De una multitud al unísono:
certificate-nowhere = Nada de él cambia lo bastante para contar, por cerca que se mire.
certificate-crowd = { $smiles } a { $metres } m
certificate-tried = Una transición es un cambio de luz de una décima. Probado en { $smiles } sonrisas inventadas, de la calma a la agitación, { $seconds } segundos cada una, con { $program }.
certificate-dark = Tras el guardián empieza desde la oscuridad: esa subida cuenta, así que puede haber uno más que tal como está escrito.
certificate-signed = El certificado firmado
certificate-by = Firmado por { $name }.
certificate-no-laboratory = Esto es información. Ningún laboratorio responde de ella.
