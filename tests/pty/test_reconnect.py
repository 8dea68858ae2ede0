"""A port that is missing, goes away and comes back."""

import errno
import os
import signal
import subprocess
import time
import unittest

import fixture
import processes
import tree

NOBODY = 65534


class Reconnect(tree.Plugging):
    # trust: 22
    def test_a_missing_port_is_told_once_and_waited_for(self):
        process = self.start(self.tree.dev("ttyACM0"))
        news = self.hear_news(process, b"\n")
        self.assertEqual(news, f"--- there is no port {self.tree.dev('ttyACM0')}; waiting for it\n")
        self.assertEqual(fixture.read_some(process.stderr.fileno(), 0.5), b"")
        board = self.board()
        self.plug(board)
        board.say(b"first\r\n")
        self.hear_line(process, b"first")
        self.hear_news(process, b"ttyACM0 is there at ")

    # trust: 22
    def test_without_reconnecting_a_missing_port_is_an_error(self):
        for arguments in (["--no-reconnect"], ["map"]):
            done = self.run_heapterm(*arguments, self.tree.dev("ttyACM0"))
            self.assertEqual(done.returncode, 3)
            self.one_sentence(done.stderr.decode())
            self.assertIn("there is no port", done.stderr.decode())

    # trust: 22
    def test_one_that_never_came_is_a_failure_when_the_time_is_over(self):
        for command in (["--for", "0.2", "--no-summary"], ["--for", "0.2", "--wait-for", "x"],
                        ["record", "--for", "0.2", "-o", self.tree.path("board.hpt")]):
            done = self.run_heapterm(*command, self.tree.dev("ttyACM0"))
            said = done.stderr.decode()
            self.assertEqual(done.returncode, 3, said)
            self.assertIn("ttyACM0 was not there within 0.2 seconds; plug it in", said)
            self.assertEqual(said.count("heapterm: "), 1, said)

    def test_one_that_was_there_is_none(self):
        board = self.board()
        self.plug(board)
        self.assertEqual(self.run_heapterm("--for", "0.2", self.tree.dev("ttyACM0")).returncode, 0)

    # trust: 22
    def test_a_missing_file_is_an_error(self):
        done = self.run_heapterm(self.tree.path("board.log"))
        self.assertEqual(done.returncode, 3)
        self.assertIn("there is no file", done.stderr.decode())

    def test_a_missing_directory_is_waited_for_too(self):
        """/dev/serial is made with the first port and goes with the last."""
        name = "usb-Arm_BBC_micro_bit_CMSIS-DAP_9904-if01"
        process = self.start(name)
        self.hear_news(process, b"waiting")
        board = self.board()
        self.tree.node("ttyACM0", board.path)
        time.sleep(0.1)
        self.tree.by_id("ttyACM0", name)
        self.wait_open(process, board.path)
        board.say(b"by its name\r\n")
        self.hear_line(process, b"by its name")

    # trust: 23
    def test_twenty_rounds_lose_no_line_and_the_first_byte_is_shown(self):
        process = self.start(self.tree.dev("ttyACM0"))
        times = []
        for boot in range(20):
            board = self.board()
            board.say(b"BOOT%d banner, said at once\r\n" % boot)
            self.plug(board)
            start = time.monotonic()
            self.hear_line(process, b"BOOT%d banner" % boot)
            times.append(time.monotonic() - start)
            for line in range(10):
                board.say(b"boot %d line %d\r\n" % (boot, line))
                time.sleep(0.005)
            heard = self.hear_line(process, b"boot %d line 9\r\n" % boot)
            for line in range(10):
                self.assertEqual(heard.count(b"boot %d line %d\r\n" % (boot, line)), 1)
            self.unplug(board)
            self.hear_news(process, b"went away")
        # 50 ms on a quiet machine; a busy one is not the code's doing.
        self.assertLess(sorted(times)[len(times) // 2], 1.0)

    # trust: 23
    def test_it_is_back_at_once(self):
        process = self.start(self.tree.dev("ttyACM0"))
        self.hear_news(process, b"waiting")

        def check():
            times = []
            for _ in range(9):
                board = self.board()
                board.say(b"boot\r\n")
                start = time.monotonic()
                self.plug(board)
                self.hear_line(process, b"boot")
                times.append(time.monotonic() - start)
                self.unplug(board)
                self.hear_news(process, b"went away")
            self.assertLess(min(times), 0.05)
            self.assertLess(sorted(times)[len(times) // 2], 0.1)  # two milliseconds on a quiet machine
        self.undisturbed(check)

    # trust: 24
    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_a_node_that_is_readable_later_is_opened_without_error_spam(self):
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        process = self.start(self.tree.dev("ttyACM0"), **user)
        self.hear_news(process, b"waiting")
        board = self.board()
        os.chmod(board.path, 0)
        self.plug(board)
        time.sleep(0.3)
        os.chmod(board.path, 0o666)
        board.say(b"boot\r\n")
        self.hear_line(process, b"boot")
        said = fixture.read_some(process.stderr.fileno(), 0.3).decode().splitlines()
        self.assertEqual([line for line in said if "is there" not in line and " is /dev/pts/" not in line],
                         [])

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_a_refusal_that_lasts_is_told_once_and_ends(self):
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        process = self.start(self.tree.dev("ttyACM0"), **user)
        self.hear_news(process, b"waiting")
        board = self.board()
        os.chmod(board.path, 0)
        self.plug(board)
        self.hear_news(process, b"you have no permission")
        self.assertNotIn(b"permission", fixture.read_some(process.stderr.fileno(), 1.5))
        os.chmod(board.path, 0o666)
        board.say(b"boot\r\n")
        self.hear_line(process, b"boot")

    # trust: 25
    def test_loss_and_return_are_told_with_their_times(self):
        board = self.board()
        self.plug(board)
        process = self.start(self.tree.dev("ttyACM0"))
        self.wait_open(process, board.path)
        self.unplug(board)
        lost = self.hear_news(process, b"come back\n")
        self.assertRegex(lost, r"--- \S+ttyACM0 went away at \d\d:\d\d:\d\d; waiting for it")
        board = self.board()
        self.plug(board)
        back = self.hear_news(process, b" s\n")
        self.assertRegex(back, r"--- \S+ttyACM0 is back at \d\d:\d\d:\d\d, after \d+\.\d s\n")

    # trust: 25
    def test_a_line_cut_by_the_loss_is_not_joined_with_the_next_boot(self):
        board = self.board()
        self.plug(board)
        process = self.start(self.tree.dev("ttyACM0"))
        self.wait_open(process, board.path)
        board.say(b"heap_start : 0x20002790\r\nheap_end : 0x20003800\r\nmalloc: ALLOCATED: 5")
        self.hear_line(process, b"malloc: ALLOCATED: 5")
        self.unplug(board)
        self.hear_news(process, b"went away")
        board = self.board()
        board.say(b"6 [0x20002794]\r\nhello\r\n")
        self.plug(board)
        self.hear_line(process, b"hello")
        process.send_signal(signal.SIGINT)
        out = process.communicate(timeout=fixture.PATIENCE)[0]
        self.assertNotIn(b"== (001)", out)

    # trust: 26
    def test_a_hundred_cycles_cost_no_descriptor(self):
        process = self.start(self.tree.dev("ttyACM0"))
        self.hear_news(process, b"waiting")
        counts = []
        for boot in range(100):
            board = self.board()
            board.say(b"boot %d\r\n" % boot)
            self.plug(board)
            self.hear_line(process, b"boot %d" % boot)
            os.unlink(self.tree.dev("ttyACM0"))
            board.close()
            board.fd = board.port = -1
            self.hear_news(process, b"went away")
            time.sleep(0.002)
            counts.append(self.fds(process))
        self.assertEqual(min(counts[-10:]), min(counts[:10]))
        self.assertLessEqual(max(counts), min(counts) + 2)

    # trust: 26
    def test_waiting_costs_nothing(self):
        board = self.board()
        self.plug(board)
        process = self.start(self.tree.dev("ttyACM0"))
        self.wait_open(process, board.path)
        self.unplug(board)
        self.hear_news(process, b"went away")
        self.assertTrue(fixture.rests(lambda: processes.switches(process.pid), 2, 2))

    # trust: 27
    def test_the_link_is_named_with_its_node_once_and_reopened_by_its_own_name(self):
        link = self.tree.path("my-board")
        first, second = self.board(), self.board()
        self.tree.link(link, first.path)
        process = self.start(link)
        self.assertIn(f"--- {link} is {first.path}\n", self.hear_news(process, b"/pts/"))
        self.wait_open(process, first.path)
        os.unlink(link)
        first.unplug()
        self.hear_news(process, b"went away")
        second.say(b"the other\r\n")
        self.tree.link(link, second.path)
        self.hear_line(process, b"the other")
        self.assertNotIn(first.path, self.hear_news(process, b"is back"))

    def test_a_link_that_stays_is_followed_when_its_target_comes_back(self):
        link = self.tree.path("my-board")
        board = self.board()
        self.plug(board)
        os.symlink(self.tree.dev("ttyACM0"), link)
        process = self.start(link)
        self.wait_open(process, board.path)
        self.unplug(board)
        self.hear_news(process, b"went away")
        board = self.board()
        board.say(b"again\r\n")
        self.plug(board)
        self.hear_line(process, b"again")

    def lose_by(self, **shim):
        board = self.board()
        self.plug(board)
        process = self.start(self.tree.dev("ttyACM0"), stdin=subprocess.PIPE,
                             env=self.with_shim(port="/ttyACM0", **shim))
        self.wait_open(process, board.path)
        return process, board

    # trust: 28
    def test_every_failing_read_means_lost_and_the_port_comes_back(self):
        for error in (errno.EIO, errno.ENXIO, errno.ENODEV, errno.EBADF, 0):
            with self.subTest(error=errno.errorcode.get(error, "end of file")):
                process, board = self.lose_by(fail=f"read:{error}:2:1")
                board.say(b"one\r\n")
                self.hear_line(process, b"one")
                board.say(b"two\r\n")
                self.hear_news(process, b"went away")
                self.plug(board)
                self.hear_news(process, b"is back")
                board.say(b"three\r\n")
                self.hear_line(process, b"three")
                os.unlink(self.tree.dev("ttyACM0"))
                process.kill()

    # trust: 28
    def test_reads_that_are_interrupted_or_come_too_early_are_no_loss(self):
        for error in (errno.EINTR, errno.EAGAIN):
            with self.subTest(error=errno.errorcode[error]):
                process, board = self.lose_by(fail=f"read:{error}:1:5")
                board.say(b"one\r\n")
                self.hear_line(process, b"one")
                process.send_signal(signal.SIGINT)
                self.assertNotIn(b"went away", process.communicate(timeout=fixture.PATIENCE)[1])
                os.unlink(self.tree.dev("ttyACM0"))

    # trust: 28
    def test_every_failing_write_means_lost(self):
        for error in (errno.EIO, errno.ENXIO, errno.ENODEV):
            with self.subTest(error=errno.errorcode[error]):
                process, board = self.lose_by(fail=f"write:{error}:1:2")
                process.stdin.write(b"command\r")
                process.stdin.flush()
                news = self.hear_news(process, b"come back\n")
                self.assertIn("8 bytes on the way to it are lost", news)
                self.plug(board)
                self.hear_news(process, b"is back")
                os.unlink(self.tree.dev("ttyACM0"))
                process.kill()

    # trust: 28
    def test_a_hang_up_means_lost_and_with_no_reconnect_the_end(self):
        board = self.board()
        self.plug(board)
        process = self.start(self.tree.dev("ttyACM0"), "--no-reconnect")
        self.wait_open(process, board.path)
        self.unplug(board)
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual(process.returncode, 3)
        self.assertIn(b"hung up", error)

    def test_the_number_of_a_pseudo_terminal_is_not_opened_again(self):
        """It is the next terminal's that somebody opens."""
        board = self.board()
        path = board.path
        process = self.start(path)
        self.wait_open(process, path)
        board.unplug()
        os.close(board.port)
        board.port = -1
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 3)
        done = self.run_heapterm("/dev/pts/99")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())
        self.assertIn("there is no port /dev/pts/99", done.stderr.decode())

    def test_a_forgotten_link_to_a_pseudo_terminal_is_not_followed_again(self):
        board = self.board()
        path = board.path
        link = self.tree.path("board")
        os.symlink(path, link)
        process = self.start(link)
        self.wait_open(process, path)
        board.unplug()
        os.close(board.port)
        board.port = -1
        self.hear_news(process, b"went away")
        others = [self.board() for _ in range(3)]
        again = [other for other in others if other.path == path]
        time.sleep(0.5)
        self.assertFalse(any(os.readlink(f"/proc/{process.pid}/fd/{fd}") == path
                             for fd in os.listdir(f"/proc/{process.pid}/fd")))
        if again:  # the usual case; otherwise another program was faster
            again[0].say(b"now it is meant\r\n")
            self.tree.link(link, path)
            self.hear_line(process, b"now it is meant")

    def test_what_is_typed_meanwhile_is_not_sent_to_the_next_boot(self):
        board = self.board()
        self.plug(board)
        process = self.start(self.tree.dev("ttyACM0"), stdin=subprocess.PIPE)
        self.wait_open(process, board.path)
        self.unplug(board)
        self.hear_news(process, b"went away")
        process.stdin.write(b"lost\r")
        process.stdin.flush()
        self.wait_taken(process)
        board = self.board()
        self.plug(board)
        self.hear_news(process, b"5 bytes typed meanwhile were not sent")
        process.stdin.write(b"sent\r")
        process.stdin.flush()
        self.assertEqual(board.hear(b"sent\r"), b"sent\r")

    def test_what_is_typed_before_the_first_opening_is_sent(self):
        process = self.start(self.tree.dev("ttyACM0"), stdin=subprocess.PIPE)
        self.hear_news(process, b"waiting")
        data = bytes(range(256)) * 2048  # more than the keyboard runs ahead
        os.set_blocking(process.stdin.fileno(), False)
        sent = os.write(process.stdin.fileno(), data[:65536])
        board = self.board()
        self.plug(board)
        self.assertEqual(fixture.read_exactly(board.fd, sent), data[:sent])

    def test_in_a_terminal_ctrl_c_ends_the_waiting(self):
        terminal = self.screen(self.tree.dev("ttyACM0"), environment=self.tree.environment)
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(terminal.is_restored())


if __name__ == "__main__":
    unittest.main()
