"""What the cache of replies promises to those who share it."""

import threading
from pathlib import Path

import pytest

from stancemap.errors import ModelError
from stancemap.tag.stance_llm_cache import CACHE_FILE, open_cache
from stancemap.tag.stance_llm_endpoint import ChatRequest, Reply


def test_many_writers_share_one_cache(tmp_path: Path) -> None:
    requests = [ChatRequest("http://127.0.0.1", str(number)) for number in range(25)]

    def write(name: str) -> None:
        cache = open_cache(tmp_path)
        for request in requests:
            cache.put(request, Reply(name))

    threads = [threading.Thread(target=write, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cache = open_cache(tmp_path)
    assert cache.spent().calls == len(requests)
    kept = [cache.get(request) for request in requests]
    cache.put(requests[0], Reply("late"))
    assert [cache.get(request) for request in requests] == kept


def test_a_lone_surrogate_in_a_reply_can_be_kept(tmp_path: Path) -> None:
    cache, request = open_cache(tmp_path), ChatRequest("http://127.0.0.1", "{}")
    cache.put(request, Reply("\ud800"))
    assert cache.get(request) == Reply("?")


def test_a_damaged_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / CACHE_FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(ModelError, match=r"replies\.sqlite cannot be used"):
        open_cache(tmp_path)
