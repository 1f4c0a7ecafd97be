-- next_id: a new time-ordered id: 41 bits of milliseconds since 2026-01-01 UTC, 10 bits of shard, 12 bits of sequence.
--
-- The shard number is the database's setting shi.shard (alter database ... set shi.shard = 3), 0 where there is none.
-- Parameters: p_after: the result is greater than this, also when the clock stands or the sequence wraps.
-- Called by: other functions.
create or replace function next_id(p_after bigint default 0) returns bigint
language plpgsql
volatile
set search_path = shi, pg_temp
as $$
declare
    v_low  bigint := (coalesce(nullif(current_setting('shi.shard', true), ''), '0')::bigint << 12)
                     | (nextval('id_sequence') & 4095);
    v_time bigint := floor(extract(epoch from clock_timestamp()) * 1000)::bigint - 1767225600000;
    v_id   bigint := (v_time << 22) | v_low;
begin
    if v_id <= p_after then
        v_id := (((p_after >> 22) + 1) << 22) | v_low;
    end if;
    return v_id;
end
$$;
comment on function next_id is 'A new time-ordered id, greater than p_after.';
