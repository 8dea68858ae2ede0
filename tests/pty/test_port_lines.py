"""What a port is asked for beside bytes: its wires, its settings, a reset. A shim (shim.c) plays the
driver where pseudo terminals have nothing of the kind."""

import errno
import fcntl
import os
import signal
import struct
import time
import unittest

import fixture
import processes
import tree

DTR, RTS = 2, 4
TCGETS2, TCSETS2, TERMIOS2 = 0x802C542A, 0x402C542B, "=4IB19s2I"
HUPCL, CRTSCTS, IXON, IXOFF = 0o2000, 0x80000000, 0o2000, 0o10000


class Lines(tree.Case):
    def setUp(self):
        super().setUp()
        self.device = self.board()
        self.port = self.tree.dev("ttyACM0")
        self.tree.node("ttyACM0", self.device.path)

    def run_shim(self, *options, **shim):
        shim.setdefault("port", "/ttyACM0")
        return self.run_heapterm(self.port, "--for", "0.2", *options, env=self.with_shim(**shim))

    def calls(self):
        return [(name, bits) for _, name, bits in self.shim_log()]

    def wires(self):
        return [call for call in self.calls() if call[0].startswith("TIOC")]


class Wires(Lines):
    # trust: 33
    def test_they_are_left_alone_unless_asked(self):
        self.assertEqual(self.run_shim(wires=1).returncode, 0)
        self.assertEqual(self.wires(), [])
        self.assertIn(("TCSETS2", 0), self.calls())

    # trust: 33
    def test_off_is_the_first_thing_after_opening(self):
        for options, bits in ((["--dtr", "off"], DTR), (["--rts", "off"], RTS),
                              (["--dtr", "off", "--rts", "off"], DTR | RTS)):
            with self.subTest(options=options):
                self.assertEqual(self.run_shim(*options, wires=1).returncode, 0)
                calls = self.calls()
                self.assertEqual(calls[0][0], "open")
                self.assertEqual(calls[1], ("TIOCMBIC", bits))
                self.assertEqual(self.wires(), [("TIOCMBIC", bits)])
                os.unlink(self.tree.path("log"))

    # trust: 33
    def test_on_asserts(self):
        self.assertEqual(self.run_shim("--dtr", "on", "--rts", "off", wires=1).returncode, 0)
        self.assertEqual(self.wires(), [("TIOCMBIC", RTS), ("TIOCMBIS", DTR)])

    # trust: 32
    def test_a_port_without_wires_works_and_says_so_once(self):
        done = self.run_shim("--dtr", "off", "--rts", "on")
        self.assertEqual(done.returncode, 0)
        said = done.stderr.decode().splitlines()
        self.assertEqual([line for line in said if "DTR" in line],
                         [f"--- {self.port} has no DTR and RTS lines; --dtr and --rts change nothing"])

    # trust: 32
    def test_a_port_without_wires_says_nothing_when_nothing_was_asked(self):
        done = self.run_heapterm(self.device.path, "--for", "0.2")
        self.assertEqual((done.returncode, done.stderr), (0, b""))


class Reset(Lines):
    def gap(self, first, second):
        times = {name: time for time, name, _ in self.shim_log()}
        return (times[second] - times[first]) / 1e6

    def reset(self, *options):
        """What is said of it."""
        process = self.start(self.port, "--reset", *options,
                             env=self.with_shim(port="/ttyACM0", wires=1))
        said = fixture.read_until(process.stderr.fileno(), b"was reset\n")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        return said

    # trust: 34
    def test_daplink_by_a_break_of_at_least_100_ms(self):
        self.tree.describe("ttyACM0", "0d28", "0204", serial="9904360258824e45")
        said = self.reset()
        self.assertEqual(self.wires(), [("TIOCSBRK", 0), ("TIOCCBRK", 0)])
        self.assertGreaterEqual(self.gap("TIOCSBRK", "TIOCCBRK"), 0.1)
        self.assertIn(b"was reset", said)

    # trust: 34
    def test_arduino_by_dtr(self):
        self.tree.describe("ttyACM0", "2341", "0043")
        self.reset()
        self.assertEqual(self.wires(), [("TIOCMBIC", DTR), ("TIOCMBIS", DTR)])

    # trust: 34
    def test_espressif_by_rts_with_dtr_released(self):
        self.tree.describe("ttyACM0", "303a", "1001")
        self.reset()
        self.assertEqual(self.wires(), [("TIOCMBIC", DTR), ("TIOCMBIS", RTS), ("TIOCMBIC", RTS)])
        self.assertGreaterEqual(self.gap("TIOCMBIS", "TIOCMBIC"), 0.1)

    # trust: 34
    def test_any_board_by_a_sequence(self):
        self.reset("--reset-sequence", "D0|R1|W0.1|D1|B1|B0")
        self.assertEqual(self.wires(), [("TIOCMBIC", DTR), ("TIOCMBIS", RTS), ("TIOCMBIS", DTR),
                                        ("TIOCSBRK", 0), ("TIOCCBRK", 0)])

    def test_an_unknown_board_needs_a_sequence_and_says_so(self):
        done = self.run_heapterm(self.port, "--reset")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn("--reset-sequence", done.stderr.decode())

    # trust: 32
    def test_without_the_wires_it_says_so_and_the_session_goes_on(self):
        process = self.start(self.device.path, "--reset", "--reset-sequence", "D0|W0.1|D1")
        said = fixture.read_until(process.stderr.fileno(), b"\n").decode()
        self.assertEqual(said, f"--- {self.device.path} has no DTR line\n")
        self.device.say(b"still here\r\n")
        self.assertIn(b"still here", fixture.read_until(process.stdout.fileno(), b"here"))

    def test_it_is_not_done_unless_asked(self):
        self.tree.describe("ttyACM0", "0d28", "0204", serial="9904360258824e45")
        self.assertEqual(self.run_shim(wires=1).returncode, 0)
        self.assertEqual(self.wires(), [])

    def test_it_is_done_once_and_not_at_every_return(self):
        self.tree.describe("ttyACM0", "2341", "0043")
        process = self.start(self.port, "--reset",
                             env=self.with_shim(port="/ttyACM0", wires=1, fail="read:5:3:1"))
        fixture.read_until(process.stderr.fileno(), b"was reset")
        for word in (b"one", b"two"):
            self.device.say(word)
            fixture.read_until(process.stdout.fileno(), word)
        self.device.say(b"three")
        fixture.read_until(process.stderr.fileno(), b"went away")
        self.tree.node("ttyACM0", self.device.path)
        fixture.read_until(process.stderr.fileno(), b"is back")
        time.sleep(0.5)
        self.assertEqual(len(self.wires()), 2)


class Settings(Lines):
    def settings(self):
        values = struct.unpack(TERMIOS2, fcntl.ioctl(self.device.port, TCGETS2,
                                                     bytes(struct.calcsize(TERMIOS2))))
        return {"iflag": values[0], "cflag": values[2], "speed": values[7]}

    # trust: 30
    def test_a_rate_that_differs_a_little_is_told(self):
        done = self.run_shim(baud=117647)
        self.assertEqual(done.returncode, 0)
        self.assertIn(f"--- {self.port} runs at 117647 baud, the nearest to 115200 that its driver "
                      "can do\n", done.stderr.decode())

    # trust: 30 31
    def test_a_rate_that_differs_much_is_an_error(self):
        done = self.run_shim(baud=9600)
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn("does not do 115200 baud, its driver set 9600", done.stderr.decode())

    # trust: 31
    def test_the_rate_is_an_error_in_time_for_a_port_that_comes_back(self):
        done = self.run_heapterm(self.port, "--framing", "5O2", "--for", "1")
        self.assertEqual(done.returncode, 3)
        self.assertIn("5O2", done.stderr.decode())

    # trust: 31
    def test_settings_that_are_refused_are_named(self):
        done = self.run_shim("-b", "57600", fail=f"set:{errno.EINVAL}:1:9")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn("57600 baud 8N1: Invalid argument", done.stderr.decode())

    def test_a_port_with_nothing_behind_it_is_told(self):
        done = self.run_shim(fail=f"set:{errno.EIO}:1:9")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn("Input/output error; it has no hardware behind it", done.stderr.decode())

    def test_flow_control(self):
        for flow, cflag, iflag in (("none", 0, 0), ("rtscts", CRTSCTS, 0),
                                   ("xonxoff", 0, IXON | IXOFF)):
            with self.subTest(flow=flow):
                process = self.start(self.port, "--flow", flow, "-b", "57600")
                self.assertTrue(fixture.wait_for(lambda: self.settings()["speed"] == 57600))
                now = self.settings()
                self.assertEqual(now["cflag"] & CRTSCTS, cflag)
                self.assertEqual(now["iflag"] & (IXON | IXOFF), iflag)
                process.terminate()
                process.wait(timeout=fixture.PATIENCE)

    # trust: 35
    def test_hupcl_is_cleared_and_stays_so_that_leaving_does_not_reset_the_board(self):
        values = list(struct.unpack(TERMIOS2, fcntl.ioctl(self.device.port, TCGETS2,
                                                          bytes(struct.calcsize(TERMIOS2)))))
        values[2] |= HUPCL
        fcntl.ioctl(self.device.port, TCSETS2, struct.pack(TERMIOS2, *values))
        before = self.settings()
        self.assertTrue(before["cflag"] & HUPCL)
        process = self.start(self.port, "-b", "57600")
        self.assertTrue(fixture.wait_for(lambda: self.settings()["speed"] == 57600))
        self.assertFalse(self.settings()["cflag"] & HUPCL)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        before["cflag"] &= ~HUPCL
        self.assertEqual(self.settings(), before)

    # trust: 36
    def test_the_settings_are_put_back_after_signals_too(self):
        before = self.settings()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
            process = self.start(self.port, "-b", "57600")
            self.assertTrue(fixture.wait_for(lambda: self.settings()["speed"] == 57600))
            process.send_signal(number)
            process.wait(timeout=fixture.PATIENCE)
            self.assertEqual(self.settings(), before)

    def quit_with_output_pending(self):
        terminal = self.screen(self.device.path)
        self.assertTrue(terminal.wait_raw())
        os.set_blocking(terminal.fd, False)
        sent = 0
        end = time.monotonic() + fixture.PATIENCE
        while sent < 200000 and time.monotonic() < end:  # far more than a terminal holds
            try:
                sent += os.write(terminal.fd, b"x" * 4096)
            except BlockingIOError:
                if sent > 50000 and processes.is_waiting(terminal.process.pid):
                    break
                time.sleep(0.01)
        self.assertGreater(sent, 50000)
        os.set_blocking(terminal.fd, True)
        start = time.monotonic()
        terminal.type(b"\x1d")
        code = terminal.end()
        seconds = time.monotonic() - start
        self.assertEqual(code, 0)
        self.assertIn("have not reached the device", terminal.error)
        self.assertLess(seconds, 0.5)

    # trust: 61
    def test_quitting_takes_no_longer_than_half_a_second_with_output_pending(self):
        self.undisturbed(self.quit_with_output_pending)


class Kinds(tree.Case):
    # trust: 29
    def test_what_is_no_port_is_refused_by_what_it_is(self):
        os.mkdir(self.tree.path("logs"))
        for path, words in (("/dev/null", "is a device but no serial port"),
                            ("/dev/zero", "is a device but no serial port"),
                            (self.tree.path("logs"), "is a directory")):
            done = self.run_heapterm(path)
            self.assertEqual(done.returncode, 3)
            self.one_sentence(done.stderr.decode())
            self.assertIn(words, done.stderr.decode())

    # trust: 29
    def test_a_pipe_is_read_as_a_log_and_has_no_rate(self):
        path = self.tree.path("pipe")
        os.mkfifo(path)
        done = self.run_heapterm(path, "9600")
        self.assertEqual(done.returncode, 2)
        self.assertIn("is a pipe and has no baud rate", done.stderr.decode())


class Busy(Lines):
    # trust: 41
    def test_a_busy_port_names_its_holder(self):
        done = self.run_shim(fail=f"open:{errno.EBUSY}:1:9")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn(f"(process {os.getpid()})", done.stderr.decode())

    # trust: 41
    def test_a_busy_port_without_a_holder_mentions_modemmanager(self):
        self.tree.link(self.port, "/dev/zero")  # a device that nobody here holds open
        done = self.run_shim(fail=f"open:{errno.EBUSY}:1:9")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn("ModemManager", done.stderr.decode())

    # trust: 41
    def test_one_that_is_busy_for_a_moment_when_it_comes_back_is_opened_without_a_word(self):
        os.unlink(self.port)
        process = self.start(self.port,
                             env=self.with_shim(port="/ttyACM0", fail=f"open:{errno.EBUSY}:1:6"))
        fixture.read_until(process.stderr.fileno(), b"waiting")
        self.device.say(b"boot\r\n")
        self.tree.node("ttyACM0", self.device.path)
        self.assertIn(b"boot", fixture.read_until(process.stdout.fileno(), b"boot"))
        self.assertNotIn(b"open", fixture.read_some(process.stderr.fileno(), 0.2))


if __name__ == "__main__":
    unittest.main()
