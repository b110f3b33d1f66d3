"""WGS-84, GCJ-02 and BD-09: a coordinate system is declared, and everything inside is WGS-84.

GCJ-02 displaces a position in China by up to some 700 m, as far as a cell is wide; read as WGS-84, half the phones
of a city stand in the wrong cell. The forward formulas are the ones in public use since 2010; no official text
of them is published (mark R: recalled). The way back is found by fixed-point iteration on the forward formula.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Datum = Literal["wgs84", "gcj02", "bd09"]
Floats = NDArray[np.float64]

KRASOVSKY_A: Final = 6_378_245.0
"""Semi-major axis of the Krasovsky 1940 ellipsoid, in metres."""

KRASOVSKY_E2: Final = 0.006_693_421_622_965_943
"""Its first eccentricity squared."""

_BD_PI: Final = np.pi * 3_000 / 180
_ROUNDS: Final = 12
"""Each round of the way back shrinks the error some 100-fold; ten leave less than a micrometre."""


def to_wgs84(lon: Floats, lat: Floats, datum: Datum) -> tuple[Floats, Floats]:
    """Return positions in WGS-84 degrees. Outside of China's bounds GCJ-02 and WGS-84 agree."""
    if datum == "wgs84":
        return lon, lat
    if datum == "bd09":
        lon, lat = _bd09_to_gcj02(lon, lat)
    east, north = lon, lat
    for _ in range(_ROUNDS):
        shifted_lon, shifted_lat = gcj02_of(east, north)
        east, north = east + (lon - shifted_lon), north + (lat - shifted_lat)
    return east, north


def gcj02_of(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return the GCJ-02 position of a WGS-84 one, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    waves = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (waves + 20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (waves + 20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    phi = np.radians(lat)
    w = 1 - KRASOVSKY_E2 * np.sin(phi) ** 2
    meridian = KRASOVSKY_A * (1 - KRASOVSKY_E2) / (w * np.sqrt(w))
    parallel = KRASOVSKY_A / np.sqrt(w) * np.cos(phi)
    inside = (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    shifted_lon = lon + np.degrees(east / np.where(parallel == 0, 1, parallel))
    shifted_lat = lat + np.degrees(north / meridian)
    return np.where(inside, shifted_lon, lon), np.where(inside, shifted_lat, lat)


def bd09_of(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return the BD-09 position of a GCJ-02 one, in degrees."""
    radius = np.hypot(lon, lat) + 0.000_02 * np.sin(lat * _BD_PI)
    angle = np.arctan2(lat, lon) + 0.000_003 * np.cos(lon * _BD_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _bd09_to_gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    east, north = lon - 0.0065, lat - 0.006
    for _ in range(_ROUNDS):
        shifted_lon, shifted_lat = bd09_of(east, north)
        east, north = east + (lon - shifted_lon), north + (lat - shifted_lat)
    return east, north
