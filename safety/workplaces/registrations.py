"""The work that workplaces queue, and what broken constraints of their tables mean."""

from __future__ import annotations

from safety.text import N_
from safety.wire.problems import explain_constraint
from safety.workplaces.operations import imports

WORKS = (imports.import_sites,)
explain_constraint("uq_employers_credit_code", N_("这个统一社会信用代码已经登记"), field="credit_code")
