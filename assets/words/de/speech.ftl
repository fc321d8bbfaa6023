# What is said and never shown.
speech-begins = Die Sprachausgabe ist an.
speech-off = Die Sprachausgabe ist aus.
speech-ended = Die Sprachausgabe ist beendet. Dieser Bildschirm ist frei.
speech-keys = { $next }: das Nächste. { $previous }: das davor. { $select }: auswählen. { $back }: zurück. { $repeat }: noch einmal sagen. { $quieter } und { $louder }: leiser und lauter. { $slower } und { $faster }: langsamer und schneller. { $speech }: Sprachausgabe aus.
speech-volume = Lautstärke { $step } von { $of }
speech-speed = Tempo { $step } von { $of }
speech-place = { $place } von { $of }
speech-role-button = Taste
speech-role-checkbox = Kontrollkästchen
speech-role-radiobutton = Auswahl
speech-role-switch = Schalter
speech-role-tab = Reiter
speech-chosen = ausgewählt
speech-not-chosen = nicht ausgewählt
speech-off-now = jetzt nicht verfügbar
speech-secret = Eine Zifferntaste. Ziffern werden nur in einem Kopfhörer angesagt; auf den Tasten des Geräts hat die Fünf einen erhabenen Punkt.
speech-digits = { $count ->
    [0] Keine Ziffer ist eingegeben.
    [one] Eine Ziffer ist eingegeben.
   *[other] { $count } Ziffern sind eingegeben.
}
speech-seconds = { $seconds ->
    [one] Noch eine Sekunde.
   *[other] Noch { $seconds } Sekunden.
}
speech-line = { $count } { $what }
speech-line-gone = Entfernt: { $what }
speech-quantity = Anzahl { $count }
speech-dishes = { $count ->
    [0] Hier gibt es keine Gerichte.
    [one] Ein Gericht.
   *[other] { $count } Gerichte.
}
speech-leaf = vegetarisch
speech-number = Ihre Nummer: { $number }
speech-written = Geschrieben: { $text }
speech-device = { $title }. Auf dem Display steht: { $display }
speech-plus = plus
speech-minus = minus
speech-kcal = Kilokalorien
speech-eur = { $count ->
    [one] { $count } Euro
   *[other] { $count } Euro
}
speech-eur-part = { $count ->
    [one] { $count } Cent
   *[other] { $count } Cent
}
speech-gbp = { $count ->
    [one] { $count } Pfund
   *[other] { $count } Pfund
}
speech-gbp-part = { $count } Pence
speech-usd = { $count ->
    [one] { $count } Dollar
   *[other] { $count } Dollar
}
speech-usd-part = { $count ->
    [one] { $count } Cent
   *[other] { $count } Cent
}
