"""A town moves from SQLite and folders to PostgreSQL and S3 (`manage.py migrer_vers`,
docs/exploiter/demenager.md).

Each table and each file is copied, read again where it has arrived, and compared. What is left
behind is not touched.
"""
