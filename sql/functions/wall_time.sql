-- wall_time: a moment as the wall clock of a time zone shows it, 2026-11-26T10:00.
--
-- Called by: other functions.
create or replace function wall_time(p_at timestamptz, p_time_zone text) returns text
language plpgsql
immutable
returns null on null input
as $$
begin
    return to_char(p_at at time zone p_time_zone, 'YYYY-MM-DD"T"HH24:MI');
end
$$;
comment on function wall_time is 'A moment as a wall clock shows it.';
