-- place_key: a place's name as names are compared: folded, and with single letters where Hebrew is spelled either way
-- (גבעתיים, גבעתים).
--
-- Called by: other functions.
create or replace function place_key(p_name text) returns text
language plpgsql
immutable
returns null on null input
set search_path = shi, pg_temp
as $$
begin
    return replace(replace(fold_text(p_name), 'יי', 'י'), 'וו', 'ו');
end
$$;
comment on function place_key is 'A place''s name as names are compared.';
