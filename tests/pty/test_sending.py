"""Files, pastes and text to the device: exact, paced, and told how it went."""

import os
import random
import time
import unittest

import fixture

MENU = b"\x14"


class Files(fixture.Case):
    def setUp(self):
        self.device = self.board()
        self.terminal = self.screen(self.device.path, errors_shown=True)
        self.assertTrue(self.terminal.wait_raw())

    def ask(self, name):
        self.terminal.type(MENU + b"s")
        self.assertIn(b"--- send file: ", self.terminal.shows(b"file: "))
        self.terminal.type(name.encode() + b"\r")

    def test_a_file_is_sent_byte_for_byte_to_a_slow_device(self):
        data = random.Random(2).randbytes(300000)
        name = self.file("data.bin", data)
        self.ask(name)
        got = fixture.read_exactly(self.device.fd, len(data), pace=(4096, 0.001))
        self.assertEqual(got, data)
        self.assertIn(b"was sent: 300000 bytes", self.terminal.shows(b"bytes"))
        self.terminal.type(b"k")
        self.assertEqual(self.device.hear(b"k"), b"k")

    def test_a_file_that_is_not_there_is_named(self):
        self.ask("/no/such/file")
        self.assertIn(b"--- cannot send /no/such/file: No such file", self.terminal.shows(b"name\r\n"))

    def test_a_directory_is_no_file(self):
        self.ask("/")
        self.assertIn(b"--- / is no file that can be sent", self.terminal.shows(b"name a file"))

    def test_sending_can_be_stopped(self):
        name = self.file("big.bin", b"y" * 2000000)
        self.ask(name)
        self.device.hear(b"y")
        self.terminal.type(MENU + b"s")
        self.assertIn(b"is sent no further", self.terminal.shows(b"went out"))

    def test_no_name_sends_nothing(self):
        self.ask("")
        self.assertIn(b"--- no file is sent", self.terminal.shows(b"is sent"))


class Pace(fixture.Case):
    def timed(self, *options, keys):
        device = self.board()
        terminal = self.screen(device.path, *options)
        self.assertTrue(terminal.wait_raw())
        got, times = b"", [(time.monotonic(), 0)]
        terminal.type(keys)
        while len(got) < len(keys):
            more = fixture.read_some(device.fd, fixture.PATIENCE)
            self.assertTrue(more)
            got += more
            times.append((time.monotonic(), len(got)))
        self.assertEqual(got, keys)
        return times

    def test_a_delay_for_every_byte(self):
        times = self.timed("--send-delay", "20", keys=b"0123456789")
        self.assertGreater(times[-1][0] - times[0][0], 9 * 0.020 * 0.9)

    def test_a_delay_for_every_line(self):
        def check():
            times = self.timed("--line-delay", "100", keys=b"one\rtwo\rthree\r\nfour\r")
            seconds = times[-1][0] - times[0][0]
            self.assertGreater(seconds, 3 * 0.1 * 0.9)
            self.assertIn(4, [count for _, count in times])
            self.assertLess(seconds, 19 * 0.1)  # it is none for every byte
        self.undisturbed(check)

    def test_a_long_pipe_with_delays_is_sent_to_the_end(self):
        device = self.board()
        data = (b"x" * 5999 + b"\n") * 100  # more than may wait at once
        name = self.file("lines", data)
        with open(name, "rb") as stdin:
            process = self.start(device.path, "--line-delay", "1", "--until", "sent",
                                 stdin=stdin)
        self.assertEqual(fixture.read_exactly(device.fd, len(data)), data)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)

    def test_keys_end_while_much_still_waits(self):
        # trust: 18
        def check():
            device = self.board()
            terminal = self.screen(device.path, "--send-delay", "50")
            self.assertTrue(terminal.wait_raw())
            terminal.type(b"x" * 500)
            device.hear(b"x")
            begun = time.monotonic()
            terminal.type(b"\x03")
            self.assertEqual(terminal.end(), 0)
            self.assertRegex(terminal.error, r"\d+ bytes that were sent have not reached the device")
            self.assertLess(time.monotonic() - begun, 1.0)
        self.undisturbed(check)


class Text(fixture.Case):
    def test_send_sends_text_and_a_line_end(self):
        device = self.board()
        self.start(device.path, "--send", r"a\tb\\\x41\0", "--for", "60")
        self.assertEqual(device.hear(b"\r"), b"a\tb\\A\0\r")

    def test_eol_is_what_follows(self):
        device = self.board()
        self.start(device.path, "--send", "go", "--eol", "crlf", "--for", "60")
        self.assertEqual(device.hear(b"\n"), b"go\r\n")

    def test_eol_is_what_enter_sends(self):
        # trust: 19
        device = self.board()
        terminal = self.screen(device.path, "--eol", "lf")
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"a\rb")
        self.assertEqual(device.hear(b"b"), b"a\nb")

    def test_a_pipe_is_sent_as_it_is_whatever_the_line_end(self):
        device = self.board()
        process = self.start(device.path, "--eol", "crlf", "--for", "60", stdin=-1)
        process.stdin.write(b"a\rb\nc\x03\x14q.")
        process.stdin.flush()
        self.assertEqual(device.hear(b"."), b"a\rb\nc\x03\x14q.")


class UntilSent(fixture.Case):
    def test_it_ends_when_the_last_byte_has_left(self):
        # trust: 17
        device = self.board()
        data = random.Random(4).randbytes(1 << 20)
        name = self.file("data", data)
        with open(name, "rb") as stdin:
            process = self.start(device.path, "--until", "sent", "--no-summary", stdin=stdin)
        got = fixture.read_exactly(device.fd, len(data) // 2, pace=(8192, 0.002))
        self.assertIsNone(process.poll())
        got += fixture.read_exactly(device.fd, len(data) - len(got))
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(got, data)

    def test_also_over_tcp_and_with_delays(self):
        # trust: 17
        server, port = fixture.listen()
        self.addCleanup(server.close)
        name = self.file("lines", b"one\ntwo\nthree\n")
        begun = time.monotonic()
        with open(name, "rb") as stdin:
            process = self.start(f"tcp://127.0.0.1:{port}", "--until", "sent", "--line-delay", "50",
                                 stdin=stdin)
        peer, _ = server.accept()
        self.addCleanup(peer.close)
        self.assertEqual(fixture.read_exactly(peer.fileno(), 14), b"one\ntwo\nthree\n")
        self.assertGreater(time.monotonic() - begun, 0.04)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)

    def test_nothing_to_send_is_sent_at_once(self):
        self.assertEqual(self.run_heapterm(self.board().path, "--until", "sent").returncode, 0)


if __name__ == "__main__":
    unittest.main()
