-- id_time: when an id was made, to the millisecond.
--
-- Called by: other functions, and whoever reads the tables.
create or replace function id_time(p_id bigint) returns timestamptz
language sql
immutable
return to_timestamp(((p_id >> 22) + 1767225600000) / 1000.0);
comment on function id_time is 'When an id was made.';
