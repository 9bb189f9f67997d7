"""Tables of a plan: rows by pipes, by tabs, or real ones, and the tasks that they give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from dvcq_workflow.documents.reading.appendices import NUMBER_HEAD, table_title
from dvcq_workflow.documents.reading.bodies import split_bodies
from dvcq_workflow.documents.reading.dates import FULL_DATE, date_of
from dvcq_workflow.documents.reading.layout import RECIPIENTS, is_signature_start
from dvcq_workflow.documents.reading.letters import (
    ends_sentence,
    fold,
    single_spaced,
    starts_lower,
    starts_upper,
)
from dvcq_workflow.documents.reading.markers import roman_value
from dvcq_workflow.documents.reading.passages import Line
from dvcq_workflow.documents.reading.result import Row, Table, Task

_SEPARATOR = re.compile(r"[\s|:+\-–—_=]+")
# Which words in a column's heading say what the column holds; the first that fits wins.
_COLUMNS = (
    ("no", NUMBER_HEAD),
    # A target is measured, not done: who watches it has no task by that.
    (
        "text",
        re.compile(r"(?!.*chi tieu)(?:ten |noi dung|nhiem vu|cong viec|hoat dong|dau viec).*"),
    ),
    ("support", re.compile(r".*phoi hop.*")),
    (
        "lead",
        re.compile(
            r".*(?:chu tri|thuc hien chinh|phu trach|dau moi).*|(?:don vi|co quan) thuc hien|"
            r"phan cong"
        ),
    ),
    ("due", re.compile(r".*(?:thoi gian|thoi han|tien do|hoan thanh|han ).*")),
    ("output", re.compile(r".*(?:san pham|ket qua|minh chung).*")),
)
# The row (1) (2) (3) below the heads; the first columns may be lettered: A B 1 2.
_COUNTED = re.compile(r"\(?\d{1,2}\)?|\(?[A-Ea-e]\)?")
# No sheet of paper has more; a hostile row has.
_MOST_COLUMNS = 60
_GROUP_NO = re.compile(r"(?:[IVXL]{1,5}|[A-HĐ])[.)]?")


@dataclass(frozen=True, slots=True)
class LeadTask:
    """A task of a table with the body that leads it (None where the cell is empty)."""

    lead: str | None
    task: Task


@dataclass(slots=True)
class _Block:
    """A run of rows; ``is_ruled`` says that a line is drawn below the first of them."""

    rows: list[tuple[Line, tuple[str, ...]]] = field(default_factory=list)
    is_ruled: bool = False

    @property
    def is_real(self) -> bool:
        """Say whether the rows are those of a table, not lines of text set like one."""
        return bool(self.rows) and self.rows[0][0].cells is not None


def cut_tables(lines: Sequence[Line]) -> tuple[list[Line], list[Table]]:
    """Take the tables out of the lines; return the other lines and the tables."""
    rest: list[Line] = []
    tables: list[Table] = []
    block = _Block()
    for line in lines:
        if block.rows and line.table != block.rows[0][0].table:
            block = _flush(block, rest, tables)
        cells = _cells(line, len(block.rows[0][1]) if block.rows else 0)
        if cells is not None:
            block.rows.append((line, cells))
            continue
        if block.rows and _SEPARATOR.fullmatch(line.text):
            block.is_ruled = block.is_ruled or (len(block.rows) == 1 and "|" in line.text)
            continue
        block = _flush(block, rest, tables)
        rest.append(line)
    _flush(block, rest, tables)
    return rest, tables


def _cells(line: Line, width: int) -> tuple[str, ...] | None:
    """Return the cells of a line that is a row, None for a line that is none."""
    if line.cells is not None:
        return line.cells
    raw = line.raw.strip()
    if raw.count("|") >= 2 or (width and raw.count("|") >= 1):
        parts = raw.strip("|").split("|") if raw.startswith("|") else raw.split("|")
    elif raw.count("\t") >= 2 or (width and "\t" in raw):
        parts = line.raw.rstrip().split("\t")
    else:
        return None
    cells = tuple(single_spaced(part) for part in parts)
    if all(not cell or _SEPARATOR.fullmatch(cell) for cell in cells):
        return None
    return cells if len(cells) >= 3 or width else None


def _flush(block: _Block, rest: list[Line], tables: list[Table]) -> _Block:
    """Close a run of rows: a table if it is one, else lines again. Return a new, empty run."""
    rows = block.rows
    start = _head_at(block) if rows else None
    if start is None:
        rest.extend(line for line, _ in rows)
        return _Block()
    rest.extend(line for line, _ in rows[:start])
    floor = tables[-1].lines[1] if tables else 0
    title = table_title([line for line in rest[-12:] if line.no > floor])
    columns, below = rows[start][1], rows[start + 1 :]
    if block.is_real and below and _is_second_head(columns, below[0][1]):
        columns, below = _two_heads(columns, below[0][1]), below[1:]
    body = tuple(_rows(below, columns, is_real=block.is_real))
    tables.append(Table(title, columns, body, (rows[start][0].no, rows[-1][0].no)))
    return _Block()


def _head_at(block: _Block) -> int | None:
    """Return which row names the columns, None where lines of text are no table."""
    first = [cells for _, cells in block.rows[:3]]
    for is_head in (_is_heading, _counts_rows):
        found = next((at for at, cells in enumerate(first) if is_head(cells)), None)
        if found is not None:
            return found
    if block.is_real:
        return next((at for at, cells in enumerate(first) if sum(map(bool, cells)) > 1), 0)
    is_table = block.is_ruled and len(block.rows) > 1 and all(first[0])
    framed = any(
        RECIPIENTS.match(cell) or is_signature_start(cell) or "CHỦ NGHĨA VIỆT NAM" in cell
        for _, cells in block.rows
        for cell in cells
    )
    return 0 if is_table and not framed else None


def _counts_rows(cells: tuple[str, ...]) -> bool:
    """Say whether the first head is STT or TT: the heads of a table of whatever kind."""
    filled = [cell for cell in cells if cell]
    return len(filled) >= 2 and bool(NUMBER_HEAD.fullmatch(fold(filled[0])))


def _is_second_head(head: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Say whether the row parts a head over several columns: the others are merged with it."""
    if len(head) != len(below) or not head[0] or head[0] != below[0]:
        return False
    return any(not above and name for above, name in zip(head, below, strict=True))


def _two_heads(head: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Name the columns by both rows: "Số cuộc - Cấp xã"."""
    names: list[str] = []
    over = ""
    for above, name in zip(head, below, strict=True):
        over = above or over
        names.append(over if name in {"", over} else f"{over} - {name}")
    return tuple(names)


def _is_heading(cells: tuple[str, ...]) -> bool:
    roles = set(_roles(cells).values())
    return "text" in roles and len(roles) >= 2 and len(cells) >= 3


def _roles(columns: tuple[str, ...]) -> dict[int, str]:
    """Return what the columns hold, by their place; a role is taken once."""
    roles: dict[int, str] = {}
    for at, column in enumerate(columns[:_MOST_COLUMNS]):
        name = fold(re.sub(r"[()/]", " ", column))
        for role, pattern in _COLUMNS:
            if role not in roles.values() and pattern.fullmatch(name):
                roles[at] = role
                break
    return roles


def _rows(
    rows: Sequence[tuple[Line, tuple[str, ...]]], columns: tuple[str, ...], *, is_real: bool
) -> Iterator[Row]:
    """Give the rows: groups become the heading of what follows, broken lines of text one row.

    A table without tasks keeps its groups as rows too, for there they may hold the data.
    """
    group: str | None = None
    held: Row | None = None
    roles = _roles(columns)
    number_at = next((at for at, role in roles.items() if role == "no"), None)
    has_tasks = {"text", "lead"} <= set(roles.values())
    for at, (line, cells) in enumerate(rows):
        if cells == columns or not any(cells) or (at == 0 and _counts_columns(cells)):
            continue
        name = _group_of(cells)
        if name:
            if held:
                yield held
            held, group = None, name
            if not has_tasks:
                yield Row(_padded(cells, columns), None, (line.no, line.no))
            continue
        padded = _padded(cells, columns)
        if held and not is_real and number_at is not None and _goes_on(held, padded, number_at):
            joined = tuple(
                single_spaced(f"{a} {b}") for a, b in zip(held.cells, padded, strict=False)
            )
            held = Row(joined, group, (held.lines[0], line.no))
            continue
        if held:
            yield held
        held = Row(padded, group, (line.no, line.no))
    if held:
        yield held


def _padded(cells: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    return (*cells, *[""] * (len(columns) - len(cells)))


def _counts_columns(cells: tuple[str, ...]) -> bool:
    """Say whether the row only counts the columns: (1) (2) (3), or A B 1 2."""
    if len(cells) < 3 or not all(_COUNTED.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(cell.strip("()")) for cell in cells if cell.strip("()").isdigit()]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False


def _group_of(cells: tuple[str, ...]) -> str | None:
    """Return the heading of a group row: a Roman numeral and a name, or a name alone in the row."""
    filled = [cell for cell in cells if cell]
    if len(set(filled)) == 1 and len(cells) > 2 and starts_upper(filled[0]):
        return filled[0] if len(filled) > 1 or not cells[0] or len(filled[0]) > 6 else None
    if len(filled) == 2 and cells[0] and _GROUP_NO.fullmatch(cells[0]):
        numeral = cells[0].strip(".)")
        return filled[1] if roman_value(numeral) or numeral in "ABCDĐEFGH" else None
    return None


def _goes_on(held: Row, cells: tuple[str, ...], number_at: int) -> bool:
    """Say whether a row without a number only goes on with the cells above it."""
    if cells[number_at] or len(cells) != len(held.cells):
        return False
    filled = [at for at, cell in enumerate(cells) if cell]
    return (
        all(
            starts_lower(cells[at]) or (held.cells[at] and not ends_sentence(held.cells[at]))
            for at in filled
        )
        and len(filled) < len(cells) - 1
    )


def tasks_of(table: Table) -> list[LeadTask]:
    """Return the tasks of a table that has a column of tasks and one of those who lead them."""
    roles = {role: at for at, role in _roles(table.columns).items()}
    if "text" not in roles or "lead" not in roles:
        return []
    found = []
    for row in table.rows:
        cell = {role: row.cells[at] if at < len(row.cells) else "" for role, at in roles.items()}
        if not cell["text"]:
            continue
        lead = cell["lead"].strip(" .,;") or None
        due, due_raw = when_of(cell.get("due", ""))
        task = Task(
            cell["text"],
            row.lines,
            lead=lead,
            support=split_bodies(cell.get("support", "")),
            output=cell.get("output") or None,
            due=due,
            due_raw=due_raw,
        )
        found.append(LeadTask(lead, task))
    return found


def when_of(text: str) -> tuple[date | None, str | None]:
    """Return (date, words): a date where one full date is printed, the words beside it."""
    words = text.strip(" .;")
    if not words:
        return None, None
    dates = list(FULL_DATE.finditer(words))
    due = date_of(dates[0]) if len(dates) == 1 else None
    bare = due is not None and not re.sub(r"ngày", "", FULL_DATE.sub("", words)).strip(" .,;")
    return due, None if bare else words
