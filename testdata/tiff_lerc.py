"""LERC blobs, the plainest that there are: version 4, samples as they stand. Standard library only; used by make_fixtures.py.

    "Lerc2 " version checksum | rows columns depth valid-pixels 8 size type | error lowest highest | mask | ranges | 1 samples
"""
import struct

TYPES = {"int8": (0, "b"), "uint8": (1, "B"), "int16": (2, "h"), "uint16": (3, "H"), "int32": (4, "i"), "uint32": (5, "I"),
         "float32": (6, "f"), "float64": (7, "d")}


def fletcher32(data):
    first = second = 0xffff
    data += b"\0" * (len(data) % 2)
    for (word,) in struct.iter_unpack(">H", data):
        first += word
        second += first
    fold = lambda n: (n - 1) % 0xffff + 1
    return fold(second) << 16 | fold(first)


def blob(block, kind, width, depth=1, valid=None):
    """The blob of a block's bytes; `valid` has a truth for each pixel."""
    number, form = TYPES[kind]
    samples = [v for (v,) in struct.iter_unpack("<" + form, block)]
    pixels = [samples[i:i + depth] for i in range(0, len(samples), depth)]
    valid = valid or [True] * len(pixels)
    shown = [pixel for pixel, is_valid in zip(pixels, valid) if is_valid]
    low = [min(band) for band in zip(*shown)] or [0]
    high = [max(band) for band in zip(*shown)] or [0]
    if len(shown) in (0, len(pixels)):
        body = struct.pack("<i", 0)
    else:
        bits = "".join("1" if is_valid else "0" for is_valid in valid)
        bits += "0" * (-len(bits) % 8)
        mask = int(bits, 2).to_bytes(len(bits) // 8, "big")
        mask = struct.pack("<h", len(mask)) + mask + struct.pack("<h", -32768)
        body = struct.pack("<i", len(mask)) + mask
    if min(low) != max(high):
        body += struct.pack(f"<{2 * depth}{form}", *low, *high)
        if low != high:
            body += b"\1" + b"".join(struct.pack(f"<{depth}{form}", *pixel) for pixel in shown)
    error = 0.0 if form in "fd" else 0.5
    size = 66 + len(body)
    rest = struct.pack("<7i3d", len(pixels) // width, width, depth, len(shown), 8, size, number, error, min(low), max(high)) + body
    return struct.pack("<6siI", b"Lerc2 ", 4, fletcher32(rest)) + rest
