### Las reglas de la ciudad.

## Palabras de un cambio

policies-wearer-all = Todos
policies-audience-all = nadie
policies-wearer-guest = Invitados
policies-wearer-adult = Adultos
policies-wearer-teen = Adolescentes
policies-wearer-child = Niños
policies-wearer-virtual = Personas virtuales
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
