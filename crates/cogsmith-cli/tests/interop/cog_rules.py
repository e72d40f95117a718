"""The rules by which others take a file for a COG, applied to its bytes.  Standard library only.

    cog_rules.py FILE…          prints what is wrong; exit status 1 if anything is

`validate` knows the rules of GDAL's validate_cloud_optimized_geotiff, its full check of every block included, and those that
OGC 21-026 adds.
"""
import struct, sys
from pathlib import Path

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
FORMS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q"}
GHOST = b"GDAL_STRUCTURAL_METADATA_SIZE="


class Image:
    """One directory: its offset, its fields, and where its blocks lie."""

    def __init__(self, offset, fields):
        self.offset = offset
        one = {tag: values[0] for tag, values in fields.items() if values}
        self.width, self.height = one[256], one[257]
        self.subfile = one.get(254, 0)
        self.bands = one.get(277, 1)
        self.planar = one.get(284, 1)
        self.tiled = 322 in one
        self.block = (one[322], one[323]) if self.tiled else (self.width, min(one.get(278, self.height), self.height))
        self.offsets = fields.get(324) or fields.get(273) or ()
        self.counts = fields.get(325) or fields.get(279) or ()
        self.metadata = fields.get(42112, b"")

    @property
    def is_mask(self):
        return bool(self.subfile & 4)

    @property
    def across(self):
        return -(-self.width // self.block[0])

    @property
    def down(self):
        return -(-self.height // self.block[1])

    @property
    def data(self):
        """Where the first block that is not sparse lies; 0 if all are."""
        return next((offset for offset in self.offsets if offset), 0)

    def __str__(self):
        return f"{'mask' if self.is_mask else 'image'} of {self.width} × {self.height}"


class Cog:
    """A TIFF's header, ghost area and chain of directories."""

    def __init__(self, path):
        self.bytes = Path(path).read_bytes()
        self.order = {b"II": "<", b"MM": ">"}[self.bytes[:2]]
        self.big = self.unpack("H", 2) == 43
        self.start = 16 if self.big else 8
        self.ghost, self.ghost_end = {}, None
        if self.bytes[self.start:].startswith(GHOST):
            head = self.start + 43
            size = int(self.bytes[self.start + len(GHOST):self.start + len(GHOST) + 6])
            self.ghost_end = head + size
            lines = self.bytes[head:self.ghost_end].decode("ascii").split("\n")
            self.ghost = dict(line.strip().split("=", 1) for line in lines if "=" in line)
        self.images = list(self.chain())

    def unpack(self, form, at):
        return struct.unpack_from(self.order + form, self.bytes, at)[0]

    def chain(self):
        word, count, entry = ("Q", "Q", 20) if self.big else ("I", "H", 12)
        inline = struct.calcsize(word)
        offset = self.unpack(word, self.start - inline)
        while offset:
            entries = self.unpack(count, offset)
            first = offset + struct.calcsize(count)
            fields = {}
            for at in range(first, first + entries * entry, entry):
                tag, kind, number = self.unpack("H", at), self.unpack("H", at + 2), self.unpack(word, at + 4)
                size = number * SIZES[kind]
                where = at + 4 + inline if size <= inline else self.unpack(word, at + 4 + inline)
                data = self.bytes[where:where + size]
                fields[tag] = struct.unpack(f"{self.order}{number}{FORMS[kind]}", data) if kind in FORMS else data
            yield Image(offset, fields)
            offset = self.unpack(word, first + entries * entry)


def levels_of(cog):
    """[(image, its mask or None)], the full resolution first."""
    masks = [i for i in cog.images if i.is_mask]
    def mask_of(image):
        return next((m for m in masks if (m.width, m.height) == (image.width, image.height)), None)
    return [(image, mask_of(image)) for image in cog.images if not image.is_mask]


def validate(path):
    """(errors, warnings) about the file, each a list of sentences."""
    cog = Cog(path)
    levels = levels_of(cog)
    images = [image for image, _ in levels]
    errors = [*header_errors(cog, path), *level_errors(images), *ogc_errors(images)]
    for image, mask in levels:
        errors += block_errors(cog, image, mask)
    main = images[0]
    large = main.width > 512 or main.height > 512
    return errors, ["over 512 pixels and no overviews"] if large and len(images) == 1 else []


def header_errors(cog, path):
    main = cog.images[0]
    if Path(f"{path}.ovr").exists():
        yield "overviews in an .ovr file"
    due = cog.ghost_end + cog.ghost_end % 2 if cog.ghost_end else cog.start
    if main.offset != due:
        yield f"the first directory is at {main.offset}, not at {due}"
    if main.offset > 300:
        yield f"the first directory is at {main.offset}, past 300"
    if cog.ghost.get("KNOWN_INCOMPATIBLE_EDITION") == "YES":
        yield "KNOWN_INCOMPATIBLE_EDITION=YES"
    for key, value in (("LAYOUT", "IFDS_BEFORE_DATA"), ("BLOCK_ORDER", "ROW_MAJOR"), ("BLOCK_LEADER", "SIZE_AS_UINT4"),
                       ("BLOCK_TRAILER", "LAST_4_BYTES_REPEATED"), ("KNOWN_INCOMPATIBLE_EDITION", "NO")):
        if cog.ghost.get(key) != value:
            yield f"the ghost area lacks {key}={value}"
    has_mask = any(image.is_mask for image in cog.images)
    if (cog.ghost.get("MASK_INTERLEAVED_WITH_IMAGERY") == "YES") != (has_mask and "INTERLEAVE" not in cog.ghost):
        yield "the ghost area and the masks disagree"


def level_errors(images):
    for image in images:
        if max(image.width, image.height) > 512 and image.block[0] == image.width > 1024:
            yield f"the {image} has blocks of its full width"
    for larger, smaller in zip(images, images[1:]):
        if smaller.width > larger.width or smaller.height > larger.height:
            yield f"the {smaller} follows a smaller {larger}"
        if smaller.offset <= larger.offset:
            yield f"the directory of the {smaller} stands before that of the {larger}"
        if smaller.data and larger.data and smaller.data >= larger.data:
            yield f"the data of the {smaller} stand behind those of the {larger}"
    if images[-1].data and images[-1].data < max(image.offset for image in images):
        yield "the smallest image's data stand before a directory"


def ogc_errors(images):
    for image in images:
        if not image.tiled or image.block[0] != image.block[1]:
            yield f"the {image} has no square tiles"
    for larger, smaller in zip(images, images[1:]):
        for a, b in ((larger.width, smaller.width), (larger.height, smaller.height)):
            if a > 1 and not 1.9 < a / b <= 10:
                yield f"{a} to {b} pixels is no step of 2 to 10"
    if len(images) > 1 and min(images[-1].across, images[-1].down) > 1:
        yield f"the smallest image is still {images[-1].across} × {images[-1].down} tiles"


def block_errors(cog, image, mask):
    """What the ghost area promises of each block: order, leader, trailer, and the mask's block behind it."""
    blocks = image.across * image.down
    expected = blocks * (image.bands if image.planar == 2 else 1)
    if len(image.offsets) != expected or len(image.counts) != expected:
        yield f"the {image} has {len(image.offsets)} offsets and {len(image.counts)} counts for {expected} blocks"
        return
    order = range(expected)
    if cog.ghost.get("INTERLEAVE") == "BAND" and b">TILE<" in cog.images[0].metadata:
        order = [band * blocks + block for block in range(blocks) for band in range(image.bands)]
    last = 0
    for index in order:
        offset, count = image.offsets[index], image.counts[index]
        if not offset:
            if count:
                yield f"block {index} of the {image} has no offset, but {count} bytes"
            continue
        if offset <= last:
            yield f"block {index} of the {image} is out of order"
        last = offset
        if offset + count + 4 > len(cog.bytes):
            yield f"block {index} of the {image} ends past the end of the file"
            continue
        if struct.unpack_from("<I", cog.bytes, offset - 4)[0] != count:
            yield f"block {index} of the {image} has a wrong leader"
        tail = cog.bytes[offset:offset + count][-4:].ljust(4, b"\0")
        if cog.bytes[offset + count:offset + count + 4] != tail:
            yield f"block {index} of the {image} has a wrong trailer"
        if mask and image.planar == 1 and len(mask.offsets) > index and mask.offsets[index] not in (0, offset + count + 8):
            yield f"the mask's block {index} does not follow that of the {image}"
    if mask and mask.block != image.block:
        yield f"the {mask} has other blocks than its image"
    if mask:
        yield from block_errors(cog, mask, None)


if __name__ == "__main__":
    wrong = 0
    for name in sys.argv[1:]:
        for sentence in [s for part in validate(name) for s in part]:
            print(f"{name}: {sentence}")
            wrong = 1
    sys.exit(wrong)
