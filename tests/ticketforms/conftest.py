"""What the tests of the editor's doors share: a page that does not describe every kind of field to the browser."""

import pytest
from wagtail.blocks.base import BlockWidget, JSContext


@pytest.fixture
def no_block_definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the blocks' descriptions out of pages whose scripts nobody runs: they are most of what a page costs.

    What was typed and what is wrong with it stand beside them and are there.
    """

    def build(widget: BlockWidget) -> None:
        widget._js_context, widget._block_json = JSContext(), "{}"

    monkeypatch.setattr(BlockWidget, "_build_block_json", build)
