"""A line keeps its pace whatever the rate. The short form of bench/live; the limit for the delay is
four times the target, since the machine that tests has other things to do."""

import statistics
import threading
import time

import fixture

RATE, SECONDS = 1_000_000, 2


class ALiveLine(fixture.Case):
    def count(self, fd, mark, last):
        """How often `mark` comes until `last` does; what has been counted is not kept."""
        seen, tail, end = 0, b"", time.monotonic() + 2 * fixture.PATIENCE
        while last not in tail and time.monotonic() < end:
            text = tail + fixture.read_some(fd, 1)
            self.shown = seen
            keep = len(text) - 2 * len(last) if len(text) > 2 * len(last) else 0
            cut = text.rfind(b"\n", 0, keep) + 1
            seen += text.count(mark, 0, cut)
            tail = text[cut:]
        return seen + tail.count(mark)

    def test_loses_nothing_at_a_megabyte_a_second(self):
        device = self.board()
        screen = self.screen(device.path)
        self.assertTrue(screen.wait_raw())
        lines = [b"malloc: ALLOCATED: 8 [0x%08x]\n" % (0x20000004 + 12 * i) for i in range(100)]
        lines += [b"free:   0x%08x\n" % (0x20000004 + 12 * i) for i in range(100)]
        turn, per_turn = b"".join(lines), len(lines)
        turns = RATE * SECONDS // len(turn)

        def talk():
            begun = time.monotonic()
            for i in range(turns):
                device.say(turn)
                # A screen that is not read loses lines by design: one that this machine keeps from
                # reading is waited for.
                fixture.wait_for(lambda: i - self.shown // per_turn < 50)
                time.sleep(max(0, begun + i * len(turn) / RATE - time.monotonic()))
            device.say(b"the last line\n")

        self.shown = 0
        talker = threading.Thread(target=talk)
        talker.start()
        shown = self.count(screen.fd, b"== (", b"the last line")
        talker.join()
        self.assertEqual(shown, turns * per_turn)

    def test_shows_a_line_at_once(self):
        device = self.board()
        screen = self.screen(device.path)
        self.assertTrue(screen.wait_raw())

        def check():
            times = []
            for i in range(100):
                time.sleep(0.005)
                begun = time.monotonic()
                device.say(b"line %03d\n" % i)
                screen.shows(b"line %03d" % i)
                times.append(time.monotonic() - begun)
            self.assertLess(statistics.median(times), 0.020)
        self.undisturbed(check)
