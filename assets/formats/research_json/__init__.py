"""Dumps that researchers publish: Pushshift's rows, TGDataset, 4CAT."""

from assets.formats.research_json.adapter import ResearchJsonAdapter

ADAPTER = ResearchJsonAdapter()

__all__ = ["ADAPTER"]
