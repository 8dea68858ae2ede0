"""The full-screen view when what it kept cannot be read again."""

import errno
import pathlib
import unittest

import tmux
import tree
from test_tui import OOM


class Faults(tmux.Case, tree.Case):
    def test_a_history_that_cannot_be_read_is_said_and_the_newest_instant_stays(self):
        # trust: 159
        broken = self.tree.path("broken")
        screen = self.tmux("tui", OOM, columns=120,
                           environment=self.with_shim(fail=f"pread:{errno.EIO}:1:1000", when=broken))
        self.see(screen, "event 11038 of 11038")
        self.go(screen, "event:1000")
        self.see(screen, "event 1000 of 11038")
        pathlib.Path(broken).touch()
        self.go(screen, "event:6000")
        said = "That instant cannot be shown: Input/output error; this is the newest one"
        self.see(screen, said, "event 11038 of 11038")
        screen.press("3", "Down")
        self.miss(screen, said)
        screen.press("Left")
        self.see(screen, said, "event 11038 of 11038")
        screen.press("q")
        self.see(screen, "exit code 0", "== Summary")

    def go(self, screen, place):
        screen.press("g")
        screen.type(place)
        screen.press("Enter")


if __name__ == "__main__":
    unittest.main()
