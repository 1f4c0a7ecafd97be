-- milliseconds: an interval as whole milliseconds, bounded so that it always fits; null for null.
--
-- In PL/pgSQL, like id_at and id_time: an SQL function of this kind cannot be inlined, and costs thirty times as much.
-- Called by: other functions.
create or replace function milliseconds(p_interval interval) returns integer
language plpgsql
immutable
returns null on null input
as $$
begin
    return greatest(-2000000000, least(2000000000, round(extract(epoch from p_interval) * 1000)))::integer;
end
$$;
comment on function milliseconds is 'An interval in whole milliseconds.';
