"""datatrove: signatures, buckets and clusters of its MinHash pipeline; what meets in a bucket is not compared.

It is given texts and splits them at spaces after its own folding, which is the cheapest way that it allows; each
step reads its files in one piece.
"""

import struct
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.near.child import find_and_print, needed

_BUCKETS, _HASHES, _WORDS = 16, 4, 2


def _groups(texts: Sequence[str]) -> list[int]:
    settings = minhash.MinhashConfig(n_grams=_WORDS, num_buckets=_BUCKETS, hashes_per_bucket=_HASHES)
    documents = (data.Document(text=text, id=str(place)) for place, text in enumerate(texts))
    with tempfile.TemporaryDirectory() as temporary:
        signatures, pairs, found = (f"{temporary}/{name}" for name in ("signatures", "pairs", "found"))
        minhash.MinhashDedupSignature(signatures, settings, language=_tokenizer()).run(documents, 0, 1)
        buckets = minhash.MinhashDedupBuckets(signatures, pairs, config=settings, lines_to_buffer=-1)
        for bucket in range(_BUCKETS):
            buckets.run(None, bucket, _BUCKETS)
        minhash.MinhashDedupCluster(pairs, found, settings, save_cluster_id=True, lines_to_buffer=-1).run()
        clusters = Path(found, "000000.clusters")
        content = clusters.read_bytes() if clusters.exists() else b""
    alone = range(len(texts), 2 * len(texts))  # numbers that no cluster has
    return list((dict(enumerate(alone)) | dict(struct.iter_unpack("<II", content))).values())


def _tokenizer() -> Any:
    """A tokenizer that splits at spaces; its class is made here because its base is not always there."""
    methods = dict.fromkeys(("word_tokenize", "sent_tokenize", "span_tokenize"), staticmethod(str.split))
    return type("Spaces", (tokenizers.WordTokenizer,), methods)()


if __name__ == "__main__":
    data = needed("datatrove.data")
    minhash = needed("datatrove.pipeline.dedup.minhash")
    tokenizers = needed("datatrove.utils.word_tokenizers")
    find_and_print(lambda text: text.folded, _groups)
