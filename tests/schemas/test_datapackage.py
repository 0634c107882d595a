"""The Data Package says of every table what its contract says."""

from typing import Any

import pytest

from schemas import PUBLISHED
from schemas.datapackage import ExportedFile, data_package

FILES = {name: ExportedFile(f"parquet/{name}.parquet", 7, "0" * 64, 1) for name in PUBLISHED}


@pytest.fixture(scope="module")
def resources() -> dict[str, dict[str, Any]]:
    package = data_package("anbar", "r000001", "2026-11-26T00:00:00Z", FILES)
    return {r["name"]: r for r in package["resources"]}


def test_every_table_is_a_resource_with_its_fields_and_key(resources: dict[str, Any]) -> None:
    assert list(resources) == list(PUBLISHED)
    for name, contract in PUBLISHED.items():
        schema = resources[name]["schema"]
        assert [f["name"] for f in schema["fields"]] == [c.name for c in contract.columns]
        assert schema["primaryKey"] == list(contract.primary_key)


def test_foreign_keys_refer_to_fields_that_are_there(resources: dict[str, Any]) -> None:
    found = 0
    for resource in resources.values():
        for key in resource["schema"].get("foreignKeys", []):
            target = resources[key["reference"]["resource"]]["schema"]
            assert key["reference"]["fields"] == target["primaryKey"]
            found += 1
    assert found == sum(len(list(c.references())) for c in PUBLISHED.values())


def test_rules_become_constraints(resources: dict[str, Any]) -> None:
    fields = {f["name"]: f for f in resources["core.fact_post"]["schema"]["fields"]}
    assert fields["post_key"]["constraints"] == {"required": True, "minimum": 1, "maximum": 2**53 - 1}
    assert "unknown" in fields["posted_precision"]["constraints"]["enum"]
    assert fields["posted_at"] == {
        "name": "posted_at",
        "type": "datetime",
        "description": "Instant of posting, UTC, NULL if unknown.",
        "constraints": {"minimum": "2013-08-14T00:00:00", "maximum": "2100-01-01T00:00:00"},
    }


def test_a_part_of_the_tables_refers_to_nothing_outside_it() -> None:
    only = {"core.fact_post": FILES["core.fact_post"]}
    [resource] = data_package("anbar", "r1", "2026-11-26T00:00:00Z", only)["resources"]
    assert {k["reference"]["resource"] for k in resource["schema"]["foreignKeys"]} == {"core.fact_post"}
