#!/usr/bin/env python3
"""Derives slope, aspect, shade and ruggedness with cogsmith and with GDAL's gdaldem, and compares.  Needs rasterio 1.5 or later.

    check_terrain.py --bin target/release/cogsmith [--corpus FOLDER] [--only SUBSTRING] [--all] [--verbose]

gdaldem is called in the library that rasterio brings along (GDALDEMProcessing). Heights are made here, of several types, with and without
nodata, in metres, feet and degrees; and, if there is a corpus, its elevation models are taken, too. What must hold: floats differ by 1e-5 of
the largest at most (aspects also by a whole turn), shades by one, and that in less than a thousandth of the pixels, for GDAL takes an
approximate root; where there are no data is the same. --all tries all options on all heights, else each takes its turn.
"""
import argparse, ctypes, glob, itertools, json, os, subprocess, sys, tempfile, warnings
from pathlib import Path

os.environ.update(GDAL_PAM_ENABLED="NO", CPL_LOG=os.devnull)
warnings.simplefilter("ignore")
import numpy as np
import rasterio
from rasterio.transform import from_origin

# gdaldem's words, and ours.
CASES = [
    ("slope", [], []),
    ("slope", ["-p"], ["--percent"]),
    ("slope", ["-alg", "ZevenbergenThorne", "-compute_edges"], ["--algorithm", "zevenbergen-thorne", "--compute-edges"]),
    ("slope", ["-s", "2.5", "-compute_edges"], ["--scale", "2.5", "--compute-edges"]),
    ("slope", ["-xscale", "2", "-yscale", "3"], ["--xscale", "2", "--yscale", "3"]),
    ("aspect", [], []),
    ("aspect", ["-trigonometric", "-compute_edges"], ["--trigonometric", "--compute-edges"]),
    ("aspect", ["-zero_for_flat"], ["--zero-for-flat"]),
    ("aspect", ["-alg", "ZevenbergenThorne", "-zero_for_flat", "-compute_edges"],
     ["--algorithm", "zevenbergen-thorne", "--zero-for-flat", "--compute-edges"]),
    ("hillshade", [], []),
    ("hillshade", ["-compute_edges", "-z", "3"], ["--compute-edges", "--z-factor", "3"]),
    ("hillshade", ["-az", "100", "-alt", "30", "-alg", "ZevenbergenThorne"],
     ["--azimuth", "100", "--altitude", "30", "--algorithm", "zevenbergen-thorne"]),
    ("hillshade", ["-combined", "-compute_edges"], ["--shading", "combined", "--compute-edges"]),
    ("hillshade", ["-igor", "-az", "20"], ["--shading", "igor", "--azimuth", "20"]),
    ("hillshade", ["-igor", "-alg", "ZevenbergenThorne"], ["--shading", "igor", "--algorithm", "zevenbergen-thorne"]),
    ("hillshade", ["-multidirectional", "-compute_edges"], ["--shading", "multidirectional", "--compute-edges"]),
    ("hillshade", ["-multidirectional", "-alt", "60", "-z", "2"],
     ["--shading", "multidirectional", "--altitude", "60", "--z-factor", "2"]),
    ("TRI", [], []),
    ("TRI", ["-alg", "Wilson", "-compute_edges"], ["--algorithm", "wilson", "--compute-edges"]),
    ("TPI", ["-compute_edges"], ["--compute-edges"]),
    ("roughness", [], []),
    ("roughness", ["-compute_edges"], ["--compute-edges"]),
]


class Gdaldem:
    def __init__(self):
        folder = Path(rasterio.__file__).parent.parent / "rasterio.libs"
        [library] = glob.glob(str(folder / "libgdal*"))
        self.lib = ctypes.CDLL(library)
        text, handle = ctypes.c_char_p, ctypes.c_void_p
        for name, answer, arguments in [
            ("GDALAllRegister", None, []),
            ("GDALOpen", handle, [text, ctypes.c_int]),
            ("GDALClose", None, [handle]),
            ("GDALDEMProcessingOptionsNew", handle, [ctypes.POINTER(text), handle]),
            ("GDALDEMProcessingOptionsFree", None, [handle]),
            ("GDALDEMProcessing", handle, [text, handle, text, text, handle, ctypes.POINTER(ctypes.c_int)]),
        ]:
            function = getattr(self.lib, name)
            function.restype, function.argtypes = answer, arguments
        self.lib.GDALAllRegister()

    def __call__(self, mode, options, source, target):
        words = [mode, *options, "-of", "GTiff"]
        words = (ctypes.c_char_p * (len(words) + 1))(*[word.encode() for word in words], None)
        options = self.lib.GDALDEMProcessingOptionsNew(words, None)
        assert options, words[:]
        dataset = self.lib.GDALOpen(os.fsencode(source), 0)
        failed = ctypes.c_int()
        made = self.lib.GDALDEMProcessing(os.fsencode(target), dataset, mode.encode(), None, options, ctypes.byref(failed))
        self.lib.GDALDEMProcessingOptionsFree(options)
        self.lib.GDALClose(dataset)
        assert made, (mode, words[:])
        self.lib.GDALClose(made)


def sources(folder):
    rng = np.random.default_rng(5)
    h, w = 141, 187
    y, x = np.mgrid[0:h, 0:w]
    smooth = 300 + 250 * np.sin(x / 9) * np.cos(y / 13) + rng.normal(0, 4, (h, w))
    smooth[40:60, 20:50] = 300
    hole = (x - 120) ** 2 + (y - 70) ** 2 < 400
    hole[rng.random((h, w)) < .01] = True
    hole[0, 5:9] = hole[30:33, 0] = hole[-1, -1] = True
    for name, dtype, nodata, crs, transform, unit in [
        ("int16_metres", "int16", None, "EPSG:32633", from_origin(5e5, 5e6, 30, 30), None),
        ("int16_holes_degrees", "int16", -32768, "EPSG:4326", from_origin(11, 48, 1 / 1200, 1 / 1200), "m"),
        ("uint8_oblong", "uint8", 0, None, from_origin(0, 0, 10, 25), None),
        ("uint16_feet", "uint16", None, "EPSG:2263", from_origin(9e5, 2e5, 100, 100), "us-ft"),
        ("float32_holes", "float32", -9999, "EPSG:32633", from_origin(5e5, 5e6, 2, 2), None),
        ("float32_nan_degrees", "float32", float("nan"), "EPSG:4267", from_origin(-110, 40, 1 / 3600, 1 / 3600), "ft"),
        ("float64_south_up", "float64", -1e10, "EPSG:32733", from_origin(5e5, 5e6, 2, -2), None),
        ("int32_bare", "int32", None, None, None, None),
    ]:
        data = smooth / (3 if dtype == "uint8" else 1)
        data = data if dtype[0] == "f" else data.round()
        data = np.where(hole, nodata, data) if nodata is not None else data
        path = folder / f"{name}.tif"
        georeference = {} if transform is None else {"transform": transform}
        with rasterio.open(path, "w", driver="GTiff", width=w, height=h, count=1, dtype=dtype, nodata=nodata, crs=crs, tiled=True,
                           blockxsize=64, blockysize=64, **georeference) as d:
            d.write(data.clip(0, None).astype(dtype) if dtype[0] == "u" else data.astype(dtype), 1)
            if unit:
                d.units = (unit,)
        yield path
    for size in [(1, 1), (1, 7), (7, 1), (2, 2), (2, 5), (3, 3)]:
        path = folder / f"tiny_{size[0]}x{size[1]}.tif"
        with rasterio.open(path, "w", driver="GTiff", width=size[0], height=size[1], count=1, dtype="int16", crs="EPSG:32633",
                           transform=from_origin(5e5, 5e6, 30, 30)) as d:
            d.write(smooth[:size[1], :size[0]].astype("int16"), 1)
        yield path


def models(corpus):
    """The elevation models of a corpus: one band of heights, by their names, not too large and not turned."""
    words = ("dem", "srtm", "elev", "terrain", "height", "bathy", "dtm")
    for path in sorted(Path(corpus).rglob("*.tif*")):
        if path.suffix not in (".tif", ".tiff") or not any(word in path.name.lower() for word in words):
            continue
        try:
            with rasterio.open(path) as d:
                kind = np.dtype(d.dtypes[0]).kind
                is_turned = d.transform.b or d.transform.d
                # What a mask says, gdaldem passes over.
                has_mask = any(flag == rasterio.enums.MaskFlags.per_dataset for flag in d.mask_flag_enums[0])
                if d.count == 1 and kind in "iuf" and d.dtypes[0] not in ("int64", "uint64") and 9 < d.width * d.height < 2e6 \
                        and not is_turned and not has_mask:
                    yield path
        except Exception:
            continue


def compare(ours, theirs, mode):
    with rasterio.open(ours) as a, rasterio.open(theirs) as b:
        if (a.dtypes, a.shape, a.nodata, a.crs) != (b.dtypes, b.shape, b.nodata, b.crs):
            return f"{a.dtypes} {a.shape} {a.nodata} {a.crs}, not {b.dtypes} {b.shape} {b.nodata} {b.crs}"
        x, y, nodata = a.read(1).astype("f8"), b.read(1).astype("f8"), b.nodata
        # Of a raster whose first row is the southernmost, GDAL turns some upside down; here it stays as it is.
        is_turned = a.transform.e > 0 > b.transform.e and np.isclose(a.transform.f + a.height * a.transform.e, b.transform.f)
        if is_turned:
            y = y[::-1]
        elif not np.allclose(a.transform, b.transform, rtol=1e-12):
            return f"{a.transform}, not {b.transform}"
    # Of NaN among other nodata, GDAL makes NaN or what chance has it; here it is no data.
    y = np.where(np.isnan(y), 0 if nodata is None else nodata, y)
    if mode == "hillshade":
        apart = np.abs(x - y)
        allowed = max(1, apart.size // 1000)
        if apart.max() > 1 or (apart > 0).sum() > allowed:
            return f"{(apart > 0).sum()} of {apart.size} shades differ, by up to {apart.max():.0f}"
        return None
    if nodata is not None and ((x == nodata) != (y == nodata)).any():
        return f"{((x == nodata) != (y == nodata)).sum()} pixels have data here or there alone"
    apart = np.abs(x - y)
    if mode == "aspect":
        apart = np.minimum(apart, 360 - apart)
    known = np.abs(y[y != nodata]) if nodata is not None else np.abs(y)
    most = known.max() if known.size else 0
    # Turned upside down, GDAL adds up in another order, in single precision: it tells where the ground is all but flat.
    allowed = (1e-4 if is_turned else 1e-5) * most
    if apart.max() > allowed:
        return f"{(apart > allowed).sum()} of {apart.size} differ, by up to {apart.max()} of {most}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--corpus")
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    gdaldem, tried, bad, said = Gdaldem(), 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        made = [(path, True) for path in sources(folder)]
        found = [(path, False) for path in models(args.corpus)] if args.corpus else []
        for number, (path, is_made) in enumerate(made + found):
            is_tiny = path.name.startswith("tiny")
            for turn, (mode, theirs, ours) in enumerate(CASES):
                # Those of the corpus and the tiny ones take turns.
                if not args.all and (turn + number) % (1 if is_made and not is_tiny else 4 if is_tiny else 5):
                    continue
                name = f"{path.name} {mode} {' '.join(theirs)}"
                if args.only not in name:
                    continue
                tried += 1
                expected, target = folder / "theirs.tif", folder / "ours.tif"
                gdaldem(mode, theirs, path, expected)
                line = [args.bin, "terrain", mode.lower(), str(path), "-o", str(target), "--quiet", "--compress", "none", *ours]
                if path.suffix == ".tif" and not is_made:
                    line.append("--no-sidecars")
                run = subprocess.run(line, capture_output=True, text=True)
                problem = run.stderr.strip() if run.returncode else compare(target, expected, mode)
                bad += bool(problem)
                if problem or args.verbose:
                    print(f"{name}: {problem or 'the same'}")
    print(f"{tried} derivations of {len(made) + len(found)} rasters, {bad} not as gdaldem's")
    sys.exit(bad > 0)


main()
