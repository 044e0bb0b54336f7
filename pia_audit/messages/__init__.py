"""Every sentence people read, in Japanese and English, one file a room."""
