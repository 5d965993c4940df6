### Lo que falla en una sonrisa, contado en la hoja de la página de la sonrisa.

glitch-switch = Convertir mis fallos en luz
glitch-on = El hueco de un sensor se vuelve una costura de oro; una lectura rara, un anillo tenue; un reloj irregular, un grano fino; una luz apagada, un pétalo oscuro; una sorpresa, tu segundo color. Quien ve esta pantalla lo ve también. Si lo apagas, termina al instante.
glitch-off = Lo que falla en tu sonrisa no se ve, y nadie lo anota.
glitch-hue = Tu segundo color, para cuando tu corazón no está como se esperaba
glitch-hue-at = { $degrees } grados en el círculo de los colores
glitch-petal-name = La luz del diente { $tooth } se ha apagado. Puedes dar un nombre a este pétalo oscuro:
glitch-none = Hasta ahora no ha fallado nada. Cuando falle, se contará aquí.
glitch-log = Lo que falló hace poco
glitch-here = Esta lista está solo en este navegador, con los números verdaderos. Nadie más la tiene; si no te has unido, desaparece al cerrar la página.
glitch-was-seam = Tu corazón no se oyó durante un rato. Lo que hizo entretanto se sabe solo con un margen de { $value } latidos por minuto: así de ancha es la costura.
glitch-was-echo = Se leyó un corazón de { $value } latidos por minuto y no se creyó. Pasó una vez como un anillo y no cuenta para nada.
glitch-was-stipple = Las noticias del nodo llegaron de forma irregular, con unas { $value } milésimas de segundo de diferencia.
glitch-was-petal = Se apagó una luz: { $value }. Sus vecinas llevan su color.
glitch-was-hue = Hoy tu corazón no está como se esperaba (sorpresa { $value }; lo usual es 1). Ha entrado tu segundo color.
glitch-was-fault = Tu sonrisa se apagó por seguridad: { $value }. Un fallo así nunca se convierte en adorno.
glitch-kept = Guardado
glitch-keep = Guardar
glitch-clear = Borrar
glitch-keep-this = Guardar: { $what }
glitch-clear-this = Borrar: { $what }
