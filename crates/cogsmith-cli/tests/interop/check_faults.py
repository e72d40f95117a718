#!/usr/bin/env python3
"""What real faults leave behind: a full disk, a folder that may not be written to, files and memory that may not grow, a kill, a source
that changes while it is read.  Standard library only.

    check_faults.py --bin target/release/cogsmith [--kills 200] [--seed N]

After each, the name of the output has the file that was there before, or no file, or the very one that there is without a fault; the folder has nothing else in it; the program ends by itself within a minute, without a panic, with 1 and a message where it
failed. Full disks need root, who can mount a small one; without, they are skipped, which is said. Exit status 1 when anything fails.
"""
import argparse, os, random, resource, shutil, signal, struct, subprocess, sys, tempfile, time
from pathlib import Path

SIDE = 1500
KINDS = (("create", "{source}", "{target}", "--blocksize", "256", "-q"),
         ("create", "{source}", "{target}", "--blocksize", "128", "--compress", "none", "-q"),
         ("rewrite", "{tiled}", "{target}", "--overviews", "make", "-q"),
         ("read", "{source}", "--raw", "{target}", "-q"))


def noise_tiff(path, side, seed):
    """Strips of bytes that do not compress."""
    rows = random.Random(seed).randbytes(side * side)
    fields = [(256, 4, side), (257, 4, side), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 4, side), (279, 4, len(rows))]
    entries = b"".join(struct.pack("<HHIHH" if kind == 3 else "<HHII", tag, kind, 1, *((value, 0) if kind == 3 else (value,)))
                       for tag, kind, value in fields)
    path.write_bytes(b"II*\0" + struct.pack("<I", 8 + len(rows)) + rows + struct.pack("<H", len(fields)) + entries + bytes(4))


class Checks:
    def __init__(self, args, folder):
        self.program, self.folder = str(args.bin.resolve()), folder
        self.random = random.Random(args.seed)
        self.failures, self.counts = [], {}
        self.source, self.tiled = folder / "source.tif", folder / "tiled.tif"
        noise_tiff(self.source, SIDE, args.seed)
        self.whole = {}
        subprocess.run([self.program, "create", self.source, self.tiled, "--blocksize", "256", "-q"], check=True)
        for kind in KINDS:
            target = folder / "whole"
            subprocess.run(self.command(kind, target), check=True)
            self.whole[kind] = target.read_bytes()
            target.unlink()

    def command(self, kind, target):
        return [self.program, *(word.format(source=self.source, tiled=self.tiled, target=target) for word in kind)]

    def start(self, kind, target, limit=None):
        return subprocess.Popen(self.command(kind, target), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                preexec_fn=limit, start_new_session=True)

    def end(self, process):
        """Exit status and messages; None if it does not end."""
        try:
            _, messages = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return None, ""
        return process.returncode, messages.decode("utf8", "replace")

    def judge(self, what, kind, target, before, status, messages, may_succeed=False, killed=False, lied_to=False):
        """What is there now."""
        self.counts[what] = self.counts.get(what, 0) + 1
        fail = lambda words: self.failures.append(f"{what}, {' '.join(kind)}: {words}: status {status}: {messages.strip()[-200:]}")
        after = target.read_bytes() if target.exists() else None
        is_whole = after == self.whole[kind] or lied_to and status == 0 and after is not None
        if status is None:
            fail("does not end")
        elif "panicked" in messages or status == 101 or status < 0 and not killed:
            fail("ends badly")
        elif status == 0 and not may_succeed:
            fail("is not noticed")
        elif status == 0 and not is_whole:
            fail("another file than without")
        elif status == 1 and not messages.strip():
            fail("no word about it")
        elif status != 0 and after != before and not (killed and is_whole):
            fail(f"{'nothing' if after is None else f'{len(after)} bytes'} under the name")
        others = sorted(set(os.listdir(target.parent)) - {target.name})
        if killed and before is not None and [(target.parent / name).read_bytes() for name in others] == [self.whole[kind]]:
            # The whole file, killed between getting a name and taking that of the other: no system does both at once.
            self.counts["of these, between two names"] = self.counts.get("of these, between two names", 0) + 1
            (target.parent / others.pop()).unlink()
        if others:
            fail(f"left behind: {others}")
            for name in others:
                (target.parent / name).unlink()
        target.unlink(missing_ok=True)

    def each(self):
        """A folder of its own, a target in it that is there or not, for every kind."""
        for kind in KINDS:
            for before in (None, b"as before"):
                folder = Path(tempfile.mkdtemp(dir=self.folder))
                target = folder / "out.tif"
                if before is not None:
                    target.write_bytes(before)
                yield kind, target, before
                shutil.rmtree(folder, ignore_errors=True)


def full_disk(checks):
    """Disks of some sizes, all too small."""
    if os.geteuid() != 0:
        return "not root"
    for share in (0.02, 0.4, 0.98):
        for kind in KINDS:
            for before in (None, b"as before"):
                size = int(len(checks.whole[kind]) * share) // 4096 * 4096 + 8192
                mount = Path(tempfile.mkdtemp(dir=checks.folder))
                if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", mount], capture_output=True).returncode:
                    return "no tmpfs can be mounted"
                try:
                    target = mount / "out.tif"
                    if before is not None:
                        target.write_bytes(before)
                    status, messages = checks.end(checks.start(kind, target))
                    checks.judge("full disk", kind, target, before, status, messages)
                finally:
                    subprocess.run(["umount", mount], check=True)


def read_only_folder(checks):
    for kind, target, before in checks.each():
        target.parent.chmod(0o555)
        # Root may write anywhere, unless it is nobody.
        drop = (lambda: os.setuid(65534)) if os.geteuid() == 0 else None
        for parent in (checks.folder, target.parent.parent):
            parent.chmod(0o755)
        status, messages = checks.end(checks.start(kind, target, drop))
        target.parent.chmod(0o755)
        checks.judge("read-only folder", kind, target, before, status, messages)


def file_size(checks):
    """The system ends who writes too much, by a signal or by an error."""
    for kind, target, before in checks.each():
        for share in (0, 0.3, 0.99):
            if before is not None:
                target.write_bytes(before)
            limit = int(len(checks.whole[kind]) * share)

            def lower():
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            status, messages = checks.end(checks.start(kind, target, lower))
            checks.judge("files may not grow", kind, target, before, status, messages)


def memory(checks):
    """Too little, from hardly any to nearly enough. Rust ends a process that gets none, which no program can catch."""
    for kind, target, before in checks.each():
        for megabytes in (16, 40, 64, 90, 120, 160):
            if before is not None:
                target.write_bytes(before)
            lower = lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
            try:
                status, messages = checks.end(checks.start(kind, target, lower))
            except OSError:
                continue
            aborted = status is not None and status < 0 and "allocation" in messages
            checks.judge("memory", kind, target, before, status, messages, may_succeed=True, killed=aborted)


def kills(checks, count):
    """At any moment, the end of it too."""
    for number in range(count):
        kind, before = KINDS[number % len(KINDS)], (None, b"as before")[number // len(KINDS) % 2]
        folder = Path(tempfile.mkdtemp(dir=checks.folder))
        target = folder / "out.tif"
        if before is not None:
            target.write_bytes(before)
        began = time.monotonic()
        if number < len(KINDS):
            checks.end(checks.start(kind, target))
            checks.took = getattr(checks, "took", {}) | {kind: time.monotonic() - began}
            target.unlink()
            if before is not None:
                target.write_bytes(before)
        process = checks.start(kind, target)
        time.sleep(checks.random.uniform(0, 1.1 * checks.took[kind]))
        process.kill()
        status, messages = checks.end(process)
        checks.judge("kill", kind, target, before, status, messages, may_succeed=True, killed=True)
        shutil.rmtree(folder)


def changing_source(checks):
    """Cut off, overwritten, or replaced while it is read: an error, or a file of whatever was read."""
    sound = {path: path.read_bytes() for path in (checks.source, checks.tiled)}
    for kind, target, before in checks.each():
        path = checks.tiled if "{tiled}" in kind else checks.source
        for change in ("cut", "zeros", "replaced", "gone"):
            for delay in (0, 0.02, 0.1):
                if before is not None:
                    target.write_bytes(before)
                process = checks.start(kind, target)
                time.sleep(delay)
                if change == "cut":
                    os.truncate(path, len(sound[path]) // 3)
                elif change == "zeros":
                    with open(path, "r+b") as file:
                        file.write(bytes(len(sound[path])))
                else:
                    path.unlink()
                    if change == "replaced":
                        path.write_bytes(b"something else" * 1000)
                status, messages = checks.end(process)
                checks.judge(f"source {change}", kind, target, before, status, messages, may_succeed=True, lied_to=True)
                path.unlink(missing_ok=True)
                path.write_bytes(sound[path])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=200, help="how often it is killed")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        checks = Checks(args, Path(folder))
        skipped = full_disk(checks)
        read_only_folder(checks)
        file_size(checks)
        memory(checks)
        kills(checks, args.kills)
        changing_source(checks)
    if skipped:
        print(f"skipped: full disk: {skipped}")
    for what, count in checks.counts.items():
        print(f"{count:5} {what}")
    print("\n".join(checks.failures))
    print(f"{sum(count for what, count in checks.counts.items() if not what.startswith('of these'))} faults, {len(checks.failures)} failures")
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
