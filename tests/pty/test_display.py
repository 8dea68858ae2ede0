"""What is shown of what a device sends: safe on a terminal, unchanged in a pipe; the view's options."""

import os
import random
import re
import signal
import subprocess
import tempfile
import threading
import time

import fixture
import processes

COLOR = re.compile(rb"\x1b\[[0-9;:]*m")
HEAP = b"heap_start : 0x20002000\r\nheap_end   : 0x20004000\r\nheap_size  : 8192\r\n"


def environment(**more):
    """Ours, without what would change colours or times."""
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM", "TZ")}
    return {**env, "TERM": "xterm", **more}


def peak_kib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return int(re.search(r"VmHWM:\s*(\d+)", status.read())[1])


class Shown(fixture.Case):
    """A board and a screen in front of it."""

    def setUp(self):
        self.device = self.board()

    def start_screen(self, *options, columns=80, **more):
        self.terminal = self.screen(self.device.path, *options, environment=environment(**more))
        fixture.set_columns(self.terminal.tty, columns)
        self.assertTrue(self.terminal.wait_raw())

    def shown(self, *pieces, pause=0.0):
        """What the screen shows of the pieces, up to a mark of its own line behind them."""
        for piece in pieces:
            self.device.say(piece)
            if pause >= 0.05:  # the program shall notice it; a busy machine lets it begin later
                self.wait_heard(self.terminal.process, self.device)
                time.sleep(pause)
                self.wait_heard(self.terminal.process, self.device)
            else:
                time.sleep(pause)
        self.device.say(b"THE MARK\r\n")
        return self.terminal.shows(b"THE MARK\r\n").split(b"THE MARK")[0]


class ControlSequences(Shown):
    NEUTRALISED = {
        "title": b"\x1b]0;owned\x07", "clipboard": b"\x1b]52;c;b3duZWQ=\x1b\\",
        "device control": b"\x1bP$qm\x1b\\", "reset": b"\x1bc", "clear": b"\x1b[2J",
        "move": b"\x1b[5A\x1b[1;1H", "modes": b"\x1b[?1049h\x1b[?2004h", "ask": b"\x1b[6n\x1b[c",
        "C1": b"\x9b31m", "C1 as a character": b"\xc2\x9b31m", "bell": b"\x07",
        "shift": b"\x0e\x0f", "bidi": "\u202e\u2066".encode(),
    }

    # trust: 13
    def test_colours_pass_and_all_else_is_shown(self):
        self.start_screen()
        for name, sequence in self.NEUTRALISED.items():
            with self.subTest(name):
                got = self.shown(b"<" + sequence + b">\r\n")
                self.assertNotIn(sequence, got)
                self.assertFalse(re.search(rb"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]", got), got)
                got.decode("utf-8")
                self.assertGreater(len(got), 4)
        self.assertEqual(self.shown(b"\x1b[1;32mgreen\x1b[0m\r\n"), b"\x1b[1;32mgreen\x1b[0m\r\n")

    # trust: 13
    def test_raw_passes_all(self):
        self.start_screen("--raw")
        everything = b"".join(self.NEUTRALISED.values())
        self.device.say(everything)
        self.assertIn(everything, self.terminal.shows(everything))

    # trust: 49
    def test_no_colour_of_the_device_passes_where_none_are_wanted(self):
        for options, more in ((("--color", "never"), {}), ((), {"NO_COLOR": "1"}),
                              ((), {"TERM": "dumb"})):
            with self.subTest(options=options, more=more):
                self.start_screen(*options, **more)
                got = self.shown(HEAP, b"\x1b[31mred\x1b[0m\r\nmalloc: ALLOCATED: 5 [0x20002004]\r\n")
                self.assertIn(b"== (001)", got)
                self.assertNotIn(b"\x1b", got)
                self.terminal.type(b"\x03")
                self.assertEqual(self.terminal.end(), 0)

    # trust: 49
    def test_colour_is_on_by_default_and_by_always(self):
        self.start_screen()
        self.assertIn(b"\x1b[31mred", self.shown(b"\x1b[31mred\x1b[0m\r\n"))
        log = b"malloc: ALLOCATED: 5 [0x20002004]\n"
        self.assertNotIn(b"\x1b", self.run_heapterm("-", stdin=None, input=log).stdout)
        self.assertIn(b"\x1b[", self.run_heapterm("-", "--color", "always", stdin=None, input=log,
                                                  env=environment(NO_COLOR="1")).stdout)


class Characters(Shown):
    TEXT = "größe: €uro, привет, 😀\r\n".encode()

    # trust: 11
    def test_utf_8_in_single_bytes_is_the_same(self):
        self.start_screen()
        self.assertEqual(self.shown(self.TEXT), self.TEXT)
        self.undisturbed(lambda: self.assertEqual(
            self.shown(*(bytes([b]) for b in self.TEXT), pause=0.003), self.TEXT))

    # trust: 11
    def test_half_a_character_is_taken_back_when_its_rest_comes_late(self):
        self.start_screen()
        got = self.shown(b"a\xe2\x82", b"\xac!\r\n", pause=0.3)
        self.assertTrue(got.startswith(b"a\\xe2\\x82\b"), got)
        self.assertTrue(got.endswith("\b€!\r\n".encode()), got)

    # trust: 11
    def test_what_is_no_utf_8_is_shown_as_what_it_is(self):
        self.start_screen()
        self.assertEqual(self.shown(b"a\xff\xc0\xaf\xed\xa0\x80b\r\n"),
                         rb"a\xff\xc0\xaf\xed\xa0\x80b" + b"\r\n")

    # trust: 11
    def test_a_pipe_gets_the_bytes(self):
        self.assertEqual(self.run_heapterm("-", "--no-summary", stdin=None,
                                           input=b"a\xff\xe2\x82\x1b[2J\n\0").stdout,
                         b"a\xff\xe2\x82\x1b[2J\n\0")

    def test_other_encodings(self):
        for name, byte, character in (("latin1", b"\xe9", "é"), ("cp437", b"\x82", "é"),
                                      ("windows-1252", b"\x80", "€"), ("koi8-r", b"\xc1", "а")):
            got = self.run_heapterm("-", "--plain", "--encoding", name, stdin=None, input=byte)
            self.assertEqual(got.stdout.decode(), character)


class LineEnds(Shown):
    LINES = (b"one", b"malloc: ALLOCATED: 5 [0x20002004]", b"two", b"free:   0x20002004", b"three")

    # trust: 15
    def test_five_streams_are_one_screen_and_one_report(self):
        whole = [b"".join(line + end for line in self.LINES) for end in
                 (b"\r", b"\n", b"\r\n", b"\n\r")]
        streams = [[stream] for stream in whole]
        streams.append([part for line in self.LINES for part in (line + b"\r", b"\n")])
        screens, reports = [], []
        for stream in streams:
            self.device = self.board()
            self.start_screen("--color", "never", "--heap", "0x20002000:8K")
            for piece in stream:
                self.device.say(piece)
                time.sleep(0.06)
            got = self.terminal.shows(b"three")
            self.terminal.type(b"\x03")
            self.assertEqual(self.terminal.end(), 0)
            screens.append(got + self.terminal.rest)
            with tempfile.NamedTemporaryFile(suffix=".log") as log:
                log.write(b"".join(stream))
                log.flush()
                text = self.run_heapterm("map", log.name, "--heap", "0x20002000:8K").stdout
            reports.append(text)
        self.assertEqual(len(set(reports)), 1, reports)
        self.assertEqual(len(set(screens)), 1, screens)

    # trust: 15
    def test_lines_on_the_screen_are_one_each(self):
        for end in (b"\r", b"\n", b"\r\n", b"\n\r"):
            self.device = self.board()
            self.start_screen("--color", "never")
            self.device.say(b"".join(line + end for line in self.LINES))
            got = self.terminal.shows(b"three")
            rows = got.rstrip(b"\r\n").split(b"\r\n")
            self.assertEqual([row[:5] for row in rows],
                             [b"one", b"   (N", b"== (0", b"two", b"== (0", b"three"], got)


class OurLines(Shown):
    # trust: 50
    def test_they_begin_on_a_fresh_row_and_the_device_s_line_goes_on(self):
        self.start_screen()
        got = self.shown(HEAP, b"\x1b[35mhalf a line ", b"malloc: ALLOCATED: 5 [0x20002004]\r\n",
                         b"the rest\x1b[0m\r\n", pause=0.1)
        self.assertIn(b"\x1b[35mhalf a line \x1b[0m\r\n", got)
        self.assertIn(b"\x1b[35mthe rest\x1b[0m\r\n", got)
        for row in COLOR.sub(b"", got).split(b"\r\n"):
            self.assertFalse(b"== (" in row[1:], row)

    # trust: 14
    def test_coloured_trace_lines_are_recognised(self):
        self.start_screen("--color", "never")
        got = self.shown(HEAP, b"\x1b[32mmalloc: ALLOCATED: 5 [0x20002004]\x1b[0m\r\n",
                         b"\x1b[0;33mfree:   0x20002004\x1b[0m\r\n")
        self.assertEqual(got.count(b"== ("), 2, got)
        self.assertNotIn(b"\x1b", got)

    # trust: 12
    def test_noise_between_the_lines_hides_none(self):
        noise = random.Random(12)
        lines = 2000
        log = bytearray(HEAP)
        for i in range(lines):
            log += bytes(noise.choice(b"\x00\xff\x80\x1b\x9b[]m01;ABC \xe2\x82\t\b")
                         for _ in range(500)) + b"\n"
            log += b"malloc: ALLOCATED: 5 [0x20002004]\nfree:   0x20002004\n"
        with tempfile.NamedTemporaryFile(suffix=".log") as file:
            file.write(log)
            file.flush()
            screen = self.screen("replay", file.name, "--color", "never")
            counted = threading.Event()
            seen = []

            def count():
                tail, found = b"", 0
                while not counted.is_set():
                    text = tail + fixture.read_some(screen.fd, 0.1)
                    keep = text[-8:]
                    found += text.count(b"\n== (") - keep.count(b"\n== (")
                    tail = keep
                    if b"trust  " in text:
                        break
                seen.append(found + tail.count(b"\n== ("))

            reader = threading.Thread(target=count)
            reader.start()
            reader.join(60)
            counted.set()
            reader.join()
            self.assertEqual(screen.end(), 0)
        self.assertEqual(seen, [2 * lines])


class Width(Shown):
    FAIL = b"malloc: ALLOCATED: 100 [0x20002004]\r\nmalloc: OUT OF MEMORY [9999]\r\n"

    def rows(self, got):
        return [len(row) - 16 for row in COLOR.sub(b"", got).split(b"\r\n")
                if re.match(rb"00[0-9a-f]{4} 2000", row)]

    # trust: 45
    def test_the_map_keeps_to_the_screen_s_width(self):
        self.start_screen()
        for columns, width in ((80, 64), (79, 32), (48, 32), (40, 16), (30, 8), (10, 8), (200, 64)):
            fixture.set_columns(self.terminal.tty, columns)
            got = self.shown(HEAP, self.FAIL, b"free:   0x20002004\r\n")
            self.assertEqual(max(self.rows(got)), width, got)


class Stamps(Shown):
    # trust: 51
    def test_a_line_has_the_time_of_its_first_half(self):
        self.undisturbed(self.check_the_time_of_the_first_half)

    def check_the_time_of_the_first_half(self):
        self.device = self.board()
        self.start_screen("--timestamps", "elapsed", "--color", "never")
        got = self.shown(b"first\r\n", b"one ", b"half\r\nmalloc: ALLO",
                         b"CATED: 5 [0x20002004]\r\nlast\r\n", pause=0.5)
        times = {name: float(time) for time, name in
                 re.findall(rb"\[ *(\d+\.\d{6})\] (first|one|malloc|==|last)", got)}
        self.assertAlmostEqual(times[b"one"] - times[b"first"], 0.5, delta=0.3)
        self.assertIn(b"one half\r\n", got)
        self.assertLess(times[b"=="] - times[b"one"], 0.8)
        self.assertGreater(times[b"last"] - times[b"=="], 0.3)

    # trust: 51
    def test_all_stamps_of_a_kind_are_equally_wide(self):
        for kind, shape in (("delta", rb"\[ {6}\d\.\d{6}\] "), ("elapsed", rb"\[ {6}\d\.\d{6}\] "),
                            ("unix", rb"\[\d{10}\.\d{6}\] "),
                            ("iso", rb"\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d\] ")):
            self.device = self.board()
            self.start_screen("--timestamps", kind, "--color", "never")
            got = self.shown(b"text\r\n", b"\r\n", b"malloc: ALLOCATED: 5 [0x20002004]\r\n", pause=0.05)
            rows = got.split(b"\r\n")
            width = len(re.match(shape, rows[0])[0])
            for row, text in zip(rows, (b"text", b"", b"   (NUM)", b"== (001)")):
                front = row[:width]
                self.assertTrue(re.fullmatch(shape, front) or not front.strip(), row)
                self.assertTrue(row[width:].startswith(text), row)

    def test_the_wall_clock_is_local(self):
        before = time.time()
        got = self.run_heapterm("-", "--plain", "--timestamps", "iso", stdin=None, input=b"x\n",
                                env=environment(TZ="America/St_Johns")).stdout.decode()
        stamp = re.match(r"\[(\S+)([+-]\d\d:\d\d)\] x\n", got)
        self.assertIn(stamp[2], ("-03:30", "-02:30"))
        then = time.mktime(time.strptime(stamp[1][:-4], "%Y-%m-%dT%H:%M:%S"))
        hours, minutes = stamp[2][1:].split(":")
        utc = then - time.timezone + int(hours) * 3600 + int(minutes) * 60
        self.assertLess(abs(utc - before), 60 + 3600)

    def test_a_log_has_no_times(self):
        with tempfile.NamedTemporaryFile() as log:
            log.write(b"x\ny\n")
            log.flush()
            got = self.run_heapterm(log.name, "--plain", "--timestamps", "unix").stdout
        self.assertEqual(got, b" " * 20 + b"x\n" + b" " * 20 + b"y\n")


class Hex(Shown):
    ROW = b"00000000  6d 61 6c 6c 6f 63 3a 20  41 4c 4c 4f 43 41 54 45  |malloc: ALLOCATE|\r\n"

    def test_a_row_is_completed_in_place(self):
        self.start_screen("--hex", "--color", "never")
        self.device.say(b"mall")
        got = self.terminal.shows(b"|mall|")
        self.assertIn(b"00000000  6d 61 6c 6c", got)
        self.device.say(b"oc: ALLOCATED: 5 [0x20002004]\n")
        got = self.terminal.shows(b"|malloc: ALLOCATE|\r\n")
        self.assertTrue(got.startswith(b"\r" + self.ROW), got)
        self.terminal.type(b"\x03")
        self.terminal.end()
        self.assertIn(b"events    1 allocation", self.terminal.rest)

    def test_in_a_pipe_it_goes_on_in_the_next_row(self):
        process = self.start(self.device.path, "--hex", "--no-summary")
        self.device.say(b"0123")
        got = fixture.read_until(process.stdout.fileno(), b"|0123|")
        self.device.say(b"456789abcdefXY")
        got += fixture.read_until(process.stdout.fileno(), b"|XY|")
        process.send_signal(signal.SIGINT)
        rows = (got + process.communicate(timeout=fixture.PATIENCE)[0]).splitlines()
        self.assertEqual([row.split(b"  |")[1] for row in rows], [b"0123|", b"456789abcdef|", b"XY|"])
        self.assertEqual([row[:8] for row in rows], [b"00000000", b"00000004", b"00000010"])


class Choice(fixture.Case):
    LOG = (HEAP + b"wifi: up\r\n\x1b[31mwi\x1b[0mfi: down\r\nble: up\r\n"
           b"malloc: ALLOCATED: 5 [0x20002004]\r\nfree:   0x20002f00\r\nlast wifi")

    def lines(self, *options, log=LOG):
        got = self.run_heapterm("-", "--no-summary", *options, stdin=None, input=log)
        self.assertEqual(got.returncode, 0, got.stderr)
        return got.stdout.replace(b"\r", b"").split(b"\n")

    def test_filter_shows_what_matches_and_what_is_wrong(self):
        got = self.lines("--filter", "^wifi|last")
        self.assertEqual(got[:2], [b"wifi: up", b"\x1b[31mwi\x1b[0mfi: down"])
        self.assertFalse(any(b"ALLOCATED" in line or b"ble" in line for line in got), got)
        self.assertTrue(any(b"** warning" in line for line in got), got)
        self.assertEqual(got[-1], b"last wifi")

    def test_filter_chooses_trace_lines_by_what_the_device_sent(self):
        self.assertTrue(any(line.startswith(b"== (001)")
                            for line in self.lines("--filter", "ALLOCATED")))

    def test_exclude(self):
        got = self.lines("--exclude", "(?i)WIFI")
        self.assertTrue(any(b"ble" in line for line in got))
        self.assertFalse(any(b"fi:" in line or b"last" in line for line in got), got)

    def test_only(self):
        self.assertFalse(any(b"==" in line or b"malloc" in line
                             for line in self.lines("--only", "log")))
        self.assertFalse(any(b"wifi" in line for line in self.lines("--only", "trace")))

    def test_highlight(self):
        got = self.lines("--highlight", "wifi: (?=down)|ble", "--color", "always")
        self.assertIn(b"\x1b[7mwi\x1b[0mfi: \x1b[27mdown", b"\n".join(got))
        self.assertIn(b"\x1b[7mble\x1b[27m: up", got)

    def test_a_pattern_from_hell_holds_nothing_up(self):
        log = (b"a" * 200 + b"b\n") * 2000
        begun = sum(os.times()[2:4])
        got = self.lines("--plain", "--filter", "^(a+)+$", log=log)
        self.assertLess(sum(os.times()[2:4]) - begun, 20)  # of processor time
        self.assertEqual(len(got), 2001)  # undecided lines are shown

    def test_bytes_that_are_no_utf_8_do_no_harm(self):
        log = b"\xff\xfe ok\nnothing \xc0\nok \xed\xa0\x80\n"
        self.assertEqual(self.lines("--plain", "--filter", "ok", log=log),
                         [b"\xff\xfe ok", b"ok \xed\xa0\x80", b""])

    def test_a_long_line_is_judged_by_its_beginning(self):
        log = b"x" * 100000 + b"wifi\n" + b"wifi" + b"y" * 100000 + b"\nend wifi\n"
        self.assertEqual(self.lines("--plain", "--filter", "wifi", log=log),
                         [b"wifi" + b"y" * 100000, b"end wifi", b""])

    def test_a_prompt_is_shown_after_a_pause_if_it_matches(self):
        device = self.board()
        process = self.start(device.path, "--plain", "--filter", "login")
        device.say(b"noise\nlogin: ")
        got = fixture.read_until(process.stdout.fileno(), b"login: ")
        self.assertEqual(got, b"login: ")
        device.say(b"root\nnoise\n")
        self.wait_heard(process, device)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.communicate(timeout=fixture.PATIENCE)[0], b"root\n")


class Plain(Shown):
    # trust: 1
    def test_fifty_megabytes_reach_a_pipe_unchanged(self):
        """The fake sends as fast as they arrive: no more than the pipe and its reader have room for
        is under way."""
        block = b"".join(b"%06d " % i + random.Random(i).randbytes(43).replace(b"\x03", b"\n") + b"\r\n"
                         for i in range(20000))
        block = block.replace(b"\x1a", b"\x1b")
        rounds = (5_000_000 if fixture.SANITIZED else 50_000_000) // len(block) + 1  # fast, or checked
        sent = 0
        with tempfile.NamedTemporaryFile() as file:
            process = self.start(self.device.path, "--plain")
            with open(file.name, "wb") as out:
                cat = subprocess.Popen(["cat"], stdin=process.stdout, stdout=out)
            process.stdout.close()
            self.wait_ready(process)
            end = time.monotonic() + 300
            for _ in range(rounds):
                for at in range(0, len(block), 65536):
                    piece = block[at:at + 65536]
                    self.device.say(piece)
                    sent += len(piece)
                    while os.stat(file.name).st_size < sent - (1 << 19) and time.monotonic() < end:
                        time.sleep(0.001)
            self.assertTrue(fixture.wait_for(lambda: os.stat(file.name).st_size == sent, 60))
            process.terminate()
            self.assertEqual(cat.wait(timeout=fixture.PATIENCE), 0)
            for _ in range(rounds):
                self.assertTrue(file.read(len(block)) == block)
            self.assertEqual(file.read(), b"")

    def test_trace_lines_appear_as_they_were_sent(self):
        self.start_screen("--plain")
        text = b"\x1b[1mone\x1b[0m\r\nmalloc: ALLOCATED: 5 [0x20002004]\r\n"
        self.assertEqual(self.shown(text), text)

    def test_until_fail_works_without_the_heap_view(self):
        log = b"malloc: OUT OF MEMORY [9]\nlater\n"
        got = self.run_heapterm("-", "--plain", "--until", "fail", stdin=None, input=log)
        self.assertEqual((got.returncode, got.stdout), (0, b"malloc: OUT OF MEMORY [9]\n"))

    # trust: 8
    def test_a_line_without_an_end_takes_no_memory(self):
        for options in ((), ("--plain",), ("--filter", "x", "--highlight", "y")):
            with self.subTest(options=options):
                device = self.board()
                with tempfile.NamedTemporaryFile() as file:
                    process = self.start(device.path, "--no-summary", *options)
                    with open(file.name, "wb") as out:
                        cat = subprocess.Popen(["cat"], stdin=process.stdout, stdout=out)
                    process.stdout.close()

                    def arrived(count):
                        return fixture.wait_for(lambda: os.stat(file.name).st_size >= count, 60)

                    piece = b"x" * 65536
                    self.wait_ready(process)
                    device.say(piece)
                    self.assertTrue(arrived(len(piece)))
                    before = peak_kib(process)
                    for i in range(2, 162):
                        device.say(piece)
                        self.assertTrue(arrived((i - 4) * len(piece)))
                    self.assertTrue(arrived(161 * len(piece)))
                    self.assertLess(peak_kib(process) - before, 1024)
                    process.terminate()
                    cat.wait(timeout=fixture.PATIENCE)


class Speed(Shown):
    """The third of what is promised: the machine that tests has other things to do."""

    MARK = b"THE END OF IT"

    def measure(self, text, megabytes, *options):
        """MB/s and seconds of processor time per MB."""
        self.start_screen(*options)
        size = megabytes * 1_000_000 // len(text) * len(text)
        arrived = threading.Event()

        def watch():
            tail = b""
            while not arrived.is_set():
                tail = tail[-64:] + fixture.read_some(self.terminal.fd, 0.1)
                if self.MARK in tail:
                    arrived.set()

        watcher = threading.Thread(target=watch)
        watcher.start()
        begun, held_up = time.monotonic(), self.held_up()
        for _ in range(size // len(text)):
            self.device.say(text)
        while not arrived.is_set() and time.monotonic() < begun + 120:
            self.device.say(b"\r\n" + self.MARK + b"\r\n")
            arrived.wait(0.02)
        seconds = time.monotonic() - begun - (self.held_up() - held_up)
        self.assertTrue(arrived.is_set())
        watcher.join()
        cpu = processes.cpu_seconds(self.terminal.process.pid)
        return size / 1e6 / max(seconds, cpu), cpu / (size / 1e6)

    def held_up(self):
        """Seconds for which this machine let others run in the place of heapterm or of this."""
        return processes.waited(self.terminal.process.pid) + processes.waited(os.getpid())

    # trust: 2
    def test_plain(self):
        text = b"".join(b"[%08d] wifi: some ordinary line of a log\r\n" % i for i in range(1000))
        rate, cpu = self.measure(text, 20, "--plain")
        self.assertGreater(rate, 20 / 3)
        self.assertLess(cpu, 0.1 * 3)

    # trust: 2
    def test_with_the_heap(self):
        text = b"".join(b"malloc: ALLOCATED: 16 [0x%08x]\r\nfree:   0x%08x\r\nline %d of text\r\n"
                        % (0x20002004 + 32 * (i % 50), 0x20002004 + 32 * (i % 50), i)
                        for i in range(1000))
        rate, cpu = self.measure(text, 8)
        self.assertGreater(rate, 5 / 3)
        self.assertLess(cpu, 0.1 * 3)
