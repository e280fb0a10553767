"""The gateway's client alone."""

import asyncio

import pytest

from mcplab_adapters.client import Gateway, GatewayError


def test_refusals_say_what_the_gateway_said(fake):
    with pytest.raises(GatewayError, match="404 no task 'nix'"):
        asyncio.run(Gateway(fake.url).open("nix"))
    with pytest.raises(GatewayError, match="401 wrong token"):
        Gateway(fake.url, token="other").tasks()


def test_an_absent_gateway_is_named():
    with pytest.raises(GatewayError, match="http://127.0.0.1:9"):
        Gateway("http://127.0.0.1:9").tasks()


def test_the_token_is_not_shown():
    assert "secret" not in repr(Gateway("http://x", token="secret"))
