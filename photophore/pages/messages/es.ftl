### Lo que dicen todas las páginas, la primera luz y la ciudad.

## En todas partes

skip = Ir a la página
needs-script = Esta página dibuja luz con JavaScript, y JavaScript está apagado. Enciéndelo, o lee la ciudad en cifras en /api/city.
nav = Páginas
nav-first = Primera luz
nav-city = Ciudad
nav-smile = Tu sonrisa
nav-glyphs = Glifos
languages = Idioma
preview-alt = Una ciudad de noche, vista desde arriba: miles de luces pequeñas de colores suaves sobre agua oscura.
hub-lost = No alcanzamos el nodo, así que su luz está apagada. No es culpa tuya. Seguimos buscándolo.
hub-none = La ciudad no ha llegado. Quizá el nodo aún está arrancando; no es culpa tuya.
hub-retry = Probar otra vez
go-dark = Apagar
go-light = Encender como antes

## El mar

sea-label = Cómo te sientes. Las flechas te mueven.
sea-valence = De desagradable a agradable
sea-arousal = De calma a viveza
sea-pleasant = agradable
sea-unpleasant = desagradable
sea-calm = calma
sea-lively = viveza
sea-value =
    { $valence ->
        [very] muy agradable
        [some] agradable
        [less] desagradable
        [not] muy desagradable
       *[even] ni agradable ni desagradable
    }, { $arousal ->
        [very] con mucha viveza
        [some] con viveza
        [less] en calma
        [not] en mucha calma
       *[even] ni en calma ni con viveza
    }

## Primera luz

first-title = Photophore: primera luz
first-about = Toca un mar oscuro donde te sientes, y tu sonrisa se enciende. Un minuto, y no se guarda nada de ti.
first-question = ¿Cómo te sientes?
first-touch = Toca el mar
first-yours = Esta es tu sonrisa
first-yours-says = Solo tú la ves. Toca otra vez para cambiarla.
first-ask = ¿Que la vean tus vecinos?
first-ask-says = Tu sonrisa estaría en el mapa de la ciudad, en un lugar sorteado para hoy. Ven luz, nunca lo que sientes. Puedes apagarte en cualquier momento.
first-yes = Sí, que la vean
first-no = Guardarla para mí
first-together =
    { $count ->
        [0] Ahora no hay nadie encendido cerca de ti
        [one] Un vecino está encendido cerca de ti
       *[other] { $count } vecinos están encendidos cerca de ti
    }
first-together-says =
    { $order ->
        [close] Quienes lo permiten van ya a tu compás.
        [some] Quienes lo permiten van tomando tu compás.
       *[apart] Quienes lo permiten se acercan despacio a un mismo compás.
    }
first-alone = Nadie te ve
first-alone-says = Está bien así. Ven a ver a quienes sí se dejan ver.
first-rise = Subir sobre la ciudad
first-city = Esta es { $city }
first-city-says =
    { $count ->
        [0] Cada luz es gente que se deja ver.
       *[other] Cada luz es gente que se deja ver: ahora son { $count }.
    }
first-bring = Trae tu teléfono
first-bring-says = Apunta su cámara a este código y sostén la luz ante tu boca.
first-code = Un código que abre { $address } en tu teléfono
first-bring-here = Este código solo sirve en esta máquina. Arranca el nodo con --lan y podrán venir teléfonos.
first-here = Haz de este teléfono tu sonrisa
first-keep = Guardar este momento
first-keep-says = Un clip de seis segundos, hecho en esta página y que no se envía a nadie.
first-keep-making = Haciendo tu clip …
first-keep-failed = Este navegador no puede grabar una imagen en movimiento. Haz una captura de la pantalla.
first-keep-upright = Guardarlo vertical
first-keep-wide = Guardarlo apaisado
first-explore = Pasear por la ciudad
first-kept = No se guarda nada de ti. Cierra esta página y ya no estás.
first-dark = Estás a oscuras, aquí y para todos.
first-place = Hoy estás aquí

## Ciudad

city-title = La ciudad, ahora
city-about = Un mapa de luz: lo que siente una ciudad, en la medida en que su gente lo deja ver.
city-map = Un mapa de { $city } de noche. Arrastra para moverte; pellizca o gira la rueda para acercarte. Las flechas, más, menos y cero hacen lo mismo.
city-waiting = Escuchando a la ciudad …
city-slow = El nodo tiene mucho trabajo: hace { $hz } imágenes de esta luz por segundo, de las { $fps } que querría hacer.
city-feels =
    La ciudad se siente { $valence ->
        [very] muy agradable
        [some] agradable
        [less] desagradable
        [not] muy desagradable
       *[even] diversa
    } y { $arousal ->
        [very] con mucha viveza
        [some] con viveza
        [less] en calma
        [not] en mucha calma
       *[even] serena
    }.
city-sure =
    { $sure ->
        [very] Estamos bastante seguros
        [some] Estamos más o menos seguros
       *[hardly] No estamos muy seguros
    }: { $tenths } de 10, por { $count } personas que lo dejan saber.
city-few = Muy poca gente lo deja saber para decir qué siente la ciudad. Esperamos al menos a { $least }.
city-district =
    { $name } se siente { $valence ->
        [very] muy agradable
        [some] agradable
        [less] desagradable
        [not] muy desagradable
       *[even] diversa
    } y { $arousal ->
        [very] con mucha viveza
        [some] con viveza
        [less] en calma
        [not] en mucha calma
       *[even] serena
    }.
city-district-few = Muy poca gente de { $name } lo deja saber para decir qué siente. Esperamos al menos a { $least }.
city-time = Tiempo
city-now = ahora
city-ago =
    { $seconds ->
        [one] hace 1 segundo
       *[other] hace { $seconds } segundos
    }
city-to-now = Volver a ahora
city-list = Como lista
city-list-close = Cerrar la lista
city-list-title = Los distritos
city-list-says = Cada línea dice qué siente un distrito, y te lleva allí.
city-list-people = Aquí viven { $people } personas.
city-whole = Ver toda la ciudad
city-missing = ¿Quién falta?
city-missing-close = Cerrar la lente
city-missing-title = ¿Quién falta?
city-missing-says = { $without } de { $people } personas no tienen nanobots, así que nadie las ve brillar. Cada anillo son { $each } de ellas.
city-missing-fifths = Cuántas no tienen, del quinto más pobre al más rico
city-missing-fifth =
    { $fifth ->
        [1] el quinto más pobre
        [2] el segundo quinto
        [3] el quinto del medio
        [4] el cuarto quinto
       *[5] el quinto más rico
    }
city-missing-share = { $share } de cada 100
city-missing-between = entre { $low } y { $high }
city-missing-reach = Dentistas al alcance
city-missing-reach-says = Por cada 1000 personas hay { $all } dentistas a menos de { $radius } km. Para la quinta parte más pobre son { $poor }; para la más rica, { $rich }.
city-missing-unreached = { $people } personas no tienen ninguno a menos de { $radius } km.
city-missing-about = { $reach } dentistas al alcance de 1000 personas; { $income } { $money } por persona
city-note-gone = { $count } de { $of } sectores no tienen cifra de { $column } y cuentan como 0.
city-note-income =
    { $count ->
        [one] Falta el ingreso de un sector; se toma el de su distrito.
       *[other] Faltan los ingresos de { $count } sectores; se toman los de sus distritos.
    }
city-note-margin = El censo da cada ingreso con un margen de error, que está incluido en la duda que se muestra.
city-note-no-margin = Los ingresos vinieron sin márgenes de error, así que la duda que se muestra es menor de lo debido.
city-note-astray = { $count } de { $of } puntos de sectores quedan fuera del contorno del distrito que les da una tabla, como mucho por { $metres } metros.
city-note-outside = { $count } de { $of } sectores, con { $people } personas, quedan fuera de los distritos.
city-note-drawn = Los contornos se dibujan con { $metres } metros de detalle; dentro de un sector la gente se reparte por igual, en teselas separadas por { $apart } metros.
city-missing-districts = Dónde viven
city-missing-district = { $name }: { $share } de cada 100
city-missing-source = Fuente: { $source }
city-missing-failed = Las cifras no han llegado. Cierra la lente y ábrela otra vez.
city-drawn = Los puntos son personas que se dejan ver, donde el sorteo las puso hoy.
