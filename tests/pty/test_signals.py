"""However heapterm ends, the terminal is as it was."""

import os
import resource
import signal
import subprocess
import time
import unittest

import fixture
import processes


class TheTerminalIsRestored(fixture.Case):
    def after(self, number):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        device = self.board()
        terminal = self.screen(device.path)
        self.assertTrue(terminal.wait_raw())
        device.say(b"half a line")
        terminal.shows(b"half a line")
        terminal.process.send_signal(number)
        code = terminal.end()
        self.assertTrue(terminal.is_restored(), signal.Signals(number).name)
        return code, terminal

    def test_after_sigint_with_code_0(self):
        # trust: 43
        self.assertEqual(self.after(signal.SIGINT)[0], 0)

    def test_after_sigterm_which_is_seen_by_the_parent(self):
        # trust: 43
        code, terminal = self.after(signal.SIGTERM)
        self.assertEqual(code, -signal.SIGTERM)
        self.assertNotEqual(terminal.rest, b"")  # the summary

    def test_after_sighup(self):
        # trust: 43
        self.assertEqual(self.after(signal.SIGHUP)[0], -signal.SIGHUP)

    def test_after_sigquit(self):
        # trust: 43
        self.assertEqual(self.after(signal.SIGQUIT)[0], -signal.SIGQUIT)

    def test_after_a_crash(self):
        # trust: 43
        for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE,
                       signal.SIGILL, signal.SIGUSR1, signal.SIGALRM, signal.SIGXCPU, signal.SIGPWR):
            self.assertEqual(self.after(number)[0], -number)


class ASlowScreen(fixture.Case):
    def stall(self):
        """A screen that nobody reads, and a device that goes on talking."""
        device = self.board()
        terminal = self.screen(device.path)
        self.assertTrue(terminal.wait_raw())
        os.set_blocking(device.fd, False)
        said = 0
        last = time.monotonic()
        while said < 3_000_000 and time.monotonic() - last < fixture.PATIENCE:
            try:
                said += os.write(device.fd, b"a line of text that nobody reads\r\n" * 100)
                last = time.monotonic()
            except BlockingIOError:
                time.sleep(0.001)
        return device, terminal, said

    def test_does_not_stop_the_port(self):
        # trust: 7
        device, terminal, said = self.stall()
        self.assertGreaterEqual(said, 3_000_000)
        terminal.type(b"still here")
        self.assertEqual(device.hear(b"still here"), b"still here")

    def test_is_told_how_much_it_missed(self):
        # trust: 7
        device, terminal, said = self.stall()
        seen = b""
        while True:
            more = fixture.read_some(terminal.fd, 1.0)
            if not more:
                break
            seen += more
        self.assertLess(len(seen), said)
        device.say(b"the end\r\n")
        terminal.shows(b"the end")
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("bytes of output were left out", terminal.error)

    def test_does_not_stop_ctrl_c(self):
        # trust: 61
        def check():
            _, terminal, _ = self.stall()
            terminal.type(b"\x03")
            start = time.monotonic()
            self.assertEqual(terminal.process.wait(timeout=fixture.PATIENCE), 0)
            self.assertLess(time.monotonic() - start, 1.5)
            self.assertTrue(terminal.is_restored())
        self.undisturbed(check)

    def test_does_not_stop_sigterm(self):
        _, terminal, _ = self.stall()
        terminal.process.send_signal(signal.SIGTERM)
        self.assertEqual(terminal.process.wait(timeout=fixture.PATIENCE), -signal.SIGTERM)
        self.assertTrue(terminal.is_restored())


class InTheBackground(fixture.Case):
    def test_without_a_terminal_it_shows_what_comes(self):
        # trust: 46, 47
        for stdin in (subprocess.DEVNULL, subprocess.PIPE, None):
            device = self.board()
            options = {"preexec_fn": lambda: os.close(0)} if stdin is None else {}
            process = self.start(device.path, stdin=stdin, **options)
            self.wait_ready(process)
            device.say(b"seen\r\n")
            out = fixture.read_until(process.stdout.fileno(), b"seen")
            self.assertIn(b"seen", out)
            process.send_signal(signal.SIGINT)
            more, error = process.communicate(timeout=fixture.PATIENCE)
            self.assertNotIn(b"\x1b", out + more)
            self.assertEqual(error, b"")
            self.assertEqual(process.returncode, 0)

    def test_flags_of_a_shared_standard_input_stay(self):
        device = self.board()
        read, write = os.pipe()
        process = self.start(device.path, "--for", "0.3", stdin=read)
        process.communicate(timeout=fixture.PATIENCE)
        self.assertTrue(os.get_blocking(read))
        os.close(read)
        os.close(write)

    def test_idle_it_does_not_wake_up(self):
        # trust: 5
        device = self.board()
        process = self.start(device.path)
        self.wait_ready(process)
        self.assertTrue(fixture.rests(lambda: processes.switches(process.pid), 2, 2))


if __name__ == "__main__":
    unittest.main()
