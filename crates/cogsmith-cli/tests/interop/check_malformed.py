#!/usr/bin/env python3
"""Malformed files, given to every command.  Standard library only.

    check_malformed.py --bin target/release/cogsmith [--corpus DIR] [--variants N] [--every N] [--only SUBSTRING] [--seed N]

The files are the `bad_*` of testdata, and those of the corpus in DIR whose status is not "valid", with N damaged variants of each; --every takes only each Nth file. Each command ends by itself within 10 seconds, with 0, 1 or 2, without a panic or a
signal, with a message where it failed, with no file but a whole one left behind, and takes up to 256 MB of memory beyond what it was
asked for: the pixels that go in and out, and twice a block. Files of more than 16 million samples are read by a window where a command
has one, and not by those that have none. Exit status 1 when anything fails.
"""
import argparse, json, os, random, subprocess, sys, tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from check_mutants import SECONDS, TESTDATA, mutant, run

ROOM = 256 << 20
MANY = 16 << 20
ZONES = '{"type": "Polygon", "coordinates": [[[-1e6, -1e6], [1e7, -1e6], [1e7, 1e7], [-1e6, 1e7], [-1e6, -1e6]]]}'


def commands(path, folder, window, tile):
    """Every command, and whether it goes through all pixels of what it is given."""
    out, zones = folder / "out", folder / "zones.json"
    windowed = ["--window", 0, 0, *window] if window else []
    yield ["info", path], False
    yield ["info", path, "--json", "--tags"], False
    yield ["info", path, "--stats", "--checksum"], True
    yield ["validate", path], False
    yield ["validate", "--deep", path], True
    yield ["read", path, "--raw", out, *windowed], False
    yield ["windows", path, "--tile", tile], False
    yield ["sample", path, 0, 0, 1, 1, "--pixel"], False
    yield ["create", path, out, "--no-sync", *windowed], False
    yield ["rewrite", path, out, "--no-sync", "--overviews", "make"], True
    yield ["preview", path, folder / "out.png"], True
    yield ["stats", path], True
    yield ["hist", path], True
    yield ["zonal", path, zones], True
    yield ["diff", path, path], True
    yield ["calc", "A + 1", f"A={path}", "-o", out], True
    yield ["terrain", "slope", path, "-o", out], True


class Checks:
    def __init__(self, program):
        self.program, self.failures, self.statuses, self.files = program.resolve(), [], Counter(), 0

    def claims(self, path):
        try:
            done = subprocess.run([self.program, "info", path, "--json"], capture_output=True, timeout=SECONDS)
            return json.loads(done.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            return None

    def file(self, name, path, folder):
        self.files += 1
        info, window, samples, block, tile = self.claims(path), None, 0, 0, 4096
        if info is not None:
            samples = info["width"] * info["height"] * info["bands"]
            block = info["block_shape"][0] * info["block_shape"][1] * info["bands"] * 16
            # As many windows as are asked for are listed.
            tile = max(tile, max(info["width"], info["height"]) // 64)
            if samples > MANY:
                window = [max(1, min(64, info["width"])), max(1, min(64, info["height"]))]
                samples = window[0] * window[1] * info["bands"]
        for command, is_whole in commands(path, folder, window, tile):
            if window and is_whole:
                continue
            self.one(name, command, 16 * samples + 2 * min(block, 1 << 30), folder)

    def one(self, name, command, asked, folder):
        before = set(os.listdir(folder))
        status, peak, messages = run([self.program, *command])
        self.statuses[status] += 1
        left = set(os.listdir(folder)) - before
        problem = None
        if status is None:
            problem = f"no answer in {SECONDS} s"
        elif status not in (0, 1, 2) or "panicked" in messages:
            problem = f"status {status}: {messages.strip()[-300:]}"
        elif status == 1 and not messages.strip() and command[0] not in ("validate", "diff"):
            problem = "no word about it"
        elif peak > ROOM + asked:
            problem = f"{peak >> 20} MB, where {asked >> 20} MB were asked for"
        elif status and left:
            problem = f"left behind: {sorted(left)}"
        for extra in left:
            (folder / extra).unlink()
        if problem:
            self.failures.append(f"{name}: {' '.join(map(str, command))}: {problem}")
            print(self.failures[-1], flush=True)


def sources(args):
    files = [(path.name, path) for path in sorted(TESTDATA.glob("bad_*.tif"))]
    if args.corpus:
        entries = json.loads((args.corpus / "manifest.json").read_text())
        files += [(entry["name"], args.corpus / entry["path"]) for entry in entries if entry["status"] != "valid"]
    return [(name, path) for name, path in files if args.only in name][::args.every]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--variants", type=int, default=1, help="damaged copies of each file of up to 1 MB")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    checks = Checks(args.bin)

    def all_of(source):
        name, path = source
        chance = random.Random(f"{args.seed} {name}")
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            (folder / "zones.json").write_text(ZONES)
            checks.file(name, path, folder)
            if path.stat().st_size > 1 << 20:
                return
            for number in range(args.variants):
                copy = folder / "variant.tif"
                copy.write_bytes(mutant(path.read_bytes(), chance))
                checks.file(f"{name} (variant {number})", copy, folder)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(all_of, sources(args)))
    told = ", ".join(f"{count} × {status}" for status, count in sorted(checks.statuses.items(), key=str))
    print(f"{checks.files} files, every command: {told}; {len(checks.failures)} failures")
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
