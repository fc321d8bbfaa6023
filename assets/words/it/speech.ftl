# What is said and never shown.
speech-begins = La voce è attiva.
speech-off = La voce è spenta.
speech-ended = La voce è finita. Questo schermo è libero.
speech-keys = { $next }: il successivo. { $previous }: il precedente. { $select }: scegli. { $back }: indietro. { $repeat }: ripeti. { $quieter } e { $louder }: più piano e più forte. { $slower } e { $faster }: più lento e più veloce. { $speech }: spegni la voce.
speech-volume = Volume { $step } di { $of }
speech-speed = Velocità { $step } di { $of }
speech-place = { $place } di { $of }
speech-role-button = pulsante
speech-role-checkbox = casella
speech-role-radiobutton = scelta
speech-role-switch = interruttore
speech-role-tab = scheda
speech-chosen = scelto
speech-not-chosen = non scelto
speech-off-now = ora non disponibile
speech-secret = Un tasto di cifra. Le cifre si dicono solo in cuffia; sui tasti del dispositivo il cinque ha un punto in rilievo.
speech-digits = { $count ->
    [0] Nessuna cifra digitata.
    [one] Una cifra digitata.
   *[other] { $count } cifre digitate.
}
speech-seconds = { $seconds ->
    [one] Resta un secondo.
   *[other] Restano { $seconds } secondi.
}
speech-line = { $count } { $what }
speech-line-gone = Tolto: { $what }
speech-quantity = Quantità { $count }
speech-dishes = { $count ->
    [0] Qui non ci sono piatti.
    [one] Un piatto.
   *[other] { $count } piatti.
}
speech-leaf = vegetariano
speech-number = Il suo numero: { $number }
speech-written = Scritto: { $text }
speech-device = { $title }. Il display dice: { $display }
speech-plus = più
speech-minus = meno
speech-kcal = chilocalorie
speech-eur = { $count ->
    [one] { $count } euro
   *[other] { $count } euro
}
speech-eur-part = { $count ->
    [one] { $count } centesimo
   *[other] { $count } centesimi
}
speech-gbp = { $count ->
    [one] { $count } sterlina
   *[other] { $count } sterline
}
speech-gbp-part = { $count } pence
speech-usd = { $count ->
    [one] { $count } dollaro
   *[other] { $count } dollari
}
speech-usd-part = { $count ->
    [one] { $count } centesimo
   *[other] { $count } centesimi
}
