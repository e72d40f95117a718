#!/usr/bin/env python3
"""Every codec decoded by cogsmith and by GDAL, side by side, on one thread: speed as ratios of CPU time.

  decode.py --bin target/release/cogsmith [--side 4096] [--pairs 5] [--only NAME] [--folder DIR]

Needs rasterio 1.5 or later (GDAL 3.12). GDAL writes a file per codec, in tiles of 512; both read all of it, whole processes
in turn. What starting takes is measured first and taken off, on both sides. A codec that GDAL's build lacks is left out.
"""
import argparse, os, statistics, sys, tempfile

from measure import run
from rasters import terrain

GDAL = """
import sys, warnings, rasterio
warnings.simplefilter('ignore')
if len(sys.argv) > 1:
    with rasterio.open(sys.argv[1], num_threads=1) as source:
        source.read()
"""
# name: raster, fraction of the side, creation options
FILES = {
    "none": ("u16", 1, {}),
    "LZW": ("u16", 1, dict(compress="lzw", predictor=2)),
    "Deflate": ("u16", 1, dict(compress="deflate", predictor=2)),
    "Deflate, u8": ("rgb", 1, dict(compress="deflate", predictor=2)),
    "Deflate, f32": ("f32", 1, dict(compress="deflate", predictor=3)),
    "Zstd": ("u16", 1, dict(compress="zstd", predictor=2)),
    "Zstd, u8": ("rgb", 1, dict(compress="zstd", predictor=2)),
    "Zstd, f32": ("f32", 1, dict(compress="zstd", predictor=3)),
    "LZMA": ("u16", 2, dict(compress="lzma", predictor=2)),
    "PackBits": ("classes", 1, dict(compress="packbits")),
    "LERC, u16": ("u16", 1, dict(compress="lerc")),
    "LERC, f32, error 0.1": ("f32", 1, dict(compress="lerc", max_z_error=0.1)),
    "LERC, f32, no error": ("f32", 1, dict(compress="lerc")),
    "LERC in Zstd, u8": ("rgb", 1, dict(compress="lerc_zstd")),
    "JPEG, YCbCr 4:2:0": ("rgb", 1, dict(compress="jpeg", photometric="ycbcr")),
    "JPEG, RGB": ("rgb", 1, dict(compress="jpeg")),
    "JPEG, gray": ("gray", 1, dict(compress="jpeg")),
    "WebP": ("rgb", 1, dict(compress="webp")),
    "WebP, lossless": ("rgb", 2, dict(compress="webp", webp_lossless=True)),
    "CCITT Group 4": ("bits", 1, dict(compress="ccittfax4", nbits=1)),
    "CCITT Group 3": ("bits", 1, dict(compress="ccittfax3", nbits=1)),
}


def rasters(np, side):
    rng = np.random.default_rng(0)
    base, other = terrain(np, side, 1), terrain(np, side, 2)
    rgb = [(base * (200 - 30 * i) + other * 40 + rng.normal(0, 2, base.shape)).clip(0, 255).astype("u1") for i in range(3)]
    return {
        "rgb": rgb,
        "gray": rgb[:1],
        "u16": [(base * 7000 + other * 2000 + rng.normal(0, 15, base.shape)).clip(0, 65535).astype("u2")],
        "f32": [(base * 3000).astype("f4")],
        "classes": [(base * 20).astype("u1")],
        "bits": [((base * 40).astype("u1") & 1)],
    }


def make_rasters(side, folder, wanted):
    """Writes rasters, given by name and fraction of the side, as files that are not compressed."""
    import numpy as np
    import rasterio

    for part in sorted({part for _, part in wanted}):
        all_of = rasters(np, side // part)
        for kind in (kind for kind, of in wanted if of == part):
            bands = all_of[kind]
            with rasterio.open(os.path.join(folder, f"{kind}-{part}.tif"), "w", driver="GTiff", width=side // part, height=side // part,
                               count=len(bands), dtype=bands[0].dtype, interleave="pixel", tiled=True, blockxsize=512, blockysize=512,
                               **(dict(photometric="RGB") if len(bands) == 3 else {})) as out:
                for i, band in enumerate(bands):
                    out.write(band, i + 1)


def make(side, folder, wanted):
    import warnings

    import numpy as np
    import rasterio

    warnings.simplefilter("ignore")
    made = {}
    for name in wanted:
        kind, part, options = FILES[name]
        side_of = side // part
        if side_of not in made:
            made[side_of] = rasters(np, side_of)
        bands = made[side_of][kind]
        tiles = dict(tiled=True, blockxsize=512, blockysize=512)
        profile = dict(driver="GTiff", width=side_of, height=side_of, count=len(bands), dtype=bands[0].dtype, interleave="pixel", **tiles)
        if len(bands) == 3:
            profile["photometric"] = "RGB"
        try:
            with rasterio.open(os.path.join(folder, name + ".tif"), "w", **profile | options) as out:
                for i, band in enumerate(bands):
                    out.write(band, i + 1)
        except Exception as why:
            print(f"{name}: {why}", file=sys.stderr)


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--bin", required=True)
    ap.add_argument("--side", type=int, default=4096)
    ap.add_argument("--pairs", type=int, default=5)
    ap.add_argument("--only", default="")
    ap.add_argument("--folder")
    args = ap.parse_args()
    wanted = [name for name in FILES if args.only in name]
    idle = [statistics.median(run(command)[0] for _ in range(5)) for command in ([args.bin, "--version"], [sys.executable, "-c", GDAL])]
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        if (child := os.fork()) == 0:
            make(args.side, folder, wanted)
            os._exit(0)
        os.waitpid(child, 0)
        print(f"{args.side} × {args.side} pixels, one thread, medians of {args.pairs} pairs\n")
        print("| codec | speed, ours ÷ GDAL's | ours: CPU s, MB | GDAL: CPU s, MB |\n|---|---|---|---|", flush=True)
        for name in wanted:
            path = os.path.join(folder, name + ".tif")
            if not os.path.exists(path):
                continue
            ours = [args.bin, "read", path, "--raw", "/dev/null", "--quiet", "--threads", "1"]
            theirs = [sys.executable, "-c", GDAL, path]
            pairs = [(run(ours), run(theirs)) for _ in range(args.pairs + 1)][1:]  # the first warms the caches
            cpu = [statistics.median(max(p[k][0] - idle[k], 1e-3) for p in pairs) for k in (0, 1)]
            mem = [statistics.median(p[k][2] for p in pairs) for k in (0, 1)]
            ratio = statistics.median(max(b[0] - idle[1], 1e-3) / max(a[0] - idle[0], 1e-3) for a, b in pairs)
            print(f"| {name} | {ratio:.2f} | {cpu[0]:.2f}, {mem[0]:.0f} | {cpu[1]:.2f}, {mem[1]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
