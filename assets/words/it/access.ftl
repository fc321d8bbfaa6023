# What makes the screen easier to use.
access = Più facile
access-title = Che cosa l’aiuterebbe?
access-reach = Tutto più in basso
access-reach-what = Tutti i pulsanti scendono dove si raggiungono da seduti.
access-large = Caratteri grandi
access-large-what = Tutto è più grande e si vede meno alla volta.
access-contrast = Contrasto forte
access-contrast-what = Bianco e giallo su nero, con bordi netti.
access-speech = Voce
access-speech-what = Lo schermo le viene letto ad alta voce.
access-on = Attivato
access-off = Disattivato
access-done = Fatto
