#!/usr/bin/env python3
"""Has Pillow read the pictures that cogsmith draws, and numpy say what colours they must have.

    check_preview.py --bin target/release/cogsmith

PNG and WebP of one picture have the same pixels; sizes, transparency and colours are those of the raster, read by rasterio.
"""
import argparse, subprocess, sys, tempfile, warnings
from pathlib import Path

warnings.simplefilter("ignore")
import numpy as np
import rasterio
from PIL import Image

TERRAIN = Path(__file__).parents[4] / "testdata" / "terrain.tif"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    binary = parser.parse_args().bin
    failures, checks = [], 0

    def check(name, holds):
        nonlocal checks
        checks += 1
        if not holds:
            failures.append(name)
            print("differs:", name)

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)

        def draw(source, *options, suffix="png"):
            target = folder / f"drawn.{suffix}"
            subprocess.run([binary, "preview", str(source), str(target), "--quiet", *options], check=True)
            with Image.open(target) as image:
                check(f"{options}: {image.format} by its name", image.format.lower() == suffix)
                return np.asarray(image.convert("RGBA"))

        def raster(name, bands, **options):
            count, height, width = bands.shape
            path = folder / name
            with rasterio.open(path, "w", driver="GTiff", count=count, height=height, width=width, dtype=bands.dtype, **options) as file:
                file.write(bands)
            return path

        for options in [("--width", "300"), ("--legend", "--grid", "256,32", "--hillshade"), ("--legend", "--background", "white")]:
            check(f"{options}: WebP as PNG", np.array_equal(draw(TERRAIN, *options), draw(TERRAIN, *options, suffix="webp")))

        with rasterio.open(TERRAIN) as file:
            heights, valid = file.read(1), file.read_masks(1) > 0
        whole = draw(TERRAIN, "--width", "1100", "--colormap", "gray", "--stretch", "0,1000")
        check("nodata is transparent", np.array_equal(whole[..., 3] > 0, valid))
        gray = np.floor(np.clip(heights / 1000, 0, 1) * 255 + 0.5)
        check("heights are gray by the range", np.array_equal(whole[..., 0][valid], gray[valid]))
        whole = draw(TERRAIN, "--width", "1100", "--colormap", "gray")
        low, high = np.percentile(heights[valid], [2, 98])
        gray = np.floor(np.clip((heights - low) / (high - low), 0, 1) * 255 + 0.5)
        check("percentiles are numpy's", np.array_equal(whole[..., 1][valid], gray[valid]))

        random = np.random.default_rng(1)
        rgb = random.integers(0, 256, (3, 40, 60), dtype="uint8")
        drawn = draw(raster("rgb.tif", rgb, photometric="rgb"), "--width", "60")
        check("colours are as they are", np.array_equal(drawn[..., :3], rgb.transpose(1, 2, 0)) and drawn[..., 3].min() == 255)
        alpha = np.concatenate([rgb, random.integers(1, 256, (1, 40, 60), dtype="uint8")])
        drawn = draw(raster("rgba.tif", alpha, photometric="rgb", alpha="non-premultiplied"), "--width", "60")
        check("alpha is opacity", np.array_equal(drawn, alpha.transpose(1, 2, 0)))
        half = draw(folder / "rgb.tif", "--width", "30")[..., :3].astype(int)
        mean = rgb.reshape(3, 20, 2, 30, 2).mean((2, 4)).transpose(1, 2, 0)
        check("smaller pixels are means", np.abs(half - mean).max() <= 0.51)
        scene = random.integers(0, 10000, (4, 40, 60), dtype="uint16")
        drawn = draw(raster("scene.tif", scene), "--bands", "4,3,2", "--width", "60", "--stretch", "minmax")
        for place, band in enumerate([3, 2, 1]):
            least, most = scene[band].min(), scene[band].max()
            expected = np.floor((scene[band] - least) / (most - least) * 255 + 0.5)
            check(f"band {band + 1} is stretched by itself", np.abs(drawn[..., place] - expected).max() <= 1)
        index = random.integers(0, 9, (1, 40, 60), dtype="uint8")
        table = {i: (20 * i, 255 - i, 7 * i, 255) for i in range(9)}
        path = raster("index.tif", index, photometric="palette")
        with rasterio.open(path, "r+") as file:
            file.write_colormap(1, table)
        drawn = draw(path, "--width", "60")
        check("palettes keep their colours", np.array_equal(drawn, np.array([table[i] for i in range(9)], "uint8")[index[0]]))

    print(f"{checks} checks, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
