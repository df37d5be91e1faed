"""Style sheets as they are published: without comments and blanks, which only their authors read."""

from __future__ import annotations

import msgspec
from rcssmin import cssmin

from sitegen.model import Theme


def minified(theme: Theme) -> Theme:
    """The theme with its style sheets made small; one that is not UTF-8 stays as it is."""
    static = {name: _small(data) if name.endswith(".css") else data for name, data in theme.static.items()}
    return msgspec.structs.replace(theme, static=static)


def _small(data: bytes) -> bytes:
    try:
        return str(cssmin(data.decode())).encode()
    except UnicodeDecodeError:
        return data
