"""What exists: thin Dagster assets, one per table, over pure transformations.

``formats`` turns the bytes of one dump into records; ``transforms`` turns frames into frames. Neither
knows Dagster or a database. The modules beside them declare the assets and hold no data logic.
"""
