"""Schematic spots inside an outline."""

from __future__ import annotations

import numpy as np
import pytest

from fangxian.science.city.geography import inside, rings_of, scatter

SQUARE = [[104.0, 30.0], [104.2, 30.0], [104.2, 30.2], [104.0, 30.2], [104.0, 30.0]]
HOLE = [[104.05, 30.05], [104.15, 30.05], [104.15, 30.15], [104.05, 30.15], [104.05, 30.05]]


def test_inside_knows_holes() -> None:
    points = np.array([[104.02, 30.02], [104.1, 30.1], [104.3, 30.1]])
    assert inside(points, [SQUARE, HOLE]).tolist() == [True, False, False]
    assert inside(points, [SQUARE]).tolist() == [True, True, False]


def test_areas_stand_inside_and_near_those_of_their_zone() -> None:
    zones = [f"zone-{index // 10}" for index in range(60)]
    spots = scatter(zones, [SQUARE], seed=3)
    points = np.stack([spots.lon, spots.lat], axis=1)
    assert inside(points, [SQUARE]).all()
    assert len({tuple(point) for point in points.tolist()}) == 60
    centres = points.reshape(6, 10, 2).mean(axis=1)
    nearest = ((points[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert np.mean(nearest == np.arange(60) // 10) > 0.7  # chance alone: a sixth


def test_radii_cover_the_surface() -> None:
    spots = scatter(["a"] * 5, [SQUARE], seed=1)
    side = 0.2 * 111.32
    surface = side * side * np.cos(np.radians(30.1))
    assert 5 * np.pi * (spots.radius[0] / 1000) ** 2 == pytest.approx(surface, rel=0.02)


def test_the_same_seed_gives_the_same_spots() -> None:
    one, two = scatter(["a", "b"], [SQUARE], seed=5), scatter(["a", "b"], [SQUARE], seed=5)
    assert np.array_equal(one.lon, two.lon)


def test_rings_of_both_kinds_of_geometry() -> None:
    assert rings_of({"type": "Polygon", "coordinates": [SQUARE, HOLE]}) == [SQUARE, HOLE]
    assert rings_of({"type": "MultiPolygon", "coordinates": [[SQUARE], [HOLE]]}) == [SQUARE, HOLE]
