"""The reader refuses a catalogue that cannot be true, and says where and what to do."""

from pathlib import Path

import pytest

from tracker import catalog
from tracker.catalog import Catalogue
from tracker.catalog.__main__ import main
from tracker.errors import ConfigurationError

DEEPSEEK_R1 = "2025-01-20-deepseek-r1-released-web-app-open-weight,2025-01-20,"


def test_the_shipped_catalogue_is_whole() -> None:
    catalog.SHIPPED.check()


def copied(folder: Path, file: str, before: str, after: str) -> Catalogue:
    """The shipped catalogue in a folder of its own, one thing changed."""
    for table in Path(str(catalog.FOLDER)).glob("*.csv"):
        text = table.read_text(encoding="utf-8")
        if table.name == file:
            assert before in text, "the shipped file has nothing like it"
            text = text.replace(before, after, 1)
        (folder / table.name).write_text(text, encoding="utf-8")
    return Catalogue(folder)


BROKEN = {
    "two assistants of one slug": (
        "assistants.csv",
        "\ndeepseek,DeepSeek,",
        "\nchatgpt,DeepSeek,",
        "stands in line 2 too",
    ),
    "a colour that no one sees": (
        "assistants.csv",
        "#184bd6",
        "#ffe94a",
        ":1 on #ffffff; wanted 3:1 or more: make it darker",
    ),
    "a colour that is none": ("assistants.csv", "#184bd6", "blue", "wanted a colour like #184bd6"),
    "two assistants of one colour": ("assistants.csv", "#184bd6", "#03684b", "'#03684b' stands in line 2 too"),
    "a role that is none": (
        "assistants.csv",
        ",DeepSeek,CN,assistant,",
        ",DeepSeek,CN,oracle,",
        "wanted one of assistant,",
    ),
    "an app of nobody": ("assistant_apps.csv", "\ndeepseek,apple,", "\ndeepsek,apple,", "no assistant 'deepsek'"),
    "an id of the other store": (
        "assistant_apps.csv",
        "deepseek,apple,6737597349",
        "deepseek,apple,com.deepseek.chat",
        "the apple store wants a number",
    ),
    "an id of two assistants at once": (
        "assistant_apps.csv",
        "claude,apple,6473753684",
        "claude,apple,6448311069",
        "also stands for 'chatgpt' in line 2",
    ),
    "a period that ends before it begins": (
        "assistant_apps.csv",
        "2025-09-30,2026-03-24",
        "2025-09-30,2025-03-24",
        "is before valid_from (2025-09-30)",
    ),
    "a day that no calendar has": ("assistant_apps.csv", "2025-01-10", "2025-02-30", "wanted a date like 2025-01-26"),
    "a country that is none": (
        "assistant_apps.csv",
        "cn|hk|mo|ru|ve",
        "cn|hk|mo|ru|xx",
        "names 'xx', which countries.csv",
    ),
    "a withdrawal on no day": (
        "assistant_apps.csv",
        "it@2025-01-29",
        "it@2025-29-01",
        "excluded has the day '2025-29-01'",
    ),
    "a verified id without a source": (
        "assistant_apps.csv",
        "WSTxda/SwitchAI package map 2026-07-11,sourcing agent",
        ",",
        "sources is empty",
    ),
    "a look-alike that is the real app": (
        "lookalikes.csv",
        "1669007652",
        "6448311069",
        "this app stands for 'chatgpt'",
    ),
    "a control that is an assistant": ("controls.csv", "389801252", "6737597349", "this app stands for 'deepseek'"),
    "a name that means two assistants": (
        "aliases.csv",
        "chatgpt,Chat GPT,",
        "chatgpt,Deep Seek,",
        "means 'deepseek' too (line 3); give both a context",
    ),
    "a name that means two in another spelling": (
        "aliases.csv",
        "claude,أنثروبيك,",
        "claude,ديب ســيك,",
        "means 'deepseek' too",
    ),
    "a name written twice": ("aliases.csv", "chatgpt,Chat GPT,", "chatgpt,CHATGPT,", "in another spelling; remove one"),
    "a context that is no expression": (
        "aliases.csv",
        "Google|AI|chatbot|app",
        "(Google|AI|chatbot|app",
        "no regular expression",
    ),
    "an event of the future": ("events.csv", DEEPSEEK_R1, DEEPSEEK_R1.replace(",2025", ",2099"), "lies ahead"),
    "an event without a day": (
        "events.csv",
        DEEPSEEK_R1,
        DEEPSEEK_R1.replace(",2025-01-20", ",2025-01"),
        "names no day",
    ),
    "an event that ends before it begins": (
        "events.csv",
        "2025-01-10,2025-01-15",
        "2025-01-10,2025-01-05",
        "swap or correct",
    ),
    "an event far from its own calendar": (
        "events.csv",
        "2026-03-01,,2026-02-28",
        "2026-03-01,,2026-02-26",
        "within a day",
    ),
    "an event of an unknown assistant": (
        "events.csv",
        "rank,deepseek|chatgpt",
        "rank,deepseek|chatpgt",
        "names 'chatpgt', which assistants.csv has not",
    ),
    "an event of an unknown kind": ("events.csv", ",launch,chatgpt,", ",lunch,chatgpt,", "wanted one of model,"),
    "an event without a source": (
        "events.csv",
        "https://openai.com/index/chatgpt/",
        "",
        "source_url is ''; wanted an address",
    ),
    "a source that runs": (
        "events.csv",
        "https://openai.com/index/chatgpt/",
        "javascript:alert(1)",
        "wanted an address like",
    ),
    "an event without Arabic": ("events.csv", "عائلة كلود 3", "Claude 3", "wanted the title in Arabic"),
    "two events of one id": (
        "events.csv",
        "2023-03-14-gpt-4-released-to-chatgpt-plus-and-in-bi",
        "2022-11-30-chatgpt-opens-as-a-free-research-preview",
        "rename or remove one",
    ),
    "a rank that is none": (
        "reported_ranks.csv",
        "top free (overall),31,",
        "top free (overall),first,",
        "wanted a number, '<=10'",
    ),
    "a chart nobody named before": ("reported_ranks.csv", "top free (iPhone)", "best apps", "chart is 'best apps'"),
    "a claim that contradicts one way": ("claims.csv", ",S03,supported", ",S04,supported", "say it in both"),
    "a claim without a reason": ("claims.csv", "an expectation, not a fact", "", "reason is empty"),
    "a claim about a rank of nothing": ("claims.csv", ",us,,top-free,all,1,", ",us,,top-free,all,,", "rank is ''"),
    "a row that is cut": (
        "events.csv",
        "\n2022-11-30-chatgpt-opens",
        "\n2022-11-30-x,2022-11-30\n2022-11-30-chatgpt-opens",
        "not 23 cells",
    ),
    "a lost column": ("categories.csv", "slug,", "slugs,", "line 1: no column 'slug'"),
    "a time zone that is none": ("countries.csv", "Asia/Dubai", "Asia/Dubay", "wanted an IANA time zone"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_catalogue_is_refused_with_its_file_its_line_and_what_to_do(tmp_path: Path, kind: str) -> None:
    file, before, after, sentence = BROKEN[kind]
    with pytest.raises(ConfigurationError) as refused:
        copied(tmp_path, file, before, after).check()
    assert str(refused.value).startswith(f"{tmp_path / file}, line ")
    assert sentence in str(refused.value)


def test_the_line_that_is_named_is_the_line_of_the_file(tmp_path: Path) -> None:
    broken = copied(tmp_path, "events.csv", ",launch,chatgpt,", ",lunch,chatgpt,")
    lines = (tmp_path / "events.csv").read_text(encoding="utf-8").splitlines()
    with pytest.raises(
        ConfigurationError, match=f"line {1 + next(i for i, x in enumerate(lines) if ',lunch,' in x)}: "
    ):
        broken.check()


def test_a_catalogue_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    broken = copied(tmp_path, "aliases.csv", "deepseek", "deepseek")
    (tmp_path / "aliases.csv").write_bytes("assistant,alias\nديب".encode("cp1256"))
    with pytest.raises(ConfigurationError, match=r"aliases.csv: not UTF-8 .*; save it as UTF-8"):
        broken.check()


def test_the_check_can_be_run_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main() == 0
    assert capsys.readouterr().out.startswith("53 assistants, 81 app ids, ")
    broken = copied(tmp_path, "claims.csv", "an expectation, not a fact", "")
    monkeypatch.setattr("tracker.catalog.__main__.SHIPPED", broken)
    assert main() == 2
    assert capsys.readouterr().err == f"{tmp_path / 'claims.csv'}, line 12: reason is empty; fill it in\n"
