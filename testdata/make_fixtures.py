#!/usr/bin/env python3
"""Makes the small TIFFs of this folder, fixtures.json (what each must give) and the table of README.md.

    python3 make_fixtures.py          standard library only; the same bytes every time, save for zlib's

Pixels are computed here, from the formulas in `ramp` and beside each fixture, and never read back from a file.
"""
import json, math, struct, zlib
from pathlib import Path

import fax_payloads
from tiff_blocks import image, zstd
from tiff_bytes import Tiff
from tiff_lerc import blob

HERE = Path(__file__).parent
UTM = {  # WGS 84 / UTM zone 33N: the shortest keys that say so
    34735: ("SHORT", [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633]),
    33550: ("DOUBLE", [10.0, 20.0, 0.0]), 33922: ("DOUBLE", [0.0, 0.0, 0.0, 500000.0, 5000000.0, 0.0]),
}
UTM_TRANSFORM = [500000.0, 10.0, 0.0, 5000000.0, 0.0, -20.0]
catalogue = []


# ---- pixels ----

def ramp(width, height, bands=1, step=7, modulus=251, start=3):
    """Bands of rows of small numbers in which no row, column or band repeats its neighbour."""
    return [[[(start + step * x + 31 * y + 101 * b) % modulus for x in range(width)] for y in range(height)]
            for b in range(bands)]


def mapped(bands, function):
    return [[[function(v) for v in row] for row in band] for band in bands]


def plain(value):
    """A number as JSON can hold it."""
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if value != value else "inf" if value > 0 else "-inf"
    return int(value) if isinstance(value, float) and value == int(value) and abs(value) < 2**53 else value


def flat(bands):
    values = (v for band in bands for row in band for v in row)
    return [plain(part) for v in values for part in (v if isinstance(v, tuple) else (v,))]


# ---- files ----

def put(name, about, data, **expected):
    (HERE / f"{name}.tif").write_bytes(data)
    catalogue.append((about, {"file": f"{name}.tif", **expected}))


def expectation(bands, kind, **given):
    out = {"width": len(bands[0][0]), "height": len(bands[0]), "bands": len(bands),
           "dtype": "float32" if kind == "float16" else kind}
    return {**out, **given, "pixels": flat(bands)}


def sound(name, about, bands, kind, expect=None, **how):
    """A file of one image that reads as `bands`."""
    order, big = how.get("order", "<"), how.get("big", False)
    tiff = Tiff(order, big)
    put(name, about, tiff.chain(tiff.directory(*image(bands, kind, **how))).bytes(),
        **expectation(bands, kind, **(expect or {})))


def layouts():
    pixels = mapped(ramp(18, 9, bands=2), lambda v: v + 256)
    for big in (False, True):
        for order in "<>":
            for tiled in (False, True):
                for planar in (1, 2):
                    words = ["big" if big else "classic", "le" if order == "<" else "be", "tile" if tiled else "strip",
                             "chunky" if planar == 1 else "planar"]
                    how = {"tile": (16, 16)} if tiled else {"strip": 4}
                    sound("layout_" + "_".join(words), "two bands, " + ", ".join(
                        ["BigTIFF" if big else "classic TIFF", "little-endian" if order == "<" else "big-endian",
                         "two tiles of 16 × 16 over 18 × 9 pixels" if tiled else "strips of 4, 4 and 1 rows",
                         "one after the other" if planar == 2 else "interleaved by pixel"]),
                        pixels, "uint16", order=order, big=big, planar=planar, **how)
    sound("layout_tiles_many", "2 × 2 tiles, both edges cut", ramp(20, 18), "uint8", tile=(16, 16), compression="deflate")
    sound("layout_tile_oblong", "tiles of 32 × 16", ramp(34, 9), "uint8", tile=(32, 16), compression="deflate")
    sound("layout_tile_larger_than_image", "one tile of 64 × 64 over 5 × 4 pixels", ramp(5, 4), "uint8", tile=(64, 64),
          compression="deflate")
    sound("layout_one_pixel", "1 × 1", [[[42]]], "uint8")
    sound("layout_bands_seven", "seven bands, planar", ramp(6, 5, 7), "uint8", planar=2, strip=2)
    sound("layout_alpha", "RGB and unassociated alpha", ramp(6, 5, 4), "uint8", fields={262: ("SHORT", [2]), 338: ("SHORT", [2])})


def types():
    small = ramp(5, 4, modulus=200)
    tests = {
        "uint8": small,
        "int8": mapped(small, lambda v: v - 100),
        "int16": mapped(small, lambda v: v * 300 - 30000),
        "uint32": mapped(small, lambda v: v * 21474836 + 5),
        "int32": mapped(small, lambda v: v * 21474836 - 2**31),
        "uint64": mapped(small, lambda v: 2**64 - 1 - v * 3**35),
        "int64": mapped(small, lambda v: v * 3**34 - 2**62),
        "float16": mapped(small, lambda v: (v - 100) / 8),
        "float32": mapped(small, lambda v: (v - 100) / 1024 * 2.0 ** (v % 60 - 30)),
        "float64": mapped(small, lambda v: (v - 100) * 2.0 ** (v * 10 - 1000)),
        "complex_int16": mapped(small, lambda v: (v - 100, v * -150)),
        "complex_int32": mapped(small, lambda v: (v * 10**7, -v)),
        "complex64": mapped(small, lambda v: (v / 4, -v * 0.5)),
        "complex128": mapped(small, lambda v: (v * 2.0**-80, v * -(2.0**80))),
    }
    for kind, pixels in tests.items():
        for order in "<>" if kind != "uint8" and kind != "int8" else "<":
            sound(f"type_{kind}" + ("" if order == "<" else "_be"), kind + (", big-endian" if order == ">" else ""),
                  pixels, kind, order=order, strip=3)
    special = [[[math.nan, math.inf, -math.inf, -0.0, 1.5]]]
    sound("type_float32_specials", "NaN, ±infinity, −0", special, "float32")
    sound("type_float16_specials", "NaN, ±infinity, −0 in 16 bits", special, "float16")
    subnormal = [[[2.0**-24, 2.0**-14, 65504.0, -(2.0**-15), 0.0]]]
    sound("type_float16_extremes", "the smallest, a subnormal and the largest float16", subnormal, "float16")
    quarters = mapped(small, lambda v: (v - 100) / 4)
    for order in "<>":
        sound("bits_float24" + ("" if order == "<" else "_be"), "floats of 24 bits" + ("" if order == "<" else ", big-endian"),
              quarters, "float32", bits=24, order=order)


def bit_depths():
    for bits in (1, 2, 4):
        sound(f"bits_{bits}", f"{bits} bit{'s' * (bits > 1)} per sample, rows padded to whole bytes",
              ramp(11, 5, modulus=1 << bits, step=1), "uint8", bits=bits, strip=2)
    sound("bits_1_miniswhite", "1 bit, 0 is white: stored values are given as they stand", ramp(11, 5, modulus=2, step=1),
          "uint8", bits=1, fields={262: ("SHORT", [0])})
    bits = ramp(11, 5, modulus=2, step=1)
    mirrored = [bytes(int(f"{v:08b}"[::-1], 2) for v in block)
                for block in image(bits, "uint8", bits=1)[1]]
    sound("bits_1_fillorder2", "1 bit, FillOrder 2: the lowest bit comes first", bits, "uint8", bits=1,
          fields={266: ("SHORT", [2])}, edit=lambda _: mirrored)
    sound("bits_1_tile", "1 bit in tiles", ramp(20, 5, modulus=2, step=1), "uint8", bits=1, tile=(16, 16))
    colours = [v * 4369 for v in range(16)]
    sound("bits_4_palette", "4-bit indices into a colour map", ramp(7, 5, modulus=16), "uint8", bits=4,
          fields={262: ("SHORT", [3]), 320: ("SHORT", colours + colours[::-1] + [v // 2 for v in colours])})
    sound("bits_8_palette", "8-bit indices into a colour map", ramp(7, 5), "uint8", strip=2,
          fields={262: ("SHORT", [3]), 320: ("SHORT", [v * 257 for v in range(256)] * 3)}, compression="packbits")
    for wide in (10, 12, 15):
        values = ramp(7, 5, modulus=1 << wide, step=(1 << wide) // 5 + 1)
        sound(f"bits_{wide}", f"{wide} bits per sample", values, "uint16", bits=wide, strip=2)
    sound("bits_12_signed", "12 bits that are said to be signed: packed integers are not, whatever the file says",
          ramp(7, 5, modulus=4096, step=819), "uint16", bits=12, fields={339: ("SHORT", [2])})
    values = ramp(7, 5, 2, modulus=4096, step=819)
    sound("bits_12_be_chunky", "12 bits, two interleaved bands, big-endian", values, "uint16", bits=12, order=">")
    sound("bits_24", "unsigned integers of 24 bits: the highest bit first, whatever the byte order, as with all odd widths",
          ramp(7, 5, modulus=1 << 24, step=3355443), "uint32", bits=24)


def codecs():
    flats = mapped(ramp(23, 9, 3), lambda v: v // 40 * 40)
    for codec, name in (("lzw", "LZW"), ("deflate", "Deflate (8)"), ("deflate_old", "Deflate by its old number (32946)"),
                        ("packbits", "PackBits"), ("lzma", "LZMA2 in XZ streams"), ("zstd", "Zstandard")):
        sound(f"codec_{codec}", name + ", RGB, strips of 4 rows",
              flats, "uint8", strip=4, compression=codec, fields={262: ("SHORT", [2]), 338: ("SHORT", None)})
    sound("predictor2_uint8_rgb", "differences between pixels, three bands", ramp(9, 5, 3), "uint8", compression="lzw",
          predictor=2, fields={262: ("SHORT", [2]), 338: ("SHORT", None)})
    for kind, scale in (("uint16", 257), ("int16", -130), ("uint32", 16843009), ("uint64", 3**34)):
        for order in "<>":
            sound(f"predictor2_{kind}" + ("_be" if order == ">" else ""),
                  f"differences of {kind}" + (", big-endian" if order == ">" else ""),
                  mapped(ramp(9, 5), lambda v: v * scale), kind, compression="deflate", predictor=2, order=order, strip=2)
    sound("predictor2_planar_tile", "differences in planar tiles, edge cut", mapped(ramp(20, 5, 2), lambda v: v * 100),
          "uint16", compression="deflate", predictor=2, planar=2, tile=(16, 16))
    for kind in ("float16", "float32", "float64"):
        for order in "<>":
            sound(f"predictor3_{kind}" + ("_be" if order == ">" else ""),
                  f"floating-point differences of {kind}" + (", big-endian" if order == ">" else ""),
                  mapped(ramp(9, 5), lambda v: (v - 120) / 8), kind, compression="deflate", predictor=3, order=order, strip=2)
    sound("predictor3_chunky", "floating-point differences of two interleaved bands, LZW", mapped(ramp(9, 5, 2), lambda v: v / 16),
          "float32", compression="lzw", predictor=3)
    sound("predictor2_lzma_be", "differences of uint16 in LZMA, big-endian", mapped(ramp(9, 5), lambda v: v * 257), "uint16",
          compression="lzma", predictor=2, order=">", strip=2)
    sound("predictor3_zstd", "floating-point differences of float64 in Zstandard, tiles", mapped(ramp(20, 5), lambda v: v / 16),
          "float64", compression="zstd", predictor=3, tile=(16, 16))


def lerc():
    """LERC's cases: what a blob holds of a pixel, and what else it is within."""
    def put_lerc(name, about, bands, kind, within=0, stored=None, valid=None, expect=None, **how):
        """`stored` are the bands in the blob, `valid` tells which values are."""
        stored = stored or bands
        depth = 1 if how.get("planar") == 2 else len(stored)
        width = how["tile"][0] if "tile" in how else len(bands[0][0])
        flags = [v for row in valid for v in row] if valid else None
        wrap = {0: bytes, 1: lambda b: zlib.compress(b, 9), 2: zstd}[within]
        fields = {259: ("SHORT", [34887]), 50674: ("LONG", [4, within]), **how.pop("fields", {})}
        _, blocks, _ = image(stored, kind, **how)
        blobs = [wrap(blob(block, kind, width, depth, flags)) for block in blocks]
        sound(name, about, bands, kind, expect, fields=fields, edit=lambda _: blobs, **how)
    pixels = ramp(20, 18, 2)
    put_lerc("lerc_tiles", "LERC, two interleaved bands, tiles whose blobs go on beyond the image", pixels, "uint8", tile=(16, 16))
    put_lerc("lerc_planar_zstd", "LERC within Zstandard, two bands one after the other, strips",
             mapped(pixels, lambda v: v * 100 - 9000), "int16", within=2, planar=2, strip=5)
    put_lerc("lerc_constant", "LERC blobs that are headers only: all samples of a strip are 7", [[[7] * 6] * 5], "uint32", strip=2)
    valid = [[(x + y) % 3 != 0 for x in range(6)] for y in range(5)]
    numbers = mapped(ramp(6, 5), lambda v: v / 8)
    holes = [[[v if ok else math.nan for v, ok in zip(*rows)] for rows in zip(numbers[0], valid)]]
    put_lerc("lerc_invalid_float64", "LERC within Deflate: floats that the blob's mask calls invalid are NaN", holes, "float64",
             within=1, stored=numbers, valid=valid)
    rgb = ramp(6, 5, 3)
    alpha = [[255 if ok else 0 for ok in row] for row in valid]
    shown = [[[v if ok else 0 for v, ok in zip(*rows)] for rows in zip(band, valid)] for band in rgb]
    put_lerc("lerc_alpha", "LERC: the blob's mask is the fourth band, alpha; invalid colours are 0", shown + [alpha], "uint8",
             stored=rgb, valid=valid, fields={262: ("SHORT", [2]), 338: ("SHORT", [2])})


def gaps():
    """Blocks that are missing, short, long or oddly described."""
    tiles = ramp(33, 17)
    empty = [[[v if not (16 <= x < 32 and y < 16) else 0 for x, v in enumerate(row)] for y, row in enumerate(b)] for b in tiles]
    sound("sparse_tile", "the second of 3 × 2 tiles has offset and byte count 0, and reads as 0", empty, "uint8", tile=(16, 16),
          compression="deflate", sparse=(1,))
    holes = [[[v if not (16 <= x < 32 and y < 16) else -9999 for x, v in enumerate(row)] for y, row in enumerate(b)] for b in tiles]
    sound("sparse_tile_nodata", "the same with a nodata value, which the hole reads as", holes, "int16", {"nodata": -9999},
          tile=(16, 16), compression="deflate", sparse=(1,), fields={42113: ("ASCII", b"-9999\0")})
    rows = [[row if not 2 <= y < 4 else [0] * 6 for y, row in enumerate(ramp(6, 5)[0])]]
    sound("sparse_strip", "the second of three strips is missing", rows, "uint8", strip=2, sparse=(1,))
    image_ = ramp(6, 5)
    sound("no_byte_counts", "no StripByteCounts, one uncompressed strip", image_, "uint8", fields={279: ("LONG", None)})
    sound("no_rows_per_strip", "no RowsPerStrip: one strip is the whole image", image_, "uint8", fields={278: ("LONG", None)})
    sound("rows_per_strip_huge", "RowsPerStrip is 2³² − 1", image_, "uint8", fields={278: ("LONG", [2**32 - 1])})
    sound("rows_per_strip_beyond_image", "RowsPerStrip is 8, the image has 5 rows", image_, "uint8", fields={278: ("SHORT", [8])})
    sound("last_strip_padded", "the last strip is written with the rows that it lacks", image_, "uint8", strip=2, padded=True)
    sound("last_strip_padded_deflate", "the same, compressed", image_, "uint8", strip=2, padded=True, compression="deflate")
    sound("short_types", "StripOffsets and StripByteCounts as SHORT, sizes as LONG", image_, "uint8", strip=2,
          fields={273: ("SHORT", [8, 20, 32]), 279: ("SHORT", [12, 12, 6]), 256: ("LONG", [6]), 257: ("LONG", [5])})
    fields, blocks, _ = image(ramp(20, 10), "uint8", tile=(16, 16), compression="deflate")
    tiff = Tiff()
    put("tiles_under_strip_tags", "a tiled file whose offsets and byte counts stand under the strips' tags 273 and 279",
        tiff.chain(tiff.directory(fields, blocks, (273, 279))).bytes(), **expectation(ramp(20, 10), "uint8"))
    bilevel = ramp(11, 5, modulus=2, step=1)
    sound("defaults", "nothing but size, photometric and one strip: 1 bit, 1 sample, uncompressed, chunky", bilevel, "uint8", bits=1,
          fields={tag: ("SHORT", None) for tag in (258, 259, 277, 278, 284, 339)})
    fields, blocks, tags = image(image_, "uint8")
    backwards = dict(sorted(fields.items(), reverse=True))
    tiff = Tiff()
    put("unsorted_tags", "the fields of the directory in falling order of their tags",
        tiff.chain(tiff.directory(backwards, blocks, tags, sort=False)).bytes(), **expectation(image_, "uint8"))
    sound("unknown_tags", "private tags of every field type beside the known ones", image_, "uint8", fields={
        65000: ("BYTE", [1, 2, 3]), 65001: ("SBYTE", [-1]), 65002: ("SSHORT", [-2, -3]), 65003: ("SLONG", [-4]),
        65004: ("RATIONAL", [3 << 32 | 1]), 65005: ("FLOAT", [1.5]), 65006: ("UNDEFINED", b"\0\1\2\3\4"), 65007: ("ASCII", b"text\0")})
    tiff = Tiff()
    tiff.chain(tiff.directory(*image(image_, "uint8")))
    data = bytearray(tiff.bytes())
    data[tiff.next_at:tiff.next_at + 4] = data[4:8]
    put("ifd_loop", "the first directory names itself as the next one: the chain ends there", bytes(data),
        **expectation(image_, "uint8"))


def families():
    """Several directories in one file."""
    full = ramp(24, 20)
    half = [[row[::2] for row in band[::2]] for band in full]
    quarter = [[row[::4] for row in band[::4]] for band in full]
    levels = {"overviews": [[12, 10], [6, 5]], "overview_pixels": [flat(half), flat(quarter)]}
    how = dict(kind="uint8", compression="deflate", tile=(16, 16))
    tiff = Tiff()
    reduced = {254: ("LONG", [1])}
    subs = [tiff.directory(*image(level, fields=reduced, **how)) for level in (half, quarter)]
    tiff.chain(tiff.directory(*image(full, fields={330: ("LONG", subs)}, **how)))
    put("overviews_subifd", "overviews in SubIFDs (tag 330)", tiff.bytes(), **expectation(full, "uint8", **levels))

    tiff = Tiff(big=True)
    for level in (full, half, quarter):
        tiff.chain(tiff.directory(*image(level, big=True, fields=reduced if level is not full else None, **how)))
    put("overviews_chain_big", "overviews in the chain, BigTIFF", tiff.bytes(), **expectation(full, "uint8", **levels))

    def valid(x, y):
        return 1 if (x - 12) ** 2 + (y - 10) ** 2 < 90 else 0
    mask = [[[valid(x, y) for x in range(24)] for y in range(20)]]
    half_mask = [[row[::2] for row in mask[0][::2]]]
    tiff = Tiff()
    masks = dict(kind="uint8", bits=1, compression="deflate", tile=(16, 16))
    for level, kind, how_ in ((full, 0, how), (mask, 4, masks), (half, 1, how), (half_mask, 5, masks)):
        fields = {254: ("LONG", [kind]), **({262: ("SHORT", [4])} if kind & 4 else {})}
        tiff.chain(tiff.directory(*image(level, fields=fields, **how_)))
    put("mask_and_overview", "image, 1-bit mask (a disc), overview and the overview's mask, told apart by NewSubfileType",
        tiff.bytes(), **expectation(full, "uint8", overviews=[[12, 10]], overview_pixels=[flat(half)],
                                    mask=flat(mapped(mask, lambda v: v * 255))))

    tiff = Tiff(">")
    first, second = ramp(6, 5), ramp(9, 3, start=100)
    for number, page in enumerate((first, second)):
        tiff.chain(tiff.directory(*image(page, "uint8", order=">", fields={254: ("LONG", [2]), 297: ("SHORT", [number, 2])})))
    put("pages", "two pages of different sizes: the first is the image, neither is an overview", tiff.bytes(),
        **expectation(first, "uint8"))


def georeferences():
    pixels = ramp(6, 5)
    area = {"geotransform": UTM_TRANSFORM, "epsg": 32633}
    sound("geo_area", "EPSG:32633, PixelIsArea", pixels, "uint8", area, fields=UTM)
    sound("geo_area_be_big", "the same, big-endian BigTIFF", pixels, "uint8", area, fields=UTM, order=">", big=True)
    point = {34735: ("SHORT", [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3072, 0, 1, 32633])}
    sound("geo_point", "PixelIsPoint: the tiepoint is the first pixel's centre", pixels, "uint8",
          {"geotransform": [499995.0, 10.0, 0.0, 5000010.0, 0.0, -20.0], "epsg": 32633}, fields={**UTM, **point})
    tie = {33922: ("DOUBLE", [2.0, 3.0, 0.0, 500000.0, 5000000.0, 0.0])}
    sound("geo_tiepoint_inside", "the tiepoint is at column 2, row 3", pixels, "uint8",
          {"geotransform": [499980.0, 10.0, 0.0, 5000060.0, 0.0, -20.0], "epsg": 32633}, fields={**UTM, **tie})
    matrix = [8.0, -6.0, 0.0, 500000.0, -6.0, -8.0, 0.0, 5000000.0] + [0.0] * 7 + [1.0]
    rotated = {**UTM, 33550: ("DOUBLE", None), 33922: ("DOUBLE", None), 34264: ("DOUBLE", matrix)}
    sound("geo_matrix", "rotated: ModelTransformation (34264)", pixels, "uint8",
          {"geotransform": [500000.0, 8.0, -6.0, 5000000.0, -6.0, -8.0], "epsg": 32633}, fields=rotated)
    sound("geo_matrix_point", "rotated, and PixelIsPoint", pixels, "uint8",
          {"geotransform": [499999.0, 8.0, -6.0, 5000007.0, -6.0, -8.0], "epsg": 32633}, fields={**rotated, **point})
    degrees = {34735: ("SHORT", [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326]),
               33550: ("DOUBLE", [0.5, 0.25, 0.0]), 33922: ("DOUBLE", [0.0, 0.0, 0.0, -180.0, 90.0, 0.0])}
    sound("geo_degrees", "EPSG:4326", pixels, "uint8", {"geotransform": [-180.0, 0.5, 0.0, 90.0, 0.0, -0.25], "epsg": 4326},
          fields=degrees)
    corners = [(0, 0, 100.0, 50.0), (6, 0, 160.0, 52.0), (0, 5, 98.0, 10.0), (6, 5, 158.0, 12.0)]
    ties = [v for x, y, e, n in corners for v in (float(x), float(y), 0.0, e, n, 0.0)]
    sound("geo_gcps", "four tiepoints and no scale: ground control points", pixels, "uint8",
          {"epsg": 4326, "gcps": [[x, y, e, n, 0] for x, y, e, n in corners]},
          fields={34735: degrees[34735], 33922: ("DOUBLE", ties)})
    xml = (b'<GDALMetadata>\n  <Item name="TITLE">Salt &amp;amp; pepper</Item>\n'
           b'  <Item name="OFFSET" sample="0" role="offset">-10</Item>\n  <Item name="SCALE" sample="0" role="scale">0.5</Item>\n'
           b'  <Item name="DESCRIPTION" sample="0" role="description">depth</Item>\n'
           b'  <Item name="UNITTYPE" sample="0" role="unittype">m</Item>\n</GDALMetadata>\n\0')
    sound("gdal_metadata", "scale, offset, unit, description and a title whose & is escaped twice", pixels, "uint8",
          {"scale": 0.5, "offset": -10.0, "unit": "m", "description": "depth", "tags": {"TITLE": "Salt & pepper"}},
          fields={42112: ("ASCII", xml)})


def nodata():
    lowest = -3.4028234663852886e38
    for name, kind, text, value, about in (
        ("spaces", "int16", b" -9999 \0", -9999, "blanks around the number"),
        ("decimals", "int16", b"-9999.000\0", -9999, "decimals that mean nothing"),
        ("no_nul", "int16", b"-9999", -9999, "no NUL at the end"),
        ("nan", "float32", b"nan\0", "nan", "not a number"),
        ("nan_loud", "float32", b"NaN\0", "nan", "not a number, in capitals"),
        ("infinite", "float32", b"-inf\0", "-inf", "an infinity"),
        ("lowest", "float32", b"-3.4028234663852886e+38\0", lowest, "the lowest float32, all digits"),
        ("lowest_short", "float32", b"-3.40282346638529e+38\0", lowest, "the lowest float32 with 15 digits, a little too low"),
        ("out_of_range", "uint8", b"-9999\0", None, "a value that no sample can have counts for none"),
        ("uint64_max", "uint64", b"18446744073709551615\0", 2**64 - 1, "2⁶⁴ − 1, which is no double"),
        ("int64_odd", "int64", b"-9007199254740993\0", -(2**53) - 1, "−2⁵³ − 1, which is no double"),
        ("empty", "uint8", b"\0", None, "an empty text: no nodata"),
    ):
        pixels = mapped(ramp(4, 3, modulus=100), lambda v: float(v) if "float" in kind else v)
        if "lowest" in name:
            pixels[0][0][0] = lowest
        sound(f"nodata_{name}", "GDAL_NODATA: " + about, pixels, kind, {"nodata": value} if value is not None else {}, fields={42113: ("ASCII", text)})


def fax():
    """Bilevel codecs: the files' strips stand in fax_payloads.py."""
    pixels = [[[int(fax_payloads.is_black(x, y)) for x in range(43)] for y in range(6)]]
    def file(name, about, payload, code, options=None, reversed_bits=False, edit=None):
        blocks = [(edit or (lambda b: b))(block) for block in fax_payloads.blocks(payload)]
        if reversed_bits:
            blocks = [bytes(int(f"{v:08b}"[::-1], 2) for v in block) for block in blocks]
        given = {259: ("SHORT", [code]), 262: ("SHORT", [0]), 266: ("SHORT", [2 if reversed_bits else 1])}
        if options is not None:
            given[292] = ("LONG", [options])
        sound(f"fax_{name}", about, pixels, "uint8", bits=1, strip=4, fields=given, edit=lambda _: blocks)
    file("rle", "compression 2: rows of run lengths, each on a byte", "rle", 2)
    file("rle_words", "compression 32771: each row on a word", "rle_words", 32771)
    file("g3", "Group 3, one-dimensional", "g3", 3)
    file("g3_no_eol", "Group 3 without codes that end lines", "g3_no_eol", 3, options=0)
    file("g3_2d", "Group 3, two-dimensional", "g3_2d", 3, options=1)
    file("g3_2d_fill_lsb", "the same with fill bits, FillOrder 2", "g3_2d_fill", 3, options=5, reversed_bits=True)
    file("g4", "Group 4", "g4", 4)
    file("g4_no_eofb", "Group 4 without a code that ends the block, FillOrder 2", "g4", 4, reversed_bits=True,
         edit=lambda block: block[:-3])


def legacy():
    """NeXT, ThunderScan and SGI's LogL and LogLuv."""
    def file(name, about, bands, kind, code, payload, bits=None, **fields):
        given = {259: ("SHORT", [code]), **{int(tag[1:]): value for tag, value in fields.items()}}
        sound(f"codec_{name}", about, bands, kind, bits=bits, fields=given, edit=lambda _: [bytes.fromhex(payload)])
    file("next", "NeXT: a row as it stands, a stretch of one, runs, and one that is missing",
         [[[0, 1, 2, 3, 3], [3, 3, 3, 3, 2], [2, 2, 1, 0, 0], [3] * 5]], "uint8", 32766,
         "00 1b c0 40 0001 0001 90 82 41 03", bits=2)
    file("thunderscan", "ThunderScan: values, runs, and differences of two and three bits",
         [[[7, 8, 7, 9, 6, 6, 6, 6, 15], [0, 1, 2, 2, 3, 3, 3, 3, 3]]], "uint8", 32809, "c7 5b 95 03 ff 01 54 88 c3 02", bits=4)
    file("sgilog_gray", "LogL, as 16-bit integers", [[[0x4001, 0x4002, 0x4003], [0xbf09 - 65536, 0x0109, 0x0209]]], "int16",
         34676, "81 40 03 01 02 03 01 bf 00 02 01 02 81 09", _262=("SHORT", [32844]))
    chroma = lambda v: int((v + 0.5) / 410 * 32768)
    file("sgilog_luv32", "LogLuv of 32 bits, as 16-bit integers", [[[0x4001, 0x4001, 0x4002]], [[chroma(v) for v in (80, 90, 0)]],
         [[chroma(v) for v in (200, 200, 255)]]], "int16", 34676, "81 40 80 01 01 02 03 50 5a 00 80 c8 01 ff",
         _262=("SHORT", [32845]), _338=("SHORT", None))
    file("sgilog_luv24", "LogLuv of 24 bits; the last one's chroma is none", [[[13314, 14338, 17407]], [[8172, 8463, 6898]],
         [[612, 8640, 15521]]], "int16", 34677, "000000 400fa4 ffffff", _262=("SHORT", [32845]), _338=("SHORT", None))


def old_jpeg():
    """Compression 6: `jpeg/gray.jpg` strewn over a file, in two ways."""
    stream = (HERE / "jpeg/gray.jpg").read_bytes()
    samples = (HERE / "jpeg/gray.raw").read_bytes()
    gray = [[list(samples[row * 37:][:37]) for row in range(27)]]
    # Payloads of the segments, by marker and by the number of their table.
    segments, at = {}, 2
    while stream[at + 1] != 0xDA:
        length = struct.unpack(">H", stream[at + 2:at + 4])[0]
        payload, marker = stream[at + 4:at + 2 + length], stream[at + 1]
        while payload:
            size = 65 if marker == 0xDB else 17 + sum(payload[1:17]) if marker == 0xC4 else len(payload)
            segments[marker, payload[0] if marker in (0xDB, 0xC4) else 0] = payload[1:size]
            payload = payload[size:]
        at += 2 + length
    at += 2 + struct.unpack(">H", stream[at + 2:at + 4])[0]
    head, data = stream[:at], stream[at:-2]

    tiff = Tiff()
    start = tiff.append(stream)
    fields = {259: ("SHORT", [6]), 273: ("LONG", [start + len(head)]), 279: ("LONG", [len(data)]), 512: ("SHORT", [1]),
              513: ("LONG", [start]), 514: ("LONG", [len(stream)])}
    tiff.chain(tiff.directory(*image(gray, "uint8", fields=fields, edit=lambda _: [b""])))
    put("codec_jpeg_old_stream", "old-style JPEG: a whole stream, within which the strip lies", tiff.bytes(),
        **expectation(gray, "uint8"))

    tiff = Tiff(">")
    tables = {519: tiff.append(segments[0xDB, 0]), 520: tiff.append(segments[0xC4, 0x00]), 521: tiff.append(segments[0xC4, 0x10])}
    fields = {259: ("SHORT", [6]), 512: ("SHORT", [1]), **{tag: ("LONG", [place]) for tag, place in tables.items()}}
    tiff.chain(tiff.directory(*image(gray, "uint8", order=">", fields=fields, edit=lambda _: [data])))
    put("codec_jpeg_old_tables", "old-style JPEG: tables by themselves, and a strip of nothing but data", tiff.bytes(),
        **expectation(gray, "uint8"))


def broken():
    def bad(name, about, word, data):
        put(f"bad_{name}", about, data, error=word)
    pixels = ramp(6, 5)
    def file(edit=None, big=False, kind="uint8", **fields):
        tiff = Tiff(big=big)
        given = {int(tag[1:]): value for tag, value in fields.items()}
        return tiff.chain(tiff.directory(*image(pixels, kind, big=big, fields=given, edit=edit))).bytes()
    good = file()
    half = lambda blocks: [block[:len(block) // 2] for block in blocks]
    for codec in ("lzma", "zstd"):
        tiff = Tiff()
        data = tiff.chain(tiff.directory(*image(ramp(20, 20), "uint8", compression=codec, edit=half))).bytes()
        bad(f"{codec}_cut", f"half of a block in {codec.upper()}", f"{codec} (", data)
    blobs = [blob(bytes(30), "uint8", 5)]
    bad("lerc_size", "a LERC blob of 5 × 6 pixels for a strip of 6 × 5", "5 × 6 pixels",
        file(edit=lambda _: blobs, _259=("SHORT", [34887]), _50674=("LONG", [4, 0])))
    bad("empty", "no byte at all", "header", b"")
    bad("header_cut", "the header ends after six bytes", "header", good[:6])
    bad("magic", "the magic number is 44", "TIFF", good[:2] + b"\x2c\0" + good[4:])
    bad("text", "a text file", "TIFF", b"This is not the file you are looking for.\n")
    bad("big_offset_size", "a BigTIFF with offsets of 4 bytes", "offset", file(big=True).replace(b"+\0\x08\0", b"+\0\x04\0", 1))
    bad("no_directory", "the first directory's offset is 0", "directory", good[:4] + bytes(4) + good[8:])
    bad("directory_cut", "the file ends inside the directory", "directory", good[:-30])
    bad("directory_past_end", "the first directory is past the end", "directory", good[:4] + struct.pack("<I", 10**6) + good[8:])
    bad("directory_empty", "a directory without fields", "directory", b"II*\0\x08\0\0\0\0\0\0\0\0\0")
    bad("count_overflow", "a field of 2³² − 1 doubles", "width", file(_33550=("DOUBLE", None)).replace(
        struct.pack("<HHI", 256, 3, 1), struct.pack("<HHI", 256, 12, 2**32 - 1)))
    bad("count_overflow_big", "a field of 2⁶¹ doubles: its size is 0 in 64 bits", "width", file(big=True).replace(
        struct.pack("<HHQ", 256, 3, 1), struct.pack("<HHQ", 256, 12, 2**61)))
    bad("no_width", "ImageWidth is missing", "width", file(_256=("SHORT", None)))
    bad("zero_width", "ImageWidth is 0", "width", file(_256=("SHORT", [0])))
    bad("zero_height", "ImageLength is 0", "length", file(_257=("SHORT", [0])))
    bad("zero_samples", "SamplesPerPixel is 0", "sample", file(_277=("SHORT", [0])))
    bad("zero_tile", "TileWidth is 0", "tile", file(_322=("SHORT", [0]), _323=("SHORT", [16]), _278=("SHORT", None)))
    bad("huge_image", "2³¹ × 2³¹ pixels and one strip", "", file(_256=("LONG", [2**31]), _257=("LONG", [2**31]), _278=("LONG", [2**31])))
    bad("planar", "PlanarConfiguration is 3", "planar", file(_284=("SHORT", [3])))
    bad("sample_format", "SampleFormat is 9", "sample", file(_339=("SHORT", [9])))
    bad("mixed_bits", "bands of 8 and 16 bits", "bits", file(_277=("SHORT", [2]), _258=("SHORT", [8, 16]), _339=("SHORT", [1, 1])))
    bad("compression", "Compression 65535", "compression", file(_259=("SHORT", [65535])))
    bad("predictor", "Deflate with predictor 9", "predictor", file(
        _259=("SHORT", [8]), _317=("SHORT", [9]), edit=lambda blocks: [zlib.compress(b) for b in blocks]))
    bad("no_offsets", "neither strips nor tiles", "offset", file(_273=("LONG", None), _279=("LONG", None)))
    bad("strip_past_end", "the strip starts past the end", "end", file(_273=("LONG", [10**6])))
    bad("strip_cut", "the strip starts inside the file and ends past it", "end", file(_273=("LONG", [len(good) - 10])))
    bad("deflate", "the strip is not Deflate", "deflate", file(_259=("SHORT", [8]), edit=lambda _: [bytes(range(40))]))
    bad("deflate_cut", "the Deflate stream ends early", "deflate", file(_259=("SHORT", [8]), edit=lambda b: [zlib.compress(b[0])[:12]]))
    bad("lzw_code", "LZW that starts with a code of no meaning", "LZW", file(_259=("SHORT", [5]), edit=lambda _: [b"\xff" * 30]))
    bad("fax_depth", "Group 4 of 8-bit samples", "CCITTFAX4", file(_259=("SHORT", [4])))
    bad("packbits_cut", "PackBits that promises more than it has", "PackBits", file(_259=("SHORT", [32773]), edit=lambda _: [b"\x7f\1\2\3"]))


def readme():
    """Puts the table of files between the two markers of README.md."""
    path = HERE / "README.md"
    head, _, rest = path.read_text().partition("<!-- fixtures -->\n")
    _, _, tail = rest.partition("<!-- end -->\n")
    lines = ["| file | what it is | what it must give |\n", "|---|---|---|\n"]
    for about, entry in catalogue:
        gives = f"an error{' that says “' + entry['error'] + '”' if entry['error'] else ''}" if "error" in entry else \
            f"{entry['width']} × {entry['height']} × {entry['bands']} {entry['dtype']}"
        lines.append(f"| {entry['file']} | {about} | {gives} |\n")
    path.write_text(head + "<!-- fixtures -->\n" + "".join(lines) + "<!-- end -->\n" + tail)


def main():
    for old in HERE.glob("*.tif"):
        if old.name != "terrain.tif":
            old.unlink()
    for make in (layouts, types, bit_depths, codecs, lerc, fax, legacy, old_jpeg, gaps, families, georeferences, nodata, broken):
        make()
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for _, entry in catalogue)
    (HERE / "fixtures.json").write_text("[\n" + lines + "\n]\n")
    readme()
    sizes = sum((HERE / e["file"]).stat().st_size for _, e in catalogue)
    print(f"{len(catalogue)} files, {sizes} bytes; fixtures.json {(HERE / 'fixtures.json').stat().st_size} bytes")


if __name__ == "__main__":
    main()
