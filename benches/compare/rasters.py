"""The rasters of the benchmarks: seeded, with the spectra of real ground, neither noise nor flat."""
import os


def terrain(np, side, seed):
    """Fractal relief from 0 to 1: a power spectrum as that of real ground."""
    rng = np.random.default_rng(seed)
    f = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :])
    f[0, 0] = 1
    spectrum = (rng.standard_normal(f.shape) + 1j * rng.standard_normal(f.shape)) / f**1.7
    z = np.fft.irfft2(spectrum, (side, side))
    return ((z - z.min()) / (z.max() - z.min())).astype("f4")


# name: file, bands, nodata, predictor, what overviews are made by
RASTERS = {
    "u8 RGB": ("u8", 3, None, 2, "average"),
    "u16": ("u16", 1, None, 2, "average"),
    "i16 with nodata": ("i16", 1, -32768, 2, "average"),
    "f32 with nodata": ("f32", 1, -9999, 3, "average"),
    "u8 classes": ("classes", 1, None, 2, "nearest"),
}


def bands_of(np, name, side):
    rng = np.random.default_rng(0)
    base, other = terrain(np, side, 1), terrain(np, side, 2)
    match name:
        case "u8":
            return [(base * (200 - 30 * i) + other * 40 + rng.normal(0, 2, base.shape)).clip(0, 255).astype("u1") for i in range(3)]
        case "u16":
            return [(base * 7000 + other * 2000 + rng.normal(0, 15, base.shape)).clip(0, 65535).astype("u2")]
        case "i16":
            return [np.where(base > 0.3, base * 3000 - 600, -32768).astype("i2")]
        case "f32":
            return [np.where(base > 0.3, base * 3000, -9999).astype("f4")]
        case "classes":
            return [(base * 11).astype("u1") + (other > 0.6).astype("u1") * 11]


def write(path, bands, **options):
    import rasterio
    from rasterio.transform import from_origin

    height, width = bands[0].shape
    profile = dict(driver="GTiff", width=width, height=height, count=len(bands), dtype=bands[0].dtype, crs="EPSG:32633",
                   transform=from_origin(3e5, 5e6, 10, 10), tiled=True, blockxsize=512, blockysize=512, interleave="pixel")
    if len(bands) == 3:
        profile["photometric"] = "RGB"
    with rasterio.open(path, "w", **profile | options) as out:
        for i, band in enumerate(bands):
            out.write(band, i + 1)


def make_sources(folder, side, names):
    """Sources of COGs: in tiles of 256, Deflate, as one gets them."""
    import numpy as np

    for name in names:
        file, _, nodata, predictor, _ = RASTERS[name]
        write(os.path.join(folder, file + ".tif"), bands_of(np, file, side), nodata=nodata, compress="deflate", predictor=predictor,
              blockxsize=256, blockysize=256)


READ = {"Deflate": dict(compress="deflate", predictor=2), "LZW": dict(compress="lzw", predictor=2), "Zstd": dict(compress="zstd", predictor=2), "none": {}}


def make_files_to_read(folder, side):
    """What is read: satellite-like, a file per codec, in tiles of 512, and a COG."""
    import numpy as np
    import rasterio.shutil

    bands = bands_of(np, "u16", side)
    for codec, options in READ.items():
        write(os.path.join(folder, f"read-{codec}.tif"), bands, **options)
    rasterio.shutil.copy(os.path.join(folder, "read-Deflate.tif"), os.path.join(folder, "read-cog.tif"), driver="COG", compress="deflate",
                         predictor="yes", blocksize=512, overview_resampling="average")


def make_wide(path, side):
    """A tiled file of any size and little length: its tiles are stored a few times over, under many places."""
    import struct

    import numpy as np
    import zlib

    tile, stored = 512, 16
    base = terrain(np, 4 * tile, 1)
    rng = np.random.default_rng(0)
    samples = (base * 7000 + rng.normal(0, 15, base.shape)).clip(0, 65535).astype("<u2")
    blocks = []
    for i in range(stored):
        block = samples[i // 4 * tile:, i % 4 * tile:][:tile, :tile]
        block = np.diff(block, axis=1, prepend=np.zeros((tile, 1), "<u2")).astype("<u2")
        blocks.append(zlib.compress(block.tobytes(), 6))
    across = side // tile
    places = [16 + sum(map(len, blocks[:i])) for i in range(stored)]
    at = 16 + sum(map(len, blocks))
    order = [(i // across % 4) * 4 + i % across % 4 for i in range(across * across)]
    offsets, counts = struct.pack(f"<{len(order)}Q", *(places[i] for i in order)), struct.pack(f"<{len(order)}Q", *(len(blocks[i]) for i in order))
    fields = [(256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 16), (259, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1), (317, 3, 1, 2),
              (322, 3, 1, tile), (323, 3, 1, tile), (324, 16, len(order), at), (325, 16, len(order), at + len(offsets)), (339, 3, 1, 1)]
    ifd = struct.pack("<Q", len(fields)) + b"".join(struct.pack("<HHQQ", *field) for field in fields) + bytes(8)
    with open(path, "wb") as out:
        out.write(struct.pack("<2sHHHQ", b"II", 43, 8, 0, at + len(offsets) + len(counts)) + b"".join(blocks) + offsets + counts + ifd)
