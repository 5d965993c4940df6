### Tus condiciones, en frases.

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
        [yes] ir al compás de eso
       *[no] ir al compás de { $what }
    }
me-do-mural = { $again ->
        [yes] { $signal ->
            [mouth] contarla
            [story] contarla
           *[other] contarlo
        } en el cuadro del barrio
       *[no] contar { $what } en el cuadro del barrio
    }
me-do-care = { $again ->
        [yes] { $signal ->
            [mouth] mirarla
            [story] mirarla
           *[other] mirarlo
        } para cuidarte
       *[no] mirar { $what } para cuidarte
    }
me-do-research = { $again ->
        [yes] { $signal ->
            [mouth] estudiarla
            [story] estudiarla
           *[other] estudiarlo
        }
       *[no] estudiar { $what }
    }
me-do-remember = { $again ->
        [yes] { $signal ->
            [mouth] recordarla
            [story] recordarla
           *[other] recordarlo
        }
       *[no] recordar { $what }
    }

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
