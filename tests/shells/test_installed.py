"""What is installed: found by each shell in the place where it looks."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import shells
import tables


class Installed(unittest.TestCase):
    PLACES = {"bash": "bash-completion/completions/heapterm", "zsh": "zsh/site-functions/_heapterm",
              "fish": "fish/vendor_completions.d/heapterm.fish"}

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.share = pathlib.Path(directory.name, "usr/share")
        cls.environment = {**os.environ, "HOME": directory.name,
                           "PATH": f"{directory.name}/usr/bin:{os.environ['PATH']}"}
        subprocess.run([os.environ["CMAKE"], "--install", os.environ["HEAPTERM_BUILD"], "--prefix",
                        f"{directory.name}/usr"], check=True, stdout=subprocess.DEVNULL, timeout=60)

    def run_shell(self, shell, *arguments, **environment):
        shells.need(shell)
        return subprocess.run([shell, *arguments], env={**self.environment, **environment}, check=True,
                              capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL).stdout

    def test_the_files_are_those_that_the_program_writes(self):
        for shell, place in self.PLACES.items():
            self.assertEqual((self.share / place).read_text(encoding="utf-8"),
                             tables.heapterm("completions", shell))

    def test_the_man_page_is_there(self):
        self.assertTrue((self.share / "man/man1/heapterm.1").is_file())

    def test_zsh_finds_it(self):
        said = self.run_shell("zsh", "-f", "-c", f"fpath=({self.share}/zsh/site-functions $fpath); "
                              "autoload -Uz compinit; compinit -u -D; echo $_comps[heapterm]")
        self.assertEqual(said, "_heapterm\n")

    def test_zsh_calls_it_at_the_first_completion(self):
        shells.need("zsh")
        terminal = shells.Terminal(
            ["zsh", "-f", "-i"], {**self.environment, "TERM": "xterm"}, self.share,
            f"fpath=({self.share}/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D; "
            + shells.ZSH_INSERTS_ALL)
        self.addCleanup(terminal.close)
        self.assertEqual(terminal.complete("heapterm map --js", "\t"), ["--json"])

    def test_fish_finds_it(self):
        said = self.run_shell("fish", "-c", "complete -C 'heapterm map --js'", XDG_DATA_DIRS=str(self.share))
        self.assertEqual(said.split("\t")[0], "--json")


if __name__ == "__main__":
    unittest.main()
