#!/usr/bin/env python3
"""Runs the corpus checker and judges its findings.  Standard library only.

    corpus.py --bin target/release/cogsmith --checker corpus_check.py --corpus DIR

- Every file of every tier must give the right pixels and metadata, or the error that it deserves, the heavy ones included. ALLOWED
  names the exceptions, each with its reason, as testdata/KNOWN.md does; one that is no exception any more must leave the list.
- No file at all may end in a panic, a signal or a hang.
"""
import argparse, json, subprocess, sys, tempfile
from pathlib import Path

# name: why it may fail
ALLOWED = {
    "libtiffnet__tiger-separated-strip-planar-08.tif_converted_jpeg.tif": "CMYK is given as it is stored, not as a screen shows it",
    "gen__tf_jpegxr_gray.tif": "JPEG XR has no decoder in Rust",
}
CRASHES = ("panic", "killed by signal", "hang")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--checker", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    args = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        findings = Path(folder) / "findings.json"
        command = [sys.executable, args.checker, args.corpus, "--bin", args.bin, "--heavy", "--json", findings]
        output = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if not findings.exists():
            sys.exit(f"{args.checker} did not finish:\n{output.stderr}")
        found = json.loads(findings.read_text())
    entries = {e["name"]: e for name in ("manifest.json", "generated.json") for e in json.loads((args.corpus / name).read_text())}

    problems = [(name, why) for name, _, why in found["bad"]]
    problems += [(name, "metadata: " + ", ".join(fields)) for name, fields in found["meta"]]
    crashes = [(name, why) for name, why in problems if why.removeprefix("metadata: info: ").startswith(CRASHES)]
    codec = {name: e["variant"].get("compression") for name, e in entries.items()}
    missed = [(name, why) for name, why in problems if name not in ALLOWED and (name, why) not in crashes]
    idle = sorted(ALLOWED.keys() - {name for name, _ in problems})

    for name, why in crashes:
        print(f"CRASH {name}: {why}")
    for name, why in missed:
        print(f"FAIL {name}: {why}")
    for name in idle:
        print(f"FAIL {name}: passes, and need not be on the list of exceptions any more")
    print(output.stdout.strip().splitlines()[-1])
    print(f"of {len(entries)} files, {len({n for n, _ in missed})} fail, {len(crashes)} crash, and {len(ALLOWED)} are excepted")
    return bool(crashes or missed or idle)


if __name__ == "__main__":
    sys.exit(main())
