"""Which language a person reads: as the environment, the settings or the system say.

Imports nothing that has words of its own, since those are made in the language that is found here.
"""

import json
import locale
import os
import re

from cnnstudio.core.language import LANGUAGES, VARIABLE
from cnnstudio.core.program.paths import config_folder

_MAX_BYTES = 1_000_000
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def chosen() -> str:
    """One of LANGUAGES: what the environment names, else the settings, else the system's, else English."""
    for named in (os.environ.get(VARIABLE, ""), _in_settings(), system_language()):
        if named in LANGUAGES:
            return named
    return "en"


def system_language() -> str:
    """What the system speaks, where the program does too; else English."""
    # POSIX, "Environment Variables", 8.2: the first that is set and not empty is the one that counts.
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    named = named or locale.getlocale()[0] or ""  # on Windows "German_Germany"
    # A locale is "language_TERRITORY.codeset@modifier", of which only the language must be there.
    language = re.split(r"[_.@]", named, maxsplit=1)[0]
    return "de" if language in ("de", "German") else "en"


def _in_settings() -> str:
    """The language of the settings, read without what checks them: a file that cannot be understood says nothing."""
    try:
        with (config_folder() / "settings.json").open("rb") as file:
            found = json.loads(file.read(_MAX_BYTES)).get("language", "")
    except (OSError, ValueError, AttributeError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""
