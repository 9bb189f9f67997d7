"""What must be there before the story begins: a province with its people and registers."""

from __future__ import annotations

from documents.demo.people import KEEPER, give_powers, make_accounts, seat_people
from documents.demo.province import seed_province
from documents.demo.registers import enter_incoming, open_registers
from documents.demo.story import Story


def prepare_story(file_name: str, data: bytes) -> Story:
    """Seed the province and return the story of a plan's text, not begun yet."""
    enter_incoming()
    people = make_accounts()
    province = seed_province(people[KEEPER])
    seat_people(province, people)
    powers = give_powers(province, people)
    open_registers(province, people)
    return Story(people, powers, file_name, data)
