"""What is to be said about picture files after they were decoded, in words."""

from collections.abc import Sequence

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.finding import Finding, Offer
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.data.pictures import ink, sizing
from cnnstudio.data.pictures.decoding import FORMATS, NOTES
from cnnstudio.data.pictures.labelling import counted, listed, with_reason
from cnnstudio.data.pictures.listing import Entry, Listing
from cnnstudio.data.pictures.pixels import TWELVE_BITS
from cnnstudio.data.pictures.reading import Outcome


def findings(entries: Sequence[Entry], geometry: Geometry, listing: Listing, outcome: Outcome) -> tuple[Finding, ...]:
    """The likeliest to matter first."""
    of_values = (*_inked(outcome), *_nearly_black(outcome))
    return (*_bad(entries, outcome), *of_values, *_sizes(geometry, outcome), *_notes(outcome), *_others(listing))


def reasons(entries: Sequence[Entry], outcome: Outcome) -> list[str]:
    """ "cats/7.png: it is cut short" for each picture that was left out."""
    return [with_reason(entries[number].name, why) for number, why in sorted(outcome.left_out.items())]


def _bad(entries: Sequence[Entry], outcome: Outcome) -> tuple[Finding, ...]:
    bad = len(outcome.left_out)
    if not bad:
        return ()
    text = tr_count(
        "{count:,} of {pictures} cannot be read and is left out.",
        "{count:,} of {pictures} cannot be read and are left out.",
        bad,
        pictures=counted(len(entries)),
    )
    return (Finding(text, "caution", listed(reasons(entries, outcome))),)


def _inked(outcome: Outcome) -> tuple[Finding, ...]:
    if not outcome.looked_at or outcome.inked < ink.MOST * outcome.looked_at:
        return ()
    text = tr(
        "The pictures show dark writing on a light ground. MNIST's digits are light on dark: a network that learned "
        "from one kind does badly on the other."
    )
    return (Finding(text, "caution", offer=Offer(tr("Invert the pictures"), "preprocessing", "invert", True)),)


def _nearly_black(outcome: Outcome) -> tuple[Finding, ...]:
    """Where no picture of 16 bits a pixel has a greater value than a camera or scanner of 12 bits gives."""
    count = outcome.notes[TWELVE_BITS]
    if not count or count < outcome.notes["deep"]:
        return ()
    text = tr_count(
        "{count:,} picture of 16 bits a pixel has no value above {most:,} of {whole:,}, so it is nearly black here. If "
        "it was taken with 12 bits, stretch its values to 0–{whole:,} or save it with 8 bits, and load it again.",
        "{count:,} pictures of 16 bits a pixel have no value above {most:,} of {whole:,}, so they are nearly black "
        "here. If they were taken with 12 bits, stretch their values to 0–{whole:,} or save them with 8 bits, and load "
        "them again.",
        count,
        most=4_095,
        whole=65_535,
    )
    return (Finding(text, "caution"),)


def _sizes(geometry: Geometry, outcome: Outcome) -> tuple[Finding, ...]:
    if geometry.side is not None:
        return ()
    size = outcome.shape[:2]
    same = outcome.sizes.get(size, 0)
    others = outcome.sizes.total() - same
    if not others:
        return ()
    given = {"sizes": sizing.range_in_words(outcome.sizes), "size": shape_in_words(size)}
    if not given["sizes"]:
        given["sizes"] = shape_in_words(next(iter(outcome.sizes)))
        text = tr("The pictures are {sizes} pixels (rows × columns) and were brought to {size}.", **given)
    elif same:
        text = tr(
            "The pictures are {sizes} pixels (rows × columns) and are brought to {size}, which {same:,} of {all:,} "
            "have.",
            **given,
            same=same,
            all=outcome.sizes.total(),
        )
    else:
        text = tr("The pictures are {sizes} pixels (rows × columns) and are brought to {size}.", **given)
    return (Finding(text),)


def _notes(outcome: Outcome) -> tuple[Finding, ...]:
    return tuple(
        Finding(tr_count("{count:,} picture has {what}.", "{count:,} pictures have {what}.", count, what=NOTES[note]))
        for note, count in outcome.notes.items()
        if note in NOTES
    )


def _others(listing: Listing) -> tuple[Finding, ...]:
    found = []
    if refused := len(listing.refused):
        details = listed(with_reason(name, why) for name, why in listing.refused)
        text = tr_count("{count:,} file is not touched.", "{count:,} files are not touched.", refused)
        found.append(Finding(text, "caution", details))
    if listing.others:
        text = tr_count(
            "{count:,} other file is passed over: pictures are {formats}, PGM and PPM.",
            "{count:,} other files are passed over: pictures are {formats}, PGM and PPM.",
            listing.others,
            formats=", ".join(FORMATS[:-1]),
        )
        found.append(Finding(text))
    return tuple(found)
