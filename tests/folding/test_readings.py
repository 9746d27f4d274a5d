"""Names are sorted as they are read, and found by pinyin and initials."""

from __future__ import annotations

from safety.folding.readings import asked_reading, order_of, reading_of


def test_people_stand_in_the_order_of_pinyin_their_surnames_as_read() -> None:
    people = ["查一", "曾二", "解三", "单四", "仇五", "陈六", "白七", "安八", "艾九", "欧阳十", "区十一"]
    in_order = ["艾九", "安八", "白七", "陈六", "区十一", "欧阳十", "仇五", "单四", "解三", "曾二", "查一"]
    assert sorted(people, key=lambda name: order_of(name, of_person=True)) == in_order


def test_a_place_is_read_as_a_word_and_numbers_stand_by_size() -> None:
    assert order_of("重庆机械厂").startswith("chong2")
    assert order_of("解放碑工地").startswith("jie3")  # no surname
    sites = ["10号厂房", "2号厂房", "Ａ区", "a1区"]
    assert sorted(sites, key=order_of) == ["2号厂房", "10号厂房", "a1区", "Ａ区"]


def test_a_reading_holds_given_names_and_initials() -> None:
    kept = reading_of("仇小明", of_person=True)
    assert "\nqiuxiaoming" in kept
    assert "\nxiaoming" in kept
    assert kept.endswith("~qxm")
    assert asked_reading("Qiu Xiaoming") == "qiuxiaoming"
    assert asked_reading("仇xm") is None
