"""Each decision has one number, and the files tell them in their order."""

from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "adr"


def test_decisions_are_numbered_one_after_another() -> None:
    files = sorted(DECISIONS.glob("*.md"))

    numbers = [int(file.name[:4]) for file in files]
    titles = [file.read_text(encoding="utf-8").partition(".")[0] for file in files]

    assert numbers == list(range(1, len(files) + 1))
    assert titles == [f"# {number}" for number in numbers]
