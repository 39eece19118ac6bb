"""Persistent maps, sets and lists in Python: stands in for the native package of this name in the extension's bundle.

Only what `referencing` and `jsonschema` use. Each change makes a copy, which is quick at the size of a schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class HashTrieMap(dict[Any, Any]):
    """A map whose changes are new maps."""

    @classmethod
    def convert(cls, value: Mapping[Any, Any]) -> HashTrieMap:
        """A map of what any mapping holds."""
        return value if isinstance(value, cls) else cls(value)

    def insert(self, key: object, value: object) -> HashTrieMap:
        """With one key more, or one value changed."""
        return HashTrieMap({**self, key: value})

    def remove(self, key: object) -> HashTrieMap:
        """Without a key that is there.

        Raises:
            KeyError: It is not.
        """
        kept = HashTrieMap(self)
        del kept[key]
        return kept

    def discard(self, key: object) -> HashTrieMap:
        """Without a key, whether or not it was there."""
        return self.remove(key) if key in self else self

    def update(self, *more: Any, **named: Any) -> HashTrieMap:  # type: ignore[override]  # gives the new one
        """With all that is in the others, later ones first."""
        merged = dict(self)
        dict.update(merged, *more, **named)
        return HashTrieMap(merged)

    __hash__ = None


class HashTrieSet(frozenset[Any]):
    """A set whose changes are new sets."""

    __slots__ = ()

    def insert(self, value: object) -> HashTrieSet:
        """With one member more."""
        return HashTrieSet(self | {value})

    def remove(self, value: object) -> HashTrieSet:
        """Without a member that is there.

        Raises:
            KeyError: It is not.
        """
        if value not in self:
            raise KeyError(value)
        return self.discard(value)

    def discard(self, value: object) -> HashTrieSet:
        """Without a member, whether or not it was there."""
        return HashTrieSet(self - {value})

    def update(self, *more: Any) -> HashTrieSet:
        """With all members of the others."""
        return HashTrieSet(self.union(*more))


class List(tuple[Any, ...]):
    """A list whose changes are new lists; the newest stands first."""

    __slots__ = ()

    def __new__(cls, *values: Any) -> Self:
        """Of one iterable, or of the values themselves."""
        return super().__new__(cls, values[0] if len(values) == 1 else values)

    def push_front(self, value: object) -> List:
        """With one value before all others."""
        return List((value, *self))

    @property
    def first(self) -> Any:
        """The newest value.

        Raises:
            IndexError: There is none.
        """
        return self[0]

    @property
    def rest(self) -> List:
        """All but the newest."""
        return List(self[1:])

    def drop_first(self) -> List:
        """All but the newest."""
        return self.rest

    def __reversed__(self) -> Iterator[Any]:
        """From the oldest."""
        return iter(List(self[::-1]))
