### Unirse para siempre, volver y traer a otras personas.

nav-join = Únete
join-title = Únete
join-about = Dos toques y tu sonrisa es tuya. Tú decides quién la ve, y puedes irte o borrarte cuando quieras.

join-waiting = Buscando el nodo …
join-error = { $what }. { $try }
join-lost = El nodo no responde

join-invited =
    { $role ->
        [wearer] Te invitan a llevar una sonrisa aquí.
       *[other] Te invitan. { join-role }
    }
join-role =
    { $role ->
        [artist] Los artistas escriben diseños de luz que otros pueden llevar.
        [host] Los anfitriones ponen a la gente a compás en un encuentro.
        [organiser] Los organizadores cuidan de un colectivo e invitan a la gente.
        [clinic] La clínica ve lo que cada persona le deja ver, y cada mirada se le cuenta.
        [council] El consejo hace las reglas de esta ciudad, a la vista de todos.
        [operator] El operador cuida de este nodo.
       *[wearer] Quien lleva una sonrisa decide quién la ve.
    }
join-age = ¿Cuántos años tienes, más o menos?
join-age-adult = 18 o más
join-age-teen = De 13 a 17
join-age-child = 12 o menos
join-age-why = Si tienes menos de 18, te protegen reglas más estrictas. Nada más pregunta tu edad, y no se guarda ningún cumpleaños.
join-light = ¿Qué puede mostrar tu sonrisa?
join-light-why = Puedes cambiarlo cuando quieras. Nadie ve nada antes de que tú lo digas.
join-step-back = Atrás

join-done = Ya estás aquí
join-done-says = Este aparato te conoce desde ahora. Tu sonrisa sigue oscura. ¿La encendemos?
join-light-me = Sí, enciende mi sonrisa
join-light-later = Ahora no
join-lit = Tu sonrisa brilla
join-lit-says = Solo tú la ves. Apágala cuando quieras: un toque, sin preguntas.
join-to-smile = A tu sonrisa
join-to-me = Decide quién puede verte

join-here = Ya estás aquí
join-here-says = Este aparato te conoce.
join-leave = Que este aparato me olvide
join-offer =
    { $role ->
        [artist] ¿Quieres ser artista aquí?
        [host] ¿Quieres ser anfitrión aquí?
        [organiser] ¿Quieres ser organizador aquí?
        [clinic] ¿Quieres ser de la clínica aquí?
        [council] ¿Quieres ser del consejo aquí?
        [operator] ¿Quieres ser el operador aquí?
       *[wearer] Ya estás aquí
    }
join-offer-yes =
    { $role ->
        [wearer] Vale
       *[other] Sí
    }
join-offer-no = No, dejarlo
join-back = Hola de nuevo
join-back-says = Este enlace te trae a este aparato. Nada tuyo cambia.
join-back-yes = Entrar

join-dead = Este enlace ya no se abre
join-dead-says = Un enlace deja entrar a una persona, una vez y por poco tiempo. Puede estar usado o ser viejo; no es culpa tuya. Pide otro a quien te lo dio.
join-closed = Para unirte necesitas un enlace
join-closed-says = Alguien que ya esté aquí puede hacerte uno en su página Únete. Mientras tanto puedes mirar como invitado.
join-plain = Aquí puedes ser invitado
join-plain-says = Lo que tu teléfono envía por esta red no va cifrado: otros podrían leerlo y hacerse pasar por ti. Por eso nadie se une para siempre por aquí.
join-plain-go = Únete por el camino seguro
join-plain-ask = Para unirte para siempre, ve a la pantalla del propio nodo, o pide un camino seguro a quien lo cuida (photophore tls).
join-guest = Entra como invitado
join-guest-says = La sonrisa de un invitado también se enciende. Cuando cierras la página no se guarda nada de ti.

join-passkey = Reconóceme con el bloqueo de este aparato
join-passkey-says = Una llave de acceso: la abre tu dedo, tu cara o tu PIN. Nunca sale de tu aparato, y te trae de vuelta si este nodo lo olvida.
join-passkey-made = Hecho: el bloqueo de este aparato te trae de vuelta desde ahora.
join-passkey-come = Ya estuve aquí: abrir con el bloqueo de mi aparato

join-bring = Trae más
join-bring-me = Mi otro aparato
join-bring-role =
    { $role ->
        [artist] Un artista
        [host] Un anfitrión
        [organiser] Un organizador
        [clinic] Alguien de la clínica
        [council] Alguien del consejo
        [operator] Otro operador
       *[wearer] Alguien
    }
join-bring-alt = Un código para la cámara de un teléfono. Abre la página Únete con un enlace para una persona.
join-bring-says =
    { $who ->
        [me] Apunta con la cámara de tu otro aparato a este código. Te trae allí una vez, en { $minutes } minutos. No se lo enseñes a nadie más.
       *[other] Que apunten con la cámara de su teléfono a este código. Deja entrar a una persona, una vez, en { $minutes } minutos.
    }
join-bring-plain = Un teléfono no puede unirse para siempre con él: este nodo aún no tiene un camino seguro. Quien lo cuida puede prepararlo con photophore tls.
join-bring-link =
    { $where ->
        [far] O envía este enlace. Sirve una vez, igual que el código.
       *[own] O abre este enlace en esta máquina, en otro navegador o en una ventana privada: en este navegador sería para ti. Sirve una vez, igual que el código.
    }
join-bring-copy = Copiar el enlace
join-bring-copied = El enlace está copiado.

join-senses = Qué funciona por este camino, y por qué
join-way =
    { $way ->
        [secure] Esta página llegó cifrada: nadie puede leerla.
        [own] Esta es la pantalla del propio nodo: nada sale de ella.
       *[plain] Esta página llegó por HTTP sin cifrar. Los navegadores solo prestan sus sentidos a páginas cifradas.
    }
join-sense =
    { $state ->
        [on] funciona
        [plain] apagado, porque esta página no llegó cifrada
        [name] apagado, porque esta dirección no tiene un nombre seguro
       *[absent] este navegador no lo tiene
    }
join-sense-passkey = Volver con el bloqueo de tu aparato
