#!/usr/bin/env python3
"""Rewrites tiled TIFFs as COGs with cogsmith and has GDAL, rio-cogeo and a second reading of the rules judge them.

    check_rewrite.py --bin target/release/cogsmith [--corpus DIR] [--count 250] [--only SUBSTRING] [--keep DIR]

Sources: files that GDAL makes, tiled, in every codec that it has, with bands by pixel, by band and by tile, with and without masks
and overviews, within the file and beside it, classic and Big, little-endian and big-endian; COGs of GDAL's and of rio-cogeo's, and
such as were edited; and tiled files of a corpus, where one is given. What must hold:

  payloads     the bytes of every block of the image, of its masks, and of overviews that there were, are those of the source
  pixels       as GDAL reads them, with masks, and what it says of the raster
  layout       cog_rules and rio-cogeo find no fault
  again        rewritten once more, the same bytes; and GDAL's COG comes out as it is

Of some of them, all overviews are made (`--overviews make`): they must be those of `create`, whatever the codec, and the rest stay.

Then `validate --deep`: sound files are not blamed, and damage is found where it was done.
Needs Python 3.12 and rasterio 1.5 (GDAL 3.12); rio-cogeo is asked if it is there. Exit status 1 when anything fails.
"""
import argparse, concurrent.futures, json, os, struct, subprocess, sys, tempfile, warnings
from pathlib import Path

os.environ.update(GDAL_PAM_ENABLED="NO", CPL_LOG=os.devnull)
warnings.simplefilter("ignore")
import numpy as np
import rasterio
import rasterio.shutil
from rasterio.enums import Resampling
from rasterio.transform import from_origin
from rasterio.windows import Window

import cog_rules

try:
    from rio_cogeo.cogeo import cog_translate, cog_validate
    from rio_cogeo.profiles import cog_profiles
except ImportError:
    cog_validate = None

METHODS = ("nearest", "average", "bilinear", "cubic", "cubic_spline", "lanczos", "mode", "gauss", "rms")


# ---- files to rewrite ----

def scene(dtype, bands, width, height):
    """Hills, a plain, and an edge: something for every codec."""
    y, x = np.mgrid[0:height, 0:width].astype("f8")
    base = 90 + 60 * np.sin(x / 37) * np.cos(y / 23) + 20 * ((x // 64 + y // 64) % 2)
    base[: height // 5, : width // 4] = 17
    noise = np.random.default_rng(7).normal(0, 4, (bands, height, width))
    stack = np.stack([base * (1 - band / 9) for band in range(bands)]) + noise
    stack = np.clip(stack, 1, 250)
    kind = np.dtype(dtype)
    return (stack * (100 if kind.itemsize > 1 and kind.kind in "ui" else 1)).astype(kind)


def write(path, data, mask=None, levels=(), method="average", external=False, nodata=None, compress="NONE", **options):
    bands, height, width = data.shape
    with rasterio.Env(TIFF_USE_OVR="YES" if external else "NO", GDAL_TIFF_INTERNAL_MASK="NO" if external else "YES", COMPRESS_OVERVIEW=compress):
        with rasterio.open(path, "w", driver="GTiff", width=width, height=height, count=bands, dtype=data.dtype, nodata=nodata,
                           crs="EPSG:32633", transform=from_origin(5e5, 5e6, 10, 10), tiled=True, compress=compress, **options) as d:
            d.write(data)
            d.update_tags(SOMETHING="said")
            if mask is not None:
                d.write_mask(mask)
        if levels:
            with rasterio.open(path, "r+") as d:
                try:
                    d.build_overviews(list(levels), Resampling[method])
                except Exception:
                    pass  # No codec of colours for the mask beside it.


CODECS = [("NONE", "uint16", {}), ("LZW", "uint8", {"predictor": 2}), ("DEFLATE", "float32", {"predictor": 3}), ("PACKBITS", "uint8", {}),
          ("ZSTD", "int16", {"predictor": 2}), ("LZMA", "uint8", {}), ("LERC", "float32", {"max_z_error": 0.01}),
          ("LERC_DEFLATE", "int32", {}), ("LERC_ZSTD", "float64", {}), ("JPEG", "uint8", {}),
          ("JPEG", "uint8", {"photometric": "YCBCR"}), ("WEBP", "uint8", {"webp_lossless": True}), ("WEBP", "uint8", {})]


def made(folder):
    """(name, path, whether GDAL's own COG, whether overviews can be made)"""
    number = 0
    for codec, dtype, options in CODECS:
        for interleave in ("pixel", "band"):
            if interleave == "band" and (codec == "WEBP" or "photometric" in options):
                continue
            for levels, masked, external, big, order in (((2, 4), True, False, False, "LITTLE"), ((2, 4), True, True, True, "LITTLE"),
                                                         ((), False, False, False, "BIG"), ((2,), False, False, True, "BIG")):
                bands = 1 if dtype in ("float32", "float64", "int32", "int16") and not levels else 3
                if codec == "WEBP":
                    bands = 3
                if "photometric" in options:
                    bands = 3
                data = scene(dtype, bands, 530, 300)
                mask = np.where(np.add.outer(np.arange(300), np.arange(530)) % 400 < 350, 255, 0).astype("u1") if masked else None
                size = (128, 256, 64)[number % 3]
                path = folder / f"{number}-{codec}-{interleave}{'-mask' if masked else ''}{'-ovr' if external else ''}{'-big' if big else ''}{'-MM' if order == 'BIG' else ''}.tif"
                write(path, data, mask, levels, "nearest" if number % 2 else "average", external, compress=codec,
                      **({"interleave": interleave} if bands > 1 else {}), blockxsize=size, blockysize=size, bigtiff="YES" if big else "NO",
                      endianness=order, **options)
                number += 1
                yield path, False
    for codec, dtype, options in CODECS:
        for interleave in ("pixel", "band", "tile"):
            bands = 3
            if interleave != "pixel" and (codec == "WEBP" or "photometric" in options):
                continue
            source = folder / f"{number}-of.tif"
            mask = np.where(np.add.outer(np.arange(300), np.arange(530)) % 400 < 350, 255, 0).astype("u1") if number % 2 else None
            write(source, scene(dtype, bands, 530, 300), mask)
            path = folder / f"{number}-cog-{codec}-{interleave}.tif"
            more = {key: value for key, value in options.items() if key not in ("predictor", "photometric", "webp_lossless")}
            if "predictor" in options:
                more["predictor"] = "YES"
            rasterio.shutil.copy(source, path, driver="COG", compress=codec, blocksize=128, interleave=interleave,
                                 bigtiff="YES" if number % 3 == 0 else "NO", overview_resampling=METHODS[number % 7].replace("_", ""), **more)
            source.unlink()
            number += 1
            yield path, True
            edited = folder / f"{number}-edited-{codec}-{interleave}.tif"
            edited.write_bytes(path.read_bytes())
            with rasterio.open(edited, "r+", IGNORE_COG_LAYOUT_BREAK="YES") as d:
                d.update_tags(EDITED="yes" * 400)
                if codec != "JPEG":
                    d.write(d.read(window=Window(0, 0, 50, 50))[:, ::-1], window=Window(0, 0, 50, 50))
            number += 1
            yield edited, False


# ---- what must hold ----

def payloads(path):
    """{(is mask, width, height): [bytes of each block]}, of the file and those beside it."""
    out = {}
    for name, flag in ((path, None), (f"{path}.ovr", None), (f"{path}.msk", True), (f"{path}.msk.ovr", True), (f"{path}.ovr.msk", True)):
        if not Path(name).exists():
            continue
        file = cog_rules.Cog(name)
        for image in file.images:
            key = (image.is_mask or bool(flag), image.width, image.height)
            blocks = [file.bytes[o:o + c] if o and c else b"" for o, c in zip(image.offsets, image.counts)]
            # Single values of one byte count need no tuple.
            out.setdefault(key, (image.block, image.planar, blocks))
    return out


def described(path):
    with rasterio.open(path) as d:
        try:
            crs = d.crs.to_wkt() if d.crs else None
        except Exception:
            crs = None
        return {"shape": (d.count, d.height, d.width), "dtypes": d.dtypes, "nodata": repr(d.nodatavals), "crs": crs, "transform": d.transform.to_gdal(),
                "tags": {k: v for k, v in d.tags().items()}, "scales": d.scales, "offsets": d.offsets, "units": d.units,
                "descriptions": d.descriptions, "interp": d.colorinterp, "gcps": str(d.gcps), "rpcs": str(d.rpcs),
                "flags": d.mask_flag_enums}


def rewritten(args, source, target, *more):
    done = subprocess.run([args.bin, "rewrite", source, target, *more], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    return done.returncode, done.stderr.strip()


def faults(args, source, target, is_gdals):
    was = payloads(source)
    more = []
    code, said = rewritten(args, source, target)
    if code and "cannot be made" in said:
        more = ["--overviews", "none"]
        code, said = rewritten(args, source, target, *more)
    if code:
        yield f"exit {code}: {said[-200:]}"
        return
    now = payloads(target)
    for key, (block, planar, blocks) in was.items():
        if key not in now:
            if not more and "do not stay" not in said:
                yield f"there is no {key} any more"
        elif now[key] != (block, planar, blocks) and "do not stay" not in said and "encoded anew" not in said:
            differ = sum(a != b for a, b in zip(blocks, now[key][2]))
            yield f"{differ} of {len(blocks)} blocks of {key} differ, {len(now[key][2])} there, {block} {now[key][0]}"
    try:
        before, after = described(source), described(target)
        for key in before:
            if before[key] != after[key]:
                yield f"{key}: {str(after[key])[:150]}, not {str(before[key])[:150]}"
        with rasterio.open(source) as a, rasterio.open(target) as b:
            if not np.array_equal(a.read(), b.read(), equal_nan=a.dtypes[0][0] in "fc"):
                yield "pixels differ"
            if not np.array_equal(a.dataset_mask(), b.dataset_mask()):
                yield "the mask differs"
            if b.tags(ns="IMAGE_STRUCTURE").get("LAYOUT") != "COG":
                yield "GDAL does not take it for a COG"
    except rasterio.errors.RasterioError as error:
        yield f"GDAL: {error}"
    errors, notes = cog_rules.validate(target)
    allowed = ("no square tiles", "step of 2 to 10", "smallest image is still", "over 512 pixels and no overviews") if more or "are not made" in said else ("no square tiles", "step of 2 to 10")
    yield from (f"rules: {text}" for text in errors + notes if not any(part in text for part in allowed))
    if cog_validate:
        _, errors, notes = cog_validate(str(target), quiet=True)
        yield from (f"rio-cogeo: {text}" for text in errors)
    again = Path(f"{target}.again.tif")
    code, said = rewritten(args, target, again, *more)
    if code or again.read_bytes() != Path(target).read_bytes():
        yield f"rewritten again, it is another file ({code} {said[-100:]})"
    again.unlink(missing_ok=True)
    if is_gdals and Path(source).read_bytes() != Path(target).read_bytes():
        a, b = Path(source).read_bytes(), Path(target).read_bytes()
        first = next((i for i, (p, q) in enumerate(zip(a, b)) if p != q), min(len(a), len(b)))
        yield f"GDAL's COG of {len(a)} bytes came out with {len(b)}, other from byte {first} on"


# ---- --overviews make ----

# As `create` names them: what the overviews of a codec are held against.
NAMES = {"LERC_DEFLATE": "lerc-deflate", "LERC_ZSTD": "lerc-zstd"}


def levels(path):
    """Pixels and mask of each overview, as GDAL reads them."""
    with rasterio.open(path) as d:
        count = len(d.overviews(1))
    for number in range(count):
        with rasterio.open(path, overview_level=number) as d:
            yield d.read(), d.dataset_mask()


def remade(folder):
    """(path, codec, interleaving, block size, whether the overviews are but nearly the same): a file of each codec by pixel and by band, every second with a mask and of big-endian
    numbers, every third a BigTIFF; with overviews that are not what they should be."""
    number = 0
    for codec, dtype, options in CODECS + [("LZW", "uint16", {"predictor": 2}), ("DEFLATE", "uint8", {"predictor": 2}), ("NONE", "float64", {}),
                                           ("ZSTD", "float32", {"predictor": 3}), ("DEFLATE", "uint16", {"nbits": 12})]:
        for interleave in ("pixel", "band"):
            if interleave == "band" and (codec == "WEBP" or "photometric" in options):
                continue
            number += 1
            size = (64, 128)[number % 2]
            data = scene(dtype, 4 if codec == "WEBP" and number % 2 else 3, 331, 203)
            if "nbits" in options:
                data = data // 8
            mask = np.where(np.add.outer(np.arange(203), np.arange(331)) % 300 < 250, 255, 0).astype("u1") if number % 2 else None
            # libtiff hands LERC floats whose bytes are swapped.
            is_spoiled = number // 2 % 2 == 0 or codec.startswith("LERC") and dtype[0] == "f"
            path = folder / f"make-{number}-{codec}-{interleave}.tif"
            write(path, data, mask, (2,) if number % 4 == 1 else (), "nearest", compress=codec, interleave=interleave, blockxsize=size, blockysize=size,
                  bigtiff="YES" if number % 3 == 0 else "NO", endianness="LITTLE" if is_spoiled else "BIG", **options)
            # `create` makes JPEG of YCbCr alone.
            yield path, codec, interleave, size, codec == "JPEG" and interleave == "pixel" and "photometric" not in options


def make_faults(args, path, codec, interleave, size, is_near):
    target, other = Path(f"{path}.out.tif"), Path(f"{path}.cog.tif")
    code, said = rewritten(args, path, target, "--overviews", "make")
    if code:
        return [f"exit {code}: {said[-200:]}"]
    options = ["--compress", NAMES.get(codec, codec.lower()), "--interleave", interleave, "--blocksize", str(size), "--overviews", "made", "-q"]
    # Overviews of WebP are made without loss.
    options += ["--quality", "100"] if codec == "WEBP" else []
    done = subprocess.run([args.bin, "create", path, other, *options], capture_output=True, text=True, timeout=120)
    if done.returncode:
        return [f"create: {done.stderr[-200:]}"]
    found = []
    was, now = payloads(path), payloads(target)
    for is_mask in (False, True):
        key = (is_mask, 331, 203)
        if was.get(key) != now.get(key):
            found.append(f"the blocks of {key} differ")
    if codec != "JPEG":
        with rasterio.open(path) as a, rasterio.open(other) as b:
            if not np.array_equal(a.read(), b.read()):
                found.append("GDAL reads other pixels than we do")
    ours, theirs = list(levels(target)), list(levels(other))
    if len(ours) != len(theirs) or not ours:
        found.append(f"{len(ours)} overviews, not {len(theirs)}")
    for number, ((a, m), (b, n)) in enumerate(zip(ours, theirs)):
        if a.shape != b.shape or not np.array_equal(a, b) and not (is_near and np.abs(a.astype(int) - b).mean() < 3):
            found.append(f"overview {number + 1} differs from that of `create`: {a.shape} {b.shape} {(a != b).sum() if a.shape == b.shape else ''}")
        if not np.array_equal(m, n):
            found.append(f"the mask of overview {number + 1} differs from that of `create`")
    errors, notes = cog_rules.validate(target)
    found += [f"rules: {text}" for text in errors + notes]
    found += [f"blamed: {problem}" for problem in deep(args, target)]
    for name in (target, other):
        name.unlink(missing_ok=True)
    return found


# ---- validate --deep ----

def deep(args, path):
    """What `validate --deep` says of the pixels: [problem]."""
    done = subprocess.run([args.bin, "validate", "--deep", "--json", path], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    report = json.loads(done.stdout)[0]
    if "findings" not in report:
        return [f"refused: {report['failure']}"]
    return [f["problem"] for f in report["findings"] if "content" in f["rule_sets"] or f["severity"] == "error" and "TIFF" in f["rule_sets"]]


def sound(folder):
    """COGs of GDAL's and rio-cogeo's by every method; nothing of them may be blamed."""
    for number, (method, dtype) in enumerate((m, t) for m in METHODS for t in ("uint8", "int16", "float32")):
        for kind in ("plain", "nodata", "mask", "noise", "lossy"):
            if kind == "lossy" and dtype != "uint8":
                continue
            data = scene(dtype, 3 if kind == "lossy" else 1, 431, 357)
            if kind == "noise":
                data = np.random.default_rng(number).integers(0, 250, data.shape).astype(dtype)
            nodata = 0 if kind == "nodata" else None
            if kind == "nodata":
                data[:, 100:180, 50:300] = 0
                data[:, np.random.default_rng(3).random(data.shape[1:]) < 0.1] = 0
            mask = np.where(np.add.outer(np.arange(357), np.arange(431)) % 300 < 200, 255, 0).astype("u1") if kind == "mask" else None
            source = folder / f"deep-{number}-{kind}-of.tif"
            write(source, data, mask, nodata=nodata)
            path = folder / f"deep-{number}-{method}-{dtype}-{kind}.tif"
            rasterio.shutil.copy(source, path, driver="COG", blocksize=128, overview_resampling=method.replace("_", ""),
                                 compress="JPEG" if kind == "lossy" else "DEFLATE")
            yield path
            if cog_validate and kind in ("plain", "nodata", "lossy"):
                path = folder / f"deep-{number}-{method}-{dtype}-{kind}-rio.tif"
                profile = {**cog_profiles.get("jpeg" if kind == "lossy" else "deflate"), "blockxsize": 128, "blockysize": 128}
                cog_translate(str(source), str(path), profile, overview_resampling=method, quiet=True, in_memory=False)
                yield path
            source.unlink()


def damaged(folder):
    """(path, a word of what must be said, the image that it must be said of), of files that were damaged in one place."""
    source, path = folder / "damage-of.tif", folder / "damage.tif"
    data = scene("uint8", 1, 800, 600)
    write(source, data)

    def cog(name, **options):
        path = folder / f"damage-{name}.tif"
        rasterio.shutil.copy(source, path, driver="COG", blocksize=128, **{"compress": "DEFLATE", **options})
        return path, cog_rules.Cog(path)

    def flip(name, image, block, where):
        path, file = cog(name)
        image = file.images[image]
        at = where(image.offsets[block], image.counts[block])
        data = bytearray(file.bytes)
        data[at] ^= 0x55
        path.write_bytes(data)
        return path, image.offsets[block]
    path, at = flip("block", 0, 9, lambda offset, count: offset + count // 2)
    yield path, "cannot be decoded", "(column 2, row 1) of the full-resolution image", at
    path, at = flip("overview-block", 1, 4, lambda offset, count: offset + count // 2)
    yield path, "cannot be decoded", "(column 0, row 1) of overview 1", at
    for name, options in (("blank", {}), ("blank-noise", {"noise": True}), ("shifted", {}), ("stale", {}), ("stale-noise", {"noise": True}),
                          ("stale-lossy", {"compress": "JPEG"})):
        if options.pop("noise", False):
            write(source, np.random.default_rng(1).integers(1, 250, data.shape).astype("u1"))
        else:
            write(source, data)
        path, _ = cog(name, overview_resampling="average", **options)
        level = 0 if not name.startswith("stale") else None
        with rasterio.Env(IGNORE_COG_LAYOUT_BREAK="YES"):
            if level is None:  # The image is changed, its overviews are not.
                with rasterio.open(path, "r+", IGNORE_COG_LAYOUT_BREAK="YES") as d:
                    window = Window(256, 128, 256, 256)
                    new = d.read(window=window)[:, ::-1, ::-1]
                    d.write(new if "noise" in name else 255 - new // 3, window=window)
            else:
                with rasterio.open(path, "r+", overview_level=0, IGNORE_COG_LAYOUT_BREAK="YES") as d:
                    old = d.read()
                    d.write(np.zeros_like(old) if "blank" in name else np.roll(old, 9, axis=2))
        yield path, "", "overview 1", None


def deep_faults(args, folder):
    for path in sound(folder):
        yield path.name, [f"blamed: {problem}" for problem in deep(args, path)]
        path.unlink()
    for path, what, where, at in damaged(folder):
        found = [p for p in deep(args, path) if what in p and where in p]
        yield path.name, [] if found else [f"damage in {where} is not found: {deep(args, path)}"]


def from_corpus(args):
    entries = [e for name in ("manifest.json", "generated.json") for e in json.loads((args.corpus / name).read_text())]
    for entry in sorted(entries, key=lambda e: e["name"]):
        variant = entry["variant"]
        if entry["expect"] in ("exact", "tolerant") and entry["tier"] < 3 and variant["layout"] == "tiles" and entry["width"] \
                and entry["width"] * entry["height"] * entry["count"] < 6_000_000:
            yield args.corpus / entry["path"]


def job(args, folder, path, is_gdals):
    target = Path(args.keep or folder) / f"out-{path.name}"
    try:
        return list(faults(args, path, target, is_gdals))
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    finally:
        if not args.keep:
            target.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--bin", type=Path, required=True, help="the program cogsmith")
    add("--corpus", type=Path, help="a folder of files and what is in them")
    add("--count", type=int, default=250, help="how many files of the corpus")
    add("--only", default="", help="only files whose names hold this")
    add("--keep", type=Path, help="keep the COGs in this folder")
    add("-j", type=int, default=os.cpu_count(), help="at a time")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rewrite-") as folder:
        jobs = [j for j in made(Path(args.keep or folder)) if args.only in j[0].name]
        if args.corpus:
            found = [path for path in from_corpus(args) if args.only in path.name]
            jobs += [(path, False) for path in found[:: max(1, len(found) // args.count)]]
        with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
            results = list(zip([path.name for path, _ in jobs], pool.map(lambda j: job(args, folder, *j), jobs)))
        makes = [m for m in remade(Path(folder)) if args.only in m[0].name]
        with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
            results += list(zip([m[0].name for m in makes], pool.map(lambda m: make_faults(args, *m), makes)))
        with tempfile.TemporaryDirectory(prefix="deep-") as other:
            results += [result for result in deep_faults(args, Path(other)) if args.only in result[0]]
    failed = sum(bool(found) for _, found in results)
    for name, found in results:
        for problem in found[:6]:
            print(f"FAIL {name}: {problem}")
    print(f"rewritten, against GDAL {rasterio.__gdal_version__}: {len(results) - failed} passed, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
