"""The province's people: a custom user model, as real hosts have one."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person known by one full name, as Vietnamese names are written."""

    full_name = models.CharField("họ và tên", max_length=150)

    def get_full_name(self) -> str:
        return self.full_name
