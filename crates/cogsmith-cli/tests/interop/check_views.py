#!/usr/bin/env python3
"""Reads parts of rasters at other sizes with cogsmith and with GDAL, and compares.  Needs rasterio 1.5 or later.

    check_views.py --bin target/release/cogsmith [--only SUBSTRING] [--verbose]

Sources are made here: types, odd sizes, nodata, NaN, masks, alpha, strips and tiles. Of each, windows that are whole, inside,
at an edge, between pixels and (with nearest) beyond the edge are read at larger and smaller sizes by every method. What must
hold: nearest, mode and all crops are GDAL's to the bit; integers of other methods differ by one at most, and that in less than
a thousandth of the pixels; floats by 1e-6 of the largest value. Which pixels are nodata is the same everywhere.
Files with overviews are read through these, and compared with what GDAL makes of the same level.
"""
import argparse, collections, itertools, math, os, re, subprocess, sys, tempfile, warnings
from pathlib import Path

os.environ.update(GDAL_PAM_ENABLED="NO", CPL_LOG=os.devnull)
warnings.simplefilter("ignore")
import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.transform import from_origin
from rasterio.windows import Window

METHODS = {"nearest": "nearest", "average": "average", "mode": "mode", "bilinear": "bilinear", "cubic": "cubic",
           "cubicspline": "cubic_spline", "lanczos": "lanczos"}
TRANSFORM = from_origin(1000.0, 2000.0, 2.0, 2.0)
SIZES = [(64, 64), (101, 67), (37, 53), (7, 5), (230, 41), (200, 300), (1, 1), (300, 9)]


def sources(folder):
    """Name and path of each."""
    rng = np.random.default_rng(7)
    h, w = 203, 307
    y, x = np.mgrid[0:h, 0:w]
    smooth = 120 + 90 * np.sin(x / 17) * np.cos(y / 23)
    hole = ((x - 150) ** 2 + (y - 90) ** 2 < 50 ** 2) | (rng.random((h, w)) < .02)
    for dtype in ("uint8", "int8", "uint16", "int16", "uint32", "int32", "int64", "uint64", "float32", "float64"):
        signed = dtype[0] != "u"
        data = smooth + rng.normal(0, 12, (h, w)) - (120 if signed else 0)
        if dtype in ("uint16", "int16"):
            data = data * 100
        elif dtype in ("uint32", "int32", "uint64", "int64"):
            data = data * 1e6
        data = data.clip(*((-128, 127) if dtype == "int8" else (0, 255) if dtype == "uint8" else (-1e12, 1e12)))
        if dtype[0] != "f":
            data = data.round()
        data = data.clip(0, None).astype(dtype) if not signed else data.astype(dtype)
        for kind in ("plain", "nodata", "mask", "nan"):
            if kind == "nan" and dtype[0] != "f":
                continue
            nodata, array, mask = None, data, None
            if kind == "nodata":
                nodata = {"int8": -128, "uint8": 0}.get(dtype, -9999 if signed else 0)
                array = np.where(hole, np.array(nodata, dtype), np.where(data == nodata, data + 1, data)).astype(dtype)
            elif kind == "mask":
                mask = np.where(hole, 0, 255).astype("uint8")
            elif kind == "nan":
                nodata, array = float("nan"), np.where(hole, np.nan, data).astype(dtype)
            for tiled in (True, False):
                path = folder / f"{dtype}_{kind}_{'tiles' if tiled else 'strips'}.tif"
                layout = {"tiled": True, "blockxsize": 64, "blockysize": 64} if tiled else {"blockysize": 5}
                profile = dict(driver="GTiff", width=w, height=h, count=1, dtype=dtype, nodata=nodata, transform=TRANSFORM,
                               compress="deflate" if tiled else "none", **layout)
                with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "w", **profile) as d:
                    d.write(array, 1)
                    if mask is not None:
                        d.write_mask(mask)
                yield path
                if tiled and dtype in ("uint8", "float32") and kind != "nan":
                    path = folder / f"{dtype}_{kind}_overviews.tif"
                    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "w", **profile) as d:
                        d.write(array, 1)
                        if mask is not None:
                            d.write_mask(mask)
                    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as d:
                        d.build_overviews([2, 4], Resampling.average)
                    yield path
    rgba = np.stack([smooth, smooth[::-1], smooth[:, ::-1], np.where(hole, 0, np.where(x % 40 < 9, 100, 255))]).astype("uint8")
    path = folder / "rgba_tiles.tif"
    with rasterio.open(path, "w", driver="GTiff", width=w, height=h, count=4, dtype="uint8", photometric="RGB", alpha="yes",
                       transform=TRANSFORM, tiled=True, blockxsize=64, blockysize=64) as d:
        d.write(rgba)
    yield path
    path = folder / "classes_strips.tif"
    with rasterio.open(path, "w", driver="GTiff", width=w, height=h, count=1, dtype="uint8", nodata=9, transform=TRANSFORM) as d:
        d.write(np.where(hole, 9, (smooth // 30)).astype("uint8"), 1)
    yield path


def windows(w, h):
    yield Window(0, 0, w, h)
    yield Window(50, 31, 128, 96)
    yield Window(w - 77, h - 55, 77, 55)
    yield Window(20.25, 11.5, 100.5, 90.75)
    yield Window(0.75, 0.5, 60, 40)


def read(binary, path, window, size, method):
    left, top = TRANSFORM * (window.col_off, window.row_off)
    right, bottom = TRANSFORM * (window.col_off + window.width, window.row_off + window.height)
    line = [binary, "read", str(path), "--raw", "-", "--bbox", *map(repr, (left, bottom, right, top)), "--size", *map(str, size),
            "--resampling", method]
    run = subprocess.run(line, capture_output=True)
    if run.returncode:
        raise RuntimeError(run.stderr.decode())
    level = re.search(r"from (?:overview (\d+)|full)", run.stderr.decode())
    return run.stdout, int(level[1] or 0)


def expected(path, window, size, method, level):
    options = {"OVERVIEW_LEVEL": f"{level - 1}only" if level else "NONE"}
    with rasterio.open(path) as full, rasterio.open(path, **options) as d:
        fx, fy = d.width / full.width, d.height / full.height
        part = Window(window.col_off * fx, window.row_off * fy, window.width * fx, window.height * fy)
        return d.read(window=part, out_shape=(d.count, size[1], size[0]), resampling=Resampling[METHODS[method]]), d.nodata


def gdal_slips(path, window, size, method):
    """Where GDAL is known to be wrong."""
    # Where columns are halved, and two rows lie under each new one, it takes the plain mean of four: how much of the rows is
    # covered does not count.
    if method == "average" and window.width == 2 * size[0] and window.height != 2 * size[1]:
        return True
    # Its mode of bytes passes over nodata, but not over what is masked out; that of others writes 0 for nodata
    # that is negative or NaN.
    wrong = ("uint8_mask", "rgba", "int16_nodata", "int32_nodata", "int64_nodata", "float32_nan", "float64_nan")
    if method == "mode" and path.name.startswith(wrong):
        return True
    # It reads a margin of the radius times the rounded ratio around a part, and cuts the filter off beyond.
    radius = {"bilinear": 1, "cubic": 2, "cubicspline": 2, "lanczos": 3}.get(method, 0)
    ratios = (window.width / size[0], window.height / size[1])
    wanted = [-math.floor(ratio / 2 - radius * max(1, ratio) + .5) for ratio in ratios]
    return any(want > radius * max(1, int(ratio + .5)) for want, ratio in zip(wanted, ratios))


def compare(ours, theirs, nodata, method):
    """What is wrong, and how many integers differ by one."""
    is_float = theirs.dtype.kind == "f"
    if is_float and nodata is not None and np.isnan(nodata):
        if (np.isnan(ours) != np.isnan(theirs)).any() and method in ("nearest", "average", "mode"):
            return f"{(np.isnan(ours) != np.isnan(theirs)).sum()} pixels are NaN in one only", 0
        # GDAL spreads NaN with its filters.
        both = ~np.isnan(theirs) & ~np.isnan(ours)
        ours, theirs = ours[both], theirs[both]
    elif nodata is not None and ((ours == nodata) != (theirs == nodata)).any():
        return f"{((ours == nodata) != (theirs == nodata)).sum()} pixels are nodata in one only", 0
    if method in ("nearest", "mode"):
        wrong = int((ours != theirs).sum())
        return (f"{wrong} pixels differ" if wrong else None), 0
    if ours.size == 0:
        return None, 0
    difference = np.abs(ours.astype("float64") - theirs.astype("float64"))
    largest = np.abs(theirs.astype("float64")).max() or 1
    if is_float:
        return (f"by {difference.max()}" if difference.max() > 1e-6 * largest else None), 0
    if difference.max() > 1:
        return f"{(difference > 1).sum()} of {difference.size} by up to {difference.max()}", 0
    return None, int((difference == 1).sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    failed, passed = collections.Counter(), 0
    off, pixels = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for path in sources(Path(folder)):
            if args.only not in path.name:
                continue
            with rasterio.open(path) as d:
                shape, dtype, w, h = d.count, d.dtypes[0], d.width, d.height
            for window, size, method in itertools.product(windows(w, h), SIZES, METHODS):
                if gdal_slips(path, window, size, method):
                    continue
                raw, level = read(args.bin, path, window, size, method)
                ours = np.frombuffer(raw, dtype).reshape(shape, size[1], size[0])
                theirs, nodata = expected(path, window, size, method, level)
                wrong, ones = compare(ours, theirs, nodata, method)
                off[method] += ones
                pixels[method] += ours.size if dtype[0] != "f" else 0
                if wrong:
                    failed[f"{path.name} {method}"] += 1
                    if args.verbose or failed[f"{path.name} {method}"] == 1:
                        print(f"FAIL {path.name} {method} {size} level {level} of {window}: {wrong}")
                else:
                    passed += 1
    for method, count in off.items():
        if count * 1000 > pixels[method]:
            failed[f"{method} is off by one too often"] += 1
        print(f"{method}: {count} of {pixels[method]} integers are one more or less than GDAL's")
    print(f"views against GDAL {rasterio.__gdal_version__}: {passed} passed, {sum(failed.values())} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
