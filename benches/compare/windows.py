#!/usr/bin/env python3
"""Computing by windows, with cogsmith and with a threaded rasterio pipeline, side by side: wall, CPU, peak memory, as ratios.

  cargo build --release -p cogsmith --examples
  windows.py --examples target/release/examples [--side 10980] [--mean-side 8192] [--pairs 3] [--threads 2] [--folder DIR]

NDVI: two u16 COGs (Deflate, predictor 2, blocks of 512) to a tiled f32 GeoTIFF, without compression and with Deflate (no
predictor, level 6). rasterio's side is the pipeline of its documentation: a ThreadPoolExecutor, block windows, one lock for
reading and one for writing, GDAL's LIBERTIFF driver for the inputs, and NUM_THREADS for the output. The values of both
outputs must be equal. Mean: of an f32 raster in tiles of 512, by windows of 512, in doubles; rasterio reads window after
window. The means must agree to 1e-5.

Both run as whole processes, in turn, A B A B …; a ratio is that of one pair, and the table gives medians. What Python takes to
start and to import rasterio is measured first and taken off rasterio's CPU and wall time; its memory is in rasterio's peak.
Needs rasterio 1.5 or later (GDAL 3.12).
"""
import argparse, os, subprocess, sys, tempfile

from measure import Run, idle_of, in_child, in_pairs
from rasters import terrain

NDVI = """
import sys, numpy as np, rasterio
if len(sys.argv) > 1:
    import threading
    from concurrent.futures import ThreadPoolExecutor
    red_path, nir_path, out_path, compress, threads = sys.argv[1:]
    reading, writing = threading.Lock(), threading.Lock()
    with rasterio.open(red_path, driver='LIBERTIFF') as red, rasterio.open(nir_path, driver='LIBERTIFF') as nir:
        profile = dict(driver='GTiff', width=red.width, height=red.height, count=1, dtype='float32', nodata=-9999, crs=red.crs,
                       transform=red.transform, tiled=True, blockxsize=512, blockysize=512, compress=compress,
                       num_threads=int(threads), bigtiff='IF_SAFER')
        with rasterio.open(out_path, 'w', **profile) as out:
            def process(window):
                with reading:
                    r, n = red.read(1, window=window), nir.read(1, window=window)
                r, n = r.astype('f4'), n.astype('f4')
                with np.errstate(invalid='ignore'):
                    ndvi = (n - r) / (n + r)
                ndvi[np.isnan(ndvi)] = -9999
                with writing:
                    out.write(ndvi, 1, window=window)
            with ThreadPoolExecutor(max_workers=int(threads)) as pool:
                list(pool.map(process, [window for _, window in out.block_windows()]))
"""
MEAN = """
import sys, numpy as np, rasterio
from rasterio.windows import Window
if len(sys.argv) > 1:
    with rasterio.open(sys.argv[1]) as raster:
        total, n = 0.0, 0
        for row in range(0, raster.height, 512):
            for col in range(0, raster.width, 512):
                window = Window(col, row, min(512, raster.width - col), min(512, raster.height - row))
                part = raster.read(1, window=window)
                total += part.sum(dtype='f8')
                n += part.size
    print(total / n)
"""


def make_rasters(args, folder):
    import numpy as np
    import rasterio
    import rasterio.shutil
    from rasterio.transform import from_origin

    rng = np.random.default_rng(0)

    def write(name, band, **options):
        profile = dict(driver="GTiff", width=band.shape[1], height=band.shape[0], count=1, dtype=band.dtype, crs="EPSG:32633",
                       transform=from_origin(3e5, 5e6, 10, 10), tiled=True, blockxsize=512, blockysize=512, **options)
        with rasterio.open(os.path.join(folder, name), "w", **profile) as out:
            out.write(band, 1)

    base = terrain(np, args.side, 1)
    for name, scale, offset in (("red", 3000, 200), ("nir", -2500, 4500)):
        band = (base * scale + offset + rng.normal(0, 15, base.shape).astype("f4")).clip(0, 65535).astype("u2")
        band[:300, :300] = 0
        write("plain.tif", band)
        rasterio.shutil.copy(os.path.join(folder, "plain.tif"), os.path.join(folder, name + ".tif"), driver="COG",
                             compress="deflate", predictor="yes", blocksize=512, num_threads=2)
    os.remove(os.path.join(folder, "plain.tif"))
    heights = (terrain(np, args.mean_side, 2) * 3000).astype("f4")
    write("none.tif", heights)
    write("deflate.tif", heights, compress="deflate", predictor=3)
    print(f"GDAL {rasterio.__gdal_version__}, ", end="", flush=True)


def are_equal(a, b):
    """Whether two rasters have the same samples."""
    code = """
import sys, numpy as np, rasterio
with rasterio.open(sys.argv[1]) as a, rasterio.open(sys.argv[2]) as b:
    equal = (a.width, a.height, a.dtypes, a.nodata) == (b.width, b.height, b.dtypes, b.nodata)
    for _, window in a.block_windows():
        equal = equal and np.array_equal(a.read(1, window=window), b.read(1, window=window))
sys.exit(not equal)
"""
    return subprocess.run([sys.executable, "-c", code, a, b]).returncode == 0


def line(ours, theirs, idles, pairs):
    """Ratios of wall, CPU and peak memory, and the figures of both."""
    ratios = in_pairs(ours, theirs, idles, pairs)
    figures = ("wall", "cpu", "memory")
    both = " | ".join("%.2f s, %.2f s, %.0f MB" % tuple(ratios.median(side, f) for f in figures) for side in (0, 1))
    return "| %.2f | %.2f | %.2f | " % tuple(ratios.spread(f)[0] for f in figures) + both + " |"


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--examples", required=True)
    ap.add_argument("--side", type=int, default=10980)
    ap.add_argument("--mean-side", type=int, default=8192)
    ap.add_argument("--pairs", type=int, default=3)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--folder")
    args = ap.parse_args()
    os.environ["RAYON_NUM_THREADS"] = str(args.threads)
    idles = Run(0, 0, 0), idle_of([sys.executable, "-c", MEAN])
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        in_child(make_rasters, args, folder)
        at = lambda name: os.path.join(folder, name)
        print(f"NDVI of {args.side}², mean of {args.mean_side}², {args.threads} threads, medians of {args.pairs} pairs\n")
        print("| what | wall | CPU | peak memory | ours: wall, CPU, memory | rasterio: wall, CPU, memory |\n|---|---|---|---|---|---|", flush=True)
        for compress in ("none", "deflate"):
            ours = [os.path.join(args.examples, "ndvi"), at("red.tif"), at("nir.tif"), at("ours.tif"), compress.upper()]
            theirs = [sys.executable, "-c", NDVI, at("red.tif"), at("nir.tif"), at("theirs.tif"), compress, str(args.threads)]
            text = line(ours, theirs, idles, args.pairs)
            if not are_equal(at("ours.tif"), at("theirs.tif")):
                sys.exit("the values differ")
            print(f"| NDVI, output {compress} {text}", flush=True)
        for file in ("none", "deflate"):
            ours = [os.path.join(args.examples, "tiles"), at(file + ".tif")]
            theirs = [sys.executable, "-c", MEAN, at(file + ".tif")]
            text = [subprocess.run(c, capture_output=True, text=True, check=True).stdout for c in (ours, theirs)]
            a, b = float(text[0].split("streamed: ")[1].split()[0]), float(text[1])
            if abs(a - b) > 1e-5 * abs(b):
                sys.exit(f"the means differ: {a} and {b}")
            silent = ["/bin/sh", "-c", '"$0" "$@" >/dev/null']
            print(f"| mean, input {file} {line(silent + ours, silent + theirs, idles, args.pairs)}", flush=True)


if __name__ == "__main__":
    main()
