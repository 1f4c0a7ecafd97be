-- closed_since: since when a tenant's business has been closed, at a moment; null while it is open.
--
-- Called by: begin_turn.
create or replace function closed_since(p_tenant_id bigint, p_at timestamptz) returns timestamptz
language plpgsql
stable
set search_path = shi, pg_temp
as $$
declare
    v_since timestamptz;
begin
    if is_open(p_tenant_id, p_at) then
        return null;
    end if;
    -- It has closed within the last week, since the hours are those of a week.
    select max(c.at) into v_since
    from tenant t
    cross join generate_series(0, 7) as d (days)
    cross join lateral (select (p_at at time zone t.time_zone)::date - d.days as date) w
    join business_hours h on h.tenant_id = t.tenant_id and h.weekday = extract(isodow from w.date)::integer
    cross join lateral (select (w.date + h.closes) at time zone t.time_zone as at) c
    where t.tenant_id = p_tenant_id and c.at <= p_at;
    return coalesce(v_since, '-infinity');
end
$$;
comment on function closed_since is 'Since when a business is closed.';
