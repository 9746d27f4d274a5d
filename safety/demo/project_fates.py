"""Which projects the demonstration has: what is built, how far each goes, and how long ago it began."""

from __future__ import annotations

from enum import StrEnum

WORKS = (
    ("厂房新建工程", "new"),
    ("生产线技术改造项目", "upgrade"),
    ("二期扩建工程", "expanded"),
    ("库房改建工程", "rebuilt"),
    ("污水处理站新建工程", "new"),
    ("进口设备引进项目", "imported"),
)


class Fate(StrEnum):
    """How far a project goes, and how; ``TRIAL`` ends in its trial run, ``DISSENTED`` is signed beside a reservation."""

    REGISTERED = "registered"
    DRAFTING = "drafting"
    ASKED = "asked"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    WAITING = "waiting"
    DESIGNED = "designed"
    CONDITIONAL = "conditional"
    REFUSED = "refused"
    REFERRED = "referred"
    STRAIGHT = "straight"
    WITHOUT = "without"
    TRIAL = "trial"
    DISSENTED = "dissented"


#: What the two shown districts have for certain, and what the others get in turn; days since registration.
SHOWN: tuple[tuple[Fate, int], ...] = (
    (Fate.STRAIGHT, 420),
    (Fate.STRAIGHT, 300),
    (Fate.CONDITIONAL, 240),
    (Fate.REFUSED, 200),
    (Fate.REFERRED, 120),
    (Fate.WITHOUT, 150),
    (Fate.OVERDUE, 90),
    (Fate.WAITING, 60),
    (Fate.ANSWERED, 45),
    (Fate.ASKED, 30),
    (Fate.DRAFTING, 20),
    (Fate.DESIGNED, 100),
    (Fate.REGISTERED, 8),
    (Fate.TRIAL, 130),
    (Fate.DISSENTED, 75),
)
OTHERS: tuple[tuple[Fate, int], ...] = (
    (Fate.STRAIGHT, 400),
    (Fate.OVERDUE, 80),
    (Fate.WITHOUT, 160),
    (Fate.DESIGNED, 140),
    (Fate.CONDITIONAL, 210),
    (Fate.ASKED, 28),
    (Fate.REFERRED, 100),
)
