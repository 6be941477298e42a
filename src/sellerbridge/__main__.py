"""python -m sellerbridge."""

import sys

from sellerbridge.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
