# The screens.
language-name = Español
language-title = Elegir idioma
language-choose = Idioma: { language-name }
language-close = Cerrar los idiomas
list-comma = {", "}
sentences = { $first } { $second }
call-staff = Llamar al personal
training-banner = Modo de formación. No se cobra ni se cocina nada.

# Before anybody is there.
starting-title = Un momento, el quiosco se está iniciando
attract-question = ¿Dónde va a comer?
attract-promise = Mire y elija con calma. La tarjeta se pide al final.
attract-card-off = { $why } Puede pedir aquí y pagar en el mostrador.
out-of-service-title = Este quiosco está fuera de servicio
out-of-service-what = Haga su pedido en el mostrador, por favor. Disculpe las molestias.

# The menu.
list-categories = categorías
list-dishes = platos
list-cart = pedido
list-choices = opciones
list-facts = descripción
scroll-up = Subir, { $what }
scroll-up-off = Es el principio
scroll-down = Bajar, { $what }
scroll-down-off = Es el final
search = Buscar
search-change = Cambiar la búsqueda
search-close = Cerrar la búsqueda
search-hint = ¿Qué busca?
search-nothing = No se ha encontrado nada. Pruebe con menos letras.
search-found = { $count ->
    [one] { $count } plato encontrado
   *[other] { $count } platos encontrados
}
take = Añadir { $what }
sold-out = Agotado
not-now = Ahora no
only-during = De { $from } a { $until }
age-badge = +{ $age }
fit-traces = Posibles trazas
fit-unfit = No es apto
filter = Alérgenos y dieta
filter-on = Alérgenos y dieta ({ $count })
filter-title = Alérgenos y dieta
filter-avoid = Evito
filter-diets = Solo como
filter-caution = Los platos que no son aptos se atenúan, no se ocultan. En nuestra cocina se manipulan todos los alérgenos: si tiene alergia, hable con el personal.
filter-clear = Borrar todo
filter-clear-off = No hay nada elegido
filter-done = Ver la carta

# The keyboard.
keyboard-rows = 1234567890¿?. qwertyuiopóú asdfghjklñü': zxcvbnmáéí,-
keyboard-rows-few = 1234567890 qwertyuiop asdfghjklñ zxcvbnm
key-backspace = Borrar una letra
key-backspace-off = No hay nada escrito
key-clear = Borrar
key-space = Espacio
key-done = Listo

# The cart.
cart-title = { $count ->
    [0] Su pedido
    [one] Su pedido: { $count } artículo
   *[other] Su pedido: { $count } artículos
}
cart-empty = Su pedido está vacío. Elija lo que le apetezca.
undo = Deshacer
undo-off = No hay nada que deshacer
redo = Rehacer
redo-off = No hay nada que rehacer
total = Total
total-is = Total { $amount }
to-review = Ver mi pedido
start-over = Empezar de nuevo
blocked-empty = Elija algo primero
blocked-sold-out-in-cart = Quite lo que está agotado
blocked-nothing-to-pay = No hay nada que pagar
change = Cambiar
remove = Quitar
line-change = Cambiar { $what }
line-remove = Quitar { $what }
line-less = Uno menos: { $what }
line-less-off = Uno es el mínimo
line-more = Uno más: { $what }
line-more-off = Es el máximo de un mismo plato
line-sold-out = Agotado. Cámbielo o quítelo.
line-gone = Ya no está en la carta. Quítelo, por favor.

# A product.
product-back = Volver a la carta
product-keep = Volver sin cambios
product-add = Añadir · { $amount }
product-save = Guardar · { $amount }
kcal = { $kcal } kcal
contains = Contiene: { $what }
contains-none = No contiene ninguno de los 14 alérgenos
may-contain = Puede contener: { $what }
suits = Apto: { $what }
age-notice = A partir de { $age } años: el personal le pedirá su documento.
fit-traces-long = Puede contener trazas de algo que evita
fit-unfit-long = No es apto para lo que usted come
choose-exactly = Elija { $count }
choose-up-to = Elija hasta { $max }
choose-between = Elija de { $min } a { $max }
group-full = No se puede elegir más
option-of = { $group }: { $option }
unmet-choose = { $count ->
    [one] Falta elegir { $count }: { $what }
   *[other] Faltan por elegir { $count }: { $what }
}
unmet-fill = Elija: { $what }
unmet-sold-out = Agotado, elija otra vez: { $what }
note-title = Una petición para la cocina
note-hint = Unas palabras, como «salsa aparte»
note-write = Escribir una petición…
note-quoted = «{ $note }»

# The review.
review-title = Su pedido
review-back = Seguir eligiendo
review-line = { $count } × { $what }
review-tax = IVA { $rate } %: { $tax } incluidos en { $gross }
review-kcal = { $kcal } kcal en total
pay-card = Pagar { $amount } con tarjeta
pay-counter = Pagar { $amount } en el mostrador
card-off-no-terminal = Aquí no hay datáfono.
card-off-unresolved = Sin tarjeta hasta que el personal resuelva el pago { $reference }.
card-off-reversing = Sin tarjeta hasta que se devuelva el pago { $reference }.
card-off-unheard = El datáfono se está iniciando.
card-off-busy = El datáfono está ocupado.
card-off-unreachable = El datáfono no responde.
card-off-no-journal = Ahora mismo no se puede pagar con tarjeta.
card-off-kitchen-behind = La cocina no puede recibir pedidos desde aquí ahora mismo.
card-off-journal-damaged = Sin tarjeta hasta que el personal revise los registros del quiosco.
card-off-stopping = El quiosco está cerrando.
counter-off = El mostrador no acepta pedidos en este momento.

# Starting over.
start-over-question = ¿Empezar de nuevo?
start-over-what = { $count ->
    [0] Vuelve al principio.
    [one] Se quitará el artículo de su pedido.
   *[other] Se quitarán los { $count } artículos de su pedido.
}
start-over-no = Conservar mi pedido
start-over-yes = Quitar todo

# Paying by card.
card-to-pay = A pagar
card-waking = Activando el datáfono
card-waking-more = Un momento.
card-present-card = Acerque o inserte su tarjeta
card-present-card-more = En el datáfono junto a esta pantalla.
card-enter-pin = Introduzca su PIN
card-enter-pin-more = En el datáfono. Cubra las teclas con la mano.
card-wrong-pin = El PIN no es correcto
card-wrong-pin-more = Introdúzcalo otra vez en el datáfono.
card-authorising = Consultando al banco
card-authorising-more = Tarda unos segundos.
card-remove-card = Retire su tarjeta
card-remove-card-more = Después aparecerá aquí su número.
card-follow-terminal = Mire el datáfono
card-follow-terminal-more = Tiene una pregunta para usted.
card-please-wait = Un momento
card-please-wait-more = El datáfono sigue trabajando.
card-card-unreadable = No se ha podido leer la tarjeta
card-card-unreadable-more = Acérquela o insértela otra vez, o use otra.
card-taking-back = Anulando el pago
card-taking-back-more = No se ha podido completar. No se le cobrará.
card-closing = No se ha cobrado nada
card-closing-more = Su pedido vuelve en un momento.
card-cancel = Cancelar y conservar mi pedido
card-cancelling = Cancelando
card-no-cancel = Ya no se puede cancelar. Si falla, no se pierde nada.
checking-title = Estamos comprobando su pago
checking-calm = No se ha perdido nada. El datáfono aún no ha respondido.
checking-do-not-pay = Por favor, no pague otra vez.
checking-amount = Importe: { $amount }
placing-title = Su pedido va a la cocina
placing-amount = { $amount }. Un momento.

# The end.
number-title = Su número
number-paid = Pagado: { $amount }
number-counter = Pague { $amount } en el mostrador
number-next-paid = Llamaremos a este número cuando su pedido esté listo.
number-next-counter = Diga su número en el mostrador y pague allí. Después cocinamos.
number-check-id = Tenga a mano su documento: el personal se lo pedirá.
number-receipt = Imprimir el recibo
number-receipt-show = Ver el recibo
number-receipt-title = Su recibo
number-receipt-close = Cerrar
number-receipt-again = Intentar imprimir otra vez
number-receipt-printed = Su recibo está impreso
number-receipt-coming = Su recibo se está imprimiendo
number-finish = Terminar
staff-title = Diríjase a nuestro personal
staff-say = Aún no sabemos si se ha cobrado en su tarjeta. Diga esta referencia:
staff-amount = Importe: { $amount }
staff-calm = No pague otra vez. Su pedido se conserva y el personal le ayudará.
staff-finish = Ya he avisado al personal

# Over a screen.
still-there-title = ¿Sigue ahí?
still-there-what = Toque la pantalla para conservar su pedido.
still-there-button = Toque el botón para conservar su pedido.
still-there-left = { $seconds ->
    [one] Queda { $seconds } segundo
   *[other] Quedan { $seconds } segundos
}
still-there-yes = Sí, conservar mi pedido
notice-staff-called = Alguien viene a ayudarle.
notice-service-changed = Hecho. El IVA puede cambiar, los precios no.
notice-welcome-back = El quiosco tuvo que reiniciarse. Su pedido sigue aquí.
notice-counter-failed = No se ha podido enviar su pedido. Inténtelo otra vez.
notice-sold-out = Se acaba de agotar: { $what }. Cámbielo o quítelo.
not-charged-cancelled-at-terminal = Cancelado en el datáfono. No se ha cobrado nada, su pedido sigue aquí.
not-charged-cancelled-here = Cancelado. No se ha cobrado nada, su pedido sigue aquí.
not-charged-no-card = No se ha presentado ninguna tarjeta. No se ha cobrado nada, su pedido sigue aquí.
not-charged-unreachable = El datáfono no responde. No se ha cobrado nada. Inténtelo otra vez o pague en el mostrador.
not-charged-busy = El datáfono está ocupado. No se ha cobrado nada. Inténtelo dentro de un momento.
not-charged-not-recorded = El pago no ha podido empezar. No se ha cobrado nada. Pregunte al personal.
not-charged-taken-back = El pago se ha anulado. No se le cobra nada. Inténtelo otra vez.
not-charged-not-found = El datáfono no conoce ningún pago. No se ha cobrado nada. Inténtelo otra vez.
declined-refused = El banco lo ha rechazado. No se ha cobrado nada. Pruebe con otra tarjeta o pague en el mostrador.
declined-insufficient-funds = No hay saldo suficiente en esta tarjeta. No se ha cobrado nada. Pruebe con otra tarjeta o pague en el mostrador.
declined-expired = Esta tarjeta ha caducado. No se ha cobrado nada. Pruebe con otra tarjeta o pague en el mostrador.
declined-wrong-pin = PIN erróneo demasiadas veces. No se ha cobrado nada. Pruebe con otra tarjeta o pague en el mostrador.
declined-unreadable = No se ha podido leer la tarjeta. No se ha cobrado nada. Inténtelo otra vez o use otra tarjeta.
declined-not-accepted = No aceptamos este tipo de tarjeta. No se ha cobrado nada. Pruebe con otra tarjeta o pague en el mostrador.
# In the terminal’s own language, whichever that is.
terminal-says = El datáfono indica: «{ $words }»
refused-not-now = Se sirve de { $from } a { $until }.
refused-sold-out = Está agotado.
refused-group-full = Aquí no más de { $max }. Quite uno primero.
refused-line-full = No más de { $max } de un mismo plato.
refused-cart-full = Su pedido está completo. Quite una línea para añadir otra.
refused-over-ceiling = Un pedido puede llegar a { $amount } como máximo. Pida el resto en el mostrador.
refused-incomplete = Queda algo por elegir.
refused-amount = Este importe es demasiado alto para el quiosco.
refused-too-late = Demasiado tarde: el pago se está decidiendo.
refused-not-in-service = El quiosco no acepta pedidos nuevos en este momento.

# The simulated terminal.
terminal-title = Datáfono simulado, de demostración
terminal-open = Mostrar el datáfono simulado
terminal-close = Guardar el datáfono simulado
terminal-tab = Datáfono simulado
terminal-tap-card = Acercar la tarjeta aquí
terminal-insert-card = Insertar la tarjeta
terminal-remove-card-out = Sacar la tarjeta
terminal-digit = Tecla { $digit }
terminal-cancel = Cancelar
terminal-cancel-name = Tecla roja, cancelar
terminal-clear = Borrar
terminal-clear-name = Tecla amarilla, borrar
terminal-enter = OK
terminal-enter-name = Tecla verde, OK
terminal-asleep = En reposo
terminal-present-card = Presente la tarjeta
terminal-enter-pin = PIN y después OK
terminal-wrong-pin = PIN erróneo, repita
terminal-authorising = Espere…
terminal-remove-card = Retire la tarjeta
terminal-follow-terminal = Confirme
terminal-please-wait = Un momento…
terminal-card-unreadable = No leída, repita
terminal-taking-back = Anulando…
terminal-approved = Aprobado
terminal-declined = Rechazado
terminal-cancelled = Cancelado
terminal-trouble = Probar una avería
trouble-decline = El banco rechaza
trouble-slow = Banco lento
trouble-line-down = Línea caída
trouble-late-answer = Respuesta tardía
