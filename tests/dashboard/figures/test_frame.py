from dashboard.figures.frame import WIDEST_LABEL, frame_for


def test_the_margin_at_the_right_has_room_for_the_longest_name() -> None:
    usual, long = frame_for(1440), frame_for(1440).with_room_for(["ChatGPT", "Microsoft 365 Copilot"])
    assert frame_for(1440).with_room_for(["ChatGPT"]) == usual
    assert usual.right < long.right <= WIDEST_LABEL
    assert long.plot_width + long.right == usual.plot_width + usual.right


def test_on_a_phone_the_rank_stands_alone() -> None:
    assert frame_for(360).with_room_for(["Microsoft 365 Copilot"]) == frame_for(360)
