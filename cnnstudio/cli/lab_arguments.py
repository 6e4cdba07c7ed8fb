"""The grammar of the command for labs."""

import argparse
from collections.abc import Callable

from cnnstudio.cli import lab_report, labs
from cnnstudio.core.language import tr

_Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add(command: _Command) -> None:
    """Adds it."""
    text = tr("Guided sheets that check themselves: lists them, checks one's own, writes a report.")
    lab = command("lab", labs.list_, text)
    ways = lab.add_subparsers(metavar="list|check|facts|report", required=True)

    def way(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = ways.add_parser(name, help=text, description=text, allow_abbrev=False)
        made.set_defaults(run=run)
        made.add_argument("--json", action="store_true", help=tr("print one JSON document"))
        return made

    way("list", labs.list_, tr("Lists the labs that come with the program."))
    checked = way("check", labs.check, tr("Says every mistake in a lab's file, and what is probably not meant."))
    checked.add_argument("file", metavar="FILE", help=tr("a lab, *.toml; its pictures lie in the same folder"))
    way("facts", labs.facts, tr("Lists every fact that a lab can ask for and check, in Markdown."))
    text = tr("Writes what was done in a lab, with the network and its runs, as a page to hand in.")
    report = ways.add_parser("report", help=text, description=text, allow_abbrev=False)
    report.set_defaults(run=lab_report.report)
    report.add_argument("file", metavar="FILE", help=tr("a *.cnnstudio project in which the lab was done"))
    report.add_argument(
        "--lab", metavar="NAME", required=True, help=tr("as “cnnstudio lab list” lists it, or its file")
    )
    report.add_argument(
        "-o", "--output", metavar="OUT", required=True, help=tr("the page to write; its name ends in .html")
    )
    report.add_argument("--force", action="store_true", help=tr("replace a file that is there already"))
