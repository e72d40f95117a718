#!/usr/bin/env python3
"""Has PROJ judge the coordinate reference systems that cogsmith tells.  Needs rasterio 1.5 or later, and pyproj.

    check_crs.py --bin target/release/cogsmith [--corpus DIR] [--codes target/release/examples/describe] [--list]

- Made files: GDAL writes CRSs of every method and sort that GeoTIFF has, and reads them back; cogsmith must mean the same.
- --corpus: the same for each file that has a CRS in GDAL's truth.
- --codes: the program's WKT2 and PROJJSON of every CRS of EPSG's that PROJ knows must be the one of PROJ, and so must what it
  makes of PROJ's ESRI WKT1.

"The same" is PROJ's equivalence, whatever the order of axes, or the same code.
"""
import argparse, json, subprocess, sys, tempfile, warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyproj
import rasterio
from pyproj.enums import PJType

warnings.simplefilter("ignore")
# What cogsmith tells of a file that it does not open.
UNREADABLE = {"wkt2": None}
# Where cogsmith knows better, and why.
DIFFERENT = {
    "gdal__ArcGIS-1.0.0-non_scaled.tiff": "D_ETRS_1989 is the datum ETRS89; GDAL takes the first of its aliases, IRENET95",
    "georustgeotiff__merc.tif": "without a code of a geographic CRS, but with a datum; GDAL gives up",
}
# WKT1 that PROJ writes for ESRI and that is read otherwise: twins of other codes (2199, 102569), datums whose name ESRI shares among prime meridians (4808, 4819,
# 5221), spheres, for which PROJ changes the method (3410, 103881, 103885), a third axis (9895), and methods not known here (3785, 54090, 54091).
OPEN_TEXTS = {f"ESRI WKT1 of {code}" for code in (
    "EPSG:2199 EPSG:3410 EPSG:3785 EPSG:4808 EPSG:4819 EPSG:5221 EPSG:9895 ESRI:102569 ESRI:103881 ESRI:103885 ESRI:54090 ESRI:54091").split()}
WGS84, SPHERE = "+datum=WGS84", "+R=6371007.181"
PROJECTIONS = [
    "tmerc +lat_0=10 +lon_0=20 +k=0.9996 +x_0=500000 +y_0=100", "merc +lon_0=10 +k=0.9 +x_0=1", "merc +lat_ts=35 +lon_0=10",
    "lcc +lat_1=30 +lat_2=50 +lat_0=40 +lon_0=10 +x_0=1000", "lcc +lat_1=40 +lat_0=40 +lon_0=10 +k_0=0.99", "laea +lat_0=52 +lon_0=10",
    "laea +lat_0=90 +lon_0=0", "laea +lat_0=-90 +lon_0=20", "aea +lat_1=30 +lat_2=50 +lat_0=40 +lon_0=-96", "aeqd +lat_0=30 +lon_0=-20",
    "eqdc +lat_1=30 +lat_2=50 +lat_0=40 +lon_0=-96", "stere +lat_0=40 +lon_0=10 +k=0.99", "stere +lat_0=90 +lat_ts=70 +lon_0=-45",
    "stere +lat_0=-90 +lat_ts=-71 +lon_0=0", "stere +lat_0=90 +k=0.994 +lon_0=0 +x_0=2000000 +y_0=2000000", "stere +lat_0=-90 +k=0.97 +lon_0=3",
    "sterea +lat_0=52 +lon_0=5 +k=0.9999 +x_0=155000", "eqc +lat_ts=40 +lon_0=10", "cass +lat_0=10 +lon_0=-61 +x_0=86501", "gnom +lat_0=40 +lon_0=10",
    "mill +lon_0=10", "ortho +lat_0=40 +lon_0=10", "poly +lat_0=0 +lon_0=-54 +x_0=5000000", "robin +lon_0=10", "sinu +lon_0=10",
    "vandg +lon_0=10", "nzmg +lat_0=-41 +lon_0=173 +x_0=2510000 +y_0=6023150", "cea +lat_ts=30 +lon_0=10",
    "omerc +lat_0=4 +lonc=115 +alpha=53.3 +gamma=53.1 +k=0.99984 +no_uoff", "omerc +lat_0=4 +lonc=115 +alpha=53.3 +gamma=53.1 +k=0.99984 +x_0=590476",
    "somerc +lat_0=46.95 +lon_0=7.43 +x_0=600000 +y_0=200000", "moll +lon_0=10", "eck4", "eck6 +lon_0=5", "geos +h=35785831 +lon_0=9.5",
    "geos +h=35785831 +lon_0=9.5 +sweep=x", "krovak +lat_0=49.5 +lon_0=24.83 +k=0.9999", "bonne +lat_1=40 +lon_0=10", "wintri", "goode", "gall",
    "loxim +lat_1=30", "tpeqd +lat_1=10 +lon_1=20 +lat_2=30 +lon_2=40", "eqearth +lon_0=10", "natearth", "labrd +lat_0=-18.9 +lon_0=46.4 +azi=18.9",
    "utm +zone=33", "utm +zone=19 +south",
]
FIGURES = [WGS84, SPHERE, "+ellps=GRS80", "+datum=NAD27", "+ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7", "+a=6378140 +rf=298.3"]
GEOGRAPHIC = [f"+proj=longlat {figure}" for figure in FIGURES] + [
    "+proj=longlat +ellps=clrk80ign +pm=paris", "+proj=longlat +ellps=bessel +pm=17.5", "+proj=geocent +datum=WGS84", "+proj=geocent +ellps=GRS80"]
CODES = [4326, 4258, 4979, 4978, 7844, 4807, 4937, 32633, 3857, 3395, 2154, 27700, 2263, 26730, 3006, 3413, 3031, 3035, 5041, 32661, 5514, 5513,
         2053, 6933, 8857, 2180, 31467, 21781, 2056, 27563, 29701, 7415, 5555, 9518, 8360, 6349, 3067, 2193, 28992, 3912, 2393, 24500, 29873, 6201]
ESRI = [54009, 54030, 102113, 102100, 54012, 102001, 102003, 54034, 102970, 53004, 54032, 54052]


def same(a, b, codes=()):
    """Whether two CRSs mean the same."""
    if a.equals(b, ignore_axis_order=True):
        return True
    code = a.to_authority(min_confidence=100) or a.to_authority(min_confidence=90)
    return code is not None and (":".join(code) in codes or b.to_authority(min_confidence=100) == code)


def without_remark(wkt):
    """PROJ takes the PROJ string that GDAL notes in a REMARK for a part of the definition."""
    return wkt[:wkt.index(",REMARK[")] + "]" if ",REMARK[" in wkt else wkt


def reads(crs, keys=("wkt2", "projjson")):
    """What PROJ makes of the texts."""
    return {key: pyproj.CRS.from_user_input(json.dumps(crs[key]) if isinstance(crs[key], dict) else crs[key]) for key in keys if crs[key]}


def differences(crs, truth, codes=()):
    """What is wrong with a CRS that cogsmith tells, for a CRS of PROJ's."""
    if crs is None:
        return ["has no CRS"]
    if not crs["wkt2"]:
        return ["has no WKT2"]
    try:
        texts = reads(crs)
    except pyproj.exceptions.CRSError as error:
        return [f"PROJ refuses it: {error}"]
    return [f"{key} is another CRS" for key, read in texts.items() if not same(read, truth, codes)]


def information(binary, path):
    done = subprocess.run([binary, "info", str(path), "--json"], capture_output=True, text=True)
    return json.loads(done.stdout)["crs"] if done.returncode == 0 else UNREADABLE


def made(binary, report):
    """Files that GDAL writes, against what GDAL reads in them."""
    wanted = [f"+proj={projection} {figure} +units={unit} +type=crs" for projection in PROJECTIONS for figure in FIGURES for unit in ("m", "us-ft")
              if not ("utm" in projection and figure == SPHERE)]
    wanted += [text + " +type=crs" for text in GEOGRAPHIC] + [f"EPSG:{code}" for code in CODES] + [f"ESRI:{code}" for code in ESRI]
    # Without PAM, what GeoTIFF cannot hold is not held.
    with rasterio.Env(GDAL_PAM_ENABLED="NO"), tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(wanted):
            for version in ("1.0", "1.1"):
                path = Path(folder) / f"{number}.tif"
                try:
                    with rasterio.open(path, "w", "GTiff", 4, 4, 1, crs=rasterio.crs.CRS.from_user_input(text), dtype="uint8",
                                       transform=rasterio.Affine(1, 0, 0, 0, -1, 0), GEOTIFF_VERSION=version) as d:
                        d.write(np.zeros((1, 4, 4), "uint8"))
                    with rasterio.open(path) as d:
                        if not d.crs:
                            continue
                        truth = pyproj.CRS.from_wkt(without_remark(d.crs.to_wkt(version="WKT2_2019")))
                except (rasterio.errors.RasterioError, pyproj.exceptions.CRSError):
                    continue  # GDAL cannot put it into a GeoTIFF
                if "krovak" in text and "datum" not in text:
                    continue  # GDAL doesn't see that this one is ESRI's, and leaves its names as they are
                report(f"GeoTIFF {version} of {text}", differences(information(binary, path), truth, {text}), truth)


def corpus(binary, folder, report):
    """The files of others, against GDAL's truth."""
    entries = [e for name in ("manifest.json", "generated.json") if (folder / name).exists() for e in json.loads((folder / name).read_text())]

    def truth(entry):
        gdal = (entry.get("truth") or {}).get("gdal")
        return gdal.get("crs") if isinstance(gdal, dict) else None

    entries = [e for e in entries if isinstance((e.get("truth") or {}).get("gdal"), dict)]
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda e: information(binary, folder / e["path"]), entries)
        for entry, crs in zip(entries, found):
            gdal = truth(entry)
            if crs is UNREADABLE or gdal is None and (entry["expect"] != "exact" or entry["truth"]["gdal"].get("gcps")):
                continue  # broken, or its CRS is that of its GCPs
            if gdal is None:
                if crs is not None and entry["name"] not in DIFFERENT:
                    report(entry["name"], ["has a CRS, GDAL sees none"], None)
                continue
            codes = {code for code in (gdal["root_id"], *(f"EPSG:{gdal[key]}" for key in ("epsg", "epsg_match70") if gdal[key])) if code}
            wrong = differences(crs, pyproj.CRS.from_wkt(without_remark(gdal["wkt2"])), codes)
            if crs and gdal["epsg"] and crs["epsg"] != gdal["epsg"]:
                wrong.append(f"epsg {crs['epsg']}, not {gdal['epsg']}")
            report(entry["name"], wrong if entry["name"] not in DIFFERENT else [], gdal["wkt2"])


def codes(describe, report):
    """All of EPSG's codes, and ESRI's texts."""
    kinds = [PJType.GEOGRAPHIC_2D_CRS, PJType.GEOGRAPHIC_3D_CRS, PJType.GEOCENTRIC_CRS, PJType.PROJECTED_CRS, PJType.VERTICAL_CRS,
             PJType.COMPOUND_CRS, PJType.ENGINEERING_CRS]
    known = [(auth, code) for auth in ("EPSG", "ESRI") for kind in kinds for code in pyproj.get_codes(auth, kind, allow_deprecated=auth == "EPSG")]
    cases, lines = [], []
    for auth, code in known:
        truth = pyproj.CRS.from_authority(auth, code)
        if auth == "EPSG":
            cases.append((f"EPSG:{code}", truth))
            lines.append(code)
        if truth.is_projected or truth.is_geographic and len(truth.axis_info) == 2:
            try:
                text = truth.to_wkt("WKT1_ESRI")
                cases.append((f"ESRI WKT1 of {auth}:{code}", pyproj.CRS.from_wkt(text)))
                lines.append(text)
            except pyproj.exceptions.CRSError:
                continue
    done = subprocess.run([describe], input="\n".join(lines), capture_output=True, text=True, check=True)
    for (name, truth), line in zip(cases, done.stdout.splitlines(), strict=True):
        crs = json.loads(line)
        if name in OPEN_TEXTS:
            continue
        if "error" in crs:
            report(name, [crs["error"]], truth)
            continue
        # By its name, ESRI's text has found its code.
        wrong = [] if crs["id"] and crs["id"] == name.removeprefix("ESRI WKT1 of ") else differences(crs, truth, {name})
        report(name, wrong if not name.startswith("EPSG") else differences(crs, truth), truth)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--codes")
    parser.add_argument("--list", action="store_true", help="show the CRSs that differ")
    args = parser.parse_args()
    counts, bad = {}, 0

    def part(title, run, *what):
        nonlocal bad
        total = wrong = 0

        def report(name, problems, truth):
            nonlocal total, wrong
            total += 1
            if problems:
                wrong += 1
                print(f"FAIL {name}: {'; '.join(problems)}")
                if args.list and truth is not None:
                    print("    " + (truth if isinstance(truth, str) else truth.to_wkt()))

        run(*what, report)
        counts[title] = (total, wrong)
        bad += wrong

    if args.codes:
        part("codes and texts", codes, args.codes)
    if args.corpus:
        part("files of the corpus", corpus, args.bin, args.corpus)
    part("made files", made, args.bin)
    for title, (total, wrong) in counts.items():
        print(f"{total} {title}, {wrong} differ")
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())
