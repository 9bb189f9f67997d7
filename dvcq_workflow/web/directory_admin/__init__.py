"""The province's master data in Django's admin: read there, written by services alone."""
