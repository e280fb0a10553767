import os

import pytest
from fake_gateway import TOKEN, FakeGateway


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setenv("MCPLAB_TOKEN", TOKEN)
    with FakeGateway().serve() as gateway:
        yield gateway


@pytest.fixture
def lab():
    """The lab's own gateway, and a model that knows the answers to its tasks; where both are named."""
    gateway, model = (os.environ.get(name) for name in ("MCPLAB_GATEWAY", "MCPLAB_ANSWERS"))
    if not (gateway and model):
        pytest.skip("MCPLAB_GATEWAY and MCPLAB_ANSWERS name no lab and no model that knows its answers")
    return gateway, model


@pytest.fixture
def gateway_url(request):
    """The lab's own gateway when `MCPLAB_GATEWAY` names one (its token in `MCPLAB_TOKEN`), else the fake."""
    return os.environ.get("MCPLAB_GATEWAY") or request.getfixturevalue("fake").url
