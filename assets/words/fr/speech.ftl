# Ce qui se dit et ne se montre jamais.
speech-begins = La voix est active.
speech-off = La voix est coupée.
speech-ended = La voix s’arrête. Cet écran est libre.
speech-keys = { $next } : la chose suivante. { $previous } : la précédente. { $select } : la choisir. { $back } : revenir. { $repeat } : répéter. { $quieter } et { $louder } : moins fort et plus fort. { $slower } et { $faster } : plus lent et plus vite. { $speech } : couper la voix.
speech-volume = Volume { $step } sur { $of }
speech-speed = Vitesse { $step } sur { $of }
speech-place = { $place } sur { $of }
speech-role-button = bouton
speech-role-checkbox = case à cocher
speech-role-radiobutton = choix
speech-role-switch = interrupteur
speech-role-tab = onglet
speech-chosen = choisi
speech-not-chosen = pas choisi
speech-off-now = indisponible maintenant
speech-secret = Une touche de chiffre. Les chiffres ne sont dits que dans un casque ; les touches de l’appareil ont un point en relief sur le cinq.
speech-digits = { $count ->
    [0] Aucun chiffre n’est tapé.
    [one] Un chiffre est tapé.
   *[other] { $count } chiffres sont tapés.
}
speech-seconds = { $seconds ->
    [one] Encore une seconde.
   *[other] Encore { $seconds } secondes.
}
speech-line = { $count } { $what }
speech-line-gone = Retiré : { $what }
speech-quantity = Quantité { $count }
speech-dishes = { $count ->
    [0] Aucun plat ici.
    [one] Un plat.
   *[other] { $count } plats.
}
speech-leaf = végétarien
speech-number = Votre numéro : { $number }
speech-written = Écrit : { $text }
speech-device = { $title }. Son écran dit : { $display }
speech-plus = plus
speech-minus = moins
speech-kcal = kilocalories
speech-eur = { $count ->
    [one] { $count } euro
   *[other] { $count } euros
}
speech-eur-part = { $count ->
    [one] { $count } centime
   *[other] { $count } centimes
}
speech-gbp = { $count ->
    [one] { $count } livre
   *[other] { $count } livres
}
speech-gbp-part = { $count } pence
speech-usd = { $count ->
    [one] { $count } dollar
   *[other] { $count } dollars
}
speech-usd-part = { $count ->
    [one] { $count } cent
   *[other] { $count } cents
}
