"""The terminal of the full screen, as probe.c uses it: what it writes, hears and leaves behind."""

import os
import random
import signal
import subprocess
import sys
import termios
import time
import unittest

import processes
from fixture import Case, PATIENCE, wait_for
from probe import PROBE, Probe

CLOSING = 0.4  # seconds that probe.c gives the screen at the end
LEAVING = 0.5  # that term_leave does
BUSY = 1.5  # more, on a busy machine
MOUSE_ON, MOUSE_OFF = b"\033[?1002h\033[?1006h", b"\033[?1006l\033[?1002l"

TERMS = b"""
sixteen|a terminal with sixteen colours,
\tcolors#16, pairs#256, use=xterm,
direct|one with colours by their parts,
\tRGB, colors#16777216, pairs#65536, use=xterm,
"""
IN_BACKGROUND = """
import os, sys
if os.fork() == 0:
    os.setpgid(0, 0)
    os.execv(sys.argv[1], sys.argv[1:])
os.wait()
"""

# What is typed, and what comes of it: kind, code in hex, row, column.
KEYS = [
    (b"a", ["character 61"]),
    (b"\033", ["character 1b"]),
    (b"\033x", ["character 1b", "character 78"]),
    (b"\r", ["character d"]),
    (b"\n", ["character a"]),
    (b"\t", ["character 9"]),
    (b"\x7f", ["character 8"]),
    (b"\x08", ["character 8"]),
    (b"\x01", ["character 1"]),
    (b"\x03", ["character 3"]),
    (b"\x11\x13", ["character 11", "character 13"]),
    ("é日😀".encode(), ["character e9", "character 65e5", "character 1f600"]),
    (b"\xffa\xc3b", ["character 61", "character 62"]),
    (b"\033[A\033OA", ["up", "up"]),
    (b"\033[B\033OB", ["down", "down"]),
    (b"\033[C\033OC", ["right", "right"]),
    (b"\033[D\033OD", ["left", "left"]),
    (b"\033[H\033OH\033[1~\033[7~", ["home"] * 4),
    (b"\033[F\033OF\033[4~\033[8~", ["end"] * 4),
    (b"\033[5~\033[6~\033[3~\033[Z", ["page-up", "page-down", "delete", "back-tab"]),
    (b"\033[1;2A\033[1;2B", ["shift-up", "shift-down"]),
    (b"\033[1;2D\033[1;2C", ["shift-left", "shift-right"]),
    (b"\033[1;2H\033[1;2F", ["shift-home", "shift-end"]),
    (b"\033[1;5C\033[1;3D", ["right", "left"]),
    (b"\033[1;6C\033[1;4D", ["shift-right", "shift-left"]),
    (b"\033[99;7ua\033Ozb\033[24;5~c", ["character 61", "character 62", "character 63"]),
]
MOUSE = [
    (b"\033[<0;5;3M\033[<0;5;3m", ["press 0 2 4", "release 0 2 4"]),
    (b"\033[<0;1;1M\033[<32;300;7M\033[<0;300;8m",
     ["press 0 0 0", "drag 0 6 299", "release 0 7 299"]),
    (b"\033[<64;2;2M\033[<65;2;2M", ["wheel-up 0 1 1", "wheel-down 0 1 1"]),
    (b"\033[<4;2;2M\033[<4;2;2m", ["press 0 1 1", "release 0 1 1"]),
    (b"\033[<2;2;2M\033[<2;2;2m\033[<35;9;9Ma", ["character 61"]),
    (b"\033[<66;2;2M\033[<0;2M\033[<;;Ma", ["character 61"]),
    (b"\033[M #$\033[M##$", ["press 0 3 2", "release 0 3 2"]),
]


class TermTest(Case):
    def probe(self, **options):
        probe = Probe(**options)
        self.addCleanup(probe.close)
        return probe

    def started(self, **options):
        probe = self.probe(**options)
        self.assertTrue(probe.shows(b"selected"), probe.heard)
        return probe

    def ends_well(self, probe):
        self.assertEqual(probe.end(), (0, True), probe.heard)
        self.assertTrue(probe.is_as_before())

    def quits_well(self, probe):
        probe.type(b"q")
        self.ends_well(probe)

    def gives(self, probe, typed, keys):
        for key in keys:
            wanted = f"key {key}" + " 0" * (4 - len(key.split()))
            self.assertTrue(probe.hears(wanted, 10), f"{typed}: no {wanted} in {probe.heard}")

    def check_keys(self, table, **options):
        probe = self.started(**options)
        for typed, keys in table:
            probe.heard = b""
            probe.type(typed)
            self.gives(probe, typed, keys)
            time.sleep(0.03)  # the next one is typed by a person
            probe.type(b"z")
            self.assertTrue(probe.until(lambda: b"key character 7a 0 0\n" in probe.heard))
            self.assertEqual(probe.heard, b"key character 7a 0 0\n", f"more of {typed}")
        self.quits_well(probe)

    def test_keys(self):
        for term in ("xterm-256color", "screen-256color", "linux", "rxvt-unicode-256color"):
            with self.subTest(term):
                self.check_keys(KEYS, TERM=term)

    def test_mouse(self):
        for term in ("xterm-256color", "tmux-256color"):
            with self.subTest(term):
                self.check_keys(MOUSE, TERM=term)

    def test_keys_come_in_pieces(self):
        probe = self.started()
        for piece in (b"\xe6", b"\x97", b"\xa5"):
            probe.type(piece)
            time.sleep(0.05)
        self.gives(probe, "pieces", ["character 65e5"])
        self.quits_well(probe)

    def test_the_mouse_is_only_taken_where_there_is_one(self):
        probe = self.probe()
        self.assertTrue(probe.shows(MOUSE_ON))
        self.assertTrue(probe.shows(b"selected"))
        probe.type(b"q")
        self.assertTrue(probe.shows(MOUSE_OFF))
        self.ends_well(probe)
        probe = self.started(TERM="vt100")
        self.quits_well(probe)
        self.assertNotIn(b"?1002", probe.shown)

    def test_only_what_changes_is_written(self):
        probe = self.started(rows=60, columns=200)
        while probe.read(0.2):
            pass
        probe.shown = b""
        probe.type(b"n")
        self.assertTrue(probe.shows(b"1"))
        while probe.read(0.2):
            pass
        self.assertLess(len(probe.shown), 60, probe.shown)
        self.quits_well(probe)

    def test_what_a_view_draws_is_not_obeyed(self):
        probe = self.probe()
        self.assertTrue(probe.shows(b"?\033[48;5;17mselected"), probe.shown)
        self.quits_well(probe)

    def test_looks(self):
        terms = self.folder()
        subprocess.run(["tic", "-x", "-o", terms, self.file("terms", TERMS)], check=True)
        for look, environment in (
                ("256", {}), ("8", {"TERM": "xterm"}), ("8", {"TERM": "linux"}),
                ("16", {"TERM": "sixteen", "TERMINFO": terms}),
                ("8", {"TERM": "direct", "TERMINFO": terms}),
                ("0", {"TERM": "vt100"}), ("0", {"NO_COLOR": "1"}), ("256", {"NO_COLOR": ""}),
                ("256 ascii", {"LC_ALL": "C"}), ("256 light", {"COLORFGBG": "0;15"}),
                ("256 light", {"COLORFGBG": "0;default;15"}), ("256", {"COLORFGBG": "15;0"})):
            with self.subTest(look=look, **environment):
                probe = self.probe(**environment)
                self.assertTrue(probe.hears("look " + look), probe.heard)
                self.assertTrue(probe.shows(b"selected"))
                self.assertEqual(b"\xc3" in probe.shown, False)
                self.quits_well(probe)

    def test_letters_and_colours_that_the_terminal_lacks(self):
        probe = self.probe(LC_ALL="C", NO_COLOR="1")
        self.assertTrue(probe.shows(b"?ber 4 ? 5 ? ? ."), probe.shown)
        self.assertNotIn(b"38;5", probe.shown)
        self.quits_well(probe)

    def test_what_is_no_terminal(self):
        for why, environment in (
                ("TERM names a terminal that terminfo does not know", {"TERM": "nonsense"}),
                ("TERM does not say which terminal this is", {"TERM": None}),
                ("the terminal, as TERM names it, cannot place text on its screen",
                 {"TERM": "dumb"})):
            with self.subTest(why):
                probe = self.probe(**environment)
                self.assertTrue(probe.hears(why), probe.heard)
                self.assertEqual(probe.process.wait(timeout=PATIENCE), 3)
                self.assertTrue(probe.is_as_before())
        done = subprocess.run([PROBE], stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=PATIENCE, check=False)
        self.assertEqual(done.stderr, b"standard output is not a terminal\n")

    def test_a_background_job_leaves_the_terminal_alone(self):
        probe = self.probe(command=(sys.executable, "-c", IN_BACKGROUND, PROBE))
        self.assertTrue(probe.hears(
            "another program has the terminal: this one runs in the background"), probe.heard)
        probe.process.wait(timeout=PATIENCE)
        self.assertTrue(probe.is_as_before())

    def test_leaves_and_comes_back(self):
        probe = self.started()
        self.assertTrue(probe.is_raw())
        for _ in range(3):
            probe.type(b"l")
            self.assertTrue(probe.hears("left"))
            self.assertTrue(probe.is_as_before())
            self.assertTrue(probe.shows(b"\033[?1049l"))
            probe.signal(signal.SIGCONT)
            self.assertTrue(probe.hears("entered"))
            self.assertTrue(probe.shows(b"\033[?1049h"))
            self.assertTrue(probe.shows(b"selected"))
            self.assertTrue(wait_for(probe.is_raw))
        self.quits_well(probe)

    def test_a_stop(self):
        probe = self.started()
        probe.type(b"\x1a")
        self.assertTrue(probe.hears("left"))
        self.assertTrue(wait_for(lambda: processes.state(probe.process.pid) == "T"))
        self.assertTrue(probe.is_as_before())
        probe.resize(30, 100)
        probe.signal(signal.SIGCONT)
        self.assertTrue(probe.hears("size 30 100"))
        self.assertTrue(probe.shows(b"30 rows, 100 columns"))
        self.quits_well(probe)

    def test_a_stop_that_was_not_asked_for(self):
        probe = self.started()
        probe.signal(signal.SIGSTOP)
        self.assertTrue(wait_for(lambda: processes.state(probe.process.pid) == "T"))
        termios.tcsetattr(probe.tty, termios.TCSANOW, probe.before)
        probe.signal(signal.SIGCONT)
        self.assertTrue(probe.hears("entered"))
        self.assertTrue(probe.shows(b"selected"))
        self.assertTrue(probe.is_raw())
        self.quits_well(probe)

    def test_settings_that_change_meanwhile_stay(self):
        probe = self.started()
        probe.type(b"l")
        self.assertTrue(probe.hears("left"))
        probe.before[3] &= ~termios.ECHOE
        termios.tcsetattr(probe.tty, termios.TCSANOW, probe.before)
        probe.signal(signal.SIGCONT)
        self.assertTrue(probe.hears("entered"))
        self.assertTrue(wait_for(probe.is_raw))
        self.quits_well(probe)

    def test_a_storm_of_sizes(self):
        probe = self.started()
        for _ in range(300):
            probe.resize(random.randint(1, 120), random.randint(1, 300))
            probe.read(0)
        probe.resize(33, 111)
        self.assertTrue(probe.hears("size 33 111"))
        # Of the picture before it only what differs is drawn: a whole one is asked for.
        probe.type(b"l")
        self.assertTrue(probe.hears("left"))
        probe.signal(signal.SIGCONT)
        self.assertTrue(probe.hears("entered"))
        self.assertTrue(probe.shows(b"33 rows, 111 columns"))
        self.quits_well(probe)

    def test_sizes_that_none_has(self):
        probe = self.probe(rows=0, columns=0)
        self.assertTrue(probe.shows(b"24 rows, 80 columns"))
        probe.resize(1, 1)
        self.assertTrue(probe.hears("size 1 1"))
        probe.resize(2000, 3000)
        self.assertTrue(probe.hears("size 400 1000"))
        self.quits_well(probe)

    def stalled(self):
        """Pictures that nobody looks at."""
        probe = self.started()
        probe.type(b"f")
        self.assertTrue(probe.until(lambda: b"tick" in probe.heard))
        probe.is_read = False
        self.assertTrue(probe.hears("tick behind"))
        for _ in range(10):
            self.assertTrue(probe.hears("tick behind"), "the loop stands still")
        return probe

    def closing_time(self, probe):
        self.assertTrue(probe.until(lambda: b"done" in probe.heard), probe.heard)
        return int(probe.heard.split(b"closed in ")[1].split()[0]) / 1000

    def test_a_screen_that_stands_still_holds_nothing_up(self):
        def check():
            probe = self.stalled()
            probe.signal(signal.SIGTERM)
            self.assertLess(self.closing_time(probe), CLOSING + 0.1)
            self.ends_well(probe)

        self.undisturbed(check)

    def test_a_screen_that_stands_still_from_the_beginning(self):
        def check():
            probe = self.probe(is_stopped=True)
            self.assertTrue(probe.hears("look 256"))
            probe.signal(signal.SIGTERM)
            self.assertLess(self.closing_time(probe), CLOSING + 0.1)
            self.ends_well(probe)

        self.undisturbed(check)

    def test_a_screen_that_stands_still_is_left(self):
        def check():
            probe = self.stalled()
            started = time.monotonic()
            probe.signal(signal.SIGUSR1)
            self.assertTrue(probe.hears("left"))
            self.assertLess(time.monotonic() - started, LEAVING + BUSY)
            self.assertTrue(probe.is_as_before())
            probe.is_read = True
            probe.signal(signal.SIGCONT)
            self.assertTrue(probe.hears("entered"))
            self.assertTrue(wait_for(lambda: probe.read(0) and False or probe.is_raw()))
            probe.type(b"f")
            self.assertTrue(probe.shows(b"selected"))
            self.quits_well(probe)

        self.undisturbed(check)

    def test_a_screen_that_goes_on_shows_the_newest(self):
        probe = self.stalled()
        probe.is_read = True
        probe.type(b"f")
        self.assertTrue(probe.shows(b"selected"), "it never catches up")
        self.quits_well(probe)

    def test_a_terminal_that_goes_away(self):
        for is_busy in (False, True):
            with self.subTest(is_busy=is_busy):
                probe = self.stalled() if is_busy else self.started()
                os.close(probe.tty)
                os.close(probe.fd)
                probe.fd = probe.tty = -1
                probe.is_read = False
                self.assertTrue(probe.hears("gone"))
                self.assertEqual(probe.end(), (0, True), probe.heard)
                self.assertNotIn(b"gone", probe.heard)

    def test_waits_without_work(self):
        probe = self.started()
        while probe.read(0.2):
            pass
        before = processes.switches(probe.process.pid)
        time.sleep(0.5)
        self.assertLess(processes.switches(probe.process.pid) - before, 5)
        self.quits_well(probe)


if __name__ == "__main__":
    unittest.main()
