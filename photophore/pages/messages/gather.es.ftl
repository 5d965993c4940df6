### La página de quien organiza: poner a la gente al compás.

nav-gather = Reunir
gather-title = Reunir: poner a la gente al compás
gather-about = Abre un encuentro, mira de antemano si su gente irá al compás, y cómo le va.
gather-heading = Pon a la gente al compás
gather-lead = La gente se une con un código. Cada cual decide cuánto pueden tirar los demás, y se va con un toque. Tú ves cómo va el conjunto, nunca lo que eligió una persona.

gather-empty = Un lugar brillante que da vueltas: gente al compás
gather-empty-says = Cada luz del anillo es un momento de un latido. Brilla donde está la mayoría. Sin compás, el anillo es parejo y tenue.
gather-empty-how = Los encuentros los abren quienes organizan. Quien lleva este nodo es su operador y puede hacerlo: lo es por el enlace que mostró photophore up, y puede nombrarte en la página Unirse.
gather-empty-code = Tengo un código
gather-demo = Un ejemplo: un anillo de luces con un lugar brillante que da vueltas despacio.

gather-name = ¿Cómo se llama?
gather-name-says = Quien tiene el código lee este nombre. El registro público no.
gather-name-missing = Primero dale un nombre.
gather-mode = Cómo llega al compás
gather-mode-drift = Deriva
gather-mode-drift-says = Cada cual se acerca un poco al latido de los demás.
gather-mode-firefly = Luciérnagas
gather-mode-firefly-says = Nadie tiene ritmo, el conjunto sí: quien destella primero llama a los demás.
gather-mode-score = Una partitura
gather-mode-score-says = Los diseños van y vienen según el reloj, como escribiste.
gather-score = La partitura
gather-score-says = Una línea por llamada: su momento, un diseño que no necesite nada de nadie, y cuánto tarda en llegar, quedarse e irse. Se toca una y otra vez. El nodo firma cada vuelta.
gather-rhythm = Ritmo
gather-rhythm-value = { $beats } latidos por minuto
gather-firm = Con cuánta fuerza se tira
gather-firm-value = { $firm } latidos por minuto
gather-firm-none = nada
gather-firm-much = mucho
gather-threshold = desde aquí, al compás
gather-begins = Empieza
gather-begins-now = (vacío: ahora)
gather-lasts = Dura
gather-minutes =
    { $minutes ->
        [15] un cuarto de hora
        [30] media hora
        [60] una hora
        [120] dos horas
        [240] cuatro horas
       *[other] { $minutes } minutos
    }
gather-place = Dónde es
gather-place-none = en ningún sitio concreto
gather-cap = Votos que puede tener un distrito
gather-cap-share =
    { $share ->
        [100] todos los que vengan
       *[other] { $share } % como mucho
    }
gather-wears = Lo que se ofrece llevar
gather-wears-own = lo de cada cual
gather-invite = Sonrisas virtuales invitadas
gather-invite-some =
    { $smiles ->
        [0] ninguna
       *[other] hasta { $smiles }
    }
gather-open = Abrirlo
gather-open-says = Recibes un código para los teléfonos. Nadie entra sin tocar Unirme.
gather-over = Acabados: { $names }

gather-which = Tus encuentros
gather-when =
    { $soon ->
        [soon] De { $begins } a { $until }
        [far] Hasta el { $until }
       *[now] Hasta las { $until }
    }{ $place ->
        [none] .
       *[other] , en { $place }.
    }
gather-qr = Un código QR: la cámara de un teléfono abre la entrada.
gather-code = O di estas dos palabras:
gather-ring =
    Un anillo de luces para { $members } sonrisas. { $step ->
        [close] Un lugar brillante da vueltas: van al compás.
        [some] La luz se junta en una parte: se acercan al compás.
        [part] La luz se junta en una parte: algunas van al compás.
        [parting] La luz se reparte: se alejan del compás.
        [apart] La luz está repartida: cada cual late a su paso.
       *[none] Está oscuro hasta que haya dos.
    }
gather-count =
    { $members ->
        [one] sonrisa
       *[other] sonrisas
    }
gather-step =
    { $step ->
        [close] al compás
        [some] acercándose al compás
        [part] en parte al compás
        [parting] alejándose del compás
        [apart] cada cual a su paso
       *[none] esperando a más gente
    }
gather-calls-none = La partitura empieza cuando haya alguien y llegue su hora.
gather-calls-now = Ahora: { $glyphs }.
gather-calls-rest = Cada quien muestra su propio diseño.
gather-calls-next = En { $seconds } s: { $glyph }.
gather-calls-again = Vuelve a empezar en { $seconds } s.
gather-will =
    { $will ->
        [yes] La gente irá al compás.
       *[no] La gente no irá al compás.
    } { $sure ->
        [very] Estamos bastante seguros.
        [some] Estamos algo seguros.
       *[hardly] No estamos muy seguros.
    }
gather-will-few = Si la gente irá al compás se dice a partir de cinco personas.
gather-why = La gente de aquí parece dejarse llevar cerca de un { $open } %. Se calcula con respuestas borrosas, para que no se vea el control de nadie. Así que hay que tirar con más de { $threshold } latidos por minuto; ahora son { $firm }. Al final iría al compás cerca del { $order } %.
gather-why-few = Con menos, delataría lo que eligió una de ellas.
gather-figure-order =
    { $known ->
        [yes] { $order } % al compás ahora
       *[no] para ir al compás hacen falta dos
    }
gather-figure-phones =
    { $phones ->
        [one] 1 teléfono
       *[other] { $phones } teléfonos
    }{ $invited ->
        [0] {""}
       *[other] , { $invited } sonrisas virtuales
    }
gather-figure-skew =
    { $known ->
        [yes] los teléfonos coinciden en la hora en { $ms } ms
       *[no] ningún teléfono ha dicho aún su hora
    }
gather-figure-few = las medias se dicen a partir de { $least } personas
gather-figure-log = su anotación en el registro público
gather-end = Acabarlo para todos
gather-end-sure = Sí, acabarlo ya
gather-end-no = Seguir
gather-another = Abrir otro
