#!/usr/bin/env python3
"""Compares what cogsmith compresses by image formats with what others make of it.

    check_payloads.py --bin target/release/cogsmith [--quick]

JPEG: GDAL's COG driver, built with libjpeg-turbo, makes a COG of the same pixels. Every block of every directory must be the same bytes,
and so must JPEGTables, PhotometricInterpretation, YCbCrSubSampling and ReferenceBlackWhite; over qualities, sizes and numbers of bands.
WebP at quality 100: GDAL (libwebp) must read the very pixels, and say that they are lossless. Of a picture like a photograph and of one
like a map of classes, blocks may take 2 % more than those that GDAL writes.
What cannot be written must be refused, with a word about what can.
Needs Python 3.12, rasterio 1.5 (GDAL 3.12), numpy and tifffile. Exit status 1 when anything fails.
"""
import argparse, os, subprocess, sys, tempfile, warnings
from pathlib import Path

os.environ.update(GDAL_PAM_ENABLED="NO", CPL_LOG=os.devnull)
warnings.simplefilter("ignore")
import numpy as np
import rasterio
import rasterio.shutil
import tifffile

SAME_TAGS = ("Compression", "PhotometricInterpretation", "YCbCrSubSampling", "ReferenceBlackWhite", "JPEGTables", "BitsPerSample",
             "SamplesPerPixel", "PlanarConfiguration", "Predictor")


def picture(bands, height, width, dtype="uint8", noise=12, seed=1):
    """Waves, edges and noise."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    base = (np.sin(x / 9) + np.cos(y / 13)) * 50 + 128 + 60 * ((x // 37 + y // 23) % 2)
    planes = [np.clip(base * (1 - 0.1 * b) + random.normal(0, noise, (height, width)), 0, 255) for b in range(bands)]
    return (np.stack(planes) * (257 if dtype == "uint16" else 1)).astype(dtype)


def write(path, pixels, photometric="MINISBLACK"):
    bands, height, width = pixels.shape
    with rasterio.open(path, "w", driver="GTiff", width=width, height=height, count=bands, dtype=pixels.dtype,
                       photometric=photometric, alpha="UNSPECIFIED") as file:
        file.write(pixels)


def create(args, source, target, *options):
    done = subprocess.run([args.bin, "create", source, target, *map(str, options)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=300)
    return None if done.returncode == 0 else done.stderr.strip()


def directories(path):
    """[(tags, blocks)] of each directory."""
    with tifffile.TiffFile(path) as file:
        found = []
        for page in file.pages:
            blocks = []
            for offset, length in zip(page.dataoffsets, page.databytecounts):
                file.filehandle.seek(offset)
                blocks.append(file.filehandle.read(length))
            tags = {t.name: (t.value, int(t.dtype)) for t in page.tags if t.name in SAME_TAGS}
            found.append((tags, blocks))
        return found


def check_jpeg(args, folder, pixels, quality, blocksize, resampling="average"):
    bands, height, width = pixels.shape
    name = f"JPEG {width} x {height} x {bands}, quality {quality}, blocks of {blocksize}, {resampling}"
    source, ours, gdals = (str(folder / n) for n in ("source.tif", "ours.tif", "gdals.tif"))
    write(source, pixels, "RGB" if bands == 3 else "MINISBLACK")
    error = create(args, source, ours, "--compress", "jpeg", "--quality", quality, "--blocksize", blocksize,
                   "--overview-resampling", resampling)
    if error:
        return [f"{name}: {error}"]
    rasterio.shutil.copy(source, gdals, driver="COG", compress="JPEG", quality=quality, blocksize=blocksize,
                         overview_resampling=resampling)
    one, other = directories(ours), directories(gdals)
    if len(one) != len(other):
        return [f"{name}: {len(one)} directories, GDAL has {len(other)}"]
    failures = []
    for number, ((tags, blocks), (gdal_tags, gdal_blocks)) in enumerate(zip(one, other)):
        # GDAL takes four gray bands for red, green, blue and alpha here; the payloads are the same.
        skip = ("PhotometricInterpretation",) if bands == 4 else ()
        for tag in SAME_TAGS:
            if tags.get(tag) != gdal_tags.get(tag) and tag not in skip:
                failures.append(f"{name}: directory {number}: {tag} is {tags.get(tag)}, GDAL has {gdal_tags.get(tag)}")
        wrong = [i for i, (a, b) in enumerate(zip(blocks, gdal_blocks)) if a != b]
        if wrong or len(blocks) != len(gdal_blocks):
            failures.append(f"{name}: directory {number}: blocks {wrong[:5]} of {len(blocks)} are others than GDAL's")
    return failures


def check_webp(args, folder, pixels):
    name = f"WebP of {pixels.shape}"
    source, ours = str(folder / "source.tif"), str(folder / "ours.tif")
    write(source, pixels, "RGB")
    error = create(args, source, ours, "--compress", "webp", "--quality", 100, "--blocksize", 128)
    if error:
        return [f"{name}: {error}"]
    with rasterio.open(ours) as file:
        same = np.array_equal(file.read(), pixels)
        reversibility = file.tags(ns="IMAGE_STRUCTURE").get("COMPRESSION_REVERSIBILITY")
    return ([] if same else [f"{name}: libwebp decodes other pixels"]) + \
        ([] if reversibility in ("LOSSLESS", None) else [f"{name}: GDAL says {reversibility}"])


def check_webp_size(args, folder, name, pixels):
    """Bytes in tiles of 512 beside GDAL's."""
    source, ours, gdals = (str(folder / n) for n in ("source.tif", "ours.tif", "gdals.tif"))
    write(source, pixels, "RGB")
    error = create(args, source, ours, "--compress", "webp", "--quality", 100, "--overviews", "none")
    if error:
        return [f"WebP of {name}: {error}"]
    rasterio.shutil.copy(source, gdals, driver="GTiff", compress="WEBP", webp_lossless=True, tiled=True, blockxsize=512, blockysize=512)
    sizes = [sum(len(block) for block in directories(path)[0][1]) for path in (ours, gdals)]
    with rasterio.open(ours) as file:
        same = np.array_equal(file.read(), pixels)
    print(f"WebP of {name}: {sizes[0]} bytes, {sizes[0] / sizes[1]:.4f} of GDAL's")
    return ([] if same else [f"WebP of {name}: libwebp decodes other pixels"]) + \
        ([] if sizes[0] <= 1.02 * sizes[1] else [f"WebP of {name}: {sizes[0]} bytes, GDAL has {sizes[1]}"])


def photograph(side, seed=1):
    """Noise of every scale in three bands that go together, as a landscape from above."""
    random = np.random.default_rng(seed)
    planes = np.zeros((4, side, side))
    for octave in range(1, 8):
        rough = random.normal(0, 1, (4, side // 2**octave + 2, side // 2**octave + 2))
        at = np.arange(side) / 2**octave
        i, part = at.astype(int), at % 1
        rows = rough[:, i] * (1 - part)[None, :, None] + rough[:, i + 1] * part[None, :, None]
        planes += (rows[:, :, i] * (1 - part) + rows[:, :, i + 1] * part) * 2.0**octave * 0.35
    common = planes[3]
    bands = [110 + 15 * b + common * (1 - 0.15 * b) + planes[b] * 0.15 for b in range(3)]
    return np.clip(np.stack(bands) + random.normal(0, 1.5, (3, side, side)), 0, 255).astype("uint8")


def classes(side, seed=1):
    """Fields of thirty colours with a few odd pixels."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:side, 0:side]
    number = ((np.sin(x / 40) + np.cos(y / 31) + np.sin((x + y) / 23) + 3) * 4.5).astype(int)
    number = np.where(random.random((side, side)) < 0.01, random.integers(0, 30, (side, side)), number)
    return random.integers(0, 256, (30, 3)).astype("uint8")[number].transpose(2, 0, 1)


def check_refused(args, folder):
    failures = []
    for pixels, options, word in (
        (picture(1, 40, 40, "uint16"), ("jpeg",), "8 or 12 bits"),
        (picture(5, 40, 40), ("jpeg",), "up to 4 bands"),
        (picture(1, 40, 40).astype("float32"), ("jpeg",), "unsigned"),
        (picture(1, 40, 40), ("webp", "--quality", "100"), "red, green, blue"),
        (picture(3, 40, 40), ("webp", "--quality", "75"), "quality 100"),
        (picture(1, 40, 40), ("jxl",), "invalid value"),
        (picture(1, 40, 40), ("jpeg", "--quality", "101"), "100"),
    ):
        source, ours = str(folder / "source.tif"), str(folder / "refused.tif")
        write(source, pixels)
        error = create(args, source, ours, "--compress", *options)
        if error is None or word not in error or Path(ours).exists():
            failures.append(f"{options} of {pixels.shape} {pixels.dtype} is not refused as it should be: {error}")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--quick", action="store_true", help="every seventh quality, fewer sizes")
    args = parser.parse_args()
    failures, done = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def run(found):
            nonlocal done
            done += 1
            failures.extend(found)
            for line in found:
                print("FAIL", line, flush=True)

        step = 7 if args.quick else 1
        for quality in range(1, 101, step):
            run(check_jpeg(args, folder, picture(3, 150, 170, seed=quality), quality, 128))
            run(check_jpeg(args, folder, picture(1, 150, 170, noise=quality, seed=quality), quality, 128))
        for width, height in ((1, 1), (3, 500), (129, 127), (513, 256), (700, 901), (1030, 40)):
            for bands in (1, 2, 3, 4):
                run(check_jpeg(args, folder, picture(bands, height, width, noise=3), 75, 128, "nearest"))
        run(check_jpeg(args, folder, picture(3, 1500, 1300), 90, 512))
        run(check_jpeg(args, folder, np.full((3, 300, 300), 77, "uint8"), 75, 128))
        run(check_jpeg(args, folder, picture(3, 600, 600, noise=300), 100, 512))
        for bands in (3, 4):
            for width, height in ((300, 200), (128, 128), (16, 5)):
                run(check_webp(args, folder, picture(bands, height, width)))
        for name, pixels in (("a photograph", photograph(1024)), ("classes", classes(1024))):
            run(check_webp_size(args, folder, name, pixels))
        run(check_refused(args, folder))
    print(f"{done} checks, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
