"""What the check list can find missing, as sentences with a number: "12 targets without a baseline"."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext_lazy


@dataclass(frozen=True)
class GapKind:
    """A kind of gap: `blocking` gaps keep a plan from being submitted; `words` is said with a number."""

    slug: str
    blocking: bool
    words: Any

    def of(self, number: int) -> str:
        """Say how many gaps of this kind there are."""
        return str(self.words % {"number": number})


# The blocking ones first, each group in the form's order.
GAP_KINDS: dict[str, GapKind] = {
    kind.slug: kind
    for kind in (
        GapKind(
            "contact",
            True,
            ngettext_lazy("%(number)s plan names no contact", "%(number)s plans name no contact", "number"),
        ),
        GapKind(
            "contact-name",
            True,
            ngettext_lazy("%(number)s contact without a name", "%(number)s contacts without a name", "number"),
        ),
        GapKind(
            "contact-reach",
            True,
            ngettext_lazy(
                "%(number)s contact without telephone and e-mail",
                "%(number)s contacts without telephone and e-mail",
                "number",
            ),
        ),
        GapKind(
            "purpose",
            True,
            ngettext_lazy("%(number)s plan without a purpose (A)", "%(number)s plans without a purpose (A)", "number"),
        ),
        GapKind(
            "services",
            True,
            ngettext_lazy("%(number)s plan lists no service", "%(number)s plans list no service", "number"),
        ),
        GapKind(
            "theory",
            True,
            ngettext_lazy(
                "%(number)s plan without a theory of action", "%(number)s plans without a theory of action", "number"
            ),
        ),
        GapKind(
            "theory-if",
            True,
            ngettext_lazy(
                "%(number)s theory of action without an IF", "%(number)s theories of action without an IF", "number"
            ),
        ),
        GapKind(
            "theory-then",
            True,
            ngettext_lazy(
                "%(number)s theory of action without a THEN", "%(number)s theories of action without a THEN", "number"
            ),
        ),
        GapKind(
            "goals",
            True,
            ngettext_lazy("%(number)s plan without a goal (B)", "%(number)s plans without a goal (B)", "number"),
        ),
        GapKind(
            "statement",
            True,
            ngettext_lazy(
                "%(number)s goal without a statement (B)", "%(number)s goals without a statement (B)", "number"
            ),
        ),
        GapKind(
            "outcomes",
            True,
            ngettext_lazy("%(number)s goal without outcomes (B)", "%(number)s goals without outcomes (B)", "number"),
        ),
        GapKind(
            "audience",
            True,
            ngettext_lazy(
                "%(number)s goal without a targeted audience (B)",
                "%(number)s goals without a targeted audience (B)",
                "number",
            ),
        ),
        GapKind(
            "metric",
            True,
            ngettext_lazy("%(number)s goal without a metric (C)", "%(number)s goals without a metric (C)", "number"),
        ),
        GapKind(
            "target",
            True,
            ngettext_lazy("%(number)s goal without a target (D)", "%(number)s goals without a target (D)", "number"),
        ),
        GapKind(
            "action",
            True,
            ngettext_lazy("%(number)s goal without an action (E)", "%(number)s goals without an action (E)", "number"),
        ),
        GapKind(
            "service-line",
            False,
            ngettext_lazy("%(number)s blank line of services", "%(number)s blank lines of services", "number"),
        ),
        GapKind(
            "clause",
            False,
            ngettext_lazy("%(number)s blank clause of a theory", "%(number)s blank clauses of theories", "number"),
        ),
        GapKind(
            "baseline",
            False,
            ngettext_lazy(
                "%(number)s target without a baseline (D)", "%(number)s targets without a baseline (D)", "number"
            ),
        ),
        GapKind(
            "unmeasured",
            False,
            ngettext_lazy(
                "%(number)s metric that no target names (C)", "%(number)s metrics that no target names (C)", "number"
            ),
        ),
        GapKind(
            "alignment",
            False,
            ngettext_lazy(
                "%(number)s goal not aligned to any plan of the district",
                "%(number)s goals not aligned to any plan of the district",
                "number",
            ),
        ),
        GapKind(
            "service",
            False,
            ngettext_lazy(
                "%(number)s goal that no service carries", "%(number)s goals that no service carries", "number"
            ),
        ),
        GapKind("blank", False, ngettext_lazy("%(number)s blank action (E)", "%(number)s blank actions (E)", "number")),
        GapKind(
            "resources",
            False,
            ngettext_lazy(
                "%(number)s action that does not say whether it takes additional resources (E)",
                "%(number)s actions that do not say whether they take additional resources (E)",
                "number",
            ),
        ),
        GapKind(
            "estimate",
            False,
            ngettext_lazy(
                "%(number)s action that takes resources without an estimate (E)",
                "%(number)s actions that take resources without an estimate (E)",
                "number",
            ),
        ),
        GapKind(
            "org-chart",
            False,
            ngettext_lazy(
                "%(number)s plan without an organizational chart",
                "%(number)s plans without an organizational chart",
                "number",
            ),
        ),
        GapKind(
            "position-title",
            False,
            ngettext_lazy("%(number)s position without a title", "%(number)s positions without a title", "number"),
        ),
        GapKind(
            "budget",
            False,
            ngettext_lazy("%(number)s plan with a blank budget", "%(number)s plans with a blank budget", "number"),
        ),
        GapKind(
            "amount",
            False,
            ngettext_lazy(
                "%(number)s budget line without an amount", "%(number)s budget lines without an amount", "number"
            ),
        ),
    )
}
