"""Which network answers on the pages that ask one, and how its pictures are prepared."""
