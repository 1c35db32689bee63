-- Two roles on PostgreSQL (docs/exploiter/installer.md): the owner of the tables runs migrations; the application works under a
-- role that owns nothing, so that it can neither change its tables nor touch the journal of readings.
-- Run by a superuser, after the first `preparer`; may be run again:
--   psql -d portail -v proprietaire=portail -v application=portail_web -f deploy/roles.sql
GRANT USAGE ON SCHEMA public TO :"application";
REVOKE CREATE ON SCHEMA public FROM :"application", PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"application";
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO :"application";
ALTER DEFAULT PRIVILEGES FOR ROLE :"proprietaire" IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"application";
ALTER DEFAULT PRIVILEGES FOR ROLE :"proprietaire" IN SCHEMA public
  GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO :"application";
-- DELETE stays, for the purge: the table's own trigger lets go only of what is past the town's period.
REVOKE UPDATE, TRUNCATE, REFERENCES, TRIGGER ON famille_consultation, famille_modification FROM :"application";
-- What has been migrated is the owner's to say.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM :"application";
