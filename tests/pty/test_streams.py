"""Inputs that are no serial ports: TCP, pipes, standard input; and standard output."""

import os
import select
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import fixture


class Tcp(fixture.Case):
    def connect(self, *options, **popen):
        server, port = fixture.listen()
        self.addCleanup(server.close)
        process = self.start(f"tcp://127.0.0.1:{port}", *options, **popen)
        peer, _ = server.accept()
        self.addCleanup(peer.close)
        return process, peer

    def test_text_comes_in(self):
        process, peer = self.connect()
        peer.sendall(b"from the network\r\nprompt> ")
        self.assertIn(b"prompt> ", fixture.read_until(process.stdout.fileno(), b"prompt> "))

    def test_what_is_typed_goes_out(self):
        process, peer = self.connect(stdin=subprocess.PIPE)
        data = bytes(range(256)) * 1024
        process.stdin.write(data)
        process.stdin.flush()
        self.assertEqual(fixture.read_exactly(peer.fileno(), len(data)), data)

    def test_what_is_typed_before_the_connection_is_kept(self):
        server, port = fixture.listen()
        self.addCleanup(server.close)
        self.start(f"tcp://localhost:{port}", stdin=subprocess.PIPE).stdin.write(b"")
        process = self.start(f"tcp://127.0.0.1:{port}", stdin=subprocess.PIPE)
        process.stdin.write(b"early")
        process.stdin.close()
        process.stdin = None
        peers = [server.accept()[0] for _ in range(2)]
        for peer in peers:
            self.addCleanup(peer.close)
        for peer in select.select(peers, [], [], fixture.PATIENCE)[0]:
            self.assertEqual(fixture.read_until(peer.fileno(), b"early"), b"early")
            return
        self.fail("nothing came")

    def test_without_reconnecting_a_closed_connection_ends_with_3_and_a_sentence(self):
        process, peer = self.connect("--no-reconnect")
        peer.sendall(b"bye\r\n")
        peer.close()
        out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertIn(b"bye", out)
        self.assertEqual(process.returncode, 3)
        self.one_sentence(error.decode())

    def test_a_refused_connection_ends_with_3_and_a_sentence(self):
        server, port = fixture.listen()
        server.close()
        for host in ("127.0.0.1", "localhost"):
            done = self.run_heapterm(f"tcp://{host}:{port}")
            self.assertEqual(done.returncode, 3)
            self.one_sentence(done.stderr.decode())
            self.assertIn("refused", done.stderr.decode())
            self.assertEqual(done.stdout, b"")

    def test_ipv6_in_brackets(self):
        try:
            server = socket.create_server(("::1", 0), family=socket.AF_INET6)
        except OSError:
            self.skipTest("no IPv6 here")
        self.addCleanup(server.close)
        server.settimeout(fixture.PATIENCE)
        process = self.start(f"tcp://[::1]:{server.getsockname()[1]}")
        peer, _ = server.accept()
        peer.sendall(b"six\r\n")
        self.assertIn(b"six", fixture.read_until(process.stdout.fileno(), b"six"))
        peer.close()

    def test_in_a_terminal_keys_go_out_and_ctrl_c_ends(self):
        server, port = fixture.listen()
        self.addCleanup(server.close)
        terminal = self.screen(f"tcp://127.0.0.1:{port}")
        peer, _ = server.accept()
        self.addCleanup(peer.close)
        self.assertTrue(terminal.wait_raw())
        terminal.type(b"key")
        self.assertEqual(fixture.read_until(peer.fileno(), b"key"), b"key")
        terminal.type(b"\x03")
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(terminal.is_restored())

    def test_ctrl_c_ends_a_connection_that_is_not_there_yet(self):
        terminal = self.screen("tcp://10.255.255.1:9")
        fixture.wait_for(lambda: terminal.is_raw() or terminal.process.poll() is not None)
        terminal.type(b"\x03")
        self.assertIn(terminal.end(), (0, 3))  # 3: this machine has no route at all
        self.assertTrue(terminal.is_restored())


class Pipes(fixture.Case):
    def fifo(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        path = os.path.join(directory.name, "fifo")
        os.mkfifo(path)
        return path

    def test_a_fifo_waits_for_its_writer_and_ends_with_it(self):
        path = self.fifo()
        process = self.start(path)
        time.sleep(0.3)
        self.assertIsNone(process.poll())
        with open(path, "wb") as writer:
            writer.write(b"through the fifo\nprompt> ")
            writer.flush()
            self.assertIn(b"prompt> ", fixture.read_until(process.stdout.fileno(), b"prompt> "))
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)

    def test_standard_input_is_an_input(self):
        process = self.start("-", stdin=subprocess.PIPE)
        process.stdin.write(b"half a line")
        process.stdin.flush()
        self.assertIn(b"half", fixture.read_until(process.stdout.fileno(), b"line"))
        process.stdin.close()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)

    def test_a_fifo_as_standard_input_whose_writer_has_gone_ends(self):
        path = self.fifo()
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        writer = os.open(path, os.O_WRONLY)
        os.write(writer, b"all there is\n")
        os.close(writer)
        os.set_blocking(reader, True)
        done = self.run_heapterm("-", stdin=reader)
        self.assertTrue(os.get_blocking(reader))
        os.close(reader)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"all there is", done.stdout)

    def test_a_file_as_standard_input(self):
        with tempfile.TemporaryFile() as file:
            file.write(b"in a file\n")
            file.seek(0)
            done = self.run_heapterm("-", stdin=file)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"in a file", done.stdout)

    def test_sigint_ends_a_pipe_with_the_summary(self):
        process = self.start("-", stdin=subprocess.PIPE)
        process.stdin.write(b"text\n")
        process.stdin.flush()
        fixture.read_until(process.stdout.fileno(), b"text")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), 0)


class StandardOutput(fixture.Case):
    def test_a_reader_that_goes_away_ends_it_quietly(self):
        # trust: 48
        device = self.board()
        process = self.start(device.path)
        device.say(b"one\r\n")
        fixture.read_until(process.stdout.fileno(), b"one")
        process.stdout.close()
        device.say(b"two\r\n")
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), -signal.SIGPIPE)
        self.assertEqual(process.stderr.read(), b"")

    def test_even_when_nothing_comes(self):
        # trust: 48
        process = self.start(self.board().path)
        self.wait_ready(process)
        process.stdout.close()
        self.assertEqual(process.wait(timeout=fixture.PATIENCE), -signal.SIGPIPE)
        self.assertEqual(process.stderr.read(), b"")

    def test_head_of_a_long_file(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"a line of text\n" * 400000)
            file.flush()
            process = self.start(file.name)
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.wait(timeout=fixture.PATIENCE), -signal.SIGPIPE)
            self.assertEqual(process.stderr.read(), b"")

    def test_a_slow_reader_of_a_file_loses_nothing(self):
        text = b"".join(b"line %07d\n" % i for i in range(300000))
        with tempfile.NamedTemporaryFile() as file:
            file.write(text)
            file.flush()
            process = self.start("--no-summary", file.name)
            time.sleep(0.5)
            out, error = process.communicate(timeout=fixture.PATIENCE)
        self.assertEqual((process.returncode, error), (0, b""))
        self.assertEqual(out, text)

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "wb") as full:
            with tempfile.NamedTemporaryFile() as file:
                file.write(b"text\n")
                file.flush()
                process = subprocess.run([fixture.HEAPTERM, file.name], stdout=full,
                                         stderr=subprocess.PIPE, timeout=fixture.PATIENCE)
        self.assertEqual(process.returncode, 3)
        self.one_sentence(process.stderr.decode())

    def test_the_memory_stays_small(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"a line of plain text\n" * 500000)
            file.flush()
            process = self.start(file.name, "--no-summary")
            peak = 0
            while process.stdout.read(65536):
                try:
                    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                        for line in status:
                            if line.startswith("VmHWM"):
                                peak = int(line.split()[1])
                except FileNotFoundError:
                    break
        if not fixture.SANITIZED:
            self.assertLess(peak, 8192)


if __name__ == "__main__":
    unittest.main()
