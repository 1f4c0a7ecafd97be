-- free_slots: when a viewing can begin, on the tenant's wall clock, as 2026-11-26T10:00, the earliest first.
--
-- A time is free where it lies within the viewing hours, the listing is shown to nobody else then, and an agent is free.
-- Parameters: p_listing_id: null asks only whether an agent is free. p_from: not before this moment or day of the wall clock;
-- null or past: from now on. p_days: within so many days, 60 at most.
-- Result: a row per time; none for a listing that is not to be had.
-- Called by: worker.
create or replace function free_slots(
    p_tenant_id  bigint,
    p_listing_id bigint,
    p_from       text,
    p_days       integer,
    p_limit      integer
) returns table (starts_at text)
language plpgsql
stable
security definer
set search_path = shi, pg_temp
as $$
declare
    v_tenant tenant;
    v_now    timestamp;
    v_from   timestamp;
    v_window tstzrange;
    v_shown  tstzmultirange;
begin
    select * into v_tenant from tenant t where t.tenant_id = p_tenant_id;
    if p_listing_id is not null then
        perform from listing l where l.tenant_id = p_tenant_id and l.listing_id = p_listing_id and l.is_available;
        if not found then
            return;
        end if;
    end if;
    v_now := clock_timestamp() at time zone v_tenant.time_zone;
    v_from := greatest(v_now, coalesce(read_wall_time(p_from), v_now));
    if v_from > v_now + interval '366 days' then
        return;
    end if;
    v_window := tstzrange(
        v_from at time zone v_tenant.time_zone,
        (v_from + make_interval(days => least(greatest(p_days, 1), 60) + 1)) at time zone v_tenant.time_zone);
    select coalesce(range_agg(a.period), '{}') into v_shown
    from appointment a
    where a.tenant_id = p_tenant_id and a.listing_id = p_listing_id and a.state = 'booked' and a.period && v_window;

    return query
    with taken as materialized (
        select (
            select coalesce(range_agg(a.period), '{}')
            from appointment a
            where a.tenant_id = g.tenant_id and a.agent_id = g.agent_id and a.state = 'booked' and a.period && v_window
        ) as periods
        from agent g
        where g.tenant_id = p_tenant_id and g.is_active
    ),
    slot as (
        select distinct s.wall, tstzrange(s.at, s.at + make_interval(mins => v_tenant.viewing_minutes)) as period
        from generate_series(0, least(greatest(p_days, 1), 60) - 1) as n
        join viewing_hours h
            on h.tenant_id = p_tenant_id and h.weekday = extract(isodow from v_from::date + n)
        cross join lateral generate_series(
            v_from::date + n + h.opens,
            v_from::date + n + h.closes - make_interval(mins => v_tenant.viewing_minutes),
            make_interval(mins => v_tenant.viewing_minutes)) as w (wall)
        cross join lateral (select w.wall, w.wall at time zone v_tenant.time_zone as at) s
        where s.wall >= v_from and s.wall > v_now
            -- Not what the clock jumps over.
            and s.at at time zone v_tenant.time_zone = s.wall
    )
    select to_char(s.wall, 'YYYY-MM-DD"T"HH24:MI')
    from slot s
    where not s.period && v_shown and exists (select from taken k where not s.period && k.periods)
    order by s.wall
    limit greatest(p_limit, 0);
end
$$;
comment on function free_slots is 'When a viewing can begin.';
