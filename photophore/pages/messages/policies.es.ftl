### Las reglas de la ciudad.

## La página

nav-policies = Reglas
policies-title = Photophore: las reglas de la ciudad
policies-about = Lo que la ciudad entera deja a oscuras, pregunte quien pregunte: cada regla en palabras sencillas, en texto y en luz.
policies-heading = Las reglas de la ciudad
policies-lead = Una regla deja algo a oscuras para todos, pregunte quien pregunte. Ninguna regla puede encenderte: para eso hace falta un sí tuyo.
policies-wait = Las reglas están llegando …
policies-failed = Las reglas no han llegado. Quizá el hub no esté; valen igualmente.
policies-retry = Otra vez
policies-everything = Todas las reglas juntas
policies-question = ¿Puede { $audience } ver { $signal } de { $wearer } { $purpose }?
policies-answer-all = Sí, en todas partes y siempre, si { $wearer } dice que sí.
policies-answer-none = No. Se queda a oscuras, diga lo que diga cada cual.
policies-answer-some = Sí, si { $wearer } dice que sí. Pero a oscuras: { $dark }.
policies-field-all = con luz en todas partes
policies-field-none = a oscuras en todas partes
policies-field-some = a oscuras: { $dark }
policies-field-hours = { $count ->
        [one] otra casilla
       *[other] otras { $count } casillas
    }
policies-field-key = Cada punto es un lugar a una hora de la semana. Un punto lleno puede tener luz; un anillo se queda a oscuras.
policies-alone-none = Esta regla no oscurece nada de ello.
policies-alone-some = Esta regla lo oscurece { $dark }.
policies-alone-all = Esta regla lo oscurece todo.
policies-telling = Enséñame qué oscurece
policies-by-council = Hechas por el consejo
policies-stays = Ley y promesas
policies-why = Se queda, porque { $why }.
policies-none-yet = El consejo aún no ha hecho ninguna regla propia. Abajo cualquiera puede probar una.
policies-text = Su texto, como lo lee el ordenador
policies-text-more = La primera parte está en todas las reglas de origen: dice que solo existe lo que tiene nombre.
policies-since = Vale desde { $date }.
policies-version = Versión { $version }.
policies-urgent = Era urgente.
policies-entry = Entrada { $entry } del registro
policies-hash = Su huella empieza por { $hash }.
policies-waiting = { $name } está aceptada, y vale en cuanto esté compilada.
policies-no-sentence = Su autor no escribió ninguna frase.
policies-english = Los textos de las reglas están en la lengua de sus autores.

policies-pick-wearer = De quién
policies-pick-audience = Quién mira
policies-pick-signal = Qué se ve
policies-pick-purpose = Para qué
policies-one-guest = alguien invitado
policies-one-adult = una persona adulta
policies-one-teen = una persona adolescente
policies-one-child = una niña o un niño
policies-one-virtual = una persona virtual
policies-who-self = solo quien la lleva
policies-who-near = la gente cercana
policies-who-collective = el colectivo
policies-who-gathering = el encuentro
policies-who-district = el barrio
policies-who-clinic = la clínica
policies-who-research = la investigación
policies-who-public = el público
policies-what-feeling = el sentimiento
policies-what-heart = el corazón
policies-what-skin = la piel
policies-what-mouth = la boca
policies-what-place = el lugar
policies-what-story = la historia
policies-for-any = para algo
policies-for-light = como luz
policies-for-sync = para ir al compás
policies-for-mural = para la imagen del barrio
policies-for-care = para cuidar
policies-for-research = para investigar
policies-for-remember = para recordarlo

policies-place-neighbourhood = barrio
policies-place-home = casa
policies-place-clinic = clínica
policies-place-gathering = encuentro
policies-place-workplace = trabajo
policies-place-education = escuela
policies-place-street = calle
policies-place-elsewhere = otro sitio
policies-at-neighbourhood = en el barrio
policies-at-home = en casa
policies-at-clinic = en la clínica
policies-at-gathering = en un encuentro
policies-at-workplace = en el trabajo
policies-at-education = en la escuela
policies-at-street = en la calle
policies-at-elsewhere = en otro sitio
policies-week = entre semana
policies-rest = fin de semana
policies-band-night = noche
policies-band-morning = mañana
policies-band-day = día
policies-band-evening = tarde
policies-at-week_night = las noches entre semana
policies-at-week_morning = las mañanas entre semana
policies-at-week_day = los días entre semana
policies-at-week_evening = las tardes entre semana
policies-at-rest_night = las noches del fin de semana
policies-at-rest_morning = las mañanas del fin de semana
policies-at-rest_day = los días del fin de semana
policies-at-rest_evening = las tardes del fin de semana

policies-try = Prueba una regla
policies-try-says = Cualquiera puede probar. Probar no cambia nada; ves qué quedaría a oscuras, y para quién.
policies-try-text = El texto de la regla
policies-try-see = Ver qué cambiaría
policies-try-again = Empezar de nuevo
policies-try-example = // De noche nadie ve un corazón, salvo quien lo lleva.
policies-try-busy = Se le pregunta a Cedar por cada caso. Tarda unos segundos.
policies-try-lost = El hub no ha contestado. Tu texto sigue aquí; prueba otra vez.
policies-try-wrong = { $what }. { $try }.
policies-try-line = Enséñame la línea { $where }
policies-try-nothing = No cambiaría nada: lo que prohíbe ya está a oscuras.
policies-try-count = { $dark ->
        [0] Nada quedaría a oscuras
        [one] Un caso quedaría a oscuras
       *[other] { $dark } casos quedarían a oscuras
    } { $bright ->
        [0] y nada con luz.
        [one] y uno con luz.
       *[other] y { $bright } con luz.
    }
policies-try-count-says = Un caso es una clase de persona, un lugar, una hora, alguien que mira, algo que se ve y una razón.
policies-try-more = { $count ->
        [one] Y un cambio más.
       *[other] Y { $count } cambios más.
    }
policies-now = Ahora
policies-then = Con tu regla
policies-propose = Ponerla en vigor
policies-propose-name = Su nombre, en minúsculas: quiet-nights
policies-propose-urgent = Es urgente: oscurecer ya todo lo que podría oscurecer, y calcular luego el resto
policies-propose-says = Quedará en el registro para siempre, y vale en unos segundos. Puedes terminarla otra vez en esta página.
policies-propose-only = Solo el consejo puede poner una regla en vigor. Tú puedes probar una, y enseñarles este texto.
policies-proposed = { $name } está en vigor: versión { $version }. Para deshacerlo, termínala debajo de su texto.
policies-change = Cambiarla
policies-changing = Estás cambiando { $name }. Lo que ves se compara con lo que vale ahora.
policies-end = Terminarla
policies-ended = { $name } ha terminado. Lo que solo ella dejaba a oscuras puede volver a tener luz.
policies-busy = Trabajando …

## Palabras de un cambio

policies-wearer-all = todos
policies-audience-all = nadie
policies-wearer-guest = invitados
policies-wearer-adult = adultos
policies-wearer-teen = adolescentes
policies-wearer-child = niños
policies-wearer-virtual = personas virtuales
policies-audience-self = ellos mismos
policies-audience-near = la gente cercana
policies-audience-collective = su colectivo
policies-audience-gathering = su encuentro
policies-audience-district = su barrio
policies-audience-clinic = la clínica
policies-audience-research = quienes investigan
policies-audience-public = el público
policies-signal-feeling = su sentimiento
policies-signal-heart = su corazón
policies-signal-skin = lo que dice su piel
policies-signal-mouth = la acidez de su boca
policies-signal-place = dónde están
policies-signal-story = su historia
policies-signal-all = nada de ellos
policies-purpose-light = como luz
policies-purpose-sync = para ir al compás
policies-purpose-mural = en la imagen del barrio
policies-purpose-care = para cuidar
policies-purpose-research = para investigar
policies-purpose-remember = para recordarlo
policies-where-but = en todas partes, salvo { $where }
policies-turns-dark = { $wearers }: ya no { $every ->
        [yes] puede ver nadie
       *[no] pueden ver { $audiences }
    } { $signals }{ $purposes }{ $where }{ $when }.
policies-turns-bright = { $wearers }: { $every ->
        [yes] cualquiera
       *[no] { $audiences }
    } podría ver { $everything ->
        [yes] todo
       *[no] { $signals }
    }{ $purposes }{ $where }{ $when }, si quien lo lleva dice que sí.

## Las reglas de origen: sus nombres, por qué se quedan y qué dicen

policies-name-own-terms = Solo existe lo que tiene nombre
policies-name-bodies = Nada de cuerpos en el trabajo ni en la escuela
policies-name-work-and-school = Nada de sentimientos para empresas y escuelas
policies-name-minors = Niños y adolescentes
policies-name-guests = Invitados
policies-name-care = Lo que es para cuidar
policies-name-research = Lo que es para investigar
policies-name-virtual-people = Personas virtuales

policies-why-own-terms = deja a oscuras todo lo que nadie ha nombrado
policies-why-bodies = la ley de la UE prohíbe leer sentimientos en los cuerpos en el trabajo y en la escuela
policies-why-work-and-school = la ley de la UE prohíbe a empresas y escuelas reunir sentimientos
policies-why-minors = la ley protege a niños y adolescentes, y no pueden renunciar a ello
policies-why-guests = se prometió: de un invitado no se guarda nada
policies-why-care = se prometió: lo que sabe una clínica es solo para cuidar
policies-why-research = se prometió: investigar necesita un sí aparte
policies-why-virtual-people = las personas virtuales prueban lo que la ciudad puede hacer, y por eso pueden lo que los adultos

policies-says-bodies-1 = En el trabajo, en la escuela y en sitios de los que no sabemos nada no se oye ni se muestra ningún corazón ni ninguna piel. A nadie y para nada. Para el trabajo y la escuela lo dice la ley de la UE: Reglamento 2024/1689, artículo 5(1)(f).
policies-says-care-1 = Una clínica ve bocas, corazones y pieles para cuidar a la gente, y para nada más.
policies-says-care-2 = Lo que se dio para cuidar es para la clínica y para ti, y para nadie más.
policies-says-guests-1 = De un invitado no se recuerda nada: cuando se va, todo desaparece.
policies-says-guests-2 = A un invitado no lo conocen ni una clínica, ni la investigación, ni un colectivo.
policies-says-minors-1 = La sonrisa de un niño no es para el público, no es para investigar, y no se cuenta en un barrio.
policies-says-minors-2 = De un niño no se recuerda nada, salvo para el propio niño.
policies-says-minors-3 = El corazón y la piel de un niño no se miden. Un niño dice cómo se siente, o no dice nada.
policies-says-minors-4 = La sonrisa de un adolescente no es para investigar.
policies-says-minors-5 = De noche la sonrisa de un adolescente no es pública.
policies-says-own-terms-1 = Aquí solo existe lo que tiene nombre: ocho que pueden mirar, seis cosas que ver, seis razones. Todo lo demás queda a oscuras. Un sí de la ciudad no enciende nada por sí solo. La luz necesita además un sí de quien lleva la sonrisa.
policies-says-research-1 = Quienes investigan ven lo que se dio para investigar, y nada más.
policies-says-research-2 = Lo que se dio para investigar lo ven quienes investigan, y nadie más.
policies-says-virtual-people-1 = Una persona virtual está hecha por el ordenador. Puede hacer todo lo que puede una persona adulta, para que primero podamos probar las cosas.
policies-says-work-and-school-1 = En el trabajo y en la escuela, lo que habla de un sentimiento es para ti, para la gente cercana y para un encuentro que tú elegiste. Así ninguna empresa y ninguna escuela puede reunirlo: ningún grupo, ningún barrio, ninguna clínica, ningún estudio, ningún mapa público.
policies-says-work-and-school-2 = Y nada de eso se recuerda allí, ni lo recuerda nadie.
