#!/bin/bash
# Makes the two logins of docs/operations.md ("Who may do what") in a new database: the owner of the tables, who migrates,
# and the one that API and worker have. PostgreSQL's image runs it once, when it makes its data folder.
set -euo pipefail

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner_password="$SPILLWAY_OWNER_PASSWORD" -v login_password="$SPILLWAY_LOGIN_PASSWORD" <<'SQL'
create role spillway_api nologin;
create role spillway_owner login password :'owner_password';
create role spillway_login login password :'login_password' in role spillway_api;
create database spillway owner spillway_owner template template0 encoding 'UTF8' locale 'C';
revoke all on database spillway from public;
grant connect, temporary on database spillway to spillway_login;
SQL
