#!/usr/bin/env python3
"""Runs the corpus checker and judges its findings by what cogsmith can do so far.  Standard library only.

    corpus.py --bin target/release/cogsmith --checker corpus_check.py --corpus DIR

- Every tier-1 file in one of CODECS, and every file in one of WHOLE, must give the right pixels and metadata, or the error that it deserves. ALLOWED names the
  exceptions, each with its reason; one that is no exception any more must leave the list.
- No file at all, in whatever codec, may end in a panic, a signal or a hang.
"""
import argparse, json, subprocess, sys, tempfile
from pathlib import Path

CODECS = {"NONE", "LZW", "DEFLATE", "DEFLATE_OLD", "PACKBITS", "ZSTD", "LZMA", "LERC", "JPEG", "WEBP", "JXL", "JP2000"}
WHOLE = {"CCITTRLE", "CCITTRLEW", "CCITTFAX3", "CCITTFAX4", "NEXT", "THUNDERSCAN", "SGILOG", "SGILOG24"}
# name: why it may fail
ALLOWED = {}
CRASHES = ("panic", "killed by signal", "hang")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--checker", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    args = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        findings = Path(folder) / "findings.json"
        command = [sys.executable, args.checker, args.corpus, "--bin", args.bin, "--json", findings]
        output = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if not findings.exists():
            sys.exit(f"{args.checker} did not finish:\n{output.stderr}")
        found = json.loads(findings.read_text())
    entries = {e["name"]: e for name in ("manifest.json", "generated.json") for e in json.loads((args.corpus / name).read_text())}

    problems = [(name, why) for name, _, why in found["bad"]]
    problems += [(name, "metadata: " + ", ".join(fields)) for name, fields in found["meta"]]
    crashes = [(name, why) for name, why in problems if why.removeprefix("metadata: info: ").startswith(CRASHES)]
    codec = {name: e["variant"].get("compression") for name, e in entries.items()}
    due = {name for name, e in entries.items() if e["tier"] == 1 and codec[name] in CODECS or codec[name] in WHOLE}
    missed = [(name, why) for name, why in problems if name in due and name not in ALLOWED and (name, why) not in crashes]
    idle = sorted(ALLOWED.keys() - {name for name, _ in problems})

    for name, why in crashes:
        print(f"CRASH {name}: {why}")
    for name, why in missed:
        print(f"FAIL {name}: {why}")
    for name in idle:
        print(f"FAIL {name}: passes, and need not be on the list of exceptions any more")
    print(output.stdout.strip().splitlines()[-1])
    print(f"of the {len(due)} files that must pass, {len({n for n, _ in missed})} fail and {len(ALLOWED)} are excepted; "
          f"{len(crashes)} of all {len(entries)} crash")
    return bool(crashes or missed or idle)


if __name__ == "__main__":
    sys.exit(main())
