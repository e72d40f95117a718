#!/usr/bin/env python3
"""Gives the same creation options to GDAL's COG driver and to cogsmith, and holds the two files against each other.

    check_options.py --bin target/release/cogsmith [--only SUBSTRING] [--keep FOLDER]

Of both it is compared what a reader sees: compression, predictor, block sizes, interleaving, the sizes of overviews, whether the
file is a BigTIFF, metadata of all domains, statistics. Profiles are held against rio-cogeo's. What GDAL refuses or ignores and
cogsmith refuses is listed, too. Needs rasterio 1.5 and rio-cogeo 7.
"""
import argparse, os, re, struct, subprocess, sys, tempfile, warnings
from pathlib import Path

warnings.simplefilter("ignore")
os.environ.setdefault("GDAL_PAM_ENABLED", "NO")
import numpy as np
import rasterio, rasterio.shutil
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.transform import from_origin
from rio_cogeo.cogeo import cog_translate
from rio_cogeo.profiles import cog_profiles

DIGITS = 1e-13  # GDAL adds doubles up in the order of blocks: the last of 14 digits may differ.
# What makes cogsmith's defaults GDAL's, and GDAL's cubic overviews of a kind that is fast.
LIKE_GDAL = "COMPRESS=LZW PREDICTOR=NO RESAMPLING=NEAREST COPY_SRC_MDD=AUTO"
# (case, difference): where they differ on purpose, and why.
KNOWN = [
    (r"(STATISTICS=YES|COMPRESS=JPEG) of (mask|alpha)", r"STATISTICS_VALID_PERCENT", "GDAL counts pixels that a mask or alpha hides as if they were not there"),
    (r"SRC_MDD=_DEFAULT_", r"band 1: one is", "GDAL leaves out texts of bands once a domain is named"),
    (r" of (with|alpha)_overviews", r"overview resampling", "how overviews that are taken were made is not read from their own directories"),
]
NOT_YET = re.compile(r"cannot be written; choose one of|WebP is written without loss only|interleave, sparse and bits|is not supported yet")

# Options, and the sources that they are tried on.
CASES = [
    ("", "int16 float32 rgb palette nodata"),
    ("COMPRESS=NONE", "int16"),
    ("COMPRESS=LZW", "int16 float32"),
    ("COMPRESS=DEFLATE", "int16 rgb"),
    ("COMPRESS=DEFLATE LEVEL=1", "int16"),
    ("COMPRESS=DEFLATE LEVEL=9 PREDICTOR=YES", "int16 float32"),
    ("COMPRESS=deflate predictor=standard", "int16"),
    ("COMPRESS=DEFLATE PREDICTOR=FLOATING_POINT", "float32"),
    ("COMPRESS=LZW PREDICTOR=YES OVERVIEW_COMPRESS=DEFLATE", "int16"),
    ("COMPRESS=LZW OVERVIEW_COMPRESS=NONE", "int16"),
    ("COMPRESS=ZSTD LEVEL=5", "int16"),
    ("COMPRESS=LZMA", "int16"),
    ("COMPRESS=LERC MAX_Z_ERROR=0.5", "float32"),
    ("COMPRESS=LERC_DEFLATE", "float32"),
    ("COMPRESS=LERC_ZSTD", "float32"),
    ("COMPRESS=JPEG QUALITY=80", "rgb"),
    ("COMPRESS=JPEG", "alpha gray_alpha alpha_mask alpha_statistics premultiplied"),
    ("COMPRESS=JPEG INTERLEAVE=BAND", "alpha gray_alpha alpha_statistics"),
    ("COMPRESS=JPEG INTERLEAVE=TILE", "alpha"),
    ("COMPRESS=JPEG STATISTICS=YES", "alpha"),
    ("COMPRESS=JPEG STATISTICS=NO", "alpha_statistics"),
    ("COMPRESS=JPEG OVERVIEWS=AUTO RESAMPLING=", "alpha_overviews"),
    ("COMPRESS=JPEG OVERVIEWS=FORCE_USE_EXISTING RESAMPLING=", "alpha_overviews"),
    ("COMPRESS=JPEG OVERVIEW_COMPRESS=LZW", "alpha"),
    ("COMPRESS=LZW OVERVIEW_COMPRESS=JPEG", "alpha"),
    ("COMPRESS=WEBP QUALITY=100", "rgb"),
    ("BLOCKSIZE=128", "int16 float32"),
    ("BLOCKSIZE=1024", "int16"),
    ("BLOCKSIZE=256 INTERLEAVE=BAND", "rgb"),
    ("INTERLEAVE=TILE", "rgb"),
    ("INTERLEAVE=PIXEL", "rgb"),
    ("OVERVIEWS=NONE RESAMPLING=", "int16 with_overviews"),
    ("OVERVIEWS=IGNORE_EXISTING", "with_overviews"),
    ("OVERVIEWS=FORCE_USE_EXISTING RESAMPLING=", "with_overviews"),
    ("OVERVIEWS=AUTO RESAMPLING=", "with_overviews"),
    ("OVERVIEW_COUNT=1", "int16"),
    ("OVERVIEW_COUNT=1 RESAMPLING=", "with_overviews"),
    ("OVERVIEW_COUNT=0 RESAMPLING=", "with_overviews"),
    ("OVERVIEW_COUNT=20", "int16"),
    ("RESAMPLING=AVERAGE", "int16 rgb"),
    ("OVERVIEW_RESAMPLING=AVERAGE RESAMPLING=", "int16"),
    ("STATISTICS=YES", "int16 float32 rgb nodata uint8 nan mask alpha int32 empty with_statistics"),
    ("STATISTICS=NO", "with_statistics"),
    ("STATISTICS=AUTO", "with_statistics"),
    ("COPY_SRC_MDD=NO", "int16"),
    ("COPY_SRC_MDD= SRC_MDD=FOO", "int16"),
    ("COPY_SRC_MDD= SRC_MDD=_DEFAULT_", "int16"),
    ("BIGTIFF=YES", "int16"),
    ("BIGTIFF=NO", "int16"),
    ("BIGTIFF=IF_SAFER", "int16"),
    ("GEOTIFF_VERSION=1.0", "int16"),
    ("GEOTIFF_VERSION=1.1", "int16"),
    ("SPARSE_OK=YES", "half_empty"),
    ("NBITS=12", "uint16"),
    ("NUM_THREADS=2", "int16"),
    ("NUM_THREADS=ALL_CPUS", "int16"),
]
PROFILES = {"jpeg": "rgb", "webp": "rgb", "zstd": "int16", "lzw": "int16", "deflate": "int16", "packbits": "int16", "lzma": "int16",
            "lerc": "float32", "lerc_deflate": "float32", "lerc_zstd": "float32", "raw": "int16"}
# GDAL ignores these, with a word at most; nothing that is said may be ignored.
REFUSED = ["COMPRES=LZW", "COMPRESS=ZIPP", "COMPRESS=LZW LEVEL=5", "LEVEL=99", "PREDICTOR=maybe", "BIGTIFF=perhaps", "STATISTICS=some",
           "COMPRESS=NONE PREDICTOR=YES", "OVERVIEWS=NONE OVERVIEW_RESAMPLING=NEAREST", "BLOCKSIZE=17", "TARGET_SRS=EPSG:3857",
           "TILING_SCHEME=GoogleMapsCompatible", "ADD_ALPHA=NO", "QUALITY=80", "MAX_Z_ERROR=1", "JXL_EFFORT=3"]


def sources(folder):
    """{name: path} of rasters of 1100 × 900 pixels."""
    random = np.random.default_rng(7)
    ramp = np.add.outer(np.arange(900), np.arange(1100)) * 3.7

    def make(name, dtype, bands=1, pixels=None, **options):
        path = folder / f"{name}.tif"
        if pixels is None:
            pixels = ramp + random.random((bands, 900, 1100)) * 90
            pixels = pixels % 250 if dtype == "uint8" else pixels % 4000 if dtype == "uint16" else pixels
        after = {key: options.pop(key) for key in ("mask", "overviews", "statistics", "colormap") if key in options}
        with rasterio.open(path, "w", driver="GTiff", width=1100, height=900, count=bands, dtype=dtype, crs="EPSG:32633",
                           transform=from_origin(5e5, 5e6, 30, 30), **options) as d:
            if "colormap" in after:
                d.write_colormap(1, after["colormap"])
            d.write(pixels.astype(dtype))
            d.update_tags(A="b", TIFFTAG_SOFTWARE="made for a test")
            d.update_tags(ns="FOO", x="y")
            d.update_tags(1, one="1")
            d.set_band_description(1, "first")
            d.scales = (0.5,) * bands
            if "mask" in after:
                d.write_mask(after["mask"])
            if "statistics" in after:
                d.update_tags(1, **after["statistics"])
        if "overviews" in after:
            with rasterio.open(path, "r+") as d:
                d.build_overviews(after["overviews"], Resampling.mode)
        return path

    half = np.zeros((1, 900, 1100))
    half[0, :300] = ramp[:300]
    statistics = {"STATISTICS_MINIMUM": "1", "STATISTICS_MAXIMUM": "2", "STATISTICS_MEAN": "1.5", "STATISTICS_STDDEV": "0.5"}

    def seen_through(bands):
        """Colours or gray, and alpha of all sorts."""
        pixels = (ramp + random.random((bands, 900, 1100)) * 90) % 250
        pixels[-1] = np.where(pixels[-1] > 150, 255, np.where(pixels[-1] < 60, 0, pixels[-1]))
        return pixels

    nan = ramp[None].copy()
    nan[0, 100:200] = np.nan
    os.environ["GDAL_TIFF_INTERNAL_MASK"] = "YES"
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        return {
            "int16": make("int16", "int16"),
            "uint8": make("uint8", "uint8"),
            "uint16": make("uint16", "uint16"),
            "int32": make("int32", "int32"),
            "float32": make("float32", "float32"),
            "rgb": make("rgb", "uint8", 3, photometric="RGB"),
            "alpha": make("alpha", "uint8", 4, photometric="RGB", alpha="YES"),
            "gray_alpha": make("gray_alpha", "uint8", 2, pixels=seen_through(2), alpha="YES"),
            "premultiplied": make("premultiplied", "uint8", 4, pixels=seen_through(4), photometric="RGB", alpha="PREMULTIPLIED"),
            "alpha_mask": make("alpha_mask", "uint8", 4, pixels=seen_through(4), photometric="RGB", alpha="YES",
                               mask=(ramp > 2000).astype("uint8") * 255),
            "alpha_statistics": make("alpha_statistics", "uint8", 4, pixels=seen_through(4), photometric="RGB", alpha="YES", statistics=statistics),
            "alpha_overviews": make("alpha_overviews", "uint8", 4, pixels=seen_through(4), photometric="RGB", alpha="YES", tiled=True,
                                    overviews=[2, 4]),
            "palette": make("palette", "uint8", photometric="PALETTE", colormap={i: (i, 255 - i, 7, 255) for i in range(256)}),
            "nodata": make("nodata", "int16", nodata=0, pixels=half),
            "empty": make("empty", "int16", nodata=0, pixels=half * 0),
            "half_empty": make("half_empty", "int16", nodata=0, pixels=half),
            "nan": make("nan", "float32", nodata=float("nan"), pixels=nan),
            "mask": make("mask", "int16", mask=(ramp > 2000).astype("uint8") * 255),
            "with_overviews": make("with_overviews", "int16", tiled=True, overviews=[2, 4]),
            "with_statistics": make("with_statistics", "int16", statistics=statistics),
        }


def pairs(text):
    """Options over those that make cogsmith's defaults GDAL's; an empty value leaves one out."""
    options = {}
    for word in text.split():
        key, _, value = word.partition("=")
        options[key.upper()] = value
    return {key: value for key, value in options.items() if value}


def level(path, number):
    with rasterio.open(path, **({"overview_level": number} if number >= 0 else {})) as d:
        return d.shape, d.block_shapes, d.compression.name if d.compression else "none", d.read()


def seen(path):
    """What a reader sees of a file."""
    raw = Path(path).read_bytes()
    with rasterio.open(path) as d:
        structure = d.tags(ns="IMAGE_STRUCTURE")
        spaces = set(d.tag_namespaces()) - {"IMAGE_STRUCTURE", "DERIVED_SUBDATASETS"}
        bands = range(1, d.count + 1)
        out = {
            "BigTIFF": raw[2:4] == b"+\0",
            "structure": {k: structure.get(k) for k in
                          ("COMPRESSION", "INTERLEAVE", "PREDICTOR", "LAYOUT", "MAX_Z_ERROR", "COMPRESSION_REVERSIBILITY")},
            "overview resampling": structure.get("OVERVIEW_RESAMPLING"),
            "bits": [d.tags(b, ns="IMAGE_STRUCTURE").get("NBITS") for b in bands],
            "tags": {"": d.tags(), **{ns: d.tags(ns=ns) for ns in spaces}},
            "band tags": [d.tags(b) for b in bands],
            "descriptions": d.descriptions,
            "scales": d.scales,
            "colours": [c.name for c in d.colorinterp],
            "blocks": d.block_shapes,
            "overviews": d.overviews(1),
            "CRS": d.crs.to_epsg(),
            "GeoTIFF": geotiff_version(raw),
        }
        count = len(d.overviews(1))
    out["levels"] = [level(path, n)[:3] for n in range(count)]
    return out


def geotiff_version(raw):
    """KeyRevision and MinorRevision of the GeoKeyDirectory, of a little-endian file."""
    big = raw[2:4] == b"+\0"
    at = struct.unpack_from("<Q", raw, 8)[0] if big else struct.unpack_from("<I", raw, 4)[0]
    count = struct.unpack_from("<Q" if big else "<H", raw, at)[0]
    for i in range(count):
        entry = at + (8 + 20 * i if big else 2 + 12 * i)
        if struct.unpack_from("<H", raw, entry)[0] == 34735:
            where = struct.unpack_from("<Q", raw, entry + 12)[0] if big else struct.unpack_from("<I", raw, entry + 8)[0]
            return struct.unpack_from("<3H", raw, where)
    return None


def differences(ours, theirs):
    for key, value in theirs.items():
        mine = ours[key]
        if key == "band tags":
            if len(mine) != len(value):
                yield f"{len(mine)} bands, not {len(value)}"
            for band, (m, v) in enumerate(zip(mine, value)):
                yield from statistics(band + 1, m, v)
        elif mine != value:
            yield f"{key}: {mine}, GDAL has {value}"


def statistics(band, ours, theirs):
    for key in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(key), theirs.get(key)
        if mine == other:
            continue
        if key.startswith("STATISTICS_") and mine and other:
            mine, other = float(mine), float(other)
            if abs(mine - other) <= DIGITS * max(abs(mine), abs(other)):
                continue
        yield f"band {band}: {key} is {mine}, GDAL has {other}"


def cogsmith(binary, source, target, options):
    line = [binary, "create", source, target, "--quiet"]
    done = subprocess.run([str(word) for word in line + options], capture_output=True, text=True)
    return None if done.returncode == 0 else done.stderr.strip() or f"status {done.returncode}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    folder = args.keep or Path(tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    rasters = sources(folder)
    failures, later, done, expected = [], [], 0, 0
    ours, theirs = folder / "ours.tif", folder / "theirs.tif"
    for text, names in CASES:
        for name in names.split():
            label = f"{text or 'defaults'} of {name}"
            if args.only not in label:
                continue
            both = pairs(f"{LIKE_GDAL} {text}")
            problem = cogsmith(args.bin, rasters[name], ours, [w for k, v in both.items() for w in ("--co", f"{k}={v}")])
            if problem and NOT_YET.search(problem):
                later.append(label)
                continue
            done += 1
            if problem:
                failures.append(f"{label}: {problem}")
                continue
            try:
                rasterio.shutil.copy(rasters[name], theirs, driver="COG", **both)
            except (RasterioError, SystemError) as error:
                failures.append(f"{label}: GDAL cannot: {error}")
                continue
            found = list(differences(seen(ours), seen(theirs)))
            known = [any(re.search(case, label) and re.search(what, d) for case, what, _ in KNOWN) for d in found]
            failures += [f"{label}: {difference}" for difference, is_known in zip(found, known) if not is_known]
            expected += sum(known)
            if "OVERVIEWS=" in text or "RESAMPLING=" == text[-11:]:
                for number in range(-1, len(seen(theirs)["levels"])):
                    if not np.array_equal(level(ours, number)[3], level(theirs, number)[3]):
                        failures.append(f"{label}: other pixels in level {number + 1}")
    for profile, name in PROFILES.items():
        label = f"profile {profile}"
        if args.only not in label:
            continue
        problem = cogsmith(args.bin, rasters[name], ours, ["--profile", profile, "--overview-resampling", "nearest"])
        if problem and NOT_YET.search(problem):
            later.append(label)
            continue
        done += 1
        if problem:
            failures.append(f"{label}: {problem}")
            continue
        with rasterio.Env(GDAL_TIFF_OVR_BLOCKSIZE=512):
            cog_translate(rasters[name], theirs, cog_profiles.get(profile), quiet=True, in_memory=True)
        mine, other = seen(ours), seen(theirs)
        for key in ("structure", "blocks", "colours", "levels"):
            was, now = other[key], mine[key]
            if key == "levels":  # rio-cogeo stops once the shorter side fits into a block.
                now = now[: len(was)]
            if key == "structure":  # The predictor is no matter of a profile.
                was, now = ({k: v for k, v in d.items() if k != "PREDICTOR"} for d in (was, now))
            if was != now:
                failures.append(f"{label}: {key} is {now}, rio-cogeo has {was}")
    for text in REFUSED:
        if args.only not in text:
            continue
        done += 1
        ours.unlink(missing_ok=True)
        problem = cogsmith(args.bin, rasters["int16"], ours, [w for word in text.split() for w in ("--co", word)])
        if not problem or ours.exists():
            failures.append(f"{text}: it is not refused")
    for failure in failures:
        print(failure)
    for label in later:
        print(f"not written by this build: {label}")
    print(f"{done} cases, {len(failures)} differences, {expected} known ones, {len(later)} not written by this build")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
