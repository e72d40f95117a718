#!/usr/bin/env python3
"""Makes GeoTIFFs with files beside them, and holds what cogsmith says of each, and the COG it makes of it, against GDAL.

    check_sidecars.py --bin target/release/cogsmith [--only SUBSTRING] [--keep FOLDER]

Needs rasterio 1.5 or later.
"""
import argparse, hashlib, itertools, json, os, subprocess, sys, tempfile, warnings
from pathlib import Path

import numpy as np
import rasterio
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS
from rasterio.transform import Affine, from_origin

warnings.simplefilter("ignore")
WORLD = "2\n0\n0\n-2\n100\n200\n"
WKT = CRS.from_epsg(31287).to_wkt()
OWN = ('PROJCS["mine",GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298.257223563]],PRIMEM["Greenwich",0],'
       'UNIT["degree",0.0174532925199433]],PROJECTION["Mollweide"],PARAMETER["central_meridian",7],'
       'PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1]]')
GCPS = [GroundControlPoint(0, 0, 10, 50, 1), GroundControlPoint(0, 40, 12, 50, 2), GroundControlPoint(30, 0, 10, 48, 3)]
ESRI = "<metadata><refSysInfo><RefSystem><refSysID><identCode code='{}'/></refSysID></RefSystem></refSysInfo></metadata>"
RPC = {k: str(i + 0.5) for i, k in enumerate(
    "LINE_OFF SAMP_OFF LAT_OFF LONG_OFF HEIGHT_OFF LINE_SCALE SAMP_SCALE LAT_SCALE LONG_SCALE HEIGHT_SCALE".split())}
RPC |= {k: " ".join(str(i + 1) for i in range(20))
        for k in ["LINE_NUM_COEFF", "LINE_DEN_COEFF", "SAMP_NUM_COEFF", "SAMP_DEN_COEFF"]}


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def make(path, bands=2, dtype="uint8", width=40, height=30, seed=1, **options):
    options = dict(driver="GTiff", width=width, height=height, count=bands, dtype=dtype) | options
    tags, band_tags = options.pop("tags", {}), options.pop("band_tags", {})
    with rasterio.open(path, "w", **options) as d:
        pixels = np.random.default_rng(seed).integers(0, 200, (bands, height, width))
        d.write(pixels.astype(dtype))
        d.update_tags(**tags)
        for band, own in band_tags.items():
            d.update_tags(band, **own)
    side = Path(str(path) + ".aux.xml")
    if side.exists():
        sys.exit(f"GDAL wrote {side} by itself")
    return path


def pam(path, body):
    Path(str(path) + ".aux.xml").write_text(f"<PAMDataset>{body}</PAMDataset>", encoding="utf-8")


def mask(path, width=40, height=30, bands=1, flags=2, split=20, of=2):
    with rasterio.open(path, "w", driver="GTiff", width=width, height=height, count=bands, dtype="uint8") as d:
        pixels = np.zeros((bands, height, width), "uint8")
        for band in range(bands):
            pixels[band, :, : split - 3 * band] = 255
        d.write(pixels)
        d.update_tags(**{f"INTERNAL_MASK_FLAGS_{i + 1}": flags for i in range(of)})


# --- cases: a name, and a function that makes FOLDER/x.tif and what lies beside it -------------------------------------

CASES = {}


def case(name, *args):
    def add(build):
        assert name not in CASES, name
        CASES[name] = lambda folder: build(folder, *args)
        return build
    return add


INTERNAL = {
    "none": {},
    "affine": dict(transform=from_origin(10, 50, 0.5, 0.5), crs="EPSG:4326"),
    "crs": dict(crs="EPSG:32632"),
    "gcps": dict(gcps=GCPS, crs="EPSG:4326"),
}
PAMS = {
    "": None,
    "gt": "<GeoTransform>1,2,0,3,0,-2</GeoTransform>",
    "rotated": "<GeoTransform> 1.0e+00,  2.0, 0.5, 3, 0.25, -2</GeoTransform>",
    "srs": f'<SRS dataAxisToSRSAxisMapping="2,1">{escape(WKT)}</SRS>',
    "own": f"<SRS>{escape(OWN)}</SRS><GeoTransform>1,2,0,3,0,-2</GeoTransform>",
    "gcps": f'<GCPList Projection="{escape(CRS.from_epsg(32633).to_wkt())}" dataAxisToSRSAxisMapping="1,2">'
            '<GCP Id="a" Pixel="1.5" Line="2" X="3" Y="4" Z="5"/><GCP Pixel="7" Line="8" X="9" Y="1e1"/></GCPList>',
    "short": "<GeoTransform>1,2,0,3,0</GeoTransform><SRS>EPSG:3857</SRS>",
}


def place(folder, internal, body, world, esri):
    path = make(folder / "x.tif", **INTERNAL[internal])
    if PAMS[body]:
        pam(path, PAMS[body])
    if world:
        (folder / f"x.{world}").write_text(WORLD)
    if esri:
        (folder / "x.xml").write_text(ESRI.format(esri))


for combination in itertools.product(INTERNAL, PAMS, ["", "tfw", "wld"], [None, 32631]):
    case("place " + " ".join(str(part or "-") for part in combination), *combination)(place)

WORLDS = {
    "plain": WORLD, "blank lines": "\n\n2\n0\n0\n\n-2\n100\n200", "comma": "2,5\n0,0\n0\n-2\n100\n200",
    "five": "2\n0\n0\n-2\n100", "no width": "0\n0\n0\n-2\n100\n200", "turned": "0\n2\n2\n0\n100\n200",
    "words": "abc\n0\n0\n-2\n100\n200", "seven": WORLD + "foo", "junk": "  2  \n0 junk\n0\n-2e0\n1d2\n200 # c",
    "crlf": WORLD.replace("\n", "\r\n"), "cr": WORLD.replace("\n", "\r"), "long": "2" + "0" * 200 + WORLD[1:], "empty": "",
}


def world(folder, name, text, raster="x.tif"):
    make(folder / raster)
    with open(folder / name, "w", newline="") as file:
        file.write(text)
    return folder / raster


for name, text in WORLDS.items():
    case(f"world {name}", "x.tfw", text)(world)
for raster, names in {
    "x.tif": ["x.TFW", "x.Tfw", "x.tifw", "x.TIFW", "X.wld", "x.tif.wld", "x.tif.tfw", "x.tffw"],
    "x.tiff": ["x.tfw", "x.tffw", "x.tiffw", "x.tifw", "x.wld"],
    "x.TIF": ["x.tfw", "x.TFW", "x.TIFW"],
    "x": ["x.wld", "xw"],
    "a.b.gtiff": ["a.b.gfw", "a.b.gtiffw", "a.wld"],
}.items():
    for name in names:
        case(f"world {raster} {name}", name, WORLD, raster)(world)

BANDS = {
    "nodata": "<NoDataValue>5</NoDataValue>",
    "nodata exponent": "<NoDataValue>-3.4028234663852886e+38</NoDataValue>",
    "nodata nan": "<NoDataValue>nan</NoDataValue>",
    "nodata bits": '<NoDataValue le_hex_equiv="9A9999999999B93F">0.1</NoDataValue>',
    "nodata impossible": "<NoDataValue>-9999</NoDataValue>",
    "scale": "<Scale>0.1</Scale>", "offset": "<Offset>-273.15</Offset>",
    "both": "<Offset>1e3</Offset><Scale>2</Scale>", "unit": "<UnitType>m&lt;1</UnitType>",
    "description": "<Description>élévation &amp; so</Description>",
    "color": "<ColorInterp>Undefined</ColorInterp>",
    "statistics": '<Metadata><MDI key="STATISTICS_MINIMUM">1</MDI><MDI key="STATISTICS_MEAN">2.5</MDI></Metadata>'
                  "<Minimum>1</Minimum><Maximum>7</Maximum><Mean>2.5</Mean><StandardDeviation>1</StandardDeviation>",
    "domain": '<Metadata domain="D"><MDI key="a">b</MDI></Metadata>',
    "categories": "<CategoryNames><Category>a</Category><Category/><Category>c</Category></CategoryNames>",
    "histogram": "<Histograms><HistItem><HistMin>0</HistMin><HistMax>255</HistMax><BucketCount>2</BucketCount>"
                 "<IncludeOutOfRange>0</IncludeOutOfRange><Approximate>0</Approximate><HistCounts>1|2</HistCounts></HistItem></Histograms>",
}


def band(folder, number, body, own):
    options = {}
    if own:
        options = dict(nodata=9, band_tags={1: {"STATISTICS_MINIMUM": "0", "mine": "1"}, 2: {"mine": "2"}})
    path = make(folder / "x.tif", dtype="float32", **options)
    if own:
        with rasterio.open(path, "r+") as d:
            d.scales, d.offsets, d.units, d.descriptions = (3, 4), (5, 6), ("u", "v"), ("one", "two")
    pam(path, f'<PAMRasterBand band="{number}">{body}</PAMRasterBand>')


for (name, body), number, own in itertools.product(BANDS.items(), [1, 2, 3], [False, True]):
    case(f"band {number} {name}{' over its own' * own}", number, body, own)(band)

TEXTS = {
    "replace": '<Metadata><MDI key="A">new</MDI><MDI key="b">2</MDI></Metadata>',
    "empty": '<Metadata><MDI key="a"></MDI><MDI key="c"/><MDI key="">x</MDI></Metadata>',
    "blanks": '<Metadata><MDI key="c">  x y  </MDI><MDI key="d">\n</MDI></Metadata>',
    "escapes": '<Metadata><MDI key="c&amp;d">&lt;&gt;&amp;&quot;&apos;&#65;&#x42;é</MDI></Metadata>',
    "cdata": '<Metadata><MDI key="c"><![CDATA[<1 & 2>]]></MDI></Metadata>',
    "twice": '<Metadata><MDI key="c">1</MDI></Metadata><Metadata><MDI key="C">2</MDI></Metadata>',
    "domain": '<Metadata domain="D"><MDI key="c">1</MDI></Metadata>',
    "xml": '<Metadata domain="xml:X" format="xml"><doc a="1&lt;"><b>t &amp; u</b><c/><d><e/>f</d></doc></Metadata>',
    "json": '<Metadata domain="json:Y" format="json">{"k":[1, "&lt;"]}</Metadata>',
    "lower case": '<metadata><mdi KEY="c">1</mdi></metadata>',
    "rpc": '<Metadata domain="RPC">' + "".join(f'<MDI key="{k}">{v}</MDI>' for k, v in RPC.items()) + "</Metadata>",
    "unknown": "<Whatever><MDI key='c'>1</MDI></Whatever>",
    "damaged": '<Metadata><MDI key="c">1</MDI>',
    "nested wrongly": "<a></b>",
}


@case("texts alone", None)
def texts(folder, body):
    path = make(folder / "x.tif", tags={"a": "old", "keep": "1"})
    if body:
        pam(path, body)


for name, body in TEXTS.items():
    case(f"texts {name}", body)(texts)
for name, junk in {"empty": b"", "binary": bytes(range(256)), "half": b"<PAMDataset><Metadata>", "utf-8 mark": b"\xef\xbb\xbf<PAMDataset/>"}.items():
    case(f"texts {name} file", junk)(lambda folder, junk: Path(f"{make(folder / 'x.tif')}.aux.xml").write_bytes(junk))


@case("colour table of a lone band", 1, "")
@case("colour table and its meaning", 1, "<ColorInterp>Palette</ColorInterp>")
@case("colour table over the file's own", 1, "own")
def colors(folder, bands, more):
    path = make(folder / "x.tif", bands=bands, **(dict(photometric="palette") if more == "own" else {}))
    if more == "own":
        with rasterio.open(path, "r+") as d:
            d.write_colormap(1, {i: (i, i, 0, 255) for i in range(256)})
        more = ""
    table = "".join(f'<Entry c1="{i}" c2="{255 - i}" c3="7" c4="255"/>' for i in range(16))
    pam(path, f'<PAMRasterBand band="1">{more}<ColorTable>{table}</ColorTable></PAMRasterBand>')


for dtype, text in [("int64", "-9223372036854775807"), ("uint64", "9223372036854775808"), ("int16", "-32768"), ("uint8", "300")]:
    case(f"nodata of {dtype}", dtype, text)(
        lambda folder, dtype, text: pam(make(folder / "x.tif", bands=1, dtype=dtype), f'<PAMRasterBand band="1"><NoDataValue>{text}</NoDataValue></PAMRasterBand>'))


@case("blocks that are not stored")
def sparse(folder):
    with rasterio.open(folder / "x.tif", "w", driver="GTiff", width=40, height=30, count=1, dtype="uint8", SPARSE_OK=True, nodata=9):
        pass
    pam(folder / "x.tif", '<PAMRasterBand band="1"><NoDataValue>5</NoDataValue></PAMRasterBand>')


for name, arguments in {
    "for all bands": {}, "per band": dict(bands=2, flags=0), "without flags": dict(of=0), "too small": dict(width=20),
    "too large": dict(width=80, height=60), "named in capitals": {},
}.items():
    def beside(folder, name, arguments):
        path = make(folder / "x.tif")
        mask(folder / ("x.tif.MSK" if "capitals" in name else "x.tif.msk"), **arguments)
    case(f"mask {name}", name, arguments)(beside)


def overviews(path, levels, external, **environment):
    with rasterio.Env(TIFF_USE_OVR=external, **environment), rasterio.open(path, "r+") as d:
        d.build_overviews(levels)


def write_mask(path, internal):
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=internal), rasterio.open(path, "r+") as d:
        valid = np.zeros((d.height, d.width), "uint8")
        valid[3:, : d.width // 2] = 255
        d.write_mask(valid)


for where, inside, dtype in itertools.product([None, False, True], [None, False, True], ["uint8", "int16"]):
    def pyramid(folder, where, inside, dtype):
        path = make(folder / "x.tif", dtype=dtype, width=200, height=150)
        if inside is not None:
            write_mask(path, inside)
        if where is not None:
            overviews(path, [2, 4, 8], where)
    case(f"pyramid {where} mask {inside} {dtype}", where, inside, dtype)(pyramid)


@case("overviews inside and beside")
def both(folder):
    path = make(folder / "x.tif", width=200, height=150)
    overviews(path, [2], False)
    make(folder / "x.tif.ovr", width=50, height=38)


for name, files in {
    "in a chain": [(".ovr", 100, 75, 2), (".ovr.ovr", 50, 38, 2), (".ovr.ovr.ovr", 25, 19, 2)],
    "named in capitals": [(".OVR", 100, 75, 2)],
    "of other types": [(".ovr", 100, 75, 2, "int16")],
    "of the same size": [(".ovr", 200, 150, 2)],
}.items():
    def chain(folder, files):
        make(folder / "x.tif", width=200, height=150)
        for i, (suffix, width, height, bands, *dtype) in enumerate(files):
            make(folder / f"x.tif{suffix}", bands=bands, width=width, height=height, seed=i + 2, dtype=(dtype or ["uint8"])[0])
    case(f"overviews {name}", files)(chain)


@case("overviews that are no TIFF")
def no_tiff(folder):
    make(folder / "x.tif")
    (folder / "x.tif.ovr").write_bytes(b"II*\0 but no more")
    (folder / "x.tif.msk").write_bytes(b"nor this")


def pages(folder):
    path = make(folder / "x.tif")
    for i in range(2):
        make(path, bands=1 + i, width=20 + i, dtype="int16", seed=i + 5, APPEND_SUBDATASET=True, crs=f"EPSG:{32631 + i}")
    pam(path, "<GeoTransform>1,2,0,3,0,-2</GeoTransform><Metadata><MDI key='a'>1</MDI></Metadata>")
    (folder / "x.tfw").write_text(WORLD)
    mask(folder / "x.tif.msk")
    return path


for page in [1, 2, 3]:
    case(f"page {page}", page)(lambda folder, page: (pages(folder), page))


def baseline(folder, more):
    """A file of whose metadata GDAL writes all it can beside it."""
    options = {"crs": dict(crs="EPSG:31287", transform=from_origin(10, 50, 0.5, 0.5)), "gcps": dict(gcps=GCPS, crs="EPSG:4326"),
               "turned": dict(crs=OWN, transform=Affine(2, 0.5, 100, 0.25, -2, 200)), "tfw": dict(TFW="YES", transform=from_origin(10, 50, 2, 2))}
    options = dict(driver="GTiff", width=40, height=30, count=2, dtype="int16", PROFILE="BASELINE") | options.get(more, {})
    with rasterio.open(folder / "x.tif", "w", **options) as d:
        d.write(np.arange(2400, dtype="int16").reshape(2, 30, 40))
        if more == "texts":
            d.update_tags(a="1 < 2", b="é")
            d.update_tags(ns="D", c="3")
            d.update_tags(2, d="4")
        if more == "bands":
            d.scales, d.offsets, d.units, d.descriptions = (0.1, 1), (0, 5), ("m", "s"), ("one", "two")
            d.nodata = -32768
    with rasterio.open(folder / "x.tif") as d:
        if more == "statistics":
            d.statistics(1, approx=False)


for more in ["crs", "gcps", "turned", "tfw", "texts", "bands", "statistics"]:
    case(f"written by GDAL: {more}", more)(baseline)

# --- comparison ---------------------------------------------------------------------------------------------------------

# What cogsmith does otherwise, on purpose: whatever is damaged is passed over, with a warning.
EXCUSED = {
    # GDAL takes the mask's upper left part, or fails.
    "mask too large": {"files", "mask", "COG mask"},
    "mask too small": {"files", "mask", "COG mask"},
    # GDAL lists what it opened, if it heeds it or not.
    "mask without flags": {"files"},
    "overviews inside and beside": {"files"},
}


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes()).hexdigest()[:16]


def same_crs(ours, theirs):
    if not theirs:
        return ours["crs"] is None or ours["crs"]["epsg"] is None and not (ours["sidecars"]["srs"])
    if ours["sidecars"]["srs"]:
        text = ours["sidecars"]["srs"]["text"]
        return CRS.from_user_input(text) == theirs
    return bool(ours["crs"]) and theirs == CRS.from_epsg(ours["crs"]["epsg"])


def number(value):
    return None if value is None else float(value)


def same_number(a, b):
    return a == b or a is not None and b is not None and a != a and b != b


def compare(name, ours, d):
    """What differs between cogsmith's JSON and GDAL's dataset."""
    pam_place = ours["sidecars"]["placement"] == "pam"
    found = []

    def check(what, mine, gdals):
        if mine != gdals:
            found.append((what, f"{mine!r} where GDAL has {gdals!r}"))

    gcps = [[g.col, g.row, g.x, g.y, g.z] for g in d.gcps[0]]
    transform = None if d.transform.is_identity else list(d.transform.to_gdal())
    if gcps and not (pam_place and ours["geotransform"]):
        check("gcps", [list(map(float, g)) for g in ours["gcps"]], gcps)
    else:
        check("transform", ours["geotransform"] and list(map(float, ours["geotransform"])), transform)
    crs = d.gcps[1] if gcps else d.crs
    if not same_crs(ours, crs):
        found.append(("crs", f"{ours['crs']} {ours['sidecars']['srs']} where GDAL has {crs and crs.to_string()}"))
    texts = lambda tags: {k: v for k, v in tags.items() if k != "AREA_OR_POINT" and not k.startswith("TIFFTAG_")}
    check("texts", texts(ours["metadata"]), texts(d.tags()))
    own = {"IMAGE_STRUCTURE", "DERIVED_SUBDATASETS", "SUBDATASETS", "RPC"}
    plain = lambda tags: list(tags.values())[0] if any(k.startswith(("xml:", "json:")) for k in tags) else tags
    domains = lambda band: {n: d.tags(band, ns=n) if band else d.tags(ns=n) for n in d.tag_namespaces(band)} if band else {n: d.tags(ns=n) for n in d.tag_namespaces()}
    def joined(domain):
        # rasterio takes a document apart at its first equals sign or colon.
        return {n: (":" if n[0] == "j" else "=").join([*t.popitem()]).strip("=") if n.startswith(("xml:", "json:")) else dict(t) for n, t in domain.items() if n not in own}
    mine = lambda domain: {n: t["doc"] if n.startswith(("xml:", "json:")) else t for n, t in domain.items() if n not in own}
    def flat(domain):
        return {n: t.replace("xml:X=", "").replace("json:Y=", "") if isinstance(t, str) else t for n, t in domain.items()}
    check("domains", mine(ours["metadata_domains"]), flat(joined(domains(None))))
    check("band count", ours["bands"], d.count)
    for i, band in enumerate(ours["band_info"][: d.count]):
        check(f"texts of band {i + 1}", band["metadata"], texts(d.tags(i + 1)))
        check(f"domains of band {i + 1}", mine(band["metadata_domains"]), flat(joined(domains(i + 1))))
        check(f"description of band {i + 1}", band["description"], d.descriptions[i])
        check(f"unit of band {i + 1}", band["unit"], d.units[i])
        check(f"scale of band {i + 1}", (number(band["scale"]) if band["scale"] is not None else 1.0, number(band["offset"]) or 0.0), (d.scales[i], d.offsets[i]))
        if not same_number(number(band["nodata"]), number(d.nodatavals[i])):
            found.append((f"nodata of band {i + 1}", f"{band['nodata']} where GDAL has {d.nodatavals[i]}"))
    for band in ours["sidecars"]["bands"]:
        if band["color_table"]:
            table = d.colormap(band["band"])
            check("colour table", {i: tuple(c) for i, c in enumerate(band["color_table"])}, {i: table[i] for i in range(len(band["color_table"]))})
        if band["category_names"] is not None:
            check("category names", len(band["category_names"]) > 0, True)
    check("mask", ours["mask"], any("per_dataset" in [f.name for f in flags] or not flags for flags in d.mask_flag_enums))
    files = sorted(os.path.basename(f) for f in d.files[1:] if not f.endswith(".aux.xml"))
    check("files", sorted(f.lower() for f in ours["sidecars"]["files"] if not f.endswith(".aux.xml")), [f.lower() for f in files])
    return found


def levels(name, path, gdal_name, ours, read):
    """The overviews' sizes and pixels."""
    found, sizes = [], []
    with rasterio.open(gdal_name) as d:
        count = len(d.overviews(1))
    for level in range(count):
        with rasterio.open(gdal_name, overview_level=level) as d:
            sizes.append([d.width, d.height])
            raw = read(path, "--overview", str(level + 1))
            expected = d.read()
            if raw != expected.astype(expected.dtype.newbyteorder("<")).tobytes():
                found.append((f"overview {level + 1}", "other pixels"))
    if ours["overviews"] != sizes:
        found.append(("overviews", f"{ours['overviews']} where GDAL has {sizes}"))
    return found


def compare_cog(name, source, cog):
    """What a COG made of it does not carry over, as GDAL reads both."""
    with rasterio.open(source) as a, rasterio.open(cog) as b:
        found = []
        crs = lambda d: d.gcps[1] if d.gcps[0] else d.crs
        has_both = bool(a.gcps[0]) and not b.gcps[0]
        if not has_both and (crs(a) or None) != (crs(b) or None):
            found.append(("COG crs", f"{crs(b)} of {crs(a)}"))
        if not a.gcps[0] and not a.transform.almost_equals(b.transform, 1e-12):
            found.append(("COG transform", f"{b.transform} of {a.transform}"))
        if a.gcps[0] and not has_both and [(g.col, g.row, g.x, g.y) for g in a.gcps[0]] != [(g.col, g.row, g.x, g.y) for g in b.gcps[0]]:
            found.append(("COG gcps", ""))
        if (a.scales, a.offsets, a.units, a.descriptions) != (b.scales, b.offsets, b.units, b.descriptions):
            found.append(("COG bands", f"{(b.scales, b.offsets, b.units, b.descriptions)} of {(a.scales, a.offsets, a.units, a.descriptions)}"))
        of_type = lambda d: d.nodata if d.nodata is None or d.dtypes[0] != "float32" else float(np.float32(d.nodata))
        if not same_number(of_type(a), of_type(b)):
            found.append(("COG nodata", f"{b.nodata} of {a.nodata}"))
        if not (a.read() == b.read()).all():
            found.append(("COG pixels", ""))
        if not (a.dataset_mask() != 0).__eq__(b.dataset_mask() != 0).all():
            found.append(("COG mask", ""))
        rpc = lambda d: {k: [float(x) for x in v.split()] for k, v in d.tags(ns="RPC").items() if not k.startswith("ERR_")}
        if rpc(a) != rpc(b):
            found.append(("COG RPC", f"{rpc(b)} of {rpc(a)}"))
        if a.count == 1 and a.colorinterp[0].name == "palette" and not a.colormap(1).items() <= b.colormap(1).items():
            found.append(("COG colour table", ""))
        return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    args = parser.parse_args()
    program = os.path.abspath(args.bin)
    root = Path(args.keep or tempfile.mkdtemp())

    def run(*words):
        done = subprocess.run([program, *words], capture_output=True)
        if done.returncode:
            raise RuntimeError(done.stderr.decode().strip())
        return done.stdout

    failed = checked = 0
    for number_, (name, build) in enumerate(sorted(CASES.items())):
        if args.only not in name:
            continue
        folder = root / str(number_)
        folder.mkdir(parents=True)
        made = build(folder)
        page = made[1] if isinstance(made, tuple) else None
        path = next(p for n in ("x.tif", "x.tiff", "x.TIF", "x", "a.b.gtiff") if (p := folder / n).is_file())
        options = ["--page", str(page)] if page and page > 1 else []
        gdal_name = f"GTIFF_DIR:{page}:{path}" if options else str(path)
        excused, found = EXCUSED.get(name, set()), []
        try:
            ours = json.loads(run("info", "--json", str(path), *options))
            read = lambda p, *more: run("read", str(p), "--raw", "-", "--quiet", *options, *more)
            with rasterio.open(gdal_name) as d:
                found += compare(name, ours, d)
                if read(path) != d.read().astype(np.dtype(d.dtypes[0]).newbyteorder("<")).tobytes():
                    found.append(("pixels", "differ"))
            found += levels(name, path, gdal_name, ours, read)
            cog = folder / "cog_of_it.tif"
            run("create", str(path), str(cog), "--quiet", *options)
            if not excused & {"COG mask"}:
                found += compare_cog(name, gdal_name, cog)
        except (RuntimeError, rasterio.errors.RasterioError) as error:
            found.append(("failure", str(error)))
        found = [(what, detail) for what, detail in found if what not in excused]
        checked += 1
        failed += bool(found)
        for what, detail in found:
            print(f"{folder.name} {name}: {what} {detail}")
    print(f"{checked} rasters with files beside them, {failed} of them read otherwise than by GDAL {rasterio.__gdal_version__}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
