"""The log: byte for byte, whatever happens."""

import glob
import os
import random
import signal
import stat
import subprocess
import time
import unittest

import fixture


class Log(fixture.Case):
    def setUp(self):
        self.here = self.folder()
        self.log = os.path.join(self.here, "board.log")
        self.device = self.board()

    def read(self, name=None):
        with open(name or self.log, "rb") as f:
            return f.read()

    def grows_to(self, size, name=None):
        name = name or self.log
        return fixture.wait_for(lambda: os.path.exists(name) and os.path.getsize(name) >= size)

    def test_it_is_what_the_device_said(self):
        # trust: 52, 12
        self.start(self.device.path, "--log", self.log)
        data = random.Random(3).randbytes(1 << 19)
        data += b"malloc: ALLOCATED: 8 [0x20000004]\r\n\x1b[2J\xff\0"
        self.device.say(data)
        self.assertTrue(self.grows_to(len(data)))
        self.assertEqual(self.read(), data)

    def test_nothing_is_missing_after_kill(self):
        # trust: 53
        process = self.start(self.device.path, "--log", self.log)
        self.device.say(b"line\r\n" * 3000 + b"half a line")
        self.assertTrue(self.grows_to(18011))
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertTrue(self.read().endswith(b"line\r\nhalf a line"))

    def test_nothing_is_missing_after_sigterm(self):
        # trust: 53
        process = self.start(self.device.path, "--log", self.log)
        self.device.say(b"ready")
        self.assertTrue(self.grows_to(5))
        self.device.say(b"x" * 2000 + b"end")
        self.assertTrue(fixture.wait_for(self.device.has_been_read))
        process.send_signal(signal.SIGTERM)
        process.wait()
        self.assertEqual(self.read(), b"ready" + b"x" * 2000 + b"end")

    def test_an_old_log_is_gone_on_with(self):
        # trust: 55
        for text in (b"one\r\n", b"two\r\n"):
            process = self.start(self.device.path, "--log", self.log)
            before = os.path.getsize(self.log) if os.path.exists(self.log) else 0
            self.device.say(text)
            self.assertTrue(self.grows_to(before + 5))
            process.send_signal(signal.SIGINT)
            process.wait()
        self.assertEqual(self.read(), b"one\r\ntwo\r\n")

    def test_a_new_one_gets_a_new_name_and_overwriting_must_be_asked_for(self):
        # trust: 55
        with open(self.log, "wb") as f:
            f.write(b"old\n")
        process = self.start(self.device.path, "--log", self.log, "--log-mode", "new")
        self.device.say(b"new\n")
        self.assertTrue(self.grows_to(4, self.log + ".1"))
        process.send_signal(signal.SIGINT)
        process.wait()
        self.assertEqual(self.read(), b"old\n")
        process = self.start(self.device.path, "--log", self.log, "--log-mode", "overwrite")
        self.device.say(b"and newer\n")
        self.assertTrue(self.grows_to(10))
        self.assertEqual(self.read(), b"and newer\n")

    def test_a_directory_that_is_not_there_is_said_before_the_port_is_opened(self):
        # trust: 56
        run = self.run_heapterm("/dev/no-such-port", "--log", "/no/such/place/log")
        self.assertEqual(run.returncode, 3)
        self.one_sentence(run.stderr.decode())
        self.assertIn(b"there is no directory /no/such/place for the log", run.stderr)

    def test_a_full_disk_is_said_and_costs_the_exit_code(self):
        # trust: 54
        process = self.start(self.device.path, "--log", "/dev/full", "--no-summary")
        for word in (b"one", b"two"):
            self.device.say(word + b"\r\n")
            self.assertIn(word, fixture.read_until(process.stdout.fileno(), word + b"\r\n"))
        process.send_signal(signal.SIGINT)
        err = process.communicate(timeout=fixture.PATIENCE)[1]
        self.assertEqual(err.count(b"cannot write the log /dev/full: No space left"), 1)
        self.assertIn(b"10 bytes are missing from the log", err)
        self.assertEqual(process.returncode, 3)

    def test_a_disk_that_has_room_again_is_written_again(self):
        # trust: 54
        here = os.path.join(self.here, "small")
        os.mkdir(here)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", here],
                          capture_output=True).returncode != 0:
            self.limited_by_the_system()
            return
        self.addCleanup(subprocess.run, ["umount", "-l", here])
        log, filler = os.path.join(here, "log"), os.path.join(here, "filler")
        with open(filler, "wb") as f:
            f.write(b"f" * 57344)
        process = self.start(self.device.path, "--log", log, "--no-summary")
        self.device.say(b"a" * 20000)
        err = fixture.read_until(process.stderr.fileno(), b"the terminal goes on")
        self.assertIn(b"the terminal goes on", err)
        os.remove(filler)

        def has_the_end():
            self.device.say(b"the end\n")
            return self.read(log).endswith(b"the end\n")
        self.assertTrue(fixture.wait_for(has_the_end))
        process.send_signal(signal.SIGINT)
        err += process.communicate(timeout=fixture.PATIENCE)[1]
        self.assertEqual(process.returncode, 3)
        self.assertIn(b"goes on; ", err)

    def limited_by_the_system(self):
        """Where nothing can be mounted a limit on the size of files does as much."""
        process = self.start(self.device.path, "--log", self.log, "--no-summary",
                             preexec_fn=lambda: __import__("resource").setrlimit(
                                 __import__("resource").RLIMIT_FSIZE, (8192, 8192)))
        self.device.say(b"a" * 20000)
        self.assertTrue(self.grows_to(8192))
        self.wait_heard(process, self.device)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual(len(self.read()), 8192)
        self.assertIn(b"11808 bytes are missing", err)

    def test_rotation_cuts_at_lines_and_loses_nothing(self):
        # trust: 57
        process = self.start(self.device.path, "--log", self.log, "--log-rotate", "1000")
        lines = b"".join(b"line %05d %s\r\n" % (i, b"." * (i % 60)) for i in range(2000))
        self.device.say(lines)
        parts = lambda: [self.log] + sorted(glob.glob(self.log + ".*"),
                                            key=lambda n: int(n.rsplit(".", 1)[1]))
        self.assertTrue(fixture.wait_for(
            lambda: sum(os.path.getsize(n) for n in parts() if os.path.exists(n)) == len(lines)))
        process.send_signal(signal.SIGINT)
        process.wait()
        self.assertGreater(len(parts()), 50)
        for name in parts():
            self.assertTrue(self.read(name).endswith(b"\n"))
            self.assertLess(os.path.getsize(name), 1100)
        self.assertEqual(b"".join(self.read(n) for n in parts()), lines)

    def test_rotation_by_time(self):
        # trust: 57
        self.start(self.device.path, "--log", self.log, "--log-rotate", "1s")
        self.device.say(b"one\n")
        self.assertTrue(self.grows_to(4))
        time.sleep(2.1)
        self.device.say(b"two\n")
        self.assertTrue(self.grows_to(4, self.log + ".1"))
        self.assertEqual(self.read(), b"one\n")
        self.assertEqual(self.read(self.log + ".1"), b"two\n")

    def test_names_may_tell_the_time(self):
        self.start(self.device.path, "--log", os.path.join(self.here, "%Y-board.log"))
        name = os.path.join(self.here, time.strftime("%Y") + "-board.log")
        self.assertTrue(fixture.wait_for(lambda: os.path.exists(name)))

    def test_the_umask_is_the_user_s(self):
        self.start(self.device.path, "--log", self.log, preexec_fn=lambda: os.umask(0o027))
        self.assertTrue(fixture.wait_for(lambda: os.path.exists(self.log)))
        self.assertEqual(stat.S_IMODE(os.stat(self.log).st_mode), 0o640)

    def test_a_link_in_a_place_of_all_is_not_followed(self):
        shared = os.path.join(self.here, "shared")
        os.mkdir(shared)
        os.chmod(shared, 0o1777)
        victim = self.file("victim", b"precious")
        os.symlink(victim, os.path.join(shared, "log"))
        run = self.run_heapterm(self.device.path, "--log", os.path.join(shared, "log"))
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"is a link in a directory that everybody may write", run.stderr)
        self.assertEqual(self.read(victim), b"precious")

    def test_the_input_is_no_log_of_itself(self):
        # trust: 55
        name = self.file("board.log", b"abc\n")
        for mode in ("append", "overwrite"):
            run = self.run_heapterm(name, "--log", name, "--log-mode", mode)
            self.assertEqual(run.returncode, 2)
            self.assertEqual(self.read(name), b"abc\n")

    def test_off_and_on_again_overwrites_nothing_of_this_run(self):
        # trust: 55
        terminal = self.screen(self.device.path, "--log", self.log, "--log-mode", "overwrite",
                               errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        self.device.say(b"first\n")
        terminal.shows(b"first")
        terminal.type(b"\x14l\x14l")
        terminal.shows(b"goes to the log")
        self.device.say(b"second\n")
        self.assertTrue(fixture.wait_for(lambda: self.read() == b"first\nsecond\n"))

    def test_the_menu_switches_it_off_and_on(self):
        terminal = self.screen(self.device.path, "--log", self.log, errors_shown=True)
        self.assertTrue(terminal.wait_raw())
        for text, answer in ((b"one\n", b"is closed"), (b"two\n", b"goes to the log"), (b"three\n", b"")):
            self.device.say(text)
            terminal.shows(text[:-1])
            if answer:
                terminal.type(b"\x14l")
                terminal.shows(answer)
        self.assertTrue(fixture.wait_for(lambda: self.read() == b"one\nthree\n"))


if __name__ == "__main__":
    unittest.main()
