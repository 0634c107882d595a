"""One adapter per dump format: bytes in, batches of records out.

An adapter is a module (or package) here that offers an object satisfying ``base.Adapter`` and is listed
in ``registry``. It knows its format and nothing else: keys, entities, languages and validation are the
same for all formats and happen afterwards, in ``assets.transforms``.
"""
