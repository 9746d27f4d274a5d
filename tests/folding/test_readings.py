"""Names are sorted as they are read, and found by pinyin and initials."""

from __future__ import annotations

from pathlib import Path

from pypinyin import Style, pinyin

from safety.folding.readings import asked_reading, order_of, reading_of, syllables
from safety.folding.surnames import SURNAMES

#: Surnames with two readings in use, of which the kept dictionary has the other one.
ALSO_READ = {"宁": "ning2"}


def dictionary() -> dict[str, str]:
    lines = Path(__file__).with_name("surnames.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


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


def test_surnames_are_read_as_in_a_kept_dictionary() -> None:
    kept = dictionary()
    assert len(kept) > 480
    ours = {name: " ".join(read for _, read in syllables(name, of_person=True)) for name in kept}
    assert {name: read for name, read in ours.items() if read != (ALSO_READ.get(name) or kept[name])} == {}
    assert "xiaojianguo" in reading_of("肖建国", of_person=True)
    assert order_of("肖建国", of_person=True) < order_of("谢军", of_person=True)


def test_what_the_dictionary_lacks_is_a_reading_of_the_character() -> None:
    for name in SURNAMES.keys() - dictionary().keys():
        readings = pinyin(name, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
        possible = [set(one) for one in pinyin(list(name), style=Style.TONE3, heteronym=True)] or readings
        for read, known in zip(SURNAMES[name].split(), possible, strict=True):
            assert read in known, (name, read, known)
