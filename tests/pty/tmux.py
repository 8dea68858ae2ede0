"""heapterm in a terminal that keeps its screen: tmux, with a server of its own."""

import os
import shlex
import subprocess
import uuid

import fixture


class Tmux:
    def __init__(self, *arguments, columns=100, rows=30, environment=None, shell=False):
        self.socket = f"heapterm-{uuid.uuid4().hex[:12]}"
        settings = {"LC_ALL": "C.UTF-8", "NO_COLOR": None, "COLORFGBG": None, **(environment or {})}
        words = ["env"]
        for name, value in sorted(settings.items(), key=lambda item: item[1] is not None):
            words += ["-u", name] if value is None else [f"{name}={value}"]
        words += [fixture.HEAPTERM, *map(str, arguments)]
        command = shlex.join(words) + '; echo "exit code $?"; exec sleep 3600'
        if shell:
            command = "exec env PS1='$ ' bash --norc --noprofile -i"
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows),
                 command)
        if shell:
            self.type(shlex.join(words) + "\n")

    def run(self, *arguments):
        return subprocess.run(["tmux", "-u", "-L", self.socket, *arguments], check=True,
                              stdout=subprocess.PIPE, timeout=fixture.PATIENCE).stdout.decode()

    def text(self):
        return self.run("capture-pane", "-p")

    def colored(self):
        return self.run("capture-pane", "-p", "-e")

    def shows(self, *wanted):
        """Until all of these stand on the screen at once."""
        return fixture.wait_for(lambda: all(words in self.text() for words in wanted))

    def lacks(self, *unwanted):
        return fixture.wait_for(lambda: not any(words in self.text() for words in unwanted))

    def type(self, text):
        self.run("send-keys", "-l", text)

    def press(self, *keys):
        self.run("send-keys", *keys)

    def resize(self, columns, rows):
        self.run("resize-window", "-x", str(columns), "-y", str(rows))

    def pane(self, what):
        return self.run("display-message", "-p", f"#{{{what}}}").strip()

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], check=False,
                       stderr=subprocess.DEVNULL)


class Case(fixture.Case):
    def tmux(self, *arguments, **options):
        tmux = Tmux(*arguments, **options)
        self.addCleanup(tmux.close)
        return tmux

    def see(self, tmux, *wanted):
        self.assertTrue(tmux.shows(*wanted), f"{wanted} is not on the screen:\n{tmux.text()}")

    def miss(self, tmux, *unwanted):
        self.assertTrue(tmux.lacks(*unwanted), f"{unwanted} is on the screen:\n{tmux.text()}")
