-- pick_jobs_in_turn: locks ready jobs of a kind, going round the tenants, each tenant's earliest deadline first.
--
-- The tenants that wait are found by a loose scan of job_ready_by_tenant_idx: one probe a tenant, however long its
-- backlog. At most p_limit tenants take part, beginning after p_after, and from the lowest again behind the highest; those
-- in p_full, who have their limit of running jobs, are passed by.
-- Result: row addresses in the order of the round, locked until the end of the transaction.
-- Called by: claim_jobs.
create or replace function pick_jobs_in_turn(p_kind text, p_limit integer, p_after bigint, p_full bigint[])
returns tid[]
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_rows       tid[]    := '{}';
    v_tenants    bigint[] := '{}';
    v_tenant     bigint   := p_after;
    v_is_wrapped boolean  := false;
    v_share      integer;
begin
    while cardinality(v_tenants) < p_limit loop
        v_tenant := next_tenant_waiting(p_kind, v_tenant);
        if v_tenant is null and not v_is_wrapped then
            v_is_wrapped := true;
            v_tenant := next_tenant_waiting(p_kind, -1);
        end if;
        exit when v_tenant is null or (v_is_wrapped and v_tenant > p_after);
        if v_tenant <> all (p_full) then
            v_tenants := v_tenants || v_tenant;
        end if;
    end loop;

    -- Equal shares; what a tenant leaves over is there for the next claim.
    v_share := greatest(1, p_limit / greatest(1, cardinality(v_tenants)));
    for i in 1 .. cardinality(v_tenants) loop
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
