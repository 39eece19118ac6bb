"""A text cut into stretches of whole lines, each of which keeps what was found in it until its words change.

Looking through a long text at every keystroke would take as long as the text is. What is looked for in lines (a pattern
that crosses no line end, a function of some lines alone) is found stretch by stretch instead, and a stretch that an edit
left as it was is not looked through again, wherever it stands now.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Hashable, Iterator

T = TypeVar("T")
U = TypeVar("U")
Hit: TypeAlias = "re.Match[str] | Found"
"""A match, of a text or of one of its stretches."""

_LEAST = 2048
"""Characters of a stretch; a long text has longer ones, so that there are never many more than `_MOST`."""
_MOST = 256
_MOST_KEPT = 2000
"""Matches of one pattern that a stretch keeps: a hostile text would fill the memory with them."""
_MOST_LOOKS = 200
"""Looks whose results a stretch keeps; arguments that change with each edit elsewhere would add to them for ever."""


class Stretch:
    """Some lines and what was found in them, by what was looked for."""

    __slots__ = ("kept", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.kept: dict[Hashable, Any] = {}

    def look(self, look: Callable[..., T], arguments: tuple[Hashable, ...]) -> T:
        """What a pure function, which returns no None, makes of the lines and its arguments; worked out once."""
        key = (look, *arguments)
        found: T | None = self.kept.get(key)
        if found is None:
            if len(self.kept) >= _MOST_LOOKS:
                self.kept.clear()
            found = self.kept[key] = look(self.text, *arguments)
        return found


class Kept:
    """The stretches of a text as it was read last; those whose words are still there go over into the next reading."""

    def __init__(self) -> None:
        self._before: dict[str, Stretch] = {}
        self._now: dict[str, Stretch] = {}
        self._worked_out: dict[Hashable, tuple[object, Any]] = {}

    def turn(self) -> None:
        """From here on the text is read anew; what this reading does not use is forgotten with the next turn."""
        self._before, self._now = self._now, {}

    def worked_out(self, key: Hashable, given: T, work: Callable[[T], U]) -> U:
        """What a pure function makes of what was given; the last result under a key holds as long as that is the same."""
        last = self._worked_out.get(key)
        if last is None or last[0] != given:
            last = self._worked_out[key] = given, work(given)
        result: U = last[1]
        return result

    def stretch(self, text: str) -> Stretch:
        """The stretch of these words."""
        found = self._now.get(text)
        if found is None:
            found = self._now[text] = self._before.get(text) or Stretch(text)
        return found


class Found:
    """A match in a stretch, with offsets in the whole text."""

    __slots__ = ("_by", "_match")

    def __init__(self, match: re.Match[str], by: int) -> None:
        self._match = match
        self._by = by

    def start(self, group: int | str = 0) -> int:
        """Where a group starts; -1 when it took no part."""
        at = self._match.start(group)
        return at + self._by if at >= 0 else at

    def end(self, group: int | str = 0) -> int:
        """Where a group ends; -1 when it took no part."""
        at = self._match.end(group)
        return at + self._by if at >= 0 else at

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Start and end of a group."""
        start, end = self._match.span(group)
        return (start + self._by, end + self._by) if start >= 0 else (start, end)

    def group(self, group: int | str = 0) -> str | Any:  # as `re` has it: None when it took no part
        """The words of a group."""
        return self._match.group(group)

    def __getitem__(self, group: int | str) -> str | Any:  # likewise
        return self._match[group]

    @property
    def lastindex(self) -> int | None:
        """The number of the last group that took part."""
        return self._match.lastindex


class Stretches:
    """One text in its stretches; a single one as long as nobody keeps anything from reading to reading."""

    def __init__(self, text: str, kept: Kept | None = None) -> None:
        self.text = text
        self._kept = kept

    @property
    def whole(self) -> bool:
        """Whether the text is one stretch because nothing is kept."""
        return self._kept is None

    @cached_property
    def parts(self) -> list[Stretch]:
        """The stretches in order; together they are the text."""
        if self._kept is None:
            return [Stretch(self.text)]
        return [self._kept.stretch(part) for part in cut(self.text)]

    @cached_property
    def starts(self) -> list[int]:
        """Where each stretch starts."""
        return [0, *accumulate(len(part.text) for part in self.parts[:-1])]

    def number(self, offset: int) -> int:
        """The number of the stretch an offset stands in."""
        return bisect_right(self.starts, offset) - 1

    def finditer(self, pattern: re.Pattern[str], by: int = 0) -> Iterator[Hit]:
        """All matches of a pattern that crosses no line end and looks across none, in order; `by` is added to offsets."""
        if self._kept is None and not by:
            return pattern.finditer(self.text)
        return self._found(pattern, by)

    def _found(self, pattern: re.Pattern[str], by: int) -> Iterator[Found]:
        for start, part in zip(self.starts, self.parts, strict=True):
            found = part.kept.get(pattern)
            if found is None:
                found = tuple(pattern.finditer(part.text))
                if len(found) <= _MOST_KEPT:
                    part.kept[pattern] = found
            for match in found:
                yield Found(match, start + by)

    def each(self, look: Callable[..., T], *arguments: Hashable) -> Iterator[tuple[int, T]]:
        """Where each stretch starts, and what a pure function of its lines and the arguments makes of it."""
        key = (look, *arguments)
        for start, part in zip(self.starts, self.parts, strict=True):
            found = part.kept.get(key)
            yield start, part.look(look, arguments) if found is None else found

    def one(self, number: int, look: Callable[..., T], *arguments: Hashable) -> T:
        """What `each` gives of one stretch."""
        return self.parts[number].look(look, arguments)

    def worked_out(self, key: Hashable, given: T, work: Callable[[T], U]) -> U:
        """What a pure function makes of what was given; see `Kept.worked_out`."""
        return work(given) if self._kept is None else self._kept.worked_out(key, given, work)

    def holds(self, words: str) -> bool:
        """Whether some words without a line end stand anywhere."""
        if self._kept is None:
            return words in self.text
        return any(found for _, found in self.each(_holds, words))


def cut(text: str) -> Iterator[str]:
    """The stretches of a text. An edit changes those it touches, and hardly ever another."""
    least = _LEAST
    while least * _MOST < len(text):
        least *= 2
    start = 0
    while start < len(text):
        end = text.find("\n", start + least) + 1 or len(text)
        yield text[start:end]
        start = end
    if not text:
        yield text


def _holds(text: str, words: str) -> bool:
    return words in text
