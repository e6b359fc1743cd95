"""What changed inside a text, word by word: the text as HTML of the subset, with <ins> and <del> around words.

Leaving out every <del>, and every block that is left with nothing by that, gives the new text; leaving out every <ins>
in the same way gives the old one. A block that was added or removed whole holds one mark and nothing else; an empty one
holds an empty mark. Words that only became bold, italic or a link are removed and added.
"""

from collections.abc import Iterable, Iterator
from html import escape

from pusdplans.document.compare.markup import BREAK, Block, Node, Run, Word, read, words_html
from pusdplans.document.compare.sequences import MOST_PAIRS, Stretch, stretches

# How much of their words two neighbours share, of 1, to count as one text that was changed; lists, whose items are
# compared one by one, need less.
ALIKE, ALIKE_LISTS = 0.3, 0.05
# How many of the shorter text's words stay in place, of 1, for single words to be marked rather than the whole.
STAYED = 0.2
# The most pairs of blocks that are weighed against each other.
MOST_BLOCKS = 4_000
_SENTENCE_ENDS = {".", "!", "?", ";", BREAK}

Pair = tuple[Node | None, Node | None]


def marked(old: str, new: str) -> str:
    """Return what became of a text, from HTML of the subset to HTML of the subset with <ins> and <del>."""
    return "".join(_nodes(read(old), read(new)))


def marked_plain(old: str, new: str) -> str:
    """Return what became of a plain text, as HTML: its line ends are line breaks."""
    return marked(*(escape(text, quote=False).replace("\n", BREAK) for text in (old, new)))


def _nodes(old: list[Node], new: list[Node]) -> Iterator[str]:
    for before, after in _aligned(old, new):
        if before is None or after is None:
            yield _whole(before or after, "ins" if before is None else "del")  # type: ignore[arg-type]
        elif before == after:
            yield _whole(after, "")
        elif isinstance(before, Run) and isinstance(after, Run):
            yield _words(before.words, after.words)
        elif isinstance(before, Block) and isinstance(after, Block):
            yield f"<{after.tag}>{''.join(_nodes(before.children, after.children))}</{after.tag}>"


def _whole(node: Node, mark: str) -> str:
    """Return a node with a mark around all its words, or without one."""
    if isinstance(node, Run):
        return _within(mark, node.words)
    if not node.children:
        return f"<{node.tag}>{_within(mark, [])}</{node.tag}>"
    return f"<{node.tag}>{''.join(_whole(each, mark) for each in node.children)}</{node.tag}>"


def _within(mark: str, words: list[Word]) -> str:
    return f"<{mark}>{words_html(words)}</{mark}>" if mark else words_html(words)


def _aligned(old: list[Node], new: list[Node]) -> Iterator[Pair]:
    """Pair the nodes of a block, in order; what has no counterpart stands alone."""
    for each in stretches([_key(node) for node in old], [_key(node) for node in new]):
        ours, theirs = old[each.before], new[each.after]
        yield from zip(ours, theirs, strict=True) if each.is_same else _paired(ours, theirs)


def _key(node: Node) -> str:
    return _whole(node, "")


def _paired(old: list[Node], new: list[Node]) -> Iterator[Pair]:
    """Pair nodes that were changed: in order, so that what is paired is as alike as can be."""
    if len(old) * len(new) > MOST_BLOCKS:
        yield from ((node, None) for node in old)
        yield from ((None, node) for node in new)
        return
    likeness = _likenesses(old, new)
    best = [[0.0] * (len(new) + 1) for _each in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = best[i + 1][j + 1] + likeness[i][j] if likeness[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and likeness[i][j] and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1


def _likenesses(old: list[Node], new: list[Node]) -> list[list[float]]:
    if len(old) == len(new) == 1 and isinstance(old[0], Run) and isinstance(new[0], Run):
        return [[1.0]]
    ours, theirs = ([(_tag(node), set(_spoken(node))) for node in side] for side in (old, new))
    return [[_likeness(one, other) for other in theirs] for one in ours]


def _likeness(one: tuple[str, set[str]], other: tuple[str, set[str]]) -> float:
    if one[0] != other[0] or not one[1] or not other[1]:
        return 0.0
    share = 2 * len(one[1] & other[1]) / (len(one[1]) + len(other[1]))
    return share if share >= (ALIKE_LISTS if one[0] in ("ul", "ol") else ALIKE) else 0.0


def _tag(node: Node) -> str:
    return node.tag if isinstance(node, Block) else ""


def _spoken(node: Node) -> Iterator[str]:
    """Yield the words of a node, without space and punctuation."""
    if isinstance(node, Run):
        yield from (word.html for word in node.words if word.is_spoken)
    else:
        for each in node.children:
            yield from _spoken(each)


def _words(old: list[Word], new: list[Word]) -> str:
    html = []
    for each in _calmed(_stretches_of_words(old, new), old, new):
        if each.is_same:
            html.append(words_html(new[each.after]))
            continue
        removed, added = old[each.before], new[each.after]
        html.append(_within("del", removed) if removed else "")
        html.append(_within("ins", added) if added else "")
    return "".join(html)


def _stretches_of_words(old: list[Word], new: list[Word]) -> Iterator[Stretch]:
    """Compare word by word; very long texts first sentence by sentence, then within the sentences that changed."""
    if len(old) * len(new) <= MOST_PAIRS:
        yield from stretches(old, new)
        return
    ours, theirs = (_sentences(words) for words in (old, new))
    starts, other_starts = (_starts(sentences) for sentences in (ours, theirs))
    for each in stretches(ours, theirs):
        before = slice(starts[each.before.start], starts[each.before.stop])
        after = slice(other_starts[each.after.start], other_starts[each.after.stop])
        if each.is_same:
            yield Stretch(True, before, after)
            continue
        for inner in stretches(old[before], new[after]):
            yield Stretch(inner.is_same, _shifted(inner.before, before.start), _shifted(inner.after, after.start))


def _sentences(words: list[Word]) -> list[tuple[Word, ...]]:
    found: list[tuple[Word, ...]] = []
    start = 0
    for index, word in enumerate(words, 1):
        if word.html in _SENTENCE_ENDS or index == len(words):
            found.append(tuple(words[start:index]))
            start = index
    return found


def _starts(sentences: list[tuple[Word, ...]]) -> list[int]:
    starts = [0]
    for each in sentences:
        starts.append(starts[-1] + len(each))
    return starts


def _shifted(each: slice, by: int) -> slice:
    return slice(each.start + by, each.stop + by)


def _calmed(found: Iterable[Stretch], old: list[Word], new: list[Word]) -> list[Stretch]:
    """Join changes that only space or signs part, so that a person reads phrases and not crumbs.

    Where hardly a word stayed, the whole text was replaced.
    """
    calm: list[Stretch] = []
    for each in found:
        if each.is_same or not calm:
            calm.append(each)
        elif not calm[-1].is_same:
            calm[-1] = _joined(calm[-1], each)
        elif len(calm) > 1 and _is_crumb(calm[-2], calm[-1], each, old):
            calm[-2:] = [_joined(calm[-2], each)]
        else:
            calm.append(each)
    stayed = sum(word.is_spoken for each in calm if each.is_same for word in old[each.before])
    fewest = min(sum(word.is_spoken for word in side) for side in (old, new))
    if stayed < STAYED * fewest:
        return [Stretch(False, slice(0, len(old)), slice(0, len(new)))]
    return calm


def _joined(one: Stretch, other: Stretch) -> Stretch:
    return Stretch(False, slice(one.before.start, other.before.stop), slice(one.after.start, other.after.stop))


def _is_crumb(one: Stretch, between: Stretch, other: Stretch, old: list[Word]) -> bool:
    """Whether what stayed between two changes says nothing by itself, and both together replace words by words."""
    removes = one.before != _nothing(one.before) or other.before != _nothing(other.before)
    adds = one.after != _nothing(one.after) or other.after != _nothing(other.after)
    return removes and adds and not any(word.is_spoken or word.html == BREAK for word in old[between.before])


def _nothing(each: slice) -> slice:
    return slice(each.start, each.start)
