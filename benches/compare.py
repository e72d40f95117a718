#!/usr/bin/env python3
"""COGs made by cogsmith and by GDAL's COG driver, side by side: CPU, wall, peak memory, size, as ratios.

  compare.py --bin target/release/cogsmith [--side 8192] [--pairs 5] [--threads 2] [--folder DIR]

Needs rasterio 1.5 or later (GDAL 3.12). Both programs run as whole processes with equal threads and equal settings, in
turn, A B A B …; a ratio is that of one pair, and the table gives medians. What Python takes to start and to import
rasterio is measured first and taken off GDAL's CPU and wall time; its memory is in GDAL's peak.
"""
import argparse, os, statistics, sys, tempfile, time

# numpy and rasterio are imported in children only: what a process starts with counts in the peak memory of those it starts.
GDAL = """
import sys, rasterio, rasterio.shutil
if len(sys.argv) > 1:
    options = dict(o.split('=', 1) for o in sys.argv[3:])
    rasterio.shutil.copy(sys.argv[1], sys.argv[2], driver='COG', **options)
"""


def terrain(np, side, seed):
    """Fractal relief from 0 to 1: a power spectrum as that of real ground."""
    rng = np.random.default_rng(seed)
    f = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :])
    f[0, 0] = 1
    spectrum = (rng.standard_normal(f.shape) + 1j * rng.standard_normal(f.shape)) / f**1.7
    z = np.fft.irfft2(spectrum, (side, side))
    return ((z - z.min()) / (z.max() - z.min())).astype("f4")


RASTERS = {"u8 RGB": "u8.tif", "u16": "u16.tif", "f32 with nodata": "f32.tif"}


def make_rasters(side, folder):
    """u8 RGB, u16 like a satellite's, f32 heights with nodata: tiled, Deflate, as one gets them."""
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    rng = np.random.default_rng(0)
    base, other = terrain(np, side, 1), terrain(np, side, 2)
    rgb = [(base * (200 - 30 * i) + other * 40 + rng.normal(0, 2, base.shape)).clip(0, 255).astype("u1") for i in range(3)]
    u16 = [(base * 7000 + other * 2000 + rng.normal(0, 15, base.shape)).clip(0, 65535).astype("u2")]
    f32 = [np.where(base > 0.3, base * 3000, -9999).astype("f4")]
    for name, bands, nodata, predictor in (("u8", rgb, None, 2), ("u16", u16, None, 2), ("f32", f32, -9999, 3)):
        profile = dict(driver="GTiff", width=side, height=side, count=len(bands), dtype=bands[0].dtype, nodata=nodata,
                       crs="EPSG:32633", transform=from_origin(3e5, 5e6, 10, 10), tiled=True, blockxsize=256,
                       blockysize=256, compress="deflate", predictor=predictor, interleave="pixel")
        if len(bands) == 3:
            profile["photometric"] = "RGB"
        with rasterio.open(os.path.join(folder, name + ".tif"), "w", **profile) as out:
            for i, band in enumerate(bands):
                out.write(band, i + 1)
    print(f"GDAL {rasterio.__gdal_version__}, ", end="", flush=True)


def run(command):
    """CPU seconds, wall seconds and peak MB of one process."""
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit("failed: " + " ".join(command))
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--bin", required=True)
    ap.add_argument("--side", type=int, default=8192)
    ap.add_argument("--pairs", type=int, default=5)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--folder")
    args = ap.parse_args()
    startup = [run([sys.executable, "-c", GDAL]) for _ in range(5)]
    idle = [statistics.median(column) for column in zip(*startup)]
    head = "| raster | compression | CPU | wall | peak memory | size | ours: CPU s, MB | GDAL: CPU s, MB |\n|---|---|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        if (child := os.fork()) == 0:
            make_rasters(args.side, folder)
            os._exit(0)
        os.waitpid(child, 0)
        print(f"{args.side} × {args.side} pixels, {args.threads} threads, medians of {args.pairs} pairs\n\n{head}", flush=True)
        for name, file in RASTERS.items():
            path = os.path.join(folder, file)
            for codec in ("none", "lzw", "deflate"):
                ours, theirs = os.path.join(folder, "ours.tif"), os.path.join(folder, "gdal.tif")
                a = [args.bin, "create", path, ours, "-q", "--compress", codec, "--threads", str(args.threads), "--overview-resampling", "average"]
                b = [sys.executable, "-c", GDAL, path, theirs, "COMPRESS=" + codec.upper(), "NUM_THREADS=%d" % args.threads,
                     "OVERVIEW_RESAMPLING=AVERAGE", "BIGTIFF=IF_SAFER"]
                if codec != "none":
                    b.append("PREDICTOR=YES")
                if codec == "deflate":
                    a += ["--level", "6"]
                    b.append("LEVEL=6")
                pairs = []
                for n in range(args.pairs + 1):
                    pair = run(a), run(b)
                    if n:  # the first warms the caches
                        pairs.append(pair)
                off = (idle[0], idle[1], 0)
                ratio = [statistics.median(p[0][i] / (p[1][i] - off[i]) for p in pairs) for i in range(3)]
                cpu = [statistics.median(p[k][0] - (off[0] if k else 0) for p in pairs) for k in (0, 1)]
                mem = [statistics.median(p[k][2] for p in pairs) for k in (0, 1)]
                size = os.path.getsize(ours) / os.path.getsize(theirs)
                print(f"| {name} | {codec} | {ratio[0]:.2f} | {ratio[1]:.2f} | {ratio[2]:.2f} | {size:.3f} | {cpu[0]:.2f}, {mem[0]:.0f} | {cpu[1]:.2f}, {mem[1]:.0f} |", flush=True)


if __name__ == "__main__":
    main()
