"""The log of the view: what the screen is shown, without what only a screen needs."""

import glob
import os
import signal
import time
import unittest

import fixture

EVENT = b"malloc: ALLOCATED: 8 [0x20002004]\n"
HEAP = ("--heap", "0x20002000:8K")


class ViewLog(fixture.Case):
    def setUp(self):
        self.here = self.folder()
        self.log = os.path.join(self.here, "seen.log")
        self.device = self.board()

    def read(self, name=None):
        try:
            with open(name or self.log, "rb") as f:
                return f.read()
        except FileNotFoundError:
            return b""

    def gets(self, wanted, name=None):
        """Waits until the log holds `wanted`."""
        there = fixture.wait_for(lambda: wanted in self.read(name))
        self.assertTrue(there, self.read(name)[-2000:])

    def test_it_is_what_the_screen_shows_without_its_colours(self):
        terminal = self.screen(self.device.path, *HEAP, "--log-view", self.log, "--color", "always")
        self.assertTrue(terminal.wait_raw())
        self.device.say(b"\x1b[31mred\x1b[0m\r\n\x1b]0;title\x07\xff\n" + EVENT + b"half")
        terminal.shows(b"half")
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)
        log = self.read()
        self.assertNotIn(b"\x1b", log)
        self.assertTrue(log.startswith(b"red\n^[]0;title^G\\xff\n   (NUM)     FREE"), log)
        self.assertIn(b"== (001)    ~8180    ~8176  [20002004]  +8      "
                      b"(malloc: ALLOCATED: 8 [0x20002004])\nhalf\n== Summary of run 1", log)
        self.assertTrue(log.endswith(b"\n"))

    def test_choice_and_times_are_those_of_the_screen(self):
        process = self.start(self.device.path, "--log-view", self.log, "--filter", "keep",
                             "--timestamps", "elapsed", "--no-summary")
        self.device.say(b"keep one\nleave two\nkeep three\n")
        self.gets(b"three\n")
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
        self.assertRegex(self.read(), rb"^\[ +\d+\.\d{6}\] keep one\n\[ +\d+\.\d{6}\] keep three\n$")
        self.assertEqual(self.read(), out)

    def test_what_the_menu_changes_is_changed_here_too(self):
        terminal = self.screen(self.device.path, "--log-view", self.log, errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"\x14t\x14t\x14k")
        terminal.shows(b"mark 1")
        self.device.say(b"late\n")
        self.gets(b"] late\n")
        self.assertRegex(self.read(), rb"--- mark 1 at [0-9:]{8}, event 0, byte 0\n")

    def test_a_screen_that_stands_still_neither_holds_it_up_nor_costs_it_a_line(self):
        # trust: 7
        terminal = self.screen(self.device.path, "--log-view", self.log, "--no-summary")
        self.assertTrue(terminal.wait_raw())
        lines = b"".join(b"line %07d\n" % i for i in range(250000))
        self.device.say(lines)  # nobody reads the screen
        self.gets(b"line 0249999\n")
        self.assertEqual(self.read(), lines)

    def test_a_paused_screen_does_not_hold_it_up(self):
        # trust: 7
        terminal = self.screen(self.device.path, "--log-view", self.log, errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"\x14p")
        terminal.shows(b"stands still")
        self.device.say(b"behind the pause\n")
        self.gets(b"behind the pause\n")

    def test_half_a_character_is_written_once_whole(self):
        self.start(self.device.path, "--log-view", self.log)
        self.device.say(b"a\xe2\x82")
        self.gets(b"a")
        time.sleep(0.15)  # longer than a terminal waits before it shows the half
        self.device.say(b"\xac\n")
        self.gets(b"\n")
        self.assertEqual(self.read(), "a\u20ac\n".encode())

    def test_both_logs_stand_side_by_side(self):
        raw = os.path.join(self.here, "raw.log")
        self.start(self.device.path, *HEAP, "--log", raw, "--log-view", self.log)
        self.device.say(EVENT + b"end\n")
        self.gets(b"end\n")
        self.gets(b"end\n", raw)
        self.assertEqual(self.read(raw), EVENT + b"end\n")
        self.assertIn(b"== (001)", self.read())

    def test_one_file_for_both_is_refused(self):
        # trust: 55
        for more in ((), ("--log-mode", "overwrite")):
            run = self.run_heapterm(self.device.path, "--log", self.log, "--log-view",
                                    os.path.join(self.here, ".", "seen.log"), *more)
            self.assertEqual(run.returncode, 2)
            self.assertIn(b"--log and --log-view both name", run.stderr)

    def test_rotation_cuts_at_lines_and_loses_nothing(self):
        # trust: 57
        self.start(self.device.path, "--log-view", self.log, "--log-rotate", "1000")
        lines = b"".join(b"line %05d\n" % i for i in range(1000))
        self.device.say(lines)

        def parts():
            return [self.log] + sorted(glob.glob(self.log + ".*"),
                                       key=lambda n: int(n.rsplit(".", 1)[1]))

        self.assertTrue(fixture.wait_for(
            lambda: b"".join(self.read(name) for name in parts()) == lines))
        self.assertGreater(len(parts()), 5)
        for name in parts():
            self.assertTrue(self.read(name).endswith(b"\n"))

    def test_it_is_gone_on_with_and_its_name_may_tell_the_time(self):
        # trust: 55
        pattern, name = (os.path.join(self.here, year) for year in ("%Y.log", time.strftime("%Y.log")))
        for text in (b"one\n", b"two\n"):
            process = self.start(self.device.path, "--log-view", pattern, "--no-summary")
            self.assertTrue(fixture.wait_for(lambda: os.path.exists(name)))
            self.device.say(text)
            self.gets(text, name)
            process.send_signal(signal.SIGINT)
            process.wait()
        self.assertEqual(self.read(name), b"one\ntwo\n")

    def test_a_full_disk_is_said_and_costs_the_exit_code(self):
        # trust: 54
        process = self.start(self.device.path, "--log-view", "/dev/full", "--no-summary")
        self.device.say(b"one\n")
        err = fixture.read_until(process.stderr.fileno(), b"\n")
        self.assertIn(b"cannot write the log /dev/full: No space left", err)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        self.assertIn(b"4 bytes are missing from the log /dev/full", err)
        self.assertEqual(process.returncode, 3)

    def test_nothing_is_missing_after_kill(self):
        # trust: 53
        process = self.start(self.device.path, *HEAP, "--log-view", self.log)
        self.device.say(EVENT + b"last\n")
        self.gets(b"last\n")
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertIn(b"== (001)", self.read())

    def test_loss_and_return_of_the_device_stand_in_it(self):
        process = self.start("exec:echo one; exec sleep 0.01", "--restart", "--log-view", self.log)
        self.gets(b"--- ")
        process.send_signal(signal.SIGINT)
        process.wait()
        self.assertTrue(self.read().startswith(b"one\n--- "), self.read())

    def test_the_menu_switches_it_off_and_on(self):
        terminal = self.screen(self.device.path, "--log-view", self.log, errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        for text, letter in ((b"one\n", b"l"), (b"two\n", b"l"), (b"three\n", b"")):
            self.device.say(text)
            terminal.shows(text[:-1])
            if letter:
                terminal.type(b"\x14" + letter)
                terminal.shows(b"log ")
        self.gets(b"three\n")
        self.assertEqual(self.read(), b"one\nthree\n")


if __name__ == "__main__":
    unittest.main()
