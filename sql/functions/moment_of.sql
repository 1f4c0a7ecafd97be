-- moment_of: the moment at which the wall clock of a time zone shows a time that is written as 2026-11-26T10:00.
--
-- Result: null where it is no time, or the clock jumps over it. A time that the clock shows twice is the later one.
-- Called by: book_viewing, store_reply.
create or replace function moment_of(p_text text, p_time_zone text) returns timestamptz
language plpgsql
immutable
returns null on null input
as $$
declare
    v_wall timestamp   := read_wall_time(p_text);
    v_at   timestamptz := v_wall at time zone p_time_zone;
begin
    return case when v_at at time zone p_time_zone = v_wall then v_at end;
end
$$;
comment on function moment_of is 'The moment at which a wall clock shows a time.';
