"""Packed files: what kind they are by content, what they hold, and their bytes in pieces of bounded size.

Nothing here writes to the disk or knows a dump from a picture; nothing is ever written under a name that an
archive states. Archives come from strangers: every size is counted, never believed.
"""
