"""Tables of a plan: rows by pipes, by tabs, or real ones, and the tasks that they give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dvcq_workflow.documents.reading.bodies import split_bodies
from dvcq_workflow.documents.reading.dates import FULL_DATE, date_of
from dvcq_workflow.documents.reading.letters import ends_sentence, fold, single_spaced, starts_lower
from dvcq_workflow.documents.reading.markers import roman_value
from dvcq_workflow.documents.reading.passages import Line
from dvcq_workflow.documents.reading.result import Row, Table, Task

_SEPARATOR = re.compile(r"[\s|:+\-–—_=]+")
# Which words in a column's heading say what the column holds; the first that fits wins.
_COLUMNS = (
    ("no", re.compile(r"(?:so )?(?:stt|tt)|so thu tu")),
    ("text", re.compile(r"(?:ten |noi dung|nhiem vu|cong viec|hoat dong|dau viec).*")),
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
_GROUP_NO = re.compile(r"(?:[IVXL]{1,5}|[A-HĐ])[.)]?")


@dataclass(frozen=True, slots=True)
class LeadTask:
    """A task of a table with the body that leads it (None where the cell is empty)."""

    lead: str | None
    task: Task


def cut_tables(lines: Sequence[Line]) -> tuple[list[Line], list[Table]]:
    """Take the tables out of the lines; return the other lines and the tables."""
    rest: list[Line] = []
    tables: list[Table] = []
    block: list[tuple[Line, tuple[str, ...]]] = []
    for line in lines:
        cells = _cells(line, len(block[0][1]) if block else 0)
        if cells is not None:
            block.append((line, cells))
            continue
        if block and _SEPARATOR.fullmatch(line.text):
            continue
        _flush(block, rest, tables)
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


def _flush(
    block: list[tuple[Line, tuple[str, ...]]], rest: list[Line], tables: list[Table]
) -> None:
    """Close a run of rows: a table if it has a heading row or is plainly one, else lines again."""
    if not block:
        return
    rows = list(block)
    block.clear()
    head = next((at for at, (_, cells) in enumerate(rows[:3]) if _is_heading(cells)), None)
    if head is None and (len(rows) < 2 or any(line.cells is None for line, _ in rows)):
        rest.extend(line for line, _ in rows)
        return
    start = head if head is not None else 0
    rest.extend(line for line, _ in rows[:start])
    title = rest[-1].text if rest and len(rest[-1].text) < 200 else None
    columns = rows[start][1]
    body = tuple(_rows(rows[start + 1 :], columns))
    tables.append(Table(title, columns, body, (rows[start][0].no, rows[-1][0].no)))


def _is_heading(cells: tuple[str, ...]) -> bool:
    roles = set(_roles(cells).values())
    return "text" in roles and len(roles) >= 2 and len(cells) >= 3


def _roles(columns: tuple[str, ...]) -> dict[int, str]:
    """Return what the columns hold, by their place; a role is taken once."""
    roles: dict[int, str] = {}
    for at, column in enumerate(columns):
        name = fold(re.sub(r"[()/]", " ", column))
        for role, pattern in _COLUMNS:
            if role not in roles.values() and pattern.fullmatch(name):
                roles[at] = role
                break
    return roles


def _rows(rows: Sequence[tuple[Line, tuple[str, ...]]], columns: tuple[str, ...]) -> Iterator[Row]:
    """Give the rows: groups become the heading of what follows, broken rows become one."""
    group: str | None = None
    held: Row | None = None
    roles = _roles(columns)
    number_at = next((at for at, role in roles.items() if role == "no"), None)
    for line, cells in rows:
        if cells == columns or all(re.fullmatch(r"\(?\d{0,2}\)?", cell) for cell in cells):
            continue
        name = _group_of(cells)
        if name:
            if held:
                yield held
            held, group = None, name
            continue
        padded = (*cells, *[""] * (len(columns) - len(cells)))[: max(len(columns), len(cells))]
        if held and number_at is not None and _goes_on(held, padded, number_at):
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


def _group_of(cells: tuple[str, ...]) -> str | None:
    """Return the heading of a group row: a Roman numeral and a name, or a name alone in the row."""
    filled = [cell for cell in cells if cell]
    if len(set(filled)) == 1 and len(cells) > 2:
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
