"""What is recorded: every byte both ways, by the monitor and without a screen; and what is refused."""

import glob
import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import time
import unittest

import fixture
import processes
import recordings
import tree
from recordings import is_begun, received, rows

NOBODY = 65534
LIMIT = 300 * 1024


class Monitor(recordings.Case):
    def monitor(self, *options, **popen):
        device = self.board()
        path = self.path("board.hpt")
        process = self.start(device.path, "--record", path, *options, **popen)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        return process, device, path

    # trust: 52 recordings
    def test_every_byte_is_there_as_it_came(self):
        process, device, path = self.monitor()
        sent = os.urandom(200000) + recordings.trace()
        reader = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
        device.say(sent)
        self.assertTrue(fixture.wait_for(lambda: received(path) == len(sent), 30))
        process.terminate()
        process.wait(timeout=fixture.PATIENCE)
        reader.wait(timeout=fixture.PATIENCE)
        self.assertEqual(os.listdir(self.directory), ["board.hpt"])
        db = sqlite3.connect(path)
        self.assertEqual(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        db.close()
        of_recording = self.heapterm("map", "--json", "--at", f"byte:{len(sent)}", path).stdout
        self.assertEqual(os.listdir(self.directory), ["board.hpt"])
        self.assertEqual(of_recording, self.map_of(sent, path))

    def map_of(self, data, recording):
        """The map of the same bytes in a plain log, with the recording's time in it."""
        with open(self.path("plain.log"), "wb") as file:
            file.write(data)
        out = self.heapterm("map", "--json", "--at", f"byte:{len(data)}", self.path("plain.log"))
        os.unlink(self.path("plain.log"))
        last = rows(recording, "SELECT max(last_us) FROM chunk")[0][0]
        return out.stdout.replace(b'"time_us": null', b'"time_us": %d' % last)

    def test_what_is_typed_is_there_too(self):
        process, device, path = self.monitor(stdin=subprocess.PIPE)
        process.stdin.write(b"help\r")
        process.stdin.flush()
        self.assertEqual(device.hear(b"help\r"), b"help\r")
        device.say(b"no help\r\n")
        self.assertTrue(fixture.wait_for(lambda: received(path) == 9))
        process.terminate()
        process.wait(timeout=fixture.PATIENCE)
        self.assertEqual(rows(path, "SELECT bytes FROM chunk WHERE direction = 1"), [(b"help\r",)])

    def test_times_are_those_of_the_arrival(self):
        process, device, path = self.monitor()
        before = time.time()
        for i in range(4):
            device.say(b"tick %d\r\n" % i)
            self.wait_heard(process, device)
            time.sleep(0.3)
        self.assertTrue(fixture.wait_for(lambda: received(path) == 32))
        after = time.time()
        process.terminate()
        process.wait(timeout=fixture.PATIENCE)
        start = rows(path, "SELECT start_us FROM session")[0][0]
        first, last = rows(path, "SELECT min(first_us), max(last_us) FROM chunk")[0]
        self.assertGreater(start + first, (before - 0.05) * 1e6)
        self.assertLess(start + last, (after + 0.05) * 1e6)
        self.assertGreater(last - first, 850000)

    # trust: 53 recordings, the signals
    def test_signals_lose_nothing(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            process, device, path = self.monitor()
            device.say(b"last words")
            self.assertIn(b"words", fixture.read_until(process.stdout.fileno(), b"words"))
            process.send_signal(number)
            process.wait(timeout=fixture.PATIENCE)
            self.assertEqual(received(path), 10, number)
            self.assertEqual(self.info(path)["sessions"][-1]["closed"], True)
            os.unlink(path)

    def test_a_second_run_is_a_second_session(self):
        device, path = self.board(), self.path("board.hpt")
        for text in (b"first\r\n", b"second\r\n"):
            process = self.start(device.path, "--record", path)
            self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
            device.say(text)
            fixture.read_until(process.stdout.fileno(), text.strip())
            process.terminate()
            process.wait(timeout=fixture.PATIENCE)
        self.assertEqual(self.bytes_of(path), b"first\r\nsecond\r\n")
        self.assertEqual([s["received"]["bytes"] for s in self.info(path)["sessions"]], [7, 8])
        said = self.heapterm("replay", "--no-summary", path).stderr.decode()
        self.assertEqual(said, "--- the recording was ended here\n"
                               "--- the recording was taken up again\n")

    # trust: 5 recordings
    def test_while_nothing_comes_nothing_wakes_up(self):
        process, device, path = self.monitor()
        device.say(b"ready\r\n")
        self.assertTrue(fixture.wait_for(lambda: received(path) == 7))
        self.assertTrue(fixture.rests(lambda: processes.switches(process.pid), 3, 1))


class Refused(recordings.Case):
    def refused(self, *arguments, code=3, **options):
        done = self.run_heapterm(*arguments, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        self.one_sentence(done.stderr.decode())
        return done.stderr.decode()

    def monitor_refuses(self, path, **options):
        """And the port has not been touched: it would not be there."""
        return self.refused("/dev/not-a-port", "--record", path, **options)

    # trust: 55 recordings
    def test_a_file_that_is_no_recording_is_not_touched(self):
        path = self.path("notes.txt")
        with open(path, "w", encoding="ascii") as file:
            file.write("important\n")
        self.assertIn("is no recording", self.monitor_refuses(path))
        with open(path, encoding="ascii") as file:
            self.assertEqual(file.read(), "important\n")

    def test_a_database_of_another_program_is_not_touched(self):
        path = self.path("other.db")
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE session(id)")
        db.commit()
        db.close()
        with open(path, "rb") as file:
            before = file.read()
        self.assertIn("is no recording", self.monitor_refuses(path))
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)

    # trust: 56 recordings
    def test_a_directory_that_is_not_there_is_said_before_the_port_is_opened(self):
        self.assertIn("there is no directory", self.monitor_refuses(self.path("none/board.hpt")))
        self.assertIn("is a directory", self.monitor_refuses(self.directory))
        self.assertIn("is no file", self.monitor_refuses("/dev/full"))

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_a_directory_where_one_may_not_write(self):
        os.chmod(self.directory, 0o755)
        said = self.monitor_refuses(self.path("board.hpt"), user=NOBODY, group=NOBODY,
                                    extra_groups=[])
        self.assertIn("Permission denied", said)

    def test_a_port_that_is_not_there_leaves_no_file(self):
        done = self.run_heapterm("tcp://127.0.0.1:x", "--record", self.path("board.hpt"))
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(os.listdir(self.directory), [])

    def test_a_newer_version_is_refused_by_readers_and_writers(self):
        path = self.make_recording([(0, b"text\r\n")])
        db = sqlite3.connect(path)
        db.execute("PRAGMA user_version = 2")
        db.close()
        for arguments in (("/dev/not-a-port", "--record", path), ("replay", path), ("map", path),
                          ("info", path)):
            self.assertIn("newer heapterm", self.refused(*arguments))

    def test_a_second_writer_is_refused_and_the_first_goes_on(self):
        device, path = self.board(), self.path("board.hpt")
        first = self.start(device.path, "--record", path)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        self.assertIn("by another heapterm", self.monitor_refuses(path))
        device.say(b"still here\r\n")
        self.assertTrue(fixture.wait_for(lambda: received(path) == 12))
        first.terminate()

    def test_a_link_where_everybody_may_write_is_not_followed(self):
        os.chmod(self.directory, 0o1777)
        for target in (self.path("target"), "/dev/null"):
            os.symlink(target, self.path("board.hpt"))
            self.assertIn("symbolic link", self.monitor_refuses(self.path("board.hpt")))
            self.assertFalse(os.path.exists(self.path("target")))
            os.unlink(self.path("board.hpt"))

    def test_a_link_of_ones_own_is_followed(self):
        os.mkdir(self.path("private"))
        os.symlink("../board.hpt", self.path("private/link.hpt"))
        device = self.board()
        process = self.start("record", device.path, "-o", self.path("private/link.hpt"))
        self.assertTrue(fixture.wait_for(lambda: os.path.exists(self.path("board.hpt"))))
        device.say(b"text\r\n")
        self.assertTrue(fixture.wait_for(lambda: received(self.path("private/link.hpt")) == 6))
        process.terminate()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(self.bytes_of(self.path("board.hpt")), b"text\r\n")

    def test_the_umask_is_respected(self):
        previous = os.umask(0o027)
        try:
            path = self.make_recording([(0, b"text\r\n")])
        finally:
            os.umask(previous)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o640)

    def test_a_file_is_no_input_to_record(self):
        for name in (recordings.TRACE, self.make_recording([(0, b"text\r\n")])):
            self.assertIn("is a file", self.refused("--record", self.path("new.hpt"), name, code=2))
        self.assertFalse(os.path.exists(self.path("new.hpt")))


class DiskFull(recordings.Case):
    """With a file that may not become larger, and on a disk that is full."""

    def feed(self, device, process, seconds=fixture.PATIENCE):
        """Random bytes, which do not pack, until the trouble is said; returns what stderr has."""
        said = b""
        end = time.monotonic() + seconds
        while b"cannot record" not in said and time.monotonic() < end:
            self.say_some(device)
            said += fixture.read_some(process.stderr.fileno(), 0.01)
        return said

    def say_some(self, device):
        os.set_blocking(device.fd, False)
        try:
            os.write(device.fd, os.urandom(4000))
        except BlockingIOError:
            pass
        os.set_blocking(device.fd, True)

    def shown(self):
        with open(self.path("shown"), "rb") as file:
            return file.read()

    # trust: 54 recordings
    def test_a_limit_of_the_size_is_said_and_the_terminal_goes_on(self):
        device, path = self.board(), self.path("board.hpt")
        process = self.start_limited(LIMIT, "--record", path, device.path)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        said = self.feed(device, process)
        self.assertIn(b"--- cannot record to " + path.encode(), said)
        self.assertIn(b"ulimit", said)
        before = received(path)
        device.say(b"\r\nstill alive\r\n")
        self.assertTrue(fixture.wait_for(lambda: b"still alive" in self.shown()))
        process.terminate()
        rest = process.stderr.read()
        process.wait(timeout=fixture.PATIENCE)
        self.assertEqual((said + rest).count(b"--- cannot record"), 1)
        self.assertGreaterEqual(received(path), before)
        self.assertGreater(received(path), 10000)
        self.assertEqual(rows(path, "PRAGMA integrity_check"), [("ok",)])
        self.heapterm("info", path)

    def test_the_exit_code_says_that_something_is_missing(self):
        device, path = self.board(), self.path("board.hpt")
        process = self.start_limited(LIMIT, "record", device.path, "-o", path)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        self.feed(device, process)
        process.terminate()
        said = process.stderr.read().decode()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 3)
        self.assertRegex(said, r"heapterm: .* lacks \d+ bytes of this session: cannot record to .*")

    @unittest.skipUnless(os.geteuid() == 0, "needs to mount a small disk")
    def test_room_that_is_made_lets_it_go_on_without_loss(self):
        disk = self.path("disk")
        os.mkdir(disk)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=640k", "tmpfs", disk],
                          stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("no right to mount here")
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=True)
        device, path = self.board(), os.path.join(disk, "board.hpt")
        with open(os.path.join(disk, "ballast"), "wb") as file:
            file.write(bytes(400 * 1024))
        process = self.start("record", device.path, "-o", path)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        sent, said = b"", b""
        while b"cannot record" not in said and len(sent) < 2000000:
            piece = os.urandom(4000)
            device.say(piece)
            sent += piece
            said += fixture.read_some(process.stderr.fileno(), 0.02)
        self.assertIn(b"the disk is full; make room on it", said)
        os.unlink(os.path.join(disk, "ballast"))
        self.assertIn(b"--- the recording goes on",
                      fixture.read_until(process.stderr.fileno(), b"goes on"))
        self.assertTrue(fixture.wait_for(lambda: received(path) == len(sent)))
        process.terminate()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(self.bytes_of(path), sent)


class Record(recordings.Case):
    def test_several_ports_and_a_directory(self):
        devices = [self.board() for _ in range(3)]
        process = self.start("record", *(d.path for d in devices), "--record-dir", self.directory)
        self.assertTrue(fixture.wait_for(lambda: len(self.recordings()) == 3))
        for i, device in enumerate(devices):
            device.say(b"board %d\r\n" % i)
        self.assertTrue(fixture.wait_for(
            lambda: sorted(map(received, self.recordings())) == [9, 9, 9]))
        process.send_signal(signal.SIGTERM)
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, out), (0, b""))
        said = error.decode()
        for i, device in enumerate(devices):
            found = re.search(rf"--- recording {device.path} to (\S+)\n", said)
            self.assertIsNotNone(found, said)
            self.assertRegex(os.path.basename(found[1]),
                             rf"^{os.path.basename(device.path)}-\d{{8}}-\d{{6}}(-\d+)?\.hpt$")
            self.assertEqual(self.bytes_of(found[1]), b"board %d\r\n" % i)
        self.assertEqual(len(re.findall("--- 9 bytes from /dev/pts/[0-9]+ are in ", said)), 3)

    def recordings(self, device=None):
        begin = os.path.basename(device.path) + "-" if device is not None else ""
        return [self.path(name) for name in os.listdir(self.directory)
                if name.endswith(".hpt") and name.startswith(begin)]

    def test_names_are_never_used_twice(self):
        device = self.board()
        for _ in range(3):
            self.heapterm("record", device.path, "--record-dir", self.directory, "--for", "0.05")
        self.assertEqual(len(self.recordings()), 3)

    def test_each_port_has_the_settings_of_its_own_profile(self):
        devices = [self.board() for _ in range(3)]
        config = self.path("config")
        with open(config, "w") as file:
            file.write(f"baud = 1200\n[one]\nmatch = {devices[0].path}\nbaud = 9600\n"
                       f"[two]\nport = {devices[1].path}\nbaud = 57600\nframing = 8N2\n")
        lab = self.path("lab")
        process = self.start("record", devices[0].path, "two", devices[2].path, "--config", config,
                             "--record-dir", lab, "--flow", "xonxoff")
        kept = lambda: glob.glob(os.path.join(lab, "*.hpt"))
        self.assertTrue(fixture.wait_for(lambda: len(kept()) == 3 and all(map(is_begun, kept()))))
        process.terminate()
        self.assertEqual(process.wait(timeout=10), 0)
        lines = {}
        for name in kept():
            session = self.info(name)["sessions"][0]
            lines[session["input"]] = (session["baud"], session["framing"], session["flow"])
        self.assertEqual(lines, {devices[0].path: (9600, "8N1", "xonxoff"),
                                 devices[1].path: (57600, "8N2", "xonxoff"),
                                 devices[2].path: (1200, "8N1", "xonxoff")})

    def test_signals_end_it_with_0(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            device, path = self.board(), self.path(f"{number}.hpt")
            process = self.start("record", device.path, "-o", path)
            self.assertIn(b"recording", fixture.read_until(process.stderr.fileno(), b"recording"))
            process.send_signal(number)
            self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)

    def test_for_ends_it_with_0(self):
        start = time.monotonic()
        self.heapterm("record", self.board().path, "-o", self.path("a.hpt"), "--for", "0.5")
        self.assertGreater(time.monotonic() - start, 0.45)

    def test_one_port_that_fails_does_not_stop_the_others(self):
        device = self.board()
        process = self.start("record", "tcp://127.0.0.1:1", device.path, self.path("no-port"),
                             "--record-dir", self.directory)
        self.assertTrue(fixture.wait_for(lambda: self.recordings(device)))
        device.say(b"here\r\n")
        self.assertTrue(fixture.wait_for(
            lambda: sum(map(received, self.recordings(device))) == 6))
        process.terminate()
        _, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual(process.returncode, 3)
        self.assertIn("heapterm: cannot connect to tcp://127.0.0.1:1", error.decode())
        self.assertIn("no-port", error.decode())

    def test_only_ports_that_fail_end_it_with_3(self):
        self.heapterm("record", self.path("no-port"), "-o", self.path("a.hpt"), code=3)
        self.assertEqual(os.listdir(self.directory), [])

    def test_the_input_that_ends_is_the_end(self):
        process = self.start("record", "-", "-o", self.path("a.hpt"), stdin=subprocess.PIPE)
        process.stdin.write(b"from a pipe\n")
        process.stdin.close()
        process.stdin = None
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(self.bytes_of(self.path("a.hpt")), b"from a pipe\n")
        session = self.info(self.path("a.hpt"))["sessions"][0]
        self.assertLess(abs(session["start_us"] / 1e6 - time.time()), 60)
        self.assertLess(session["received"]["last_us"], session["end_us"])
        self.assertLess(session["end_us"], 60e6)

    def test_what_contradicts_is_refused(self):
        for arguments in ((), ("-o", "a", "--record-dir", "b")):
            done = self.heapterm("record", "/dev/null", *arguments, code=2)
            self.one_sentence(done.stderr.decode())
        self.heapterm("record", "/dev/null", "/dev/zero", "-o", "a", code=2)


class Reconnecting(tree.Plugging):
    """A board that goes away and comes back, in one recording."""

    def record(self, *options):
        path = self.tree.path("board.hpt")
        process = self.start("record", self.tree.dev("ttyACM0"), "-o", path, *options)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        return process, path

    # trust: 25 recordings
    def test_the_same_recording_goes_on_and_says_when_the_board_was_away(self):
        board = self.board()
        self.tree.microbit("ttyACM0", board.path)
        process, path = self.record()
        cut, rest = b"malloc: ALLOCATED: 56 [0x2000", b"2954]\r\nboot 2\r\n"
        board.say(b"boot 1\r\n" + cut)
        self.assertTrue(fixture.wait_for(lambda: received(path) == 8 + len(cut)))
        self.unplug(board)
        self.hear_news(process, b"went away")
        time.sleep(0.3)
        board = self.board()
        self.plug(board)
        self.hear_news(process, b"is back")
        board.say(rest)
        self.assertTrue(fixture.wait_for(lambda: received(path) == 8 + len(cut + rest)))
        process.terminate()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)

        sessions = json.loads(self.run_heapterm("info", "--json", path).stdout)["sessions"]
        self.assertEqual(len(sessions), 1)
        self.assertIn("micro:bit", sessions[0]["board"])
        notes = [note for note in sessions[0]["notes"] if note["kind"] in ("lost", "back")]
        self.assertEqual([(note["kind"], note["received"]) for note in notes[-2:]],
                         [("lost", 8 + len(cut)), ("back", 8 + len(cut))])
        self.assertGreater(notes[-1]["time_us"] - notes[-2]["time_us"], 250000)
        played = self.run_heapterm("replay", "--no-summary", path)
        self.assertIn(b"boot 1", played.stdout)
        self.assertIn(b"boot 2", played.stdout)
        self.assertIn(b"went away", played.stderr)
        # The two halves of the line are not joined over the gap.
        done = self.run_heapterm("map", "--json", path)
        self.assertEqual((done.returncode, done.stdout), (3, b""))
        self.assertIn(b"no heap trace found", done.stderr)

    def test_without_reconnecting_it_ends_with_3_and_the_recording_is_whole(self):
        board = self.board()
        self.plug(board)
        process, path = self.record("--no-reconnect")
        board.say(b"last words\r\n")
        self.assertTrue(fixture.wait_for(lambda: received(path) == 12))
        self.unplug(board)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 3)
        self.assertEqual(received(path), 12)


if __name__ == "__main__":
    unittest.main()
