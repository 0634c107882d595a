"""The one entry point of Dagster: it only assembles."""

import dagster as dg

from assets import core, marts, quality, raw, release, staging
from assets.resource import WarehouseResource
from orchestration.alerts import alert_on_checks, alert_on_failure
from orchestration.automation import daily_refresh, drop_folder, refresh
from orchestration.checks import layer_check, quality_check

defs = dg.Definitions(
    assets=[
        raw.raw_dumps,
        staging.staged_tables,
        core.core_tables,
        marts.mart_tables,
        quality.quality_tables,
        release.release,
    ],
    asset_checks=[*(layer_check(layer) for layer in ("stg", "core", "mart")), quality_check()],
    jobs=[refresh],
    schedules=[daily_refresh],
    sensors=[drop_folder, alert_on_failure, alert_on_checks],
    resources={"warehouse": WarehouseResource()},
    executor=dg.in_process_executor,
)
