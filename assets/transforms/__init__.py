"""Pure transformations: frames in, frames out. No files, no clock, no Dagster, no database."""
