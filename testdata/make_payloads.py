#!/usr/bin/env python3
"""Makes payloads/: small images of WebP, JPEG XL and JPEG 2000, as they stand in blocks.

    python3 make_payloads.py          needs numpy and imagecodecs (libwebp, libjxl, OpenJPEG)

All are of the picture below; of the lossy ones, NAME.raw has the samples that the reference library decodes.
"""
from pathlib import Path

import imagecodecs
import numpy

HERE = Path(__file__).parent / "payloads"
WIDTH, HEIGHT = 21, 13


def picture(samples, dtype):
    """Interleaved: sample b at column x of row y is 3 + 7 x + 11 y + 50 b, of 256 values; times 257 or 1/256 by type."""
    y, x, b = numpy.mgrid[0:HEIGHT, 0:WIDTH, 0:samples]
    values = (3 + 7 * x + 11 * y + 50 * b) % 256
    scale = {"uint8": 1, "uint16": 257, "int16": 100, "float32": 1 / 256}[dtype]
    values = ((values - 128) * scale if dtype == "int16" else values * scale).astype(dtype)
    return values[..., 0] if samples == 1 else values


def put(name, payload, samples=None):
    (HERE / name).write_bytes(payload)
    if samples is not None:
        (HERE / (name + ".raw")).write_bytes(samples.tobytes())


def main():
    HERE.mkdir(exist_ok=True)
    webp, jxl, j2k = imagecodecs.webp_encode, imagecodecs.jpegxl_encode, imagecodecs.jpeg2k_encode
    rgb, rgba = picture(3, "uint8"), picture(4, "uint8")
    put("rgb_lossless.webp", webp(rgb, lossless=True))
    put("rgba_lossless.webp", webp(rgba, lossless=True))
    for name, pixels in (("rgb", rgb), ("rgba", rgba)):
        payload = webp(pixels, level=60, lossless=False)
        put(f"{name}_lossy.webp", payload, imagecodecs.webp_decode(payload))

    for name, pixels in (("gray", picture(1, "uint8")), ("rgb", rgb), ("rgba", rgba), ("gray16", picture(1, "uint16")),
                         ("float", picture(1, "float32")), ("gray_alpha16", picture(2, "uint16"))):
        put(f"{name}_lossless.jxl", jxl(pixels, lossless=True))
    # One gray channel and four others that are no alpha: what GDAL makes of more bands than a picture has.
    five = numpy.ascontiguousarray(numpy.moveaxis(picture(5, "uint8"), 2, 0))
    put("five_lossless.jxl", jxl(five, lossless=True, planar=True, photometric="GRAY"))
    payload = jxl(rgb, distance=1.0)
    put("rgb_lossy.jxl", payload, imagecodecs.jpegxl_decode(payload))

    for name, pixels in (("gray", picture(1, "uint8")), ("rgb", rgb), ("gray16", picture(1, "uint16")),
                         ("int16", picture(1, "int16")), ("rgba", rgba)):
        put(f"{name}_lossless.j2k", j2k(pixels, codecformat="j2k", level=0, reversible=True, resolutions=3))
    put("rgb_lossless.jp2", j2k(rgb, codecformat="jp2", level=0, reversible=True))
    payload = j2k(rgb, codecformat="j2k", level=35)
    put("rgb_lossy.j2k", payload, imagecodecs.jpeg2k_decode(payload))
    payload = j2k(rgb, codecformat="jp2", level=0, reversible=True, mct=False, colorspace="SYCC")
    put("ycbcr_lossless.jp2", payload, imagecodecs.jpeg2k_decode(payload))


if __name__ == "__main__":
    main()
