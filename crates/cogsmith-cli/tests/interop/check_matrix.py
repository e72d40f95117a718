#!/usr/bin/env python3
"""Every codec with every type, number of bands, interleaving, validity, predictor and kind of TIFF: who reads the COGs, and as what.

    check_matrix.py --bin target/release/cogsmith [--all | --count N] [--only WORDS] [--list] [--keep FOLDER] [-j N]

cogsmith makes a COG of a small raster of odd size, with overviews. Judges are GDAL's GTiff driver, GDAL's LIBERTIFF driver and tifffile
with imagecodecs; each reads the pixels of every level, and the mask where it knows of masks:

  without loss   the pixels of the image are the source's, those of overviews GDAL's own
  JPEG, LERC     of 2 % of the size of what GDAL makes, and within 0.5 dB of its PSNR; LERC nowhere further off than it may be
  masks          those of GDAL's own COG, in every level

and `cog_rules`, rio-cogeo (strictly) and `cogsmith validate --deep` must find nothing. What a judge other than GTiff does not read, or reads
otherwise, is a failure, unless it makes just the same of a COG by GDAL's own driver with the same options: then it is no judge of that,
which is counted and told, as is a codec that GDAL or the build of cogsmith lacks.

Without `--all`, the combinations are chosen such that every codec meets every type, and every value of each axis every value of each other.
`--only 'jpeg uint8'` takes those whose names have all words. Needs Python 3.12, rasterio 1.5 (GDAL 3.12), rio-cogeo, tifffile and
imagecodecs. Exit status 1 when anything fails.
"""
import argparse, collections, concurrent.futures, itertools, os, random, re, subprocess, sys, tempfile, warnings
from dataclasses import dataclass, fields
from pathlib import Path

os.environ.update(GDAL_PAM_ENABLED="NO", GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR", CPL_LOG=os.devnull, GDAL_NUM_THREADS="1")
warnings.simplefilter("ignore")
import logging
import numpy as np
import rasterio
import rasterio.shutil

import cog_rules

logging.disable(logging.CRITICAL)
try:
    import tifffile
except ImportError:
    tifffile = None
try:
    from rio_cogeo.cogeo import cog_validate
except ImportError:
    cog_validate = None

WIDTH, HEIGHT, BLOCK = 150, 131, 64
INTEGERS = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")
FLOATS = ("float16", "float32", "float64")
COMPLEX = ("complex_int16", "complex64", "complex128")
LERC = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64")
PREDICTED = ("lzw", "deflate", "zstd", "lzma")


@dataclass(frozen=True)
class Codec:
    """A row of the matrix: a new codec needs no more than its own."""
    flags: tuple
    dtypes: tuple = INTEGERS + FLOATS + COMPLEX
    # How many bands it takes where they lie by pixels, and where each lies by itself.
    by_pixel: tuple = (1, 2, 3, 4, 5)
    by_band: tuple = (1, 2, 3, 4, 5)
    # What makes GDAL encode alike, where it is to be held against GDAL's for its losses.
    lossy: dict = None
    # By how much a sample may be off; None is without bound.
    bound: float = 0
    # GDAL's name of it; none if GDAL cannot be a judge.
    gdal: str = None


def simple(name, **more):
    return Codec(("--compress", name), **{"gdal": name.upper().replace("-", "_"), **more})


CODECS = {
    "none": simple("none"), "lzw": simple("lzw"), "deflate": simple("deflate"), "packbits": simple("packbits", gdal="LZW"), "zstd": simple("zstd"),
    "lzma": simple("lzma"), "lerc": simple("lerc", dtypes=LERC), "lerc-deflate": simple("lerc-deflate", dtypes=LERC),
    "lerc-zstd": simple("lerc-zstd", dtypes=LERC),
    **{f"lerc-{error}": Codec(("--compress", "lerc", "--max-z-error", str(error)), dtypes=LERC, bound=error, gdal="LERC",
                              lossy=dict(COMPRESS="LERC", MAX_Z_ERROR=error)) for error in (0.25, 2)},
    **{f"jpeg-{quality}": Codec(("--compress", "jpeg", "--quality", str(quality)), dtypes=("uint8",), by_pixel=(1, 2, 3, 4), bound=None, gdal="JPEG",
                                lossy=dict(COMPRESS="JPEG", QUALITY=quality)) for quality in (50, 75, 95)},
    "webp": Codec(("--compress", "webp", "--quality", "100"), dtypes=("uint8",), by_pixel=(3, 4), by_band=(),
                  gdal="WEBP"),
    # Of more bands libjxl gives tifffile planes, which it takes for pixels; check_payloads.py looks at those.
    "jxl": simple("jxl", dtypes=("uint8", "uint16", "float32"), by_pixel=(1,), gdal=None),
}
# A codec that this build cannot write at all.
NOT_YET = re.compile(r"invalid value '\S+' for '--compress|cannot be written; choose one of")


@dataclass(frozen=True)
class Case:
    codec: str
    dtype: str
    bands: int
    interleave: str
    validity: str
    predictor: str
    sparse: bool
    big: bool
    resampling: str

    def __str__(self):
        words = [self.codec, self.dtype, f"{self.bands} bands", self.interleave, self.validity, f"predictor {self.predictor}",
                 "sparse" if self.sparse else "dense", "big" if self.big else "classic", self.resampling]
        return " ".join(words)

    @property
    def is_masked_alpha(self):
        """Whether alpha becomes a mask."""
        return self.codec.startswith("jpeg") and self.validity == "alpha" and self.interleave == "pixel" and self.bands in (2, 4)


AXES = dict(
    codec=tuple(CODECS), dtype=INTEGERS + FLOATS + COMPLEX, bands=(1, 2, 3, 4, 5), interleave=("pixel", "band", "tile"),
    validity=("all", "nodata", "mask", "alpha"), predictor=("none", "2", "3"), sparse=(False, True), big=(False, True),
    resampling=("nearest", "average"))


def is_possible(case):
    codec = CODECS[case.codec]
    is_planar = case.bands > 1 and case.interleave != "pixel"
    is_real = case.dtype not in COMPLEX
    return all((
        case.dtype in codec.dtypes,
        case.bands in (codec.by_band if is_planar else codec.by_pixel),
        case.bands > 1 or case.interleave == "pixel",
        # Nodata in lossy pixels would be nodata no more.
        case.validity != "nodata" or is_real and codec.bound == 0,
        # Of other numbers of bands, GDAL's drivers do not agree whether alpha says what is valid.
        case.validity != "alpha" or case.bands in (2, 4) and case.dtype in ("uint8", "uint16") and codec.bound in (0, None),
        case.predictor == "none" or case.codec in PREDICTED and is_real,
        case.predictor != "3" or case.dtype in FLOATS,
        # GDAL rounds halves in other places, and makes overviews of complex samples of the full resolution.
        case.resampling == "nearest" or case.dtype not in ("float16", *COMPLEX),
        # Of bands beside alpha, GDAL leaves out other blocks; the pixels are the same.
        codec.bound is not None or not case.sparse or case.validity != "alpha",
    ))


def cases(args):
    every = [case for case in map(Case, *zip(*itertools.product(*AXES.values()))) if is_possible(case)]
    every = [case for case in every if all(word in str(case) for word in args.only.split())]
    if args.all:
        return every
    random.Random(3).shuffle(every)
    names = [field.name for field in fields(Case)]

    def merits(case):
        values = [(name, getattr(case, name)) for name in names]
        by = dict(values)
        return {*itertools.combinations(values, 2), (by["codec"], by["dtype"], by["interleave"]), (by["codec"], by["bands"], by["interleave"]),
                (by["codec"], by["validity"], by["interleave"], by["sparse"])}

    seen, chosen = set(), []
    # The first that bring much that is new, then those that bring anything.
    for least in (12, 6, 3, 1):
        for case in every:
            new = merits(case) - seen
            if len(new) >= least:
                seen |= new
                chosen.append(case)
    return chosen[: args.count] if args.count else chosen


# ---- rasters, and what GDAL makes of them ----

def numpy_type(dtype):
    return {"float16": "float32", "complex_int16": "complex64"}.get(dtype, dtype)


def nodata_of(dtype):
    return {"int64": -7, "float32": float("nan"), "float64": -9999.0, "float16": -1.5}.get(dtype, 7)


def samples(case):
    """Waves and noise, the upper left part without data; and alpha of all sorts, if there is to be one."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    most = {"uint8": 255, "int8": 127}.get(case.dtype, 2000)
    wave = (np.sin(x / 9) + np.cos(y / 13)) / 4 + 0.5
    planes = np.stack([np.clip(wave * most * (1 - 0.1 * b) + rng.normal(0, most / 90, wave.shape), 0, most) for b in range(case.bands)])
    if case.dtype.startswith("complex"):
        planes = planes + 1j * planes[:, ::-1]
        planes = np.round(planes.real) + 1j * np.round(planes.imag)
    elif case.dtype in ("float32", "float64"):
        planes = planes / 8
    elif case.dtype == "float16":
        planes = planes.astype("float16")
    else:
        planes = np.round(planes)
        if case.dtype.startswith("int"):
            planes -= most // 3
    planes = planes.astype(numpy_type(case.dtype))
    holes = {"nodata": nodata_of(case.dtype)}.get(case.validity, 0)
    if case.dtype in INTEGERS and case.validity == "nodata":
        planes[planes == holes] += 1
    planes[:, :90, :100] = np.array(holes).astype(planes.dtype)
    if case.validity == "alpha":
        top = np.iinfo(planes.dtype).max
        alpha = np.clip((x + y - 120) * 3, 0, 255) * (top // 255)
        alpha[100:, 110:] = rng.integers(0, 2, alpha[100:, 110:].shape) * top
        planes[-1] = alpha
    return planes


def mask():
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return (((x + y) % 97 > 30) & ((x > 100) | (y > 90))).astype("uint8") * 255


def write_source(path, case, pixels, halves=True):
    is_rgb = case.bands in (3, 4) and case.dtype == "uint8" and (case.validity != "alpha" or case.bands == 4)
    options = dict(photometric="RGB" if is_rgb else "MINISBLACK", alpha="YES" if is_rgb and case.validity == "alpha" else "UNSPECIFIED")
    if case.dtype == "float16" and halves:
        options["nbits"] = 16
    dtype = "float32" if case.dtype == "float16" else case.dtype
    nodata = nodata_of(case.dtype) if case.validity == "nodata" else None
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        with rasterio.open(path, "w", driver="GTiff", width=WIDTH, height=HEIGHT, count=case.bands, dtype=dtype, nodata=nodata, **options) as d:
            if case.validity == "alpha" and not is_rgb:
                d.colorinterp = (*d.colorinterp[:-1], rasterio.enums.ColorInterp.alpha)
            d.write(pixels)
            if case.validity == "mask":
                d.write_mask(mask())


class Twin:
    """What GDAL's COG driver makes of the same raster, and what its drivers read of that."""

    def __init__(self, source, path, options):
        rasterio.shutil.copy(source, path, driver="COG", **{k: str(v) for k, v in options.items()})
        self.levels, self.size = gtiff(path), payload(path)


class Twins:
    """One for all cases that differ in nothing that GDAL's pixels hang on."""

    def __init__(self, folder):
        self.folder, self.kept = folder, {}

    def of(self, case, pixels):
        lossy = CODECS[case.codec].lossy
        options = dict(COMPRESS="NONE", BLOCKSIZE=BLOCK, OVERVIEWS="IGNORE_EXISTING", OVERVIEW_RESAMPLING=case.resampling.upper())
        key = (case.dtype, case.bands, case.validity, case.resampling)
        if lossy:
            options |= lossy | dict(INTERLEAVE=case.interleave.upper(), SPARSE_OK="YES" if case.sparse else "NO")
            key += (case.codec, case.interleave, case.sparse)
        if key not in self.kept:
            source = self.folder / "twins-source.tif"
            # GDAL makes no overviews of several bands of halves.
            write_source(source, case, pixels, halves=False)
            self.kept[key] = Twin(source, self.folder / "twin.tif", options)
        return self.kept[key]


# ---- judges: [(pixels, mask)] of all levels, the mask None if the judge knows of none ----

def gtiff(path, driver="GTiff"):
    with rasterio.open(path, driver=driver) as d:
        count = len(d.overviews(1))
        found = [(d.read(), d.dataset_mask())]
    for level in range(count):
        with rasterio.open(path, driver=driver, overview_level=level) as d:
            found.append((d.read(), d.dataset_mask()))
    return found


def libertiff(path):
    return gtiff(path, "LIBERTIFF")


def by_tifffile(path):
    with tifffile.TiffFile(path) as file:
        images, masks = [], []
        for page in file.pages:
            pixels = page.asarray(maxworkers=1)
            if page.subfiletype & 4:
                masks.append(np.where(pixels.reshape(pixels.shape[:2]) != 0, 255, 0).astype("uint8"))
                continue
            if pixels.ndim == 2:
                pixels = pixels[None]
            elif page.planarconfig == 1:
                pixels = np.moveaxis(pixels, -1, 0)
            images.append(pixels)
        return [(pixels, masks[level] if masks else None) for level, pixels in enumerate(images)]


def payload(path):
    """Bytes of the blocks of images, without masks."""
    return sum(sum(image.counts) for image in cog_rules.Cog(path).images if not image.is_mask)


JUDGES = {"GTiff": gtiff, "LIBERTIFF": libertiff, **({"tifffile": by_tifffile} if tifffile else {})}
# ---- what must hold ----

def same(a, b):
    return a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc" and b.dtype.kind in "fc")


def psnr(a, b):
    a, b = a.astype("float64"), b.astype("float64")
    error = np.nanmean((a - b) ** 2)
    peak = np.nanmax(a) - np.nanmin(a) or 1
    return 200.0 if error == 0 else 10 * np.log10(peak * peak / error)


def wrong_pixels(case, pixels, levels, twin, lossless):
    """(level, what is wrong) of what a judge read."""
    codec = CODECS[case.codec]
    for number, ((mine, _), (theirs, _)) in enumerate(zip(levels, twin.levels)):
        if mine.shape != theirs.shape:
            yield number, f"is {mine.shape}, not {theirs.shape}"
            continue
        # GDAL makes overviews of complex samples of the full resolution.
        if number > 1 and case.dtype in COMPLEX:
            continue
        truth = (pixels if number == 0 else lossless.levels[number][0])[: len(mine)]
        if not codec.lossy:
            if not same(mine.astype(truth.dtype), truth):
                yield number, f"pixels differ in {np.count_nonzero(~((mine == truth) | ((mine != mine) & (truth != truth))))} places"
        elif codec.bound:
            off = np.nanmax(np.abs(mine.astype("float64") - truth.astype("float64")))
            if off > codec.bound * (1 + 1e-6):
                yield number, f"off by {off}, more than {codec.bound}"
        if codec.lossy and psnr(truth, mine) < psnr(truth, theirs) - 0.5:
            yield number, f"PSNR {psnr(truth, mine):.2f}, GDAL's has {psnr(truth, theirs):.2f}"


def wrong_masks(case, levels, twin):
    for number, (mine, mask) in enumerate(levels):
        due = twin.levels[number][1]
        if number and case.dtype in ("int64", "uint64") and case.validity == "nodata":
            # GDAL's overviews do not say it.
            due = np.where((mine != nodata_of(case.dtype)).any(axis=0), 255, 0).astype("uint8")
        if mask is not None and not same(mask, due):
            yield number, f"the mask differs in {np.count_nonzero(mask != due)} pixels"


def outcome(read, path):
    """What a judge reads, or what keeps it from that."""
    try:
        return read(path), None
    except Exception as error:
        return [], f"{error} {error.__cause__ or ''}".replace(str(path), "it")


def reads_gdals_alike(case, read, levels, said, source, path):
    """Whether a judge makes the same of a COG that GDAL makes with the same options."""
    codec = CODECS[case.codec]
    options = dict(BLOCKSIZE=BLOCK, OVERVIEW_RESAMPLING=case.resampling, INTERLEAVE=case.interleave, COMPRESS=codec.gdal,
                   SPARSE_OK="YES" if case.sparse else "NO", BIGTIFF="YES" if case.big else "NO") | (codec.lossy or {})
    if case.dtype == "float16":  # GDAL makes no overviews of several bands of them, and does not predict them.
        options["OVERVIEWS"] = "NONE"
    elif case.predictor != "none":
        options["PREDICTOR"] = case.predictor
    if case.codec == "webp":
        options |= dict(QUALITY=100, OVERVIEW_QUALITY=100)
    try:
        rasterio.shutil.copy(source, path, driver="COG", **{k: str(v).upper() for k, v in options.items()})
    except Exception:
        return False
    theirs, other = outcome(read, path)
    if said or other:
        return bool(said and other)
    # Pixels with loss, and overviews of complex samples, are not GDAL's to the bit.
    equal = (lambda a, b: a.shape == b.shape) if codec.lossy or case.dtype in COMPLEX else same
    return len(levels) == len(theirs) and all(
        equal(a, x) and (b is None or same(b, y)) for (a, b), (x, y) in zip(levels, theirs))


def verdicts(args, path, by_gdal):
    errors, notes = cog_rules.validate(path)
    yield from (f"rules: {sentence}" for sentence in errors + notes)
    if cog_validate and by_gdal:
        _, errors, notes = cog_validate(str(path), strict=True, quiet=True)
        yield from (f"rio-cogeo: {sentence}" for sentence in errors + notes)
    done = subprocess.run([args.bin, "validate", "--deep", path], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    if done.returncode or "warning" in done.stdout.lower():
        yield f"validate --deep: exit {done.returncode}: {done.stdout.strip()[-300:]} {done.stderr.strip()[-300:]}"


def options(case):
    yield from CODECS[case.codec].flags
    yield from ("--blocksize", str(BLOCK), "--interleave", case.interleave, "--overview-resampling", case.resampling, "--quiet")
    yield from ("--bigtiff", "yes" if case.big else "no")
    if case.codec in PREDICTED:
        yield from ("--predictor", case.predictor)
    if case.sparse:
        yield "--sparse"


def check(args, folder, twins, case):
    """(what is wrong, what could not be judged and why)."""
    source, path = folder / "source.tif", folder / "cog.tif"
    pixels = samples(case)
    write_source(source, case, pixels)
    if args.keep:
        path = args.keep / (str(case).replace(" ", "_") + ".tif")
    path.unlink(missing_ok=True)
    done = subprocess.run([args.bin, "create", source, path, *options(case)], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    if done.returncode and NOT_YET.search(done.stderr):
        return [], [f"{case.codec}: this build does not write it"]
    if done.returncode:
        return [f"create: exit {done.returncode}: {done.stderr.strip()[-300:]}"], []
    twin = twins.of(case, pixels)
    lossless = twins.of(Case(**{**case.__dict__, "codec": "none"}), pixels)
    found, lacking = list(verdicts(args, path, CODECS[case.codec].gdal)), []
    if CODECS[case.codec].lossy and payload(path) > twin.size * 1.02:
        found.append(f"{payload(path)} bytes of blocks, GDAL has {twin.size}")
    for judge, read in JUDGES.items():
        if judge != "tifffile" and not CODECS[case.codec].gdal:
            lacking.append(f"{judge}: has no {case.codec}")
            continue
        levels, said = outcome(read, path)
        wrong = [f"level {number}: {what}" for number, what in wrong_pixels(case, pixels, levels, twin, lossless)]
        wrong += [f"level {number}: {what}" for number, what in wrong_masks(case, levels, twin)]
        if said or len(levels) != len(twin.levels):
            wrong = [said or f"{len(levels)} levels, not {len(twin.levels)}"]
        if not wrong:
            continue
        if judge != "GTiff" and reads_gdals_alike(case, read, levels, said, source, folder / "alike.tif"):
            lacking.append(f"{judge}: fails alike on GDAL's own COG: {kind_of(case, wrong)}")
        else:
            found += [f"{judge}: {what}" for what in wrong]
    return found, lacking


def kind_of(case, wrong):
    """A failure, in words that it shares with others."""
    if "mask" in wrong[0]:
        return f"masks of {case.validity}"
    return f"{case.dtype}, {re.sub(r'[0-9]+', 'n', wrong[0])[:60]}"


WORKER = {}


def prepare(args):
    WORKER["folder"] = tempfile.TemporaryDirectory(prefix="matrix-")
    WORKER["twins"] = Twins(Path(WORKER["folder"].name))
    WORKER["args"] = args


def work(case):
    try:
        return check(WORKER["args"], Path(WORKER["folder"].name), WORKER["twins"], case)
    except Exception as error:
        return [f"{type(error).__name__}: {error} {error.__cause__ or ''}"], []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--all", action="store_true", help="every combination")
    parser.add_argument("--count", type=int, help="the first so many of the choice")
    parser.add_argument("--only", default="", help="those with all of these words in their names")
    parser.add_argument("--list", action="store_true", help="print the choice and stop")
    parser.add_argument("--keep", type=Path, help="keep the COGs in this folder")
    parser.add_argument("-j", type=int, default=os.cpu_count(), help="at a time")
    args = parser.parse_args()
    args.bin = args.bin.resolve()
    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
    chosen = cases(args)
    if args.list:
        print(*chosen, sep="\n")
        return 0
    failed, lacks = 0, collections.Counter()
    # Neighbours share what GDAL makes.
    chosen.sort(key=lambda case: (case.dtype, case.bands, case.validity, case.resampling))
    with concurrent.futures.ProcessPoolExecutor(args.j, initializer=prepare, initargs=(args,)) as pool:
        for case, (found, lacking) in zip(chosen, pool.map(work, chosen, chunksize=8)):
            lacks.update(lacking)
            failed += bool(found)
            for line in found[:5]:
                print(f"FAIL {case}: {line}", flush=True)
    lacks.update({f"{name} is not there": len(chosen) for name, there in (("tifffile", tifffile), ("rio-cogeo", cog_validate)) if not there})
    for what, count in sorted(lacks.items()):
        print(f"not judged: {count} × {what}")
    print(f"{len(chosen)} combinations, {len(JUDGES)} readers, {failed} failed")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
