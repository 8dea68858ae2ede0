"""heapterm check on a device: it ends by itself, and says what a log of the same bytes says."""

import json
import os
import re
import signal
import subprocess
import threading
import time
import unittest
from xml.etree import ElementTree

import fixture

try:
    import jsonschema
except ImportError:
    jsonschema = None

CAPTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "captures")
SCHEMA = os.path.join(CAPTURES, "..", "..", "..", "docs", "check.schema.json")
ALLOC = b"malloc: ALLOCATED: 56 [0x20002954]\n"
BOUNDS = ("--heap", "0x20002950:4K")
HOSTILE = b"<&>\"'\x1b]0;x\x07 \xff\xc2\x9b ]]> ::error::no %0A\r\n"


class Check(fixture.Case):
    def saying(self, *pieces, pause=0.05):
        """A board that says this as soon as it is read."""
        device = self.board()

        def talk():
            for piece in pieces:
                device.say(piece)
                time.sleep(pause)

        self.talk = threading.Thread(target=talk)
        self.talk.start()
        self.addCleanup(self.talk.join)
        return device

    def check(self, device, *options):
        return self.run_heapterm("check", device.path, *BOUNDS, *options)

    def test_it_ends_when_the_line_comes(self):
        # trust: 123
        device = self.saying(ALLOC, b"all te", b"sts passed\r\n", b"malloc: OUT OF MEMORY [9]\n")
        run = self.check(device, "--until", "^all tests passed$", "--timeout", "20",
                         "--no-failures")
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        self.assertIn(b"ok      until: a line matched", run.stdout)

    def test_a_line_that_stays_open_is_one(self):
        device = self.saying(ALLOC, b"\r\nready> ")
        run = self.check(device, "--until", "^ready> $", "--timeout", "20")
        self.assertEqual(run.returncode, 0)

    def test_what_follows_the_line_in_the_same_piece_does_not_count(self):
        device = self.saying(ALLOC + b"done\nmalloc: OUT OF MEMORY [9]\n")
        run = self.check(device, "--until", "^done$", "--timeout", "20", "--no-failures")
        self.assertEqual(run.returncode, 0)

    def test_a_line_that_does_not_come_breaks(self):
        # trust: 123
        device = self.saying(ALLOC)
        begun = time.monotonic()
        run = self.check(device, "--until", "^done$", "--timeout", "1")
        self.assertLess(time.monotonic() - begun, 8)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"BROKEN  until: no line matched '^done$' within 1 s", run.stdout)
        self.assertEqual(run.stderr.count(b"\n"), 1)

    def test_silence_breaks(self):
        # trust: 123
        device = self.saying(ALLOC)
        run = self.check(device, "--until", "^done$", "--timeout", "25", "--silence", "0.5")
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"BROKEN  silence: the device went silent for 0.5 s after line 1",
                      run.stdout)

    def test_silence_from_the_beginning_breaks(self):
        # trust: 123
        run = self.check(self.board(), "--silence", "0.5", "--junit",
                         os.path.join(self.folder(), "j.xml"))
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"BROKEN  silence", run.stdout)

    def test_a_restart_breaks_unless_it_is_allowed(self):
        # trust: 123
        stop = b"#m:0x20002958;0x11-10\n++ MbedOS Error Info ++\r\nend of it\r\n"
        for options, code in (((), 1), (("--allow-restarts", "1"), 0)):
            device = self.saying(stop)
            run = self.check(device, "--until", "^end of it", "--timeout", "20", *options)
            self.assertEqual(run.returncode, code)
        self.assertIn(b"stopped or started over 1 time, 1 allowed", run.stdout)

    def test_a_board_that_goes_away_is_3(self):
        # trust: 123
        device = self.saying(ALLOC)
        process = self.start("check", device.path, *BOUNDS, "--until", "^done$", "--silence", "25")
        self.talk.join()
        device.unplug()
        out, err = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 3)
        self.assertIn(b"BROKEN  until", out)
        self.assertEqual(err.count(b"\n"), 1)

    def test_ctrl_c_is_the_end_of_a_port(self):
        device = self.board()
        recording = os.path.join(self.folder(), "run.hpt")
        process = self.start("check", device.path, *BOUNDS, "--max-used", "1", "--record",
                             recording)
        device.say(ALLOC)
        self.assertTrue(fixture.wait_for(
            lambda: b"received   35 bytes" in self.run_heapterm("info", recording).stdout))
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 1)
        self.assertIn(b"BROKEN  max-used: the heap used 60 bytes", out)

    def interrupted(self, *options):
        """A check of a pipe that stays open behind one allocation."""
        junit = os.path.join(self.folder(), "check.xml")
        process = self.start("check", "-", *BOUNDS, *options, "--junit", junit, "--json",
                             stdin=subprocess.PIPE)
        process.stdin.write(ALLOC)
        process.stdin.flush()
        self.assertTrue(fixture.wait_for(lambda: fixture.unread(process.stdin.fileno()) == 0))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        return process.returncode, json.loads(out), err, ElementTree.parse(junit)

    def test_a_pipe_that_is_interrupted_is_judged_so_far(self):
        code, answer, err, junit = self.interrupted("--max-used", "1")
        self.assertEqual((code, answer["verdict"], answer["interrupted"]), (1, "broken", True))
        self.assertIn(b"up to where it was interrupted", err)
        code, answer, err, junit = self.interrupted("--max-used", "100", "--until", "^done$")
        self.assertEqual((code, answer["verdict"], answer["interrupted"]), (3, "unjudged", True))
        self.assertEqual([x["judgement"] for x in answer["limits"]], ["kept", "kept", "unjudged"])
        self.assertIn(b"interrupted at byte 35 of standard input", err)
        suite = junit.find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("errors")), ("4", "2"))
        self.assertEqual([case.get("name") for case in suite][-1], "interrupted")
        if jsonschema is not None:
            with open(SCHEMA, encoding="utf-8") as file:
                jsonschema.Draft202012Validator(json.load(file)).validate(answer)

    def json_of(self, path, *options):
        run = self.run_heapterm("check", path, "--json", *options)
        answer = json.loads(run.stdout)
        if jsonschema is not None:
            with open(SCHEMA, encoding="utf-8") as file:
                jsonschema.Draft202012Validator(json.load(file)).validate(answer)
        codes = {"kept": 0, "broken": 1, "unjudged": 3}
        self.assertEqual(run.returncode, codes[answer["verdict"]])
        return answer

    def test_json_says_what_the_text_says(self):
        options = ("--max-used", "3K", "--min-largest", "512", "--max-fragmentation", "20",
                   "--max-site", "16:100", "--no-failures", "--no-errors", "--no-leaks",
                   "--mark", "^weather|^hist", "--until", "^never$")
        for name in ("v1-badge-oom", "v1-badge-resets", "v1-badge-isr", "mbed-greenhouse-oom"):
            log = os.path.join(CAPTURES, name + ".log")
            answer = self.json_of(log, *options)
            text = self.run_heapterm("check", log, *options).stdout.decode().splitlines()
            sentences = [line.split(": ", 1)[1] for line in text[:-1]]
            self.assertEqual([x["sentence"] for x in answer["limits"]], sentences)
            self.assertEqual(answer["verdict"], "broken")
            for limit in answer["limits"]:
                if limit["judgement"] == "broken" and limit["first"]:
                    self.assertIn(f"line {limit['first']['line']}", limit["sentence"])
        calm = os.path.join(CAPTURES, "v1-badge-normal.log")
        self.assertEqual(self.json_of(calm, "--no-failures")["verdict"], "kept")
        empty = self.file("no.log", b"nothing of a heap\n")
        self.assertEqual(self.json_of(empty, "--no-failures")["verdict"], "unjudged")

    def test_a_device_and_its_log_get_the_same_verdict(self):
        # trust: 121
        options = ("--max-used", "3K", "--min-largest", "512", "--max-fragmentation", "20",
                   "--max-site", "16:100", "--no-failures", "--no-errors", "--no-leaks",
                   "--mark", "^weather|^hist")
        for name in ("v1-badge-oom", "v1-badge-resets", "v1-badge-isr"):
            log = os.path.join(CAPTURES, name + ".log")
            recording = os.path.join(self.folder(), "run.hpt")
            # A program writes it in odd pieces.
            command = f"exec:sh -c 'dd if={log} bs=1013 status=none'"
            live = self.run_heapterm("check", command, *options, "--record", recording)
            plain = self.run_heapterm("check", log, *options)
            again = self.run_heapterm("check", recording, *options)
            self.assertEqual(live.returncode, 1)
            self.assertEqual(plain.returncode, 1)
            self.assertEqual(again.stdout, live.stdout)  # a recording has the times, too
            self.assertEqual([self.no_times(x) for x in live.stdout.splitlines()],
                             plain.stdout.splitlines())

    @staticmethod
    def no_times(line):
        return re.sub(rb", \d+\.\d{3} s", b"", line)

    def test_junit_of_a_hostile_device_is_xml(self):
        # trust: 125
        path = os.path.join(self.folder(), "j.xml")
        log = self.file("a.log", ALLOC + b"phase " + HOSTILE + b"#m:0x20002990;0x1-4\n" +
                        b"++ MbedOS Error Info ++" + HOSTILE)
        run = self.run_heapterm("check", log, "--mark", "^phase .*", "--junit", path, "--github",
                                "--max-site", "<&>\"':1", "--until", "<&>\"'")
        self.assertEqual(run.returncode, 3, run.stdout)  # a device without callers has no such site
        unjudged = [c for c in ElementTree.parse(path).iter("testcase") if c.find("error") is not None]
        self.assertEqual([c.get("name") for c in unjudged], ["max-site <&>\"'"])
        run = self.run_heapterm("check", log, "--junit", path, "--github", "--max-used", "1",
                                "--until", "a<&>\"'")
        self.assertEqual(run.returncode, 1)
        suite = ElementTree.parse(path).getroot().find("testsuite")
        self.assertEqual(suite.get("name"), "heapterm check " + log)
        cases = suite.findall("testcase")
        self.assertEqual(len(cases), int(suite.get("tests")))
        broken = [c for c in cases if c.find("failure") is not None]
        self.assertEqual(len(broken), int(suite.get("failures")))
        self.assertIn("until a<&>\"'", [c.get("name") for c in broken])
        errors = [line for line in run.stdout.splitlines() if line.startswith(b"::")]
        self.assertEqual(len(errors), len(broken))
        self.assertTrue(all(line.startswith(b"::error ") for line in errors))
        self.assertNotIn(b"\x1b", run.stdout)

    def test_a_budget_file_is_replaced_at_once(self):
        # trust: 126
        folder = self.folder()
        path = os.path.join(folder, "heap.ini")
        link = os.path.join(folder, "link.ini")
        with open(path, "w", encoding="ascii") as file:
            file.write("; old\n")
        os.chmod(path, 0o640)
        os.symlink("heap.ini", link)
        log = os.path.join(CAPTURES, "v1-badge-normal.log")
        before = os.stat(path).st_ino
        run = self.run_heapterm("check", log, "--write-budget", link)
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        self.assertTrue(os.path.islink(link))
        self.assertNotEqual(os.stat(path).st_ino, before)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o640)
        self.assertEqual(sorted(os.listdir(folder)), ["heap.ini", "link.ini"])
        self.assertEqual(self.run_heapterm("check", log, "--budget", path).returncode, 0)
        self.assertEqual(self.run_heapterm("check", os.path.join(CAPTURES, "v1-badge-oom.log"),
                                           "--budget", path).returncode, 1)

    def test_a_full_disk_leaves_the_old_budget(self):
        # trust: 126
        run = subprocess.run(
            ["sh", "-c", 'ulimit -f 0; exec "$0" "$@"', fixture.HEAPTERM, "check",
             os.path.join(CAPTURES, "v1-badge-normal.log"), "--write-budget", "heap.ini"],
            cwd=self.folder(), capture_output=True, timeout=30)
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"cannot write the budget heap.ini: File too large", run.stderr)


if __name__ == "__main__":
    unittest.main()
