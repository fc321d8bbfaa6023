"""Forty euros from outside: the real cash machine, over the accessibility bus alone."""

from reader import Reader, tell


def story():
    reader = Reader("cardlast")
    reader.use("push button", "Langue…")
    reader.use("push button", "English")
    reader.use("push button", "Cash")
    reader.use("push button", "€40.00")
    reader.use("push button", "Yes, €40.00")
    reader.use("push button", "Put the card in")
    reader.hears("Type your code")
    for key in ["Key 1", "Key 2", "Key 3", "Key 4", "Green key, OK"]:
        reader.use("push button", key)
    reader.use("push button", "Take the card")
    reader.use("push button", "Take €40.00")
    reader.use("push button", "No, finish")
    reader.hears("Goodbye")


tell(story)
