-- id_time: when an id was made, to the millisecond.
--
-- Called by: other functions, and whoever reads the tables.
create or replace function id_time(p_id bigint) returns timestamptz
language plpgsql
immutable
returns null on null input
as $$
begin
    return to_timestamp(((p_id >> 22) + 1767225600000) / 1000.0);
end
$$;
comment on function id_time is 'When an id was made.';
