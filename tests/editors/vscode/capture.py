"""Puts pictures of a window together as one animated SVG, which pages show like any picture and which needs no player."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FRAME = """\
<image width="{width}" height="{height}" href="data:image/png;base64,{data}" opacity="{first}">
<animate attributeName="opacity" calcMode="discrete" dur="{whole}s" repeatCount="indefinite" values="{values}" keyTimes="{times}"/>
</image>
"""


def animated(frames: Sequence[tuple[bytes, float]], *, width: int, height: int, title: str) -> str:
    """An SVG that shows frames one after the other, for ever.

    Args:
        frames: PNG files, and for how many seconds each is shown.
        width: In pixels, of all frames.
        height: In pixels, of all frames.
        title: What it shows, for those who do not see it.
    """
    whole = sum(seconds for _, seconds in frames)
    images = []
    shown = 0.0
    for number, (data, seconds) in enumerate(frames):
        start, end = shown / whole, (shown + seconds) / whole
        shown += seconds
        values, times = (["1", "0"], [0.0, end]) if number == 0 else (["0", "1", "0"], [0.0, start, end])
        if number == len(frames) - 1:
            values, times = values[:-1], times[:-1]
        images.append(
            FRAME.format(
                width=width,
                height=height,
                data=base64.b64encode(data).decode(),
                first=int(number == 0),
                whole=f"{whole:g}",
                values=";".join(values),
                times=";".join(f"{time:.4f}" for time in times),
            )
        )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{title}">'
    return f"{head}\n<title>{title}</title>\n{''.join(images)}</svg>\n"
