"""Two published accidents, entered as they happened; nothing is added to what was published of them."""

from __future__ import annotations

from typing import Any

from safety.access.roles import Role
from tests.accidents.sending import Api, add_union, appoint, ask, register, seated, send
from tests.cast import Cast, id_of

XIUSHAN: dict[str, Any] = {
    "title": "秀山县紫金集中受纳锰渣场“10·19”较大中毒和窒息事故",
    "happened_at": "2023-10-19T13:00:00+08:00",
    "place": "重庆市秀山土家族苗族自治县",
    "employer_name": "紫金集中受纳锰渣场环境风险防控治理工程",
    "category": "19",
    "deaths": 3,
    "direct_loss_yuan": "3739228.00",
    "source": "重庆市应急管理局2024-07-10公布，索引号 11500000MB1907069L/2024-00178（“13时许”按13时录入）",
}
XINGSHAN: dict[str, Any] = {
    "title": "兴山县“10·1”旅游客车坠河事故",
    "happened_at": "2011-10-01T15:00:00+08:00",
    "place": "湖北省宜昌市兴山县峡口镇泗湘溪村，312省道129公里加300米左右",
    "employer_name": "荆州市九州旅游汽车运输有限公司",
    "category": "02",
    "regime": "road_traffic",
    "told_grade": "major",
    "told_grade_source": "“10·1”重大道路交通事故调查报告",
    "deaths": 16,
    "slight": 19,
    "words": "大客车载35人，由荆州开往神农架，冲出道路坠入香溪河；14人当场死亡，2人在送往医院途中死亡。",
    "source": "兴山县“荆州市旅游客车坠河事故通报会”，2011年10月2日；武汉晚报2011年10月3日",
}


def test_xiushan_2023_is_larger_by_its_deaths_and_the_county_union_sits_in_the_team(
    cast: Cast, api: Api
) -> None:
    add_union("xiushan", "秀山县总工会（示例）", "500241")
    appoint("zhengkai", "xiushan")
    appoint("liuyang", "city", Role.ACCIDENT_OFFICER)
    city = api("liuyang")
    accident = register(city, **XIUSHAN)
    found = ask(city, accident)
    assert (found["grade"], found["level"], found["standard"]) == ("larger", "city", "GB 6441-86")
    assert found["direct_loss_yuan"] == "3739228.00"
    assert found["source"] == XIUSHAN["source"]
    reason = ask(city, f"{accident}/grades")[0]["reason"]
    assert "3" in reason
    assert "《生产安全事故报告和调查处理条例》（国务院令第493号）第三条" in reason
    ends = {one["term"]: one["due_on"] for one in ask(city, f"{accident}/clocks")}
    assert ends["report"] == "2023-12-18"
    assert ends["supplement"] == "2023-11-18"
    asked = send(
        city,
        f"{accident}/seats",
        union_id=str(id_of("xiushan")),
        asked_of="事故调查组",
        asked_on="2023-10-20",
    )
    ask(api("zhengkai"), accident, 404)
    send(city, f"{accident}/seats/{asked['id']}/given", 200, given_on="2023-10-20")
    assert ask(api("zhengkai"), accident)["union_part"] == "taking_part"


def test_xingshan_2011_is_major_as_its_report_says_and_its_changes_are_told_for_seven_days(
    cast: Cast, api: Api
) -> None:
    """The nineteen hurt were published without their degree, and are entered as slight until it is known."""
    officer = api("sunjie")
    accident = register(officer, **XINGSHAN)
    found = ask(officer, accident)
    assert (found["standard"], found["grade"], found["deaths"]) == ("GB 6441-86", "major", 16)
    assert ask(officer, f"{accident}/grades")[0]["reason"] == "按主管部门认定的等级登记"
    ends = {one["term"]: one["due_on"] for one in ask(officer, f"{accident}/clocks")}
    assert ends["supplement"] == "2011-10-08"  # seven days, for it happened on a road
    assert "report" not in ends  # who investigates a road accident, and how long, was not read
    assert found["level"] == "unread"
    seated(officer, accident, "yuzhong", "sunjie")
    assert ask(officer, accident)["state"] == "investigating"


def test_a_category_of_the_other_standard_is_refused(cast: Cast, api: Api) -> None:
    send(api("sunjie"), "/accidents", 422, **(XIUSHAN | {"category": "n23"}))
    last_old: dict[str, Any] = {"happened_at": "2026-06-30T23:59:00+08:00", "category": "09"}
    first_new: dict[str, Any] = {"happened_at": "2026-07-01T00:00:00+08:00", "category": "n10"}
    assert send(api("sunjie"), "/accidents", **(XIUSHAN | last_old))["standard"] == "GB 6441-86"
    assert send(api("sunjie"), "/accidents", **(XIUSHAN | first_new))["standard"] == "GB 6441-2025"
    send(api("sunjie"), "/accidents", 422, **(XIUSHAN | first_new | {"category": "09"}))
