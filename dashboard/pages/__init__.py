"""One module per group of pages: what they ask the release, and what of it goes on which page."""
