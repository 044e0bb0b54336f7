"""Web pages: what a browser would show of them."""
