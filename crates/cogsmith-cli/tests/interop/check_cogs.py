#!/usr/bin/env python3
"""Makes COGs of many files with cogsmith and has GDAL, rio-cogeo and a second reading of the rules judge them.

    check_cogs.py --bin target/release/cogsmith [--corpus DIR] [--model FILE] [--count 300] [--only SUBSTRING] [--keep DIR]

Sources: every sound file of testdata/ and, where a corpus is given (a folder with manifest.json and generated.json, which tell
of each file what is in it), a choice of `--count` of its files that spreads over layouts, types, byte orders, codecs, masks,
colour maps and coordinate systems. Beside each COG, GDAL's COG driver makes one of the same source: the twin. What must hold:

  pixels       each band, the mask and its flags as in the source
  meaning      CRS, transform, GCPs, RPCs, nodata, colour maps and interpretation, scales, offsets, units, descriptions, tags of
               every domain. A tag may be missing or new only where it is so in the twin, too
  overviews    GDAL's sizes; pixels those of the twin, and on small images those of the model (a module with `near` and `avg`), too;
               where the twin is no yardstick (see `distrust`) the model alone decides. NaN nodata needs no exception: GDAL 3.12
               spoils it with its smoother kernels, but not with nearest and average
  layout       GDAL says LAYOUT=COG and the codec and block size that were asked for; cog_rules finds no fault; rio-cogeo none
               and, strictly, no warning

And every broken file of testdata/ must be refused without a panic and without leaving a file behind.
Needs Python 3.12 and rasterio 1.5 (GDAL 3.12); rio-cogeo is asked if it is there. Exit status 1 when anything fails.
"""
import argparse, concurrent.futures, importlib.util, json, os, subprocess, sys, tempfile, warnings
from itertools import combinations
from pathlib import Path

os.environ.update(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR", GDAL_PAM_ENABLED="NO", CPL_LOG=os.devnull)
warnings.simplefilter("ignore")
import numpy as np
import rasterio
import rasterio.shutil
from rasterio.enums import MaskFlags

import cog_rules

try:
    from rio_cogeo.cogeo import cog_validate
except ImportError:
    cog_validate = None

HERE = Path(__file__).resolve().parent
TESTDATA = HERE.parents[3] / "testdata"
CODECS = ("NONE", "LZW", "DEFLATE", "DEFLATE_OLD", "PACKBITS", "ZSTD", "LZMA", "LERC", "JPEG", "WEBP", "CCITTRLE", "CCITTFAX3", "CCITTFAX4")
WRITTEN = ("deflate", "lzw", "none", "zstd", "lerc", "packbits", "lerc_zstd", "lzma", "lerc_deflate")
LERC_TYPES = {"uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"}
RAW_LIMIT = 6_000_000
MODEL_LIMIT = 40_000
# Domains that tell of the file as a container, not of the raster, or of a directory that GDAL's COGs do not carry either.
CONTAINER = {"IMAGE_STRUCTURE", "DERIVED_SUBDATASETS", "SUBDATASETS", "EXIF"}


# GDAL is no yardstick for these.
EXCUSED = {
    "fax_rle_words.tif",  # libtiff takes words for full where it has looked ahead
}


# ---- what to make ----

def candidates(corpus):
    entries = [e for name in ("manifest.json", "generated.json") for e in json.loads((corpus / name).read_text())]
    for entry in sorted(entries, key=lambda e: e["name"]):
        variant = entry["variant"]
        fits = entry["width"] and entry["width"] * entry["height"] * entry["count"] * int(variant["pixel_dtype"][-1]) <= RAW_LIMIT
        if fits and entry["expect"] in ("exact", "tolerant") and entry["tier"] < 3 and not entry.get("disputed") \
                and variant["compression"] in CODECS and variant["photometric"] != "CMYK":
            yield entry
# Fixtures that GDAL gives only as colours for a screen.
UNREAD = "codec_jpeg_old_"


def traits(entry):
    variant = entry["variant"]
    keys = ("byte_order", "variant", "compression", "predictor", "planar", "layout", "photometric", "has_mask", "has_alpha",
            "has_nodata", "has_gcps", "has_rpc", "has_colormap", "pixel_dtype", "samples", "has_overviews")
    return {**{key: variant.get(key) for key in keys}, "bits": variant["bits"][0], "crs": entry["crs_epsg"],
            "nan": str(entry["nodata"]) == "nan", "sparse": bool(variant["sparse_blocks"]),
            "odd": entry["width"] % 2 + 2 * (entry["height"] % 2)}


def spread(entries, count):
    """`count` of the entries such that traits, and pairs of traits, are as many as may be; the same ones every time."""
    def merits(entry):
        pairs = sorted((key, str(value)) for key, value in traits(entry).items())
        return {*((pair, None) for pair in pairs), *combinations(pairs, 2)}
    left = {e["name"]: (e, merits(e)) for e in entries}
    seen, chosen = set(), []
    while left and len(chosen) < count:
        name = max(left, key=lambda n: sum(10 if b is None else 1 for a, b in left[n][1] - seen))
        entry, merit = left.pop(name)
        seen |= merit
        chosen.append(entry)
    return chosen


def plan(args):
    """[(source, options)]: each file with the next codec in turn, and with both resamplings where it has overviews."""
    sources = []
    if args.corpus:
        entries = list(candidates(args.corpus))
        large = [e for e in entries if max(e["width"], e["height"]) > 128]
        chosen = spread(large, args.count * 7 // 10)
        names = {e["name"] for e in chosen}
        chosen += spread([e for e in entries if e["name"] not in names], args.count - len(chosen))
        sources += [args.corpus / e["path"] for e in chosen]
    fixtures = json.loads((TESTDATA / "fixtures.json").read_text())
    sources += [TESTDATA / "terrain.tif", *(TESTDATA / e["file"] for e in fixtures if "error" not in e and not e["file"].startswith(UNREAD))]
    jobs = []
    for number, source in enumerate(sources):
        with rasterio.open(source) as d:
            lerc = set(d.dtypes) <= LERC_TYPES and not any(d.tags(b, ns="IMAGE_STRUCTURE").get("NBITS") for b in d.indexes)
            written = [codec for codec in WRITTEN if lerc or not codec.startswith("lerc")]
            extent = max(d.width, d.height)
            discrete = d.dtypes[0].startswith("complex") or any(i.name == "palette" for i in settled(d).colorinterp)
        blocksize = 64 if extent <= 128 else 512 if extent > 2048 else 256 if extent > 512 and number % 2 else 128
        methods = ("nearest",) if discrete else ("nearest", "average") if extent > blocksize else ("average",)
        for turn, method in enumerate(methods):
            jobs.append((source, {"compress": written[(number + turn) % len(written)], "blocksize": blocksize, "resampling": method}))
    return [job for job in jobs if args.only in job[0].name and job[0].name not in EXCUSED]


def settled(dataset):
    """The dataset, once a complaint of PROJ about its CRS is over: rasterio raises it from whatever call comes next."""
    try:
        dataset.colorinterp
    except Exception:
        pass
    return dataset


def make(args, source, target, options):
    """None, or why there is no COG."""
    if args.make == "gdal":
        return twin(source, target, options)
    command = [args.bin, "create", source, target, "--compress", options["compress"].replace("_", "-"),
               "--overview-resampling", options["resampling"], "--blocksize", str(options["blocksize"])]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    return None if done.returncode == 0 else f"create: exit {done.returncode}: {done.stderr.strip()[-200:]}"


def twin(source, target, options):
    # GDAL makes no COGs of PackBits.
    compress = "deflate" if options["compress"] == "packbits" else options["compress"]
    try:
        rasterio.shutil.copy(str(source), str(target), driver="COG", strict=False, compress=compress,
                             blocksize=options["blocksize"], overview_resampling=options["resampling"], overviews="IGNORE_EXISTING")
    except Exception as error:
        return f"GDAL: {error}"


# ---- what must hold ----

def same(a, b):
    if a.shape != b.shape:
        return False
    return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc" and b.dtype.kind in "fc")


def pixels_of(source, cog):
    if (cog.width, cog.height, cog.count) != (source.width, source.height, source.count):
        yield f"shape {cog.width} × {cog.height} × {cog.count}, not {source.width} × {source.height} × {source.count}"
        return
    for band in range(1, source.count + 1):
        was, now = source.read(band), cog.read(band)
        if was.dtype == np.float16:
            was = was.astype(now.dtype)
        if was.dtype != now.dtype:
            yield f"band {band} is {now.dtype}, not {was.dtype}"
        elif not same(was, now):
            yield f"pixels of band {band} differ in {np.count_nonzero(~((was == now) | ((was != was) & (now != now))))} places"
    if cog.mask_flag_enums != source.mask_flag_enums:
        yield f"mask flags {cog.mask_flag_enums[0]}, not {source.mask_flag_enums[0]}"
    if not same(cog.dataset_mask(), source.dataset_mask()):
        yield "the mask differs"


def near(a, b):
    return len(a) == len(b) and all(abs(p - q) <= 1e-12 * max(abs(p), abs(q), 1e-3) for p, q in zip(a, b))


def number_equal(a, b):
    return a == b or a is not None and b is not None and (a != a and b != b)


def meaning(source, cog, other):
    """`other` is the twin, or None."""
    if not all(map(number_equal, cog.nodatavals, source.nodatavals)):
        yield f"nodata {cog.nodatavals}, not {source.nodatavals}"
    for name in ("scales", "offsets", "units", "descriptions", "colorinterp"):
        was, now = getattr(source, name), getattr(cog, name)
        if was != now:
            yield f"{name} {now}, not {was}"
    if cog.crs != source.crs or (cog.crs and cog.crs.to_wkt(version="WKT2_2019") != source.crs.to_wkt(version="WKT2_2019")):
        yield f"CRS {cog.crs}, not {source.crs}"
    if not near(cog.transform.to_gdal(), source.transform.to_gdal()):
        yield f"transform {cog.transform.to_gdal()}, not {source.transform.to_gdal()}"
    was, now = ([(g.row, g.col, g.x, g.y, g.z) for g in d.gcps[0]] for d in (source, cog))
    if len(was) != len(now) or not all(map(near, was, now)):
        yield f"{len(now)} GCPs, not the {len(was)} of the source"
    if source.gcps[1] != cog.gcps[1]:
        yield "the CRS of the GCPs"
    for band in range(1, source.count + 1):
        maps = []
        for d in (source, cog):
            try:
                maps.append(d.colormap(band))
            except ValueError:
                maps.append(None)
        if maps[0] != maps[1]:
            yield f"the colour map of band {band}"
        yield from tags(source, cog, other, band)
    yield from tags(source, cog, other, 0)


def tags(source, cog, other, band):
    place = f"band {band}" if band else "the file"
    def domains(d):
        return {""} | set(d.tag_namespaces(band)) - CONTAINER
    for domain in sorted(domains(source) | domains(cog)):
        was, now = (d.tags(band, ns=domain or None) for d in (source, cog))
        also = other.tags(band, ns=domain or None) if other else {}
        for key in sorted(was.keys() | now.keys()):
            if was.get(key) != now.get(key) and not (other and now.get(key) == also.get(key)):
                yield f"{place} has {domain + ':' if domain else ''}{key} {clip(now.get(key))}, not {clip(was.get(key))}"


def clip(text):
    return repr(text) if text is None or len(text) < 50 else repr(text[:50]) + "…"


def structure(cog, options):
    said = cog.tags(ns="IMAGE_STRUCTURE")
    if said.get("LAYOUT") != "COG":
        yield f"LAYOUT is {said.get('LAYOUT')}"
    if (said.get("COMPRESSION") or "none").lower() != options["compress"]:
        yield f"COMPRESSION is {said.get('COMPRESSION')}"
    if set(cog.block_shapes) != {(options["blocksize"],) * 2}:
        yield f"block shapes {cog.block_shapes}"


def level_sizes(width, height, blocksize):
    out = []
    while width > blocksize or height > blocksize:
        width, height = max(1, width // 2), max(1, height // 2)
        out.append((width, height))
    return out


def distrust(source, twin_path):
    """Why GDAL's overviews of this are no yardstick, or None."""
    if not twin_path:
        return "GDAL makes no COG of it"
    with rasterio.open(twin_path) as other:
        if "float16" in other.dtypes:
            return "GDAL rounds them to 16 bits, and here they are of 32"
        if not same(source.read(), other.read()):
            return "GDAL's COG has other pixels than its source"


def overviews(args, source, path, cog, twin_path, options):
    due = level_sizes(cog.width, cog.height, options["blocksize"])
    whole = above = cog.read()
    masked = any(MaskFlags.per_dataset in flags for flags in cog.mask_flag_enums)
    wrong_twin = distrust(source, twin_path)
    sizes = []
    for level in range(len(cog.overviews(1))):
        with rasterio.open(path, overview_level=level) as o:
            sizes.append((o.width, o.height))
            now, now_mask = o.read(), o.dataset_mask()
            if set(o.block_shapes) != {(options["blocksize"],) * 2}:
                yield f"overview {level} has block shapes {o.block_shapes}"
        if sizes != due[:level + 1]:
            break
        if not wrong_twin:
            with rasterio.open(twin_path, overview_level=level) as o:
                was, was_mask = o.read(), o.dataset_mask()
            yield from compare(f"overview {level} and GDAL's", was, now)
            if not same(was_mask, now_mask):
                yield f"the mask of overview {level} is not GDAL's"
        if args.model and not masked and now.dtype.kind in "uif" and (wrong_twin or now[0].size * len(now) <= MODEL_LIMIT):
            # A level that is as wide as the one before is made of the image itself.
            base = whole if now.shape[-1] == above.shape[-1] else above
            yield from compare(f"overview {level} and the model's", modelled(args.model, cog, base, now.shape, options), now)
        above = now
    if sizes != due:
        yield f"overviews of {sizes}, not {due}"


def modelled(path, cog, above, shape, options):
    """The level of this shape that the model makes of the level above."""
    spec = importlib.util.spec_from_file_location("overview_model", path)
    model = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(model)
    bands, height, width = shape
    # GDAL takes alpha for a mask in 8 and 16 bits only, and 16 bits as if they were 8.
    valid = None
    if MaskFlags.alpha in cog.mask_flag_enums[0]:
        alpha = above[[kind.name for kind in cog.colorinterp].index("alpha")]
        valid = (alpha.astype("u4") * 255 // 65535 if alpha.dtype == np.uint16 else alpha) != 0
    out = []
    for band, nodata in zip(range(bands), cog.nodatavals):
        a = above[band]
        if options["resampling"] == "nearest":
            out.append(model.near(a, width, height))
            continue
        mask = replacement = None
        if nodata is not None:
            nodata = a.dtype.type(nodata)
            mask = ~np.isnan(a) if nodata != nodata else a != nodata
            if a.dtype.kind == "f":
                replacement = np.nextafter(nodata, a.dtype.type(np.finfo(a.dtype).max))
            else:
                replacement = int(nodata) + 1 if nodata < np.iinfo(a.dtype).max else int(nodata) - 1
        else:
            mask = valid
        out.append(model.avg(a, width, height, mask=mask, nodata=nodata, repl=replacement))
    return np.stack(out)


def compare(what, was, now):
    if was.shape != now.shape:
        yield f"{what}: {now.shape}, not {was.shape}"
        return
    differ = ~((was == now) | ((was != was) & (now != now)))
    if differ.any():
        band, row, column = (int(v[0]) for v in np.nonzero(differ))
        yield (f"{what} differ in {np.count_nonzero(differ)} of {differ.size} pixels, first in band {band + 1} at column {column}, "
               f"row {row}: {now[band, row, column]!r}, not {was[band, row, column]!r}")


def verdicts(path, width):
    """What the validators find."""
    errors, notes = cog_rules.validate(path)
    yield from (f"rules: {sentence}" for sentence in errors + notes)
    if cog_validate:
        _, errors, notes = cog_validate(str(path), strict=True, quiet=True)
        # It measures an overview by its width alone, which cannot shrink where it is one pixel.
        yield from (f"rio-cogeo: {sentence}" for sentence in errors + notes if width > 1 or "Invalid Decimation 1 " not in sentence)


# ---- the run ----

def check(args, number, source, options):
    """What is wrong with the COG of this source."""
    with tempfile.TemporaryDirectory(prefix="cogs-") as folder:
        path = (args.keep or Path(folder)) / f"{number}-{source.stem}.tif"
        twin_path = Path(folder) / "twin.tif"
        failed = make(args, source, path, options)
        if failed:
            return [failed]
        if twin(source, twin_path, options):
            twin_path = None
        try:
            with settled(rasterio.open(source)) as was, settled(rasterio.open(path)) as cog:
                other = settled(rasterio.open(twin_path)) if twin_path else None
                found = [*pixels_of(was, cog), *meaning(was, cog, other), *structure(cog, options)]
                if not any(problem.startswith("shape") for problem in found):
                    found += overviews(args, was, path, cog, twin_path, options)
                if other:
                    other.close()
            found += verdicts(path, was.width)
        except Exception as error:
            found = [f"{type(error).__name__}: {error.__cause__ or error}"]
        return found


def refusals(args):
    """A broken file must be refused, and no COG of it may be left behind."""
    with tempfile.TemporaryDirectory(prefix="cogs-") as folder:
        for entry in json.loads((TESTDATA / "fixtures.json").read_text()):
            if "error" in entry and args.only in entry["file"]:
                target = Path(folder) / entry["file"]
                done = subprocess.run([args.bin, "create", TESTDATA / entry["file"], target], capture_output=True, text=True,
                                      stdin=subprocess.DEVNULL, timeout=60)
                said = done.stderr.replace(entry["file"], "").lower()
                found = []
                if done.returncode == 0:
                    found.append("accepted")
                if done.returncode < 0 or done.returncode == 101 or "panicked" in done.stderr:
                    found.append(f"crashed: {done.stderr.strip()[-200:]}")
                if entry["error"].lower() not in said:
                    found.append(f"says “{done.stderr.strip()[-200:]}”, without “{entry['error']}”")
                if target.exists():
                    found.append("left a file behind")
                yield entry["file"], found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--bin", type=Path, required=True, help="the program cogsmith")
    add("--corpus", type=Path, help="a folder of files and what is in them")
    add("--model", type=Path, help="overview_model.py")
    add("--count", type=int, default=300, help="how many files of the corpus")
    add("--only", default="", help="only sources whose names hold this")
    add("--keep", type=Path, help="keep the COGs in this folder")
    add("--make", choices=("cogsmith", "gdal"), default="cogsmith",
        help="gdal: judge GDAL's own COGs instead; finds its defects and this checker's")
    add("--list", action="store_true", help="print the choice and stop")
    add("-j", type=int, default=os.cpu_count(), help="at a time")
    args = parser.parse_args()
    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
    jobs = plan(args)
    if args.list:
        for source, options in jobs:
            print(source.name, *options.values())
        return False
    passed = failed = 0
    with concurrent.futures.ProcessPoolExecutor(args.j) as pool:
        runs = [pool.submit(check, args, number, source, options) for number, (source, options) in enumerate(jobs)]
        results = [(f"{s.name} ({' '.join(map(str, o.values()))})", run.result()) for (s, o), run in zip(jobs, runs)]
    if args.make == "cogsmith":
        results += refusals(args)
    for name, found in results:
        failed += bool(found)
        passed += not found
        for problem in found[:6]:
            print(f"FAIL {name}: {problem}")
        if len(found) > 6:
            print(f"FAIL {name}: and {len(found) - 6} faults more")
    skipped = [] if cog_validate else ["rio-cogeo is not there"]
    skipped += [] if args.model else ["no overview model"]
    skipped += [] if args.corpus else ["no corpus"]
    print(f"COGs against GDAL {rasterio.__gdal_version__}: {passed} passed, {failed} failed, {len(skipped)} skipped"
          + (f" ({'; '.join(skipped)})" if skipped else ""))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
