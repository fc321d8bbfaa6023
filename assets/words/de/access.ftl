# What makes the screen easier to use.
access = Einfacher bedienen
access-title = Was würde Ihnen helfen?
access-reach = Alles tiefer
access-reach-what = Alle Tasten rücken dorthin, wo man sie im Sitzen erreicht.
access-large = Große Schrift
access-large-what = Alles ist größer, dafür ist weniger gleichzeitig zu sehen.
access-contrast = Starker Kontrast
access-contrast-what = Weiß und Gelb auf Schwarz, mit klaren Rändern.
access-speech = Sprachausgabe
access-speech-what = Der Bildschirm wird Ihnen vorgelesen.
access-on = An
access-off = Aus
access-done = Fertig
