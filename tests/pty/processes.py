"""What the kernel tells of a process, from /proc: conditions to wait for, instead of time."""

import os
import signal


def _file(pid, name):
    """What is in a file of /proc, or "" if the process has gone."""
    try:
        with open(f"/proc/{pid}/{name}", encoding="latin-1") as file:
            return file.read()
    except OSError:
        return ""


def _status(pid, key):
    """A line of /proc/PID/status, behind its key."""
    for line in _file(pid, "status").splitlines():
        if line.startswith(key + ":"):
            return line.split(":", 1)[1].strip()
    return ""


def state(pid):
    """R it runs, S it sleeps, T it is stopped, Z it has ended; "" it has gone."""
    return _status(pid, "State")[:1]


def catches(pid, number):
    """Whether the process has a handler of its own for a signal."""
    return bool(int(_status(pid, "SigCgt") or "0", 16) >> (number - 1) & 1)


def is_waiting(pid):
    """Whether heapterm has begun, has done all that there was to do, and waits for more: it catches
    SIGINT and sleeps in its event loop. Where the kernel does not tell in what a process sleeps, it
    counts that it does."""
    place = _file(pid, "wchan")
    return (catches(pid, signal.SIGINT) and state(pid) == "S" and
            (place in ("", "0") or "poll" in place))


def positions(pid, path):
    """How far a process has read a file, for each time that it has it open."""
    found = []
    try:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            if os.readlink(f"/proc/{pid}/fd/{fd}") == path:
                found.append(int(_file(pid, f"fdinfo/{fd}").split()[1]))
    except (OSError, IndexError):
        pass  # it was closed meanwhile
    return found


def children(pid):
    """All children, zombies too, as (process, state, name)."""
    found = []
    for name in os.listdir("/proc"):
        fields = _file(name, "stat").rsplit(")", 1)[-1].split() if name.isdigit() else []
        if fields and int(fields[1]) == pid:
            found.append((int(name), fields[0], _file(name, "comm").strip()))
    return found


def ticks(pid):
    """The processor time of a process so far, in clock ticks."""
    return sum(int(word) for word in _file(pid, "stat").rsplit(")", 1)[1].split()[11:13])


def cpu_seconds(pid):
    return ticks(pid) / os.sysconf("SC_CLK_TCK")


def _threads(pid):
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def switches(pid):
    """How often the threads of a process have gone to sleep so far."""
    return sum(int(_status(f"{pid}/task/{thread}", "voluntary_ctxt_switches") or "0")
               for thread in _threads(pid))


def waited(pid):
    """Seconds for which the threads of a process could have run and were not let; 0 where the kernel
    does not count them."""
    counts = (_file(pid, f"task/{thread}/schedstat").split() for thread in _threads(pid))
    return sum(int(count[1]) for count in counts if len(count) > 1) / 1e9
