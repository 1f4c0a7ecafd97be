-- readiness: what /readyz reports of the database.
--
-- Result: one row: the schema's version; how long the job that waits longest has been overdue (0: none is) and how many
-- wait, counted up to 10,000; the live workers; whether a row has fallen into a default partition (an alarm: the month's
-- partition is missing); how many conversations wait for a human, counted up to 10,000, and for how long the first of them
-- (0: none does).
-- Called by: status.
create or replace function readiness()
returns table (
    schema_version          integer,
    overdue_ms              integer,
    waiting_jobs            integer,
    live_workers            integer,
    default_partitions      boolean,
    open_handovers          integer,
    oldest_handover_seconds bigint
)
language sql
stable
security definer
set search_path = shi, pg_temp
begin atomic
    select
        (select max(v.version) from schema_version v),
        coalesce((
            select greatest(0, milliseconds(clock_timestamp() - min(first.deadline_at)))
            from (values ('reply'), ('send')) as k (kind)
            cross join lateral (
                select j.deadline_at
                from job j
                where j.kind = k.kind and j.state = 'ready'
                order by j.deadline_at
                limit 1
            ) first), 0),
        (select count(*)::integer from (select from job j where j.state = 'ready' limit 10000) waiting),
        (select count(*)::integer from worker w where w.heartbeat_at > clock_timestamp() - interval '1500 milliseconds'),
        exists (select from message_default) or exists (select from turn_default),
        (select count(*)::integer from (select from handover h where h.resolved_at is null limit 10000) waiting),
        coalesce((
            select greatest(0, floor(extract(epoch from clock_timestamp() - min(h.requested_at))))::bigint
            from handover h
            where h.resolved_at is null), 0);
end;
comment on function readiness is 'What /readyz reports of the database.';
