### Tus condiciones, en frases.

nav-me = Tus condiciones
me-title = Tus condiciones
me-about = Quién puede ver qué de ti, dónde y hasta cuándo. Decides tú, y cuando lo dices se apaga al momento.

## Una frase. Se muestra, y su huella queda en el registro: ninguna palabra se cambia a la ligera.

me-sentence = { $who } { $many ->
        [many] pueden
       *[one] puede
    } { $do }, { $where }{ $when }, { $end }.
me-and = { $a } y { $b }
me-comma = { $a }, { $b }

me-who-self = Photophore
me-who-near = Las personas cercanas
me-who-collective = Tu colectivo
me-who-gathering = Las personas de tu encuentro
me-who-district = Tu barrio
me-who-clinic = La clínica
me-who-research = Quienes investigan
me-who-public = Todo el mundo
me-who-named = { $audience ->
        [clinic] Solo { $person }, de la clínica,
        [research] Solo { $person }, de quienes investigan,
       *[other] Solo { $person }
    }
me-who-unnamed = la persona que elegiste

me-signal-feeling = lo que sientes
me-signal-heart = tu latido
me-signal-skin = lo que dice tu piel
me-signal-mouth = la acidez de tu boca
me-signal-place = dónde estás
me-signal-story = tu historia

me-do-light = { $audience ->
        [self] { $signal ->
            [place] encender una sonrisa que es tuya
           *[other] oír { $what } para encender tu propia sonrisa
        }
       *[other] { $signal ->
            [place] ver que estás ahí, como una luz
           *[other] ver { $what } como luz
        }
    }
me-do-sync = { $again ->
        [yes] seguir su compás
       *[no] seguir el compás de { $what }
    }
me-do-mural = { $again ->
        [yes] contar{ $it } en el cuadro del barrio
       *[no] contar { $what } en el cuadro del barrio
    }
me-do-care = { $again ->
        [yes] mirar{ $it } para cuidarte
       *[no] mirar { $what } para cuidarte
    }
me-do-research = { $again ->
        [yes] estudiar{ $it }
       *[no] estudiar { $what }
    }
me-do-remember = { $again ->
        [yes] recordar{ $it }
       *[no] recordar { $what }
    }

me-it-feeling = lo
me-it-heart = lo
me-it-skin = lo
me-it-mouth = la
me-it-place = lo
me-it-story = la

me-where-anywhere = en cualquier lugar
me-venue-neighbourhood = en el barrio
me-venue-home = en casa
me-venue-clinic = en la clínica
me-venue-gathering = en un encuentro
me-venue-workplace = en el trabajo
me-venue-education = donde estudias
me-venue-street = en la calle
me-venue-elsewhere = en otros lugares

me-when = , { $when }
me-when-night = por la noche
me-when-morning = por la mañana
me-when-day = durante el día
me-when-evening = por la tarde
me-when-week = entre semana
me-when-rest = los fines de semana
me-when-week-night = las noches entre semana
me-when-week-morning = las mañanas entre semana
me-when-week-day = durante el día entre semana
me-when-week-evening = las tardes entre semana
me-when-rest-night = las noches del fin de semana
me-when-rest-morning = las mañanas del fin de semana
me-when-rest-day = durante el día el fin de semana
me-when-rest-evening = las tardes del fin de semana

me-until-ended = hasta que tú le pongas fin
me-until = hasta el { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }, { $time }

## La página

me-heading = Tus condiciones
me-lead = { $named ->
        [yes] { $name }, esto
       *[no] Esto
    } es lo que dejas que pase. { $count ->
        [one] Toca la frase para acotarla o ponerle fin.
       *[other] Toca una frase para acotarla o ponerle fin.
    }
me-lead-none = Todavía no dejas que pase nada: nadie oye, ve ni recuerda nada de ti. Empieza con una frase de abajo y ponle fin cuando quieras.
me-wait = Preguntando al nodo …
me-dark = Todo lo tuyo está a oscuras, para todo el mundo. Tus frases esperan a que vuelvas.
me-dark-stranger = No había nada tuyo encendido. Cuando te unas, este disco lo apaga todo al momento.
me-owed = Aquí ya está a oscuras. No llegamos al nodo, así que esta página se lo sigue diciendo; ninguna luz tuya dura más que su plazo.
me-lost = No llegamos al nodo
me-lost-try = No ha cambiado nada. Prueba dentro de un momento; apagar funciona igual
me-lost-page = No llegamos al nodo. No has hecho nada mal; seguimos buscándolo. Apagar funciona igual.
me-error = { $what }. { $try }.

me-see-self-with = Lo que ves ahora
me-see-self-without = Lo que ves si le pones fin
me-see-others-with = Lo que ven ahora
me-see-others-without = Lo que ven si le pones fin
me-no-light = Esta frase no hace luz. Si le pones fin, se acaba al momento.
me-dark-now = Ahora estás a oscuras, así que nadie ve nada.
me-needs = Todavía no brilla nada con ella: Photophore no puede oírte. Déjalo más abajo y brillará.
me-not-here = No vale aquí o ahora, así que ahora nadie ve nada con ella.
me-held-back = { $count ->
        [one] Una norma de la ciudad frena una parte de esto, aquí y ahora.
       *[other] Normas de la ciudad frenan partes de esto, aquí y ahora.
    }
me-held-back-why = Leer las normas
me-end = Ponerle fin
me-narrow = Acotarla
me-since = Desde el { $day }.
me-receipt = Tu recibo
me-receipt-fhir = Lo mismo para el ordenador de una clínica (FHIR)
me-where = Dónde
me-when-any = en cualquier momento
me-when-legend = Cuándo
me-end-legend = Hasta cuándo
me-end-never = hasta que yo le ponga fin
me-end-hour = durante una hora
me-end-tonight = hasta medianoche
me-end-week = durante una semana
me-end-month = durante un mes
me-purposes = Para qué
me-purpose-light = luz
me-purpose-sync = ir al compás
me-purpose-mural = el cuadro del barrio
me-purpose-care = cuidado
me-purpose-research = investigación
me-purpose-remember = recuerdo
me-narrow-first = Cambia algo y lee aquí en qué queda.
me-narrow-empty = Así no quedaría nada. Elige al menos uno de cada, o ponle fin a la frase.
me-stand = Que valga esto en su lugar
me-leave-as-is = Dejarla como está

me-offers = Podrías dejar que pase esto
me-offers-says = Nada de esto está encendido. Con un toque pasa, con un toque se acaba.
me-offer-needs = Solo brilla cuando Photophore puede oírte.
me-let = Que pase

me-matrix = Todo como tabla
me-matrix-says = Un punto lleno es luz; un anillo es otra cosa. Toca uno para abrir su frase.
me-matrix-no = no
me-short-feeling = Ánimo
me-short-heart = Corazón
me-short-skin = Piel
me-short-mouth = Boca
me-short-place = Lugar
me-short-story = Historia

me-looked = Quién miró
me-dear = Para { $name }:
me-dear-you = Para ti:
me-looked-wait = La carta está en camino …
me-looked-failed = La carta no llegó.
me-looked-nobody = Nadie ha mirado nada de ti. Cuando alguien mire, estará aquí: quién, qué, por qué y cuándo.
me-looked-says = Nadie puede mirar sin que quede aquí. Las miradas iguales de un día son una línea.
me-look = { $who } miró { $signal } { $count ->
        [one] una vez
        [2] dos veces
       *[other] { $count } veces
    }, { $why }; la última, el { $day }.
me-look-why = Escribió:
me-look-proof = Tu decisión que lo dejó
me-look-light = Tu luz estuvo en { $count ->
        [one] una pantalla
       *[other] hasta { $count } pantallas a la vez
    } para: { $who }; la última vez, el { $day }. Una pantalla ve luz, nunca { $signal }.
me-look-lost = { $count ->
        [one] Una mirada
       *[other] { $count } miradas
    } a alguien de este nodo no se pudieron anotar; la última, el { $day }.
me-for-light = como luz
me-for-sync = para ir al compás
me-for-mural = para el cuadro del barrio
me-for-care = para cuidarte
me-for-research = para investigar
me-for-remember = en lo que dejas recordar

me-here = Aquí y ahora
me-here-roles = Estás aquí como { $roles }.
me-here-venue = Este nodo está { $venue }.
me-here-senses = Lo que se puede oír de ti aquí, si quieres: { $senses }.
me-here-nothing = Aquí no se puede oír nada de nadie.
me-here-no-bodies = En un lugar así nunca se escuchan corazones ni piel, lo pida quien lo pida.
me-here-lease = Si tu móvil calla, todo se apaga solo: lo que dice tu cuerpo, a los { $health } segundos; tu luz para quienes te rodean, a los { $social } minutos; tu luz para todo el mundo, a las { $colour } horas.
me-here-left = Lo siguiente será dentro de { $minutes ->
        [one] un minuto
       *[other] { $minutes } minutos
    }.
me-role-wearer = alguien que lleva una sonrisa
me-role-artist = artista
me-role-host = anfitrión o anfitriona
me-role-organiser = parte de la organización
me-role-clinic = alguien de la clínica
me-role-council = alguien del consejo
me-role-operator = quien cuida este nodo

me-rests = Cuando tu luz descansó
me-rests-says = Solo lo recuerda este dispositivo: ningún nodo guarda dónde estuviste.
me-rests-line = Tu distrito debía descansar hasta las { $until }, así que tu luz estuvo apagada. No fue culpa tuya, y nadie leyó lo que sientes.
me-rests-why = Qué pasó y quién debe respuestas
me-rests-forget = Olvidar esto aquí

me-past = Todo lo que decidiste, palabra por palabra
me-past-says = Aquí nunca se sobrescribe nada. Cada línea tiene su número en el registro público, que no dice nada de ti.
me-past-none = Todavía no has decidido nada.
me-state-given = dejaste que pasara
me-state-withdrawn = le pusiste fin
me-state-expired = se le acabó el tiempo
me-state-invalidated = nunca llegó a valer
me-state-dark = te apagaste
me-state-light = volviste
me-entry = número { $entry } en el registro
me-not-listed = en camino al registro

me-out = Llévatelo todo
me-out-says = Un archivo con todo lo que este nodo guarda de ti: tus frases, quién miró, lo que dejaste recordar y pruebas que cualquiera puede comprobar. No quita nada. Los grandes tardan un momento.
me-out-do = Llevármelo todo

me-erase = Que te borren
me-erase-says = Este nodo te olvida: tu sonrisa se apaga; tus frases, tu historia y tu llave se destruyen; tus aparatos son extraños aquí. El registro público conserva números que ya nadie puede leer. No se puede deshacer, y solo podrías volver como alguien nuevo.
me-erase-do = Bórrame
me-erase-sure = Se va todo, ahora y para siempre. Llévatelo antes si quieres conservarlo. ¿Quieres que te borremos?
me-erase-yes = Sí, bórrame
me-erase-no = No, me quedo
me-gone = Estás fuera
me-gone-says = Este nodo ya no guarda nada de ti y tu luz está apagada. Adiós, y gracias.
me-gone-receipt = Un recibo, solo para ti
me-gone-receipt-says = Guárdalo si alguna vez quieres mostrar que te borraron y cuándo. No está en ningún otro sitio.

me-stranger = Esta página es tuya cuando te unes. Entonces dices con frases quién puede ver qué de ti, y un toque le pone fin a cada una.
me-stranger-join = Unirte a este nodo
me-stranger-like = Se verá así
me-stranger-says = Son ejemplos. Nada está encendido y nadie sabe nada de ti.
me-example-near = Las personas cercanas pueden ver lo que sientes como luz, por la tarde, hasta que tú le pongas fin.
me-example-clinic = Solo la doctora Sol, de la clínica, puede mirar la acidez de tu boca para cuidarte, en la clínica, hasta junio.
me-example-public = Todo el mundo puede ver que estás ahí, como una luz, en la calle, hasta medianoche.
