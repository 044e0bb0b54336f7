"""What the same reports were found to hold is worked out once for the tests of this folder."""

from remembered import remembered as remembered
