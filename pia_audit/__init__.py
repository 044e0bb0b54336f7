"""pia_audit: checks the change history of Japanese privacy impact reports against the reports themselves."""
