#!/usr/bin/env python3
"""What the blocks of COGs take, ours ÷ GDAL's, at equal codec, level and predictor.

  sizes.py --bin target/release/cogsmith [--side 1024] [--only NAME] [--folder DIR]

Needs rasterio 1.5 or later (GDAL 3.12). Both make a COG of tiles of 512 without overviews out of a file that is not compressed;
counted are the bytes of blocks, without directories and masks. GDAL, which has no COGs of PackBits, makes a tiled GeoTIFF then.
What is above 1.02 is marked.
"""
import argparse, os, subprocess, sys, tempfile, warnings

from decode import make_rasters

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../crates/cogsmith-cli/tests/interop"))
import cog_rules

RASTERS = ("rgb", "gray", "u16", "f32", "classes")
FLOATS = ("f32",)
# name: options of cogsmith, options of GDAL, the predictors, which rasters
PLAIN = ("none",)
ROWS = {
    "LZW": ("lzw", "LZW", ("none", "2", "3"), RASTERS),
    **{f"Deflate {n}": (f"deflate --level {n}", f"DEFLATE LEVEL={n}", ("none", "2", "3"), RASTERS) for n in (1, 6, 9)},
    **{f"Zstd {n}": (f"zstd --level {n}", f"ZSTD LEVEL={n}", ("none", "2", "3"), RASTERS) for n in (1, 3, 9, 15, 22)},
    "LZMA": ("lzma", "LZMA", ("none", "2", "3"), RASTERS),
    "PackBits": ("packbits", "PACKBITS", PLAIN, RASTERS),
    "LERC": ("lerc", "LERC", PLAIN, RASTERS),
    "LERC, error 1": ("lerc --max-z-error 1", "LERC MAX_Z_ERROR=1", PLAIN, RASTERS),
    "LERC + Deflate": ("lerc-deflate", "LERC_DEFLATE", PLAIN, RASTERS),
    "LERC + Zstd": ("lerc-zstd", "LERC_ZSTD", PLAIN, RASTERS),
    **{f"JPEG {n}": (f"jpeg --quality {n}", f"JPEG QUALITY={n}", PLAIN, ("rgb", "gray")) for n in (50, 75, 95)},
    "WebP, lossless": ("webp --quality 100", "WEBP QUALITY=100", PLAIN, ("rgb",)),
}


def payload(path):
    return sum(sum(image.counts) for image in cog_rules.Cog(path).images if not image.is_mask)


def ratio(args, folder, raster, predictor, mine, gdals):
    import rasterio.shutil

    source, ours, theirs = (os.path.join(folder, f"{name}.tif") for name in (f"{raster}-1", "ours", "gdal"))
    words = mine.split() + (["--predictor", predictor] if mine.split()[0] in ("lzw", "deflate", "zstd", "lzma") else [])
    subprocess.run([args.bin, "create", source, ours, "--quiet", "--overview-count", "0", "--compress", *words], check=True)
    compress, *more = gdals.split()
    options = dict(COMPRESS=compress, **dict(word.split("=") for word in more))
    if predictor != "none":
        options["PREDICTOR"] = predictor
    tiled = dict(driver="GTiff", TILED="YES", BLOCKXSIZE="512", BLOCKYSIZE="512") if compress == "PACKBITS" else \
        dict(driver="COG", OVERVIEWS="NONE", BLOCKSIZE="512")
    rasterio.shutil.copy(source, theirs, NUM_THREADS="2", **tiled, **options)
    return payload(ours) / payload(theirs)


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--bin", required=True)
    ap.add_argument("--side", type=int, default=1024)
    ap.add_argument("--only", default="")
    ap.add_argument("--folder")
    args = ap.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        make_rasters(args.side, folder, {(raster, 1) for raster in RASTERS})
        print(f"| codec, predictor | {' | '.join(RASTERS)} |\n|---|{'---|' * len(RASTERS)}", flush=True)
        for name, (mine, gdals, predictors, rasters) in ROWS.items():
            for predictor in predictors if args.only in name else ():
                cells = []
                for raster in RASTERS:
                    is_fit = raster in rasters and (predictor != "3" or raster in FLOATS)
                    found = ratio(args, folder, raster, predictor, mine, gdals) if is_fit else None
                    cells.append("–" if found is None else f"**{found:.3f}**" if found > 1.02 else f"{found:.3f}")
                print(f"| {name}{'' if predictors == PLAIN else ', ' + predictor} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
