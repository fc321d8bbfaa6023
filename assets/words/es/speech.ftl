# What is said and never shown.
speech-begins = La voz está activada.
speech-off = La voz está apagada.
speech-ended = La voz ha terminado. Esta pantalla está libre.
speech-keys = { $next }: lo siguiente. { $previous }: lo anterior. { $select }: elegir. { $back }: volver. { $repeat }: repetir. { $quieter } y { $louder }: más bajo y más alto. { $slower } y { $faster }: más lento y más rápido. { $speech }: apagar la voz.
speech-volume = Volumen { $step } de { $of }
speech-speed = Velocidad { $step } de { $of }
speech-place = { $place } de { $of }
speech-role-button = botón
speech-role-checkbox = casilla
speech-role-radiobutton = opción
speech-role-switch = interruptor
speech-role-tab = pestaña
speech-chosen = elegido
speech-not-chosen = no elegido
speech-off-now = ahora no disponible
speech-secret = Una tecla de cifra. Las cifras solo se dicen por auriculares; en las teclas del aparato el cinco tiene un punto en relieve.
speech-digits = { $count ->
    [0] No hay cifras tecleadas.
    [one] Hay una cifra tecleada.
   *[other] Hay { $count } cifras tecleadas.
}
speech-seconds = { $seconds ->
    [one] Queda un segundo.
   *[other] Quedan { $seconds } segundos.
}
speech-line = { $count } { $what }
speech-line-gone = Quitado: { $what }
speech-quantity = Cantidad { $count }
speech-dishes = { $count ->
    [0] Aquí no hay platos.
    [one] Un plato.
   *[other] { $count } platos.
}
speech-leaf = vegetariano
speech-number = Su número: { $number }
speech-written = Escrito: { $text }
speech-device = { $title }. Su pantalla dice: { $display }
speech-plus = más
speech-minus = menos
speech-kcal = kilocalorías
speech-eur = { $count ->
    [one] { $count } euro
   *[other] { $count } euros
}
speech-eur-part = { $count ->
    [one] { $count } céntimo
   *[other] { $count } céntimos
}
speech-gbp = { $count ->
    [one] { $count } libra
   *[other] { $count } libras
}
speech-gbp-part = { $count } peniques
speech-usd = { $count ->
    [one] { $count } dólar
   *[other] { $count } dólares
}
speech-usd-part = { $count ->
    [one] { $count } centavo
   *[other] { $count } centavos
}
