# What makes the screen easier to use.
access = Makkelijker
access-title = Wat zou u helpen?
access-reach = Alles lager
access-reach-what = Alle knoppen komen waar u er zittend bij kunt.
access-large = Grote letters
access-large-what = Alles is groter, en er staat minder tegelijk op het scherm.
access-contrast = Sterk contrast
access-contrast-what = Wit en geel op zwart, met duidelijke randen.
access-speech = Spraak
access-speech-what = Het scherm wordt u voorgelezen.
access-on = Aan
access-off = Uit
access-done = Klaar
