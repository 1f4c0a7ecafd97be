-- pick_jobs_in_turn: locks ready jobs of a kind, going round the tenants, each tenant's earliest deadline first.
--
-- The tenants that wait are found by a loose scan of job_ready_by_tenant_idx: one probe a tenant, however long its
-- backlog. At most p_limit tenants are visited, beginning after p_after, and from the lowest again behind the highest.
-- Result: row addresses, locked until the end of the transaction.
-- Called by: claim_jobs.
create or replace function pick_jobs_in_turn(p_kind text, p_limit integer, p_after bigint, p_full bigint[])
returns tid[]
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_rows    tid[] := '{}';
    v_tenants bigint[];
    v_share   integer;
begin
    with recursive waiting (tenant_id, position) as (
        select next_tenant_waiting(p_kind, p_after), 1
        union all
        select next_tenant_waiting(p_kind, w.tenant_id), w.position + 1
        from waiting w
        where w.tenant_id is not null and w.position < p_limit
    ),
    wrapped (tenant_id, position) as (
        select next_tenant_waiting(p_kind, -1), p_limit + 1
        union all
        select next_tenant_waiting(p_kind, w.tenant_id), w.position + 1
        from wrapped w
        where w.tenant_id < p_after and w.position < 2 * p_limit
    )
    select array_agg(t.tenant_id order by t.position)
    into v_tenants
    from (
        select w.tenant_id, w.position from waiting w where w.tenant_id is not null
        union all
        select w.tenant_id, w.position from wrapped w where w.tenant_id <= p_after
        order by 2
        limit p_limit
    ) t
    where t.tenant_id <> all (p_full);

    -- Equal shares; what a tenant leaves over is there for the next claim.
    v_share := greatest(1, p_limit / greatest(1, coalesce(cardinality(v_tenants), 1)));
    for i in 1 .. coalesce(cardinality(v_tenants), 0) loop
        exit when cardinality(v_rows) >= p_limit;
        v_rows := v_rows || array(
            select j.ctid
            from job j
            where j.kind = p_kind and j.state = 'ready' and j.tenant_id = v_tenants[i]
            order by j.deadline_at
            limit least(v_share, p_limit - cardinality(v_rows))
            for update skip locked);
    end loop;
    return v_rows;
end
$$;
comment on function pick_jobs_in_turn is 'Locks ready jobs, going round the tenants.';
