"""A purchase from outside: the real kiosk, over the accessibility bus alone."""

import subprocess

from reader import Atspi, Reader, tell


def story():
    reader = Reader("cardlast")
    reader.find("push button", "Sur place")
    window = reader.window()
    assert window.get_role_name() == "frame" and window.get_name(), "a reader says which window it is"
    reader.use("radio button", "English")
    reader.use("push button", "Take away")
    reader.use("page tab", "Burgers")
    reader.use("push button", "Cheeseburger,…")
    reader.use("check box", "Extras: Bacon…")
    reader.until("the tick", lambda: reader.state("check box", "Extras: Bacon…", Atspi.StateType.CHECKED))
    reader.use("push button", "Add ·…")

    reader.hears("Your order: 1\u00a0item")

    # News comes by itself, and the keys of a pad take the reader along.
    reader.use("push button", "Call staff")
    reader.until("the news", lambda: any("Somebody is coming" in said for said in reader.announced))
    reader.focused.clear()
    subprocess.run(["xdotool", "key", "Tab"], check=True)
    reader.until("the next control", lambda: reader.focused)
    print(f"  a key: {reader.focused[-1]!r}", flush=True)

    reader.use("push button", "See my order")
    reader.hears("1 × Cheeseburger")
    reader.use("push button", "Pay …")
    reader.hears("Hold or insert your card")
    reader.use("push button", "Hold card here")
    reader.hears("A01")
    reader.hears("Paid: ")
    reader.use("push button", "Finish")
    reader.find("push button", "Sur place")


tell(story)
