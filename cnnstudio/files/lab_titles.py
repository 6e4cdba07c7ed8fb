"""What the labs of the program are called in the person's language, without the work of reading all of a lab."""

import tomllib

from cnnstudio.core.language import in_language
from cnnstudio.core.program.paths import resource


def title_now(name: str, otherwise: str) -> str:
    """The title of the program's lab of that name; ``otherwise`` where there is none, as of the person's own labs."""
    path = next((each for each in resource("labs").glob("*.toml") if each.stem == name), None)
    if path is None:
        return otherwise
    return str(tomllib.loads(in_language(path).read_text("utf-8"))["title"])
