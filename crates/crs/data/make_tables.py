#!/usr/bin/env python3
"""Makes definitions.bin, the table of coordinate reference systems, from the proj.db of an installed PROJ.

    make_tables.py [--database proj.db] [--text FILE]

Needs Python 3.11; the database of pyproj is taken unless one is given. --text writes the table before it is deflated, for a look
at what changed. README.md says what the table holds, and what may be done with it.
"""
import argparse, math, re, sqlite3, zlib
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parent
# Degrees, minutes and seconds as one number, D.MMSSs: converted here, so that no reader needs to.
SEXAGESIMAL, DEGREE = "9110", "9102"
# ESRI's coordinate systems have names where EPSG's have numbers.
SYSTEMS = {"Yard_Indian_1937": 1, "50_Kilometers": 2, "150_Kilometers": 3, "Chain": 4, "Millimeter": 5, "ELLPS_HEIGHT_METRE": 6}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", type=Path)
    parser.add_argument("--text", type=Path)
    args = parser.parse_args()
    database = args.database or pyproj_database()
    text = Tables(sqlite3.connect(f"file:{database}?mode=ro", uri=True)).text()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    packed = packer.compress(text.encode()) + packer.flush()
    # The reader is told the length: it inflates no more than that.
    (HERE / "definitions.bin").write_bytes(len(text.encode()).to_bytes(4, "little") + packed)
    if args.text:
        args.text.write_text(text)
    print(f"{text.count(chr(10))} lines, {len(text.encode())} bytes, {len(packed)} deflated")


def pyproj_database():
    import pyproj
    return Path(pyproj.datadir.get_data_dir()) / "proj.db"


def code(authority, number):
    """A code as the table has it: EPSG's plain, ESRI's with an E before it."""
    if authority is None:
        return ""
    return {"EPSG": "", "ESRI": "E"}[authority] + str(SYSTEMS.get(number, number))


def number(value):
    if value is None:
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def degrees(sexagesimal):
    sign, digits, exponent = Decimal(repr(float(sexagesimal))).as_tuple()
    text = format(abs(Decimal(repr(float(sexagesimal)))), ".12f")
    whole, fraction = text.split(".")
    minutes, seconds = Decimal(fraction[:2]), Decimal(fraction[2:4] + "." + fraction[4:])
    value = float(Decimal(whole) + minutes / 60 + seconds / 3600)
    return -value if sign else value


def measure(value, unit):
    """Value and unit; never sexagesimal."""
    return (number(degrees(value)), DEGREE) if unit == SEXAGESIMAL else (number(value), unit)


def direction(orientation):
    """A direction of WKT2, and the meridian along which it is meant, if any."""
    along = re.fullmatch(r"(North|South) along (\d+)°([EW])", orientation)
    if along:
        meridian = int(along[2]) * (-1 if along[3] == "W" else 1)
        return f"{along[1].lower()}@{meridian}"
    words = {"east-south-east": "eastSouthEast", "east south east": "eastSouthEast", "north-north-east": "northNorthEast",
             "north north east": "northNorthEast"}
    known = "north south east west up down geocentricX geocentricY geocentricZ northEast northWest forward starboard " \
        "columnPositive columnNegative rowPositive rowNegative"
    if orientation in known.split():
        return orientation
    return words.get(orientation, "unspecified")


class Tables:
    def __init__(self, database):
        self.database = database
        self.lines = []

    def rows(self, table, columns, where="1"):
        """Rows of EPSG's, then of ESRI's that are not deprecated."""
        key = "CAST(code AS INTEGER)"
        return self.database.execute(
            f"SELECT auth_name, code, {columns} FROM {table} WHERE (auth_name = 'EPSG' OR auth_name = 'ESRI' AND deprecated = 0) "
            f"AND {where} ORDER BY auth_name, {key}").fetchall()

    def section(self, name, rows):
        self.lines.append("#" + name)
        for row in rows:
            assert not any(c in str(field) for field in row for c in "\t\n"), row
            self.lines.append("\t".join(str(field) for field in row))

    def text(self):
        version = dict(self.database.execute("SELECT key, value FROM metadata"))
        self.lines.append("\t".join(version[key] for key in ("EPSG.VERSION", "EPSG.DATE", "ESRI.VERSION", "PROJ.VERSION")))
        self.units()
        self.datums()
        self.coordinate_systems()
        self.conversions()
        self.crs()
        self.aliases()
        return "\n".join(self.lines) + "\n"

    def units(self):
        rows = self.rows("unit_of_measure", "name, type, conv_factor")
        # Those without a factor are degrees that are to be written in minutes and seconds.
        self.section("unit", [(code(a, c), name, kind[0], number(factor or math.pi / 180)) for a, c, name, kind, factor in rows if factor or kind == "angle"])

    def datums(self):
        rows = self.rows("ellipsoid", "name, semi_major_axis, uom_code, inv_flattening, semi_minor_axis")
        self.section("ellipsoid", [(code(a, c), n, number(major), uom, number(inverse), number(minor))
                                   for a, c, n, major, uom, inverse, minor in rows])
        rows = self.rows("prime_meridian", "name, longitude, uom_code")
        self.section("meridian", [(code(a, c), n, *measure(longitude, str(uom))) for a, c, n, longitude, uom in rows])
        rows = self.rows("geodetic_datum", "name, ellipsoid_auth_name, ellipsoid_code, prime_meridian_auth_name, "
                         "prime_meridian_code, frame_reference_epoch, anchor_epoch, ensemble_accuracy, deprecated")
        members = self.members("geodetic_datum")
        self.section("datum", [(code(a, c), n, code(ea, ec), code(pa, pc), number(frame), number(anchor), number(accuracy),
                                members.get((a, c), ""), old) for a, c, n, ea, ec, pa, pc, frame, anchor, accuracy, old in rows])
        rows = self.rows("vertical_datum", "name, frame_reference_epoch, anchor_epoch, ensemble_accuracy, deprecated")
        members = self.members("vertical_datum")
        self.section("vertical_datum", [(code(a, c), n, number(frame), number(anchor), number(accuracy), members.get((a, c), ""), old)
                                        for a, c, n, frame, anchor, accuracy, old in rows])

    def members(self, table):
        found = {}
        for authority, ensemble, member in self.database.execute(
                f"SELECT ensemble_auth_name, ensemble_code, member_code FROM {table}_ensemble_member ORDER BY 1, 2, sequence"):
            key = (authority, ensemble)
            found[key] = f"{found[key]} {member}" if key in found else str(member)
        return found

    def coordinate_systems(self):
        axes = {}
        for authority, system, *axis in self.database.execute(
                "SELECT coordinate_system_auth_name, coordinate_system_code, name, abbrev, orientation, uom_auth_name, uom_code "
                "FROM axis ORDER BY coordinate_system_order"):
            name, abbreviation, orientation, unit_authority, unit = axis
            if authority in ("EPSG", "ESRI"):
                axes.setdefault((authority, system), []).extend(
                    (name, abbreviation, direction(orientation), code(unit_authority, unit)))
        rows = self.database.execute("SELECT auth_name, code, type FROM coordinate_system WHERE auth_name IN ('EPSG', 'ESRI') "
                                     "ORDER BY auth_name, CAST(code AS INTEGER)")
        rows = sorted(rows, key=lambda row: (row[0], SYSTEMS.get(row[1], row[1])))
        self.section("cs", [(code(a, c), kind, *axes[a, c]) for a, c, kind in rows if kind != "ordinal" and (a, c) in axes])

    def conversions(self):
        for table in ("method", "param"):
            rows = self.database.execute(f"SELECT code, name FROM conversion_{table} WHERE auth_name = 'EPSG' ORDER BY code")
            self.section(table, rows.fetchall())
        columns = ", ".join(f"param{i}_code, param{i}_value, param{i}_uom_auth_name, param{i}_uom_code" for i in range(1, 8))
        rows = []
        for a, c, name, method_authority, method, *parameters in self.rows("conversion", f"name, method_auth_name, method_code, {columns}"):
            if method_authority != "EPSG":
                continue
            row = [code(a, c), name, method]
            for i in range(0, 28, 4):
                parameter, value, unit_authority, unit = parameters[i:i + 4]
                if parameter is not None:
                    row += [parameter, *measure(value, code(unit_authority, unit))]
            rows.append(row)
        self.section("conversion", rows)

    def crs(self):
        kinds = {"geographic 2D": "2", "geographic 3D": "3", "geocentric": "c"}
        rows = self.rows("geodetic_crs", "name, type, coordinate_system_auth_name, coordinate_system_code, datum_auth_name, "
                         "datum_code, deprecated", "text_definition IS NULL AND type != 'other'")
        self.section("geodetic", [(code(a, c), n, kinds[kind], code(ca, cc), code(da, dc), old)
                                  for a, c, n, kind, ca, cc, da, dc, old in rows])
        rows = self.rows("projected_crs", "name, coordinate_system_auth_name, coordinate_system_code, geodetic_crs_auth_name, "
                         "geodetic_crs_code, conversion_auth_name, conversion_code, deprecated", "text_definition IS NULL")
        self.section("projected", [(code(a, c), n, code(ca, cc), code(ga, gc), code(oa, oc), old)
                                   for a, c, n, ca, cc, ga, gc, oa, oc, old in rows])
        rows = self.rows("vertical_crs", "name, coordinate_system_auth_name, coordinate_system_code, datum_auth_name, datum_code, deprecated")
        self.section("vertical", [(code(a, c), n, code(ca, cc), code(da, dc), old) for a, c, n, ca, cc, da, dc, old in rows])
        rows = self.rows("compound_crs", "name, horiz_crs_auth_name, horiz_crs_code, vertical_crs_auth_name, vertical_crs_code, deprecated")
        self.section("compound", [(code(a, c), n, code(ha, hc), code(va, vc), old) for a, c, n, ha, hc, va, vc, old in rows])
        rows = self.database.execute(
            "SELECT c.auth_name, c.code, c.name, c.coordinate_system_code, d.code, d.name FROM engineering_crs c JOIN engineering_datum d "
            "ON d.auth_name = c.datum_auth_name AND d.code = c.datum_code WHERE c.auth_name = 'EPSG' ORDER BY c.code")
        self.section("engineering", [(code(a, c), n, cs, d, dn) for a, c, n, cs, d, dn in rows])

    def aliases(self):
        """The names that ESRI's software gives to what has an EPSG code."""
        for table, name in (("ellipsoid", "ellipsoid"), ("geodetic_datum", "datum"), ("vertical_datum", "vertical_datum"),
                            ("geodetic_crs", "geodetic"), ("projected_crs", "projected"), ("vertical_crs", "vertical")):
            rows = self.database.execute(
                "SELECT DISTINCT a.code, a.alt_name FROM alias_name a JOIN " + table + " t ON t.auth_name = a.auth_name AND t.code = a.code "
                "WHERE a.auth_name = 'EPSG' AND a.source IN ('ESRI', 'ESRI_OLD', 'PROJ') AND a.table_name = ? "
                "ORDER BY CAST(a.code AS INTEGER), a.alt_name", (table,))
            self.section("alias_" + name, rows.fetchall())


if __name__ == "__main__":
    main()
