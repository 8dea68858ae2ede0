"""One command, one answer, an exit code: heapterm in scripts and in CI."""

import subprocess
import threading
import time
import unittest

import fixture


class WaitFor(fixture.Case):
    def answer(self, device, question, reply, delay=0.0):
        """A board that answers `question`."""
        def talk():
            device.hear(question)
            time.sleep(delay)
            for piece in reply:
                device.say(piece)
                time.sleep(0.02)

        thread = threading.Thread(target=talk)
        thread.start()
        self.addCleanup(thread.join)

    def run_on(self, device, *options, **more):
        return self.run_heapterm(device.path, *options, **more)

    def test_a_question_from_a_pipe_gets_its_answer_and_0(self):
        # trust: 21
        device = self.board()
        self.answer(device, b"version\r", [b"version\r\n", b"\x1b[32mv1.", b"25\x1b[0m OK\r\n> "])
        run = self.run_on(device, "--wait-for", r"^v(\d+)\.25 OK$", "--timeout", "60", stdin=None,
                          input=b"version\r")
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        self.assertIn(b"25\x1b[0m OK", run.stdout)
        self.assertNotIn(b"==", run.stdout)

    def test_send_asks_as_well(self):
        # trust: 21
        device = self.board()
        self.answer(device, b"go\r", [b"gone\r\n"])
        self.assertEqual(self.run_on(device, "--send", "go", "--wait-for", "gone", "--timeout",
                                     "60").returncode, 0)

    def test_a_prompt_is_an_answer(self):
        device = self.board()
        self.answer(device, b"\r", [b"uart:~$ "])
        self.assertEqual(self.run_on(device, "--send", "", "--wait-for", r"\$ $", "--timeout",
                                     "60").returncode, 0)

    def test_no_answer_is_1_and_a_sentence(self):
        # trust: 21
        device = self.board()
        self.answer(device, b"go\r", [b"something else\r\n"])
        begun = time.monotonic()
        run = self.run_on(device, "--send", "go", "--wait-for", "gone", "--timeout", "1")
        self.assertLess(time.monotonic() - begun, 30)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"something else", run.stdout)
        self.one_sentence(run.stderr.decode())
        self.assertIn(b"matched 'gone' within 1 second;", run.stderr)

    def test_a_port_that_fails_is_3(self):
        # trust: 21
        run = self.run_heapterm("/dev/no-such-port", "--no-reconnect", "--wait-for", "x",
                                "--timeout", "1")
        self.assertEqual(run.returncode, 3)
        self.one_sentence(run.stderr.decode())

    def test_an_input_that_ends_first_is_1(self):
        run = self.run_heapterm("-", "--wait-for", "never", stdin=None, input=b"this\nand that\n")
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"standard input ended before a line matched 'never'", run.stderr)

    def test_trace_lines_are_lines_too(self):
        run = self.run_heapterm("-", "--wait-for", "ALLOCATED: 8 ", stdin=None,
                                input=b"malloc: ALLOCATED: 8 [0x20000004]\n")
        self.assertEqual(run.returncode, 0)

    def test_a_long_line_is_looked_at_in_pieces_that_overlap(self):
        text = b"x" * 4090 + b"needle" + b"y" * 100000
        for cut in (0, 3, 4090):
            run = self.run_heapterm("-", "--wait-for", "needle", stdin=None, input=b"z" * cut + text)
            self.assertEqual(run.returncode, 0)

    def test_a_pattern_that_is_none_and_a_timeout_for_nothing_are_wrong_usage(self):
        for options in (("--wait-for", "(a"), ("--timeout", "3")):
            run = self.run_heapterm("-", *options)
            self.assertEqual(run.returncode, 2)
            self.one_sentence(run.stderr.decode())

    def test_grep_may_end_it(self):
        device = self.board()
        process = self.start(device.path)
        grep = subprocess.Popen(["grep", "-m1", "OK"], stdin=process.stdout, stdout=subprocess.PIPE)
        process.stdout.close()
        device.say(b"one\r\nOK\r\n")
        self.assertIn(b"OK", grep.communicate(timeout=fixture.PATIENCE)[0])
        device.say(b"more\r\n")
        process.wait(timeout=fixture.PATIENCE)
        self.assertEqual(process.stderr.read(), b"")


if __name__ == "__main__":
    unittest.main()
