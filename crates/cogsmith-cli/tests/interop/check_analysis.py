#!/usr/bin/env python3
"""Has numpy and rasterio judge what stats, sample, zonal and diff tell.  Needs rasterio 1.5 or later.

    check_analysis.py --bin target/release/cogsmith

Rasters of every type are made here, with nodata, NaN or a mask. What must hold: counts, extremes, percentiles and histograms are
numpy's to the last digit that JSON has (percentiles of 32-bit floats are compared as doubles); means and deviations to 1e-12;
samples are those of rasterio's sample; polygons cover the pixels that rasterio.features.rasterize burns, but for corners that an
edge only meets with all_touched, and a few rings that cross themselves just on centres; differences are those of the arrays.
"""
import argparse, io, csv, json, os, subprocess, sys, tempfile, warnings
from pathlib import Path

os.environ.update(GDAL_PAM_ENABLED="NO", CPL_LOG=os.devnull)
warnings.simplefilter("ignore")
import numpy as np
import rasterio
from rasterio.features import rasterize
from rasterio.transform import Affine, from_origin

H, W = 210, 305
TRANSFORM = from_origin(1000.0, 2000.0, 2.0, 2.0)
PERCENTILES = [0, 0.1, 2, 25, 50, 75, 98, 100]
TYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"]
failed, passed = [], 0


def check(name, is_well, told=""):
    global passed
    if is_well:
        passed += 1
    else:
        failed.append(name)
        print(f"FAIL {name} {told}")


def run(binary, *args, status=0, stdin=None):
    done = subprocess.run([binary, *map(str, args)], capture_output=True, input=stdin)
    if done.returncode != status:
        raise RuntimeError(f"{args}: {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode()


def rasters(folder):
    """Path, array and validity of each."""
    rng = np.random.default_rng(11)
    for dtype in TYPES:
        if dtype[0] == "f":
            array = (rng.normal(0, 1e3, (2, H, W)) * rng.choice([1e-3, 1, 1e6], (2, H, W))).astype(dtype)
        else:
            info = np.iinfo(dtype)
            array = rng.integers(info.min, info.max, (2, H, W), dtype, endpoint=True)
        for kind in ("plain", "nodata", "mask", "nan"):
            if kind == "nan" and dtype[0] != "f":
                continue
            data, nodata, valid = array.copy(), None, np.ones((2, H, W), bool)
            hole = rng.random((H, W)) < .2
            if kind == "nodata":
                nodata = 100
                data[:, hole] = 100
                valid = data != 100
            elif kind == "nan":
                data[:, hole] = np.nan
                valid = ~np.isnan(data)
            elif kind == "mask":
                valid[:, hole] = False
            path = folder / f"{dtype}_{kind}.tif"
            with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(
                    path, "w", driver="GTiff", width=W, height=H, count=2, dtype=dtype, nodata=nodata, transform=TRANSFORM,
                    tiled=True, blockxsize=64, blockysize=32, compress="deflate") as d:
                d.write(data)
                if kind == "mask":
                    d.write_mask(~hole)
            yield path, data, valid


def check_stats(binary, path, data, valid):
    found = json.loads(run(binary, "stats", path, "--json", "--percentiles", ",".join(map(str, PERCENTILES)), "--histogram", 37))
    for band, array, ok in zip(found["bands"], data, valid):
        values, name = array[ok], f"stats {path.name}"
        check(f"{name} count", band["valid"] == values.size)
        check(f"{name} extremes", [band["min"], band["max"]] == [values.min().item(), values.max().item()], (band["min"], band["max"]))
        wide = values.astype("longdouble")
        check(f"{name} mean", abs(band["mean"] - float(wide.mean())) <= 1e-12 * float(np.abs(wide).mean()))
        check(f"{name} std", abs(band["std"] / float(wide.std()) - 1) < 1e-12)
        expected = np.percentile(values.astype("float64"), PERCENTILES)
        ours = np.array([p["value"] for p in band["percentiles"]])
        check(f"{name} percentiles", np.allclose(ours, expected, rtol=4e-16, atol=0), (ours, expected))
        counts, edges = np.histogram(values.astype("float64"), 37)
        check(f"{name} histogram", band["histogram"]["counts"] == counts.tolist(), counts)
    part = json.loads(run(binary, "stats", path, "--json", "--bands", 2, "--bbox", 1100.5, 1699.5, 1300.5, 1900.5))["bands"]
    values = data[1, 50:150, 50:150][valid[1, 50:150, 50:150]]
    check(f"stats --bbox {path.name}", len(part) == 1 and part[0]["valid"] == values.size and part[0]["max"] == values.max().item())


def check_sample(binary, path, data, valid):
    rng = np.random.default_rng(3)
    points = np.c_[rng.uniform(980, 1630, 300), rng.uniform(1560, 2020, 300)]
    text = "id,lon,lat\n" + "".join(f"{i},{x!r},{y!r}\n" for i, (x, y) in enumerate(points.tolist()))
    out = run(binary, "sample", path, "--csv", "-", "--x", "lon", "--y", "lat", stdin=text.encode())
    rows = list(csv.DictReader(io.StringIO(out)))
    with rasterio.open(path) as d:
        theirs = list(d.sample(points.tolist(), masked=True))
    well = len(rows) == 300
    for i, (row, their, (x, y)) in enumerate(zip(rows, theirs, points)):
        inside = 1000 <= x < 1000 + 2 * W and 2000 - 2 * H < y <= 2000
        for band in (0, 1):
            mine, value = row[f"band_{band + 1}"], their[band]
            expected = inside and not np.ma.is_masked(value) and not (data.dtype.kind == "f" and np.isnan(value))
            well &= row["id"] == str(i) and (data.dtype.type(mine) == value if mine and expected else bool(mine) == expected)
    check(f"sample {path.name}", well)


def polygons(count, kind, rng):
    """Random ones, on corners and centres, rectangles on centres, rectangles on corners."""
    def ring():
        if kind < 3:
            n = rng.integers(3, 9)
            points = np.c_[rng.uniform(980, 1640, n), rng.uniform(1560, 2020, n)]
            points = np.round(points) if kind == 1 else np.round(points * 2) / 2 if kind == 2 else points
        else:
            a, b, c, d = *np.round(rng.uniform(980, 1640, 2)), *np.round(rng.uniform(1560, 2020, 2))
            if kind == 4:
                a, b, c, d = (2 * round(v / 2) for v in (a, b, c, d))
            a, b, c, d = a, b + 2 * (a == b), c, d + 2 * (c == d)
            points = np.array([[a, c], [b, c], [b, d], [a, d]])
        return [*points.tolist(), points[0].tolist()]
    for i in range(count):
        yield ({"type": "Polygon", "coordinates": [ring() for _ in range(rng.integers(1, 3))]} if i % 2 else
               {"type": "MultiPolygon", "coordinates": [[ring()], [ring(), ring()]]})


def check_cover(binary, folder):
    """Each pixel has a number of its own: what zones hold is told by how many there are and by their sum and squares."""
    path = folder / "ids.tif"
    ids = np.random.default_rng(5).permutation(H * W).reshape(H, W).astype("int32")
    rng = np.random.default_rng(1)
    for name, transform in (("north up", TRANSFORM), ("rotated", Affine.translation(1300, 1790) * Affine.rotation(33) * Affine.scale(2.1, -1.9) * Affine.translation(-150, -100))):
        with rasterio.open(path, "w", driver="GTiff", width=W, height=H, count=1, dtype="int32", transform=transform, tiled=True,
                           blockxsize=64, blockysize=64) as d:
            d.write(ids, 1)
        for kind in range(5) if name == "north up" else (0,):
            shapes = list(polygons(40, kind, rng))
            features = [{"type": "Feature", "properties": {"n": i}, "geometry": g} for i, g in enumerate(shapes)]
            zones = folder / "zones.geojson"
            zones.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
            for touched in (False, True):
                # Of edges that meet corners GDAL has some pixels by rounding.
                allowed = 0 if kind in (0, 3, 4) else 40 if touched else 2
                rows = json.loads(run(binary, "zonal", path, zones, "--format", "json", *["--all-touched"] * touched))
                wrong, rough = 0, True
                for row, shape in zip(rows, shapes):
                    inside = ids[rasterize([(shape, 1)], out_shape=(H, W), transform=transform, all_touched=touched) == 1]
                    if inside.size == 0:
                        wrong += row["count"] != 0
                        continue
                    exact = (row["count"], row["sum"], row["min"], row["max"]) == (inside.size, inside.sum(), inside.min(), inside.max())
                    wrong += not (exact and abs(row["std"] - inside.std()) <= 1e-9 * inside.std())
                    rough &= abs(row["count"] - inside.size) <= 0.01 * inside.size + 12 or (kind in (1, 2) and not touched)
                check(f"cover {name} {kind} all_touched={touched}", wrong <= allowed and rough, f"{wrong} of {len(rows)} differ")


def check_zonal(binary, folder, path, data, valid):
    rng = np.random.default_rng(8)
    shapes = list(polygons(12, 0, rng))
    zones = folder / "few.geojson"
    zones.write_text(json.dumps({"type": "GeometryCollection", "geometries": shapes[:1]}))
    run(binary, "zonal", path, zones)
    zones.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": f"zone {i}, \"{i}\""}, "geometry": g} for i, g in enumerate(shapes)]}))
    rows = list(csv.DictReader(io.StringIO(run(binary, "zonal", path, zones, "--band", 2, "--percentiles", "10,99.5"))))
    well = True
    for i, (row, shape) in enumerate(zip(rows, shapes)):
        inside = rasterize([(shape, 1)], out_shape=(H, W), transform=TRANSFORM) == 1
        values = data[1][inside & valid[1]]
        well &= row["name"] == f"zone {i}, \"{i}\"" and int(row["count"]) == values.size
        if values.size:
            wide = values.astype("float64")
            figures = {"min": wide.min(), "max": wide.max(), "mean": wide.mean(), "std": wide.std(), "sum": values.astype("longdouble").sum(),
                       "median": np.median(wide), "percentile_10": np.percentile(wide, 10), "percentile_99.5": np.percentile(wide, 99.5)}
            scale = max(1e-30, float(np.abs(wide).max()))
            well &= all(abs(float(row[k]) - float(v)) <= 1e-12 * scale * (values.size if k == "sum" else 1) for k, v in figures.items())
            if data.dtype.kind != "f":
                found, counts = np.unique(values, return_counts=True)
                expected = (len(found), found[counts == counts.max()][0], found[counts == counts.min()][0])
                well &= (int(row["unique"]), int(row["majority"]), int(row["minority"])) == tuple(int(v) for v in expected)
    check(f"zonal {path.name}", well and len(rows) == len(shapes))


def check_diff(binary, folder, path, data, valid):
    rng = np.random.default_rng(2)
    copy, changed = folder / "copy.tif", folder / "changed.tif"
    with rasterio.open(path) as d:
        profile, mask = d.profile, d.dataset_mask()
    profile.update(tiled=False, compress="lzw")
    for key in ("blockxsize", "blockysize"):
        profile.pop(key)
    other = data.copy()
    spots = rng.random(data.shape) < .01
    other[spots] = np.roll(other, 1)[spots]
    for target, array in ((copy, data), (changed, other)):
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(target, "w", **profile) as d:
            d.write(array)
            if "mask" in path.name:
                d.write_mask(mask)
    check(f"diff of equals {path.name}", run(binary, "diff", path, copy).endswith("equal\n"))
    found = json.loads(run(binary, "diff", path, changed, "--json", status=1))
    for i, band in enumerate(found["bands"]):
        ok = valid[i]
        other_ok = ok & (mask != 0) if "mask" in path.name else (other[i] != 100 if "nodata" in path.name else ~np.isnan(other[i].astype("float64")))
        both = ok & other_ok
        if data.dtype.kind == "f":
            by = other[i].astype("float64") - data[i].astype("float64")
        else:
            by = (other[i].astype(object) - data[i].astype(object)).astype("float64")
        differ = (both & (by != 0)) | (ok != other_ok)
        ys, xs = np.nonzero(differ)
        well = band["different"] == differ.sum() and band["different_validity"] == (ok != other_ok).sum()
        well &= band["compared"] == both.sum() and band["max_abs"] == np.abs(by[both]).max()
        well &= abs(band["mean_abs"] / np.abs(by[both]).mean() - 1) < 1e-9 and abs(band["rmse"] / np.sqrt((by[both] ** 2).mean()) - 1) < 1e-9
        well &= (band["first"]["col"], band["first"]["row"]) == (xs[0], ys[0])
        well &= band["window"] == [xs.min(), ys.min(), xs.max() - xs.min() + 1, ys.max() - ys.min() + 1]
        check(f"diff {path.name}", bool(well), band)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data, valid in rasters(folder):
            check_stats(args.bin, path, data, valid)
            check_sample(args.bin, path, data, valid)
            if "plain" not in path.name:
                check_zonal(args.bin, folder, path, data, valid)
                check_diff(args.bin, folder, path, data, valid)
        check_cover(args.bin, folder)
    print(f"analysis against numpy and GDAL {rasterio.__gdal_version__}: {passed} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
