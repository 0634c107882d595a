"""How fast it is, as ratios to floors measured in the same run. Not part of the installed packages."""
