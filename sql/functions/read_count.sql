-- read_count: a whole number out of a JSON object, from 0 to p_most; null where there is none.
--
-- What a report says of itself must not cost the customer the answer: a number that cannot be is bounded, not refused.
-- Called by: store_reply, finish_reply, finish_analysis.
create or replace function read_count(p_object jsonb, p_key text, p_most bigint default 2000000000) returns bigint
language plpgsql
immutable
as $$
begin
    return case when jsonb_typeof(p_object -> p_key) = 'number'
        then round(least(greatest((p_object ->> p_key)::numeric, 0), p_most)) end;
end
$$;
comment on function read_count is 'A bounded whole number out of a JSON object.';
