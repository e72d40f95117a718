#!/usr/bin/env python3
"""Makes terrain.tif: a mountainous coast that nowhere exists, worn down by rivers that never ran.

    python3 make_terrain.py [terrain.tif]          half a minute; standard library only

A fractal decides what is sea. Inland, rock rises and rivers cut into it: each cell drains to its lowest neighbour, and a cell's
bed sinks the faster the more land drains through it (the stream-power law, solved implicitly from the mouth upwards). This is
done on a coarse grid first, then on ever finer ones. There is no randomness but `random.Random(SEED)` and no arithmetic
but + - * / and sqrt, so the file is the same everywhere.
"""
import math, random, struct, sys
from pathlib import Path

from tiff_blocks import lzw
from tiff_bytes import Tiff

SEED = 33
WIDTH, HEIGHT = 1100, 900
PIXEL = 30.0  # metres
NODATA = -9999
EPSG, WEST, NORTH = 32633, 480000.0, 5010000.0
# (columns and rows are divided by this, steps of erosion)
STAGES = [(10, 160), (5, 60), (2, 14), (1, 5)]


def lattice(rng, columns, rows):
    return [[rng.random() * 2 - 1 for _ in range(columns)] for _ in range(rows)]


def smooth(t):
    return t * t * t * (t * (t * 6 - 15) + 10)


def sample(grid, width, height, cell):
    """A lattice with one value per `cell` units, blended to width × height values over the whole map."""
    def places(n, extent):
        out = []
        for i in range(n):
            position = (i + 0.5) * extent / n / cell
            low = int(position)
            out.append((low, smooth(position - low)))
        return out
    columns = places(width, WIDTH)
    for low, t in places(height, HEIGHT):
        row = [a + (b - a) * t for a, b in zip(grid[low], grid[low + 1])]
        yield [row[c] + (row[c + 1] - row[c]) * u for c, u in columns]


def fractal(octaves, width, height, finest):
    """The sum of the octaves (cell size, weight, lattice) that are no finer than `finest`."""
    total = [[0.0] * width for _ in range(height)]
    for cell, weight, grid in octaves:
        if cell >= finest:
            for y, row in enumerate(sample(grid, width, height, cell)):
                total[y] = [a + weight * b for a, b in zip(total[y], row)]
    return total


def octaves(rng, largest, roughness, count):
    out, cell, weight = [], largest, 1.0
    for _ in range(count):
        out.append((cell, weight, lattice(rng, int(WIDTH / cell) + 3, int(HEIGHT / cell) + 3)))
        cell, weight = cell / 2, weight * roughness
    return out


def land(coast, width, height, finest):
    """How far each cell is inland, in the fractal's own unit: negative at sea, which lies to the south-west."""
    noise = fractal(coast, width, height, finest)
    for y in range(height):
        v = (y + 0.5) / height
        noise[y] = [n * 0.7 + 1.2 * (x + 0.5) / width - 1.4 * v + 0.42 for x, n in enumerate(noise[y])]
    return noise


def finer(heights, width, height):
    """Heights on a finer grid, bilinearly."""
    old_height, old_width = len(heights), len(heights[0])
    def places(n, old):
        out = []
        for i in range(n):
            position = min(max((i + 0.5) * old / n - 0.5, 0.0), old - 1.000001)
            out.append((int(position), position - int(position)))
        return out
    columns = places(width, old_width)
    out = []
    for low, t in places(height, old_height):
        row = [a + (b - a) * t for a, b in zip(heights[low], heights[min(low + 1, old_height - 1)])]
        row.append(row[-1])
        out.append([row[c] + (row[c + 1] - row[c]) * u for c, u in columns])
    return out


def erode(rng, heights, inland, hardness, cell, steps):
    """Rivers at work: `steps` times, land rises, drains and is cut.  In place, on flat lists with a frame of one cell."""
    height, width = len(heights), len(heights[0])
    stride = width + 2
    def framed(rows):
        rows = [rows[0], *rows, rows[-1]]
        return [v for row in rows for v in [row[0], *row, row[-1]]]
    # Beyond the map the land goes on, lower than its last row, and rivers may leave.
    z = framed([[max(0.0, 480 * v) for v in row] for row in inland])
    for y, row in enumerate(heights, 1):
        z[y * stride + 1:y * stride + 1 + width] = row
    sea = framed(inland)
    soft = framed(hardness)
    cells = [y * stride + x for y in range(1, height + 1) for x in range(1, width + 1) if sea[y * stride + x] > 0]
    for y in range(1, height + 1):
        for x in range(1, width + 1):
            if sea[y * stride + x] <= 0:
                z[y * stride + x] = 0.0
    near = [-1, 1, -stride, stride]
    far = [-stride - 1, -stride + 1, stride - 1, stride + 1]
    # Diagonals count as 1 to 2 cells long, by chance: rivers that only see eight directions look combed otherwise.
    stretch = [1 + rng.random() for _ in z]
    uplift = [0.0] * len(z)
    for i in cells:
        uplift[i] = 9.0 * min(1.0, sea[i] * 1.1 + 0.04) * (1.15 - 0.3 * soft[i])
    wear = 0.115 * 300 / cell
    slump = 0.018 * 300 / cell
    for _ in range(steps):
        down, reach = {}, {}
        for i in cells:
            here = z[i]
            best, to, distance = 0.0, i, 1.0
            for d in near:
                drop = here - z[i + d]
                if drop > best:
                    best, to = drop, i + d
            for d in far:
                drop = (here - z[i + d]) / stretch[i]
                if drop > best:
                    best, to, distance = drop, i + d, stretch[i]
            down[i], reach[i] = to, distance
        order = sorted(cells, key=z.__getitem__)
        area = [1.0] * len(z)
        for i in reversed(order):
            if down[i] != i:
                area[down[i]] += area[i]
        for i in order:
            to = down[i]
            if to == i:
                z[i] += uplift[i]
                continue
            cut = wear * soft[i] * math.sqrt(area[i] * (cell / 300) * (cell / 300)) / reach[i]
            z[i] = (z[i] + uplift[i] + cut * z[to]) / (1 + cut)
        # Slopes creep: a little of the difference to the neighbours is evened out.
        before = list(z)
        for i in cells:
            here = before[i]
            even = 0.0
            for d in near:
                even += before[i + d] - here
            z[i] = here + min(slump, 0.12) * even
    return [z[y * stride + 1:y * stride + 1 + width] for y in range(1, height + 1)]


def terrain():
    """Rows of heights in whole metres; None at sea."""
    rng = random.Random(SEED)
    coast = octaves(rng, 420.0, 0.52, 9)
    rock = octaves(rng, 260.0, 0.6, 8)
    detail = octaves(rng, 24.0, 0.5, 4)
    heights = None
    for divisor, steps in STAGES:
        width, height = WIDTH // divisor, HEIGHT // divisor
        inland = land(coast, width, height, divisor * 1.5)
        hardness = [[max(0.35, 1.0 + 0.55 * v) for v in row] for row in fractal(rock, width, height, divisor * 1.5)]
        if heights is None:
            heights = [[max(0.0, v) * 60 + rng.random() for v in row] for row in inland]
        else:
            heights = finer(heights, width, height)
        heights = erode(rng, heights, inland, hardness, divisor * PIXEL, steps)
        print(f"{width} x {height}: up to {max(map(max, heights)):.0f} m", file=sys.stderr)
    rough = fractal(detail, WIDTH, HEIGHT, 2.0)
    return [[None if away <= 0 else max(0, int(z + r * min(7.0, 0.5 + z * 0.012) + 0.5))
             for z, r, away in zip(zs, rs, aways)] for zs, rs, aways in zip(heights, rough, inland)]


def geotiff(rows):
    """The rows as strips of 16: signed 16 bits, LZW."""
    strips = []
    for top in range(0, HEIGHT, 16):
        values = [NODATA if v is None else v for row in rows[top:top + 16] for v in row]
        strips.append(lzw(struct.pack(f"<{len(values)}h", *values)))
    metadata = (b'<GDALMetadata>\n  <Item name="TITLE">A coast that nowhere exists</Item>\n'
                b'  <Item name="DESCRIPTION" sample="0" role="description">elevation</Item>\n'
                b'  <Item name="UNITTYPE" sample="0" role="unittype">m</Item>\n</GDALMetadata>\n\0')
    names = b"WGS 84 / UTM zone 33N|WGS 84|\0"
    keys = [1, 1, 0, 7, 1024, 0, 1, 1, 1025, 0, 1, 1, 1026, 34737, 22, 0, 2049, 34737, 7, 22,
            2054, 0, 1, 9102, 3072, 0, 1, EPSG, 3076, 0, 1, 9001]
    tiff = Tiff()
    return tiff.chain(tiff.directory({
        256: ("SHORT", [WIDTH]), 257: ("SHORT", [HEIGHT]), 258: ("SHORT", [16]), 259: ("SHORT", [5]), 262: ("SHORT", [1]),
        277: ("SHORT", [1]), 278: ("SHORT", [16]), 284: ("SHORT", [1]), 339: ("SHORT", [2]),
        33550: ("DOUBLE", [PIXEL, PIXEL, 0.0]), 33922: ("DOUBLE", [0.0, 0.0, 0.0, WEST, NORTH, 0.0]),
        34735: ("SHORT", keys), 34737: ("ASCII", names), 42112: ("ASCII", metadata), 42113: ("ASCII", b"-9999\0"),
    }, strips)).bytes()


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("terrain.tif")
    path.write_bytes(geotiff(terrain()))
    print(f"{path}: {path.stat().st_size} bytes", file=sys.stderr)
