"""When and with what: definitions, automation and the command line. No data logic."""
