-- next_ids: p_count new ids, each greater than the one before.
--
-- Called by: accept_messages.
create or replace function next_ids(p_count integer) returns bigint[]
language plpgsql
volatile
set search_path = shi, pg_temp
as $$
declare
    v_ids  bigint[] := '{}';
    v_last bigint   := 0;
begin
    for i in 1 .. p_count loop
        v_last := next_id(v_last);
        v_ids := v_ids || v_last;
    end loop;
    return v_ids;
end
$$;
comment on function next_ids is 'New time-ordered ids in rising order.';
