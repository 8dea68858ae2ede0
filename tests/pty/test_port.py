"""Opening, locking, setting up and losing a port."""

import fcntl
import os
import struct
import subprocess
import termios
import time
import unittest

import fixture

TCGETS2 = 0x802C542A
TERMIOS2 = "=4IB19s2I"  # four flags, the line discipline, the control characters, two speeds
NOBODY = 65534


def settings_of(fd):
    values = struct.unpack(TERMIOS2, fcntl.ioctl(fd, TCGETS2, bytes(struct.calcsize(TERMIOS2))))
    return {"iflag": values[0], "oflag": values[1], "cflag": values[2], "lflag": values[3],
            "speed": values[7]}


class Settings(fixture.Case):
    # trust: 30
    def test_any_baud_rate_is_set(self):
        device = self.board()
        for baud in (31250, 74880, 115200, 250000, 1234567, 12000000):
            process = self.start(device.path, str(baud), "--for", "60")
            self.assertTrue(fixture.wait_for(lambda: settings_of(device.port)["speed"] == baud))
            process.terminate()
            process.wait(timeout=fixture.PATIENCE)

    # trust: 30
    def test_the_rate_is_115200_unless_given(self):
        device = self.board()
        process = self.start(device.path)
        self.assertTrue(fixture.wait_for(lambda: settings_of(device.port)["speed"] == 115200))
        process.terminate()

    def test_the_option_gives_the_rate_too(self):
        device = self.board()
        process = self.start("-b", "9600", device.path)
        self.assertTrue(fixture.wait_for(lambda: settings_of(device.port)["speed"] == 9600))
        process.terminate()

    # trust: 36
    def test_the_settings_of_the_port_are_put_back(self):
        device = self.board()
        before = settings_of(device.port)
        self.assertEqual(self.run_heapterm(device.path, "31250", "--for", "0.2").returncode, 0)
        self.assertEqual(settings_of(device.port), before)

    # trust: 31
    def test_a_framing_that_the_port_does_not_do_is_an_error(self):
        device = self.board()
        done = self.run_heapterm(device.path, "--framing", "7E1")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn("7E1", done.stderr.decode())

    def test_8n1_is_fine(self):
        done = self.run_heapterm(self.board().path, "--framing", "8n1", "--for", "0.1")
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_a_link_to_the_port_serves(self):
        device = self.board()
        link = f"/tmp/heapterm-port-{os.getpid()}"
        os.symlink(device.path, link)
        self.addCleanup(os.unlink, link)
        self.assertEqual(self.run_heapterm(link, "--for", "0.1").returncode, 0)


class Locks(fixture.Case):
    def refused(self, path, **options):
        done = self.run_heapterm(path, "--for", "1", **options)
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn(path, done.stderr.decode())
        return done.stderr.decode()

    # trust: 37
    def test_a_port_that_is_locked_is_refused_and_the_holder_named(self):
        device = self.board()
        fcntl.flock(device.port, fcntl.LOCK_EX)
        self.assertIn(f"(process {os.getpid()})", self.refused(device.path))

    # trust: 37
    def test_two_of_us_do_not_share_a_port(self):
        device = self.board()
        first = self.start(device.path)
        self.assertTrue(fixture.wait_for(lambda: settings_of(device.port)["speed"] == 115200))
        os.close(device.port)
        device.port = -1
        self.assertIn(f"(process {first.pid})", self.refused(device.path))

    def test_the_port_is_free_again_afterwards(self):
        device = self.board()
        for _ in range(2):
            self.assertEqual(self.run_heapterm(device.path, "--for", "0.1").returncode, 0)

    # trust: 38
    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_an_ordinary_user_cannot_open_it_meanwhile(self):
        device = self.board()
        os.chmod(device.path, 0o666)
        self.start(device.path)
        self.assertTrue(fixture.wait_for(lambda: settings_of(device.port)["speed"] == 115200))
        code = subprocess.run(["sh", "-c", f": < {device.path}"], stderr=subprocess.DEVNULL,
                              user=NOBODY, group=NOBODY, extra_groups=[]).returncode
        self.assertNotEqual(code, 0)

    # trust: 40
    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_no_permission_names_the_group_and_the_cure(self):
        device = self.board()
        os.chown(device.path, 0, 20)  # dialout
        os.chmod(device.path, 0o660)
        said = self.refused(device.path, user=NOBODY, group=NOBODY, extra_groups=[])
        self.assertIn("dialout", said)
        self.assertIn("sudo usermod -aG dialout nobody", said)
        self.assertIn("log out and in again", said)


class Loss(fixture.Case):
    # trust: 28
    def test_without_reconnecting_a_hang_up_ends_with_3_and_a_sentence(self):
        device = self.board()
        process = self.start(device.path, "--no-reconnect")
        device.say(b"last words\r\n")
        self.assertIn(b"last words", fixture.read_until(process.stdout.fileno(), b"words"))
        device.unplug()
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual(process.returncode, 3)
        self.one_sentence(error.decode())
        self.assertIn("hung up", error.decode())

    def test_in_a_terminal_too_and_it_is_restored(self):
        device = self.board()
        terminal = self.screen(device.path, "--no-reconnect")
        self.assertTrue(terminal.wait_raw())
        device.unplug()
        self.assertEqual(terminal.end(), 3)
        self.assertTrue(terminal.is_restored())
        self.one_sentence(terminal.error)

    def test_for_a_map_it_is_the_end_of_the_input(self):
        device = self.board()
        process = self.start("map", "--json", device.path)
        self.assertTrue(fixture.wait_for(lambda: settings_of(device.port)["speed"] == 115200))
        device.say(b"malloc: ALLOCATED: 8 [0x20002004]\r\n")
        device.unplug()
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, error), (0, b""))
        self.assertIn(b"{", out)


class Waiting(fixture.Case):
    trace = (b"malloc: ALLOCATED: 56 [0x20002794]\r\nmalloc: OUT OF MEMORY [4000]\r\n")

    def test_for_ends_with_0(self):
        start = time.monotonic()
        self.assertEqual(self.run_heapterm(self.board().path, "--for", "0.5").returncode, 0)
        self.assertGreater(time.monotonic() - start, 0.45)

    def test_until_fail_ends_after_the_report(self):
        device = self.board()
        process = self.start(device.path, "--until", "fail", "--for", "60")
        self.assertTrue(fixture.wait_for(lambda: settings_of(device.port)["speed"] == 115200))
        device.say(self.trace)
        device.say(b"and on it goes\r\n" * 3)
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, error), (0, b""))
        self.assertNotEqual(out, b"")

    def test_until_fail_without_one_ends_with_3(self):
        done = self.run_heapterm(self.board().path, "--until", "fail", "--for", "0.3")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn("no allocation failed", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
