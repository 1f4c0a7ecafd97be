-- next_tenant_waiting: the lowest tenant above p_after that has a ready job of a kind, or null. One probe of an index.
--
-- Called by: pick_jobs_in_turn.
create or replace function next_tenant_waiting(p_kind text, p_after bigint) returns bigint
language sql
stable
set search_path = shi, pg_temp
as $$
    select j.tenant_id
    from job j
    where j.kind = p_kind and j.state = 'ready' and j.tenant_id > p_after
    order by j.tenant_id, j.deadline_at
    limit 1
$$;
comment on function next_tenant_waiting is 'The next tenant with a ready job.';
