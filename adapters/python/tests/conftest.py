import os

import pytest
from fake_gateway import TOKEN, FakeGateway


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setenv("MCPLAB_TOKEN", TOKEN)
    with FakeGateway().serve() as gateway:
        yield gateway


@pytest.fixture
def gateway_url(request):
    """The lab's own gateway when `MCPLAB_GATEWAY` names one (its token in `MCPLAB_TOKEN`), else the fake."""
    return os.environ.get("MCPLAB_GATEWAY") or request.getfixturevalue("fake").url
