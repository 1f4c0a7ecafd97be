-- claim_jobs: leases ready jobs of one kind to a worker, earliest deadline first, and fairly when they are late.
--
-- While the head of the queue is on time, it is simply the head. When it is overdue, the claim goes round the tenants, so
-- that one tenant's backlog does not delay the others. A tenant gets no more than its limit of running jobs allows (claims
-- at the same moment do not see each other's: together they can pass it by what one claim takes).
-- Parameters:
--   p_limit      how many at most.
--   p_is_full    false: jobs that are overdue by more than three seconds are not looked for. New jobs are not, and it
--                spares the probe of index entries that are dead but cannot be removed while another transaction stays
--                open. true looks at everything: do so once a second, when jobs have come back, and in a backlog.
--   p_after      the tenant after which the round goes on (0 to begin).
--   p_held       null; or, after a claim whose answer was lost, the tokens that the worker knows it holds: its others are
--                given back first, so that a claim can be repeated.
--   p_share      how many jobs of this kind the worker may run for one tenant, so that a tenant whose provider hangs does not
--                take all of its slots.
-- Result: the leased jobs, in the order of the round or of their deadlines: the last one's tenant is the next p_after.
-- Deadlines are handed out as what remains, since clocks differ.
-- Called by: worker.
create or replace function claim_jobs(
    p_worker_id bigint,
    p_kind      text,
    p_limit     integer,
    p_is_full   boolean,
    p_after     bigint,
    p_held      uuid[],
    p_share     integer
) returns table (
    tenant_id    bigint,
    key          bigint,
    lease_token  uuid,
    remaining_ms integer,
    attempt      integer,
    lost         integer
)
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
#variable_conflict use_column
declare
    v_since   timestamptz := case when p_is_full then '-infinity' else clock_timestamp() - interval '3 seconds' end;
    v_full    bigint[];
    v_rest    jsonb;
    v_head    timestamptz;
    v_is_late boolean;
    v_rows    tid[];
begin
    -- A worker that was taken for dead may not take new work before it is registered again; the lock keeps reap_workers
    -- from doing so meanwhile.
    perform from worker where worker_id = p_worker_id for key share;
    if not found then
        raise exception 'worker % is not registered', p_worker_id using errcode = 'no_data_found';
    end if;
    if p_held is not null then
        perform give_back_jobs(p_worker_id, p_held, false);
    end if;

    select j.deadline_at into v_head
    from job j
    where j.kind = p_kind and j.state = 'ready' and j.deadline_at >= v_since
    order by j.deadline_at
    limit 1;
    if v_head is null then
        return;
    end if;

    -- How many more jobs each tenant with running ones may have, and who may have none. A reply's send counts on.
    select
        coalesce(jsonb_object_agg(r.tenant_id, r.rest), '{}'),
        coalesce(array_agg(r.tenant_id) filter (where r.rest <= 0), '{}')
    into v_rest, v_full
    from (
        select j.tenant_id,
            least(
                min(coalesce(t.running_jobs_limit, 1000000)) - count(*),
                p_share - count(*) filter (where j.worker_id = p_worker_id and j.kind = p_kind)) as rest
        from job j
        left join tenant t on t.tenant_id = j.tenant_id
        where j.state = 'running'
        group by j.tenant_id
    ) r;

    v_is_late := v_head <= clock_timestamp();
    if not v_is_late then
        v_rows := array(
            select j.ctid
            from job j
            where j.kind = p_kind and j.state = 'ready' and j.deadline_at >= v_since
                and j.tenant_id <> all (v_full)
            order by j.deadline_at
            limit p_limit
            for update skip locked);
    else
        v_rows := pick_jobs_in_turn(p_kind, p_limit, p_after, v_full);
    end if;

    -- What would pass a tenant's limit stays where it is.
    v_rows := array(
        select p.address
        from (
            select j.ctid as address, j.tenant_id,
                row_number() over (partition by j.tenant_id order by j.deadline_at) as number
            from job j
            where j.ctid = any (v_rows)
        ) p
        left join tenant t on t.tenant_id = p.tenant_id
        where p.number <= coalesce(
            (v_rest ->> p.tenant_id::text)::integer, least(coalesce(t.running_jobs_limit, 1000000), p_share)));

    return query
    with leased as (
        update job j
        set state = 'running', worker_id = p_worker_id, lease_token = gen_random_uuid()
        where j.ctid = any (v_rows)
        returning j.*
    )
    select l.tenant_id, l.key, l.lease_token,
        milliseconds(l.deadline_at - clock_timestamp()),
        l.attempt::integer, l.lost::integer
    from leased l
    order by
        case when v_is_late then l.tenant_id <= p_after end,
        case when v_is_late then l.tenant_id end,
        l.deadline_at;
end
$$;
comment on function claim_jobs is 'Leases ready jobs to a worker.';
