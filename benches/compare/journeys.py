"""The journeys: what each side is asked to do, and how much less of it we mean to need."""
import os, sys, typing

from rasters import RASTERS, READ

HERE = os.path.dirname(os.path.abspath(__file__))


class Journey(typing.NamedTuple):
    section: str
    name: str
    peer: str
    ours: list
    theirs: list
    # What each does before the work begins, which is measured first and taken off.
    our_idle: list
    their_idle: list
    # The ratio of wall and CPU time that is meant, if one is.
    goal: float | None
    # The files that come out, ours and theirs, if their size is compared.
    files: tuple | None = None


class Programs(typing.NamedTuple):
    ours: str
    journey: str
    geotiff_rust: str

    @staticmethod
    def peer(*words):
        return [sys.executable, os.path.join(HERE, "peer.py"), *words]


# name: raster or all, options of cogsmith, of GDAL, goal
CODECS = {
    "Deflate + predictor": (None, "deflate --level 6", "COMPRESS=DEFLATE LEVEL=6 PREDICTOR=YES", 0.60),
    "LZW + predictor": (None, "lzw", "COMPRESS=LZW PREDICTOR=YES", 0.50),
    "Zstd 9 + predictor": (None, "zstd --level 9", "COMPRESS=ZSTD LEVEL=9 PREDICTOR=YES", 0.55),
    "none": (None, "none", "COMPRESS=NONE", 0.40),
    "JPEG 75": (["u8 RGB"], "jpeg --quality 75", "COMPRESS=JPEG QUALITY=75", 0.70),
    "LERC": (["u16", "i16 with nodata", "f32 with nodata"], "lerc", "COMPRESS=LERC", 0.70),
    # GDAL's overviews lose something even then, ours nothing: none on either side.
    "WebP lossless": (["u8 RGB"], "webp --quality 100 --overviews none", "COMPRESS=WEBP QUALITY=100 OVERVIEWS=NONE", 0.70),
}


def cogs(programs, folder, threads):
    ours, theirs = os.path.join(folder, "ours.tif"), os.path.join(folder, "theirs.tif")
    for codec, (wanted, our_words, their_words, goal) in CODECS.items():
        for raster in wanted or RASTERS:
            file, _, _, predictor, method = RASTERS[raster]
            source = os.path.join(folder, file + ".tif")
            has_overviews = "OVERVIEWS=NONE" not in their_words
            mine = [programs.ours, "create", source, ours, "--quiet", "--threads", threads, "--compress", *our_words.split()]
            mine += ["--overview-resampling", method] if has_overviews else []

            def beside(peer, command, idle, goal):
                return Journey(f"COG, {codec}", raster, peer, mine, command, [programs.ours, "--version"], idle, goal, (ours, theirs))

            options = [*their_words.split(), f"NUM_THREADS={threads}", "BIGTIFF=IF_SAFER"]
            options += [f"OVERVIEW_RESAMPLING={method.upper()}"] if has_overviews else []
            yield beside("GDAL", programs.peer("gdal", "cog", source, theirs, *options), programs.peer("gdal"), goal)
            if codec.startswith("Deflate"):
                yield beside("rio-cogeo", programs.peer("rio-cogeo", "cog", source, theirs, method, str(predictor), threads), programs.peer("rio-cogeo"), 0.50)
                sample = "u8" if file == "classes" else file
                if programs.geotiff_rust:
                    yield beside("geotiff-writer", [programs.geotiff_rust, "cog", source, theirs, sample, method, str(predictor), threads], [programs.geotiff_rust], 0.50)


BLOCK_GOALS = {"Deflate": 0.90, "LZW": 0.70, "Zstd": 0.90, "none": 0.60}


def reads(programs, folder, threads):
    def against(section, name, verb, words, peers, goal):
        for peer in peers:
            is_rust = peer == "geotiff-reader"
            if is_rust and not programs.geotiff_rust:
                continue
            command = [programs.geotiff_rust, verb, *words] if is_rust else programs.peer(peer, verb, *words)
            idle = [programs.geotiff_rust] if is_rust else programs.peer(peer)
            its_goal = goal if peer in ("gdal", "libertiff") else 0.80
            label = {"gdal": "GDAL, GTiff", "libertiff": "GDAL, LIBERTIFF"}.get(peer, peer)
            yield Journey(section, name, label, [programs.journey, verb, *words], command, [programs.journey], idle, its_goal)

    everyone = ["gdal", "libertiff", "tifffile", "geotiff-reader", "async-tiff"]
    for codec in READ:
        path = os.path.join(folder, f"read-{codec}.tif")
        # geotiff-reader is built without Zstd, which it has from C.
        peers = [peer for peer in everyone if (peer, codec) != ("geotiff-reader", "Zstd")]
        yield from against("every block once", codec, "blocks", [path, threads], peers, BLOCK_GOALS[codec])
    cog = os.path.join(folder, "read-cog.tif")
    deflate = os.path.join(folder, "read-Deflate.tif")
    yield from against("whole raster in one call", "Deflate", "whole", [deflate, threads], ["gdal", "libertiff", "tifffile", "geotiff-reader"], 0.80)
    yield from against("1,000 random windows of 256²", "Deflate COG", "windows", [cog, "1000", threads], ["gdal", "libertiff", "geotiff-reader"], 0.60)
    yield from against("open and all metadata, 1,000 times", "Deflate COG", "metadata", [cog, "1000"], everyone, 0.10)
    none = os.path.join(folder, "read-none.tif")
    for method in ("average", "cubic"):
        yield Journey("overviews alone", method, "GDAL, GTiff", [programs.journey, "overviews", none, method, "yes"],
                      programs.peer("gdal", "overviews", none, method, "yes"), [programs.journey, "overviews", none, method, "no"],
                      programs.peer("gdal", "overviews", none, method, "no"), 0.40)


def all_of(programs, folder, threads):
    yield from cogs(programs, folder, threads)
    yield from reads(programs, folder, threads)
