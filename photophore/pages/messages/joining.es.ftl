### Entrar en un encuentro desde la página de la sonrisa.

joining-ask =
    Únete, y tu sonrisa latirá con las demás de aquí. Ven su luz, nunca lo que sientes. { $far ->
        [yes] Acaba el { $time }, o cuando te vayas: un toque.
       *[no] Acaba a las { $time }, o cuando te vayas: un toque.
    }
joining-wears = También se pone { $glyph }; al irte vuelves a llevar lo tuyo.
joining-yes = Unirme
joining-no = Ahora no
joining-leave = Irme
joining-over = { $name } ha acabado. Tu sonrisa vuelve a ser solo tuya.
joining-wrong = Ningún encuentro tiene ahora ese código. Pide las dos palabras a quien lo organiza.
joining-lost = El nodo no respondió. No es culpa tuya. Prueba otra vez.
joining-soon =
    Estás dentro. { $far ->
        [yes] Empieza el { $time }.
       *[no] Empieza a las { $time }.
    }
joining-with =
    { $others ->
        [0] De momento no hay nadie más aquí.
        [one] Lates con otra persona
       *[other] Lates con otras { $others } personas
    }{ $step ->
        [first] {""}
        [close] , al compás.
        [some] , acercándoos al mismo compás.
        [apart] , cada cual a su paso por ahora.
       *[none] .
    }
joining-freely = Cuánto te acercas a los demás
joining-alone = a mi aire
joining-together = con los demás
joining-freely-says =
    { $free ->
        [free] Nadie tira de ti. Lates a tu propio paso y sigues en el encuentro.
        [with] Te acercas a los demás todo lo que puedes.
       *[some] Te acercas un poco a los demás. Muévelo cuando quieras; a nadie se le dice dónde está.
    }
joining-until =
    { $far ->
        [yes] El encuentro acaba el { $time }.
       *[no] El encuentro acaba a las { $time }.
    }
joining-skew =
    { $ms ->
        [one] El reloj de este teléfono coincide con los demás en 1 milisegundo, más o menos.
       *[other] El reloj de este teléfono coincide con los demás en unos { $ms } milisegundos.
    }
joining-code = Unirme a un encuentro con su código
joining-code-name = El código de un encuentro: dos palabras
joining-code-go = Buscarlo
joining-code-says = Quien lo organiza puede decirte las dos palabras. Antes de que pase nada se te pregunta.
joining-host = Reunir yo a la gente
