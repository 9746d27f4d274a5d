"""The registers that come in from files, the work they queue, and what broken constraints mean."""

from __future__ import annotations

from safety.people.operations.tidying import TIDIED
from safety.text import N_
from safety.wire.problems import explain_constraint
from safety.workplaces.models import Employer, Site
from safety.workplaces.operations.employer_rows import EMPLOYERS
from safety.workplaces.operations.imports import take_in
from safety.workplaces.operations.site_rows import SITES

take_in(SITES)
take_in(EMPLOYERS)
TIDIED[Employer] = ("name",)
TIDIED[Site] = ("name", "address")
explain_constraint("uq_employers_credit_code", N_("这个统一社会信用代码已经登记"), field="credit_code")
