-- read_wall_time: reads a moment of a wall clock, 2026-11-26T10:00, or a day, 2026-11-26; null where it is none.
--
-- Called by: other functions.
create or replace function read_wall_time(p_text text) returns timestamp
language plpgsql
immutable
returns null on null input
as $$
declare
    v_parts text[] := regexp_match(
        p_text, '^([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?:T([01][0-9]|2[0-3]):([0-5][0-9]))?$');
    v_day   date;
begin
    if v_parts is null or v_parts[1] = '0000' then
        return null;
    end if;
    v_day := make_date(v_parts[1]::integer, v_parts[2]::integer, 1) + (v_parts[3]::integer - 1);
    if extract(month from v_day) <> v_parts[2]::integer then
        return null;
    end if;
    return v_day + make_interval(hours => coalesce(v_parts[4], '0')::integer, mins => coalesce(v_parts[5], '0')::integer);
end
$$;
comment on function read_wall_time is 'Reads a moment of a wall clock.';
