"""Imports run one way, functions and modules stay small, templates carry no inline style, script or untranslated word."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Each layer may import those before it, and itself; exports and imports stand side by side.
LAYERS = (
    ("pusdplans.accounts",),
    ("plans",),
    ("goals",),
    ("metrics",),
    ("pusdplans.document",),
    ("pusdplans.exports", "pusdplans.imports"),
    ("pusdplans.mail",),
    ("pusdplans.archive",),
    ("pusdplans.workspace",),
    ("pusdplans.overview",),
    ("pusdplans.operations",),
    ("pusdplans.urls",),
)
# The same inside an app. What is imported inside a function, when it is called, is left out here: `querysets` names two
# models that way. The generic row (`rows`) is below the forms and kinds that use it.
WITHIN = (
    ("rich_text", "file_kinds"),
    ("querysets",),
    ("models",),
    ("row_changes",),
    ("outbox",),
    ("permissions", "notices", "prompts", "filing", "trail"),
    ("lifecycle", "commenting", "conversation", "inviting"),
    ("opening",),
    ("access",),
    ("second_factor",),
    ("rows",),
    ("attachments",),
    ("sheet_columns", "sheet_files"),
    ("forms", "resources"),
    ("row_kinds",),
    ("views", "admin"),
    ("urls",),
)
# Where rows and documents meet. Everything else in the package is a function of the document.
KNOW_MODELS = {"collect", "unions", "apply", "standing", "past", "submitting", "planting", "management"}
MODELS = ("plans.models", "goals.models", "metrics.models")

LONGEST_FUNCTION = 45
LONGEST_MODULE = 300
# Each is one value, one writer or one list, which reads better whole than in halves.
LONGER_MODULES = {
    "pusdplans/document/schema.py": 440,
    "pusdplans/document/apply.py": 375,
    "pusdplans/settings.py": 350,
    "tests/accessibility/states.py": 330,
    "tests/test_fuzz.py": 310,
    "tests/document/strategies.py": 360,
}


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax of all our modules by path; migrations are written by Django."""
    folders = ("plans", "goals", "metrics", "pusdplans", "bench", "docs", "tests")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {
        str(each.relative_to(ROOT)): ast.parse(each.read_text()) for each in paths if "migrations" not in each.parts
    }


def dotted(path: str) -> str:
    """Return the module's dotted name."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(tree: ast.AST, *, everywhere: bool = True) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of what is imported, also inside functions unless only the top is asked for."""
    for node in ast.walk(tree) if everywhere else ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((each.name, "") for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield from ((node.module or "", each.name) for each in node.names)


def rank(name: str, layers: tuple[tuple[str, ...], ...]) -> tuple[int, str] | None:
    """Return which layer a dotted name is in, and that layer's member."""
    for index, layer in enumerate(layers):
        for member in layer:
            if name == member or name.startswith(member + "."):
                return index, member
    return None


def upward(source: str, target: str, layers: tuple[tuple[str, ...], ...]) -> bool:
    """Whether `source` may not import `target`."""
    here, there = rank(source, layers), rank(target, layers)
    return bool(here and there and here[1] != there[1] and there[0] >= here[0])


def test_imports_between_apps_run_one_way() -> None:
    wrong = [
        f"{path} imports {module}.{name}"
        for path, tree in modules().items()
        for module, name in imports(tree)
        if upward(dotted(path), f"{module}.{name}", LAYERS)
    ]
    assert wrong == []


def test_imports_within_an_app_run_one_way() -> None:
    wrong = []
    for path, tree in modules().items():
        app, _dot, rest = dotted(path).partition(".")
        for module, name in imports(tree, everywhere=False):
            other, _dot, inside = f"{module}.{name}".partition(".")
            if app == other and app in ("plans", "goals", "metrics") and upward(rest, inside, WITHIN):
                wrong.append(f"{path} imports {module}.{name}")
    assert wrong == []


def test_generic_row_knows_no_row_kind() -> None:
    wrong = [
        f"{path} imports {module}.{name}"
        for path, tree in modules().items()
        if path.startswith("plans/rows/")
        for module, name in imports(tree)
        if f"{module}.{name}".startswith(("plans.row_kinds", "plans.forms", "goals", "metrics"))
    ]
    assert wrong == []


def test_document_is_pure_but_for_where_it_meets_rows() -> None:
    wrong = []
    for path, tree in modules().items():
        package, _slash, rest = path.removeprefix("pusdplans/").partition("/")
        knows = package == "document" and rest.removesuffix(".py").split("/")[0] in KNOW_MODELS
        if package not in ("document", "exports", "imports") or knows:
            continue
        for module, name in imports(tree):
            if f"{module}.{name}".startswith(MODELS) and not name.isupper():
                wrong.append(f"{path} imports {module}.{name}: only constants of models may be")
    assert wrong == []


def names_of_upper_tables() -> dict[str, set[str]]:
    """Return, by app, the look-ups by which its models reach tables of apps above it."""
    order = ["accounts", "plans", "goals", "metrics"]
    found: dict[str, set[str]] = {app: set() for app in order}
    for model in apps.get_models():
        app = model._meta.app_label
        for relation in model._meta.related_objects if app in found else ():
            other = relation.related_model._meta.app_label
            if other in order and order.index(other) > order.index(app) and not relation.hidden:
                found[app].add(relation.name)
    return found


def test_no_string_leads_upward() -> None:
    upper = names_of_upper_tables()
    assert "goals" in upper["plans"]
    wrong = []
    for path, tree in modules().items():
        app = path.removeprefix("pusdplans/").split("/")[0]
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        for text in texts if app in upper else ():
            label = re.match(r"^(plans|goals|metrics)\.[A-Z]\w+$", text)
            above = label and list(upper).index(label.group(1)) > list(upper).index(app)
            if above or (re.fullmatch(r"\w+__\w+", text) and set(text.split("__")) & upper[app]):
                wrong.append(f"{path}: {text!r}")
    assert wrong == []


def test_modules_and_functions_stay_small() -> None:
    long = []
    for path, tree in modules().items():
        lines = len((ROOT / path).read_text().splitlines())
        if lines > LONGER_MODULES.get(path, LONGEST_MODULE):
            long.append(f"{path}: {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and not path.startswith("tests/journeys/"):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{path}: {node.name} has {length} lines")
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path, tree in modules().items() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_every_test_folder_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


TEMPLATES = sorted(
    path for folder in ("templates", "bench") for path in (ROOT / folder).rglob("*") if path.suffix in (".html", ".txt")
)
INLINE = {
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a script address": re.compile(r"javascript:", re.I),
}
# Left out before looking for words: what is translated, comments, and blocks that hold a class name.
BLOCK = re.compile(
    r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}|{% block (?:body_class|body_data|sheet) %}.*?{%\s*endblock\b.*?%}",
    re.S,
)
SPOKEN = re.compile(r'\b(?:title|alt|placeholder|aria-label|content)="([^"]*)"')
WORD = re.compile(r"[A-Za-z]{2,}")
# Words that are no language: units and the names browsers know.
NOT_WORDS = {"width=device-width, initial-scale=1", "noindex", "light dark", "nbsp", "middot"}


def template_name(path: Path) -> str:
    """Return the template's path."""
    return str(path.relative_to(ROOT))


# Mails alone: no policy of ours rules there, and mail programs read no other styles.
MAILS = {"templates/mail/message.html", "templates/mail/_message.html"}


@pytest.mark.parametrize("path", TEMPLATES, ids=template_name)
def test_template_has_nothing_inline(path: Path) -> None:
    html = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", path.read_text(), flags=re.S)
    found = [name for name, pattern in INLINE.items() if pattern.search(html)]
    assert found == (["an inline style"] if template_name(path) in MAILS else [])


@pytest.mark.parametrize("path", [each for each in TEMPLATES if "bench" not in each.parts], ids=template_name)
def test_template_speaks_through_gettext(path: Path) -> None:
    html = re.sub(r"{{.*?}}|{#.*?#}", "", BLOCK.sub("", path.read_text()), flags=re.S)
    html = re.sub(r"{%.*?%}", "", html, flags=re.S)
    spoken = [text for text in SPOKEN.findall(html) if text not in NOT_WORDS and not text.startswith("#")]
    spoken += re.sub(r"<!doctype.*?>|<[^>]*>|&\w+;", "\n", html, flags=re.I | re.S).split("\n")
    assert [text.strip() for text in spoken if WORD.search(text)] == []


# Negative controls: each rule sees what it forbids.


def test_control_the_rules_see_what_they_forbid() -> None:
    assert upward("plans.models.plan", "goals.models.Goal", LAYERS)
    assert upward("pusdplans.exports.word", "pusdplans.imports.word", LAYERS)
    assert not upward("goals.models", "plans.models.Plan", LAYERS)
    assert upward("models.plan", "lifecycle.submit", WITHIN)
    assert INLINE["an inline style"].search('<p style="color: red">')
    assert INLINE["an inline script"].search("<script>alert()</script>")
    assert INLINE["an inline handler"].search('<a href="#" onclick="go()">')
