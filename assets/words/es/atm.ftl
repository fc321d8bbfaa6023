# The cash machine.
atm-training = Modo de formación. No se carga ninguna cuenta ni sale dinero.
atm-starting = Un momento, por favor
atm-out-of-service = Aquí no hay efectivo en este momento
atm-name = Cajero automático
atm-welcome = ¿Efectivo o saldo?
atm-welcome-what = Primero decide usted. La tarjeta y el PIN van al final.
atm-amount = ¿Cuánto?
atm-amount-what = Elija un importe o teclee otro. Como máximo { $most }.
atm-amount-enter = Pulse la tecla verde cuando sea correcto.
atm-confirm = ¿Esta cantidad?
atm-confirm-what = Después nadie podrá cambiar el importe.
atm-card = Introduzca su tarjeta
atm-pin = Introduzca su PIN
atm-pin-what = Cubra las teclas con la mano y pulse después la tecla verde.
atm-pin-wrong = El PIN no es correcto
atm-pin-left = { $left ->
    [one] Le queda un intento.
   *[other] Le quedan { $left } intentos.
}
atm-bank = Consultando a su banco
atm-bank-slow = El banco tarda un poco. No se vaya, por favor.
atm-take-card = Retire su tarjeta
atm-take-card-cash = Retire su tarjeta. Después saldrán { $amount }.
atm-counting = Contando su dinero
atm-counting-slow = Tarda más de lo normal. No se vaya, por favor.
atm-take-cash = Retire su dinero
atm-receipt = ¿Quiere un recibo?
atm-seconds = { $seconds ->
    [one] Queda un segundo.
   *[other] Quedan { $seconds } segundos.
}
atm-still-there = Pulse la tecla para continuar.

atm-told-declined = Su banco lo ha rechazado. No se ha cargado nada.
atm-told-cancelled-at-terminal = Cancelado. No se ha cargado nada.
atm-told-cancelled-here = Cancelado. No se ha cargado nada.
atm-told-no-card = No se ha introducido tarjeta. No se ha cargado nada.
atm-told-unreachable = Su banco no responde. No se ha cargado nada.
atm-told-busy = El lector de tarjetas está ocupado. No se ha cargado nada.
atm-told-not-recorded = No se ha podido registrar. No se ha cargado nada.
atm-told-taken-back = El dinero ha vuelto a su cuenta.
atm-told-not-found = No se ha cargado nada.
atm-told-not-paid-out = No ha salido dinero. El importe vuelve a su cuenta.
atm-told-cash-returned = No se ha retirado el dinero. El importe vuelve a su cuenta.
atm-told-ask-staff = Pregunte al personal. Su referencia:
atm-ask-staff-what = Aún no sabemos qué ha pasado. No se ha perdido nada: el personal puede resolverlo con esta referencia.
atm-told-card-kept = Se ha retenido su tarjeta. Llame a su banco.
atm-told-card-kept-not-paid-out = Se ha retenido su tarjeta y no ha salido dinero. El importe vuelve a su cuenta.
atm-told-balance = En su cuenta
atm-told-no-balance-declined = Su banco no da el saldo de esta tarjeta.
atm-told-no-balance-cancelled = Cancelado.
atm-told-no-balance-no-card = No se ha introducido tarjeta.
atm-told-no-balance-unreachable = Su banco no responde.
atm-told-goodbye = Adiós y gracias

atm-off-no-journal = Ahora mismo no se puede registrar nada.
atm-off-no-terminal = No responde el lector de tarjetas o el banco.
atm-off-no-dispenser = Sin efectivo por ahora.
atm-off-unresolved = Se está resolviendo una retirada anterior.
atm-off-reversing = Se está devolviendo una retirada anterior.
atm-off-cash-open = El personal debe revisar una retirada anterior.
atm-off-card-in-slot = Todavía hay una tarjeta en la ranura.
atm-off-stopping = Está cerrando.
atm-off-nothing-to-withdraw = Nada
atm-off-over-limit = Demasiado de una vez
atm-off-no-such-notes = No hay billetes para eso
atm-refused-nothing-to-withdraw = Teclee primero un importe.
atm-refused-over-limit = Como máximo { $most } de una vez.
atm-refused-no-such-notes = Los billetes que hay no suman ese importe. Pruebe con otro.

atm-key-withdraw = Efectivo
atm-key-balance = Saldo
atm-key-amount = Importe
atm-key-digit = Cifra
atm-key-clear = Corregir
atm-key-enter = Aceptar
atm-key-confirm = Sí, { $amount }
atm-key-change = Otro importe
atm-key-cancel = Cancelar
atm-key-receipt = Sí, imprimir
atm-key-finish = No, terminar
atm-key-done = Terminar
atm-key-still-here = Sigo aquí

atm-slot-insert = Insertar la tarjeta
atm-slot-shut = Ranura de la tarjeta
atm-slot-inside = La tarjeta está dentro
atm-slot-take = Retirar la tarjeta
atm-slot-kept = Tarjeta retenida
atm-paper = Recibos
atm-paper-take = Retirar el recibo
atm-tray = Aquí sale el dinero
atm-tray-take = Retirar { $amount }

atm-trouble-refuse = El banco rechaza
atm-trouble-keep-card = La tarjeta se retiene
atm-trouble-jam = Billetes atascados
atm-trouble-bank-gone = Banco inaccesible
