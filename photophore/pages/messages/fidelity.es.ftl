### Lo que se dice aquí, frente a lo que se ha publicado.

nav-fidelity = Pruebas
fidelity-title = ¿Es verdad? Photophore frente a lo publicado
fidelity-about = Cada afirmación sobre corazones, sentimientos, destellos, colores y lugares, con su fuente, su meta y lo que se midió. Lo que falla se muestra como fallo.
fidelity-heading = ¿Es verdad?
fidelity-lead = Photophore afirma cosas sobre corazones, sentimientos, destellos, colores y lugares. Cada una está aquí junto a un número que otros publicaron, con lo que se midió. No lo creas sin más: cada parte tiene una orden, y puedes ejecutarla tú.
fidelity-wait = Trayendo el registro …
fidelity-failed = El registro no ha llegado. Quizá el nodo no esté; esto no toca nada tuyo.
fidelity-retry = Probar otra vez
fidelity-none-yet = Aún no se ha medido nada. Ejecuta esto y la tabla se llena:
fidelity-when = Medido el { $date }, en una máquina de este tipo: { $machine }.
fidelity-open-all = Abrir todas las partes
fidelity-close-all = Cerrar todas las partes
fidelity-failing =
    { $count ->
        [one] Falla una afirmación:
       *[other] Fallan { $count } afirmaciones:
    }
fidelity-filter = Mostrar
fidelity-all = todas: { $count }
fidelity-passed =
    { $count ->
        [one] 1 que coincide
       *[other] { $count } que coinciden
    }
fidelity-failures =
    { $count ->
        [0] ninguna que falle
        [one] 1 que falla
       *[other] { $count } que fallan
    }
fidelity-unjudged =
    { $count ->
        [one] 1 sin juzgar
       *[other] { $count } sin juzgar
    }
fidelity-pass = coincide
fidelity-fail = falla
fidelity-open = sin juzgar
fidelity-empty = No hay nada de eso en este registro.
fidelity-what = Afirmación
fidelity-target = Meta
fidelity-measured = Medido
fidelity-result = Resultado
fidelity-source = Fuente: { $source }
fidelity-english = Las afirmaciones se guardan con las palabras con que se midieron, en inglés.
fidelity-run = Compruébalo tú
fidelity-copy = Copiar
fidelity-copied = Copiado
fidelity-needs = DIR es una carpeta que contiene los datos abiertos { $needs }.
fidelity-no-pass = Lo que no se juzgó no cuenta como acierto: se cuenta por lo que vale, o no se dieron sus datos.
fidelity-part-signals = El corazón y la piel distinguen el estrés del reposo
fidelity-part-fusion = Una creencia es tan segura como dice
fidelity-part-feelings = Los sentimientos simulados se mueven como los de la gente
fidelity-part-flashes = El medidor de luz cuenta como cuentan otros
fidelity-part-logs = Las filas del medidor de luz son las publicadas
fidelity-part-guard = El guardián no deja pasar ningún destello
fidelity-part-colours = Los sentimientos tienen los colores publicados
fidelity-part-places = La ciudad del mapa es la que se publicó
