"""What the accident officer's pages offer is what the operations let this officer do."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.accidents.sending import Api, ask, register, send

Browse = Callable[[str], FlaskClient]


def test_the_accident_officer_records_on_the_page_that_the_union_was_not_invited(
    api: Api, signed_in: Browse
) -> None:
    officer = api("sunjie")
    accident = register(officer)
    seat = send(officer, f"{accident}/seats", asked_of="区政府", asked_on="2026-10-20")["id"]
    browser = signed_in("sunjie")
    page = browser.get(f"{accident}/seats")
    assert page.status_code == 200
    address = f"{accident}/seats/{seat}/not-invited"
    assert f'action="{address}"' in page.get_data(as_text=True)
    answer = browser.post(address, data={"department": "渝中区人民政府", "reason": "未通知工会"})
    assert answer.status_code in {302, 303}
    assert ask(officer, accident)["union_part"] == "not_invited"
