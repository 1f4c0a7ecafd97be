-- install.sql: makes or upgrades the database of Shi. It can be run again on any earlier version.
--
--   psql -v ON_ERROR_STOP=1 -d shi -f sql/install.sql
--
-- Run it as a superuser, or as a role that may create roles, extensions and schemas. Tables come from numbered migrations,
-- each applied once and recorded in schema_version; functions and views are replaced by what their files say. All of that
-- is one transaction. What has to read whole tables follows in transactions of its own, which can be repeated: run it again
-- where it was broken off.
--
-- Before an upgrade stop the workers: those of an earlier version call functions that are no longer there. The handlers may
-- run; they wait for a moment, or are told to come back. Where a table is in use for longer than five seconds, this ends
-- with an error and changes nothing.

\set ON_ERROR_STOP on
set client_min_messages = warning;
set lock_timeout = '5s';
begin;

\ir roles.sql

create schema if not exists shi authorization shi_owner;
comment on schema shi is 'Shi: conversations, messages, turns and jobs. Programs call its functions and nothing else.';
create extension if not exists pg_trgm with schema shi;
create extension if not exists btree_gist with schema shi;

set local role shi_owner;
set local search_path = shi, pg_temp;

create table if not exists schema_version (
    version    integer     not null,
    name       text        not null,
    applied_at timestamptz not null default now(),
    constraint schema_version_pkey primary key (version)
);
comment on table schema_version is 'The migrations that were applied to this database.';

select not exists (select from schema_version where version = 1) as apply_0001 \gset
\if :apply_0001
\ir migrations/0001_spine.sql
insert into schema_version (version, name) values (1, 'spine');
\endif

select not exists (select from schema_version where version = 2) as apply_0002 \gset
\if :apply_0002
\ir migrations/0002_assistant.sql
insert into schema_version (version, name) values (2, 'assistant');
\endif

select not exists (select from schema_version where version = 3) as apply_0003 \gset
\if :apply_0003
\ir migrations/0003_channels.sql
insert into schema_version (version, name) values (3, 'channels');
\endif

\ir text_search.sql
\ir functions.sql
\ir triggers.sql
\ir views/upcoming_viewing.sql
\ir views/open_handover.sql
\ir grants.sql

select create_partitions(3) as made \gset partitions_

-- The housekeeping is a job like any other; it arms itself again.
insert into job (tenant_id, kind, key, deadline_at) values (0, 'upkeep', 0, now()) on conflict do nothing;

commit;

-- What search reads, where it is missing or the dictionary has come or gone since.
begin;
set local role shi_owner;
set local search_path = shi, pg_temp;
select refresh_search() as made \gset search_
commit;

begin;
set local role shi_owner;
set local search_path = shi, pg_temp;
create index if not exists listing_by_price_idx
    on listing (tenant_id, deal, price, listing_id) where is_available;
create index if not exists listing_by_area_idx
    on listing (tenant_id, area_key, price, listing_id) where is_available;
create index if not exists listing_by_street_idx
    on listing (tenant_id, street_key, price, listing_id) where is_available;
-- For return_to_bot() and metrics(): few are in a human's hands at a time.
create index if not exists conversation_in_human_hands_idx
    on conversation (tenant_id, conversation_id) where mode = 'human';
commit;

-- Constraints that hold for new rows are looked up in the old ones, while everything else goes on.
begin;
set local role shi_owner;
set local search_path = shi, pg_temp;
select validate_constraints() as made \gset constraints_
commit;
