"""The least that writes any TIFF, sound or broken: blocks first, then each directory behind its out-of-line values.

    tiff = Tiff(order="<", big=False)
    tiff.chain(tiff.directory({256: ("SHORT", [w]), ...}, blocks=[bytes, ...], block_tags=(324, 325)))
    open(path, "wb").write(tiff.bytes())

Standard library only; used by make_terrain.py and make_fixtures.py.
"""
import struct

# name: (code in the file, struct format of one value)
TYPES = {
    "BYTE": (1, "B"), "ASCII": (2, "s"), "SHORT": (3, "H"), "LONG": (4, "I"), "RATIONAL": (5, "Q"), "SBYTE": (6, "b"),
    "UNDEFINED": (7, "s"), "SSHORT": (8, "h"), "SLONG": (9, "i"), "FLOAT": (11, "f"), "DOUBLE": (12, "d"),
    "IFD": (13, "I"), "LONG8": (16, "Q"), "SLONG8": (17, "q"), "IFD8": (18, "Q"),
}


class Tiff:
    """One file in the making."""

    def __init__(self, order="<", big=False):
        self.order, self.big = order, big
        self.word, self.inline = ("Q", 8) if big else ("I", 4)
        magic = b"II" if order == "<" else b"MM"
        head = struct.pack(order + "HHH", 43, 8, 0) if big else struct.pack(order + "H", 42)
        self.out = bytearray(magic + head)
        self.next_at = len(self.out)  # where the offset of the next directory of the chain belongs
        self.out += bytes(self.inline)

    def bytes(self):
        return bytes(self.out)

    def append(self, data):
        """Puts data at the next even offset and returns that offset."""
        if len(self.out) % 2:
            self.out += b"\0"
        self.out += data
        return len(self.out) - len(data)

    def value(self, kind, values):
        """(type code, count, bytes) of a field's values: a bytes object as it stands, or a list of numbers."""
        code, form = TYPES[kind]
        if isinstance(values, bytes):
            return code, len(values), values
        return code, len(values), struct.pack(f"{self.order}{len(values)}{form}", *values)

    def directory(self, fields, blocks=(), block_tags=(273, 279), sort=True):
        """Appends blocks and a directory of {tag: (type, values)}; returns the directory's offset.

        The offsets and byte counts of the blocks are added under `block_tags`, save where `fields` has the tag already;
        a block that is None is sparse: offset and count 0.
        """
        offsets = [self.append(block) if block is not None else 0 for block in blocks]
        fields = dict(fields)
        if blocks:
            kind = "LONG8" if self.big else "LONG"
            fields.setdefault(block_tags[0], (kind, offsets))
            fields.setdefault(block_tags[1], (kind, [len(block or b"") for block in blocks]))
        entries = []
        for tag, (kind, values) in sorted(fields.items()) if sort else fields.items():
            if values is None:  # left out on purpose
                continue
            code, count, data = self.value(kind, values)
            if len(data) > self.inline:
                data = struct.pack(self.order + self.word, self.append(data))
            entries.append(struct.pack(f"{self.order}HH{self.word}", tag, code, count) + data.ljust(self.inline, b"\0"))
        count = struct.pack(self.order + ("Q" if self.big else "H"), len(entries))
        return self.append(count + b"".join(entries) + bytes(self.inline))

    def chain(self, directory):
        """Makes the directory at this offset the next one that a reader comes to."""
        struct.pack_into(self.order + self.word, self.out, self.next_at, directory)
        entries = struct.unpack_from(self.order + ("Q" if self.big else "H"), self.out, directory)[0]
        self.next_at = directory + (8 + entries * 20 if self.big else 2 + entries * 12)
        return self
