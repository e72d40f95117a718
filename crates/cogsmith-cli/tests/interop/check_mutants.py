#!/usr/bin/env python3
"""Damaged files must not make the program fail badly: mutants of sound files, and broken files by every command.  Standard library only.

    check_mutants.py --bin target/release/cogsmith [--corpus DIR] [--mutants 10000] [--seed N] [--keep DIR]

Mutants of the files in testdata (and of those of up to 200 kB in DIR) have bits flipped, bytes set, ends cut off, pieces moved or
repeated, two fields of a directory swapped, or counts, offsets and types of fields set to what is large or makes no sense. `read`
and `create` take them; and every command takes each `bad_*` file. Each ends by itself within 10 seconds, with 0, 1 or 2, no panic, no
signal, and a message where it failed; it takes up to 256 MB of memory beyond the pixels that it is to write, and leaves nothing behind
beside the output. Those that claim more than 64 million samples are read by a window. Exit status 1 when anything fails.
"""
import argparse, json, os, random, signal, struct, subprocess, sys, tempfile
from collections import Counter
from pathlib import Path

ROOM = 256 << 20
SECONDS = 10
MANY = 64 << 20
TESTDATA = Path(__file__).resolve().parents[4] / "testdata"
LARGE = (0, 1, 2, 3, 7, 255, 256, 4095, 65535, 65536, 1 << 24, (1 << 31) - 1, 1 << 31, (1 << 32) - 1)

# On Linux, what a process is started by counts in its peak memory: a small one stands between.
LAUNCHER = """
import os, sys
quiet = [(os.POSIX_SPAWN_OPEN, fd, '/dev/null', os.O_RDWR, 0) for fd in (0, 1)]
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024)
"""


def run(command):
    """Exit status (None: too slow), peak memory, messages."""
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", LAUNCHER, *map(str, command)], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        out, messages = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, 0, ""
    status, peak = map(int, out.split())
    return status, peak, messages.decode("utf8", "replace")


def directories(data):
    """Where the fields of a classic TIFF or BigTIFF are: (offset of the first, number, bytes of one, byte order)."""
    order = {b"II": "<", b"MM": ">"}.get(bytes(data[:2]))
    if order is None or len(data) < 16:
        return
    big = struct.unpack_from(order + "H", data, 2)[0] == 43
    at, seen = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)[0], set()
    while at and at not in seen and at + 8 < len(data):
        seen.add(at)
        count = struct.unpack_from(order + ("Q" if big else "H"), data, at)[0]
        first, size = at + (8 if big else 2), 20 if big else 12
        end = first + count * size
        if end + (8 if big else 4) > len(data):
            return
        yield first, count, size, order
        at = struct.unpack_from(order + ("Q" if big else "I"), data, end)[0]


def mutant(data, chance):
    """A damaged copy, and how it was damaged."""
    data = bytearray(data)
    found = [d for d in directories(data) if d[1]]
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        kind = chance.choice(("bits", "bytes", "cut", "move", "field", "field", "field", "swap"))
        if not data:
            break
        if kind == "bits":
            for _ in range(chance.choice((1, 3, 20))):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        elif kind == "bytes":
            at = chance.randrange(len(data))
            data[at:at + chance.choice((1, 4, 40))] = chance.randbytes(chance.choice((1, 4, 40)))
        elif kind == "cut":
            del data[chance.randrange(len(data)):]
        elif kind == "move":
            at, to, count = chance.randrange(len(data)), chance.randrange(len(data)), chance.randrange(1, 64)
            data[to:to + count] = data[at:at + count]
        elif found:
            first, count, size, order = chance.choice(found)
            if first + count * size > len(data):
                continue
            at = first + size * chance.randrange(count)
            if kind == "swap":
                other = first + size * chance.randrange(count)
                data[at + 2:at + size], data[other + 2:other + size] = data[other + 2:other + size], data[at + 2:at + size]
            else:
                part = chance.choice(("type", "count", "value", "tag"))
                if part in ("type", "tag"):
                    struct.pack_into(order + "H", data, at + 2 * (part == "type"), chance.choice((*range(20), 258, 259, 277, 317, 322, 339, 347)))
                else:
                    long, place = ("Q", at + 4 + 8 * (part == "value")) if size == 20 else ("I", at + 4 + 4 * (part == "value"))
                    value = chance.choice((*LARGE, len(data), len(data) - 1, (1 << 64) - 1))
                    struct.pack_into(order + long, data, place, value & ((1 << 8 * struct.calcsize(long)) - 1))
    return bytes(data)


class Checks:
    def __init__(self, args, folder):
        self.program, self.folder, self.keep = args.bin.resolve(), folder, args.keep
        self.failures, self.statuses = [], Counter()

    def expect(self, what, command, asked, path):
        status, peak, messages = run([self.program, *command])
        self.statuses[status] += 1
        problem = None
        if status is None:
            problem = f"no answer in {SECONDS} s"
        elif status not in (0, 1, 2) or "panicked" in messages:
            problem = f"status {status}: {messages.strip()[-300:]}"
        # What `validate` finds is what it prints.
        elif status and not messages.strip() and command[0] != "validate":
            problem = "no word about it"
        elif peak > ROOM + asked:
            problem = f"{peak >> 20} MB, where {asked >> 20} MB were asked for"
        out = self.folder / "out.tif"
        if problem is None and status and out.exists():
            problem = "a file under the name"
        out.unlink(missing_ok=True)
        left = [name for name in os.listdir(self.folder) if name.startswith(".out")]
        if problem is None and left:
            problem = f"left behind: {left}"
        if problem:
            self.failures.append(f"{what}: {' '.join(map(str, command))}: {problem}")
            if self.keep:
                self.keep.mkdir(exist_ok=True)
                (self.keep / f"{len(self.failures)}-{path.name}").write_bytes(path.read_bytes())
        return status

    def claims(self, path):
        """Samples, and bytes of them, as the file says."""
        try:
            done = subprocess.run([self.program, "info", path, "--json"], capture_output=True, timeout=SECONDS)
            info = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            return None
        samples = info["width"] * info["height"] * info["bands"]
        return samples, samples * 16, info

    def mutant(self, what, path):
        claims = self.claims(path)
        if claims is None:
            self.expect(what, ["read", path, "--raw", self.folder / "out.tif", "-q"], 0, path)
            return
        samples, asked, info = claims
        window = []
        if samples > MANY:
            side = [max(1, min(64, info["width"])), max(1, min(64, info["height"]))]
            window, asked = ["--window", 0, 0, *side], side[0] * side[1] * info["bands"] * 16
        # A block may take a gigabyte; here it is to take less.
        asked = min(asked, MANY * 16) + (64 << 20)
        common = ["-q", "--threads", 2, "--max-block-len", 64 << 20, *window]
        self.expect(what, ["read", path, "--raw", self.folder / "out.tif", *common], asked, path)
        self.expect(what, ["create", path, self.folder / "out.tif", "--no-sync", *common], asked, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep mutants that something is wrong with in this folder")
    args = parser.parse_args()
    chance = random.Random(args.seed)
    sources = sorted(path for path in TESTDATA.glob("*.tif") if not path.name.startswith("bad_"))
    if args.corpus:
        sources += sorted(path for path in args.corpus.rglob("*.tif*") if path.is_file() and path.stat().st_size <= 200_000)
    bad = sorted(TESTDATA.glob("bad_*.tif"))
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(args, Path(folder))
        out = Path(folder) / "out.tif"
        for path in bad:
            claims = checks.claims(path)
            window = [] if claims is None or claims[0] <= MANY else ["--window", 0, 0, 16, 16]
            for command in (["info", path], ["info", path, "--json", "--tags", "--stats", "--checksum"], ["validate", path], ["validate", "--deep", path],
                            ["read", path, "--raw", out, *window], ["create", path, out, *window], ["rewrite", path, out], ["stats", path],
                            ["windows", path, "--tile", 512, "--json"]):
                if window and command[0] in ("stats", "windows") or window and "--stats" in command:
                    continue
                checks.expect(f"bad file, {command[0]}", command, 1 << 20, path)
        for number in range(args.mutants):
            source = chance.choice(sources)
            path = Path(folder) / "mutant.tif"
            path.write_bytes(mutant(source.read_bytes(), chance))
            checks.mutant(f"mutant {number} of {source.name}", path)
    print("\n".join(checks.failures))
    told = ", ".join(f"{count} × {status}" for status, count in sorted(checks.statuses.items(), key=str))
    print(f"{len(bad)} broken files, {args.mutants} mutants of {len(sources)} files; {told}; {len(checks.failures)} failures")
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
