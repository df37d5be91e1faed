"""How many processes there are, and what they keep."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import msgspec
import pytest
from sites import make_site

from sitegen.cache import Memo
from sitegen.store import GRANULARITY, cpu_quota, is_trusted, stamp
from sitegen.workers import InlineExecutor, Workers, usable_cpus


@pytest.mark.parametrize(
    ("files", "quota"),
    [
        ({}, math.inf),
        ({"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/cpu.max": "150000 100000\n"}, 1.5),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"}, math.inf),
        (
            {
                "proc/self/cgroup": "0::/a/b\n",
                "sys/fs/cgroup/a/cpu.max": "400000 100000\n",
                "sys/fs/cgroup/a/b/cpu.max": "50000 100000\n",
            },
            0.5,
        ),
        (
            {
                "proc/self/cgroup": "3:memory:/a\n1:cpu,cpuacct:/a\n0::/\n",
                "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": "200000\n",
                "sys/fs/cgroup/cpu/a/cpu.cfs_period_us": "100000\n",
            },
            2.0,
        ),
        (
            {
                "proc/self/cgroup": "1:cpu:/\n",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            math.inf,
        ),
        ({"proc/self/cgroup": "nonsense\n"}, math.inf),
    ],
)
def test_the_quota_of_control_groups(tmp_path: Path, files: Mapping[str, str], quota: float) -> None:
    assert cpu_quota(make_site(tmp_path, files)) == quota


def test_usable_cpus() -> None:
    assert usable_cpus(0.5) == 1
    assert 1 <= usable_cpus(1.5) <= 2
    assert usable_cpus() == usable_cpus(math.inf) >= 1


def test_a_young_stamp_is_not_trusted(tmp_path: Path) -> None:
    file = make_site(tmp_path, {"a": "text"}) / "a"
    now = file.stat().st_ctime_ns
    assert not is_trusted(stamp(file), now)
    assert not is_trusted(stamp(file), now + GRANULARITY)
    assert is_trusted(stamp(file), now + GRANULARITY + 1)
    assert not is_trusted(stamp(tmp_path / "nothing"), now + 2 * GRANULARITY)


def test_what_is_remembered_is_not_done_again(tmp_path: Path) -> None:
    done: list[int] = []

    def double(number: int) -> int:
        done.append(number)
        return 2 * number

    fetch = {key: partial(ord, key) for key in "abc"}
    for keys, known in (("ab", "ab"), ("bc", "b"), ("abc", "abc")):
        memo = Memo(tmp_path / "memo.sqlite")
        items = {key: fetch[key] if key in known else lambda: None for key in keys}
        found = dict(Workers(InlineExecutor(), memo).remember("", double, items, int))
        memo.close()
        assert found == {key: 2 * ord(key) for key in known}
    assert done == [ord(key) for key in "abc"]


def test_what_cannot_be_read_any_more_is_done_again_in_its_place(tmp_path: Path) -> None:
    memo = Memo(tmp_path / "memo.sqlite")
    workers = Workers(InlineExecutor(), memo)
    items = {key: partial(ord, key) for key in "dabc"}
    first = list(workers.remember("", float, items, float))
    memo.put("float", {"a": b"\xc1", "c": b""})
    memo.keep_only("float", "acd")
    assert list(workers.remember("", float, items, float)) == first == [(key, float(ord(key))) for key in "dabc"]
    assert dict(memo.get("float", "dabc")) == {key: msgspec.msgpack.encode(value) for key, value in first}
    memo.close()
