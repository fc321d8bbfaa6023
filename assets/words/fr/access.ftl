# Ce qui rend l’écran plus facile à utiliser.
access = Plus facile
access-title = Qu’est-ce qui vous aiderait ?
access-reach = Tout plus bas
access-reach-what = Tous les boutons descendent là où l’on peut les toucher assis.
access-large = Grands caractères
access-large-what = Tout est plus grand, et il y a moins de choses à la fois à l’écran.
access-contrast = Fort contraste
access-contrast-what = Blanc et jaune sur noir, avec des contours nets.
access-speech = Voix
access-speech-what = L’écran vous est lu à voix haute.
access-on = Activé
access-off = Désactivé
access-done = C’est bon
