"""Whole processes, timed in alternating pairs."""
import os, statistics, subprocess, sys, time, typing


class Run(typing.NamedTuple):
    """CPU seconds, wall seconds and peak MB of one process."""

    cpu: float
    wall: float
    memory: float

    def less(self, idle):
        """Without what starting takes; the memory of a program's libraries is its own affair."""
        return Run(max(self.cpu - idle.cpu, 1e-3), max(self.wall - idle.wall, 1e-3), self.memory)


class Failed(Exception):
    """A process did not end well."""


def run(command):
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise Failed("failed: " + " ".join(command))
    return Run(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)


def in_child(make, *args):
    """Calls it in a process of its own: what this one has in memory would count in those that it starts."""
    if (child := os.fork()) == 0:
        status = 1
        try:
            make(*args)
            status = 0
        finally:
            sys.stdout.flush()
            os._exit(status)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"{make.__name__} failed")


def idle_of(command, runs=5):
    measured = [run(command) for _ in range(runs)]
    return Run(*(statistics.median(getattr(r, figure) for r in measured) for figure in ("cpu", "wall", "memory")))


class Ratios:
    """Ours ÷ theirs, of each pair: median, least and most of each figure."""

    def __init__(self, pairs):
        self.pairs = pairs

    def spread(self, figure):
        ratios = sorted(getattr(a, figure) / getattr(b, figure) for a, b in self.pairs)
        return statistics.median(ratios), ratios[0], ratios[-1]

    def median(self, side, figure):
        return statistics.median(getattr(pair[side], figure) for pair in self.pairs)


def in_pairs(ours, theirs, idles, pairs):
    """A B A B …; the first pair warms the caches and does not count."""
    measured = [(run(ours).less(idles[0]), run(theirs).less(idles[1])) for _ in range(pairs + 1)]
    return Ratios(measured[1:])


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal")) // 1048576
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.split()[1:2]
    return f"{os.cpu_count()} × {model}, {memory} GiB, Linux {os.uname().release.split('-')[0]}, Rust {' '.join(rust)}"
