"""Every reader that is fuzzed."""

from tests.fuzzing import texts
from tests.fuzzing.reader import Reader

READERS: tuple[Reader, ...] = (*texts.READERS,)
