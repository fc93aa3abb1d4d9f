"""`python -m stancemap` is the command `stancemap`."""

from stancemap.cli import main

if __name__ == "__main__":
    main()
