"""Two editors of one row, in any order of typing, sending, losing answers and choosing: nothing is silently overwritten."""

import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from plans.models import Contact, RowQuerySet
from tests.conftest import signed_in
from tests.district import Cast
from tests.faults.lengths import figure, times
from tests.plans.rows.kinds import FETCH, KINDS, at

pytestmark = pytest.mark.django_db
FIELDS = ("name", "phone")
STEPS = 14
Values = dict[str, str]


@dataclass
class Editor:
    """One person's page, as the script keeps it: what stands in the fields, the revision, and what it has shown them."""

    who: str
    client: Client
    address: str
    shown: Values
    revision: int
    seen: set[str]
    unanswered: Values | None = None
    answers: list[Any] = field(default_factory=list)

    def type(self, chance: random.Random) -> None:
        """Write something new into one of the fields."""
        self.shown = self.shown | {chance.choice(FIELDS): f"{self.who} {chance.getrandbits(40):x}"}

    def send(self) -> None:
        """Send the row; what was sent before and never answered is sent again first. The answer is on its way."""
        sent = self.unanswered or self.shown | {"revision": str(self.revision)}
        self.unanswered = sent
        self.answers.append(self.client.post(self.address, sent, headers=FETCH))

    def hear(self, chance: random.Random) -> None:
        """Take in the answer that is on its way, or lose it."""
        if not self.answers:
            return
        answer = self.answers.pop()
        if chance.random() < 0.3:
            return
        self.unanswered = None
        result = answer.json()
        if answer.status_code == 409:
            theirs = {each["name"]: each["theirs"] for each in result["fields"]}
            self.seen |= set(theirs.values())
            if chance.random() < 0.5:
                self.shown = self.shown | theirs
        else:
            assert answer.status_code == 200
            self.seen |= set(result["values"].values())
        self.revision = result["revision"]

    def step(self, chance: random.Random) -> None:
        """Do one thing. While an answer is on its way, nothing else is sent."""
        act = chance.choice(("type", "send", "hear"))
        if act == "type":
            self.type(chance)
        elif act == "send" and not self.answers:
            self.send()
        else:
            self.hear(chance)


def overwritten_unseen(cast: Cast, clients: dict[str, Client], seed: int) -> int:
    """Let two editors do what they like. Returns how often a text gave way to somebody who had never seen it."""
    chance = random.Random(seed)
    row = Contact.objects.create(plan=cast.plan, name="First", phone="X1")
    address = at(cast.plan, KINDS["contact"], row, "save")
    stored = {name: getattr(row, name) for name in FIELDS}
    editors = [Editor(who, client, address, stored, 1, set(stored.values())) for who, client in clients.items()]
    unseen = 0
    for _step in range(STEPS):
        editor = chance.choice(editors)
        editor.step(chance)
        now = Contact.objects.filter(pk=row.pk).values(*FIELDS).get()
        gone = {stored[name] for name in FIELDS if stored[name] != now[name]}
        unseen += len([text for text in gone if text not in editor.seen and not text.startswith(editor.who)])
        stored = now
    return unseen


@pytest.fixture
def clients(cast: Cast) -> dict[str, Client]:
    """A browser for each of the two."""
    return {"lead": signed_in(cast.lead), "contributor": signed_in(cast.contributor)}


def test_nothing_is_silently_overwritten(cast: Cast, clients: dict[str, Client]) -> None:
    runs = times(40, 1000)
    assert sum(overwritten_unseen(cast, clients, seed) for seed in range(runs)) == 0
    figure("random interleavings of two editors: silent overwrites", runs, 0)


def test_control_without_the_revision_texts_are_silently_overwritten(
    cast: Cast, clients: dict[str, Client], monkeypatch: Any
) -> None:
    monkeypatch.setattr(RowQuerySet, "at_revision", lambda rows, row_id, revision: rows.filter(id=row_id))
    assert sum(overwritten_unseen(cast, clients, seed) for seed in range(20)) > 5
