### El registro: lo que se decidió, y que nadie lo reescribió.

nav-log = Registro
log-title = El registro: lo que se decidió, y que nadie lo reescribió
log-about = Todo lo que se decidió en este nodo está aquí, sellado y en orden. Tu navegador comprueba que nada antiguo ha cambiado.
log-heading = Lo decidido, decidido queda
log-lead = Cada vez que alguien decide quién puede ver su sonrisa, aquí se escribe una entrada. Las entradas crecen como un árbol: un anillo por día. Quien cambiara una entrada antigua cambiaría todos los anillos que vinieron después, y se vería. No nos creas: tu navegador lo comprueba ahora.
log-wait = Trayendo el registro …
log-failed = El registro no ha llegado. Puede que el nodo no esté; nada de lo que contiene se pierde por eso.
log-retry = Probar otra vez

## What was checked

log-signed =
    { $count ->
        [one] Firmado con la clave propia del nodo
       *[other] Firmado con las claves propias del nodo, de { $count } clases
    }
log-signed-says = { $kinds }. Nadie sin la clave secreta puede escribir esta firma.
log-first = Es la primera vez que miras
log-first-says = Las claves vinieron del propio nodo, así que esta vez te fías. Desde ahora tu navegador las recuerda, y hasta dónde había crecido el árbol; si algún día cambia algo anterior, te lo dirá.
log-again = Nada ha cambiado desde la última vez
log-again-says =
    { $count ->
        [0] Estuviste aquí el { $when }. Desde entonces no ha llegado ninguna entrada.
        [one] Estuviste aquí el { $when }. Desde entonces ha llegado una entrada; todo lo que había entonces sigue ahí.
       *[other] Estuviste aquí el { $when }. Desde entonces han llegado { $count } entradas; todo lo que había entonces sigue ahí.
    }
log-whole =
    { $count ->
        [one] Comprobar la única entrada que hay
       *[other] Comprobar las { $count } entradas
    }
log-whole-says = Tu navegador trae todas las entradas y vuelve a calcular el árbol entero, de la primera hoja a la copa.
log-checking = { $done } de { $of } entradas concuerdan por ahora
log-stop = Parar
log-whole-done =
    { $count ->
        [one] La única entrada concuerda
       *[other] Las { $count } entradas concuerdan
    }
log-whole-done-says = Tu navegador las ha calculado una por una y ha llegado exactamente al número que firmó el nodo.
log-forget = Olvidar lo que recuerda mi navegador
log-forgotten = Olvidado. La próxima vez será otra vez la primera.

## When something does not hold

log-bad = Ahora mismo no se puede confiar en este registro
log-bad-says = { $why } No es culpa tuya. Guarda esta página, pregunta a quien cuida el nodo, y pregunta a otros qué ven.
log-bad-form = Lo que ha llegado no es un registro.
log-bad-key = Una clave del nodo no corresponde a su propio nombre.
log-bad-signature = Una firma es falsa: alguien cambió lo que el nodo había firmado.
log-bad-unsigned = Nadie con una clave conocida ha firmado esto.
log-bad-tile = Un trozo del árbol no es como debe ser.
log-bad-gone = Falta un trozo del árbol.
log-bad-root = Las entradas no llevan a lo que se firmó.
log-bad-rewritten = Algo antiguo fue reescrito desde que tu navegador miró por última vez.
log-bad-smaller = El registro es más pequeño que cuando tu navegador miró por última vez.
log-bad-other = No es el registro que recuerda tu navegador: su nombre o sus claves son otros.
log-bad-entry = Esta entrada no es la que contiene el árbol.

## Rings and entries

log-rings = Un árbol visto desde arriba, un anillo por día y un punto de luz por entrada. El día más antiguo está en el centro: { $first }. El más reciente es { $last }. { $count } entradas en total.
log-days = Días
log-older = Un día antes
log-newer = Un día después
log-day-count =
    { $count ->
        [0] ninguna entrada
        [one] una entrada
       *[other] { $count } entradas
    }
log-ring-checking = Mirando el anillo de este día …
log-ring-holds = Este anillo se firmó en su propio día, y el árbol de hoy lo sigue conteniendo sin cambios.
log-ring-last = El anillo más reciente: todavía crece.
log-ring-gone = La firma propia de este día no está. Sus entradas se pueden comprobar igualmente.
log-more =
    { $count ->
        [one] Una más
       *[other] { $count } más
    }
log-kind-consent = Alguien decidió sobre su propia sonrisa
log-kind-grant = Alguien decidió sobre su propia sonrisa
log-kind-erasure = Alguien fue borrado, como lo pidió
log-kind-policy = Una regla para todos: { $name }, versión { $version }
log-kind-policy-urgent = Una regla para todos, inmediata: { $name }, versión { $version }
log-kind-policy-ended = Una regla para todos ha terminado: { $name }, versión { $version }
log-kind-role-grant = Alguien pasó a ser { $role }
log-kind-role-revoke = Alguien dejó de ser { $role }
log-kind-incident = Algo salió mal, y se cuenta: { $what }
log-kind-incident-detected = Se notó algo, y se cuenta: { $says }
log-kind-incident-explained = Por qué salió mal: { $says }
log-kind-incident-contained = Lo que se hizo para que no se extendiera: { $says }
log-kind-incident-mended = Se arregló: { $says }
log-kind-incident-told = Se avisó a quienes tocó: { $says }
log-kind-incident-closed = Ya pasó: { $says }
log-kind-incident-owed = Se debe una respuesta: { $says }
log-kind-incident-answered = Se dio una respuesta: { $says }
log-kind-rest-rest = Se pidió que la luz descansara en { $where }
log-kind-rest-over = Una orden de descanso ha acabado
log-kind-rest-cosign = Este nodo firmó la orden de descanso de otro: { $where }
log-kind-rest-hub-introduce = Este nodo ofreció a otro firmar sus órdenes de descanso: { $hub }
log-kind-rest-hub-propose = Un cargo aceptó que otro nodo pueda firmar aquí órdenes de descanso: { $hub }
log-kind-rest-hub-know = Un día después, otro nodo podrá firmar aquí órdenes de descanso: { $hub }
log-kind-rest-hub-forget = Otro nodo ya no puede firmar aquí órdenes de descanso: { $hub }
log-kind-hub-key = El nodo dijo a todos con qué clave se reconoce su palabra
log-kind-release = Se publicó una versión: { $name }, versión { $version }
log-kind-release-withdrawn = Se retiró una versión: { $name }, versión { $version }
log-kind-release-root = Se firmó de nuevo la lista de quién puede publicar versiones: versión { $version }
log-kind-gathering-open = Se abrió un encuentro
log-kind-gathering-end = Se terminó un encuentro
log-kind-design-publish = Un artista publicó un diseño: { $hash }
log-kind-design-withdraw = Se retiró un diseño: { $hash }
log-kind-design-unsafe = Un diseño se encontró inseguro, y nadie lo lleva: { $hash }
log-kind-restore = El nodo se recuperó de una copia
log-kind-key = Cambió una clave del nodo
log-kind-other = Una entrada sobre «{ $kind }»
log-kind-strange = Una entrada en una forma que esta página no conoce
log-role-wearer = portador
log-role-artist = artista
log-role-host = anfitrión
log-role-organiser = organizador
log-role-clinic = clínica
log-role-council = miembro del consejo
log-role-operator = operador

## One entry and its proof

log-sealed = Está sellada. El registro solo guarda este dibujo; lo que significa lo guarda quien decidió, y nadie más podría abrirlo aquí. Esa persona puede mostrar que el dibujo es suyo. Si pide que se borre, el dibujo queda y ya no significa nada.
log-seal = El sello
log-facts = Lo que dice, a todo el mundo
log-proof = Dónde está en el árbol
log-proof-says = Cada entrada tiene un dibujo de luz, calculado de sus letras. Dos vecinas juntas dan un dibujo nuevo; dos de esos, el siguiente; hasta que queda uno para todo el árbol. Una letra cambiada abajo, y la copa se ve muy distinta.
log-step-leaf = El dibujo de esta entrada
log-step-left = con su vecina de la izquierda
log-step-right = con su vecina de la derecha
log-found = Lo que tu navegador encontró en la copa
log-signed-root = Lo que firmó el nodo
log-same = Son iguales. La entrada { $index } está en el registro tal como lo firmó el nodo.
log-differs = Son distintos. No confíes en esta entrada.
log-one = Es la única entrada, así que su dibujo es el de todo el árbol.
log-keep = Guardar la prueba
log-keep-entry = Guardar la entrada
log-keep-says = Con los dos archivos y la clave del nodo, cualquiera puede comprobarlo en cualquier ordenador, sin el nodo:
log-copy = Copiar
log-copied = Copiado

## An empty log

log-empty = Aquí todavía no se ha decidido nada
log-empty-says = Así se verá el registro: la primera decisión hará un punto de luz, el primer día un anillo. Empieza cuando alguien entra y decide quién puede ver su sonrisa.
log-empty-join = Entrar y decidir
