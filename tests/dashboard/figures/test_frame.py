import pytest

from dashboard.figures.frame import WIDEST_LABEL, frame_for, step_of


def test_the_margin_at_the_right_has_room_for_the_longest_name() -> None:
    usual, long = frame_for(1440), frame_for(1440).with_room_for(["ChatGPT", "Microsoft 365 Copilot"])
    assert frame_for(1440).with_room_for(["ChatGPT"]) == usual
    assert usual.right < long.right <= WIDEST_LABEL
    assert long.plot_width + long.right == usual.plot_width + usual.right


def test_on_a_phone_the_rank_stands_alone() -> None:
    assert frame_for(360).with_room_for(["Microsoft 365 Copilot"]) == frame_for(360)


@pytest.mark.parametrize(
    ("told", "laid_out"), [(240, 240), (360, 360), (390, 360), (640, 640), (641, 641), (1024, 1000), (1025, 1025),
                           (1300, 1280), (1899, 1880), (1900, 1900), (2560, 2560)],
)  # fmt: skip
def test_windows_of_about_the_same_width_are_laid_out_alike_and_none_by_the_rules_of_another_width(
    told: int, laid_out: int
) -> None:
    assert step_of(told) == laid_out
    for edge in (640, 1024, 1899):
        assert (told <= edge) == (laid_out <= edge)
