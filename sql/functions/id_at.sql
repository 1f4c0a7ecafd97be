-- id_at: the smallest id that can be made at a time. It is what partition bounds and age limits compare with.
--
-- Called by: other functions.
create or replace function id_at(p_time timestamptz) returns bigint
language plpgsql
immutable
returns null on null input
as $$
begin
    return greatest(0, floor(extract(epoch from p_time) * 1000)::bigint - 1767225600000) << 22;
end
$$;
comment on function id_at is 'The smallest id of that moment.';
