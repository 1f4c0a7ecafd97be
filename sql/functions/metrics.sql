-- metrics: what /metrics reports: the counters of all programs, and gauges of what there is at the moment.
--
-- Gauges that count rows stop at 10,000: a call is short however much there is.
-- Result: a row per figure, those of one name together: its Prometheus name, labels without braces, value, and kind
-- (counter or gauge).
-- Called by: status.
create or replace function metrics() returns table (name text, labels text, value bigint, kind text)
language sql
stable
security definer
set search_path = shi, pg_temp
-- However much is in the dead jobs, a month's messages are looked up and never read through.
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
begin atomic
    select c.name, c.labels, c.value, 'counter'
    from counter c
    union all
    select 'shi_jobs_ready', format('kind="%s"', k.kind), n.count, 'gauge'
    from (values ('reply'), ('send'), ('analyze'), ('media'), ('upkeep')) as k (kind)
    cross join lateral (
        select count(*) as count
        from (select from job j where j.kind = k.kind and j.state = 'ready' limit 10000) ready) n
    union all
    select 'shi_jobs_waiting', '', count(*), 'gauge'
    from (select from job j where j.state = 'waiting' and j.run_at < 'infinity' limit 10000) waiting
    union all
    select 'shi_jobs_running', '', count(*), 'gauge'
    from (select from job j where j.state = 'running' and j.worker_id > 0 limit 10000) running
    union all
    select 'shi_overdue_milliseconds', '',
        coalesce(greatest(0, milliseconds(clock_timestamp() - min(first.deadline_at))), 0), 'gauge'
    from (values ('reply'), ('send')) as k (kind)
    cross join lateral (
        select j.deadline_at
        from job j
        where j.kind = k.kind and j.state = 'ready'
        order by j.deadline_at
        limit 1
    ) first
    union all
    select 'shi_live_workers', '', count(*), 'gauge'
    from worker w
    where w.heartbeat_at > clock_timestamp() - interval '1500 milliseconds'
    union all
    select 'shi_open_handovers', '', count(*), 'gauge'
    from (select from handover h where h.resolved_at is null limit 10000) h
    union all
    select 'shi_human_conversations', '', count(*), 'gauge'
    from (select from conversation c where c.mode = 'human' limit 10000) c
    union all
    -- Each send of unknown outcome is in dead_job, too, of which there are few.
    select 'shi_indeterminate_messages', '', count(*), 'gauge'
    from (
        select
        from (
            select d.tenant_id, d.message_id
            from dead_job d
            where d.died_at > now() - interval '1 day' and d.message_id is not null
            order by d.died_at
            limit 10000
        ) d
        join message m on m.tenant_id = d.tenant_id and m.message_id = d.message_id and m.status = 'indeterminate'
    ) m
    union all
    select 'shi_channels_with_a_problem', '', count(*), 'gauge'
    from channel c
    where c.problem is not null
    order by 1, 2;
end;
comment on function metrics is 'What /metrics reports of the database.';
