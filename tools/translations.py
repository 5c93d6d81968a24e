"""Keep the translations complete: `python -m tools.translations check` (or `update`)."""

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

SOURCES = ("app", "templates")
TRANSLATIONS = Path("app/translations")
BABEL = (sys.executable, "-m", "babel.messages.frontend", "--quiet")


def extract(target: Path) -> None:
    """Collect every text of the code and the templates into the template file `target`."""
    command = ("extract", "--mapping", "pyproject.toml", "--no-location", "--sort-output")
    keywords = ("--keywords", "lazy_gettext _l lazy_ngettext:1,2")
    subprocess.run([*BABEL, *command, *keywords, "--output", target, *SOURCES], check=True)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def texts(catalogue: Catalog) -> set[str]:
    """The texts of a catalogue, without its header; a plural counts by its singular."""
    return {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id}


def untranslated(catalogue: Catalog) -> set[str]:
    """The texts without a translation, with a doubtful one, or with a plural left empty."""
    wanting = set()
    for message in catalogue:
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if message.id and (message.fuzzy or not forms or not all(forms)):
            wanting.add(message.id if isinstance(message.id, str) else message.id[0])
    return wanting


def faults() -> list[str]:
    """What is wrong with the translations, one line each."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        wanted = texts(read(template))
    found = []
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po")):
        catalogue = read(path)
        missing = (wanted - texts(catalogue)) | (untranslated(catalogue) & wanted)
        found += [f"{path}: not translated: {text!r}" for text in sorted(missing)]
        surplus = texts(catalogue) - wanted
        found += [f"{path}: no longer used: {text!r}" for text in sorted(surplus)]
    return found


def update() -> None:
    """Bring the translation files up to the texts in use; what is new stays empty."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        options = (
            "--no-fuzzy-matching",
            "--ignore-obsolete",
            "--ignore-pot-creation-date",
            "--no-wrap",
        )
        command = ("update", "--input-file", template, "--output-dir", TRANSLATIONS)
        subprocess.run([*BABEL, *command, *options], check=True)


def main() -> int:
    if sys.argv[1:] == ["update"]:
        update()
        return 0
    found = faults()
    print("\n".join(found) or "Translations complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
