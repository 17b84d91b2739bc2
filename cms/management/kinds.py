"""What `export` and `import` can carry, by the name people give: each kind says how it is written and taken in."""

from collections.abc import Callable

from cms.packages import commanding

Exported = Callable[..., bytes]
Imported = Callable[..., list[str]]

KINDS: dict[str, tuple[Exported, Imported]] = {
    "definitions": (commanding.exported, commanding.imported),
}
