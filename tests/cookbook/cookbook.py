#!/usr/bin/env python3
"""Runs every command of docs/cookbook.md and compares what it prints.

    cookbook.py HEAPTERM FIRMWARE        FIRMWARE: the directory with garden.elf

In a block ```console a line that begins with "$ " is a command, the lines behind it are what it prints on
both outputs together; a line "..." is any lines, and "..." at the end of one any rest of it. In a block ```yaml
the step that runs heapterm is run, and must pass. The board at /dev/ttyACM0 is one of the captures.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAPTURES = ROOT / "tests/data/captures"
BOARD = f"'exec:cat {CAPTURES}/v1-badge-oom.log'"


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def steps(block):
    """The commands of a block with the lines that each prints."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def pattern(lines):
    parts = []
    for line in lines:
        if line == "...":
            parts.append(r"(?:.*\n)*")
        elif line.endswith("..."):
            parts.append(re.escape(line[:-3]) + r".*\n")
        else:
            parts.append(re.escape(line) + r"\n")
    return re.compile("".join(parts))


def prepare(folder, heapterm, firmware):
    (folder / "bin").mkdir()
    (folder / "bin/heapterm").symlink_to(heapterm)
    for name, source in (("greenhouse.log", CAPTURES / "mbed-greenhouse-oom.log"),
                         ("short.log", CAPTURES / "mbed-greenhouse-normal.log"),
                         ("greenhouse.elf", CAPTURES / "greenhouse-microbit.elf"),
                         ("garden.elf", firmware / "garden.elf")):
        shutil.copy(source, folder / name)
    environment = dict(os.environ, PATH=f"{folder}/bin:{os.environ['PATH']}", LC_ALL="C",
                       XDG_CONFIG_HOME="/nonexistent")
    subprocess.run(["heapterm", "record", f"exec:cat {CAPTURES}/v1-badge-normal.log", "-o",
                    "repaired.hpt"], cwd=folder, env=environment, check=True,
                   stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    return environment


def run(command, folder, environment):
    command = command.replace("/dev/ttyACM0", BOARD)
    return subprocess.run(command, shell=True, cwd=folder, env=environment, timeout=120,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


def main():
    heapterm, firmware = map(pathlib.Path.absolute, map(pathlib.Path, sys.argv[1:3]))
    text = (ROOT / "docs/cookbook.md").read_text(encoding="utf-8")
    jobs = [match for block in blocks(text, "yaml")
            for match in re.findall(r"run: >\n((?: {10}.*\n)+)", block)]
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        environment = prepare(folder, heapterm, firmware)
        # The job stands between the blocks around it.
        for block in re.findall(r"^```(?:console|yaml)\n.*?^```$", text, re.MULTILINE | re.DOTALL):
            if block.startswith("```yaml"):
                for job in jobs:
                    done = run(" ".join(job.split("\n")), folder, environment)
                    if done.returncode != 0:
                        failed += 1
                        print(f"failed: the job ended with {done.returncode}:\n{done.stdout}")
                continue
            for command, lines in steps(block[len("```console\n"):-len("```")]):
                done = run(command, folder, environment)
                if not pattern(lines).fullmatch(done.stdout):
                    failed += 1
                    print(f"failed: $ {command}\n{done.stdout}")
    commands = sum(len(steps(block)) for block in blocks(text, "console"))
    print(f"{commands} commands and {len(jobs)} jobs, {failed} failed")
    return 1 if failed or commands < 8 or not jobs else 0


if __name__ == "__main__":
    sys.exit(main())
