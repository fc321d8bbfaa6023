"""A screen reader's hands: what it finds on the accessibility bus by role and name, and what it has done there. It speaks libatspi, as
Orca does, and knows nothing of the program but its name on that bus."""

import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 20.0


class Missing(Exception):
    """Something did not come within the time."""


class Reader:
    """One reader, and what it has heard."""

    def __init__(self, program):
        self.program = program
        self.focused = []
        self.announced = []
        Atspi.init()
        self.listener = Atspi.EventListener.new(self.hear)
        for event in ("object:state-changed:focused", "object:announcement"):
            self.listener.register(event)

    def hear(self, event):
        if event.type.startswith("object:announcement"):
            self.announced.append(str(event.any_data))
        elif event.detail1:
            self.focused.append(event.source.get_name())

    def until(self, what, look):
        """Listens until there is something."""
        end = time.monotonic() + PATIENCE
        context = GLib.MainContext.default()
        while True:
            while context.iteration(False):
                pass
            try:
                found = look()
            except GLib.Error:
                # What it was looking at has just gone.
                found = None
            if found:
                return found
            if time.monotonic() > end:
                raise Missing(f"{what} is not there: {self.names()}")
            GLib.usleep(20_000)

    def window(self):
        """The program's window; only what is new is believed."""
        desktop = Atspi.get_desktop(0)
        for place in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(place)
            if application and application.get_name() == self.program and application.get_child_count():
                application.clear_cache()
                return application.get_child_at_index(0)
        return None

    def nodes(self, node=None):
        node = node or self.window()
        if node is None:
            return
        yield node
        for place in range(node.get_child_count()):
            child = node.get_child_at_index(place)
            if child:
                yield from self.nodes(child)

    def names(self):
        return [f"{node.get_role_name()} {node.get_name()!r}" for node in self.nodes()]

    def find(self, role, called):
        """The control of this role that is called so; "Pay …" is the first whose name begins with "Pay "."""
        begins = called.removesuffix("…")

        def look():
            for node in self.nodes():
                name = node.get_name()
                if node.get_role_name() == role and (name == called or (begins != called and name.startswith(begins))):
                    return node
            return None

        return self.until(f"{role} {called!r}", look)

    def hears(self, text):
        self.until(f"something that says {text!r}", lambda: any(text in node.get_name() for node in self.nodes()))
        print(f"  hears {text!r}", flush=True)

    def use(self, role, called):
        """Puts the focus on it, sees that it arrives, and has it do what it does."""
        node = self.find(role, called)
        name = node.get_name()
        states = node.get_state_set()
        for state in (Atspi.StateType.ENABLED, Atspi.StateType.FOCUSABLE, Atspi.StateType.SHOWING):
            if not states.contains(state):
                raise Missing(f"{name!r} is not {state.value_nick}")
        node.grab_focus()
        self.until(f"the focus on {name!r}", lambda: self.has_focus(role, name))
        actions = [node.get_action_name(place) for place in range(node.get_n_actions())]
        if "click" not in actions:
            raise Missing(f"{name!r} can do {actions}")
        node.do_action(actions.index("click"))
        print(f"  {role} {name!r}", flush=True)

    def has_focus(self, role, name):
        for node in self.nodes():
            if node.get_role_name() == role and node.get_name() == name:
                return node.get_state_set().contains(Atspi.StateType.FOCUSED)
        return False

    def state(self, role, called, state):
        return self.find(role, called).get_state_set().contains(state)


def tell(story):
    """Runs a story; what is missing is said and fails."""
    try:
        story()
    except Missing as missing:
        print(f"FAILED: {missing}", file=sys.stderr)
        sys.exit(1)
