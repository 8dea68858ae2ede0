"""What a recording gives back: the same report, at its own pace or as fast as can be, to a screen or to
another program; and while it is being written, after a crash, and when it is damaged."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sqlite3
import time
import unittest

import fixture
import recordings
from recordings import is_begun, received, rows

NOBODY = 65534


class Same(recordings.Case):
    def run_live(self, pieces, *options):
        """The monitor's output and the recording that it made."""
        device, path = self.board(), self.path("board.hpt")
        process = self.start(device.path, "--record", path, *options)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        with open(self.path("live"), "wb") as file:
            reader = subprocess.Popen(["cat"], stdin=process.stdout, stdout=file)
            for pause, text in pieces:
                time.sleep(pause)
                device.say(text)
            size = sum(len(text) for _, text in pieces)
            self.assertTrue(fixture.wait_for(lambda: received(path) >= size))
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
            reader.wait(timeout=fixture.PATIENCE)
        with open(self.path("live"), "rb") as file:
            return file.read(), path

    # trust: 58
    def test_the_log_view_of_a_recording_is_that_of_the_live_run(self):
        lines = recordings.trace().splitlines(keepends=True)
        pieces = [(0.001, b"".join(lines[i:i + 40])) for i in range(0, len(lines), 40)]

        def check():
            """A line that this machine brings in two halves is shown so in the live run alone."""
            live, path = self.run_live(pieces)
            again = self.heapterm("replay", path).stdout
            os.unlink(path)
            self.assertEqual(again, live)
        self.undisturbed(check)

    # trust: 58
    def test_the_report_is_the_same_when_lines_come_in_pieces(self):
        data, pieces, at = recordings.trace()[:20000], [], 0
        chance = random.Random(1)
        while at < len(data):
            size = chance.choice((1, 7, 100, 1000))
            pieces.append((chance.choice((0, 0, 0, 0.05)), data[at:at + size]))
            at += size
        live, path = self.run_live(pieces)
        summary = live[live.index(b"== Summary"):]
        self.assertIn(b"exact", summary)
        again = self.heapterm("replay", path).stdout
        self.assertEqual(again[again.index(b"== Summary"):], summary)
        with open(self.path("plain.log"), "wb") as file:
            file.write(data)
        for at in ("end", "event:50", "line:99", "byte:7777"):
            of_log, of_recording = (json.loads(self.heapterm("map", "--json", "--at", at, name).stdout)
                                    for name in (self.path("plain.log"), path))
            self.assertIsNone(of_log["at"].pop("time_us"))
            self.assertGreater(of_recording["at"].pop("time_us"), 0)
            self.assertEqual(of_recording, of_log)

    def test_a_lost_device_is_lost_in_the_recording_at_the_same_byte(self):
        path = self.make_recording([(0, b"malloc: ALLOCATED: 56 [0x200"), (0.1, b"02954]\r\n")])
        whole = json.loads(self.heapterm("map", "--json", path).stdout)
        self.assertEqual(whole["at"]["event"], 1)
        db = sqlite3.connect(path)
        db.execute("INSERT INTO note(session, time_us, kind, received, sent, text) "
                   "VALUES(1, 1, 'lost', 28, 0, 'the board went away')")
        db.execute("INSERT INTO note(session, time_us, kind, received, sent, text) "
                   "VALUES(1, 2, 'back', 28, 0, 'the board is back')")
        db.commit()
        db.close()
        lost = self.heapterm("map", "--json", "--at", "line:1", path)
        self.assertEqual(json.loads(lost.stdout)["at"]["event"], 0)
        said = self.heapterm("replay", "--no-summary", path).stderr
        self.assertEqual(said, b"--- the board went away\n--- the board is back\n")
        self.assertIn(b"no heap trace", self.heapterm("map", path, code=3).stderr)

    def test_a_mark_is_shown(self):
        path = self.make_recording([(0, b"text\r\n")])
        db = sqlite3.connect(path)
        db.execute("INSERT INTO note(session, time_us, kind, received, sent, text) "
                   "VALUES(1, 1, 'mark', 6, 0, 'button\x1b[2J pressed')")
        db.commit()
        db.close()
        self.assertEqual(self.heapterm("replay", path, "--no-summary").stderr,
                         b"--- mark: button?[2J pressed\n")

    def test_what_happened_before_from_is_not_shown(self):
        path = self.make_recording([(0, b"text\r\n")])
        db = sqlite3.connect(path)
        end_us, = db.execute("SELECT end_us FROM session").fetchone()
        for time_us, kind in ((1, "mark"), (2, "lost"), (3, "back"), (end_us, "mark")):
            db.execute("INSERT INTO note(session, time_us, kind, received, sent, text) "
                       "VALUES(1, ?, ?, 6, 0, ?)", (time_us, kind, f"{kind} at {time_us}"))
        db.commit()
        db.close()
        done = self.heapterm("replay", path, "--no-summary", "--from", f"{end_us / 1e6}s")
        self.assertEqual(done.stderr.decode(), f"--- mark: mark at {end_us}\n")

    def test_several_recordings_side_by_side(self):
        paths = [self.make_recording([(0, recordings.trace()[:3000])], f"{i}.hpt") for i in "ab"]
        one = self.heapterm("map", paths[0]).stdout
        both = self.heapterm("map", *paths).stdout
        self.assertEqual(both.count(one), 2)

    def test_standard_input_may_be_a_recording(self):
        path = self.make_recording([(0, b"text\r\n")])
        with open(path, "rb") as file:
            self.assertEqual(self.heapterm("replay", "-", "--no-summary", stdin=file).stdout,
                             b"text\r\n")


class Times(recordings.Case):
    """ticks at 0, 0.5, 1 and 1.5 seconds after the first."""

    def ticks(self):
        return self.timed_recording([(0.5 if i else 0, b"tick %d\r\n" % i) for i in range(4)])

    def first_tick(self, path):
        return rows(path, "SELECT min(first_us) FROM chunk")[0][0] / 1e6

    def timed(self, *arguments):
        start = time.monotonic()
        done = self.heapterm("replay", "--no-summary", *arguments)
        return done.stdout, time.monotonic() - start

    def test_a_pipe_is_given_all_at_once(self):
        path = self.ticks()

        def check():
            out, seconds = self.timed(path)
            self.assertEqual(out, b"".join(b"tick %d\r\n" % i for i in range(4)))
            self.assertLess(seconds, 1.2)
        self.undisturbed(check)

    def test_with_a_speed_it_takes_its_time(self):
        path = self.ticks()
        end = self.first_tick(path) + 1.5
        out, seconds = self.timed("--speed", "1", path)
        self.assertEqual(out.count(b"tick"), 4)
        self.assertGreater(seconds, end - 0.1)
        self.assertGreater(self.timed("--speed", "0.5", path)[1], 2 * end - 0.2)
        self.undisturbed(lambda: self.assertLess(self.timed("--speed", "10", path)[1], end - 0.5))

    def test_every_piece_comes_at_its_time(self):
        path = self.ticks()

        def check():
            process = self.start("replay", "--no-summary", "--speed", "1", path)
            times = []
            for _ in range(4):
                self.assertIn(b"tick", fixture.read_until(process.stdout.fileno(), b"\n"))
                times.append(time.monotonic())
            for before, after in zip(times, times[1:]):
                self.assertAlmostEqual(after - before, 0.5, delta=0.2)
        self.undisturbed(check)

    def test_long_pauses_are_cut(self):
        path = self.ticks()
        self.undisturbed(lambda: self.assertLess(
            self.timed("--speed", "1", "--max-pause", "0.05", path)[1], 1.0))

    def test_from_and_until(self):
        path = self.ticks()
        first = self.first_tick(path)
        out, _ = self.timed("--from", f"{first + 0.7:.6f}s", "--until", f"{first + 1.2:.6f}s", path)
        self.assertEqual(out, b"tick 2\r\n")

        def check():
            out, seconds = self.timed("--speed", "1", "--from", f"{first + 1.2:.6f}", path)
            self.assertEqual(out, b"tick 3\r\n")
            self.assertLess(seconds, 1.2)
        self.undisturbed(check)

    def test_from_knows_what_came_before(self):
        path = self.timed_recording([(0, b"malloc: ALLOCATED: 56 [0x20002954]\r\n"),
                                     (0.3, b"free:   0x20002954\r\n")])
        first = self.first_tick(path)
        out = self.heapterm("replay", path, "--from", f"{first + 0.1:.6f}").stdout.decode()
        self.assertNotIn("ALLOCATED", out)
        self.assertIn("== (000)", out)
        self.assertIn("1 allocation, 1 release", out)
        self.assertNotIn("warn", out.split("Summary")[0])

    def test_a_map_at_a_time(self):
        path = self.timed_recording([(0.2, b"malloc: ALLOCATED: 56 [0x20002954]\r\n"),
                                     (0.4, b"malloc: ALLOCATED: 8 [0x20002990]\r\n")])
        first = self.first_tick(path)
        end = rows(path, "SELECT end_us FROM session")[0][0] / 1e6
        for at, event in ((0, 0), (first + 0.2, 1), (first + 0.45, 2), (end, 2)):
            out = self.heapterm("map", "--json", "--at", f"{at:.6f}s", path).stdout
            self.assertEqual(json.loads(out)["at"]["event"], event)
        done = self.heapterm("map", "--at", f"{end + 1:.6f}s", path, code=3)
        self.one_sentence(done.stderr.decode())
        self.assertIn("--at asks for", done.stderr.decode())

    def test_what_has_no_times_is_refused_in_words(self):
        for arguments in (("map", "--at", "2s"), ("replay", "--speed", "2"),
                          ("replay", "--from", "1s"), ("replay", "--until", "1s"),
                          ("replay", "--max-pause", "1")):
            done = self.heapterm(*arguments, recordings.TRACE, code=2)
            self.one_sentence(done.stderr.decode())
            self.assertIn("is no recording", done.stderr.decode())
        self.heapterm("replay", "--speed", "max", "--until", "fail", recordings.TRACE, code=0)
        self.heapterm("monitor", "--until", "3s", recordings.TRACE, code=2)

    def test_on_a_terminal_space_pauses_and_goes_on(self):
        path = self.timed_recording([(0.6 if i else 0, b"tick %d\r\n" % i) for i in range(4)])

        def check():
            screen = self.screen("replay", path)
            self.assertIn(b"tick 0", screen.shows(b"tick 0"))
            self.assertTrue(screen.wait_raw())
            screen.type(b" ")
            self.assertNotIn(b"tick 3", screen.shows(b"tick 3", 3.0))
            screen.type(b" ")
            self.assertIn(b"tick 3", screen.shows(b"tick 3"))
            self.assertEqual(screen.end(), 0)
            self.assertIn("--- paused at", screen.error)
            self.assertIn("--- going on", screen.error)
            self.assertTrue(screen.is_restored())
        self.undisturbed(check)

    def test_its_news_stand_on_rows_of_their_own(self):
        # trust: 50
        path = self.make_recording([(0, b"the first half"), (1.5, b" and the second\r\n")])
        screen = self.screen("replay", path, errors_shown=True)
        screen.shows(b"half")
        self.assertTrue(screen.wait_raw())
        screen.type(b" ")
        self.assertTrue(screen.shows(b"goes on\r\n").startswith(b"\r\n--- paused at"))
        screen.type(b" ")
        shown = screen.shows(b"second")
        self.assertIn(b"--- going on\r\n", shown)
        self.assertIn(b"\n and the second", shown)

    def test_on_a_terminal_ctrl_c_ends(self):
        path = self.timed_recording([(0, b"tick\r\n"), (1000, b"tock\r\n")])
        for key in (b"\x03", b"\x1d", b"q"):
            screen = self.screen("replay", path)
            screen.shows(b"tick")
            self.assertTrue(screen.wait_raw())
            screen.type(key)
            self.assertEqual(screen.end(), 0)
            self.assertTrue(screen.is_restored())

    def test_a_prompt_is_shown_while_it_plays(self):
        path = self.timed_recording([(0, b"login: "), (1000, b"done\r\n")])
        process = self.start("replay", "--speed", "1", path)
        self.assertIn(b"login: ", fixture.read_until(process.stdout.fileno(), b"login: "))


class To(recordings.Case):
    def data(self, size=1500000):
        """A recording of random bytes, made fast."""
        sent = random.Random(2).randbytes(size)
        path = self.path("big.hpt")
        process = self.start("record", "-", "-o", path, stdin=subprocess.PIPE)
        process.stdin.write(sent)
        process.stdin.close()
        process.stdin = None
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        return sent, path

    def replay_to(self, where, path, *options):
        process = self.start("replay", path, "--to", where, *options)
        said = fixture.read_until(process.stderr.fileno(), b"\n").decode()
        self.assertIn("--- waiting for a program that reads ", said)
        return process, said.split()[-1]

    def test_a_tcp_reader_gets_every_byte_however_slow_it_is(self):
        sent, path = self.data(8000000)
        process, name = self.replay_to("tcp://:0", path, "--speed", "max")
        self.assertRegex(name, r"^tcp://127\.0\.0\.1:\d+$")
        with socket.create_connection(("127.0.0.1", int(name.split(":")[-1]))) as peer:
            time.sleep(1.0)
            self.assertIsNone(process.poll())
            got = fixture.read_exactly(peer.fileno(), len(sent))
            self.assertEqual(fixture.read_some(peer.fileno(), fixture.PATIENCE), b"")
        self.assertEqual(got, sent)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)

    def test_a_tcp_reader_that_goes_away_is_said(self):
        _, path = self.data(12_000_000)  # more than the kernel keeps for a reader
        process, name = self.replay_to("tcp://127.0.0.1:0", path, "--speed", "max")
        with socket.socket() as peer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.connect(("127.0.0.1", int(name.split(":")[-1])))
            fixture.read_exactly(peer.fileno(), 1000)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 3)
        self.assertIn("went away before the end", process.stderr.read().decode())

    # trust: 65 the server of replay --to
    def test_the_server_is_for_this_machine_alone(self):
        _, path = self.data(10)
        process, name = self.replay_to("tcp://:0", path)
        port = int(name.split(":")[-1])
        with open("/proc/net/tcp", encoding="ascii") as table:
            heard = [line.split()[1] for line in table if line.split()[1].endswith(f":{port:04X}")]
        self.assertEqual(heard, [f"0100007F:{port:04X}"])
        process.terminate()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), -signal.SIGTERM)

    def test_a_terminal_gets_every_byte_and_the_link_goes_away(self):
        sent, path = self.data(300000)
        link = self.path("port")
        process, name = self.replay_to("pty:" + link, path, "--speed", "max")
        self.assertEqual(name, link)
        fd = os.open(link, os.O_RDWR | os.O_NOCTTY)
        got = fixture.read_exactly(fd, len(sent), (3000, 0.001))
        self.assertEqual(got, sent)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        os.close(fd)
        self.assertFalse(os.path.lexists(link))

    def test_heapterm_reads_it_as_if_it_were_the_board(self):
        sent = recordings.trace()[:20000]
        path = self.make_recording([(0, sent)])
        process, name = self.replay_to("pty", path)
        monitor = self.start("map", "--json", name)
        out, _ = monitor.communicate(timeout=fixture.PATIENCE)
        process.wait(timeout=fixture.PATIENCE)
        of_board = json.loads(out)
        of_file = json.loads(self.heapterm("map", "--json", path).stdout)
        of_board["at"].pop("time_us")
        of_file["at"].pop("time_us")
        self.assertEqual(of_board, of_file)

    def test_a_terminal_waits_for_the_next_reader(self):
        path = self.timed_recording([(0, b"one\r\n"), (1.0, b"two\r\n")])

        def check():
            process, name = self.replay_to("pty", path)
            fd = os.open(name, os.O_RDWR | os.O_NOCTTY)
            self.assertIn(b"one", fixture.read_until(fd, b"one"))
            os.close(fd)
            self.assertIn(b"nobody reads",
                          fixture.read_until(process.stderr.fileno(), b"nobody reads", 5))
            time.sleep(1.5)
            self.assertIsNone(process.poll())
            fd = os.open(name, os.O_RDWR | os.O_NOCTTY)
            self.assertIn(b"two", fixture.read_until(fd, b"two", 5))
            self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
            os.close(fd)
        self.undisturbed(check)

    def test_a_log_can_be_sent_too(self):
        process, name = self.replay_to("tcp://127.0.0.1:0", recordings.TRACE)
        with socket.create_connection(("127.0.0.1", int(name.split(":")[-1]))) as peer:
            got = fixture.read_exactly(peer.fileno(), len(recordings.trace()))
        self.assertEqual(got, recordings.trace())

    def test_bad_places_are_refused(self):
        _, path = self.data(10)
        for where in ("screen", "pty:", "tcp://nowhere:1", "tcp://127.0.0.1", "tcp://[::1:4"):
            self.one_sentence(self.heapterm("replay", "--to", where, path, code=2).stderr.decode())
        server, port = fixture.listen()
        self.addCleanup(server.close)
        self.assertIn("in use", self.heapterm("replay", "--to", f"tcp://127.0.0.1:{port}", path,
                                              code=3).stderr.decode())
        self.assertIn("is there already", self.heapterm("replay", "--to", "pty:" + path, path,
                                                        code=3).stderr.decode())
        self.assertTrue(os.path.exists(path))


class Open(recordings.Case):
    """Recordings in every state that they can be found in."""

    def killed(self, sent=b"before the crash\r\n"):
        device, path = self.board(), self.path("killed.hpt")
        process = self.start("record", device.path, "-o", path)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        device.say(sent)
        self.assertTrue(fixture.wait_for(lambda: received(path) == len(sent)))
        process.kill()
        process.wait()
        return path

    def test_one_that_is_being_written_is_read_as_far_as_it_is(self):
        device, path = self.board(), self.path("board.hpt")
        process = self.start("record", device.path, "-o", path)
        self.assertTrue(fixture.wait_for(lambda: is_begun(path)))
        sent = b""
        for i in range(5):
            text = b"line %d\r\n" % i
            device.say(text)
            sent += text
            self.assertTrue(fixture.wait_for(lambda: received(path) == len(sent)))
            self.assertEqual(self.bytes_of(path), sent)
            self.assertFalse(self.info(path)["sessions"][0]["closed"])
        process.terminate()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(self.bytes_of(path), sent)

    def test_one_whose_writer_was_killed_is_whole_and_goes_on(self):
        path = self.killed()
        self.assertEqual(self.bytes_of(path), b"before the crash\r\n")
        self.assertFalse(self.info(path)["sessions"][0]["closed"])
        device = self.board()
        process = self.start("record", device.path, "-o", path)
        self.assertTrue(fixture.wait_for(
            lambda: rows(path, "SELECT count(*) FROM session")[0][0] == 2))
        device.say(b"after it\r\n")
        self.assertTrue(fixture.wait_for(lambda: received(path) == 28))
        process.terminate()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(self.bytes_of(path), b"before the crash\r\nafter it\r\n")

    @unittest.skipUnless(os.geteuid() == 0, "needs to become another user")
    def test_where_nothing_may_be_written_nothing_is_missing(self):
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        os.chmod(self.directory, 0o755)
        made = self.make_recording([(0, b"closed\r\n")])
        for path, text in ((self.killed(), b"before the crash\r\n"), (made, b"closed\r\n")):
            directory = self.path("there #1 100%?")
            os.mkdir(directory)
            for name in os.listdir(self.directory):
                if name.startswith(os.path.basename(path)) and not name.endswith("-shm"):
                    shutil.copy(self.path(name), directory)
            before = sorted(os.listdir(directory))
            copy = os.path.join(directory, os.path.basename(path))
            done = self.heapterm("replay", "--no-summary", copy, **user)
            self.assertEqual(done.stdout, text)
            os.chmod(directory, 0o777)
            done = self.heapterm("replay", "--no-summary", copy, **user)
            self.assertEqual(done.stdout, text)
            self.assertEqual(sorted(os.listdir(directory)), before)
            shutil.rmtree(directory)

    def test_one_with_nothing_in_it_says_so(self):
        self.heapterm("record", self.board().path, "-o", self.path("a.hpt"), "--for", "0.1")
        for command in ("replay", "map"):
            done = self.heapterm(command, self.path("a.hpt"), code=3)
            self.one_sentence(done.stderr.decode())
        self.assertEqual(self.info(self.path("a.hpt"))["sessions"][0]["received"]["bytes"], 0)

    def test_what_is_before_the_damage_is_given_first(self):
        path = self.path("long.hpt")
        process = self.start("record", "-", "-o", path, stdin=subprocess.PIPE)
        process.stdin.write(random.Random(3).randbytes(600000))
        process.stdin.close()
        process.stdin = None
        process.wait(timeout=fixture.PATIENCE)
        whole = self.bytes_of(path)
        db = sqlite3.connect(path)
        first = db.execute("SELECT count FROM chunk ORDER BY id LIMIT 1").fetchone()[0]
        db.execute("UPDATE chunk SET pieces = x'00' WHERE id = (SELECT id FROM chunk ORDER BY id "
                   "LIMIT 1 OFFSET 1)")
        db.commit()
        db.close()
        done = self.heapterm("replay", "--no-summary", path, code=3)
        self.assertEqual(done.stdout, whole[:first])
        self.one_sentence(done.stderr.decode())
        self.assertIn("is damaged", done.stderr.decode())
        done = self.heapterm("info", path, code=3)
        self.assertIn(b"received   600000 bytes", done.stdout)

    def test_bytes_that_rot_never_crash_it(self):
        path = self.make_recording([(0, recordings.trace()[:30000]), (0.2, os.urandom(3000))])
        with open(path, "rb") as file:
            good = file.read()
        chance = random.Random(4)
        for _ in range(25):
            bad = bytearray(good)
            for _ in range(chance.choice((1, 4, 40))):
                bad[chance.randrange(100, len(bad))] = chance.randrange(256)
            if chance.random() < 0.3:
                del bad[chance.randrange(100, len(bad)):]
            with open(self.path("bad.hpt"), "wb") as file:
                file.write(bad)
            for command in (("replay", "--no-summary"), ("map",), ("info",), ("info", "--json")):
                done = self.run_heapterm(*command, self.path("bad.hpt"))
                self.assertIn(done.returncode, (0, 3), done.stderr)
                if done.returncode == 3:
                    self.one_sentence(done.stderr.decode())
            for name in os.listdir(self.directory):
                if name.startswith("bad."):
                    os.unlink(self.path(name))


class Info(recordings.Case):
    def test_of_a_recording(self):
        path = self.make_recording([(0.1, recordings.trace())])
        info = self.info(path)
        self.assertEqual((info["heapterm"], info["version"], info["kind"]), ("info", 1, "recording"))
        self.assertEqual(info["bytes"], len(recordings.trace()))
        self.assertEqual(info["dialects"], ["microbit"])
        self.assertEqual(info["disk_bytes"], os.path.getsize(path))
        session = info["sessions"][0]
        self.assertEqual((session["closed"], session["baud"], session["framing"]),
                         (True, 115200, "8N1"))
        self.assertLess(abs(session["start_us"] / 1e6 - time.time()), 60)
        text = self.heapterm("info", path).stdout.decode()
        for wanted in ("a recording, format 1", "115200 baud, 8N1", "and was closed", "microbit",
                       f"{len(recordings.trace())} bytes in"):
            self.assertIn(wanted, text)

    def test_of_a_log(self):
        info = self.info(recordings.TRACE)
        self.assertEqual((info["kind"], info["bytes"]), ("log", len(recordings.trace())))
        self.assertEqual(info["lines"], recordings.trace().count(b"\n"))
        self.assertEqual(info["dialects"], ["microbit"])
        self.assertIn(b": a log, ", self.heapterm("info", recordings.TRACE).stdout)

    def test_hostile_texts_do_not_act(self):
        path = self.make_recording([(0, b"text\r\n")])
        db = sqlite3.connect(path)
        db.execute("UPDATE session SET input = ?, board = ?", ("\x1b]0;x\x07", 'a"b\n\\'))
        db.execute("INSERT INTO note(session, time_us, kind, received, sent, text) "
                   "VALUES(1, 5, 'what', 0, 0, ?)", ("\x1b[2J",))
        db.commit()
        db.close()
        self.assertNotIn(b"\x1b", self.heapterm("info", path).stdout)
        session = self.info(path)["sessions"][0]
        self.assertEqual((session["input"], session["board"]), ("\x1b]0;x\x07", 'a"b\n\\'))
        self.assertEqual(session["notes"][0]["text"], "\x1b[2J")


if __name__ == "__main__":
    unittest.main()
