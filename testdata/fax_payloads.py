"""Blocks of fax codes for make_fixtures.py: rows 0-3 and 4-5 of 43 × 6 pixels, black where `is_black` says so."""


def is_black(x, y):
    return (x * x + 5 * y * y) // 16 % 3 == 0


# The first, fifth and seventh were encoded by GDAL; the others by hand from T.4's and TIFF 6's tables, and read back by GDAL
# (not compression 32771, of which libtiff takes words for full where it has looked ahead).
BLOCKS = {
    "rle": ("35709d0e874ea0709d0e874e8735709d0e874ea0709d0e874e87e4eb13a427589d007a10ea10ea28a10ea10e9c",
            "bdd3a1d3a7ff74e874e9c0c508743a1d42a2843a1d0ea0"),
    "rle_words": ("35709d0e874ea0709d0e874e870035709d0e874ea0709d0e874e8700e4eb13a427589d007a10ea10ea28a10ea10e9c00",
                  "bdd3a1d3a7ff74e874e9c000c508743a1d42a2843a1d0ea0"),
    "g3_2d": ("0019ab84e8743a750384e8743a743800bfffffe003e4eb13a427589d0008bc2911d241042478c42911d24104c006003001800c006003",
              "001dee9d0e9d3ffba743a74e0027617a54ec2f4a"),
    "g3_2d_fill": ("00019ab84e8743a750384e8743a74380017fffffc0010a490b09948490b09c00011785223a4820848f1885223a482098",
                   "0001dee9d0e9d3ffba743a74e0013b0bd2a7617a5001800c006003001800c0"),
    "g3": ("00135709d0e874ea0709d0e874e8700135709d0e874ea0709d0e874e87001e4eb13a427589d000bd0875087514508750874e",
           "001bdd3a1d3a7ff74e874e9c0071421d0e8750a8a10e8743a8"),
    "g3_no_eol": ("35709d0e874ea0709d0e874e8735709d0e874ea0709d0e874e87e4eb13a427589d3d0875087514508750874e",
                  "bdd3a1d3a7ff74e874e9f1421d0e8750a8a10e8743a8"),
    "g4": ("26acc22e88e88e8ba303308ba23a23a097fffffe29242c26521242c272f0a44749041091e310a447490413001001",
           "379745d11d1745f3f9745d11d020aec2f4a9d85e94004004"),
}


def blocks(name):
    return [bytes.fromhex(block) for block in BLOCKS[name]]
