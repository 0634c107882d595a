"""Ways to find near-duplicates, each a program that reads texts and prints groups and what they cost.

Those of other packages run in an environment that has them: they import those packages, the standard library, numpy
and `benchmarks.near.child`, nothing else.
"""
