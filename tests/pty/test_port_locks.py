"""Locks: those of others are honoured, ours are seen by others and go with us."""

import fcntl
import os
import signal
import subprocess
import unittest

import fixture
import tree


class Locks(tree.Case):
    def setUp(self):
        super().setUp()
        self.device = self.board()
        self.port = self.tree.dev("ttyACM0")
        self.tree.describe("ttyACM0", "0d28", "0204")
        self.tree.node("ttyACM0", self.device.path)
        self.lock = self.tree.path("var/lock/LCK..ttyACM0")

    def write_lock(self, text):
        self.tree.write(self.lock, text)

    def read_lock(self):
        with open(self.lock) as file:
            return file.read()

    def refused(self):
        done = self.run_heapterm(self.port, "--for", "1")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        return done.stderr.decode()

    def taken(self, *options):
        done = self.run_heapterm(self.port, "--for", "0.2", *options)
        self.assertEqual(done.returncode, 0, done.stderr)

    def dead_process(self):
        process = subprocess.Popen(["true"])
        process.wait()
        return process.pid

    def running(self, *options):
        process = self.start(self.port, *options)
        self.wait_open(process, self.device.path)
        self.wait_ready(process)
        return process

    # trust: 37
    def test_a_lock_file_of_a_living_process_is_honoured_and_its_program_named(self):
        sleeper = subprocess.Popen(["sleep", "300"])
        self.addCleanup(sleeper.wait)
        self.addCleanup(sleeper.kill)
        for text in (f"{sleeper.pid:10d}\n", f"{sleeper.pid:10d} minicom root\n",
                     sleeper.pid.to_bytes(4, "little")):
            self.write_lock(text)
            self.assertIn(f"sleep (process {sleeper.pid}) has {self.port} open", self.refused())
            self.assertTrue(os.path.exists(self.lock))

    # trust: 37
    def test_it_is_honoured_before_the_port_is_opened(self):
        sleeper = subprocess.Popen(["sleep", "300"])
        self.addCleanup(sleeper.wait)
        self.addCleanup(sleeper.kill)
        self.write_lock(f"{sleeper.pid:10d}\n")
        done = self.run_heapterm(self.port, env=self.with_shim(port="/ttyACM0"))
        self.assertEqual(done.returncode, 3)
        self.assertFalse(os.path.exists(self.tree.path("log")))  # no call at all

    # trust: 37
    def test_a_lock_file_of_a_dead_process_is_replaced(self):
        for text in (f"{self.dead_process():10d}\n", "nonsense\n"):
            self.write_lock(text)
            process = self.running()
            self.assertEqual(self.read_lock().split()[0], str(process.pid))
            process.send_signal(signal.SIGINT)
            process.wait(timeout=fixture.PATIENCE)

    # trust: 37
    def test_a_file_of_a_heapterm_that_is_gone_is_stale_even_if_its_number_is_anothers_now(self):
        self.write_lock(f"{os.getpid():10d} heapterm\n")
        self.taken()

    # trust: 37
    def test_our_own_file_stands_while_we_run(self):
        process = self.running()
        self.assertEqual(self.read_lock(), f"{process.pid:10d} heapterm\n")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertFalse(os.path.exists(self.lock))

    # trust: 37
    def test_a_second_heapterm_is_refused_and_the_first_named(self):
        process = self.running()
        os.close(self.device.port)
        self.device.port = -1
        said = self.refused()
        self.assertIn(f"(process {process.pid})", said)
        self.assertIn("heapterm", said)

    # trust: 37
    def test_a_flock_of_another_is_honoured(self):
        fcntl.flock(self.device.port, fcntl.LOCK_EX)
        self.assertIn(f"(process {os.getpid()})", self.refused())

    # trust: 37
    def test_no_lock_asks_nobody_and_locks_nothing(self):
        fcntl.flock(self.device.port, fcntl.LOCK_EX)
        self.write_lock(f"{os.getpid():10d}\n")
        self.taken("--no-lock")
        self.assertEqual(self.read_lock(), f"{os.getpid():10d}\n")

    # trust: 37
    def test_a_lock_directory_that_cannot_be_written_is_no_hindrance(self):
        os.rmdir(self.tree.path("var/lock"))
        self.taken()

    # trust: 37
    def test_another_port_is_another_lock(self):
        self.tree.write(self.tree.path("var/lock/LCK..ttyACM1"), f"{os.getpid():10d}\n")
        self.taken()

    # trust: 39
    def test_after_sigkill_the_port_is_free(self):
        process = self.running()
        process.kill()
        process.wait()
        self.assertIn(str(process.pid), self.read_lock())  # it could not be removed
        self.taken()
        self.assertFalse(os.path.exists(self.lock))

    # trust: 39
    def test_children_do_not_get_the_port(self):
        process = self.running()
        fds = [fd for fd in os.listdir(f"/proc/{process.pid}/fd")
               if os.readlink(f"/proc/{process.pid}/fd/{fd}") == self.device.path]
        self.assertEqual(len(fds), 1)
        with open(f"/proc/{process.pid}/fdinfo/{fds[0]}") as file:
            flags = next(int(line.split()[1], 8) for line in file if line.startswith("flags"))
        self.assertTrue(flags & os.O_CLOEXEC)

    def test_the_lock_goes_with_the_port_and_comes_back_with_it(self):
        process = self.running()
        os.unlink(self.port)
        self.device.unplug()
        self.assertTrue(fixture.wait_for(lambda: not os.path.exists(self.lock)))
        board = self.board()
        self.tree.node("ttyACM0", board.path)
        self.assertTrue(fixture.wait_for(lambda: os.path.exists(self.lock)))
        self.wait_open(process, board.path)


if __name__ == "__main__":
    unittest.main()
