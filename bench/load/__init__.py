"""The evening before the deadline: many people at once; see `bench.load.__main__`."""

# So many people do nothing but the bare save, beside the leads.
BARE = 20
