"""heapterm diff --json against its schema, and against what map --json says of the same instants."""

import collections
import json
import os
import signal
import subprocess
import unittest

import fixture

try:
    import jsonschema
except ImportError:
    jsonschema = None

HERE = os.path.dirname(os.path.abspath(__file__))
CAPTURES = os.path.join(HERE, "..", "data", "captures")
SCHEMA = os.path.join(HERE, "..", "..", "docs", "diff.schema.json")
ELF = os.path.join(CAPTURES, "greenhouse-microbit.elf")


def capture(name):
    return os.path.join(CAPTURES, name + ".log")


class Diff(fixture.Case):
    def answer(self, command, *arguments):
        run = self.run_heapterm(command, *arguments, "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout)

    def sums(self, *arguments):
        """Blocks and bytes by caller, or by size where there is none."""
        sums = collections.Counter()
        for heap in self.answer("map", *arguments)["heaps"]:
            for block in heap["blocks"]:
                if block["used"] and block["requested"] is not None:
                    key = block["caller"] or block["requested"]
                    sums[key, "blocks"] += 1
                    sums[key, "bytes"] += block["requested"]
        return sums

    def holds(self, before, after, *more):
        diff = self.answer("diff", *before[:1], *after[:1], *before[1:], *after[1:], *more)
        if jsonschema is not None:
            with open(SCHEMA, encoding="utf-8") as file:
                jsonschema.Draft202012Validator(json.load(file)).validate(diff)
        for side, arguments in (("before", before), ("after", after)):
            wanted = self.sums(*arguments, *more)
            got = collections.Counter()
            for site in diff["sites"]:
                key = site["caller"] or site["size"]
                for what in ("blocks", "bytes"):
                    if site[side][what]:
                        got[key, what] += site[side][what]
            self.assertEqual(got, +wanted)
            self.assertEqual(sum(s[side]["bytes"] for s in diff["sites"]),
                             diff[side]["live_bytes"])
        return diff

    def test_it_says_what_the_maps_say(self):
        # trust: 127
        self.holds((capture("v1-badge-normal"),), (capture("v1-badge-oom"),))
        self.holds((capture("v1-badge-isr"), "--at", "event:700"),
                   (capture("v1-badge-isr"), "--at", "end"))
        self.holds((capture("v1-corners"), "--at", "byte:900"),
                   (capture("v1-badge-resets"), "--at", "line:300"))
        diff = self.holds((capture("mbed-greenhouse-normal"),), (capture("mbed-greenhouse-oom"),))
        self.assertIsNone(diff["before"]["free_bytes"])

    def test_the_planted_leaks_are_what_grew_most(self):
        # trust: 127
        diff = self.answer("diff", capture("mbed-greenhouse-normal"),
                           capture("mbed-greenhouse-oom"), "--elf", ELF)
        grown = [s["function"] for s in diff["sites"] if s["fate"] == "grown"]
        self.assertEqual(grown[0], "alarm_raise")
        self.assertIn("session_open", grown[:3])

    def test_a_name_may_hold_anything(self):
        folder = self.folder()
        path = os.path.join(folder.encode(), b'a "\xff\n.log')
        with open(path, "wb") as file:
            file.write(b"malloc: ALLOCATED: 8 [0x20000004]\n")
        diff = self.answer("diff", path, path)
        self.assertTrue(diff["before"]["name"].endswith('a "\ufffd\n.log'))
        shown = self.run_heapterm("diff", path, path).stdout
        self.assertIn(b'a "\xff?.log: event 1', shown)

    def test_an_input_that_ends_too_early_is_compared_and_said(self):
        packed = os.path.join(HERE, "..", "data", "packed")
        with open(os.path.join(packed, "two.log.gz"), "rb") as file:
            cut = self.file("cut.gz", file.read()[:-12])
        run = self.run_heapterm("diff", cut, capture("v1-corners"))
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"live blocks", run.stdout)
        self.assertEqual(run.stderr.count(b"\n"), 1)


PORT_SAYS = (b"HEAP 0: \nheap_start : 0x20000000\nheap_end   : 0x20000100\nheap_size  : 256\n[F:256] \n"
             b"mb_total_free : 256\nmb_total_used : 0\nphase one\n"
             b"malloc: ALLOCATED: 92 [0x20000004]\nmalloc: ALLOCATED: 48 [0x20000064]\nphase two\n"
             b"malloc: ALLOCATED: 8 [0x20000098]\nfree:   0x20000064\n")


class OneStream(fixture.Case):
    """Two instants of what can be read only once."""

    def piped(self, path, *options, piece=None):
        """What it says of a pipe; `piece`: the bytes come in pieces of that size."""
        with open(path, "rb") as file:
            data = file.read()
        process = self.start("diff", "-", *options, stdin=subprocess.PIPE)
        for at in range(0, len(data), piece or len(data)):
            try:
                process.stdin.write(data[at:at + (piece or len(data))])
                process.stdin.flush()
            except BrokenPipeError:
                break
        out, error = process.communicate(timeout=fixture.PATIENCE)
        return process.returncode, out.replace(b"standard input", path.encode()), error

    def test_of_a_pipe_is_that_of_the_file(self):
        # trust: 158
        resets, oom = capture("v1-badge-resets"), capture("v1-badge-oom")
        for path, options in ((oom, ("--at", "event:100", "--at", "end")),
                              (oom, ("--at", "end", "--at", "event:100")),
                              (oom, ("--at", "event:5000", "--at", "event:4999")),
                              (oom, ("--at", "line:3000", "--at", "fail")),
                              (oom, ("--at", "byte:100001", "--at", "byte:100002")),
                              (oom, ("--at", "event:7", "--at", "event:7")),
                              (resets, ("--at", "event:40", "--at", "end")),
                              (resets, ("--at", "event:1", "--at", "line:900"))):
            with self.subTest(options=options):
                run = self.run_heapterm("diff", path, *options)
                self.assertEqual(run.returncode, 0, run.stderr)
                for piece in (None, 4099):
                    self.assertEqual(self.piped(path, *options, piece=piece),
                                     (0, run.stdout, run.stderr))

    def test_it_does_not_wait_for_the_end_of_the_pipe(self):
        process = self.start("diff", "-", "--at", "event:1", "--at", "event:3", stdin=subprocess.PIPE)
        process.stdin.write(PORT_SAYS)
        process.stdin.flush()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertIn(b"blocks of 8 bytes", process.stdout.read())

    def diff_of_port(self, *options, ends=False):
        device = self.board()
        process = self.start("diff", device.path, *options)
        self.wait_ready(process)
        device.say(PORT_SAYS)
        if ends:
            self.wait_heard(process, device)
            process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=fixture.PATIENCE)
        return process.returncode, out, error

    def test_of_a_port(self):
        code, out, error = self.diff_of_port("--at", "event:1", "--at", "event:3")
        self.assertEqual((code, error), (0, b""))
        self.assertIn(b" at event:3", out)

    def test_of_two_marks_of_a_port(self):
        code, out, error = self.diff_of_port("--mark", "^phase", "--at", "mark:1", "--at", "mark:2",
                                             "--json")
        self.assertEqual((code, error), (0, b""))
        diff = json.loads(out)
        self.assertEqual([diff[side]["live_bytes"] for side in ("before", "after")], [0, 140])

    def test_until_ctrl_c(self):
        code, out, error = self.diff_of_port("--at", "event:2", "--at", "end", "--json", ends=True)
        self.assertEqual((code, error), (0, b""))
        diff = json.loads(out)
        self.assertEqual([diff[side]["live_bytes"] for side in ("before", "after")], [140, 100])

    def test_an_instant_that_does_not_come_is_said(self):
        path = capture("v1-corners")
        for options in (("--at", "event:1", "--at", "event:99999"),
                        ("--at", "event:99999", "--at", "end")):
            code, out, error = self.piped(path, *options)
            self.assertEqual((code, out), (3, b""))
            self.assertIn(b"of the 99999 events that --at asks for", error)
            self.one_sentence(error.decode())


if __name__ == "__main__":
    unittest.main()
