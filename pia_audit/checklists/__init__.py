"""The self-inspection sheet (自己点検票): its questions, what the tool says to each, and filled sheets taken back."""
