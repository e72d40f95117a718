#!/usr/bin/env python3
"""Reading one block takes at most twice its decoded size and 64 MB, whatever the file says.  Standard library only.

    check_memory.py --bin target/release/cogsmith --corpus DIR [--mutants N] [--only SUBSTRING]

Reads the first and the last block of every file, and of N damaged copies of it: bytes of the block or of a directory are changed at
random (by a fixed seed). Reading may fail; it may not take more, and no panic, signal or 30 seconds either.
"""
import argparse, json, os, random, signal, subprocess, sys, tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOM = 64 << 20


# On Linux, what a process is started by counts in its peak memory: a small one stands between.
LAUNCHER = """
import os, sys
quiet = [(os.POSIX_SPAWN_OPEN, fd, '/dev/null', os.O_RDWR, 0) for fd in (0, 1)]
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024)
"""


def run(command, timeout=30):
    """Exit status (None: too slow), peak memory in bytes, the end of the messages."""
    launch = [sys.executable, "-I", "-S", "-c", LAUNCHER, *map(str, command)]
    process = subprocess.Popen(launch, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        out, messages = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, 0, ""
    status, peak = map(int, out.split())
    return status, peak, messages.decode("utf8", "replace")[-200:]


def describe(program, path):
    result = subprocess.run([str(program), "info", str(path), "--json"], capture_output=True, timeout=30)
    return json.loads(result.stdout) if result.returncode == 0 else None


def windows(info):
    rows, cols = info["block_shape"]
    width, height = info["width"], info["height"]
    cols, rows = min(cols, width), min(rows, height)
    last = ((width - 1) // cols * cols, (height - 1) // rows * rows)
    for x, y in {(0, 0), last}:
        yield x, y, min(cols, width - x), min(rows, height - y)


def sample_len(dtype):
    bits = int("".join(c for c in dtype if c.isdigit()) or 8)
    return bits // 8 * (2 if dtype.startswith("complex_int") else 1)


def check(program, path, baseline, label, statuses):
    info = describe(program, path)
    if info is None:
        return []
    problems = []
    rows, cols = info["block_shape"]
    block = rows * cols * info["bands"] * max(sample_len(info["dtype"]), 1)
    for window in windows(info):
        status, peak, messages = run([program, "read", path, "--raw", "/dev/null", "--threads", 1, "--window", *window])
        statuses[status] += 1
        allowed = baseline + 2 * block + ROOM
        if status is None:
            problems.append(f"{label} {window}: no answer in 30 s")
        elif status < 0 or status == 101 or "panicked" in messages:
            problems.append(f"{label} {window}: status {status}: {messages.strip()}")
        elif peak > allowed:
            problems.append(f"{label} {window}: {peak >> 20} MB for a block of {block >> 20} MB")
    return problems


def mutants(path, entry, count, folder):
    if path.stat().st_size > 4 << 20:
        return
    data = path.read_bytes()
    dice = random.Random(entry["name"])
    for number in range(count if data else 0):
        copy = bytearray(data)
        for _ in range(dice.choice([1, 1, 2, 5, 20])):
            at = dice.randrange(len(copy)) if dice.random() < 0.7 else dice.randrange(min(len(copy), 4096))
            copy[at] = dice.choice([0, 255, 127, 128, copy[at] ^ 1 << dice.randrange(8), dice.randrange(256)])
        target = Path(folder) / f"{number}-{path.name}"
        target.write_bytes(copy)
        yield target
        target.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--only", default="")
    args = parser.parse_args()

    entries = [e for name in ("manifest.json", "generated.json") for e in json.loads((args.corpus / name).read_text())]
    entries = [e for e in entries if args.only in e["name"]]
    _, baseline, _ = run([args.bin, "--version"])
    problems, checked, statuses = [], 0, Counter()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:

        def all_of(entry):
            path = args.corpus / entry["path"]
            found, count = check(args.bin, path, baseline, entry["name"], statuses), 1
            for number, mutant in enumerate(mutants(path, entry, args.mutants, folder)):
                found += check(args.bin, mutant, baseline, f"{entry['name']} (mutant {number})", statuses)
                count += 1
            return found, count

        for found, count in pool.map(all_of, entries):
            problems += found
            checked += count
            for problem in found:
                print("FAIL", problem, flush=True)
    print(f"{checked} files; blocks by exit status: {dict(statuses)}; {len(problems)} that took too much, too long, or the process down")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
