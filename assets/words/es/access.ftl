# What makes the screen easier to use.
access = Más fácil
access-title = ¿Qué le ayudaría?
access-reach = Todo más abajo
access-reach-what = Todos los botones bajan a donde se alcanzan estando sentado.
access-large = Letra grande
access-large-what = Todo es más grande y se ve menos a la vez.
access-contrast = Contraste fuerte
access-contrast-what = Blanco y amarillo sobre negro, con bordes nítidos.
access-speech = Voz
access-speech-what = La pantalla se le lee en voz alta.
access-on = Activado
access-off = Desactivado
access-done = Listo
