"""Holding `heapterm map --json` to what is known from elsewhere.

Every check takes the parsed JSON and adds sentences to a list of problems. Nothing here knows an
allocator: the truth comes from a device's memory or from a reference model, and the figures about
the log from a reading of the log of its own.
"""

import json
import pathlib
import re
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "docs" / "map.schema.json"
_validator = None


def _schema_validator():
    global _validator
    if _validator is None:
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        _validator = jsonschema.Draft202012Validator(schema)
    return _validator


def note_without_schema():
    if jsonschema is None:
        print("the Python module jsonschema is missing: maps are not held to the schema",
              file=sys.stderr)


def run_map(binary, log, offset, options, problems):
    """The map at a byte offset or "end", held to the schema and to its own sums; None without one."""
    at = offset if offset == "end" else f"byte:{offset}"
    command = [str(binary), "map", str(log), "--at", at, "--json", *options]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                              check=False)
    except subprocess.TimeoutExpired:
        problems.append("it does not end within a minute: " + " ".join(command))
        return None
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip()[-300:]
        problems.append(f"exit {done.returncode}, not 0: {words}")
        return None
    try:
        found = json.loads(done.stdout)
    except ValueError as e:
        problems.append(f"the output is no JSON: {e}")
        return None
    if jsonschema is not None:
        errors = list(_schema_validator().iter_errors(found))
        if errors:
            where = "/".join(str(p) for p in errors[0].absolute_path)
            problems.append(f"not as the schema says, at {where or 'the top'}: {errors[0].message[:200]}")
            return None
    if offset != "end" and found["at"]["byte"] != offset:
        problems.append(f"at.byte is {found['at']['byte']}, asked was {offset}")
    check_tiling(found, problems)
    return found


def check_tiling(found, problems):
    """Blocks tile every heap, free neighbours are one, and every sum is the sum of its blocks."""
    seen_blocks = seen_bytes = unseen = 0
    for heap in found["heaps"]:
        name = f"heap {heap['index']}"
        start, end = int(heap["start"], 16), int(heap["end"], 16)
        at = start
        before_free = False
        sums = {"used": [0, 0], "free": [0, 0], "unknown": [0, 0]}
        for b in heap["blocks"]:
            header = int(b["header"], 16)
            if header != at:
                problems.append(f"{name}: the block at {header:#x} should begin at {at:#x}")
                at = header
            kind = "unknown" if b["unknown"] else "used" if b["used"] else "free"
            if kind == "free" and before_free:
                problems.append(f"{name}: two free blocks meet at {header:#x}")
            before_free = kind == "free"
            sums[kind][0] += 1
            sums[kind][1] += b["size"]
            # In a hole too small for a block the address may lie beyond it.
            if b["address"] is not None and (kind == "used" or b["size"] >= 16) \
                    and not header <= int(b["address"], 16) < header + b["size"]:
                problems.append(f"{name}: address {b['address']} is not in its block at {header:#x}")
            if kind != "free":
                if b["requested"] is None:
                    unseen += 1
                else:
                    seen_blocks += 1
                    seen_bytes += b["requested"]
                    if int(b["address"], 16) + b["requested"] > header + b["size"] and not b["doubtful"]:
                        problems.append(f"{name}: block {b['address']} is smaller than what was asked for")
            at += b["size"]
        if at != end:
            problems.append(f"{name}: the blocks end at {at:#x}, the heap at {end:#x}")
        wants = {
            "size": end - start,
            "used_blocks": sums["used"][0], "used_bytes": sums["used"][1],
            "free_blocks": sums["free"][0], "free_bytes": sums["free"][1],
            "unknown_stretches": sums["unknown"][0], "unknown_bytes": sums["unknown"][1],
        }
        for key, want in wants.items():
            if heap[key] != want:
                problems.append(f"{name}: {key} is {heap[key]}, its blocks make {want}")
        if not start <= int(heap["top"], 16) <= end:
            problems.append(f"{name}: top {heap['top']} lies outside")
        largest = max((b["size"] for b in heap["blocks"] if not b["used"]), default=0)
        if heap["largest_allocatable"] > largest:
            problems.append(f"{name}: largest_allocatable is {heap['largest_allocatable']}, "
                            f"the largest hole {largest}")
    state = found["state"]
    wants = {
        "live_blocks": seen_blocks,
        "live_bytes": seen_bytes,
        "free_bytes": sum(h["free_bytes"] for h in found["heaps"]),
        "largest_allocatable": max((h["largest_allocatable"] for h in found["heaps"]), default=0),
    }
    for key, want in wants.items():
        if state[key] != want:
            problems.append(f"state.{key} is {state[key]}, the heaps make {want}")
    if state["peak_live_bytes"] < state["live_bytes"]:
        problems.append("state.peak_live_bytes is below live_bytes")
    if found["exactness"]["unknown_blocks"] != unseen:
        problems.append(f"exactness.unknown_blocks is {found['exactness']['unknown_blocks']}, "
                        f"the maps show {unseen}")


def merged(blocks):
    """[user address, size, used] with free neighbours made one."""
    out = []
    for address, size, used in blocks:
        address = int(address, 16) if isinstance(address, str) else address
        used = bool(used)
        if out and not used and not out[-1][2]:
            out[-1] = (out[-1][0], out[-1][1] + size, False)
        else:
            out.append((address, size, used))
    return out


def words_of(block):
    return "nothing" if block is None else \
        f"{'used' if block[2] else 'free'} {block[0]:#x}+{block[1]}"


def first_difference(got, want):
    for i in range(max(len(got), len(want))):
        g = got[i] if i < len(got) else None
        w = want[i] if i < len(want) else None
        if g != w:
            return f"block {i} is {words_of(g)}, in truth {words_of(w)}"
    return None


def blocks_of(heap):
    return [(int(b["address"], 16), b["size"], b["used"]) if b["address"] is not None
            else (int(b["header"], 16), b["size"], b["used"]) for b in heap["blocks"]]


def compare_heaps(found, heaps, problems, tolerate=0):
    """Block by block with the truth of a micro:bit. At most `tolerate` used blocks may differ."""
    by_index = {h["index"]: h for h in found["heaps"]}
    wrong = 0
    for want in heaps:
        name = f"heap {want['index']}"
        got = by_index.get(want["index"])
        if got is None:
            problems.append(f"{name} is missing")
            continue
        for key in ("start", "end"):
            if int(got[key], 16) != int(want[key], 16):
                problems.append(f"{name}: {key} is {got[key]}, in truth {want[key]}")
        have, should = blocks_of(got), merged(want["blocks"])
        if tolerate:
            wrong += len({b for b in have if b[2]} ^ {b for b in should if b[2]})
            continue
        difference = first_difference(have, should)
        if difference:
            problems.append(f"{name}: {difference}")
        for key in ("size", "used_bytes", "free_bytes", "used_blocks", "largest_allocatable"):
            if got[key] != want[key]:
                problems.append(f"{name}: {key} is {got[key]}, in truth {want[key]}")
    if wrong > tolerate:
        problems.append(f"{wrong} used blocks differ from the truth, {tolerate} may")
    extra = set(by_index) - {h["index"] for h in heaps}
    if extra:
        problems.append(f"heaps that the device has not: {sorted(extra)}")


MICROBIT = re.compile(
    rb"malloc: ALLOCATED: (?P<size>\d+) \[(?P<alloc>0x[0-9a-f]+)\]\n"
    rb"|malloc: OUT OF MEMORY \[(?P<fail>\d+)\]\n"
    rb"|free:   (?P<free>0x[0-9a-f]+|0)\n"
    rb"|heap_start : (?P<region>0x[0-9a-f]+)\n"
    rb"|(?P<boot>\0)")


class Reading:
    """What the whole trace lines of a log say, taken by themselves."""

    def __init__(self):
        self.events = 0
        self.live = {}              # address -> (requested, caller, event)
        self.printed = set()        # addresses that any line gave out
        self.allocations = 0        # of the current run
        self.after_region = 0       # of these, after the first heap print of the run
        self.region_known = False
        self.run = 1


def read_microbit(prefix):
    r = Reading()
    started = False
    for m in MICROBIT.finditer(prefix):
        if m["boot"] is not None:
            events, run = r.events, r.run + started
            r = Reading()
            r.events, r.run = events, run
            started = True
        elif m["region"] is not None:
            r.region_known = True
        else:
            started = True
            r.events += 1
            if m["alloc"] is not None:
                address = int(m["alloc"], 16)
                r.live[address] = (int(m["size"]), None, r.events)
                r.printed.add(address)
                r.allocations += 1
                r.after_region += r.region_known
            elif m["free"] is not None:
                r.live.pop(int(m["free"], 16), None)
    return r


MBED = re.compile(
    rb"#(?:m:(?P<m>\w+);(?P<mc>\w+)-(?P<ms>\d+)"
    rb"|c:(?P<c>\w+);(?P<cc>\w+)-(?P<cn>\d+);(?P<cs>\d+)"
    rb"|r:(?P<r>\w+);(?P<rc>\w+)-(?P<ro>\w+);(?P<rs>\d+)"
    rb"|f:\w+;\w+-(?P<f>\w+))\r?\n")


def read_mbed(prefix):
    r = Reading()
    for m in MBED.finditer(prefix):
        r.events += 1
        if m["f"] is not None:
            r.live.pop(int(m["f"], 16), None)
            continue
        old = 0
        if m["m"] is not None:
            address, caller, size = int(m["m"], 16), int(m["mc"], 16), int(m["ms"])
        elif m["c"] is not None:
            address, caller, size = int(m["c"], 16), int(m["cc"], 16), int(m["cn"]) * int(m["cs"])
        else:
            address, caller, size = int(m["r"], 16), int(m["rc"], 16), int(m["rs"])
            old = int(m["ro"], 16)
        if old and (address or size == 0):
            r.live.pop(old, None)
        if address:
            r.live[address] = (size, caller, r.events)
            r.printed.add(address)
            r.allocations += 1
    return r


def compare_reading(found, reading, problems, callers=False):
    """Requested sizes, events and callers of the live blocks, and the counters, with the log's."""
    got = {}
    for heap in found["heaps"]:
        for b in heap["blocks"]:
            if b["used"] and not b["unknown"] and b["requested"] is not None:
                caller = int(b["caller"], 16) if b["caller"] is not None else None
                got[int(b["address"], 16)] = (b["requested"], caller if callers else None, b["event"])
    for address in sorted(set(got) | set(reading.live)):
        if got.get(address) != reading.live.get(address):
            problems.append(f"live block {address:#x} is {got.get(address)}, by the log "
                            f"{reading.live.get(address)} (requested, caller, event)")
            break
    if found["at"]["event"] != reading.events:
        problems.append(f"at.event is {found['at']['event']}, the log has {reading.events}")


def compare_live(found, live, reading, problems):
    """The live blocks of a mbed truth: those in the log are all there, and no other."""
    want, before_tracing = {}, []
    for address, size, caller in live:
        address = int(address, 16)
        if address in reading.printed:
            want[address] = (size, int(caller, 16))
        else:
            before_tracing.append((address, size))
    got = {}
    for heap in found["heaps"]:
        for b in heap["blocks"]:
            if b["used"] and not b["unknown"]:
                caller = int(b["caller"], 16) if b["caller"] is not None else None
                got[int(b["address"], 16)] = (b["requested"], caller)
    for address in sorted(want):
        if got.get(address) != want[address]:
            problems.append(f"live block {address:#x} is {got.get(address, 'missing')}, in truth "
                            f"{want[address]} (requested, caller)")
            break
    unseen = {address for address, _ in before_tracing}
    extra = sorted(set(got) - set(want) - unseen)
    if extra:
        problems.append(f"{extra[0]:#x} is shown as live and is not")
    for address, size in before_tracing:
        for heap in found["heaps"]:
            for b in heap["blocks"]:
                header = int(b["header"], 16)
                if not b["used"] and header < address + size and address < header + b["size"]:
                    problems.append(f"{address:#x} was allocated before tracing began and is shown as free")


def compare_walk(found, walk, problems):
    """The walk over newlib-nano's chunks, apart from what the map calls unknown."""
    if len(found["heaps"]) != 1:
        problems.append(f"{len(found['heaps'])} heaps, in truth one")
        return
    heap = found["heaps"][0]
    start, limit = int(walk["start"], 16), int(walk["limit"], 16)
    if (int(heap["start"], 16), int(heap["end"], 16)) != (start, limit):
        problems.append(f"the heap is {heap['start']}..{heap['end']}, in truth {start:#x}..{limit:#x}")
    if int(heap["top"], 16) != int(walk["break"], 16):
        problems.append(f"top is {heap['top']}, in truth {walk['break']}")
    at = int(walk.get("first_chunk", walk["start"]), 16)
    chunks = [(start, at - start, 0)] if at > start else []  # sbrk's first answer, rounded up
    for _, size, used in walk["blocks"]:
        chunks.append((at, size, used))
        at += size
    if at < limit:
        chunks.append((at, limit - at, 0))
    unknown, got = [], []
    for b in heap["blocks"]:
        header = int(b["header"], 16)
        if b["unknown"]:
            unknown.append((header, header + b["size"]))
        else:
            got.append((header, b["size"], b["used"]))
    want = []
    for chunk in merged(chunks):
        want.extend(outside(chunk, unknown, problems))
    difference = first_difference(got, want)
    if difference:
        problems.append(f"chunks (by their first byte): {difference}")


def outside(chunk, unknown, problems):
    """The parts of a chunk that no unknown stretch covers. Only free ones may be covered in part."""
    pieces = [(chunk[0], chunk[0] + chunk[1])]
    for low, high in unknown:
        pieces = [p for a, b in pieces
                  for p in ((a, min(b, max(a, low))), (max(a, min(b, high)), b)) if p[0] < p[1]]
    whole = pieces == [(chunk[0], chunk[0] + chunk[1])]
    if chunk[2] and pieces and not whole:
        problems.append(f"the used chunk at {chunk[0]:#x} is partly unknown")
    return [(a, b - a, chunk[2]) for a, b in pieces]
