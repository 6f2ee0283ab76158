"""Who asks: told by the connection, or by one trusted proxy; and the settings that say so."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import waitress
from flask import Flask, request

from config import ConfigError, from_environment
from tracker.cli.serve import options

FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https",
             "X-Forwarded-Host": "evil.example", "Forwarded": "for=203.0.113.8;host=evil.example"}


@contextmanager
def serving(trusted_proxy: str) -> Iterator[str]:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: f"{request.remote_addr} {request.scheme} "
                                            f"{request.host.partition(':')[0]}", endpoint="who")
    server = waitress.create_server(app, host="127.0.0.1", port=0, **options(trusted_proxy))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}/"
    finally:
        server.close()
        thread.join(5)


def asked(url: str, headers: dict[str, str]) -> str:
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers)).read().decode()


@pytest.mark.parametrize(("trusted", "told"), [
    ("", "127.0.0.1 http 127.0.0.1"),
    ("192.0.2.7", "127.0.0.1 http 127.0.0.1"),
    ("127.0.0.1", "203.0.113.9 https 127.0.0.1"),
])
def test_forwarded_headers_count_from_the_trusted_proxy_alone(trusted: str, told: str) -> None:
    with serving(trusted) as url:
        assert asked(url, FORWARDED) == told


def test_of_what_a_client_claims_only_the_proxys_own_word_counts() -> None:
    with serving("127.0.0.1") as url:
        claimed = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
        assert asked(url, claimed).startswith("203.0.113.9 ")


def environment(**more: str) -> dict[str, str]:
    return {"TRACKER_SECRET_KEY": "x" * 32, "TRACKER_DATA_KEYS":
            "bm90LWEtc2VjcmV0LWtleS1vZi10aGUtdGVzdHMtMzI=", **more}


@pytest.mark.parametrize("address", ["", "127.0.0.1", "2001:db8::1"])
def test_a_proxy_is_named_by_its_address(address: str) -> None:
    assert from_environment(environment(TRACKER_TRUSTED_PROXY=address)).trusted_proxy == address


@pytest.mark.parametrize("wrong", ["*", "proxy.example", "10.0.0.0/8", "127.0.0.1:80"])
def test_anything_else_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_TRUSTED_PROXY"):
        from_environment(environment(TRACKER_TRUSTED_PROXY=wrong))
