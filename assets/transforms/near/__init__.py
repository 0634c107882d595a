"""Near-duplicates: which texts say nearly the same, on arrays of hashes.

A text is a *node*: the hashes of its words (``words``), the keys of the buckets it lies in (``minhash``), compared
pair by pair (``jaccard``) with one text of each bucket (``stars``) and put into groups (``components``). All of it is
integer arithmetic, the same with every version of every library and on every machine.
"""
