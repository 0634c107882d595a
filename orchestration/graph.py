"""The asset graph as a Mermaid picture, one box per step with the tables it makes."""

from collections import defaultdict

import dagster as dg


def asset_graph(defs: dg.Definitions) -> str:
    """Draw the steps of the job and what flows between them."""
    graph = defs.resolve_asset_graph()
    step_of: dict[dg.AssetKey, str] = {}
    tables: dict[str, list[str]] = defaultdict(list)
    for definition in graph.assets_defs:
        for key in definition.keys:
            step_of[key] = definition.op.name
            tables[definition.op.name].append(".".join(key.path))
    arrows = {
        (step_of[parent], step_of[key])
        for key in step_of
        for parent in graph.get(key).parent_keys
        if parent in step_of and step_of[parent] != step_of[key]
    }
    boxes = [
        f'    {step}["<b>{step}</b><br/>{"<br/>".join(sorted(tables[step]))}"]' for step in sorted(tables)
    ]
    lines = [f"    {a} --> {b}" for a, b in sorted(arrows)]
    return "\n".join(["flowchart LR", *boxes, *lines])
