-- milliseconds: an interval as whole milliseconds, bounded so that it always fits.
--
-- Called by: other functions.
create or replace function milliseconds(p_interval interval) returns integer
language sql
immutable
returns null on null input
return greatest(-2000000000, least(2000000000, round(extract(epoch from p_interval) * 1000)))::integer;
comment on function milliseconds is 'An interval in whole milliseconds.';
