#!/usr/bin/env python3
"""Every codec encoded by cogsmith and by GDAL, side by side, on one thread: speed as ratios of CPU time, and sizes.

  encode.py --bin target/release/cogsmith [--side 4096] [--pairs 3] [--only NAME] [--folder DIR]

Needs rasterio 1.5 or later (GDAL 3.12). Both make a COG of tiles of 512 and no overviews out of a file that is not compressed,
whole processes in turn. What starting takes is measured first and taken off; reading and writing are within, as in the row
"none". GDAL, which has no COGs of PackBits, makes a tiled GeoTIFF then. After that GDAL reads what cogsmith wrote, and compares; where
both lose something, what cogsmith loses may be no more than half a decibel above what GDAL does.
"""
import argparse, os, statistics, sys, tempfile

from measure import run
from decode import make_rasters

GDAL = """
import sys, rasterio, rasterio.shutil
if len(sys.argv) > 1:
    options = dict(o.split('=', 1) for o in sys.argv[3:])
    tiled = dict(driver='GTiff', TILED='YES', BLOCKXSIZE='512', BLOCKYSIZE='512') if options['COMPRESS'] == 'PACKBITS' else \\
        dict(driver='COG', OVERVIEWS='NONE', BLOCKSIZE='512', BIGTIFF='IF_SAFER')
    rasterio.shutil.copy(sys.argv[1], sys.argv[2], NUM_THREADS='1', **tiled, **options)
"""
COMPARE = """
import sys, warnings, numpy as np, rasterio
warnings.simplefilter('ignore')
a, b = (rasterio.open(path).read().astype('f8') for path in sys.argv[1:3])
print(np.abs(a - b).max(), np.square(a - b).mean())
"""
LOSSY = None
# name: raster, fraction of the side, options of cogsmith, options of GDAL, the most that a sample may change or LOSSY
CODECS = {
    "none": ("u16", 1, "none", "COMPRESS=NONE", 0),
    "LZW": ("u16", 1, "lzw", "COMPRESS=LZW PREDICTOR=YES", 0),
    "Deflate": ("u16", 1, "deflate", "COMPRESS=DEFLATE PREDICTOR=YES", 0),
    "Deflate, u8": ("rgb", 1, "deflate", "COMPRESS=DEFLATE PREDICTOR=YES", 0),
    "Deflate, f32": ("f32", 1, "deflate", "COMPRESS=DEFLATE PREDICTOR=YES", 0),
    "Zstd 1": ("u16", 1, "zstd --level 1", "COMPRESS=ZSTD PREDICTOR=YES LEVEL=1", 0),
    "Zstd": ("u16", 1, "zstd", "COMPRESS=ZSTD PREDICTOR=YES", 0),
    "Zstd, u8": ("rgb", 1, "zstd", "COMPRESS=ZSTD PREDICTOR=YES", 0),
    "Zstd, f32": ("f32", 1, "zstd", "COMPRESS=ZSTD PREDICTOR=YES", 0),
    "Zstd 19, f32": ("f32", 4, "zstd --level 19", "COMPRESS=ZSTD PREDICTOR=YES LEVEL=19", 0),
    "LZMA": ("u16", 4, "lzma", "COMPRESS=LZMA PREDICTOR=YES", 0),
    "LZMA, u8": ("rgb", 4, "lzma", "COMPRESS=LZMA PREDICTOR=YES", 0),
    "LZMA, f32": ("f32", 4, "lzma", "COMPRESS=LZMA PREDICTOR=YES", 0),
    "PackBits": ("classes", 1, "packbits", "COMPRESS=PACKBITS", 0),
    "JPEG, u8": ("rgb", 1, "jpeg", "COMPRESS=JPEG", LOSSY),
    "JPEG 95, u8": ("rgb", 1, "jpeg --quality 95", "COMPRESS=JPEG QUALITY=95", LOSSY),
    "WebP, no loss, u8": ("rgb", 1, "webp --quality 100", "COMPRESS=WEBP QUALITY=100", 0),
    "LERC, u8": ("rgb", 1, "lerc", "COMPRESS=LERC", 0),
    "LERC, u16": ("u16", 1, "lerc", "COMPRESS=LERC", 0),
    "LERC, u16, error 2": ("u16", 1, "lerc --max-z-error 2", "COMPRESS=LERC MAX_Z_ERROR=2", 2),
    "LERC, classes": ("classes", 1, "lerc", "COMPRESS=LERC", 0),
    "LERC, f32, error 0.1": ("f32", 1, "lerc --max-z-error 0.1", "COMPRESS=LERC MAX_Z_ERROR=0.1", 0.1),
    "LERC, f32, no error": ("f32", 1, "lerc", "COMPRESS=LERC", 0),
    "LERC in Deflate, f32": ("f32", 1, "lerc-deflate", "COMPRESS=LERC_DEFLATE", 0),
    "LERC in Zstd, u8": ("rgb", 1, "lerc-zstd", "COMPRESS=LERC_ZSTD", 0),
}


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--bin", required=True)
    ap.add_argument("--side", type=int, default=4096)
    ap.add_argument("--pairs", type=int, default=3)
    ap.add_argument("--only", default="")
    ap.add_argument("--folder")
    args = ap.parse_args()
    wanted = [name for name in CODECS if args.only in name]
    idle = [statistics.median(run(command)[0] for _ in range(5)) for command in ([args.bin, "--version"], [sys.executable, "-c", GDAL])]
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        if (child := os.fork()) == 0:
            make_rasters(args.side, folder, {CODECS[name][:2] for name in wanted})
            os._exit(0)
        os.waitpid(child, 0)
        print(f"{args.side} × {args.side} pixels, one thread, medians of {args.pairs} pairs\n")
        print("| codec | speed, ours ÷ GDAL's | size, ours ÷ GDAL's | ours: CPU s, MB | GDAL: CPU s, MB |\n|---|---|---|---|---|", flush=True)
        for name in wanted:
            kind, part, mine, gdals, most = CODECS[name]
            source, made = os.path.join(folder, f"{kind}-{part}.tif"), [os.path.join(folder, who + ".tif") for who in ("ours", "gdal")]
            ours = [args.bin, "create", source, made[0], "--quiet", "--threads", "1", "--overview-count", "0", "--compress", *mine.split()]
            theirs = [sys.executable, "-c", GDAL, source, made[1], *gdals.split()]
            pairs = [(run(ours), run(theirs)) for _ in range(args.pairs + 1)][1:]  # the first warms the caches
            cpu = [statistics.median(max(p[k][0] - idle[k], 1e-3) for p in pairs) for k in (0, 1)]
            mem = [statistics.median(p[k][2] for p in pairs) for k in (0, 1)]
            ratio = statistics.median(max(b[0] - idle[1], 1e-3) / max(a[0] - idle[0], 1e-3) for a, b in pairs)
            size = os.path.getsize(made[0]) / os.path.getsize(made[1])
            (change, loss), (_, other) = (map(float, os.popen(f"{sys.executable} -c \"{COMPARE}\" {source} {path}").read().split()) for path in made)
            if (loss > other * 10 ** 0.05) if most is LOSSY else change > most:
                sys.exit(f"{name}: a sample changed by {change}, the squares by {loss}, and {other} in GDAL")
            print(f"| {name} | {ratio:.2f} | {size:.3f} | {cpu[0]:.2f}, {mem[0]:.0f} | {cpu[1]:.2f}, {mem[1]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
