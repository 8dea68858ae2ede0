"""Help, man page and version say the same as the tables of the source."""

import os
import re
import subprocess
import unittest

import tables


class Agreement(unittest.TestCase):
    # trust: 63
    def test_every_option_is_in_the_help(self):
        wanted = {tables.as_listed(option) for option in tables.options()}
        self.assertGreater(len(wanted), 10)
        self.assertEqual(tables.listed(tables.heapterm("help", "options")), wanted)

    # trust: 63
    def test_every_option_is_in_the_help_of_a_command_that_takes_it(self):
        wanted = {tables.as_listed(option) for option in tables.options()}
        found = set()
        for command in tables.commands():
            text = tables.heapterm("help", command)
            self.assertEqual(tables.heapterm(command, "--help"), text)
            found |= tables.listed(text)
        self.assertEqual(found, wanted)

    # trust: 63
    def test_every_option_and_command_is_in_the_man_page(self):
        page = tables.heapterm("help", "--man")
        with open(tables.SOURCE / "docs/man/heapterm.1", encoding="utf-8") as file:
            self.assertEqual(file.read(), page)
        plain = re.sub(r"\\f[BIR]", "", page).replace("\\-", "-")
        items = set(plain.split("\n.TP\n")[i].split("\n")[0] for i in range(plain.count("\n.TP\n") + 1))
        for option in tables.options():
            self.assertIn(tables.as_listed(option), items)
        for command in tables.commands():
            self.assertIn(command, items)
            self.assertIn(f"\nheapterm {command} ", plain)

    # trust: 63
    def test_every_command_is_in_the_overview_which_leads_to_the_rest(self):
        text = tables.heapterm("help")
        self.assertEqual(tables.heapterm("--help"), text)
        for command in tables.commands():
            self.assertRegex(text, rf"(?m)^  {command} ")
        for further in ("heapterm help COMMAND", "heapterm help options", "man heapterm"):
            self.assertIn(further, text)
        self.assertLessEqual(tables.listed(text), {tables.as_listed(option) for option in tables.options()})

    # trust: 63
    def test_the_version_is_that_of_the_project(self):
        version = os.environ["HEAPTERM_VERSION"]
        self.assertEqual(tables.heapterm("--version"), f"heapterm {version}\n")
        self.assertEqual(tables.heapterm("map", "-V"), f"heapterm {version}\n")
        self.assertIn(f'"heapterm {version}"', tables.heapterm("help", "--man").split("\n")[0])

    def complaint(self, text):
        """What heapterm has against a settings file."""
        return subprocess.run([tables.HEAPTERM, "settings", "--config", "/dev/stdin"], text=True, input=text,
                              capture_output=True, timeout=60, check=False).stderr

    def test_every_settable_option_is_a_setting(self):
        """What the file takes and what it refuses follows from the table: no option is unknown to it."""
        for _, name, _ in tables.options():
            with self.subTest(name):
                self.assertNotIn("there is no setting", self.complaint(f"{name} = ~\n"))

    def test_the_settings_in_the_documents_are_right(self):
        text = (tables.SOURCE / "docs/settings.md").read_text(encoding="utf-8")
        blocks = [block for block in re.findall(r"(?:^    .*\n|^\n)+", text, re.MULTILINE)
                  if re.search(r"^    \[\w+\]", block, re.MULTILINE)]
        self.assertEqual(len(blocks), 3)
        for block in blocks:
            file = "".join(line[4:] + "\n" for line in block.split("\n")
                           if not line.startswith("    heapterm "))
            self.assertEqual(self.complaint(file), "", file)
