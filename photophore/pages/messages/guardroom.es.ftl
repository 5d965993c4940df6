### The guard's room: what goes wrong, why, and what was done.

nav-guard = Guardia
guardroom-title = La guardia: ¿está cada sonrisa como debe?
guardroom-about = Un campo de puntos quietos mientras todo va bien. Cuando algo parpadea: dónde empezó, por qué, qué se hizo y quién debe responder.
guardroom-heading = La guardia
guardroom-lead = Cada segundo, este nodo mira si las sonrisas brillan como se les dijo. Cuenta lo que falla, grupo por grupo, y nunca mira lo que nadie siente.
guardroom-wait = Mirando la ciudad …
guardroom-failed = La guardia no contestó. Puede que el nodo no esté. Cada sonrisa sigue cuidándose sola y se apaga donde algo va mal.
guardroom-retry = Probar otra vez
guardroom-stale = El nodo no contesta desde hace un rato. Esto es lo último que se oyó.

## Now

guardroom-calm = Todo está quieto
guardroom-under = { $smiles } sonrisas en { $districts } distritos, y nada más que los pocos fallos de cada día. La guardia está ajustada para que un distrito dé como mucho una falsa alarma en { $days } días, y todos los demás grupos juntos no más que todos los distritos.
guardroom-phones =
    { $silent ->
        [0] { $failed ->
                [0] Ningún teléfono calló y ninguna lámpara falló.
               *[other] Las lámparas fallaron { $failed } veces desde que empezó el nodo.
            }
       *[other] { $silent } páginas callaron desde que empezó el nodo, y las lámparas fallaron { $failed } veces.
    }
guardroom-under-drill = Un simulacro: alguien que opera este nodo puso este fallo entre sonrisas inventadas, para ver si se encuentra. Ninguna boca real parpadea.
guardroom-under-open = Cada sonrisa se cuida sola: la que parpadea se apaga por su propia guardia, sin preguntar a nadie.
guardroom-point = Toca un punto para ver qué representa.
guardroom-kind-district = distritos
guardroom-kind-lot = lotes, hechos juntos
guardroom-kind-release = versiones del firmware
guardroom-kind-glyph = diseños que llevan
guardroom-kind-hub = nodos que las atienden
guardroom-kind-charger = cargadores
guardroom-one-district = distrito
guardroom-one-lot = lote
guardroom-one-release = versión
guardroom-one-glyph = diseño
guardroom-one-hub = nodo
guardroom-one-charger = cargador
guardroom-sky-still =
    { $count ->
        [one] un punto quieto
       *[other] { $count } puntos quietos
    }
guardroom-says =
    { $smiles ->
        [0] { $name } ({ $kind }), menos de 50 sonrisas: { $word }
       *[other] { $name } ({ $kind }), { $smiles } sonrisas: { $word }
    }
guardroom-word-calm = como siempre
guardroom-word-more = un poco más que siempre
guardroom-word-alarm = alarma: muchos más fallos que siempre
guardroom-word-rests = descansa, a oscuras
guardroom-word-began = aquí empezó
guardroom-word-few = muy pocas sonrisas para decirlo

## What it is

guardroom-title-looking = Algo parpadea, y buscamos la causa
guardroom-title-release = Una versión del firmware hace parpadear sonrisas: { $id }
guardroom-title-glyph = Un diseño hace parpadear sonrisas: { $id }
guardroom-title-lot = Parpadean sonrisas de un lote: el lote { $id }
guardroom-title-contact = Un parpadeo pasa de sonrisa a sonrisa
guardroom-title-hub = Lo que envía un nodo hace parpadear sonrisas: { $id }
guardroom-title-place = Parpadean sonrisas alrededor de un lugar: { $id }
guardroom-title-hidden = Un parpadeo pasa entre sonrisas que nunca se encontraron; lo que comparten: { $id }
guardroom-title-none = Parpadearon algunas sonrisas, por azar y no por una causa
guardroom-title-unknown = Parpadean sonrisas, y aún no sabemos por qué
guardroom-was-looking = Algo parpadeó, y nunca se encontró la causa
guardroom-was-release = Una versión del firmware hizo parpadear sonrisas: { $id }
guardroom-was-glyph = Un diseño hizo parpadear sonrisas: { $id }
guardroom-was-lot = Parpadearon sonrisas de un lote: el lote { $id }
guardroom-was-contact = Un parpadeo pasó de sonrisa a sonrisa
guardroom-was-hub = Lo que envió un nodo hizo parpadear sonrisas: { $id }
guardroom-was-place = Parpadearon sonrisas alrededor de un lugar: { $id }
guardroom-was-hidden = Un parpadeo pasó entre sonrisas que nunca se encontraron; lo que compartían: { $id }
guardroom-was-none = Parpadearon algunas sonrisas, por azar y no por una causa
guardroom-was-unknown = Parpadearon sonrisas, y nadie sabe por qué
guardroom-last = Lo último: { $what }
guardroom-title-in = { $what }. Empezó en { $district }.

## Why

guardroom-why = Qué probable es cada causa
guardroom-why-wait = Hay que ver unos fallos más antes de poder decir algo. Son segundos.
guardroom-cause-release = una versión
guardroom-named-release = versión { $id }
guardroom-cause-glyph = un diseño
guardroom-named-glyph = diseño { $id }
guardroom-cause-lot = un lote
guardroom-named-lot = lote { $id }
guardroom-cause-contact = de sonrisa a sonrisa { $id }
guardroom-cause-hub = un nodo
guardroom-named-charger = cargador { $id }
guardroom-named-hub = nodo { $id }
guardroom-cause-place = un lugar
guardroom-named-place = lugar { $id }
guardroom-cause-hidden = algo oculto que comparten { $id }
guardroom-cause-none = ninguna causa común { $id }
guardroom-cause-unknown = otra cosa { $id }
guardroom-ground-alarm =
    { $factor ->
        [lot] Lote { $level }
        [release] Versión { $level }
        [glyph] Diseño { $level }
        [hub] { $level }
        [district] Distrito { $level }
        [charger] Cargador { $level }
       *[fleet] Toda la flota
    }: { $smiles ->
        [few] menos de 50
       *[other] { $smiles }
    } sonrisas fallaron en { $seconds } s. { $often ->
        [0] {""}
       *[other] Lo usual es que falle una en unos { $often } { $unit ->
            [years] años
            [days] días
            [hours] horas
            [minutes] minutos
           *[seconds] segundos
        }.
    }
guardroom-ground-cause =
    Probabilidad de { $cause ->
        [contact] algo que las sonrisas se contagian
        [hidden] una vía oculta de sonrisa a sonrisa, por { $level }
        [place] algo en el lugar { $level }
        [none] nada más que azar
        [unknown] una causa que nadie conoce
        [lot] el lote { $level }
        [release] la versión { $level }
        [glyph] el diseño { $level }
       *[hub] el nodo { $level }
    }: { $percent } %.
guardroom-ground-first = Si se contagió de sonrisa a sonrisa, es seguro al { $percent } % cuál fue la primera.
guardroom-ground-near =
    { $faults ->
        [few] Casi todos los fallos están juntos, en { $metres } m.
       *[other] Casi todos los fallos están juntos: { $faults } en { $metres } m.
    } Por azar habría { $chance }.
guardroom-ground-alone =
    { $faults ->
        [0] Ningún fallo llegó sin un encuentro que pudiera haberlo pasado.
        [few] { $all ->
            [few] Algunos fallos llegaron sin ningún encuentro que pudiera haberlos pasado.
           *[other] Menos de 50 de { $all } fallos llegaron sin ningún encuentro que pudiera haberlos pasado.
        }
       *[other] { $faults } de { $all } fallos llegaron sin ningún encuentro que pudiera haberlos pasado.
    }
guardroom-ground-shared =
    { $faults ->
        [few] Algunos fallos que ningún encuentro explica
       *[other] { $shared ->
            [few] Algunos de { $faults } fallos que ningún encuentro explica
           *[other] De { $faults } fallos que ningún encuentro explica, { $shared }
        }
    } comparten { $factor ->
        [lot] un lote
        [release] una versión
        [glyph] un diseño
        [hub] un nodo
        [district] un distrito
       *[charger] un cargador
    } con uno anterior. Por azar habría { $chance }.
guardroom-ground-calm = Nada falló más a menudo de lo usual.
guardroom-ground-few =
    { $smiles ->
        [1] Falló 1 sonrisa
       *[other] Fallaron { $smiles } sonrisas
    } hace poco: muy pocas, o muy separadas, para una alarma.
guardroom-ground-likest =
    Si es más que azar, se parece más a { $cause ->
        [contact] algo que las sonrisas se contagian
        [hidden] una vía oculta de sonrisa a sonrisa
        [place] algo en un lugar
        [lot] un lote
        [release] una versión
        [glyph] un diseño
        [hub] un nodo
        [none] azar
       *[unknown] una causa que nadie conoce
    }.
guardroom-sure-certain = casi seguro
guardroom-sure-very = muy probable
guardroom-sure-likely = probable
guardroom-sure-possible = posible
guardroom-sure-unlikely = improbable
guardroom-sure-hardly = apenas
guardroom-hundred = { $part } de 100
guardroom-odds-rest = Casi nada apunta a: { $rest }.
guardroom-strip = Señales de fallos en toda la ciudad en los últimos { $minutes } minutos.
guardroom-strip-marks = Las líneas de puntos: { $marks }.
guardroom-strip-says = Como mucho { $most } señales de fallos en cinco segundos; { $now } en los últimos.

## What was done

guardroom-done = Qué se hizo
guardroom-step-detected = detectado
guardroom-step-explained = explicado
guardroom-step-contained = contenido
guardroom-step-mended = arreglado
guardroom-step-told = contado a quienes tocó
guardroom-step-closed = cerrado
guardroom-step-answered = respondido
guardroom-step-owed = preguntado
guardroom-step-reopened = abierto otra vez
guardroom-next = sigue
guardroom-later = más tarde
guardroom-did-detected = Muchos más fallos que siempre en { $where }.
guardroom-did-contained =
    { $rest ->
        [none] Las que parpadearon descansan
       *[other] Las sonrisas inventadas de { $rest }, y las que parpadearon, descansan
    } hasta que se arregle, { $minutes } minutos como mucho.
guardroom-did-free = Pueden brillar de nuevo, pues no están detrás de esto: { $free }.
guardroom-did-explained = { $what }.
guardroom-did-told = A quienes descansó su sonrisa se les contó por qué, en palabras sencillas.
guardroom-did-closed = Ningún fallo nuevo. El informe queda en el registro para siempre.
guardroom-after-seconds = { $seconds } s después de empezar
guardroom-after-minutes = { $minutes } min después de empezar
guardroom-entry = Entrada { $index } del registro.
guardroom-entry-none = Aún no está en el registro.
guardroom-proof-wait = Tu navegador la está comprobando.
guardroom-proof-holds = Tu navegador la comprobó: está ahí sin cambios.
guardroom-proof-fails = Esto no se sostiene. No te fíes.
guardroom-report = El informe entero, para leer o imprimir

## Who made it, who must answer

guardroom-went = De quien lo hizo a la boca
guardroom-went-invented = Inventado, como las sonrisas de esta ciudad: ningún nombre, fecha ni suma es real.
guardroom-went-one = { $who } { $did }
guardroom-went-two = { $who } { $did } { $whom }
guardroom-did-made = lo hizo
guardroom-did-signed = firmó por ello
guardroom-did-bought = lo compró a
guardroom-did-sold = lo vendió a
guardroom-did-tested = lo probó
guardroom-did-knew = lo sabía
guardroom-did-paid = pagó
guardroom-did-shipped = lo mandó a
guardroom-did-other = { $did }
guardroom-price = por { $price }
guardroom-asked-release-0 = ¿Quién la probó antes de firmarla, y qué encontró?
guardroom-asked-release-1 = ¿Por qué pasó su primer anillo?
guardroom-asked-glyph-0 = ¿Quién lo certificó, en qué sonrisas?
guardroom-asked-lot-0 = ¿Quién probó este lote antes de venderlo, y qué encontró?
guardroom-asked-lot-1 = ¿Dónde están los demás de este lote, y quién los tiene?
guardroom-asked-contact-0 = ¿Cómo pudo una sonrisa pasarlo a otras?
guardroom-asked-hub-0 = ¿Quién cambió lo que envía este nodo, y cuándo?
guardroom-asked-place-0 = ¿Qué causó la tormenta de radio, y quién lo permitió?
guardroom-asked-hidden-0 = ¿Quién sabía que esto es una entrada, y desde cuándo?
guardroom-owed = Respuestas pendientes
guardroom-owed-none = Nadie debe una respuesta.
guardroom-due = { $to } debe una respuesta hasta el { $when }
guardroom-answer = Anotar la respuesta
guardroom-answer-what = Qué se respondió, en palabras sencillas y sin nombrar a nadie. Se escribe una vez, para que todas y todos lo lean, y queda para siempre.
guardroom-answer-send = Escribirlo en el registro
guardroom-answer-done = Queda anotado.
guardroom-answered = { $to } respondió el { $when }

## What an operator may do

guardroom-acts = Qué puedes hacer
guardroom-rest-what = Deja descansar las sonrisas de un distrito.
guardroom-rest = Dejarlo descansar { $minutes } minutos
guardroom-rest-drill = Esto es un simulacro: solo se apagan sonrisas inventadas de allí, y su descanso termina con él. No se toca ninguna luz real.
guardroom-rest-says = Todas las sonrisas de allí se apagan suavemente en un segundo y vuelven solas. Va firmado y queda en el registro.
guardroom-rest-hubs = Estos distritos solo descansan si firma también un segundo nodo: { $districts }.
guardroom-rested = { $district } descansa ahora, { $minutes } minutos como mucho.
guardroom-wake-what = Estos distritos descansan.
guardroom-wake = Dejarlo brillar de nuevo
guardroom-rests-until = Descansan hasta las { $time } como mucho. Cada sonrisa se prueba antes de brillar, y cada persona dice sí por sí misma.
guardroom-woken = { $district } puede brillar de nuevo.
guardroom-mend = Está arreglado
guardroom-mend-says = Las sonrisas inventadas quedan como estaban, se prueban y brillan de nuevo.
guardroom-mend-release = Las sonrisas inventadas vuelven a la versión de antes, se prueban y brillan de nuevo.
guardroom-mend-glyph = Se quita el diseño; las sonrisas inventadas se prueban y brillan de nuevo.
guardroom-mend-lot = Se llama de vuelta al lote y se corrige; sus sonrisas inventadas se prueban y brillan de nuevo.
guardroom-mend-hub = El nodo vuelve a mandar lo que se le dijo; las sonrisas inventadas se prueban y brillan de nuevo.
guardroom-mend-place = La tormenta de radio ha pasado; las sonrisas inventadas se prueban y brillan de nuevo.
guardroom-mended = Arreglado. El nodo mira hasta un minuto antes de cerrarlo.
guardroom-drill-what = Haz un simulacro: pon un fallo entre sonrisas inventadas y mira si se encuentra.
guardroom-drill-lot = un lote malo
guardroom-drill-release = una versión mala
guardroom-drill-glyph = un diseño envenenado
guardroom-drill-contact = un fallo que se contagia
guardroom-drill-hub = un nodo que miente
guardroom-drill-place = una tormenta de radio
guardroom-drill-hidden = algo oculto
guardroom-drill = Empezar el simulacro
guardroom-drill-says = Las sonrisas reales quedan fuera, dejes descansar lo que dejes. Termina solo tras un cuarto de hora como mucho.
guardroom-drill-stay = Dejarlo abierto hasta que yo diga que está arreglado
guardroom-drilled = El simulacro ha empezado. Mira los puntos.
guardroom-refused = { $what }. { $try }
guardroom-unheard = El nodo no contestó. Que sepamos, nada cambió. Prueba otra vez.

## With other hubs

guardroom-hubs = Con otros nodos
guardroom-hubs-says = Más de un distrito solo descansa si firman también otros nodos: uno más, de otro tipo, hasta cuatro distritos, y dos más desde cinco. Los distritos que ya descansan cuentan. Ningún nodo pide nada a otro por sí solo: son personas quienes llevan una nota y la traen de vuelta.
guardroom-hubs-count = Firmas que cuentan aquí: { $hubs }.
guardroom-hubs-count-none = Aún no cuenta aquí la firma de ningún otro nodo. Cómo llega a contar está en docs/incidents.md, en «Whose signature counts».
guardroom-hubs-soon = { $hub } cuenta desde el { $time }.
guardroom-hubs-waits = { $hub } espera la palabra de { $who }.
guardroom-hubs-lost = No se pudo leer qué otros nodos cuentan aquí. Cierra esto y ábrelo otra vez.
guardroom-hubs-one = { $hub } ({ $kind })
guardroom-hubs-kind-district = distrito
guardroom-hubs-kind-clinic = clínica
guardroom-hubs-kind-school = escuela
guardroom-hubs-kind-library = biblioteca
guardroom-hubs-kind-council = consejo
guardroom-hubs-word-operator = quien opera el nodo
guardroom-hubs-word-council = el consejo
guardroom-hubs-draft = Redactar una nota
guardroom-hubs-which =
    ¿Qué distritos deben descansar? { $least ->
        [1] Otros descansan ya, y cuentan.
       *[other] Elige dos o más.
    }
guardroom-hubs-minutes = ¿Cuántos minutos? Corren desde que se redacta: deja tiempo para llevarla.
guardroom-hubs-why = ¿Por qué? Una línea para que todas y todos la lean, sin nombrar a nadie.
guardroom-hubs-draft-send = Redactarla
guardroom-hubs-draft-says = Aún no se apaga nada. Un borrador no vale en ninguna parte.
guardroom-hubs-drafted = El borrador está listo, firmado por tu nodo.
guardroom-hubs-carry = Lleva esta nota, sin cambiarla, a quienes operan los otros nodos. La firman en su página de la guardia, y tú pegas lo que vuelve en «Ordenarlo».
guardroom-hubs-note = La nota firmada
guardroom-hubs-note-copy = Copiar
guardroom-hubs-note-copied = Copiada
guardroom-hubs-note-marked = Marcada, para copiarla a mano
guardroom-hubs-sign = Firmar la nota de otro nodo
guardroom-hubs-paste-theirs = Pega aquí su nota, para leer qué pide.
guardroom-hubs-unreadable = Esto no es una nota entera. Una nota empieza con «photophore order to rest v1» y termina con una firma. Algo se perdió por el camino: pídela otra vez, sin cambios.
guardroom-hubs-asks =
    { $hub } pide que { $whom ->
        [virtual] las sonrisas que nadie lleva
       *[other] todas las sonrisas
    } de { $districts } descansen { $minutes ->
        [one] un minuto
       *[other] { $minutes } minutos
    }, hasta las { $time }.
guardroom-hubs-why-is = Por qué: { $why }
guardroom-hubs-why-none = No dice por qué.
guardroom-hubs-names = Firmada en nombre de { $names }.
guardroom-hubs-until = Hay que ordenarlo antes de las { $time }.
guardroom-hubs-late = Había que ordenarlo antes de las { $time }, y ya pasó. Pide un borrador nuevo.
guardroom-hubs-sign-says = Los nombres son lo que la nota dice de sí misma, y aquí nadie los comprobó: pregunta a esas personas por otra vía antes de firmar. El registro de tu nodo dice primero que firmaste.
guardroom-hubs-sign-send = Firmarla
guardroom-hubs-signed = Está firmada, y consta en tu registro.
guardroom-hubs-carry-back = Lleva esta nota de vuelta, sin cambiarla, a { $hub }. Solo allí se puede ordenar.
guardroom-hubs-order = Ordenarlo
guardroom-hubs-paste-back = Pega aquí las notas firmadas, una debajo de otra.
guardroom-hubs-differ = Estas notas son de borradores distintos. Pega solo las de uno.
guardroom-hubs-order-says = Tu nodo comprueba las firmas. Entonces todas las sonrisas de allí se apagan suavemente en un segundo, también las reales, incluso en un simulacro, y vuelven solas. Queda en el registro con cada firma.
guardroom-hubs-order-send = Dejarlos descansar ahora
guardroom-hubs-rest = { $districts } descansan ahora, hasta las { $time } como mucho.

## While nothing goes wrong

guardroom-teach = Qué pasa cuando algo parpadea
guardroom-teach-detected = Un punto brilla más que todos: ahí empezó. Tarda segundos.
guardroom-teach-explained = Llegan las causas, cada una tan grande como probable: un lote, una versión, un lugar, o de sonrisa a sonrisa.
guardroom-teach-contained = A su distrito se le puede pedir que descanse: las sonrisas se apagan suavemente, 15 minutos como mucho.
guardroom-teach-mended = Se retira la versión mala, se llama de vuelta al lote malo.
guardroom-teach-told = A quienes tocó, se les cuenta en palabras sencillas qué pasó.
guardroom-teach-closed = Un informe para todas y todos: quién lo hizo, quién firmó, quién pagó, quién sabía y quién debe aún una respuesta.
guardroom-teach-drill = Quien opera este nodo puede hacer aquí un simulacro, entre sonrisas inventadas.
guardroom-nobody = Aquí no se vigila a nadie
guardroom-nobody-says = Este nodo anda sin ciudad propia, así que no hay grupos que mirar. `photophore up` arranca uno que la tiene.

## Groups and reports

guardroom-fleet = Todos los grupos, en palabras
guardroom-col-name = Grupo
guardroom-col-smiles = Sonrisas
guardroom-col-now = Ahora
guardroom-few = menos de 50
guardroom-past = Qué pasó antes
guardroom-back = Volver a ahora
guardroom-report-says = Incidente { $number }, que empezó el { $when }. Nada aquí es sobre una persona. Cada línea tiene su entrada en el registro; tu navegador las comprueba mientras lees.
guardroom-report-drill = Esto fue un simulacro entre sonrisas inventadas.
guardroom-report-none = No hay un incidente con este número.
guardroom-print = Imprimir
guardroom-data = Como datos

## On a wearer's own page

guardroom-rest-you = Tu distrito descansa hasta las { $time }, así que tu luz está apagada. No es culpa tuya, y nadie leyó lo que sientes.
guardroom-rest-over = El descanso terminó. Tu luz vuelve cuando tú lo digas.
guardroom-rest-again = Brillar de nuevo
guardroom-rest-why = Por qué descansa
