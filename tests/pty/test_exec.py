"""exec:COMMAND: a program as the device."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import fixture
import processes

PYTHON = sys.executable


def processes_with(word):
    """Processes, zombies aside, whose command line holds `word`."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                if word.encode() in file.read():
                    found.append(int(name))
        except OSError:
            pass
    return found


def have_ended(word):
    """Until those processes have: to be killed takes a moment too."""
    return fixture.wait_for(lambda: not processes_with(word))


class Program(fixture.Case):
    def script(self, text):
        """A Python program as the word of a command; its path is like no other."""
        file = tempfile.NamedTemporaryFile("w", suffix=".py", prefix="heapterm-exec-")
        self.addCleanup(file.close)
        file.write(text)
        file.flush()
        self.path = file.name
        return f"exec:{PYTHON} {file.name}"


class Ends(Program):
    def test_exit_0_is_the_end_of_the_input(self):
        done = self.run_heapterm("exec:printf 'one\\r\\ntwo'; exit 0", "--no-summary")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"one\r\ntwo", b""))

    def test_another_exit_code_is_told(self):
        done = self.run_heapterm("exec:echo said; exit 42", "--no-summary")
        self.assertEqual((done.returncode, done.stdout), (3, b"said\n"))
        self.one_sentence(done.stderr.decode())
        self.assertIn("exit code 42", done.stderr.decode())

    def test_a_signal_is_named(self):
        for command in ("kill -SEGV $$", "sh -c 'kill -SEGV $$' 2>/dev/null; exit $?"):
            done = self.run_heapterm(f"exec:{command}", "--no-summary")
            self.assertEqual(done.returncode, 3)
            self.assertIn("signal 11", done.stderr.decode().splitlines()[-1])

    def test_what_it_says_on_standard_error_goes_to_ours(self):
        done = self.run_heapterm("exec:echo to-the-side >&2; echo text", "--no-summary")
        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (0, b"text\n", b"to-the-side\n"))

    def test_it_goes_on_while_somebody_holds_its_output(self):
        done = self.run_heapterm("exec:(sleep 0.5; echo late) & echo early", "--no-summary")
        self.assertEqual((done.returncode, done.stdout), (0, b"early\nlate\n"))

    def test_an_output_that_is_closed_is_not_the_end_of_the_program(self):
        start = time.monotonic()
        done = self.run_heapterm("exec:echo text; exec >&-; sleep 0.5; exit 5", "--no-summary")
        self.assertGreater(time.monotonic() - start, 0.5)
        self.assertEqual((done.returncode, done.stdout), (3, b"text\n"))
        self.assertIn(b"exit code 5", done.stderr)

    def test_control_characters_of_the_command_are_not_printed(self):
        done = self.run_heapterm("exec:exit 3 # \x1b[2J\x07")
        self.assertNotIn(b"\x1b", done.stderr)
        self.assertNotIn(b"\x07", done.stderr)
        self.one_sentence(done.stderr.decode())

    def test_a_long_command_is_cut_in_messages(self):
        done = self.run_heapterm("exec:exit 3 # " + "x" * 5000)
        self.one_sentence(done.stderr.decode())
        self.assertLess(len(done.stderr), 500)
        self.assertIn(b"exit code 3", done.stderr)

    def test_the_signals_of_a_program_are_as_in_a_shell(self):
        done = self.run_heapterm("exec:grep -E 'SigBlk|SigIgn' /proc/self/status", "--no-summary")
        self.assertEqual(re.findall(rb"\t([0-9a-f]+)", done.stdout), [b"0" * 16, b"0" * 16])

    def test_for_and_until_end_it_too(self):
        done = self.run_heapterm("exec:while :; do echo line; sleep 0.1; done", "--for", "0.5",
                                 "--no-summary")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        trace = "exec:printf 'malloc: OUT OF MEMORY [4000]\\r\\n'; sleep 1000"
        done = self.run_heapterm(trace, "--until", "fail", "--for", "60")
        self.assertEqual((done.returncode, done.stderr), (0, b""))


class Bytes(Program):
    # trust: 1
    def test_50_megabytes_come_out_as_they_are(self):
        count = 100000 if fixture.SANITIZED else 1000000  # it is the speed that makes it hard
        command = self.script("import sys\n"
                              f"for i in range({count}):\n"
                              "    sys.stdout.write('a line of plain text, number %018d\\r\\n' % i)\n")
        process = self.start(command, "--no-summary")
        want, got, size = hashlib.sha256(), hashlib.sha256(), 0
        for i in range(count):
            want.update(b"a line of plain text, number %018d\r\n" % i)
        while piece := process.stdout.read(1 << 20):
            got.update(piece)
            size += len(piece)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(size, 49 * count)
        self.assertEqual(got.digest(), want.digest())

    def test_a_reader_that_stands_still_stops_the_program_and_loses_nothing(self):
        command = self.script("import sys, os\n"
                              "for i in range(100000):\n"
                              "    os.write(1, b'line %09d of a program that waits\\r\\n' % i)\n"
                              "    if i % 100 == 0:\n"
                              "        open(sys.argv[0] + '.count', 'a').write('x')\n")
        count = self.path + ".count"
        self.addCleanup(lambda: os.path.exists(count) and os.unlink(count))
        process = self.start(command, "--no-summary")
        self.assertTrue(fixture.wait_for(lambda: os.path.exists(count)))
        self.assertTrue(fixture.rests(lambda: os.path.getsize(count), 0.5, 0))  # it is held up
        self.assertLess(os.path.getsize(count) * 100, 50000)
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, error), (0, b""))
        want = b"".join(b"line %09d of a program that waits\r\n" % i for i in range(100000))
        self.assertEqual(out, want)

    # trust: 17
    def test_a_mebibyte_reaches_a_slow_program_exactly(self):
        data = os.urandom(1 << 20)
        command = self.script("import hashlib, os, time\n"
                              "got = b''\n"
                              "while len(got) < 1 << 20:\n"
                              "    got += os.read(0, 4096)\n"
                              "    time.sleep(0.004)\n"
                              "print('heard', hashlib.sha256(got).hexdigest())\n")
        process = self.start(command, "--no-summary", stdin=subprocess.PIPE)
        threading.Thread(target=process.stdin.write, args=(data,), daemon=True).start()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertEqual(process.stdout.read(),
                         f"heard {hashlib.sha256(data).hexdigest()}\n".encode())
        self.assertEqual(process.stderr.read(), b"")

    def test_every_byte_goes_both_ways(self):
        data = bytes(range(256)) * 400
        process = self.start("exec:cat", "--no-summary", stdin=subprocess.PIPE)
        threading.Thread(target=process.stdin.write, args=(data,), daemon=True).start()
        self.assertEqual(fixture.read_exactly(process.stdout.fileno(), len(data)), data)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)

    def test_an_input_that_is_closed_is_told(self):
        process = self.start("exec:exec <&-; echo ready; sleep 1000", stdin=subprocess.PIPE)
        fixture.read_until(process.stdout.fileno(), b"ready")
        process.stdin.write(b"hello\n")
        process.stdin.flush()
        said = fixture.read_until(process.stderr.fileno(), b"\n")
        self.assertTrue(said.startswith(b"--- exec:"), said)
        self.assertIn(b"has closed its input", said)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertIn(b"6 bytes that were sent have not reached the device", process.stderr.read())

    def test_in_a_terminal_keys_go_in_and_ctrl_c_ends(self):
        terminal = self.screen("exec:while read -r line; do echo \"got <$line>\"; done")
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"hello\n")
        self.assertIn(b"got <hello>", terminal.shows(b"<hello>"))
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(terminal.is_restored())
        self.assertEqual(terminal.error, "")

    def test_it_has_no_terminal(self):
        terminal = self.screen("exec:if (: </dev/tty) 2>/dev/null; then echo one; else echo none; fi")
        self.assertIn(b"none", terminal.shows(b"none"))
        self.assertEqual(terminal.end(), 0)


class Goes(Program):
    def test_the_whole_group_is_ended(self):
        word = f"1000.{os.getpid()}1"
        process = self.start(f"exec:sleep {word} & sleep {word} | sleep {word}; echo no")
        self.assertTrue(fixture.wait_for(lambda: len(processes_with(f"sleep\0{word}")) == 3))
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
        self.assertTrue(have_ended(f"sleep\0{word}"))

    def test_what_was_left_behind_by_a_shell_that_ended_is_ended_too(self):
        word = f"1000.{os.getpid()}2"
        done = self.run_heapterm(f"exec:sleep {word} >/dev/null 2>&1 & echo text", "--no-summary")
        self.assertEqual((done.returncode, done.stdout), (0, b"text\n"))
        self.assertTrue(have_ended(f"sleep\0{word}"))

    # trust: 61
    def test_one_that_does_not_want_to_end_is_killed_and_not_waited_for(self):
        def check():
            word = f"heapterm-stubborn-{os.getpid()}"
            process = self.start(f"exec:trap '' TERM HUP INT; echo {word}; while :; do sleep 0.1; done")
            fixture.read_until(process.stdout.fileno(), word.encode())
            start = time.monotonic()
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)
            seconds = time.monotonic() - start
            self.assertTrue(have_ended(word))
            self.assertLess(seconds, 1.0)
        self.undisturbed(check)

    def test_one_that_is_stopped_is_ended(self):
        word = f"1000.{os.getpid()}3"
        process = self.start(f"exec:exec sleep {word}")
        self.assertTrue(fixture.wait_for(lambda: processes_with(f"sleep\0{word}")))
        os.kill(processes_with(f"sleep\0{word}")[0], signal.SIGSTOP)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=fixture.PATIENCE)
        self.assertTrue(have_ended(f"sleep\0{word}"))

    def test_a_single_program_goes_when_we_are_killed(self):
        word = f"1000.{os.getpid()}4"
        process = self.start(f"exec:exec sleep {word}")
        self.assertTrue(fixture.wait_for(lambda: processes_with(f"sleep\0{word}")))
        process.kill()
        process.wait()
        self.assertTrue(have_ended(f"sleep\0{word}"))

    def test_every_way_to_end_takes_it_along(self):
        for turn, number in enumerate((signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)):
            word = f"1000.{os.getpid()}5{turn}"
            process = self.start(f"exec:sleep {word}")
            self.assertTrue(fixture.wait_for(lambda: processes_with(f"sleep\0{word}")))
            process.send_signal(number)
            process.wait(timeout=fixture.PATIENCE)
            self.assertTrue(have_ended(f"sleep\0{word}"), number)


class Restarts(Program):
    def test_it_is_started_again_and_both_is_told(self):
        process = self.start("exec:echo run; exit 1", "--restart", "--no-summary")
        out = b""
        while out.count(b"run") < 4:
            out += fixture.read_some(process.stdout.fileno(), fixture.PATIENCE)
        said = fixture.read_until(process.stderr.fileno(), b"runs again\n")
        self.assertIn(b"--- exec:echo run; exit 1 ended with exit code 1; it is started again\n",
                      said)
        self.assertIn(b"--- exec:echo run; exit 1 runs again\n", said)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)

    def test_exit_0_starts_it_again_too(self):
        process = self.start("exec:echo run", "--restart", "--no-summary")
        out = b""
        while out.count(b"run") < 3:
            out += fixture.read_some(process.stdout.fileno(), fixture.PATIENCE)
        self.assertIsNone(process.poll())

    def test_a_name_that_is_none_is_not_tried_again(self):
        done = self.run_heapterm("exec:no-such-program-here 2>/dev/null", "--restart")
        self.assertEqual(done.returncode, 3)
        self.one_sentence(done.stderr.decode())

    # trust: 25
    def test_a_line_cut_by_the_end_is_not_joined_with_the_next_run(self):
        command = "exec:printf 'malloc: ALLOCATED: 56 [0x200027'; sleep 0.3; exit 1"
        process = self.start(command, "--restart")
        out = b""
        while out.count(b"0x200027") < 3:
            out += fixture.read_some(process.stdout.fileno(), fixture.PATIENCE)
        process.send_signal(signal.SIGINT)
        out += process.communicate(timeout=fixture.PATIENCE)[0]
        self.assertNotIn(b"+56", out)

    # trust: 26
    def test_restarting_leaves_neither_zombies_nor_descriptors(self):
        process = self.start("exec:echo run; read -r line", "--restart", "--no-summary",
                             stdin=subprocess.PIPE)
        counts = []
        for turn in range(6):
            self.assertIn(b"run", fixture.read_until(process.stdout.fileno(), b"run"))
            self.wait_ready(process)
            self.assertEqual(len(processes.children(process.pid)), 1)
            self.assertNotEqual(processes.children(process.pid)[0][1], "Z")
            counts.append(len(os.listdir(f"/proc/{process.pid}/fd")))
            process.stdin.write(b"end\n")
            process.stdin.flush()
        self.assertEqual(len(set(counts)), 1, counts)

    def test_what_is_sent_meanwhile_is_counted(self):
        gate = tempfile.mktemp(prefix="heapterm-gate-")
        command = f"exec:if [ -e {gate} ]; then echo second; cat; fi; echo first >{gate}; exit 1"
        self.addCleanup(os.unlink, gate)
        process = self.start(command, "--restart", "--no-summary", stdin=subprocess.PIPE)
        fixture.read_until(process.stderr.fileno(), b"it is started again\n")
        process.stdin.write(b"lost")
        process.stdin.flush()
        fixture.read_until(process.stdout.fileno(), b"second")
        process.stdin.write(b"heard")
        process.stdin.flush()
        out = fixture.read_until(process.stdout.fileno(), b"heard")
        self.assertNotIn(b"lost", out)
        said = fixture.read_until(process.stderr.fileno(), b"lost\n")
        self.assertIn(b"runs again; 4 bytes sent to it were lost\n", said)


if __name__ == "__main__":
    unittest.main()
