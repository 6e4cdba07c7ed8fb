"""Principal components and neighbours, held against scikit-learn; t-SNE held to what it promises."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_info

from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting import embedding, tsne
from cnnstudio.core.inspecting.embedding import aligned, components, neighbours


def vectors(n: int, length: int, seed: int = 0) -> np.ndarray:
    """Vectors that differ much in some directions and little in others, as real ones do."""
    random = np.random.default_rng(seed)
    mixed = random.standard_normal((n, length)) * 0.8 ** np.arange(length)
    return (mixed @ random.standard_normal((length, length)) + 3).astype(np.float32)


def clusters(each: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Three clusters far apart, and which each point belongs to."""
    random = np.random.default_rng(1)
    labels = np.repeat(np.arange(3), each)
    return (random.standard_normal((3 * each, 6)) + 20 * np.eye(3, 6)[labels]).astype(np.float32), labels


@pytest.mark.parametrize(("n", "length"), [(200, 12), (30, 90), (7, 7)])
def test_that_components_are_those_of_scikit_learn(n: int, length: int) -> None:
    given_vectors = vectors(n, length)
    count = min(n - 1, length, 6)
    theirs = PCA(count, svd_solver="full")
    places = theirs.fit_transform(given_vectors.astype(np.float64))
    ours = components(given_vectors, count)
    assert np.abs(ours.places - places).max() <= 1e-4 * np.abs(places).max()
    np.testing.assert_allclose(ours.shares, theirs.explained_variance_ratio_, atol=1e-6)


def test_that_large_matrices_are_iterated_to_the_same_components(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_EXACT", 50)
    given_vectors = vectors(300, 120)
    theirs = PCA(5, svd_solver="full")
    places = theirs.fit_transform(given_vectors.astype(np.float64))
    ours = components(given_vectors, 5)
    assert np.abs(ours.places - places).max() <= 1e-3 * np.abs(places).max()
    np.testing.assert_allclose(ours.shares, theirs.explained_variance_ratio_, atol=1e-4)


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_that_there_are_always_two_directions_though_nothing_may_lie_along_them(n: int, length: int, seed: int) -> None:
    found = components(np.random.default_rng(seed).standard_normal((n, length)).astype(np.float32))
    assert found.places.shape[0] == n
    assert found.places.shape[1] == len(found.shares) >= 2
    assert np.isfinite(found.places).all()
    assert found.shares.sum() <= 1 + 1e-6


def test_that_equal_vectors_are_said_to_be_equal() -> None:
    assert components(np.ones((9, 4), np.float32)).words().startswith("All vectors are equal")


def test_that_the_share_shown_is_said_in_words() -> None:
    line = np.outer(np.arange(9), [3, 4]).astype(np.float32)
    assert components(line).words() == (
        "The plane shows 100.0 % of how the vectors differ: 100.0 % across and 0.0 % up."
    )


def test_that_vectors_that_are_no_numbers_are_refused_in_words() -> None:
    broken = np.ones((9, 4), np.float32)
    broken[3, 2] = np.nan
    with pytest.raises(StudioError, match="not finite"):
        components(broken)


def test_that_the_work_ends_when_it_is_told_to() -> None:
    class EndedError(Exception):
        pass

    def end() -> None:
        raise EndedError

    with pytest.raises(EndedError):
        components(vectors(20, 5), between=end)
    with pytest.raises(EndedError):
        neighbours(vectors(20, 5), 0, between=end)


@pytest.mark.parametrize(("n", "length", "exact"), [(40, 50_000, 1500), (2000, 1000, 1500), (400, 5000, 100)])
def test_that_no_copy_of_all_vectors_is_made_and_the_work_can_be_ended_between_small_parts(
    n: int, length: int, exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_AT_ONCE", 100_000)
    monkeypatch.setattr(embedding, "_EXACT", exact)
    given_vectors, calls = np.random.default_rng(0).standard_normal((n, length), np.float32), []
    tracemalloc.start()
    try:
        components(given_vectors, 2, lambda: calls.append(len(calls)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(calls) >= 3 * n * length / 100_000
    assert peak < 8 * (6 * min(n, length, exact) ** 2 + 48 * (n + length) + 3 * length + 300_000)


def test_that_one_thread_works_on_components_and_all_may_work_again_afterwards() -> None:
    def threads() -> list[int]:
        return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]

    seen: list[int] = []
    before = threads()
    components(vectors(20, 5), between=lambda: seen.extend(threads()))
    assert set(seen) == {1}
    assert threads() == before


def test_that_more_memory_is_asked_for_where_it_takes_more() -> None:
    assert embedding.memory(1000, 40_000) > 8 * 3 * 4_000_000
    assert embedding.memory(20_000, 1000) < 4 * 20_000 * 1000 * 3
    assert embedding.memory(64, 1_000_000) > embedding.memory(64, 10_000)


@pytest.mark.parametrize("exact", [1500, 30, 5])
def test_that_numbers_whose_differences_no_float32_holds_are_laid_out_or_refused_in_words(
    exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_EXACT", exact)
    signs = np.random.default_rng(0).choice([-1, 1], (20, 40))
    found = components((3e37 * signs).astype(np.float32))
    assert np.isfinite(found.places).all()
    np.testing.assert_allclose(found.shares, components(signs.astype(np.float32)).shares, atol=1e-6)
    with pytest.raises(StudioError, match="too far apart"):
        components((3e38 * signs).astype(np.float32))


def test_that_a_vector_is_not_its_own_neighbour_though_it_holds_what_is_no_number() -> None:
    some = np.float32([[np.nan, 0], [1, 0], [0, 1]])
    for metric in embedding.METRICS:
        assert neighbours(some, 0, metric=metric).numbers.tolist() == [1, 2]


def test_that_a_map_drawn_anew_is_turned_to_look_like_the_one_before() -> None:
    before = vectors(20, 2)
    assert np.array_equal(aligned(before * np.float32([-1, 1]), before), before)
    assert np.array_equal(aligned(before[:5], before), before[:5])


@pytest.mark.parametrize("metric", ["cosine", "euclid"])
def test_that_neighbours_are_those_of_scikit_learn(metric: str) -> None:
    given_vectors = vectors(150, 9)
    theirs = NearestNeighbors(n_neighbors=8, metric={"euclid": "euclidean"}.get(metric, metric), algorithm="brute")
    distances, numbers = theirs.fit(given_vectors.astype(np.float64)).kneighbors(given_vectors.astype(np.float64))
    for number in (0, 71, 149):
        ours = neighbours(given_vectors, number, 7, metric)  # type: ignore[arg-type]
        assert ours.numbers.tolist() == numbers[number][1:].tolist()
        np.testing.assert_allclose(ours.distances, distances[number][1:], atol=1e-6)


def test_that_a_vector_of_zeros_is_at_a_right_angle_to_all() -> None:
    some = np.float32([[0, 0], [1, 0], [0, 1]])
    assert neighbours(some, 0).distances.tolist() == [1, 1]
    assert neighbours(some, 1).numbers.tolist() == [0, 2]


def test_that_tsne_keeps_clusters_together_and_tells_where_the_points_are_meanwhile() -> None:
    given_vectors, labels = clusters()
    told: list[tsne.Layout] = []
    layout = tsne.lay_out(components(given_vectors).places, told.append)
    near = NearestNeighbors(n_neighbors=6).fit(layout.places).kneighbors(return_distance=False)
    assert (labels[near] == labels[:, None]).mean() > 0.99
    assert [each.step for each in told] == sorted(each.step for each in told)
    assert layout.step == tsne.STEPS
    assert len(told) > 50
    assert not layout.places.flags.writeable


def test_that_tsne_is_the_same_for_the_same_seed_and_ends_when_it_is_told_to() -> None:
    class EndedError(Exception):
        pass

    def run() -> np.ndarray:
        last: list[tsne.Layout] = []

        def tell(layout: tsne.Layout) -> None:
            last.append(layout)
            if layout.step >= 20:
                raise EndedError

        with pytest.raises(EndedError):
            tsne.lay_out(components(clusters(10)[0]).places, tell)
        return last[-1].places

    assert np.array_equal(run(), run())


def test_that_points_that_are_all_the_same_do_not_make_tsne_fail() -> None:
    layout = tsne.lay_out(components(np.ones((12, 3), np.float32)).places, lambda _: None)
    assert np.isfinite(layout.places).all()


def test_that_too_few_points_and_too_many_are_refused_in_words() -> None:
    with pytest.raises(StudioError, match="at least 10 pictures"):
        tsne.lay_out(np.zeros((9, 2), np.float32), lambda _: None)
    with pytest.raises(StudioError, match="20,000 at most"):
        tsne.lay_out(np.zeros((20_001, 2), np.float32), lambda _: None)


def test_that_many_points_are_laid_out_by_interpolation_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tsne, "_MANY", 100)
    monkeypatch.setattr(tsne, "STEPS", 300)
    given_vectors, labels = clusters()
    places = tsne.lay_out(components(given_vectors).places, lambda _: None).places
    near = NearestNeighbors(n_neighbors=6).fit(places).kneighbors(return_distance=False)
    assert (labels[near] == labels[:, None]).mean() > 0.99


def test_that_a_missing_library_is_said_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tsne, "EXTRA", "no_such_library")
    assert not tsne.is_there()
    with pytest.raises(StudioError, match=r'pip install "cnnstudio\[embed\]"'):
        tsne.lay_out(np.zeros((20, 2), np.float32), lambda _: None)


def test_that_few_points_get_a_perplexity_that_fits_them() -> None:
    assert tsne.effective_perplexity(1000) == 30
    assert tsne.effective_perplexity(31) == 10
    assert tsne.effective_perplexity(2) == 1
