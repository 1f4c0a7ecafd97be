-- pulse: a worker's heartbeat, and at the same time its look at the conversations whose turns it is running.
--
-- Parameters: the worker; three arrays of the same length: tenant, conversation and generation of each turn.
-- Result: a row for each conversation that has moved on: a newer message (its generation) or another mode.
-- A worker that is no longer known (it was taken for dead and its jobs went to others) gets error P0002.
-- Called by: worker, every 100 ms.
create or replace function pulse(
    p_worker_id        bigint,
    p_tenant_ids       bigint[],
    p_conversation_ids bigint[],
    p_generations      integer[]
) returns table (tenant_id bigint, conversation_id bigint, generation integer, mode text)
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
#variable_conflict use_column
begin
    -- A heartbeat that a crash of the server forgets harms nobody: it need not wait for the disk.
    perform set_config('synchronous_commit', 'off', true);
    update worker set heartbeat_at = clock_timestamp() where worker_id = p_worker_id;
    if not found then
        raise exception 'worker % is not registered', p_worker_id using errcode = 'no_data_found';
    end if;
    return query
    select c.tenant_id, c.conversation_id, c.generation, c.mode
    from unnest(p_tenant_ids, p_conversation_ids, p_generations) as t (tenant_id, conversation_id, generation)
    cross join lateral (
        select * from conversation c
        where c.tenant_id = t.tenant_id and c.conversation_id = t.conversation_id
        offset 0
    ) c
    where c.generation > t.generation or c.mode <> 'bot';
end
$$;
comment on function pulse is 'A worker''s heartbeat and its look at the turns that it runs.';
