# So many people do nothing but the bare save, beside the leads.
BARE = 20
