"""Every reader that is fuzzed."""

from tests.fuzzing import data, files, networks, texts
from tests.fuzzing.reader import Reader

READERS: tuple[Reader, ...] = (*texts.READERS, *files.READERS, *networks.READERS, *data.READERS)
