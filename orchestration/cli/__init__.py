"""The command line. Each command is a thin module here; heavy imports happen inside the commands."""

from orchestration.cli.app import app
from orchestration.cli.entry import main

__all__ = ["app", "main"]
