#!/usr/bin/env python3
"""Holds what `cogsmith info` tells of each file of the corpus against what GDAL and a plain reader of TIFF tell.  Standard library only.

    check_info.py --bin target/release/cogsmith --corpus DIR [--only SUBSTRING] [--checksum] [--stats] [--list]

- metadata, image structure, scales, offsets, units, descriptions, colour interpretation, mask flags, nodata, bands, CRS, overviews, colour
  tables, control points, rational polynomials, area or point: those of GDAL;
- every directory with its tags (`--tags`), by offset: those of the file;
- --checksum: the SHA-256 of all pixels and of each band; --stats: minimum, maximum, mean and number of valid pixels;
- a broken file: no panic, no signal, status 0 or 1.

Exit status 0 if nothing differs but for what is named in DIFFERENT and BY_RULE.
"""
import argparse, hashlib, json, math, os, subprocess, sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

HEIGHTS = "GDAL takes the unit of heights from the vertical keys, which cogsmith leaves to the CRS"
# Files in which cogsmith tells something else, what, and why.
DIFFERENT = {
    "gdal__ModelTiepointTag_z_non_zero_but_ModelPixelScaleTag_z_zero.tif": (("units",), HEIGHTS),
    "gdal__byte_user_defined_geokeys.tif": (("units",), HEIGHTS),
    "gdal__epsg_27563_allgeokeys.tif": (("units",), HEIGHTS),
    "gdal__inconsistent_invflattening.tif": (("units",), HEIGHTS),
    "gdal__tiff_vertcs_scale_offset.tif": (("units",), HEIGHTS),
    "gdal__vertcs_user_defined.tif": (("units",), HEIGHTS),
    "gen__lay_geo_tiepoint_z.tif": (("units",), HEIGHTS),
    "gdal__ticket3019.tif": (("metadata", "area or point"), "GDAL takes no notice of its GeoKeys"),
    "gen__lay_gdalmeta_cr_lf_bom.tif": (("descriptions",), "GDAL loses what follows an escape in a description"),
    "gen__lay_gdalmeta_ok.tif": (("descriptions",), "GDAL loses what follows an escape in a description"),
}
# What GDAL tells of its own view of an image, which is not the one that cogsmith has.
BY_RULE = """
COMPRESSION_REVERSIBILITY of WebP                         stands in the blocks, which are not read; what GDAL_METADATA says of it is told
units of heights                                          GDAL takes them from a vertical CRS; only what the file says of the band is told
strips of more than 8 kB or one line, uncompressed or fax  GDAL cuts them into rows of its own
bands, colours, masks of 8-bit CMYK, CIELAB and YCbCr    GDAL shows them as RGBA; the stored samples have truth in raw_view
SOURCE_COLOR_SPACE of CMYK, CIELAB and plain YCbCr        says that GDAL does so
"""
NOT_READ = ("error", "error_or_partial", "no_crash_no_hang", "recover_optional", "no_crash_match_optional", "optional_exact_source")

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--bin", required=True)
ap.add_argument("--corpus", required=True)
ap.add_argument("--only", default="")
ap.add_argument("--checksum", action="store_true")
ap.add_argument("--stats", action="store_true")
ap.add_argument("--list", action="store_true", help="name the files that are excused, too")
ap.add_argument("-j", type=int, default=2)
a = ap.parse_args()


def number(value):
    return None if value is None else float(value)


def same(x, y, tolerance=1e-9):
    x, y = number(x), number(y)
    if x is None or y is None:
        return x is y
    return x == y or x != x and y != y or abs(x - y) <= tolerance * max(1, abs(x), abs(y))


def run(path, *args):
    p = subprocess.run([a.bin, "info", path, *args], capture_output=True, timeout=120, stdin=subprocess.DEVNULL)
    err = p.stderr.decode("utf8", "replace")
    if p.returncode not in (0, 1) or "panicked" in err:
        return p.returncode, None, [("crash", f"exit {p.returncode}: {err[:120]}")]
    return p.returncode, p.stdout, [] if p.returncode == 0 else [("refused", err.strip()[:120])]


def comparable(texts):
    """Without empty texts, which rasterio leaves out; blanks at the ends count no more, and the truth is cut after 500 characters."""
    return {k: v.strip()[:490] for k, v in texts.items() if v.strip()}


def is_viewed(entry):
    """Whether GDAL shows an image that is stored otherwise."""
    return bool(entry["truth"]["gdal"].get("raw_view"))


def described(i, entry):
    g, found = entry["truth"]["gdal"], []
    view = is_viewed(entry)

    def check(what, ours, gdals):
        if ours != gdals:
            found.append((what, f"{ours!r} where GDAL has {gdals!r}"[:300]))

    def numbers(what, ours, gdals):
        if len(ours) != len(gdals) or not all(same(x, y) for x, y in zip(ours, gdals)):
            found.append((what, f"{ours!r} where GDAL has {gdals!r}"[:300]))

    bands = i["band_info"]
    check("size", [i["width"], i["height"]], [g["width"], g["height"]])
    if not view:
        check("bands", i["bands"], g["count"])
    # GDAL ends a text at its first NUL, and rasterio takes it apart at the first equals sign.
    check("metadata", comparable(i["metadata"]), comparable(g["tags"]))
    check("metadata of band 1", comparable(bands[0]["metadata"]), comparable(g["band1_tags"]))
    structure, theirs = dict(i["image_structure"]), dict(g["image_structure"])
    structure = {k: v for k, v in structure.items() if k in theirs or k not in ("COMPRESSION_REVERSIBILITY", "OVERVIEW_RESAMPLING")}
    if theirs.get("COMPRESSION") == "WEBP" and "COMPRESSION_REVERSIBILITY" not in structure:
        theirs.pop("COMPRESSION_REVERSIBILITY", None)
    if view:
        for facts in (structure, theirs):
            facts.pop("SOURCE_COLOR_SPACE", None), facts.pop("INTERLEAVE", None)
    check("image structure", structure, theirs)
    check("area or point", i["metadata"].get("AREA_OR_POINT"), g["area_or_point"])
    n = len(bands)
    numbers("scales", [1.0 if b["scale"] is None else b["scale"] for b in bands], g["scales"] or [1.0] * n)
    numbers("offsets", [b["offset"] or 0.0 for b in bands], g["offsets"] or [0.0] * n)
    vertical = i["crs"] and "VERTCRS" in (i["crs"]["wkt2"] or "")
    if not vertical:
        check("units", [b["unit"] or None for b in bands][:32], [u or None for u in g["units"] or [None] * n][:32])
    check("descriptions", [b["description"] or None for b in bands], [d or None for d in g["descriptions"] or [None] * n])
    if not view:
        if g["colorinterp"]:
            check("colours", [b["color_interpretation"].lower() for b in bands][: len(g["colorinterp"])], g["colorinterp"])
        check("masks", [b["mask_flags"] for b in bands][: len(g["mask_flags"])], g["mask_flags"])
        if i["layout"] == "tiles":
            check("block shape", i["block_shape"], g["block_shape"])
    nodata = g["nodata"]
    nodata = nodata if isinstance(nodata, list) else [nodata] * n
    numbers("nodata", [b["nodata"] for b in bands], nodata)
    code = (g["crs"] or {}).get("epsg")
    if code:
        check("crs", (i["crs"] or {}).get("epsg"), code)
    if not g["crs"] and not g.get("gcps"):
        check("crs", i["crs"] and i["crs"]["epsg"], None)
    if g["has_geotransform"]:
        numbers("geotransform", i["geotransform"] or [], g["geotransform"])
        t, (w, h) = g["geotransform"], (g["width"], g["height"])
        at = lambda c, r: [t[0] + c * t[1] + r * t[2], t[3] + c * t[4] + r * t[5]]
        for name, c, r in [("upper_left", 0, 0), ("lower_left", 0, h), ("upper_right", w, 0), ("lower_right", w, h), ("center", w / 2, h / 2)]:
            numbers("corners", i["corner_coordinates"][name], at(c, r))
    check("overviews", i["overviews"], [[o["width"], o["height"]] for o in g.get("overviews") or []])
    if g.get("overviews"):
        i["layout"] == "tiles" and check("blocks of overviews", [l["block_shape"] for l in i["levels"][1:]], [o["block_shape"] for o in g["overviews"]])
    if g.get("gcps"):
        check("gcps", len(i["gcps"]), g["gcps"]["count"])
        for ours, theirs in zip(i["gcps"], g["gcps"]["first"]):
            numbers("gcps", ours, [theirs[1], theirs[0], *theirs[2:]])
        check("crs of gcps", i["gcp_crs"] and i["gcp_crs"]["epsg"] and f"EPSG:{i['gcp_crs']['epsg']}", g["gcps"]["crs"])
    if bool(g.get("rpcs")) != bool(i["rpcs"]):
        found.append(("rpcs", f"{bool(i['rpcs'])} where GDAL has {bool(g.get('rpcs'))}"))
    for name, value in (g.get("rpcs") or {}).items() if i["rpcs"] else []:
        ours = i["rpcs"].get(name.upper())
        numbers("rpcs", ours if isinstance(ours, list) else [ours], value if isinstance(value, list) else [value])
    if g.get("colormap") and not view:
        table = bands[0]["color_table"] or []
        check("colour table", [len(table), table[:4]], [g["colormap"]["entries"], g["colormap"]["first"][:4]])
    if g.get("n_pages"):
        check("pages", len(i["page_list"]), g["n_pages"])
    return found


def fields(i, entry):
    """What differs from the directories of the file."""
    truth, found = entry["truth"]["tiff"], []
    if truth["byte_order"] != i["byte_order"] or truth["variant"] != i["variant"]:
        found.append(("header", f"{i['byte_order']} {i['variant']}"))
    ours = {}
    for directory in i["tags"]:
        ours.setdefault(directory["offset"], directory)
    for ifd in truth["ifds"]:
        mine = ours.get(ifd["offset"])
        if mine is None:
            found.append(("directory", f"none at {ifd['offset']}"))
            continue
        if "error" in mine:
            found.append(("directory", mine["error"]))
            continue
        tags = sorted(field["tag"] for field in mine["fields"])
        if sorted(set(tags)) != sorted(set(ifd["tags"])):
            found.append(("tags", f"{sorted(set(tags) ^ set(ifd['tags']))} of the directory at {ifd['offset']}"))
        value = {field["tag"]: field["value"] for field in mine["fields"]}
        for tag, key in ((254, "subfile_type"), (256, "width"), (257, "height"), (277, "samples"), (266, "fill_order"), (274, "orientation")):
            if tag in value and not isinstance(value[tag], list) and value[tag] != ifd[key]:
                found.append(("value", f"{tag} is {value[tag]}, not {ifd[key]}"))
        if 42113 in value and "gdal_nodata" in ifd and str(value[42113]).split("\0")[0].strip() != str(ifd["gdal_nodata"]).strip():
            found.append(("value", f"42113 is {value[42113]!r}, not {ifd['gdal_nodata']!r}"))
    return found


def pixels(i, entry):
    g, found = entry["truth"]["gdal"], []
    if a.checksum and entry["expect"] == "exact":
        if i["pixel_sha256"] != entry["pixel_sha256"]:
            found.append(("checksum", f"{i['pixel_sha256']} where GDAL has {entry['pixel_sha256']}"))
        if g.get("band_sha256") and [b["sha256"] for b in i["band_info"]] != g["band_sha256"]:
            found.append(("checksum of bands", "differs"))
    if a.stats and entry["expect"] == "exact" and g.get("bands"):
        for number_, (band, theirs) in enumerate(zip(i["band_info"], g["bands"]), 1):
            ours = band.get("statistics")
            if not ours or "valid_count" not in theirs:
                continue
            pairs = [("valid", "valid_count"), ("minimum", "valid_min"), ("maximum", "valid_max"), ("mean", "valid_mean")]
            for mine, their in pairs:
                if theirs.get(their) is not None and not same(ours[mine], theirs[their], 1e-6):
                    found.append(("statistics", f"{mine} of band {number_} is {ours[mine]}, not {theirs[their]}"))
    return found


def check(entry):
    path = os.path.join(a.corpus, entry["path"])
    extra = [flag for flag, wanted in (("--checksum", a.checksum), ("--stats", a.stats)) if wanted and entry["expect"] == "exact"]
    if entry.get("disputed") or entry.get("heavy"):
        extra = []
    try:
        _, out, bad = run(path, "--no-sidecars", "--tags", "--geokeys", *extra)
        status, out, found = run(path, "--json", "--no-sidecars", "--tags", "--geokeys", *extra)
    except subprocess.TimeoutExpired:
        return entry, [("hang", "no answer in 120 s")]
    found = [f for f in found + bad if f[0] == "crash"] or found
    optional = entry["expect"] in NOT_READ or "by_tifffile" in entry["expect"]
    if status != 0 or out is None:
        return entry, [f for f in found if f[0] == "crash" or not optional]
    i = json.loads(out)
    if optional or "image_structure" not in entry["truth"].get("gdal", {}):
        return entry, []
    return entry, described(i, entry) + fields(i, entry) + (pixels(i, entry) if extra else [])


entries = [e for f in ("manifest.json", "generated.json") if os.path.exists(os.path.join(a.corpus, f)) for e in json.load(open(os.path.join(a.corpus, f)))]
entries = [e for e in entries if a.only in e["name"]]
bad, excused, kinds = 0, 0, Counter()
with ThreadPoolExecutor(a.j) as pool:
    for entry, found in pool.map(check, entries):
        allowed = DIFFERENT.get(entry["name"], ((), ""))[0]
        for what, why in found:
            if what in allowed:
                excused += 1
                if a.list:
                    print(f"excused  {entry['name']}: {what}: {why}")
            else:
                bad += 1
                kinds[what] += 1
                print(f"DIFFERS  {entry['name']}: {what}: {why}")
for what, count in kinds.most_common():
    print(f"{count:6} {what}")
print(f"info: {len(entries)} files, {bad} differences, {excused} excused")
sys.exit(bool(bad))
