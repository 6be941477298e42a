"""What each operation of the practice Amazon accepts: our own table, one file per API."""
