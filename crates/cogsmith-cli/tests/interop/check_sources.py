"""What `cogsmith create` does to rasters first, against what GDAL does: each option beside gdal_translate's (which GDAL runs behind
`vrt://`), a hand-made VRT, rasterio.merge, or numpy.

    python check_sources.py --bin target/release/cogsmith [--only WORD] [--keep FOLDER]

Pixels, masks, transforms, CRSs, nodata, colours, scales and texts of the COG are compared with those of the COG that GDAL makes.
Prints every difference; the exit status is 0 if there is none.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import rasterio
import rasterio.merge
import rasterio.shutil
from rasterio.control import GroundControlPoint
from rasterio.enums import ColorInterp, Resampling
from rasterio.rpc import RPC
from rasterio.transform import from_origin

warnings.simplefilter("ignore")
PLACE = dict(crs="EPSG:32633", transform=from_origin(500000, 5200000, 30, 30))

# --- sources ------------------------------------------------------------------------------------------------------------


def smooth(width, height, bands, dtype, seed=1):
    """Values with slopes, edges and noise, over much of the type's range."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [np.sin(x / (7 + b)) + np.cos(y / (5 + b)) + (x > width // 2) + rng.normal(0, 0.1, x.shape) for b in range(bands)]
    data = np.stack(planes)
    data = (data - data.min()) / (data.max() - data.min())
    if np.issubdtype(dtype, np.floating):
        return (data * 3000 - 500).astype(dtype)
    info = np.iinfo(dtype)
    least, most = max(info.min, -500), min(info.max, 3000)
    return np.round(data * (most - least) + least).astype(dtype)


def make(path, bands=1, dtype="uint8", width=120, height=90, seed=1, holes=None, after=None, **options):
    data = smooth(width, height, bands, np.dtype(dtype), seed)
    if holes is not None:
        data[:, 20:40, 30:70] = holes
        data[:, 60, ::3] = holes
    profile = dict(driver="GTiff", width=width, height=height, count=bands, dtype=dtype, **PLACE) | options
    with rasterio.open(path, "w", **profile) as d:
        d.write(data)
        if after:
            after(d, data)
    return path


def valid(height, width):
    mask = np.full((height, width), 255, "uint8")
    mask[10:30, 20:60] = 0
    mask[50:, ::4] = 0
    return mask


def build(folder):
    """All sources by name."""
    made = {}

    def add(name, *args, **options):
        made[name] = make(folder / f"{name}.tif", *args, **options)

    def say(d, data):
        d.scales, d.offsets, d.units, d.descriptions = (0.1,) * d.count, (5.0,) * d.count, ("m",) * d.count, tuple(f"band {i}" for i in range(d.count))
        for band in range(1, d.count + 1):
            d.update_tags(band, note=f"text {band}")
        d.update_tags(whole="raster")
        d.statistics(1, approx=False) if False else d.update_tags(1, STATISTICS_MINIMUM="1", STATISTICS_MAXIMUM="2")

    def mask(d, data):
        d.write_mask(valid(d.height, d.width))

    def alpha(d, data):
        band = data[-1]
        band[valid(d.height, d.width) == 0] = 0
        d.write(band, d.count)
        d.colorinterp = [ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha][-d.count:] if d.count == 4 else [ColorInterp.gray, ColorInterp.alpha]

    def palette(d, data):
        d.write_colormap(1, {i: (i, 255 - i, i // 2, 255) for i in range(256)})

    add("gray")
    add("rgb", 3, photometric="rgb")
    add("rgba", 4, photometric="rgb", alpha="yes", after=alpha)
    add("graya", 2, alpha="yes", after=alpha)
    add("said", 3, "int16", after=say)
    add("dem", 1, "int16", nodata=-9999, holes=-9999)
    add("dem8", 1, "uint8", nodata=7, holes=7)
    add("two", 2, "uint8", nodata=7, holes=7)
    add("floats", 1, "float32", nodata=float("nan"), holes=float("nan"))
    add("doubles", 2, "float64", nodata=-1e30, holes=-1e30)
    add("ints", 1, "int32")
    add("words", 4, "uint16")
    add("long", 1, "int64", nodata=-7, holes=-7)
    add("palette", 1, photometric="palette", after=palette)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        add("masked", 3, "uint8", photometric="rgb", after=mask)
        add("masked16", 1, "uint16", after=mask)
    points = [GroundControlPoint(row=r, col=c, x=10 + c / 100, y=50 - r / 100, z=5) for r, c in ((0, 0), (0, 120), (90, 0), (90, 120), (45, 30))]
    add("gcps", gcps=points, crs="EPSG:4326", transform=None)
    numbers = [float(i + 1) / 7 for i in range(20)]
    rpc = RPC(height_off=100, height_scale=50, lat_off=46, lat_scale=1, line_den_coeff=numbers, line_num_coeff=numbers, line_off=44.5, line_scale=45,
              long_off=11, long_scale=1, samp_den_coeff=numbers, samp_num_coeff=numbers, samp_off=59.5, samp_scale=60, err_bias=1, err_rand=2)
    add("rpc", rpcs=rpc, crs=None, transform=None)
    add("big", 1, "int16", width=700, height=500, nodata=-500)
    with rasterio.open(made["big"], "r+") as d:
        d.build_overviews([2, 4, 8], Resampling.average)
    for row in range(3):
        for col in range(3):
            if (row, col) != (1, 2):
                place = from_origin(500000 + col * 30 * 100, 5200000 - row * 30 * 80, 30, 30)
                add(f"tile{row}{col}", 2, "int16", 110, 85, seed=row * 3 + col + 5, transform=place)
                add(f"hole{row}{col}", 2, "int16", 110, 85, seed=row * 3 + col + 5, transform=place, nodata=-9999, holes=-9999)
    return made


# --- cases ---------------------------------------------------------------------------------------------------------------

# Source, cogsmith's options, gdal_translate's as `vrt://` takes them; with the resampling if overviews are made of it.
TRANSLATED = [
    ("rgb", "--bands 3,2,1", "bands=3,2,1"),
    ("rgb", "--bands 1,2,3", "bands=1,2,3"),
    ("rgb", "--bands 2", "bands=2"),
    ("rgb", "--bands 1,1", "bands=1,1"),
    ("rgba", "--bands 1,2,3", "bands=1,2,3"),
    ("rgba", "--bands 4", "bands=4"),
    ("rgba", "--bands 3,2,1,4", "bands=3,2,1,4"),
    ("graya", "--bands 1", "bands=1"),
    ("words", "--bands 4,2", "bands=4,2"),
    ("said", "--bands 3,1,3", "bands=3,1,3"),
    ("palette", "--bands 1", "bands=1"),
    ("masked", "--bands 2,1", "bands=2,1"),
    ("masked", "--bands 1,2,3,mask", "bands=1,2,3,mask"),
    ("masked16", "--bands 1,mask", "bands=1,mask"),
    ("dem8", "--bands 1,mask", "bands=1,mask"),
    ("gray", "--dtype float32", "ot=Float32"),
    ("said", "--dtype uint8", "ot=Byte"),
    ("said", "--dtype float64", "ot=Float64"),
    ("said", "--dtype int32", "ot=Int32"),
    ("ints", "--dtype uint16", "ot=UInt16"),
    ("doubles", "--dtype float32", "ot=Float32"),
    ("words", "--dtype int8", "ot=Int8"),
    ("long", "--dtype int16", "ot=Int16"),
    ("palette", "--dtype float32", "ot=Float32"),
    ("masked16", "--dtype uint8", "ot=Byte"),
    ("gray", "--scale 0 100", "scale=0,100"),
    ("gray", "--scale 20 200 200 20", "scale=20,200,200,20"),
    ("said", "--scale -500 3000 --dtype uint8", "scale=-500,3000&ot=Byte"),
    ("said", "--scale -500 3000 -1 1 --dtype float32", "scale=-500,3000,-1,1&ot=Float32"),
    ("said", "--scale -500 3000 -1 1 --dtype float64", "scale=-500,3000,-1,1&ot=Float64"),
    ("dem", "--scale 0 3000 1 255", "scale=0,3000,1,255"),
    ("dem", "--scale 0 3000 1 2000 --dtype float32", "scale=0,3000,1,2000&ot=Float32"),
    ("words", "--scale 0 3000 --dtype uint8", "scale=0,3000&ot=Byte"),
    ("ints", "--scale 0 3000 0 7 --dtype float32", "scale=0,3000,0,7&ot=Float32"),
    ("doubles", "--scale 0 3000 0 7 --dtype float64", "scale=0,3000,0,7&ot=Float64"),
    ("words", "--scale-band 2=0,3000,0,255 --scale-band 4=0,3000,500,20", "scale_2=0,3000,0,255&scale_4=0,3000,500,20"),
    ("said", "--scale-band 3=-500,3000,-1,1 --dtype float32", "scale_3=-500,3000,-1,1&ot=Float32"),
    ("words", "--bands 2,1 --scale-band 1=0,3000 --dtype uint8", "bands=2,1&scale_1=0,3000&ot=Byte"),
    ("gray", "--scale", "scale=true"),
    ("gray", "--scale 0 200 --dtype uint16", "scale=0,200&ot=UInt16"),
    ("words", "--scale 0 9000 --dtype int8", "scale=0,9000&ot=Int8"),
    ("words", "--scale 0 9000 --dtype float32", "scale=0,9000&ot=Float32"),
    ("said", "--scale -500 3000 --dtype int32", "scale=-500,3000&ot=Int32"),
    ("words", "--scale --dtype uint8", "scale=true&ot=Byte"),
    ("said", "--unscale --dtype float32", "unscale=true&ot=Float32"),
    ("said", "--unscale --dtype int16", "unscale=true"),
    ("gray", "--assign-scale 0.5 --assign-offset -3", "a_scale=0.5&a_offset=-3"),
    ("gray", "--nodata 7", "a_nodata=7"),
    ("dem", "--nodata none", "a_nodata=none"),
    ("dem", "--nodata 12", "a_nodata=12"),
    ("floats", "--nodata 0", "a_nodata=0"),
    ("doubles", "--nodata nan", "a_nodata=nan"),
    ("long", "--nodata -9223372036854775807", "a_nodata=-9223372036854775807"),
    ("gray", "--assign-epsg 32632", "a_srs=EPSG:32632"),
    ("gray", "--assign-epsg 4326", "a_srs=EPSG:4326"),
    ("gray", "--assign-epsg 3857", "a_srs=EPSG:3857"),
    ("gray", "--assign-ullr 10 50 12 49", "a_ullr=10,50,12,49"),
    ("gray", "--assign-ullr 10 49 12 50", "a_ullr=10,49,12,50"),
    ("gray", "--assign-bounds 10 49 12 50", "a_ullr=10,50,12,49"),
    ("gray", "--assign-transform 10 2 0.5 50 0.25 -2", "a_gt=10,2,0.5,50,0.25,-2"),
    ("said", "--window 10 20 50 40", "srcwin=10,20,50,40"),
    ("masked", "--window 10 20 50 40", "srcwin=10,20,50,40"),
    ("gcps", "--window 10 20 50 40", "srcwin=10,20,50,40"),
    ("rpc", "--window 10 20 50 40", "srcwin=10,20,50,40"),
    ("gray", "--bbox 500300 5198500 501200 5199400", "projwin=500300,5199400,501200,5198500"),
    ("gray", "--bbox 500314 5198501 501189 5199411", "projwin=500314,5199411,501189,5198501"),
    ("gcps", "--size 60 45", "outsize=60,45"),
    ("rpc", "--size 60 30", "outsize=60,30"),
    ("gray", "--size 60 45 --resampling average", "outsize=60,45&r=average"),
    ("gray", "--size 60 0 --resampling bilinear", "outsize=60,0&r=bilinear"),
    ("said", "--size 37 41 --resampling cubic", "outsize=37,41&r=cubic"),
    ("dem", "--size 60 45 --resampling average", "outsize=60,45&r=average"),
    ("dem", "--size 240 180 --resampling bilinear", "outsize=240,180&r=bilinear"),
    ("masked", "--size 60 45 --resampling nearest", "outsize=60,45&r=nearest"),
    ("gray", "--res 60 60 --resampling average", "tr=60,60&r=average"),
    ("gray", "--res 90 45 --resampling bilinear", "tr=90,45&r=bilinear"),
    ("gray", "--res 70 70 --resampling average", "tr=70,70&r=average"),
    ("gray", "--window 10 20 60 40 --size 30 20 --resampling average", "srcwin=10,20,60,40&outsize=30,20&r=average"),
    ("gray", "--bbox 500314 5198501 501189 5199411 --resampling bilinear", "projwin=500314,5199411,501189,5198501&r=bilinear"),
    ("big", "--size 175 125 --resampling average", "outsize=175,125&r=average"),
    ("big", "--size 300 214 --resampling average", "outsize=300,214&r=average"),
    ("big", "--max-size 100 --resampling cubic", "outsize=100,71&r=cubic"),
    ("rgb", "--bands 3,1 --window 5 5 40 40 --dtype uint16 --nodata 3 --assign-epsg 32632", "bands=3,1&srcwin=5,5,40,40&ot=UInt16&a_nodata=3&a_srs=EPSG:32632"),
]

# What cogsmith does otherwise, on purpose.
EXCUSED = {}


def excuse(word, *what):
    """Of each case whose name holds the word, these are not compared."""
    EXCUSED.setdefault(word, set()).update(what)


# Statistics are dropped whenever values may change; GDAL looks whether they still fit.
excuse("said --dtype uint8", "texts of 1")
# Nodata as samples have it, in single precision.
excuse("doubles --dtype float32", "nodata")
# GDAL says that floats are indices, and has no colours for them.
excuse("palette --dtype float32", "colours")
# Scale and offset that no longer hold are dropped; GDAL keeps them.
excuse("said --scale", "scales", "offsets")
# The unit stays what it is where values do; GDAL drops it with statistics. Physical values have it, too.
for way in ("--unscale", "--window", "--size", "--scale-band"):
    excuse(f"said {way}", "units")
# GDAL looks at some of the pixels.
excuse("words --scale --dtype uint8", "pixels")
# The last row reaches beyond the raster; GDAL lays it over the rest.
excuse("gray --res 70 70", "pixels")


def compare(ours, theirs, found):
    """What differs between two datasets."""

    def check(what, mine, gdals):
        if mine != gdals:
            found.append((what, f"{mine!r} where GDAL has {gdals!r}"))

    check("size", (ours.width, ours.height, ours.count), (theirs.width, theirs.height, theirs.count))
    check("dtypes", ours.dtypes, theirs.dtypes)
    check("crs", ours.gcps[1] or ours.crs, theirs.gcps[1] or theirs.crs)
    if not ours.transform.almost_equals(theirs.transform, 1e-7):
        found.append(("transform", f"{ours.transform} where GDAL has {theirs.transform}"))
    points = lambda d: [tuple(round(v, 9) for v in (g.col, g.row, g.x, g.y, g.z)) for g in d.gcps[0]]
    check("gcps", points(ours), points(theirs))
    rpcs = lambda d: d.rpcs and {k: np.round(np.array(v, "float64"), 9).tolist() for k, v in d.rpcs.to_dict().items()}
    check("rpcs", rpcs(ours), rpcs(theirs))
    same = lambda a, b: a == b or a is not None and b is not None and a != a and b != b
    if not all(map(same, ours.nodatavals, theirs.nodatavals)):
        found.append(("nodata", f"{ours.nodatavals} where GDAL has {theirs.nodatavals}"))
    check("colours", [c.name for c in ours.colorinterp], [c.name for c in theirs.colorinterp])
    check("mask flags", ours.mask_flag_enums, theirs.mask_flag_enums)
    for what in ("scales", "offsets", "units", "descriptions"):
        check(what, getattr(ours, what), getattr(theirs, what))
    texts = lambda d, band: {k: v for k, v in d.tags(band).items() if k not in ("AREA_OR_POINT", "OVR_RESAMPLING_ALG")}
    for band in range(ours.count + 1):
        if band <= theirs.count:
            check(f"texts of {band or 'the whole'}", texts(ours, band), texts(theirs, band))
    if (ours.width, ours.height, ours.count) == (theirs.width, theirs.height, theirs.count):
        a, b = ours.read(), theirs.read()
        differ = ~((a == b) | ((a != a) & (b != b)))
        if differ.any():
            at = tuple(int(i) for i in np.argwhere(differ)[0])
            found.append(("pixels", f"{int(differ.sum())} of {a.size} differ, first at {at}: {a[at]!r} where GDAL has {b[at]!r}"))
        mine, gdals = ours.dataset_mask() != 0, theirs.dataset_mask() != 0
        if (mine != gdals).any():
            found.append(("mask", f"{int((mine != gdals).sum())} pixels differ"))
    if ours.colorinterp[0] == ColorInterp.palette and theirs.colorinterp[0] == ColorInterp.palette:
        check("colour map", ours.colormap(1), theirs.colormap(1))


def expect(ours, pixels, mask, found):
    """What differs from arrays."""
    a = ours.read()
    if a.shape != pixels.shape or not ((a == pixels) | ((a != a) & (pixels != pixels))).all():
        found.append(("pixels", f"{a.shape} {a.dtype} are not those of numpy, {pixels.shape} {pixels.dtype}"))
    if mask is not None and ((ours.dataset_mask() != 0) != (mask != 0)).any():
        found.append(("mask", "differs from numpy's"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    args = parser.parse_args()
    program = os.path.abspath(args.bin)
    folder = Path(args.keep or tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    sources = build(folder)
    failed = checked = 0

    def create(name, inputs, options, stdin=None):
        target = folder / f"{name}.cog.tif"
        words = [program, "create", *map(str, inputs), str(target), *options, "--quiet"]
        done = subprocess.run(words, capture_output=True, input=stdin)
        if done.returncode:
            raise RuntimeError(done.stderr.decode().strip())
        return target

    def report(name, found):
        nonlocal failed, checked
        excused = set().union(*(what for word, what in EXCUSED.items() if word in name), set())
        found = [(what, detail) for what, detail in found if what not in excused]
        checked += 1
        failed += bool(found)
        for what, detail in found:
            print(f"{name}: {what} {detail}")

    for number, (source, options, query) in enumerate(TRANSLATED):
        name = f"{source} {options}"
        if args.only not in name:
            continue
        found = []
        try:
            theirs = folder / f"gdal{number}.tif"
            with rasterio.open(f"vrt://{sources[source]}?{query}") as virtual:
                rasterio.shutil.copy(virtual, theirs, driver="COG", overviews="NONE")
            mine = create(f"ours{number}", [sources[source]], options.split())
            with rasterio.open(mine) as a, rasterio.open(theirs) as b:
                compare(a, b, found)
        except (RuntimeError, rasterio.errors.RasterioError) as error:
            found.append(("failure", str(error)))
        report(name, found)

    for name, check in CHECKS.items():
        if args.only not in name:
            continue
        found = []
        try:
            check(sources, lambda inputs, options, stdin=None: create(name.replace(" ", "_"), inputs, options.split(), stdin), found)
        except (RuntimeError, rasterio.errors.RasterioError) as error:
            found.append(("failure", str(error)))
        report(name, found)
    print(f"{checked} ways to make a raster, {failed} of them otherwise than by GDAL {rasterio.__gdal_version__}")
    sys.exit(1 if failed else 0)


# --- what gdal_translate has no option for -------------------------------------------------------------------------------

CHECKS = {}


def case(name):
    return lambda check: CHECKS.setdefault(name, check)


def array(path):
    with rasterio.open(path) as d:
        return d.read(), d.dataset_mask(), d.profile


@case("add mask")
def add_mask(sources, create, found):
    for name in ("dem", "two", "floats", "doubles", "long"):
        pixels, mask, _ = array(sources[name])
        with rasterio.open(create([sources[name]], "--add-mask")) as d:
            expect(d, pixels, mask, found)
            if d.nodata is not None or [f.name for f in d.mask_flag_enums[0]] != ["per_dataset"]:
                found.append((name, f"nodata {d.nodata}, {d.mask_flag_enums}"))


@case("mask from alpha")
def mask_from_alpha(sources, create, found):
    for name in ("rgba", "graya"):
        pixels, _, _ = array(sources[name])
        with rasterio.open(create([sources[name]], "--mask-from-alpha")) as d:
            expect(d, pixels[:-1], pixels[-1], found)
            if ColorInterp.alpha in d.colorinterp:
                found.append((name, f"{d.colorinterp}"))


@case("no mask")
def no_mask(sources, create, found):
    pixels, mask, _ = array(sources["masked"])
    with rasterio.open(create([sources["masked"]], "--no-mask")) as d:
        expect(d, pixels, np.full_like(mask, 255), found)


@case("alpha from mask")
def alpha_from_mask(sources, create, found):
    for name, most in (("masked", 255), ("masked16", 65535)):
        pixels, mask, _ = array(sources[name])
        alpha = np.where(mask == 0, 0, most).astype(pixels.dtype)
        with rasterio.open(create([sources[name]], "--alpha-from-mask")) as d:
            expect(d, np.concatenate([pixels, alpha[None]]), mask, found)
            if d.colorinterp[-1] != ColorInterp.alpha:
                found.append((name, f"{d.colorinterp}"))


@case("change nodata")
def change_nodata(sources, create, found):
    for name, value in (("dem", "0"), ("floats", "-1"), ("doubles", "nan"), ("long", "5")):
        pixels, _, profile = array(sources[name])
        old = profile["nodata"]
        pixels[(pixels == old) | ((pixels != pixels) & (old != old))] = float(value)
        with rasterio.open(create([sources[name]], f"--change-nodata {value}")) as d:
            expect(d, pixels, None, found)
            if not (d.nodata == float(value) or d.nodata != d.nodata):
                found.append((name, f"nodata {d.nodata}"))


@case("change nodata and type")
def change_nodata_and_type(sources, create, found):
    pixels, mask, _ = array(sources["dem"])
    bytes_ = np.where(mask[None] == 0, 255, np.clip(pixels, 0, 255)).astype("uint8")
    with rasterio.open(create([sources["dem"]], "--dtype uint8 --change-nodata 255")) as d:
        expect(d, bytes_, None, found)


@case("assigned WKT")
def assigned_wkt(sources, create, found):
    from rasterio.crs import CRS
    texts = {
        "EPSG's": CRS.from_epsg(25833).to_wkt(),
        "Esri's": CRS.from_epsg(32633).to_wkt(morph_to_esri_dialect=True),
        "of no code": CRS.from_string("+proj=tmerc +lon_0=15.25 +k=0.9999 +x_0=1000 +ellps=GRS80 +units=m").to_wkt(),
        "of two": CRS.from_epsg(7415).to_wkt(),
    }
    import rasterio.enums
    for name, text in texts.items():
        target = create_words(create, sources["gray"], ["--assign-crs", text])
        wanted = CRS.from_wkt(text)
        with rasterio.open(target) as d:
            if d.crs != wanted:
                found.append((name, f"{d.crs} where {wanted.to_string()} was said"))


def create_words(create, source, words):
    """As create, with words that hold blanks."""
    class Split(str):
        def split(self):
            return words
    return create([source], Split())


@case("scale by the range")
def scale_by_the_range(sources, create, found):
    for name in ("words", "dem", "floats"):
        pixels, mask, profile = array(sources[name])
        out = []
        for band in pixels.astype("float64"):
            hole = (band == profile["nodata"]) | (band != band)
            least, most = band[~hole].min(), band[~hole].max()
            # All of the type, as GDAL from 3.12 on.
            low, high = (0, 1) if pixels.dtype.kind == "f" else (np.iinfo(pixels.dtype).min, np.iinfo(pixels.dtype).max)
            scale = (high - low) / (most - least)
            scaled = (band * scale + (-least * scale + low)).astype("float32").astype("float64")
            out.append(np.where(hole, band, np.sign(scaled) * np.floor(np.abs(scaled) + 0.5) if pixels.dtype.kind != "f" else scaled))
        with rasterio.open(create([sources[name]], "--scale")) as d:
            expect(d, np.array(out).astype(pixels.dtype), None, found)


@case("stack")
def stack(sources, create, found):
    pixels = np.concatenate([array(sources[name])[0] for name in ("dem", "said")])
    with rasterio.open(create([sources["dem"], sources["said"]], "--stack")) as d:
        expect(d, pixels, None, found)
        if d.descriptions != (None, "band 0", "band 1", "band 2") or d.scales != (1.0, 0.1, 0.1, 0.1) or d.nodata != -9999:
            found.append(("bands", f"{d.descriptions} {d.scales} {d.nodata}"))


def merged(sources, prefix, **options):
    tiles = [path for name, path in sorted(sources.items()) if name.startswith(prefix)]
    data, transform = rasterio.merge.merge(tiles, **options)
    return tiles, data, transform


@case("mosaic with holes")
def mosaic_with_holes(sources, create, found):
    for method, options in (("first", "--overlap first"), ("last", ""), ("last", "--overlap last --threads 1")):
        tiles, data, transform = merged(sources, "hole", method=method)
        with rasterio.open(create(tiles, f"--mosaic {options}")) as d:
            expect(d, data, None, found)
            if not d.transform.almost_equals(transform) or d.nodata != -9999 or d.crs.to_epsg() != 32633:
                found.append((method, f"{d.transform} {d.nodata} {d.crs}"))


@case("mosaic without nodata")
def mosaic_without_nodata(sources, create, found):
    tiles, data, transform = merged(sources, "tile", method="last", nodata=0)
    with rasterio.open(create(tiles, "--mosaic")) as d:
        covered = np.ones(data.shape[1:], "uint8") * 255
        # What no tile has: between those around it.
        covered[85:160, 210:] = 0
        expect(d, data, covered, found)
        if [f.name for f in d.mask_flag_enums[0]] != ["per_dataset"]:
            found.append(("mask flags", f"{d.mask_flag_enums}"))
    tiles, data, transform = merged(sources, "tile", method="last", nodata=-32768)
    with rasterio.open(create(reversed(tiles), "--mosaic --nodata -32768 --overlap first")) as d:
        expect(d, data, None, found)
        if d.nodata != -32768:
            found.append(("nodata", d.nodata))


@case("mosaic at another size")
def mosaic_resized(sources, create, found):
    tiles, data, transform = merged(sources, "hole", method="last")
    path = Path(tiles[0]).parent / "merged.tif"
    with rasterio.open(path, "w", driver="GTiff", width=data.shape[2], height=data.shape[1], count=2, dtype="int16", nodata=-9999, transform=transform, crs="EPSG:32633") as d:
        d.write(data)
    with rasterio.open(create([path], "--size 100 80 --resampling average --dtype float32")) as d:
        expected = d.read()
    with rasterio.open(create(tiles, "--mosaic --size 100 80 --resampling average --dtype float32")) as d:
        expect(d, expected, None, found)


@case("raw pixels")
def raw_pixels(sources, create, found):
    pixels, _, _ = array(sources["words"])
    orders = {"pixel": pixels.transpose(1, 2, 0), "line": pixels.transpose(1, 0, 2), "band": pixels}
    for interleave, data in orders.items():
        for order, sign in (("little", "<"), ("big", ">")):
            raw = b"header!" + np.ascontiguousarray(data).astype(f"{sign}u2").tobytes()
            words = f"--raw-size 120 90 --raw-dtype uint16 --raw-bands 4 --raw-interleave {interleave} --raw-byte-order {order} --raw-skip 7 --assign-epsg 32633 --assign-bounds 0 0 120 90"
            with rasterio.open(create(["-"], words, stdin=raw)) as d:
                expect(d, pixels, None, found)
                if d.bounds != (0, 0, 120, 90) or d.crs.to_epsg() != 32633:
                    found.append((interleave, f"{d.bounds} {d.crs}"))
            path = Path(sources["words"]).parent / "raw.bin"
            path.write_bytes(raw)
            with rasterio.open(create([path], words + " --bands 4,1 --window 3 4 50 60 --add-mask --nodata 9")) as d:
                expect(d, pixels[[3, 0], 4:64, 3:53], None, found)


if __name__ == "__main__":
    main()
