"""`anbar dev`: Dagster's web page and daemon for this home."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.app import DebugOption, HomeOption, app, explained, out
from warehouse.home import Home


@app.command()
@explained
def dev(
    home: HomeOption = None,
    port: Annotated[int, typer.Option(help="Port of the web page.")] = 3000,
    host: Annotated[
        str, typer.Option(help="Address to listen on. The page has no login: keep it on this machine.")
    ] = "127.0.0.1",
    debug: DebugOption = False,
) -> None:
    """Start Dagster's web page and daemon, with the nightly schedule and the drop-folder sensor."""
    from orchestration.cli.run import prepare_dagster

    place = Home.locate(home)
    place.create()
    prepare_dagster(place)
    out.print(f"http://{host}:{port} (home {place.root}; end with Ctrl-C)", highlight=False)
    command = [str(Path(sys.executable).with_name("dagster")), "dev", "-m", "orchestration.definitions"]
    os.execv(command[0], [*command, "-h", host, "-p", str(port)])
