"""What is to be said about picture files after they were decoded, in words."""

from collections.abc import Sequence

from cnnstudio.core.finding import Finding, Offer
from cnnstudio.core.geometry import Geometry
from cnnstudio.data.pictures import ink, sizing
from cnnstudio.data.pictures.decoding import FORMATS, NOTES
from cnnstudio.data.pictures.labelling import counted, listed, with_reason
from cnnstudio.data.pictures.listing import Entry, Listing
from cnnstudio.data.pictures.reading import Outcome


def findings(entries: Sequence[Entry], geometry: Geometry, listing: Listing, outcome: Outcome) -> tuple[Finding, ...]:
    """The likeliest to matter first."""
    return (*_bad(entries, outcome), *_inked(outcome), *_sizes(geometry, outcome), *_notes(outcome), *_others(listing))


def reasons(entries: Sequence[Entry], outcome: Outcome) -> list[str]:
    """ "cats/7.png: it is cut short" for each picture that was left out."""
    return [with_reason(entries[number].name, why) for number, why in sorted(outcome.left_out.items())]


def _bad(entries: Sequence[Entry], outcome: Outcome) -> tuple[Finding, ...]:
    bad = len(outcome.left_out)
    if not bad:
        return ()
    text = f"{bad:,} of {counted(len(entries))} cannot be read and {_are(bad)} left out."
    return (Finding(text, "caution", listed(reasons(entries, outcome))),)


def _inked(outcome: Outcome) -> tuple[Finding, ...]:
    if not outcome.looked_at or outcome.inked < ink.MOST * outcome.looked_at:
        return ()
    text = (
        "The pictures show dark writing on a light ground. MNIST's digits are light on dark: a network that learned "
        "from one kind does badly on the other."
    )
    return (Finding(text, "caution", offer=Offer("Invert the pictures", "preprocessing", "invert", True)),)


def _sizes(geometry: Geometry, outcome: Outcome) -> tuple[Finding, ...]:
    if geometry.side is not None:
        return ()
    size = outcome.shape[:2]
    same = outcome.sizes.get(size, 0)
    others = outcome.sizes.total() - same
    if not others:
        return ()
    ranging = sizing.range_in_words(outcome.sizes)
    given = "and are" if ranging else "and were"
    start = f"The pictures are {ranging} pixels" if ranging else f"The pictures are {_only(outcome)} pixels"
    most = f", which {same:,} of {outcome.sizes.total():,} have" if same else ""
    return (Finding(f"{start} (rows × columns) {given} brought to {sizing.in_words(size)}{most}."),)


def _only(outcome: Outcome) -> str:
    return sizing.in_words(next(iter(outcome.sizes)))


def _notes(outcome: Outcome) -> tuple[Finding, ...]:
    return tuple(
        Finding(f"{counted(count)} {'has' if count == 1 else 'have'} {NOTES[note]}.")
        for note, count in outcome.notes.items()
        if note in NOTES
    )


def _others(listing: Listing) -> tuple[Finding, ...]:
    found = []
    if refused := len(listing.refused):
        details = listed(with_reason(name, why) for name, why in listing.refused)
        found.append(Finding(f"{counted(refused, 'file')} {_are(refused)} not touched.", "caution", details))
    if listing.others:
        text = f"{counted(listing.others, 'other file')} {_are(listing.others)} passed over: pictures are "
        found.append(Finding(f"{text}{', '.join(FORMATS[:-1])}, PGM and PPM."))
    return tuple(found)


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
