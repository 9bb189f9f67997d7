"""The tutorial quotes the pages' own words and the accounts that the demonstration makes."""

from __future__ import annotations

import re

import polib
import pytest
from documents.demo.people import all_logins

from tests.architecture.source import REPOSITORY
from tests.architecture.test_translations import CATALOGUE

FOLDER = REPOSITORY / "docs" / "tutorial"
PAGE = "\n".join(page.read_text(encoding="utf-8") for page in sorted(FOLDER.glob("*.md")))
WORDS = sorted(set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", PAGE)))
ACCOUNTS = sorted(set(re.findall(r"`([a-z]+\d*\.[a-z]+\d?)`", PAGE)))


@pytest.mark.parametrize("word", WORDS)
def test_a_quoted_word_stands_on_a_page(word: str) -> None:
    assert word in {entry.msgstr for entry in polib.pofile(str(CATALOGUE))}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_named_account_is_one_of_the_demonstration(account: str) -> None:
    assert account in {login.username for login in all_logins()}
