#!/usr/bin/env python3
"""Makes overviews with cogsmith and with GDAL, by every method, and compares all of their pixels and masks bit for bit.

    check_overviews.py --bin target/release/cogsmith [--all] [--only SUBSTRING] [-v]

The sources are made here: every type of samples × none, nodata, NaN as nodata, a mask, an alpha band, a palette, few bits ×
even and odd sizes, single rows and columns, with several levels. `--all` takes all of them by all methods; without, each
source is taken by a few methods in turn, in under a minute.

Where GDAL 3.12 has a defect, the expected pixels come from GDAL all the same, by another way; EXCUSED says which and why.
Needs Python 3.12 and rasterio 1.5 (GDAL 3.12). Exit status 1 when anything differs.
"""
import argparse, concurrent.futures, os, subprocess, sys, tempfile, warnings
from pathlib import Path

os.environ.update(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR", GDAL_PAM_ENABLED="NO", CPL_LOG=os.devnull, GDAL_TIFF_INTERNAL_MASK="YES")
warnings.simplefilter("ignore")
import numpy as np
import rasterio
import rasterio.shutil

METHODS = ("nearest", "average", "rms", "mode", "gauss", "bilinear", "cubic", "cubicspline", "lanczos")
FILTERS = ("bilinear", "cubic", "cubicspline", "lanczos")
TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64")
COMPLEX = ("complex_int16", "complex64", "complex128")
# (width, height): both even at every level, odd at some, odd at all, and hardly any.
SIZES = ((256, 192), (300, 270), (263, 271), (1, 333), (333, 1), (2, 150), (1, 1024), (129, 3))
BLOCK = 64

# What GDAL does otherwise, and what is expected instead.
EXCUSED = {
    "NaN": "filters spread NaN nodata over all of the overview (mended in 3.12.4): expected is what GDAL makes of the same"
           " image with a number as nodata",
    "byte mode": "MODE of bytes looks at neither masks nor alpha: expected is the first level of what GDAL makes of the same"
                 " samples in 16 bits. A mask is such bytes itself, so what lies below a mask's first level differs, too",
    "empty mode": "MODE writes 0 for negative and NaN nodata where a window is empty, which counts from there on: compared is"
                  " the first level, without these windows",
    "rms beside zeros": "where samples are computed in single precision, RMS loses a fourth one that stands beside three"
                        " zeros: there are no zeros in these sources",
    "complex nearest": "every level is made from the full resolution: expected are the levels of the real and of the"
                       " imaginary part, each by itself",
    "64 bits": "overviews of 64-bit integers do not say what their nodata is: their masks are not compared, pixels are",
}


# ---- the sources ----

class Case:
    """A source: its name, its bands, and what says which pixels are valid."""

    def __init__(self, name, bands, nodata=None, mask=None, alpha=False, palette=None, bits=None):
        self.name, self.bands, self.nodata, self.mask, self.alpha, self.palette, self.bits = name, bands, nodata, mask, alpha, palette, bits

    @property
    def dtype(self):
        return self.bands.dtype

    def write(self, path, bands=None, nodata=None):
        bands = self.bands if bands is None else bands
        count, height, width = bands.shape
        more = {}
        if self.alpha:
            more.update(photometric="RGB" if count == 4 else "MINISBLACK", alpha="YES")
        if self.palette:
            more.update(photometric="palette")
        if self.bits:
            more.update(nbits=self.bits)
        dtype = "complex_int16" if "complex_int16" in self.name else bands.dtype.name
        nodata = self.nodata if nodata is None else nodata
        with rasterio.open(path, "w", driver="GTiff", width=width, height=height, count=count, dtype=dtype, nodata=nodata, **more) as d:
            d.write(bands)
            if self.palette:
                d.write_colormap(1, self.palette)
            if self.mask is not None:
                d.write_mask(self.mask)


def samples(dtype, shape, random):
    """Noise of the type's full range, of a few values, and slopes, side by side."""
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        wide = random.standard_normal(shape) * 10.0 ** random.integers(-3, 6, shape)
    else:
        info = np.iinfo(dtype)
        wide = random.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)
        if dtype.itemsize == 8:
            wide //= 1 << random.integers(0, 50, shape, dtype=dtype)
    few = random.integers(0, 5, shape)
    place = np.indices(shape).sum(axis=0)
    slope = place % 100 + (place * 0.37 if dtype.kind == "f" else 0)
    kind = (np.indices(shape)[-1] // 23 + np.indices(shape)[-2] // 19) % 3
    return np.where(kind == 0, wide, np.where(kind == 1, few.astype(dtype), slope.astype(dtype))).astype(dtype)


def holes(shape, random):
    """Where pixels are invalid: here and there, and in blocks."""
    rows, cols = np.indices(shape)
    sparse = (random.random(shape) < 0.3) & ((rows // 31 + cols // 37) % 2 == 0)
    return sparse | ((rows // 17 + cols // 29) % 5 == 0)


def cases():
    for width, height in SIZES:
        size = f"{width}x{height}"
        def random():
            return np.random.default_rng(width * 1000 + height)
        for dtype in TYPES:
            def plain(count=1):
                return samples(dtype, (count, height, width), random())
            invalid = holes((height, width), random())
            signed = np.dtype(dtype).kind != "u"
            yield Case(f"{dtype} {size}", plain(2))
            nodata = -99 if signed else 99
            yield Case(f"{dtype} nodata {size}", np.where(invalid, np.array(nodata, dtype), plain()), nodata=nodata)
            yield Case(f"{dtype} nodata 0 {size}", np.where(invalid, np.array(0, dtype), plain(2)), nodata=0)
            yield Case(f"{dtype} mask {size}", plain(2), mask=~invalid)
            if dtype.startswith("float"):
                yield Case(f"{dtype} NaN {size}", np.where(invalid, np.array("nan", dtype), plain()), nodata=float("nan"))
        for dtype in ("uint8", "uint16"):
            most = np.iinfo(dtype).max
            for count in (2, 4):
                bands = samples(dtype, (count, height, width), random())
                faint = np.where(random().random((height, width)) < 0.2, bands[-1], most)
                bands[-1] = np.where(holes((height, width), random()), 0, faint)
                yield Case(f"{dtype} alpha {count} bands {size}", bands, alpha=True)
        palette = {i: (i * 37 % 256, i * 91 % 256, i * 53 % 256, 255) for i in range(256)}
        indices = samples("uint8", (1, height, width), random())
        yield Case(f"uint8 palette {size}", indices, palette=palette)
        yield Case(f"uint8 palette nodata {size}", indices, palette=palette, nodata=3)
        for dtype, bits in (("uint8", 3), ("uint16", 11), ("uint32", 20)):
            few = samples(dtype, (1, height, width), random()) & np.array((1 << bits) - 1, dtype)
            yield Case(f"{dtype} {bits} bits {size}", few, bits=bits)
        for dtype in COMPLEX:
            part = samples("int16" if "int" in dtype else "float32", (2, height, width), random()).astype("float64")
            yield Case(f"{dtype} {size}", (part[:1] + 1j * part[1:]).astype("complex128" if dtype == "complex128" else "complex64"))


def methods_of(case):
    return METHODS[:4] if case.dtype.kind == "c" else METHODS


def fit(case, method):
    """The case, or one that a defect does not show in."""
    if method == "rms" and case.dtype in ("int8", "int16", "float32") and not case.alpha and case.nodata != 0:
        bands = np.where(case.bands == 0, case.dtype.type(1), case.bands)
        return Case(case.name, bands, case.nodata, case.mask, case.alpha, case.palette, case.bits)
    return case


def plan(args):
    jobs = []
    for number, case in enumerate(cases()):
        methods = methods_of(case)
        if not args.all:
            methods = [method for turn, method in enumerate(methods) if (number + turn) % 3 == 0 or method == "cubic"]
        jobs += [(fit(case, method), method) for method in methods if args.only in f"{case.name} {method}"]
    return jobs


# ---- the overviews ----

def levels(path):
    """[(pixels, mask)] of the levels."""
    with rasterio.open(path) as d:
        count = len(d.overviews(1))
    out = []
    for level in range(count):
        with rasterio.open(path, overview_level=level) as d:
            out.append((d.read(), d.dataset_mask()))
    return out


def by_gdal(folder, case, method, bands=None, nodata=None):
    source, target = folder / "twin-source.tif", folder / "twin.tif"
    case.write(source, bands, nodata)
    rasterio.shutil.copy(str(source), str(target), driver="COG", compress="NONE", blocksize=BLOCK, overview_resampling=method,
                         overviews="IGNORE_EXISTING")
    return levels(target)


def by_cogsmith(args, folder, case, method):
    source, target = folder / "source.tif", folder / "cog.tif"
    case.write(source)
    command = [args.bin, "create", source, target, "--compress", "none", "--overview-resampling", method, "--blocksize", BLOCK]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    if done.returncode:
        raise RuntimeError(f"create: exit {done.returncode}: {done.stderr.strip()[-200:]}")
    return levels(target)


def expected(folder, case, method):
    """The levels that are right, how many of them are to be compared, and the value that is not."""
    masked = case.alpha or case.mask is not None
    if method == "mode" and masked:
        wide = case.bands.astype("uint16") if case.dtype == "uint8" else None
        made = [(pixels.astype(case.dtype), mask) for pixels, mask in by_gdal(folder, case, method, wide)]
        return made, 1 if wide is not None or case.mask is not None else len(made), None
    if method == "nearest" and case.dtype.kind == "c":
        name, case.name = case.name, "a part"
        real, imaginary = (by_gdal(folder, case, method, part.astype("float64")) for part in (case.bands.real, case.bands.imag))
        case.name = name
        return [(re + 1j * im, mask) for (re, mask), (im, _) in zip(real, imaginary)], len(real), None
    if method == "mode" and case.nodata is not None and not case.nodata >= 0:
        return by_gdal(folder, case, method), 1, case.nodata
    if method in FILTERS and case.nodata is not None and case.nodata != case.nodata:
        number = case.dtype.type(-9999)
        made = by_gdal(folder, case, method, np.where(np.isnan(case.bands), number, case.bands), nodata=number)
        return [(np.where(pixels == number, np.array("nan", case.dtype), pixels), mask) for pixels, mask in made], len(made), None
    made = by_gdal(folder, case, method)
    return made, len(made), None


def differ(was, now, except_for):
    """Where pixels are not the same."""
    same = (was == now) | ((was != was) & (now != now))
    if except_for is not None:
        same |= np.isnan(now) if except_for != except_for else now == except_for
    return ~same


def check(args, case, method):
    with tempfile.TemporaryDirectory(prefix="overviews-") as folder:
        try:
            now = by_cogsmith(args, Path(folder), case, method)
            was, count, except_for = expected(Path(folder), case, method)
        except Exception as error:
            return [f"{type(error).__name__}: {error.__cause__ or error}"]
    found = []
    if [pixels.shape for pixels, _ in now] != [pixels.shape for pixels, _ in was]:
        found.append(f"levels of {[pixels.shape for pixels, _ in now]}, not {[pixels.shape for pixels, _ in was]}")
        count = 0
    for level, ((was, was_mask), (now, now_mask)) in enumerate(list(zip(was, now))[:count]):
        wrong = differ(was, now, except_for)
        if wrong.any():
            place = tuple(int(i) for i in np.argwhere(wrong)[0])
            found.append(f"level {level}: {np.count_nonzero(wrong)} of {wrong.size} pixels, the first at {place}: {now[place]}, not {was[place]}")
        is_byte_mode = method == "mode" and (case.mask is not None or case.alpha)
        is_silent = case.nodata is not None and case.dtype.kind in "iu" and case.dtype.itemsize == 8
        if not is_byte_mode and not is_silent and except_for is None and not np.array_equal(was_mask, now_mask):
            found.append(f"level {level}: the mask in {np.count_nonzero(was_mask != now_mask)} places")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--bin", type=Path, required=True, help="the program cogsmith")
    add("--all", action="store_true", help="every source by every method")
    add("--only", default="", help="only what has this in its name: TYPE [KIND] WIDTHxHEIGHT METHOD")
    add("-v", "--verbose", action="store_true", help="name what agrees, too")
    add("-j", type=int, default=os.cpu_count(), help="at a time")
    args = parser.parse_args()
    jobs = plan(args)
    failed = 0
    with concurrent.futures.ProcessPoolExecutor(args.j) as pool:
        runs = [pool.submit(check, args, case, method) for case, method in jobs]
        for (case, method), run in zip(jobs, runs):
            found = run.result()
            failed += bool(found)
            for problem in found[:4]:
                print(f"FAIL {case.name} {method}: {problem}")
            if args.verbose and not found:
                print(f"  ok {case.name} {method}")
    print(f"overviews against GDAL {rasterio.__gdal_version__}: {len(jobs) - failed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
