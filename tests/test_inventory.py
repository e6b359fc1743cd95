"""Every package that comes along is listed, and in the version that was tried."""

from collections.abc import Iterator
from importlib import metadata

from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def listed(name: str) -> list[Requirement]:
    """Return the lines of a list that name a package."""
    lines = (settings.BASE_DIR / name).read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def brought_along(wanted: Requirement, seen: set[tuple[str, str]]) -> Iterator[str]:
    """Yield the name of what is wanted and of all that it needs on this machine, extras taken into account."""
    name = canonicalize_name(wanted.name)
    yield name
    for extra in ("", *sorted(wanted.extras)):
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for line in metadata.requires(wanted.name) or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                yield from brought_along(needed, seen)


def test_every_package_is_listed_with_its_version() -> None:
    pins = {canonicalize_name(each.name): each for each in listed("constraints.txt") if _is_for_here(each)}
    direct = [*listed("requirements.txt"), *listed("requirements-dev.txt")]
    seen: set[tuple[str, str]] = set()
    names = {name for each in direct for name in brought_along(each, seen)}
    assert len(names) > len(direct) > 40
    assert names - pins.keys() == set(), "make constraints"
    assert [name for name in sorted(names) if metadata.version(name) not in pins[name].specifier] == []


def test_both_lists_name_the_same_versions() -> None:
    pins = {
        canonicalize_name(each.name): str(each.specifier) for each in listed("constraints.txt") if _is_for_here(each)
    }
    direct = [*listed("requirements.txt"), *listed("requirements-dev.txt")]
    assert [each.name for each in direct if pins[canonicalize_name(each.name)] != str(each.specifier)] == []


def _is_for_here(wanted: Requirement) -> bool:
    return wanted.marker is None or wanted.marker.evaluate()
