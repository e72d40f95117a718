#!/usr/bin/env python3
"""Chooses the inputs of fuzz/kept: of what campaigns found, few and small ones that reach much.  Standard library only.

    fuzz/keep.py [--bin DIR] [--corpus DIR] [--bytes N] [--files N] [TARGET...]

libFuzzer tells which edges each input of the corpus reaches; input after input is taken that reaches the most that none before it did,
for its size, until so many bytes or files are full. Inputs named `crash-*` that are there already stay.
"""
import argparse, subprocess, tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def edges(binary, corpus):
    """For each input, its path, its size, and the edges that it reaches."""
    with tempfile.TemporaryDirectory() as folder:
        control, empty = Path(folder) / "control", Path(folder) / "empty"
        empty.mkdir()
        subprocess.run([binary, "-merge=1", f"-merge_control_file={control}", "-timeout=60", "-rss_limit_mb=4096", empty, *corpus],
                       stderr=subprocess.DEVNULL, check=True, env={"ASAN_OPTIONS": "detect_odr_violation=0"})
        lines = control.read_text().splitlines()
    count = int(lines[0])
    paths = [Path(line) for line in lines[2:2 + count]]
    for line in lines[2 + count:]:
        kind, number, *reached = line.split()
        if kind == "COV":
            path = paths[int(number)]
            yield path, path.stat().st_size, set(map(int, reached))


def choose(inputs, room, most):
    """Greedily; some hundred bytes are what a file costs by itself."""
    known, chosen = set(), []
    inputs = [entry for entry in inputs if entry[1] <= room]
    while inputs and len(chosen) < most:
        path, size, reached = max(inputs, key=lambda entry: (len(entry[2] - known) / (entry[1] + 600), -entry[1]))
        if not reached - known:
            break
        chosen.append(path)
        known |= reached
        room -= size
        inputs = [entry for entry in inputs if entry[1] <= room and entry[2] - known]
    return chosen, known


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, default=HERE / "target/x86_64-unknown-linux-gnu/release")
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--bytes", type=int, default=14_000, help="for each target")
    parser.add_argument("--files", type=int, default=60, help="for each target")
    parser.add_argument("targets", nargs="*", default=[])
    args = parser.parse_args()
    for target in args.targets or sorted(path.stem for path in (HERE / "fuzz_targets").glob("*.rs")):
        kept = HERE / "kept" / target
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            inputs = list(edges(args.bin / target, [folder, args.corpus / target, kept]))
            chosen, known = choose(inputs, args.bytes, args.files)
            found = {path.name: path.read_bytes() for path in chosen}
        for path in kept.iterdir():
            if not path.name.startswith("crash-"):
                path.unlink()
        for name, data in found.items():
            (kept / name).write_bytes(data)
        every = set().union(*(reached for _, _, reached in inputs))
        print(f"{target}: {len(found)} of {len(inputs)} inputs, {sum(map(len, found.values()))} bytes, {len(known)} of {len(every)} edges", flush=True)


if __name__ == "__main__":
    main()
