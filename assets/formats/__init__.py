"""One adapter per dump format: bytes in, batches of records out.

A format is a module (or package) here whose ``ADAPTER`` satisfies ``base.Adapter``; ``registry`` finds it. It
knows its format and nothing else: keys, entities, languages and validation are the same for all formats
and happen afterwards, in ``assets.transforms``.
"""
