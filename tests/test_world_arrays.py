"""Arrays of an index read from disk without numpy, against numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.world.arrays import mapped, numbers_of


@pytest.mark.parametrize("kind", [np.uint8, np.uint32])
def test_the_numbers_are_those_that_numpy_wrote(tmp_path, kind):
    written = np.arange(250, dtype=kind).reshape(-1, 2)
    np.save(tmp_path / "a.npy", written)
    assert list(mapped(tmp_path / "a.npy")) == written.ravel().tolist()


def test_an_array_may_be_empty(tmp_path):
    np.save(tmp_path / "a.npy", np.empty((0, 2), dtype=np.uint32))
    assert list(numbers_of(mapped(tmp_path / "a.npy"), 1)) == []


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: data[:-4], lambda data: b"PK" + data[2:]])
def test_a_file_that_is_no_whole_array_is_refused(tmp_path, spoil):
    path = tmp_path / "a.npy"
    np.save(path, np.arange(8, dtype=np.uint32))
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(ValueError, match=r"a\.npy"):
        mapped(path)


def test_other_kinds_of_numbers_are_refused(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(8, dtype=np.float64))
    with pytest.raises(ValueError, match="whole numbers"):
        mapped(tmp_path / "a.npy")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99))), st.integers(0, 9))
def test_all_numbers_beside_a_value_are_found(pairs, wanted):
    table = memoryview(np.array(sorted(pairs), dtype=np.uint32).reshape(-1)).cast("B").cast("I") if pairs else memoryview(b"")
    assert list(numbers_of(table, wanted)) == [b for a, b in sorted(pairs) if a == wanted]
