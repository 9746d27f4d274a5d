"""What the letters of labour-law supervision show of themselves beside their own pages."""

from __future__ import annotations

from safety.access.permissions import Permission as P
from safety.faces import Face
from safety.faces.codes import list_of
from safety.faces.menu import MenuEntry
from safety.labour_law.vocabulary import LETTER_LABELS, LETTER_STATE_LABELS
from safety.text import N_

FACE = Face(
    key="labour_law",
    label=N_("劳动法律监督文书"),
    menu=(
        MenuEntry(
            "labour_law.letters",
            N_("劳动法律监督文书"),
            "mail",
            (P.LABOUR_LAW_READ,),
            ("labour_law.",),
            place=150,
        ),
    ),
    code_lists={
        "labour-letter-kinds": list_of(LETTER_LABELS),
        "labour-letter-states": list_of(LETTER_STATE_LABELS),
    },
)
