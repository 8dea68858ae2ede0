"""The completions, in the shells themselves."""

import unittest

import shells


class Bash(shells.Checks, shells.Place):
    shell = "bash"

    def setUp(self):
        super().setUp()
        self.terminal = shells.Terminal(["bash", "--norc", "--noprofile", "-i"], self.environment, self.work,
                                        f"bind 'set bell-style none'; source {self.script}")
        self.addCleanup(self.terminal.close)

    def complete(self, line):
        return self.terminal.complete(line, "\x1b*")

    def test_it_is_announced(self):
        said = self.run_shell("-c", f"source {self.script}; complete -p heapterm")
        self.assertEqual(said, "complete -o bashdefault -o default -F _heapterm heapterm\n")

    def test_files_are_quoted(self):
        self.check("heapterm map odd", "odd name.log")
        self.check("heapterm --elf odd", "odd name.log")

    def test_a_name_that_bash_would_run_is_not_offered(self):
        self.check("heapterm --profile ra", "rail")

    def test_a_value_behind_an_equals_sign(self):
        self.check("heapterm map --color=al", "--color=always")
        self.check("heapterm --baud=9600 /dev/ttyACM7 11", "115200")

    def test_an_address_is_one_operand(self):
        self.check("heapterm tcp://localhost:4321 11", "115200")


class Zsh(shells.Checks, shells.Place):
    shell = "zsh"

    def setUp(self):
        super().setUp()
        self.terminal = shells.Terminal(
            ["zsh", "-f", "-i"], self.environment, self.work,
            f"autoload -Uz compinit; compinit -u -D; {shells.ZSH_INSERTS_ALL}; source {self.script}")
        self.addCleanup(self.terminal.close)

    def complete(self, line):
        return [word.rstrip("=") for word in self.terminal.complete(line, "\t")]

    def test_names_are_quoted(self):
        self.check("heapterm map odd", "odd name.log")
        self.check("heapterm --profile rack", "rack `touch trap` 2")


class Fish(shells.Checks, shells.Place):
    shell = "fish"

    def complete(self, line):
        said = self.run_shell("-c", 'source $argv[1]; complete -C "$argv[2]"', str(self.script), line)
        return [word.split("\t")[0] for word in said.split("\n") if word]

    def test_every_option_is_explained(self):
        said = self.run_shell("-c", 'source $argv[1]; complete -C "heapterm map --js"', str(self.script))
        self.assertRegex(said, r"^--json\t\w+")


if __name__ == "__main__":
    unittest.main()
