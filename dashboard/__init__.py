"""Dashboard: the quality site of a release, rendered from a read-only connection to its database.

What belongs here: queries over what is published, the pages and pictures made of them, the feed. Nothing here
computes a number that no view or table holds, writes to a database, or knows Dagster.
"""
