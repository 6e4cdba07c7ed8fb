"""Where the data come from: what is on offer, loading and downloading it, and how that stands."""
