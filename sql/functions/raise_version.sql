-- raise_version: raises a version of the tenants whose rows a statement has really changed; TRUNCATE changes every tenant's.
--
-- Arguments of the trigger: facts (tenant_version) or slots (tenant_slots); then the columns that make no difference.
-- Rows of several tenants are locked in the order of their keys, and stay so until the end of the transaction.
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
    if tg_op = 'TRUNCATE' then
        v_tenants := array(select t.tenant_id from tenant t);
    elsif tg_op = 'INSERT' then
        v_tenants := array(select distinct n.tenant_id from new_rows n);
    elsif tg_op = 'DELETE' then
        v_tenants := array(select distinct o.tenant_id from old_rows o);
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
            ) c);
    end if;
    v_tenants := array(select t.tenant_id from tenant t where t.tenant_id = any (v_tenants) order by t.tenant_id);

    if tg_argv[0] = 'facts' then
        insert into tenant_version as v (tenant_id)
        select u.tenant_id from unnest(v_tenants) with ordinality as u (tenant_id, ordinality) order by u.ordinality
        on conflict (tenant_id) do update set facts_version = v.facts_version + 1;
    else
        insert into tenant_slots as s (tenant_id)
        select u.tenant_id from unnest(v_tenants) with ordinality as u (tenant_id, ordinality) order by u.ordinality
        on conflict (tenant_id) do update set slots_version = s.slots_version + 1;
    end if;
    return null;
end
$$;
comment on function raise_version is 'Raises a version of the tenants whose rows have changed.';
