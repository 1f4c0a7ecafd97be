-- is_open: whether a tenant's business is open at a moment, on its own wall clock.
--
-- Whoever has no business hours is always open. A span past midnight is two rows: until 24:00, and from 00:00.
-- Called by: closed_since.
create or replace function is_open(p_tenant_id bigint, p_at timestamptz) returns boolean
language plpgsql
stable
set search_path = shi, pg_temp
as $$
declare
    v_wall timestamp;
begin
    select p_at at time zone t.time_zone into v_wall
    from tenant t
    where t.tenant_id = p_tenant_id;

    return not exists (select from business_hours h where h.tenant_id = p_tenant_id)
        or exists (
            select from business_hours h
            where h.tenant_id = p_tenant_id and h.weekday = extract(isodow from v_wall)::integer
                and h.opens <= v_wall::time and v_wall::time < h.closes);
end
$$;
comment on function is_open is 'Whether a business is open.';
