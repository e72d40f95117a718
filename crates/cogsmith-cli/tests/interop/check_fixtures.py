#!/usr/bin/env python3
"""Has GDAL read the small files of testdata/ and holds what it says against fixtures.json.  Needs rasterio 1.5 or later.

    check_fixtures.py [TESTDATA]
"""
import json, sys, warnings
from pathlib import Path

import numpy as np
import rasterio

warnings.simplefilter("ignore")
HERE = Path(__file__).resolve().parent
# Where rasterio cannot say what the file says: the traits it gets wrong.
GDAL_DIFFERS = {
    "fax_rle_words.tif": ["pixels"],  # libtiff takes words for full where it has looked ahead
    "nodata_uint64_max.tif": ["nodata None"],  # 2⁶⁴ − 1 is no double
}
# What GDAL gives only as colours for a screen.
GDAL_REFUSES = ["codec_jpeg_old_stream.tif", "codec_jpeg_old_tables.tif"]


def number(value):
    return None if value is None else float(value) if isinstance(value, str) else value


def expected(entry, shape):
    """The pixels as an array."""
    if not entry["dtype"].startswith("complex"):
        return np.array([number(v) for v in entry["pixels"]], entry["dtype"]).reshape(shape)
    pairs = np.array(entry["pixels"], "float64").reshape(-1, 2)
    return (pairs[:, 0] + 1j * pairs[:, 1]).reshape(shape)


def differences(entry, path):
    """What GDAL sees otherwise."""
    with rasterio.open(path) as d:
        shape = (entry["bands"], entry["height"], entry["width"])
        if (d.count, d.height, d.width) != shape:
            return [f"shape {(d.count, d.height, d.width)}"]
        found = []
        kinds = {"complex_int32": "complex64", "float32": "float16" if d.dtypes[0] == "float16" else "float32"}
        if d.dtypes[0] != kinds.get(entry["dtype"], entry["dtype"]):
            found.append(f"dtype {d.dtypes[0]}")
        if not np.array_equal(d.read(), expected(entry, shape), equal_nan=d.dtypes[0].startswith(("f", "c"))):
            found.append("pixels")
        nodata = number(entry.get("nodata"))
        if d.nodata is not None and nodata is not None:
            nodata = float(nodata)  # as rasterio gives that of 64-bit integers, too
        if not (d.nodata == nodata or d.nodata is not None and nodata is not None and d.nodata != d.nodata and nodata != nodata):
            found.append(f"nodata {d.nodata!r}")
        transform = None if d.transform.is_identity else list(d.transform.to_gdal())
        if transform != entry.get("geotransform"):
            found.append(f"geotransform {transform}")
        crs = d.crs or d.gcps[1]
        if (crs.to_epsg() if crs else None) != entry.get("epsg"):
            found.append(f"crs {crs}")
        gcps = [[g.col, g.row, g.x, g.y, g.z] for g in d.gcps[0]]
        if gcps != entry.get("gcps", []):
            found.append(f"gcps {gcps}")
        if "mask" in entry and d.dataset_mask().ravel().tolist() != entry["mask"]:
            found.append("mask")
        given = (d.scales[0], d.offsets[0], d.units[0], d.descriptions[0])
        if given != (entry.get("scale", 1.0), entry.get("offset", 0.0), entry.get("unit"), entry.get("description")):
            found.append(f"scale, offset, unit, description {given}")
        tags = {k: v for k, v in d.tags().items() if k in entry.get("tags", {})}
        if tags != entry.get("tags", {}):
            found.append(f"tags {tags}")
        factors = d.overviews(1)
    sizes = []
    for level in range(len(factors)):
        with rasterio.open(path, overview_level=level) as o:
            sizes.append([o.width, o.height])
            want = entry.get("overview_pixels", [])
            if level < len(want) and o.read().ravel().tolist() != want[level]:
                found.append(f"pixels of overview {level}")
    if sizes != entry.get("overviews", []):
        found.append(f"overviews {sizes}")
    return found


def main():
    testdata = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[3] / "testdata"
    failed = passed = 0
    for entry in json.loads((testdata / "fixtures.json").read_text()):
        name, path = entry["file"], testdata / entry["file"]
        if name in GDAL_REFUSES:
            continue
        try:
            if "error" in entry:
                with rasterio.open(path) as d:
                    d.read()
                found = ["read without an error"]
            else:
                found = differences(entry, path)
        except (rasterio.errors.RasterioError, MemoryError) as error:
            found = [] if "error" in entry else [str(error.__cause__ or error)]
        if found == GDAL_DIFFERS.get(name):
            found = []
        failed += bool(found)
        passed += not found
        if found:
            print(f"FAIL {name}: {'; '.join(found)}")
    print(f"fixtures against GDAL {rasterio.__gdal_version__}: {passed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
