"""From pixels to the blocks of a TIFF: every sample type and width, both predictors, six codecs, strips and tiles.

A band is a list of rows, a row a list of numbers; a complex number is a (re, im) pair. Standard library only; used by make_fixtures.py.
"""
import lzma, math, struct, zlib

CODES = {"none": 1, "lzw": 5, "deflate": 8, "deflate_old": 32946, "packbits": 32773, "lzma": 34925, "zstd": 50000}
# Name as rasterio has it: (struct format of a part, SampleFormat, parts of a sample)
KINDS = {
    "uint8": ("B", 1, 1), "uint16": ("H", 1, 1), "uint32": ("I", 1, 1), "uint64": ("Q", 1, 1),
    "int8": ("b", 2, 1), "int16": ("h", 2, 1), "int32": ("i", 2, 1), "int64": ("q", 2, 1),
    "float16": ("e", 3, 1), "float32": ("f", 3, 1), "float64": ("d", 3, 1),
    "complex_int16": ("h", 5, 2), "complex_int32": ("i", 5, 2), "complex64": ("f", 6, 2), "complex128": ("d", 6, 2),
}


def parts(value, kind):
    """The sample as unsigned integers of its own width, one per part."""
    form = KINDS[kind][0]
    values = value if isinstance(value, tuple) else (value,)
    return [int.from_bytes(struct.pack(">" + form, v), "big") for v in values]


def float24(value):
    """1 sign, 7 exponent (bias 63) and 16 fraction bits, for values that fit."""
    if value == 0:
        return 0
    fraction, exponent = math.frexp(abs(value))
    return (value < 0) << 23 | (exponent - 1 + 63) << 16 | int((fraction * 2 - 1) * 65536)


def row_bytes(samples, bits, stride, predictor, order, floats):
    """One row of a block: predicted, then packed."""
    if predictor == 2:
        samples = [(v - (samples[i - stride] if i >= stride else 0)) % (1 << bits) for i, v in enumerate(samples)]
    if predictor == 3:
        planes = b"".join(bytes(column) for column in zip(*(v.to_bytes(bits // 8, "big") for v in samples)))
        return bytes((v - (planes[i - stride] if i >= stride else 0)) % 256 for i, v in enumerate(planes))
    if bits % 8 == 0 and (bits != 24 or floats):
        return b"".join(v.to_bytes(bits // 8, "little" if order == "<" else "big") for v in samples)
    packed = "".join(f"{v:0{bits}b}" for v in samples)
    packed += "0" * (-len(packed) % 8)
    return int(packed, 2).to_bytes(len(packed) // 8, "big")


def packbits(row):
    out, i = bytearray(), 0
    while i < len(row):
        run = 1
        while i + run < len(row) and run < 128 and row[i + run] == row[i]:
            run += 1
        if run > 2:
            out += bytes([257 - run, row[i]])
            i += run
            continue
        start = i
        while i < len(row) and i - start < 128 and not (i + 2 < len(row) and row[i] == row[i + 1] == row[i + 2]):
            i += 1
        out += bytes([i - start - 1]) + row[start:i]
    return bytes(out)


def lzw(data):
    """TIFF 6 LZW: most significant bit first, codes widened one early, the table cleared when it holds 4094 codes."""
    singles = {bytes([i]): i for i in range(256)}
    table, text, prefix = dict(singles), [f"{256:09b}"], b""
    def emit(code):
        # The reader's table is one entry behind, and it widens one entry early.
        text.append(f"{code:0{max(9, (len(table) + 2).bit_length())}b}")
    for i in range(len(data)):
        longer = prefix + data[i:i + 1]
        if longer in table:
            prefix = longer
            continue
        emit(table[prefix])
        table[longer] = len(table) + 2
        if len(table) + 2 == 4094:
            emit(256)
            table = dict(singles)
        prefix = data[i:i + 1]
    if prefix:
        emit(table[prefix])
        table[None] = len(table)
    emit(257)
    bits = "".join(text)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def xz(data):
    """As libtiff does it: delta and LZMA2, no check."""
    filters = [{"id": lzma.FILTER_DELTA, "dist": 1}, {"id": lzma.FILTER_LZMA2, "preset": 6}]
    return lzma.compress(data, check=lzma.CHECK_NONE, filters=filters)


def zstd(data):
    """A frame whose blocks are single bytes repeated or bytes as they stand: before Python 3.14 there is nothing that does better."""
    blocks, i = [], 0
    while i < len(data):
        run = len(data) - i - len(data[i:].lstrip(data[i:i + 1]))
        if run > 8:
            blocks.append((1, run, data[i:i + 1]))
            i += run
        elif blocks and blocks[-1][0] == 0:
            blocks[-1] = (0, blocks[-1][1] + run, blocks[-1][2] + data[i:i + run])
            i += run
        else:
            blocks.append((0, run, data[i:i + run]))
            i += run
    frame = struct.pack("<IBI", 0xfd2fb528, 0xa0, len(data))
    for n, (kind, size, content) in enumerate(blocks):
        frame += (size << 3 | kind << 1 | (n == len(blocks) - 1)).to_bytes(3, "little") + content
    return frame


def compress(rows, compression):
    if compression == "packbits":
        return b"".join(map(packbits, rows))
    data = b"".join(rows)
    if compression in ("lzma", "zstd"):
        return xz(data) if compression == "lzma" else zstd(data)
    return lzw(data) if compression == "lzw" else zlib.compress(data, 9) if "deflate" in compression else data


def blocks_of(bands, block, padded, planar, encode):
    """Blocks in file order; `encode` takes the rows of a block, each a list of pixels, each a list of samples."""
    height, width = len(bands[0]), len(bands[0][0])
    block_width, block_height = block
    zero = (0, 0) if isinstance(bands[0][0][0], tuple) else 0
    out = []
    for group in ([[band] for band in bands] if planar == 2 else [bands]):
        for top in range(0, height, block_height):
            for left in range(0, width, block_width):
                bottom = top + block_height if padded else min(top + block_height, height)
                out.append(encode([[[band[y][x] if y < height and x < width else zero for band in group]
                                    for x in range(left, left + block_width)] for y in range(top, bottom)]))
    return out


def encoder(kind, bits, predictor, compression, order):
    def encode(rows):
        lines = []
        for row in rows:
            if bits == 24 and kind == "float32":
                samples = [float24(v) for pixel in row for v in pixel]
            elif bits not in (8, 16, 32, 64):
                samples = [v for pixel in row for v in pixel]
            else:
                samples = [part for pixel in row for v in pixel for part in parts(v, kind)]
            lines.append(row_bytes(samples, bits, len(row[0]) * KINDS[kind][2], predictor, order,
                                   "float" in kind))
        return compress(lines, compression)
    return encode


def image(bands, kind, order="<", big=False, strip=None, tile=None, planar=1, compression="none", predictor=1,
          bits=None, fields=None, padded=None, sparse=(), edit=None):
    """(fields, blocks, block tags) of one image, for Tiff.directory."""
    form, sample_format, _ = KINDS[kind]
    height, width = len(bands[0]), len(bands[0][0])
    block = tile or (width, strip or height)
    bits = bits or 8 * struct.calcsize(form)
    blocks = blocks_of(bands, block, bool(tile) if padded is None else padded, planar,
                       encoder(kind, bits, predictor, compression, order))
    blocks = [None if i in sparse else b for i, b in enumerate(blocks)]
    if edit:
        blocks = edit(blocks)
    total = bits * KINDS[kind][2]
    out = {
        256: ("SHORT", [width]), 257: ("SHORT", [height]), 258: ("SHORT", [total] * len(bands)),
        259: ("SHORT", [CODES[compression]]), 262: ("SHORT", [1]), 277: ("SHORT", [len(bands)]),
        284: ("SHORT", [planar]), 339: ("SHORT", [sample_format] * len(bands)),
    }
    if predictor != 1:
        out[317] = ("SHORT", [predictor])
    if len(bands) > 1:
        out[338] = ("SHORT", [0] * (len(bands) - 1))
    if tile:
        out[322], out[323] = ("SHORT", [tile[0]]), ("SHORT", [tile[1]])
    else:
        out[278] = ("SHORT", [block[1]])
    out.update(fields or {})
    return out, blocks, (324, 325) if tile else (273, 279)
