"""Sealing: the root over all events and access records is signed, and kept outside the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dvcq_workflow.audit.sealing import RestoredError, Signature, seal, signed_text
from dvcq_workflow.audit.signing import new_key
from dvcq_workflow.host import get_host
from dvcq_workflow.models.checkpoints import Checkpoint


class Command(BaseCommand):
    """Seal what was committed since the last checkpoint; with nothing new, do nothing."""

    help = "Sign a checkpoint over all events and access records, and keep it outside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new-key", type=Path, metavar="FILE", help="make a key, and no more")
        parser.add_argument(
            "--after-restore", action="store_true", help="the database came from a dump"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            self._make_key(options["new_key"])
            return
        host = get_host()
        checkpoint = self._seal(host, after_restore=options["after_restore"])
        # Also what a run before this one signed and did not come to keep.
        last = checkpoint or Checkpoint.objects.order_by("-number").first()
        if last is not None:
            host.publish_checkpoint(file_name(last), signed_text(last))
        self._tell(checkpoint, options)

    def _seal(self, host: Any, *, after_restore: bool) -> Checkpoint | None:
        try:
            return seal(
                lambda text: Signature(*host.sign_bytes(text)),
                at=host.now(),
                after_restore=after_restore,
            )
        except RestoredError:
            raise CommandError(
                _(
                    "This is another database cluster than the one sealed last. If it was restored "
                    "from a dump, run: dvcq_seal --after-restore"
                )
            ) from None
        except (OSError, ValueError):
            raise CommandError(
                _(
                    "There is no key to sign with. Make one with dvcq_seal --new-key FILE, and "
                    "name that file in DVCQ_WORKFLOW['SEALING_KEY']."
                )
            ) from None

    def _make_key(self, path: Path) -> None:
        """Write a key that nobody but its owner can read; one that is there is never replaced."""
        try:
            path.touch(mode=0o600, exist_ok=False)
            path.write_bytes(new_key())
        except OSError:
            raise CommandError(
                _("%(file)s cannot be written, or is there already.") % {"file": path}
            ) from None
        self.stdout.write(_("A key was made: %(file)s. Keep a copy of it.") % {"file": path})

    def _tell(self, checkpoint: Checkpoint | None, options: dict[str, Any]) -> None:
        if options["json"]:
            value = json.loads(checkpoint.text) if checkpoint else None
            self.stdout.write(json.dumps({"checkpoint": value}))
        elif checkpoint is None:
            self.stdout.write(_("Nothing new to seal."))
        else:
            said = {"number": checkpoint.number, "size": checkpoint.size, "root": checkpoint.root}
            self.stdout.write(_("Checkpoint %(number)s: %(size)s leaves, root %(root)s") % said)


def file_name(checkpoint: Checkpoint) -> str:
    """Return the name under which a checkpoint is kept outside the database."""
    return f"checkpoint-{checkpoint.number:08d}.json"
