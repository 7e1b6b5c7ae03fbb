import numpy as np
import pytest
import shapely

from geo.frontline.known import ground_near
from geo.frontline.net import Net

LAND = shapely.Polygon([(-3e5, -3e5), (3e5, -3e5), (3e5, 2e5), (0, 0), (-2e5, 3e5), (-3e5, 3e5)])


@pytest.mark.parametrize("seed", range(40))
def test_ground_near_any_place_is_the_union_of_circles(seed):
    rng = np.random.default_rng(seed)
    places = np.unique(rng.uniform(-3.3e5, 3.3e5, (int(rng.choice([1, 2, 3, 10, 40, 200])), 2)).round(-4 * (seed % 2)), axis=0)
    net, radius = Net.of(places, LAND), float(rng.choice([20e3, 75e3, 200e3]))
    found = ground_near(places, net.points[net.places :], net.triangles, radius, LAND)
    for segments, more in ((16, False), (400, True)):
        circles = shapely.union_all(shapely.buffer(shapely.points(places), radius, quad_segs=segments)).intersection(LAND)
        missing, extra = circles.difference(found).area, found.difference(circles).area
        assert missing < 2e-3 * LAND.area if more else missing < 1e-9 * LAND.area
        assert extra < 1e-9 * LAND.area if more else extra < 2e-3 * LAND.area
    assert found.is_valid
