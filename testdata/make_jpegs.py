#!/usr/bin/env python3
"""Makes the JPEG streams of `jpeg/` and, beside each, the samples that libjpeg-turbo decodes it to.

    python3 make_jpegs.py          needs numpy, Pillow and imagecodecs (both with libjpeg-turbo 3); run again when one is added

`NAME.jpg` is the stream, `NAME.raw` its samples: chunky, without colour conversion unless the name has `ycbcr`, little-endian, 16 bits if the
stream has more than 8. `list.json` says the rest: width, height, samples, bits, and whether the components are luma and chroma.
"""
import io, json, struct
from pathlib import Path

import imagecodecs
import numpy as np
from PIL import Image

HERE = Path(__file__).parent / "jpeg"
WIDTH, HEIGHT = 37, 27
catalogue = []


def pixels(samples, top=255, width=WIDTH, height=HEIGHT):
    """A slope, a wave and a corner of hard stripes, another one in each band."""
    y, x = np.mgrid[0:height, 0:width]
    bands = [0.5 + 0.3 * np.sin(x / (3 + b)) * np.cos(y / 4) + (x - y) / 120 + 0.3 * ((x + b * y) % 3 - 1) * (x > 24) for b in range(samples)]
    return np.clip(np.stack(bands, -1) * top, 0, top).astype("u1" if top < 256 else "<u2")


def put(name, stream, decoded, bits=8, ycbcr=False):
    height, width, *samples = decoded.shape
    (HERE / f"{name}.jpg").write_bytes(stream)
    (HERE / f"{name}.raw").write_bytes(np.ascontiguousarray(decoded).astype("u1" if bits <= 8 else "<u2").tobytes())
    catalogue.append({"name": name, "width": width, "height": height, "samples": samples[0] if samples else 1, "bits": bits, "ycbcr": ycbcr})


def pillow(name, image, mode, ycbcr=False, **options):
    file = io.BytesIO()
    Image.fromarray(image, mode).save(file, "JPEG", **options)
    space = {"L": "GRAYSCALE", "CMYK": "CMYK"}.get(mode, "RGB")
    stored = {"L": "GRAYSCALE", "CMYK": "CMYK"}.get(mode, "YCBCR" if ycbcr else "RGB")
    put(name, file.getvalue(), imagecodecs.jpeg8_decode(file.getvalue(), colorspace=stored, outcolorspace=space), ycbcr=ycbcr)


def scan_data(stream):
    """The tables and the entropy-coded data of a stream of one scan."""
    at, tables = 2, b""
    while stream[at + 1] != 0xDA:
        length = struct.unpack(">H", stream[at + 2:at + 4])[0]
        if stream[at + 1] in (0xDB, 0xC4):
            tables += stream[at:at + 2 + length]
        at += 2 + length
    return tables, stream[at + 2 + struct.unpack(">H", stream[at + 2:at + 4])[0]:-2]


def scans_by_component():
    """Three gray images of the same tables as the components of one, each in a scan of its own."""
    bands, stream, decoded = pixels(3), b"", []
    for band in range(3):
        file = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(bands[..., band])).save(file, "JPEG", quality=80)
        tables, data = scan_data(file.getvalue())
        if band == 0:
            stream = b"\xff\xd8" + tables + struct.pack(">BBHBHHB", 255, 0xC0, 17, 8, HEIGHT, WIDTH, 3)
            stream += b"".join(bytes([number, 0x11, 0]) for number in (1, 2, 3))
        stream += bytes([255, 0xDA, 0, 8, 1, band + 1, 0, 0, 63, 0]) + data
        decoded.append(imagecodecs.jpeg8_decode(file.getvalue()))
    put("rgb_scans", stream + b"\xff\xd9", np.stack(decoded, -1))


def main():
    HERE.mkdir(exist_ok=True)
    gray, rgb = pixels(1)[..., 0], pixels(3)
    pillow("gray", gray, "L", quality=70)
    pillow("gray_progressive_restarts", gray, "L", quality=90, progressive=True, restart_marker_blocks=3)
    pillow("rgb", rgb, "RGB", quality=85, keep_rgb=True)
    pillow("cmyk", pixels(4), "CMYK", quality=85)
    for number, sampling in enumerate(("444", "422", "420")):
        pillow(f"ycbcr_{sampling}", rgb, "RGB", ycbcr=True, quality=75, subsampling=number, restart_marker_rows=number)
        pillow(f"ycbcr_{sampling}_progressive", rgb, "RGB", ycbcr=True, quality=60, subsampling=number, progressive=True)
    # So narrow that chroma is repeated.
    pillow("ycbcr_420_narrow", np.ascontiguousarray(rgb[:, :3]), "RGB", ycbcr=True, quality=75, subsampling=2)
    for sampling in ("411", "440"):
        stream = imagecodecs.jpeg8_encode(rgb, level=75, subsampling=sampling)
        put(f"ycbcr_{sampling}", stream, imagecodecs.jpeg8_decode(stream, colorspace="YCBCR", outcolorspace="RGB"), ycbcr=True)
    for samples in (1, 3):
        stream = imagecodecs.jpeg8_encode(np.squeeze(pixels(samples, 4095)), level=80, bitspersample=12)
        options = {"colorspace": "YCBCR", "outcolorspace": "RGB"} if samples == 3 else {}
        put("gray_12" if samples == 1 else "ycbcr_12", stream, imagecodecs.jpeg8_decode(stream, **options), bits=12, ycbcr=samples == 3)
    for predictor, (samples, bits) in enumerate(((1, 8), (1, 12), (1, 16), (3, 8), (1, 14), (1, 9), (3, 16)), 1):
        image = np.squeeze(pixels(samples, 2**bits - 1, 19, 11))
        space = {"colorspace": "RGB", "outcolorspace": "RGB"} if samples == 3 else {}
        stream = imagecodecs.jpeg8_encode(image, lossless=True, predictor=predictor, bitspersample=bits, **space)
        put(f"lossless_{predictor}", stream, image, bits=bits)
    # As raw camera data have it.
    put("lossless_dng", imagecodecs.ljpeg_encode(pixels(1, 4095)[..., 0], bitspersample=12), pixels(1, 4095)[..., 0], bits=12)
    scans_by_component()
    (HERE / "list.json").write_text("[\n" + ",\n".join(json.dumps(entry) for entry in catalogue) + "\n]\n")


if __name__ == "__main__":
    main()
