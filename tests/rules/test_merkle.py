"""The tree that a checkpoint signs: any change, removal or reordering changes its root."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from dvcq_workflow.rules.merkle import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    consistency_proof,
    is_consistent,
    leaf_hash,
    root_from_inclusion,
    root_of,
)

# Entries and roots that implementations of RFC 6962 and 9162 test themselves with.
KNOWN_ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
KNOWN_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.integers(min_value=1, max_value=70)


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_that_the_standards_own_tests_know(size):
    leaves = [leaf_hash(entry) for entry in KNOWN_ENTRIES[:size]]
    assert root_of(leaves).hex() == KNOWN_ROOTS[size - 1]


def test_no_entries_have_the_hash_of_nothing():
    assert root_of([]) == EMPTY_ROOT


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40))
def test_the_root_is_that_of_another_implementation(entries):
    other = InmemoryTree(algorithm="sha256")
    for entry in entries:
        other.append_entry(entry)
    assert root_of([leaf_hash(entry) for entry in entries]) == other.get_root()


@given(SIZES, st.data())
def test_a_tree_grown_in_two_goes_has_the_root_of_one(size, data):
    leaves = leaves_of(size)
    first = data.draw(st.integers(0, size))
    begun = Frontier()
    for leaf in leaves[:first]:
        begun.append(leaf)
    gone_on = Frontier(begun.size, begun.peaks)
    for leaf in leaves[first:]:
        gone_on.append(leaf)
    assert (gone_on.size, gone_on.root()) == (size, root_of(leaves))


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_a_change_a_removal_and_a_swap_each_change_the_root(entries, data):
    leaves = [leaf_hash(entry) for entry in entries]
    at = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:at], leaf_hash(entries[at] + b"!"), *leaves[at + 1 :]]
    removed = leaves[:at] + leaves[at + 1 :]
    assert root_of(leaves) not in {root_of(changed), root_of(removed)}
    beside = (at + 1) % len(leaves)
    if leaves[at] != leaves[beside]:
        swapped = list(leaves)
        swapped[at], swapped[beside] = swapped[beside], swapped[at]
        assert root_of(swapped) != root_of(leaves)


@given(SIZES, st.data())
def test_every_leaf_is_proven_and_no_other_in_its_place(size, data):
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof = Tree(leaves).path(index)
    assert root_from_inclusion(leaves[index], index, size, proof) == root_of(leaves)
    assert root_from_inclusion(leaf_hash(b"x"), index, size, proof) != root_of(leaves)
    for other in set(range(size)) - {index}:
        assert not _leads(leaves[index], other, size, proof, root_of(leaves))


@given(SIZES, st.data())
def test_a_proof_with_a_bit_changed_cut_or_longer_leads_nowhere(size, data):
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    root, proof = root_of(leaves), Tree(leaves).path(index)
    for wrong in _spoilt(proof):
        assert not _leads(leaves[index], index, size, wrong, root)


@given(SIZES, st.data())
def test_a_tree_that_grew_is_proven_to_hold_the_older_one(size, data):
    leaves = leaves_of(size)
    old = data.draw(st.integers(1, size))
    old_root, root, proof = root_of(leaves[:old]), root_of(leaves), consistency_proof(leaves, old)
    assert is_consistent(old, size, old_root, root, proof)
    for wrong in _spoilt(proof):
        assert not is_consistent(old, size, old_root, root, wrong)
    assert not is_consistent(old, size, leaf_hash(b"x"), root, proof)
    assert not is_consistent(old, size, old_root, leaf_hash(b"x"), proof)


@given(SIZES, st.data())
def test_a_rewritten_past_is_consistent_with_no_older_root(size, data):
    leaves = leaves_of(size)
    old = data.draw(st.integers(1, size))
    at = data.draw(st.integers(0, old - 1))
    rewritten = [*leaves[:at], leaf_hash(b"rewritten"), *leaves[at + 1 :]]
    proof = consistency_proof(rewritten, old)
    assert not is_consistent(old, size, root_of(leaves[:old]), root_of(rewritten), proof)


@pytest.mark.parametrize(("size", "peaks"), [(-1, []), (3, [b"x" * 32]), (1, [b"short"])])
def test_a_frontier_that_fits_no_tree_is_refused(size, peaks):
    with pytest.raises(ValueError, match=r"peak"):
        Frontier(size, peaks)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_proof(index):
    with pytest.raises(IndexError):
        Tree(leaves_of(3)).path(index)


@pytest.mark.parametrize("old", [0, 4])
def test_an_older_tree_is_neither_empty_nor_larger(old):
    with pytest.raises(ValueError, match="older tree"):
        consistency_proof(leaves_of(3), old)
    assert not is_consistent(old, 3, EMPTY_ROOT, root_of(leaves_of(3)), [])


def _leads(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    try:
        return root_from_inclusion(leaf, index, size, proof) == root
    except ValueError:
        return False


def _spoilt(proof: list[bytes]) -> list[list[bytes]]:
    """Return the proof with each element changed by a bit, each cut out, and one added."""
    changed = [
        [*proof[:at], bytes([node[0] ^ 1]) + node[1:], *proof[at + 1 :]]
        for at, node in enumerate(proof)
    ]
    cut = [proof[:at] + proof[at + 1 :] for at in range(len(proof))]
    return [*changed, *cut, [*proof, leaf_hash(b"more")], [leaf_hash(b"more"), *proof]]
