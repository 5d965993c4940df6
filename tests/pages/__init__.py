"""Tests of pages; a package, so that what is of its scope (a browser, a hub) ends with them."""
