"""Labels at the right end of lines, moved apart where they would overlap."""

from collections.abc import Sequence


def apart(wanted: Sequence[float], gap: float, lowest: float) -> list[float]:
    """Positions in pixels, at least `gap` apart and at most `lowest`, in the given order and near the wanted ones."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [0.0] * len(wanted)
    before = float("-inf")
    for index in order:
        placed[index] = before = max(wanted[index], before + gap)
    limit = lowest
    for index in reversed(order):
        placed[index] = limit = min(placed[index], limit)
        limit -= gap
    return placed
