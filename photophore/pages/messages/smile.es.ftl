### Tu sonrisa en el móvil, y la galería de glifos.

smile-title = Tu sonrisa
smile-about = Una boca de luz en tu móvil. Tú dices qué puede oír, quién puede verla y cuándo se queda a oscuras.
smile-open = Abrir tu mar, tus glifos y tus interruptores
smile-close = Cerrar y ver solo tu sonrisa
smile-sheet = Cómo te sientes y qué puede brillar

smile-picture-dark = Tu sonrisa está a oscuras.
smile-picture-lit = Una boca de luz que brilla según te sientes. Lleva el glifo { $glyph }.

smile-go-dark = Apagar
smile-dark-now = A oscuras. Toca para encender
smile-told-dark = Tu sonrisa está a oscuras, aquí y para todo el mundo.
smile-told-begin = Tu sonrisa está a oscuras. Toca el mar para encenderla.
smile-told-closed = Tu sonrisa está a oscuras. Desliza hacia arriba, o toca la sonrisa pequeña, para empezar.
smile-told-waiting = Buscando el nodo …
smile-told-lost = No llegamos al nodo, así que tu sonrisa se apaga sola. No has hecho nada mal. Seguimos buscándolo.
smile-told-back = El nodo ha vuelto y no recuerda nada de ti. Nada está encendido.
smile-offer = Un enlace te trae el diseño { $glyph }. ¿Te lo pones?
smile-offer-unnamed = Un enlace te trae un diseño. ¿Te lo pones?
smile-offer-yes = Ponérmelo
smile-offer-no = Este no
smile-again = Encender otra vez como antes
smile-error = { $what }. { $try }

smile-sea = ¿Cómo te sientes?
smile-sea-first = El primer toque enciende Óyeme: entonces Photophore sabe cómo te sientes, para encender esta sonrisa. Solo la verás tú. Deshazlo con el interruptor de abajo, o apaga.
smile-sea-on = Óyeme está encendido: tu sonrisa sigue tu dedo y solo la ve quien tú eliges. Deshazlo con el interruptor de abajo, o apaga.
smile-sea-unread = El glifo { $glyph } no lee cómo te sientes, así que tu dedo no lo cambia. Elige otro más abajo.

smile-hear = Óyeme
smile-hear-on = Photophore sabe cómo dices que te sientes, para encender tu sonrisa. Apágalo y lo olvida al momento.
smile-hear-off = No se oye nada y no se recuerda nada.
smile-show = Muéstrame
smile-show-on = La gente cercana ve tu luz. Ve luz, nunca lo que sientes.
smile-show-map = El mapa de la ciudad muestra tu luz. La gente cercana no la ve.
smile-show-off =
    { $among ->
        [yes] Quienes están en tu encuentro ven tu luz hasta que te vayas. Nadie más la ve.
       *[no] Nadie más que tú ve tu luz.
    }
smile-show-gathering = También la ven quienes están en tu encuentro, hasta que te vayas.
smile-public = También en el mapa de la ciudad
smile-public-on = Estás en el mapa como una luz, en un lugar que se sortea cada día. Las lámparas y los muros para todo el mundo también pueden mostrar esta luz.
smile-public-at = Hoy tu luz está en { $district }, no donde estás tú. Las lámparas y los muros para todo el mundo también pueden mostrarla.
smile-public-off = No estás en el mapa. Si lo enciendes, las lámparas y los muros para todo el mundo también pueden mostrar esta luz.

smile-guest = Aquí eres una visita: no se guarda nada de ti, y todo desaparece cuando cierras esta página.
smile-guest-go = Quedarse
smile-joined = Estos interruptores son tus decisiones. Cada una queda escrita, y sigue cuando vuelves.
smile-joined-go = Ver todo lo que decidiste

smile-choose = Qué puede brillar
smile-choose-bright = Solo lo luminoso
smile-choose-bright-says = Cuando estás bajo de ánimo, tu sonrisa descansa en una luz tranquila.
smile-choose-all = Todo lo que siento
smile-choose-all-says = Lo bajo también brilla, más hondo y más callado.
smile-choose-gesture = Solo lo que marco a mano
smile-choose-gesture-says = Tu sonrisa es un gesto: cuenta tu dedo, no tu corazón.

smile-glyphs = Qué lleva puesto
smile-glyphs-all = Ver todos los glifos de cerca
smile-faded = El diseño que llevabas fue retirado, o se encontró inseguro; ahora llevas { $glyph }
smile-faded-bare = El diseño que llevabas fue retirado, o se encontró inseguro. Ahora mismo no hay sitio para { $glyph }: tu sonrisa queda a oscuras hasta que lo haya, o hasta que elijas otro

smile-heart = Tu corazón
smile-heart-says = Algunos glifos laten con tu corazón. Del móvil solo salen los latidos por minuto.
smile-heart-needs = Enciende antes Óyeme.
smile-heart-off = Deja de escuchar mi corazón
smile-heart-nowhere = Este es un lugar de trabajo o de estudio: aquí no se escucha ningún corazón, y nadie puede encenderlo. Lo que dices por tu cuenta funciona como en todas partes.
smile-tap = Toca al ritmo de tu pulso
smile-tapping = Sigue tocando …
smile-strap = Usar una banda de pecho
smile-strap-close = Soltar la banda
smile-strap-lost = No llegamos a la banda. Humedécela, acércate y prueba otra vez.
smile-bpm = { $bpm } latidos por minuto

smile-phone = Este móvil
smile-awake = Mantener la pantalla encendida
smile-awake-on = La pantalla sigue encendida mientras ves esta página.
smile-awake-off = La pantalla se apaga como siempre.
smile-off = Qué falta aquí, y por qué
smile-off-plain = Esta página llegó por HTTP sin cifrar. Los navegadores solo prestan esto a páginas que llegan por HTTPS o desde la misma máquina. Todo lo demás funciona.
smile-off-absent = Este navegador no lo tiene.
smile-sense-awake = Mantener la pantalla encendida
smile-sense-strap = Una banda de pecho por Bluetooth; puedes tocar tu pulso
smile-sense-motion = Sentir cómo se mueve el móvil

glyphs-title = Glifos
glyphs-about = Diseños de luz que una sonrisa puede llevar, vivos en la página.
glyphs-heading = Glifos
glyphs-lead = Un glifo es un diseño de luz. Cada uno de estos está vivo: toca el mar y mira cómo responden a lo que sientes.
glyphs-sea = Siente algo por todos ellos
glyphs-wait = Trayendo los glifos …
glyphs-none = Aún no hay glifos aquí. Un glifo son unas líneas de texto en un archivo que acaba en .glyph; pon el primero en la carpeta glyphs.
glyphs-failed = Los glifos no han llegado. Quizá el nodo no esté; esto no toca tu sonrisa.
glyphs-retry = Probar otra vez
glyphs-open = { $name }: verlo más grande, con su texto
glyphs-close = Volver a todos los glifos
glyphs-needs = Lee { $needs }.
glyphs-needs-none = No lee nada de ti.
glyphs-needs-feeling = cómo te sientes
glyphs-needs-heart = tu latido
glyphs-needs-both = cómo te sientes y tu latido
glyphs-proved = Probado para todo sentimiento: ningún diente brilla más que el { $bright } % del blanco.
glyphs-proved-steady = Su luz no sube ni baja una décima mientras sientas lo mismo.
glyphs-proved-pace = De media, su luz sube o baja como mucho { $pace } veces por segundo.
glyphs-proved-guard = No se puede probar que sea lo bastante lento por sí mismo; el guardián lo frena donde haga falta.
glyphs-proved-red = Puede llegar a un rojo saturado, que el guardián limita.
glyphs-text = Su texto
glyphs-wear = Llevarlo en tu móvil

## Lo que cada glifo dice de sí mismo

glyph-anemone = Se abre ancha y rosada cuando es agradable, y se recoge cuando no.
glyph-aurora = Cortinas de alga y violeta que se deslizan por el arco.
glyph-chorus = Un solo color recorre a quienes llevan el compás, y nadie destella.
glyph-comet = Una luz que va de una mejilla a la otra y vuelve, con una cola violeta.
glyph-firefly = Un farol en el compás que compartes: una chispa a solas, una pradera en compañía.
glyph-haze = Claro cuando Photophore sabe cómo te sientes; bruma a la deriva cuando no.
glyph-hearth = Brasas en la oscuridad; se templan hasta el ámbar cuanto más agradable es.
glyph-heartwood = El color de lo que sientes, con tu corazón moviéndose por debajo.
glyph-moonjelly = Una campana pálida que se abre y se cierra en agua azul.
glyph-plankton = Puntos de luz que despiertan y se alejan en agua oscura.
glyph-pulse = Tu corazón, suave, desde el medio hacia fuera.
glyph-ripples = Anillos en agua poco honda, desde el medio hacia fuera.
glyph-stormglass = Azul quieto en reposo; cuanto más despierto, más tiempo se mueve dentro.
glyph-tide = Lo que sientes, hecho luz: más claro si es agradable, más vivo si es fuerte, callado si nadie está seguro.
glyph-twoseas = Agua tibia arriba, fría abajo, cada una con su corriente lenta.
