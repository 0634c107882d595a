"""Where it rests: home folder, lake, releases, the SQL of marts, views and checks.

The only package that opens DuckDB. Knows contracts, not the orchestrator.
"""
