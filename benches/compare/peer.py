#!/usr/bin/env python3
"""What GDAL (through rasterio), rio-cogeo, tifffile and async-tiff are asked to do; each journey is a process of its own.

  peer.py PEER            start, import, end
  peer.py PEER VERB ARG…  do that
"""
import sys


def threads_over(parts, work, count):
    """Each thread takes its share of the parts, with a file handle of its own, as one does with GDAL."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, [parts[i::count] for i in range(count)]))


class Gdal:
    driver = "GTiff"

    def __init__(self):
        import rasterio
        import rasterio.shutil

        self.rasterio = rasterio

    def open(self, path, **options):
        return self.rasterio.open(path, driver=self.driver, **options)

    def cog(self, source, target, *options):
        self.rasterio.shutil.copy(source, target, driver="COG", **dict(o.split("=", 1) for o in options))

    def read_parts(self, path, windows, threads):
        def work(windows):
            with self.open(path) as source:
                for window in windows:
                    source.read(window=window)

        threads_over(windows, work, threads)

    def blocks(self, path, threads):
        with self.open(path) as source:
            windows = [window for _, window in source.block_windows(1)]
        half = len(windows) // int(threads)
        # Whole stretches, not every other block.
        order = [windows[i * half + j] for j in range(half) for i in range(int(threads))] + windows[half * int(threads):]
        self.read_parts(path, order, int(threads))

    def whole(self, path, threads):
        with self.open(path, NUM_THREADS=threads) as source:
            source.read()

    def windows(self, path, count, threads):
        from rasterio.windows import Window

        with self.open(path) as source:
            width, height = source.width, source.height
        self.read_parts(path, [Window(x, y, 256, 256) for x, y in places(int(count), width, height)], int(threads))

    def metadata(self, path, count):
        for _ in range(int(count)):
            with self.open(path) as source:
                source.profile, source.tags(), source.crs.to_epsg(), source.bounds, source.overviews(1), source.nodata, source.colorinterp

    def overviews(self, path, method, wanted):
        """In memory; without the building if not wanted."""
        from rasterio.enums import Resampling
        from rasterio.io import MemoryFile

        with self.open(path) as source, MemoryFile() as memory:
            with memory.open(driver="GTiff", width=source.width, height=source.height, count=source.count, dtype=source.dtypes[0],
                             tiled=True, blockxsize=512, blockysize=512) as made:
                made.write(source.read())
            with self.rasterio.Env(GDAL_NUM_THREADS="2"), memory.open() as made:
                pass
            if wanted == "yes":
                with self.rasterio.Env(GDAL_NUM_THREADS="2"), self.rasterio.open(memory.name, "r+") as made:
                    made.build_overviews([2, 4, 8, 16], Resampling[method])


class Libertiff(Gdal):
    driver = "LIBERTIFF"


class RioCogeo:
    def __init__(self):
        import rio_cogeo

        self.rio_cogeo = rio_cogeo

    def cog(self, source, target, method, predictor, threads):
        profile = self.rio_cogeo.cog_profiles.get("deflate")
        profile.update(blockxsize=512, blockysize=512, predictor=int(predictor), zlevel=6)
        self.rio_cogeo.cog_translate(source, target, profile, config={"GDAL_NUM_THREADS": threads}, in_memory=False, quiet=True,
                                     overview_resampling=method, web_optimized=False, use_cog_driver=False)


class Tifffile:
    def __init__(self):
        import tifffile

        self.tifffile = tifffile

    def blocks(self, path, threads):
        with self.tifffile.TiffFile(path) as file:
            for _ in file.pages[0].segments(maxworkers=int(threads)):
                pass

    def whole(self, path, threads):
        with self.tifffile.TiffFile(path) as file:
            file.asarray(key=0, maxworkers=int(threads))

    def metadata(self, path, count):
        for _ in range(int(count)):
            with self.tifffile.TiffFile(path) as file:
                [{tag.name: tag.value for tag in page.tags} for page in file.pages], file.geotiff_metadata


class AsyncTiff:
    def __init__(self):
        import async_tiff
        from async_tiff.store import LocalStore

        self.library, self.local_store = async_tiff, LocalStore

    def store(self, path):
        import os

        folder, name = os.path.split(os.path.abspath(path))
        return name, self.local_store(folder)

    def blocks(self, path, threads):
        import asyncio

        async def read():
            name, store = self.store(path)
            tiff = await self.library.TIFF.open(name, store=store)
            ifd = tiff.ifds[0]
            across, down = -(-ifd.image_width // ifd.tile_width), -(-ifd.image_height // ifd.tile_height)
            pool = self.library.ThreadPool(int(threads))
            for y in range(down):
                tiles = await tiff.fetch_tiles([(x, y) for x in range(across)], 0)
                await asyncio.gather(*(tile.decode(pool=pool) for tile in tiles))

        asyncio.run(read())

    def metadata(self, path, count):
        import asyncio

        async def read():
            name, store = self.store(path)
            for _ in range(int(count)):
                tiff = await self.library.TIFF.open(name, store=store)
                [(ifd.image_width, ifd.bits_per_sample, ifd.geo_key_directory) for ifd in tiff.ifds]

        asyncio.run(read())


def places(count, width, height):
    """The same on all sides: a linear congruence."""
    state = 1
    for _ in range(count):
        place = []
        for side in (width, height):
            state = (state * 1103515245 + 12345) % 2**31
            place.append((state >> 8) % (side - 256))
        yield tuple(place)


PEERS = {"gdal": Gdal, "libertiff": Libertiff, "rio-cogeo": RioCogeo, "tifffile": Tifffile, "async-tiff": AsyncTiff}

if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    peer = PEERS[sys.argv[1]]()
    if len(sys.argv) > 2:
        getattr(peer, sys.argv[2])(*sys.argv[3:])
