"""Backup and restoration: the database and the files in one archive, told and compared
(docs/exploiter/sauvegarder.md).

The database comes first, in one snapshot; files after, so that whatever it names was already there.
What an archive holds is listed in its manifest, with a hash of each part and the number of rows of
each table.
"""
