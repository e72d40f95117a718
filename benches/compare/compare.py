#!/usr/bin/env python3
"""Runs the journeys beside the peers and writes benches/RESULTS.md; `run` builds what it needs and starts it."""
import argparse, itertools, os, sys, tempfile

import journeys
from measure import Failed, idle_of, in_child, in_pairs, machine, run
from rasters import RASTERS, make_files_to_read, make_sources, make_wide

RESULTS = os.path.join(journeys.HERE, "..", "RESULTS.md")
HEAD = "| what | beside | wall | CPU | peak memory | size | goal | |\n|---|---|---|---|---|---|---|---|"
# Peak memory while making a COG is meant to be at most so much of GDAL's, and size so much.
MEMORY_GOAL, SIZE_GOAL = 0.25, 1.02


def versions():
    import async_tiff, rasterio, rio_cogeo, tifffile

    print(f"GDAL {rasterio.__gdal_version__} (rasterio {rasterio.__version__}), rio-cogeo {rio_cogeo.__version__}, tifffile {tifffile.__version__}, "
          f"async-tiff {async_tiff.__version__}, geotiff-reader and -writer 0.10", flush=True)


def row(journey, args, idles):
    """The line of a journey, and whether it is as good as it is meant to be."""
    ratios = in_pairs(journey.ours, journey.theirs, idles, args.pairs)
    wall, cpu, memory = (ratios.spread(figure) for figure in ("wall", "cpu", "memory"))
    size = os.path.getsize(journey.files[0]) / os.path.getsize(journey.files[1]) if journey.files else None
    is_met = journey.goal is None or max(wall[0], cpu[0]) <= journey.goal
    if journey.peer == "GDAL" and size is not None:
        is_met = is_met and memory[0] <= MEMORY_GOAL and (size <= SIZE_GOAL or "Deflate" not in journey.section)
    figures = [f"{m:.2f} ({low:.2f}–{high:.2f})" for m, low, high in (wall, cpu)]
    goal = "" if journey.goal is None else f"{journey.goal:.2f}"
    cells = [journey.name, journey.peer, *figures, f"{memory[0]:.2f}", "" if size is None else f"{size:.3f}", goal, "" if is_met else "not met"]
    return "| " + " | ".join(cells) + " |", is_met


def compare(args, programs, folder, out):
    idle, met, all_rows = {}, 0, 0
    chosen = [j for j in journeys.all_of(programs, folder, args.threads) if args.only.lower() in f"{j.section}, {j.name}, {j.peer}".lower()]
    for section, of_section in itertools.groupby(chosen, key=lambda journey: journey.section):
        out(f"\n### {section[0].upper() + section[1:]}\n\n{HEAD}")
        for journey in of_section:
            for command in (journey.our_idle, journey.their_idle):
                if tuple(command) not in idle:
                    idle[tuple(command)] = idle_of(command)
            try:
                line, is_met = row(journey, args, [idle[tuple(journey.our_idle)], idle[tuple(journey.their_idle)]])
            except Failed as why:
                if journey.ours[0] in str(why):
                    raise
                # Some peers do, now and then.
                line, is_met = f"| {journey.name} | {journey.peer} | it failed | | | | | |", True
            out(line)
            met, all_rows = met + is_met, all_rows + 1
    out(f"\n{met} of {all_rows} as good as meant.")


def growth(args, programs, folder, out):
    """How time and memory grow with the raster and with threads: ours alone."""
    target = os.path.join(folder, "wide-cog.tif")

    def figures(side, threads):
        path = os.path.join(folder, f"wide-{side}.tif")
        if not os.path.exists(path):
            in_child(make_wide, path, side)
        it = run([programs.ours, "create", path, target, "--quiet", "--threads", str(threads), "--overview-resampling", "average"])
        os.unlink(target)
        return it

    out("\n### Growth\n\nA COG of u16, Deflate, average overviews; seconds per 2²⁶ pixels.\n\n| side | threads | wall | CPU | peak MB |\n|---|---|---|---|---|")
    sides = [side for side in (4096, 8192, 16384, 32768, 65536) if side <= args.largest]
    for side, threads in [(side, 2) for side in sides] + [(8192, threads) for threads in (1, 2, 4)]:
        it, unit = figures(side, threads), side * side / 2**26
        out(f"| {side:,} | {threads} | {it.wall / unit:.2f} | {it.cpu / unit:.2f} | {it.memory:.0f} |")


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--ours", required=True, help="the program cogsmith")
    ap.add_argument("--journey", required=True, help="the program of journey.rs")
    ap.add_argument("--geotiff-rust", default="", help="the program of peers/")
    ap.add_argument("--side", type=int, default=8192)
    ap.add_argument("--pairs", type=int, default=5)
    ap.add_argument("--threads", default="2")
    ap.add_argument("--only", default="", help="journeys whose section, name or peer has this in it; they are printed and not written down")
    ap.add_argument("--largest", type=int, default=65536, help="the largest side in the section on growth; 0 leaves it out")
    ap.add_argument("--folder", help="for rasters of some gigabytes [default: the system's]")
    ap.add_argument("--list", action="store_true")
    args = ap.parse_args()
    programs = journeys.Programs(args.ours, args.journey, args.geotiff_rust if os.path.exists(args.geotiff_rust) else "")
    if args.list:
        return print("\n".join(f"{j.section}, {j.name}, {j.peer}" for j in journeys.all_of(programs, "", args.threads)))
    text = []

    def out(line):
        print(line, flush=True)
        text.append(line)

    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        in_child(make_sources, folder, args.side, RASTERS)
        in_child(make_files_to_read, folder, args.side)
        in_child(versions)
        compare(args, programs, folder, out)
        if args.largest and not args.only:
            growth(args, programs, folder, out)
    if not args.only:
        with open(RESULTS) as old:
            kept = old.read().split("<!-- measured -->")
        head = f"\n{args.side:,} × {args.side:,} pixels, {args.threads} threads on both sides, {args.pairs} alternating pairs, {machine()}.\n"
        with open(RESULTS, "w") as new:
            new.write("<!-- measured -->".join([kept[0], "\n".join([head, *text]) + "\n", *kept[2:]]))


if __name__ == "__main__":
    sys.exit(main())
