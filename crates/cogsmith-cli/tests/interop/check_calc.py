#!/usr/bin/env python3
"""Computes rasters by expressions with cogsmith and with numpy, and compares.  Needs rasterio 1.5 or later.

    check_calc.py --bin target/release/cogsmith [--only SUBSTRING] [--verbose]

Rasters of every type are made here, with nodata, with masks and without, in strips and in tiles. Expressions say the same to numpy, which
computes doubles of masked arrays. What must hold: doubles are numpy's within 4 units of the last place, floats within one, integers by the
rules of GDAL's conversion; where there are no data is the same.
"""
import argparse, os, subprocess, sys, tempfile, warnings
from pathlib import Path

os.environ.update(GDAL_PAM_ENABLED="NO", CPL_LOG=os.devnull, GDAL_TIFF_INTERNAL_MASK="TRUE")
warnings.simplefilter("ignore")
import numpy as np
import rasterio
from rasterio.transform import from_origin

TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"]
NAN = float("nan")
# Ours, and numpy's: of doubles a, b, and the second band of a, c; NaN where there are no data.
CASES = [
    ("(B - A) / (B + A)", lambda a, b, c: (b - a) / (b + a)),
    ("A * 2 + B ** 2 - A[2] / 3", lambda a, b, c: a * 2 + b ** 2 - c / 3),
    ("A % 7 + B // 3 - -A", lambda a, b, c: a % 7 + b // 3 + a),
    ("where(A > B, A[2], 0)", lambda a, b, c: np.where(np.isnan(a + b), NAN, np.where(a > b, c, 0))),
    ("A >= 20 && B < 90 || A[2] == 5", lambda a, b, c: kleene_or(kleene_and(flag(a >= 20, a), flag(b < 90, b)), flag(c == 5, c))),
    ("min(A, B, 30) + max(A[2], 10) + clamp(B, 5, 50)",
     lambda a, b, c: np.minimum(np.minimum(a, b), 30) + np.maximum(c, 10) + np.clip(b, 5, 50)),
    ("sqrt(abs(A)) * log(B + 200) + exp(A / 100) - log10(A[2] + 300)",
     lambda a, b, c: np.sqrt(np.abs(a)) * np.log(b + 200) + np.exp(a / 100) - np.log10(c + 300)),
    ("sin(A) + cos(B) * tan(A[2] / 200) + numpy.arctan2(A, B) + hypot(A, B)",
     lambda a, b, c: np.sin(a) + np.cos(b) * np.tan(c / 200) + np.arctan2(a, b) + np.hypot(a, b)),
    ("floor(A / 3) + ceil(B / 7) + sign(A - B) + radians(A)",
     lambda a, b, c: np.floor(a / 3) + np.ceil(b / 7) + np.sign(a - b) + np.radians(a)),
    ("where(valid(A), A, where(valid(B), B, -1))", lambda a, b, c: np.where(np.isnan(a), np.where(np.isnan(b), -1, b), a)),
    ("isnan(A) ? 0 : (A + B) / 2", lambda a, b, c: np.where(np.isnan(a), 0, (a + b) / 2)),
    ("(A & 12) + bit(A, 1) * 100", lambda a, b, c: whole(a, lambda v: (v & 12) + (v >> 1 & 1) * 100)),
]


def flag(holds, *numbers):
    return np.where(np.isnan(sum(numbers)), NAN, holds)


def kleene_and(a, b):
    return np.where((a == 0) | (b == 0), 0, flag(True, a, b))


def kleene_or(a, b):
    known = ((a != 0) & ~np.isnan(a)) | ((b != 0) & ~np.isnan(b))
    return np.where(known, 1, flag(False, a, b))


def whole(a, of):
    return np.where(np.isnan(a), NAN, of(np.nan_to_num(a).astype("i8")))


def sources(folder):
    """For each type, a path of two bands and one of one; and what they hold, as doubles."""
    rng = np.random.default_rng(3)
    h, w = 120, 333
    hole = rng.random((h, w)) < .03
    for number, dtype in enumerate(TYPES):
        low = 0 if dtype[0] == "u" else -100
        arrays = [rng.integers(low, 110, (h, w)).astype(dtype) for _ in range(3)]
        if dtype[0] == "f":
            arrays = [(array + rng.random((h, w))).astype(dtype) for array in arrays]
            # They are no bits.
            arrays[0] = np.floor(arrays[0])
        kind = ["plain", "nodata", "mask"][number % 3]
        nodata = (101 if dtype[0] != "f" else -9999) if kind == "nodata" else None
        profile = dict(driver="GTiff", width=w, height=h, dtype=dtype, nodata=nodata, transform=from_origin(0, 50, .1, .1), crs="EPSG:4326")
        tiles = dict(tiled=True, blockxsize=64, blockysize=64, compress="deflate")
        if nodata is not None:
            arrays[0] = np.where(hole, np.array(nodata, dtype), arrays[0])
        with rasterio.open(folder / f"a_{dtype}.tif", "w", count=2, **profile, **(tiles if number % 2 else {})) as d:
            d.write(np.stack([arrays[0], arrays[2]]))
            if kind == "mask":
                d.write_mask(~hole)
        with rasterio.open(folder / f"b_{dtype}.tif", "w", count=1, **profile, **({} if number % 2 else tiles)) as d:
            d.write(arrays[1], 1)
        held = []
        for array, is_a in [(arrays[0], True), (arrays[1], False), (arrays[2], True)]:
            missing = np.zeros((h, w), bool) if nodata is None else array == nodata
            held.append(np.where(missing | (hole if kind == "mask" and is_a else False), NAN, array.astype("f8")))
        yield dtype, held


def expected_in(values, dtype, nodata):
    """By GDAL's rules: rounded, halves away from zero, and clamped."""
    kind = np.dtype(dtype).kind
    if kind == "f":
        values = values.astype(dtype)
        return values if nodata is None else np.where(np.isnan(values), np.array(nodata, dtype), values)
    least, most = np.iinfo(dtype).min, np.iinfo(dtype).max
    rounded = np.trunc(values + np.copysign(.5, values)).clip(least, most)
    return np.where(np.isnan(values), 0 if nodata is None else nodata, np.nan_to_num(rounded)).astype(dtype)


def compare(path, values, dtype, nodata):
    with rasterio.open(path) as d:
        if d.dtypes[0] != dtype:
            return f"the type is {d.dtypes[0]}, not {dtype}"
        found, mask = d.read(1), d.dataset_mask() != 0
    is_float = np.dtype(dtype).kind == "f"
    if not is_float and nodata is None and (mask == np.isnan(values)).any():
        return f"the mask of {(mask == np.isnan(values)).sum()} pixels is wrong"
    wanted = expected_in(values, dtype, nodata)
    if is_float:
        if (np.isnan(found) != np.isnan(wanted)).any():
            return f"{(np.isnan(found) != np.isnan(wanted)).sum()} pixels have data here or there alone"
        with np.errstate(all="ignore"):
            close = np.isclose(found, wanted, rtol=4 * np.finfo(dtype).eps, atol=1e-12 if dtype == "float64" else 1e-6, equal_nan=True)
    else:
        close = found == wanted
    return None if close.all() else f"{(~close).sum()} differ: {found[~close][0]}, not {wanted[~close][0]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    tried = bad = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for number, (dtype, held) in enumerate(sources(folder)):
            default = "float32" if dtype in ("uint8", "int8", "uint16", "int16", "float32") else "float64"
            outputs = [(None, None), ("int16", None), ("uint8", 255), ("float64", -9999)]
            for turn, (text, model) in enumerate(CASES):
                to, nodata = outputs[(turn + number) % len(outputs)]
                name = f"{dtype} {text} {to} {nodata}"
                if args.only not in name:
                    continue
                tried += 1
                with np.errstate(all="ignore"):
                    values = model(*held)
                target = folder / "out.tif"
                line = [args.bin, "calc", text, f"A={folder}/a_{dtype}.tif", "-o", str(target), "--quiet"]
                line += [f"B={folder}/b_{dtype}.tif"] if "B" in text else []
                line += ["--dtype", to] if to else []
                line += ["--nodata", str(nodata)] if nodata is not None else []
                run = subprocess.run(line, capture_output=True, text=True)
                problem = run.stderr.strip() if run.returncode else compare(target, values, to or default, nodata)
                bad += bool(problem)
                if problem or args.verbose:
                    print(f"{name}: {problem or 'the same'}")
    print(f"{tried} expressions, {bad} not as numpy's")
    sys.exit(bad > 0)


main()
