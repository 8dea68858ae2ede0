"""Standard output that nobody reads, where it is not ours to make it non-blocking: a socket, and
what we may not open a second time. The device goes on, and so do keys and signals."""

import os
import pwd
import signal
import socket
import subprocess
import sys
import time
import unittest

import fixture

TEXT = b"a line of text that nobody reads\r\n" * 100


def be_somebody_else():
    """Root may open everything."""
    if os.getuid() == 0:
        os.setgid(pwd.getpwnam("nobody").pw_gid)
        os.setuid(pwd.getpwnam("nobody").pw_uid)


class Stalled(fixture.Case):
    def start_on(self, output, **options):
        """heapterm on a board, with an output that is not to be opened a second time."""
        device = self.board()
        if os.getuid() == 0:
            os.chown(device.path, pwd.getpwnam("nobody").pw_uid, -1)
        process = subprocess.Popen([fixture.HEAPTERM, device.path, "--no-lock"], stdout=output,
                                   stdin=subprocess.PIPE, stderr=subprocess.PIPE, **options)

        def clean():
            process.kill()
            process.wait()
            process.stdin.close()
            process.stderr.close()

        self.addCleanup(clean)
        return device, process

    def talk(self, device, count=3_000_000):
        """Says that much, unless it is not heard for as long as a test is patient."""
        os.set_blocking(device.fd, False)
        said, last = 0, time.monotonic()
        while said < count and time.monotonic() - last < fixture.PATIENCE:
            try:
                said += os.write(device.fd, TEXT)
                last = time.monotonic()
            except BlockingIOError:
                time.sleep(0.001)
        self.assertGreaterEqual(said, count)
        return said

    def goes_on(self, device, process):
        """The port is read, what is sent goes out, and SIGTERM ends it."""
        self.talk(device)
        process.stdin.write(b"still here")
        process.stdin.flush()
        self.assertEqual(device.hear(b"still here"), b"still here")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), -signal.SIGTERM)

    def pair(self):
        ours, theirs = socket.socketpair()
        self.addCleanup(ours.close)
        self.addCleanup(theirs.close)
        return ours, theirs


class Sockets(Stalled):
    def test_a_socket_that_nobody_reads_holds_nothing_up(self):
        # trust: 7, 61
        ours, theirs = self.pair()
        device, process = self.start_on(theirs)
        self.goes_on(device, process)
        self.assertTrue(os.get_blocking(theirs.fileno()))

    def test_a_socket_gets_every_byte_in_order(self):
        ours, theirs = self.pair()
        text = b"".join(b"line %07d\n" % i for i in range(300000))
        process = subprocess.Popen([fixture.HEAPTERM, "--no-summary", self.file("text", text)],
                                   stdout=theirs)
        theirs.close()
        self.assertEqual(fixture.read_exactly(ours.fileno(), len(text)), text)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(fixture.read_some(ours.fileno(), 1), b"")

    def test_a_reader_that_goes_away_ends_it_quietly_even_when_nothing_comes(self):
        # trust: 48
        ours, theirs = self.pair()
        device, process = self.start_on(theirs)
        theirs.close()
        device.say(b"one\r\n")
        self.assertIn(b"one", fixture.read_until(ours.fileno(), b"one"))
        ours.close()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), -signal.SIGPIPE)
        self.assertEqual(process.stderr.read(), b"")


class OfAnotherUser(Stalled):
    def test_a_terminal_that_cannot_be_opened_holds_nothing_up(self):
        # trust: 7, 61
        fd, terminal = os.openpty()
        self.addCleanup(os.close, fd)
        self.addCleanup(os.close, terminal)
        os.fchmod(terminal, 0)
        device, process = self.start_on(terminal, preexec_fn=be_somebody_else)
        self.goes_on(device, process)
        self.assertTrue(os.get_blocking(terminal))

    def test_a_terminal_that_is_read_again_shows_what_comes(self):
        fd, terminal = os.openpty()
        self.addCleanup(os.close, fd)
        self.addCleanup(os.close, terminal)
        os.fchmod(terminal, 0)
        device, process = self.start_on(terminal, preexec_fn=be_somebody_else)
        self.talk(device)
        process.stdin.write(b"asked")
        process.stdin.flush()
        device.hear(b"asked")
        while fixture.read_some(fd, 1.0):
            pass
        device.say(b"the end\r\n")
        self.assertIn(b"the end", fixture.read_until(fd, b"the end"))

    def test_a_pipe_that_cannot_be_opened_holds_nothing_up(self):
        # trust: 7, 61
        read, write = os.pipe()
        self.addCleanup(os.close, read)
        self.addCleanup(os.close, write)
        os.fchmod(write, 0)
        device, process = self.start_on(write, preexec_fn=be_somebody_else)
        self.goes_on(device, process)
        self.assertTrue(os.get_blocking(write))


class Programs(fixture.Case):
    """exec: is the board of whoever sits at a terminal, and a filter's source in front of a pipe."""

    COUNTS = ("import os, sys\n"
              "for i in range(40000):\n"
              "    os.write(1, b'line %09d of a program that is a board\\r\\n' % i)\n"
              "open(sys.argv[1], 'w').close()\n"
              "sys.stdin.read()\n")

    def board_program(self):
        self.done = os.path.join(self.folder(), "done")
        return f"exec:{sys.executable} {self.file('board.py', self.COUNTS.encode())} {self.done}"

    def is_done(self):
        return fixture.wait_for(lambda: os.path.exists(self.done))

    def test_a_pause_of_the_screen_does_not_stop_the_program(self):
        log = os.path.join(self.folder(), "log")
        release = os.path.join(self.folder(), "go")
        command = self.board_program().replace(
            "exec:", f"exec:until [ -e {release} ]; do sleep 0.02; done; ")
        terminal = self.screen(command, "--log", log, errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"\x14p")
        self.assertIn(b"stands still", terminal.shows(b"came\r\n"))
        open(release, "w", encoding="ascii").close()
        self.assertTrue(self.is_done())
        terminal.type(b"\x14p")
        self.assertIn(b"line 000039999", terminal.shows(b"line 000039999"))
        self.assertTrue(fixture.wait_for(lambda: os.path.getsize(log) == 40000 * 45))

    def test_a_screen_that_stands_still_does_not_stop_the_program(self):
        # trust: 7
        terminal = self.screen(self.board_program(), errors_shown=True)
        self.assertTrue(self.is_done())
        self.assertIn(b"bytes of output were left out", terminal.shows(b"left out", 30))


if __name__ == "__main__":
    unittest.main()
