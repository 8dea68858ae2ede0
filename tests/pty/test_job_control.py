"""Stopped by a shell with job control, and where no shell is left."""

import os
import signal
import time
import unittest

import fixture
import recordings

SHELL = ["sh", "-mc", '"$@"; echo "is stopped"; read -r go; fg', "-"]


class InAShell(recordings.Case):
    def stopped(self, terminal):
        self.assertIn(b"is stopped", terminal.shows(b"is stopped"))
        self.assertTrue(fixture.wait_for(terminal.is_restored))

    def goes_on(self, device, terminal):
        terminal.type(b"\n")
        self.assertTrue(fixture.wait_for(terminal.is_raw))
        terminal.type(b"on")
        self.assertEqual(device.hear(b"on"), b"on")
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(terminal.is_restored())

    def test_a_stop_gives_the_terminal_back_and_fg_takes_it_again(self):
        # trust: 44
        device = self.board()
        terminal = self.screen(device.path, program=SHELL, errors_shown=True)
        self.assertTrue(fixture.wait_for(terminal.is_raw))
        os.killpg(os.tcgetpgrp(terminal.fd), signal.SIGTSTP)
        self.stopped(terminal)
        self.goes_on(device, terminal)

    def test_a_menu_key_stops_it_at_the_beginning_of_a_row(self):
        # trust: 44
        device = self.board()
        terminal = self.screen(device.path, program=SHELL, errors_shown=True)
        self.assertTrue(fixture.wait_for(terminal.is_raw))
        device.say(b"half a line")
        terminal.shows(b"half a line")
        terminal.type(b"\x14z")
        shown = terminal.shows(b"is stopped")
        self.assertTrue(shown.startswith(b"\r\n"), shown)
        self.assertNotIn(b"was not stopped", shown)
        self.goes_on(device, terminal)

    def test_twice(self):
        device = self.board()
        terminal = self.screen(device.path, errors_shown=True, program=[
            "sh", "-mc", '"$@"; echo "is stopped"; read -r go; fg; echo "is stopped"; read -r go; fg',
            "-"])
        self.assertTrue(fixture.wait_for(terminal.is_raw))
        terminal.type(b"\x14z")
        self.stopped(terminal)
        terminal.type(b"\n")
        self.assertTrue(fixture.wait_for(terminal.is_raw))
        terminal.type(b"\x14z")
        self.stopped(terminal)
        self.goes_on(device, terminal)

    def test_a_recording_stands_still_meanwhile(self):
        recording = self.make_recording([(0, b"first\r\n"), (1.5, b"second\r\n")])
        terminal = self.screen("replay", recording, program=SHELL, errors_shown=True)
        terminal.shows(b"first")
        begun = time.monotonic()
        terminal.type(b"\x1a")
        self.stopped(terminal)
        time.sleep(max(0, begun + 1.6 - time.monotonic()))  # its time would be over
        terminal.type(b"\n")
        self.assertTrue(fixture.wait_for(terminal.is_raw))
        terminal.type(b" ")
        self.assertIn(b"--- paused at ", terminal.shows(b"space goes on"))
        terminal.type(b" ")
        self.assertIn(b"second", terminal.shows(b"second"))
        self.assertEqual(terminal.end(), 0)


class WithoutAShell(fixture.Case):
    def test_a_stop_that_nobody_could_end_is_none(self):
        # trust: 44
        device = self.board()
        terminal = self.screen(device.path, errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        for stop in (lambda: terminal.process.send_signal(signal.SIGTSTP),
                     lambda: terminal.type(b"\x14z")):
            stop()
            self.assertIn(b"--- heapterm was not stopped", terminal.shows(b"go on"))
            self.assertTrue(terminal.wait_raw())
            terminal.type(b"on")
            self.assertEqual(device.hear(b"on"), b"on")

    def test_stopped_by_force_it_takes_the_terminal_again(self):
        device = self.board()
        terminal = self.screen(device.path)
        self.assertTrue(terminal.wait_raw())
        terminal.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED | os.WNOWAIT)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.type(b"on")
        self.assertEqual(device.hear(b"on"), b"on")
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(terminal.is_restored())

    def test_a_run_without_a_terminal_goes_on(self):
        for command in (("record", "--output", os.path.join(self.folder(), "r.hpt")), ()):
            device = self.board()
            process = self.start(*command, device.path, start_new_session=True)
            if not command:
                device.say(b"before\r\n")
                fixture.read_until(process.stdout.fileno(), b"before")
            else:
                fixture.read_until(process.stderr.fileno(), b"recording")
            process.send_signal(signal.SIGTSTP)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)


if __name__ == "__main__":
    unittest.main()
