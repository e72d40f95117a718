#!/usr/bin/env python3
"""Makes jpeg/blocks.json: strips of JPEG as GDAL writes them, with libjpeg-turbo, and the tables that they share.

    python3 make_jpeg_blocks.py          needs numpy, rasterio (GDAL 3.12, built with libjpeg-turbo) and tifffile

Sample b at column x of row y is as `picture` has it; the tests make the same one.
"""
import json
import tempfile
from pathlib import Path

import numpy
import rasterio
import tifffile

HERE = Path(__file__).parent / "jpeg"


def picture(width, height, bands, bits):
    """A slope with a little noise, that starts anew where samples have no more bits."""
    y, x, b = numpy.mgrid[0:height, 0:width, 0:bands].astype(numpy.uint64)
    noise = ((x * 7919 + y * 104729 + b * 7907) * 2654435761 % 2**32) >> 28
    return ((5 * x + 3 * y + 40 * b + noise) << (bits - 8)) % 2**bits


def block(width, height, bands, quality, photometric, bits=8, separate=False, subsampling=(1, 1)):
    """The first strip of such an image, and what the directory says."""
    pixels = picture(width, height, bands, bits).transpose(2, 0, 1)
    options = {"NBITS": bits} if bits != 8 else {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.tif"
        with rasterio.open(path, "w", driver="GTiff", width=width, height=height, count=bands,
                           dtype="uint8" if bits == 8 else "uint16", compress="JPEG", jpeg_quality=quality,
                           photometric=photometric, interleave="BAND" if separate else "PIXEL", blockysize=height,
                           **options) as file:
            file.write(pixels.astype("uint8" if bits == 8 else "uint16"))
        with tifffile.TiffFile(path) as file:
            page = file.pages[0]
            assert len(page.dataoffsets) == (bands if separate else 1)
            file.filehandle.seek(page.dataoffsets[0])
            payload = file.filehandle.read(page.databytecounts[0])
            tables = page.tags["JPEGTables"].value
    return {"width": width, "height": height, "bands": 1 if separate else bands, "bits": bits, "quality": quality,
            "photometric": {"MINISBLACK": 1, "RGB": 2, "CMYK": 5, "YCBCR": 6}[photometric], "separate": separate,
            "subsampling": [2, 2] if photometric == "YCBCR" else [1, 1], "tables": tables.hex(), "payload": payload.hex()}


def main():
    blocks = [block(width, height, 3, 75, "YCBCR") for width, height in
              ((1, 1), (5, 3), (8, 8), (9, 9), (16, 16), (17, 16), (16, 17), (21, 9), (9, 21), (24, 24), (25, 19), (31, 33))]
    blocks += [block(21, 13, 3, quality, "YCBCR") for quality in (1, 19, 20, 23, 24, 40, 50, 60, 90, 96, 100)]
    blocks += [block(21, 13, 1, quality, "MINISBLACK") for quality in (1, 23, 24, 75, 100)]
    blocks += [block(13, 21, 2, 75, "MINISBLACK"), block(13, 21, 3, 75, "RGB"), block(13, 21, 4, 75, "RGB"), block(13, 21, 4, 75, "CMYK")]
    blocks += [block(13, 21, 3, 75, "RGB", separate=True), block(13, 21, 2, 75, "MINISBLACK", separate=True)]
    blocks += [block(20, 14, 1, quality, "MINISBLACK", bits=12) for quality in (5, 75, 100)]
    blocks += [block(20, 14, 3, 75, "YCBCR", bits=12), block(20, 14, 3, 100, "YCBCR", bits=12)]
    lines = ",\n".join(json.dumps(entry) for entry in blocks)
    (HERE / "blocks.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
