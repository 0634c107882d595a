"""What each asset does, as plain functions on a workspace: testable without Dagster.

A step reads and writes the lake; what it does to the data stands in ``assets.transforms`` and
``assets.formats``.
"""
