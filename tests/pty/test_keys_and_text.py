"""Both directions: what the device says, and what is typed."""

import os
import random
import subprocess
import time
import unittest

import fixture


class TextFromTheDevice(fixture.Case):
    def setUp(self):
        self.device = self.board()
        self.terminal = self.screen(self.device.path)
        self.assertTrue(self.terminal.wait_raw())

    def test_a_line_is_shown_at_once(self):
        # trust: 4
        self.device.say(b"first line\r\n")
        self.assertIn(b"first line", self.terminal.shows(b"first line"))

    def test_a_prompt_without_a_newline_is_shown_soon(self):
        # trust: 9
        def check(prompt):
            start = time.monotonic()
            self.device.say(prompt)
            self.assertIn(prompt, self.terminal.shows(prompt))
            seconds = time.monotonic() - start
            self.device.say(b"\r\n")
            self.terminal.shows(b"\n")
            self.assertLess(seconds, 0.2)
        for prompt in (b"login: ", b"m", b"malloc: ALLOC"):
            self.undisturbed(lambda: check(prompt))

    def test_a_line_in_two_halves_is_whole(self):
        self.device.say(b"one ")
        time.sleep(0.1)
        self.device.say(b"and two\r\n")
        self.assertIn(b"one and two", self.terminal.shows(b"two"))

    def test_many_bytes_come_in_order(self):
        text = b"".join(b"line %06d of plain text\r\n" % i for i in range(20000))
        seen = bytearray()
        at = 0
        os.set_blocking(self.device.fd, False)
        while at < len(text):
            try:
                at += os.write(self.device.fd, text[at:at + 4096])
            except BlockingIOError:
                pass
            seen += fixture.read_some(self.terminal.fd, 0.01)
        while b"019999" not in seen:
            more = fixture.read_some(self.terminal.fd, fixture.PATIENCE)
            self.assertTrue(more)
            seen += more
        self.terminal.shows(b"text\r", 0.2)
        numbers = [int(word) for word in seen.split() if word.isdigit()]
        self.assertEqual(numbers, list(range(20000)))


class KeysToTheDevice(fixture.Case):
    def setUp(self):
        self.device = self.board()

    def test_every_key_but_those_that_mean_something_arrives_unchanged(self):
        terminal = self.screen(self.device.path)
        self.assertTrue(terminal.wait_raw())
        # trust: 20
        keys = bytes(b for b in range(256) if b not in (3, 0x14, 0x1d))
        terminal.type(keys)
        self.assertEqual(fixture.read_exactly(self.device.fd, len(keys)), keys)

    def test_nothing_that_is_typed_is_echoed(self):
        terminal = self.screen(self.device.path)
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"secret")
        self.device.hear(b"secret")
        self.assertEqual(fixture.read_some(terminal.fd, 0.2), b"")

    def test_a_paste_into_a_slow_device_is_exact(self):
        terminal = self.screen(self.device.path)
        self.assertTrue(terminal.wait_raw())
        # trust: 16
        lines = b"".join(b"%015d\r" % i for i in range(65536))
        paste = subprocess.Popen(["python3", "-c", "import os,sys\nd=sys.stdin.buffer.read()\n"
                                  "while d: d=d[os.write(int(sys.argv[1]),d[:4096]):]",
                                  str(terminal.fd)], stdin=subprocess.PIPE,
                                 pass_fds=[terminal.fd])
        paste.stdin.write(lines)
        paste.stdin.close()
        got = fixture.read_exactly(self.device.fd, len(lines), pace=(4096, 0.01))
        self.assertEqual(paste.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(got, lines)

    def test_a_pipe_is_sent_whole_to_a_slow_device(self):
        data = random.Random(1).randbytes(1 << 20)  # with Ctrl-C and Ctrl-] in it
        process = self.start(self.device.path, "--for", "60", stdin=subprocess.PIPE)
        feeder = os.fork()
        if feeder == 0:
            process.stdin.write(data)
            process.stdin.close()
            os._exit(0)
        process.stdin.close()
        process.stdin = None
        got = fixture.read_exactly(self.device.fd, len(data), pace=(4096, 0.001))
        os.waitpid(feeder, 0)
        self.assertEqual(got, data)

    def test_a_device_that_does_not_read_does_not_stop_the_end_key(self):
        # trust: 18, 61
        def check():
            terminal = self.screen(self.board().path)
            self.assertTrue(terminal.wait_raw())
            for _ in range(40):
                terminal.type(b"x" * 1000)
                time.sleep(0.002)
            start = time.monotonic()
            terminal.type(b"\x03")
            self.assertEqual(terminal.end(), 0)
            self.assertIn("have not reached the device", terminal.error)
            self.assertLess(time.monotonic() - start, 1.0)
        self.undisturbed(check)


class EndKeys(fixture.Case):
    def end_by(self, key, *options):
        terminal = self.screen(self.board().path, *options)
        self.assertTrue(terminal.wait_raw())
        terminal.type(key)
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(terminal.error, "")
        self.assertTrue(terminal.is_restored())

    def test_ctrl_c_ends(self):
        # trust: 43
        self.end_by(b"\x03")

    def test_ctrl_bracket_ends(self):
        self.end_by(b"\x1d")

    def test_the_exit_char_ends(self):
        self.end_by(b"\x18", "--exit-char", "^X")

    def test_with_an_exit_char_ctrl_c_goes_to_the_device(self):
        device = self.board()
        terminal = self.screen(device.path, "--exit-char", "ctrl-x")
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"a\x03b")
        self.assertEqual(device.hear(b"b"), b"a\x03b")

    def test_what_is_typed_before_the_end_key_is_sent(self):
        device = self.board()
        terminal = self.screen(device.path)
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"bye\x03")
        self.assertEqual(device.hear(b"bye"), b"bye")
        self.assertEqual(terminal.end(), 0)


if __name__ == "__main__":
    unittest.main()
