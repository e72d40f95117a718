#!/usr/bin/env python3
"""Makes GeoTIFFs, has GDAL's COG driver and cogsmith make a COG of each with the same options, and compares the bytes.

    check_identity.py --bin target/release/cogsmith [--all] [--only SUBSTRING] [--keep FOLDER] [--list]

Two files are the same, byte for byte, or differ in what `DIFFERENCES` names and in nothing else: what is left once that is set
aside (the sequence of everything in the file with its length, directories, field types, ghost area, order of values and of
blocks) must be equal, and so must the pixels and masks of every level as GDAL reads them. A difference that no case shows is an
error, too, so that the list stays as short as it can be. `--all` takes far more of the combinations.
Needs rasterio 1.5 (GDAL 3.12). Exit status 1 when anything fails.
"""
import argparse, collections, concurrent.futures, itertools, os, random, struct, subprocess, sys, tempfile, warnings
import xml.etree.ElementTree as xml
from pathlib import Path

os.environ.update(GDAL_PAM_ENABLED="NO", GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR", CPL_LOG=os.devnull)
warnings.simplefilter("ignore")
import numpy as np
import rasterio
import rasterio.shutil
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS
from rasterio.transform import Affine, from_origin

DIFFERENCES = {
    "payload": "Compressed blocks, those of masks among them: another encoder finds other bytes for the same pixels. Lengths, offsets "
               "and the types of arrays that hang on lengths follow from it.",
    "keys": "GeoKeys are the source's, number for number. GDAL makes them anew of what it understood, which adds names and units to "
            "short keys, and drops what it did not understand. A version that is asked for is set.",
    "metadata": "Metadata of every domain are kept. GDAL's COG driver drops all domains but the default one.",
    "empty": "With SPARSE_OK, every block that reads the same without being stored is left out. GDAL stores some: masks and samples of "
             "fewer than 8 bits at the right edge, those of 9 to 15 or 17 to 31 bits, 16-bit floats, complex zeros, 64-bit nodata. And "
             "GDAL leaves out zeros of 64-bit integers that have another nodata, which then read as nodata.",
    "nodata of 64 bits": "Overviews say the nodata of 64-bit integers, too; GDAL's do not.",
    "bilevel": "One band of one bit stays a gray band. GDAL makes a palette of it, black and white.",
    "padding": "Where samples of odd widths lie by pixels, what a block has beyond the image is 0; in GDAL's files it is what happened "
               "to be there.",
    "complex overviews": "Overviews of complex samples are made of the overview before them, as all others are. GDAL makes these of the "
                         "full resolution.",
    "alpha under nodata": "The average of an alpha band heeds nodata as that of any band does. GDAL takes all of the band for valid, and "
                          "changes averages that are nodata.",
}
# Cases whose pixels differ, too, because GDAL's are wrong, and why.
OTHER_PIXELS = {"int64 zeros under nodata": "zeros become nodata in GDAL's sparse file"}

TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64", "complex_int16", "complex64", "complex128")
SIZES = {1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 6: "b", 7: "s", 8: "h", 9: "i", 10: "ii", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
OFFSETS, COUNTS, METADATA, NODATA, KEYS = 324, 325, 42112, 42113, (34735, 34736, 34737)


# ---- what to make ----

def pixels(dtype, bands, width, height, fill, most):
    """Smooth, with some noise; the upper left part and a column at the right are `fill`."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[:height, :width]
    planes = np.stack([(x * 3 + y * 2 + 40 * b + rng.integers(0, 9, (height, width))) % most for b in range(bands)])
    planes[:, : height * 3 // 4, : width * 3 // 4] = fill if not isinstance(fill, float) or fill == fill else 0
    planes[:1, :, width - max(1, width // 9) :] = fill if not isinstance(fill, float) or fill == fill else 0
    data = planes.astype("complex64" if dtype == "complex_int16" else dtype)
    if isinstance(fill, float) and fill != fill:
        data[:, : height * 3 // 4, : width * 3 // 4] = np.nan
    return data


def make(path, dtype="uint8", bands=1, size=(150, 131), nodata=None, mask=False, fill=None, after=None, most=101, **options):
    width, height = size
    data = pixels(dtype, bands, width, height, (nodata or 0) if fill is None else fill, most)
    profile = dict(driver="GTiff", width=width, height=height, count=bands, dtype=dtype, nodata=nodata) | options
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "w", **profile) as d:
        d.write(data)
        if mask:
            d.write_mask((np.add.outer(np.arange(height), np.arange(width)) % 97 > width // 4).astype("uint8") * 255)
        if after:
            after(d)


def flags(options):
    """GDAL's options as those of `cogsmith create`."""
    names = dict(COMPRESS="compress", BLOCKSIZE="blocksize", INTERLEAVE="interleave", BIGTIFF="bigtiff", NBITS="nbits", LEVEL="level",
                 OVERVIEW_RESAMPLING="overview-resampling", GEOTIFF_VERSION="geotiff-version", OVERVIEW_COUNT="overview-count",
                 OVERVIEW_COMPRESS="overview-compress", PREDICTOR="predictor", OVERVIEW_PREDICTOR="overview-predictor")
    values = {"STANDARD": "2", "FLOATING_POINT": "3"}
    for name, value in options.items():
        if name == "OVERVIEW_RESAMPLING" and options.get("OVERVIEWS") == "NONE":
            continue  # cogsmith refuses what changes nothing
        if name == "SPARSE_OK":
            yield from ["--sparse"] if value == "YES" else []
        elif name == "OVERVIEWS":
            yield from ["--overview-count", "0"]
        elif "PREDICTOR" in name:
            yield from [f"--{names[name]}", {"NO": "none", "YES": "auto"}.get(value, values.get(value))]
        else:
            yield from [f"--{names[name]}", str(value).lower().replace("_", "-")]


BASE = dict(COMPRESS="NONE", BLOCKSIZE=64, OVERVIEW_RESAMPLING="NEAREST", PREDICTOR="NO")


def plain():
    """Everything with everything: uncompressed, without masks or metadata."""
    axes = dict(
        dtype=TYPES, bands=(1, 3, 4), nodata=(None, 0, 7, "nan"), INTERLEAVE=("PIXEL", "BAND", "TILE"), SPARSE_OK=("NO", "YES"),
        BIGTIFF=("NO", "YES", "IF_NEEDED"), size=((150, 131), (64, 64), (1, 97), (333, 40), (129, 65)), OVERVIEW_RESAMPLING=("NEAREST", "AVERAGE", "CUBIC"),
        BLOCKSIZE=(16, 64, 80, 128))
    for values in itertools.product(*axes.values()):
        choice = dict(zip(axes, values))
        if choice["nodata"] == "nan" and choice["dtype"] not in ("float32", "float64"):
            continue
        if choice["OVERVIEW_RESAMPLING"] != "NEAREST" and choice["dtype"].startswith("complex"):
            continue
        if choice["bands"] == 1 and choice["INTERLEAVE"] != "PIXEL":
            continue
        if choice["nodata"] == "nan" and choice["OVERVIEW_RESAMPLING"] == "CUBIC":
            continue  # GDAL 3.12.2 spreads NaN over the overview, as check_overviews.py has it
        if choice["nodata"] == "nan":
            choice["nodata"] = float("nan")
        yield ("plain " + " ".join(str(v) for v in choice.values()),
               {k: choice[k] for k in choice if k.islower()}, {k: choice[k] for k in choice if k.isupper()})


def metadata(d):
    d.update_tags(B="2", A="1 <&\"'> ü", TIFFTAG_SOFTWARE="none", TIFFTAG_IMAGEDESCRIPTION="of no place")
    d.update_tags(1, b="z", a="y", STATISTICS_MINIMUM="0", STATISTICS_MAXIMUM="9", STATISTICS_MEAN="3.5", STATISTICS_STDDEV="1")
    d.scales, d.offsets, d.units, d.descriptions = (2, 1, 1), (0.5, 0, 0), ("m", "", ""), ("x", None, "z")


def domains(d):
    d.update_tags(ns="ZED", x="1")
    d.update_tags(2, ns="ABE", y="2")


def colours(d):
    d.write_colormap(1, {i: (i, 255 - i, i // 2, 255) for i in range(256)})


RPCS = {k: str(i + 0.5) for i, k in enumerate(
    "LINE_OFF SAMP_OFF LAT_OFF LONG_OFF HEIGHT_OFF LINE_SCALE SAMP_SCALE LAT_SCALE LONG_SCALE HEIGHT_SCALE".split())}
RPCS |= {k: " ".join(str(i + 1) for i in range(20)) for k in ("LINE_NUM_COEFF", "LINE_DEN_COEFF", "SAMP_NUM_COEFF", "SAMP_DEN_COEFF")}
GCPS = [GroundControlPoint(0, 0, 10, 50, 1), GroundControlPoint(0, 40, 12, 50, 2), GroundControlPoint(30, 0, 10, 48, 3)]
NORTH_UP = from_origin(500000, 5000000, 10, 10)
LAEA = "+proj=laea +lat_0=10 +lon_0=20 +a=6378137 +rf=298"


def special():
    for big in ("NO", "YES"):
        for interleave in ("PIXEL", "BAND", "TILE"):
            yield f"metadata {interleave} {big}", dict(bands=3, after=metadata), dict(INTERLEAVE=interleave, BIGTIFF=big)
        yield f"colour table {big}", dict(photometric="palette", after=colours), dict(BIGTIFF=big)
        yield f"rgb {big}", dict(bands=3, photometric="rgb"), dict(BIGTIFF=big)
        yield f"transform alone {big}", dict(transform=NORTH_UP), dict(BIGTIFF=big)
        yield f"rotated {big}", dict(transform=Affine(10, 1, 500000, 2, -10, 5000000), crs="EPSG:32633"), dict(BIGTIFF=big)
        yield f"gcps {big}", dict(gcps=GCPS, crs="EPSG:4326"), dict(BIGTIFF=big)
        yield f"rpcs {big}", dict(after=lambda d: d.update_tags(ns="RPC", **RPCS)), dict(BIGTIFF=big)
    yield "domains", dict(bands=3, after=domains), {}
    yield "domains of a band in tiles", dict(bands=3, after=domains), dict(INTERLEAVE="TILE")
    yield "point", dict(transform=NORTH_UP, crs="EPSG:32633", after=lambda d: d.update_tags(AREA_OR_POINT="Point")), {}
    yield "point without a crs", dict(transform=NORTH_UP, after=lambda d: d.update_tags(AREA_OR_POINT="Point")), {}
    yield "resolution", dict(after=lambda d: d.update_tags(TIFFTAG_XRESOLUTION="72", TIFFTAG_YRESOLUTION="72.5", TIFFTAG_RESOLUTIONUNIT="2", TIFFTAG_DATETIME="2020:01:02 03:04:05", TIFFTAG_ARTIST="me")), {}
    for interleave in ("PIXEL", "BAND", "TILE"):
        yield f"rgba {interleave}", dict(bands=4), dict(INTERLEAVE=interleave, OVERVIEW_RESAMPLING="AVERAGE")
        yield f"many bands {interleave}", dict(bands=30, dtype="uint16"), dict(INTERLEAVE=interleave)
    for crs in ("EPSG:32633", "EPSG:4326", "EPSG:4979", "EPSG:7415", "EPSG:9518", "EPSG:3857", "EPSG:4978", "EPSG:31467", LAEA):
        for version in ("AUTO", "1.0", "1.1"):
            if (crs, version) != ("EPSG:4979", "1.0"):  # cogsmith refuses, GDAL forgets the third dimension
                yield f"crs {crs} {version}", dict(transform=NORTH_UP, crs=CRS.from_user_input(crs)), dict(GEOTIFF_VERSION=version)
    yield "alpha under nodata", dict(bands=4, nodata=7), dict(INTERLEAVE="BAND", OVERVIEW_RESAMPLING="AVERAGE")
    yield "no overviews", {}, dict(OVERVIEWS="NONE")
    for count in (1, 2, 9):
        yield f"{count} overviews", dict(nodata=7), dict(OVERVIEW_COUNT=count)
    for dtype, bits in [("uint8", b) for b in range(1, 9)] + [("uint16", b) for b in (9, 12, 15, 16)] + [("uint32", b) for b in (17, 24, 31)] + [("float32", 16)]:
        most = 256 if dtype == "uint8" else 60000
        for method in ("NEAREST", "AVERAGE"):
            yield f"{bits} bits of {dtype} {method}", dict(dtype=dtype, most=most, size=(150, 131)), dict(NBITS=bits, OVERVIEW_RESAMPLING=method)
        yield f"{bits} bits of {dtype} of 3 bands", dict(dtype=dtype, bands=3, most=most), dict(NBITS=bits)
        yield f"{bits} bits of {dtype} in the source", dict(dtype=dtype, most=min(most, 2**bits), nbits=bits), {}
        yield f"{bits} bits of {dtype} sparse", dict(dtype=dtype, most=most), dict(NBITS=bits, SPARSE_OK="YES")
    yield "float32 that is rounded to 16 bits", dict(dtype="float32", nbits=16, most=6000), dict(OVERVIEW_RESAMPLING="AVERAGE")
    for dtype in TYPES:
        if not dtype.startswith("complex"):
            yield f"sparse zeros of {dtype}", dict(dtype=dtype, fill=0, most=1), dict(SPARSE_OK="YES")
            yield f"sparse nodata of {dtype}", dict(dtype=dtype, nodata=7), dict(SPARSE_OK="YES")
    yield "complex zeros", dict(dtype="complex64"), dict(SPARSE_OK="YES")
    yield "int64 zeros under nodata", dict(dtype="int64", nodata=7, fill=0), dict(SPARSE_OK="YES")
    for interleave, sparse, bands in itertools.product(("PIXEL", "BAND", "TILE"), ("NO", "YES"), (1, 3)):
        for nodata, method in ((None, "NEAREST"), (7, "NEAREST"), (None, "AVERAGE")):
            if bands > 1 or interleave == "PIXEL":
                yield (f"mask {interleave} {sparse} {bands} {nodata} {method}", dict(bands=bands, mask=True, nodata=nodata),
                       dict(INTERLEAVE=interleave, SPARSE_OK=sparse, OVERVIEW_RESAMPLING=method))
    for compress, interleave, dtype in itertools.product(("LZW", "DEFLATE"), ("PIXEL", "BAND", "TILE"), ("uint8", "int16", "float32")):
        for predictor in ("NO", "YES"):
            yield (f"{compress} {interleave} {dtype} {predictor}", dict(bands=3, dtype=dtype),
                   dict(COMPRESS=compress, INTERLEAVE=interleave, PREDICTOR=predictor))
        yield f"sparse {compress} {interleave} {dtype}", dict(bands=3, dtype=dtype), dict(COMPRESS=compress, INTERLEAVE=interleave, SPARSE_OK="YES")
    # Alpha that JPEG would spoil becomes a mask.
    for bands, interleave, method in itertools.product((2, 4), ("PIXEL", "BAND"), ("NEAREST", "AVERAGE", "BILINEAR", "CUBIC")):
        alpha = dict(bands=bands, photometric="rgb" if bands == 4 else "minisblack", alpha="yes", most=256)
        jpeg = dict(COMPRESS="JPEG", INTERLEAVE=interleave, OVERVIEW_RESAMPLING=method)
        yield f"JPEG of {bands} bands with alpha {interleave} {method}", alpha, jpeg
        if method in ("NEAREST", "CUBIC"):
            yield f"JPEG of {bands} bands with alpha and a mask {interleave} {method}", alpha | dict(mask=True), jpeg
            yield f"sparse JPEG of {bands} bands with alpha {interleave} {method}", alpha, jpeg | dict(SPARSE_OK="YES", BIGTIFF="YES")
    yield "JPEG with alpha under nodata", dict(bands=4, photometric="rgb", alpha="yes", nodata=7), dict(COMPRESS="JPEG")
    yield "JPEG of four bands without alpha", dict(bands=4, photometric="rgb", alpha="unspecified"), dict(COMPRESS="JPEG")
    yield "overviews compressed otherwise", dict(nodata=7), dict(OVERVIEW_COMPRESS="LZW", OVERVIEW_PREDICTOR="STANDARD")
    yield "overviews not compressed", dict(mask=True), dict(COMPRESS="LZW", PREDICTOR="STANDARD", OVERVIEW_COMPRESS="NONE", OVERVIEW_PREDICTOR="NO")
    yield "overviews predicted otherwise", dict(dtype="int16"), dict(COMPRESS="DEFLATE", PREDICTOR="NO", OVERVIEW_PREDICTOR="STANDARD")


# ---- what is in a file ----

class Cog:
    """All parts of a file in their order, and its directories."""

    def __init__(self, data):
        self.data = data
        big = data[2] == 43
        self.offset, entry, head = ("Q", 20, 8) if big else ("I", 12, 2)
        ghost_at = 16 if big else 8
        size = int(data[ghost_at + 30 : ghost_at + 36])
        self.ghost = data[ghost_at : ghost_at + 43 + size]
        self.parts = [(0, ghost_at, "header"), (ghost_at, 43 + size, "ghost")]
        self.directories = []
        (at,) = struct.unpack_from("<" + self.offset, data, ghost_at // 2)
        while at:
            number, fields = len(self.directories), {}
            (n,) = struct.unpack_from("<" + ("Q" if big else "H"), data, at)
            end = at + head + n * entry
            (following,) = struct.unpack_from("<" + self.offset, data, end)
            self.parts.append((at, end + ghost_at // 2 - at, ("directory", number)))
            for i in range(n):
                here = at + head + i * entry
                tag, kind = struct.unpack_from("<HH", data, here)
                (count,) = struct.unpack_from("<" + self.offset, data, here + 4)
                value_at, code = here + entry - ghost_at // 2, SIZES[kind]
                length = struct.calcsize(f"<{count}s" if code == "s" else "<" + code * count)
                if length > ghost_at // 2:
                    (value_at,) = struct.unpack_from("<" + self.offset, data, value_at)
                    self.parts.append((value_at, length, ("value", number, tag)))
                raw = data[value_at : value_at + length]
                fields[tag] = (kind, count, raw if code == "s" else struct.unpack("<" + code * count, raw))
            self.directories.append(fields)
            at = following
        for number, fields in enumerate(self.directories):
            for block, (at, length) in enumerate(zip(fields[OFFSETS][2], fields[COUNTS][2])):
                if length:
                    leader = struct.unpack_from("<I", data, at - 4)[0]
                    payload = data[at : at + length]
                    trailer = payload[-4:] + b"\0" * (4 - min(4, length))
                    assert leader == length and data[at + length : at + length + 4] == trailer, f"frame of block {block} of {number}"
                    self.parts.append((at - 4, length + 8, ("block", number, block)))
        self.parts.sort(key=lambda part: part[0])
        end = 0
        self.gaps = {}
        for at, length, label in self.parts:
            assert at - end in (0, 1) and not any(data[end:at]), f"{at - end} bytes before {label}"
            self.gaps[label], end = at - end, at + length
        assert end == len(data), f"{len(data) - end} bytes after all"

    def payload(self, directory, block):
        fields = self.directories[directory]
        at, length = fields[OFFSETS][2][block], fields[COUNTS][2][block]
        return self.data[at : at + length]


def items(fields):
    text = fields.get(METADATA, (2, 0, b""))[2].rstrip(b"\0")
    root = xml.fromstring(text.decode()) if text else []
    return [(tuple(sorted(item.attrib.items())), item.text) for item in root]


def of_raw_blocks(fields, block):
    """Why the bytes of a block that is not compressed may differ; None if there is no reason."""
    number = lambda tag: fields[tag][2][0]
    is_overview = 254 in fields
    across = -(-number(256) // number(322))
    row, column = divmod(block % (across * -(-number(257) // number(323))), across)
    is_partial = (column + 1) * number(322) > number(256) or (row + 1) * number(323) > number(257)
    if is_overview and number(339) in (5, 6):
        return "complex overviews"
    if is_overview and NODATA in fields and {1, 2} & set(fields.get(338, (0, 0, ()))[2]):
        return "alpha under nodata"
    if is_partial and number(258) not in (8, 16, 32, 64, 128) and number(277) > 1 and number(284) == 1:
        return "padding"
    return None


def compare(ours, theirs):
    """The names of the differences, and complaints about all that they do not explain."""
    found, complaints = set(), []
    if len(ours.directories) != len(theirs.directories):
        return found, [f"{len(ours.directories)} directories, not {len(theirs.directories)}"]
    if ours.ghost != theirs.ghost or ours.data[:4] != theirs.data[:4]:
        complaints.append("header or ghost area")
    aside, loose_directories = set(), set()
    for number, (a, b) in enumerate(zip(ours.directories, theirs.directories)):
        is_coded = a[259][2] != (1,)
        for tag in sorted(a.keys() | b.keys()):
            x, y = a.get(tag), b.get(tag)
            if tag == OFFSETS:
                if x[:2] != y[:2]:
                    complaints.append(f"type or count of the offsets of directory {number}: {x[:2]}, not {y[:2]}")
            elif tag == COUNTS:
                if x[:2] != y[:2]:
                    complaints.append(f"type or count of the lengths of directory {number}: {x[:2]}, not {y[:2]}")
                for block, (m, n) in enumerate(zip(x[2], y[2])):
                    if (m > 0) != (n > 0):
                        found.add("empty")
                        aside.add(("block", number, block))
                    elif m and ours.payload(number, block) != theirs.payload(number, block):
                        reason = "payload" if is_coded else of_raw_blocks(a, block)
                        found.update([reason] if reason else [])
                        complaints += [] if reason else [f"block {block} of directory {number}"]
            elif x == y:
                continue
            elif tag in KEYS and number == 0:
                found.add("keys")
                aside.add(("value", 0, tag))
                loose_directories.add(0)
            elif tag == NODATA and y is None and number > 0 and a[258][2][0] == 64:
                found.add("nodata of 64 bits")
                aside.add(("value", number, tag))
                loose_directories.add(number)
            elif tag in (262, 320) and a[258][2] == (1,) and a[262][2] == (1,) and b[262][2] == (3,):
                found.add("bilevel")
                aside.add(("value", number, 320))
                loose_directories.add(number)
            elif tag == METADATA and number == 0 and [i for i in items(a) if dict(i[0]).get("domain") in (None, "IMAGE_STRUCTURE")] == items(b):
                found.add("metadata")
                aside.add(("value", 0, tag))
                loose_directories.add(0)
            else:
                complaints.append(f"field {tag} of directory {number}: {str(x)[:300]}, not {str(y)[:300]}")

    def sequence(cog):
        for _, length, label in cog.parts:
            if label in aside:
                continue
            loose = label[0] == "block" and "payload" in found or label[0] == "directory" and label[1] in loose_directories
            # A byte of padding hangs on the lengths before it.
            yield label, None if loose else length, None if found else cog.gaps[label]

    a, b = list(sequence(ours)), list(sequence(theirs))
    if a != b:
        complaints.append(f"order: {next((x, y) for x, y in itertools.zip_longest(a, b) if x != y)}")
    if not found and ours.data != theirs.data:
        complaints.append("bytes that belong to nothing")
    return found, complaints


def levels(path):
    with rasterio.open(path) as d:
        factors = d.overviews(1)
    for level in range(-1, len(factors)):
        with rasterio.open(path, **({} if level < 0 else {"overview_level": level})) as d:
            yield d.read(), d.read_masks()


def same_pixels(ours, theirs, found):
    def same(a, b):
        return a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")

    for number, pair in enumerate(itertools.zip_longest(levels(ours), levels(theirs))):
        if None in pair or number and found & {"complex overviews", "alpha under nodata"}:
            return None not in pair
        (pixels, masks), (their_pixels, their_masks) = pair
        without_nodata = number and "nodata of 64 bits" in found
        if not same(pixels, their_pixels) or not without_nodata and not same(masks, their_masks):
            return False
    return True


# ---- the run ----

def run(args, folder, number, case):
    name, source, options = case
    options = BASE | options
    src, theirs, ours = (folder / f"{number}.{kind}.tif" for kind in ("src", "gdal", "ours"))
    make(src, **source)
    rasterio.shutil.copy(src, theirs, driver="COG", **{k: str(v) for k, v in options.items()})
    done = subprocess.run([args.bin, "create", src, ours, "--quiet", *flags(options)], capture_output=True, text=True)
    if done.returncode:
        return name, set(), [f"cogsmith: {done.stderr.strip()}"]
    a, b = ours.read_bytes(), theirs.read_bytes()
    try:
        found, complaints = (set(), []) if a == b else compare(Cog(a), Cog(b))
    except AssertionError as error:
        found, complaints = set(), [str(error)]
    if a != b and not complaints and name not in OTHER_PIXELS and not same_pixels(ours, theirs, found):
        complaints.append("the pixels differ")
    if not args.keep:
        for path in (src, theirs, ours):
            path.unlink()
    return name, found, complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    parser.add_argument("--list", action="store_true", help="name the cases that differ, and in what")
    args = parser.parse_args()
    cases = list(plain())
    cases = random.Random(1).sample(cases, 6000 if args.all else 300) + list(special())
    cases = [case for case in cases if args.only in case[0]]
    shown, failed, same = collections.Counter(), 0, 0
    with tempfile.TemporaryDirectory() as temporary, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = Path(args.keep or temporary)
        folder.mkdir(exist_ok=True)
        for number, (name, found, complaints) in enumerate(pool.map(lambda c: run(args, folder, *c), enumerate(cases))):
            shown.update(found)
            same += not found and not complaints
            if complaints:
                failed += 1
                print(f"FAILED {number} {name}: {'; '.join(complaints[:4])}")
            elif found and args.list:
                print(f"{number} {name}: {', '.join(sorted(found))}")
    print(f"{len(cases)} COGs: {same} the same byte for byte, {failed} failed; " + ", ".join(f"{n} {k}" for k, n in sorted(shown.items())))
    unseen = [name for name in DIFFERENCES if not shown[name]] if not args.only else []
    for name in unseen:
        print(f"no case shows the difference '{name}'")
    return 1 if failed or unseen or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
