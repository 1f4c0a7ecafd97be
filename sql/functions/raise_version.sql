-- raise_version: raises a version of the tenants whose rows a statement has really changed.
--
-- Arguments of the trigger: facts or slots; then the columns that make no difference.
-- The rows of tenant_version are the last that a transaction locks, in the order of their keys.
-- Called by: triggers (triggers.sql).
create or replace function raise_version() returns trigger
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_ignored text[] := tg_argv[1:];
    v_tenants bigint[];
begin
    if tg_op = 'INSERT' then
        v_tenants := array(select distinct n.tenant_id from new_rows n order by 1);
    elsif tg_op = 'DELETE' then
        v_tenants := array(select distinct o.tenant_id from old_rows o order by 1);
    else
        v_tenants := array(
            select distinct c.tenant_id
            from (
                (select n.tenant_id, to_jsonb(n) - v_ignored from new_rows n
                except all
                select o.tenant_id, to_jsonb(o) - v_ignored from old_rows o)
                union all
                (select o.tenant_id, to_jsonb(o) - v_ignored from old_rows o
                except all
                select n.tenant_id, to_jsonb(n) - v_ignored from new_rows n)
            ) c
            order by 1);
    end if;

    insert into tenant_version as v (tenant_id)
    select u.tenant_id
    from unnest(v_tenants) as u (tenant_id)
    where exists (select from tenant t where t.tenant_id = u.tenant_id)
    order by u.tenant_id
    on conflict (tenant_id) do update
        set facts_version = v.facts_version + (tg_argv[0] = 'facts')::integer,
            slots_version = v.slots_version + (tg_argv[0] = 'slots')::integer;
    return null;
end
$$;
comment on function raise_version is 'Raises a version of the tenants whose rows have changed.';
