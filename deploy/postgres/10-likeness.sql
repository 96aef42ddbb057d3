-- Run once, by the superuser, on a database folder that is empty. The service's role is a plain one: a superuser, or one
-- that bypasses row-level security, is refused at its start, as nothing would hold tenants apart.
\getenv password LIKENESS_DATABASE_PASSWORD
create role likeness login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'password';
create database likeness owner likeness template template0 encoding 'UTF8';
revoke all on database likeness from public;
revoke connect on database postgres from public;
