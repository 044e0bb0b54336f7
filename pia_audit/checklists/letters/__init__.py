"""Letters of inquiry (照会文) to the sections that keep the reports, and what comes back in them."""
