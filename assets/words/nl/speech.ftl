# What is said and never shown.
speech-begins = De spraak staat aan.
speech-off = De spraak staat uit.
speech-ended = De spraak is gestopt. Dit scherm is vrij.
speech-keys = { $next }: het volgende. { $previous }: het vorige. { $select }: kiezen. { $back }: terug. { $repeat }: nog eens zeggen. { $quieter } en { $louder }: zachter en harder. { $slower } en { $faster }: langzamer en sneller. { $speech }: spraak uit.
speech-volume = Volume { $step } van { $of }
speech-speed = Snelheid { $step } van { $of }
speech-place = { $place } van { $of }
speech-role-button = knop
speech-role-checkbox = selectievakje
speech-role-radiobutton = keuze
speech-role-switch = schakelaar
speech-role-tab = tabblad
speech-chosen = gekozen
speech-not-chosen = niet gekozen
speech-off-now = nu niet beschikbaar
speech-secret = Een cijfertoets. Cijfers worden alleen in een koptelefoon gezegd; op de toetsen van het apparaat heeft de vijf een verhoogde stip.
speech-digits = { $count ->
    [0] Er is geen cijfer ingetoetst.
    [one] Er is één cijfer ingetoetst.
   *[other] Er zijn { $count } cijfers ingetoetst.
}
speech-seconds = { $seconds ->
    [one] Nog één seconde.
   *[other] Nog { $seconds } seconden.
}
speech-line = { $count } { $what }
speech-line-gone = Verwijderd: { $what }
speech-quantity = Aantal { $count }
speech-dishes = { $count ->
    [0] Hier zijn geen gerechten.
    [one] Eén gerecht.
   *[other] { $count } gerechten.
}
speech-leaf = vegetarisch
speech-number = Uw nummer: { $number }
speech-written = Geschreven: { $text }
speech-device = { $title }. Op het display staat: { $display }
speech-plus = plus
speech-minus = min
speech-kcal = kilocalorieën
speech-eur = { $count ->
    [one] { $count } euro
   *[other] { $count } euro
}
speech-eur-part = { $count ->
    [one] { $count } cent
   *[other] { $count } cent
}
speech-gbp = { $count ->
    [one] { $count } pond
   *[other] { $count } pond
}
speech-gbp-part = { $count } pence
speech-usd = { $count ->
    [one] { $count } dollar
   *[other] { $count } dollar
}
speech-usd-part = { $count ->
    [one] { $count } cent
   *[other] { $count } cent
}
