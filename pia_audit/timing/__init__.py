"""When a change took effect and when it was submitted, as far as the changed passage itself tells."""
