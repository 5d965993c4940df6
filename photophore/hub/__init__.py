"""The hub: what a browser, a phone or a journalist's script can ask, and how light gets to them."""
